/* child.h: helper programs, asynchronous. The child gets the arguments as given (no shell), an
 * environment without our secrets (variables whose name starts with AKSCOPE_, and those that hold
 * the secrets of Azure's credentials, are removed), and no standard input. Loop thread only. */
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
    char *output; /* standard output, NUL-terminated; wiped and freed after the callback */
    size_t output_len;
    const char *error_text; /* standard error: its beginning, sanitised, one line */
};

/* `result` is NULL exactly when `err` is not: AK_ERR_CHILD (it could not be started; system_code is
 * ENOENT when there is no such program), AK_ERR_TIMEOUT, AK_ERR_CANCELLED, AK_ERR_TOO_LARGE. A
 * program that ran and failed is a result. */
typedef void ak_child_on_done(const struct ak_child_result *result, const struct ak_err *err,
                              void *context);

/* Starts `arguments` (NULL-ended; [0] is looked up in PATH; read during the call only). Exactly one
 * completion, never inside the call. The program runs in a session of its own; after `timeout_ms`
 * (above 0), or when it is cancelled, it is killed with all that it started there. */
AK_NONNULL_ARGS(1, 2, 4)
AK_RETURNS_NONNULL
struct ak_child *ak_child_start(struct ak_loop *loop, const char *const *arguments,
                                int64_t timeout_ms, ak_child_on_done *on_done, void *context);

/* The completion comes on a later turn, with AK_ERR_CANCELLED, unless it already has. */
AK_NONNULL void ak_child_cancel(struct ak_child *child);

/* A long-running helper whose life follows ours (the demo's simulator): no output is read.
 * `on_exit` comes once, if it ends before it is closed. On close it gets SIGTERM, and SIGKILL two
 * seconds later if it is still there; ak_loop_free waits for that. AK_ERR_CHILD when it can't be
 * started. */
struct ak_service;
AK_NONNULL_ARGS(1, 2, 3, 5)
AK_MUST_USE int ak_service_start(struct ak_loop *loop, const char *const *arguments,
                                 ak_child_on_done *on_exit, void *context, struct ak_service **out,
                                 struct ak_err *err);
void ak_service_close(struct ak_service *service); /* NULL allowed */

#endif
