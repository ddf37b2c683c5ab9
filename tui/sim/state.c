#include "config.h"

#include "state_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "file_int.h"
#include "json_int.h"
#include "operation_int.h"

static const char format[] = "akscope-sim-state/1";

/* The statuses of operations, by name. */
static const char *const statuses[] = {[AK_SIM_RUNNING] = "running",
                                       [AK_SIM_SUCCEEDED] = "succeeded",
                                       [AK_SIM_FAILED] = "failed",
                                       [AK_SIM_CANCELED] = "canceled"};

enum { STATUS_COUNT = (int)(sizeof statuses / sizeof *statuses) };

/* ---- writing ---- */

/* What makes the fleet; files of different ones don't mix. */
static cJSON *fleet_json(const struct ak_sim_options *options)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddBoolToObject(json, "contoso", options->is_contoso);
    cJSON_AddNumberToObject(json, "clusters", (double)options->clusters);
    cJSON_AddNumberToObject(json, "pools", (double)options->pools);
    cJSON_AddNumberToObject(json, "seed", (double)options->seed);
    cJSON *folders = cJSON_AddArrayToObject(json, "import");
    for (size_t i = 0; i < options->import.len; i++) {
        cJSON_AddItemToArray(folders,
                             cJSON_CreateString(*(const char **)ak_vec_at(&options->import, i)));
    }
    return json;
}

static cJSON *cluster_json(const struct ak_sim_cluster *cluster)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "group", cluster->resource_group);
    cJSON_AddStringToObject(json, "name", cluster->name);
    cJSON_AddItemToObject(json, "body", ak_sim_json_copy(cluster->body));
    cJSON *pools = cJSON_AddArrayToObject(json, "pools");
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const struct ak_sim_pool *pool = cluster->pools[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", pool->name);
        cJSON_AddNumberToObject(item, "countRunning", pool->count_running);
        cJSON_AddItemToObject(item, "body", ak_sim_json_copy(pool->body));
        cJSON_AddItemToArray(pools, item);
    }
    return json;
}

static cJSON *subscription_json(const struct ak_sim_subscription *subscription)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "id", subscription->id);
    if (subscription->is_changed) {
        cJSON_AddItemToObject(json, "features", ak_sim_json_copy(subscription->features));
        cJSON_AddItemToObject(json, "waiting", ak_sim_json_copy(subscription->waiting));
        cJSON_AddItemToObject(json, "providers", ak_sim_json_copy(subscription->providers));
    }
    cJSON_AddItemToObject(json, "removed", ak_sim_json_copy(subscription->removed));
    cJSON *clusters = cJSON_AddArrayToObject(json, "clusters");
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        if (subscription->clusters[i]->is_changed) {
            cJSON_AddItemToArray(clusters, cluster_json(subscription->clusters[i]));
        }
    }
    return json;
}

static void add_optional(cJSON *json, const char *name, const char *text)
{
    if (text != NULL) {
        cJSON_AddStringToObject(json, name, text);
    }
}

/* Times are absolute, so that the polling URLs that were given out stay good. */
static cJSON *operation_json(const struct ak_sim *sim, const struct ak_sim_operation *operation)
{
    int64_t origin_ms = sim->world->now * 1000;
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "id", operation->id);
    cJSON_AddStringToObject(json, "kind", ak_sim_operation_row(operation->kind)->name);
    cJSON_AddStringToObject(json, "subscription", operation->scope.subscription);
    add_optional(json, "group", operation->scope.group);
    add_optional(json, "cluster", operation->scope.cluster);
    add_optional(json, "pool", operation->scope.pool);
    cJSON_AddStringToObject(json, "location", operation->scope.location);
    cJSON_AddNumberToObject(json, "nodes", operation->nodes);
    cJSON_AddNumberToObject(json, "startedMs", (double)(origin_ms + operation->started_ms));
    cJSON_AddNumberToObject(json, "durationMs", (double)operation->duration_ms);
    cJSON_AddNumberToObject(json, "endedMs", (double)(origin_ms + operation->ended_ms));
    cJSON_AddStringToObject(json, "status", statuses[operation->status]);
    cJSON_AddStringToObject(json, "outcome", statuses[operation->outcome]);
    cJSON_AddStringToObject(json, "aborts", operation->aborts);
    if (operation->error != NULL) {
        cJSON_AddItemToObject(json, "error", ak_sim_json_copy(operation->error));
    }
    if (operation->before != NULL) {
        cJSON_AddItemToObject(json, "before", ak_sim_json_copy(operation->before));
    }
    return json;
}

