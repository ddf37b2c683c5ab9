#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/sim/fault_int.h"

static struct ak_sim_fault parse(const char *spec)
{
    struct ak_sim_fault fault;
    struct ak_err err = ak_err_none();
    if (ak_sim_fault_parse(spec, 1, &fault, &err) != 0) {
        fail_msg("%s: %s", spec, err.text);
    }
    return fault;
}

static void every_kind_of_fault_has_its_fields(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        enum ak_sim_fault_kind kind;
        int64_t value;
        int64_t retry_after;
        int64_t rate_percent;
        int64_t remaining;
        const char *path;
    } cases[] = {
        {"latency:250", AK_SIM_FAULT_LATENCY, 250, -1, 100, -1, NULL},
        {"latency:250:0.5", AK_SIM_FAULT_LATENCY, 250, -1, 50, -1, NULL},
        {"status:429", AK_SIM_FAULT_STATUS, 429, -1, 100, -1, NULL},
        {"status:429:25%:7", AK_SIM_FAULT_STATUS, 429, 7, 25, -1, NULL},
        {"status:503::0@/managedClusters", AK_SIM_FAULT_STATUS, 503, 0, 100, -1,
         "/managedClusters"},
        {"status:500:x3", AK_SIM_FAULT_STATUS, 500, -1, 100, 3, NULL},
        {"RESET", AK_SIM_FAULT_RESET, 0, -1, 100, -1, NULL},
        {"reset:0", AK_SIM_FAULT_RESET, 0, -1, 0, -1, NULL},
        {"truncate:1", AK_SIM_FAULT_TRUNCATE, 0, -1, 100, -1, NULL},
        {"malformed@skus", AK_SIM_FAULT_MALFORMED, 0, -1, 100, -1, "skus"},
        {"stall", AK_SIM_FAULT_STALL, 0, -1, 100, -1, NULL},
        {"drip:20:x1", AK_SIM_FAULT_DRIP, 20, -1, 100, 1, NULL},
        {"html@", AK_SIM_FAULT_HTML, 0, -1, 100, -1, NULL},
        {"loop", AK_SIM_FAULT_LOOP, 0, -1, 100, -1, NULL},
        {"huge", AK_SIM_FAULT_HUGE, 0, -1, 100, -1, NULL},
        {"reset-after-accept:x1@PUT:/agentPools", AK_SIM_FAULT_LOST, 0, -1, 100, 1, "/agentPools"},
        {"aadsts:7000222", AK_SIM_FAULT_AADSTS, 7000222, -1, 100, -1, "/oauth2/v2.0/token"},
        {"aadsts:70016:x2@/devicecode", AK_SIM_FAULT_AADSTS, 70016, -1, 100, 2, "/devicecode"},
        {"claims:x1", AK_SIM_FAULT_CLAIMS, 0, -1, 100, 1, NULL},
        {"op:fail", AK_SIM_FAULT_OP_FAIL, 0, -1, 100, -1, NULL},
        {"op:fail=quota:x2", AK_SIM_FAULT_OP_FAIL, 0, -1, 100, 2, NULL},
        {"op:fail=0.25@/cvm", AK_SIM_FAULT_OP_FAIL, 0, -1, 25, -1, "/cvm"},
        {"op:cancel:10%", AK_SIM_FAULT_OP_CANCEL, 0, -1, 10, -1, NULL},
        {"op:cancel=x1", AK_SIM_FAULT_OP_CANCEL, 0, -1, 100, 1, NULL},
        {"op:stall:x1", AK_SIM_FAULT_OP_STALL, 0, -1, 100, 1, NULL},
        {"op:error-remark=drain", AK_SIM_FAULT_OP_REMARK, 0, -1, 100, -1, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_fault fault = parse(cases[i].spec);
        assert_int_equal(fault.kind, cases[i].kind);
        assert_int_equal(fault.value, cases[i].value);
        assert_int_equal(fault.retry_after, cases[i].retry_after);
        assert_int_equal((int)(fault.rate * 100 + 0.5), cases[i].rate_percent);
        assert_int_equal(fault.remaining, cases[i].remaining);
        if (cases[i].path == NULL) {
            assert_null(fault.path);
        } else {
            assert_string_equal(fault.path, cases[i].path);
        }
        ak_sim_fault_release(&fault);
    }
}

