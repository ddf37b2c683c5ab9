#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "akscope/sim/world.h"
#include "tui/sim/catalogue_int.h"
#include "tui/sim/json_int.h"

static struct ak_sim_world *world_on(const char *day)
{
    int64_t now = 0;
    assert_true(ak_time_parse(day, &now));
    return ak_sim_world_new(now);
}

static struct ak_sim_world *contoso_new(void)
{
    struct ak_sim_world *world = world_on("2026-11-23");
    ak_sim_fleet_contoso(world);
    return world;
}

/* The item of an array whose member `name` is `value`; NULL when there is none. */
static const cJSON *item_with(const cJSON *array, const char *name, const char *value)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array)
    {
        if (strcmp(ak_sim_json_text(item, name), value) == 0) {
            return item;
        }
    }
    return NULL;
}

static const char *capability(const cJSON *sku, const char *name)
{
    return ak_sim_json_text(item_with(ak_sim_json_get(sku, "capabilities"), "name", name), "value");
}

static void regions_offer_sizes_as_azure_describes_them(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        const char *size;
        const char *tee; /* NULL: the size is not offered there */
    } cases[] = {
        {"westeurope", "Standard_DC4as_v5", "SNP"},
        {"WestEurope", "Standard_D4ds_v5", ""},
        {"westeurope", "Standard_DC4as_v6", NULL},
        {"northeurope", "Standard_DC4as_v6", NULL},
        {"swedencentral", "Standard_DC4as_v6", "SNP"},
        {"eastus", "Standard_DC4es_v6", "TDX"},
        {"eastus", "Standard_DC4s_v3", ""},
        {"westeurope", "Standard_DC4as_cc_v5", ""},
        {"usgovvirginia", "Standard_DC4as_v5", "SNP"},
        {"japaneast", "Standard_DC4es_v6", NULL},
        {"atlantis", "Standard_D4s_v5", NULL},
    };
    struct ak_sim_world *world = world_on("2026-11-23");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *skus = ak_sim_catalogue_skus(world, cases[i].location);
        const cJSON *sku = item_with(skus, "name", cases[i].size);
        assert_int_equal(sku != NULL, cases[i].tee != NULL);
        if (sku != NULL) {
            assert_string_equal(capability(sku, "ConfidentialComputingType"), cases[i].tee);
            assert_string_not_equal(capability(sku, "vCPUs"), "");
            assert_string_equal(ak_sim_json_text(sku, "resourceType"), "virtualMachines");
        }
        cJSON_Delete(skus);
    }
    ak_sim_world_free(world);
}

static void each_offer_names_its_one_region_and_its_zones(void **state)
{
    (void)state;
    struct ak_sim_world *world = world_on("2026-11-23");
    cJSON *skus = ak_sim_catalogue_skus(world, NULL);
    cJSON *locations = ak_sim_catalogue_locations("s");
    const cJSON *sku = NULL;
    cJSON_ArrayForEach(sku, skus)
    {
        const cJSON *named = ak_sim_json_get(sku, "locations");
        const cJSON *info = ak_sim_json_get(sku, "locationInfo");
        assert_int_equal(cJSON_GetArraySize(named), 1);
        assert_int_equal(cJSON_GetArraySize(info), 1);
        assert_non_null(item_with(locations, "name", named->child->valuestring));
        assert_string_equal(ak_sim_json_text(info->child, "location"), named->child->valuestring);
        assert_true(cJSON_IsArray(ak_sim_json_get(info->child, "zones")));
    }
    cJSON *here = ak_sim_catalogue_skus(world, "westeurope");
    assert_true(cJSON_GetArraySize(skus) > 10 * cJSON_GetArraySize(here));
    assert_int_equal(
        cJSON_GetArraySize(ak_sim_json_get(
            ak_sim_json_get(item_with(here, "name", "Standard_DC4as_v5"), "locationInfo")->child,
            "zones")),
        2);
    cJSON_Delete(here);
    cJSON_Delete(skus);
    cJSON_Delete(locations);
    ak_sim_world_free(world);
}

