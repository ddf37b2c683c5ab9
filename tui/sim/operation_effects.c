/* What the end of an operation does to the world: the final states, what an abort puts back, what a
 * deletion takes away. */
#include "config.h"

#include "operation_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "json_int.h"

static const char *final_state(enum ak_sim_operation_status status)
{
    static const char *const states[] = {[AK_SIM_SUCCEEDED] = "Succeeded",
                                         [AK_SIM_FAILED] = "Failed",
                                         [AK_SIM_CANCELED] = "Canceled"};
    return states[status];
}

static struct ak_sim_subscription *subscription_of(const struct ak_sim *sim,
                                                   const struct ak_sim_operation *operation)
{
    return ak_sim_find_subscription(sim->world, operation->scope.subscription);
}

static struct ak_sim_cluster *cluster_of(const struct ak_sim *sim,
                                         const struct ak_sim_operation *operation)
{
    const struct ak_sim_subscription *subscription = subscription_of(sim, operation);
    return subscription == NULL ? NULL
                                : ak_sim_find_cluster(subscription, operation->scope.group,
                                                      operation->scope.cluster);
}

/* Machines of a VirtualMachines pool are counted by size, once they are there. */
static void count_machines(cJSON *properties)
{
    const cJSON *profile = ak_sim_json_get(properties, "virtualMachinesProfile");
    const cJSON *manual = ak_sim_json_get(ak_sim_json_get(profile, "scale"), "manual");
    if (cJSON_IsArray(manual)) {
        ak_sim_json_set(properties, "virtualMachineNodesStatus", ak_sim_json_copy(manual));
    }
}

static void take_newest_image(cJSON *properties)
{
    char *image = ak_sim_image_newest(ak_sim_json_text(properties, "nodeImageVersion"));
    ak_sim_json_set_text(properties, "nodeImageVersion", image);
    free(image);
}

static void settle_pool(struct ak_sim *sim, struct ak_sim_pool *pool,
                        const struct ak_sim_operation *operation)
{
    cJSON *properties = ak_sim_json_get(pool->body, "properties");
    ak_sim_json_set_text(properties, "provisioningState", final_state(operation->status));
    ak_sim_renew_etag(sim, properties);
    if (operation->status == AK_SIM_SUCCEEDED) {
        count_machines(properties);
    }
    if (operation->status == AK_SIM_SUCCEEDED && operation->kind == AK_SIM_OPERATION_POOL_IMAGE) {
        take_newest_image(properties);
    }
}

/* A canceled change leaves the pool as it was before, but for its state. */
static void restore_pool(struct ak_sim_pool *pool, const struct ak_sim_operation *operation)
{
    const cJSON *before = ak_sim_json_get(operation->before, pool->name);
    if (operation->status == AK_SIM_CANCELED && before != NULL) {
        cJSON_Delete(pool->body);
        pool->body = ak_sim_json_copy(before);
    }
}

static void end_pool(struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    struct ak_sim_cluster *cluster = cluster_of(sim, operation);
    struct ak_sim_pool *pool =
        cluster == NULL ? NULL : ak_sim_find_pool(cluster, operation->scope.pool);
    if (pool == NULL) {
        return; /* gone with its cluster */
    }
    if (operation->kind == AK_SIM_OPERATION_POOL_DELETE && operation->status == AK_SIM_SUCCEEDED) {
        ak_sim_cluster_remove_pool(cluster, operation->scope.pool);
    } else {
        restore_pool(pool, operation);
        settle_pool(sim, pool, operation);
    }
    ak_sim_cluster_touch(cluster);
}

static void restore_cluster(struct ak_sim_cluster *cluster,
                            const struct ak_sim_operation *operation)
{
    const cJSON *before = ak_sim_json_get(operation->before, "");
    if (operation->status == AK_SIM_CANCELED && before != NULL) {
        cJSON_Delete(cluster->body);
        cluster->body = ak_sim_json_copy(before);
    }
}

/* Pools take part in what happens to their cluster, unless they have an operation of their own. */
static bool takes_part(const struct ak_sim *sim, const struct ak_sim_operation *operation,
                       const char *pool)
{
    struct ak_sim_scope scope = operation->scope;
    scope.pool = pool;
    return ak_sim_operations_running(sim->operations, &scope) == NULL;
}

