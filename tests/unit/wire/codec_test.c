/* codec_test.c: each codec on what Azure sends. */
#include "config.h"

#include "decode_case.h"

#define CLUSTER_ID                                                                                 \
    "/subscriptions/s-1/resourcegroups/My-RG/providers/Microsoft.ContainerService/"                \
    "managedClusters/c1"

static void a_cluster_knows_its_group_and_subscription_from_its_id(void **state)
{
    static const struct {
        const char *id, *group, *subscription;
    } cases[] = {
        {CLUSTER_ID, "My-RG", "s-1"},
        {"/SUBSCRIPTIONS/A/RESOURCEGROUPS/B/providers/x", "B", "A"},
        {"/subscriptions/A/resourceGroups/", NULL, "A"},
        {"/subscriptionsX/A/resourceGroup/B", NULL, NULL},
        {"x", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char body[256];

        snprintf(body, sizeof(body), "{\"id\":\"%s\"}", cases[i].id);
        struct ak_payload *payload = decode(AK_CODEC_CLUSTER, "", body);
        const struct ak_cluster *cluster = payload->as.clusters.items;
        assert_string_equal(cluster->id, cases[i].id);
        if (cases[i].group == NULL)
            assert_null(cluster->resource_group);
        else
            assert_string_equal(cluster->resource_group, cases[i].group);
        if (cases[i].subscription == NULL)
            assert_null(cluster->subscription_id);
        else
            assert_string_equal(cluster->subscription_id, cases[i].subscription);
        ak_payload_unref(payload);
    }
}

static void a_cluster_is_read_with_its_pools(void **state)
{
    static const char body[] =
        "{\"id\":\"" CLUSTER_ID "\",\"name\":\"c1\",\"location\":\"westus2\",\"eTag\":\"e\","
        "\"sku\":{\"name\":\"Base\",\"tier\":\"Standard\"},\"tags\":{\"env\":\"prod\",\"none\":"
        "\"\"},"
        "\"properties\":{\"kubernetesVersion\":\"1.33\",\"currentKubernetesVersion\":\"1.33.5\","
        "\"provisioningState\":\"Succeeded\",\"powerState\":{\"code\":\"Running\"},\"fqdn\":\"f\","
        "\"supportPlan\":\"KubernetesOfficial\",\"nodeResourceGroup\":\"MC\","
        "\"networkProfile\":{\"networkPlugin\":\"azure\",\"networkPolicy\":\"cilium\","
        "\"loadBalancerSku\":\"standard\"},\"nodeProvisioningProfile\":{\"mode\":\"Auto\"},"
        "\"autoUpgradeProfile\":{\"upgradeChannel\":\"patch\",\"nodeOSUpgradeChannel\":"
        "\"NodeImage\"},"
        "\"addonProfiles\":{\"openServiceMesh\":{\"enabled\":true},"
        "\"httpApplicationRouting\":{\"enabled\":false}},\"podIdentityProfile\":{},"
        "\"ingressProfile\":{\"webAppRouting\":{\"enabled\":true,\"nginx\":"
        "{\"defaultIngressControllerType\":\"None\"}}},\"securityProfile\":{\"defender\":"
        "{\"securityMonitoring\":{\"enabled\":true}}},"
        "\"agentPoolProfiles\":[null,{\"name\":\"sys\",\"count\":3,\"orchestratorVersion\":\"1."
        "32\"},"
        "{\"name\":\"cvm\",\"vmSize\":\"Standard_DC4as_v5\"}]}}";
    struct ak_payload *payload = decode(AK_CODEC_CLUSTER, "", body);
    const struct ak_cluster *cluster = payload->as.clusters.items;

    (void)state;
    assert_string_equal(cluster->requested_version, "1.33");
    assert_string_equal(cluster->kubernetes_version, "1.33.5");
    assert_string_equal(cluster->etag, "e");
    assert_string_equal(cluster->sku_name, "Base");
    assert_string_equal(cluster->sku_tier, "Standard");
    assert_string_equal(cluster->power_state, "Running");
    assert_string_equal(cluster->support_plan, "KubernetesOfficial");
    assert_string_equal(cluster->node_resource_group, "MC");
    assert_string_equal(cluster->network_plugin, "azure");
    assert_string_equal(cluster->network_policy, "cilium");
    assert_string_equal(cluster->load_balancer_sku, "standard");
    assert_string_equal(cluster->node_provisioning_mode, "Auto");
    assert_string_equal(cluster->upgrade_channel, "patch");
    assert_string_equal(cluster->node_os_upgrade_channel, "NodeImage");
    assert_int_equal(cluster->open_service_mesh, AK_YES);
    assert_int_equal(cluster->http_application_routing, AK_NO);
    assert_int_equal(cluster->pod_identity, AK_UNKNOWN);
    assert_int_equal(cluster->app_routing, AK_YES);
    assert_string_equal(cluster->app_routing_nginx, "None");
    assert_int_equal(cluster->defender, AK_YES);
    assert_int_equal(cluster->tags.count, 2);
    assert_string_equal(cluster->tags.items[1].key, "none");
    assert_string_equal(cluster->tags.items[1].value, "");
    assert_int_equal(cluster->pool_count, 2);
    assert_string_equal(cluster->pools[0].id, CLUSTER_ID "/agentPools/sys");
    assert_string_equal(cluster->pools[0].kubernetes_version, "1.32");
    assert_true(cluster->pools[0].count.is_set);
    assert_int_equal(cluster->pools[0].count.value, 3);
    assert_false(cluster->pools[1].count.is_set);
    assert_null(cluster->pools[1].kubernetes_version);
    assert_string_equal(cluster->pools[1].vm_size, "Standard_DC4as_v5");
    ak_payload_unref(payload);
}

static void both_forms_of_a_pool_give_the_same(void **state)
{
#define SETTINGS                                                                                   \
    "\"count\":0,\"minCount\":1,\"maxCount\":9,\"maxPods\":110,\"osDiskSizeGB\":128,"              \
    "\"enableAutoScaling\":true,\"enableFIPS\":false,\"scaleSetPriority\":\"Spot\","               \
    "\"scaleSetEvictionPolicy\":\"Delete\",\"spotMaxPrice\":-1,\"upgradeSettings\":{\"maxSurge\":" \
    "\"33%\","                                                                                     \
    "\"maxUnavailable\":\"0\",\"drainTimeoutInMinutes\":30,\"nodeSoakDurationInMinutes\":5},"      \
    "\"securityProfile\":{\"enableVTPM\":true,\"enableSecureBoot\":false},\"enableVTPM\":false,"   \
    "\"enableCustomCATrust\":true,"                                                                \
    "\"availabilityZones\":[\"3\",null,\"1\"],\"nodeTaints\":[\"a=b:NoSchedule\"],"                \
    "\"nodeLabels\":{\"l\":\"v\"},\"tags\":{\"t\":\"\"},\"type\":\"VirtualMachineScaleSets\""
    static const char *const bodies[] = {
        "{\"name\":\"p\",\"eTag\":\"e\"," SETTINGS "}",
        "{\"name\":\"p\",\"type\":\"Microsoft.ContainerService/managedClusters/agentPools\","
        "\"properties\":{\"eTag\":\"e\"," SETTINGS "}}",
        "{\"id\":\"" CLUSTER_ID "/agentPools/p\",\"name\":\"p\",\"eTag\":\"e\","
        "\"properties\":{" SETTINGS "}}",
    };
#undef SETTINGS

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct ak_payload *payload = decode(AK_CODEC_POOL, CLUSTER_ID, bodies[i]);
        const struct ak_pool *pool = payload->as.pools.items;

        assert_int_equal(payload->as.pools.count, 1);
        assert_string_equal(pool->id, CLUSTER_ID "/agentPools/p");
        assert_string_equal(pool->etag, "e");
        assert_string_equal(pool->type, "VirtualMachineScaleSets");
        assert_true(pool->count.is_set);
        assert_int_equal(pool->count.value, 0);
        assert_int_equal(pool->min_count.value, 1);
        assert_int_equal(pool->max_count.value, 9);
        assert_int_equal(pool->max_pods.value, 110);
        assert_int_equal(pool->os_disk_size_gb.value, 128);
        assert_int_equal(pool->drain_timeout_minutes.value, 30);
        assert_int_equal(pool->node_soak_minutes.value, 5);
        assert_string_equal(pool->max_surge, "33%");
        assert_string_equal(pool->spot_max_price, "-1");
        assert_string_equal(pool->max_unavailable, "0");
        assert_int_equal(pool->autoscaling, AK_YES);
        assert_int_equal(pool->fips, AK_NO);
        assert_int_equal(pool->ultra_ssd, AK_UNKNOWN);
        assert_int_equal(pool->vtpm, AK_YES);
        assert_int_equal(pool->secure_boot, AK_NO);
        assert_int_equal(pool->custom_ca_trust, AK_YES);
        assert_int_equal(pool->zones.count, 2);
        assert_string_equal(pool->zones.items[1], "1");
        assert_string_equal(pool->taints.items[0], "a=b:NoSchedule");
        assert_string_equal(pool->labels.items[0].value, "v");
        assert_string_equal(pool->tags.items[0].value, "");
        ak_payload_unref(payload);
    }
}

