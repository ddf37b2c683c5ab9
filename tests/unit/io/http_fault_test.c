/* http_fault_test.c: peers that are slow, broken, hostile or not there: each call still completes
 * exactly once, with an error that tells what happened. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/limits.h"
#include "akscope/io/http.h"
#include "support/tiny_server.h"
#include "unit/io/http_probe.h"

static const struct ak_http_options defaults = {0};

/* GET from a server that always gives `answer`. */
static struct probe ask(const struct tiny_answer *answer, const struct ak_http_options *options)
{
    struct tiny_server *server = tiny_server_start(answer, 1);
    struct probe probe = probe_once(tiny_server_url(server, "/path?signature=sesame"), options);
    tiny_server_stop(server);
    if (!probe.answered)
        assert_null(strstr(probe.err.text, "sesame"));
    return probe;
}

static void test_broken_answers_fail_with_their_kind(void **state)
{
    static const struct {
        struct tiny_answer answer;
        enum ak_err_kind kind;
    } cases[] = {
        /* the connection ends too early */
        {{.end = TINY_CLOSE, .cut = 0}, AK_ERR_NETWORK},
        {{.end = TINY_RESET, .cut = 0}, AK_ERR_NETWORK},
        {{.end = TINY_CLOSE, .body = "{}", .cut = TINY_CUT_HEAD}, AK_ERR_NETWORK},
        {{.end = TINY_RESET, .body = "{}", .cut = TINY_CUT_HEAD}, AK_ERR_NETWORK},
        {{.end = TINY_CLOSE, .body = "0123456789", .repeat = 9999, .cut = 5000}, AK_ERR_NETWORK},
        {{.end = TINY_RESET, .body = "0123456789", .repeat = 9999, .cut = 5000}, AK_ERR_NETWORK},
        {{.end = TINY_CLOSE, .body = "0123456789", .chunked = true, .cut = 72}, AK_ERR_NETWORK},
        /* it is no HTTP */
        {{.raw = "220 mail.example ESMTP\r\n", .end = TINY_CLOSE, .cut = TINY_CUT_NOTHING},
         AK_ERR_MALFORMED},
        {{.raw = "<html>captive portal</html>", .end = TINY_CLOSE, .cut = TINY_CUT_NOTHING},
         AK_ERR_MALFORMED},
        {{.raw = "HTTP/1.1 abc OK\r\n\r\n", .end = TINY_CLOSE, .cut = TINY_CUT_NOTHING},
         AK_ERR_MALFORMED},
        {{.raw = "HTTP/1.1 200 OK\r\nno colon here\r\ncontent-length: 0\r\n\r\n"},
         AK_ERR_MALFORMED},
        {{.raw = "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n"}, AK_ERR_MALFORMED},
        {{.raw = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"}, AK_ERR_NETWORK},
        {{.headers = "content-encoding: gzip\r\n", .body = "this is no gzip"}, AK_ERR_MALFORMED},
        {{.headers = "content-encoding: rot13\r\n", .body = "uryyb"}, AK_ERR_MALFORMED},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct probe probe = ask(&cases[i].answer, &defaults);
        print_message("# fault %zu: %s\n", i, probe.answered ? "answered" : probe.err.text);
        assert_failed(&probe, cases[i].kind);
        assert_non_null(strstr(probe.err.text, "GET 127.0.0.1: "));
        assert_true(probe.err.system_code > 0);
    }
}

/* All but the last line feed, which tells nothing any more. */
static void test_an_answer_cut_anywhere_fails_and_nothing_is_left_behind(void **state)
{
    static const struct tiny_answer whole = {
        .headers = "x-probe: 1\r\n", .body = "0123456789", .chunked = true};
    enum { LENGTH = 19 + 12 + 30 + 2 * 10 + 4 };
    (void)state;

    for (int end = TINY_CLOSE; end <= TINY_RESET; end++) {
        for (long cut = 0; cut < LENGTH; cut++) {
            struct tiny_answer answer = whole;
            answer.end = (enum tiny_end)end;
            answer.cut = cut;
            struct probe probe = ask(&answer, &defaults);
            if (probe.answered)
                fail_msg("answered although cut after %ld bytes", cut);
            assert_int_equal(probe.completions, 1);
            assert_true(probe.err.kind == AK_ERR_NETWORK || probe.err.kind == AK_ERR_MALFORMED);
        }
    }
}

static void test_a_stale_connection_is_replaced_unnoticed(void **state)
{
    static const struct tiny_answer script[] = {
        {.body = "1", .end = TINY_CLOSE, .cut = TINY_CUT_NOTHING}, {.body = "2"}};
    struct tiny_server *server = tiny_server_start(script, 2);
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = probe_client(loop);
    struct probe first = {0}, second = {0};
    (void)state;

    probe_get(&first, http, tiny_server_url(server, "/"));
    ak_loop_run(loop);
    assert_answered(&first, 200);
    probe_get(&second, http, tiny_server_url(server, "/"));
    ak_loop_run(loop);
    assert_answered(&second, 200);
    assert_int_equal(tiny_server_connection_count(server), 2);
    ak_http_close(http);
    ak_loop_free(loop);
    tiny_server_stop(server);
}

/* The other side has forgotten the connection without a word: a request on it would get no answer.
 */
static void test_connections_from_before_a_sleep_are_not_used(void **state)
{
    static const struct tiny_answer script[] = {{.body = "1"}, {.body = "2"}};
    struct tiny_server *server = tiny_server_start(script, 2);
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = probe_client(loop);
    struct probe first = {0}, second = {0};
    (void)state;

    probe_get(&first, http, tiny_server_url(server, "/"));
    ak_loop_run(loop);
    assert_answered(&first, 200);
    ak_http_forget_connections(http);
    probe_get(&second, http, tiny_server_url(server, "/"));
    ak_loop_run(loop);
    assert_answered(&second, 200);
    assert_int_equal(tiny_server_connection_count(server), 2);
    ak_http_close(http);
    ak_loop_free(loop);
    tiny_server_stop(server);
}

/* ---- too much ---- */

static void test_what_is_larger_than_allowed_is_refused(void **state)
{
    static char long_line[AK_LIMIT_HEADER + 64];
    static const struct {
        const char *what;
        struct tiny_answer answer;
        bool refused;
    } cases[] = {
        {"body at the limit", {.body = "0123456789", .repeat = 100}, false},
        {"body above it", {.body = "0123456789", .repeat = 101}, true},
        {"chunked", {.body = "0123456789", .repeat = 101, .chunked = true}, true},
        {"small, but unpacks to more", {.body = "0", .repeat = 4000000, .gzip = true}, true},
        {"unpacks to the limit", {.body = "0", .repeat = 1000, .gzip = true}, false},
        {"header line above its limit", {.headers = long_line}, true},
    };
    (void)state;

    memset(long_line, 'a', sizeof long_line);
    memcpy(long_line, "x: ", 3);
    memcpy(long_line + sizeof long_line - 3, "\r\n", 3);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_server *server = tiny_server_start(&cases[i].answer, 1);
        struct ak_loop *loop = ak_loop_new();
        struct ak_http *http = probe_client(loop);
        struct probe probe = {0};
        const struct ak_http_request request = {
            .method = "GET", .url = tiny_server_url(server, "/"), .max_body = 1000};
        print_message("# %s\n", cases[i].what);
        probe_start(&probe, http, &request);
        ak_loop_run(loop);
        if (cases[i].refused)
            assert_failed(&probe, AK_ERR_TOO_LARGE);
        else
            assert_answered(&probe, 200);
        ak_http_close(http);
        ak_loop_free(loop);
        tiny_server_stop(server);
    }
}

static void test_endless_headers_are_refused(void **state)
{
    enum { LINES = AK_LIMIT_HEADERS / 100 + 1 };
    char *headers = malloc(LINES * 100 + 1);
    (void)state;

    for (size_t i = 0; i < LINES; i++) {
        memset(headers + i * 100, 'a', 100);
        memcpy(headers + i * 100, "x: ", 3);
        memcpy(headers + i * 100 + 98, "\r\n", 2);
    }
    headers[LINES * 100] = '\0';
    const struct tiny_answer answer = {.headers = headers};
    struct probe probe = ask(&answer, &defaults);
    assert_failed(&probe, AK_ERR_TOO_LARGE);
    free(headers);
}

/* ---- too slow ---- */

static void test_silence_ends_in_a_timeout(void **state)
{
    static const struct tiny_answer cases[] = {
        {.end = TINY_HANG, .cut = 0},
        {.end = TINY_HANG, .body = "{}", .cut = TINY_CUT_HEAD},
        {.end = TINY_HANG, .body = "{}", .cut = 10},
    };
    const struct ak_http_options options = {.total_timeout_ms = 60};
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct probe probe = ask(&cases[i], &options);
        assert_failed(&probe, AK_ERR_TIMEOUT);
    }
}

