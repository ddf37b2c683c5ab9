/* meter_int.h: ARM's throttling: each subscription has a bucket of reads that refills steadily
 * (learn.microsoft.com, "Understand how Azure Resource Manager throttles requests": token buckets
 * by subscription; recorded answers start at 16,499). Pure; one thread. */
#ifndef AKSCOPE_SIM_METER_INT_H
#define AKSCOPE_SIM_METER_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"

struct ak_sim_meter;

AK_MUST_USE struct ak_sim_meter *ak_sim_meter_new(int64_t capacity);
void ak_sim_meter_free(struct ak_sim_meter *meter); /* NULL allowed */

/* Takes one read of the subscription at `now_ms`. True: *left is what remains. False: the bucket is
 * empty, and *left is how many seconds it takes until there is one again. */
AK_NONNULL bool ak_sim_meter_take(struct ak_sim_meter *meter, const char *subscription,
                                  int64_t now_ms, int64_t *left);

#endif
