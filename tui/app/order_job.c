/* order_job.c: a list of thousands on its way through a worker. */
#include "config.h"

#include "order_job_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/ui/table.h"

struct job {
    struct ak_desk *desk;
    struct ak_desk_order *order;
    void (*on_shown)(void *context);
    void *context;
};

static void run(void *data)
{
    struct job *job = data;

    ak_order_run(job->order->order);
}

static void on_done(void *data, bool cancelled)
{
    struct job *job = data;

    (void)cancelled; /* never: nobody cancels it */
    if (ak__desk_put_order(job->desk, job->order))
        job->on_shown(job->context);
    free(job);
}

void ak__order_job_start(struct ak_loop *loop, struct ak_desk *desk, struct ak_desk_order *order,
                         void (*on_shown)(void *context), void *context)
{
    struct job *job = ak_alloc(1, sizeof *job);

    *job = (struct job){.desk = desk, .order = order, .on_shown = on_shown, .context = context};
    ak_work_start_now(loop, run, on_done, job);
}
