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
                                      "status:429:1:1:1"};
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
        cmocka_unit_test(latency_and_loops_come_on_top_of_other_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
