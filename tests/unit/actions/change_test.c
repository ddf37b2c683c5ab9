/* change_test.c: plans that scale and update node pools: the whole body goes back, under its etag.
 */
#include "config.h"

#include "unit/actions/plan_case.h"
#include "unit/rules/built_in.h"

static void three_become_five(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "5", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");

    assert_string_equal(plan->title, "scale system in payments-prod");
    assert_string_equal(plan->summary, "3 → 5 nodes");
    assert_string_equal(request->if_match, "etag-system");
    assert_null(request->if_none_match);
    assert_null(plan->confirm);
    /* What Azure alone sets is gone; what this program does not know is still there. */
    expect_json(
        request->body,
        "{\"properties\":{\"powerState\":{\"code\":\"Running\"},\"osType\":\"Linux\","
        "\"osSKU\":\"Ubuntu\",\"type\":\"VirtualMachineScaleSets\",\"orchestratorVersion\":"
        "\"1.33\",\"enableFIPS\":false,\"unknownToUs\":{\"a\":[1,null]},\"mode\":\"System\","
        "\"vmSize\":\"Standard_D4ds_v5\",\"count\":5,\"enableAutoScaling\":false}}");
    expect_az(plan, "az|aks|nodepool|scale" AZ_POOL "system|--node-count|5");
    expect_line(plan, AK_PLAN_PLAIN, "3 → 5 nodes.");
    expect_line(plan, AK_PLAN_PLAIN,
                "Quota Standard DDSv5 Family vCPUs: 12 of 100 vCPUs are used, then 20.");
    reject_line(plan, "evicted");
    ak_plan_free(plan);
}

static void fewer_nodes_evict_pods(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "batch", "properties.count", "7");
    struct ak_plan *plan =
        plan_case_make(&c, change_with(AK_INTENT_POOL_SCALE, "batch", "node-count", "2", NULL));
    expect_request(plan, AK_CHANGE_PUT_POOL, POOL "batch");
    expect_line(plan, AK_PLAN_PLAIN, "7 → 2 nodes.");
    expect_line(plan, AK_PLAN_WARNING,
                "5 nodes less; Azure chooses which. The pods there are evicted");
    reject_line(plan, "Quota");
    reject_line(plan, "pending");
    ak_plan_free(plan);

    plan = plan_case_make(&c, change_with(AK_INTENT_POOL_SCALE, "batch", "node-count", "0", NULL));
    expect_line(plan, AK_PLAN_WARNING, "No node is left: pods that need this pool stay pending.");
    ak_plan_free(plan);
    plan_case_close(&c);
}

static void the_autoscaler_goes_on_off_and_elsewhere(void **state)
{
    static const struct {
        const char *pool;
        const char *on, *least, *most, *count; /* typed; NULL: not */
        const char *body_on, *body_least, *body_most, *body_count;
        const char *az;
        const char *says, *summary;
    } cases[] = {
        {"batch", "yes", "1", "5", NULL, "true", "1", "5", "0",
         "az|aks|nodepool|update" AZ_POOL
         "batch|--enable-cluster-autoscaler|--min-count|1|--max-count|5",
         "From then on the autoscaler decides how many nodes there are: 1…5.",
         "autoscaler 1…5 nodes"},
        {"cvmpool", "no", NULL, NULL, NULL, "false", NULL, NULL, "4",
         "az|aks|nodepool|update" AZ_POOL "cvmpool|--disable-cluster-autoscaler",
         "The autoscaler is off then", "autoscaler off"},
        {"cvmpool", "no", NULL, NULL, "6", "false", NULL, NULL, "6",
         "az|aks|nodepool|update" AZ_POOL "cvmpool|--disable-cluster-autoscaler\n"
         "az|aks|nodepool|scale" AZ_POOL "cvmpool|--node-count|6",
         "4 → 6 nodes.", "4 → 6 nodes"},
        {"cvmpool", NULL, NULL, "20", NULL, "true", "3", "20", "4",
         "az|aks|nodepool|update" AZ_POOL
         "cvmpool|--update-cluster-autoscaler|--min-count|3|--max-count|20",
         "Autoscaler: 3…12 → 3…20 nodes.", "autoscaler 3…20 nodes"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_intent intent = change_of(AK_INTENT_POOL_SCALE, cases[i].pool);
        const char *id = strcmp(cases[i].pool, "batch") == 0 ? POOL "batch" : POOL "cvmpool";

        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_AUTOSCALER, cases[i].on);
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_MIN_NODES, cases[i].least);
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_MAX_NODES, cases[i].most);
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_NODES, cases[i].count);
        struct ak_plan *plan = plan_of(&c, intent);
        const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, id);
        expect_member(request, "properties.enableAutoScaling", cases[i].body_on);
        expect_member(request, "properties.minCount", cases[i].body_least);
        expect_member(request, "properties.maxCount", cases[i].body_most);
        expect_member(request, "properties.count", cases[i].body_count);
        expect_az(plan, cases[i].az);
        expect_line(plan, strstr(cases[i].says, "off") != NULL ? AK_PLAN_WARNING : AK_PLAN_PLAIN,
                    cases[i].says);
        assert_string_equal(plan->summary, cases[i].summary);
        ak_plan_free(plan);
    }
}

