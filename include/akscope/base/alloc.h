/* alloc.h: memory that is there, or the program ends. Out of memory has no half-handled paths:
 * these print one line, restore the terminal (fatal.h) and abort. Free with free(). Any thread. */
#ifndef AKSCOPE_BASE_ALLOC_H
#define AKSCOPE_BASE_ALLOC_H

#include <stddef.h>

#include "akscope/base/attributes.h"

/* `count * size` zeroed bytes; a product that overflows is out of memory. Never NULL, also for 0.
 */
AK_MUST_USE AK_RETURNS_NONNULL void *ak_alloc(size_t count, size_t size);

/* `old` (or NULL) grown or shrunk to `count * size` bytes; new bytes are not zeroed. */
AK_MUST_USE AK_RETURNS_NONNULL void *ak_realloc(void *old, size_t count, size_t size);

/* Copies; the caller frees. ak_strndup copies at most `len` bytes and adds the NUL. */
AK_MUST_USE AK_RETURNS_NONNULL AK_NONNULL char *ak_strdup(const char *text);
AK_MUST_USE char *ak_strdup_or_null(const char *text); /* NULL for NULL */
AK_MUST_USE AK_RETURNS_NONNULL AK_NONNULL char *ak_strndup(const char *text, size_t len);

/* A printf-formatted string; the caller frees. */
AK_MUST_USE AK_RETURNS_NONNULL AK_PRINTF(1, 2) char *ak_asprintf(const char *format, ...);

#endif
