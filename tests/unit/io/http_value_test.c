/* http_value_test.c: which URLs are accepted, which belong together, and values of single headers.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/io/http.h"

static void test_https_anywhere_and_http_to_this_machine_are_accepted(void **state)
{
    static const char *const cases[] = {
        "https://management.azure.com",
        "https://management.azure.com/subscriptions?api-version=2022-12-01&x=%2F@:/?",
        "HTTPS://MANAGEMENT.AZURE.COM:443/",
        "https://10.0.0.1/",
        "https://[fe80::1]:8443/",
        "http://localhost:8080/",
        "http://LocalHost/",
        "http://127.0.0.1:1/",
        "http://127.255.0.9/",
        "http://127.1/", /* libcurl completes it as inet_aton does, and connects to that */
        "http://[::1]:8080/",
        "http://[0:0:0:0:0:0:0:1]/",
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        if (ak_http_check_url(cases[i], &err) != 0)
            fail_msg("%s: %s", cases[i], err.text);
        assert_int_equal(err.kind, AK_ERR_NONE);
    }
}

static void test_all_other_urls_are_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "/subscriptions",
        "management.azure.com",
        "//management.azure.com/",
        "https://",
        "ftp://management.azure.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "unix:/run/x",
        "http://management.azure.com/",
        "http://169.254.169.254/metadata/identity/oauth2/token",
        "http://[fe80::1]/",
        "http://127.0.0.1.evil.com/",
        "http://localhost.evil.com/",
        "http://evillocalhost/",
        "http://localhost@evil.com/",
        "http://127.0.0.1:80@evil.com/",
        "http://127.0.0.1\\@evil.com/",
        "http://evil.com#@127.0.0.1/",
        "http://evil.com?@127.0.0.1/",
        "https://user@management.azure.com/",
        "https://user:password@management.azure.com/",
        "http://user@localhost/",
        "http://128.0.0.1/",
        "http://0.0.0.0/",
        "http://0/",
        "http://2130706434.example/",
        "http://169.254.169.254/",
        "http://[::]/",
        "http://[::2]/",
        "http://[::ffff:1.2.3.4]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[::1/",
        "http://localhost:99999/",
        "http://localhost:8o/",
        "https://management.azure.com/a b",
        "https://management.azure.com/a\nb",
        "https://management.azure.com/a\rb",
        "https://manage\tment.azure.com/",
        " https://management.azure.com/",
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        if (ak_http_check_url(cases[i], &err) != AK_ERR_CONFIG)
            fail_msg("accepted: %s", cases[i]);
        assert_string_not_equal(err.text, "");
    }
}

static void test_a_url_may_be_long_but_not_endless(void **state)
{
    char url[AK_LIMIT_URL + 2];
    struct ak_err err = ak_err_none();
    (void)state;

    memset(url, 'a', sizeof url);
    memcpy(url, "https://h/", 10);
    url[AK_LIMIT_URL] = '\0';
    assert_int_equal(ak_http_check_url(url, &err), 0);
    url[AK_LIMIT_URL] = 'a';
    url[AK_LIMIT_URL + 1] = '\0';
    assert_int_equal(ak_http_check_url(url, &err), AK_ERR_CONFIG);
}