static void end_cluster(struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    struct ak_sim_subscription *subscription = subscription_of(sim, operation);
    struct ak_sim_cluster *cluster = cluster_of(sim, operation);
    if (cluster == NULL) {
        return;
    }
    if (operation->kind == AK_SIM_OPERATION_CLUSTER_DELETE &&
        operation->status == AK_SIM_SUCCEEDED) {
        ak_sim_subscription_remove_cluster(subscription, cluster);
        return;
    }
    restore_cluster(cluster, operation);
    for (size_t i = 0; i < cluster->pool_count; i++) {
        if (takes_part(sim, operation, cluster->pools[i]->name)) {
            restore_pool(cluster->pools[i], operation);
            settle_pool(sim, cluster->pools[i], operation);
        }
    }
    ak_sim_json_set_text(ak_sim_json_get(cluster->body, "properties"), "provisioningState",
                         final_state(operation->status));
    ak_sim_renew_etag(sim, cluster->body);
    ak_sim_cluster_touch(cluster);
}

/* Ends the operation that this one was asked to abort, when it is still running. */
static void end_abort(struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    struct ak_sim_operation *aborted = ak_sim_operations_find(sim->operations, operation->aborts);
    if (operation->status == AK_SIM_SUCCEEDED && aborted != NULL &&
        aborted->status == AK_SIM_RUNNING) {
        ak_sim_operation_end(
            sim, aborted, AK_SIM_CANCELED,
            ak_sim_operation_error("Canceled", "Operation is being canceled by user"));
    }
}

/* The same for a change that only a fleet knows of. */
static void end_abort_of_unknown(struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    struct ak_sim_cluster *cluster = cluster_of(sim, operation);
    bool is_pool = operation->kind == AK_SIM_OPERATION_POOL_ABORT;
    struct ak_sim_pool *pool =
        cluster != NULL && is_pool ? ak_sim_find_pool(cluster, operation->scope.pool) : NULL;
    cJSON *body = pool != NULL ? pool->body : is_pool || cluster == NULL ? NULL : cluster->body;
    if (body != NULL && operation->status == AK_SIM_SUCCEEDED) {
        ak_sim_json_set_text(ak_sim_json_get(body, "properties"), "provisioningState", "Canceled");
        ak_sim_cluster_touch(cluster);
    }
}

static void set_feature(const struct ak_sim *sim, const struct ak_sim_operation *operation,
                        const char *state)
{
    struct ak_sim_subscription *subscription = subscription_of(sim, operation);
    if (subscription != NULL) {
        ak_sim_json_set_text(subscription->features, operation->scope.pool, state);
        subscription->is_changed = true;
        if (strcmp(state, "Registered") == 0) { /* in force once the provider was refreshed */
            ak_sim_json_set(subscription->waiting, operation->scope.pool, cJSON_CreateTrue());
        }
    }
}

static bool is_abort(const struct ak_sim_operation *operation)
{
    return operation->kind == AK_SIM_OPERATION_POOL_ABORT ||
           operation->kind == AK_SIM_OPERATION_CLUSTER_ABORT;
}

static void end_of_subscription(const struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    bool is_good = operation->status == AK_SIM_SUCCEEDED;
    switch (operation->kind) {
    case AK_SIM_OPERATION_FEATURE_REGISTER:
    case AK_SIM_OPERATION_FEATURE_APPROVE:
        set_feature(sim, operation, is_good ? "Registered" : "NotRegistered");
        break;
    case AK_SIM_OPERATION_FEATURE_UNREGISTER:
        set_feature(sim, operation, is_good ? "Unregistered" : "Registered");
        break;
    default:
        AK_BUG("%s has no resource", ak_sim_operation_row(operation->kind)->name);
    }
}

void ak_sim_operation_effect(struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    if (operation->scope.cluster == NULL) {
        end_of_subscription(sim, operation);
    } else if (is_abort(operation) && strcmp(operation->aborts, operation->id) == 0) {
        end_abort_of_unknown(sim, operation);
    } else if (is_abort(operation)) {
        end_abort(sim, operation);
    } else if (operation->scope.pool != NULL) {
        end_pool(sim, operation);
    } else {
        end_cluster(sim, operation);
    }
}
