/* read_fault_test.c: reads against everything that can go wrong between here and Azure. Waits are a
 * millisecond; what would be waited for is asked of the result. */
#include "config.h"

#include "arm_bench.h"

#include "akscope/base/text.h"

#define GOOD "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/x/a\",\"name\":\"a\"}]}"
#define WEB_PAGE "<!DOCTYPE html><html><body>Please sign in to the network</body></html>"

enum { TRIES = 4, STALL_MS = 200 };

struct fault {
    const char *name;
    struct tiny_answer answer;
    enum ak_err_kind kind; /* of a read that meets it each time */
    unsigned requests;     /* of that read */
    bool passes;           /* met once, the read works */
};

static const struct fault faults[] = {
    {"429", {.status = 429, .headers = "Retry-After: 0\r\n"}, AK_ERR_THROTTLED, TRIES, true},
    {"429 without a wait", {.status = 429}, AK_ERR_THROTTLED, TRIES, true},
    {"500", {.status = 500, .body = WEB_PAGE}, AK_ERR_UNAVAILABLE, TRIES, true},
    {"502", {.status = 502}, AK_ERR_UNAVAILABLE, TRIES, true},
    {"503", {.status = 503, .headers = "Retry-After: 0\r\n"}, AK_ERR_UNAVAILABLE, TRIES, true},
    {"504", {.status = 504}, AK_ERR_UNAVAILABLE, TRIES, true},
    {"a reset before the answer", {.end = TINY_RESET, .cut = 0}, AK_ERR_NETWORK, TRIES, true},
    {"a reset in the headers",
     {.body = GOOD, .end = TINY_RESET, .cut = 10},
     AK_ERR_NETWORK,
     TRIES,
     true},
    {"an answer cut short",
     {.body = GOOD, .end = TINY_CLOSE, .cut = TINY_CUT_HEAD},
     AK_ERR_NETWORK,
     TRIES,
     true},
    {"a connection closed", {.end = TINY_CLOSE, .cut = 0}, AK_ERR_NETWORK, TRIES, true},
    {"half of the JSON", {.body = "{\"value\":[{\"id\":\"/sub"}, AK_ERR_MALFORMED, TRIES, true},
    {"a web page", {.body = WEB_PAGE}, AK_ERR_MALFORMED, TRIES, true},
    {"nothing", {.body = ""}, AK_ERR_MALFORMED, TRIES, true},
    {"no content", {.status = 204}, AK_ERR_MALFORMED, TRIES, true},
    {"a value of the wrong type", {.body = "{\"value\":7}"}, AK_ERR_MALFORMED, TRIES, true},
    {"a redirect",
     {.status = 302, .headers = "Location: https://portal.example/\r\n", .body = WEB_PAGE},
     AK_ERR_MALFORMED,
     TRIES,
     true},
    {"400", {.status = 400, .body = "{\"code\":\"BadRequest\"}"}, AK_ERR_REFUSED, 1, false},
    {"403", {.status = 403}, AK_ERR_FORBIDDEN, 1, false},
    {"404", {.status = 404}, AK_ERR_NOT_FOUND, 1, false},
    {"409", {.status = 409}, AK_ERR_CONFLICT, 1, false},
    {"an api-version that is gone",
     {.status = 400, .body = "{\"error\":{\"code\":\"NoRegisteredProviderFound\"}}"},
     AK_ERR_NO_PROVIDER,
     1,
     false},
    {"a body without end",
     {.body = "0123456789abcdef", .repeat = 5 * 1024 * 1024},
     AK_ERR_TOO_LARGE,
     1,
     false},
};

static void each_fault_that_stays_ends_the_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct bench bench;
        struct read read = {0};

        bench_play(&bench, &faults[i].answer, 1);
        read_clusters(&bench, &read);
        if (read.err.kind != faults[i].kind ||
            tiny_server_request_count(bench.server) != faults[i].requests)
            fail_msg("%s: %s: %s, after %u requests", faults[i].name,
                     ak_err_kind_name(read.err.kind), read.err.text,
                     tiny_server_request_count(bench.server));
        assert_null(read.payload);
        assert_true(read.err.request_id[0] != '\0' || faults[i].kind == AK_ERR_MALFORMED);
        bench_close(&bench);
    }
}

static void each_fault_that_passes_is_outlived(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const struct tiny_answer answers[] = {faults[i].answer, {.body = GOOD}};
        struct bench bench;
        struct read read = {0};

        if (!faults[i].passes)
            continue;
        bench_play(&bench, answers, 2);
        read_clusters(&bench, &read);
        if (read.payload == NULL)
            fail_msg("%s: %s", faults[i].name, read.err.text);
        assert_read(&read, 1);
        assert_int_equal(tiny_server_request_count(bench.server), 2);
        ak_payload_unref(read.payload);
        bench_close(&bench);
    }
}

