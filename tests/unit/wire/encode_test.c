/* encode_test.c: what is written is read back the same: every field, for all recorded clusters. */
#include "config.h"

#include "recorded.h"

#include <stdbool.h>

#include "akscope/base/alloc.h"
#include "akscope/wire/encode.h"

/* ---- fields, listed a second time: a forgotten one is noticed by size ---- */

enum kind { TEXT, NUMBER, ANSWER, TEXTS, PAIRS };

struct field {
    const char *name;
    enum kind kind;
    size_t at;
};

static const size_t sizes[] = {[TEXT] = sizeof(const char *),
                               [NUMBER] = sizeof(struct ak_number),
                               [ANSWER] = sizeof(enum ak_answer),
                               [TEXTS] = sizeof(struct ak_texts),
                               [PAIRS] = sizeof(struct ak_pairs)};

static const struct field subscription_fields[] = {
    {"id", TEXT, offsetof(struct ak_subscription, id)},
    {"name", TEXT, offsetof(struct ak_subscription, name)},
    {"state", TEXT, offsetof(struct ak_subscription, state)},
    {"tenant_id", TEXT, offsetof(struct ak_subscription, tenant_id)},
};

static const struct field cluster_fields[] = {
    {"id", TEXT, offsetof(struct ak_cluster, id)},
    {"name", TEXT, offsetof(struct ak_cluster, name)},
    {"resource_group", TEXT, offsetof(struct ak_cluster, resource_group)},
    {"subscription_id", TEXT, offsetof(struct ak_cluster, subscription_id)},
    {"location", TEXT, offsetof(struct ak_cluster, location)},
    {"etag", TEXT, offsetof(struct ak_cluster, etag)},
    {"requested_version", TEXT, offsetof(struct ak_cluster, requested_version)},
    {"kubernetes_version", TEXT, offsetof(struct ak_cluster, kubernetes_version)},
    {"provisioning_state", TEXT, offsetof(struct ak_cluster, provisioning_state)},
    {"power_state", TEXT, offsetof(struct ak_cluster, power_state)},
    {"sku_tier", TEXT, offsetof(struct ak_cluster, sku_tier)},
    {"sku_name", TEXT, offsetof(struct ak_cluster, sku_name)},
    {"support_plan", TEXT, offsetof(struct ak_cluster, support_plan)},
    {"node_resource_group", TEXT, offsetof(struct ak_cluster, node_resource_group)},
    {"fqdn", TEXT, offsetof(struct ak_cluster, fqdn)},
    {"network_plugin", TEXT, offsetof(struct ak_cluster, network_plugin)},
    {"network_policy", TEXT, offsetof(struct ak_cluster, network_policy)},
    {"load_balancer_sku", TEXT, offsetof(struct ak_cluster, load_balancer_sku)},
    {"windows_admin", TEXT, offsetof(struct ak_cluster, windows_admin)},
    {"node_provisioning_mode", TEXT, offsetof(struct ak_cluster, node_provisioning_mode)},
    {"upgrade_channel", TEXT, offsetof(struct ak_cluster, upgrade_channel)},
    {"node_os_upgrade_channel", TEXT, offsetof(struct ak_cluster, node_os_upgrade_channel)},
    {"app_routing_nginx", TEXT, offsetof(struct ak_cluster, app_routing_nginx)},
    {"open_service_mesh", ANSWER, offsetof(struct ak_cluster, open_service_mesh)},
    {"http_application_routing", ANSWER, offsetof(struct ak_cluster, http_application_routing)},
    {"app_routing", ANSWER, offsetof(struct ak_cluster, app_routing)},
    {"pod_identity", ANSWER, offsetof(struct ak_cluster, pod_identity)},
    {"defender", ANSWER, offsetof(struct ak_cluster, defender)},
    {"tags", PAIRS, offsetof(struct ak_cluster, tags)},
};

