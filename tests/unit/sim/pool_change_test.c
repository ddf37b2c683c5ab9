/* Node pools from request to end, through the whole simulator but its sockets: what answers say,
 * what the world shows meanwhile and afterwards. */
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

static const char new_pool[] = "{\"properties\":{\"count\":2,\"vmSize\":\"Standard_D4s_v5\","
                               "\"mode\":\"User\",\"osType\":\"Linux\"}}";

/* ---- creating ---- */

static void a_new_pool_is_creating_and_then_there(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int cores = sim_fixture_usage(&fixture, "cores");
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Creating");
    assert_string_equal(sim_fixture_text(&fixture, "name"), "fresh");
    assert_non_null(strstr(sim_fixture_header(&fixture, "Azure-AsyncOperation"), "/operations/"));
    assert_null(sim_fixture_header(&fixture, "Location"));
    assert_null(sim_fixture_header(&fixture, "Retry-After"));
    char *etag = ak_strdup(sim_fixture_text(&fixture, "properties.eTag"));
    sim_fixture_expect_end(&fixture, 10, "InProgress");
    assert_string_equal(sim_pool_text(&fixture, "fresh", "provisioningState"), "Creating");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(sim_pool_text(&fixture, "fresh", "provisioningState"), "Succeeded");
    assert_string_not_equal(sim_fixture_text(&fixture, "properties.eTag"), etag);
    assert_int_equal(sim_fixture_usage(&fixture, "cores"), cores + 8);
    free(etag);
    sim_fixture_close(&fixture);
}

static void what_a_request_leaves_out_is_filled_in(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *value;
    } cases[] = {
        {"properties.osDiskType", "Managed"},
        {"properties.osSKU", "Ubuntu"},
        {"properties.type", "VirtualMachineScaleSets"},
        {"properties.kubeletDiskType", "OS"},
        {"properties.scaleDownMode", "Delete"},
        {"properties.powerState.code", "Running"},
        {"properties.upgradeSettings.maxSurge", "10%"},
        {"properties.orchestratorVersion", "1.34.1"},
        {"properties.currentOrchestratorVersion", "1.34.1"},
        {"type", "Microsoft.ContainerService/managedClusters/agentPools"},
    };
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(sim_fixture_text(&fixture, cases[i].path), cases[i].value);
    }
    assert_int_equal(sim_fixture_number(&fixture, "properties.osDiskSizeGB"), 128);
    assert_null(sim_fixture_at(&fixture, "properties.scaleSetPriority"));
    sim_fixture_close(&fixture);
}

static void an_image_follows_system_version_and_size(void **state)
{
    (void)state;
    static const struct {
        const char *properties;
        const char *image;
    } cases[] = {
        {"\"vmSize\":\"Standard_D4s_v5\"", "AKSUbuntu-2204gen2containerd-"},
        {"\"vmSize\":\"Standard_D4s_v5\",\"osSKU\":\"Ubuntu2404\"",
         "AKSUbuntu-2404gen2containerd-"},
        {"\"vmSize\":\"Standard_D4s_v5\",\"enableFIPS\":true", "AKSUbuntu-2004gen2fipscontainerd-"},
        {"\"vmSize\":\"Standard_D4pds_v5\"", "AKSUbuntu-2204gen2arm64containerd-"},
        {"\"vmSize\":\"Standard_D4s_v5\",\"osSKU\":\"AzureLinux\"", "AKSAzureLinux-V3gen2-"},
        {"\"vmSize\":\"Standard_DC4as_v5\",\"osSKU\":\"Ubuntu2404\"",
         "AKSUbuntu-2404gen2CVMcontainerd-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        sim_fixture_open_contoso(&fixture, NULL);
        char *body = ak_asprintf("{\"properties\":{%s}}", cases[i].properties);
        assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", body, NULL), 201);
        const char *image = sim_fixture_text(&fixture, "properties.nodeImageVersion");
        if (!ak_text_has_prefix(image, cases[i].image, true)) {
            fail_msg("%s: %s", cases[i].properties, image);
        }
        free(body);
        sim_fixture_close(&fixture);
    }
}

static void nodes_come_up_one_after_the_other(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
    char *url = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    int seen = -1;
    int waited = 0;
    const char *text = sim_fixture_poll(&fixture, url);
    assert_string_equal(text, "InProgress");
    for (; strcmp(text, "Succeeded") != 0; waited++) {
        int done = -1;
        sim_fixture_pass(&fixture, 1);
        text = sim_fixture_poll(&fixture, url);
        if (sscanf(text, "CreatingAgentPool: %d/2 nodes completed", &done) == 1) {
            assert_in_range(done, seen < 0 ? 0 : seen, 2);
            seen = done;
        }
    }
    assert_int_equal(seen, 2);
    assert_in_range(waited, 200, 400);
    assert_true(strlen(sim_fixture_text(&fixture, "startTime")) == 28);
    assert_true(
        strcmp(sim_fixture_text(&fixture, "startTime"), sim_fixture_text(&fixture, "endTime")) < 0);
    free(url);
    sim_fixture_close(&fixture);
}

/* ---- preconditions and conflicts ---- */

static void preconditions_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *pool;
        const char *header;
        int status;
    } cases[] = {
        {"api", "If-None-Match: *", 412},      {"api", "If-Match: W/\"other\"", 412},
        {"fresh", "If-Match: \"other\"", 412}, {"api", "If-Match: *", 200},
        {"fresh", "If-None-Match: *", 201},    {"fresh", NULL, 201},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        sim_fixture_open_contoso(&fixture, NULL);
        char *body = ak_strdup(new_pool);
        if (sim_pool_send(&fixture, "GET", cases[i].pool, NULL, NULL) == 200) {
            free(body);
            body = cJSON_PrintUnformatted(fixture.body);
        }
        assert_int_equal(sim_pool_send(&fixture, "PUT", cases[i].pool, body, cases[i].header),
                         cases[i].status);
        if (cases[i].status == 412) {
            assert_string_equal(sim_fixture_text(&fixture, "code"), "PreconditionFailed");
        }
        free(body);
        sim_fixture_close(&fixture);
    }
}

