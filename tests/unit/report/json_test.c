/* json_test.c: the JSON of every kind, read back by another parser. */
#include "config.h"

#include <stdio.h>

#include <cjson/cJSON.h>

#include "unit/report/report_case.h"

/* A member that must be there: "?" means that it may be null too. */
struct member {
    const char *name;  /* "cvm.status": the member of an object */
    const char *types; /* of "n" number, "t" text, "b" boolean, "l" list, "?" null */
};

static const struct member pool_members[] = {
    {"id", "t"},
    {"name", "t"},
    {"cluster", "t"},
    {"resourceGroup", "t"},
    {"subscriptionId", "t"},
    {"location", "t"},
    {"mode", "t"},
    {"count", "n?"},
    {"minCount", "n?"},
    {"maxCount", "n?"},
    {"autoscaling", "b"},
    {"vmSize", "t"},
    {"osType", "t"},
    {"osSku", "t"},
    {"os", "t?"},
    {"osReason", "t?"},
    {"nodeImageVersion", "t?"},
    {"imageDate", "t?"},
    {"imageAgeDays", "n?"},
    {"kubernetesVersion", "t"},
    {"provisioningState", "t"},
    {"powerState", "t?"},
    {"fips", "b?"},
    {"cvm", "o"},
    {"cvm.status", "t"},
    {"cvm.tee", "t?"},
    {"retirement", "o?"},
    {"kubernetesEndOfLife", "t?"},
    {"zones", "l"},
};

static const struct member retirement_members[] = {
    {"what", "t"},  {"endOfSupport", "t?"}, {"imagesRemoved", "t?"},
    {"days", "n?"}, {"severity", "t"},      {"action", "t"},
};

static const struct member cluster_members[] = {
    {"id", "t"},
    {"name", "t"},
    {"resourceGroup", "t"},
    {"subscriptionId", "t"},
    {"location", "t"},
    {"kubernetesVersion", "t"},
    {"provisioningState", "t"},
    {"powerState", "t"},
    {"nodePoolCount", "n"},
    {"nodeCount", "n"},
    {"cvmPoolCount", "n"},
    {"cvmConflictCount", "n"},
    {"kubernetesEndOfLife", "t?"},
    {"worstRetirement", "o?"},
    {"skuTier", "t?"},
    {"supportPlan", "t?"},
    {"nodeAutoProvisioning", "b"},
};

static bool has_type(const cJSON *item, char type)
{
    switch (type) {
    case 'n':
        return cJSON_IsNumber(item);
    case 't':
        return cJSON_IsString(item);
    case 'b':
        return cJSON_IsBool(item);
    case 'l':
        return cJSON_IsArray(item);
    case 'o':
        return cJSON_IsObject(item);
    default:
        return cJSON_IsNull(item);
    }
}

static void assert_members(const cJSON *object, const struct member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *dot = strchr(members[i].name, '.');
        const cJSON *parent = object;
        const char *name = members[i].name;
        bool is_right = false;

        if (dot != NULL) {
            char first[32];
            snprintf(first, sizeof first, "%.*s", (int)(dot - name), name);
            parent = cJSON_GetObjectItemCaseSensitive(object, first);
            name = dot + 1;
        }
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, name);
        for (const char *type = members[i].types; *type != '\0' && item != NULL; type++)
            is_right = is_right || has_type(item, *type);
        if (!is_right)
            fail_msg("%s is missing or of another type", members[i].name);
    }
}

static cJSON *parsed(enum ak_report_kind kind, const void *row, bool is_single)
{
    struct ak_report_style style = {.format = AK_FORMAT_JSON, .is_single = is_single};
    char *text = printed(kind, &row, 1, &style);
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 0);

    assert_non_null(json);
    assert_string_equal(end, "\n");
    free(text);
    return json;
}

/* The members of a row, and those of its deadline where it has one. */
static void assert_row_members(enum ak_report_kind kind, const void *row,
                               const struct member *members, size_t count)
{
    cJSON *json = parsed(kind, row, true);
    const cJSON *end = cJSON_GetObjectItemCaseSensitive(
        json, kind == AK_REPORT_POOLS ? "retirement" : "worstRetirement");

    assert_members(json, members, count);
    if (cJSON_IsObject(end))
        assert_members(end, retirement_members,
                       sizeof retirement_members / sizeof retirement_members[0]);
    cJSON_Delete(json);
}

