/* Managed clusters from request to end: upgrades with and without their pools, tags, stop and
 * start, deletion, new ones; and the rules that their requests are held to. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/book_int.h"
#include "tui/sim/cluster_change_int.h"
#include "tui/sim/json_int.h"

static const char ledger[] = SIM_LEDGER SIM_VERSION;
static const char fresh[] = SIM_CONTOSO_GROUPS "rg-risk-eus/providers/Microsoft.ContainerService/"
                                               "managedClusters/fresh" SIM_VERSION;

static const char new_cluster[] =
    "{\"location\":\"West Europe\",\"properties\":{\"agentPoolProfiles\":[{\"name\":\"system\","
    "\"mode\":\"System\",\"count\":2,\"vmSize\":\"Standard_D4s_v5\"}]}}";

/* The cluster's body with `patch` merged into it; the caller owns it. */
static cJSON *changed_body(struct sim_fixture *fixture, const char *patch)
{
    assert_int_equal(sim_fixture_get(fixture, ledger), 200);
    cJSON *body = ak_sim_json_copy(fixture->body);
    cJSON *merged = cJSON_Parse(patch);
    assert_non_null(merged);
    ak_sim_json_merge(body, merged);
    cJSON_Delete(merged);
    return body;
}

static int put_body(struct sim_fixture *fixture, const cJSON *body, const char *header)
{
    char *text = cJSON_PrintUnformatted(body);
    int status =
        sim_fixture_send(fixture, "PUT", ledger, text, (const char *const[]){header, NULL});
    free(text);
    return status;
}

/* Sends the cluster back with a patch, as clients do. */
static int put_changed(struct sim_fixture *fixture, const char *patch, const char *header)
{
    cJSON *body = changed_body(fixture, patch);
    int status = put_body(fixture, body, header);
    cJSON_Delete(body);
    return status;
}

static const char *cluster_text(struct sim_fixture *fixture, const char *path)
{
    assert_int_equal(sim_fixture_get(fixture, ledger), 200);
    return sim_fixture_text(fixture, path);
}

static int post(struct sim_fixture *fixture, const char *action)
{
    char *path = ak_asprintf(SIM_LEDGER "/%s" SIM_VERSION, action);
    int status = sim_fixture_send(fixture, "POST", path, NULL, NULL);
    free(path);
    return status;
}

/* ---- upgrades ---- */

static void a_control_plane_is_upgraded_alone(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(
        put_changed(&fixture, "{\"properties\":{\"kubernetesVersion\":\"1.35\"}}", NULL), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Upgrading");
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    const char *current = cluster_text(&fixture, "properties.currentKubernetesVersion");
    assert_true(ak_text_has_prefix(current, "1.35.", false));
    assert_string_equal(sim_fixture_text(&fixture, "properties.kubernetesVersion"), "1.35");
    assert_string_equal(sim_pool_text(&fixture, "api", "currentOrchestratorVersion"), "1.34.1");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Succeeded");
    sim_fixture_close(&fixture);
}

/* Sets the version of all pools but Spot ones, as az does. */
static void set_pools(cJSON *body, const char *version)
{
    cJSON *pool = NULL;
    cJSON_ArrayForEach(pool,
                       ak_sim_json_get(ak_sim_json_get(body, "properties"), "agentPoolProfiles"))
    {
        if (*ak_sim_json_text(pool, "scaleSetPriority") == '\0') {
            ak_sim_json_set_text(pool, "orchestratorVersion", version);
        }
    }
}

static void pools_are_upgraded_along(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    cJSON *body = changed_body(&fixture, "{\"properties\":{\"kubernetesVersion\":\"1.35.9\"}}");
    set_pools(body, "1.35.9");
    assert_int_equal(put_body(&fixture, body, NULL), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Upgrading");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Upgrading");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 409);
    assert_int_equal(put_body(&fixture, body, NULL), 409);
    assert_int_equal(sim_fixture_get(&fixture, SIM_LEDGER "/operations/latest" SIM_VERSION), 200);
    assert_string_equal(sim_fixture_text(&fixture, "status"), "InProgress");
    sim_fixture_pass(&fixture, 4.0 * SIM_LONG_ENOUGH);
    assert_string_equal(sim_pool_text(&fixture, "api", "currentOrchestratorVersion"), "1.35.9");
    assert_string_equal(sim_pool_text(&fixture, "spot1", "currentOrchestratorVersion"), "1.34.1");
    assert_string_equal(cluster_text(&fixture, "properties.provisioningState"), "Succeeded");
    cJSON_Delete(body);
    sim_fixture_close(&fixture);
}