static void test_a_stall_is_noticed_before_the_whole_time_is_over(void **state)
{
    static const struct tiny_answer answer = {.end = TINY_HANG, .body = "{}", .cut = TINY_CUT_HEAD};
    const struct ak_http_options options = {.stall_timeout_ms = 1};
    struct probe probe = ask(&answer, &options);
    (void)state;

    assert_failed(&probe, AK_ERR_TIMEOUT);
}

static int bound_socket(struct sockaddr_in *address)
{
    socklen_t size = sizeof *address;
    int bound = socket(AF_INET, SOCK_STREAM, 0);

    *address =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(bind(bound, (struct sockaddr *)address, size), 0);
    assert_int_equal(getsockname(bound, (struct sockaddr *)address, &size), 0);
    return bound;
}

static void test_a_port_that_nobody_listens_on_is_a_network_error(void **state)
{
    struct sockaddr_in address;
    char url[64];
    int bound = bound_socket(&address);
    (void)state;

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    struct probe probe = probe_once(url, &defaults);
    assert_failed(&probe, AK_ERR_NETWORK);
    close(bound);
}

static void test_a_connection_that_is_never_made_ends_in_a_timeout(void **state)
{
    enum { QUEUE = 4 };
    struct sockaddr_in address;
    char url[64];
    int fillers[QUEUE], bound = bound_socket(&address);
    const struct ak_http_options options = {.connect_timeout_ms = 60};
    (void)state;

    /* A full queue of connections that nobody accepts: the kernel answers no more of them. */
    assert_int_equal(listen(bound, 0), 0);
    for (int i = 0; i < QUEUE; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(fillers[i], (struct sockaddr *)&address, sizeof address);
    }
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    struct probe probe = probe_once(url, &options);
    assert_failed(&probe, AK_ERR_TIMEOUT);
    for (int i = 0; i < QUEUE; i++)
        close(fillers[i]);
    close(bound);
}

