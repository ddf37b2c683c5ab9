/* import_test.c: every field of every recorded cluster and node pool, from the recording through
 * akscope-sim --import and akscope to its JSON. What is expected is read from the recordings and
 * from the collected facts by this test alone. */
#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/last_bodies.h"
#include "tests/conform/expected.h"
#include "tests/conform/row.h"
#include "tests/conform/site.h"

enum { PATH_SIZE = 1024, LONGEST_S = 120 };

/* Part n of an id, counted from 0; the caller frees. */
static char *id_part(const char *id, int n)
{
    while (n-- >= 0)
        id = strchr(id, '/') + 1;
    return strndup(id, strcspn(id, "/"));
}

/* ---- retirements ---- */

static void expect_retirement(struct row *row, const char *name, const struct expected_end *end)
{
    cJSON *json = row_take(row, name);
    struct row inner = {.about = row->about, .json = json};
    cJSON *action;

    if (end->severity == EXPECTED_NONE) {
        if (!cJSON_IsNull(json))
            fail_msg("%s: %s isn't null", row->about, name);
        cJSON_Delete(json);
        return;
    }
    row_expect_text(&inner, "what", end->what);
    row_expect_text(&inner, "endOfSupport", end->end_of_support);
    row_expect_text(&inner, "imagesRemoved", end->images_removed);
    row_expect_text(&inner, "severity", expected_severity_name(end->severity));
    if (end->end_of_support != NULL)
        row_expect_number(&inner, "days", end->days);
    else
        row_expect_text(&inner, "days", NULL);
    action = row_take(&inner, "action");
    if (json_is_nothing(action))
        fail_msg("%s: %s without advice", row->about, name);
    cJSON_Delete(action);
    row_expect_nothing_left(&inner);
    cJSON_Delete(json);
}

static struct expected_end kubernetes_end(const cJSON *body, const char *way, const char *else_way,
                                          const cJSON *cluster)
{
    const char *version = json_text_at(body, way);
    const char *plan = json_text_at(cluster, "properties.supportPlan");

    if (version == NULL)
        version = json_text_at(body, else_way);
    return expected_kubernetes_end(version,
                                   plan != NULL && strcmp(plan, "AKSLongTermSupport") == 0);
}

static struct expected_end pool_kubernetes_end(const cJSON *pool, const cJSON *cluster)
{
    return kubernetes_end(pool, "properties.currentOrchestratorVersion",
                          "properties.orchestratorVersion", cluster);
}

static struct expected_end pool_os_end(const cJSON *pool)
{
    return expected_os_end(expected_os(json_text_at(pool, "properties.nodeImageVersion")));
}

/* ---- node pools ---- */

static const struct row_field pool_fields[] = {
    {"id", "id", NULL},
    {"name", "name", NULL},
    {"mode", "properties.mode", NULL},
    {"minCount", "properties.minCount", NULL},
    {"maxCount", "properties.maxCount", NULL},
    {"osType", "properties.osType", NULL},
    {"osSku", "properties.osSKU", NULL},
    {"nodeImageVersion", "properties.nodeImageVersion", NULL},
    {"kubernetesVersion", "properties.currentOrchestratorVersion",
     "properties.orchestratorVersion"},
    {"provisioningState", "properties.provisioningState", NULL},
    {"powerState", "properties.powerState.code", NULL},
    {"fips", "properties.enableFIPS", NULL},
    {NULL, NULL, NULL},
};

static void expect_machines(struct row *row, const cJSON *pool)
{
    struct expected_machines machines = expected_machines_of(pool);

    if (machines.has_count)
        row_expect_number(row, "count", machines.count);
    else
        row_expect_text(row, "count", NULL);
    row_expect_text(row, "vmSize", machines.size);
}

static void expect_image(struct row *row, const char *image)
{
    char date[EXPECTED_DATE_SIZE];

    if (expected_image_date(image, date)) {
        row_expect_text(row, "imageDate", date);
        row_expect_number(row, "imageAgeDays", -expected_days_to(date));
    } else {
        row_expect_text(row, "imageDate", NULL);
        row_expect_text(row, "imageAgeDays", NULL);
    }
}

