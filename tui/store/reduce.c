/* reduce.c: what an event makes of a slot. */
#include "config.h"

#include "akscope/store/reduce.h"

static struct ak_slot on_start(struct ak_slot slot, const struct ak_slot_event *event)
{
    slot.in_flight = true;
    slot.progress = 0;
    slot.tried_at = event->at;
    if (slot.status == AK_SLOT_NEVER)
        slot.status = AK_SLOT_LOADING;
    return slot;
}

static struct ak_slot on_data(struct ak_slot slot, const struct ak_slot_event *event)
{
    slot.status = AK_SLOT_OK;
    slot.in_flight = false;
    slot.from_cache = false;
    slot.progress = 0;
    slot.fetched_at = event->at;
    slot.tried_at = event->at;
    slot.next_try_at = 0;
    slot.reads_left = event->reads_left;
    slot.err = ak_err_none();
    slot.payload = event->payload;
    return slot;
}

/* Data of the last session never replaces anything that was read in this one. */
static struct ak_slot on_cached(struct ak_slot slot, const struct ak_slot_event *event)
{
    if (slot.payload != NULL)
        return slot;
    slot.payload = event->payload;
    slot.fetched_at = event->at;
    slot.from_cache = true;
    if (slot.status == AK_SLOT_NEVER || slot.status == AK_SLOT_LOADING ||
        slot.status == AK_SLOT_FAILED)
        slot.status = AK_SLOT_STALE;
    return slot;
}

/* What nobody waits for any more says nothing about the data, and what failed before is told to
 * nobody. */
static struct ak_slot on_cancelled(struct ak_slot slot)
{
    slot.in_flight = false;
    slot.progress = 0;
    slot.next_try_at = 0;
    slot.err = ak_err_none();
    if (slot.status != AK_SLOT_OK)
        slot.status = slot.payload != NULL ? AK_SLOT_STALE : AK_SLOT_NEVER;
    return slot;
}

static struct ak_slot on_failure(struct ak_slot slot, const struct ak_slot_event *event)
{
    bool is_refusal =
        event->err->kind == AK_ERR_FORBIDDEN || event->err->kind == AK_ERR_NOT_SIGNED_IN;

    if (event->err->kind == AK_ERR_CANCELLED)
        return on_cancelled(slot);
    slot.in_flight = false;
    slot.progress = 0;
    slot.tried_at = event->at;
    slot.next_try_at = event->next_try_at;
    slot.err = *event->err;
    if (is_refusal)
        slot.status = AK_SLOT_FORBIDDEN;
    else
        slot.status = slot.payload != NULL ? AK_SLOT_STALE : AK_SLOT_FAILED;
    return slot;
}

struct ak_slot ak_slot_reduce(const struct ak_slot *slot, const struct ak_slot_event *event)
{
    struct ak_slot next = *slot;

    switch (event->kind) {
    case AK_SLOT_EVENT_START:
        return on_start(next, event);
    case AK_SLOT_EVENT_PROGRESS:
        if (next.in_flight)
            next.progress = event->items;
        return next;
    case AK_SLOT_EVENT_DATA:
        return on_data(next, event);
    case AK_SLOT_EVENT_CACHED:
        return on_cached(next, event);
    case AK_SLOT_EVENT_FAILURE:
        return on_failure(next, event);
    case AK_SLOT_EVENT_MERGED:
        next.payload = event->payload;
        return next;
    }
    return next;
}