static void new_bounds_take_and_make_nodes(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "cvmpool", "properties.count", "9");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "cvmpool", "max-count", "6", NULL));
    expect_line(plan, AK_PLAN_WARNING, "It has 9 nodes now, more than the new maximum");
    ak_plan_free(plan);

    c = plan_case_open(*state);
    plan = plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "cvmpool", "min-count", "6", NULL));
    expect_line(plan, AK_PLAN_PLAIN, "It has 4 nodes now, fewer than the new minimum");
    ak_plan_free(plan);
}

/* Pools of single machines have their count elsewhere. */
static void single_machines_are_counted_in_their_profile(void **state)
{
    static const char one[] =
        "{\"scale\":{\"manual\":[{\"size\":\"Standard_D4ds_v5\",\"count\":3}]}}";
    static const char two[] = "{\"scale\":{\"manual\":[{\"size\":\"Standard_D4ds_v5\",\"count\":3},"
                              "{\"size\":\"Standard_D8s_v5\",\"count\":1}]}}";
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.type", "\"VirtualMachines\"");
    plan_case_edit(&c, POOL "system", "properties.count", NULL);
    plan_case_edit(&c, POOL "system", "properties.virtualMachinesProfile", one);
    struct ak_plan *plan =
        plan_case_make(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    expect_member(request, "properties.virtualMachinesProfile.scale.manual.0.count", "4");
    expect_member(request, "properties.count", NULL);
    expect_az(plan, "az|aks|nodepool|scale" AZ_POOL "system|--node-count|4");
    ak_plan_free(plan);

    plan_case_edit(&c, POOL "system", "properties.virtualMachinesProfile", two);
    plan = plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "node-count", "4", NULL));
    expect_refused(plan, "vms.profiles", "several VM sizes");
    ak_plan_free(plan);
}

static void single_machines_have_no_autoscaler_here(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.virtualMachinesProfile",
                   "{\"scale\":{\"manual\":[{\"size\":\"Standard_D4ds_v5\",\"count\":3}]}}");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_SCALE, "system", "enable-cluster-autoscaler", "yes",
                                "min-count", "1", "max-count", "3", NULL));
    expect_refused(plan, "vms.profiles", "by hand");
    ak_plan_free(plan);
}

/* One request changes both; the CLI needs two commands. */
static void nodes_and_settings_at_once(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "system", "node-count",
                                                   "4", "max-surge", "1", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");

    expect_member(request, "properties.count", "4");
    expect_member(request, "properties.upgradeSettings", "{\"maxSurge\":\"1\"}");
    assert_string_equal(plan->summary, "3 → 4 nodes, Max surge 1");
    expect_az(plan, "az|aks|nodepool|update" AZ_POOL "system|--max-surge|1\n"
                    "az|aks|nodepool|scale" AZ_POOL "system|--node-count|4");
    expect_line(plan, AK_PLAN_PLAIN, "3 → 4 nodes.");
    expect_line(plan, AK_PLAN_PLAIN, "Max surge: none → 1.");
    ak_plan_free(plan);
}

