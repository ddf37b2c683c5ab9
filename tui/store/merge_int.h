/* merge_int.h: one item of a list replaced by what a direct read of it brought. */
#ifndef AKSCOPE_STORE_MERGE_INT_H
#define AKSCOPE_STORE_MERGE_INT_H

#include "akscope/base/attributes.h"
#include "akscope/model/snap.h"

/* A new payload, one reference: `list` with the item replaced that has the id of `item`'s only one.
 * NULL when the list holds no such item. Clusters into clusters, pools into pools, pools into the
 * clusters that carry them. The result keeps both alive, but no payload that it has no more use
 * for, so that replacing one item again and again does not grow. */
AK_NONNULL AK_MUST_USE struct ak_payload *ak__merge(struct ak_payload *list,
                                                    struct ak_payload *item);

/* The id of the only item; NULL when there is not exactly one with an id. */
AK_NONNULL const char *ak__merge_id(const struct ak_payload *item);

#endif