/* No recorded size is confidential: a recording with one needs a new line here. */
static void expect_verdict(struct row *row, const char *vm_size)
{
    static const char *const confidential[] = {"Standard_DC", "Standard_EC", "Standard_NCC"};
    cJSON *verdict = row_take(row, "cvm");
    struct row inner = {.about = row->about, .json = verdict};

    for (size_t i = 0; vm_size != NULL && i < sizeof confidential / sizeof confidential[0]; i++) {
        if (strncasecmp(vm_size, confidential[i], strlen(confidential[i])) == 0)
            fail_msg("%s: this test doesn't know %s", row->about, vm_size);
    }
    row_expect_text(&inner, "status", vm_size != NULL ? "no" : "unknown");
    row_expect_text(&inner, "tee", NULL);
    row_expect_nothing_left(&inner);
    cJSON_Delete(verdict);
}

static void expect_zones(struct row *row, const cJSON *zones)
{
    cJSON *none = cJSON_CreateArray();

    row_expect(row, "zones", json_is_nothing(zones) ? none : zones);
    cJSON_Delete(none);
}

/* Every pool has an OS version, or else the reason why not. */
static void expect_os(struct row *row, const cJSON *pool)
{
    const char *os = expected_os(json_text_at(pool, "properties.nodeImageVersion"));
    cJSON *reason = row_take(row, "osReason");

    row_expect_text(row, "os", os);
    if (os != NULL && !cJSON_IsNull(reason))
        fail_msg("%s: runs %s, with a reason why that is not known", row->about, os);
    if (os == NULL && (!cJSON_IsString(reason) || reason->valuestring[0] == '\0'))
        fail_msg("%s: neither an OS version nor a reason", row->about);
    cJSON_Delete(reason);
}

static void compare_pool(struct row *row, const cJSON *pool, const cJSON *cluster)
{
    struct expected_end os_end = pool_os_end(pool);
    struct expected_end end = pool_kubernetes_end(pool, cluster);
    char *group = id_part(json_text_at(pool, "id"), 3);

    row_expect_fields(row, pool_fields, pool);
    row_expect_text(row, "cluster", json_text_at(cluster, "name"));
    row_expect_text(row, "resourceGroup", group);
    row_expect_text(row, "location", json_text_at(cluster, "location"));
    row_expect_truth(row, "autoscaling",
                     cJSON_IsTrue(json_at(pool, "properties.enableAutoScaling")));
    expect_os(row, pool);
    expect_image(row, json_text_at(pool, "properties.nodeImageVersion"));
    expect_machines(row, pool);
    expect_verdict(row, expected_machines_of(pool).size);
    expect_retirement(row, "retirement", &os_end);
    row_expect_text(row, "kubernetesEndOfLife", end.end_of_support);
    expect_zones(row, json_at(pool, "properties.availabilityZones"));
    free(group);
}

/* ---- clusters ---- */

static const struct row_field cluster_fields[] = {
    {"id", "id", NULL},
    {"name", "name", NULL},
    {"location", "location", NULL},
    {"kubernetesVersion", "properties.currentKubernetesVersion", "properties.kubernetesVersion"},
    {"provisioningState", "properties.provisioningState", NULL},
    {"powerState", "properties.powerState.code", NULL},
    {"skuTier", "sku.tier", NULL},
    {"supportPlan", "properties.supportPlan", NULL},
    {NULL, NULL, NULL},
};

static bool is_of_cluster(const cJSON *pool, const cJSON *cluster)
{
    const char *id = json_text_at(cluster, "id");

    return strncasecmp(json_text_at(pool, "id"), id, strlen(id)) == 0 &&
           json_text_at(pool, "id")[strlen(id)] == '/';
}

