/* decode_test.c: each codec on what Azure sends, and on what nobody should. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/wire/decode.h"

#define CLUSTER_ID                                                                                 \
    "/subscriptions/s-1/resourcegroups/My-RG/providers/Microsoft.ContainerService/"                \
    "managedClusters/c1"
#define REPLACEMENT "\xEF\xBF\xBD"

/* Decodes one page that must be good; the caller gives the payload back. */
static struct ak_payload *decode(enum ak_codec codec, const char *context, const char *body)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, context);
    struct ak_err err = ak_err_none();
    const char *link = "?";

    if (ak_decoder_page(decoder, body, strlen(body), &link, &err) != 0)
        fail_msg("%s: %s", body, err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return payload;
}

/* Decodes one page that must be refused as `kind`, and returns why in `err`. */
static void refuse(enum ak_codec codec, const char *body, size_t len, enum ak_err_kind kind,
                   struct ak_err *err)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "");
    const char *link = "untouched";

    *err = ak_err_none();
    if (ak_decoder_page(decoder, body, len, &link, err) != (int)kind)
        fail_msg("%s was taken, or refused otherwise: %s", body, err->text);
    assert_string_equal(link, "untouched");
    assert_int_equal(ak_decoder_count(decoder), 0);
    ak_decoder_free(decoder);
}

