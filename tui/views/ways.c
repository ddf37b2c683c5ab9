/* ways.c: the way out of the pool in view. */
#include "config.h"

#include "ways_int.h"

#include <stdio.h>

#include "akscope/base/text.h"

void ak__ways_release(struct ak__ways *ways)
{
    ak_arena_free(ways->arena);
    *ways = (struct ak__ways){.arena = NULL};
}

void ak__ways_find(struct ak__ways *ways, const struct ak_view_input *input, const char *pool_id)
{
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, pool_id);
    struct ak_pool_surroundings around;

    ak__ways_release(ways);
    if (pool == NULL)
        return;
    ways->arena = ak_arena_new(0);
    ways->pool = pool;
    around = ak_pool_surroundings_find(input->snap, input->facts, pool->cluster->cluster,
                                       pool->pool, input->fleet->today);
    ways->out = ak_way_out_find(&around, AK_WAY_TO_SUPPORTED, ways->arena);
}

void ak__ways_demand(const char *pool_id, const struct ak_view_input *input,
                     struct ak_demands *demands)
{
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, pool_id);
    const struct ak_cluster *cluster;
    char key[AK_DEMAND_KEY_SIZE];

    if (pool_id[0] != '\0')
        ak_demands_add(demands, AK_TOPIC_POOL_UPGRADES, pool_id, 0);
    if (pool == NULL)
        return;
    cluster = pool->cluster->cluster;
    ak_demands_add(demands, AK_TOPIC_CLUSTER_UPGRADES, cluster->id, 0);
    if (cluster->subscription_id != NULL && cluster->location != NULL)
        ak_demands_add(demands, AK_TOPIC_VERSIONS,
                       ak_region_key(cluster->subscription_id, cluster->location, key, sizeof key),
                       0);
}

const char *ak__way_open_words(const struct ak_way *way, struct ak_date today,
                               char out[AK__WAY_WORDS_SIZE])
{
    int32_t left = ak_date_to_days(way->open_until) - ak_date_to_days(today);
    char date[AK_DATE_TEXT_SIZE];
    char days[32];

    if (!ak_date_is_set(way->open_until))
        ak_text_copy(out, AK__WAY_WORDS_SIZE, "no announced end closes it");
    else
        snprintf(out, AK__WAY_WORDS_SIZE, "%s %s, %s%s%s",
                 left < 0 ? "was open until" : "open until", ak_date_words(way->open_until, date),
                 ak_days_words(left, days, sizeof days), way->closes != NULL ? ": then " : "",
                 way->closes != NULL ? way->closes : "");
    return out;
}