/* The seed's migration: a confidential pool leaves Ubuntu 20.04 in place. */
static void an_os_sku_moves_a_pool_off_its_end(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "cvmpool", "os-sku", "Ubuntu2404", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");

    assert_string_equal(plan->title, "update cvmpool in payments-prod");
    assert_string_equal(plan->summary, "OS SKU Ubuntu2404");
    assert_string_equal(request->if_match, "etag-cvm");
    expect_member(request, "properties.osSKU", "\"Ubuntu2404\"");
    expect_member(request, "properties.minCount", "3");
    expect_member(request, "properties.nodeImageVersion", NULL);
    expect_az(plan, "az|aks|nodepool|update" AZ_POOL "cvmpool|--os-sku|Ubuntu2404");
    expect_line(plan, AK_PLAN_PLAIN, "OS SKU: Ubuntu → Ubuntu2404.");
    expect_line(plan, AK_PLAN_PLAIN, "OS: Ubuntu 20.04 → Ubuntu 24.04.");
    expect_line(plan, AK_PLAN_GOOD,
                "That leaves an end behind: Ubuntu 20.04: support ends and images are removed "
                "17 Mar 2027, in 114 d.");
    expect_line(plan, AK_PLAN_GOOD, "No end is announced for Ubuntu 24.04.");
    expect_line(plan, AK_PLAN_WARNING, "All its nodes are imaged anew.");
    expect_line(plan, AK_PLAN_PLAIN, "with 2 nodes more than usual meanwhile");
    expect_line(plan, AK_PLAN_WARNING, "allows no eviction for 45 minutes");
    reject_line(plan, "without a restart");
    ak_plan_free(plan);
}

static void settings_change_one_by_one(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "cvmpool", "labels", "env=test,zone=a",
                                "node-taints", "", "tags", "owner=me", "max-surge", "50%", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");

    expect_member(request, "properties.nodeLabels", "{\"env\":\"test\",\"zone\":\"a\"}");
    expect_member(request, "properties.nodeTaints", "[]");
    expect_member(request, "properties.tags", "{\"owner\":\"me\"}");
    expect_member(request, "properties.upgradeSettings",
                  "{\"maxSurge\":\"50%\",\"drainTimeoutInMinutes\":45}");
    expect_member(request, "properties.count", "4");
    expect_az(plan,
              "az|aks|nodepool|update" AZ_POOL "cvmpool|--max-surge|50%|--labels|env=test|zone=a"
              "|--node-taints||--tags|owner=me");
    expect_line(plan, AK_PLAN_PLAIN, "Labels: env=prod → env=test,zone=a.");
    expect_line(plan, AK_PLAN_PLAIN, "Taints: cvm=yes:NoSchedule → none.");
    expect_line(plan, AK_PLAN_PLAIN, "Tags: none → owner=me.");
    expect_line(plan, AK_PLAN_PLAIN, "Max surge: 10% → 50%.");
    expect_line(plan, AK_PLAN_PLAIN, "count from the next one on");
    expect_line(plan, AK_PLAN_PLAIN, "without a restart");
    reject_line(plan, "imaged anew");
    ak_plan_free(plan);
}

static void switches_go_off_by_their_own_options(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "system", "properties.enableFIPS", "true");
    plan_case_edit(&c, POOL "system", "properties.securityProfile",
                   "{\"enableSecureBoot\":true,\"sshAccess\":\"LocalUser\"}");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "system", "enable-fips-image", "no",
                                "enable-secure-boot", "no", NULL));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    expect_member(request, "properties.enableFIPS", "false");
    expect_member(request, "properties.securityProfile",
                  "{\"enableSecureBoot\":false,\"sshAccess\":\"LocalUser\"}");
    expect_az(plan,
              "az|aks|nodepool|update" AZ_POOL "system|--disable-fips-image|--disable-secure-boot");
    expect_line(plan, AK_PLAN_PLAIN, "FIPS: yes → no.");
    expect_line(plan, AK_PLAN_WARNING, "imaged anew");
    ak_plan_free(plan);
}

