#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/sim/world.h"
#include "tui/sim/json_int.h"

enum { STORY_DAY = 1795442700 }; /* 2026-11-23T14:05:00Z */

static struct ak_sim_world *contoso_new(void)
{
    struct ak_sim_world *world = ak_sim_world_new(STORY_DAY);
    ak_sim_fleet_contoso(world);
    return world;
}

static const cJSON *properties_of(const cJSON *body)
{
    return ak_sim_json_get(body, "properties");
}

/* Walks to the text at `path` ("powerState.code"); "" when there is none. */
static const char *text_at(const cJSON *object, const char *path)
{
    char name[64];
    const char *dot = strchr(path, '.');
    if (dot == NULL) {
        return ak_sim_json_text(object, path);
    }
    assert_true((size_t)(dot - path) < sizeof name);
    memcpy(name, path, (size_t)(dot - path));
    name[dot - path] = '\0';
    return text_at(ak_sim_json_get(object, name), dot + 1);
}

static bool text_has(const char *text, const char *part)
{
    return *part == '\0' ? *text == '\0' : ak_text_casestr(text, part) != NULL;
}

/* How many pools have a property at `path` whose text has `part` in it ("": is absent). */
static size_t count_pools(const struct ak_sim_world *world, const char *path, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < world->subscription_count; i++) {
        const struct ak_sim_subscription *subscription = world->subscriptions[i];
        for (size_t j = 0; j < subscription->cluster_count; j++) {
            const struct ak_sim_cluster *cluster = subscription->clusters[j];
            for (size_t k = 0; k < cluster->pool_count; k++) {
                const cJSON *properties = properties_of(cluster->pools[k]->body);
                count += text_has(text_at(properties, path), part);
            }
        }
    }
    return count;
}

static size_t count_clusters(const struct ak_sim_world *world, const char *path, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < world->subscription_count; i++) {
        const struct ak_sim_subscription *subscription = world->subscriptions[i];
        for (size_t j = 0; j < subscription->cluster_count; j++) {
            count += text_has(text_at(subscription->clusters[j]->body, path), part);
        }
    }
    return count;
}

static const struct ak_sim_cluster *cluster_named(const struct ak_sim_world *world,
                                                  const char *name)
{
    for (size_t i = 0; i < world->subscription_count; i++) {
        const struct ak_sim_cluster *cluster =
            ak_sim_find_cluster(world->subscriptions[i], NULL, name);
        if (cluster != NULL) {
            return cluster;
        }
    }
    fail_msg("no cluster %s", name);
    return NULL;
}

static void contoso_has_pools_of_every_kind_of_its_story(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *part;
        size_t count;
    } cases[] = {
        {"nodeImageVersion", "CVM", 8},
        {"nodeImageVersion", "2004gen2CVM", 3},
        {"nodeImageVersion", "2404gen2CVM", 4},
        {"nodeImageVersion", "V3gen2CVM", 1},
        {"nodeImageVersion", "AzureLinux-V2", 1},
        {"nodeImageVersion", "2204", 9},
        {"nodeImageVersion", "fips", 2},
        {"nodeImageVersion", "arm64", 2},
        {"nodeImageVersion", "kata", 1},
        {"nodeImageVersion", "golden", 1},
        {"nodeImageVersion", "", 1},
        {"vmSize", "Standard_DC8as_v5", 2},
        {"vmSize", "Standard_DC4as_v6", 1},
        {"vmSize", "Standard_DC4es_v6", 1},
        {"vmSize", "Standard_N", 2},
        {"vmSize", "", 1},
        {"osSKU", "Windows2019", 1},
        {"osSKU", "Windows2022", 2},
        {"osSKU", "Windows2025", 1},
        {"osSKU", "WindowsAnnual", 1},
        {"osSKU", "Flatcar", 1},
        {"osSKU", "AzureLinuxOSGuard", 1},
        {"osSKU", "AzureContainerLinux", 1},
        {"scaleSetPriority", "Spot", 3},
        {"type", "AvailabilitySet", 1},
        {"type", "VirtualMachineScaleSets", 40},
        {"provisioningState", "Creating", 1},
        {"provisioningState", "Upgrading", 1},
        {"provisioningState", "Failed", 1},
        {"powerState.code", "Stopped", 3},
    };
    struct ak_sim_world *world = contoso_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = count_pools(world, cases[i].path, cases[i].part);
        if (count != cases[i].count) {
            fail_msg("%s %s: %zu pools, not %zu", cases[i].path, cases[i].part, count,
                     cases[i].count);
        }
    }
    ak_sim_world_free(world);
}

