/* recorded_other_test.c: recorded errors, polls, versions and sizes, and Microsoft's own examples.
 */
#include "config.h"

#include <strings.h>

#include "akscope/wire/errors.h"
#include "recorded.h"

static void check_error(const struct recorded *exchange, void *context)
{
    size_t *count = context;
    const cJSON *wrapped = recorded_at(exchange->body, "error");
    const cJSON *error = wrapped == NULL ? exchange->body : wrapped;
    struct ak_err err = ak_err_none();

    if (exchange->status < 400)
        return;
    char *text = cJSON_PrintUnformatted(exchange->body);
    ak_wire_read_error(exchange->status, text, strlen(text), &err);
    free(text);
    (*count)++;
    assert_int_equal(err.http_status, exchange->status);
    assert_string_equal(err.code, recorded_at(error, "code")->valuestring);
    assert_string_not_equal(err.code, "");
    assert_string_not_equal(err.text, "");
    assert_int_equal(
        strncmp(err.text, recorded_at(error, "message")->valuestring, AK_ERR_TEXT_SIZE / 2), 0);
    assert_int_equal(err.kind == AK_ERR_NOT_FOUND, exchange->status == 404);
    assert_int_equal(err.kind == AK_ERR_REFUSED, exchange->status == 400);
    assert_int_equal(err.kind == AK_ERR_THROTTLED, exchange->status == 429);
    assert_int_equal(err.kind == AK_ERR_UNAVAILABLE, exchange->status >= 500);
}

static void every_recorded_error_is_read(void **state)
{
    size_t count = 0;

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", check_error, &count);
    assert_true(count > 70);
}

static void check_poll(const struct recorded *exchange, void *context)
{
    size_t *count = context;
    const cJSON *status = recorded_at(exchange->body, "status");
    const cJSON *error = recorded_at(exchange->body, "error");
    struct ak_operation_status read;
    struct ak_err err = ak_err_none();

    if (exchange->status != 200 || strcasestr(exchange->path, "/operations/") == NULL ||
        !cJSON_IsString(status))
        return;
    char *text = cJSON_PrintUnformatted(exchange->body);
    assert_int_equal(ak_wire_read_operation(text, strlen(text), &read, &err), 0);
    free(text);
    (*count)++;
    assert_string_equal(read.status, status->valuestring);
    assert_int_equal(read.has_error, error != NULL);
    assert_string_equal(read.error.code,
                        error == NULL ? "" : recorded_at(error, "code")->valuestring);
}

static void every_recorded_poll_is_read(void **state)
{
    size_t count = 0;

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", check_poll, &count);
    assert_true(count > 300);
}

static void check_versions(const struct recorded *exchange, const cJSON *values)
{
    struct ak_payload *payload =
        recorded_decode(AK_CODEC_VERSIONS, "", exchange->body, exchange->file);

    assert_int_equal(payload->as.versions.count, cJSON_GetArraySize(values));
    for (size_t i = 0; i < payload->as.versions.count; i++) {
        const struct ak_kubernetes_version *version = &payload->as.versions.items[i];
        const cJSON *value = cJSON_GetArrayItem(values, (int)i);
        const cJSON *patches = recorded_at(value, "patchVersions");

        expect_text(value, "version", version->minor);
        expect_answer(value, "isDefault", version->is_default);
        expect_answer(value, "isPreview", version->is_preview);
        expect_texts(value, "capabilities.supportPlan", version->support_plans);
        assert_int_equal(version->patches.count, cJSON_GetArraySize(patches));
        for (size_t j = 0; j < version->patches.count; j++)
            assert_non_null(cJSON_GetObjectItemCaseSensitive(patches, version->patches.items[j]));
    }
    ak_payload_unref(payload);
}

static void check_upgrades(const struct recorded *exchange)
{
    bool is_pool = strcasestr(exchange->path, "/agentPools/") != NULL;
    struct ak_payload *payload =
        recorded_decode(is_pool ? AK_CODEC_POOL_UPGRADES : AK_CODEC_CLUSTER_UPGRADES, "",
                        exchange->body, exchange->file);

    if (is_pool) {
        const struct ak_pool_upgrades *pool = &payload->as.pool_upgrades;

        expect_text(exchange->body, "properties.kubernetesVersion", pool->version);
        expect_text(exchange->body, "properties.latestNodeImageVersion",
                    pool->latest_node_image_version);
    } else {
        const cJSON *control = recorded_at(exchange->body, "properties.controlPlaneProfile");
        const cJSON *upgrades = recorded_at(control, "upgrades");
        const struct ak_upgrade_profile *profile = &payload->as.cluster_upgrades.control_plane;

        expect_text(control, "kubernetesVersion", profile->version);
        assert_int_equal(profile->upgrade_count, cJSON_GetArraySize(upgrades));
        for (size_t i = 0; i < profile->upgrade_count; i++)
            expect_text(cJSON_GetArrayItem(upgrades, (int)i), "kubernetesVersion",
                        profile->upgrades[i].version);
    }
    ak_payload_unref(payload);
}

