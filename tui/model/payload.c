/* payload.c: the counted data of one slot. */
#include "config.h"

#include "akscope/model/snap.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"

struct ak_payload *ak_payload_new(enum ak_topic topic, size_t expected_bytes)
{
    struct ak_payload *payload = ak_alloc(1, sizeof(*payload));

    payload->references = 1;
    payload->topic = topic;
    payload->arena = ak_arena_new(expected_bytes);
    return payload;
}

struct ak_payload *ak_payload_ref(struct ak_payload *payload)
{
    payload->references++;
    return payload;
}

void ak_payload_unref(struct ak_payload *payload)
{
    if (payload == NULL)
        return;
    if (payload->references == 0)
        AK_BUG("a payload was given back more often than it was taken");
    if (--payload->references > 0)
        return;
    for (size_t i = 0; i < payload->keep_count; i++)
        ak_payload_unref(payload->keeps[i]);
    ak_arena_free(payload->arena);
    free(payload);
}