static void contoso_has_clusters_of_every_kind_of_its_story(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *part;
        size_t count;
    } cases[] = {
        {"id", "/resourcegroups/", 12},
        {"type", "Microsoft.ContainerService/ManagedClusters", 12},
        {"sku.tier", "Premium", 3},
        {"properties.supportPlan", "AKSLongTermSupport", 3},
        {"properties.provisioningState", "Failed", 1},
        {"properties.provisioningState", "Creating", 1},
        {"properties.provisioningState", "Upgrading", 1},
        {"properties.powerState.code", "Stopped", 1},
        {"properties.nodeProvisioningProfile.mode", "Auto", 1},
        {"properties.networkProfile.networkPlugin", "kubenet", 1},
        {"properties.networkProfile.loadBalancerSku", "basic", 1},
        {"properties.fqdn", "usgovvirginia.cx.aks.containerservice.azure.us", 1},
        {"tags.担当", "決済", 1},
        {"tags.note", "\033[31m", 1},
        {"properties.fqdn", "{", 0},
        {"properties.windowsProfile.adminUsername", "azureuser", 2},
    };
    struct ak_sim_world *world = contoso_new();
    assert_int_equal(world->subscription_count, 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = count_clusters(world, cases[i].path, cases[i].part);
        if (count != cases[i].count) {
            fail_msg("%s %s: %zu clusters, not %zu", cases[i].path, cases[i].part, count,
                     cases[i].count);
        }
    }
    ak_sim_world_free(world);
}

static void contoso_is_what_the_picture_shows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *location;
        const char *version;
        size_t pools;
    } cases[] = {
        {"payments-prod", "westeurope", "1.33.5", 4},
        {"ledger-prod", "northeurope", "1.34.1", 6},
        {"hsm-gateway", "usgovvirginia", "1.31.9", 2},
        {"landing-zone", "japaneast", "1.37.1", 0},
        {"platform-shared-services-observability-and-logging-prod-uksouth", "uksouth", "1.34.6", 4},
    };
    struct ak_sim_world *world = contoso_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ak_sim_cluster *cluster = cluster_named(world, cases[i].name);
        assert_string_equal(ak_sim_json_text(cluster->body, "location"), cases[i].location);
        assert_string_equal(text_at(cluster->body, "properties.currentKubernetesVersion"),
                            cases[i].version);
        assert_int_equal(cluster->pool_count, cases[i].pools);
        assert_int_equal(
            cJSON_GetArraySize(ak_sim_json_get(properties_of(cluster->body), "agentPoolProfiles")),
            (int)cases[i].pools);
    }
    const struct ak_sim_pool *pool =
        ak_sim_find_pool(cluster_named(world, "payments-prod"), "cvmpool");
    assert_string_equal(text_at(pool->body, "properties.vmSize"), "Standard_DC4as_v5");
    assert_string_equal(text_at(pool->body, "properties.nodeImageVersion"),
                        "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0");
    assert_int_equal(ak_sim_json_int(properties_of(pool->body), "minCount", 0), 3);
    assert_int_equal(ak_sim_json_int(properties_of(pool->body), "maxCount", 0), 12);
    ak_sim_world_free(world);
}

