#include "config.h"

#include "cluster_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "json_int.h"

cJSON *ak_sim_cluster_bodies(const struct ak_sim_cluster *cluster)
{
    cJSON *bodies = cJSON_CreateObject();
    cJSON_AddItemToObject(bodies, "", ak_sim_json_copy(cluster->body));
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const struct ak_sim_pool *pool = cluster->pools[i];
        cJSON_AddItemToObject(bodies, pool->name, ak_sim_json_copy(pool->body));
    }
    return bodies;
}

void ak_sim_cluster_set_state(struct ak_sim_cluster *cluster, const char *state)
{
    ak_sim_json_set_text(ak_sim_json_get(cluster->body, "properties"), "provisioningState", state);
    for (size_t i = 0; i < cluster->pool_count; i++) {
        ak_sim_json_set_text(ak_sim_json_get(cluster->pools[i]->body, "properties"),
                             "provisioningState", state);
    }
    ak_sim_cluster_touch(cluster);
}

/* Clients send the whole cluster back with one thing changed: what is known is merged, what only
 * the provider sets is passed over. */
static void merge_properties(cJSON *target, const cJSON *asked, const cJSON *read_only)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, asked)
    {
        cJSON *old = ak_sim_json_get(target, member->string);
        bool is_empty =
            cJSON_IsNull(member) || (cJSON_IsString(member) && *member->valuestring == '\0');
        if (is_empty || ak_sim_json_lists(read_only, member->string)) {
            continue;
        }
        if (cJSON_IsObject(member) && cJSON_IsObject(old)) {
            ak_sim_json_merge(old, member);
        } else {
            ak_sim_json_set(target, member->string, ak_sim_json_copy(member));
        }
    }
}

static void merge_request(struct ak_sim_cluster_change *change, const cJSON *request,
                          const cJSON *facts)
{
    const cJSON *table = ak_sim_json_get(change->sim->book->defaults, "cluster");
    cJSON *body = change->cluster->body;
    cJSON *properties = ak_sim_json_get(body, "properties");
    const cJSON *tags = ak_sim_json_get(request, "tags");
    const cJSON *name = NULL;
    merge_properties(properties, ak_sim_json_get(request, "properties"),
                     ak_sim_json_get(table, "readOnly"));
    cJSON_ArrayForEach(name, ak_sim_json_get(table, "merged"))
    {
        cJSON *old = ak_sim_json_get(body, name->valuestring);
        const cJSON *asked = ak_sim_json_get(request, name->valuestring);
        if (cJSON_IsObject(old)) {
            ak_sim_json_merge(old, asked);
        } else if (asked != NULL && !cJSON_IsNull(asked)) {
            ak_sim_json_set(body, name->valuestring, ak_sim_json_copy(asked));
        }
    }
    if (cJSON_IsObject(tags)) {
        ak_sim_json_set(body, "tags", ak_sim_json_copy(tags));
    } else {
        cJSON_DeleteItemFromObjectCaseSensitive(body, "tags");
    }
    ak_sim_json_set_text(properties, "currentKubernetesVersion",
                         ak_sim_json_text(facts, "version.wanted"));
}

/* Plans the pools that the request lists. False: one of them is refused. */
static bool plan_pools(struct ak_sim_cluster_change *change, const cJSON *profiles,
                       struct ak_sim_refusal *refusal)
{
    const cJSON *profile = NULL;
    change->pools = ak_alloc((size_t)cJSON_GetArraySize(profiles), sizeof *change->pools);
    cJSON_ArrayForEach(profile, profiles)
    {
        const char *name = ak_sim_json_text(profile, "name");
        struct ak_sim_pool_change *pool = &change->pools[change->pool_count++];
        *pool = (struct ak_sim_pool_change){.sim = change->sim,
                                            .subscription = change->subscription,
                                            .cluster = change->cluster,
                                            .pool = ak_sim_find_pool(change->cluster, name),
                                            .name = name,
                                            .action = change->is_new ? "create" : "update",
                                            .features = change->features};
        ak_sim_pool_change_plan(pool, profile);
        if (!ak_sim_pool_change_judge(pool, refusal)) {
            return false;
        }
    }
    return true;
}

static void classify(struct ak_sim_cluster_change *change, const cJSON *facts)
{
    bool upgrades = cJSON_IsTrue(ak_sim_json_get(facts, "version.isChanged"));
    bool scales = false;
    change->nodes = 0;
    for (size_t i = 0; i < change->pool_count; i++) {
        const struct ak_sim_pool_change *pool = &change->pools[i];
        bool is_upgrade = pool->kind == AK_SIM_OPERATION_POOL_UPGRADE;
        upgrades = upgrades || is_upgrade;
        scales = scales || pool->kind == AK_SIM_OPERATION_POOL_SCALE;
        change->nodes += is_upgrade || change->is_new ? pool->nodes : 0;
    }
    change->kind = change->is_new ? AK_SIM_OPERATION_CLUSTER_CREATE
                   : upgrades     ? AK_SIM_OPERATION_CLUSTER_UPGRADE
                   : scales       ? AK_SIM_OPERATION_CLUSTER_SCALE
                                  : AK_SIM_OPERATION_CLUSTER_UPDATE;
}

static void put_back(struct ak_sim_cluster_change *change)
{
    cJSON_Delete(change->cluster->body);
    change->cluster->body = ak_sim_json_copy(ak_sim_json_get(change->before, ""));
}

bool ak_sim_cluster_change_plan(struct ak_sim_cluster_change *change, const cJSON *request,
                                struct ak_sim_refusal *refusal)
{
    const cJSON *profiles =
        ak_sim_json_get(ak_sim_json_get(request, "properties"), "agentPoolProfiles");
    change->before = ak_sim_cluster_bodies(change->cluster);
    cJSON *facts = ak_sim_cluster_facts(change, request);
    bool is_good = ak_sim_rules_judge(change->sim->book->cluster_rules, facts, refusal);
    if (is_good) {
        merge_request(change, request, facts);
        is_good = plan_pools(change, profiles, refusal);
        classify(change, facts);
    }
    if (!is_good) {
        put_back(change);
    }
    cJSON_Delete(facts);
    return is_good;
}

void ak_sim_cluster_change_apply(struct ak_sim_cluster_change *change)
{
    for (size_t i = 0; i < change->pool_count; i++) {
        struct ak_sim_pool *pool = ak_sim_pool_change_apply(&change->pools[i]);
        ak_sim_renew_etag(change->sim, ak_sim_json_get(pool->body, "properties"));
    }
    ak_sim_cluster_set_state(change->cluster, ak_sim_operation_row(change->kind)->state);
}

void ak_sim_cluster_change_release(struct ak_sim_cluster_change *change)
{
    for (size_t i = 0; i < change->pool_count; i++) {
        ak_sim_pool_change_release(&change->pools[i]);
    }
    free(change->pools);
    cJSON_Delete(change->before);
    change->pools = NULL;
    change->pool_count = 0;
    change->before = NULL;
}