static const struct field pool_fields[] = {
    {"id", TEXT, offsetof(struct ak_pool, id)},
    {"name", TEXT, offsetof(struct ak_pool, name)},
    {"etag", TEXT, offsetof(struct ak_pool, etag)},
    {"mode", TEXT, offsetof(struct ak_pool, mode)},
    {"type", TEXT, offsetof(struct ak_pool, type)},
    {"vm_size", TEXT, offsetof(struct ak_pool, vm_size)},
    {"os_type", TEXT, offsetof(struct ak_pool, os_type)},
    {"os_sku", TEXT, offsetof(struct ak_pool, os_sku)},
    {"node_image_version", TEXT, offsetof(struct ak_pool, node_image_version)},
    {"requested_version", TEXT, offsetof(struct ak_pool, requested_version)},
    {"kubernetes_version", TEXT, offsetof(struct ak_pool, kubernetes_version)},
    {"provisioning_state", TEXT, offsetof(struct ak_pool, provisioning_state)},
    {"power_state", TEXT, offsetof(struct ak_pool, power_state)},
    {"os_disk_type", TEXT, offsetof(struct ak_pool, os_disk_type)},
    {"workload_runtime", TEXT, offsetof(struct ak_pool, workload_runtime)},
    {"kubelet_disk_type", TEXT, offsetof(struct ak_pool, kubelet_disk_type)},
    {"scale_set_priority", TEXT, offsetof(struct ak_pool, scale_set_priority)},
    {"eviction_policy", TEXT, offsetof(struct ak_pool, eviction_policy)},
    {"spot_max_price", TEXT, offsetof(struct ak_pool, spot_max_price)},
    {"scale_down_mode", TEXT, offsetof(struct ak_pool, scale_down_mode)},
    {"max_surge", TEXT, offsetof(struct ak_pool, max_surge)},
    {"max_unavailable", TEXT, offsetof(struct ak_pool, max_unavailable)},
    {"vnet_subnet_id", TEXT, offsetof(struct ak_pool, vnet_subnet_id)},
    {"pod_subnet_id", TEXT, offsetof(struct ak_pool, pod_subnet_id)},
    {"proximity_placement_group_id", TEXT, offsetof(struct ak_pool, proximity_placement_group_id)},
    {"host_group_id", TEXT, offsetof(struct ak_pool, host_group_id)},
    {"capacity_reservation_group_id", TEXT,
     offsetof(struct ak_pool, capacity_reservation_group_id)},
    {"gpu_instance_profile", TEXT, offsetof(struct ak_pool, gpu_instance_profile)},
    {"count", NUMBER, offsetof(struct ak_pool, count)},
    {"min_count", NUMBER, offsetof(struct ak_pool, min_count)},
    {"max_count", NUMBER, offsetof(struct ak_pool, max_count)},
    {"max_pods", NUMBER, offsetof(struct ak_pool, max_pods)},
    {"os_disk_size_gb", NUMBER, offsetof(struct ak_pool, os_disk_size_gb)},
    {"drain_timeout_minutes", NUMBER, offsetof(struct ak_pool, drain_timeout_minutes)},
    {"node_soak_minutes", NUMBER, offsetof(struct ak_pool, node_soak_minutes)},
    {"autoscaling", ANSWER, offsetof(struct ak_pool, autoscaling)},
    {"fips", ANSWER, offsetof(struct ak_pool, fips)},
    {"encryption_at_host", ANSWER, offsetof(struct ak_pool, encryption_at_host)},
    {"node_public_ip", ANSWER, offsetof(struct ak_pool, node_public_ip)},
    {"ultra_ssd", ANSWER, offsetof(struct ak_pool, ultra_ssd)},
    {"secure_boot", ANSWER, offsetof(struct ak_pool, secure_boot)},
    {"vtpm", ANSWER, offsetof(struct ak_pool, vtpm)},
    {"custom_ca_trust", ANSWER, offsetof(struct ak_pool, custom_ca_trust)},
    {"zones", TEXTS, offsetof(struct ak_pool, zones)},
    {"taints", TEXTS, offsetof(struct ak_pool, taints)},
    {"labels", PAIRS, offsetof(struct ak_pool, labels)},
    {"tags", PAIRS, offsetof(struct ak_pool, tags)},
};

struct table {
    const struct field *rows;
    size_t count;
    size_t whole; /* of the struct */
    size_t other; /* bytes of fields that are compared otherwise */
};

static const struct table subscription_table = {
    subscription_fields, sizeof subscription_fields / sizeof subscription_fields[0],
    sizeof(struct ak_subscription), 0};
static const struct table cluster_table = {
    cluster_fields, sizeof cluster_fields / sizeof cluster_fields[0], sizeof(struct ak_cluster),
    sizeof(const struct ak_pool *) + sizeof(size_t)};
static const struct table pool_table = {pool_fields, sizeof pool_fields / sizeof pool_fields[0],
                                        sizeof(struct ak_pool), 0};

