/* fleet_search.c: what filters look at, and finding by resource id. */
#include "config.h"

#include "fleet_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"

enum { SEARCH_SIZE = 1024, SEPARATOR = '\x1f' };

/* Appends a text in lower case with a separator no one types, so that no match runs over two. */
static void add(char *out, size_t *used, const char *text)
{
    if (text == NULL)
        return;
    for (; *text != '\0' && *used + 2 < SEARCH_SIZE; text++) {
        char letter = *text;

        out[(*used)++] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    }
    out[(*used)++] = SEPARATOR;
}

const char *ak__fleet_pool_search(struct ak_arena *arena, const struct ak_fleet_pool *pool)
{
    const struct ak_pool *raw = pool->pool;
    const char *texts[] = {raw->name,
                           pool->cluster->cluster->name,
                           pool->cluster->cluster->location,
                           raw->mode,
                           raw->vm_size,
                           ak_tee_name(pool->cvm.tee),
                           pool->cvm.status != AK_CVM_NO ? ak_cvm_status_name(pool->cvm.status)
                                                         : NULL,
                           pool->os.release != NULL ? pool->os.release->name : raw->os_sku,
                           raw->node_image_version,
                           raw->kubernetes_version,
                           raw->provisioning_state,
                           raw->power_state};
    char out[SEARCH_SIZE];
    size_t used = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add(out, &used, texts[i]);
    return ak_arena_strndup(arena, out, used);
}

const char *ak__fleet_cluster_search(struct ak_arena *arena, const struct ak_fleet_cluster *cluster)
{
    const struct ak_cluster *raw = cluster->cluster;
    const char *texts[] = {raw->name,
                           raw->resource_group,
                           raw->location,
                           raw->kubernetes_version,
                           raw->provisioning_state,
                           raw->power_state,
                           cluster->subscription_name,
                           cluster->worst->what};
    char out[SEARCH_SIZE];
    size_t used = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        add(out, &used, texts[i]);
    return ak_arena_strndup(arena, out, used);
}

static int compare_clusters(const void *a, const void *b)
{
    const struct ak_fleet_cluster *const *left = a;
    const struct ak_fleet_cluster *const *right = b;

    return ak_text_casecmp((*left)->cluster->id, (*right)->cluster->id);
}

static int compare_pools(const void *a, const void *b)
{
    const struct ak_fleet_pool *const *left = a;
    const struct ak_fleet_pool *const *right = b;

    return ak_text_casecmp((*left)->pool->id, (*right)->pool->id);
}

void ak__fleet_make_indices(struct ak_fleet *fleet)
{
    const struct ak_fleet_cluster **clusters =
        ak_arena_alloc(fleet->arena, fleet->cluster_count, sizeof(void *));
    const struct ak_fleet_pool **pools =
        ak_arena_alloc(fleet->arena, fleet->pool_count, sizeof(void *));

    for (size_t i = 0; i < fleet->cluster_count; i++)
        clusters[i] = &fleet->clusters[i];
    for (size_t i = 0; i < fleet->pool_count; i++)
        pools[i] = &fleet->pools[i];
    qsort(clusters, fleet->cluster_count, sizeof(void *), compare_clusters);
    qsort(pools, fleet->pool_count, sizeof(void *), compare_pools);
    fleet->clusters_by_id = clusters;
    fleet->pools_by_id = pools;
}

const struct ak_fleet_cluster *ak_fleet_find_cluster(const struct ak_fleet *fleet, const char *id)
{
    size_t low = 0;
    size_t high = fleet->cluster_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = ak_text_casecmp(fleet->clusters_by_id[middle]->cluster->id, id);

        if (order == 0)
            return fleet->clusters_by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct ak_fleet_pool *ak_fleet_find_pool(const struct ak_fleet *fleet, const char *id)
{
    size_t low = 0;
    size_t high = fleet->pool_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = ak_text_casecmp(fleet->pools_by_id[middle]->pool->id, id);

        if (order == 0)
            return fleet->pools_by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
