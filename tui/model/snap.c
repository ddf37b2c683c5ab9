/* snap.c: the immutable, counted snapshot. */
#include "config.h"

#include "akscope/model/snap.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

static struct ak_slot *slot_copy(const struct ak_slot *from)
{
    struct ak_slot *slot = ak_alloc(1, sizeof(*slot));

    *slot = *from;
    slot->references = 1;
    slot->key = ak_strdup(from->key == NULL ? "" : from->key);
    if (slot->payload != NULL)
        ak_payload_ref(slot->payload);
    return slot;
}

static void slot_unref(struct ak_slot *slot)
{
    if (slot->references == 0)
        AK_BUG("a slot was given back more often than it was taken");
    if (--slot->references > 0)
        return;
    ak_payload_unref(slot->payload);
    free(slot->key);
    free(slot);
}

struct ak_snap *ak_snap_new(void)
{
    struct ak_snap *snap = ak_alloc(1, sizeof(*snap));

    snap->references = 1;
    snap->version = 1;
    return snap;
}

struct ak_snap *ak_snap_ref(struct ak_snap *snap)
{
    snap->references++;
    return snap;
}

void ak_snap_unref(struct ak_snap *snap)
{
    if (snap == NULL)
        return;
    if (snap->references == 0)
        AK_BUG("a snapshot was given back more often than it was taken");
    if (--snap->references > 0)
        return;
    for (size_t i = 0; i < snap->slot_count; i++)
        slot_unref(snap->slots[i]);
    free(snap->slots);
    free(snap);
}

static int compare(const struct ak_slot *slot, enum ak_topic topic, const char *key)
{
    if (slot->topic != topic)
        return slot->topic < topic ? -1 : 1;
    return ak_text_casecmp(slot->key, key);
}

/* The index of the first slot that does not sort before (topic, key). */
static size_t lower_bound(const struct ak_snap *snap, enum ak_topic topic, const char *key)
{
    size_t low = 0;
    size_t high = snap->slot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(snap->slots[middle], topic, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A new snapshot that shares the slots of `snap` before and after a gap: slots [at, after) are left
 * out and `fresh` places are left empty there. */
static struct ak_snap *copy_around(const struct ak_snap *snap, size_t at, size_t after,
                                   size_t fresh)
{
    struct ak_snap *next = ak_snap_new();

    next->version = snap->version + 1;
    next->slot_count = snap->slot_count - (after - at) + fresh;
    next->slots = ak_alloc(next->slot_count, sizeof(struct ak_slot *));
    for (size_t i = 0; i < at; i++)
        next->slots[i] = snap->slots[i];
    for (size_t i = after; i < snap->slot_count; i++)
        next->slots[at + fresh + (i - after)] = snap->slots[i];
    for (size_t i = 0; i < next->slot_count; i++) {
        if (next->slots[i] != NULL)
            next->slots[i]->references++;
    }
    return next;
}

static bool is_at(const struct ak_snap *snap, size_t at, enum ak_topic topic, const char *key)
{
    return at < snap->slot_count && compare(snap->slots[at], topic, key) == 0;
}

struct ak_snap *ak_snap_with_slot(const struct ak_snap *snap, const struct ak_slot *slot)
{
    const char *key = slot->key == NULL ? "" : slot->key;
    size_t at = lower_bound(snap, slot->topic, key);
    const struct ak_slot *old = is_at(snap, at, slot->topic, key) ? snap->slots[at] : NULL;
    struct ak_snap *next = copy_around(snap, at, old != NULL ? at + 1 : at, 1);
    bool is_same_data = old != NULL && old->payload == slot->payload;

    next->slots[at] = slot_copy(slot);
    next->slots[at]->payload_version = is_same_data ? old->payload_version : next->version;
    return next;
}

struct ak_snap *ak_snap_without_slot(const struct ak_snap *snap, enum ak_topic topic,
                                     const char *key)
{
    size_t at = lower_bound(snap, topic, key);

    return copy_around(snap, at, is_at(snap, at, topic, key) ? at + 1 : at, 0);
}

const struct ak_slot *ak_snap_find(const struct ak_snap *snap, enum ak_topic topic, const char *key)
{
    size_t at = lower_bound(snap, topic, key);

    return is_at(snap, at, topic, key) ? snap->slots[at] : NULL;
}

const struct ak_payload *ak_snap_payload(const struct ak_snap *snap, enum ak_topic topic,
                                         const char *key)
{
    const struct ak_slot *slot = ak_snap_find(snap, topic, key);

    return slot == NULL ? NULL : slot->payload;
}

bool ak_slot_is_trouble(const struct ak_slot *slot)
{
    return slot->err.kind != AK_ERR_NONE && slot->topic != AK_TOPIC_PERMISSIONS;
}

size_t ak_snap_topic(const struct ak_snap *snap, enum ak_topic topic, size_t *first)
{
    /* "" sorts before every other key */
    size_t at = lower_bound(snap, topic, "");
    size_t end = at;

    while (end < snap->slot_count && snap->slots[end]->topic == topic)
        end++;
    *first = at;
    return end - at;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

const char *ak_region_key(const char *subscription_id, const char *location, char *out, size_t size)
{
    const char *parts[] = {subscription_id, "/", location};
    size_t len = 0;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (const char *at = parts[i]; *at != '\0' && len + 1 < size; at++) {
            if (*at != ' ')
                out[len++] = lower(*at);
        }
    }
    if (size > 0)
        out[len] = '\0';
    return out;
}