static void check_offer(const struct recorded *exchange, void *context)
{
    size_t *count = context;
    const cJSON *values = recorded_at(exchange->body, "values");

    if (exchange->status != 200 || !cJSON_IsObject(exchange->body))
        return;
    if (values != NULL && strstr(exchange->path, "/kubernetesVersions") != NULL)
        check_versions(exchange, values);
    else if (strcasestr(exchange->path, "/upgradeProfiles/default") != NULL)
        check_upgrades(exchange);
    else
        return;
    (*count)++;
}

static void every_recorded_offer_of_versions_is_read(void **state)
{
    size_t count = 0;

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", check_offer, &count);
    assert_true(count > 12);
}

static void check_subscriptions(const struct recorded *exchange, void *context)
{
    size_t *count = context;
    const cJSON *list = recorded_at(exchange->body, "value");

    if (strncmp(exchange->path, "/subscriptions?", 15) != 0)
        return;
    struct ak_payload *payload =
        recorded_decode(AK_CODEC_SUBSCRIPTIONS, "", exchange->body, exchange->file);
    assert_int_equal(payload->as.subscriptions.count, cJSON_GetArraySize(list));
    for (size_t i = 0; i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *subscription = &payload->as.subscriptions.items[i];
        const cJSON *item = cJSON_GetArrayItem(list, (int)i);

        expect_text(item, "subscriptionId", subscription->id);
        expect_text(item, "displayName", subscription->name);
        expect_text(item, "state", subscription->state);
        expect_text(item, "tenantId", subscription->tenant_id);
        (*count)++;
    }
    ak_payload_unref(payload);
}

static void every_recorded_subscription_is_read(void **state)
{
    size_t count = 0;

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("other-providers", check_subscriptions, &count);
    assert_true(count > 0);
}

/* The value of a capability, or NULL. */
static const char *capability(const cJSON *sku, const char *name)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, recorded_at(sku, "capabilities"))
    {
        if (strcmp(recorded_at(item, "name")->valuestring, name) == 0)
            return recorded_at(item, "value")->valuestring;
    }
    return NULL;
}

static void check_capability_text(const cJSON *sku, const char *name, const char *text)
{
    const char *value = capability(sku, name);

    if (value == NULL)
        assert_null(text);
    else
        assert_string_equal(text, value);
}

static void check_capability_number(const cJSON *sku, const char *name, double factor,
                                    struct ak_number number)
{
    const char *value = capability(sku, name);

    assert_int_equal(number.is_set, value != NULL);
    if (value != NULL)
        assert_int_equal(number.value, (int64_t)(strtod(value, NULL) * factor));
}

static void check_capability_answer(const cJSON *sku, const char *name, enum ak_answer answer)
{
    const char *value = capability(sku, name);

    if (value == NULL)
        assert_int_equal(answer, AK_UNKNOWN);
    else
        assert_int_equal(answer, strcmp(value, "True") == 0 ? AK_YES : AK_NO);
}

static void check_size(const cJSON *sku, const struct ak_vm_size *size)
{
    const cJSON *restriction = cJSON_GetArrayItem(recorded_at(sku, "restrictions"), 0);

    expect_text(sku, "name", size->name);
    expect_text(sku, "family", size->family);
    expect_texts(cJSON_GetArrayItem(recorded_at(sku, "locationInfo"), 0), "zones", size->zones);
    if (restriction == NULL)
        assert_null(size->restriction);
    else if (strcmp(recorded_at(restriction, "type")->valuestring, "Location") == 0)
        expect_text(restriction, "reasonCode", size->restriction);
    check_capability_text(sku, "ConfidentialComputingType", size->confidential_type);
    check_capability_text(sku, "CpuArchitectureType", size->architecture);
    check_capability_text(sku, "HyperVGenerations", size->generations);
    check_capability_number(sku, "vCPUs", 1, size->vcpus);
    check_capability_number(sku, "MemoryGB", 1024, size->memory_mib);
    check_capability_number(sku, "MaxResourceVolumeMB", 1, size->local_disk_mib);
    check_capability_number(sku, "GPUs", 1, size->gpus);
    check_capability_answer(sku, "AcceleratedNetworkingEnabled", size->accelerated_networking);
    check_capability_answer(sku, "EncryptionAtHostSupported", size->encryption_at_host);
    check_capability_answer(sku, "EphemeralOSDiskSupported", size->ephemeral_os_disk);
    check_capability_answer(sku, "PremiumIO", size->premium_io);
    check_capability_answer(sku, "LowPriorityCapable", size->low_priority);
    check_capability_answer(sku, "TrustedLaunchDisabled", size->trusted_launch_disabled);
}

