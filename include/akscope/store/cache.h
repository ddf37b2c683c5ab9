/* cache.h: the lists of the last session, so that the first frame is not empty. One file a topic
 * and key below $XDG_CACHE_HOME/akscope (mode 0600), replaced atomically, versioned: a file of
 * another version or endpoint, or with any defect, is passed over. Reading, decoding, encoding and
 * writing happen off the loop thread. The functions are for the loop thread. */
#ifndef AKSCOPE_STORE_CACHE_H
#define AKSCOPE_STORE_CACHE_H

#include "akscope/base/attributes.h"
#include "akscope/io/loop.h"
#include "akscope/store/store.h"

struct ak_cache;

/* `scope` keeps endpoints and accounts apart (the ARM endpoint). Where there is no folder for
 * caches nothing is found and nothing is kept. The other functions accept NULL, for a session
 * without a cache, and do nothing. `loop` must outlive the cache, `store` the call of
 * ak_cache_close. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_cache *
ak_cache_new(struct ak_loop *loop, struct ak_store *store, const char *scope);

/* Reading ends as soon as it can, without any change to the store; what is being written, and the
 * snapshot of a save that waits its turn, is written; then the cache is freed. ak_loop_free waits
 * for that. */
void ak_cache_close(struct ak_cache *cache);

/* Reads what is there and applies it with ak_store_apply_cached, also lists of subscriptions that
 * this session does not ask for: those are the caller's to drop. `on_done` comes once, never inside
 * the call, also when the cache is closed meanwhile. One at a time. */
typedef void ak_cache_on_done(void *context);
AK_NONNULL_ARGS(2)
void ak_cache_load(struct ak_cache *cache, ak_cache_on_done *on_done, void *context);

/* Writes the subscriptions and cluster lists of the current snapshot, those that were read in this
 * session and have changed since they were last written. Completes in the background; a failure is
 * logged only, and tried again by the next call. */
void ak_cache_save(struct ak_cache *cache);

#endif