static char *printed(const struct ak_sim_world *world)
{
    cJSON *all = cJSON_CreateArray();
    for (size_t i = 0; i < world->subscription_count; i++) {
        const struct ak_sim_subscription *subscription = world->subscriptions[i];
        cJSON_AddItemToArray(all, cJSON_CreateString(subscription->id));
        for (size_t j = 0; j < subscription->cluster_count; j++) {
            const struct ak_sim_cluster *cluster = subscription->clusters[j];
            cJSON_AddItemToArray(all, ak_sim_json_copy(cluster->body));
            for (size_t k = 0; k < cluster->pool_count; k++) {
                cJSON_AddItemToArray(all, ak_sim_json_copy(cluster->pools[k]->body));
            }
        }
    }
    char *text = cJSON_PrintUnformatted(all);
    cJSON_Delete(all);
    assert_non_null(text);
    return text;
}

static char *generated(size_t clusters, size_t pools, uint64_t seed)
{
    struct ak_sim_world *world = ak_sim_world_new(STORY_DAY);
    ak_sim_fleet_generate(world, clusters, pools, seed);
    char *text = printed(world);
    ak_sim_world_free(world);
    return text;
}

static void a_seed_gives_one_fleet(void **state)
{
    (void)state;
    char *first = generated(60, 7, 7);
    char *again = generated(60, 7, 7);
    char *other = generated(60, 7, 8);
    assert_string_equal(first, again);
    assert_string_not_equal(first, other);
    free(first);
    free(again);
    free(other);
}

static void a_seed_gives_the_same_fleet_on_every_machine(void **state)
{
    (void)state;
    struct ak_sim_world *world = ak_sim_world_new(0);
    ak_sim_fleet_generate(world, 1, 2, 1);
    const struct ak_sim_cluster *cluster = world->subscriptions[0]->clusters[0];
    assert_string_equal(world->subscriptions[0]->id, "910a2dec-8902-4cc1-afba-8da1658eec67");
    assert_string_equal(cluster->name, "billing-test-00000");
    assert_string_equal(cluster->pools[1]->name, "user1");
    ak_sim_world_free(world);
}

static void generated_fleets_have_what_was_asked_for(void **state)
{
    (void)state;
    static const struct {
        size_t clusters;
        size_t pools;
        size_t subscriptions;
    } cases[] = {{0, 5, 0}, {1, 0, 1}, {1, 1, 1}, {1000, 1, 1}, {1001, 1, 2}, {20, 100, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_world *world = ak_sim_world_new(STORY_DAY);
        ak_sim_fleet_generate(world, cases[i].clusters, cases[i].pools, i);
        assert_int_equal(world->subscription_count, cases[i].subscriptions);
        assert_int_equal(count_clusters(world, "id", "/managedClusters/"), cases[i].clusters);
        /* Every pool is there under a name of its own, or the count would be short. */
        assert_int_equal(count_pools(world, "type", "VirtualMachineScaleSets"),
                         cases[i].clusters * cases[i].pools);
        assert_int_equal(count_pools(world, "mode", "System"),
                         cases[i].pools == 0 ? 0 : cases[i].clusters);
        ak_sim_world_free(world);
    }
}

static void generated_pools_have_names_that_azure_takes(void **state)
{
    (void)state;
    enum { LINUX_NAME = 12, WINDOWS_NAME = 6 };
    struct ak_sim_world *world = ak_sim_world_new(STORY_DAY);
    ak_sim_fleet_generate(world, 100, 40, 3);
    const struct ak_sim_subscription *subscription = world->subscriptions[0];
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        for (size_t j = 0; j < subscription->clusters[i]->pool_count; j++) {
            const struct ak_sim_pool *pool = subscription->clusters[i]->pools[j];
            bool is_windows = strcmp(text_at(pool->body, "properties.osType"), "Windows") == 0;
            assert_in_range(strlen(pool->name), 1, is_windows ? WINDOWS_NAME : LINUX_NAME);
        }
    }
    ak_sim_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contoso_has_pools_of_every_kind_of_its_story),
        cmocka_unit_test(contoso_has_clusters_of_every_kind_of_its_story),
        cmocka_unit_test(contoso_is_what_the_picture_shows),
        cmocka_unit_test(a_seed_gives_one_fleet),
        cmocka_unit_test(a_seed_gives_the_same_fleet_on_every_machine),
        cmocka_unit_test(generated_fleets_have_what_was_asked_for),
        cmocka_unit_test(generated_pools_have_names_that_azure_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
