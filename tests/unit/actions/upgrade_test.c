/* upgrade_test.c: plans of upgrades: node image, Kubernetes of a pool, of a control plane. */
#include "config.h"

#include "unit/actions/plan_case.h"
#include "unit/rules/built_in.h"

#include "akscope/base/alloc.h"

static struct ak_intent to_version(enum ak_intent_kind kind, const char *pool, const char *version)
{
    struct ak_intent intent = change_of(kind, pool);

    intent.version = version != NULL ? ak_strdup(version) : NULL;
    return intent;
}

/* The control plane on another version, in the list of clusters. */
static void move_control_plane(struct plan_case *c, const char *version)
{
    static const char now[] = "\"currentKubernetesVersion\":\"1.33.5\"";
    const char *exact = ak_snap_payload(c->snap, AK_TOPIC_RESOURCE, CLUSTER)->as.raw.exact;
    const char *at = strstr(exact, now);
    char *moved = ak_asprintf("{\"value\":[%.*s\"currentKubernetesVersion\":\"%s\"%s]}",
                              (int)(at - exact), exact, version, at + strlen(now));

    plan_case_put(c, AK_CODEC_CLUSTERS, SUBSCRIPTION, moved);
    free(moved);
}

static void the_newest_image(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_UPGRADE_IMAGE, "system"));
    const struct ak_request *request =
        expect_request(plan, AK_CHANGE_UPGRADE_POOL_IMAGE, POOL "system");

    assert_string_equal(plan->title, "upgrade node image of system in payments-prod");
    assert_string_equal(plan->summary, "AKSUbuntu-2204gen2containerd-202610.13.0 → "
                                       "AKSUbuntu-2204gen2containerd-202611.09.0");
    assert_null(request->body);
    assert_null(request->if_match);
    assert_null(plan->confirm);
    expect_az(plan, "az|aks|nodepool|upgrade" AZ_POOL "system|--node-image-only");
    expect_line(plan, AK_PLAN_PLAIN, "Node image AKSUbuntu-2204gen2containerd-202610.13.0 → ");
    expect_line(plan, AK_PLAN_GOOD, "newer by 27 days");
    expect_line(plan, AK_PLAN_PLAIN,
                "Its OS stays Ubuntu 22.04: support ends 30 Jun 2027, in 219 d; images are "
                "removed 30 Apr 2028, in 524 d. What to do: Kubernetes 1.35");
    expect_line(plan, AK_PLAN_PLAIN, "Its nodes are replaced in turn, with 1 node more than usual");
    expect_line(plan, AK_PLAN_PLAIN,
                "Quota Standard DDSv5 Family vCPUs: 12 of 100 vCPUs are used, "
                "meanwhile 16.");
    expect_line(plan, AK_PLAN_WARNING, "allows no eviction for 30 minutes");
    expect_line(plan, AK_PLAN_LOSS, "can't be downgraded");
    ak_plan_free(plan);
}

static void an_image_upgrade_without_its_profile(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_fail(&c, AK_TOPIC_POOL_UPGRADES, POOL "system", AK_ERR_FORBIDDEN, "no role");
    struct ak_plan *plan = plan_of(&c, change_of(AK_INTENT_POOL_UPGRADE_IMAGE, "system"));
    expect_request(plan, AK_CHANGE_UPGRADE_POOL_IMAGE, POOL "system");
    assert_null(plan->summary);
    expect_line(plan, AK_PLAN_PLAIN, "gets the newest node image of its region");
    expect_line(plan, AK_PLAN_WARNING, "Not checked: the versions and images");
    ak_plan_free(plan);
}

static void nodes_missing_instead_of_more(void **state)
{
    struct plan_case c = plan_case_open(*state);

    plan_case_edit(&c, POOL "batch", "properties.count", "4");
    plan_case_edit(&c, POOL "batch", "properties.upgradeSettings",
                   "{\"maxSurge\":\"0\",\"maxUnavailable\":\"2\",\"nodeSoakDurationInMinutes\":5}");
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "batch", "os-sku", "Ubuntu2404", NULL));
    expect_line(plan, AK_PLAN_WARNING, "without extra ones: up to 2 of them are missing");
    expect_line(plan, AK_PLAN_PLAIN, "Between two nodes it waits for 5 minutes.");
    reject_line(plan, "Quota");
    ak_plan_free(plan);
}

