/* pool_add_test.c: plans of new node pools. */
#include "config.h"

#include "unit/actions/plan_case.h"
#include "unit/rules/built_in.h"

static void a_confidential_pool(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "cvm2", "confidential", "yes",
                                "node-vm-size", "Standard_DC4as_v5", "os-sku", "ubuntu2404",
                                "node-count", "2", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvm2");

    assert_string_equal(plan->title, "add node pool cvm2 to payments-prod");
    assert_string_equal(plan->summary, "2 × Standard_DC4as_v5");
    assert_string_equal(request->if_none_match, "*");
    assert_null(request->if_match);
    assert_null(request->query);
    assert_null(plan->confirm);
    assert_null(plan->missing);
    expect_json(request->body, "{\"properties\":{\"count\":2,\"mode\":\"User\","
                               "\"vmSize\":\"Standard_DC4as_v5\",\"osSKU\":\"Ubuntu2404\"}}");
    expect_az(plan, "az|aks|nodepool|add|--subscription|" SUBSCRIPTION
                    "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|cvm2"
                    "|--node-vm-size|Standard_DC4as_v5|--os-sku|Ubuntu2404|--node-count|2");
    expect_line(plan, AK_PLAN_PLAIN, "2 nodes of Standard_DC4as_v5.");
    expect_line(plan, AK_PLAN_PLAIN,
                "Quota Standard DCASv5 Family vCPUs: 16 of 200 vCPUs are used, with this pool 24.");
    expect_line(plan, AK_PLAN_PLAIN,
                "Quota Total Regional vCPUs: 100 of 500 vCPUs are used, with this pool 108.");
    expect_line(plan, AK_PLAN_GOOD, "Confidential VMs (SEV-SNP)");
    expect_line(plan, AK_PLAN_PLAIN, "Ubuntu 24.04 with Kubernetes 1.33.5; no end is announced");
    expect_line(plan, AK_PLAN_PLAIN, "nothing is overwritten");
    assert_true(plan->outlook.is_confidential);
    ak_plan_free(plan);
}

static void what_is_not_said_is_not_sent(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "plain",
                                                   "node-vm-size", "Standard_D8s_v5", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "plain");

    expect_json(request->body, "{\"properties\":{\"count\":3,\"mode\":\"User\","
                               "\"vmSize\":\"Standard_D8s_v5\"}}");
    expect_az(plan, "az|aks|nodepool|add|--subscription|" SUBSCRIPTION
                    "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|plain"
                    "|--node-vm-size|Standard_D8s_v5");
    expect_line(plan, AK_PLAN_PLAIN, "Ubuntu 22.04: support ends 30 Jun 2027, in 219 d");
    reject_line(plan, "Confidential");
    ak_plan_free(plan);
}

static void every_field_has_its_place(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(
        &c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "all", "mode", "user", "os-type", "linux",
                        "node-vm-size", "Standard_D8s_v5", "os-sku", "AzureLinux",
                        "kubernetes-version", "1.33.5", "enable-secure-boot", "no", "enable-vtpm",
                        "off", "enable-cluster-autoscaler", "yes", "node-count", " 2", "min-count",
                        "1", "max-count", "5", "priority", "spot", "eviction-policy", "delete",
                        "spot-max-price", "0.25", "max-pods", "110", "node-osdisk-size", "128",
                        "node-osdisk-type", "managed", "max-surge", "33%", "drain-timeout", "20",
                        "node-soak-duration", "5", "enable-node-public-ip", "yes", "labels",
                        "env=prod, tier=back", "node-taints", "a=b:NoSchedule,c=d:NoExecute",
                        "tags", "owner=Ann\\, Bob,empty=", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "all");

    expect_json(
        request->body,
        "{\"properties\":{\"mode\":\"User\",\"osType\":\"Linux\",\"vmSize\":\"Standard_D8s_v5\","
        "\"osSKU\":\"AzureLinux\",\"orchestratorVersion\":\"1.33.5\",\"securityProfile\":"
        "{\"enableSecureBoot\":false,\"enableVTPM\":false},\"count\":2,\"enableAutoScaling\":true,"
        "\"minCount\":1,\"maxCount\":5,\"scaleSetPriority\":\"Spot\",\"scaleSetEvictionPolicy\":"
        "\"Delete\",\"spotMaxPrice\":0.25,\"maxPods\":110,\"osDiskSizeGB\":128,\"osDiskType\":"
        "\"Managed\",\"upgradeSettings\":{\"maxSurge\":\"33%\",\"drainTimeoutInMinutes\":20,"
        "\"nodeSoakDurationInMinutes\":5},\"enableNodePublicIP\":true,\"nodeLabels\":{\"env\":"
        "\"prod\",\"tier\":\"back\"},\"nodeTaints\":[\"a=b:NoSchedule\",\"c=d:NoExecute\"],"
        "\"tags\":{\"owner\":\"Ann, Bob\",\"empty\":\"\"}}}");
    expect_az(plan,
              "az|aks|nodepool|add|--subscription|" SUBSCRIPTION
              "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|all|--mode|User"
              "|--os-type|Linux|--node-vm-size|Standard_D8s_v5|--os-sku|AzureLinux"
              "|--kubernetes-version|1.33.5|--node-count|2|--enable-cluster-autoscaler"
              "|--min-count|1|--max-count|5|--priority|Spot|--eviction-policy|Delete"
              "|--spot-max-price|0.25|--max-pods|110|--node-osdisk-size|128|--node-osdisk-type"
              "|Managed|--max-surge|33%|--drain-timeout|20|--node-soak-duration|5"
              "|--enable-node-public-ip|--labels|env=prod|tier=back|--node-taints"
              "|a=b:NoSchedule,c=d:NoExecute|--tags|owner=Ann, Bob|empty=");
    expect_line(plan, AK_PLAN_PLAIN,
                "2 nodes of Standard_D8s_v5 at first; then the autoscaler "
                "decides, up to 5.");
    expect_line(plan, AK_PLAN_WARNING, "Azure may take Spot nodes away");
    ak_plan_free(plan);
}

