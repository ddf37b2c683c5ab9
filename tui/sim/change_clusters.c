/* Changes of managed clusters: PUT (also a new one), PATCH of the tags, DELETE, stop and start. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "cluster_change_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "shape_int.h"
#include "write_int.h"

/* Regions are given by name or by display name: "West Europe" is "westeurope". */
static const cJSON *region_of(const struct ak_sim *sim, const char *location)
{
    const cJSON *region = NULL;
    cJSON_ArrayForEach(region, sim->book->regions)
    {
        if (ak_text_caseeq(ak_sim_json_text(region, "name"), location) ||
            ak_text_caseeq(ak_sim_json_text(region, "displayName"), location)) {
            return region;
        }
    }
    return NULL;
}

/* ARM's own checks of a location, before the provider hears of anything. */
static bool has_location(struct ak_sim_call *call, const cJSON *body)
{
    const char *location = ak_sim_json_text(body, "location");
    const cJSON *region = region_of(call->sim, location);
    if (*location == '\0') {
        ak_sim_reply_error(call, 400, "LocationRequired",
                           "The location property is required for this definition.");
        return false;
    }
    if (region == NULL) {
        ak_sim_reply_error(call, 400, "LocationNotAvailableForResourceType",
                           "The provided location '%s' is not available for resource type "
                           "'Microsoft.ContainerService/managedClusters'.",
                           location);
        return false;
    }
    const char *own =
        call->cluster == NULL ? "" : ak_sim_json_text(call->cluster->body, "location");
    if (*own != '\0' && !ak_text_caseeq(own, ak_sim_json_text(region, "name"))) {
        ak_sim_reply_error(call, 409, "InvalidResourceLocation",
                           "The resource '%s' already exists in location '%s' in resource group "
                           "'%s'. A resource with the same name cannot be created in location "
                           "'%s'. Please select a new resource name.",
                           call->cluster->name, own, call->cluster->resource_group, location);
        return false;
    }
    return true;
}

static struct ak_sim_cluster_change change_of(struct ak_sim_call *call)
{
    return (struct ak_sim_cluster_change){
        .sim = call->sim,
        .subscription = call->subscription,
        .cluster = call->cluster,
        .features = ak_sim_call_header(call, "AKSHTTPCustomFeatures"),
    };
}

/* Plans, judges and starts; false after it has refused. */
static bool run_change(struct ak_sim_call *call, struct ak_sim_cluster_change *change,
                       const cJSON *request)
{
    struct ak_sim_refusal refusal = {0};
    bool is_good = ak_sim_cluster_change_plan(change, request, &refusal);
    if (is_good) {
        ak_sim_cluster_change_apply(change);
        struct ak_sim_operation *operation =
            ak_sim_write_start(call, change->kind, NULL, change->nodes);
        if (!change->is_new) {
            operation->before = change->before;
            change->before = NULL;
        }
        ak_sim_write_accept(call, operation,
                            change->is_new ? AK_SIM_ACCEPTED_CREATED : AK_SIM_ACCEPTED_UPDATED,
                            call->cluster->body);
    } else {
        ak_sim_write_refuse(call, &refusal);
    }
    ak_sim_cluster_change_release(change);
    return is_good;
}

static void update_cluster(struct ak_sim_call *call, const cJSON *request)
{
    const char *etag = ak_sim_json_text(call->cluster->body, "eTag");
    if (ak_sim_write_matches(call, etag) && ak_sim_write_is_free(call, NULL)) {
        struct ak_sim_cluster_change change = change_of(call);
        (void)run_change(call, &change, request);
    }
}

/* The newest patch of the default minor; the caller frees. */
static char *default_version(const struct ak_sim_world *world)
{
    cJSON *versions = ak_sim_catalogue_versions(world, NULL);
    char *found = ak_strdup("");
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, ak_sim_json_get(versions, "values"))
    {
        const cJSON *patches = ak_sim_json_get(minor, "patchVersions");
        const cJSON *newest = cJSON_GetArrayItem(patches, cJSON_GetArraySize(patches) - 1);
        if (cJSON_IsTrue(ak_sim_json_get(minor, "isDefault")) && newest != NULL) {
            free(found);
            found = ak_strdup(newest->string);
        }
    }
    cJSON_Delete(versions);
    return found;
}

/* The template's cluster under the wanted name and version, without pools. */
static cJSON *new_body(const struct ak_sim_call *call, const cJSON *request)
{
    const cJSON *region = region_of(call->sim, ak_sim_json_text(request, "location"));
    struct ak_sim_shapes shapes;
    struct ak_sim_subject subject = {
        .subscription_id = call->subscription->id,
        .resource_group = ak_sim_call_parameter(call, "group"),
        .name = ak_sim_call_parameter(call, "cluster"),
        .location = ak_sim_json_text(region, "name"),
    };
    ak_sim_shapes_init(&shapes, call->sim->world);
    cJSON *body = ak_sim_shape_cluster(&shapes, &subject, NULL);
    ak_sim_shapes_release(&shapes);
    const char *asked =
        ak_sim_json_text(ak_sim_json_get(request, "properties"), "kubernetesVersion");
    cJSON *properties = ak_sim_json_get(body, "properties");
    if (*asked == '\0') {
        char *version = default_version(call->sim->world);
        ak_sim_json_set_text(properties, "kubernetesVersion", version);
        ak_sim_json_set_text(properties, "currentKubernetesVersion", version);
        free(version);
    }
    return body;
}