static void expect_pools(struct row *row, const cJSON *cluster, const cJSON *pools)
{
    struct expected_end worst = kubernetes_end(cluster, "properties.currentKubernetesVersion",
                                               "properties.kubernetesVersion", cluster);
    const cJSON *pool = NULL;
    int pool_count = 0;
    double nodes = 0;

    row_expect_text(row, "kubernetesEndOfLife", worst.end_of_support);
    cJSON_ArrayForEach(pool, pools)
    {
        struct expected_end ends[] = {pool_kubernetes_end(pool, cluster), pool_os_end(pool)};

        if (!is_of_cluster(pool, cluster))
            continue;
        pool_count++;
        nodes += expected_machines_of(pool).count;
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
            if (expected_is_worse(&ends[i], &worst))
                worst = ends[i];
        }
    }
    row_expect_number(row, "nodePoolCount", pool_count);
    row_expect_number(row, "nodeCount", nodes);
    row_expect_number(row, "cvmPoolCount", 0);
    row_expect_number(row, "cvmConflictCount", 0);
    expect_retirement(row, "worstRetirement", &worst);
}

static void compare_cluster(struct row *row, const cJSON *cluster, const cJSON *pools)
{
    const char *mode = json_text_at(cluster, "properties.nodeProvisioningProfile.mode");
    char *group = id_part(json_text_at(cluster, "id"), 3);

    row_expect_fields(row, cluster_fields, cluster);
    row_expect_text(row, "resourceGroup", group);
    row_expect_truth(row, "nodeAutoProvisioning", mode != NULL && strcmp(mode, "Auto") == 0);
    expect_pools(row, cluster, pools);
    free(group);
}

/* ---- all of them ---- */

struct fleet {
    struct site site;
    char folder[PATH_SIZE];
    cJSON *clusters; /* what akscope prints */
    cJSON *pools;
};

/* The recording that a row comes from: its subscription is named after the file. */
static struct last_bodies bodies_of(const struct fleet *fleet, const cJSON *row)
{
    char path[2 * PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s.json", fleet->folder,
                   json_text_at(row, "subscriptionName"));
    return last_bodies_read(path);
}

/* The cluster's own body, found by the beginning of a pool's id. */
static cJSON *cluster_of(const struct last_bodies *bodies, const char *pool_id,
                         const char *subscription)
{
    const char *end = strcasestr(pool_id, "/agentPools/");
    char *id = strndup(pool_id, (size_t)(end - pool_id));
    cJSON *cluster = last_body(bodies->clusters, id, subscription);

    free(id);
    return cluster;
}

static void compare_row(const struct fleet *fleet, cJSON *json, bool is_pool)
{
    struct last_bodies bodies = bodies_of(fleet, json);
    char *id = strdup(json_text_at(json, "id"));
    char *subscription = id_part(id, 1);
    struct row row = {.about = id, .json = json};
    cJSON *body = last_body(is_pool ? bodies.pools : bodies.clusters, id, subscription);
    cJSON *cluster = is_pool ? cluster_of(&bodies, id, subscription) : NULL;
    cJSON *pools = cJSON_CreateArray();
    const cJSON *pool = NULL;

    cJSON_ArrayForEach(pool, bodies.pools)
    {
        cJSON_AddItemToArray(pools,
                             last_body(bodies.pools, json_text_at(pool, "id"), subscription));
    }
    row_expect_text(&row, "subscriptionId", subscription);
    cJSON_Delete(row_take(&row, "subscriptionName"));
    if (is_pool)
        compare_pool(&row, body, cluster);
    else
        compare_cluster(&row, body, pools);
    row_expect_nothing_left(&row);
    cJSON_Delete(pools);
    cJSON_Delete(cluster);
    cJSON_Delete(body);
    free(subscription);
    free(id);
    last_bodies_release(&bodies);
}

static void compare_rows(const struct fleet *fleet, const cJSON *rows, bool is_pool)
{
    const cJSON *row = NULL;

    assert_true(cJSON_GetArraySize(rows) > 0);
    cJSON_ArrayForEach(row, rows)
    {
        cJSON *copy = cJSON_Duplicate(row, true);

        compare_row(fleet, copy, is_pool);
        cJSON_Delete(copy);
    }
}