static void every_field_of_the_model_is_compared_here(void **state)
{
    const struct table *tables[] = {&subscription_table, &cluster_table, &pool_table};

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        size_t sum = tables[i]->other;

        for (size_t row = 0; row < tables[i]->count; row++)
            sum += sizes[tables[i]->rows[row].kind];
        assert_true(sum <= tables[i]->whole);
        assert_true(tables[i]->whole - sum < sizeof(void *)); /* padding */
    }
}

/* ---- comparing ---- */

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_texts(const struct ak_texts *a, const struct ak_texts *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = same_text(a->items[i], b->items[i]);
    return same;
}

static bool same_pairs(const struct ak_pairs *a, const struct ak_pairs *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = same_text(a->items[i].key, b->items[i].key) &&
               same_text(a->items[i].value, b->items[i].value);
    return same;
}

static bool same_value(enum kind kind, const void *a, const void *b)
{
    const struct ak_number *m = a;
    const struct ak_number *n = b;

    switch (kind) {
    case TEXT:
        return same_text(*(const char *const *)a, *(const char *const *)b);
    case NUMBER:
        return m->is_set == n->is_set && m->value == n->value;
    case ANSWER:
        return *(const enum ak_answer *)a == *(const enum ak_answer *)b;
    case TEXTS:
        return same_texts(a, b);
    case PAIRS:
        return same_pairs(a, b);
    }
    return false;
}

static void assert_same(const struct table *table, const void *a, const void *b, const char *where)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->rows[i];

        if (!same_value(field->kind, (const char *)a + field->at, (const char *)b + field->at))
            fail_msg("%s: %s differs", where, field->name);
    }
}

static void assert_same_cluster(const struct ak_cluster *a, const struct ak_cluster *b,
                                const char *where)
{
    assert_same(&cluster_table, a, b, where);
    assert_int_equal(a->pool_count, b->pool_count);
    for (size_t i = 0; i < a->pool_count; i++)
        assert_same(&pool_table, &a->pools[i], &b->pools[i], where);
}

/* ---- round trips ---- */

static struct ak_payload *decode(enum ak_codec codec, const char *json)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, "");
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    if (ak_decoder_page(decoder, json, strlen(json), &link, &err) != 0)
        fail_msg("%s in %s", err.text, json);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return payload;
}

/* What is read from what is written of `payload`. */
static struct ak_payload *again(enum ak_codec codec, const struct ak_payload *payload)
{
    struct ak_buf text = ak_buf_init(1 << 22);

    assert_true(ak_wire_encode(payload, &text));
    struct ak_payload *copy = decode(codec, ak_buf_text(&text));
    ak_buf_release(&text);
    return copy;
}

static void assert_clusters_survive(const struct ak_payload *payload, const char *where)
{
    struct ak_payload *copy = again(AK_CODEC_CLUSTERS, payload);

    assert_int_equal(copy->as.clusters.count, payload->as.clusters.count);
    for (size_t i = 0; i < payload->as.clusters.count; i++)
        assert_same_cluster(&payload->as.clusters.items[i], &copy->as.clusters.items[i], where);
    ak_payload_unref(copy);
}

static bool is_cluster(const cJSON *body)
{
    const cJSON *type = recorded_at(body, "type");

    return type != NULL &&
           strcmp(type->valuestring, "Microsoft.ContainerService/ManagedClusters") == 0;
}

static void visit_cluster(const struct recorded *exchange, void *context)
{
    size_t *count = context;

    if (exchange->status >= 300 || !is_cluster(exchange->body))
        return;
    struct ak_payload *payload =
        recorded_decode(AK_CODEC_CLUSTER, "", exchange->body, exchange->file);
    assert_clusters_survive(payload, exchange->file);
    ak_payload_unref(payload);
    (*count)++;
}

static void every_recorded_cluster_survives(void **state)
{
    size_t count = 0;

    (void)state;
    if (!recorded_is_there())
        skip();
    recorded_visit("cassettes", visit_cluster, &count);
    assert_true(count > 100);
}

