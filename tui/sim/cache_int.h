/* cache_int.h: answers that were printed before. Printing and compressing a page of a hundred
 * clusters takes milliseconds, and a dashboard asks for the same page twice a minute. A change of
 * the world must clear the cache. One thread. */
#ifndef AKSCOPE_SIM_CACHE_INT_H
#define AKSCOPE_SIM_CACHE_INT_H

#include <stddef.h>

#include "akscope/base/attributes.h"
#include "body_int.h"

struct ak_sim_cache;

/* A cache of at most `max` bytes; it starts anew when it is full. */
AK_MUST_USE struct ak_sim_cache *ak_sim_cache_new(size_t max);
void ak_sim_cache_free(struct ak_sim_cache *cache); /* NULL allowed */

/* The body kept under the key (origin and target), or NULL; borrowed. */
AK_NONNULL struct ak_sim_body *ak_sim_cache_find(const struct ak_sim_cache *cache,
                                                 const char *origin, const char *target);
/* Keeps a reference of its own. */
AK_NONNULL void ak_sim_cache_put(struct ak_sim_cache *cache, const char *origin, const char *target,
                                 struct ak_sim_body *body);
AK_NONNULL void ak_sim_cache_clear(struct ak_sim_cache *cache);

#endif