static void every_recorded_size_is_read(void **state)
{
    static const struct {
        const char *file, *region;
        size_t count, confidential;
    } cases[] = {
        {"skus/westus-all.json", "West US", 732, 36},
        {"skus/westus-confidential.json", "westus", 36, 36},
        {"skus/southcentralus-selected.json", "0-1/southcentralus", 20, 0},
        {"skus/westcentralus-selected.json", "westcentralus", 12, 0},
        {"skus/westus-all.json", "eastus", 0, 0},
    };

    (void)state;
    if (!recorded_is_there())
        skip();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        cJSON *json = recorded_file(cases[i].file);
        struct ak_payload *payload =
            recorded_decode(AK_CODEC_VM_SIZES, cases[i].region, json, cases[i].file);
        size_t confidential = 0;

        assert_int_equal(payload->as.vm_sizes.count, cases[i].count);
        for (size_t j = 0; j < payload->as.vm_sizes.count; j++) {
            const struct ak_vm_size *size = &payload->as.vm_sizes.items[j];

            check_size(cJSON_GetArrayItem(recorded_at(json, "value"), (int)j), size);
            confidential += size->confidential_type != NULL ? 1 : 0;
        }
        assert_int_equal(confidential, cases[i].confidential);
        ak_payload_unref(payload);
        cJSON_Delete(json);
    }
}

/* The examples of one operation: by the start of the file's name. */
struct example {
    const char *folder, *start;
    enum ak_codec codec;
    size_t seen;
};

static void check_example(const struct recorded *exchange, void *context)
{
    struct example *example = context;

    if (strncmp(exchange->file, example->start, strlen(example->start)) != 0 ||
        exchange->status >= 300)
        return;
    ak_payload_unref(recorded_decode(example->codec, "", exchange->body, exchange->file));
    ak_payload_unref(recorded_decode(AK_CODEC_RAW, "", exchange->body, exchange->file));
    example->seen++;
}

static void every_example_of_microsofts_specifications_is_read(void **state)
{
    struct example examples[] = {
        {"Microsoft.ContainerService/2023-11-01", "ManagedClustersList", AK_CODEC_CLUSTERS, 0},
        {"Microsoft.ContainerService/2023-11-01", "ManagedClustersGet.", AK_CODEC_CLUSTER, 0},
        {"Microsoft.ContainerService/2023-11-01", "ManagedClustersCreate", AK_CODEC_CLUSTER, 0},
        {"Microsoft.ContainerService/2023-11-01", "ManagedClustersGetUpgradeProfile",
         AK_CODEC_CLUSTER_UPGRADES, 0},
        {"Microsoft.ContainerService/2023-11-01", "AgentPoolsList", AK_CODEC_POOLS, 0},
        {"Microsoft.ContainerService/2023-11-01", "AgentPoolsGet.", AK_CODEC_POOL, 0},
        {"Microsoft.ContainerService/2023-11-01", "AgentPoolsCreate", AK_CODEC_POOL, 0},
        {"Microsoft.ContainerService/2023-11-01", "AgentPools_", AK_CODEC_POOL, 0},
        {"Microsoft.ContainerService/2023-11-01", "AgentPoolsGetUpgradeProfile",
         AK_CODEC_POOL_UPGRADES, 0},
        {"Microsoft.ContainerService/2023-11-01", "KubernetesVersions", AK_CODEC_VERSIONS, 0},
        {"Microsoft.ContainerService/2023-11-02-preview", "ManagedClustersList", AK_CODEC_CLUSTERS,
         0},
        {"Microsoft.ContainerService/2023-11-02-preview", "ManagedClustersCreate", AK_CODEC_CLUSTER,
         0},
        {"Microsoft.ContainerService/2023-11-02-preview", "AgentPoolsList", AK_CODEC_POOLS, 0},
        {"Microsoft.ContainerService/2023-11-02-preview", "AgentPoolsCreate", AK_CODEC_POOL, 0},
        {"Microsoft.ContainerService/2023-11-02-preview", "KubernetesVersions", AK_CODEC_VERSIONS,
         0},
        {"Microsoft.Compute/skus-2021-07-01", "ListAvailable", AK_CODEC_VM_SIZES, 0},
        {"Microsoft.Compute/usages-2023-09-01", "Usage_List", AK_CODEC_USAGES, 0},
        {"Microsoft.Features/2015-12-01", "listProviderFeatures", AK_CODEC_FEATURES, 0},
        {"Microsoft.Features/2021-07-01", "listProviderFeatures", AK_CODEC_FEATURES, 0},
        {"Microsoft.Resources/subscriptions-2022-12-01", "GetSubscriptions", AK_CODEC_SUBSCRIPTIONS,
         0},
        {"Microsoft.Resources/2023-07-01", "GetProvider.", AK_CODEC_PROVIDER, 0},
    };

    (void)state;
    if (!recorded_is_there())
        skip();
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        recorded_visit_examples(examples[i].folder, check_example, &examples[i]);
        if (examples[i].seen == 0)
            fail_msg("no example %s in %s", examples[i].start, examples[i].folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_error_is_read),
        cmocka_unit_test(every_recorded_poll_is_read),
        cmocka_unit_test(every_recorded_offer_of_versions_is_read),
        cmocka_unit_test(every_recorded_subscription_is_read),
        cmocka_unit_test(every_recorded_size_is_read),
        cmocka_unit_test(every_example_of_microsofts_specifications_is_read),
    };

    return cmocka_run_group_tests_name("wire/recorded-other", tests, NULL, NULL);
}