/* Rows of one recording's subscription, each id once. */
static int count_rows(const cJSON *rows, const char *subscription)
{
    cJSON *seen = cJSON_CreateObject();
    const cJSON *row = NULL;
    int count = 0;

    cJSON_ArrayForEach(row, rows)
    {
        if (strcmp(json_text_at(row, "subscriptionName"), subscription) != 0)
            continue;
        if (cJSON_HasObjectItem(seen, json_text_at(row, "id")))
            fail_msg("%s is there twice", json_text_at(row, "id"));
        (void)cJSON_AddTrueToObject(seen, json_text_at(row, "id"));
        count++;
    }
    cJSON_Delete(seen);
    return count;
}

static int is_recording(const struct dirent *entry)
{
    const char *end = strstr(entry->d_name, ".json");

    return end != NULL && end[strlen(".json")] == '\0';
}

static void check_recording(const struct fleet *fleet, const char *file)
{
    char path[2 * PATH_SIZE];
    char *name = strndup(file, strlen(file) - strlen(".json"));
    struct last_bodies bodies;

    (void)snprintf(path, sizeof path, "%s/%s", fleet->folder, file);
    bodies = last_bodies_read(path);
    if (cJSON_GetArraySize(bodies.clusters) != count_rows(fleet->clusters, name) ||
        cJSON_GetArraySize(bodies.pools) != count_rows(fleet->pools, name))
        fail_msg("%s: %d of %d clusters, %d of %d node pools", name,
                 count_rows(fleet->clusters, name), cJSON_GetArraySize(bodies.clusters),
                 count_rows(fleet->pools, name), cJSON_GetArraySize(bodies.pools));
    last_bodies_release(&bodies);
    free(name);
}