static void a_page_that_broke_is_asked_for_again_and_no_other(void **state)
{
    char first[256];
    struct tiny_answer answers[] = {{.body = first}, {.body = WEB_PAGE}, {.body = GOOD}};
    struct tiny_server *server = tiny_server_start(answers, 3);
    struct bench bench;
    struct read read = {0};

    (void)state;
    snprintf(first, sizeof first,
             "{\"value\":[{\"id\":\"/subscriptions/s/resourceGroups/g/x/b\"}],"
             "\"nextLink\":\"http://127.0.0.1:%d/second\"}",
             tiny_server_port(server));
    bench_open(&bench, &(struct bench_options){0}, server);
    read_clusters(&bench, &read);
    assert_read(&read, 2);
    assert_int_equal(tiny_server_request_count(server), 3);
    assert_string_equal(tiny_server_request(server, 1)->target, "/second");
    assert_string_equal(tiny_server_request(server, 2)->target, "/second");
    ak_payload_unref(read.payload);
    bench_close(&bench);
}

static void the_number_of_tries_can_be_set(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 503}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_open(&bench, &(struct bench_options){.max_tries = 2}, tiny_server_start(answers, 1));
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_UNAVAILABLE, "");
    assert_int_equal(tiny_server_request_count(bench.server), 2);
    bench_close(&bench);
}

static void an_answer_that_stalls_is_a_time_out(void **state)
{
    static const struct tiny_answer answers[] = {
        {.body = GOOD, .end = TINY_HANG, .cut = TINY_CUT_HEAD}, {.body = GOOD}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_open(&bench, &(struct bench_options){.total_timeout_ms = STALL_MS},
               tiny_server_start(answers, 2));
    read_clusters(&bench, &read);
    assert_read(&read, 1);
    assert_int_equal(tiny_server_request_count(bench.server), 2);
    ak_payload_unref(read.payload);
    bench_close(&bench);
}

static void a_slow_answer_is_an_answer(void **state)
{
    static const struct tiny_answer answers[] = {{.body = GOOD, .delay_ms = 100, .trickle = true}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_play(&bench, answers, 1);
    read_clusters(&bench, &read);
    assert_read(&read, 1);
    ak_payload_unref(read.payload);
    bench_close(&bench);
}

static void a_server_that_is_not_there_is_a_network_error(void **state)
{
    static const struct tiny_answer answers[] = {{.body = GOOD}};
    struct bench bench;
    struct read read = {0};

    (void)state;
    bench_play(&bench, answers, 1);
    tiny_server_stop(bench.server);
    bench.server = tiny_server_start(answers, 1); /* on another port, never asked */
    read_clusters(&bench, &read);
    assert_failed(&read, AK_ERR_NETWORK, "");
    assert_int_equal(tiny_server_request_count(bench.server), 0);
    bench_close(&bench);
}

/* ---- the gate ---- */

static void a_long_retry_after_ends_the_read_and_holds_back_the_next(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 429, .headers = "Retry-After: 300\r\n"},
                                                 {.body = GOOD}};
    struct bench bench;
    struct read first = {0}, second = {0}, other = {0};

    (void)state;
    bench_play(&bench, answers, 2);
    read_clusters(&bench, &first);
    assert_failed(&first, AK_ERR_THROTTLED, "");
    assert_int_equal(first.err.retry_after_s, 300);
    assert_in_range(first.next_try_at - ak_clock_now(&bench.clock), 299, 376);
    assert_int_equal(tiny_server_request_count(bench.server), 1);

    read_clusters(&bench, &second);
    assert_failed(&second, AK_ERR_THROTTLED, "left alone");
    assert_true(second.err.retry_after_s > 0);
    assert_int_equal(tiny_server_request_count(bench.server), 1);

    read_start(&bench, &other, AK_OP_LIST_CLUSTERS,
               &(struct ak_arm_target){.subscription_id = "another"});
    bench_run(&bench);
    assert_read(&other, 1);
    ak_payload_unref(other.payload);
    bench_close(&bench);
}

static void a_subscription_has_one_gate_however_it_is_named(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 503, .headers = "Retry-After: 300\r\n"}};
    static const struct ak_arm_target targets[] = {
        {.subscription_id = "ABC"},
        {.id = "/SUBSCRIPTIONS/abc/resourceGroups/g/providers/Microsoft.X/y/z"},
        {.subscription_id = "abc", .location = "westeurope"},
    };
    static const enum ak_op ops[] = {AK_OP_LIST_CLUSTERS, AK_OP_LIST_POOLS, AK_OP_LIST_USAGES};
    struct bench bench;

    (void)state;
    bench_play(&bench, answers, 1);
    for (size_t i = 0; i < 3; i++) {
        struct read read = {0};

        read_start(&bench, &read, ops[i], &targets[i]);
        bench_run(&bench);
        assert_null(read.payload);
        assert_true(read.next_try_at > 0);
    }
    assert_int_equal(tiny_server_request_count(bench.server), 1);
    bench_close(&bench);
}

