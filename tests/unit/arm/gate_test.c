/* gate_test.c: when a subscription may be asked again. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/arm/gate.h"

enum { NOW = 1000000, NO_WAIT_SAID = -1 };

static struct ak_err failure(enum ak_err_kind kind, int64_t retry_after_s)
{
    struct ak_err err = ak_err_none();

    err.kind = kind;
    err.retry_after_s = retry_after_s;
    return err;
}

static const struct ak_number plenty = {.is_set = true, .value = 11999};
static const struct ak_number untold = {.is_set = false};

static void a_fresh_gate_is_open_and_stays_so(void **state)
{
    struct ak_gate gate = {0};

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_true(ak_gate_is_open(&gate, NOW));
        ak_gate_on_start(&gate, NOW);
        ak_gate_on_success(&gate, i % 2 == 0 ? plenty : untold, NOW);
    }
    assert_true(ak_gate_is_open(&gate, NOW));
}

static void only_failures_that_pass_by_themselves_close_it(void **state)
{
    static const enum ak_err_kind closing[] = {AK_ERR_THROTTLED, AK_ERR_UNAVAILABLE,
                                               AK_ERR_NETWORK,   AK_ERR_TIMEOUT,
                                               AK_ERR_TLS,       AK_ERR_MALFORMED};

    (void)state;
    for (int kind = 1; kind < AK_ERR_COUNT; kind++) {
        struct ak_gate gate = {0};
        struct ak_err err = failure((enum ak_err_kind)kind, 30);
        bool closes = false;

        for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++)
            closes = closes || (int)closing[i] == kind;
        ak_gate_on_failure(&gate, &err, 0, NOW);
        if (ak_gate_is_open(&gate, NOW) == closes)
            fail_msg("%s: wrong", ak_err_kind_name((enum ak_err_kind)kind));
    }
}

static void only_waits_of_our_own_are_hurried(void **state)
{
    static const struct {
        enum ak_err_kind kind;
        int64_t retry_after_s;
        bool is_open;
    } cases[] = {
        {AK_ERR_NETWORK, NO_WAIT_SAID, true},     {AK_ERR_TIMEOUT, NO_WAIT_SAID, true},
        {AK_ERR_UNAVAILABLE, NO_WAIT_SAID, true}, {AK_ERR_UNAVAILABLE, 30, false},
        {AK_ERR_THROTTLED, NO_WAIT_SAID, false},  {AK_ERR_THROTTLED, 30, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_gate gate = {0};
        struct ak_err err = failure(cases[i].kind, cases[i].retry_after_s);

        ak_gate_on_failure(&gate, &err, 0, NOW);
        assert_false(ak_gate_is_open(&gate, NOW));
        ak_gate_hurry(&gate, NOW);
        assert_int_equal(ak_gate_is_open(&gate, NOW), cases[i].is_open);
        /* It closes for longer when it fails again, as if it had waited. */
        ak_gate_on_start(&gate, NOW);
        ak_gate_on_failure(&gate, &err, 0, NOW);
        assert_false(ak_gate_is_open(&gate, NOW + 1));
    }
}

/* What spaces requests out when few reads are left is no guess. */
static void low_reads_are_not_hurried(void **state)
{
    const struct ak_number few = {.is_set = true, .value = 0};
    struct ak_gate gate = {0};

    (void)state;
    ak_gate_on_success(&gate, few, NOW);
    ak_gate_hurry(&gate, NOW);
    assert_false(ak_gate_is_open(&gate, NOW));
}

static void it_obeys_retry_after(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_THROTTLED, 17);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    assert_false(ak_gate_is_open(&gate, NOW + 16999));
    assert_true(ak_gate_is_open(&gate, NOW + 17000));
}

static void jitter_adds_up_to_a_quarter(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_THROTTLED, 100);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0.5, NOW);
    assert_int_equal(gate.open_at_ms, NOW + 112500);
}

/* A service that stays unwell and says "Retry-After: 0" would be asked without a pause. */
static void a_retry_after_of_nothing_waits_as_if_none_was_said(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_UNAVAILABLE, 0);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    assert_int_equal(gate.open_at_ms, NOW + 2000);
    ak_gate_on_start(&gate, NOW + 2000);
    ak_gate_on_failure(&gate, &err, 0, NOW + 2000);
    assert_int_equal(gate.open_at_ms, NOW + 2000 + 4000);
}

static void waits_double_up_to_five_minutes(void **state)
{
    static const int64_t waits[] = {2000,  4000,   8000,   16000,  32000,
                                    64000, 128000, 256000, 300000, 300000};
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_UNAVAILABLE, NO_WAIT_SAID);
    int64_t now = NOW;

    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        ak_gate_on_start(&gate, now);
        ak_gate_on_failure(&gate, &err, 0, now);
        assert_int_equal(gate.open_at_ms - now, waits[i]);
        now = gate.open_at_ms;
    }
}