static void restrictions_hold_for_a_region_or_for_zones(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        const char *size;
        const char *type;
        int zones;
    } cases[] = {
        {"westeurope", "Standard_DC4ads_v5", "Zone", 1},
        {"northeurope", "Standard_EC8as_v5", "Location", 0},
    };
    struct ak_sim_world *world = world_on("2026-11-23");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *skus = ak_sim_catalogue_skus(world, cases[i].location);
        const cJSON *sku = item_with(skus, "name", cases[i].size);
        const cJSON *restriction = ak_sim_json_get(sku, "restrictions")->child;
        assert_string_equal(ak_sim_json_text(restriction, "type"), cases[i].type);
        assert_string_equal(ak_sim_json_text(restriction, "reasonCode"),
                            "NotAvailableForSubscription");
        const cJSON *info = ak_sim_json_get(restriction, "restrictionInfo");
        assert_int_equal(cJSON_GetArraySize(ak_sim_json_get(info, "zones")), cases[i].zones);
        cJSON_Delete(skus);
    }
    ak_sim_world_free(world);
}

static const cJSON *usage_named(const cJSON *usages, const char *name)
{
    const cJSON *usage = NULL;
    cJSON_ArrayForEach(usage, usages)
    {
        if (strcmp(ak_sim_json_text(ak_sim_json_get(usage, "name"), "value"), name) == 0) {
            return usage;
        }
    }
    fail_msg("no usage %s", name);
    return NULL;
}

static void usages_count_the_vcpus_of_the_pools(void **state)
{
    (void)state;
    static const struct {
        size_t subscription;
        const char *location;
        const char *name;
        int used;
        int limit;
    } cases[] = {
        {0, "westeurope", "standardDCASv5Family", 16, 24},
        {0, "WESTEUROPE", "standardDDSv5Family", 12, 350},
        {0, "westeurope", "cores", 36, 400},
        {0, "northeurope", "lowPriorityCores", 48, 100},
        {0, "northeurope", "standardDCasv6Family", 8, 16},
        {0, "eastus", "standardDCEV6Family", 16, 32},
        {0, "westus2", "availabilitySets", 1, 2500},
        {1, "westeurope", "standardDCASv5Family", 0, 24},
        {1, "germanywestcentral", "cores", 0, 1000},      /* all is stopped there */
        {1, "westeurope", "standardDSv5Family", 92, 100}, /* above the usual 64: raised */
        {2, "usgovvirginia", "standardDCASv5Family", 8, 12},
        {2, "northeurope", "standardDCADSv5Family", 0, 0},
    };
    struct ak_sim_world *world = contoso_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *usages = ak_sim_catalogue_usages(world, world->subscriptions[cases[i].subscription],
                                                cases[i].location);
        const cJSON *usage = usage_named(usages, cases[i].name);
        assert_int_equal(ak_sim_json_int(usage, "currentValue", -1), cases[i].used);
        assert_int_equal(ak_sim_json_int(usage, "limit", -1), cases[i].limit);
        cJSON_Delete(usages);
    }
    assert_null(ak_sim_catalogue_usages(world, world->subscriptions[0], "atlantis"));
    ak_sim_world_free(world);
}

static void usages_are_named_for_people_too(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *words;
    } cases[] = {
        {"standardDCASv5Family", "Standard DCASv5 Family vCPUs"},
        {"Standard NCASv3_T4 Family", "Standard NCASv3_T4 Family vCPUs"},
        {"cores", "Total Regional vCPUs"},
    };
    struct ak_sim_world *world = contoso_new();
    cJSON *usages = ak_sim_catalogue_usages(world, world->subscriptions[0], "westeurope");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const cJSON *names = ak_sim_json_get(usage_named(usages, cases[i].name), "name");
        assert_string_equal(ak_sim_json_text(names, "localizedValue"), cases[i].words);
    }
    cJSON_Delete(usages);
    ak_sim_world_free(world);
}