static void the_usual_count_keeps_the_bounds(void **state)
{
    static const struct {
        const char *least, *most, *count;
        const char *option; /* what `az` must be told beside the bounds */
    } cases[] = {
        {"1", "5", "3", NULL},
        {"4", "9", "4", "|--node-count|4"},
        {"1", "2", "2", "|--node-count|2"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_plan *plan =
            plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "auto", "node-vm-size",
                                    "Standard_D8s_v5", "enable-cluster-autoscaler", "yes",
                                    "min-count", cases[i].least, "max-count", cases[i].most, NULL));
        const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "auto");
        char words[1024];

        expect_member(request, "properties.count", cases[i].count);
        snprintf(words, sizeof words,
                 "az|aks|nodepool|add|--subscription|" SUBSCRIPTION
                 "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|auto%s"
                 "|--node-vm-size|Standard_D8s_v5|--enable-cluster-autoscaler|--min-count|%s"
                 "|--max-count|%s",
                 cases[i].option != NULL ? cases[i].option : "", cases[i].least, cases[i].most);
        expect_az(plan, words);
        ak_plan_free(plan);
    }
}

/* What a rule refuses is told, with what would be right; nothing can be sent. */
static void refusals(void **state)
{
    static const struct {
        const char *rule, *part, *option, *value;
    } cases[] = {
        {"name.pattern", "Cvm_2", "name", "Cvm_2"},
        {"name.unique", "system", "name", "system"},
        {"count.user", "1001", "node-count", "1001"},
        {"cvm.exclusions", "", "enable-secure-boot", "yes"},
        {"taints.syntax", "", "node-taints", "oops"},
        {"ossku.os", "Windows2022", "os-sku", "Windows2022"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_intent intent =
            change_with(AK_INTENT_POOL_ADD, NULL, "name", "cvm2", "node-vm-size",
                        "Standard_DC4as_v5", "os-sku", "Ubuntu2404", NULL);

        ak_pool_wish_set(&intent.wish, ak_pool_field_find(cases[i].option), cases[i].value);
        struct ak_plan *plan = plan_of(&c, intent);
        expect_refused(plan, cases[i].rule, cases[i].part);
        ak_plan_free(plan);
    }
}

static void a_feature_that_is_needed_is_told(void **state)
{
    struct plan_case c = plan_case_open(*state);

    c.today = (struct ak_date){2026, 1, 10}; /* before Azure Linux CVM was generally available */
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "alcvm", "node-vm-size",
                                "Standard_DC4as_v5", "os-sku", "AzureLinux", NULL));
    expect_refused(plan, "feature.needed", "AzureLinuxCVMPreview");
    assert_string_equal(plan->outlook.feature->name, "AzureLinuxCVMPreview");
    assert_string_equal(plan->outlook.feature_state, "NotRegistered");
    ak_plan_free(plan);
}

/* The plan holds nothing of the snapshot that it was made from. */
static void it_outlives_its_snapshot(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_ADD, NULL, "name", "cvm2", "node-vm-size",
                                "Standard_DC4as_v5", "node-count", "2", NULL));

    assert_string_equal(plan->outlook.family_usage->name, "standardDCASv5Family");
    assert_int_equal(plan->outlook.region_usage->limit.value, 500);
    assert_string_equal(plan->outlook.version, "1.33.5");
    assert_string_equal(plan->outlook.os.release->name, "Ubuntu 20.04");
    expect_line(plan, AK_PLAN_WARNING,
                "Ubuntu 20.04: support ends and images are removed 17 "
                "Mar 2027, in 114 d. What to do: OS SKU Ubuntu2404 in place");
    ak_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_confidential_pool),
        cmocka_unit_test(what_is_not_said_is_not_sent),
        cmocka_unit_test(every_field_has_its_place),
        cmocka_unit_test(the_usual_count_keeps_the_bounds),
        cmocka_unit_test(refusals),
        cmocka_unit_test(a_feature_that_is_needed_is_told),
        cmocka_unit_test(it_outlives_its_snapshot),
    };

    return cmocka_run_group_tests_name("actions/pool_add", tests, built_in_setup,
                                       built_in_teardown);
}
