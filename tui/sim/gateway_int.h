/* gateway_int.h: what Azure Resource Manager itself checks before a provider hears of a request.
 * Each returns true to go on, or false after it has answered. Codes and messages are ARM's own: the
 * recordings' where they have them, else as clients report them. */
#ifndef AKSCOPE_SIM_GATEWAY_INT_H
#define AKSCOPE_SIM_GATEWAY_INT_H

#include <stdbool.h>

#include "akscope/base/attributes.h"

struct ak_sim_call;

AK_NONNULL bool ak_sim_gateway_has_version(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_is_signed_in(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_find_subscription(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_is_allowed(struct ak_sim_call *call); /* rights_call.c */
AK_NONNULL bool ak_sim_gateway_find_group(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_find_cluster(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_find_pool(struct ak_sim_call *call);
AK_NONNULL bool ak_sim_gateway_find_location(struct ak_sim_call *call);

/* Whether the type takes the asked version; last, since the message names the resource's region. */
AK_NONNULL bool ak_sim_gateway_takes_version(struct ak_sim_call *call);

/* Answers in place of everything else when the call's verdict is an error status or a portal. */
AK_NONNULL bool ak_sim_gateway_breaks(struct ak_sim_call *call);

#endif
