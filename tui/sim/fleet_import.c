#include "config.h"

#include "akscope/sim/world.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

#include "cassette_int.h"
#include "file_int.h"
#include "json_int.h"
#include "shape_int.h"

static const char file_suffix[] = ".json";

/* A cluster's body makes the cluster known; what belongs to it is dealt with in the second pass, so
 * that an answer about a pool may stand before the first one about its cluster. */
static void make_known(struct ak_sim_subscription *subscription, const cJSON *body,
                       const struct ak_sim_resource *resource)
{
    if (resource->kind == AK_SIM_RESOURCE_CLUSTER &&
        ak_sim_find_cluster(subscription, resource->group, resource->cluster) == NULL) {
        ak_sim_subscription_add_cluster(subscription, resource->group, resource->cluster,
                                        ak_sim_json_copy(body));
    }
}

/* The resource form of a pool that a cluster's body lists in the flat form. */
static cJSON *pool_from_profile(const struct ak_sim_cluster *cluster, const cJSON *profile)
{
    const char *name = ak_sim_json_text(profile, "name");
    cJSON *body = cJSON_CreateObject();
    char *id = ak_asprintf("%s/agentPools/%s", ak_sim_json_text(cluster->body, "id"), name);
    cJSON_AddStringToObject(body, "id", id);
    cJSON_AddStringToObject(body, "name", name);
    cJSON_AddStringToObject(body, "type", "Microsoft.ContainerService/managedClusters/agentPools");
    cJSON *properties = ak_sim_json_copy(profile);
    cJSON_DeleteItemFromObjectCaseSensitive(properties, "name");
    cJSON_AddItemToObject(body, "properties", properties);
    free(id);
    return body;
}

/* A pool that is seen stopped remembers how many machines it had when it ran. */
static void put_pool(struct ak_sim_cluster *cluster, const char *name, cJSON *body)
{
    const struct ak_sim_pool *old = ak_sim_find_pool(cluster, name);
    int before =
        old == NULL ? 0 : ak_sim_json_int(ak_sim_json_get(old->body, "properties"), "count", 0);
    struct ak_sim_pool *pool = ak_sim_cluster_put_pool(cluster, name, body);
    if (before > 0) {
        pool->count_running = before;
    }
}

static void take_cluster(struct ak_sim_cluster *cluster, const cJSON *body)
{
    cJSON_Delete(cluster->body);
    cluster->body = ak_sim_json_copy(body);
    const cJSON *profiles =
        ak_sim_json_get(ak_sim_json_get(cluster->body, "properties"), "agentPoolProfiles");
    const cJSON *profile = NULL;
    cJSON_ArrayForEach(profile, profiles)
    {
        const char *name = ak_sim_json_text(profile, "name");
        if (*name != '\0') {
            put_pool(cluster, name, pool_from_profile(cluster, profile));
        }
    }
}

static void take_pool_upgrades(struct ak_sim_world *world, const struct ak_sim_cluster *cluster,
                               const char *pool, const cJSON *body)
{
    char *key = ak_asprintf("%s/agentpools/%s", ak_sim_json_text(cluster->body, "id"), pool);
    for (char *letter = key; *letter != '\0'; letter++) {
        if (*letter >= 'A' && *letter <= 'Z') {
            *letter = (char)(*letter - 'A' + 'a');
        }
    }
    if (world->pool_upgrade_profiles == NULL) {
        world->pool_upgrade_profiles = cJSON_CreateObject();
    }
    ak_sim_json_set(world->pool_upgrade_profiles, key, ak_sim_json_copy(body));
    free(key);
}

static void take_resource(struct ak_sim_world *world, struct ak_sim_subscription *subscription,
                          const cJSON *body, const struct ak_sim_resource *resource)
{
    struct ak_sim_cluster *cluster =
        ak_sim_find_cluster(subscription, resource->group, resource->cluster);
    if (cluster == NULL) {
        return; /* no answer showed the cluster itself */
    }
    switch (resource->kind) {
    case AK_SIM_RESOURCE_CLUSTER:
        take_cluster(cluster, body);
        break;
    case AK_SIM_RESOURCE_POOL:
        put_pool(cluster, resource->pool, ak_sim_json_copy(body));
        break;
    case AK_SIM_RESOURCE_CLUSTER_UPGRADES:
        cJSON_Delete(cluster->upgrade_profile);
        cluster->upgrade_profile = ak_sim_json_copy(body);
        break;
    case AK_SIM_RESOURCE_POOL_UPGRADES:
        take_pool_upgrades(world, cluster, resource->pool, body);
        break;
    case AK_SIM_RESOURCE_OTHER:
        break;
    }
}

/* Two passes over the bodies of one recording; `world` NULL: the first. */
static void visit_bodies(struct ak_sim_world *world, struct ak_sim_subscription *subscription,
                         const cJSON *bodies)
{
    const cJSON *body = NULL;
    cJSON_ArrayForEach(body, bodies)
    {
        struct ak_sim_resource resource;
        ak_sim_resource_init(&resource, body);
        if (world == NULL) {
            make_known(subscription, body, &resource);
        } else {
            take_resource(world, subscription, body, &resource);
        }
        ak_sim_resource_release(&resource);
    }
}

static int import_file(struct ak_sim_world *world, const char *folder, const char *name,
                       struct ak_err *err)
{
    char *path = ak_asprintf("%s/%s", folder, name);
    char *text = NULL;
    size_t len = 0;
    cJSON *bodies = NULL;
    int failed = ak_sim_file_read(path, &text, &len, err);
    if (failed != 0) {
        goto done;
    }
    bodies = ak_sim_cassette_bodies(text, len);
    if (bodies == NULL) {
        failed = ak_err_set(err, AK_ERR_MALFORMED, "%s: not a recording: %s", path,
                            "JSON with an array `interactions` was expected");
        goto done;
    }
    char *title = ak_strndup(name, strlen(name) - strlen(file_suffix));
    char id[AK_SIM_GUID_SIZE];
    struct ak_sim_subscription *subscription =
        ak_sim_find_subscription(world, ak_sim_stable_guid(title, "subscription", id));
    if (subscription == NULL) {
        subscription = ak_sim_world_add_subscription(world, id, title);
    }
    free(title);
    ak_sim_cassette_move(bodies, subscription->id);
    visit_bodies(NULL, subscription, bodies);
    visit_bodies(world, subscription, bodies);
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        ak_sim_cluster_refresh(subscription->clusters[i]);
    }
done:
    cJSON_Delete(bodies);
    free(text);
    free(path);
    return failed;
}

static int is_cassette(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > strlen(file_suffix) &&
           strcmp(entry->d_name + len - strlen(file_suffix), file_suffix) == 0;
}

/* By bytes: the order must not depend on the person's language. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int ak_sim_fleet_import(struct ak_sim_world *world, const char *folder, struct ak_err *err)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_cassette, compare_names);
    if (count < 0) {
        return ak_err_set(err, AK_ERR_FILE, "%s: %s", folder, strerror(errno));
    }
    int failed = 0;
    if (count == 0) {
        failed = ak_err_set(err, AK_ERR_FILE, "%s: no recordings (*%s) there", folder, file_suffix);
    }
    for (int i = 0; i < count; i++) {
        if (failed == 0) {
            failed = import_file(world, folder, entries[i]->d_name, err);
        }
        free(entries[i]);
    }
    free(entries);
    return failed;
}