int ak_sim_state_write(const struct ak_sim *sim, const char *path, struct ak_err *err)
{
    char random[24];
    (void)snprintf(random, sizeof random, "%" PRIx64, sim->change_random);
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "format", format);
    cJSON_AddItemToObject(json, "fleet", fleet_json(sim->options));
    cJSON_AddNumberToObject(json, "now", (double)ak_sim_now(sim));
    cJSON_AddStringToObject(json, "random", random);
    cJSON *subscriptions = cJSON_AddArrayToObject(json, "subscriptions");
    for (size_t i = 0; i < sim->world->subscription_count; i++) {
        cJSON_AddItemToArray(subscriptions, subscription_json(sim->world->subscriptions[i]));
    }
    cJSON *operations = cJSON_AddArrayToObject(json, "operations");
    for (size_t i = 0; i < ak_sim_operations_count(sim->operations); i++) {
        cJSON_AddItemToArray(operations,
                             operation_json(sim, ak_sim_operations_at(sim->operations, i)));
    }
    char *text = cJSON_PrintUnformatted(json);
    cJSON_Delete(json);
    if (text == NULL) {
        AK_BUG("the state can't be printed");
    }
    int failed = ak_sim_file_write(path, text, err);
    free(text);
    return failed;
}

void ak_sim_state_keep(struct ak_sim *sim)
{
    struct ak_err err = ak_err_none();
    if (sim->options->state == NULL) {
        return;
    }
    if (ak_sim_state_write(sim, sim->options->state, &err) != 0 && !sim->has_reported_state) {
        (void)fprintf(stderr, "akscope-sim: %s\n", err.text);
        sim->has_reported_state = true;
    }
}

/* ---- reading ---- */

/* Whether the JSON has all of that which reading relies on: the file may be anybody's. */
static bool is_cluster(const cJSON *json)
{
    bool is_good = cJSON_IsString(ak_sim_json_get(json, "name")) &&
                   cJSON_IsString(ak_sim_json_get(json, "group")) &&
                   cJSON_IsObject(ak_sim_json_get(ak_sim_json_get(json, "body"), "properties"));
    const cJSON *pool = NULL;
    cJSON_ArrayForEach(pool, ak_sim_json_get(json, "pools"))
    {
        is_good = is_good && cJSON_IsString(ak_sim_json_get(pool, "name")) &&
                  cJSON_IsObject(ak_sim_json_get(ak_sim_json_get(pool, "body"), "properties"));
    }
    return is_good;
}

static void take_cluster(struct ak_sim_subscription *subscription, const cJSON *json)
{
    const char *group = ak_sim_json_text(json, "group");
    const char *name = ak_sim_json_text(json, "name");
    cJSON *body = ak_sim_json_copy(ak_sim_json_get(json, "body"));
    struct ak_sim_cluster *cluster = ak_sim_find_cluster(subscription, group, name);
    if (cluster != NULL) {
        cJSON_Delete(cluster->body);
        cluster->body = body;
    } else {
        cluster = ak_sim_subscription_add_cluster(subscription, group, name, body);
    }
    while (cluster->pool_count > 0) {
        ak_sim_cluster_remove_pool(cluster, cluster->pools[0]->name);
    }
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, ak_sim_json_get(json, "pools"))
    {
        struct ak_sim_pool *pool =
            ak_sim_cluster_put_pool(cluster, ak_sim_json_text(item, "name"),
                                    ak_sim_json_copy(ak_sim_json_get(item, "body")));
        pool->count_running = ak_sim_json_int(item, "countRunning", 0);
    }
    ak_sim_cluster_touch(cluster);
}

static void take_removed(struct ak_sim_subscription *subscription, const cJSON *removed)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, removed)
    {
        const char *slash = cJSON_IsString(item) ? strchr(item->string, '/') : NULL;
        if (slash == NULL) {
            continue;
        }
        ak_sim_json_set_text(subscription->removed, item->string, item->valuestring);
        char *group = ak_strndup(item->string, (size_t)(slash - item->string));
        struct ak_sim_cluster *cluster = ak_sim_find_cluster(subscription, group, slash + 1);
        if (cluster != NULL) {
            ak_sim_subscription_remove_cluster(subscription, cluster);
        }
        free(group);
    }
}

static bool take_subscription(struct ak_sim *sim, const cJSON *json)
{
    struct ak_sim_subscription *subscription =
        ak_sim_find_subscription(sim->world, ak_sim_json_text(json, "id"));
    const cJSON *features = ak_sim_json_get(json, "features");
    const cJSON *waiting = ak_sim_json_get(json, "waiting");
    const cJSON *providers = ak_sim_json_get(json, "providers");
    const cJSON *cluster = NULL;
    if (subscription == NULL) {
        return false;
    }
    if (cJSON_IsObject(features) && cJSON_IsObject(waiting)) {
        ak_sim_json_merge(subscription->features, features);
        ak_sim_json_merge(subscription->waiting, waiting);
        subscription->is_changed = true;
    }
    if (cJSON_IsObject(providers)) {
        cJSON_Delete(subscription->providers);
        subscription->providers = ak_sim_json_copy(providers);
    }
    take_removed(subscription, ak_sim_json_get(json, "removed"));
    cJSON_ArrayForEach(cluster, ak_sim_json_get(json, "clusters"))
    {
        if (!is_cluster(cluster)) {
            return false;
        }
        take_cluster(subscription, cluster);
    }
    return true;
}

