/* store.c: the current snapshot and its steps. */
#include "config.h"

#include "akscope/store/store.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/store/reduce.h"
#include "merge_int.h"

struct ak_store {
    const struct ak_clock *clock;
    ak_store_on_change *on_change;
    void *context;
    struct ak_snap *snap;
};

struct ak_store *ak_store_new(const struct ak_clock *clock, ak_store_on_change *on_change,
                              void *context)
{
    struct ak_store *store = ak_alloc(1, sizeof *store);

    store->clock = clock;
    store->on_change = on_change;
    store->context = context;
    store->snap = ak_snap_new();
    return store;
}

void ak_store_free(struct ak_store *store)
{
    ak_snap_unref(store->snap);
    free(store);
}

struct ak_snap *ak_store_snap(const struct ak_store *store)
{
    return store->snap;
}

static void replace(struct ak_store *store, struct ak_snap *next, enum ak_topic topic,
                    const char *key)
{
    struct ak_snap *old = store->snap;

    store->snap = next;
    if (store->on_change != NULL)
        store->on_change(topic, key, store->context);
    ak_snap_unref(old); /* last: the key may be borrowed from it */
}

static void step(struct ak_store *store, enum ak_topic topic, const char *key,
                 const struct ak_slot_event *event)
{
    const struct ak_slot *found = ak_snap_find(store->snap, topic, key);
    char *own_key = found == NULL ? ak_strdup(key) : NULL; /* ak_snap_with_slot copies it */
    struct ak_slot fresh = {.topic = topic, .key = own_key, .err = ak_err_none()};
    struct ak_slot next = ak_slot_reduce(found != NULL ? found : &fresh, event);

    replace(store, ak_snap_with_slot(store->snap, &next), topic, key);
    free(own_key);
}

void ak_store_on_start(struct ak_store *store, enum ak_topic topic, const char *key)
{
    step(store, topic, key,
         &(struct ak_slot_event){.kind = AK_SLOT_EVENT_START, .at = ak_clock_now(store->clock)});
}

void ak_store_on_progress(struct ak_store *store, enum ak_topic topic, const char *key,
                          size_t items)
{
    step(store, topic, key,
         &(struct ak_slot_event){
             .kind = AK_SLOT_EVENT_PROGRESS, .at = ak_clock_now(store->clock), .items = items});
}

void ak_store_apply(struct ak_store *store, const struct ak_delta *delta)
{
    step(store, delta->topic, delta->key,
         &(struct ak_slot_event){.kind = AK_SLOT_EVENT_DATA,
                                 .at = delta->fetched_at,
                                 .payload = delta->payload,
                                 .reads_left = delta->reads_left});
    ak_payload_unref(delta->payload);
}

void ak_store_apply_cached(struct ak_store *store, const struct ak_delta *delta)
{
    step(store, delta->topic, delta->key,
         &(struct ak_slot_event){
             .kind = AK_SLOT_EVENT_CACHED, .at = delta->fetched_at, .payload = delta->payload});
    ak_payload_unref(delta->payload);
}

void ak_store_fail(struct ak_store *store, enum ak_topic topic, const char *key,
                   const struct ak_err *err, int64_t next_try_at)
{
    step(store, topic, key,
         &(struct ak_slot_event){.kind = AK_SLOT_EVENT_FAILURE,
                                 .at = ak_clock_now(store->clock),
                                 .err = err,
                                 .next_try_at = next_try_at});
}

/* Puts the item into the list slot (topic, key), if that holds it. */
static void merge_into(struct ak_store *store, enum ak_topic topic, const char *key,
                       struct ak_payload *item)
{
    const struct ak_slot *slot = ak_snap_find(store->snap, topic, key);
    struct ak_payload *merged;

    if (slot == NULL || slot->payload == NULL)
        return;
    merged = ak__merge(slot->payload, item);
    if (merged == NULL)
        return;
    step(store, topic, key,
         &(struct ak_slot_event){.kind = AK_SLOT_EVENT_MERGED, .payload = merged});
    ak_payload_unref(merged);
}

/* The keys of the slots that can hold a resource, from its id; the caller frees. NULL: no such
 * part. */
static char *subscription_of(const char *id)
{
    static const char start[] = "/subscriptions/";

    if (!ak_text_has_prefix(id, start, true))
        return NULL;
    return ak_strndup(id + sizeof start - 1, strcspn(id + sizeof start - 1, "/"));
}

static char *cluster_of(const char *pool_id)
{
    return ak_id_is_pool(pool_id) ? ak_strndup(pool_id, ak_id_cluster_len(pool_id)) : NULL;
}

void ak_store_merge(struct ak_store *store, struct ak_payload *payload)
{
    const char *id = ak__merge_id(payload);
    char *subscription = id != NULL ? subscription_of(id) : NULL;
    char *cluster = id != NULL ? cluster_of(id) : NULL;

    if (cluster != NULL && payload->topic == AK_TOPIC_POOLS)
        merge_into(store, AK_TOPIC_POOLS, cluster, payload);
    if (subscription != NULL)
        merge_into(store, AK_TOPIC_CLUSTERS, subscription, payload);
    free(subscription);
    free(cluster);
    ak_payload_unref(payload);
}

void ak_store_drop(struct ak_store *store, enum ak_topic topic, const char *key)
{
    if (ak_snap_find(store->snap, topic, key) != NULL)
        replace(store, ak_snap_without_slot(store->snap, topic, key), topic, key);
}
