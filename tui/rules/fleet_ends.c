/* fleet_ends.c: all that shares one deadline, as one row. There are a few dozen deadlines at most,
 * so that each group is found by looking at all. */
#include "config.h"

#include "fleet_int.h"

#include <stdlib.h>
#include <string.h>

struct group {
    struct ak_retirement retirement;
    bool is_kubernetes;
    bool is_other;
    struct ak_vec pools; /* const struct ak_fleet_pool * */
    size_t cluster_count;
    int64_t node_count;
    const struct ak_fleet_cluster *last_cluster; /* pools come cluster by cluster */
};

static struct group *find_group(struct ak_vec *groups, const struct ak_retirement *retirement,
                                bool is_kubernetes)
{
    struct group *group;

    for (size_t i = 0; i < groups->len; i++) {
        group = ak_vec_at(groups, i);
        if (strcmp(group->retirement.id, retirement->id) == 0)
            return group;
    }
    group = ak_vec_push(groups);
    group->retirement = *retirement;
    group->is_kubernetes = is_kubernetes;
    group->pools = ak_vec_init(sizeof(void *));
    return group;
}

static void count_cluster(struct group *group, const struct ak_fleet_cluster *cluster)
{
    if (group->last_cluster != cluster)
        group->cluster_count++;
    group->last_cluster = cluster;
}

static void add_pool(struct ak_vec *groups, const struct ak_fleet_pool *pool,
                     const struct ak_retirement *retirement, bool is_kubernetes)
{
    struct group *group;

    if (retirement->severity == AK_SEVERITY_NONE || retirement->id == NULL)
        return;
    group = find_group(groups, retirement, is_kubernetes);
    *(const struct ak_fleet_pool **)ak_vec_push(&group->pools) = pool;
    group->node_count += pool->pool->count.value;
    count_cluster(group, pool->cluster);
}

/* What hits a cluster hits all its pools; one without pools is counted all the same. */
static void add_other_ends(struct ak_vec *groups, const struct ak_fleet_cluster *cluster)
{
    for (size_t i = 0; i < cluster->other_end_count; i++) {
        const struct ak_retirement *end = cluster->other_ends[i];
        struct group *group = find_group(groups, end, false);

        group->is_other = true;
        count_cluster(group, cluster);
        for (size_t j = 0; j < cluster->pool_count; j++)
            add_pool(groups, &cluster->pools[j], end, false);
    }
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const struct ak_fleet_pool *pool = &cluster->pools[i];

        for (size_t j = 0; j < pool->other_end_count; j++) {
            find_group(groups, pool->other_ends[j], false)->is_other = true;
            add_pool(groups, pool, pool->other_ends[j], false);
        }
    }
}

static int compare_groups(const void *a, const void *b)
{
    const struct group *left = a;
    const struct group *right = b;
    const struct ak_retirement *l = &left->retirement;
    const struct ak_retirement *r = &right->retirement;

    if (l->severity != r->severity)
        return l->severity > r->severity ? -1 : 1;
    if (l->days != r->days)
        return l->days < r->days ? -1 : 1;
    return strcmp(l->id, r->id);
}

const void *ak__fleet_keep(struct ak_arena *arena, const struct ak_vec *items)
{
    void *copy = ak_arena_alloc(arena, items->len, items->item_size);

    if (items->len > 0)
        memcpy(copy, items->items, items->len * items->item_size);
    return copy;
}

static void keep_group(struct ak_fleet *fleet, struct ak_fleet_deadline *deadline,
                       struct group *group)
{
    *deadline = (struct ak_fleet_deadline){.retirement = group->retirement,
                                           .is_kubernetes = group->is_kubernetes,
                                           .is_other = group->is_other,
                                           .pools = ak__fleet_keep(fleet->arena, &group->pools),
                                           .pool_count = group->pools.len,
                                           .cluster_count = group->cluster_count,
                                           .node_count = group->node_count};
    ak_vec_release(&group->pools);
}

void ak__fleet_group_ends(struct ak_fleet *fleet)
{
    struct ak_vec groups = ak_vec_init(sizeof(struct group));
    struct ak_fleet_deadline *deadlines;

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        /* A cluster without pools has a control plane all the same. */
        if (cluster->kubernetes_end->severity > AK_SEVERITY_NONE)
            count_cluster(find_group(&groups, cluster->kubernetes_end, true), cluster);
        for (size_t j = 0; j < cluster->pool_count; j++) {
            add_pool(&groups, &cluster->pools[j], cluster->pools[j].os_end, false);
            add_pool(&groups, &cluster->pools[j], cluster->pools[j].kubernetes_end, true);
        }
        add_other_ends(&groups, cluster);
    }
    if (groups.len > 0)
        qsort(groups.items, groups.len, sizeof(struct group), compare_groups);
    deadlines = ak_arena_alloc(fleet->arena, groups.len, sizeof *deadlines);
    for (size_t i = 0; i < groups.len; i++)
        keep_group(fleet, &deadlines[i], ak_vec_at(&groups, i));
    fleet->deadlines = deadlines;
    fleet->deadline_count = groups.len;
    ak_vec_release(&groups);
}
