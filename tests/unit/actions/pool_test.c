/* pool_test.c: plans that delete, stop, start, abort and reconcile; a feature; the check of a
 * confidential pool. */
#include "config.h"

#include "unit/actions/plan_case.h"
#include "unit/rules/built_in.h"

#include "akscope/base/alloc.h"

static void a_pool_goes_with_its_nodes(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_DELETE, "cvmpool"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_DELETE_POOL, POOL "cvmpool");

    assert_string_equal(plan->title, "delete node pool cvmpool from payments-prod");
    assert_string_equal(plan->summary, "4 nodes");
    assert_string_equal(plan->confirm, "cvmpool");
    assert_string_equal(request->if_match, "etag-cvm");
    assert_null(request->query);
    assert_null(request->body);
    expect_az(plan, "az|aks|nodepool|delete" AZ_POOL "cvmpool");
    expect_line(plan, AK_PLAN_LOSS, "4 nodes go, with every pod and all local data on them.");
    expect_line(plan, AK_PLAN_LOSS, "It can't be undone.");
    expect_line(plan, AK_PLAN_PLAIN, "PodDisruptionBudgets are kept");
    expect_line(plan, AK_PLAN_PLAIN, "payments-prod keeps 2 node pools with 3 nodes.");
    expect_line(plan, AK_PLAN_WARNING, "It is the only confidential pool of payments-prod");
    ak_plan_free(plan);
}

static void a_pool_goes_whatever_budgets_say(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_intent intent = change_of(AK_INTENT_POOL_DELETE, "CVMpool");

    intent.ignores_disruption_budgets = true;
    struct ak_plan *plan = plan_of(&c, intent);
    const struct ak_request *request = expect_request(plan, AK_CHANGE_DELETE_POOL, POOL "CVMpool");
    assert_string_equal(request->query, "ignore-pod-disruption-budget=true");
    assert_string_equal(plan->confirm, "cvmpool"); /* as Azure spells it */
    expect_az(plan, "az|aks|nodepool|delete" AZ_POOL "CVMpool|--ignore-pdb");
    expect_line(plan, AK_PLAN_LOSS, "PodDisruptionBudgets are ignored");
    ak_plan_free(plan);
}

/* One that has no image yet may be one. */
static void another_confidential_pool_is_enough(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_put(
        &c, AK_CODEC_POOLS, CLUSTER,
        "{\"value\":[{\"name\":\"cvmpool\",\"properties\":{\"eTag\":\"e\",\"mode\":\"User\","
        "\"count\":1,\"vmSize\":\"Standard_DC4as_v5\"}},"
        "{\"name\":\"other\",\"properties\":{\"mode\":\"User\",\"count\":2,"
        "\"vmSize\":\"Standard_EC8ads_v5\"}}]}");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_DELETE, "cvmpool"));
    expect_request(plan, AK_CHANGE_DELETE_POOL, POOL "cvmpool");
    expect_line(plan, AK_PLAN_LOSS, "1 node goes, with every pod and all local data on it.");
    expect_line(plan, AK_PLAN_PLAIN, "payments-prod keeps 1 node pool with 2 nodes.");
    reject_line(plan, "only confidential");
    ak_plan_free(plan);
}

static void an_empty_pool_loses_its_settings_only(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_DELETE, "batch"));

    expect_request(plan, AK_CHANGE_DELETE_POOL, POOL "batch");
    expect_line(plan, AK_PLAN_PLAIN, "It has no nodes now; its settings go.");
    assert_string_equal(plan->confirm, "batch");
    ak_plan_free(plan);
}

static void the_last_system_pool_stays(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_DELETE, "system"));

    expect_refused(plan, "mode.last-system", "last System pool");
    ak_plan_free(plan);
}

static void without_an_etag_it_is_said(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_put(&c, AK_CODEC_POOLS, CLUSTER,
                  "{\"value\":[{\"id\":\"" POOL "batch\",\"name\":\"batch\",\"properties\":{"
                  "\"mode\":\"User\",\"provisioningState\":\"Succeeded\"}}]}");
    struct ak_plan *plan = plan_case_make(&c, change_of(AK_INTENT_POOL_DELETE, "batch"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_DELETE_POOL, POOL "batch");
    assert_null(request->if_match);
    expect_line(plan, AK_PLAN_WARNING, "no etag");
    expect_line(plan, AK_PLAN_LOSS, "All its nodes go");
    reject_line(plan, "confidential");
    ak_plan_free(plan);

    plan_case_edit(&c, POOL "system", "properties.eTag", NULL);
    plan = plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    assert_null(request->if_match);
    expect_line(plan, AK_PLAN_WARNING, "no etag");
    ak_plan_free(plan);
}

static void a_pool_stops(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_STOP, "cvmpool"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");

    assert_string_equal(plan->title, "stop cvmpool in payments-prod");
    assert_string_equal(request->if_match, "etag-cvm");
    expect_member(request, "properties.powerState", "{\"code\":\"Stopped\"}");
    expect_member(request, "properties.count", "4");
    expect_az(plan, "az|aks|nodepool|stop" AZ_POOL "cvmpool");
    expect_line(plan, AK_PLAN_WARNING, "All nodes stop (4 nodes): every pod on them is evicted");
    expect_line(plan, AK_PLAN_LOSS, "temporary disks");
    expect_line(plan, AK_PLAN_WARNING, "Ubuntu 20.04: support ends and images are removed");
    ak_plan_free(plan);
}

static void a_pool_starts(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "cvmpool", "properties.powerState.code", "\"Stopped\"");
    plan_case_edit(&c, POOL "cvmpool", "properties.count", "0");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_START, "cvmpool"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");
    expect_member(request, "properties.powerState", "{\"code\":\"Running\"}");
    expect_az(plan, "az|aks|nodepool|start" AZ_POOL "cvmpool");
    expect_line(plan, AK_PLAN_PLAIN, "As many nodes as it had start again");
    ak_plan_free(plan);
}

