/* loop_int.h: what the files of io share about the loop: the libuv loop itself, the count of what
 * is open and outstanding, and the deferral that keeps completions out of starting calls.
 *
 * Every libuv handle of ours is the first member of its own heap block, so that one close callback
 * can free any of them: memory that libuv may still look at dies nowhere else. */
#ifndef AKSCOPE_IO_LOOP_INT_H
#define AKSCOPE_IO_LOOP_INT_H

#include <stdbool.h>
#include <sys/queue.h>

#include <uv.h>

#include "akscope/io/loop.h"

/* Things with an owner who must close them before ak_loop_free. */
enum ak__open { AK__OPEN_TIMER, AK__OPEN_WATCH, AK__OPEN_SIGNAL, AK__OPEN_HTTP, AK__OPEN_SERVICE };
enum { AK__OPEN_COUNT = AK__OPEN_SERVICE + 1 };

/* A piece of work for a later moment of the loop thread; embedded in its owner. Zeroed: not queued.
 */
struct ak__defer {
    TAILQ_ENTRY(ak__defer) link;
    void (*run)(struct ak__defer *defer);
    bool queued;
};
TAILQ_HEAD(ak__defer_list, ak__defer);
TAILQ_HEAD(ak__work_list, ak_work);

struct ak_loop {
    uv_loop_t uv;
    uv_prepare_t *before_wait; /* runs right before each wait: calls on_turn */
    uv_idle_t *undelay;        /* active while `deferred` has entries: runs them without waiting */
    struct ak__defer_list deferred;
    struct ak__work_list jobs; /* that wait for a worker */
    unsigned busy;             /* workers that have one of them … */
    unsigned busy_most;        /* … and how many may */
    ak_loop_on_turn *on_turn;
    void *turn_context;
    unsigned pending;
    unsigned closing; /* handles whose close callback is still to come */
    unsigned open[AK__OPEN_COUNT];
    bool touched; /* a callback of ours ran since the last on_turn */
    bool stopping;
};

/* Work and requests that will complete: ak__loop_begin when one starts, ak__loop_end right before
 * its callback. The latter also marks the turn as one in which something happened. */
AK_NONNULL void ak__loop_begin(struct ak_loop *loop);
AK_NONNULL void ak__loop_end(struct ak_loop *loop);

/* Runs defer->run soon: never inside this call, and before the loop waits again. Queueing what is
 * queued already changes nothing. */
AK_NONNULL void ak__loop_defer(struct ak_loop *loop, struct ak__defer *defer);

/* How many jobs run at once: a processor is left to the loop thread, so that keys are answered
 * while lists are decoded. */
unsigned ak__work_most(void);

/* Closes a handle that is the first member of a heap block, and frees that block once libuv is done
 * with it. */
AK_NONNULL void ak__handle_close(struct ak_loop *loop, void *handle);

/* AK_BUG with `what` and libuv's text when `code` is negative: for calls that can fail only by a
 * mistake of ours or for want of memory. */
AK_NONNULL void ak__uv_must(int code, const char *what);

#endif