static void sizes_outside_the_catalogue_count_by_their_name(void **state)
{
    (void)state;
    cJSON *none = cJSON_CreateArray();
    static const struct {
        const char *name;
        int vcpus;
    } cases[] = {{"Standard_D48s_v9", 48}, {"standard_nd96asr_v4", 96}, {"odd", 0}, {"", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_size size = ak_sim_size_find(none, cases[i].name);
        assert_int_equal(size.vcpus, cases[i].vcpus);
        assert_string_equal(size.family, "");
    }
    cJSON_Delete(none);
}

static void versions_follow_the_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        const char *newest;
        const char *preview; /* "" when the newest is released */
        const char *standard;
        const char *oldest_official;
        const char *oldest;
    } cases[] = {
        {"2026-11-23", "1.37", "", "1.36", "1.34", "1.31"},
        {"2026-12-01", "1.37", "", "1.36", "1.35", "1.32"},
        {"2026-09-15", "1.37", "1.37", "1.35", "1.34", "1.31"},
        {"2026-07-31", "1.36", "", "1.35", "1.33", "1.30"},
        {"2025-06-15", "1.33", "", "1.32", "1.30", "1.27"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_world *world = world_on(cases[i].day);
        cJSON *body = ak_sim_catalogue_versions(world, "westeurope");
        const cJSON *values = ak_sim_json_get(body, "values");
        const char *preview = "";
        const char *standard = "";
        const char *oldest_official = "";
        const cJSON *minor = NULL;
        cJSON_ArrayForEach(minor, values)
        {
            const char *version = ak_sim_json_text(minor, "version");
            const cJSON *plans =
                ak_sim_json_get(ak_sim_json_get(minor, "capabilities"), "supportPlan");
            preview = cJSON_IsTrue(ak_sim_json_get(minor, "isPreview")) ? version : preview;
            standard = cJSON_IsTrue(ak_sim_json_get(minor, "isDefault")) ? version : standard;
            if (strcmp(plans->child->valuestring, "KubernetesOfficial") == 0) {
                oldest_official = version;
            }
            assert_non_null(ak_sim_json_get(minor, "patchVersions")->child);
        }
        int last = cJSON_GetArraySize(values) - 1;
        assert_string_equal(ak_sim_json_text(values->child, "version"), cases[i].newest);
        assert_string_equal(preview, cases[i].preview);
        assert_string_equal(standard, cases[i].standard);
        assert_string_equal(oldest_official, cases[i].oldest_official);
        assert_string_equal(ak_sim_json_text(cJSON_GetArrayItem(values, last), "version"),
                            cases[i].oldest);
        cJSON_Delete(body);
        ak_sim_world_free(world);
    }
}

static void upgrades_go_up_one_minor_or_three_under_long_term_support(void **state)
{
    (void)state;
    static const struct {
        const char *current;
        const char *first; /* newest; NULL when there is none */
        const char *last;
    } cases[] = {
        {"1.37.3", NULL, NULL},
        {"1.37.2", "1.37.3", "1.37.3"},
        {"1.36.4", "1.37.3", "1.36.5"},
        {"1.34.1", "1.35.11", "1.34.2"},
        {"1.33.5", "1.36.7", "1.33.100"},
        {"1.30.9", "1.31.105", "1.31.104"},
        {"1.25.6", "1.31.105", "1.31.104"},
    };
    struct ak_date today = {.year = 2026, .month = 11, .day = 23};
    cJSON *offered = ak_sim_versions_offered(today);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *upgrades = ak_sim_versions_upgrades(offered, cases[i].current);
        int count = cJSON_GetArraySize(upgrades);
        assert_int_equal(count > 0, cases[i].first != NULL);
        if (count > 0) {
            assert_string_equal(upgrades->child->valuestring, cases[i].first);
            assert_string_equal(cJSON_GetArrayItem(upgrades, count - 1)->valuestring,
                                cases[i].last);
        }
        cJSON_Delete(upgrades);
    }
    cJSON_Delete(offered);
}

static void a_pool_may_follow_its_control_plane_but_not_pass_it(void **state)
{
    (void)state;
    struct ak_sim_world *world = contoso_new();
    const struct ak_sim_cluster *cluster =
        ak_sim_find_cluster(world->subscriptions[0], NULL, "payments-prod");
    const struct ak_sim_pool *pool = ak_sim_find_pool(cluster, "cvmpool");
    cJSON *profile = ak_sim_catalogue_pool_upgrades(world, cluster, pool);
    const cJSON *properties = ak_sim_json_get(profile, "properties");
    assert_null(ak_sim_json_get(properties, "upgrades"));
    assert_string_equal(ak_sim_json_text(properties, "latestNodeImageVersion"),
                        "AKSUbuntu-2004gen2CVMcontainerd-202611.09.0");
    cJSON_Delete(profile);
    ak_sim_json_set_text(ak_sim_json_get(cluster->body, "properties"), "currentKubernetesVersion",
                         "1.34.1");
    profile = ak_sim_catalogue_pool_upgrades(world, cluster, pool);
    const cJSON *upgrades = ak_sim_json_get(ak_sim_json_get(profile, "properties"), "upgrades");
    assert_string_equal(ak_sim_json_text(upgrades->child, "kubernetesVersion"), "1.34.1");
    cJSON_Delete(profile);
    cJSON *versions = ak_sim_catalogue_pool_versions(world, cluster);
    const cJSON *list =
        ak_sim_json_get(ak_sim_json_get(versions, "properties"), "agentPoolVersions");
    assert_string_equal(ak_sim_json_text(list->child, "kubernetesVersion"), "1.34.1");
    assert_true(cJSON_IsTrue(ak_sim_json_get(list->child, "default")));
    assert_null(item_with(list, "kubernetesVersion", "1.34.2"));
    assert_non_null(item_with(list, "kubernetesVersion", "1.33.101"));
    cJSON_Delete(versions);
    ak_sim_world_free(world);
}