static int status_find(const char *name)
{
    int status = 0;
    while (status < STATUS_COUNT && strcmp(statuses[status], name) != 0) {
        status++;
    }
    return status;
}

static const char *text_of(const cJSON *json, const char *name)
{
    return cJSON_GetStringValue(ak_sim_json_get(json, name));
}

static bool take_operation(struct ak_sim *sim, const cJSON *json)
{
    struct ak_sim_scope scope = {.subscription = text_of(json, "subscription"),
                                 .group = text_of(json, "group"),
                                 .cluster = text_of(json, "cluster"),
                                 .pool = text_of(json, "pool"),
                                 .location = text_of(json, "location")};
    enum ak_sim_operation_kind kind = ak_sim_operation_kind_find(ak_sim_json_text(json, "kind"));
    int status = status_find(ak_sim_json_text(json, "status"));
    int outcome = status_find(ak_sim_json_text(json, "outcome"));
    int64_t duration_ms = ak_sim_json_time(json, "durationMs");
    bool is_good = scope.subscription != NULL && scope.location != NULL &&
                   kind < AK_SIM_OPERATION_COUNT && status < STATUS_COUNT &&
                   outcome < STATUS_COUNT && duration_ms > 0;
    if (!is_good) {
        return false;
    }
    struct ak_sim_operation *operation = ak_sim_operations_add(sim->operations, &scope);
    const cJSON *error = ak_sim_json_get(json, "error");
    const cJSON *before = ak_sim_json_get(json, "before");
    (void)ak_text_copy(operation->id, sizeof operation->id, ak_sim_json_text(json, "id"));
    (void)ak_text_copy(operation->aborts, sizeof operation->aborts,
                       ak_sim_json_text(json, "aborts"));
    operation->kind = kind;
    operation->nodes = ak_sim_json_int(json, "nodes", 0);
    operation->started_ms = ak_sim_json_time(json, "startedMs") - sim->world->now * 1000;
    operation->ended_ms = ak_sim_json_time(json, "endedMs") - sim->world->now * 1000;
    operation->duration_ms = duration_ms;
    operation->status = (enum ak_sim_operation_status)status;
    operation->outcome = (enum ak_sim_operation_status)outcome;
    operation->error = cJSON_IsObject(error) ? ak_sim_json_copy(error) : NULL;
    operation->before = cJSON_IsObject(before) ? ak_sim_json_copy(before) : NULL;
    return true;
}

static bool is_list(const cJSON *json)
{
    return json == NULL || cJSON_IsArray(json);
}

static bool take_state(struct ak_sim *sim, const cJSON *json)
{
    bool is_good = is_list(ak_sim_json_get(json, "subscriptions")) &&
                   is_list(ak_sim_json_get(json, "operations"));
    const cJSON *item = NULL;
    int64_t now = ak_sim_json_time(json, "now");
    if (now > sim->world->now) { /* time goes on from where it was */
        sim->world->now = now;
    }
    sim->change_random = strtoull(ak_sim_json_text(json, "random"), NULL, 16);
    cJSON_ArrayForEach(item, ak_sim_json_get(json, "subscriptions"))
    {
        is_good = is_good && take_subscription(sim, item);
    }
    cJSON_ArrayForEach(item, ak_sim_json_get(json, "operations"))
    {
        is_good = is_good && take_operation(sim, item);
    }
    return is_good;
}

static int check_fleet(const struct ak_sim *sim, const cJSON *json, const char *path,
                       struct ak_err *err)
{
    cJSON *fleet = fleet_json(sim->options);
    bool is_same = cJSON_Compare(fleet, ak_sim_json_get(json, "fleet"), true);
    cJSON_Delete(fleet);
    return is_same ? 0
                   : ak_err_set(err, AK_ERR_USAGE,
                                "%s is of another fleet: give the same --fleet, --clusters, "
                                "--pools, --seed and --import",
                                path);
}

int ak_sim_state_read(struct ak_sim *sim, const char *path, struct ak_err *err)
{
    char *text = NULL;
    size_t len = 0;
    sim->has_state = true;
    if (access(path, F_OK) != 0) {
        return 0;
    }
    int failed = ak_sim_file_read(path, &text, &len, err);
    if (failed != 0) {
        sim->has_state = false;
        return failed;
    }
    cJSON *json = ak_sim_json_parse(text, len);
    if (strcmp(ak_sim_json_text(json, "format"), format) != 0) {
        failed = ak_err_set(err, AK_ERR_MALFORMED, "%s: not a state of akscope-sim", path);
    } else {
        failed = check_fleet(sim, json, path, err);
    }
    if (failed == 0 && !take_state(sim, json)) {
        failed = ak_err_set(err, AK_ERR_MALFORMED, "%s: the state is damaged", path);
    }
    sim->has_state = failed == 0; /* a file that wasn't understood isn't written over */
    cJSON_Delete(json);
    free(text);
    return failed;
}
