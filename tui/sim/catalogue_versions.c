#include "config.h"

#include "akscope/sim/world.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"

#include "catalogue_int.h"
#include "data_int.h"
#include "json_int.h"

enum {
    LTS_PATCHES = 2,        /* of a minor under long-term support only the newest are offered */
    LTS_LEAP = 3,           /* and it may leap that many minors */
    DEFAULT_BEHIND = 1,     /* the default minor is the one before the newest */
    POOL_MINORS_BEHIND = 3, /* a pool may lag that far behind its control plane */
};

struct ak_sim_version ak_sim_version_parse(const char *text)
{
    struct ak_sim_version version = {.major = 0, .minor = -1, .patch = -1};
    int *const parts[] = {&version.major, &version.minor, &version.patch};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char *end = NULL;
        *parts[i] = (int)strtol(text, &end, 10);
        if (*end != '.') {
            break;
        }
        text = end + 1;
    }
    return version;
}

int ak_sim_version_compare(struct ak_sim_version a, struct ak_sim_version b)
{
    const int differences[] = {a.major - b.major, a.minor - b.minor, a.patch - b.patch};
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++) {
        if (differences[i] != 0) {
            return differences[i];
        }
    }
    return 0;
}

/* The day that a calendar's entry stands for; unset when there is none. */
static struct ak_date calendar_day(const char *text)
{
    struct ak_date day = {0};
    if (*text != '\0' && !ak_date_parse(text, &day)) {
        AK_BUG("the embedded calendar has no date %s", text);
    }
    return day;
}

/* A month's last day is when its release is surely there, and when its support surely ends. */
static bool is_over(const char *text, struct ak_date today)
{
    struct ak_date day = calendar_day(text);
    return !ak_date_is_set(day) || ak_date_compare(day, today) < 0;
}

/* The month has begun: a release "in November" counts all November long. */
static bool has_begun(const char *text, struct ak_date today)
{
    struct ak_date day = calendar_day(text);
    if (!ak_date_is_set(day)) {
        return false;
    }
    day.day = 1;
    return ak_date_compare(day, today) <= 0;
}

static cJSON *patches_offered(const cJSON *row, struct ak_date today, bool is_official)
{
    cJSON *patches = cJSON_CreateArray();
    const cJSON *patch = NULL;
    cJSON_ArrayForEach(patch, ak_sim_json_get(row, "patches"))
    {
        if (has_begun(cJSON_GetArrayItem(patch, 1)->valuestring, today)) {
            cJSON_AddItemToArray(patches,
                                 cJSON_CreateString(cJSON_GetArrayItem(patch, 0)->valuestring));
        }
    }
    while (!is_official && cJSON_GetArraySize(patches) > LTS_PATCHES) {
        cJSON_DeleteItemFromArray(patches, 0);
    }
    return patches;
}

cJSON *ak_sim_versions_offered(struct ak_date today)
{
    cJSON *calendar = ak_sim_data_list(AK_SIM_DATA_VERSIONS, "versions");
    cJSON *offered = cJSON_CreateArray();
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, calendar)
    {
        bool is_official = !is_over(ak_sim_json_text(row, "endOfLife"), today);
        bool has_lts = !is_over(ak_sim_json_text(row, "ltsEndOfLife"), today);
        bool is_preview = !has_begun(ak_sim_json_text(row, "ga"), today);
        if (!has_begun(ak_sim_json_text(row, "preview"), today) || (!is_official && !has_lts)) {
            continue;
        }
        cJSON *minor = cJSON_CreateObject();
        cJSON_AddStringToObject(minor, "version", ak_sim_json_text(row, "version"));
        cJSON_AddBoolToObject(minor, "official", is_official);
        cJSON_AddBoolToObject(minor, "lts", has_lts && !is_preview);
        cJSON_AddBoolToObject(minor, "isPreview", is_preview);
        cJSON_AddItemToObject(minor, "patches", patches_offered(row, today, is_official));
        cJSON_AddItemToArray(offered, minor);
    }
    cJSON_Delete(calendar);
    return offered;
}

/* How far upwards a version may go: one minor, more for one that has long-term support only, and to
 * the oldest still offered for one that is offered no more. */
static int highest_minor(const cJSON *offered, struct ak_sim_version current)
{
    int oldest = current.minor;
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        int number = ak_sim_version_parse(ak_sim_json_text(minor, "version")).minor;
        if (number == current.minor) {
            bool is_official = cJSON_IsTrue(ak_sim_json_get(minor, "official"));
            return number + (is_official ? 1 : LTS_LEAP);
        }
        oldest = number; /* newest come first */
    }
    return oldest > current.minor + 1 ? oldest : current.minor + 1;
}

cJSON *ak_sim_versions_upgrades(const cJSON *offered, const char *current)
{
    struct ak_sim_version from = ak_sim_version_parse(current);
    int highest = highest_minor(offered, from);
    cJSON *upgrades = cJSON_CreateArray();
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        const cJSON *patches = ak_sim_json_get(minor, "patches");
        for (int i = cJSON_GetArraySize(patches) - 1; i >= 0; i--) {
            const char *text = cJSON_GetArrayItem(patches, i)->valuestring;
            struct ak_sim_version to = ak_sim_version_parse(text);
            if (to.minor <= highest && ak_sim_version_compare(to, from) > 0) {
                cJSON_AddItemToArray(upgrades, cJSON_CreateString(text));
            }
        }
    }
    return upgrades;
}