static void a_pool_without_nodes_replaces_none(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan =
        plan_of(&c, change_with(AK_INTENT_POOL_UPDATE, "batch", "os-sku", "Ubuntu2404", NULL));

    expect_line(plan, AK_PLAN_PLAIN, "It has no nodes now: nothing is replaced.");
    reject_line(plan, "evicted");
    ak_plan_free(plan);
}

/* The OS that comes with the version: of a confidential pool, where sources differ at 1.34. */
static void kubernetes_of_a_pool(void **state)
{
    static const struct {
        const char *pool, *to;
        const char *os, *gets_off, *next;
    } cases[] = {
        {"cvmpool", "1.35.1", "OS: Ubuntu 20.04 → Ubuntu 24.04.", "behind: Ubuntu 20.04",
         "No end is announced for Ubuntu 24.04."},
        {"cvmpool", "1.34.2", "OS: Ubuntu 20.04 → not certain: sources differ", NULL,
         "Next comes Kubernetes 1.34"},
        {"batch", "1.34.2", "Its OS stays Ubuntu 22.04: support", NULL,
         "Next comes Kubernetes 1.34"},
        {"batch", "1.35.1", "OS: Ubuntu 22.04 → Ubuntu 24.04.", "behind: Ubuntu 22.04",
         "Next comes Kubernetes 1.35"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        const char *id = strcmp(cases[i].pool, "batch") == 0 ? POOL "batch" : POOL "cvmpool";
        char words[1024];

        move_control_plane(&c, "1.35.1");
        struct ak_plan *plan =
            plan_of(&c, to_version(AK_INTENT_POOL_UPGRADE, cases[i].pool, cases[i].to));
        const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, id);
        snprintf(words, sizeof words, "\"%s\"", cases[i].to);
        expect_member(request, "properties.orchestratorVersion", words);
        expect_member(request, "properties.currentOrchestratorVersion", NULL);
        assert_non_null(request->if_match);
        snprintf(words, sizeof words, "1.33.5 → %s", cases[i].to);
        assert_string_equal(plan->summary, words);
        expect_line(plan,
                    strstr(cases[i].os, "not certain") != NULL ? AK_PLAN_WARNING : AK_PLAN_PLAIN,
                    cases[i].os);
        if (cases[i].gets_off != NULL)
            expect_line(plan, AK_PLAN_GOOD, cases[i].gets_off);
        else
            reject_line(plan, "behind: Ubuntu 20.04");
        assert_non_null(cases[i].next);
        expect_line(plan, AK_PLAN_GOOD, "behind: Kubernetes 1.33");
        expect_line(plan, AK_PLAN_LOSS, "never downgraded");
        ak_plan_free(plan);
    }
}

