/* Changes of node pools: PUT, DELETE and the actions. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "pool_change_int.h"
#include "write_int.h"

static struct ak_sim_pool_change change_of(const struct ak_sim_call *call, const char *action)
{
    const struct ak_sim_pool *pool =
        ak_sim_find_pool(call->cluster, ak_sim_call_parameter(call, "pool"));
    return (struct ak_sim_pool_change){
        .sim = call->sim,
        .subscription = call->subscription,
        .cluster = call->cluster,
        .pool = pool,
        .name = pool != NULL ? pool->name : ak_sim_call_parameter(call, "pool"),
        .action = action,
        .features = ak_sim_call_header(call, "AKSHTTPCustomFeatures"),
    };
}

static const char *etag_of(const struct ak_sim_pool *pool)
{
    return pool == NULL ? NULL
                        : ak_sim_json_text(ak_sim_json_get(pool->body, "properties"), "eTag");
}

/* Remembers the pool as it is, for whoever aborts. */
static cJSON *before_of(const struct ak_sim_pool *pool)
{
    cJSON *before = cJSON_CreateObject();
    if (pool != NULL) {
        ak_sim_json_set(before, pool->name, ak_sim_json_copy(pool->body));
    }
    return before;
}

/* Sets what an accepted change shows at once: the state, another etag, the cluster's list. */
static void show_change(struct ak_sim_call *call, struct ak_sim_pool *pool,
                        enum ak_sim_operation_kind kind)
{
    cJSON *properties = ak_sim_json_get(pool->body, "properties");
    ak_sim_json_set_text(properties, "provisioningState", ak_sim_operation_row(kind)->state);
    ak_sim_renew_etag(call->sim, properties);
    ak_sim_cluster_touch(call->cluster);
}

/* New machines need their image; a retired one is found missing only when they are made. */
static void fail_without_image(struct ak_sim_call *call, struct ak_sim_operation *operation,
                               const struct ak_sim_pool *pool)
{
    const char *image =
        ak_sim_json_text(ak_sim_json_get(pool->body, "properties"), "nodeImageVersion");
    const char *removed = NULL;
    bool makes_machines = operation->kind == AK_SIM_OPERATION_POOL_SCALE ||
                          operation->kind == AK_SIM_OPERATION_POOL_START;
    if (!makes_machines || *image == '\0' || ak_sim_image_is_there(call->sim, image, &removed)) {
        return;
    }
    char *message = ak_asprintf("The gallery image %s is not available in %s region: it was "
                                "removed on %s. Please contact image owner to replicate to this "
                                "region, or change your requested region.",
                                image, operation->scope.location, removed);
    cJSON_Delete(operation->error);
    operation->error = ak_sim_operation_error("GalleryImageNotFound", message);
    operation->outcome = AK_SIM_FAILED;
    free(message);
}

static void accept_put(struct ak_sim_call *call, struct ak_sim_pool_change *change)
{
    bool is_new = change->pool == NULL;
    enum ak_sim_operation_kind kind = change->kind;
    cJSON *before = before_of(change->pool);
    struct ak_sim_pool *pool = ak_sim_pool_change_apply(change);
    struct ak_sim_operation *operation = ak_sim_write_start(call, kind, pool->name, change->nodes);
    operation->before = before;
    fail_without_image(call, operation, pool);
    show_change(call, pool, kind);
    ak_sim_write_accept(call, operation, is_new ? AK_SIM_ACCEPTED_CREATED : AK_SIM_ACCEPTED_UPDATED,
                        pool->body);
}

void ak_sim_put_pool(struct ak_sim_call *call)
{
    cJSON *body = NULL;
    struct ak_sim_pool_change change = change_of(call, "create");
    change.action = change.pool == NULL ? "create" : "update";
    if (!ak_sim_write_body(call, "pool", &body)) {
        return;
    }
    struct ak_sim_refusal refusal = {0};
    if (ak_sim_write_matches(call, etag_of(change.pool)) &&
        ak_sim_write_is_free(call, change.name)) {
        cJSON *none = cJSON_CreateObject();
        const cJSON *properties = ak_sim_json_get(body, "properties");
        ak_sim_pool_change_plan(&change, cJSON_IsObject(properties) ? properties : none);
        if (ak_sim_pool_change_judge(&change, &refusal)) {
            accept_put(call, &change);
        } else {
            ak_sim_write_refuse(call, &refusal);
        }
        cJSON_Delete(none);
    }
    ak_sim_pool_change_release(&change);
    cJSON_Delete(body);
}

