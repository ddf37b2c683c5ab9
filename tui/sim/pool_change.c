#include "config.h"

#include "pool_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "json_int.h"

static bool is_changed(const cJSON *old, const cJSON *wanted, const char *name)
{
    const cJSON *before = ak_sim_json_get(old, name);
    const cJSON *after = ak_sim_json_get(wanted, name);
    return before != after && !cJSON_Compare(before, after, true);
}

/* Another number of machines of the same pool; one that was migrated is another pool. */
static bool is_scaled(const cJSON *old, const cJSON *wanted)
{
    const cJSON *before = ak_sim_pool_machines(old);
    const cJSON *after = ak_sim_pool_machines(wanted);
    return before == NULL && after == NULL ? is_changed(old, wanted, "count")
                                           : before != NULL && !cJSON_Compare(before, after, true);
}

/* Another Kubernetes version, OS SKU or FIPS need other machines. */
static bool is_reimaged(const cJSON *old, const struct ak_sim_pool_change *change)
{
    bool is_asked = cJSON_IsTrue(ak_sim_json_get(change->facts, "os.isAsked"));
    return cJSON_IsTrue(ak_sim_json_get(change->facts, "version.isNew")) ||
           (is_asked && is_changed(old, change->wanted, "nodeImageVersion"));
}

/* Recorded: 200 with Stopping, Starting, Upgrading (another version, OS SKU or FIPS), Scaling, and
 * Updating for the rest. */
void ak_sim_pool_change_classify(struct ak_sim_pool_change *change)
{
    const cJSON *old =
        change->pool == NULL ? NULL : ak_sim_json_get(change->pool->body, "properties");
    change->nodes = ak_sim_json_int(change->wanted, "count", 0);
    if (old == NULL) {
        change->kind = AK_SIM_OPERATION_POOL_CREATE;
    } else if (strcmp(change->action, "update") != 0) {
        change->kind = strcmp(change->action, "image") == 0    ? AK_SIM_OPERATION_POOL_IMAGE
                       : strcmp(change->action, "delete") == 0 ? AK_SIM_OPERATION_POOL_DELETE
                                                               : AK_SIM_OPERATION_POOL_MACHINES;
    } else if (ak_sim_is_stopped(change->wanted) != ak_sim_is_stopped(old)) {
        change->kind = ak_sim_is_stopped(change->wanted) ? AK_SIM_OPERATION_POOL_STOP
                                                         : AK_SIM_OPERATION_POOL_START;
    } else if (is_reimaged(old, change)) {
        change->kind = AK_SIM_OPERATION_POOL_UPGRADE;
    } else if (is_scaled(old, change->wanted)) {
        change->kind = AK_SIM_OPERATION_POOL_SCALE;
    } else {
        change->kind = AK_SIM_OPERATION_POOL_UPDATE;
    }
}

/* An empty resource of a new pool. */
static cJSON *body_new(const struct ak_sim_pool_change *change)
{
    cJSON *body = cJSON_CreateObject();
    char *id = ak_asprintf("%s/agentPools/%s", ak_sim_json_text(change->cluster->body, "id"),
                           change->name);
    cJSON_AddStringToObject(body, "id", id);
    cJSON_AddStringToObject(body, "name", change->name);
    cJSON_AddStringToObject(body, "type", "Microsoft.ContainerService/managedClusters/agentPools");
    free(id);
    return body;
}

struct ak_sim_pool *ak_sim_pool_change_apply(struct ak_sim_pool_change *change)
{
    const struct ak_sim_pool *old = change->pool;
    cJSON *body = old != NULL ? ak_sim_json_copy(old->body) : body_new(change);
    int count_before =
        old != NULL ? ak_sim_json_int(ak_sim_json_get(old->body, "properties"), "count", 0) : 0;
    bool stops = change->kind == AK_SIM_OPERATION_POOL_STOP;
    if (stops && ak_sim_json_get(change->wanted, "count") != NULL) {
        change->nodes = count_before;
        ak_sim_json_set_int(change->wanted, "count", 0);
    }
    ak_sim_json_set(body, "properties", change->wanted);
    change->wanted = NULL;
    struct ak_sim_pool *pool = ak_sim_cluster_put_pool(change->cluster, change->name, body);
    if (stops) { /* the pool remembers how many to bring back */
        pool->count_running = count_before;
    }
    return pool;
}