static void wrong_input_is_refused_with_its_place(void **state)
{
    static const struct {
        enum ak_codec codec;
        const char *body, *text;
    } cases[] = {
        {AK_CODEC_CLUSTERS, "", "the answer is empty"},
        {AK_CODEC_CLUSTERS, " \r\n\t", "the answer is empty"},
        {AK_CODEC_CLUSTERS, "<html>", "a web page instead of JSON"},
        {AK_CODEC_CLUSTERS, "{\"value\":[", "not JSON at byte 9 of 10"},
        {AK_CODEC_CLUSTERS, "{\"value\":[]} x", "more after the JSON value at byte 12"},
        {AK_CODEC_CLUSTERS, "[]", "expected an object"},
        {AK_CODEC_CLUSTERS, "null", "expected an object"},
        {AK_CODEC_CLUSTERS, "\"text\"", "expected an object"},
        {AK_CODEC_CLUSTERS, "{}", "value: missing"},
        {AK_CODEC_CLUSTERS, "{\"Value\":[]}", "value: missing"},
        {AK_CODEC_CLUSTERS, "{\"value\":{}}", "value: expected a list"},
        {AK_CODEC_CLUSTERS, "{\"value\":[3]}", "value[0]: expected an object"},
        {AK_CODEC_CLUSTERS, "{\"value\":[{}]}", "value[0].id: missing"},
        {AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"\"}]}", "value[0].id: missing"},
        {AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"x\",\"sku\":1}]}",
         "value[0].sku: expected an object"},
        {AK_CODEC_CLUSTERS, "{\"value\":[null,{\"id\":\"x\",\"tags\":{\"a\":1}}]}",
         "value[1].tags.a: expected a text"},
        {AK_CODEC_CLUSTERS,
         "{\"value\":[{\"id\":\"x\",\"properties\":{\"powerState\":{\"code\":1}}}]}",
         "value[0].properties.powerState.code: expected a text"},
        {AK_CODEC_CLUSTERS,
         "{\"value\":[{\"id\":\"x\",\"properties\":{\"agentPoolProfiles\":[{\"name\":\"p\","
         "\"count\":\"3\"}]}}]}",
         "value[0].properties.agentPoolProfiles[0].count: expected a whole number"},
        {AK_CODEC_CLUSTERS,
         "{\"value\":[{\"id\":\"x\",\"properties\":{\"agentPoolProfiles\":[{}]}}]}",
         "value[0].properties.agentPoolProfiles[0].name: missing"},
        {AK_CODEC_CLUSTERS, "{\"value\":[],\"nextLink\":7}", "nextLink: expected a text"},
        {AK_CODEC_CLUSTERS, "{\"value\":[],\"nextLink\":\"https://a\\r\\nb\"}",
         "nextLink: characters that no URL has"},
        {AK_CODEC_CLUSTERS, "{\"value\":[],\"value\":[]}", "value: occurs twice"},
        {AK_CODEC_CLUSTERS,
         "{\"value\":[{\"id\":\"x\",\"tags\":{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}}]}",
         "value[0].tags.a: occurs twice"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"properties\":[]}", "properties: expected an object"},
        {AK_CODEC_POOL, "{\"properties\":{}}", "name: missing"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":1.5}",
         "count: expected a whole number up to 2^53"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":9007199254740994}",
         "count: expected a whole number up to 2^53"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":-1e999}",
         "count: expected a whole number up to 2^53"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"enableFIPS\":\"true\"}",
         "enableFIPS: expected true or false"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"availabilityZones\":[\"1\",2]}",
         "availabilityZones[1]: expected a text"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"nodeLabels\":[]}", "nodeLabels: expected an object"},
        {AK_CODEC_POOL, "{\"name\":\"p\",\"virtualMachineNodesStatus\":[{\"size\":3}]}",
         "virtualMachineNodesStatus[0].size: expected a text"},
        {AK_CODEC_SUBSCRIPTIONS, "{\"value\":[{\"displayName\":\"x\"}]}",
         "value[0].subscriptionId: missing"},
        {AK_CODEC_FEATURES, "{\"value\":[{\"properties\":{}}]}", "value[0].name: missing"},
        {AK_CODEC_VM_SIZES, "{\"value\":[{\"resourceType\":\"virtualMachines\"}]}",
         "value[0].name: missing"},
        {AK_CODEC_VM_SIZES,
         "{\"value\":[{\"resourceType\":\"virtualMachines\",\"name\":\"n\",\"capabilities\":[{"
         "\"name\":\"vCPUs\",\"value\":2}]}]}",
         "value[0].capabilities[0].value: expected a text"},
        {AK_CODEC_VERSIONS, "{\"value\":[]}", "values: missing"},
        {AK_CODEC_VERSIONS, "{\"values\":[{\"patchVersions\":{}}]}", "values[0].version: missing"},
        {AK_CODEC_USAGES, "{\"value\":[{\"name\":{\"value\":\"cores\"},\"limit\":\"9\"}]}",
         "value[0].limit: expected a whole number"},
        {AK_CODEC_CLUSTER_UPGRADES, "{\"properties\":{\"agentPoolProfiles\":{}}}",
         "properties.agentPoolProfiles: expected a list"},
        {AK_CODEC_POOL_UPGRADES, "{\"properties\":{\"upgrades\":[{}]}}",
         "properties.upgrades[0].kubernetesVersion: missing"},
        {AK_CODEC_RAW, "[1]", "expected an object"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ak_err err;

        refuse(cases[i].codec, cases[i].body, strlen(cases[i].body), AK_ERR_MALFORMED, &err);
        assert_string_equal(err.text, cases[i].text);
    }
}

static void nul_bytes_are_refused_wherever_they_stand(void **state)
{
    static const char in_text[] = "{\"value\":[{\"id\":\"a\0b\"}]}";
    static const char after[] = "{\"value\":[]}\0";
    struct ak_err err;

    (void)state;
    refuse(AK_CODEC_CLUSTERS, in_text, sizeof(in_text) - 1, AK_ERR_MALFORMED, &err);
    assert_string_equal(err.text, "a NUL byte in the JSON text");
    refuse(AK_CODEC_CLUSTERS, after, sizeof(after) - 1, AK_ERR_MALFORMED, &err);
    assert_string_equal(err.text, "a NUL byte in the JSON text");
}

static void too_much_is_refused(void **state)
{
    size_t len = (size_t)AK_LIMIT_BODY + 1;
    char *body = ak_alloc(len + 1, 1);
    struct ak_err err;

    (void)state;
    memset(body, ' ', len);
    refuse(AK_CODEC_CLUSTERS, body, len, AK_ERR_TOO_LARGE, &err);
    memset(body, '[', len);
    refuse(AK_CODEC_RAW, body, AK_LIMIT_JSON_DEPTH + 1, AK_ERR_MALFORMED, &err);
    assert_non_null(strstr(err.text, "nested 65 levels deep"));
    refuse(AK_CODEC_RAW, body, len - 1, AK_ERR_MALFORMED, &err);
    free(body);
}

static void the_depth_limit_itself_is_allowed(void **state)
{
    char body[2 * AK_LIMIT_JSON_DEPTH + 8] = "{\"a\":";

    (void)state;
    for (size_t i = 1; i < AK_LIMIT_JSON_DEPTH; i++)
        strncat(body, "[", 2);
    for (size_t i = 1; i < AK_LIMIT_JSON_DEPTH; i++)
        strncat(body, "]", 2);
    strncat(body, "}", 2);
    struct ak_payload *payload = decode(AK_CODEC_RAW, "", body);
    assert_non_null(payload->as.raw.json);
    ak_payload_unref(payload);
}

/* {"tags":{"k0":"v",…,"k<count-1>":"v"<extra>}} of one cluster. */
static char *cluster_with_tags(size_t count, const char *extra, size_t *len)
{
    struct ak_buf buf = ak_buf_init(AK_LIMIT_BODY);

    assert_true(ak_buf_puts(&buf, "{\"id\":\"x\",\"tags\":{"));
    for (size_t i = 0; i < count; i++)
        assert_true(ak_buf_printf(&buf, "%s\"k%zu\":\"v\"", i > 0 ? "," : "", i));
    assert_true(ak_buf_printf(&buf, "%s}}", extra));
    return ak_buf_take(&buf, len);
}

static void a_large_object_is_searched_for_duplicates_in_reasonable_time(void **state)
{
    size_t len = 0;
    char *body = cluster_with_tags(200000, "", &len);
    struct ak_err err;

    (void)state;
    struct ak_payload *payload = decode(AK_CODEC_CLUSTER, "", body);
    assert_int_equal(payload->as.clusters.items[0].tags.count, 200000);
    assert_string_equal(payload->as.clusters.items[0].tags.items[199999].key, "k199999");
    ak_payload_unref(payload);
    free(body);
    body = cluster_with_tags(200000, ",\"k77\":\"w\"", &len);
    refuse(AK_CODEC_CLUSTER, body, len, AK_ERR_MALFORMED, &err);
    assert_string_equal(err.text, "tags.k77: occurs twice");
    free(body);
}

static void texts_are_made_harmless(void **state)
{
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"plain", "plain"},
        {"caf\xC3\xA9 \xE6\x97\xA5", "caf\xC3\xA9 \xE6\x97\xA5"},
        {"a\\u0000b", "a" REPLACEMENT "b"},
        {"a\\ud800b", "a" REPLACEMENT "b"},
        {"a\\udc00\\ud800", "a" REPLACEMENT REPLACEMENT},
        {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
        {"\\\\u0000", "\\u0000"},
        {"\\u001b[31mred", REPLACEMENT "[31mred"},
        {"a\xFF\xC0\xAF", "a" REPLACEMENT REPLACEMENT REPLACEMENT},
        {"\\u202Egnp.exe", REPLACEMENT "gnp.exe"},
        {"line\\nbreak\\ttab", "line break tab"},
        {"\x01\x7F", REPLACEMENT REPLACEMENT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char body[256];

        snprintf(body, sizeof(body),
                 "{\"id\":\"x\",\"name\":\"%s\",\"location\":\"%s\",\"tags\":{\"%s\":\"%s\"}}",
                 cases[i].json, cases[i].json, cases[i].json, cases[i].json);
        struct ak_payload *payload = decode(AK_CODEC_CLUSTER, "", body);
        const struct ak_cluster *cluster = payload->as.clusters.items;
        assert_string_equal(cluster->name, cases[i].text);
        assert_string_equal(cluster->location, cases[i].text);
        assert_string_equal(cluster->tags.items[0].key, cases[i].text);
        assert_string_equal(cluster->tags.items[0].value, cases[i].text);
        ak_payload_unref(payload);
    }
}

static void missing_null_empty_and_unknown_members_leave_fields_unset(void **state)
{
    static const char *const bodies[] = {
        "{\"id\":\"x\"}",
        "{\"id\":\"x\",\"name\":null,\"location\":null,\"sku\":null,\"properties\":null,\"tags\":"
        "null}",
        "{\"id\":\"x\",\"name\":\"\",\"new\":[{\"a\":1}],\"properties\":{\"powerState\":null,"
        "\"agentPoolProfiles\":null,\"kubernetesVersion\":\"\",\"later\":{\"b\":[]}},\"tags\":{}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct ak_payload *payload = decode(AK_CODEC_CLUSTER, "", bodies[i]);
        struct ak_cluster expected = {0};
        struct ak_cluster cluster = payload->as.clusters.items[0];

        assert_int_equal(payload->as.clusters.count, 1);
        assert_string_equal(cluster.id, "x");
        cluster.id = NULL;
        assert_memory_equal(&cluster, &expected, sizeof(cluster));
        ak_payload_unref(payload);
    }
}

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
    "\"scaleSetEvictionPolicy\":\"Delete\",\"upgradeSettings\":{\"maxSurge\":\"33%\","             \
    "\"maxUnavailable\":\"0\",\"drainTimeoutInMinutes\":30,\"nodeSoakDurationInMinutes\":5},"      \
    "\"securityProfile\":{\"enableVTPM\":true,\"enableSecureBoot\":false},\"enableVTPM\":false,"   \
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
        assert_string_equal(pool->max_unavailable, "0");
        assert_int_equal(pool->autoscaling, AK_YES);
        assert_int_equal(pool->fips, AK_NO);
        assert_int_equal(pool->ultra_ssd, AK_UNKNOWN);
        assert_int_equal(pool->vtpm, AK_YES);
        assert_int_equal(pool->secure_boot, AK_NO);
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

static void pages_add_up_and_a_bad_page_takes_nothing_away(void **state)
{
    static const char first[] =
        "{\"value\":[{\"id\":\"a\"},null,{\"id\":\"b\"}],\"nextLink\":\"https://m/?t=1\"}";
    static const char bad[] =
        "{\"value\":[{\"id\":\"c\"},{\"id\":3}],\"nextLink\":\"https://m/?t=2\"}";
    static const char last[] = "{\"value\":[{\"id\":\"d\"}],\"nextLink\":\"\"}";
    static const char none[] = "{\"value\":null,\"nextLink\":null}";
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_CLUSTERS, "");
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    (void)state;
    assert_int_equal(ak_decoder_page(decoder, first, strlen(first), &link, &err), 0);
    assert_string_equal(link, "https://m/?t=1");
    assert_int_equal(ak_decoder_count(decoder), 2);
    assert_int_equal(ak_decoder_page(decoder, bad, strlen(bad), &link, &err), AK_ERR_MALFORMED);
    assert_string_equal(link, "https://m/?t=1");
    assert_int_equal(ak_decoder_count(decoder), 2);
    assert_int_equal(ak_decoder_page(decoder, last, strlen(last), &link, &err), 0);
    assert_null(link);
    assert_int_equal(ak_decoder_page(decoder, none, strlen(none), &link, &err), 0);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    assert_int_equal(payload->as.clusters.count, 3);
    assert_string_equal(payload->as.clusters.items[0].id, "a");
    assert_string_equal(payload->as.clusters.items[2].id, "d");
    ak_payload_unref(payload);
}

