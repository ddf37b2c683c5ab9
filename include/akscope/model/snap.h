/* snap.h: everything that is known at one moment, immutable.
 *
 * A snapshot is an array of counted slots, one a list or object, found by topic and key. A slot
 * says how sure its data is (status, age, last error) beside the data itself (payload). Replacing
 * one slot makes a new snapshot that shares all the others; frames in flight keep the old one.
 *
 * Counts are not atomic: ref and unref on the loop thread only. A worker may read a snapshot for
 * which the loop thread holds a reference. Borrowed pointers die with their snapshot: keep ids. */
#ifndef AKSCOPE_MODEL_SNAP_H
#define AKSCOPE_MODEL_SNAP_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/azure.h"
#include "akscope/model/cluster.h"
#include "akscope/model/operation.h"

enum ak_topic {
#define AK_TOPIC(symbol, name, member, seconds, key) AK_TOPIC_##symbol,
#include "akscope/model/topics.def"
#undef AK_TOPIC
    AK_TOPIC_COUNT
};

const char *ak_topic_name(enum ak_topic topic);
int ak_topic_refresh_seconds(enum ak_topic topic);

/* How far a slot can be trusted. */
enum ak_slot_status {
    AK_SLOT_NEVER,   /* nothing was asked for yet */
    AK_SLOT_LOADING, /* the first answer is awaited */
    AK_SLOT_OK,      /* the last read worked */
    AK_SLOT_STALE,   /* data of an earlier read (or of the cache); the last try failed or is due */
    AK_SLOT_FAILED,  /* no data, the last try failed */
    AK_SLOT_FORBIDDEN, /* refused: 401 or 403; data of an earlier read is kept, if any */
};

/* Decoded data of one topic; immutable, counted, all of it in its own arena, or in those of
 * payloads that it keeps alive: a list in which single items were replaced lends the rest from the
 * list of before. */
struct ak_payload {
    size_t references;
    enum ak_topic topic;
    struct ak_arena *arena;
    struct ak_payload **keeps; /* in the arena; a reference to each is this payload's */
    size_t keep_count;
    union {
        struct ak_subscriptions subscriptions;
        struct ak_clusters clusters;
        struct ak_pools pools;
        struct ak_cluster_upgrades cluster_upgrades;
        struct ak_pool_upgrades pool_upgrades;
        struct ak_vm_sizes vm_sizes;
        struct ak_usages usages;
        struct ak_kubernetes_versions versions;
        struct ak_features features;
        struct ak_permissions permissions;
        struct ak_provider provider;
        struct ak_role_assignments role_assignments;
        struct ak_role_definition role_definition;
        struct ak_raw raw;
        struct ak_operations operations;
    } as;
};

struct ak_slot {
    size_t references;
    enum ak_topic topic;
    char *key;
    enum ak_slot_status status;
    bool in_flight;              /* a read is running */
    bool from_cache;             /* the payload is of the last session */
    size_t progress;             /* items read so far of a list that is arriving; 0 when none */
    int64_t fetched_at;          /* wall seconds of the last good read; 0: never */
    int64_t tried_at;            /* wall seconds of the last try; 0: never */
    int64_t next_try_at;         /* wall seconds; 0: as the demand says */
    struct ak_number reads_left; /* x-ms-ratelimit-remaining-subscription-(global-)reads */
    struct ak_err err;           /* of the last try, AK_ERR_NONE when it worked */
    struct ak_payload *payload;  /* NULL: no data */
    uint64_t payload_version;    /* version of the snapshot that brought the payload */
};

struct ak_snap {
    size_t references;
    uint64_t version;       /* grows by one with each change */
    struct ak_slot **slots; /* sorted by topic, then key without case */
    size_t slot_count;
};

/* A payload with a fresh arena, one reference, every member empty. Any thread. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_payload *ak_payload_new(enum ak_topic topic,
                                                                 size_t expected_bytes);
AK_NONNULL AK_RETURNS_NONNULL struct ak_payload *ak_payload_ref(struct ak_payload *payload);
void ak_payload_unref(struct ak_payload *payload); /* NULL allowed */

/* An empty snapshot, version 1, one reference. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_snap *ak_snap_new(void);
AK_NONNULL AK_RETURNS_NONNULL struct ak_snap *ak_snap_ref(struct ak_snap *snap);
void ak_snap_unref(struct ak_snap *snap); /* NULL allowed */

/* A new snapshot in which the slot (slot->topic, slot->key) is a copy of *slot: the key is copied,
 * the payload referenced, payload_version set. `snap` is unchanged; one reference of the result is
 * the caller's. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_snap *
ak_snap_with_slot(const struct ak_snap *snap, const struct ak_slot *slot);

/* A new snapshot without the slot (topic, key), whether it was there or not. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_snap *
ak_snap_without_slot(const struct ak_snap *snap, enum ak_topic topic, const char *key);

/* The slot, or NULL when nothing was ever asked for. key "" where the topic has none. */
AK_NONNULL const struct ak_slot *ak_snap_find(const struct ak_snap *snap, enum ak_topic topic,
                                              const char *key);

/* The payload of the slot when it has one, else NULL. */
AK_NONNULL const struct ak_payload *ak_snap_payload(const struct ak_snap *snap, enum ak_topic topic,
                                                    const char *key);

/* True when its last read failed and something is missing on the screen for it. Permissions are
 * never missed: without them all is as if nobody had looked. */
AK_NONNULL bool ak_slot_is_trouble(const struct ak_slot *slot);

/* The slots of a topic: *first its index in snap->slots, the result how many follow. */
AK_NONNULL size_t ak_snap_topic(const struct ak_snap *snap, enum ak_topic topic, size_t *first);

/* "subscription/location" for the topics of a region, in lower case without spaces, into out. */
AK_NONNULL const char *ak_region_key(const char *subscription_id, const char *location, char *out,
                                     size_t size);

#endif
