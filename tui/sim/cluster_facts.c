/* What the rules ask about a cluster's wanted state, as one flat object. */
#include "config.h"

#include "cluster_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "json_int.h"

enum { POOLS_BEHIND_MAX = 3 };

static cJSON *offered_now(const struct ak_sim *sim)
{
    return ak_sim_versions_offered(ak_date_from_time(ak_sim_now(sim)));
}

char *ak_sim_cluster_version(const struct ak_sim *sim, const char *asked, const char *current)
{
    struct ak_sim_version wanted = ak_sim_version_parse(asked);
    if (wanted.patch >= 0 || wanted.minor < 0) {
        return ak_strdup(asked);
    }
    if (ak_sim_version_parse(current).minor == wanted.minor) {
        return ak_strdup(current);
    }
    cJSON *offered = offered_now(sim);
    const char *best = asked;
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        const cJSON *patches = ak_sim_json_get(minor, "patches");
        int count = cJSON_GetArraySize(patches);
        if (count > 0 && ak_text_caseeq(ak_sim_json_text(minor, "version"), asked)) {
            best = cJSON_GetArrayItem(patches, count - 1)->valuestring;
        }
    }
    char *version = ak_strdup(best);
    cJSON_Delete(offered);
    return version;
}

static void add_offer(cJSON *facts, const cJSON *offered, const char *version)
{
    int wanted = ak_sim_version_parse(version).minor;
    bool is_offered = false;
    bool is_official = false;
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, offered)
    {
        if (ak_sim_version_parse(ak_sim_json_text(minor, "version")).minor == wanted) {
            is_official = cJSON_IsTrue(ak_sim_json_get(minor, "official"));
            const cJSON *patch = NULL;
            cJSON_ArrayForEach(patch, ak_sim_json_get(minor, "patches"))
            {
                is_offered = is_offered || strcmp(patch->valuestring, version) == 0;
            }
        }
    }
    ak_sim_facts_bool(facts, "version.isOffered", is_offered);
    ak_sim_facts_bool(facts, "version.isLtsOnly", is_offered && !is_official);
}

static void add_version(const struct ak_sim_cluster_change *change, cJSON *facts,
                        const cJSON *request)
{
    const cJSON *old = ak_sim_json_get(change->cluster->body, "properties");
    const char *current = ak_sim_json_text(old, "currentKubernetesVersion");
    const char *asked =
        ak_sim_json_text(ak_sim_json_get(request, "properties"), "kubernetesVersion");
    current = *current != '\0' ? current : ak_sim_json_text(old, "kubernetesVersion");
    if (*asked == '\0') {
        asked = current;
    }
    char *version = ak_sim_cluster_version(change->sim, asked, change->is_new ? "" : current);
    bool is_changed = change->is_new || strcmp(version, current) != 0;
    cJSON *offered = offered_now(change->sim);
    ak_sim_json_set_text(facts, "version.asked", asked);
    ak_sim_json_set_text(facts, "version.wanted", version);
    ak_sim_facts_bool(facts, "version.isChanged", is_changed);
    add_offer(facts, offered, version);
    if (!change->is_new) {
        ak_sim_facts_upgrade(facts, offered, version, current);
    }
    cJSON_Delete(offered);
    free(version);
}

static const cJSON *profile_find(const cJSON *profiles, const char *name)
{
    const cJSON *profile = NULL;
    cJSON_ArrayForEach(profile, profiles)
    {
        if (ak_text_caseeq(ak_sim_json_text(profile, "name"), name)) {
            return profile;
        }
    }
    return NULL;
}

static void add_profiles(const struct ak_sim_cluster_change *change, cJSON *facts,
                         const cJSON *profiles)
{
    int system = 0;
    const cJSON *profile = NULL;
    cJSON_ArrayForEach(profile, profiles)
    {
        const char *name = ak_sim_json_text(profile, "name");
        const char *mode = ak_sim_json_text(profile, "mode");
        system += ak_text_caseeq(mode, "System") || ak_text_caseeq(mode, "ManagedSystem");
        if (!change->is_new && ak_sim_find_pool(change->cluster, name) == NULL) {
            ak_sim_facts_append(facts, "pools.added", name);
        }
    }
    for (size_t i = 0; i < change->cluster->pool_count && cJSON_IsArray(profiles); i++) {
        if (profile_find(profiles, change->cluster->pools[i]->name) == NULL) {
            ak_sim_facts_append(facts, "pools.removed", change->cluster->pools[i]->name);
        }
    }
    ak_sim_json_set_int(facts, "pools.count", cJSON_GetArraySize(profiles));
    ak_sim_json_set_int(facts, "pools.system", system);
}

/* The version that the pool is asked to have; its own when it isn't asked. */
static const char *pool_version(const struct ak_sim_pool *pool, const cJSON *profiles)
{
    const cJSON *properties = ak_sim_json_get(pool->body, "properties");
    const char *own = ak_sim_json_text(properties, "currentOrchestratorVersion");
    const char *asked = ak_sim_json_text(profile_find(profiles, pool->name), "orchestratorVersion");
    own = *own != '\0' ? own : ak_sim_json_text(properties, "orchestratorVersion");
    return *asked != '\0' ? asked : own;
}

