/* fleet_groups.c: what ends, by cluster and by team. Made with the fleet, off the loop: a view only
 * looks at it. */
#include "config.h"

#include "fleet_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "lifecycle_int.h"

/* A group while it is gathered. */
struct gathering {
    struct ak_fleet_group group;
    struct ak_vec ends;                  /* struct ak_fleet_end */
    const struct ak_fleet_cluster *last; /* pools come cluster by cluster */
};

/* ---- teams ---- */

/* NULL where the tag is not there, or empty. */
static const char *team_of(const struct ak_pairs *tags, const char *tag)
{
    const char *team = ak__tag_value(tags, tag);

    return team != NULL && team[0] != '\0' ? team : NULL;
}

void ak__fleet_find_teams(const struct ak_fleet *fleet, struct ak_fleet_cluster *row,
                          struct ak_fleet_pool *pools)
{
    const char *tag = fleet->facts->team_tag;

    if (tag == NULL)
        return;
    row->team = team_of(&row->cluster->tags, tag);
    for (size_t i = 0; i < row->pool_count; i++) {
        const char *own = team_of(&pools[i].pool->tags, tag);

        pools[i].team = own != NULL ? own : row->team;
    }
}

/* ---- gathering ---- */

/* Nearly always it is the same one; by its name only where a region says otherwise of it. */
static struct ak_fleet_end *find_end(struct gathering *gathering, const struct ak_retirement *end)
{
    struct ak_fleet_end *ends = gathering->ends.items;
    struct ak_fleet_end *made;

    for (size_t i = 0; i < gathering->ends.len; i++) {
        if (ends[i].end == end)
            return &ends[i];
    }
    for (size_t i = 0; i < gathering->ends.len; i++) {
        if (strcmp(ends[i].end->id, end->id) == 0)
            return &ends[i];
    }
    made = ak_vec_push(&gathering->ends);
    made->end = end;
    return made;
}

/* An end of a pool; without one of the cluster alone. Pools come cluster by cluster. */
static void add_end(struct gathering *gathering, const struct ak_retirement *end,
                    const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool)
{
    struct ak_fleet_end *found;

    if (end->severity == AK_SEVERITY_NONE || end->id == NULL)
        return;
    found = find_end(gathering, end);
    found->cluster_count += found->cluster != cluster;
    found->cluster = cluster;
    if (pool != NULL) {
        found->pool_count++;
        found->node_count += pool->pool->count.value;
    }
}

static void count_cluster(struct gathering *gathering, const struct ak_fleet_cluster *cluster)
{
    gathering->group.cluster_count += gathering->last != cluster;
    gathering->last = cluster;
}

static void add_cluster(struct gathering *gathering, const struct ak_fleet_cluster *cluster)
{
    count_cluster(gathering, cluster);
    add_end(gathering, cluster->kubernetes_end, cluster, NULL);
    for (size_t i = 0; i < cluster->other_end_count; i++)
        add_end(gathering, cluster->other_ends[i], cluster, NULL);
}

/* What hits its cluster hits it too. */
static void add_pool(struct gathering *gathering, const struct ak_fleet_pool *pool)
{
    count_cluster(gathering, pool->cluster);
    gathering->group.pool_count++;
    gathering->group.node_count += pool->pool->count.value;
    add_end(gathering, pool->os_end, pool->cluster, pool);
    add_end(gathering, pool->kubernetes_end, pool->cluster, pool);
    for (size_t i = 0; i < pool->other_end_count; i++)
        add_end(gathering, pool->other_ends[i], pool->cluster, pool);
    for (size_t i = 0; i < pool->cluster->other_end_count; i++)
        add_end(gathering, pool->cluster->other_ends[i], pool->cluster, pool);
}

/* ---- order ---- */

static int compare_urgency(const struct ak_retirement *a, const struct ak_retirement *b)
{
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    return a->days != b->days ? (a->days < b->days ? -1 : 1) : 0;
}

static int compare_ends(const void *a, const void *b)
{
    const struct ak_fleet_end *left = a;
    const struct ak_fleet_end *right = b;
    int order = compare_urgency(left->end, right->end);

    return order != 0 ? order : strcmp(left->end->id, right->end->id);
}

/* Those without a name come last among equals. */
static int compare_groups(const void *a, const void *b)
{
    const struct ak_fleet_group *left = a;
    const struct ak_fleet_group *right = b;
    int order = compare_urgency(left->ends[0].end, right->ends[0].end);

    if (order != 0)
        return order;
    if (left->name == NULL || right->name == NULL)
        return (left->name == NULL) - (right->name == NULL);
    order = strcmp(left->name, right->name);
    return order != 0 || left->cluster == NULL
               ? order
               : strcmp(left->cluster->cluster->id, right->cluster->cluster->id);
}

