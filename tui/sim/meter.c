#include "config.h"

#include "meter_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"

/* Buckets count in milliseconds of a minute, so that a steady refill needs no fractions. */
enum { UNIT = 60 * 1000 };

struct bucket {
    char *name;
    int64_t level; /* in 1/UNIT */
    int64_t at_ms;
};

struct ak_sim_meter {
    int64_t capacity; /* in 1/UNIT */
    int64_t per_minute;
    struct ak_vec buckets;
};

struct ak_sim_meter *ak_sim_meter_new(int64_t capacity, int64_t per_minute)
{
    struct ak_sim_meter *meter = ak_alloc(1, sizeof *meter);
    meter->capacity = capacity * UNIT;
    meter->per_minute = per_minute;
    meter->buckets = ak_vec_init(sizeof(struct bucket));
    return meter;
}

void ak_sim_meter_free(struct ak_sim_meter *meter)
{
    if (meter == NULL) {
        return;
    }
    for (size_t i = 0; i < meter->buckets.len; i++) {
        free(((struct bucket *)ak_vec_at(&meter->buckets, i))->name);
    }
    ak_vec_release(&meter->buckets);
    free(meter);
}

static struct bucket *bucket_of(struct ak_sim_meter *meter, const char *name, int64_t now_ms)
{
    for (size_t i = 0; i < meter->buckets.len; i++) {
        struct bucket *known = ak_vec_at(&meter->buckets, i);
        if (ak_text_caseeq(known->name, name)) {
            return known;
        }
    }
    struct bucket *bucket = ak_vec_push(&meter->buckets);
    *bucket = (struct bucket){.name = ak_strdup(name), .level = meter->capacity, .at_ms = now_ms};
    return bucket;
}

bool ak_sim_meter_take(struct ak_sim_meter *meter, const char *name, int64_t now_ms, int64_t *left)
{
    struct bucket *bucket = bucket_of(meter, name, now_ms);
    int64_t refilled = bucket->level + (now_ms - bucket->at_ms) * meter->per_minute;
    bucket->level = refilled < meter->capacity ? refilled : meter->capacity;
    bucket->at_ms = now_ms;
    if (bucket->level < UNIT) {
        *left = 1 + (UNIT - bucket->level) / meter->per_minute / 1000;
        return false;
    }
    bucket->level -= UNIT;
    *left = bucket->level / UNIT;
    return true;
}
