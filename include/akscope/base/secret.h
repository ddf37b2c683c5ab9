/* secret.h: bytes that must not be printed, logged, dumped or left behind. The value is reachable
 * only through ak_secret_reveal, so that a grep finds every use; it is wiped (explicit_bzero) when
 * the last reference goes. Loop thread only. */
#ifndef AKSCOPE_BASE_SECRET_H
#define AKSCOPE_BASE_SECRET_H

#include <stddef.h>

#include "akscope/base/attributes.h"

struct ak_secret;

/* A counted copy of value[0..len); one reference is the caller's. The caller wipes its own copy. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_secret *ak_secret_new(const char *value,
                                                                          size_t len);
AK_NONNULL AK_RETURNS_NONNULL struct ak_secret *ak_secret_ref(struct ak_secret *secret);
void ak_secret_unref(struct ak_secret *secret); /* NULL allowed */

/* The NUL-terminated value, borrowed: use it at once, copy it nowhere but into a request. */
AK_NONNULL const char *ak_secret_reveal(const struct ak_secret *secret);
AK_NONNULL size_t ak_secret_length(const struct ak_secret *secret);

/* Overwrites memory in a way that the compiler keeps. */
AK_NONNULL void ak_secret_wipe(void *bytes, size_t len);
/* The same for a text, which is freed. */
void ak_secret_free(char *text); /* NULL allowed */

/* Forbids core files and tracing by others for the whole process (RLIMIT_CORE 0, PR_SET_DUMPABLE).
 */
void ak_secret_no_core(void);

#endif
