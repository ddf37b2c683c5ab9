/* merge.c: lists in which one item is replaced. Arrays are copied, what they point to is lent by
 * the payloads that the new one keeps. */
#include "config.h"

#include "merge_int.h"

#include <string.h>

#include "akscope/base/text.h"

const char *ak__merge_id(const struct ak_payload *item)
{
    if (item->topic == AK_TOPIC_CLUSTERS && item->as.clusters.count == 1)
        return item->as.clusters.items[0].id;
    if (item->topic == AK_TOPIC_POOLS && item->as.pools.count == 1)
        return item->as.pools.items[0].id;
    return NULL;
}

/* True when `id` is `whole` or a part of it ("<cluster>/agentPools/a" is one of "<cluster>"). */
static bool is_within(const char *id, const char *whole)
{
    size_t len = strlen(whole);

    return ak_text_has_prefix(id, whole, true) && (id[len] == '\0' || id[len] == '/');
}

/* ---- keeping ---- */

/* The list as it was read, and the items put into it since. */
static struct ak_payload *base_of(struct ak_payload *list)
{
    return list->keep_count > 0 ? list->keeps[0] : list;
}

/* Keeps the list, earlier items that the new one does not replace, and the new one. */
static void keep(struct ak_payload *merged, struct ak_payload *list, struct ak_payload *item)
{
    struct ak_payload **keeps =
        ak_arena_alloc(merged->arena, list->keep_count + 2, sizeof(struct ak_payload *));
    size_t count = 0;

    keeps[count++] = ak_payload_ref(base_of(list));
    for (size_t i = 1; i < list->keep_count; i++) {
        if (!is_within(ak__merge_id(list->keeps[i]), ak__merge_id(item)))
            keeps[count++] = ak_payload_ref(list->keeps[i]);
    }
    keeps[count++] = ak_payload_ref(item);
    merged->keeps = keeps;
    merged->keep_count = count;
}

/* ---- replacing ---- */

static void *copy_array(struct ak_arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = ak_arena_alloc(arena, count, size);

    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

static bool replace_pool(struct ak_pool *pools, size_t count, const struct ak_pool *fresh)
{
    for (size_t i = 0; i < count; i++) {
        if (ak_text_caseeq(pools[i].id, fresh->id)) {
            pools[i] = *fresh;
            return true;
        }
    }
    return false;
}

/* The cluster that has the id, or that the pool of that id is a part of. */
static struct ak_cluster *find_cluster(struct ak_cluster *clusters, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (is_within(id, clusters[i].id))
            return &clusters[i];
    }
    return NULL;
}

static bool replace_in_clusters(struct ak_arena *arena, struct ak_cluster *clusters, size_t count,
                                const struct ak_payload *item)
{
    struct ak_cluster *cluster = find_cluster(clusters, count, ak__merge_id(item));
    struct ak_pool *pools;

    if (cluster == NULL)
        return false;
    if (item->topic == AK_TOPIC_CLUSTERS) {
        *cluster = item->as.clusters.items[0];
        return true;
    }
    pools = copy_array(arena, cluster->pools, cluster->pool_count, sizeof *pools);
    cluster->pools = pools;
    return replace_pool(pools, cluster->pool_count, item->as.pools.items);
}

/* Puts every kept item into a copy of the list as it was read; false when the last one, which is
 * the new one, has no place there. */
static bool fill_pools(struct ak_payload *merged)
{
    const struct ak_pools *base = &merged->keeps[0]->as.pools;
    struct ak_pool *pools = copy_array(merged->arena, base->items, base->count, sizeof *pools);
    bool is_there = false;

    for (size_t i = 1; i < merged->keep_count; i++)
        is_there = replace_pool(pools, base->count, merged->keeps[i]->as.pools.items);
    merged->as.pools = (struct ak_pools){.items = pools, .count = base->count};
    return is_there;
}

static bool fill_clusters(struct ak_payload *merged)
{
    const struct ak_clusters *base = &merged->keeps[0]->as.clusters;
    struct ak_cluster *clusters =
        copy_array(merged->arena, base->items, base->count, sizeof *clusters);
    bool is_there = false;

    for (size_t i = 1; i < merged->keep_count; i++)
        is_there = replace_in_clusters(merged->arena, clusters, base->count, merged->keeps[i]);
    merged->as.clusters = (struct ak_clusters){.items = clusters, .count = base->count};
    return is_there;
}

struct ak_payload *ak__merge(struct ak_payload *list, struct ak_payload *item)
{
    struct ak_payload *merged = ak_payload_new(list->topic, 0);

    keep(merged, list, item);
    if (list->topic == AK_TOPIC_POOLS ? fill_pools(merged) : fill_clusters(merged))
        return merged;
    ak_payload_unref(merged);
    return NULL;
}
