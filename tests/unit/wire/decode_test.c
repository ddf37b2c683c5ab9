/* decode_test.c: what every codec has in common: refusals with their place, harmless texts, pages.
 */
#include "config.h"

#include "decode_case.h"

#include <pthread.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"

static const struct {
    enum ak_codec codec;
    const char *body, *text;
} refusals[] = {
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
    {AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"x\",\"properties\":{\"powerState\":{\"code\":1}}}]}",
     "value[0].properties.powerState.code: expected a text"},
    {AK_CODEC_CLUSTERS,
     "{\"value\":[{\"id\":\"x\",\"properties\":{\"agentPoolProfiles\":[{\"name\":\"p\","
     "\"count\":\"3\"}]}}]}",
     "value[0].properties.agentPoolProfiles[0].count: expected a whole number"},
    {AK_CODEC_CLUSTERS, "{\"value\":[{\"id\":\"x\",\"properties\":{\"agentPoolProfiles\":[{}]}}]}",
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
    {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":1.5}", "count: expected a whole number up to 2^53"},
    {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":9007199254740994}",
     "count: expected a whole number up to 2^53"},
    {AK_CODEC_POOL, "{\"name\":\"p\",\"count\":-1e999}",
     "count: expected a whole number up to 2^53"},
    {AK_CODEC_POOL, "{\"name\":\"p\",\"spotMaxPrice\":\"1\"}", "spotMaxPrice: expected a number"},
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
    {AK_CODEC_PERMISSIONS, "{\"permissions\":[]}", "value: missing"},
    {AK_CODEC_PERMISSIONS, "{\"value\":[{\"actions\":\"*\"}]}",
     "value[0].actions: expected a list"},
    {AK_CODEC_PERMISSIONS, "{\"value\":[{\"actions\":[],\"notActions\":[1]}]}",
     "value[0].notActions[0]: expected a text"},
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
    {AK_CODEC_PROVIDER, "{\"registrationState\":\"Registered\"}", "namespace: missing"},
    {AK_CODEC_PROVIDER, "{\"namespace\":\"n\",\"registrationState\":1}",
     "registrationState: expected a text"},
    {AK_CODEC_ROLE_ASSIGNMENTS, "{\"value\":[{\"properties\":{\"scope\":\"/\"}}]}",
     "value[0].properties.roleDefinitionId: missing"},
    {AK_CODEC_ROLE_ASSIGNMENTS, "{\"value\":[{\"properties\":{\"roleDefinitionId\":\"r\"}}]}",
     "value[0].properties.scope: missing"},
    {AK_CODEC_ROLE_DEFINITION, "{\"properties\":{}}", "properties.roleName: missing"},
    {AK_CODEC_RAW, "[1]", "expected an object"},
};

static void wrong_input_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct ak_err err;

        refuse(refusals[i].codec, refusals[i].body, strlen(refusals[i].body), AK_ERR_MALFORMED,
               &err);
        assert_string_equal(err.text, refusals[i].text);
    }
}

enum { THREADS = 4, ROUNDS = 50 };

/* How often a refusal read otherwise than it should. */
static void *refuse_all(void *misread)
{
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
            struct ak_decoder *decoder = ak_decoder_new(refusals[i].codec, "");
            struct ak_err err = ak_err_none();
            const char *link;

            *(size_t *)misread += ak_decoder_page(decoder, refusals[i].body,
                                                  strlen(refusals[i].body), &link, &err) == 0 ||
                                  strcmp(err.text, refusals[i].text) != 0;
            ak_decoder_free(decoder);
        }
    }
    return NULL;
}

static void decoders_side_by_side_do_not_disturb_each_other(void **state)
{
    size_t misread[THREADS] = {0};
    pthread_t threads[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, refuse_all, &misread[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(misread[i], 0);
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

enum { NESTED_SIZE = 2 * AK_LIMIT_JSON_DEPTH + 16 };

/* {"a":[[…]]}, `levels` deep. */
static const char *nested(size_t levels, char body[NESTED_SIZE])
{
    int start = snprintf(body, NESTED_SIZE, "{\"a\":");
    char *at = body + start;

    memset(at, '[', levels - 1);
    memset(at + levels - 1, ']', levels - 1);
    snprintf(at + 2 * (levels - 1), 2, "}");
    return body;
}

static void the_depth_limit_itself_is_allowed(void **state)
{
    char body[NESTED_SIZE];
    struct ak_err err;

    (void)state;
    struct ak_payload *payload = decode(AK_CODEC_RAW, "", nested(AK_LIMIT_JSON_DEPTH, body));
    assert_non_null(payload->as.raw.json);
    ak_payload_unref(payload);
    nested(AK_LIMIT_JSON_DEPTH + 1, body);
    refuse(AK_CODEC_RAW, body, strlen(body), AK_ERR_MALFORMED, &err);
    assert_string_equal(err.text, "nested 65 levels deep, the limit is 64");
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
        {"a\\u0000b", "a" AK_TEXT_REPLACEMENT "b"},
        {"a\\ud800b", "a" AK_TEXT_REPLACEMENT "b"},
        {"a\\udc00\\ud800", "a" AK_TEXT_REPLACEMENT AK_TEXT_REPLACEMENT},
        {"\\ud83d\\ude00", "\xF0\x9F\x98\x80"},
        {"\\\\u0000", "\\u0000"},
        {"\\u001b[31mred", AK_TEXT_REPLACEMENT "[31mred"},
        {"a\xFF\xC0\xAF", "a" AK_TEXT_REPLACEMENT AK_TEXT_REPLACEMENT AK_TEXT_REPLACEMENT},
        {"\\u202Egnp.exe", AK_TEXT_REPLACEMENT "gnp.exe"},
        {"line\\nbreak\\ttab", "line break tab"},
        {"\x01\x7F", AK_TEXT_REPLACEMENT AK_TEXT_REPLACEMENT},
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
        cmocka_unit_test(decoders_side_by_side_do_not_disturb_each_other),
        cmocka_unit_test(nul_bytes_are_refused_wherever_they_stand),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(the_depth_limit_itself_is_allowed),
        cmocka_unit_test(a_large_object_is_searched_for_duplicates_in_reasonable_time),
        cmocka_unit_test(texts_are_made_harmless),
        cmocka_unit_test(missing_null_empty_and_unknown_members_leave_fields_unset),
        cmocka_unit_test(pages_add_up_and_a_bad_page_takes_nothing_away),
        cmocka_unit_test(a_decoder_that_is_given_up_leaks_nothing),
        cmocka_unit_test(repeated_texts_are_kept_once),
        cmocka_unit_test(every_codec_has_a_name_of_its_own_and_takes_an_empty_object_or_says_why),
    };

    return cmocka_run_group_tests_name("wire/decode", tests, NULL, NULL);
}