static void an_aborted_upgrade_leaves_all_as_it_was(void **state)
{
    (void)state;
    static const char abort_path[] =
        SIM_CONTOSO_GROUPS "rg-ledger-neu/providers/Microsoft.ContainerService/managedclusters/"
                           "ledger-prod/abort" SIM_VERSION; /* in lower case, as clients send it */
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    cJSON *body = changed_body(&fixture, "{\"properties\":{\"kubernetesVersion\":\"1.35.9\"}}");
    set_pools(body, "1.35.9");
    assert_int_equal(put_body(&fixture, body, NULL), 200);
    assert_int_equal(sim_fixture_send(&fixture, "POST", abort_path, NULL, NULL), 202);
    assert_non_null(sim_fixture_header(&fixture, "Location"));
    sim_fixture_expect_end(&fixture, 60, "Succeeded");
    assert_string_equal(cluster_text(&fixture, "properties.provisioningState"), "Canceled");
    assert_string_equal(sim_fixture_text(&fixture, "properties.kubernetesVersion"), "1.34.1");
    assert_string_equal(sim_pool_text(&fixture, "api", "currentOrchestratorVersion"), "1.34.1");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Canceled");
    assert_int_equal(put_body(&fixture, body, NULL), 200); /* it can be tried again */
    cJSON_Delete(body);
    sim_fixture_close(&fixture);
}

static void a_failed_upgrade_leaves_a_failed_cluster(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    const char *code = NULL;
    sim_fixture_open_contoso(&fixture, "op:fail=drain:x1");
    assert_int_equal(
        put_changed(&fixture, "{\"properties\":{\"kubernetesVersion\":\"1.35\"}}", NULL), 200);
    char *status = sim_fixture_end(&fixture, SIM_LONG_ENOUGH, &code);
    assert_string_equal(status, "Failed");
    assert_string_equal(code, "PodDrainFailure");
    assert_string_equal(cluster_text(&fixture, "properties.provisioningState"), "Failed");
    assert_int_equal(put_changed(&fixture, "{}", NULL), 200);
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    free(status);
    sim_fixture_close(&fixture);
}

/* ---- the rest of a cluster's life ---- */

