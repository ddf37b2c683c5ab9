/* What is polled: URLs, bodies, results, and operations of the resources themselves. */
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
#include "tui/sim/operation_int.h"

static const char origin[] = "http://sim.test";

enum { ORIGIN_LEN = (int)sizeof origin - 1 };

/* The path and query of a header of the last answer; the caller frees. */
static char *target_of(const struct sim_fixture *fixture, const char *header)
{
    const char *url = sim_fixture_header(fixture, header);
    assert_non_null(url);
    assert_memory_equal(url, origin, ORIGIN_LEN);
    return ak_strdup(url + ORIGIN_LEN);
}

static void start_deletion(struct sim_fixture *fixture, const char *fault, char **poll,
                           char **result)
{
    sim_fixture_open_contoso(fixture, fault);
    assert_int_equal(sim_pool_send(fixture, "DELETE", "api", NULL, NULL), 202);
    *poll = target_of(fixture, "Azure-AsyncOperation");
    *result = target_of(fixture, "Location");
}

static void polling_urls_are_long_and_signed(void **state)
{
    (void)state;
    static const char path[] =
        SIM_CONTOSO "/providers/Microsoft.ContainerService/locations/northeurope/operations/";
    static const char *const parts[] = {"?api-version=2025-03-01&t=", "&c=", "&s=", "&h="};
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    start_deletion(&fixture, NULL, &poll, &result);
    assert_in_range(strlen(poll), 3000, 4000);
    assert_memory_equal(poll, path, sizeof path - 1);
    const char *at = poll + sizeof path - 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        at = strstr(at, parts[i]);
        assert_non_null(at);
        at += strlen(parts[i]);
    }
    assert_non_null(strstr(result, "/operationresults/"));
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

/* `poll` with one letter changed at the end of the parameter; the caller frees. */
static char *spoiled(const char *poll, const char *parameter)
{
    char *copy = ak_strdup(poll);
    char *at = strstr(copy, parameter) + strlen(parameter);
    at[0] = at[0] == 'A' ? 'B' : 'A';
    return copy;
}

static void urls_that_were_changed_are_refused(void **state)
{
    (void)state;
    static const char *const parameters[] = {"&t=", "&c=", "&s=", "&h="};
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    start_deletion(&fixture, NULL, &poll, &result);
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        char *bad = spoiled(poll, parameters[i]);
        assert_int_equal(sim_fixture_get(&fixture, bad), 403);
        assert_string_equal(sim_fixture_text(&fixture, "error.code"),
                            "InvalidAsyncOperationSignature");
        free(bad);
    }
    char *cut = ak_strndup(poll, 2048);
    assert_int_equal(sim_fixture_get(&fixture, cut), 403);
    free(cut);
    char *other = spoiled(poll, "/operations/");
    assert_int_equal(sim_fixture_get(&fixture, other), 404);
    free(other);
    assert_int_equal(sim_fixture_get(&fixture, poll), 200);
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

static void a_poll_says_as_much_as_recorded(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    start_deletion(&fixture, NULL, &poll, &result);
    assert_int_equal(sim_fixture_get(&fixture, poll), 200);
    const char *name = sim_fixture_text(&fixture, "name");
    assert_int_equal(strlen(name), 36);
    assert_non_null(strstr(poll, name));
    assert_string_equal(sim_fixture_text(&fixture, "startTime"), "2026-11-23T00:00:00.0000000Z");
    assert_string_equal(sim_fixture_text(&fixture, "status"), "InProgress");
    assert_null(sim_fixture_at(&fixture, "endTime"));
    assert_null(sim_fixture_at(&fixture, "error"));
    assert_null(sim_fixture_header(&fixture, "Retry-After"));
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, poll), 200);
    assert_string_equal(sim_fixture_text(&fixture, "status"), "Succeeded");
    assert_true(strcmp(sim_fixture_text(&fixture, "endTime"), "2026-11-23T00:06:00") < 0);
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

static void a_result_is_empty_in_the_end(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    start_deletion(&fixture, NULL, &poll, &result);
    assert_int_equal(sim_fixture_get(&fixture, result), 202);
    assert_string_equal(sim_fixture_text(&fixture, "status"), "InProgress");
    char *again = target_of(&fixture, "Location");
    assert_string_equal(again, result);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, result), 204);
    assert_null(fixture.call->reply);
    free(again);
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

static void a_result_of_a_failure_is_its_error(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    start_deletion(&fixture, "op:fail=drain", &poll, &result);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, result), 409);
    assert_string_equal(sim_fixture_text(&fixture, "code"), "PodDrainFailure");
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Failed");
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

static void answers_ask_to_wait_when_told_so(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open(&fixture,
                     (const char *const[]){"--now", "2026-11-23", "--retry-after", "7", NULL});
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, NULL), 202);
    assert_string_equal(sim_fixture_header(&fixture, "Retry-After"), "7");
    char *poll = target_of(&fixture, "Azure-AsyncOperation");
    assert_int_equal(sim_fixture_get(&fixture, poll), 200);
    assert_string_equal(sim_fixture_header(&fixture, "Retry-After"), "7");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, poll), 200);
    assert_null(sim_fixture_header(&fixture, "Retry-After"));
    free(poll);
    sim_fixture_close(&fixture);
}

