/* fleet_search.c: what filters look at, and finding by resource id. */
#include "config.h"

#include "fleet_int.h"

#include <stdint.h>
#include <string.h>

#include "akscope/base/text.h"

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

size_t ak_fleet_pool_texts(const struct ak_fleet_pool *pool, const char *texts[AK_FLEET_TEXTS])
{
    const struct ak_pool *raw = pool->pool;
    const char *all[] = {raw->name,
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

    _Static_assert(sizeof all / sizeof all[0] <= AK_FLEET_TEXTS, "texts of a pool");
    memcpy(texts, all, sizeof all);
    return sizeof all / sizeof all[0];
}

size_t ak_fleet_cluster_texts(const struct ak_fleet_cluster *cluster,
                              const char *texts[AK_FLEET_TEXTS])
{
    const struct ak_cluster *raw = cluster->cluster;
    const char *all[] = {raw->name,
                         raw->resource_group,
                         raw->location,
                         raw->kubernetes_version,
                         raw->provisioning_state,
                         raw->power_state,
                         cluster->subscription_name,
                         cluster->worst->what};

    _Static_assert(sizeof all / sizeof all[0] <= AK_FLEET_TEXTS, "texts of a cluster");
    memcpy(texts, all, sizeof all);
    return sizeof all / sizeof all[0];
}

/* ---- finding by id ---- */

/* FNV-1a over the first `len` bytes; ids compare without case. */
static uint64_t hash_id(const char *id, size_t len)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)lower(id[i])) * 1099511628211u;
    return hash;
}

void ak__fleet_make_index(struct ak_fleet *fleet)
{
    const struct ak_fleet_cluster **table;
    size_t slots = 1;

    while (slots < fleet->cluster_count * 2 + 1)
        slots *= 2;
    table = ak_arena_alloc(fleet->arena, slots, sizeof(void *));
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const char *id = fleet->clusters[i].cluster->id;
        size_t at = hash_id(id, strlen(id)) & (slots - 1);

        while (table[at] != NULL)
            at = (at + 1) & (slots - 1);
        table[at] = &fleet->clusters[i];
    }
    fleet->clusters_by_id = table;
    fleet->id_slots = slots;
}

/* The cluster whose id is the first `len` bytes. */
static const struct ak_fleet_cluster *find_cluster(const struct ak_fleet *fleet, const char *id,
                                                   size_t len)
{
    size_t at = hash_id(id, len) & (fleet->id_slots - 1);

    for (; fleet->clusters_by_id[at] != NULL; at = (at + 1) & (fleet->id_slots - 1)) {
        const char *candidate = fleet->clusters_by_id[at]->cluster->id;

        if (strlen(candidate) == len && ak_text_has_prefix(id, candidate, true))
            return fleet->clusters_by_id[at];
    }
    return NULL;
}

const struct ak_fleet_cluster *ak_fleet_find_cluster(const struct ak_fleet *fleet, const char *id)
{
    return find_cluster(fleet, id, strlen(id));
}

/* The length of the id of what a resource is part of: without its last "/type/name". */
static size_t parent_len(const char *id)
{
    size_t len = strlen(id);

    for (int slashes = 0; len > 0 && slashes < 2;)
        slashes += id[--len] == '/';
    return len;
}

const struct ak_fleet_pool *ak_fleet_find_pool(const struct ak_fleet *fleet, const char *id)
{
    const struct ak_fleet_cluster *cluster = find_cluster(fleet, id, parent_len(id));

    for (size_t i = 0; cluster != NULL && i < cluster->pool_count; i++) {
        if (ak_text_caseeq(cluster->pools[i].pool->id, id))
            return &cluster->pools[i];
    }
    return NULL;
}
