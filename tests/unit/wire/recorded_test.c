/* recorded_test.c: every recorded cluster and node pool, field by field, against a second reading
 * that shares nothing with the codecs. */
#include "config.h"

#include <strings.h>

#include "recorded.h"

struct tally {
    size_t clusters, pools, lists;
};

static const char *first_of(const char *first, const char *second)
{
    return first != NULL && first[0] != '\0' ? first : second;
}

static void check_version(const cJSON *json, const char *current, const char *requested,
                          const char *version)
{
    const cJSON *now = recorded_at(json, current);
    const cJSON *wanted = recorded_at(json, requested);
    const char *expected = first_of(now == NULL ? NULL : now->valuestring,
                                    wanted == NULL ? NULL : wanted->valuestring);

    if (expected == NULL)
        assert_null(version);
    else
        assert_string_equal(version, expected);
}

/* Pools of single machines: what runs, else what was asked for. */
static void check_size_and_count(const cJSON *json, const struct ak_pool *pool)
{
    const cJSON *list = recorded_at(json, "virtualMachineNodesStatus");
    const cJSON *item;
    const char *size = NULL;
    bool is_mixed = false;
    int sum = 0;

    if (recorded_at(json, "vmSize") != NULL) {
        expect_text(json, "vmSize", pool->vm_size);
        expect_number(json, "count", pool->count);
        return;
    }
    if (cJSON_GetArraySize(list) == 0)
        list = recorded_at(json, "virtualMachinesProfile.scale.manual");
    cJSON_ArrayForEach(item, list)
    {
        const char *this_size = cJSON_GetObjectItem(item, "size")->valuestring;

        is_mixed = is_mixed || (size != NULL && strcasecmp(size, this_size) != 0);
        size = this_size;
        sum += cJSON_GetObjectItem(item, "count")->valueint;
    }
    if (is_mixed || size == NULL)
        assert_null(pool->vm_size);
    else
        assert_string_equal(pool->vm_size, size);
    assert_int_equal(pool->count.value, sum);
}

static void check_pool_texts(const cJSON *json, const struct ak_pool *pool)
{
    expect_text(json, "mode", pool->mode);
    expect_text(json, "type", pool->type);
    expect_text(json, "osType", pool->os_type);
    expect_text(json, "osSKU", pool->os_sku);
    expect_text(json, "nodeImageVersion", pool->node_image_version);
    expect_text(json, "orchestratorVersion", pool->requested_version);
    check_version(json, "currentOrchestratorVersion", "orchestratorVersion",
                  pool->kubernetes_version);
    expect_text(json, "provisioningState", pool->provisioning_state);
    expect_text(json, "powerState.code", pool->power_state);
    expect_text(json, "osDiskType", pool->os_disk_type);
    expect_text(json, "workloadRuntime", pool->workload_runtime);
    expect_text(json, "kubeletDiskType", pool->kubelet_disk_type);
    expect_text(json, "scaleSetPriority", pool->scale_set_priority);
    expect_text(json, "scaleSetEvictionPolicy", pool->eviction_policy);
    expect_text(json, "scaleDownMode", pool->scale_down_mode);
    expect_text(json, "upgradeSettings.maxSurge", pool->max_surge);
    expect_text(json, "upgradeSettings.maxUnavailable", pool->max_unavailable);
    expect_text(json, "vnetSubnetID", pool->vnet_subnet_id);
    expect_text(json, "podSubnetID", pool->pod_subnet_id);
    expect_text(json, "proximityPlacementGroupID", pool->proximity_placement_group_id);
    expect_text(json, "hostGroupID", pool->host_group_id);
    expect_text(json, "capacityReservationGroupID", pool->capacity_reservation_group_id);
    expect_text(json, "gpuInstanceProfile", pool->gpu_instance_profile);
}

static void check_trusted_launch(const cJSON *json, const char *member, enum ak_answer answer)
{
    char nested[64];

    snprintf(nested, sizeof(nested), "securityProfile.%s", member);
    expect_answer(json, recorded_at(json, nested) != NULL ? nested : member, answer);
}

