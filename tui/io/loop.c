#include "config.h"

#include "akscope/io/loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "loop_int.h"

void ak__uv_must(int code, const char *what)
{
    if (code < 0)
        AK_BUG("%s: %s", what, uv_strerror(code));
}

static void run_on_turn(struct ak_loop *loop)
{
    if (!loop->touched)
        return;
    loop->touched = false;
    if (loop->on_turn)
        loop->on_turn(loop->turn_context);
}

static void on_before_wait(uv_prepare_t *handle)
{
    run_on_turn(handle->data);
}

static void on_undelay(uv_idle_t *handle)
{
    struct ak_loop *loop = handle->data;
    struct ak__defer_list due = TAILQ_HEAD_INITIALIZER(due);

    /* What is deferred by these callbacks waits for the next turn: no turn can last for ever. */
    TAILQ_CONCAT(&due, &loop->deferred, link);
    while (!TAILQ_EMPTY(&due)) {
        struct ak__defer *defer = TAILQ_FIRST(&due);
        TAILQ_REMOVE(&due, defer, link);
        defer->queued = false;
        defer->run(defer);
    }
    if (TAILQ_EMPTY(&loop->deferred))
        uv_idle_stop(handle);
}

/* A peer that went away is an error of one request, not the end of the program: libcurl leaves the
 * signal alone where CURLOPT_NOSIGNAL is set. libuv restores the default in child processes. */
static void ignore_broken_pipes(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigemptyset(&action.sa_mask);
    sigaction(SIGPIPE, &action, NULL);
}

struct ak_loop *ak_loop_new(void)
{
    struct ak_loop *loop = ak_alloc(1, sizeof *loop);

    ignore_broken_pipes();
    ak__uv_must(uv_loop_init(&loop->uv), "uv_loop_init");
    TAILQ_INIT(&loop->deferred);
    TAILQ_INIT(&loop->jobs);
    loop->busy_most = ak__work_most();

    loop->undelay = ak_alloc(1, sizeof *loop->undelay);
    ak__uv_must(uv_idle_init(&loop->uv, loop->undelay), "uv_idle_init");
    loop->undelay->data = loop;

    loop->before_wait = ak_alloc(1, sizeof *loop->before_wait);
    ak__uv_must(uv_prepare_init(&loop->uv, loop->before_wait), "uv_prepare_init");
    loop->before_wait->data = loop;
    uv_prepare_start(loop->before_wait, on_before_wait);
    uv_unref((uv_handle_t *)loop->before_wait);
    return loop;
}

static void bug_if_left_open(const struct ak_loop *loop)
{
    static const char *const names[AK__OPEN_COUNT] = {
        [AK__OPEN_TIMER] = "timer",     [AK__OPEN_WATCH] = "watch",
        [AK__OPEN_SIGNAL] = "signal",   [AK__OPEN_HTTP] = "HTTP client",
        [AK__OPEN_SERVICE] = "service",
    };
    for (int i = 0; i < AK__OPEN_COUNT; i++)
        if (loop->open[i] > 0)
            AK_BUG("ak_loop_free: %u %s(s) left open", loop->open[i], names[i]);
}

void ak_loop_free(struct ak_loop *loop)
{
    loop->on_turn = NULL;
    while (loop->pending > 0 || loop->closing > 0 || !TAILQ_EMPTY(&loop->deferred))
        uv_run(&loop->uv, UV_RUN_ONCE);
    bug_if_left_open(loop);

    ak__handle_close(loop, loop->undelay);
    ak__handle_close(loop, loop->before_wait);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    ak__uv_must(uv_loop_close(&loop->uv), "uv_loop_close");
    free(loop);
}

void ak_loop_run(struct ak_loop *loop)
{
    while (!loop->stopping) {
        uv_run(&loop->uv, UV_RUN_DEFAULT);
        run_on_turn(loop);
        if (!uv_loop_alive(&loop->uv))
            break;
    }
    loop->stopping = false;
}

void ak_loop_stop(struct ak_loop *loop)
{
    loop->stopping = true;
    uv_stop(&loop->uv);
}

void ak_loop_set_on_turn(struct ak_loop *loop, ak_loop_on_turn *on_turn, void *context)
{
    loop->on_turn = on_turn;
    loop->turn_context = context;
}

unsigned ak_loop_pending(const struct ak_loop *loop)
{
    return loop->pending;
}

void ak__loop_begin(struct ak_loop *loop)
{
    loop->pending++;
}

void ak__loop_end(struct ak_loop *loop)
{
    loop->pending--;
    loop->touched = true;
}

void ak__loop_defer(struct ak_loop *loop, struct ak__defer *defer)
{
    if (defer->queued)
        return;
    defer->queued = true;
    TAILQ_INSERT_TAIL(&loop->deferred, defer, link);
    ak__uv_must(uv_idle_start(loop->undelay, on_undelay), "uv_idle_start");
}

struct later {
    struct ak__defer defer; /* first: run_later finds the rest by it */
    struct ak_loop *loop;
    ak_loop_run_later *run;
    void *context;
};

static void run_later(struct ak__defer *defer)
{
    struct later *later = (struct later *)defer;
    ak__loop_end(later->loop);
    later->run(later->context);
    free(later);
}

void ak_loop_later(struct ak_loop *loop, ak_loop_run_later *run, void *context)
{
    struct later *later = ak_alloc(1, sizeof *later);
    later->defer.run = run_later;
    later->loop = loop;
    later->run = run;
    later->context = context;
    ak__loop_begin(loop);
    ak__loop_defer(loop, &later->defer);
}

static void on_closed(uv_handle_t *handle)
{
    struct ak_loop *loop = handle->data;
    loop->closing--;
    free(handle);
}

void ak__handle_close(struct ak_loop *loop, void *handle)
{
    uv_handle_t *base = handle;
    base->data = loop;
    loop->closing++;
    uv_close(base, on_closed);
}
