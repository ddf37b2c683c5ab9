/* http_tls_test.c: whom the client trusts, and with what. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/io/http.h"
#include "support/tiny_server.h"
#include "support/tiny_tls.h"
#include "unit/io/http_probe.h"

enum { HOUR_S = 60 * 60 };

static const struct tiny_answer fine = {.body = "{}"};

/* A server as somebody, and a file that holds its certificate. */
struct fixture {
    struct tiny_identity *identity;
    struct tiny_server *server;
    char ca_file[64];
};

static struct fixture open_fixture(const char *name, long expires_in_s)
{
    struct fixture fixture = {.identity = tiny_identity_new(name, expires_in_s),
                              .ca_file = "/tmp/akscope-tls-test-XXXXXX"};
    int file = mkstemp(fixture.ca_file);
    assert_true(file >= 0);
    close(file);
    tiny_identity_write(fixture.identity, fixture.ca_file);
    fixture.server = tiny_server_start_tls(&fine, 1, fixture.identity);
    return fixture;
}

static void close_fixture(struct fixture *fixture)
{
    tiny_server_stop(fixture->server);
    tiny_identity_free(fixture->identity);
    assert_int_equal(unlink(fixture->ca_file), 0);
}

static struct probe ask(struct fixture *fixture, const char *ca_file)
{
    const struct ak_http_options options = {.ca_file = ca_file};
    return probe_once(tiny_server_url(fixture->server, "/"), &options);
}

static void test_a_server_of_a_named_ca_is_trusted(void **state)
{
    struct fixture f = open_fixture("IP:127.0.0.1", HOUR_S);
    struct probe probe = ask(&f, f.ca_file);
    (void)state;

    assert_answered(&probe, 200);
    assert_string_equal(probe.body, "{}");
    close_fixture(&f);
}

static void test_the_ca_may_be_named_by_the_environment(void **state)
{
    struct fixture f = open_fixture("IP:127.0.0.1", HOUR_S);
    struct fixture other = open_fixture("IP:127.0.0.1", HOUR_S);
    (void)state;

    setenv("SSL_CERT_FILE", f.ca_file, 1);
    struct probe probe = ask(&f, NULL);
    assert_answered(&probe, 200);
    probe = ask(&f, other.ca_file); /* the option comes first */
    assert_failed(&probe, AK_ERR_TLS);
    unsetenv("SSL_CERT_FILE");
    close_fixture(&f);
    close_fixture(&other);
}

static void test_an_unknown_ca_is_not_trusted_and_nothing_is_sent(void **state)
{
    struct fixture f = open_fixture("IP:127.0.0.1", HOUR_S);
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = probe_client(loop);
    struct ak_secret *secret = ak_secret_new("token", 5);
    const struct ak_http_request request = {
        .method = "GET", .url = tiny_server_url(f.server, "/"), .bearer = secret};
    struct probe probe = {0};
    (void)state;

    probe_start(&probe, http, &request);
    ak_loop_run(loop);
    assert_failed(&probe, AK_ERR_TLS);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_ISSUER);
    assert_non_null(strstr(probe.err.text, "certificate"));
    assert_int_equal(tiny_server_request_count(f.server), 0);
    ak_secret_unref(secret);
    ak_http_close(http);
    ak_loop_free(loop);
    close_fixture(&f);
}

static void test_a_certificate_for_another_name_is_not_trusted(void **state)
{
    static const char *const names[] = {"DNS:management.azure.com", "IP:127.0.0.2",
                                        "DNS:127.0.0.1"};
    (void)state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct fixture f = open_fixture(names[i], HOUR_S);
        struct probe probe = ask(&f, f.ca_file);
        assert_failed(&probe, AK_ERR_TLS);
        assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_HOST);
        assert_int_equal(tiny_server_request_count(f.server), 0);
        close_fixture(&f);
    }
}

static void test_an_expired_certificate_is_not_trusted(void **state)
{
    struct fixture f = open_fixture("IP:127.0.0.1", -HOUR_S);
    struct probe probe = ask(&f, f.ca_file);
    (void)state;

    assert_failed(&probe, AK_ERR_TLS);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_VALIDITY);
    assert_non_null(strstr(probe.err.text, "expired"));
    close_fixture(&f);
}

static void test_connections_over_tls_are_kept_and_broken_ones_told(void **state)
{
    static const struct tiny_answer script[] = {
        {.body = "1"}, {.body = "2"}, {.body = "whole", .end = TINY_CLOSE, .cut = TINY_CUT_HEAD}};
    struct fixture f = open_fixture("IP:127.0.0.1", HOUR_S);
    const struct ak_http_options options = {.ca_file = f.ca_file};
    struct ak_loop *loop = ak_loop_new();
    struct ak_http *http = NULL;
    struct ak_err err;
    (void)state;

    tiny_server_stop(f.server);
    f.server = tiny_server_start_tls(script, 3, f.identity);
    assert_int_equal(ak_http_new(loop, &options, &http, &err), 0);
    for (int i = 0; i < 3; i++) {
        struct probe probe = {0};
        probe_get(&probe, http, tiny_server_url(f.server, "/"));
        ak_loop_run(loop);
        if (i < 2)
            assert_answered(&probe, 200);
        else
            assert_failed(&probe, AK_ERR_NETWORK);
    }
    assert_int_equal(tiny_server_connection_count(f.server), 1);
    ak_http_close(http);
    ak_loop_free(loop);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_server_of_a_named_ca_is_trusted),
        cmocka_unit_test(test_the_ca_may_be_named_by_the_environment),
        cmocka_unit_test(test_an_unknown_ca_is_not_trusted_and_nothing_is_sent),
        cmocka_unit_test(test_a_certificate_for_another_name_is_not_trusted),
        cmocka_unit_test(test_an_expired_certificate_is_not_trusted),
        cmocka_unit_test(test_connections_over_tls_are_kept_and_broken_ones_told),
    };
    probe_set_watchdog();
    return cmocka_run_group_tests_name("io http over tls", tests, NULL, NULL);
}