static void resources_know_their_operations(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    char *poll = NULL;
    char *result = NULL;
    char *latest = sim_pool_path("api", "/operations/latest");
    char *of_cluster = ak_strdup(SIM_LEDGER "/operations/latest" SIM_VERSION);
    start_deletion(&fixture, NULL, &poll, &result);
    assert_int_equal(sim_fixture_get(&fixture, latest), 200);
    assert_string_equal(sim_fixture_text(&fixture, "startTime"), "2026-11-23T00:00:00Z");
    char *name = ak_strdup(sim_fixture_text(&fixture, "name"));
    assert_non_null(strstr(poll, name));
    assert_non_null(strstr(sim_fixture_text(&fixture, "id"), "/agentPools/api/operations/"));
    char *by_name = ak_asprintf(SIM_LEDGER "/operations/%s" SIM_VERSION, name);
    assert_int_equal(sim_fixture_get(&fixture, by_name), 200);
    assert_int_equal(sim_fixture_get(&fixture, of_cluster), 200);
    assert_string_equal(sim_fixture_text(&fixture, "name"), name);
    char *of_another = sim_pool_path("seal", "/operations/latest");
    assert_int_equal(sim_fixture_get(&fixture, of_another), 404);
    free(of_another);
    free(by_name);
    free(name);
    free(of_cluster);
    free(latest);
    free(poll);
    free(result);
    sim_fixture_close(&fixture);
}

static void time_goes_as_fast_as_the_scale_says(void **state)
{
    (void)state;
    static const struct {
        const char *scale;
        double seconds; /* of a deletion of 14 nodes, 240 s at scale 1 */
    } cases[] = {{"1", 240}, {"20", 12}, {"1000", 0.24}, {"0.5", 480}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        sim_fixture_open(&fixture, (const char *const[]){"--now", "2026-11-23", "--time-scale",
                                                         cases[i].scale, NULL});
        assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, NULL), 202);
        char *poll = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
        sim_fixture_pass(&fixture, cases[i].seconds * 0.89);
        assert_string_equal(sim_fixture_poll(&fixture, poll), "InProgress");
        sim_fixture_pass(&fixture, cases[i].seconds * 0.22);
        assert_string_equal(sim_fixture_poll(&fixture, poll), "Succeeded");
        free(poll);
        sim_fixture_close(&fixture);
    }
}

static void the_oldest_of_many_ended_ones_are_forgotten(void **state)
{
    (void)state;
    enum { MANY = 700, KEPT_AT_MOST = 510 };
    struct ak_sim_operations *operations = ak_sim_operations_new();
    struct ak_sim_scope scope = {.subscription = "s", .location = ""};
    struct ak_sim_operation *running = ak_sim_operations_add(operations, &scope);
    running->status = AK_SIM_RUNNING;
    for (int i = 0; i < MANY; i++) {
        struct ak_sim_operation *ended = ak_sim_operations_add(operations, &scope);
        ended->status = AK_SIM_SUCCEEDED;
        (void)snprintf(ended->id, sizeof ended->id, "%d", i);
    }
    assert_in_range(ak_sim_operations_count(operations), 500, KEPT_AT_MOST);
    assert_ptr_equal(ak_sim_operations_at(operations, 0), running);
    assert_null(ak_sim_operations_find(operations, "0"));
    assert_non_null(ak_sim_operations_find(operations, "699"));
    ak_sim_operations_free(operations);
}

static void every_kind_can_be_found_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < AK_SIM_OPERATION_COUNT; i++) {
        enum ak_sim_operation_kind kind = (enum ak_sim_operation_kind)i;
        assert_int_equal(ak_sim_operation_kind_find(ak_sim_operation_row(kind)->name), i);
    }
    assert_int_equal(ak_sim_operation_kind_find("none"), AK_SIM_OPERATION_COUNT);
}

/* Progress of a kind's operation of 4 nodes at some tenths of its time. */
static void each_kind_reports_its_progress(void **state)
{
    (void)state;
    static const struct {
        enum ak_sim_operation_kind kind;
        int percent;
        const char *text;
    } cases[] = {
        {AK_SIM_OPERATION_POOL_CREATE, 0, "InProgress"},
        {AK_SIM_OPERATION_POOL_CREATE, -1, "InProgress"},
        {AK_SIM_OPERATION_POOL_CREATE, 20, "CreatingAgentPool: 0/4 nodes completed"},
        {AK_SIM_OPERATION_POOL_CREATE, 99, "CreatingAgentPool: 4/4 nodes completed"},
        {AK_SIM_OPERATION_POOL_CREATE, 200, "CreatingAgentPool: 4/4 nodes completed"},
        {AK_SIM_OPERATION_POOL_SCALE, 50, "InProgress"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 10, "ProvisioningNetworkResources"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 20, "ProvisioningControlPlane"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 46, "ReconcilingDNS"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 52, "CreatingAgentPools"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 89, "CreatingAgentPools: 4/4 nodes completed"},
        {AK_SIM_OPERATION_CLUSTER_CREATE, 95, "ReconcilingAddons"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_operation operation = {.kind = cases[i].kind,
                                             .nodes = 4,
                                             .started_ms = 1000,
                                             .duration_ms = 100000,
                                             .status = AK_SIM_RUNNING};
        char *text = ak_sim_operation_status_text(&operation, 1000 + cases[i].percent * 1000);
        assert_string_equal(text, cases[i].text);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(polling_urls_are_long_and_signed),
        cmocka_unit_test(urls_that_were_changed_are_refused),
        cmocka_unit_test(a_poll_says_as_much_as_recorded),
        cmocka_unit_test(a_result_is_empty_in_the_end),
        cmocka_unit_test(a_result_of_a_failure_is_its_error),
        cmocka_unit_test(answers_ask_to_wait_when_told_so),
        cmocka_unit_test(resources_know_their_operations),
        cmocka_unit_test(time_goes_as_fast_as_the_scale_says),
        cmocka_unit_test(the_oldest_of_many_ended_ones_are_forgotten),
        cmocka_unit_test(every_kind_can_be_found_by_name),
        cmocka_unit_test(each_kind_reports_its_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
