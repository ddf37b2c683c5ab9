#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/sim/world.h"
#include "support/last_bodies.h"

static void compare_cluster(const struct last_bodies *bodies, const struct ak_sim_cluster *cluster)
{
    const char *id = cJSON_GetObjectItem(cluster->body, "id")->valuestring;
    cJSON *body = cJSON_Duplicate(cJSON_GetObjectItem(cluster->body, "properties"), true);
    cJSON *profiles = cJSON_DetachItemFromObjectCaseSensitive(body, "agentPoolProfiles");
    cJSON *expected = last_body(bodies->clusters, id, cluster->subscription_id);
    assert_true(cJSON_Compare(body, cJSON_GetObjectItem(expected, "properties"), true));
    cJSON_Delete(expected);
    cJSON_Delete(body);
    assert_int_equal(cJSON_GetArraySize(profiles), cluster->pool_count);
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const cJSON *pool = cluster->pools[i]->body;
        cJSON *profile = cJSON_GetArrayItem(profiles, (int)i);
        expected = last_body(bodies->pools, cJSON_GetObjectItem(pool, "id")->valuestring,
                             cluster->subscription_id);
        const cJSON *properties = cJSON_GetObjectItem(expected, "properties");
        assert_true(cJSON_Compare(cJSON_GetObjectItem(pool, "properties"), properties, true));
        assert_string_equal(cJSON_GetObjectItem(profile, "name")->valuestring,
                            cJSON_GetObjectItem(pool, "name")->valuestring);
        cJSON_DeleteItemFromObjectCaseSensitive(profile, "name");
        assert_true(cJSON_Compare(profile, properties, true));
        cJSON_Delete(expected);
    }
    cJSON_Delete(profiles);
}

static void compare_subscription(const char *folder, const struct ak_sim_subscription *subscription)
{
    char *path = ak_asprintf("%s/%s.json", folder, subscription->display_name);
    struct last_bodies bodies = last_bodies_read(path);
    free(path);
    size_t pools = 0;
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        compare_cluster(&bodies, subscription->clusters[i]);
        pools += subscription->clusters[i]->pool_count;
    }
    assert_int_equal(cJSON_GetArraySize(bodies.clusters), subscription->cluster_count);
    assert_int_equal(cJSON_GetArraySize(bodies.pools), pools);
    last_bodies_release(&bodies);
}

static void the_last_body_of_every_recorded_resource_is_served(void **state)
{
    (void)state;
    char path[1024];
    const char *folder = cassettes_folder(path);
    if (folder == NULL) {
        skip();
    }
    struct ak_sim_world *world = ak_sim_world_new(0);
    struct ak_err err = ak_err_none();
    assert_int_equal(ak_sim_fleet_import(world, folder, &err), 0);
    assert_true(world->subscription_count > 0);
    for (size_t i = 0; i < world->subscription_count; i++) {
        compare_subscription(folder, world->subscriptions[i]);
    }
    ak_sim_world_free(world);
}

static void recorded_upgrade_profiles_are_served(void **state)
{
    (void)state;
    char path[1024];
    const char *folder = cassettes_folder(path);
    if (folder == NULL) {
        skip();
    }
    struct ak_sim_world *world = ak_sim_world_new(0);
    struct ak_err err = ak_err_none();
    assert_int_equal(ak_sim_fleet_import(world, folder, &err), 0);
    for (size_t i = 0; i < world->subscription_count; i++) {
        const struct ak_sim_subscription *subscription = world->subscriptions[i];
        if (strcmp(subscription->display_name, "test_aks_get_upgrades") != 0) {
            continue;
        }
        const struct ak_sim_cluster *cluster = subscription->clusters[0];
        cJSON *profile = ak_sim_catalogue_cluster_upgrades(world, cluster);
        assert_true(cJSON_Compare(profile, cluster->upgrade_profile, true));
        assert_non_null(strstr(cJSON_GetObjectItem(profile, "id")->valuestring, subscription->id));
        cJSON_Delete(profile);
        profile = ak_sim_catalogue_pool_upgrades(world, cluster, cluster->pools[0]);
        assert_string_equal(cJSON_GetObjectItem(cJSON_GetObjectItem(profile, "properties"),
                                                "latestNodeImageVersion")
                                ->valuestring,
                            "AKSUbuntu-2204gen2TLcontainerd-202405.27.0");
        cJSON_Delete(profile);
        ak_sim_world_free(world);
        return;
    }
    fail_msg("no recording of upgrade profiles");
}

