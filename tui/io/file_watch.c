/* file_watch.c: files that other processes may change. */
#include "config.h"

#include "akscope/io/loop.h"

#include "akscope/base/alloc.h"
#include "loop_int.h"

struct ak_file_watch {
    uv_fs_poll_t uv;
    struct ak_loop *loop;
    ak_file_watch_on_change *on_change;
    void *context;
};

/* A file that went away or came back is a change too: `status` tells no more than that. */
static void on_poll(uv_fs_poll_t *handle, int status, const uv_stat_t *before,
                    const uv_stat_t *after)
{
    struct ak_file_watch *watch = (struct ak_file_watch *)handle;

    (void)status;
    (void)before;
    (void)after;
    watch->loop->touched = true;
    watch->on_change(watch->context);
}

struct ak_file_watch *ak_file_watch_open(struct ak_loop *loop, const char *path,
                                         unsigned interval_ms, ak_file_watch_on_change *on_change,
                                         void *context)
{
    struct ak_file_watch *watch = ak_alloc(1, sizeof *watch);

    watch->loop = loop;
    watch->on_change = on_change;
    watch->context = context;
    ak__uv_must(uv_fs_poll_init(&loop->uv, &watch->uv), "uv_fs_poll_init");
    ak__uv_must(uv_fs_poll_start(&watch->uv, on_poll, path, interval_ms), "uv_fs_poll_start");
    loop->open[AK__OPEN_WATCH]++;
    return watch;
}

void ak_file_watch_close(struct ak_file_watch *watch)
{
    if (watch == NULL)
        return;
    watch->loop->open[AK__OPEN_WATCH]--;
    ak__handle_close(watch->loop, watch);
}