/* `json` is where the settings are: the flat profile, or the resource's properties. */
static void check_pool(const cJSON *json, const struct ak_pool *pool)
{
    check_pool_texts(json, pool);
    check_size_and_count(json, pool);
    expect_number(json, "minCount", pool->min_count);
    expect_number(json, "maxCount", pool->max_count);
    expect_number(json, "maxPods", pool->max_pods);
    expect_number(json, "osDiskSizeGB", pool->os_disk_size_gb);
    expect_number(json, "upgradeSettings.drainTimeoutInMinutes", pool->drain_timeout_minutes);
    expect_number(json, "upgradeSettings.nodeSoakDurationInMinutes", pool->node_soak_minutes);
    expect_answer(json, "enableAutoScaling", pool->autoscaling);
    expect_answer(json, "enableFIPS", pool->fips);
    expect_answer(json, "enableEncryptionAtHost", pool->encryption_at_host);
    expect_answer(json, "enableNodePublicIP", pool->node_public_ip);
    expect_answer(json, "enableUltraSSD", pool->ultra_ssd);
    check_trusted_launch(json, "enableSecureBoot", pool->secure_boot);
    check_trusted_launch(json, "enableVTPM", pool->vtpm);
    expect_texts(json, "availabilityZones", pool->zones);
    expect_texts(json, "nodeTaints", pool->taints);
    expect_pairs(json, "nodeLabels", pool->labels);
    expect_pairs(json, "tags", pool->tags);
}

static void check_pool_resource(const cJSON *json, const struct ak_pool *pool)
{
    const cJSON *properties = cJSON_GetObjectItem(json, "properties");

    expect_text(json, "id", pool->id);
    expect_text(json, "name", pool->name);
    expect_text(properties, "eTag", pool->etag);
    check_pool(properties, pool);
}

static void check_id_parts(const struct ak_cluster *cluster)
{
    char rebuilt[512];

    snprintf(rebuilt, sizeof(rebuilt), "/subscriptions/%s/resourceGroups/%s/providers/",
             cluster->subscription_id, cluster->resource_group);
    assert_int_equal(strncasecmp(rebuilt, cluster->id, strlen(rebuilt)), 0);
}

static void check_cluster(const cJSON *json, const struct ak_cluster *cluster, struct tally *tally)
{
    const cJSON *properties = cJSON_GetObjectItem(json, "properties");
    const cJSON *profiles = recorded_at(properties, "agentPoolProfiles");

    expect_text(json, "id", cluster->id);
    expect_text(json, "name", cluster->name);
    expect_text(json, "location", cluster->location);
    expect_text(json, recorded_at(json, "eTag") != NULL ? "eTag" : "etag", cluster->etag);
    expect_text(json, "sku.tier", cluster->sku_tier);
    expect_text(json, "sku.name", cluster->sku_name);
    expect_pairs(json, "tags", cluster->tags);
    expect_text(properties, "kubernetesVersion", cluster->requested_version);
    check_version(properties, "currentKubernetesVersion", "kubernetesVersion",
                  cluster->kubernetes_version);
    expect_text(properties, "provisioningState", cluster->provisioning_state);
    expect_text(properties, "powerState.code", cluster->power_state);
    expect_text(properties, "supportPlan", cluster->support_plan);
    expect_text(properties, "nodeResourceGroup", cluster->node_resource_group);
    expect_text(properties, "fqdn", cluster->fqdn);
    expect_text(properties, "networkProfile.networkPlugin", cluster->network_plugin);
    expect_text(properties, "networkProfile.networkPolicy", cluster->network_policy);
    expect_text(properties, "networkProfile.loadBalancerSku", cluster->load_balancer_sku);
    expect_text(properties, "windowsProfile.adminUsername", cluster->windows_admin);
    expect_text(properties, "nodeProvisioningProfile.mode", cluster->node_provisioning_mode);
    expect_text(properties, "autoUpgradeProfile.upgradeChannel", cluster->upgrade_channel);
    expect_text(properties, "autoUpgradeProfile.nodeOSUpgradeChannel",
                cluster->node_os_upgrade_channel);
    expect_text(properties, "ingressProfile.webAppRouting.nginx.defaultIngressControllerType",
                cluster->app_routing_nginx);
    expect_answer(properties, "ingressProfile.webAppRouting.enabled", cluster->app_routing);
    expect_answer(properties, "addonProfiles.openServiceMesh.enabled", cluster->open_service_mesh);
    check_id_parts(cluster);
    assert_int_equal(cluster->pool_count, cJSON_GetArraySize(profiles));
    for (size_t i = 0; i < cluster->pool_count; i++) {
        const cJSON *profile = cJSON_GetArrayItem(profiles, (int)i);
        const struct ak_pool *pool = &cluster->pools[i];

        expect_text(profile, "name", pool->name);
        expect_text(profile, "eTag", pool->etag);
        assert_int_equal(strncmp(pool->id, cluster->id, strlen(cluster->id)), 0);
        assert_string_equal(strrchr(pool->id, '/') + 1, pool->name);
        check_pool(profile, pool);
        tally->pools++;
    }
    tally->clusters++;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);

    return len >= strlen(end) && strcasecmp(text + len - strlen(end), end) == 0;
}

