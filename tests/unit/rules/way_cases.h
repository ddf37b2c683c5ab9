/* way_cases.h: pools whose way out is looked for, a line each. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_WAY_CASES_H
#define AKSCOPE_TESTS_UNIT_RULES_WAY_CASES_H

#include "akscope/rules/way_out.h"

#define WAY_CLUSTER                                                                                \
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c"

enum { WAY_OFFERS = 16 };

struct way_case {
    const char *about;
    const char *pool; /* OS SKU, Kubernetes ("-": not told), then cvm, fips, arm64, kata, windows,
                         trusted, system, the node image, the VM size */
    enum ak_way_aim aim;
    const char *today;         /* NULL: 2026-11-23 */
    const char *plan;          /* NULL: KubernetesOfficial */
    const char *control_plane; /* NULL: the pool's version */
    const char *other;         /* another pool's version; NULL: the pool's */
    const char *channel;
    const char *offers; /* of the cluster's upgrade profile; NULL: not read */
    const char *newest; /* node image in the pool's profile; NULL: not read */
    bool has_no_sizes;  /* the region's sizes were not read */
};

const struct way_case *way_cases(size_t *count);

/* What lies around the pool of a case. */
struct way_world {
    struct ak_arena *arena;
    struct ak_pool pools[2];
    struct ak_cluster cluster;
    struct ak_upgrade offers[WAY_OFFERS];
    struct ak_cluster_upgrades cluster_upgrades;
    struct ak_pool_upgrades pool_upgrades;
    struct ak_pool_surroundings around;
};

void way_world_make(struct way_world *world, const struct way_case *given,
                    const struct ak_facts *facts, struct ak_arena *arena);

#endif
