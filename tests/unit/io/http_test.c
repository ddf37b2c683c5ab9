/* http_test.c: what is sent, what comes back, and over which connections. */
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

enum { CROWD = 200, CHAIN = 20 };

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

/* ---- what is sent ---- */

static void test_a_get_sends_its_headers_and_nothing_made_up(void **state)
{
    const struct ak_http_header headers[] = {{"x-ms-client-request-id", "7"}, {"x-empty", ""}};
    struct fixture f = open_fixture(&fine, 1);
    const struct ak_http_request request = {
        .method = "GET",
        .url = tiny_server_url(f.server, "/subscriptions?api-version=1&$skiptoken=a%20b"),
        .headers = headers,
        .header_count = 2,
    };
    struct probe probe = {0};
    (void)state;

    probe_start(&probe, f.http, &request);
    ak_loop_run(f.loop);
    assert_answered(&probe, 200);
    assert_string_equal(probe.body, "{}");

    const struct tiny_request *sent = tiny_server_request(f.server, 0);
    assert_string_equal(sent->method, "GET");
    assert_string_equal(sent->target, "/subscriptions?api-version=1&$skiptoken=a%20b");
    assert_true(tiny_request_has_header(sent, "x-ms-client-request-id: 7"));
    assert_true(tiny_request_has_header(sent, "x-empty:"));
    assert_true(tiny_request_has_header(sent, "User-Agent: probe/1"));
    assert_non_null(strstr(sent->headers, "gzip"));
    assert_null(strcasestr(sent->headers, "authorization"));
    assert_null(strcasestr(sent->headers, "content-type"));
    assert_null(strcasestr(sent->headers, "content-length"));
    close_fixture(&f);
}

static void test_every_method_sends_its_body_whole(void **state)
{
    static const struct {
        const char *method;
        const char *body;
        const char *length; /* header line, or NULL: none */
    } cases[] = {
        {"PUT", "{\"properties\":{}}", "Content-Length: 17"},
        {"POST", NULL, "Content-Length: 0"},
        {"POST", "x", "Content-Length: 1"},
        {"PATCH", "{}", "Content-Length: 2"},
        {"DELETE", NULL, NULL},
        {"DELETE", "gone", "Content-Length: 4"},
    };
    const struct ak_http_header type = {"content-type", "application/json"};
    struct fixture f = open_fixture(&fine, 1);
    (void)state;

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct ak_http_request request = {
            .method = cases[i].method,
            .url = tiny_server_url(f.server, "/"),
            .headers = &type,
            .header_count = 1,
            .body = cases[i].body,
            .body_len = cases[i].body ? strlen(cases[i].body) : 0,
        };
        struct probe probe = {0};
        probe_start(&probe, f.http, &request);
        ak_loop_run(f.loop);
        assert_answered(&probe, 200);

        const struct tiny_request *sent = tiny_server_request(f.server, i);
        assert_string_equal(sent->method, cases[i].method);
        assert_string_equal(sent->body, cases[i].body ? cases[i].body : "");
        assert_true(tiny_request_has_header(sent, "content-type: application/json"));
        assert_null(strcasestr(sent->headers, "expect:"));
        if (cases[i].length)
            assert_true(tiny_request_has_header(sent, cases[i].length));
        else
            assert_null(strcasestr(sent->headers, "content-length"));
    }
    close_fixture(&f);
}

static void test_a_large_body_goes_up_whole_and_with_its_nul_bytes(void **state)
{
    enum { SIZE = 3 * 1024 * 1024 };
    struct fixture f = open_fixture(&fine, 1);
    char *body = malloc(SIZE);
    struct probe probe = {0};
    (void)state;

    for (size_t i = 0; i < SIZE; i++)
        body[i] = (char)(i * 7);
    const struct ak_http_request request = {
        .method = "PUT", .url = tiny_server_url(f.server, "/"), .body = body, .body_len = SIZE};
    probe_start(&probe, f.http, &request);
    ak_loop_run(f.loop);
    assert_answered(&probe, 200);
    assert_int_equal(tiny_server_request(f.server, 0)->body_len, SIZE);
    assert_memory_equal(tiny_server_request(f.server, 0)->body, body, SIZE);
    free(body);
    close_fixture(&f);
}

