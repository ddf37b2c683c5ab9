#include "config.h"

#include "akscope/sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"

#include "data_int.h"
#include "json_int.h"

/* A stand-in for the tenant that everything lives in; the person's real one plays no part here. */
static const char tenant_id[] = "72f988bf-0c0d-4c0d-9a5e-c0de0c0de001";

/* Room for one more pointer in items[0..count). */
static void *grown(void *items, size_t count, size_t *capacity)
{
    enum { FIRST_CAPACITY = 8 };
    if (count < *capacity) {
        return items;
    }
    *capacity = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    return ak_realloc(items, *capacity, sizeof(void *));
}

static void pool_free(struct ak_sim_pool *pool)
{
    free(pool->name);
    cJSON_Delete(pool->body);
    free(pool);
}

static void cluster_free(struct ak_sim_cluster *cluster)
{
    for (size_t i = 0; i < cluster->pool_count; i++) {
        pool_free(cluster->pools[i]);
    }
    free(cluster->pools);
    free(cluster->name);
    free(cluster->resource_group);
    free(cluster->subscription_id);
    cJSON_Delete(cluster->body);
    cJSON_Delete(cluster->upgrade_profile);
    free(cluster);
}

static void subscription_free(struct ak_sim_subscription *subscription)
{
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        cluster_free(subscription->clusters[i]);
    }
    free(subscription->clusters);
    free(subscription->id);
    free(subscription->display_name);
    free(subscription->state);
    cJSON_Delete(subscription->features);
    cJSON_Delete(subscription->waiting);
    cJSON_Delete(subscription->providers);
    cJSON_Delete(subscription->removed);
    free(subscription);
}

struct ak_sim_world *ak_sim_world_new(int64_t now)
{
    struct ak_sim_world *world = ak_alloc(1, sizeof *world);
    *world = (struct ak_sim_world){
        .tenant_id = ak_strdup(tenant_id),
        .tenant_name = ak_strdup("contoso"),
        .now = now,
        .tables = ak_sim_tables_new(),
    };
    return world;
}

void ak_sim_world_free(struct ak_sim_world *world)
{
    if (world == NULL) {
        return;
    }
    for (size_t i = 0; i < world->subscription_count; i++) {
        subscription_free(world->subscriptions[i]);
    }
    free(world->subscriptions);
    free(world->tenant_id);
    free(world->tenant_name);
    cJSON_Delete(world->pool_upgrade_profiles);
    cJSON_Delete(world->shapes);
    ak_sim_tables_free(world->tables);
    free(world);
}

struct ak_sim_subscription *ak_sim_world_add_subscription(struct ak_sim_world *world,
                                                          const char *id, const char *name)
{
    struct ak_sim_subscription *subscription = ak_alloc(1, sizeof *subscription);
    *subscription = (struct ak_sim_subscription){
        .id = ak_strdup(id),
        .display_name = ak_strdup(name),
        .state = ak_strdup("Enabled"),
        .features = cJSON_CreateObject(),
        .waiting = cJSON_CreateObject(),
        .providers = cJSON_CreateObject(),
        .removed = cJSON_CreateObject(),
    };
    world->subscriptions =
        grown(world->subscriptions, world->subscription_count, &world->subscription_capacity);
    world->subscriptions[world->subscription_count++] = subscription;
    return subscription;
}

struct ak_sim_cluster *ak_sim_subscription_add_cluster(struct ak_sim_subscription *subscription,
                                                       const char *resource_group, const char *name,
                                                       cJSON *body)
{
    if (!cJSON_IsObject(ak_sim_json_get(body, "properties"))) {
        AK_BUG("the body of cluster %s has no properties", name);
    }
    struct ak_sim_cluster *cluster = ak_alloc(1, sizeof *cluster);
    *cluster = (struct ak_sim_cluster){
        .name = ak_strdup(name),
        .resource_group = ak_strdup(resource_group),
        .subscription_id = ak_strdup(subscription->id),
        .body = body,
    };
    subscription->clusters =
        grown(subscription->clusters, subscription->cluster_count, &subscription->cluster_capacity);
    subscription->clusters[subscription->cluster_count++] = cluster;
    return cluster;
}

void ak_sim_subscription_remove_cluster(struct ak_sim_subscription *subscription,
                                        struct ak_sim_cluster *cluster)
{
    size_t i = 0;
    while (i < subscription->cluster_count && subscription->clusters[i] != cluster) {
        i++;
    }
    if (i == subscription->cluster_count) {
        AK_BUG("cluster %s is not of subscription %s", cluster->name, subscription->id);
    }
    char *key = ak_asprintf("%s/%s", cluster->resource_group, cluster->name);
    ak_sim_json_set_text(subscription->removed, key, ak_sim_json_text(cluster->body, "location"));
    free(key);
    cluster_free(cluster);
    subscription->cluster_count--;
    for (; i < subscription->cluster_count; i++) {
        subscription->clusters[i] = subscription->clusters[i + 1];
    }
}

