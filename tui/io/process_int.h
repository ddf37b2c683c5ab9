/* process_int.h: what short-lived children and long-lived services share: how a program is spawned.
 */
#ifndef AKSCOPE_IO_PROCESS_INT_H
#define AKSCOPE_IO_PROCESS_INT_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "loop_int.h"

/* Spawns `arguments` (NULL-ended) with our environment less what is named AKSCOPE_*, and fills that
 * into `options`. `process` is initialised even on failure and must be closed. AK_ERR_CHILD with an
 * errno in system_code. */
AK_NONNULL AK_MUST_USE int ak__process_spawn(struct ak_loop *loop, uv_process_t *process,
                                             const char *const *arguments,
                                             uv_process_options_t *options, struct ak_err *err);

#endif