static void kubernetes_of_a_pool_in_full(void **state)
{
    struct plan_case c = plan_case_open(*state);

    move_control_plane(&c, "1.34.2");
    struct ak_plan *plan = plan_of(&c, to_version(AK_INTENT_POOL_UPGRADE, "system", "1.34.2"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_POOL, POOL "system");
    assert_string_equal(plan->title, "upgrade Kubernetes of system in payments-prod");
    expect_json(request->body,
                "{\"properties\":{\"powerState\":{\"code\":\"Running\"},\"osType\":\"Linux\","
                "\"osSKU\":\"Ubuntu\",\"type\":\"VirtualMachineScaleSets\",\"orchestratorVersion\":"
                "\"1.34.2\",\"enableFIPS\":false,\"unknownToUs\":{\"a\":[1,null]},\"mode\":"
                "\"System\",\"vmSize\":\"Standard_D4ds_v5\",\"count\":3,\"enableAutoScaling\":"
                "false}}");
    expect_az(plan, "az|aks|nodepool|upgrade" AZ_POOL "system|--kubernetes-version|1.34.2");
    expect_line(plan, AK_PLAN_PLAIN, "Kubernetes 1.33.5 → 1.34.2, with the newest node image");
    ak_plan_free(plan);
}

static void the_control_plane(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, to_version(AK_INTENT_CLUSTER_UPGRADE, NULL, "1.34.2"));
    const struct ak_request *request = expect_request(plan, AK_CHANGE_PUT_CLUSTER, CLUSTER);

    assert_string_equal(plan->title, "upgrade control plane of payments-prod");
    assert_string_equal(plan->summary, "1.33.5 → 1.34.2");
    assert_string_equal(request->if_match, "etag-cluster");
    expect_member(request, "properties.kubernetesVersion", "\"1.34.2\"");
    expect_member(request, "tags", "{\"team\":\"pay\"}");
    expect_member(request, "identity", "{\"type\":\"SystemAssigned\"}");
    expect_member(request, "location", "\"westeurope\"");
    expect_member(request, "properties.networkProfile",
                  "{\"networkPlugin\":\"azure\",\"loadBalancerSku\":\"Standard\"}");
    expect_member(request, "properties.agentPoolProfiles.1.orchestratorVersion", "\"1.33\"");
    expect_member(request, "properties.agentPoolProfiles.1.name", "\"cvmpool\"");
    static const char *const gone[] = {"id",
                                       "name",
                                       "type",
                                       "eTag",
                                       "properties.provisioningState",
                                       "properties.powerState",
                                       "properties.currentKubernetesVersion",
                                       "properties.servicePrincipalProfile",
                                       "properties.agentPoolProfiles.0.eTag",
                                       "properties.agentPoolProfiles.1.provisioningState",
                                       "properties.agentPoolProfiles.2.nodeImageVersion",
                                       "properties.agentPoolProfiles.2.currentOrchestratorVersion"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        expect_member(request, gone[i], NULL);
    expect_az(plan, "az|aks|upgrade|--subscription|" SUBSCRIPTION
                    "|--resource-group|rg-payments|--name|payments-prod|--control-plane-only"
                    "|--kubernetes-version|1.34.2");
    expect_line(plan, AK_PLAN_PLAIN, "Control plane: Kubernetes 1.33.5 → 1.34.2.");
    expect_line(plan, AK_PLAN_PLAIN,
                "Next, upgrade 3 of 3 of them: system (1.33.5), cvmpool "
                "(1.33.5), batch (1.33.5).");
    expect_line(plan, AK_PLAN_LOSS, "never downgraded");
    ak_plan_free(plan);
}

static void pools_that_are_there_already_are_not_named(void **state)
{
    struct plan_case c = plan_case_open(*state);
    struct ak_plan *plan = plan_of(&c, to_version(AK_INTENT_CLUSTER_UPGRADE, NULL, "1.33.5"));

    expect_line(plan, AK_PLAN_PLAIN, "Node pools are not touched.");
    reject_line(plan, "Next, upgrade");
    ak_plan_free(plan);
}

static void refusals(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *pool, *version, *rule, *part;
    } cases[] = {
        {AK_INTENT_POOL_UPGRADE, "batch", "1.34.2", "version.skew", "1.34.2"},
        {AK_INTENT_POOL_UPGRADE, "batch", "1.32.1", "upgrade.downgrade", "1.32.1"},
        {AK_INTENT_POOL_UPGRADE, "batch", "new", "version.format", "new"},
        {AK_INTENT_POOL_UPGRADE, "batch", NULL, "version.none", "No Kubernetes version"},
        {AK_INTENT_CLUSTER_UPGRADE, NULL, NULL, "version.none", "No Kubernetes version"},
        {AK_INTENT_CLUSTER_UPGRADE, NULL, "", "version.format", "no Kubernetes version"},
        {AK_INTENT_CLUSTER_UPGRADE, NULL, "1.36.0", "upgrade.profile", "1.36.0"},
        {AK_INTENT_CLUSTER_UPGRADE, NULL, "1.32.9", "upgrade.downgrade", "1.32.9"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan_case c = plan_case_open(*state);
        struct ak_plan *plan =
            plan_of(&c, to_version(cases[i].kind, cases[i].pool, cases[i].version));

        expect_refused(plan, cases[i].rule, cases[i].part);
        ak_plan_free(plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_image),
        cmocka_unit_test(an_image_upgrade_without_its_profile),
        cmocka_unit_test(nodes_missing_instead_of_more),
        cmocka_unit_test(a_pool_without_nodes_replaces_none),
        cmocka_unit_test(kubernetes_of_a_pool),
        cmocka_unit_test(kubernetes_of_a_pool_in_full),
        cmocka_unit_test(the_control_plane),
        cmocka_unit_test(pools_that_are_there_already_are_not_named),
        cmocka_unit_test(refusals),
    };

    return cmocka_run_group_tests_name("actions/upgrade", tests, built_in_setup, built_in_teardown);
}