/* Judges an action on a pool that exists, and starts it; `body` says whether the pool is shown. */
static void start_action(struct ak_sim_call *call, struct ak_sim_pool_change *change,
                         bool shows_body)
{
    struct ak_sim_pool *pool = ak_sim_find_pool(call->cluster, change->name);
    struct ak_sim_refusal refusal = {0};
    if (!ak_sim_pool_change_judge(change, &refusal)) {
        ak_sim_write_refuse(call, &refusal);
        return;
    }
    cJSON *before = before_of(pool);
    struct ak_sim_operation *operation =
        ak_sim_write_start(call, change->kind, pool->name, change->nodes);
    operation->before = before;
    show_change(call, pool, change->kind);
    ak_sim_write_accept(call, operation, AK_SIM_ACCEPTED_ACTION, shows_body ? pool->body : NULL);
}

void ak_sim_delete_pool(struct ak_sim_call *call)
{
    struct ak_sim_pool_change change = change_of(call, "delete");
    if (change.pool == NULL) {
        call->status = 204;
        return;
    }
    if (ak_sim_write_matches(call, etag_of(change.pool)) &&
        ak_sim_write_is_free(call, change.name)) {
        ak_sim_pool_change_plan(&change, NULL);
        start_action(call, &change, false);
    }
    ak_sim_pool_change_release(&change);
}

void ak_sim_upgrade_pool_image(struct ak_sim_call *call)
{
    struct ak_sim_pool_change change = change_of(call, "image");
    if (ak_sim_write_is_free(call, change.name)) {
        ak_sim_pool_change_plan(&change, NULL);
        start_action(call, &change, true);
    }
    ak_sim_pool_change_release(&change);
}

void ak_sim_delete_machines(struct ak_sim_call *call)
{
    cJSON *body = NULL;
    struct ak_sim_pool_change change = change_of(call, "machines");
    if (!ak_sim_write_body(call, "deletion", &body)) {
        return;
    }
    if (ak_sim_write_is_free(call, change.name)) {
        int asked = cJSON_GetArraySize(ak_sim_json_get(body, "machineNames"));
        ak_sim_pool_change_plan(&change, NULL);
        int left = ak_sim_json_int(change.facts, "count", 0) - asked;
        ak_sim_json_set_int(change.facts, "machines.asked", asked);
        ak_sim_json_set_int(change.facts, "machines.left", left);
        start_action(call, &change, false);
        if (call->status == 202) {
            cJSON *properties = ak_sim_json_get(call->pool->body, "properties");
            ak_sim_json_set_int(properties, "count", left);
            ak_sim_cluster_touch(call->cluster);
        }
    }
    ak_sim_pool_change_release(&change);
    cJSON_Delete(body);
}

/* Aborts what runs on the scope, or the change that a fleet's resource stands in the middle of. */
static void abort_scope(struct ak_sim_call *call, enum ak_sim_operation_kind kind, const char *pool,
                        const cJSON *body)
{
    struct ak_sim_scope scope = ak_sim_write_scope(call, pool);
    struct ak_sim_operation *running = ak_sim_operations_running(call->sim->operations, &scope);
    if (running == NULL && ak_sim_write_is_terminal(body)) {
        ak_sim_reply_provider_error(call, 409, "OperationNotAllowed", NULL,
                                    "Abort is not allowed: there is no in progress operation on "
                                    "the %s '%s'.",
                                    pool != NULL ? "node pool" : "managed cluster",
                                    pool != NULL ? pool : call->cluster->name);
        return;
    }
    struct ak_sim_operation *operation = ak_sim_write_start(call, kind, pool, 0);
    (void)ak_text_copy(operation->aborts, sizeof operation->aborts,
                       running != NULL ? running->id : operation->id);
    ak_sim_write_accept(call, operation, AK_SIM_ACCEPTED_ACTION, body);
}

void ak_sim_abort_pool(struct ak_sim_call *call)
{
    abort_scope(call, AK_SIM_OPERATION_POOL_ABORT, call->pool->name, call->pool->body);
}

void ak_sim_abort_cluster(struct ak_sim_call *call)
{
    abort_scope(call, AK_SIM_OPERATION_CLUSTER_ABORT, NULL, call->cluster->body);
}