static void what_is_no_fault_is_refused_with_a_sentence(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "none",
                                      "quake",
                                      "latency",
                                      "latency:",
                                      "latency:-1",
                                      "latency:x",
                                      "status",
                                      "status:200",
                                      "status:600",
                                      "status:429:2",
                                      "reset:x0",
                                      "reset:nan",
                                      "reset:110%",
                                      "reset:0.5:1",
                                      "drip",
                                      "drip:0",
                                      "status:429:1:-1",
                                      "status:429:1:1:1",
                                      "op",
                                      "op:quake",
                                      "op:fail=quake",
                                      "op:fail=",
                                      "op:stall=",
                                      "op:fail=quota:x1:2",
                                      "op:cancel=quota",
                                      "op:stall=-1",
                                      "reset=1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ak_sim_fault fault;
        struct ak_err err = ak_err_none();
        if (ak_sim_fault_parse(bad[i], 1, &fault, &err) != AK_ERR_USAGE) {
            fail_msg("\"%s\" was taken", bad[i]);
        }
        assert_true(strlen(err.text) > 10);
    }
}

static const struct ak_sim_fault_request request_x = {
    .method = "GET", .path = "/x", .is_arm = true};

static int hits(struct ak_sim_fault *fault, int draws, const char *path, bool is_arm)
{
    struct ak_sim_fault_request request = {.method = "GET", .path = path, .is_arm = is_arm};
    int count = 0;
    for (int i = 0; i < draws; i++) {
        count += ak_sim_fault_draw(fault, 1, &request).kind != AK_SIM_FAULT_NONE;
    }
    return count;
}

static void a_rate_is_met_and_is_the_same_each_time(void **state)
{
    (void)state;
    enum { DRAWS = 10000 };
    struct ak_sim_fault first = parse("reset:0.3");
    struct ak_sim_fault second = parse("reset:30%");
    for (int i = 0; i < DRAWS; i++) {
        assert_int_equal(ak_sim_fault_draw(&first, 1, &request_x).kind,
                         ak_sim_fault_draw(&second, 1, &request_x).kind);
    }
    assert_in_range(hits(&first, DRAWS, "/x", true), DRAWS * 28 / 100, DRAWS * 32 / 100);
}

static void a_count_ends_the_fault(void **state)
{
    (void)state;
    struct ak_sim_fault fault = parse("reset:x2@pools");
    assert_int_equal(hits(&fault, 3, "/other", true), 0);
    assert_int_equal(hits(&fault, 5, "/agentPools", true), 2);
    ak_sim_fault_release(&fault);
}

static void a_fault_without_a_path_leaves_signing_in_alone(void **state)
{
    (void)state;
    struct ak_sim_fault everywhere = parse("reset");
    struct ak_sim_fault tokens = parse("reset@/MSI");
    assert_int_equal(hits(&everywhere, 1, "/msi/token/", false), 0);
    assert_int_equal(hits(&everywhere, 1, "/subscriptions", true), 1);
    assert_int_equal(hits(&tokens, 1, "/msi/token/", false), 1);
    assert_int_equal(hits(&tokens, 1, "/subscriptions", true), 0);
    ak_sim_fault_release(&tokens);
}

/* What an operation meets that a request of that method has started. */
static enum ak_sim_fault_kind operation_meets(const char *spec, const char *method)
{
    struct ak_sim_fault fault = parse(spec);
    struct ak_sim_fault_request request = {.method = method, .path = "/pools/p", .is_arm = true};
    enum ak_sim_fault_kind kind = ak_sim_fault_draw_operation(&fault, 1, &request).action;
    ak_sim_fault_release(&fault);
    return kind;
}