static cJSON *support_plans(const cJSON *minor)
{
    static const struct {
        const char *flag;
        const char *plan;
    } plans[] = {{"official", "KubernetesOfficial"}, {"lts", "AKSLongTermSupport"}};
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        if (cJSON_IsTrue(ak_sim_json_get(minor, plans[i].flag))) {
            cJSON_AddItemToArray(list, cJSON_CreateString(plans[i].plan));
        }
    }
    return list;
}

static cJSON *minor_new(const cJSON *offered, const cJSON *minor, bool is_default)
{
    cJSON *value = cJSON_CreateObject();
    cJSON_AddStringToObject(value, "version", ak_sim_json_text(minor, "version"));
    cJSON *capabilities = cJSON_AddObjectToObject(value, "capabilities");
    cJSON_AddItemToObject(capabilities, "supportPlan", support_plans(minor));
    if (is_default) {
        cJSON_AddTrueToObject(value, "isDefault");
    }
    if (cJSON_IsTrue(ak_sim_json_get(minor, "isPreview"))) {
        cJSON_AddTrueToObject(value, "isPreview");
    }
    cJSON *versions = cJSON_AddObjectToObject(value, "patchVersions");
    const cJSON *patch = NULL;
    cJSON_ArrayForEach(patch, ak_sim_json_get(minor, "patches"))
    {
        cJSON *entry = cJSON_AddObjectToObject(versions, patch->valuestring);
        cJSON_AddItemToObject(entry, "upgrades",
                              ak_sim_versions_upgrades(offered, patch->valuestring));
    }
    return value;
}

cJSON *ak_sim_catalogue_versions(const struct ak_sim_world *world, const char *location)
{
    (void)location;
    cJSON *offered = ak_sim_versions_offered(ak_date_from_time(world->now));
    cJSON *body = cJSON_CreateObject();
    cJSON *values = cJSON_AddArrayToObject(body, "values");
    int released = 0;
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        bool is_preview = cJSON_IsTrue(ak_sim_json_get(minor, "isPreview"));
        bool is_default = !is_preview && released == DEFAULT_BEHIND;
        released += !is_preview;
        cJSON_AddItemToArray(values, minor_new(offered, minor, is_default));
    }
    cJSON_Delete(offered);
    return body;
}

/* The versions as {"kubernetesVersion": …, "isPreview"?}; those above `limit` left out (NULL:
 * none). */
static cJSON *upgrade_list(const cJSON *offered, const char *current, const char *limit)
{
    cJSON *versions = ak_sim_versions_upgrades(offered, current);
    cJSON *list = cJSON_CreateArray();
    const cJSON *version = NULL;
    cJSON_ArrayForEach(version, versions)
    {
        struct ak_sim_version parsed = ak_sim_version_parse(version->valuestring);
        if (limit != NULL && ak_sim_version_compare(parsed, ak_sim_version_parse(limit)) > 0) {
            continue;
        }
        cJSON *upgrade = cJSON_CreateObject();
        cJSON_AddStringToObject(upgrade, "kubernetesVersion", version->valuestring);
        const cJSON *minor = NULL;
        cJSON_ArrayForEach(minor, offered)
        {
            bool is_preview = cJSON_IsTrue(ak_sim_json_get(minor, "isPreview"));
            if (is_preview &&
                ak_sim_version_parse(ak_sim_json_text(minor, "version")).minor == parsed.minor) {
                cJSON_AddTrueToObject(upgrade, "isPreview");
            }
        }
        cJSON_AddItemToArray(list, upgrade);
    }
    cJSON_Delete(versions);
    return list;
}

/* A default-named child resource of `parent`, with empty properties. */
static cJSON *profile_new(const cJSON *parent, const char *child, const char *type)
{
    cJSON *body = cJSON_CreateObject();
    char *id = ak_asprintf("%s/%s", ak_sim_json_text(parent, "id"), child);
    cJSON_AddStringToObject(body, "id", id);
    cJSON_AddStringToObject(body, "name", "default");
    cJSON_AddStringToObject(body, "type", type);
    cJSON_AddObjectToObject(body, "properties");
    free(id);
    return body;
}

/* The version that runs; recordings of the oldest clients have only the wanted one. */
static const char *running_version(const cJSON *body, const char *running, const char *wanted)
{
    const cJSON *properties = ak_sim_json_get(body, "properties");
    const char *version = ak_sim_json_text(properties, running);
    return *version == '\0' ? ak_sim_json_text(properties, wanted) : version;
}

static const char *cluster_version(const struct ak_sim_cluster *cluster)
{
    return running_version(cluster->body, "currentKubernetesVersion", "kubernetesVersion");
}

static const char *pool_version(const struct ak_sim_pool *pool)
{
    return running_version(pool->body, "currentOrchestratorVersion", "orchestratorVersion");
}

