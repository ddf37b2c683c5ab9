/* vec.h: a growing array of items of one size. Items move when it grows: keep indices. */
#ifndef AKSCOPE_BASE_VEC_H
#define AKSCOPE_BASE_VEC_H

#include <stddef.h>

#include "akscope/base/attributes.h"

struct ak_vec {
    void *items; /* cast to the item type; NULL when empty */
    size_t len;
    size_t cap;
    size_t item_size;
};

struct ak_vec ak_vec_init(size_t item_size);
AK_NONNULL void ak_vec_release(struct ak_vec *vec);
AK_NONNULL void ak_vec_clear(struct ak_vec *vec);

/* Adds one zeroed item at the end and returns it. */
AK_NONNULL AK_RETURNS_NONNULL void *ak_vec_push(struct ak_vec *vec);

/* Adds `count` zeroed items at the end and returns the first; NULL only when the vec has none. */
AK_NONNULL void *ak_vec_push_many(struct ak_vec *vec, size_t count);

/* Item i; i must be below len (AK_BUG otherwise). */
AK_NONNULL AK_RETURNS_NONNULL void *ak_vec_at(const struct ak_vec *vec, size_t i);

/* Removes item i, keeping the order of the others. */
AK_NONNULL void ak_vec_remove(struct ak_vec *vec, size_t i);

/* Hands the array to the caller, who frees it; the vec is empty again. NULL when empty. */
AK_NONNULL AK_MUST_USE void *ak_vec_take(struct ak_vec *vec, size_t *len);

#endif
