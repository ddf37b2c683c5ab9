/* store.h: the current snapshot and the only ways to change it. Each change is a pure step
 * (reduce.h) from one snapshot to the next; then `on_change` is told. Loop thread only. */
#ifndef AKSCOPE_STORE_STORE_H
#define AKSCOPE_STORE_STORE_H

#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/model/delta.h"
#include "akscope/model/snap.h"

struct ak_store;

/* Called after a change, with the topic that changed. Must not change the store. */
typedef void ak_store_on_change(enum ak_topic topic, const char *key, void *context);

AK_NONNULL_ARGS(1)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_store *
ak_store_new(const struct ak_clock *clock, ak_store_on_change *on_change, void *context);
AK_NONNULL void ak_store_free(struct ak_store *store);

/* The current snapshot, borrowed until the next change: take a reference to keep it. */
AK_NONNULL AK_RETURNS_NONNULL struct ak_snap *ak_store_snap(const struct ak_store *store);

/* A read was started; `items` have arrived so far. */
AK_NONNULL void ak_store_on_start(struct ak_store *store, enum ak_topic topic, const char *key);
AK_NONNULL void ak_store_on_progress(struct ak_store *store, enum ak_topic topic, const char *key,
                                     size_t items);

/* New data; takes over the payload's reference. */
AK_NONNULL void ak_store_apply(struct ak_store *store, const struct ak_delta *delta);

/* A read failed: the data of before is kept and becomes stale (or forbidden). `next_try_at` in wall
 * seconds, 0 when the poller decides. */
AK_NONNULL void ak_store_fail(struct ak_store *store, enum ak_topic topic, const char *key,
                              const struct ak_err *err, int64_t next_try_at);

/* Replaces the pool (or cluster) of that id inside the list slot that holds it, from a direct read
 * of the resource; ignored when no list holds it. Takes over the payload's reference. */
AK_NONNULL void ak_store_merge(struct ak_store *store, struct ak_payload *payload);

/* Data of the last session: applied only where nothing newer is there, marked from_cache and stale.
 */
AK_NONNULL void ak_store_apply_cached(struct ak_store *store, const struct ak_delta *delta);

/* Forgets a slot (a subscription that is gone). */
AK_NONNULL void ak_store_drop(struct ak_store *store, enum ak_topic topic, const char *key);

#endif
