#include "config.h"

#include "akscope/io/loop.h"

#include "akscope/base/alloc.h"
#include "loop_int.h"

struct ak_timer {
    uv_timer_t uv;
    struct ak_loop *loop;
    ak_timer_on_fire *on_fire;
    void *context;
};

struct ak_timer *ak_timer_new(struct ak_loop *loop, ak_timer_on_fire *on_fire, void *context)
{
    struct ak_timer *timer = ak_alloc(1, sizeof *timer);
    timer->loop = loop;
    timer->on_fire = on_fire;
    timer->context = context;
    ak__uv_must(uv_timer_init(&loop->uv, &timer->uv), "uv_timer_init");
    loop->open[AK__OPEN_TIMER]++;
    return timer;
}

static void on_timeout(uv_timer_t *handle)
{
    struct ak_timer *timer = (struct ak_timer *)handle;
    timer->loop->touched = true;
    timer->on_fire(timer->context);
}

void ak_timer_start(struct ak_timer *timer, uint64_t delay_ms, uint64_t repeat_ms)
{
    /* libuv counts from the start of the turn, which a long callback would take from the delay. */
    uv_update_time(&timer->loop->uv);
    ak__uv_must(uv_timer_start(&timer->uv, on_timeout, delay_ms, repeat_ms), "uv_timer_start");
}

void ak_timer_stop(struct ak_timer *timer)
{
    uv_timer_stop(&timer->uv);
}

void ak_timer_close(struct ak_timer *timer)
{
    if (!timer)
        return;
    timer->loop->open[AK__OPEN_TIMER]--;
    ak__handle_close(timer->loop, timer);
}
