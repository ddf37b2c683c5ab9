/* arena.c: blocks that grow geometrically, and a table of shared texts. */
#include "config.h"

#include "akscope/base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "akscope/base/alloc.h"
#include "akscope/base/fatal.h"

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1024 * 1024, FIRST_TABLE = 64 };

/* Blocks from this size on are mapped, so that a list of ten megabytes that is replaced leaves no
 * hole in the heap. */
enum { MAPPED_BLOCK = 256 * 1024 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    bool is_mapped;
    max_align_t bytes[];
};

struct ak_arena {
    struct block *blocks; /* the newest first: the one that is filled */
    size_t next_size;
    bool is_scratch;
    size_t footprint;
    const char **interned; /* open addressing; a power of two of slots */
    size_t interned_slots;
    size_t interned_count;
};

struct ak_arena *ak_arena_new(size_t expected)
{
    struct ak_arena *arena = ak_alloc(1, sizeof *arena);

    arena->next_size = expected > 0 ? expected : FIRST_BLOCK;
    arena->footprint = sizeof *arena;
    return arena;
}

struct ak_arena *ak_arena_new_scratch(size_t expected)
{
    struct ak_arena *arena = ak_arena_new(expected);

    arena->is_scratch = true;
    return arena;
}

static void free_block(struct block *block)
{
    if (block->is_mapped)
        (void)munmap(block, sizeof *block + block->size);
    else
        free(block);
}

void ak_arena_free(struct ak_arena *arena)
{
    if (arena == NULL)
        return;
    while (arena->blocks != NULL) {
        struct block *next = arena->blocks->next;

        free_block(arena->blocks);
        arena->blocks = next;
    }
    free(arena->interned);
    free(arena);
}

static struct block *map_block(size_t size)
{
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (block == MAP_FAILED)
        ak_fatal_die("akscope: out of memory");
    return block;
}

static struct block *add_block(struct ak_arena *arena, size_t needed)
{
    size_t size = needed > arena->next_size ? needed : arena->next_size;
    bool is_mapped = size >= MAPPED_BLOCK && !arena->is_scratch;
    struct block *block =
        is_mapped ? map_block(sizeof *block + size) : ak_realloc(NULL, 1, sizeof *block + size);

    *block = (struct block){.next = arena->blocks, .size = size, .is_mapped = is_mapped};
    arena->blocks = block;
    arena->footprint += sizeof *block + size;
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    return block;
}

static void *take(struct ak_arena *arena, size_t size, size_t alignment)
{
    struct block *block = arena->blocks;
    size_t start = block == NULL ? 0 : (block->used + alignment - 1) & ~(alignment - 1);

    if (block == NULL || start > block->size || size > block->size - start) {
        block = add_block(arena, size);
        start = 0;
    }
    block->used = start + size;
    return (char *)block->bytes + start;
}

void *ak_arena_alloc(struct ak_arena *arena, size_t count, size_t size)
{
    size_t total = 0;

    if (__builtin_mul_overflow(count, size, &total))
        total = SIZE_MAX / 2; /* more than there is: the allocation below ends the program */
    return memset(take(arena, total, _Alignof(max_align_t)), 0, total);
}

void *ak_arena_take(struct ak_arena *arena, size_t size)
{
    return take(arena, size, _Alignof(max_align_t));
}

char *ak_arena_strndup(struct ak_arena *arena, const char *text, size_t len)
{
    char *copy = take(arena, len + 1, 1);

    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *ak_arena_strdup(struct ak_arena *arena, const char *text)
{
    return text == NULL ? NULL : ak_arena_strndup(arena, text, strlen(text));
}

char *ak_arena_vprintf(struct ak_arena *arena, const char *format, va_list arguments)
{
    char most[256]; /* of what is printed is no longer */
    va_list again;

    va_copy(again, arguments);
    int len = vsnprintf(most, sizeof most, format, arguments);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *text = take(arena, size, 1);
    if (len < 0)
        text[0] = '\0';
    else if (size <= sizeof most)
        memcpy(text, most, size);
    else
        vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

char *ak_arena_printf(struct ak_arena *arena, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    char *text = ak_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

/* FNV-1a: short texts, no hostile load beyond one answer of bounded size. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* The slot of `text`, or the free one where it belongs. */
static const char **find_slot(const char **slots, size_t count, const char *text)
{
    size_t at = hash_text(text) & (count - 1);

    while (slots[at] != NULL && strcmp(slots[at], text) != 0)
        at = (at + 1) & (count - 1);
    return &slots[at];
}

static void grow_table(struct ak_arena *arena)
{
    size_t slots = arena->interned_slots > 0 ? arena->interned_slots * 2 : FIRST_TABLE;
    const char **table = ak_alloc(slots, sizeof *table);

    for (size_t i = 0; i < arena->interned_slots; i++) {
        if (arena->interned[i] != NULL)
            *find_slot(table, slots, arena->interned[i]) = arena->interned[i];
    }
    arena->footprint += (slots - arena->interned_slots) * sizeof *table;
    free(arena->interned);
    arena->interned = table;
    arena->interned_slots = slots;
}

const char *ak_arena_intern(struct ak_arena *arena, const char *text)
{
    if (text == NULL)
        return NULL;
    if (arena->interned_count * 2 >= arena->interned_slots)
        grow_table(arena);
    const char **slot = find_slot(arena->interned, arena->interned_slots, text);
    if (*slot == NULL) {
        *slot = ak_arena_strdup(arena, text);
        arena->interned_count++;
    }
    return *slot;
}

size_t ak_arena_footprint(const struct ak_arena *arena)
{
    return arena->footprint;
}
