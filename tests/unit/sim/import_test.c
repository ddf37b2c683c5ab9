#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/sim/world.h"

/* What a straightforward reading of one recording finds: the last body of each resource, by its id
 * in lower case. Written apart from the import, so that the two can't be wrong together. */
struct reading {
    cJSON *clusters;
    cJSON *pools;
};

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    (void)fclose(file);
    return text;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++) {
        *text = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
    }
}

static void keep(cJSON *last, const char *id, cJSON *properties)
{
    char key[512];
    (void)snprintf(key, sizeof key, "%s", id);
    lower(key);
    cJSON_DeleteItemFromObjectCaseSensitive(last, key);
    cJSON_AddItemToObject(last, key, properties);
}

static void read_cluster(struct reading *reading, const cJSON *body)
{
    const char *id = cJSON_GetObjectItem(body, "id")->valuestring;
    cJSON *properties = cJSON_Duplicate(cJSON_GetObjectItem(body, "properties"), true);
    cJSON *profile = NULL;
    cJSON_ArrayForEach(profile, cJSON_GetObjectItem(properties, "agentPoolProfiles"))
    {
        char pool_id[512];
        cJSON *settings = cJSON_Duplicate(profile, true);
        (void)snprintf(pool_id, sizeof pool_id, "%s/agentpools/%s", id,
                       cJSON_GetObjectItem(profile, "name")->valuestring);
        cJSON_DeleteItemFromObjectCaseSensitive(settings, "name");
        keep(reading->pools, pool_id, settings);
    }
    cJSON_DeleteItemFromObjectCaseSensitive(properties, "agentPoolProfiles");
    keep(reading->clusters, id, properties);
}

static void read_body(struct reading *reading, const cJSON *body)
{
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(body, "id"));
    if (id == NULL || strncasecmp(id, "/subscriptions/", strlen("/subscriptions/")) != 0) {
        return;
    }
    char provider[64];
    char type[64];
    char name[128];
    char child[64] = "";
    char child_name[128] = "";
    char rest[2] = "";
    int parts = sscanf(id,
                       "/%*[^/]/%*[^/]/%*[^/]/%*[^/]/%*[^/]/%63[^/]/%63[^/]/%127[^/]/%63[^/]/"
                       "%127[^/]/%1s",
                       provider, type, name, child, child_name, rest);
    if (parts < 3 || strcasecmp(provider, "Microsoft.ContainerService") != 0 ||
        strcasecmp(type, "managedClusters") != 0) {
        return;
    }
    if (parts == 3) {
        read_cluster(reading, body);
    } else if (parts == 5 && strcasecmp(child, "agentPools") == 0) {
        keep(reading->pools, id, cJSON_Duplicate(cJSON_GetObjectItem(body, "properties"), true));
    }
}

static struct reading read_cassette(const char *path)
{
    struct reading reading = {.clusters = cJSON_CreateObject(), .pools = cJSON_CreateObject()};
    char *text = file_text(path);
    cJSON *cassette = cJSON_Parse(text);
    assert_non_null(cassette);
    cJSON *interaction = NULL;
    cJSON_ArrayForEach(interaction, cJSON_GetObjectItem(cassette, "interactions"))
    {
        cJSON *body = cJSON_GetObjectItem(interaction, "response_body");
        if (cJSON_GetObjectItem(interaction, "status")->valueint / 100 != 2) {
            continue;
        }
        cJSON *item = NULL;
        cJSON *list = cJSON_GetObjectItem(body, "value");
        cJSON_ArrayForEach(item, list)
        {
            read_body(&reading, item);
        }
        read_body(&reading, body);
    }
    cJSON_Delete(cassette);
    free(text);
    return reading;
}

static void release(struct reading *reading)
{
    cJSON_Delete(reading->clusters);
    cJSON_Delete(reading->pools);
}

/* The recorded properties of the object with that id, with its subscription put in their place. */
static cJSON *recorded(const cJSON *last, const char *id, const char *subscription_id)
{
    static const char zero[] = "00000000-0000-0000-0000-000000000000";
    char key[512];
    (void)snprintf(key, sizeof key, "%s", id);
    lower(key);
    memcpy(strstr(key, subscription_id), zero, strlen(zero));
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(last, key);
    if (found == NULL) {
        fail_msg("%s was not recorded", key);
    }
    char *text = cJSON_PrintUnformatted(found);
    for (char *at = text; (at = strstr(at, zero)) != NULL;) {
        memcpy(at, subscription_id, strlen(zero));
    }
    cJSON *properties = cJSON_Parse(text);
    free(text);
    return properties;
}

static void compare_cluster(const struct reading *reading, const struct ak_sim_cluster *cluster)
{
    const char *id = cJSON_GetObjectItem(cluster->body, "id")->valuestring;
    cJSON *body = cJSON_Duplicate(cJSON_GetObjectItem(cluster->body, "properties"), true);
    cJSON *profiles = cJSON_DetachItemFromObjectCaseSensitive(body, "agentPoolProfiles");
    cJSON *expected = recorded(reading->clusters, id, cluster->subscription_id);
    assert_true(cJSON_Compare(body, expected, true));
    cJSON_Delete(expected);
    cJSON_Delete(body);
    assert_int_equal(cJSON_GetArraySize(profiles), cluster->pool_count);
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const cJSON *pool = cluster->pools[i]->body;
        cJSON *profile = cJSON_GetArrayItem(profiles, (int)i);
        expected = recorded(reading->pools, cJSON_GetObjectItem(pool, "id")->valuestring,
                            cluster->subscription_id);
        assert_true(cJSON_Compare(cJSON_GetObjectItem(pool, "properties"), expected, true));
        assert_string_equal(cJSON_GetObjectItem(profile, "name")->valuestring,
                            cJSON_GetObjectItem(pool, "name")->valuestring);
        cJSON_DeleteItemFromObjectCaseSensitive(profile, "name");
        assert_true(cJSON_Compare(profile, expected, true));
        cJSON_Delete(expected);
    }
    cJSON_Delete(profiles);
}

static void compare_subscription(const char *folder, const struct ak_sim_subscription *subscription)
{
    char *path = ak_asprintf("%s/%s.json", folder, subscription->display_name);
    struct reading reading = read_cassette(path);
    free(path);
    size_t pools = 0;
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        compare_cluster(&reading, subscription->clusters[i]);
        pools += subscription->clusters[i]->pool_count;
    }
    assert_int_equal(cJSON_GetArraySize(reading.clusters), subscription->cluster_count);
    assert_int_equal(cJSON_GetArraySize(reading.pools), pools);
    release(&reading);
}

static const char *cassettes(char path[1024])
{
    const char *shared = getenv("AKSCOPE_SHARED");
    (void)snprintf(path, 1024, "%s/arm-traffic/cassettes", shared == NULL ? "" : shared);
    return access(path, R_OK) == 0 ? path : NULL;
}

static void the_last_body_of_every_recorded_resource_is_served(void **state)
{
    (void)state;
    char path[1024];
    const char *folder = cassettes(path);
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
    const char *folder = cassettes(path);
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
