/* pools_int.h: node pools also occur inside clusters. */
#ifndef AKSCOPE_WIRE_POOLS_INT_H
#define AKSCOPE_WIRE_POOLS_INT_H

#include "decode_int.h"

/* Reads a pool in either form: flat (an item of agentPoolProfiles) or {id, name, properties} (an
 * agentPools resource). `cluster_id` completes the flat form's id; may be NULL or "". */
AK_NONNULL_ARGS(1, 3)
bool ak__read_pool(const struct ak__node *node, const char *cluster_id, struct ak_pool *out);

#endif
