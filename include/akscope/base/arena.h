/* arena.h: many small pieces with one lifetime: all that was decoded from one answer, freed whole.
 *
 * An arena belongs to one thread at a time; hand-over transfers ownership. What it hands out is
 * aligned for any type, stays where it is, and dies with the arena. Never NULL (see alloc.h). */
#ifndef AKSCOPE_BASE_ARENA_H
#define AKSCOPE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "akscope/base/attributes.h"

struct ak_arena;

/* A new arena; `expected` bytes is a hint for the first block (0: a small default). */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_arena *ak_arena_new(size_t expected);

/* The same for what is dropped again at once: its memory stays with the process, for the next one.
 * That of ak_arena_new goes back to the system when it is freed. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_arena *ak_arena_new_scratch(size_t expected);

/* Frees the arena and all it handed out. NULL is allowed. */
void ak_arena_free(struct ak_arena *arena);

/* `count * size` zeroed bytes. */
AK_NONNULL AK_RETURNS_NONNULL void *ak_arena_alloc(struct ak_arena *arena, size_t count,
                                                   size_t size);

/* `size` bytes as they are, for who writes them all anyway. */
AK_NONNULL AK_RETURNS_NONNULL void *ak_arena_take(struct ak_arena *arena, size_t size);

/* Copies of text. ak_arena_strdup maps NULL to NULL. */
AK_NONNULL_ARGS(1) char *ak_arena_strdup(struct ak_arena *arena, const char *text);
AK_NONNULL AK_RETURNS_NONNULL char *ak_arena_strndup(struct ak_arena *arena, const char *text,
                                                     size_t len);
AK_NONNULL AK_RETURNS_NONNULL AK_PRINTF(2, 3) char *ak_arena_printf(struct ak_arena *arena,
                                                                    const char *format, ...);

/* The same with the arguments of a function of one's own; `arguments` is used up. */
AK_NONNULL_ARGS(1, 2)
AK_RETURNS_NONNULL AK_PRINTF(2, 0) char *ak_arena_vprintf(struct ak_arena *arena,
                                                          const char *format, va_list arguments);

/* As ak_arena_strdup, but equal texts share one copy: for regions, versions, sizes and states,
 * which a fleet repeats ten thousand times. NULL maps to NULL. The table dies with the arena. */
AK_NONNULL_ARGS(1) const char *ak_arena_intern(struct ak_arena *arena, const char *text);

/* Bytes that the arena holds from the system, for memory reports. */
AK_NONNULL size_t ak_arena_footprint(const struct ak_arena *arena);

#endif
