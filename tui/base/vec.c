/* vec.c: a growing array. */
#include "config.h"

#include "akscope/base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"

struct ak_vec ak_vec_init(size_t item_size)
{
    return (struct ak_vec){.item_size = item_size};
}

void ak_vec_release(struct ak_vec *vec)
{
    free(vec->items);
    *vec = ak_vec_init(vec->item_size);
}

void ak_vec_clear(struct ak_vec *vec)
{
    vec->len = 0;
}

void *ak_vec_push(struct ak_vec *vec)
{
    if (vec->len == vec->cap) {
        vec->cap = vec->cap > 0 ? vec->cap * 2 : 8;
        vec->items = ak_realloc(vec->items, vec->cap, vec->item_size);
    }
    vec->len++;
    return memset(ak_vec_at(vec, vec->len - 1), 0, vec->item_size);
}

void *ak_vec_push_many(struct ak_vec *vec, size_t count)
{
    char *first;

    if (count > vec->cap - vec->len) {
        vec->cap = vec->len + count > vec->cap * 2 ? vec->len + count : vec->cap * 2;
        vec->items = ak_realloc(vec->items, vec->cap, vec->item_size);
    }
    if (vec->items == NULL)
        return NULL;
    first = (char *)vec->items + vec->len * vec->item_size;
    vec->len += count;
    return memset(first, 0, count * vec->item_size);
}

void *ak_vec_at(const struct ak_vec *vec, size_t i)
{
    if (i >= vec->len)
        AK_BUG("item %zu of %zu", i, vec->len);
    return (char *)vec->items + i * vec->item_size;
}

void ak_vec_remove(struct ak_vec *vec, size_t i)
{
    char *item = ak_vec_at(vec, i);

    memmove(item, item + vec->item_size, (vec->len - i - 1) * vec->item_size);
    vec->len--;
}

void *ak_vec_take(struct ak_vec *vec, size_t *len)
{
    void *items = vec->items;

    *len = vec->len;
    *vec = ak_vec_init(vec->item_size);
    return items;
}