struct ak_sim_pool *ak_sim_cluster_put_pool(struct ak_sim_cluster *cluster, const char *name,
                                            cJSON *body)
{
    struct ak_sim_pool *pool = ak_sim_find_pool(cluster, name);
    if (pool != NULL) {
        cJSON_Delete(pool->body);
        pool->body = body;
        return pool;
    }
    pool = ak_alloc(1, sizeof *pool);
    *pool = (struct ak_sim_pool){.name = ak_strdup(name), .body = body};
    cluster->pools = grown(cluster->pools, cluster->pool_count, &cluster->pool_capacity);
    cluster->pools[cluster->pool_count++] = pool;
    return pool;
}

void ak_sim_cluster_remove_pool(struct ak_sim_cluster *cluster, const char *name)
{
    for (size_t i = 0; i < cluster->pool_count; i++) {
        if (!ak_text_caseeq(cluster->pools[i]->name, name)) {
            continue;
        }
        pool_free(cluster->pools[i]);
        cluster->pool_count--;
        for (size_t j = i; j < cluster->pool_count; j++) {
            cluster->pools[j] = cluster->pools[j + 1];
        }
        return;
    }
}

/* The form in which a cluster lists its pools: the settings themselves, with the name among them.
 */
static cJSON *flat_profile(const struct ak_sim_pool *pool)
{
    const cJSON *properties = ak_sim_json_get(pool->body, "properties");
    cJSON *profile = properties == NULL ? cJSON_CreateObject() : ak_sim_json_copy(properties);
    if (ak_sim_json_get(profile, "name") == NULL) {
        cJSON *name = cJSON_CreateObject();
        cJSON_AddStringToObject(name, "name", pool->name);
        cJSON_InsertItemInArray(profile, 0, cJSON_DetachItemFromObjectCaseSensitive(name, "name"));
        cJSON_Delete(name);
    }
    return profile;
}

void ak_sim_cluster_refresh(struct ak_sim_cluster *cluster)
{
    cJSON *profiles = cJSON_CreateArray();
    for (size_t i = 0; i < cluster->pool_count; i++) {
        cJSON_AddItemToArray(profiles, flat_profile(cluster->pools[i]));
    }
    ak_sim_json_set(ak_sim_json_get(cluster->body, "properties"), "agentPoolProfiles", profiles);
}

void ak_sim_cluster_touch(struct ak_sim_cluster *cluster)
{
    ak_sim_cluster_refresh(cluster);
    cluster->is_changed = true;
}

struct ak_sim_subscription *ak_sim_find_subscription(const struct ak_sim_world *world,
                                                     const char *id)
{
    for (size_t i = 0; i < world->subscription_count; i++) {
        if (ak_text_caseeq(world->subscriptions[i]->id, id)) {
            return world->subscriptions[i];
        }
    }
    return NULL;
}

struct ak_sim_cluster *ak_sim_find_cluster(const struct ak_sim_subscription *subscription,
                                           const char *resource_group, const char *name)
{
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        struct ak_sim_cluster *cluster = subscription->clusters[i];
        if (ak_text_caseeq(cluster->name, name) &&
            (resource_group == NULL || ak_text_caseeq(cluster->resource_group, resource_group))) {
            return cluster;
        }
    }
    return NULL;
}

bool ak_sim_find_group(const struct ak_sim_subscription *subscription, const char *name,
                       struct ak_sim_group *group)
{
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        const struct ak_sim_cluster *cluster = subscription->clusters[i];
        if (ak_text_caseeq(cluster->resource_group, name)) {
            *group = (struct ak_sim_group){.name = cluster->resource_group,
                                           .name_len = strlen(cluster->resource_group),
                                           .location = ak_sim_json_text(cluster->body, "location")};
            return true;
        }
    }
    const cJSON *removed = NULL;
    cJSON_ArrayForEach(removed, subscription->removed)
    {
        size_t len = strcspn(removed->string, "/");
        if (strlen(name) == len && ak_text_has_prefix(removed->string, name, true)) {
            *group = (struct ak_sim_group){
                .name = removed->string, .name_len = len, .location = removed->valuestring};
            return true;
        }
    }
    return false;
}

struct ak_sim_pool *ak_sim_find_pool(const struct ak_sim_cluster *cluster, const char *name)
{
    for (size_t i = 0; i < cluster->pool_count; i++) {
        if (ak_text_caseeq(cluster->pools[i]->name, name)) {
            return cluster->pools[i];
        }
    }
    return NULL;
}

bool ak_sim_is_stopped(const cJSON *properties)
{
    const cJSON *power = ak_sim_json_get(properties, "powerState");
    return ak_text_caseeq(ak_sim_json_text(power, "code"), "Stopped");
}
