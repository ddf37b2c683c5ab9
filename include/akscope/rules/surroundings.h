/* surroundings.h: what is known around a node pool: its cluster, and the lists of Azure that rules
 * and ways out look at. All is borrowed. A change is planned with lists that are fresh
 * (actions/plan.h); what is only told may rest on those of the last session. Pure; any thread. */
#ifndef AKSCOPE_RULES_SURROUNDINGS_H
#define AKSCOPE_RULES_SURROUNDINGS_H

#include "akscope/base/attributes.h"
#include "akscope/base/date.h"
#include "akscope/model/azure.h"
#include "akscope/model/cluster.h"
#include "akscope/model/facts.h"
#include "akscope/model/snap.h"

/* What is known around a pool; NULL where it was not read. */
struct ak_pool_surroundings {
    const struct ak_cluster *cluster; /* NULL for FEATURE_REGISTER alone */
    const struct ak_pool *pools;      /* of the cluster; NULL: those that the cluster carries */
    size_t pool_count;
    const struct ak_pool *pool;      /* the one to change; NULL when one is to be added */
    const struct ak_vm_sizes *sizes; /* of the cluster's region */
    const struct ak_usages *usages;  /* of the region and subscription */
    const struct ak_kubernetes_versions *versions; /* of the region */
    const struct ak_cluster_upgrades *cluster_upgrades;
    const struct ak_pool_upgrades *pool_upgrades;
    const struct ak_features *features;
    const struct ak_facts *facts; /* never NULL */
    struct ak_date today;
};

/* What a snapshot knows around a pool: `pool` is one of cluster->pools, or NULL. Whether it came
 * from the last session's cache does not matter here. Sizes and versions may be another
 * subscription's of the same region: what a size can do, and which versions there are, is the same
 * for all. */
AK_NONNULL_ARGS(1, 2, 3)
struct ak_pool_surroundings ak_pool_surroundings_find(const struct ak_snap *snap,
                                                      const struct ak_facts *facts,
                                                      const struct ak_cluster *cluster,
                                                      const struct ak_pool *pool,
                                                      struct ak_date today);

#endif