static void test_a_bearer_is_sent_and_may_be_dropped_at_once(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    struct ak_secret *secret = ak_secret_new("a.b.c", 5);
    struct probe probe = {0};
    const struct ak_http_request request = {
        .method = "GET", .url = tiny_server_url(f.server, "/"), .bearer = secret};
    (void)state;

    probe_start(&probe, f.http, &request);
    ak_secret_unref(secret);
    ak_loop_run(f.loop);
    assert_answered(&probe, 200);
    assert_true(
        tiny_request_has_header(tiny_server_request(f.server, 0), "Authorization: Bearer a.b.c"));
    close_fixture(&f);
}

static void test_a_header_that_could_break_out_of_its_line_is_not_sent(void **state)
{
    static const struct ak_http_header cases[] = {
        {"if-match", "a\r\nx: y"},
        {"if-match", "a\nb"},
        {"x\r\ny", "a"},
        {"x y", "a"},
        {"", "a"},
        {"x:", "a"},
    };
    struct fixture f = open_fixture(&fine, 1);
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct ak_http_request request = {.method = "GET",
                                                .url = tiny_server_url(f.server, "/"),
                                                .headers = &cases[i],
                                                .header_count = 1};
        struct probe probe = {0};
        probe_start(&probe, f.http, &request);
        ak_loop_run(f.loop);
        assert_failed(&probe, AK_ERR_MALFORMED);
    }
    struct ak_secret *secret = ak_secret_new("a\r\nb", 4);
    const struct ak_http_request request = {
        .method = "GET", .url = tiny_server_url(f.server, "/"), .bearer = secret};
    struct probe probe = {0};
    probe_start(&probe, f.http, &request);
    ak_loop_run(f.loop);
    assert_failed(&probe, AK_ERR_NOT_SIGNED_IN);
    ak_secret_unref(secret);
    assert_int_equal(tiny_server_connection_count(f.server), 0);
    close_fixture(&f);
}

/* ---- what comes back ---- */