static void test_an_origin_is_scheme_host_and_port(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool same;
    } cases[] = {
        {"https://management.azure.com", "https://management.azure.com/a?b#c", true},
        {"https://management.azure.com", "HTTPS://Management.Azure.COM:443/", true},
        {"http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", true},
        {"http://127.0.0.1:80", "http://127.0.0.1", true},
        {"https://management.azure.com", "http://management.azure.com", false},
        {"https://management.azure.com", "https://management.azure.com:8443", false},
        {"https://management.azure.com", "https://management.azure.com.evil.com", false},
        {"https://management.azure.com", "https://management.azure.com@evil.com", false},
        {"https://management.azure.com", "https://x@management.azure.com", false},
        {"https://management.azure.com", "https://evil.com/https://management.azure.com", false},
        {"https://management.azure.com", "https://evil.com#management.azure.com", false},
        {"https://management.azure.com", "https://management.azure.com\\.evil.com", false},
        {"https://management.azure.com", "https://management.azure.com.", false},
        {"https://management.azure.com", "https://xmanagement.azure.com", false},
        {"https://management.azure.com", "//management.azure.com/", false},
        {"https://management.azure.com", "/subscriptions", false},
        {"https://management.azure.com", "", false},
        {"", "", false},
        {"http://localhost", "http://127.0.0.1", false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (ak_http_same_origin(cases[i].a, cases[i].b) != cases[i].same)
            fail_msg("%s and %s", cases[i].a, cases[i].b);
        assert_int_equal(ak_http_same_origin(cases[i].b, cases[i].a), cases[i].same);
    }
}

static void test_retry_after_is_seconds_or_a_date(void **state)
{
    enum { NOW = 784111777 }; /* Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples */
    static const struct {
        const char *value;
        int64_t seconds;
    } cases[] = {
        {"0", 0},
        {"17", 17},
        {"  17 \t", 17},
        {"86400", 86400},
        {"86401", 86400},
        {"99999999999999999999999999", 86400},
        {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"Sun, 06 Nov 1994 08:50:37 GMT", 60},
        {"Sun, 06 Nov 1994 07:00:00 GMT", 0},
        {"Sun Nov  6 08:50:37 1994", 60},
        {"Sun, 06 Nov 2094 08:49:37 GMT", 86400},
        {NULL, -1},
        {"", -1},
        {" ", -1},
        {"-1", -1},
        {"+5", -1},
        {"1.5", -1},
        {"5s", -1},
        {"5 6", -1},
        {"soon", -1},
        {"0x10", -1},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (ak_http_retry_after(cases[i].value, NOW) != cases[i].seconds)
            fail_msg("%s: %d", cases[i].value ? cases[i].value : "NULL",
                     (int)ak_http_retry_after(cases[i].value, NOW));
}

static void test_encoding_leaves_only_unreserved_bytes(void **state)
{
    struct ak_buf out = ak_buf_init(64);
    (void)state;

    assert_true(ak_http_encode(&out, "aZ09-._~"));
    assert_true(ak_http_encode(&out, " /?#&=%+\xC3\xA9"));
    assert_true(ak_http_encode(&out, ""));
    assert_string_equal(ak_buf_text(&out), "aZ09-._~%20%2F%3F%23%26%3D%25%2B%C3%A9");
    size_t before = out.len;
    assert_false(ak_http_encode(&out, "/////////////////////"));
    assert_int_equal(out.len, before);
    ak_buf_release(&out);
}

static void test_uuids_have_their_form_and_differ(void **state)
{
    char first[AK_UUID_SIZE], second[AK_UUID_SIZE];
    (void)state;

    for (int round = 0; round < 50; round++) {
        ak_http_uuid(first);
        ak_http_uuid(second);
        assert_int_equal(strlen(first), 36);
        for (size_t i = 0; i < 36; i++) {
            bool dash = i == 8 || i == 13 || i == 18 || i == 23;
            assert_non_null(strchr(dash ? "-" : "0123456789abcdef", first[i]));
        }
        assert_int_equal(first[14], '4');
        assert_non_null(strchr("89ab", first[19]));
        assert_string_not_equal(first, second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_https_anywhere_and_http_to_this_machine_are_accepted),
        cmocka_unit_test(test_all_other_urls_are_refused),
        cmocka_unit_test(test_a_url_may_be_long_but_not_endless),
        cmocka_unit_test(test_an_origin_is_scheme_host_and_port),
        cmocka_unit_test(test_retry_after_is_seconds_or_a_date),
        cmocka_unit_test(test_encoding_leaves_only_unreserved_bytes),
        cmocka_unit_test(test_uuids_have_their_form_and_differ),
    };
    return cmocka_run_group_tests_name("io http values", tests, NULL, NULL);
}
