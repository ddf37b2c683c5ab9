/* meter_int.h: token buckets that refill steadily, by name: ARM's throttling has one of reads, one
 * of writes and one of deletions for each subscription (learn.microsoft.com, "Understand how Azure
 * Resource Manager throttles requests"; recorded answers start at 16,499 reads, 800 writes and 800
 * deletions). Pure; one thread. */
#ifndef AKSCOPE_SIM_METER_INT_H
#define AKSCOPE_SIM_METER_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"

struct ak_sim_meter;

/* Buckets of `capacity` that get `per_minute` back. */
AK_MUST_USE struct ak_sim_meter *ak_sim_meter_new(int64_t capacity, int64_t per_minute);
void ak_sim_meter_free(struct ak_sim_meter *meter); /* NULL allowed */

/* Takes one of the bucket of that name, in any letter case, at `now_ms`. True: *left is what
 * remains. False: the bucket is empty, and *left is how many seconds it takes until there is one
 * again. */
AK_NONNULL bool ak_sim_meter_take(struct ak_sim_meter *meter, const char *name, int64_t now_ms,
                                  int64_t *left);

#endif