/* A folder with one file of that content; the caller removes it with remove_folder. */
static void make_folder(char folder[32], const char *name, const char *text)
{
    char path[128];
    (void)snprintf(folder, 32, "/tmp/akscope-import-XXXXXX");
    assert_non_null(mkdtemp(folder));
    if (name == NULL) {
        return;
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void remove_folder(const char *folder, const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)unlink(path);
    (void)rmdir(folder);
}

static void what_is_no_recording_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        enum ak_err_kind kind;
        const char *told;
    } cases[] = {
        {"cut.json", "{\"interactions\":[", AK_ERR_MALFORMED, "cut.json"},
        {"other.json", "{\"value\":[]}", AK_ERR_MALFORMED, "other.json"},
        {"empty.json", "", AK_ERR_MALFORMED, "empty.json"},
        {"list.json", "[]", AK_ERR_MALFORMED, "list.json"},
        {"notes.txt", "", AK_ERR_FILE, "no recordings"},
        {NULL, NULL, AK_ERR_FILE, "no recordings"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char folder[32];
        struct ak_err err = ak_err_none();
        struct ak_sim_world *world = ak_sim_world_new(0);
        make_folder(folder, cases[i].name, cases[i].text);
        assert_int_equal(ak_sim_fleet_import(world, folder, &err), cases[i].kind);
        assert_non_null(strstr(err.text, cases[i].told));
        assert_int_equal(world->subscription_count, 0);
        remove_folder(folder, cases[i].name == NULL ? "none" : cases[i].name);
        ak_sim_world_free(world);
    }
}

static void a_folder_that_is_not_there_is_refused(void **state)
{
    (void)state;
    struct ak_err err = ak_err_none();
    struct ak_sim_world *world = ak_sim_world_new(0);
    assert_int_equal(ak_sim_fleet_import(world, "/nowhere/at/all", &err), AK_ERR_FILE);
    assert_non_null(strstr(err.text, "/nowhere/at/all"));
    ak_sim_world_free(world);
}

static void only_successful_answers_about_known_clusters_count(void **state)
{
    (void)state;
    static const char cluster[] =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";
    char text[4096];
    char folder[32];
    (void)snprintf(
        text, sizeof text,
        "{\"interactions\":["
        "{\"status\":200,\"response_body\":{\"id\":\"%s/agentPools/early\",\"name\":\"early\","
        "\"properties\":{\"count\":1}}},"
        "{\"status\":201,\"response_body\":{\"id\":\"%s\",\"name\":\"c\",\"location\":\"x\","
        "\"identity\":{\"%s\":{}},\"properties\":{\"agentPoolProfiles\":"
        "[{\"name\":\"a\",\"count\":1,\"subnet\":\"/SUBSCRIPTIONS/S/resourceGroups/net\"}]}}},"
        "{\"status\":409,\"response_body\":{\"id\":\"%s/agentPools/a\",\"properties\":{}}},"
        "{\"status\":200,\"response_body\":{\"value\":[7,{\"id\":\"%s/AGENTPOOLS/"
        "A\",\"name\":\"a\","
        "\"properties\":{\"count\":5}}]}},"
        "{\"status\":200,\"response_body\":{\"id\":\"%s-gone/agentPools/b\",\"properties\":{}}},"
        "{\"status\":200,\"response_body\":{\"id\":\"%s/agentPools/m/machines/n\","
        "\"properties\":{}}},"
        "{\"status\":204,\"response_body\":\"\"}]}",
        cluster, cluster, cluster, cluster, cluster, cluster, cluster);
    make_folder(folder, "one two.json", text);
    struct ak_err err = ak_err_none();
    struct ak_sim_world *world = ak_sim_world_new(0);
    assert_int_equal(ak_sim_fleet_import(world, folder, &err), 0);
    remove_folder(folder, "one two.json");
    const struct ak_sim_subscription *subscription = world->subscriptions[0];
    assert_string_equal(subscription->display_name, "one two");
    assert_int_equal(subscription->cluster_count, 1);
    const struct ak_sim_cluster *found = subscription->clusters[0];
    assert_int_equal(found->pool_count, 2);
    assert_non_null(ak_sim_find_pool(found, "early"));
    const cJSON *pool = ak_sim_find_pool(found, "a")->body;
    assert_int_equal(
        cJSON_GetObjectItem(cJSON_GetObjectItem(pool, "properties"), "count")->valueint, 5);
    const cJSON *identity = cJSON_GetObjectItem(found->body, "identity")->child;
    assert_non_null(strstr(identity->string, subscription->id));
    char *body = cJSON_PrintUnformatted(found->body);
    assert_null(strstr(body, "/subscriptions/s/"));
    free(body);
    ak_sim_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_body_of_every_recorded_resource_is_served),
        cmocka_unit_test(recorded_upgrade_profiles_are_served),
        cmocka_unit_test(what_is_no_recording_is_refused_by_name),
        cmocka_unit_test(a_folder_that_is_not_there_is_refused),
        cmocka_unit_test(only_successful_answers_about_known_clusters_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
