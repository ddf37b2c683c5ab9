/* errand.c: commands: from the options to Azure and back. */
#include "config.h"

#include "errand_int.h"

static void on_timer(void *context)
{
    struct ak__errand *errand = context;

    if (errand->core.poller != NULL)
        errand->on_step(errand);
}

void ak__errand_wake(struct ak__errand *errand)
{
    ak_timer_start(errand->step, 0, 0);
}

static void on_event(void *context)
{
    ak__errand_wake(context);
}

bool ak__errand_has(struct ak__errand *errand, struct ak_demands *demands)
{
    bool is_new = demands->items.len != errand->demanded;

    errand->demanded = demands->items.len;
    if (is_new)
        ak__poller_set_demands(errand->core.poller, demands);
    ak_demands_release(demands);
    return !is_new && ak__errand_is_answered(errand);
}

bool ak__errand_is_answered(const struct ak__errand *errand)
{
    return ak__poller_is_idle(errand->core.poller) && ak__core_is_settled(&errand->core);
}

/* ---- life ---- */

static void end_with(struct ak__errand *errand, const struct ak_err *err)
{
    errand->err = *err;
    ak_loop_stop(errand->core.loop);
}

static int connect_to(struct ak__errand *errand, const char *endpoint, struct ak_err *err)
{
    int failed = ak__core_connect(&errand->core, endpoint, false, err);

    if (!failed)
        ak__errand_wake(errand);
    return failed;
}

static void on_demo_ready(const char *endpoint, const struct ak_err *err, void *context)
{
    struct ak__errand *errand = context;
    struct ak_err failure = ak_err_none();

    if (err != NULL)
        end_with(errand, err);
    else if (connect_to(errand, endpoint, &failure))
        end_with(errand, &failure);
}

static int begin(struct ak__errand *errand, const struct ak_conf *conf, struct ak_err *err)
{
    struct ak_core_events events = {.on_change = on_event, .on_fleet = on_event, .context = errand};

    if (ak__core_open(&errand->core, conf, &events, err))
        return (int)err->kind;
    errand->core.is_command = true;
    errand->step = ak_timer_new(errand->core.loop, on_timer, errand);
    if (errand->options->is_demo)
        return ak__demo_start(errand->core.loop, errand->options->fleet, on_demo_ready, errand,
                              &errand->demo, err);
    return connect_to(errand, NULL, err);
}

void ak__errand_run(struct ak__errand *errand, const struct ak_conf *conf)
{
    errand->err = ak_err_none();
    if (begin(errand, conf, &errand->err) == 0)
        ak_loop_run(errand->core.loop);
}

void ak__errand_go_on(struct ak__errand *errand)
{
    ak__errand_wake(errand);
    ak_loop_run(errand->core.loop);
}

void ak__errand_close(struct ak__errand *errand)
{
    ak_timer_close(errand->step);
    ak__demo_close(errand->demo);
    ak__core_close(&errand->core);
}