static void what_runs_is_aborted(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_put(&c, AK_CODEC_POOLS, CLUSTER,
                  "{\"value\":[{\"id\":\"" POOL "batch\",\"name\":\"batch\",\"properties\":{"
                  "\"mode\":\"User\",\"provisioningState\":\"Upgrading\"}}]}");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_ABORT, "batch"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_ABORT_POOL, POOL "batch");
    assert_null(request->body);
    assert_null(request->if_match);
    assert_string_equal(plan->title, "abort the operation on batch in payments-prod");
    assert_string_equal(plan->summary, "Upgrading");
    expect_az(plan, "az|aks|nodepool|operation-abort" AZ_POOL "batch");
    expect_line(plan, AK_PLAN_PLAIN, "The operation that runs (Upgrading) stops where it is.");
    expect_line(plan, AK_PLAN_WARNING, "Nothing is taken back");
    ak_plan_free(plan);
}

static void a_failed_pool_gets_its_own_body_again(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.provisioningState", "\"Failed\"");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_RECONCILE, "system"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    assert_string_equal(request->if_match, "etag-system");
    expect_json(
        request->body,
        "{\"properties\":{\"powerState\":{\"code\":\"Running\"},\"osType\":\"Linux\","
        "\"osSKU\":\"Ubuntu\",\"type\":\"VirtualMachineScaleSets\",\"orchestratorVersion\":"
        "\"1.33\",\"enableFIPS\":false,\"unknownToUs\":{\"a\":[1,null]},\"mode\":\"System\","
        "\"vmSize\":\"Standard_D4ds_v5\",\"count\":3,\"enableAutoScaling\":false}}");
    expect_az(plan, "az|resource|update|--subscription|" SUBSCRIPTION "|--ids|" POOL "system");
    expect_line(plan, AK_PLAN_PLAIN, "No setting changes");
    expect_line(plan, AK_PLAN_WARNING, "Its state is Failed");
    ak_plan_free(plan);
}

static void refusals(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *pool, *rule;
    } cases[] = {
        {AK_INTENT_POOL_DELETE, "gone", "pool.known"},
        {AK_INTENT_POOL_STOP, "system", "stop.system"},
        {AK_INTENT_POOL_START, "batch", "start.state"},
        {AK_INTENT_POOL_ABORT, "batch", "abort.state"},
        {AK_INTENT_POOL_ABORT, "gone", "pool.known"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_plan *plan = plan_of(&c, change_of(cases[i].kind, cases[i].pool));

        expect_refused(plan, cases[i].rule, "");
        ak_plan_free(plan);
    }
}

/* ---- features ---- */

static struct ak_intent feature(const char *name)
{
    struct ak_intent intent = change_of(AK_INTENT_FEATURE_REGISTER, NULL);

    intent.feature = name != NULL ? ak_strdup(name) : NULL;
    return intent;
}

#define FEATURE                                                                                    \
    "/subscriptions/" SUBSCRIPTION                                                                 \
    "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/"
#define PROVIDER "/subscriptions/" SUBSCRIPTION "/providers/Microsoft.ContainerService"
#define AZ_PROVIDER                                                                                \
    "az|provider|register|--subscription|" SUBSCRIPTION "|--namespace|Microsoft.ContainerService"

static void a_feature_and_then_its_provider(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, feature("AzureLinuxCVMPreview"));

    assert_true(ak_plan_is_ready(plan));
    assert_string_equal(plan->title, "register feature AzureLinuxCVMPreview");
    assert_string_equal(plan->target, FEATURE "AzureLinuxCVMPreview");
    assert_int_equal(plan->request_count, 2);
    assert_int_equal(plan->requests[0].change, AK_CHANGE_REGISTER_FEATURE);
    assert_string_equal(plan->requests[0].id, FEATURE "AzureLinuxCVMPreview");
    assert_int_equal(plan->requests[1].change, AK_CHANGE_REGISTER_PROVIDER);
    assert_string_equal(plan->requests[1].id, PROVIDER);
    expect_az(plan,
              "az|feature|register|--subscription|" SUBSCRIPTION
              "|--namespace|Microsoft.ContainerService|--name|AzureLinuxCVMPreview\n" AZ_PROVIDER);
    expect_line(plan, AK_PLAN_PLAIN, "It is for CVM pools with osSKU AzureLinux.");
    expect_line(plan, AK_PLAN_PLAIN, "State NotRegistered → Registered");
    expect_line(plan, AK_PLAN_PLAIN, "Then the provider Microsoft.ContainerService is registered");
    ak_plan_free(plan);
}

