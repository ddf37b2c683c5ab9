#include "config.h"

#include "akscope/io/loop.h"

#include "akscope/base/alloc.h"
#include "loop_int.h"

struct ak_signal {
    uv_signal_t uv;
    struct ak_loop *loop;
    ak_signal_on_signal *on_signal;
    void *context;
};

static void on_uv_signal(uv_signal_t *handle, int number)
{
    struct ak_signal *signal = (struct ak_signal *)handle;
    signal->loop->touched = true;
    signal->on_signal(number, signal->context);
}

struct ak_signal *ak_signal_open(struct ak_loop *loop, int number, ak_signal_on_signal *on_signal,
                                 void *context)
{
    struct ak_signal *signal = ak_alloc(1, sizeof *signal);
    signal->loop = loop;
    signal->on_signal = on_signal;
    signal->context = context;
    ak__uv_must(uv_signal_init(&loop->uv, &signal->uv), "uv_signal_init");
    ak__uv_must(uv_signal_start(&signal->uv, on_uv_signal, number), "uv_signal_start");
    loop->open[AK__OPEN_SIGNAL]++;
    return signal;
}

void ak_signal_close(struct ak_signal *signal)
{
    if (!signal)
        return;
    signal->loop->open[AK__OPEN_SIGNAL]--;
    ak__handle_close(signal->loop, signal);
}