static void every_pool_has_all_members(void **state)
{
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < fixture->fleet->pool_count; i++)
        assert_row_members(AK_REPORT_POOLS, &fixture->fleet->pools[i], pool_members,
                           sizeof pool_members / sizeof pool_members[0]);
}

static void every_cluster_has_all_members(void **state)
{
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < fixture->fleet->cluster_count; i++)
        assert_row_members(AK_REPORT_CLUSTERS, &fixture->fleet->clusters[i], cluster_members,
                           sizeof cluster_members / sizeof cluster_members[0]);
}

/* All verdicts that JSON can tell, with the TEE that goes with each. */
static void verdicts_are_told_by_stable_names(void **state)
{
    static const struct {
        const char *pool;
        const char *status;
        const char *tee; /* NULL: null */
    } cases[] = {
        {"cvmpool", "confirmed", "SEV-SNP"},
        {"batch", "conflict", "SEV-SNP"},
        {"tdx", "by-name", "TDX"},
        {"newcvm", "by-name", "SEV-SNP"},
        {"al2", "no", NULL},
    };
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cJSON *json = parsed(AK_REPORT_POOLS, pool_named(fixture, cases[i].pool), true);
        const cJSON *cvm = cJSON_GetObjectItemCaseSensitive(json, "cvm");
        const cJSON *tee = cJSON_GetObjectItemCaseSensitive(cvm, "tee");

        assert_string_equal(cJSON_GetObjectItemCaseSensitive(cvm, "status")->valuestring,
                            cases[i].status);
        if (cases[i].tee != NULL)
            assert_string_equal(tee->valuestring, cases[i].tee);
        else
            assert_true(cJSON_IsNull(tee));
        cJSON_Delete(json);
    }
}

static void a_pool_as_a_whole(void **state)
{
    static const char expected[] =
        "{\n"
        "  \"id\": \"" FIXTURE_CVMPOOL "\",\n"
        "  \"name\": \"cvmpool\",\n"
        "  \"cluster\": \"payments\",\n"
        "  \"resourceGroup\": \"rg-pay\",\n"
        "  \"subscriptionId\": \"" FIXTURE_PRODUCTION "\",\n"
        "  \"subscriptionName\": \"Production\",\n"
        "  \"location\": \"westeurope\",\n"
        "  \"mode\": \"User\",\n"
        "  \"count\": 4,\n"
        "  \"minCount\": 3,\n"
        "  \"maxCount\": 12,\n"
        "  \"autoscaling\": true,\n"
        "  \"vmSize\": \"Standard_DC4as_v5\",\n"
        "  \"osType\": \"Linux\",\n"
        "  \"osSku\": \"Ubuntu\",\n"
        "  \"os\": \"Ubuntu 20.04\",\n"
        "  \"osReason\": null,\n"
        "  \"nodeImageVersion\": \"AKSUbuntu-2004gen2CVMcontainerd-202607.02.0\",\n"
        "  \"imageDate\": \"2026-07-02\",\n"
        "  \"imageAgeDays\": 144,\n"
        "  \"kubernetesVersion\": \"1.33.5\",\n"
        "  \"provisioningState\": \"Succeeded\",\n"
        "  \"powerState\": \"Running\",\n"
        "  \"fips\": false,\n"
        "  \"cvm\": {\"status\": \"confirmed\", \"tee\": \"SEV-SNP\"},\n"
        "  \"retirement\": {\"what\": \"Ubuntu 20.04\", \"endOfSupport\": \"2027-03-17\", "
        "\"imagesRemoved\": \"2027-03-17\", \"days\": 114, \"severity\": \"soon\", "
        "\"action\": \"OS SKU Ubuntu2404 in place (or Kubernetes 1.35)\"},\n"
        "  \"kubernetesEndOfLife\": \"2027-07-31\",\n"
        "  \"zones\": [\"1\", \"3\"]\n"
        "}\n";
    const void *row = pool_named(*state, "cvmpool");
    struct ak_report_style style = {.format = AK_FORMAT_JSON, .is_single = true};
    char *text = printed(AK_REPORT_POOLS, &row, 1, &style);

    assert_string_equal(text, expected);
    free(text);
}