static void the_etag_that_was_read_is_good_until_a_change(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    char *header = ak_asprintf("If-Match: %s", sim_pool_text(&fixture, "api", "eTag"));
    char *body = cJSON_PrintUnformatted(fixture.body);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "api", body, header), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "api", body, header), 412);
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, header), 412);
    free(body);
    free(header);
    sim_fixture_close(&fixture);
}

static void a_pool_that_changes_takes_no_other_change(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "8"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Scaling");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "9"), 409);
    assert_string_equal(sim_fixture_text(&fixture, "code"), "OperationNotAllowed");
    assert_non_null(strstr(sim_fixture_text(&fixture, "message"), "scale node pool"));
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "api", NULL, NULL), 409);
    assert_int_equal(sim_pool_post(&fixture, "api", "/upgradeNodeImageVersion", NULL), 409);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL),
                     201); /* another one */
    assert_int_equal(sim_fixture_send(&fixture, "POST", SIM_LEDGER "/stop" SIM_VERSION, NULL, NULL),
                     409);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "9"), 200);
    sim_fixture_close(&fixture);
}

static void bodies_that_are_no_json_are_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {"", "[]", "{", "text", "{\"properties\":[]}x"};
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", bodies[i], NULL), 400);
        assert_string_equal(sim_fixture_text(&fixture, "error.code"), "InvalidRequestContent");
    }
    assert_int_equal(sim_pool_send(&fixture, "GET", "fresh", NULL, NULL), 404);
    sim_fixture_close(&fixture);
}

/* ---- updating ---- */

