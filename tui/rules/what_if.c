/* what_if.c: what has come to pass by the end of a day, if nothing is done. */
#include "config.h"

#include "akscope/rules/what_if.h"

#include <inttypes.h>
#include <stdlib.h>

#include "akscope/base/vec.h"

/* What deadlines have come to by the day. A fleet has a few different ones for all its pools, which
 * share them: each is looked at once, or again where two have the same place. */
enum { PLACES = 64 };

struct reached {
    struct ak_date day;
    struct {
        const struct ak_retirement *end;
        bool is_ended, is_removed;
    } places[PLACES];
};

static size_t look(struct reached *reached, const struct ak_retirement *end)
{
    size_t at = ((uintptr_t)end / sizeof *end) % PLACES;

    if (reached->places[at].end != end) {
        reached->places[at].end = end;
        reached->places[at].is_ended = ak_date_is_reached(end->end_of_support, reached->day);
        reached->places[at].is_removed = ak_date_is_reached(end->images_removed, reached->day);
    }
    return at;
}

static bool has_ended(struct reached *reached, const struct ak_retirement *end)
{
    return reached->places[look(reached, end)].is_ended;
}

static bool cannot_scale(struct reached *reached, const struct ak_fleet_pool *pool)
{
    bool is_long_gone = pool->os.release != NULL && pool->os.release->is_retired_without_date;

    return is_long_gone || reached->places[look(reached, pool->os_end)].is_removed;
}

/* A group while it is gathered. */
struct gathering {
    const struct ak_fleet_pool **pools;
    struct ak_what_if_group *group;
};

static struct gathering gather(struct ak_what_if_group *group, const struct ak_fleet *fleet,
                               struct ak_arena *arena)
{
    struct gathering gathering = {
        .pools = ak_arena_alloc(arena, fleet->pool_count, sizeof(void *)),
        .group = group,
    };

    group->pools = gathering.pools;
    return gathering;
}

/* Pools come cluster by cluster. */
static void add(const struct gathering *gathering, const struct ak_fleet_pool *pool)
{
    struct ak_what_if_group *group = gathering->group;
    size_t at = group->pool_count++;

    gathering->pools[at] = pool;
    group->node_count += pool->pool->count.value;
    group->cluster_count += at == 0 || gathering->pools[at - 1]->cluster != pool->cluster;
}

static void gather_pools(const struct ak_fleet *fleet, struct reached *reached,
                         struct ak_what_if *what_if, struct ak_arena *arena)
{
    struct gathering stuck = gather(&what_if->cannot_scale, fleet, arena);
    struct gathering os = gather(&what_if->os_ended, fleet, arena);
    struct gathering kubernetes = gather(&what_if->kubernetes_ended, fleet, arena);
    struct gathering all = gather(&what_if->unsupported, fleet, arena);

    for (size_t i = 0; i < fleet->pool_count; i++) {
        const struct ak_fleet_pool *pool = &fleet->pools[i];
        bool is_stuck = cannot_scale(reached, pool);
        bool is_os_ended = is_stuck || has_ended(reached, pool->os_end);
        bool is_kubernetes_ended = has_ended(reached, pool->kubernetes_end);

        if (is_stuck)
            add(&stuck, pool);
        if (is_os_ended)
            add(&os, pool);
        if (is_kubernetes_ended)
            add(&kubernetes, pool);
        if (is_os_ended || is_kubernetes_ended)
            add(&all, pool);
    }
}

static bool has_other_ended(const struct ak_fleet_cluster *cluster, struct reached *reached)
{
    for (size_t i = 0; i < cluster->other_end_count; i++) {
        if (has_ended(reached, cluster->other_ends[i]))
            return true;
    }
    return false;
}

/* ---- days that are asked for ---- */

int ak_what_if_read_day(const char *text, struct ak_date today, struct ak_date *out,
                        struct ak_err *err)
{
    struct ak_date day;
    char date[AK_DATE_TEXT_SIZE], now[AK_DATE_TEXT_SIZE];

    if (!ak_date_parse(text, &day))
        return ak_err_set(err, AK_ERR_USAGE,
                          "\"%.64s\" is no day; write it as 2027-03-17, or 2027-03 for the last of "
                          "a month",
                          text);
    if (ak_date_is_set(today) && ak_date_compare(day, today) < 0)
        return ak_err_set(err, AK_ERR_USAGE,
                          "%s has passed (today is %s): what comes to pass is told from today on",
                          ak_date_iso(day, date), ak_date_iso(today, now));
    *out = day;
    return 0;
}

/* ---- words ---- */

static const char *count_words(struct ak_arena *arena, size_t pools, int64_t nodes,
                               const char *what)
{
    return ak_arena_printf(arena, "%zu %s, %" PRId64 " %s %s", pools, pools == 1 ? "pool" : "pools",
                           nodes, nodes == 1 ? "node" : "nodes", what);
}

static const char *words_of(const struct ak_what_if *what_if, struct ak_arena *arena)
{
    const struct ak_what_if_group *scale = &what_if->cannot_scale;
    const struct ak_what_if_group *all = &what_if->unsupported;
    const char *words = "all pools are supported";

    if (all->pool_count > 0)
        words = count_words(arena, all->pool_count, all->node_count, "are out of support");
    if (scale->pool_count > 0) {
        const char *stuck =
            count_words(arena, scale->pool_count, scale->node_count, "cannot scale");

        words = all->pool_count > scale->pool_count ? ak_arena_printf(arena, "%s; %s", stuck, words)
                                                    : stuck;
    }
    return words;
}

struct ak_what_if ak_fleet_what_if(const struct ak_fleet *fleet, struct ak_date day,
                                   struct ak_arena *arena)
{
    struct reached reached = {.day = day};
    struct ak_what_if what_if = {.day = day};
    char date[AK_DATE_TEXT_SIZE];

    gather_pools(fleet, &reached, &what_if, arena);
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        what_if.clusters_ended += has_ended(&reached, cluster->kubernetes_end);
        what_if.clusters_retired += has_other_ended(cluster, &reached);
    }
    what_if.words = words_of(&what_if, arena);
    what_if.sentence = ak_arena_printf(arena, "on %s: %s", ak_date_iso(day, date), what_if.words);
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