cJSON *ak_sim_catalogue_cluster_upgrades(const struct ak_sim_world *world,
                                         const struct ak_sim_cluster *cluster)
{
    if (cluster->upgrade_profile != NULL) {
        return ak_sim_json_copy(cluster->upgrade_profile);
    }
    cJSON *offered = ak_sim_versions_offered(ak_date_from_time(world->now));
    cJSON *body = profile_new(cluster->body, "upgradeprofiles/default",
                              "Microsoft.ContainerService/managedClusters/upgradeprofiles");
    cJSON *properties = ak_sim_json_get(body, "properties");
    cJSON *control_plane = cJSON_AddObjectToObject(properties, "controlPlaneProfile");
    const char *version = cluster_version(cluster);
    cJSON_AddStringToObject(control_plane, "kubernetesVersion", version);
    cJSON_AddStringToObject(control_plane, "osType", "Linux");
    cJSON_AddItemToObject(control_plane, "upgrades", upgrade_list(offered, version, NULL));
    cJSON *pools = cJSON_AddArrayToObject(properties, "agentPoolProfiles");
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const struct ak_sim_pool *pool = cluster->pools[i];
        const cJSON *settings = ak_sim_json_get(pool->body, "properties");
        cJSON *profile = cJSON_CreateObject();
        cJSON_AddStringToObject(profile, "name", pool->name);
        cJSON_AddStringToObject(profile, "kubernetesVersion", pool_version(pool));
        cJSON_AddStringToObject(profile, "osType", ak_sim_json_text(settings, "osType"));
        cJSON_AddItemToObject(profile, "upgrades",
                              upgrade_list(offered, pool_version(pool), version));
        cJSON_AddItemToArray(pools, profile);
    }
    cJSON_Delete(offered);
    return body;
}

cJSON *ak_sim_catalogue_pool_upgrades(const struct ak_sim_world *world,
                                      const struct ak_sim_cluster *cluster,
                                      const struct ak_sim_pool *pool)
{
    /* cJSON's own look-up without regard to case, as ids are compared. */
    const cJSON *imported =
        cJSON_GetObjectItem(world->pool_upgrade_profiles, ak_sim_json_text(pool->body, "id"));
    if (imported != NULL) {
        return ak_sim_json_copy(imported);
    }
    cJSON *offered = ak_sim_versions_offered(ak_date_from_time(world->now));
    cJSON *body =
        profile_new(pool->body, "upgradeProfiles/default",
                    "Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles");
    cJSON *properties = ak_sim_json_get(body, "properties");
    const cJSON *settings = ak_sim_json_get(pool->body, "properties");
    const char *image = ak_sim_json_text(settings, "nodeImageVersion");
    cJSON_AddStringToObject(properties, "kubernetesVersion", pool_version(pool));
    cJSON_AddStringToObject(properties, "osType", ak_sim_json_text(settings, "osType"));
    cJSON *upgrades = upgrade_list(offered, pool_version(pool), cluster_version(cluster));
    if (cJSON_GetArraySize(upgrades) > 0) {
        cJSON_AddItemToObject(properties, "upgrades", upgrades);
    } else {
        cJSON_Delete(upgrades); /* recorded answers leave an empty list out */
    }
    if (*image != '\0') {
        char *newest = ak_sim_image_newest(image);
        cJSON_AddStringToObject(properties, "latestNodeImageVersion", newest);
        free(newest);
    }
    cJSON_Delete(offered);
    return body;
}

static void add_pool_version(cJSON *list, const char *version, bool is_default)
{
    cJSON *entry = cJSON_CreateObject();
    if (is_default) {
        cJSON_AddTrueToObject(entry, "default");
    }
    cJSON_AddStringToObject(entry, "kubernetesVersion", version);
    cJSON_AddItemToArray(list, entry);
}

cJSON *ak_sim_catalogue_pool_versions(const struct ak_sim_world *world,
                                      const struct ak_sim_cluster *cluster)
{
    cJSON *offered = ak_sim_versions_offered(ak_date_from_time(world->now));
    cJSON *body =
        profile_new(cluster->body, "availableagentpoolversions",
                    "Microsoft.ContainerService/managedClusters/availableAgentpoolVersions");
    cJSON *list = cJSON_AddArrayToObject(ak_sim_json_get(body, "properties"), "agentPoolVersions");
    const char *own = cluster_version(cluster);
    struct ak_sim_version limit = ak_sim_version_parse(own);
    /* The control plane's own version is always one for its pools, offered elsewhere or not. */
    add_pool_version(list, own, true);
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        const cJSON *patch = NULL;
        cJSON_ArrayForEach(patch, ak_sim_json_get(minor, "patches"))
        {
            struct ak_sim_version version = ak_sim_version_parse(patch->valuestring);
            if (ak_sim_version_compare(version, limit) < 0 &&
                version.minor >= limit.minor - POOL_MINORS_BEHIND) {
                add_pool_version(list, patch->valuestring, false);
            }
        }
    }
    cJSON_Delete(offered);
    return body;
}