/* How far the pools would lag behind, and which Spot pools would go along. */
static void add_lag(const struct ak_sim_cluster_change *change, cJSON *facts, const cJSON *profiles)
{
    int wanted = ak_sim_version_parse(ak_sim_json_text(facts, "version.wanted")).minor;
    int most = 0;
    for (size_t i = 0; i < change->cluster->pool_count; i++) {
        const struct ak_sim_pool *pool = change->cluster->pools[i];
        const cJSON *properties = ak_sim_json_get(pool->body, "properties");
        const char *version = pool_version(pool, profiles);
        int behind = wanted - ak_sim_version_parse(version).minor;
        const char *own = ak_sim_json_text(properties, "orchestratorVersion");
        if (behind > most) {
            most = behind;
            ak_sim_json_set_text(facts, "pools.oldest", version);
        }
        if (ak_text_caseeq(ak_sim_json_text(properties, "scaleSetPriority"), "Spot") &&
            strcmp(version, own) != 0 && profile_find(profiles, pool->name) != NULL) {
            ak_sim_facts_append(facts, "pools.spotUpgrading", pool->name);
        }
    }
    ak_sim_json_set_int(facts, "pools.behind", most);
    ak_sim_json_set_int(facts, "pools.behindMax", POOLS_BEHIND_MAX);
}

static void add_changed(const struct ak_sim_cluster_change *change, cJSON *facts,
                        const cJSON *properties)
{
    const cJSON *old = ak_sim_json_get(change->cluster->body, "properties");
    const cJSON *of_cluster = ak_sim_json_get(change->sim->book->defaults, "cluster");
    const cJSON *name = NULL;
    cJSON_ArrayForEach(name, ak_sim_json_get(of_cluster, "immutable"))
    {
        const cJSON *before = ak_sim_json_get(old, name->valuestring);
        const cJSON *after = ak_sim_json_get(properties, name->valuestring);
        if (before != NULL && after != NULL && !cJSON_IsNull(after) &&
            !cJSON_Compare(before, after, false)) {
            char *full = ak_asprintf("properties.%s", name->valuestring);
            ak_sim_json_set_text(facts, "changed", full);
            free(full);
        }
    }
}

/* What the request says, or else the cluster. */
static const char *wanted_text(const cJSON *wanted, const cJSON *old, const char *name)
{
    const char *text = ak_sim_json_text(wanted, name);
    return *text != '\0' ? text : ak_sim_json_text(old, name);
}

static void add_gateway(const struct ak_sim_cluster_change *change, cJSON *facts,
                        const cJSON *properties)
{
    const cJSON *old = ak_sim_json_get(change->cluster->body, "properties");
    const char *installation = wanted_text(
        ak_sim_json_get(ak_sim_json_get(properties, "ingressProfile"), "gatewayAPI"),
        ak_sim_json_get(ak_sim_json_get(old, "ingressProfile"), "gatewayAPI"), "installation");
    const char *mesh = wanted_text(ak_sim_json_get(properties, "serviceMeshProfile"),
                                   ak_sim_json_get(old, "serviceMeshProfile"), "mode");
    ak_sim_json_set_text(facts, "gatewayAPI.installation", installation);
    ak_sim_json_set_text(facts, "serviceMesh.mode", mesh);
}

static void add_plan(const struct ak_sim_cluster_change *change, cJSON *facts, const cJSON *request)
{
    const cJSON *body = change->cluster->body;
    const char *tier =
        wanted_text(ak_sim_json_get(request, "sku"), ak_sim_json_get(body, "sku"), "tier");
    const char *plan = wanted_text(ak_sim_json_get(request, "properties"),
                                   ak_sim_json_get(body, "properties"), "supportPlan");
    add_gateway(change, facts, ak_sim_json_get(request, "properties"));
    ak_sim_json_set_text(facts, "cluster.tier", tier);
    ak_sim_json_set_text(facts, "cluster.supportPlan", plan);
    ak_sim_facts_bool(facts, "cluster.hasLts",
                      ak_text_caseeq(tier, "Premium") &&
                          ak_text_caseeq(plan, "AKSLongTermSupport"));
}

cJSON *ak_sim_cluster_facts(const struct ak_sim_cluster_change *change, const cJSON *request)
{
    const cJSON *properties = ak_sim_json_get(request, "properties");
    const cJSON *profiles = ak_sim_json_get(properties, "agentPoolProfiles");
    const char *password =
        ak_sim_json_text(ak_sim_json_get(properties, "windowsProfile"), "adminPassword");
    cJSON *facts = cJSON_CreateObject();
    ak_sim_json_set_text(facts, "cluster.name", change->cluster->name);
    ak_sim_json_set_text(facts, "action", change->is_new ? "create" : "update");
    if (change->is_new) {
        ak_sim_facts_bool(facts, "isNew", true);
    } else {
        add_changed(change, facts, properties);
    }
    if (*password != '\0') {
        ak_sim_json_set_text(facts, "windowsProfile.adminPassword", password);
    }
    add_version(change, facts, request);
    add_profiles(change, facts, profiles);
    add_lag(change, facts, profiles);
    add_plan(change, facts, request);
    return facts;
}
