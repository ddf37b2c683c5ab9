/* throttle_int.h: the AKS provider's own limits beside ARM's (AKS documentation, "Quotas, virtual
 * machine size restrictions, and region availability"): token buckets of a pool, a cluster, a
 * resource group or a subscription, by what is asked for. Off unless asked for (--throttle). One
 * thread. */
#ifndef AKSCOPE_SIM_THROTTLE_INT_H
#define AKSCOPE_SIM_THROTTLE_INT_H

#include <stdbool.h>

#include "akscope/base/attributes.h"

struct ak_sim_call;
struct ak_sim_throttle;

AK_MUST_USE AK_RETURNS_NONNULL struct ak_sim_throttle *ak_sim_throttle_new(void);
void ak_sim_throttle_free(struct ak_sim_throttle *throttle); /* NULL allowed */

/* Takes the call from its buckets; false after it has answered 429 with Retry-After. */
AK_NONNULL AK_MUST_USE bool ak_sim_throttle_take(struct ak_sim_throttle *throttle,
                                                 struct ak_sim_call *call);

#endif