static void a_decoder_that_is_given_up_leaks_nothing(void **state)
{
    static const char body[] = "{\"value\":[{\"id\":\"a\"}],\"nextLink\":\"https://m\"}";
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_CLUSTERS, "x");
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    (void)state;
    assert_int_equal(ak_decoder_page(decoder, body, strlen(body), &link, &err), 0);
    ak_decoder_free(decoder);
    ak_decoder_free(NULL);
}

static void repeated_texts_are_kept_once(void **state)
{
    struct ak_payload *payload = decode(AK_CODEC_CLUSTERS, "",
                                        "{\"value\":[{\"id\":\"a\",\"location\":\"westus\"},{"
                                        "\"id\":\"b\",\"location\":\"westus\"}]}");
    const struct ak_cluster *items = payload->as.clusters.items;

    (void)state;
    assert_ptr_equal(items[0].location, items[1].location);
    ak_payload_unref(payload);
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
                        "  \"d\\u001b\": \"\\u001b[2J\\n\\t\\\"\\\\\\u202e" REPLACEMENT
                        " \xC3\xA9" REPLACEMENT "\\udb40\\udc41\"\n}");
    ak_payload_unref(payload);
}

static void every_codec_has_a_name_of_its_own_and_takes_an_empty_object_or_says_why(void **state)
{
    (void)state;
    for (int i = 0; i < AK_CODEC_COUNT; i++) {
        struct ak_decoder *decoder = ak_decoder_new((enum ak_codec)i, "");
        struct ak_err err = ak_err_none();
        const char *link = NULL;
        int failed = ak_decoder_page(decoder, "{}", 2, &link, &err);

        assert_int_equal(ak_decoder_count(decoder), failed ? 0 : 1);
        assert_true(!failed || strstr(err.text, "missing") != NULL);
        struct ak_payload *payload = ak_decoder_take(decoder);
        assert_int_equal(payload->topic, ak_codec_topic((enum ak_codec)i));
        ak_payload_unref(payload);
        ak_decoder_free(decoder);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(ak_codec_name((enum ak_codec)i),
                                    ak_codec_name((enum ak_codec)j));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_input_is_refused_with_its_place),
        cmocka_unit_test(nul_bytes_are_refused_wherever_they_stand),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(the_depth_limit_itself_is_allowed),
        cmocka_unit_test(a_large_object_is_searched_for_duplicates_in_reasonable_time),
        cmocka_unit_test(texts_are_made_harmless),
        cmocka_unit_test(missing_null_empty_and_unknown_members_leave_fields_unset),
        cmocka_unit_test(a_cluster_knows_its_group_and_subscription_from_its_id),
        cmocka_unit_test(a_cluster_is_read_with_its_pools),
        cmocka_unit_test(both_forms_of_a_pool_give_the_same),
        cmocka_unit_test(a_pool_of_single_machines_counts_them),
        cmocka_unit_test(pages_add_up_and_a_bad_page_takes_nothing_away),
        cmocka_unit_test(a_decoder_that_is_given_up_leaks_nothing),
        cmocka_unit_test(repeated_texts_are_kept_once),
        cmocka_unit_test(subscriptions_are_read),
        cmocka_unit_test(features_lose_their_providers_name),
        cmocka_unit_test(usages_without_a_name_are_passed_over),
        cmocka_unit_test(versions_come_with_their_patches_newest_first),
        cmocka_unit_test(upgrades_are_read_of_the_cluster_and_of_a_pool),
        cmocka_unit_test(sizes_of_the_region_are_read),
        cmocka_unit_test(without_a_region_all_sizes_are_read),
        cmocka_unit_test(memory_is_read_without_rounding_surprises),
        cmocka_unit_test(raw_json_is_indented_and_harmless),
        cmocka_unit_test(every_codec_has_a_name_of_its_own_and_takes_an_empty_object_or_says_why),
    };

    return cmocka_run_group_tests_name("wire/decode", tests, NULL, NULL);
}