static void a_registered_feature_needs_its_provider_only(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, feature("Ubuntu2604Preview"));

    assert_true(ak_plan_is_ready(plan));
    assert_int_equal(plan->request_count, 1);
    assert_int_equal(plan->requests[0].change, AK_CHANGE_REGISTER_PROVIDER);
    expect_az(plan, AZ_PROVIDER);
    expect_line(plan, AK_PLAN_GOOD, "It is registered already.");
    ak_plan_free(plan);
}

static void a_feature_whose_state_may_not_be_read(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_fail(&c, AK_TOPIC_FEATURES, SUBSCRIPTION, AK_ERR_FORBIDDEN, "no role");
    struct ak_plan *plan = plan_case_make(&c, feature("AzureLinuxCVMPreview"));
    assert_true(ak_plan_is_ready(plan));
    assert_int_equal(plan->request_count, 2);
    expect_line(plan, AK_PLAN_PLAIN, "State not known → Registered");
    expect_line(plan, AK_PLAN_WARNING, "Not checked: the preview features");
    ak_plan_free(plan);

    plan = plan_of(&c, feature(NULL));
    expect_refused(plan, "feature.none", "No feature");
    ak_plan_free(plan);
}

/* ---- the check of a confidential pool ---- */

static void verification(void **state)
{
    static const struct ak_vm_size snp = {.name = "Standard_DC4as_v5", .confidential_type = "SNP"};
    static const struct ak_vm_size none = {.name = "Standard_DC4as_v5"};
    static const struct {
        const char *vm_size, *image;
        const struct ak_vm_size *size;
        enum ak_verify_result results[AK_VERIFY_COUNT];
    } cases[] = {
        {"Standard_DC4as_v5",
         "AKSUbuntu-2004cvmcontainerd-202507.02.0",
         &snp,
         {AK_VERIFY_PASS, AK_VERIFY_PASS, AK_VERIFY_PASS}},
        {"Standard_DC4as_v5",
         "AKSUbuntu-2204gen2containerd-202507.02.0",
         &none,
         {AK_VERIFY_PASS, AK_VERIFY_FAIL, AK_VERIFY_FAIL}},
        {"Standard_D4s_v5",
         "AKSUbuntu-2404gen2CVMcontainerd-202607.02.0",
         NULL,
         {AK_VERIFY_FAIL, AK_VERIFY_PASS, AK_VERIFY_UNKNOWN}},
        {"Standard_DC4as_v9",
         NULL,
         NULL,
         {AK_VERIFY_UNKNOWN, AK_VERIFY_UNKNOWN, AK_VERIFY_UNKNOWN}},
        {NULL, "my-own-image", NULL, {AK_VERIFY_UNKNOWN, AK_VERIFY_UNKNOWN, AK_VERIFY_UNKNOWN}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_pool pool = {
            .name = "p", .vm_size = cases[i].vm_size, .node_image_version = cases[i].image};
        struct ak_verify_line lines[AK_VERIFY_COUNT];

        ak_verify_pool(&pool, cases[i].size, *state, lines);
        for (size_t j = 0; j < AK_VERIFY_COUNT; j++) {
            if (lines[j].result != cases[i].results[j])
                fail_msg("case %zu: %s: %d: %s", i, lines[j].what, (int)lines[j].result,
                         lines[j].evidence);
            assert_int_not_equal(lines[j].evidence[0], '\0');
        }
        assert_string_equal(lines[0].what, "VM size");
        assert_string_equal(lines[1].what, "node image");
        assert_string_equal(lines[2].what, "SKU capability");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_goes_with_its_nodes),
        cmocka_unit_test(a_pool_goes_whatever_budgets_say),
        cmocka_unit_test(another_confidential_pool_is_enough),
        cmocka_unit_test(an_empty_pool_loses_its_settings_only),
        cmocka_unit_test(the_last_system_pool_stays),
        cmocka_unit_test(without_an_etag_it_is_said),
        cmocka_unit_test(a_pool_stops),
        cmocka_unit_test(a_pool_starts),
        cmocka_unit_test(what_runs_is_aborted),
        cmocka_unit_test(a_failed_pool_gets_its_own_body_again),
        cmocka_unit_test(refusals),
        cmocka_unit_test(a_feature_and_then_its_provider),
        cmocka_unit_test(a_registered_feature_needs_its_provider_only),
        cmocka_unit_test(a_feature_whose_state_may_not_be_read),
        cmocka_unit_test(verification),
    };

    return cmocka_run_group_tests_name("actions/pool", tests, built_in_setup, built_in_teardown);
}
