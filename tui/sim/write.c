#include "config.h"

#include "write_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "json_int.h"
#include "types_int.h"

bool ak_sim_write_body(struct ak_sim_call *call, const char *table, cJSON **body)
{
    cJSON *parsed = ak_sim_json_parse(ak_buf_text(&call->body), call->body.len);
    if (!cJSON_IsObject(parsed)) {
        cJSON_Delete(parsed);
        ak_sim_reply_error(call, 400, "InvalidRequestContent",
                           "The request content was invalid and could not be deserialized: 'a JSON "
                           "object was expected'.");
        return false;
    }
    char *complaint = ak_sim_types_complaint(call->sim->book->types, table, parsed);
    if (complaint != NULL) {
        ak_sim_reply_provider_error(call, 400, "BadRequest", NULL,
                                    "Unmarshal entity encountered error: %s.", complaint);
        free(complaint);
        cJSON_Delete(parsed);
        return false;
    }
    *body = parsed;
    return true;
}

/* "W/\"x\"", "\"x\"" and x are the same tag. */
static bool is_tag(const char *header, const char *etag)
{
    header += ak_text_has_prefix(header, "W/", false) ? 2 : 0;
    size_t len = strlen(header);
    bool is_quoted = len >= 2 && header[0] == '"' && header[len - 1] == '"';
    char *bare = is_quoted ? ak_strndup(header + 1, len - 2) : ak_strdup(header);
    bool is_same = ak_text_caseeq(bare, etag);
    free(bare);
    return is_same;
}

static bool refuse_precondition(struct ak_sim_call *call, const char *message)
{
    ak_sim_reply_provider_error(call, 412, "PreconditionFailed", NULL, "%s", message);
    return false;
}

bool ak_sim_write_matches(struct ak_sim_call *call, const char *etag)
{
    const char *none = ak_sim_call_header(call, "If-None-Match");
    const char *match = ak_sim_call_header(call, "If-Match");
    if (none != NULL && etag != NULL && (strcmp(none, "*") == 0 || is_tag(none, etag))) {
        return refuse_precondition(call, "The resource exists already: the condition of header "
                                         "If-None-Match is not met.");
    }
    if (match == NULL || *match == '\0') {
        return true;
    }
    if (etag == NULL) {
        return refuse_precondition(call, "Resource not found but ETag header is provided. If this "
                                         "is a request to create, please do not provide ETag.");
    }
    if (strcmp(match, "*") != 0 && !is_tag(match, etag)) {
        return refuse_precondition(call, "The ETag of the resource doesn't match the one of header "
                                         "If-Match: it was changed since it was read.");
    }
    return true;
}

struct ak_sim_scope ak_sim_write_scope(const struct ak_sim_call *call, const char *pool)
{
    return (struct ak_sim_scope){
        .subscription = call->subscription->id,
        .group = call->cluster->resource_group,
        .cluster = call->cluster->name,
        .pool = pool,
        .location = ak_sim_json_text(call->cluster->body, "location"),
    };
}

static void refuse_operation(struct ak_sim_call *call, const struct ak_sim_operation *running)
{
    char started[40];
    int64_t seconds = call->sim->world->now + running->started_ms / 1000;
    char *where = running->scope.pool != NULL ? ak_asprintf("node pool %s", running->scope.pool)
                                              : ak_strdup("managed cluster");
    ak_sim_reply_provider_error(
        call, 409, "OperationNotAllowed", NULL,
        "Operation is not allowed because there's an in progress %s operation (operation ID: %s) "
        "on the %s started on UTC %s. Please wait for it to finish before starting a new "
        "operation. You can also use 'az aks %soperation-abort' to abort the ongoing operation. "
        "See https://aka.ms/aks-pending-operation for more details",
        ak_sim_operation_row(running->kind)->words, running->id, where,
        ak_time_iso(seconds, started, sizeof started),
        running->scope.pool != NULL ? "nodepool " : "");
    free(where);
}

bool ak_sim_write_is_terminal(const cJSON *body)
{
    static const char *const states[] = {"", "Succeeded", "Failed", "Canceled"};
    const char *state = ak_sim_json_text(ak_sim_json_get(body, "properties"), "provisioningState");
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (ak_text_caseeq(state, states[i])) {
            return true;
        }
    }
    return false;
}

