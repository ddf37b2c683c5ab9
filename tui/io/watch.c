#include "config.h"

#include "akscope/io/loop.h"

#include <fcntl.h>

#include "akscope/base/alloc.h"
#include "loop_int.h"

struct ak_watch {
    uv_poll_t uv;
    struct ak_loop *loop;
    ak_watch_on_ready *on_ready;
    void *context;
};

/* An error is for the reader to see: its read will fail or say end of file. */
static void on_poll(uv_poll_t *handle, int status, int events)
{
    struct ak_watch *watch = (struct ak_watch *)handle;
    (void)status;
    (void)events;
    watch->loop->touched = true;
    watch->on_ready(watch->context);
}

struct ak_watch *ak_watch_open(struct ak_loop *loop, int descriptor, ak_watch_on_ready *on_ready,
                               void *context)
{
    struct ak_watch *watch = ak_alloc(1, sizeof *watch);
    int flags = fcntl(descriptor, F_GETFL);

    watch->loop = loop;
    watch->on_ready = on_ready;
    watch->context = context;
    ak__uv_must(uv_poll_init(&loop->uv, &watch->uv, descriptor), "uv_poll_init");
    /* libuv has made the descriptor non-blocking, and with it every other one that shares its open
     * file: the terminal's output, and the shell's. Waiting needs no such thing. */
    (void)fcntl(descriptor, F_SETFL, flags);
    ak__uv_must(uv_poll_start(&watch->uv, UV_READABLE, on_poll), "uv_poll_start");
    loop->open[AK__OPEN_WATCH]++;
    return watch;
}

void ak_watch_close(struct ak_watch *watch)
{
    if (!watch)
        return;
    watch->loop->open[AK__OPEN_WATCH]--;
    ak__handle_close(watch->loop, watch);
}
