#include "config.h"

#include "akscope/io/loop.h"

#include <stddef.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "loop_int.h"

/* libuv's pool has four threads, and works on files there too: one is left for that. */
enum { MOST_AT_ONCE = 3 };

enum stage { STAGE_WAITING, STAGE_BEGUN, STAGE_ENDING };

struct ak_work {
    uv_work_t uv; /* first: libuv's callbacks find the rest by it */
    TAILQ_ENTRY(ak_work) link;
    struct ak__defer cancelled; /* brings the end of one that never began */
    struct ak_loop *loop;
    ak_work_run *run;
    ak_work_on_done *on_done;
    void *job;
    enum stage stage; /* waiting: in loop->jobs */
    bool is_counted;  /* in loop->busy */
};

static unsigned limit(unsigned processors)
{
    if (processors < 1)
        return 1;
    return processors < MOST_AT_ONCE ? processors : MOST_AT_ONCE;
}

unsigned ak__work_most(void)
{
    return limit(uv_available_parallelism() - 1);
}

void ak_loop_use_all_processors(struct ak_loop *loop)
{
    loop->busy_most = limit(uv_available_parallelism());
}

static void finish(struct ak_work *work, bool cancelled)
{
    ak__loop_end(work->loop);
    work->on_done(work->job, cancelled);
    free(work);
}

static void start_waiting(struct ak_loop *loop);

static void on_work(uv_work_t *request)
{
    struct ak_work *work = (struct ak_work *)request;
    work->run(work->job);
}

static void on_after_work(uv_work_t *request, int status)
{
    struct ak_work *work = (struct ak_work *)request;

    if (work->is_counted) {
        work->loop->busy--;
        start_waiting(work->loop);
    }
    finish(work, status == UV_ECANCELED);
}

static void begin(struct ak_work *work)
{
    work->stage = STAGE_BEGUN;
    ak__uv_must(uv_queue_work(&work->loop->uv, &work->uv, on_work, on_after_work), "uv_queue_work");
}

static void start_waiting(struct ak_loop *loop)
{
    while (loop->busy < loop->busy_most && !TAILQ_EMPTY(&loop->jobs)) {
        struct ak_work *work = TAILQ_FIRST(&loop->jobs);

        TAILQ_REMOVE(&loop->jobs, work, link);
        work->is_counted = true;
        loop->busy++;
        begin(work);
    }
}

static struct ak_work *make_work(struct ak_loop *loop, ak_work_run *run, ak_work_on_done *on_done,
                                 void *job)
{
    struct ak_work *work = ak_alloc(1, sizeof *work);

    work->loop = loop;
    work->run = run;
    work->on_done = on_done;
    work->job = job;
    ak__loop_begin(loop);
    return work;
}

struct ak_work *ak_work_start(struct ak_loop *loop, ak_work_run *run, ak_work_on_done *on_done,
                              void *job)
{
    struct ak_work *work = make_work(loop, run, on_done, job);

    TAILQ_INSERT_TAIL(&loop->jobs, work, link);
    start_waiting(loop);
    return work;
}

struct ak_work *ak_work_start_now(struct ak_loop *loop, ak_work_run *run, ak_work_on_done *on_done,
                                  void *job)
{
    struct ak_work *work = make_work(loop, run, on_done, job);

    begin(work);
    return work;
}

static void run_cancelled(struct ak__defer *defer)
{
    struct ak_work *work = (struct ak_work *)((char *)defer - offsetof(struct ak_work, cancelled));

    finish(work, true);
}

void ak_work_cancel(struct ak_work *work)
{
    switch (work->stage) {
    case STAGE_WAITING:
        TAILQ_REMOVE(&work->loop->jobs, work, link);
        work->stage = STAGE_ENDING;
        work->cancelled.run = run_cancelled;
        ak__loop_defer(work->loop, &work->cancelled);
        break;
    case STAGE_BEGUN:
        /* Refused when it runs already: then it finishes normally, as promised. */
        (void)uv_cancel((uv_req_t *)&work->uv);
        break;
    case STAGE_ENDING:
        break;
    }
}
