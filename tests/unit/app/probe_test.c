/* probe_test.c: does an address answer, and who does? */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/tiny_server.h"
#include "tui/app/probe_int.h"

enum { NOW = 1795442700 }; /* 2026-11-23T14:05:00Z */

static void on_done(void *context)
{
    ++*(int *)context;
}

/* Asks once, to the end. */
static struct ak__probe_result ask(const char *url)
{
    struct ak_loop *loop = ak_loop_new();
    struct ak_clock clock = ak_clock_fixed(NOW);
    struct ak_http_options options = {.user_agent = "akscope/test"};
    struct ak_http *http = NULL;
    struct ak_err err = ak_err_none();
    struct ak__probe_result result;
    int completions = 0;

    assert_int_equal(ak_http_new(loop, &options, &http, &err), 0);
    ak__probe_start(http, &clock, url, &result, on_done, &completions);
    assert_int_equal(completions, 0);
    while (completions == 0)
        ak_loop_run(loop);
    assert_int_equal(completions, 1);
    ak_http_close(http);
    ak_loop_free(loop);
    return result;
}

static void an_answer_is_told_from_a_page(void **state)
{
    static const struct {
        const char *name;
        struct tiny_answer answer;
        bool is_page;
    } cases[] = {
        {"data", {.headers = "content-type: application/json\r\n", .body = "{}"}, false},
        {"an error of Azure", {.status = 404, .body = "{\"error\":{}}"}, false},
        {"nothing at all", {.status = 503}, false},
        {"a page by its type", {.headers = "Content-Type: Text/HTML; x\r\n", .body = "hi"}, true},
        {"a page by its look", {.body = " \r\n<!doctype html>"}, true},
        {"the way to one", {.status = 302, .headers = "location: https://portal/\r\n"}, true},
        {"a network that says so", {.status = 511, .body = "{}"}, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_server *server = tiny_server_start(&cases[i].answer, 1);
        const char *url = tiny_server_url(server, "/metadata");
        struct ak__probe_result result = ask(url);

        print_message("# %s\n", cases[i].name);
        assert_string_equal(result.url, url);
        assert_int_equal(result.err.kind, AK_ERR_NONE);
        assert_int_equal(result.status, cases[i].answer.status > 0 ? cases[i].answer.status : 200);
        assert_int_equal(result.is_page, cases[i].is_page);
        assert_false(result.has_proxy);
        assert_false(tiny_request_has_header(tiny_server_request(server, 0), "authorization: "));
        tiny_server_stop(server);
    }
}

static void the_time_there_and_here(void **state)
{
    static const struct tiny_answer cases[] = {
        {.headers = "date: Mon, 23 Nov 2026 14:00:00 GMT\r\n", .body = "{}"},
        {.headers = "date: yesterday\r\n", .body = "{}"},
        {.body = "{}"},
    };
    static const int64_t dates[] = {NOW - 300, 0, 0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_server *server = tiny_server_start(&cases[i], 1);
        struct ak__probe_result result = ask(tiny_server_url(server, "/"));

        assert_int_equal(result.date, dates[i]);
        assert_int_equal(result.seen_at, NOW);
        assert_in_range(result.took_ms, 0, 60000);
        tiny_server_stop(server);
    }
}

static void no_answer_says_why(void **state)
{
    static const struct tiny_answer reset = {.end = TINY_RESET};
    struct tiny_server *server = tiny_server_start(&reset, 1);
    struct ak__probe_result result = ask(tiny_server_url(server, "/"));

    (void)state;
    assert_int_equal(result.err.kind, AK_ERR_NETWORK);
    assert_int_equal(ak_http_failed_step(&result.err), AK_HTTP_STEP_ANSWER);
    assert_int_equal(result.status, 0);
    tiny_server_stop(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_told_from_a_page),
        cmocka_unit_test(the_time_there_and_here),
        cmocka_unit_test(no_answer_says_why),
    };

    return cmocka_run_group_tests_name("app probe", tests, NULL, NULL);
}
