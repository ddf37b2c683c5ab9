/* What clients poll: operations, operationresults, and a cluster's or a pool's own operations. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "operation_int.h"
#include "write_int.h"

/* Polling URLs are opaque, and signed: one that was cut or put together anew isn't ours. */
static bool is_signed(struct ak_sim_call *call, const struct ak_sim_operation *operation,
                      const char *endpoint)
{
    static const char *const names[] = {"t", "c", "s", "h"};
    char *url = ak_sim_operation_url(call->sim, operation, "", endpoint);
    struct ak_sim_target ours;
    ak_sim_target_init(&ours, url);
    const char *wrong = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && wrong == NULL; i++) {
        const char *given = ak_sim_call_query(call, names[i]);
        const char *wanted = ak_sim_target_query(&ours, names[i]);
        if (given == NULL || wanted == NULL || strcmp(given, wanted) != 0) {
            wrong = names[i];
        }
    }
    ak_sim_target_release(&ours);
    free(url);
    if (wrong != NULL) {
        ak_sim_reply_error(call, 403, "InvalidAsyncOperationSignature",
                           "The polling URL is not the one that was given: its parameter '%s' "
                           "differs.",
                           wrong);
    }
    return wrong == NULL;
}

/* The polled operation; NULL after it has answered. */
static struct ak_sim_operation *polled(struct ak_sim_call *call, const char *endpoint)
{
    const char *id = ak_sim_call_parameter(call, "operation");
    struct ak_sim_operation *operation = ak_sim_operations_find(call->sim->operations, id);
    bool is_ours = operation != NULL && operation->scope.cluster != NULL &&
                   ak_text_caseeq(operation->scope.subscription, call->subscription->id);
    if (!is_ours) {
        ak_sim_reply_provider_error(call, 404, "NotFound", NULL, "The entity was not found.");
        return NULL;
    }
    return is_signed(call, operation, endpoint) ? operation : NULL;
}

void ak_sim_get_operation(struct ak_sim_call *call)
{
    const struct ak_sim_operation *operation = polled(call, "operations");
    if (operation != NULL) {
        ak_sim_reply_json(call, 200, ak_sim_operation_json(call->sim, operation));
        if (operation->status == AK_SIM_RUNNING) {
            ak_sim_write_retry_after(call);
        }
    }
}

static void reply_failure(struct ak_sim_call *call, const struct ak_sim_operation *operation)
{
    ak_sim_reply_provider_error(call, 409, ak_sim_json_text(operation->error, "code"), NULL, "%s",
                                ak_sim_json_text(operation->error, "message"));
}

/* Recorded: 204 with an empty body and its own Location again when all is done. */
void ak_sim_get_operation_result(struct ak_sim_call *call)
{
    static const char endpoint[] = "operationresults";
    const struct ak_sim_operation *operation = polled(call, endpoint);
    if (operation == NULL) {
        return;
    }
    if (operation->status == AK_SIM_FAILED || operation->status == AK_SIM_CANCELED) {
        reply_failure(call, operation);
        return;
    }
    if (operation->status == AK_SIM_RUNNING) {
        cJSON *json = ak_sim_operation_json(call->sim, operation);
        ak_sim_json_set_text(json, "status", "InProgress");
        cJSON_DeleteItemFromObjectCaseSensitive(json, "error");
        ak_sim_reply_json(call, 202, json);
        ak_sim_write_retry_after(call);
    } else {
        call->status = 204;
        ak_sim_reply_header(call, "Content-Type", "application/json");
    }
    char *origin = ak_sim_call_origin(call);
    char *url = ak_sim_operation_url(call->sim, operation, origin, endpoint);
    ak_sim_reply_header(call, "Location", url);
    free(url);
    free(origin);
}

/* "2025-11-04T22:33:33.9958015Z" without its fraction: these answers have whole seconds. */
static void cut_fraction(cJSON *json, const char *name)
{
    const char *time = ak_sim_json_text(json, name);
    if (*time != '\0') {
        char *whole = ak_asprintf("%.*sZ", (int)strcspn(time, "."), time);
        ak_sim_json_set_text(json, name, whole);
        free(whole);
    }
}

static void reply_resource_operation(struct ak_sim_call *call,
                                     const struct ak_sim_operation *operation)
{
    if (operation == NULL) {
        ak_sim_reply_provider_error(call, 404, "NotFound", NULL, "The entity was not found.");
        return;
    }
    cJSON *json = ak_sim_operation_json(call->sim, operation);
    cJSON *answer = cJSON_CreateObject();
    const cJSON *owner = call->pool != NULL ? call->pool->body : call->cluster->body;
    char *id = ak_asprintf("%s/operations/%s", ak_sim_json_text(owner, "id"), operation->id);
    (void)cJSON_AddStringToObject(answer, "id", id);
    cut_fraction(json, "startTime");
    cut_fraction(json, "endTime");
    ak_sim_json_merge(answer, json);
    cJSON_Delete(json);
    free(id);
    ak_sim_reply_json(call, 200, answer);
}

static struct ak_sim_operation *operation_of(const struct ak_sim_call *call, const char *id)
{
    struct ak_sim_scope scope =
        ak_sim_write_scope(call, call->pool != NULL ? call->pool->name : NULL);
    if (ak_text_caseeq(id, "latest")) {
        return ak_sim_operations_latest(call->sim->operations, &scope);
    }
    struct ak_sim_operation *operation = ak_sim_operations_find(call->sim->operations, id);
    bool is_ours = operation != NULL &&
                   ak_text_caseeq(operation->scope.cluster, call->cluster->name) &&
                   ak_text_caseeq(operation->scope.group, call->cluster->resource_group);
    return is_ours ? operation : NULL;
}

/* managedClusters/{cluster}[/agentPools/{pool}]/operations/{operation}, or "latest" for the newest.
 */
void ak_sim_get_resource_operation(struct ak_sim_call *call)
{
    reply_resource_operation(call, operation_of(call, ak_sim_call_parameter(call, "operation")));
}