/* What Azure did not tell is null, not missing, not "" and not 0. */
static void what_was_not_told_is_null(void **state)
{
    static const char *const null_members[] = {
        "count",        "minCount",   "maxCount", "nodeImageVersion", "imageDate",
        "imageAgeDays", "powerState", "fips",     "retirement",
    };
    cJSON *json = parsed(AK_REPORT_POOLS, pool_named(*state, "newcvm"), true);

    for (size_t i = 0; i < sizeof null_members / sizeof null_members[0]; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, null_members[i]);

        if (!cJSON_IsNull(item))
            fail_msg("%s is not null", null_members[i]);
    }
    assert_true(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(json, "autoscaling")));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(json, "zones")), 0);
    cJSON_Delete(json);
}

static void a_list_is_an_array_in_its_order(void **state)
{
    const struct fixture *fixture = *state;
    const void *rows[] = {pool_named(fixture, "win"), pool_named(fixture, "al2")};
    struct ak_report_style style = {.format = AK_FORMAT_JSON};
    char *text = printed(AK_REPORT_POOLS, rows, 2, &style);
    cJSON *json = cJSON_Parse(text);

    assert_int_equal(cJSON_GetArraySize(json), 2);
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(json, 0), "name")->valuestring,
                        "win");
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(json, 1), "name")->valuestring,
                        "al2");
    cJSON_Delete(json);
    free(text);
    text = printed(AK_REPORT_POOLS, rows, 0, &style);
    assert_string_equal(text, "[]\n");
    free(text);
}

/* A row's JSON, as the only item of a list. */
static void assert_row(enum ak_report_kind kind, const void *row, const char *members)
{
    char expected[2048];
    char *text = printed_as(kind, row, AK_FORMAT_JSON);

    snprintf(expected, sizeof expected, "[\n  {\n%s\n  }\n]\n", members);
    assert_string_equal(text, expected);
    free(text);
}

static void sizes_with_and_without_quota(void **state)
{
    const struct fixture *fixture = *state;
    const struct ak_vm_sizes *sizes =
        &ak_snap_payload(fixture->snap, AK_TOPIC_VM_SIZES, FIXTURE_REGION)->as.vm_sizes;
    const struct ak_usages *usages =
        &ak_snap_payload(fixture->snap, AK_TOPIC_USAGES, FIXTURE_REGION)->as.usages;
    struct ak_report_size size = {.size = &sizes->items[4],
                                  .usage = &usages->items[4],
                                  .subscription_id = "s",
                                  .location = "westeurope",
                                  .tee = AK_TEE_TDX};
    struct ak_report_size bare = {
        .size = &sizes->items[5], .subscription_id = "s", .location = "westeurope"};

    assert_row(AK_REPORT_SIZES, &size,
               "    \"name\": \"Standard_EC4es_v6\",\n    \"location\": \"westeurope\",\n"
               "    \"subscriptionId\": \"s\",\n    \"vCPUs\": 4,\n    \"memoryGiB\": 31.5,\n    "
               "\"tee\": \"TDX\",\n"
               "    \"confidentialComputingType\": \"TDX\",\n    \"localDiskGiB\": null,\n"
               "    \"architecture\": null,\n    \"zones\": [],\n"
               "    \"acceleratedNetworking\": null,\n    \"family\": \"standardECESv6Family\",\n"
               "    \"quotaUsed\": 0,\n    \"quotaLimit\": 0,\n"
               "    \"restriction\": \"NotAvailableForSubscription\"");
    assert_row(AK_REPORT_SIZES, &bare,
               "    \"name\": \"Standard_M1\",\n    \"location\": \"westeurope\",\n"
               "    \"subscriptionId\": \"s\",\n    \"vCPUs\": null,\n    \"memoryGiB\": null,\n   "
               " \"tee\": null,\n"
               "    \"confidentialComputingType\": null,\n    \"localDiskGiB\": null,\n"
               "    \"architecture\": null,\n    \"zones\": [],\n"
               "    \"acceleratedNetworking\": null,\n    \"family\": null,\n"
               "    \"quotaUsed\": null,\n    \"quotaLimit\": null,\n    \"restriction\": null");
}