static void test_answers_of_every_form_arrive_whole(void **state)
{
    static const struct {
        struct tiny_answer answer;
        int status;
        size_t body_len;
        const char *header;
    } cases[] = {
        {{.body = "hello", .headers = "X-Probe:  padded \t\r\n"}, 200, 5, "padded"},
        {{.status = 204}, 204, 0, ""},
        {{.status = 404, .body = "{\"error\":{}}"}, 404, 12, ""},
        {{.status = 500, .body = ""}, 500, 0, ""},
        {{.body = "abc", .repeat = 100000, .chunked = true}, 200, 300000, ""},
        {{.body = "abc", .repeat = 100000, .gzip = true}, 200, 300000, ""},
        {{.body = "abc", .repeat = 1000, .gzip = true, .chunked = true}, 200, 3000, ""},
        {{.body = "slowly", .trickle = true, .headers = "x-probe: 1\r\n"}, 200, 6, "1"},
        {{.body = "late", .delay_ms = 20}, 200, 4, ""},
        {{.raw = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nx-probe: a\r\nX-PROBE: b\r\n\r\nabc"},
         200,
         3,
         "a"},
        {{.raw = "HTTP/1.1 100 Continue\r\nx-probe: early\r\n\r\n"
                 "HTTP/1.1 201 Created\r\nx-probe: late\r\ncontent-length: 2\r\n\r\nok"},
         201,
         2,
         "late"},
        {{.raw = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                 "3\r\nabc\r\n0\r\nx-probe: a trailer\r\n\r\n"},
         200,
         3,
         ""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_server *server = tiny_server_start(&cases[i].answer, 1);
        const struct ak_http_options options = {0};
        struct probe probe = probe_once(tiny_server_url(server, "/"), &options);
        print_message("# form %zu\n", i);
        assert_answered(&probe, cases[i].status);
        assert_int_equal(probe.body_len, cases[i].body_len);
        assert_string_equal(probe.header, cases[i].header);
        tiny_server_stop(server);
    }
}

static void test_a_body_to_the_end_of_the_connection_is_an_answer(void **state)
{
    static const struct tiny_answer answer = {
        .raw = "HTTP/1.1 200 OK\r\n\r\nuntil the end", .end = TINY_CLOSE, .cut = TINY_CUT_NOTHING};
    struct tiny_server *server = tiny_server_start(&answer, 1);
    const struct ak_http_options options = {0};
    struct probe probe = probe_once(tiny_server_url(server, "/"), &options);
    (void)state;

    assert_answered(&probe, 200);
    assert_string_equal(probe.body, "until the end");
    tiny_server_stop(server);
}

static void take_body(const struct ak_http_response *response, const struct ak_err *err,
                      void *context)
{
    char **body = context;
    size_t len = 0;
    assert_null(err);
    *body = ak_http_take_body(response, &len);
    assert_int_equal(len, response->body_len);
}

static void test_a_taken_body_outlives_the_call(void **state)
{
    static const struct tiny_answer script[] = {{.body = "mine"}, {.body = ""}};
    struct fixture f = open_fixture(script, 2);
    const struct ak_http_request request = {.method = "GET", .url = tiny_server_url(f.server, "/")};
    (void)state;

    for (int i = 0; i < 2; i++) {
        char *body = NULL;
        (void)ak_http_start(f.http, &request, take_body, &body);
        ak_loop_run(f.loop);
        assert_string_equal(body, script[i].body);
        free(body);
    }
    close_fixture(&f);
}

static void test_a_redirect_is_an_answer_and_nobody_else_gets_the_token(void **state)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    struct tiny_server *elsewhere = tiny_server_start(&fine, 1);
    struct ak_secret *secret = ak_secret_new("token", 5);
    (void)state;

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        char location[256];
        (void)snprintf(location, sizeof location, "location: %s\r\nx-probe: here\r\n",
                       tiny_server_url(elsewhere, "/stolen"));
        const struct tiny_answer redirect = {.status = statuses[i], .headers = location};
        struct fixture f = open_fixture(&redirect, 1);
        const struct ak_http_request request = {
            .method = "GET", .url = tiny_server_url(f.server, "/"), .bearer = secret};
        struct probe probe = {0};
        probe_start(&probe, f.http, &request);
        ak_loop_run(f.loop);
        assert_answered(&probe, statuses[i]);
        assert_string_equal(probe.header, "here");
        assert_int_equal(tiny_server_request_count(f.server), 1);
        close_fixture(&f);
    }
    assert_int_equal(tiny_server_connection_count(elsewhere), 0);
    ak_secret_unref(secret);
    tiny_server_stop(elsewhere);
}

/* ---- connections ---- */

struct chain {
    struct fixture *fixture;
    struct probe probes[CHAIN];
    int next;
};

static void start_next(struct probe *probe)
{
    struct chain *chain = probe->context;
    if (chain->next == CHAIN)
        return;
    struct probe *next = &chain->probes[chain->next++];
    next->on_done = start_next;
    next->context = chain;
    probe_get(next, chain->fixture->http, tiny_server_url(chain->fixture->server, "/"));
}

static void test_calls_one_after_another_share_one_connection(void **state)
{
    struct fixture f = open_fixture(&fine, 1);
    struct chain chain = {.fixture = &f};
    struct probe first = {.context = &chain};
    (void)state;

    start_next(&first);
    ak_loop_run(f.loop);
    for (int i = 0; i < CHAIN; i++)
        assert_answered(&chain.probes[i], 200);
    assert_int_equal(tiny_server_connection_count(f.server), 1);
    close_fixture(&f);
}

static void test_a_crowd_completes_exactly_once_each_over_few_connections(void **state)
{
    static const struct tiny_answer answer = {.body = "0123456789", .repeat = 500};
    static struct probe probes[CROWD];
    struct fixture f = open_fixture(&answer, 1);
    (void)state;

    memset(probes, 0, sizeof probes);
    for (int i = 0; i < CROWD; i++)
        probe_get(&probes[i], f.http, tiny_server_url(f.server, "/"));
    assert_int_equal(ak_loop_pending(f.loop), CROWD);
    ak_loop_run(f.loop);
    assert_int_equal(ak_loop_pending(f.loop), 0);
    for (int i = 0; i < CROWD; i++) {
        assert_answered(&probes[i], 200);
        assert_int_equal(probes[i].body_len, 5000);
    }
    assert_int_equal(tiny_server_request_count(f.server), CROWD);
    assert_in_range(tiny_server_connection_count(f.server), 1, 8);
    close_fixture(&f);
}

