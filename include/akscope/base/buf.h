/* buf.h: a growing byte buffer that is born with its maximum, since every buffer that meets the
 * network must have one. A failed append leaves the buffer as it was. The bytes are always followed
 * by a NUL that `len` does not count. */
#ifndef AKSCOPE_BASE_BUF_H
#define AKSCOPE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"

struct ak_buf {
    char *bytes; /* never NULL after the first append; owned */
    size_t len;
    size_t cap;
    size_t max;     /* append never takes len beyond it */
    bool is_secret; /* places that it leaves are overwritten: as it grows, when it is released */
};

/* An empty buffer that may grow to `max` bytes. */
struct ak_buf ak_buf_init(size_t max);

/* The same for a secret. What is taken out of it is the caller's to wipe. */
struct ak_buf ak_buf_init_secret(size_t max);

/* Frees the bytes; the buffer is empty again and may be reused. */
AK_NONNULL void ak_buf_release(struct ak_buf *buf);

/* Empties, keeping the memory. */
AK_NONNULL void ak_buf_clear(struct ak_buf *buf);

/* Append; false, and nothing is appended, when it would pass `max`. */
AK_NONNULL AK_MUST_USE bool ak_buf_append(struct ak_buf *buf, const void *bytes, size_t len);
AK_NONNULL AK_MUST_USE bool ak_buf_puts(struct ak_buf *buf, const char *text);
AK_NONNULL AK_MUST_USE AK_PRINTF(2, 3) bool ak_buf_printf(struct ak_buf *buf, const char *format,
                                                          ...);

/* The text so far, "" when empty; borrowed until the next change. */
AK_NONNULL const char *ak_buf_text(const struct ak_buf *buf);

/* Hands the bytes to the caller, who frees them; the buffer is empty again. Never NULL. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *ak_buf_take(struct ak_buf *buf, size_t *len);

#endif