/* ---- not to be trusted ---- */

/* Not the tiny server: it would take a TLS greeting for the beginning of a request. */
static void *answer_in_plain_text(void *context)
{
    const int *bound = context;
    char greeting[512];
    int client = accept(*bound, NULL, NULL);
    (void)recv(client, greeting, sizeof greeting, 0);
    (void)send(client, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, MSG_NOSIGNAL);
    close(client);
    return NULL;
}

static void test_a_server_without_tls_is_a_tls_error(void **state)
{
    struct sockaddr_in address;
    char url[64];
    int bound = bound_socket(&address);
    pthread_t thread;
    (void)state;

    assert_int_equal(listen(bound, 1), 0);
    assert_int_equal(pthread_create(&thread, NULL, answer_in_plain_text, &bound), 0);
    (void)snprintf(url, sizeof url, "https://127.0.0.1:%d/", ntohs(address.sin_port));
    struct probe probe = probe_once(url, &defaults);
    assert_failed(&probe, AK_ERR_TLS);
    pthread_join(thread, NULL);
    close(bound);
}

static void test_a_refused_url_sends_nothing_and_completes_later(void **state)
{
    static const char *const urls[] = {"http://example.com/", "ftp://localhost/", "nonsense",
                                       "https://user@management.azure.com/"};
    (void)state;

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct probe probe = probe_once(urls[i], &defaults);
        assert_failed(&probe, AK_ERR_CONFIG);
    }
}

/* A kept connection may die just when it is used again. libcurl then asks anew by itself, which is
 * right for a read, and never for a change, which may have been carried out. */
static void test_a_change_is_never_sent_again_by_itself(void **state)
{
    static const char *const methods[] = {"PUT", "POST", "PATCH", "DELETE"};
    static const struct tiny_answer script[] = {{.body = "{}"}, {.end = TINY_RESET, .cut = 0}};
    (void)state;

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct ak_loop *loop = ak_loop_new();
        struct ak_http *http = probe_client(loop);
        struct tiny_server *server = tiny_server_start(script, 2);
        struct probe read = {0};
        struct probe change = {0};

        probe_get(&read, http, tiny_server_url(server, "/"));
        ak_loop_run(loop);
        assert_answered(&read, 200);
        probe_start(
            &change, http,
            &(struct ak_http_request){.method = methods[i], .url = tiny_server_url(server, "/")});
        ak_loop_run(loop);
        assert_failed(&change, AK_ERR_NETWORK);
        assert_int_equal(tiny_server_request_count(server), 2);
        ak_http_close(http);
        ak_loop_free(loop);
        tiny_server_stop(server);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_answers_fail_with_their_kind),
        cmocka_unit_test(test_an_answer_cut_anywhere_fails_and_nothing_is_left_behind),
        cmocka_unit_test(test_a_stale_connection_is_replaced_unnoticed),
        cmocka_unit_test(test_connections_from_before_a_sleep_are_not_used),
        cmocka_unit_test(test_what_is_larger_than_allowed_is_refused),
        cmocka_unit_test(test_endless_headers_are_refused),
        cmocka_unit_test(test_silence_ends_in_a_timeout),
        cmocka_unit_test(test_a_stall_is_noticed_before_the_whole_time_is_over),
        cmocka_unit_test(test_a_port_that_nobody_listens_on_is_a_network_error),
        cmocka_unit_test(test_a_connection_that_is_never_made_ends_in_a_timeout),
        cmocka_unit_test(test_a_change_is_never_sent_again_by_itself),
        cmocka_unit_test(test_a_server_without_tls_is_a_tls_error),
        cmocka_unit_test(test_a_refused_url_sends_nothing_and_completes_later),
    };
    probe_set_watchdog();
    return cmocka_run_group_tests_name("io http faults", tests, NULL, NULL);
}