static void test_loopback_is_reached_past_any_proxy(void **state)
{
    static const struct tiny_answer refusal = {.status = 502};
    struct tiny_server *proxy = tiny_server_start(&refusal, 1);
    struct fixture f = open_fixture(&fine, 1);
    struct probe probe = {0};
    (void)state;

    setenv("http_proxy", tiny_server_url(proxy, ""), 1);
    setenv("all_proxy", tiny_server_url(proxy, ""), 1);
    probe_get(&probe, f.http, tiny_server_url(f.server, "/"));
    ak_loop_run(f.loop);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    assert_answered(&probe, 200);
    assert_int_equal(tiny_server_connection_count(proxy), 0);
    close_fixture(&f);
    tiny_server_stop(proxy);
}

static void test_a_proxy_sees_neither_the_token_nor_passes_for_the_server(void **state)
{
    static const struct tiny_answer refusal = {.status = 407, .headers = "x-probe: proxy\r\n"};
    struct fixture f = open_fixture(&refusal, 1);
    struct ak_secret *secret = ak_secret_new("token", 5);
    const struct ak_http_request request = {
        .method = "GET", .url = "https://management.azure.com/secret", .bearer = secret};
    struct probe probe = {0};
    (void)state;

    setenv("https_proxy", tiny_server_url(f.server, ""), 1);
    probe_start(&probe, f.http, &request);
    ak_loop_run(f.loop);
    unsetenv("https_proxy");
    assert_failed(&probe, AK_ERR_NETWORK);
    const struct tiny_request *sent = tiny_server_request(f.server, 0);
    assert_string_equal(sent->method, "CONNECT");
    assert_string_equal(sent->target, "management.azure.com:443");
    assert_null(strcasestr(sent->headers, "authorization"));
    ak_secret_unref(secret);
    close_fixture(&f);
}

/* ---- settings ---- */

static void test_a_missing_ca_file_is_told_at_once(void **state)
{
    const struct ak_http_options options = {.ca_file = "/nonexistent/ca.pem"};
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = NULL;
    struct ak_err err = ak_err_none();
    (void)state;

    assert_int_equal(ak_http_new(loop, &options, &http, &err), AK_ERR_CONFIG);
    assert_non_null(strstr(err.text, "/nonexistent/ca.pem"));
    setenv("SSL_CERT_FILE", "/nonexistent/too.pem", 1);
    const struct ak_http_options defaults = {0};
    assert_int_equal(ak_http_new(loop, &defaults, &http, &err), AK_ERR_CONFIG);
    assert_non_null(strstr(err.text, "/nonexistent/too.pem"));
    unsetenv("SSL_CERT_FILE");
    assert_null(http);
    ak_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_get_sends_its_headers_and_nothing_made_up),
        cmocka_unit_test(test_every_method_sends_its_body_whole),
        cmocka_unit_test(test_a_large_body_goes_up_whole_and_with_its_nul_bytes),
        cmocka_unit_test(test_a_bearer_is_sent_and_may_be_dropped_at_once),
        cmocka_unit_test(test_a_header_that_could_break_out_of_its_line_is_not_sent),
        cmocka_unit_test(test_answers_of_every_form_arrive_whole),
        cmocka_unit_test(test_a_body_to_the_end_of_the_connection_is_an_answer),
        cmocka_unit_test(test_a_taken_body_outlives_the_call),
        cmocka_unit_test(test_a_redirect_is_an_answer_and_nobody_else_gets_the_token),
        cmocka_unit_test(test_calls_one_after_another_share_one_connection),
        cmocka_unit_test(test_a_crowd_completes_exactly_once_each_over_few_connections),
        cmocka_unit_test(test_loopback_is_reached_past_any_proxy),
        cmocka_unit_test(test_a_proxy_sees_neither_the_token_nor_passes_for_the_server),
        cmocka_unit_test(test_a_missing_ca_file_is_told_at_once),
    };
    probe_set_watchdog();
    return cmocka_run_group_tests_name("io http", tests, NULL, NULL);
}
