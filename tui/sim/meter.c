#include "config.h"

#include "meter_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"

/* Buckets count thousandths of a read, so that a steady refill needs no fractions. */
enum { UNIT = 1000, READS_PER_SECOND = 25 };

struct bucket {
    char *subscription;
    int64_t level; /* in 1/UNIT reads */
    int64_t at_ms;
};

struct ak_sim_meter {
    int64_t capacity; /* in 1/UNIT reads */
    struct ak_vec buckets;
};

struct ak_sim_meter *ak_sim_meter_new(int64_t capacity)
{
    struct ak_sim_meter *meter = ak_alloc(1, sizeof *meter);
    meter->capacity = capacity * UNIT;
    meter->buckets = ak_vec_init(sizeof(struct bucket));
    return meter;
}

void ak_sim_meter_free(struct ak_sim_meter *meter)
{
    if (meter == NULL) {
        return;
    }
    for (size_t i = 0; i < meter->buckets.len; i++) {
        free(((struct bucket *)ak_vec_at(&meter->buckets, i))->subscription);
    }
    ak_vec_release(&meter->buckets);
    free(meter);
}

static struct bucket *bucket_of(struct ak_sim_meter *meter, const char *subscription,
                                int64_t now_ms)
{
    for (size_t i = 0; i < meter->buckets.len; i++) {
        struct bucket *known = ak_vec_at(&meter->buckets, i);
        if (ak_text_caseeq(known->subscription, subscription)) {
            return known;
        }
    }
    struct bucket *bucket = ak_vec_push(&meter->buckets);
    *bucket = (struct bucket){
        .subscription = ak_strdup(subscription), .level = meter->capacity, .at_ms = now_ms};
    return bucket;
}

bool ak_sim_meter_take(struct ak_sim_meter *meter, const char *subscription, int64_t now_ms,
                       int64_t *left)
{
    struct bucket *bucket = bucket_of(meter, subscription, now_ms);
    int64_t refilled = bucket->level + (now_ms - bucket->at_ms) * UNIT * READS_PER_SECOND / 1000;
    bucket->level = refilled < meter->capacity ? refilled : meter->capacity;
    bucket->at_ms = now_ms;
    if (bucket->level < UNIT) {
        *left = 1 + (UNIT - bucket->level) / UNIT / READS_PER_SECOND;
        return false;
    }
    bucket->level -= UNIT;
    *left = bucket->level / UNIT;
    return true;
}