static void a_pool_without_an_image_has_no_latest_one(void **state)
{
    (void)state;
    struct ak_sim_world *world = contoso_new();
    const struct ak_sim_cluster *cluster =
        ak_sim_find_cluster(world->subscriptions[0], NULL, "risk-analytics");
    cJSON *profile =
        ak_sim_catalogue_pool_upgrades(world, cluster, ak_sim_find_pool(cluster, "newcvm"));
    assert_null(ak_sim_json_get(ak_sim_json_get(profile, "properties"), "latestNodeImageVersion"));
    cJSON_Delete(profile);
    profile = ak_sim_catalogue_cluster_upgrades(world, cluster);
    const cJSON *properties = ak_sim_json_get(profile, "properties");
    assert_int_equal(cJSON_GetArraySize(ak_sim_json_get(properties, "agentPoolProfiles")), 4);
    assert_string_equal(
        ak_sim_json_text(ak_sim_json_get(properties, "controlPlaneProfile"), "kubernetesVersion"),
        "1.36.4");
    cJSON_Delete(profile);
    ak_sim_world_free(world);
}

static void the_newest_image_is_of_the_same_definition(void **state)
{
    (void)state;
    static const struct {
        const char *image;
        const char *newest;
    } cases[] = {
        {"AKSUbuntu-2204gen2containerd-202401.09.2", "AKSUbuntu-2204gen2containerd-202611.14.0"},
        {"AKSWindows-2022-containerd-20348.1787.230614",
         "AKSWindows-2022-containerd-20348.5733.261111"},
        {"AKSFlatcar-flatcargen2-202509.11.0", "AKSFlatcar-flatcargen2-202607.02.0"},
        {"AKSAzureLinux-V2gen2-202407.22.0", "AKSAzureLinux-V2gen2-202512.06.0"},
        {"contoso-golden-image-7", "contoso-golden-image-7"},
        {"nodash", "nodash"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *newest = ak_sim_image_newest(cases[i].image);
        assert_string_equal(newest, cases[i].newest);
        free(newest);
    }
}

static void locations_are_those_of_the_subscription(void **state)
{
    (void)state;
    cJSON *locations = ak_sim_catalogue_locations("Sub");
    const cJSON *location = item_with(locations, "name", "westeurope");
    assert_string_equal(ak_sim_json_text(location, "id"),
                        "/subscriptions/Sub/locations/westeurope");
    assert_string_equal(ak_sim_json_text(location, "displayName"), "West Europe");
    const cJSON *pairs = ak_sim_json_get(ak_sim_json_get(location, "metadata"), "pairedRegion");
    assert_string_equal(ak_sim_json_text(pairs->child, "name"), "northeurope");
    assert_int_equal(cJSON_GetArraySize(ak_sim_json_get(location, "availabilityZoneMappings")), 3);
    assert_null(
        ak_sim_json_get(item_with(locations, "name", "westus"), "availabilityZoneMappings"));
    cJSON_Delete(locations);
    cJSON *features = ak_sim_catalogue_feature_names();
    bool found = false;
    const cJSON *feature = NULL;
    cJSON_ArrayForEach(feature, features)
    {
        found |= strcmp(feature->valuestring, "AzureLinuxCVMPreview") == 0;
    }
    assert_true(found);
    cJSON_Delete(features);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_offer_sizes_as_azure_describes_them),
        cmocka_unit_test(each_offer_names_its_one_region_and_its_zones),
        cmocka_unit_test(restrictions_hold_for_a_region_or_for_zones),
        cmocka_unit_test(usages_count_the_vcpus_of_the_pools),
        cmocka_unit_test(usages_are_named_for_people_too),
        cmocka_unit_test(sizes_outside_the_catalogue_count_by_their_name),
        cmocka_unit_test(versions_follow_the_calendar),
        cmocka_unit_test(upgrades_go_up_one_minor_or_three_under_long_term_support),
        cmocka_unit_test(a_pool_may_follow_its_control_plane_but_not_pass_it),
        cmocka_unit_test(a_pool_without_an_image_has_no_latest_one),
        cmocka_unit_test(the_newest_image_is_of_the_same_definition),
        cmocka_unit_test(locations_are_those_of_the_subscription),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