static void the_first_wait_can_be_set(void **state)
{
    struct ak_gate gate = {.first_wait_ms = 5};
    struct ak_err err = failure(AK_ERR_NETWORK, NO_WAIT_SAID);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    assert_int_equal(gate.open_at_ms, NOW + 5);
}

static void failures_of_requests_sent_together_count_once(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_UNAVAILABLE, NO_WAIT_SAID);

    (void)state;
    for (int i = 0; i < 8; i++)
        ak_gate_on_failure(&gate, &err, 0, NOW + i);
    assert_int_equal(gate.failures, 1);
    assert_true(ak_gate_is_open(&gate, NOW + 7 + 2000));
}

static void a_longer_retry_after_extends_a_wait_and_a_shorter_does_not(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err longer = failure(AK_ERR_THROTTLED, 60);
    struct ak_err shorter = failure(AK_ERR_THROTTLED, 10);

    (void)state;
    ak_gate_on_failure(&gate, &shorter, 0, NOW);
    ak_gate_on_failure(&gate, &longer, 0, NOW);
    assert_int_equal(gate.open_at_ms, NOW + 60000);
    ak_gate_on_failure(&gate, &shorter, 0, NOW);
    assert_int_equal(gate.open_at_ms, NOW + 60000);
}

static void a_late_answer_does_not_open_it(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_THROTTLED, 10);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    ak_gate_on_success(&gate, plenty, NOW + 5);
    assert_false(ak_gate_is_open(&gate, NOW + 9999));
}

static void after_a_wait_one_request_goes_first(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_THROTTLED, 10);
    int64_t now = NOW + 10000;

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    assert_true(ak_gate_is_open(&gate, now));
    ak_gate_on_start(&gate, now);
    assert_false(ak_gate_is_open(&gate, now));
    ak_gate_on_success(&gate, plenty, now + 100);
    assert_true(ak_gate_is_open(&gate, now + 100));
    ak_gate_on_start(&gate, now + 100);
    assert_true(ak_gate_is_open(&gate, now + 100));
}

static void a_request_that_went_first_in_vain_lengthens_the_wait(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_NETWORK, NO_WAIT_SAID);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    ak_gate_on_start(&gate, NOW + 2000);
    ak_gate_on_failure(&gate, &err, 0, NOW + 2100);
    assert_int_equal(gate.failures, 2);
    assert_int_equal(gate.open_at_ms, NOW + 2100 + 4000);
}

static void an_unanswered_first_request_lets_another_go_later(void **state)
{
    struct ak_gate gate = {0};
    struct ak_err err = failure(AK_ERR_THROTTLED, 10);

    (void)state;
    ak_gate_on_failure(&gate, &err, 0, NOW);
    ak_gate_on_start(&gate, NOW + 10000);
    assert_false(ak_gate_is_open(&gate, NOW + 19999));
    assert_true(ak_gate_is_open(&gate, NOW + 20000));
}

static void few_reads_left_space_requests_out(void **state)
{
    static const struct {
        int64_t left;
        int64_t wait;
    } cases[] = {{11999, 0}, {100, 0}, {99, 50}, {50, 2500}, {1, 4950}, {0, 5000}, {-7, 5000}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_gate gate = {0};

        ak_gate_on_success(&gate, (struct ak_number){.is_set = true, .value = cases[i].left}, NOW);
        assert_int_equal(gate.open_at_ms - NOW, cases[i].wait);
        assert_true(ak_gate_is_open(&gate, NOW + cases[i].wait));
        ak_gate_on_start(&gate, NOW + cases[i].wait);
        assert_int_equal(ak_gate_is_open(&gate, NOW + cases[i].wait), cases[i].wait == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_gate_is_open_and_stays_so),
        cmocka_unit_test(only_failures_that_pass_by_themselves_close_it),
        cmocka_unit_test(only_waits_of_our_own_are_hurried),
        cmocka_unit_test(low_reads_are_not_hurried),
        cmocka_unit_test(it_obeys_retry_after),
        cmocka_unit_test(jitter_adds_up_to_a_quarter),
        cmocka_unit_test(a_retry_after_of_nothing_waits_as_if_none_was_said),
        cmocka_unit_test(waits_double_up_to_five_minutes),
        cmocka_unit_test(the_first_wait_can_be_set),
        cmocka_unit_test(failures_of_requests_sent_together_count_once),
        cmocka_unit_test(a_longer_retry_after_extends_a_wait_and_a_shorter_does_not),
        cmocka_unit_test(a_late_answer_does_not_open_it),
        cmocka_unit_test(after_a_wait_one_request_goes_first),
        cmocka_unit_test(a_request_that_went_first_in_vain_lengthens_the_wait),
        cmocka_unit_test(an_unanswered_first_request_lets_another_go_later),
        cmocka_unit_test(few_reads_left_space_requests_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