enum { MANY = 30 };

/* All that go at once fail together; then one goes first after each wait, until the subscription
 * has failed as often as one read may. */
static void many_reads_that_fail_together_do_not_storm_the_service(void **state)
{
    static const struct tiny_answer answers[] = {{.status = 503}};
    struct bench bench;
    struct read reads[MANY] = {{0}};

    (void)state;
    bench_play(&bench, answers, 1);
    for (int i = 0; i < MANY; i++)
        read_start(&bench, &reads[i], AK_OP_LIST_CLUSTERS,
                   &(struct ak_arm_target){.subscription_id = "s"});
    bench_run(&bench);
    for (int i = 0; i < MANY; i++)
        assert_failed(&reads[i], AK_ERR_UNAVAILABLE, "");
    assert_in_range(tiny_server_request_count(bench.server), TRIES, MANY);
    bench_close(&bench);
}

static void stop_loop(void *context)
{
    ak_loop_stop(context);
}

static void a_read_that_waits_for_its_gate_can_be_cancelled(void **state)
{
    static const struct tiny_answer answers[] = {
        {.status = 429, .headers = "Retry-After: 15\r\n", .notify = true}, {.body = GOOD}};
    struct bench bench;
    struct ak_watch *watch;
    struct read held = {0}, other = {0};

    (void)state;
    bench_play(&bench, answers, 2);
    watch = ak_watch_open(bench.loop, tiny_server_notices(bench.server), stop_loop, bench.loop);
    read_start(&bench, &held, AK_OP_LIST_CLUSTERS, &(struct ak_arm_target){.subscription_id = "s"});
    ak_loop_run(bench.loop);
    ak_watch_close(watch);
    read_start(&bench, &other, AK_OP_LIST_CLUSTERS,
               &(struct ak_arm_target){.subscription_id = "t"});
    while (other.completions == 0)
        ak_loop_run(bench.loop);
    assert_int_equal(held.completions, 0);
    ak_arm_cancel(held.call);
    assert_int_equal(held.completions, 0);
    bench_run(&bench);
    assert_failed(&held, AK_ERR_CANCELLED, "");
    assert_int_equal(tiny_server_request_count(bench.server), 2);
    ak_payload_unref(other.payload);
    bench_close(&bench);
}

/* The first of them goes alone; its answer opens the gate for the others at once. Were they to wait
 * for the gate's own time, this would take a minute. */
static void the_person_hurries_reads_that_wait_after_a_failure(void **state)
{
    enum { READS = 3, LONG_WAIT_MS = 15000 };
    static const struct tiny_answer answers[] = {{.status = 503}, {.body = GOOD}};
    struct bench bench;
    struct read failed = {0}, held[READS] = {{0}};
    int64_t start_ms;

    (void)state;
    bench_open(&bench, &(struct bench_options){.max_tries = 1, .first_wait_ms = LONG_WAIT_MS},
               tiny_server_start(answers, 2));
    start_ms = ak_clock_ms(&bench.clock);
    read_clusters(&bench, &failed);
    assert_failed(&failed, AK_ERR_UNAVAILABLE, "");
    for (int i = 0; i < READS; i++)
        read_start(&bench, &held[i], AK_OP_LIST_CLUSTERS,
                   &(struct ak_arm_target){.subscription_id = "s"});
    ak_arm_hurry(bench.arm);
    bench_run(&bench);
    for (int i = 0; i < READS; i++) {
        assert_read(&held[i], 1);
        ak_payload_unref(held[i].payload);
    }
    assert_true(ak_clock_ms(&bench.clock) - start_ms < LONG_WAIT_MS);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_that_stays_ends_the_read),
        cmocka_unit_test(each_fault_that_passes_is_outlived),
        cmocka_unit_test(a_page_that_broke_is_asked_for_again_and_no_other),
        cmocka_unit_test(the_number_of_tries_can_be_set),
        cmocka_unit_test(an_answer_that_stalls_is_a_time_out),
        cmocka_unit_test(a_slow_answer_is_an_answer),
        cmocka_unit_test(a_server_that_is_not_there_is_a_network_error),
        cmocka_unit_test(a_long_retry_after_ends_the_read_and_holds_back_the_next),
        cmocka_unit_test(a_subscription_has_one_gate_however_it_is_named),
        cmocka_unit_test(many_reads_that_fail_together_do_not_storm_the_service),
        cmocka_unit_test(a_read_that_waits_for_its_gate_can_be_cancelled),
        cmocka_unit_test(the_person_hurries_reads_that_wait_after_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