static void each_change_has_its_state(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
        const char *state;
    } cases[] = {
        {"count", "15", "Scaling"},
        {"count", "14", "Updating"}, /* it has 14 */
        {"nodeLabels", "{\"a\":\"b\"}", "Updating"},
        {"orchestratorVersion", "\"1.34.2\"", NULL},
        {"powerState", "{\"code\":\"Stopped\"}", "Stopping"},
        {"osSKU", "\"Ubuntu2404\"", "Upgrading"},
        {"enableFIPS", "true", "Upgrading"},
        {"minCount", "41", NULL}, /* of 40 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        sim_fixture_open_contoso(&fixture, NULL);
        int status = sim_pool_put(&fixture, "api", cases[i].name, cases[i].value);
        assert_int_equal(status, cases[i].state != NULL ? 200 : 400);
        if (cases[i].state != NULL) {
            assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"),
                                cases[i].state);
            assert_null(sim_fixture_header(&fixture, "Location"));
            sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
        }
        sim_fixture_close(&fixture);
    }
}

static void a_stopped_pool_has_no_machines_until_it_starts(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int count = sim_pool_number(&fixture, "api", "count");
    int cores = sim_fixture_usage(&fixture, "cores");
    assert_true(count > 0);
    assert_int_equal(sim_pool_put(&fixture, "api", "powerState", "{\"code\":\"Stopped\"}"), 200);
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), 0);
    assert_true(sim_fixture_usage(&fixture, "cores") < cores);
    assert_int_equal(sim_pool_put(&fixture, "api", "powerState", "{\"code\":\"Running\"}"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"), "Starting");
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), count);
    assert_int_equal(sim_fixture_usage(&fixture, "cores"), cores);
    sim_fixture_close(&fixture);
}

static void a_put_replaces_the_whole_pool(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_put(&fixture, "api", "nodeLabels", "{\"a\":\"b\"}"), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(sim_pool_text(&fixture, "api", "nodeLabels.a"), "b");
    assert_int_equal(sim_pool_put(&fixture, "api", "nodeLabels", "null"), 200);
    assert_null(sim_fixture_at(&fixture, "properties.nodeLabels"));
    sim_fixture_close(&fixture);
}

static void an_image_upgrade_takes_the_newest_at_its_end(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    char *before = ak_strdup(sim_pool_text(&fixture, "seal", "nodeImageVersion"));
    assert_int_equal(sim_pool_post(&fixture, "seal", "/upgradeNodeImageVersion", NULL), 202);
    assert_string_equal(sim_fixture_text(&fixture, "properties.provisioningState"),
                        "UpgradingNodeImageVersion");
    assert_string_equal(sim_fixture_text(&fixture, "properties.nodeImageVersion"), before);
    assert_non_null(strstr(sim_fixture_header(&fixture, "Location"), "/operationresults/"));
    sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
    char *after = ak_strdup(sim_pool_text(&fixture, "seal", "nodeImageVersion"));
    assert_true(strcmp(before, after) < 0);
    char *path = sim_pool_path("seal", "/upgradeProfiles/default");
    assert_int_equal(sim_fixture_get(&fixture, path), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.latestNodeImageVersion"), after);
    free(path);
    free(after);
    free(before);
    sim_fixture_close(&fixture);
}

static void machines_are_deleted_by_name(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int count = sim_pool_number(&fixture, "api", "count");
    assert_int_equal(
        sim_pool_post(&fixture, "api", "/deleteMachines", "{\"machineNames\":[\"m1\"]}"), 202);
    assert_string_equal(sim_pool_text(&fixture, "api", "provisioningState"), "Scaling");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), count - 1);
    sim_fixture_close(&fixture);
}

static void the_same_seed_takes_the_same_time(void **state)
{
    (void)state;
    char *urls[2] = {NULL, NULL};
    char *ends[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        struct sim_fixture fixture;
        sim_fixture_open_contoso(&fixture, NULL);
        assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
        urls[i] = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
        sim_fixture_expect_end(&fixture, SIM_LONG_ENOUGH, "Succeeded");
        ends[i] = ak_strdup(sim_fixture_text(&fixture, "endTime"));
        sim_fixture_close(&fixture);
    }
    assert_string_equal(urls[0], urls[1]);
    assert_string_equal(ends[0], ends[1]);
    for (int i = 0; i < 2; i++) {
        free(urls[i]);
        free(ends[i]);
    }
}

static void spot_machines_count_as_such(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    int cores = sim_fixture_usage(&fixture, "cores");
    int spot = sim_fixture_usage(&fixture, "lowPriorityCores");
    assert_int_equal(sim_pool_send(&fixture, "PUT", "cheap",
                                   "{\"properties\":{\"count\":2,\"vmSize\":\"Standard_D4s_v5\","
                                   "\"scaleSetPriority\":\"Spot\"}}",
                                   NULL),
                     201);
    assert_string_equal(sim_fixture_text(&fixture, "properties.scaleSetEvictionPolicy"), "Delete");
    assert_int_equal(sim_fixture_number(&fixture, "properties.spotMaxPrice"), -1);
    assert_int_equal(sim_fixture_usage(&fixture, "cores"), cores);
    assert_int_equal(sim_fixture_usage(&fixture, "lowPriorityCores"), spot + 8);
    sim_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_pool_is_creating_and_then_there),
        cmocka_unit_test(what_a_request_leaves_out_is_filled_in),
        cmocka_unit_test(an_image_follows_system_version_and_size),
        cmocka_unit_test(nodes_come_up_one_after_the_other),
        cmocka_unit_test(preconditions_are_kept),
        cmocka_unit_test(the_etag_that_was_read_is_good_until_a_change),
        cmocka_unit_test(a_pool_that_changes_takes_no_other_change),
        cmocka_unit_test(bodies_that_are_no_json_are_refused),
        cmocka_unit_test(each_change_has_its_state),
        cmocka_unit_test(a_stopped_pool_has_no_machines_until_it_starts),
        cmocka_unit_test(a_put_replaces_the_whole_pool),
        cmocka_unit_test(an_image_upgrade_takes_the_newest_at_its_end),
        cmocka_unit_test(machines_are_deleted_by_name),
        cmocka_unit_test(the_same_seed_takes_the_same_time),
        cmocka_unit_test(spot_machines_count_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