static void settings_are_merged_and_tags_replaced(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(
        put_changed(&fixture,
                    "{\"tags\":{\"env\":null,\"cost\":\"7\"},"
                    "\"properties\":{\"autoUpgradeProfile\":{\"upgradeChannel\":\"patch\"}}}",
                    NULL),
        200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Updating");
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_string_equal(cluster_text(&fixture, "tags.cost"), "7");
    assert_null(sim_fixture_at(&fixture, "tags.env"));
    assert_string_equal(sim_fixture_text(&fixture, "properties.autoUpgradeProfile.upgradeChannel"),
                        "patch");
    assert_int_equal(
        sim_fixture_send(&fixture, "PATCH", ledger, "{\"tags\":{\"only\":\"this\"}}", NULL), 200);
    assert_string_equal(cluster_text(&fixture, "tags.only"), "this");
    assert_null(sim_fixture_at(&fixture, "tags.cost"));
    sim_fixture_close(&fixture);
}

static void a_clusters_etag_guards_it(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    char *header = ak_asprintf("If-Match: %s", cluster_text(&fixture, "eTag"));
    assert_int_equal(put_changed(&fixture, "{}", "If-Match: other"), 412);
    assert_int_equal(put_changed(&fixture, "{}", "If-None-Match: *"), 412);
    assert_int_equal(put_changed(&fixture, "{}", header), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(put_changed(&fixture, "{}", header), 412);
    free(header);
    sim_fixture_close(&fixture);
}

static void a_stopped_cluster_starts_again(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int cores = sim_fixture_usage(&fixture, "cores");
    assert_int_equal(post(&fixture, "stop"), 202);
    assert_null(fixture.call->reply);
    assert_non_null(sim_fixture_header(&fixture, "Location"));
    assert_string_equal(cluster_text(&fixture, "properties.provisioningState"), "Stopping");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(cluster_text(&fixture, "properties.powerState.code"), "Stopped");
    assert_string_equal(sim_pool_text(&fixture, "api", "powerState.code"), "Stopped");
    assert_true(sim_fixture_usage(&fixture, "cores") < cores);
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 409);
    assert_int_equal(post(&fixture, "start"), 202);
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_string_equal(cluster_text(&fixture, "properties.powerState.code"), "Running");
    assert_int_equal(sim_fixture_usage(&fixture, "cores"), cores);
    sim_fixture_close(&fixture);
}

static void a_deletion_goes_before_what_is_running(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200);
    char *scaling = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    assert_int_equal(sim_fixture_send(&fixture, "DELETE", ledger, NULL, NULL), 202);
    char *deletion = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    assert_string_equal(sim_fixture_poll(&fixture, scaling), "Canceled");
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "NotLatestOperation");
    assert_string_equal(cluster_text(&fixture, "properties.provisioningState"), "Deleting");
    assert_int_equal(sim_fixture_send(&fixture, "DELETE", ledger, NULL, NULL), 202); /* again */
    assert_string_equal(sim_fixture_header(&fixture, "Azure-AsyncOperation"), deletion);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, ledger), 404);
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "ResourceNotFound");
    assert_int_equal(/* which is empty now */
                     sim_fixture_get(&fixture,
                                     SIM_CONTOSO_GROUPS "rg-ledger-neu?api-version=2021-04-01"),
                     200);
    assert_string_equal(sim_fixture_text(&fixture, "location"), "northeurope");
    assert_int_equal(sim_fixture_send(&fixture, "DELETE", ledger, NULL, NULL), 204);
    assert_string_equal(sim_fixture_poll(&fixture, deletion), "Succeeded");
    free(deletion);
    free(scaling);
    sim_fixture_close(&fixture);
}

static void a_new_cluster_is_creating_and_then_there(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_fixture_send(&fixture, "PUT", fresh, new_cluster, NULL), 201);
    assert_string_equal(sim_fixture_text(&fixture, "location"), "westeurope");
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Creating");
    char *url = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    sim_fixture_pass(&fixture, 60);
    assert_string_equal(sim_fixture_poll(&fixture, url), "ProvisioningControlPlane");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(sim_fixture_poll(&fixture, url), "Succeeded");
    assert_int_equal(sim_fixture_get(&fixture, fresh), 200);
    const cJSON *pools = sim_fixture_at(&fixture, "properties.agentPoolProfiles");
    assert_int_equal(cJSON_GetArraySize(pools), 1);
    assert_int_equal(ak_sim_json_int(pools->child, "count", 0), 2);
    free(url);
    sim_fixture_close(&fixture);
}

static void a_refused_new_cluster_is_not_there(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *code_path;
        const char *code;
    } cases[] = {
        {"{}", "error.code", "LocationRequired"},
        {"{\"location\":\"moon\"}", "error.code", "LocationNotAvailableForResourceType"},
        {"{\"location\":\"westeurope\"}", "code", "InvalidParameter"},
    };
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(sim_fixture_send(&fixture, "PUT", fresh, cases[i].body, NULL), 400);
        assert_string_equal(sim_fixture_text(&fixture, cases[i].code_path), cases[i].code);
        assert_int_equal(sim_fixture_get(&fixture, fresh), 404);
    }
    assert_int_equal(put_changed(&fixture, "{\"location\":\"westeurope\"}", NULL), 409);
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "InvalidResourceLocation");
    sim_fixture_close(&fixture);
}