static void everything_that_a_pool_can_hold_survives(void **state)
{
    static const char json[] =
        "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/x/c\",\"name\":\"c\","
        "\"etag\":\"e\",\"tags\":{\"a\":\"\",\"b\":\"\\u202e\"},\"sku\":{\"tier\":\"Free\"},"
        "\"properties\":{\"kubernetesVersion\":\"1.33\",\"currentKubernetesVersion\":\"1.33.5\","
        "\"powerState\":{\"code\":\"Running\"},\"windowsProfile\":{"
        "\"adminUsername\":\"azureuser\"},\"agentPoolProfiles\":["
        "{\"name\":\"p\",\"id\":\"/elsewhere\",\"eTag\":\"t\",\"count\":0,\"minCount\":1,"
        "\"maxCount\":1000,\"spotMaxPrice\":0.12345,\"orchestratorVersion\":\"1.32\","
        "\"enableFIPS\":false,"
        "\"securityProfile\":{\"enableVTPM\":true,\"enableSecureBoot\":false},"
        "\"upgradeSettings\":{\"maxSurge\":\"10%\",\"drainTimeoutInMinutes\":30},"
        "\"availabilityZones\":[\"1\",\"2\"],\"nodeLabels\":{\"k\":\"v\",\"empty\":\"\"}},"
        "{\"name\":\"vms\",\"type\":\"VirtualMachines\",\"virtualMachineNodesStatus\":["
        "{\"size\":\"Standard_D2s_v3\",\"count\":2},{\"size\":\"Standard_D4s_v3\",\"count\":1}]},"
        "{\"name\":\"q\",\"enableSecureBoot\":true}]}}]}";
    struct ak_payload *payload = decode(AK_CODEC_CLUSTERS, json);

    (void)state;
    assert_string_equal(payload->as.clusters.items[0].pools[0].id, "/elsewhere");
    assert_int_equal(payload->as.clusters.items[0].pools[1].count.value, 3);
    assert_string_equal(payload->as.clusters.items[0].pools[0].spot_max_price, "0.12345");
    assert_string_equal(payload->as.clusters.items[0].windows_admin, "azureuser");
    assert_clusters_survive(payload, "made up");
    ak_payload_unref(payload);
}

static void names_that_sanitising_makes_alike_are_written_once(void **state)
{
    struct ak_payload *payload =
        decode(AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"/x\",\"tags\":{\"\\u202a\":\"first\","
                                  "\"\\u202b\":\"second\"}}]}");

    (void)state;
    assert_int_equal(payload->as.clusters.items[0].tags.count, 2);
    struct ak_payload *copy = again(AK_CODEC_CLUSTERS, payload);
    assert_int_equal(copy->as.clusters.items[0].tags.count, 1);
    assert_string_equal(copy->as.clusters.items[0].tags.items[0].value, "first");
    ak_payload_unref(copy);
    ak_payload_unref(payload);
}

static void subscriptions_survive(void **state)
{
    struct ak_payload *payload =
        decode(AK_CODEC_SUBSCRIPTIONS,
               "{\"value\":[{\"subscriptionId\":\"1\",\"displayName\":\"One \\\"1\\\"\","
               "\"state\":\"Enabled\",\"tenantId\":\"t\"},{\"subscriptionId\":\"2\"}]}");

    (void)state;
    struct ak_payload *copy = again(AK_CODEC_SUBSCRIPTIONS, payload);
    assert_int_equal(copy->as.subscriptions.count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_same(&subscription_table, &payload->as.subscriptions.items[i],
                    &copy->as.subscriptions.items[i], "subscriptions");
    ak_payload_unref(copy);
    ak_payload_unref(payload);
}

static void an_empty_list_survives(void **state)
{
    struct ak_payload *payload = decode(AK_CODEC_CLUSTERS, "{\"value\":[]}");

    (void)state;
    assert_clusters_survive(payload, "empty");
    ak_payload_unref(payload);
}

static void what_does_not_fit_leaves_the_buffer_as_it_was(void **state)
{
    struct ak_payload *payload = decode(AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"/x\"}]}");
    struct ak_buf small = ak_buf_init(20);

    (void)state;
    assert_true(ak_buf_puts(&small, "before"));
    assert_false(ak_wire_encode(payload, &small));
    assert_string_equal(ak_buf_text(&small), "before");
    assert_int_equal(small.len, 6);
    ak_buf_release(&small);
    ak_payload_unref(payload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_the_model_is_compared_here),
        cmocka_unit_test(every_recorded_cluster_survives),
        cmocka_unit_test(everything_that_a_pool_can_hold_survives),
        cmocka_unit_test(names_that_sanitising_makes_alike_are_written_once),
        cmocka_unit_test(subscriptions_survive),
        cmocka_unit_test(an_empty_list_survives),
        cmocka_unit_test(what_does_not_fit_leaves_the_buffer_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