/* The group goes to `groups` when anything of it ends. */
static void keep(const struct ak_fleet *fleet, struct gathering *gathering, struct ak_vec *groups)
{
    if (gathering->ends.len > 0) {
        qsort(gathering->ends.items, gathering->ends.len, sizeof(struct ak_fleet_end),
              compare_ends);
        gathering->group.ends = ak__fleet_keep(fleet->arena, &gathering->ends);
        gathering->group.end_count = gathering->ends.len;
        *(struct ak_fleet_group *)ak_vec_push(groups) = gathering->group;
    }
}

static const struct ak_fleet_group *keep_all(const struct ak_fleet *fleet, struct ak_vec *groups,
                                             size_t *count)
{
    const struct ak_fleet_group *kept;

    if (groups->len > 0)
        qsort(groups->items, groups->len, sizeof(struct ak_fleet_group), compare_groups);
    kept = ak__fleet_keep(fleet->arena, groups);
    *count = groups->len;
    ak_vec_release(groups);
    return kept;
}

/* ---- the whole ---- */

static void group_by_cluster(struct ak_fleet *fleet)
{
    struct ak_vec groups = ak_vec_init(sizeof(struct ak_fleet_group));
    struct gathering gathering = {.ends = ak_vec_init(sizeof(struct ak_fleet_end))};

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        ak_vec_clear(&gathering.ends);
        gathering.last = NULL;
        gathering.group =
            (struct ak_fleet_group){.name = cluster->cluster->name, .cluster = cluster};
        add_cluster(&gathering, cluster);
        for (size_t j = 0; j < cluster->pool_count; j++)
            add_pool(&gathering, &cluster->pools[j]);
        keep(fleet, &gathering, &groups);
    }
    ak_vec_release(&gathering.ends);
    fleet->by_cluster = keep_all(fleet, &groups, &fleet->by_cluster_count);
}

/* Teams by their names, in a hash table of indexes: there may be thousands. */
struct teams {
    struct ak_vec gatherings; /* struct gathering */
    uint32_t *slots;          /* index + 1; 0: empty */
    size_t slot_count;        /* a power of two */
};

static size_t find_slot(const struct teams *teams, const char *name)
{
    uint64_t hash = 14695981039346656037u;
    size_t at;

    for (const char *c = name != NULL ? name : ""; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    at = hash & (teams->slot_count - 1);
    while (teams->slots[at] != 0) {
        const struct gathering *there = ak_vec_at(&teams->gatherings, teams->slots[at] - 1);

        if (there->group.name == name ||
            (there->group.name != NULL && name != NULL && strcmp(there->group.name, name) == 0))
            break;
        at = (at + 1) & (teams->slot_count - 1);
    }
    return at;
}

static struct gathering *find_team(struct teams *teams, const char *name)
{
    size_t at = find_slot(teams, name);
    struct gathering *made;

    if (teams->slots[at] != 0)
        return ak_vec_at(&teams->gatherings, teams->slots[at] - 1);
    made = ak_vec_push(&teams->gatherings);
    made->group.name = name;
    made->ends = ak_vec_init(sizeof(struct ak_fleet_end));
    teams->slots[at] = (uint32_t)teams->gatherings.len;
    return made;
}

static void group_by_team(struct ak_fleet *fleet)
{
    struct ak_vec groups = ak_vec_init(sizeof(struct ak_fleet_group));
    struct teams teams = {.gatherings = ak_vec_init(sizeof(struct gathering)), .slot_count = 1};

    while (teams.slot_count < (fleet->cluster_count + fleet->pool_count) * 2 + 1)
        teams.slot_count *= 2;
    teams.slots = ak_alloc(teams.slot_count, sizeof *teams.slots);
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        add_cluster(find_team(&teams, cluster->team), cluster);
        for (size_t j = 0; j < cluster->pool_count; j++)
            add_pool(find_team(&teams, cluster->pools[j].team), &cluster->pools[j]);
    }
    for (size_t i = 0; i < teams.gatherings.len; i++) {
        struct gathering *gathering = ak_vec_at(&teams.gatherings, i);

        keep(fleet, gathering, &groups);
        ak_vec_release(&gathering->ends);
    }
    ak_vec_release(&teams.gatherings);
    free(teams.slots);
    fleet->by_team = keep_all(fleet, &groups, &fleet->by_team_count);
}

void ak__fleet_group(struct ak_fleet *fleet)
{
    group_by_cluster(fleet);
    group_by_team(fleet);
}