static void faults_of_operations_strike_operations_only(void **state)
{
    (void)state;
    struct ak_sim_fault fault = parse("op:fail");
    assert_int_equal(hits(&fault, 3, "/pools/p", true), 0);
    assert_int_equal(operation_meets("op:fail", "PUT"), AK_SIM_FAULT_OP_FAIL);
    assert_int_equal(operation_meets("op:stall@/POOLS", "PUT"), AK_SIM_FAULT_OP_STALL);
    assert_int_equal(operation_meets("op:stall@/other", "PUT"), AK_SIM_FAULT_NONE);
    assert_int_equal(operation_meets("reset", "PUT"), AK_SIM_FAULT_NONE);
}

static void a_method_before_the_path_is_met_too(void **state)
{
    (void)state;
    assert_int_equal(operation_meets("op:cancel@DELETE:/pools", "DELETE"), AK_SIM_FAULT_OP_CANCEL);
    assert_int_equal(operation_meets("op:cancel@DELETE:/pools", "PUT"), AK_SIM_FAULT_NONE);
    assert_int_equal(operation_meets("op:cancel@DELETE:", "DELETE"), AK_SIM_FAULT_OP_CANCEL);
    struct ak_sim_fault writes = parse("status:429@PUT:/x");
    assert_int_equal(hits(&writes, 1, "/x", true), 0); /* these are GETs */
    ak_sim_fault_release(&writes);
}

static void an_operation_fails_as_the_fault_says(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        const char *code;
    } cases[] = {
        {"op:fail", "ReconcileVMSSAgentPoolFailed"},
        {"op:fail=nodes", "NodesNotReady"},
        {"op:fail=quota", "QuotaExceeded"},
        {"op:fail=allocation", "ZonalAllocationFailed"},
        {"op:fail=drain", "PodDrainFailure"},
        {"op:fail=preempted", "NotLatestOperation"},
        {"op:fail=0.9999", "ReconcileVMSSAgentPoolFailed"},
        {"op:cancel", "Canceled"},
    };
    struct ak_sim_fault_request request = {.method = "PUT", .path = "/x", .is_arm = true};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_fault fault = parse(cases[i].spec);
        struct ak_sim_operation_fault met = ak_sim_fault_draw_operation(&fault, 1, &request);
        assert_string_equal(met.code, cases[i].code);
        assert_true(strlen(met.message) > 10);
    }
}

static void latency_and_loops_come_on_top_of_other_faults(void **state)
{
    (void)state;
    struct ak_sim_fault faults[] = {parse("latency:100"), parse("status:503:1:9"),
                                    parse("latency:20"), parse("reset"), parse("loop")};
    struct ak_sim_verdict verdict =
        ak_sim_fault_draw(faults, sizeof faults / sizeof *faults, &request_x);
    assert_int_equal(verdict.kind, AK_SIM_FAULT_STATUS);
    assert_int_equal(verdict.value, 503);
    assert_int_equal(verdict.retry_after, 9);
    assert_int_equal(verdict.latency_ms, 120);
    assert_true(verdict.is_endless);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_fault_has_its_fields),
        cmocka_unit_test(what_is_no_fault_is_refused_with_a_sentence),
        cmocka_unit_test(a_rate_is_met_and_is_the_same_each_time),
        cmocka_unit_test(a_count_ends_the_fault),
        cmocka_unit_test(a_fault_without_a_path_leaves_signing_in_alone),
        cmocka_unit_test(faults_of_operations_strike_operations_only),
        cmocka_unit_test(a_method_before_the_path_is_met_too),
        cmocka_unit_test(an_operation_fails_as_the_fault_says),
        cmocka_unit_test(latency_and_loops_come_on_top_of_other_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