static void create_cluster(struct ak_sim_call *call, const cJSON *request)
{
    if (!ak_sim_write_matches(call, NULL)) {
        return;
    }
    call->cluster = ak_sim_subscription_add_cluster(
        call->subscription, ak_sim_call_parameter(call, "group"),
        ak_sim_call_parameter(call, "cluster"), new_body(call, request));
    struct ak_sim_cluster_change change = change_of(call);
    change.is_new = true;
    if (!run_change(call, &change, request)) {
        ak_sim_subscription_remove_cluster(call->subscription, call->cluster);
        call->cluster = NULL;
    }
}

static void find_cluster(struct ak_sim_call *call)
{
    call->cluster = ak_sim_find_cluster(call->subscription, ak_sim_call_parameter(call, "group"),
                                        ak_sim_call_parameter(call, "cluster"));
}

void ak_sim_put_cluster(struct ak_sim_call *call)
{
    cJSON *body = NULL;
    find_cluster(call);
    if (!ak_sim_write_body(call, "cluster", &body)) {
        return;
    }
    if (has_location(call, body)) {
        if (call->cluster != NULL) {
            update_cluster(call, body);
        } else {
            create_cluster(call, body);
        }
    }
    cJSON_Delete(body);
}

void ak_sim_patch_cluster(struct ak_sim_call *call)
{
    cJSON *body = NULL;
    if (!ak_sim_write_body(call, "tags", &body)) {
        return;
    }
    cJSON *request = cJSON_CreateObject();
    cJSON *tags = cJSON_DetachItemFromObjectCaseSensitive(body, "tags");
    cJSON_AddItemToObject(request, "tags", tags != NULL ? tags : cJSON_CreateObject());
    update_cluster(call, request);
    cJSON_Delete(request);
    cJSON_Delete(body);
}

/* A deletion goes before everything that is still going on. */
static void preempt(struct ak_sim_call *call)
{
    struct ak_sim_operations *operations = call->sim->operations;
    for (size_t i = 0; i < ak_sim_operations_count(operations); i++) {
        struct ak_sim_operation *operation = ak_sim_operations_at(operations, i);
        if (operation->status == AK_SIM_RUNNING &&
            ak_text_caseeq(operation->scope.cluster, call->cluster->name) &&
            ak_text_caseeq(operation->scope.group, call->cluster->resource_group) &&
            ak_text_caseeq(operation->scope.subscription, call->subscription->id)) {
            ak_sim_operation_end(
                call->sim, operation, AK_SIM_CANCELED,
                ak_sim_operation_error("NotLatestOperation",
                                       "The operation has been preempted by another one. Please "
                                       "wait for the other operation to complete and try again.."));
        }
    }
}

void ak_sim_delete_cluster(struct ak_sim_call *call)
{
    find_cluster(call);
    if (call->cluster == NULL) {
        call->status = 204;
        return;
    }
    if (!ak_sim_write_matches(call, ak_sim_json_text(call->cluster->body, "eTag"))) {
        return;
    }
    struct ak_sim_scope scope = ak_sim_write_scope(call, NULL);
    struct ak_sim_operation *operation = ak_sim_operations_running(call->sim->operations, &scope);
    if (operation == NULL || operation->kind != AK_SIM_OPERATION_CLUSTER_DELETE) {
        preempt(call);
        operation = ak_sim_write_start(call, AK_SIM_OPERATION_CLUSTER_DELETE, NULL, 0);
        ak_sim_cluster_set_state(call->cluster, ak_sim_operation_row(operation->kind)->state);
    }
    ak_sim_write_accept(call, operation, AK_SIM_ACCEPTED_ACTION, NULL);
}

static void set_power(cJSON *body, const char *code)
{
    cJSON *properties = ak_sim_json_get(body, "properties");
    cJSON *power = cJSON_CreateObject();
    cJSON_AddStringToObject(power, "code", code);
    ak_sim_json_set(properties, "powerState", power);
}

static void switch_cluster(struct ak_sim_call *call, enum ak_sim_operation_kind kind,
                           const char *power)
{
    if (!ak_sim_write_is_free(call, NULL)) {
        return;
    }
    struct ak_sim_operation *operation = ak_sim_write_start(call, kind, NULL, 0);
    operation->before = ak_sim_cluster_bodies(call->cluster);
    set_power(call->cluster->body, power);
    for (size_t i = 0; i < call->cluster->pool_count; i++) {
        set_power(call->cluster->pools[i]->body, power);
    }
    ak_sim_cluster_set_state(call->cluster, ak_sim_operation_row(kind)->state);
    ak_sim_write_accept(call, operation, AK_SIM_ACCEPTED_ACTION, NULL);
}

void ak_sim_stop_cluster(struct ak_sim_call *call)
{
    switch_cluster(call, AK_SIM_OPERATION_CLUSTER_STOP, "Stopped");
}

void ak_sim_start_cluster(struct ak_sim_call *call)
{
    switch_cluster(call, AK_SIM_OPERATION_CLUSTER_START, "Running");
}
