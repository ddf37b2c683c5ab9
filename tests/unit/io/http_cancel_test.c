/* http_cancel_test.c: calls that are given up, and clients that are closed, at every moment. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/limits.h"
#include "akscope/io/http.h"
#include "support/tiny_server.h"
#include "unit/io/http_probe.h"

enum { CROWD = 200 };

struct fixture {
    struct ak_loop *loop;
    struct ak_http *http;
    struct tiny_server *server;
};

static struct fixture open_fixture(const struct tiny_answer *script, size_t count)
{
    struct fixture fixture = {.loop = ak_loop_new(), .server = tiny_server_start(script, count)};
    fixture.http = probe_client(fixture.loop);
    return fixture;
}

static void close_fixture(struct fixture *fixture)
{
    ak_http_close(fixture->http);
    ak_loop_free(fixture->loop);
    tiny_server_stop(fixture->server);
}

static const struct tiny_answer fine = {.body = "{}"};

/* ---- cancelling ---- */

static void test_a_call_cancelled_before_anything_happened_completes_later(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    struct probe probe = {0};
    (void)state;

    probe_get(&probe, f.http, tiny_server_url(f.server, "/"));
    ak_http_cancel(probe.call);
    ak_http_cancel(probe.call);
    assert_int_equal(probe.completions, 0);
    ak_loop_run(f.loop);
    assert_failed(&probe, AK_ERR_CANCELLED);
    close_fixture(&f);
}

static void test_a_refused_call_can_still_be_cancelled(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    struct probe probe = {0};
    (void)state;

    probe_get(&probe, f.http, "http://example.com/");
    ak_http_cancel(probe.call);
    ak_loop_run(f.loop);
    assert_failed(&probe, AK_ERR_CANCELLED);
    close_fixture(&f);
}

struct canceller {
    struct probe *probe;
    struct tiny_server *server;
    struct ak_watch *watch;
};

static void cancel_on_notice(void *context)
{
    struct canceller *canceller = context;
    char notice = 0;
    assert_int_equal(read(tiny_server_notices(canceller->server), &notice, 1), 1);
    ak_watch_close(canceller->watch);
    ak_http_cancel(canceller->probe->call);
}

static void test_a_call_can_be_cancelled_at_each_stage_of_its_answer(void **state)
{
    static const long cuts[] = {0, 5, TINY_CUT_HEAD, 60, TINY_CUT_NOTHING};
    (void)state;

    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        const struct tiny_answer answer = {.raw = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
                                                  "part of the body and then nothing more",
                                           .end = TINY_HANG,
                                           .cut = cuts[i],
                                           .notify = true};
        struct fixture f = open_fixture(&answer, 1);
        struct probe probe = {0};
        struct canceller canceller = {.probe = &probe, .server = f.server};
        canceller.watch =
            ak_watch_open(f.loop, tiny_server_notices(f.server), cancel_on_notice, &canceller);
        probe_get(&probe, f.http, tiny_server_url(f.server, "/"));
        ak_loop_run(f.loop);
        assert_failed(&probe, AK_ERR_CANCELLED);
        close_fixture(&f);
    }
}

static void cancel_all_others(struct probe *probe)
{
    struct probe *probes = probe->context;
    for (int i = 0; i < CROWD; i++)
        if (probes[i].call)
            ak_http_cancel(probes[i].call);
}

static void test_a_callback_may_cancel_all_other_calls(void **state)
{
    static struct probe probes[CROWD];
    struct fixture f = open_fixture(&fine, 1);
    int answered = 0;
    (void)state;

    memset(probes, 0, sizeof probes);
    for (int i = 0; i < CROWD; i++) {
        probes[i].on_done = cancel_all_others;
        probes[i].context = probes;
        probe_get(&probes[i], f.http, tiny_server_url(f.server, "/"));
    }
    ak_loop_run(f.loop);
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(probes[i].completions, 1);
        if (probes[i].answered)
            answered++;
        else
            assert_failed(&probes[i], AK_ERR_CANCELLED);
    }
    assert_int_equal(answered, 1);
    close_fixture(&f);
}

static void cancel_itself(const struct ak_http_response *response, const struct ak_err *err,
                          void *context)
{
    int *completions = context;
    assert_null(err);
    ak_http_cancel(response->call);
    ++*completions;
}

static void test_cancelling_inside_the_own_callback_changes_nothing(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    const struct ak_http_request request = {.method = "GET", .url = tiny_server_url(f.server, "/")};
    int completions = 0;
    (void)state;

    (void)ak_http_start(f.http, &request, cancel_itself, &completions);
    ak_loop_run(f.loop);
    assert_int_equal(completions, 1);
    close_fixture(&f);
}

/* ---- closing ---- */

static void test_closing_completes_what_runs(void **state)
{
    static const struct tiny_answer silence = {.end = TINY_HANG};
    static struct probe probes[CROWD];
    struct fixture f = open_fixture(&silence, 1);
    (void)state;

    memset(probes, 0, sizeof probes);
    for (int i = 0; i < CROWD; i++)
        probe_get(&probes[i], f.http, tiny_server_url(f.server, "/"));
    close_fixture(&f);
    for (int i = 0; i < CROWD; i++)
        assert_failed(&probes[i], AK_ERR_CANCELLED);
}

static void close_client(struct probe *probe)
{
    struct fixture *fixture = probe->context;
    ak_http_close(fixture->http);
}

static void answer_first_only(const struct tiny_request *request, struct tiny_answer *answer,
                              void *context)
{
    (void)context;
    if (strcmp(request->target, "/first") != 0)
        answer->end = TINY_HANG;
}

static void test_a_callback_may_close_the_client(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    struct probe answered = {.on_done = close_client, .context = &f};
    struct probe others[3] = {{0}};
    (void)state;

    tiny_server_stop(f.server);
    f.server = tiny_server_start_with(answer_first_only, NULL);
    probe_get(&answered, f.http, tiny_server_url(f.server, "/first"));
    for (int i = 0; i < 3; i++)
        probe_get(&others[i], f.http, tiny_server_url(f.server, "/"));
    ak_loop_run(f.loop);
    assert_answered(&answered, 200);
    for (int i = 0; i < 3; i++)
        assert_failed(&others[i], AK_ERR_CANCELLED);
    ak_loop_free(f.loop);
    tiny_server_stop(f.server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_cancelled_before_anything_happened_completes_later),
        cmocka_unit_test(test_a_refused_call_can_still_be_cancelled),
        cmocka_unit_test(test_a_call_can_be_cancelled_at_each_stage_of_its_answer),
        cmocka_unit_test(test_a_callback_may_cancel_all_other_calls),
        cmocka_unit_test(test_cancelling_inside_the_own_callback_changes_nothing),
        cmocka_unit_test(test_closing_completes_what_runs),
        cmocka_unit_test(test_a_callback_may_close_the_client),
    };
    probe_set_watchdog();
    return cmocka_run_group_tests_name("io http cancelling", tests, NULL, NULL);
}
