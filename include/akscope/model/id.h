/* id.h: parts of resource ids: "/subscriptions/…/managedClusters/{cluster}/agentPools/{pool}". Type
 * names are found whatever their letter case. */
#ifndef AKSCOPE_MODEL_ID_H
#define AKSCOPE_MODEL_ID_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"

/* What follows the last slash; an id without one as it is. */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_id_name(const char *id);

/* True for the id of a node pool. */
AK_NONNULL bool ak_id_is_pool(const char *id);

/* How many bytes at its beginning are the id of the cluster, of a node pool's id; of any other id
 * all. */
AK_NONNULL size_t ak_id_cluster_len(const char *id);

#endif
