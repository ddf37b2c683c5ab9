/* delta.h: what a finished read hands to the store. */
#ifndef AKSCOPE_MODEL_DELTA_H
#define AKSCOPE_MODEL_DELTA_H

#include "akscope/model/snap.h"

/* One new payload for the slot (topic, key). Whoever receives it owns the payload's reference. */
struct ak_delta {
    enum ak_topic topic;
    const char *key;            /* borrowed during the call */
    struct ak_payload *payload; /* ownership passes on */
    int64_t fetched_at;         /* wall seconds */
    struct ak_number reads_left;
};

#endif
