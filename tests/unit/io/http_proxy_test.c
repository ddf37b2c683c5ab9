/* http_proxy_test.c: which step of the way to a server failed, and which proxy is on it. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/tiny_server.h"
#include "unit/io/http_probe.h"

static const char *const variables[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

static int forget_proxies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        unsetenv(variables[i]);
    return 0;
}

/* ---- which proxy ---- */

static const struct {
    const char *name; /* of the case */
    const char *set[2];
    const char *values[2];
    const char *url;
    const char *place; /* NULL: it goes directly */
} proxies[] = {
    {"none is set", {NULL}, {NULL}, "https://management.azure.com/", NULL},
    {"lower case",
     {"https_proxy"},
     {"http://proxy.corp:8080"},
     "https://management.azure.com/",
     "proxy.corp:8080"},
    {"capitals",
     {"HTTPS_PROXY"},
     {"http://proxy.corp:8080"},
     "https://management.azure.com/",
     "proxy.corp:8080"},
    {"lower case comes first",
     {"HTTPS_PROXY", "https_proxy"},
     {"http://b:1", "http://a:1"},
     "https://management.azure.com/",
     "a:1"},
    {"for all schemes",
     {"ALL_PROXY"},
     {"socks5h://proxy.corp:1080"},
     "https://management.azure.com/",
     "proxy.corp:1080"},
    {"without a scheme",
     {"https_proxy"},
     {"proxy.corp:3128"},
     "https://management.azure.com/",
     "proxy.corp:3128"},
    {"name and password are left out",
     {"https_proxy"},
     {"http://kim:secret@proxy.corp:8080"},
     "https://management.azure.com/",
     "proxy.corp:8080"},
    {"that of http is not for https",
     {"http_proxy"},
     {"http://proxy.corp:8080"},
     "https://management.azure.com/",
     NULL},
    {"an empty variable is none", {"https_proxy"}, {""}, "https://management.azure.com/", NULL},
    {"this machine is reached directly",
     {"all_proxy"},
     {"http://proxy.corp:8080"},
     "http://127.0.0.1:80/",
     NULL},
    {"an exception by domain",
     {"https_proxy", "no_proxy"},
     {"http://p:1", "example.com, azure.com"},
     "https://management.azure.com/",
     NULL},
    {"an exception with a dot",
     {"https_proxy", "NO_PROXY"},
     {"http://p:1", ".azure.com"},
     "https://management.azure.com/",
     NULL},
    {"an exception that is only an ending",
     {"https_proxy", "no_proxy"},
     {"http://p:1", "zure.com"},
     "https://management.azure.com/",
     "p:1"},
    {"all hosts are exceptions",
     {"https_proxy", "no_proxy"},
     {"http://p:1", "*"},
     "https://management.azure.com/",
     NULL},
};

static void test_the_proxy_of_a_url(void **state)
{
    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++) {
        char place[64] = "untouched";

        print_message("# %s\n", proxies[i].name);
        for (size_t j = 0; j < 2 && proxies[i].set[j] != NULL; j++)
            setenv(proxies[i].set[j], proxies[i].values[j], 1);
        assert_int_equal(ak_http_proxy(proxies[i].url, place, sizeof place),
                         proxies[i].place != NULL);
        assert_string_equal(place, proxies[i].place != NULL ? proxies[i].place : "untouched");
        (void)forget_proxies(state);
    }
}

/* ---- which step ---- */

static const struct ak_http_options hasty = {.total_timeout_ms = 200};

static void test_nobody_listens(void **state)
{
    static const struct tiny_answer fine = {.body = "{}"};
    struct tiny_server *server = tiny_server_start(&fine, 1);
    char url[64];
    (void)state;

    snprintf(url, sizeof url, "%s", tiny_server_url(server, "/"));
    tiny_server_stop(server);
    struct probe probe = probe_once(url, &(struct ak_http_options){0});
    assert_failed(&probe, AK_ERR_NETWORK);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_CONNECTION);
}

/* Longer between dots than a name may be (RFC 1035, 2.3.4: 63 bytes), so that no server is asked.
 */
static void test_a_name_without_an_address(void **state)
{
    struct probe probe = probe_once(
        "https://"
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid/",
        &(struct ak_http_options){0});
    (void)state;

    assert_failed(&probe, AK_ERR_NETWORK);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_NAME);
}

static void test_no_whole_answer_comes(void **state)
{
    static const struct tiny_answer cases[] = {
        {.end = TINY_HANG, .cut = 0},
        {.end = TINY_RESET, .cut = 0},
        {.body = "0123456789", .end = TINY_CLOSE, .cut = TINY_CUT_HEAD},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tiny_server *server = tiny_server_start(&cases[i], 1);
        struct probe probe = probe_once(tiny_server_url(server, "/"), &hasty);

        assert_false(probe.answered);
        assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_ANSWER);
        tiny_server_stop(server);
    }
}

static void test_a_proxy_that_refuses_or_is_not_there(void **state)
{
    static const struct tiny_answer refusal = {.status = 407};
    struct tiny_server *proxy = tiny_server_start(&refusal, 1);
    char url[64];
    (void)state;

    snprintf(url, sizeof url, "%s", tiny_server_url(proxy, ""));
    setenv("https_proxy", url, 1);
    struct probe probe = probe_once("https://management.azure.com/", &(struct ak_http_options){0});
    assert_failed(&probe, AK_ERR_NETWORK);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_PROXY);
    tiny_server_stop(proxy);
    probe = probe_once("https://management.azure.com/", &(struct ak_http_options){0});
    assert_failed(&probe, AK_ERR_NETWORK);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_PROXY);
}

static void test_other_failures_are_on_no_step(void **state)
{
    struct probe probe = probe_once("ftp://127.0.0.1/", &(struct ak_http_options){0});
    struct ak_err file = ak_err_none();
    (void)state;

    assert_failed(&probe, AK_ERR_CONFIG);
    assert_int_equal(ak_http_failed_step(&probe.err), AK_HTTP_STEP_NONE);
    ak_err_set(&file, AK_ERR_FILE, "a file");
    file.system_code = 2;
    assert_int_equal(ak_http_failed_step(&file), AK_HTTP_STEP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_proxy_of_a_url, forget_proxies, forget_proxies),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_a_name_without_an_address),
        cmocka_unit_test(test_no_whole_answer_comes),
        cmocka_unit_test_setup_teardown(test_a_proxy_that_refuses_or_is_not_there, forget_proxies,
                                        forget_proxies),
        cmocka_unit_test(test_other_failures_are_on_no_step),
    };

    probe_set_watchdog();
    return cmocka_run_group_tests_name("io http steps and proxies", tests, NULL, NULL);
}