static void versions_and_features(void **state)
{
    const struct fixture *fixture = *state;
    struct ak_kubernetes_version minor = {
        .minor = "1.34", .is_default = AK_YES, .patches = {(const char *const[]){"1.34.2"}, 1}};
    struct ak_report_version version = {
        .version = &minor,
        .subscription_id = "s",
        .location = "westeurope",
        .end = ak_kubernetes_retirement("1.34", false, fixture->facts, fixture->fleet->today)};
    struct ak_report_feature feature = {
        .feature = &(struct ak_feature){.name = "X", .state = "Registered"},
        .subscription_id = "s"};

    assert_row(AK_REPORT_VERSIONS, &version,
               "    \"version\": \"1.34\",\n    \"location\": \"westeurope\",\n"
               "    \"subscriptionId\": \"s\",\n"
               "    \"isDefault\": true,\n    \"isPreview\": null,\n"
               "    \"endOfLife\": \"2026-11-30\",\n    \"supportPlans\": [],\n"
               "    \"patchVersions\": [\"1.34.2\"]");
    assert_row(AK_REPORT_FEATURES, &feature,
               "    \"name\": \"X\",\n    \"state\": \"Registered\",\n"
               "    \"subscriptionId\": \"s\"");
}

/* Names are clean when they are decoded; JSON escapes what is left all the same. */
static void quotes_and_control_characters_are_escaped(void **state)
{
    static const struct {
        const char *name;
        const char *json;
    } cases[] = {
        {"plain", "\"plain\""},
        {"", "\"\""},
        {"say \"hi\"", "\"say \\\"hi\\\"\""},
        {"back\\slash", "\"back\\\\slash\""},
        {"tab\tline\n", "\"tab\\u0009line\\u000a\""},
        {"\x01\x1f", "\"\\u0001\\u001f\""},
        {"\xE6\xB1\xBA\xE6\xB8\x88 \xC3\xA9", "\"\xE6\xB1\xBA\xE6\xB8\x88 \xC3\xA9\""},
        {"</script>&'", "\"</script>&'\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_report_feature row = {.feature = &(struct ak_feature){.name = cases[i].name}};
        char members[256];

        snprintf(members, sizeof members,
                 "    \"name\": %s,\n    \"state\": null,\n    \"subscriptionId\": null",
                 cases[i].json);
        assert_row(AK_REPORT_FEATURES, &row, members);
    }
}

static bool refuse_to_write(const char *bytes, size_t len, void *context)
{
    size_t *written = context;

    (void)bytes;
    *written += len;
    return false;
}

/* More than the writer collects at a time, so that it writes more than once. */
static void failed_writes_are_told_and_end_the_writing(void **state)
{
    static const enum ak_report_format formats[] = {AK_FORMAT_TABLE, AK_FORMAT_JSON, AK_FORMAT_CSV,
                                                    AK_FORMAT_TSV};
    enum { ROWS = 2000 };
    const void *rows[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        rows[i] = pool_named(*state, "cvmpool");
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct ak_report_rows report = {.kind = AK_REPORT_POOLS, .rows = rows, .count = ROWS};
        struct ak_report_style style = {.format = formats[i]};
        struct ak_err err = ak_err_none();
        size_t asked = 0;

        assert_int_equal(ak_report_print(&report, &style, refuse_to_write, &asked, &err),
                         AK_ERR_FILE);
        assert_true(asked > 0 && asked <= 64 * 1024);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pool_has_all_members),
        cmocka_unit_test(every_cluster_has_all_members),
        cmocka_unit_test(verdicts_are_told_by_stable_names),
        cmocka_unit_test(a_pool_as_a_whole),
        cmocka_unit_test(what_was_not_told_is_null),
        cmocka_unit_test(a_list_is_an_array_in_its_order),
        cmocka_unit_test(sizes_with_and_without_quota),
        cmocka_unit_test(versions_and_features),
        cmocka_unit_test(quotes_and_control_characters_are_escaped),
        cmocka_unit_test(failed_writes_are_told_and_end_the_writing),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