static void every_recorded_cluster_and_pool_is_there_once(void **state)
{
    const struct fleet *fleet = *state;
    struct dirent **entries = NULL;
    int count;

    if (fleet == NULL)
        skip();
    count = scandir(fleet->folder, &entries, is_recording, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        check_recording(fleet, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    printf("# %d clusters of %d recordings\n", cJSON_GetArraySize(fleet->clusters), count);
}

static void every_field_of_every_pool_is_as_recorded(void **state)
{
    const struct fleet *fleet = *state;
    const cJSON *row = NULL;
    int unknown = 0;

    if (fleet == NULL)
        skip();
    compare_rows(fleet, fleet->pools, true);
    cJSON_ArrayForEach(row, fleet->pools)
    {
        if (json_text_at(row, "os") != NULL)
            continue;
        unknown++;
        printf("# %s: %s\n", json_text_at(row, "id"), json_text_at(row, "osReason"));
    }
    printf("# %d node pools, %d with an unknown OS version\n", cJSON_GetArraySize(fleet->pools),
           unknown);
}

static void every_field_of_every_cluster_is_as_recorded(void **state)
{
    const struct fleet *fleet = *state;

    if (fleet == NULL)
        skip();
    compare_rows(fleet, fleet->clusters, false);
}

/* ---- what goes over the wire ---- */

static void compare_served(const struct last_bodies *bodies, cJSON *served,
                           const char *subscription)
{
    const char *id = json_text_at(served, "id");
    cJSON *recorded = last_body(bodies->clusters, id, subscription);
    cJSON *profiles = cJSON_DetachItemFromObjectCaseSensitive(
        cJSON_GetObjectItem(served, "properties"), "agentPoolProfiles");
    cJSON *profile = NULL;

    if (!cJSON_Compare(served, recorded, true))
        fail_msg("%s is not served as recorded", id);
    cJSON_ArrayForEach(profile, profiles)
    {
        char pool_id[PATH_SIZE];
        cJSON *name = cJSON_DetachItemFromObjectCaseSensitive(profile, "name");
        cJSON *pool;

        (void)snprintf(pool_id, sizeof pool_id, "%s/agentPools/%s", id, name->valuestring);
        pool = last_body(bodies->pools, pool_id, subscription);
        if (!cJSON_Compare(profile, json_at(pool, "properties"), true))
            fail_msg("%s is not served as recorded", pool_id);
        cJSON_Delete(pool);
        cJSON_Delete(name);
    }
    cJSON_Delete(profiles);
    cJSON_Delete(recorded);
}

/* The name of the subscription, found among the rows. */
static const char *name_of(const cJSON *rows, const char *subscription)
{
    const cJSON *row = NULL;

    cJSON_ArrayForEach(row, rows)
    {
        if (strcmp(json_text_at(row, "subscriptionId"), subscription) == 0)
            return json_text_at(row, "subscriptionName");
    }
    return NULL;
}

static int compare_list(const struct fleet *fleet, const cJSON *exchange)
{
    static const char marker[] = "/providers/Microsoft.ContainerService/managedClusters?";
    cJSON *list = cJSON_GetObjectItem(cJSON_GetObjectItem(exchange, "responseBody"), "value");
    const char *url = json_text_at(exchange, "url");
    cJSON *cluster = NULL;
    int count = 0;

    if (strstr(url, marker) == NULL)
        return 0;
    cJSON_ArrayForEach(cluster, list)
    {
        char *subscription = id_part(json_text_at(cluster, "id"), 1);
        char path[2 * PATH_SIZE];
        struct last_bodies bodies;

        (void)snprintf(path, sizeof path, "%s/%s.json", fleet->folder,
                       name_of(fleet->clusters, subscription));
        bodies = last_bodies_read(path);
        compare_served(&bodies, cluster, subscription);
        last_bodies_release(&bodies);
        free(subscription);
        count++;
    }
    return count;
}

static void bodies_are_served_as_recorded_but_for_ids(void **state)
{
    const struct fleet *fleet = *state;
    cJSON *exchanges;
    const cJSON *exchange = NULL;
    int count = 0;

    if (fleet == NULL)
        skip();
    exchanges = site_exchanges(&fleet->site);
    cJSON_ArrayForEach(exchange, exchanges)
    {
        count += compare_list(fleet, exchange);
    }
    /* both commands read them all */
    assert_int_equal(count, 2 * cJSON_GetArraySize(fleet->clusters));
    cJSON_Delete(exchanges);
}

/* ---- life ---- */

static int open_fleet(void **state)
{
    static struct fleet fleet;
    char options[2 * PATH_SIZE];

    *state = NULL;
    if (cassettes_folder(fleet.folder) == NULL)
        return 0;
    (void)snprintf(options, sizeof options, "--now %s --import \"%s\"", EXPECTED_TODAY,
                   fleet.folder);
    site_open(&fleet.site, options);
    fleet.clusters = site_json(&fleet.site, "get clusters");
    fleet.pools = site_json(&fleet.site, "get pools");
    expected_open();
    *state = &fleet;
    return 0;
}

static int close_fleet(void **state)
{
    struct fleet *fleet = *state;

    if (fleet == NULL)
        return 0;
    expected_close();
    cJSON_Delete(fleet->clusters);
    cJSON_Delete(fleet->pools);
    site_close(&fleet->site);
    return 0;
}

/* Recordings without a cluster are subscriptions without one. */
static void recordings_of_other_providers_are_empty_subscriptions(void **state)
{
    char folder[PATH_SIZE];
    char options[2 * PATH_SIZE];
    struct site site;
    cJSON *rows;

    (void)state;
    if (cassettes_folder(folder) == NULL)
        skip();
    (void)snprintf(options, sizeof options, "--import \"%s/../other-providers\"", folder);
    site_open(&site, options);
    rows = site_json(&site, "get clusters");
    assert_int_equal(cJSON_GetArraySize(rows), 0);
    cJSON_Delete(rows);
    rows = site_exchanges(&site);
    assert_int_equal(cJSON_GetArraySize(rows), 1 + 8); /* the list, and each recording's clusters */
    cJSON_Delete(rows);
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_cluster_and_pool_is_there_once),
        cmocka_unit_test(every_field_of_every_pool_is_as_recorded),
        cmocka_unit_test(every_field_of_every_cluster_is_as_recorded),
        cmocka_unit_test(bodies_are_served_as_recorded_but_for_ids),
        cmocka_unit_test(recordings_of_other_providers_are_empty_subscriptions),
    };

    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("import", tests, open_fleet, close_fleet);
}