/* ---- rules ---- */

struct rule_case {
    const char *rule; /* "": none */
    bool is_new;
    const char *patch; /* of the cluster's body, or of new_cluster */
};

static const struct rule_case cases[] = {
    {"", true, "{}"},
    {"", false, "{}"},
    {"cluster.name", true, "{\"name\":\"-\"}"},
    {"cluster.pools", true, "{\"properties\":{\"agentPoolProfiles\":null}}"},
    {"cluster.system", true,
     "{\"properties\":{\"agentPoolProfiles\":[{\"name\":\"user\",\"mode\":\"User\",\"count\":1}]}"
     "}"},
    {"windows.password", true,
     "{\"properties\":{\"windowsProfile\":{\"adminPassword\":\"short\"}}}"},
    {"", true, "{\"properties\":{\"windowsProfile\":{\"adminPassword\":\"long enough, this\"}}}"},
    {"changed", false, "{\"properties\":{\"dnsPrefix\":\"other\"}}"},
    {"pools.added", false, "{\"properties\":{\"agentPoolProfiles\":[{\"name\":\"more\"}]}}"},
    {"pools.removed", false, "{\"properties\":{\"agentPoolProfiles\":[]}}"},
    {"version.form", false, "{\"properties\":{\"kubernetesVersion\":\"latest\"}}"},
    {"version.downgrade", false, "{\"properties\":{\"kubernetesVersion\":\"1.33.1\"}}"},
    {"version.upgrade", false, "{\"properties\":{\"kubernetesVersion\":\"1.36.5\"}}"},
    {"version.offered", true, "{\"properties\":{\"kubernetesVersion\":\"1.20.1\"}}"},
    {"version.lts", true, "{\"properties\":{\"kubernetesVersion\":\"1.33\"}}"},
    {"", true,
     "{\"sku\":{\"name\":\"Base\",\"tier\":\"Premium\"},\"properties\":{"
     "\"kubernetesVersion\":\"1.33\",\"supportPlan\":\"AKSLongTermSupport\"}}"},
    {"lts.tier", false, "{\"properties\":{\"supportPlan\":\"AKSLongTermSupport\"}}"},
    {"version.skew", false, "{\"properties\":{\"kubernetesVersion\":\"1.35.9\"}}"},
    {"gateway.mesh", true,
     "{\"properties\":{\"ingressProfile\":{\"gatewayAPI\":{\"installation\":\"Standard\"}}}}"},
    {"", true,
     "{\"properties\":{\"ingressProfile\":{\"gatewayAPI\":{\"installation\":\"Standard\"}},"
     "\"serviceMeshProfile\":{\"mode\":\"Istio\"}}}"},
    {"spot.upgrade", false,
     "{\"properties\":{\"kubernetesVersion\":\"1.35.9\",\"agentPoolProfiles\":"
     "[{\"name\":\"system\"},{\"name\":\"cvmledger\"},{\"name\":\"cvmaz\"},{\"name\":\"seal\"},"
     "{\"name\":\"api\"},{\"name\":\"spot1\",\"orchestratorVersion\":\"1.35.9\"}]}}"},
};

enum { CASE_COUNT = (int)(sizeof cases / sizeof *cases) };

/* A cluster that isn't there yet, as PUT adds it. */
static struct ak_sim_cluster *add_cluster(struct ak_sim_subscription *subscription,
                                          const char *name)
{
    return ak_sim_subscription_add_cluster(
        subscription, "rg-new", name,
        cJSON_Parse("{\"location\":\"westeurope\",\"sku\":{\"tier\":\"Free\"},\"properties\":"
                    "{\"kubernetesVersion\":\"1.36.5\",\"networkProfile\":"
                    "{\"loadBalancerSku\":\"standard\",\"networkPlugin\":\"azure\"}}}"));
}