/* A fleet's resource may stand in the middle of a change that no operation here knows. */
static bool refuse_state(struct ak_sim_call *call, const char *name, const cJSON *body)
{
    ak_sim_reply_provider_error(
        call, 409, "OperationNotAllowed", NULL,
        "Operation is not allowed: Another operation (%s - %s) is in progress, please wait for it "
        "to finish before starting a new operation. See https://aka.ms/aks-pending-operation for "
        "more details",
        name, ak_sim_json_text(ak_sim_json_get(body, "properties"), "provisioningState"));
    return false;
}

static bool pool_is_free(struct ak_sim_call *call, const char *name)
{
    struct ak_sim_scope scope = ak_sim_write_scope(call, name);
    const struct ak_sim_operation *running =
        ak_sim_operations_running(call->sim->operations, &scope);
    const struct ak_sim_pool *pool = ak_sim_find_pool(call->cluster, name);
    if (running != NULL) {
        refuse_operation(call, running);
        return false;
    }
    return pool == NULL || ak_sim_write_is_terminal(pool->body) ||
           refuse_state(call, name, pool->body);
}

bool ak_sim_write_is_free(struct ak_sim_call *call, const char *pool)
{
    struct ak_sim_scope scope = ak_sim_write_scope(call, NULL);
    const struct ak_sim_operation *running =
        ak_sim_operations_running(call->sim->operations, &scope);
    if (running != NULL) {
        refuse_operation(call, running);
        return false;
    }
    if (!ak_sim_write_is_terminal(call->cluster->body)) {
        return refuse_state(call, call->cluster->name, call->cluster->body);
    }
    if (pool != NULL) {
        return pool_is_free(call, pool);
    }
    for (size_t i = 0; i < call->cluster->pool_count; i++) {
        if (!pool_is_free(call, call->cluster->pools[i]->name)) {
            return false;
        }
    }
    return true;
}

struct ak_sim_operation *ak_sim_write_start(struct ak_sim_call *call,
                                            enum ak_sim_operation_kind kind, const char *pool,
                                            int nodes)
{
    struct ak_sim_scope scope = ak_sim_write_scope(call, pool);
    struct ak_sim_operation_fault fault = ak_sim_call_operation_fault(call);
    call->has_changed = true;
    return ak_sim_operation_start(call->sim, kind, &scope, nodes, &fault);
}

void ak_sim_write_retry_after(struct ak_sim_call *call)
{
    if (call->sim->options->retry_after >= 0) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%lld", (long long)call->sim->options->retry_after);
        ak_sim_reply_header(call, "Retry-After", seconds);
    }
}

static void add_url(struct ak_sim_call *call, const struct ak_sim_operation *operation,
                    const char *header, const char *endpoint)
{
    char *origin = ak_sim_call_origin(call);
    char *url = ak_sim_operation_url(call->sim, operation, origin, endpoint);
    ak_sim_reply_header(call, header, url);
    free(url);
    free(origin);
}

void ak_sim_write_accept(struct ak_sim_call *call, const struct ak_sim_operation *operation,
                         enum ak_sim_accepted how, const cJSON *body)
{
    static const int statuses[] = {[AK_SIM_ACCEPTED_CREATED] = 201,
                                   [AK_SIM_ACCEPTED_UPDATED] = 200,
                                   [AK_SIM_ACCEPTED_ACTION] = 202};
    if (body != NULL) {
        ak_sim_reply_copy(call, body);
    }
    call->status = statuses[how];
    add_url(call, operation, "Azure-AsyncOperation", "operations");
    if (how == AK_SIM_ACCEPTED_ACTION) {
        add_url(call, operation, "Location", "operationresults");
    }
    ak_sim_write_retry_after(call);
}

void ak_sim_write_refuse(struct ak_sim_call *call, struct ak_sim_refusal *refusal)
{
    ak_sim_reply_provider_error(call, refusal->status, refusal->code, refusal->target, "%s",
                                refusal->message);
    ak_sim_refusal_release(refusal);
}
