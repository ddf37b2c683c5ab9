/* fleet_narrow.c: a part of a fleet is a fleet too. The rows are copied, since each points to its
 * cluster's; what they show of Azure is the whole fleet's: a way out looks at all pools of a
 * cluster, wanted or not. */
#include "config.h"

#include "fleet_int.h"

#include "akscope/base/alloc.h"

struct narrowing {
    ak_fleet_wants *wants;
    const void *context;
    struct ak_fleet_cluster *clusters; /* as many as the whole fleet has */
    struct ak_fleet_pool *pools;
    size_t cluster_count, pool_count;
};

static void keep_cluster(struct narrowing *narrowing, const struct ak_fleet_cluster *cluster)
{
    struct ak_fleet_cluster *row = &narrowing->clusters[narrowing->cluster_count];
    struct ak_fleet_pool *pools = &narrowing->pools[narrowing->pool_count];
    size_t kept = 0;

    *row = *cluster;
    for (size_t i = 0; i < cluster->pool_count; i++) {
        if (!narrowing->wants(cluster, &cluster->pools[i], narrowing->context))
            continue;
        pools[kept] = cluster->pools[i];
        pools[kept++].cluster = row;
    }
    if (kept == 0 && !narrowing->wants(cluster, NULL, narrowing->context))
        return;
    row->pools = pools;
    row->pool_count = kept;
    ak__fleet_sum_pools(row);
    narrowing->cluster_count++;
    narrowing->pool_count += kept;
}

struct ak_fleet *ak_fleet_narrow(const struct ak_fleet *fleet, ak_fleet_wants *wants,
                                 const void *context)
{
    struct ak_fleet *part = ak_alloc(1, sizeof *part);
    struct narrowing narrowing = {.wants = wants, .context = context};

    part->references = 1;
    part->snap = fleet->snap;
    part->facts = fleet->facts;
    part->today = fleet->today;
    part->arena = ak_arena_new(0);
    narrowing.clusters =
        ak_arena_alloc(part->arena, fleet->cluster_count, sizeof *narrowing.clusters);
    narrowing.pools = ak_arena_alloc(part->arena, fleet->pool_count, sizeof *narrowing.pools);
    for (size_t i = 0; i < fleet->cluster_count; i++)
        keep_cluster(&narrowing, &fleet->clusters[i]);
    part->clusters = narrowing.clusters;
    part->cluster_count = narrowing.cluster_count;
    part->pools = narrowing.pools;
    part->pool_count = narrowing.pool_count;
    ak__fleet_finish(part);
    return part;
}
