/* reduce.h: (slot, event) → slot, as a pure function: all pairs are tested. */
#ifndef AKSCOPE_STORE_REDUCE_H
#define AKSCOPE_STORE_REDUCE_H

#include "akscope/base/attributes.h"
#include "akscope/model/snap.h"

enum ak_slot_event_kind {
    AK_SLOT_EVENT_START,
    AK_SLOT_EVENT_PROGRESS,
    AK_SLOT_EVENT_DATA,
    AK_SLOT_EVENT_CACHED,
    AK_SLOT_EVENT_FAILURE,
    AK_SLOT_EVENT_MERGED, /* the list with one item replaced: its age and status stay */
};

struct ak_slot_event {
    enum ak_slot_event_kind kind;
    int64_t at; /* wall seconds */
    size_t items;
    struct ak_payload *payload; /* borrowed */
    struct ak_number reads_left;
    const struct ak_err *err;
    int64_t next_try_at;
};

/* The slot after the event. A failure of the kind AK_ERR_CANCELLED says nothing about the data: it
 * ends the read, and what failed before is forgotten, since nobody wants it. The result borrows key
 * and payload: ak_snap_with_slot copies. */
AK_NONNULL struct ak_slot ak_slot_reduce(const struct ak_slot *slot,
                                         const struct ak_slot_event *event);

#endif