static void a_pool_of_single_machines_counts_them(void **state)
{
    static const struct {
        const char *body, *size;
        bool has_count;
        int64_t count;
    } cases[] = {
        {"{\"name\":\"p\",\"virtualMachinesProfile\":{\"scale\":{\"manual\":[{\"size\":\"A\","
         "\"count\":2}]}},"
         "\"virtualMachineNodesStatus\":null}",
         "A", true, 2},
        {"{\"name\":\"p\",\"virtualMachinesProfile\":{\"scale\":{\"manual\":[{\"size\":\"A\","
         "\"count\":3}]}},"
         "\"virtualMachineNodesStatus\":[{\"size\":\"A\",\"count\":2}]}",
         "A", true, 2},
        {"{\"name\":\"p\",\"virtualMachineNodesStatus\":[{\"size\":\"A\",\"count\":2},{\"size\":"
         "\"a\",\"count\":1}]}",
         "A", true, 3},
        {"{\"name\":\"p\",\"virtualMachineNodesStatus\":[{\"size\":\"A\",\"count\":2},{\"size\":"
         "\"B\",\"count\":4}]}",
         NULL, true, 6},
        {"{\"name\":\"p\",\"virtualMachinesProfile\":{\"scale\":{\"autoscale\":{\"size\":\"A\"}}}}",
         NULL, false, 0},
        {"{\"name\":\"p\",\"vmSize\":\"C\",\"count\":1,\"virtualMachineNodesStatus\":[{\"size\":"
         "\"A\",\"count\":2}]}",
         "C", true, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ak_payload *payload = decode(AK_CODEC_POOL, "", cases[i].body);
        const struct ak_pool *pool = payload->as.pools.items;

        assert_null(pool->id);
        if (cases[i].size == NULL)
            assert_null(pool->vm_size);
        else
            assert_string_equal(pool->vm_size, cases[i].size);
        assert_int_equal(pool->count.is_set, cases[i].has_count);
        assert_int_equal(pool->count.value, cases[i].count);
        ak_payload_unref(payload);
    }
}

static void subscriptions_are_read(void **state)
{
    struct ak_payload *payload = decode(
        AK_CODEC_SUBSCRIPTIONS, "",
        "{\"value\":[{\"id\":\"/subscriptions/1\",\"subscriptionId\":\"1\",\"displayName\":\"One\","
        "\"state\":\"Warned\",\"tenantId\":\"t\"},{\"subscriptionId\":\"2\"}],\"count\":{\"value\":"
        "2}}");
    const struct ak_subscriptions *list = &payload->as.subscriptions;

    (void)state;
    assert_int_equal(list->count, 2);
    assert_string_equal(list->items[0].id, "1");
    assert_string_equal(list->items[0].name, "One");
    assert_string_equal(list->items[0].state, "Warned");
    assert_string_equal(list->items[0].tenant_id, "t");
    assert_string_equal(list->items[1].id, "2");
    assert_null(list->items[1].name);
    ak_payload_unref(payload);
}

static void features_lose_their_providers_name(void **state)
{
    struct ak_payload *payload = decode(
        AK_CODEC_FEATURES, "",
        "{\"value\":[{\"name\":\"Microsoft.ContainerService/AzureLinuxCVMPreview\","
        "\"properties\":{\"state\":\"Registered\"}},{\"name\":\"Bare\",\"properties\":null}]}");
    const struct ak_features *list = &payload->as.features;

    (void)state;
    assert_int_equal(list->count, 2);
    assert_string_equal(list->items[0].name, "AzureLinuxCVMPreview");
    assert_string_equal(list->items[0].state, "Registered");
    assert_string_equal(list->items[1].name, "Bare");
    assert_null(list->items[1].state);
    ak_payload_unref(payload);
}

/* The second as newer api-versions write it. */
static void permissions_keep_their_objects_apart(void **state)
{
    static const char body[] =
        "{\"value\":[{\"actions\":[\"*\"],\"notActions\":[\"Microsoft.Authorization/*/"
        "Write\",\"x\"],"
        "\"dataActions\":[\"d\"],\"notDataActions\":[]},null,"
        "{\"actions\":[\"*/read\"],\"condition\":null,\"conditionVersion\":null},"
        "{\"actions\":null,\"condition\":\"@Resource[x] == 1\"}]}";
    struct ak_payload *payload = decode(AK_CODEC_PERMISSIONS, "", body);
    const struct ak_permissions *permissions = &payload->as.permissions;

    (void)state;
    assert_int_equal(permissions->count, 3);
    assert_int_equal(permissions->items[0].actions.count, 1);
    assert_string_equal(permissions->items[0].actions.items[0], "*");
    assert_int_equal(permissions->items[0].not_actions.count, 2);
    assert_string_equal(permissions->items[0].not_actions.items[0],
                        "Microsoft.Authorization/*/Write");
    assert_string_equal(permissions->items[1].actions.items[0], "*/read");
    assert_int_equal(permissions->items[1].not_actions.count, 0);
    assert_null(permissions->items[1].condition);
    assert_int_equal(permissions->items[2].actions.count, 0);
    assert_string_equal(permissions->items[2].condition, "@Resource[x] == 1");
    ak_payload_unref(payload);
}

/* As Microsoft documents it: GetProvider of Microsoft.Resources. */
static void a_provider_is_read(void **state)
{
    struct ak_payload *payload =
        decode(AK_CODEC_PROVIDER, "",
               "{\"id\":\"/subscriptions/1/providers/Microsoft.Compute\",\"namespace\":"
               "\"Microsoft.Compute\",\"registrationState\":\"NotRegistered\",\"resourceTypes\":["
               "{\"resourceType\":\"disks\"}]}");

    (void)state;
    assert_string_equal(payload->as.provider.name, "Microsoft.Compute");
    assert_string_equal(payload->as.provider.state, "NotRegistered");
    ak_payload_unref(payload);
    payload = decode(AK_CODEC_PROVIDER, "", "{\"namespace\":\"Microsoft.Compute\"}");
    assert_null(payload->as.provider.state);
    ak_payload_unref(payload);
}

/* As Microsoft documents it: RoleAssignments_ListForScope, GetRoleDefinitionByName of
 * Microsoft.Authorization 2022-04-01. */
static void roles_are_read(void **state)
{
    struct ak_payload *payload = decode(
        AK_CODEC_ROLE_ASSIGNMENTS, "",
        "{\"value\":[{\"properties\":{\"roleDefinitionId\":\"/providers/Microsoft.Authorization/"
        "roleDefinitions/0b5fe924-9a61-425c-96af-cfe6e287ca2d\",\"principalId\":\"ce2ce14e-85d7-"
        "4629-bdbc-454d0519d987\",\"principalType\":\"User\",\"scope\":\"/subscriptions/1\"},"
        "\"id\":\"/subscriptions/1/providers/Microsoft.Authorization/roleAssignments/2\","
        "\"type\":\"Microsoft.Authorization/roleAssignments\",\"name\":\"2\"}]}");

    (void)state;
    assert_int_equal(payload->as.role_assignments.count, 1);
    assert_string_equal(payload->as.role_assignments.items[0].role_id,
                        "/providers/Microsoft.Authorization/roleDefinitions/"
                        "0b5fe924-9a61-425c-96af-cfe6e287ca2d");
    assert_string_equal(payload->as.role_assignments.items[0].scope, "/subscriptions/1");
    ak_payload_unref(payload);
    payload = decode(AK_CODEC_ROLE_DEFINITION, "",
                     "{\"properties\":{\"roleName\":\"Role name\",\"type\":\"roletype\","
                     "\"permissions\":[{\"actions\":[\"action\"],\"notActions\":[]}]},\"id\":"
                     "\"/subscriptions/subID/providers/Microsoft.Authorization/roleDefinitions/"
                     "roleDefinitionId\",\"name\":\"roleDefinitionId\"}");
    assert_string_equal(payload->as.role_definition.name, "Role name");
    ak_payload_unref(payload);
}

static void usages_without_a_name_are_passed_over(void **state)
{
    struct ak_payload *payload =
        decode(AK_CODEC_USAGES, "",
               "{\"value\":[{\"name\":{},\"currentValue\":1,\"limit\":2},{\"unit\":\"Count\","
               "\"name\":{\"value\":\"cores\",\"localizedValue\":\"Total Regional vCPUs\"},"
               "\"currentValue\":17,\"limit\":350}]}");
    const struct ak_usages *list = &payload->as.usages;

    (void)state;
    assert_int_equal(list->count, 1);
    assert_string_equal(list->items[0].name, "cores");
    assert_string_equal(list->items[0].label, "Total Regional vCPUs");
    assert_int_equal(list->items[0].used.value, 17);
    assert_int_equal(list->items[0].limit.value, 350);
    ak_payload_unref(payload);
}

static void versions_come_with_their_patches_newest_first(void **state)
{
    struct ak_payload *payload = decode(
        AK_CODEC_VERSIONS, "",
        "{\"values\":[{\"version\":\"1.33\",\"isDefault\":true,\"capabilities\":{\"supportPlan\":"
        "[\"KubernetesOfficial\",\"AKSLongTermSupport\"]},\"patchVersions\":{\"1.33.9\":{"
        "\"upgrades\":[]},"
        "\"1.33.10\":{\"upgrades\":[]},\"1.33.2\":{}}},{\"version\":\"1.34\",\"isPreview\":true}]"
        "}");
    const struct ak_kubernetes_version *items = payload->as.versions.items;

    (void)state;
    assert_int_equal(payload->as.versions.count, 2);
    assert_string_equal(items[0].minor, "1.33");
    assert_int_equal(items[0].is_default, AK_YES);
    assert_int_equal(items[0].is_preview, AK_UNKNOWN);
    assert_int_equal(items[0].support_plans.count, 2);
    assert_string_equal(items[0].support_plans.items[1], "AKSLongTermSupport");
    assert_int_equal(items[0].patches.count, 3);
    assert_string_equal(items[0].patches.items[0], "1.33.10");
    assert_string_equal(items[0].patches.items[1], "1.33.9");
    assert_string_equal(items[0].patches.items[2], "1.33.2");
    assert_int_equal(items[1].is_preview, AK_YES);
    assert_int_equal(items[1].patches.count, 0);
    ak_payload_unref(payload);
}

static void upgrades_are_read_of_the_cluster_and_of_a_pool(void **state)
{
    struct ak_payload *cluster =
        decode(AK_CODEC_CLUSTER_UPGRADES, "",
               "{\"properties\":{\"controlPlaneProfile\":{\"name\":\"master\","
               "\"kubernetesVersion\":\"1.32.7\","
               "\"osType\":\"Linux\",\"upgrades\":[{\"kubernetesVersion\":\"1.33.5\"},"
               "{\"kubernetesVersion\":\"1.34.1\",\"isPreview\":true}]},\"agentPoolProfiles\":"
               "[{\"name\":\"p\",\"kubernetesVersion\":\"1.31.1\",\"osType\":\"Windows\"}]}}");
    struct ak_payload *pool = decode(AK_CODEC_POOL_UPGRADES, "",
                                     "{\"properties\":{\"kubernetesVersion\":\"1.12.8\","
                                     "\"upgrades\":[{\"kubernetesVersion\":\"1.13.5\"}],"
                                     "\"latestNodeImageVersion\":\"AKSUbuntu:1604:2020.03.11\"}}");
    const struct ak_cluster_upgrades *of_cluster = &cluster->as.cluster_upgrades;
    const struct ak_pool_upgrades *of_pool = &pool->as.pool_upgrades;

    (void)state;
    assert_null(of_cluster->control_plane.name);
    assert_string_equal(of_cluster->control_plane.version, "1.32.7");
    assert_int_equal(of_cluster->control_plane.upgrade_count, 2);
    assert_int_equal(of_cluster->control_plane.upgrades[0].is_preview, AK_UNKNOWN);
    assert_string_equal(of_cluster->control_plane.upgrades[1].version, "1.34.1");
    assert_int_equal(of_cluster->control_plane.upgrades[1].is_preview, AK_YES);
    assert_int_equal(of_cluster->pool_count, 1);
    assert_string_equal(of_cluster->pools[0].name, "p");
    assert_string_equal(of_cluster->pools[0].os_type, "Windows");
    assert_int_equal(of_cluster->pools[0].upgrade_count, 0);
    assert_string_equal(of_pool->version, "1.12.8");
    assert_string_equal(of_pool->latest_node_image_version, "AKSUbuntu:1604:2020.03.11");
    assert_string_equal(of_pool->upgrades[0].version, "1.13.5");
    ak_payload_unref(cluster);
    ak_payload_unref(pool);
}

#define SKUS                                                                                       \
    "{\"value\":[{\"resourceType\":\"disks\",\"name\":\"Premium_LRS\"},"                           \
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_DC4as_v5\","                        \
    "\"family\":\"standardDCASv5Family\",\"locations\":[\"WestUS\"],\"locationInfo\":["            \
    "{\"location\":\"WestUS\",\"zones\":[\"9\"],\"extendedLocations\":[\"LA\"],"                   \
    "\"type\":\"EdgeZone\"},{\"location\":\"WestUS\",\"zones\":[\"2\",\"1\"]}],"                   \
    "\"capabilities\":[{\"name\":\"vCPUs\",\"value\":\"4\"},"                                      \
    "{\"name\":\"MemoryGB\",\"value\":\"1.75\"},{\"name\":\"GPUs\",\"value\":\"many\"},"           \
    "{\"name\":\"MaxResourceVolumeMB\",\"value\":\"0\"},"                                          \
    "{\"name\":\"ConfidentialComputingType\",\"value\":\"SNP\"},"                                  \
    "{\"name\":\"CpuArchitectureType\",\"value\":\"x64\"},"                                        \
    "{\"name\":\"HyperVGenerations\",\"value\":\"V1,V2\"},"                                        \
    "{\"name\":\"PremiumIO\",\"value\":\"True\"},"                                                 \
    "{\"name\":\"LowPriorityCapable\",\"value\":\"False\"},"                                       \
    "{\"name\":\"RetirementDateUtc\",\"value\":\"02/29/2028 00:00:00\"},"                          \
    "{\"name\":\"EphemeralOSDiskSupported\",\"value\":\"maybe\"},{\"name\":\"Unheard\"}],"         \
    "\"restrictions\":[{\"type\":\"Location\",\"reasonCode\":\"NotAvailableForSubscription\","     \
    "\"restrictionInfo\":{\"locations\":[\"westus\"]}},{\"type\":\"Zone\","                        \
    "\"reasonCode\":\"NotAvailableForSubscription\","                                              \
    "\"restrictionInfo\":{\"locations\":[\"westus\"],\"zones\":[\"3\"]}}]},"                       \
    "{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_B1s\","                             \
    "\"locations\":[\"eastus\"],\"locationInfo\":[{\"location\":\"eastus\"}],"                     \
    "\"capabilities\":[{\"name\":\"MemoryGB\",\"value\":\"0.5\"}],\"restrictions\":[]}]}"

static void sizes_of_the_region_are_read(void **state)
{
    static const char *const regions[] = {"westus", "West US", "1b2c/westus"};
    char date[AK_DATE_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++) {
        struct ak_payload *payload = decode(AK_CODEC_VM_SIZES, regions[i], SKUS);
        const struct ak_vm_size *size = payload->as.vm_sizes.items;

        assert_int_equal(payload->as.vm_sizes.count, 1);
        assert_string_equal(size->name, "Standard_DC4as_v5");
        assert_string_equal(size->family, "standardDCASv5Family");
        assert_string_equal(size->confidential_type, "SNP");
        assert_string_equal(size->architecture, "x64");
        assert_string_equal(size->generations, "V1,V2");
        assert_string_equal(size->restriction, "NotAvailableForSubscription");
        assert_int_equal(size->zones.count, 2);
        assert_string_equal(size->zones.items[0], "2");
        assert_int_equal(size->restricted_zones.count, 1);
        assert_string_equal(size->restricted_zones.items[0], "3");
        assert_int_equal(size->vcpus.value, 4);
        assert_int_equal(size->memory_mib.value, 1792);
        assert_true(size->local_disk_mib.is_set);
        assert_int_equal(size->local_disk_mib.value, 0);
        assert_false(size->gpus.is_set);
        assert_int_equal(size->premium_io, AK_YES);
        assert_int_equal(size->low_priority, AK_NO);
        assert_int_equal(size->ephemeral_os_disk, AK_UNKNOWN);
        assert_int_equal(size->trusted_launch_disabled, AK_UNKNOWN);
        assert_string_equal(ak_date_iso(size->retires, date), "2028-02-29");
        ak_payload_unref(payload);
    }
}

static void a_date_that_is_none_is_not_told(void **state)
{
    static const char *const texts[] = {"29/02/2028", "02/30/2028", "2028-02-29", "soon", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char body[256];

        snprintf(body, sizeof body,
                 "{\"value\":[{\"resourceType\":\"virtualMachines\",\"name\":\"Standard_A0\","
                 "\"capabilities\":[{\"name\":\"RetirementDateUtc\",\"value\":\"%s\"}]}]}",
                 texts[i]);
        struct ak_payload *payload = decode(AK_CODEC_VM_SIZES, "", body);

        assert_int_equal(payload->as.vm_sizes.count, 1);
        assert_false(ak_date_is_set(payload->as.vm_sizes.items[0].retires));
        ak_payload_unref(payload);
    }
}

static void without_a_region_all_sizes_are_read(void **state)
{
    struct ak_payload *payload = decode(AK_CODEC_VM_SIZES, "", SKUS);
    const struct ak_vm_sizes *sizes = &payload->as.vm_sizes;

    (void)state;
    assert_int_equal(sizes->count, 2);
    assert_string_equal(sizes->items[1].name, "Standard_B1s");
    assert_int_equal(sizes->items[1].memory_mib.value, 512);
    assert_null(sizes->items[1].restriction);
    ak_payload_unref(payload);
}

static void memory_is_read_without_rounding_surprises(void **state)
{
    static const struct {
        const char *text;
        bool is_set;
        int64_t mib;
    } cases[] = {
        {"0.75", true, 768},
        {"16", true, 16384},
        {"3.5", true, 3584},
        {"0", true, 0},
        {"1.", true, 1024},
        {"", false, 0},
        {".5", false, 0},
        {"-4", false, 0},
        {"1.5x", false, 0},
        {"1,5", false, 0},
        {"1e3", false, 0},
        {"99999999999999999999", false, 0},
        {"0.123456789123456789", true, 126},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char body[256];

        snprintf(
            body, sizeof(body),
            "{\"value\":[{\"resourceType\":\"VirtualMachines\",\"name\":\"n\",\"capabilities\":"
            "[{\"name\":\"MemoryGB\",\"value\":\"%s\"}]}]}",
            cases[i].text);
        struct ak_payload *payload = decode(AK_CODEC_VM_SIZES, "", body);
        struct ak_number memory = payload->as.vm_sizes.items[0].memory_mib;
        assert_int_equal(memory.is_set, cases[i].is_set);
        assert_int_equal(memory.value, cases[i].mib);
        ak_payload_unref(payload);
    }
}

static void raw_json_is_indented_and_harmless(void **state)
{
    struct ak_payload *payload = decode(
        AK_CODEC_RAW, "",
        "{\"a\":[],\"b\":{},\"c\":[1,-2.5,1e30,9007199254740991,true,null],"
        "\"d\\u001b\":\"\\u001b[2J\\n\\t\\\"\\\\\\u202e\\u0000 \xC3\xA9\xFF\\udb40\\udc41\"}");

    (void)state;
    assert_string_equal(payload->as.raw.json,
                        "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    -2.5,\n    1e+30,\n"
                        "    9007199254740991,\n    true,\n    null\n  ],\n"
                        "  \"d\\u001b\": \"\\u001b[2J\\n\\t\\\"\\\\\\u202e" AK_TEXT_REPLACEMENT
                        " \xC3\xA9" AK_TEXT_REPLACEMENT "\\udb40\\udc41\"\n}");
    ak_payload_unref(payload);
}

static void the_etag_of_a_resource_is_found(void **state)
{
    static const struct {
        const char *body, *etag;
    } cases[] = {
        {"{\"eTag\":\"e\",\"properties\":{}}", "e"},
        {"{\"properties\":{\"eTag\":\"e\"}}", "e"},
        {"{\"etag\":\"e\"}", "e"},
        {"{\"properties\":{}}", NULL},
        {"{\"eTag\":\"\",\"etag\":\"e\"}", "e"},
        {"{\"eTag\":\"a\\nb\"}", NULL},
        {"{\"eTag\":null}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_payload *payload = decode(AK_CODEC_RAW, "", cases[i].body);
        const struct ak_raw *raw = &payload->as.raw;

        if (cases[i].etag != NULL)
            assert_string_equal(raw->etag, cases[i].etag);
        else
            assert_null(raw->etag);
        assert_int_equal(raw->exact_len, strlen(cases[i].body));
        assert_string_equal(raw->exact, cases[i].body);
        ak_payload_unref(payload);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cluster_knows_its_group_and_subscription_from_its_id),
        cmocka_unit_test(a_cluster_is_read_with_its_pools),
        cmocka_unit_test(both_forms_of_a_pool_give_the_same),
        cmocka_unit_test(a_pool_of_single_machines_counts_them),
        cmocka_unit_test(subscriptions_are_read),
        cmocka_unit_test(features_lose_their_providers_name),
        cmocka_unit_test(permissions_keep_their_objects_apart),
        cmocka_unit_test(a_provider_is_read),
        cmocka_unit_test(roles_are_read),
        cmocka_unit_test(usages_without_a_name_are_passed_over),
        cmocka_unit_test(versions_come_with_their_patches_newest_first),
        cmocka_unit_test(upgrades_are_read_of_the_cluster_and_of_a_pool),
        cmocka_unit_test(sizes_of_the_region_are_read),
        cmocka_unit_test(a_date_that_is_none_is_not_told),
        cmocka_unit_test(without_a_region_all_sizes_are_read),
        cmocka_unit_test(memory_is_read_without_rounding_surprises),
        cmocka_unit_test(raw_json_is_indented_and_harmless),
        cmocka_unit_test(the_etag_of_a_resource_is_found),
    };

    return cmocka_run_group_tests_name("wire/codec", tests, NULL, NULL);
}