/* The id of the rule that the case breaks; the book owns it. */
static const char *broken_rule(struct sim_fixture *fixture, const struct rule_case *row)
{
    struct ak_sim_subscription *subscription = fixture->sim.world->subscriptions[0];
    cJSON *patch = cJSON_Parse(row->patch);
    assert_non_null(patch);
    const char *name = ak_sim_json_text(patch, "name");
    struct ak_sim_cluster_change change = {
        .sim = &fixture->sim, .subscription = subscription, .is_new = row->is_new};
    cJSON *request = row->is_new ? cJSON_Parse(new_cluster) : changed_body(fixture, "{}");
    change.cluster = row->is_new ? add_cluster(subscription, *name != '\0' ? name : "fresh")
                                 : ak_sim_find_cluster(subscription, NULL, "ledger-prod");
    if (strcmp(row->rule, "version.skew") == 0) { /* one that was left behind */
        struct ak_sim_pool *pool = ak_sim_find_pool(change.cluster, "api");
        ak_sim_json_set_text(ak_sim_json_get(pool->body, "properties"),
                             "currentOrchestratorVersion", "1.31.9");
        cJSON_DeleteItemFromObject(ak_sim_json_get(request, "properties"), "agentPoolProfiles");
    }
    ak_sim_json_merge(request, patch);
    struct ak_sim_refusal refusal = {0};
    const char *rule = "";
    if (!ak_sim_cluster_change_plan(&change, request, &refusal)) {
        rule = refusal.rule;
        assert_null(strchr(refusal.message, '{'));
    }
    ak_sim_refusal_release(&refusal);
    ak_sim_cluster_change_release(&change);
    cJSON_Delete(request);
    cJSON_Delete(patch);
    return rule;
}

static void each_request_breaks_the_rule_that_it_is_for(void **state)
{
    (void)state;
    int wrong = 0;
    for (int i = 0; i < CASE_COUNT; i++) {
        struct sim_fixture fixture;
        sim_fixture_open_contoso(&fixture, NULL);
        const char *rule = broken_rule(&fixture, &cases[i]);
        if (strcmp(rule, cases[i].rule) != 0) {
            print_error("%s: it breaks \"%s\" instead of \"%s\"\n", cases[i].patch, rule,
                        cases[i].rule);
            wrong++;
        }
        sim_fixture_close(&fixture);
    }
    assert_int_equal(wrong, 0);
}

static void every_rule_has_a_case(void **state)
{
    (void)state;
    struct ak_sim_book *book = ak_sim_book_new();
    const cJSON *rule = NULL;
    cJSON_ArrayForEach(rule, book->cluster_rules)
    {
        int i = 0;
        while (i < CASE_COUNT && strcmp(cases[i].rule, ak_sim_json_text(rule, "id")) != 0) {
            i++;
        }
        if (i == CASE_COUNT) {
            fail_msg("rule %s has no case", ak_sim_json_text(rule, "id"));
        }
    }
    ak_sim_book_free(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_control_plane_is_upgraded_alone),
        cmocka_unit_test(pools_are_upgraded_along),
        cmocka_unit_test(an_aborted_upgrade_leaves_all_as_it_was),
        cmocka_unit_test(a_failed_upgrade_leaves_a_failed_cluster),
        cmocka_unit_test(settings_are_merged_and_tags_replaced),
        cmocka_unit_test(a_clusters_etag_guards_it),
        cmocka_unit_test(a_stopped_cluster_starts_again),
        cmocka_unit_test(a_deletion_goes_before_what_is_running),
        cmocka_unit_test(a_new_cluster_is_creating_and_then_there),
        cmocka_unit_test(a_refused_new_cluster_is_not_there),
        cmocka_unit_test(each_request_breaks_the_rule_that_it_is_for),
        cmocka_unit_test(every_rule_has_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
