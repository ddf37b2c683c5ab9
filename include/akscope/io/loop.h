/* loop.h: the one loop of the program, on libuv: timers, work off the thread, signals, descriptors.
 * No other module sees libuv.
 *
 * All functions here run on the loop thread, except the work function of ak_work. Everything that
 * is started has exactly one end: a callback (never inside the starting call), or ak_*_close.
 * Callbacks may start, cancel, stop and close anything, themselves included. None of these fail:
 * what the system refuses here is a mistake of ours (AK_BUG) or want of memory. */
#ifndef AKSCOPE_IO_LOOP_H
#define AKSCOPE_IO_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

struct ak_loop;

/* Also makes the process ignore SIGPIPE, which a vanished server or reader would raise: writes fail
 * with EPIPE instead. Children get the default back. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_loop *ak_loop_new(void);

/* Runs until all that is outstanding has completed, then frees. AK_BUG when a timer, watch, signal,
 * HTTP client or service was left open by its owner. */
AK_NONNULL void ak_loop_free(struct ak_loop *loop);

/* Runs until ak_loop_stop, or until nothing is left to wait for. A stop that comes first makes the
 * next run return at once. */
AK_NONNULL void ak_loop_run(struct ak_loop *loop);
AK_NONNULL void ak_loop_stop(struct ak_loop *loop);

/* `on_turn` is called once after each turn in which anything happened, before the loop waits again:
 * the place to paint. NULL removes it. */
typedef void ak_loop_on_turn(void *context);
AK_NONNULL_ARGS(1)
void ak_loop_set_on_turn(struct ak_loop *loop, ak_loop_on_turn *on_turn, void *context);

/* ---- later on this thread ---- */

/* Calls `run` once, soon: never inside this call, and before the loop waits again. For completions,
 * which may not come inside the call that starts them. Can't be taken back: `context` must last. */
typedef void ak_loop_run_later(void *context);
AK_NONNULL_ARGS(1, 2)
void ak_loop_later(struct ak_loop *loop, ak_loop_run_later *run, void *context);

/* ---- timers: long-lived, closed by their owner ---- */
struct ak_timer;
typedef void ak_timer_on_fire(void *context);

/* A stopped timer. The caller closes it. */
AK_NONNULL_ARGS(1, 2)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_timer *
ak_timer_new(struct ak_loop *loop, ak_timer_on_fire *on_fire, void *context);

/* (Re)starts: first after `delay_ms`, then every `repeat_ms` (0: once). */
AK_NONNULL void ak_timer_start(struct ak_timer *timer, uint64_t delay_ms, uint64_t repeat_ms);
AK_NONNULL void ak_timer_stop(struct ak_timer *timer);
void ak_timer_close(struct ak_timer *timer); /* frees it; no callback any more; NULL allowed */

/* ---- work off the thread: one job, one completion ---- */
struct ak_work;
typedef void ak_work_run(void *job);                     /* worker thread: owns the job alone */
typedef void ak_work_on_done(void *job, bool cancelled); /* loop thread: owns the job again */

/* Lets all processors work on jobs: for who has no keys to answer meanwhile. */
AK_NONNULL void ak_loop_use_all_processors(struct ak_loop *loop);

/* Jobs begin in the order they came, at once no more than there are processors to spare beside the
 * loop thread's (but see above). `on_done` comes exactly once, also when the work was cancelled
 * before it ran (cancelled == true: `run` was not called). */
AK_NONNULL AK_RETURNS_NONNULL struct ak_work *ak_work_start(struct ak_loop *loop, ak_work_run *run,
                                                            ak_work_on_done *on_done, void *job);

/* The same, but the job begins now, whatever else runs or waits: for what a person waits for. */
AK_NONNULL AK_RETURNS_NONNULL struct ak_work *
ak_work_start_now(struct ak_loop *loop, ak_work_run *run, ak_work_on_done *on_done, void *job);

/* Asks for cancellation; a job that already runs finishes normally. */
AK_NONNULL void ak_work_cancel(struct ak_work *work);

/* ---- descriptors ---- */
struct ak_watch;
typedef void ak_watch_on_ready(void *context);

/* Calls on_ready whenever reading `descriptor` would not block (data, end of file or an error),
 * until it is closed. The descriptor's blocking mode stays as it was. */
AK_NONNULL_ARGS(1, 3)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_watch *
ak_watch_open(struct ak_loop *loop, int descriptor, ak_watch_on_ready *on_ready, void *context);
void ak_watch_close(struct ak_watch *watch); /* NULL allowed; the descriptor stays open */

/* ---- files that others may change ---- */
struct ak_file_watch;
typedef void ak_file_watch_on_change(void *context);

/* Calls on_change when the file `path` was changed, replaced, made or removed; looked at every
 * `interval_ms`, off the thread. */
AK_NONNULL_ARGS(1, 2, 4)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_file_watch *
ak_file_watch_open(struct ak_loop *loop, const char *path, unsigned interval_ms,
                   ak_file_watch_on_change *on_change, void *context);
void ak_file_watch_close(struct ak_file_watch *watch); /* NULL allowed */

/* ---- signals ---- */
struct ak_signal;
typedef void ak_signal_on_signal(int number, void *context);
AK_NONNULL_ARGS(1, 3)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_signal *
ak_signal_open(struct ak_loop *loop, int number, ak_signal_on_signal *on_signal, void *context);
void ak_signal_close(struct ak_signal *signal); /* NULL allowed */

/* Jobs, children, HTTP calls and ak_loop_later calls that are outstanding: for the frame fence and
 * for tests. */
AK_NONNULL unsigned ak_loop_pending(const struct ak_loop *loop);

#endif
