/* child.h: helper programs, asynchronous. The child gets the arguments as given (no shell), an
 * environment without our secrets (every variable whose name starts with AKSCOPE_ is removed), no
 * standard input, and is killed on time-out or cancellation. */
#ifndef AKSCOPE_IO_CHILD_H
#define AKSCOPE_IO_CHILD_H

#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/io/loop.h"

struct ak_child;

struct ak_child_result {
    int exit_status; /* -1 when a signal ended it */
    int term_signal;
    char *output;    /* standard output, NUL-terminated; wiped and freed after the callback */
    size_t output_len;
    const char *error_text; /* standard error, sanitised, cut */
};

/* `result` is NULL exactly when `err` is not (not found, time-out, cancelled, too much output). */
typedef void ak_child_on_done(const struct ak_child_result *result, const struct ak_err *err,
                              void *context);

/* Starts `arguments` (NULL-ended; [0] is looked up in PATH). Exactly one completion. */
AK_NONNULL_ARGS(1, 2, 4) AK_RETURNS_NONNULL struct ak_child *
ak_child_start(struct ak_loop *loop, const char *const *arguments, int64_t timeout_ms,
               ak_child_on_done *on_done, void *context);
AK_NONNULL void ak_child_cancel(struct ak_child *child);

/* A long-running helper whose life follows ours (the demo's simulator): no output is read. It gets
 * SIGTERM on close. `on_exit` may come at any time, once. */
struct ak_service;
AK_NONNULL_ARGS(1, 2, 3, 5) AK_MUST_USE int
ak_service_start(struct ak_loop *loop, const char *const *arguments, ak_child_on_done *on_exit,
                 void *context, struct ak_service **out, struct ak_err *err);
void ak_service_close(struct ak_service *service); /* NULL allowed */

#endif
