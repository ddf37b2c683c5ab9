/* How changes of node pools end: deletions, aborts, failures and what heals them. */
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
#include "akscope/base/text.h"
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/json_int.h"

/* ---- deleting and aborting ---- */

static void a_deleted_pool_is_gone_at_the_end(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int cores = sim_fixture_usage(&fixture, "cores");
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, NULL), 202);
    assert_null(fixture.call->reply);
    char *result = ak_strdup(sim_fixture_header(&fixture, "Location"));
    const char *target = result + strlen("http://sim.test");
    sim_fixture_expect_end(&fixture, 10, "InProgress");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Deleting");
    assert_int_equal(sim_fixture_get(&fixture, target), 202);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, target), 204);
    assert_string_equal(sim_fixture_header(&fixture, "Location"), result);
    assert_int_equal(sim_pool_send(&fixture, "GET", "api", NULL, NULL), 404);
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, NULL), 204);
    assert_true(sim_fixture_usage(&fixture, "cores") < cores);
    assert_int_equal(sim_fixture_get(&fixture, SIM_LEDGER SIM_VERSION), 200);
    const cJSON *pool = NULL;
    cJSON_ArrayForEach(pool, sim_fixture_at(&fixture, "properties.agentPoolProfiles"))
    {
        assert_string_not_equal(ak_sim_json_text(pool, "name"), "api");
    }
    free(result);
    sim_fixture_close(&fixture);
}

static void an_abort_puts_back_what_was(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int count = sim_pool_number(&fixture, "api", "count");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200);
    char *url = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), 6);
    assert_int_equal(sim_pool_post(&fixture, "api", "/abort", NULL), 202);
    assert_non_null(sim_fixture_header(&fixture, "Location"));
    sim_fixture_expect_end(&fixture, 30, "Succeeded");
    assert_string_equal(sim_fixture_poll(&fixture, url), "Canceled");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Canceled");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), count);
    assert_int_equal(sim_pool_post(&fixture, "api", "/abort", NULL), 409); /* nothing is running */
    free(url);
    sim_fixture_close(&fixture);
}

static void a_change_that_ended_before_its_abort_stays(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_put(&fixture, "api", "nodeLabels", "{\"a\":\"b\"}"), 200);
    sim_fixture_pass(&fixture, 26); /* of 27 at least */
    assert_int_equal(sim_pool_post(&fixture, "api", "/abort", NULL), 202);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(sim_pool_text(&fixture, "api", "nodeLabels.a"), "b");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Succeeded");
    sim_fixture_close(&fixture);
}

/* ---- what goes wrong ---- */

static void a_failed_change_leaves_a_failed_pool_that_a_put_heals(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    const char *code = NULL;
    sim_fixture_open_contoso(&fixture, "op:fail=nodes:x1");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200);
    char *status = sim_fixture_end(&fixture, SIM_LONG_ENOUGH, &code);
    assert_string_equal(status, "Failed");
    assert_string_equal(code, "NodesNotReady");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Failed");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), 6);
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200); /* its own body */
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Succeeded");
    free(status);
    sim_fixture_close(&fixture);
}

static void operations_meet_their_faults(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        const char *end;
        const char *code;
        const char *state;
    } cases[] = {
        {"op:fail", "Failed", "ReconcileVMSSAgentPoolFailed", "Failed"},
        {"op:cancel", "Canceled", "Canceled", "Canceled"},
        {"op:stall", "InProgress", "", "Scaling"},
        {"op:error-remark", "Succeeded", "NotLatestOperation", "Succeeded"},
        {"op:fail=0", "Succeeded", "", "Succeeded"},
        {"op:fail@DELETE:/agentPools", "Succeeded", "", "Succeeded"},
        {"op:fail@PUT:/agentPools/api", "Failed", "ReconcileVMSSAgentPoolFailed", "Failed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        const char *code = NULL;
        sim_fixture_open_contoso(&fixture, cases[i].fault);
        assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200);
        char *status = sim_fixture_end(&fixture, SIM_LONG_ENOUGH, &code);
        assert_string_equal(status, cases[i].end);
        assert_string_equal(code, cases[i].code);
        assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), cases[i].state);
        free(status);
        sim_fixture_close(&fixture);
    }
}

static void a_stalled_operation_can_be_aborted(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, "op:stall:x1");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_pool_post(&fixture, "api", "/abort", NULL), 202);
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Canceled");
    sim_fixture_close(&fixture);
}

static void a_remark_stands_beside_progress(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    const char *code = NULL;
    sim_fixture_open_contoso(&fixture, "op:error-remark=drain");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "6"), 200);
    char *status = sim_fixture_end(&fixture, 85, &code); /* of 117 to 143 seconds */
    assert_string_equal(status, "InProgress");
    assert_string_equal(code, "PodDrainFailure");
    free(status);
    sim_fixture_close(&fixture);
}

static void machines_of_a_retired_image_are_not_made(void **state)
{
    (void)state;
    static const char path[] =
        SIM_CONTOSO_GROUPS "rg-orders-uks/providers/Microsoft.ContainerService/"
                           "managedClusters/orders-dr/agentPools/cvmdr" SIM_VERSION;
    static const struct {
        const char *now;
        const char *code;
        const char *state;
    } cases[] = {{"2027-03-16", "", "Succeeded"}, {"2027-03-17", "GalleryImageNotFound", "Failed"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        const char *code = NULL;
        sim_fixture_open(&fixture, (const char *const[]){"--now", cases[i].now, NULL});
        assert_int_equal(sim_fixture_get(&fixture, path), 200);
        cJSON *body = ak_sim_json_copy(fixture.body);
        ak_sim_json_set_int(ak_sim_json_get(body, "properties"), "count", 3);
        char *text = cJSON_PrintUnformatted(body);
        assert_int_equal(sim_fixture_send(&fixture, "PUT", path, text, NULL), 200);
        char *status = sim_fixture_end(&fixture, SIM_LONG_ENOUGH, &code);
        assert_string_equal(status, cases[i].state);
        assert_string_equal(code, cases[i].code);
        free(status);
        free(text);
        cJSON_Delete(body);
        sim_fixture_close(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deleted_pool_is_gone_at_the_end),
        cmocka_unit_test(an_abort_puts_back_what_was),
        cmocka_unit_test(a_change_that_ended_before_its_abort_stays),
        cmocka_unit_test(a_failed_change_leaves_a_failed_pool_that_a_put_heals),
        cmocka_unit_test(operations_meet_their_faults),
        cmocka_unit_test(a_stalled_operation_can_be_aborted),
        cmocka_unit_test(a_remark_stands_beside_progress),
        cmocka_unit_test(machines_of_a_retired_image_are_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
