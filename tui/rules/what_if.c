/* what_if.c: what has come to pass by the end of a day, if nothing is done. */
#include "config.h"

#include "akscope/rules/what_if.h"

#include <inttypes.h>
#include <stdlib.h>

#include "akscope/base/vec.h"

static bool is_reached(struct ak_date date, struct ak_date day)
{
    return ak_date_is_set(date) && ak_date_compare(date, day) <= 0;
}

static bool cannot_scale(const struct ak_fleet_pool *pool, struct ak_date day)
{
    bool is_long_gone = pool->os.release != NULL && pool->os.release->is_retired_without_date;

    return is_long_gone || is_reached(pool->os_end->images_removed, day);
}

static bool has_os_ended(const struct ak_fleet_pool *pool, struct ak_date day)
{
    return cannot_scale(pool, day) || is_reached(pool->os_end->end_of_support, day);
}

static bool has_kubernetes_ended(const struct ak_fleet_pool *pool, struct ak_date day)
{
    return is_reached(pool->kubernetes_end->end_of_support, day);
}

static bool is_unsupported(const struct ak_fleet_pool *pool, struct ak_date day)
{
    return has_os_ended(pool, day) || has_kubernetes_ended(pool, day);
}

static struct ak_what_if_group gather(const struct ak_fleet *fleet, struct ak_date day,
                                      bool (*has_ended)(const struct ak_fleet_pool *pool,
                                                        struct ak_date day),
                                      struct ak_arena *arena)
{
    const struct ak_fleet_pool **pools = ak_arena_alloc(arena, fleet->pool_count, sizeof *pools);
    const struct ak_fleet_cluster *last = NULL; /* pools come cluster by cluster */
    struct ak_what_if_group group = {.pools = pools};

    for (size_t i = 0; i < fleet->pool_count; i++) {
        const struct ak_fleet_pool *pool = &fleet->pools[i];

        if (!has_ended(pool, day))
            continue;
        pools[group.pool_count++] = pool;
        group.node_count += pool->pool->count.value;
        group.cluster_count += pool->cluster != last;
        last = pool->cluster;
    }
    return group;
}

static bool has_other_ended(const struct ak_fleet_cluster *cluster, struct ak_date day)
{
    for (size_t i = 0; i < cluster->other_end_count; i++) {
        if (is_reached(cluster->other_ends[i]->end_of_support, day))
            return true;
    }
    return false;
}

/* ---- words ---- */

static const char *count_words(struct ak_arena *arena, size_t pools, int64_t nodes,
                               const char *what)
{
    return ak_arena_printf(arena, "%zu %s, %" PRId64 " %s %s", pools, pools == 1 ? "pool" : "pools",
                           nodes, nodes == 1 ? "node" : "nodes", what);
}

static const char *sentence_of(const struct ak_what_if *what_if, struct ak_arena *arena)
{
    const struct ak_what_if_group *scale = &what_if->cannot_scale;
    const struct ak_what_if_group *all = &what_if->unsupported;
    char date[AK_DATE_TEXT_SIZE];
    const char *words = "all pools are supported";

    if (all->pool_count > 0)
        words = count_words(arena, all->pool_count, all->node_count, "are out of support");
    if (scale->pool_count > 0) {
        const char *stuck =
            count_words(arena, scale->pool_count, scale->node_count, "cannot scale");

        words = all->pool_count > scale->pool_count ? ak_arena_printf(arena, "%s; %s", stuck, words)
                                                    : stuck;
    }
    return ak_arena_printf(arena, "on %s: %s", ak_date_iso(what_if->day, date), words);
}

struct ak_what_if ak_fleet_what_if(const struct ak_fleet *fleet, struct ak_date day,
                                   struct ak_arena *arena)
{
    struct ak_what_if what_if = {
        .day = day,
        .cannot_scale = gather(fleet, day, cannot_scale, arena),
        .os_ended = gather(fleet, day, has_os_ended, arena),
        .kubernetes_ended = gather(fleet, day, has_kubernetes_ended, arena),
        .unsupported = gather(fleet, day, is_unsupported, arena),
    };

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        what_if.clusters_ended += is_reached(cluster->kubernetes_end->end_of_support, day);
        what_if.clusters_retired += has_other_ended(cluster, day);
    }
    what_if.sentence = sentence_of(&what_if, arena);
    return what_if;
}

/* ---- days on which something changes ---- */

static void add_day(struct ak_vec *days, struct ak_date day, struct ak_date after)
{
    if (!ak_date_is_set(day) || ak_date_compare(day, after) <= 0)
        return;
    for (size_t i = 0; i < days->len; i++) {
        if (ak_date_compare(*(const struct ak_date *)ak_vec_at(days, i), day) == 0)
            return;
    }
    *(struct ak_date *)ak_vec_push(days) = day;
}

static int compare_days(const void *a, const void *b)
{
    return ak_date_compare(*(const struct ak_date *)a, *(const struct ak_date *)b);
}

size_t ak_fleet_turning_days(const struct ak_fleet *fleet, struct ak_date after,
                             struct ak_date *out, size_t limit)
{
    struct ak_vec days = ak_vec_init(sizeof(struct ak_date));
    size_t count;

    for (size_t i = 0; i < fleet->deadline_count; i++) {
        add_day(&days, fleet->deadlines[i].retirement.end_of_support, after);
        add_day(&days, fleet->deadlines[i].retirement.images_removed, after);
    }
    if (days.len > 0)
        qsort(days.items, days.len, sizeof(struct ak_date), compare_days);
    count = days.len < limit ? days.len : limit;
    for (size_t i = 0; i < count; i++)
        out[i] = *(const struct ak_date *)ak_vec_at(&days, i);
    ak_vec_release(&days);
    return count;
}