static bool is_type(const cJSON *json, const char *end)
{
    const cJSON *type = recorded_at(json, "type");

    return cJSON_IsString(type) && ends_with(type->valuestring, end) &&
           cJSON_GetObjectItem(json, "properties") != NULL;
}

static void check_resource(const struct recorded *exchange, struct tally *tally)
{
    if (is_type(exchange->body, "/managedClusters")) {
        struct ak_payload *payload =
            recorded_decode(AK_CODEC_CLUSTER, "", exchange->body, exchange->file);

        assert_int_equal(payload->as.clusters.count, 1);
        check_cluster(exchange->body, payload->as.clusters.items, tally);
        ak_payload_unref(payload);
    } else if (is_type(exchange->body, "/agentPools")) {
        struct ak_payload *payload =
            recorded_decode(AK_CODEC_POOL, "", exchange->body, exchange->file);

        assert_int_equal(payload->as.pools.count, 1);
        check_pool_resource(exchange->body, payload->as.pools.items);
        tally->pools++;
        ak_payload_unref(payload);
    }
}

static void check_list(const struct recorded *exchange, const cJSON *list, struct tally *tally)
{
    bool is_clusters = is_type(list->child, "/managedClusters");
    struct ak_payload *payload = recorded_decode(is_clusters ? AK_CODEC_CLUSTERS : AK_CODEC_POOLS,
                                                 "", exchange->body, exchange->file);
    size_t count = is_clusters ? payload->as.clusters.count : payload->as.pools.count;

    assert_int_equal(count, cJSON_GetArraySize(list));
    for (size_t i = 0; i < count; i++) {
        const cJSON *item = cJSON_GetArrayItem(list, (int)i);

        if (is_clusters)
            check_cluster(item, &payload->as.clusters.items[i], tally);
        else
            check_pool_resource(item, &payload->as.pools.items[i]);
    }
    tally->pools += is_clusters ? 0 : count;
    tally->lists++;
    ak_payload_unref(payload);
}

static void check_exchange(const struct recorded *exchange, void *context)
{
    const cJSON *list = recorded_at(exchange->body, "value");

    if (exchange->status >= 300 || !cJSON_IsObject(exchange->body))
        return;
    if (list == NULL)
        check_resource(exchange, context);
    else if (is_type(list->child, "/managedClusters") ||
             strstr(exchange->path, "/agentPools?") != NULL)
        check_list(exchange, list, context);
}

static void every_recorded_cluster_and_pool_is_read_as_it_was_sent(void **state)
{
    struct tally tally = {0};

    (void)state;
    if (!recorded_is_there())
        skip();
    assert_true(recorded_visit("cassettes", check_exchange, &tally) > 1000);
    assert_true(tally.clusters >= 210);
    assert_true(tally.pools >= 446);
    assert_true(tally.lists >= 81);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_cluster_and_pool_is_read_as_it_was_sent),
    };

    return cmocka_run_group_tests_name("wire/recorded", tests, NULL, NULL);
}
