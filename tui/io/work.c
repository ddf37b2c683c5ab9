#include "config.h"

#include "akscope/io/loop.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "loop_int.h"

struct ak_work {
    uv_work_t uv;
    struct ak_loop *loop;
    ak_work_run *run;
    ak_work_on_done *on_done;
    void *job;
};

static void on_work(uv_work_t *request)
{
    struct ak_work *work = (struct ak_work *)request;
    work->run(work->job);
}

static void on_after_work(uv_work_t *request, int status)
{
    struct ak_work *work = (struct ak_work *)request;
    ak__loop_end(work->loop);
    work->on_done(work->job, status == UV_ECANCELED);
    free(work);
}

struct ak_work *ak_work_start(struct ak_loop *loop, ak_work_run *run, ak_work_on_done *on_done,
                              void *job)
{
    struct ak_work *work = ak_alloc(1, sizeof *work);
    work->loop = loop;
    work->run = run;
    work->on_done = on_done;
    work->job = job;
    ak__uv_must(uv_queue_work(&loop->uv, &work->uv, on_work, on_after_work), "uv_queue_work");
    ak__loop_begin(loop);
    return work;
}

void ak_work_cancel(struct ak_work *work)
{
    /* Refused when the job runs already: then it finishes normally, as promised. */
    (void)uv_cancel((uv_req_t *)&work->uv);
}