static void a_no_execute_taint_is_warned_of(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_case_make(&c, change_with(AK_INTENT_POOL_UPDATE, "cvmpool", "node-taints",
                                       "cvm=yes:NoSchedule,drain=now:NoExecute", NULL));

    expect_line(plan, AK_PLAN_WARNING, "evicts at once every pod that does not tolerate it");
    ak_plan_free(plan);
    plan = plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "cvmpool", "node-taints",
                                   "other=x:NoSchedule", NULL));
    reject_line(plan, "NoExecute");
    ak_plan_free(plan);
}

static void a_no_execute_taint_that_is_there_is_not(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "cvmpool", "properties.nodeTaints", "[\"a=b:NoExecute\"]");
    struct ak_plan *plan = plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "cvmpool", "node-taints",
                                                   "a=b:NoExecute,c=d:NoSchedule", NULL));
    expect_request(plan, AK_CHANGE_PUT_POOL, POOL "cvmpool");
    reject_line(plan, "evicts at once");
    ak_plan_free(plan);
}

static void refusals(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *pool, *option, *value, *rule, *part;
    } cases[] = {
        {AK_INTENT_POOL_UPDATE, "batch", NULL, NULL, "change.none", "Nothing was chosen"},
        {AK_INTENT_POOL_SCALE, "batch", NULL, NULL, "change.none", "Nothing was chosen"},
        {AK_INTENT_POOL_SCALE, "cvmpool", "node-count", "6", "scale.autoscaler", "cvmpool"},
        {AK_INTENT_POOL_SCALE, "system", "node-count", "0", "count.system", "0"},
        {AK_INTENT_POOL_SCALE, "batch", "node-count", "many", "count.user", "many"},
        {AK_INTENT_POOL_SCALE, "batch", "node-count", "50", "quota.family", "Standard_D8s_v5"},
        {AK_INTENT_POOL_SCALE, "gone", "node-count", "1", "pool.known", "gone"},
        {AK_INTENT_POOL_UPDATE, "system", "mode", "User", "mode.last-system", "system"},
        {AK_INTENT_POOL_UPDATE, "batch", "zones", "1", "zones.immutable", "Zones"},
        {AK_INTENT_POOL_UPDATE, "cvmpool", "os-sku", "Ubuntu2204", "cvm.os", "Ubuntu2204"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_plan *plan = plan_of(
            &c, change_with(cases[i].kind, cases[i].pool, cases[i].option, cases[i].value, NULL));

        expect_refused(plan, cases[i].rule, cases[i].part);
        ak_plan_free(plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_become_five),
        cmocka_unit_test(fewer_nodes_evict_pods),
        cmocka_unit_test(the_autoscaler_goes_on_off_and_elsewhere),
        cmocka_unit_test(new_bounds_take_and_make_nodes),
        cmocka_unit_test(single_machines_are_counted_in_their_profile),
        cmocka_unit_test(single_machines_have_no_autoscaler_here),
        cmocka_unit_test(nodes_and_settings_at_once),
        cmocka_unit_test(an_os_sku_moves_a_pool_off_its_end),
        cmocka_unit_test(settings_change_one_by_one),
        cmocka_unit_test(switches_go_off_by_their_own_options),
        cmocka_unit_test(a_no_execute_taint_is_warned_of),
        cmocka_unit_test(a_no_execute_taint_that_is_there_is_not),
        cmocka_unit_test(refusals),
    };

    return cmocka_run_group_tests_name("actions/change", tests, built_in_setup, built_in_teardown);
}
