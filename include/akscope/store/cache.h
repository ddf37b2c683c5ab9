/* cache.h: the lists of the last session, so that the first frame is not empty. One file a topic
 * and key below $XDG_CACHE_HOME/akscope (mode 0600), replaced atomically, versioned: a file of
 * another version, endpoint or with any defect is ignored. Reading and writing happen off the loop
 * thread. */
#ifndef AKSCOPE_STORE_CACHE_H
#define AKSCOPE_STORE_CACHE_H

#include "akscope/base/attributes.h"
#include "akscope/io/loop.h"
#include "akscope/store/store.h"

struct ak_cache;

/* `scope` keeps endpoints and accounts apart (the ARM endpoint). NULL when there is no cache
 * folder: every other call accepts NULL and does nothing. */
AK_NONNULL AK_MUST_USE struct ak_cache *ak_cache_new(struct ak_loop *loop, struct ak_store *store,
                                                     const char *scope);
void ak_cache_close(struct ak_cache *cache);

/* Reads what is there and applies it with ak_store_apply_cached; `on_done` comes once. */
typedef void ak_cache_on_done(void *context);
void ak_cache_load(struct ak_cache *cache, ak_cache_on_done *on_done, void *context);

/* Writes the subscriptions and cluster lists of the current snapshot (those that changed).
 * Completes in the background; a failure is logged only. */
void ak_cache_save(struct ak_cache *cache);

#endif
