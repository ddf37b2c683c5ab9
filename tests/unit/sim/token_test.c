#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "tui/sim/meter_int.h"
#include "tui/sim/page_int.h"
#include "tui/sim/random_int.h"
#include "tui/sim/token_int.h"

static void base64url_is_that_of_the_standard(void **state)
{
    (void)state;
    /* RFC 4648, section 10, without padding; and the two letters that differ from base64. */
    static const struct {
        const char *plain;
        const char *encoded;
    } cases[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xbf", "-_-_"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *encoded = ak_sim_base64url(cases[i].plain, strlen(cases[i].plain));
        assert_string_equal(encoded, cases[i].encoded);
        char *decoded = ak_sim_base64url_decode(encoded, strlen(encoded));
        assert_string_equal(decoded, cases[i].plain);
        free(decoded);
        free(encoded);
    }
    assert_null(ak_sim_base64url_decode("a+b=", 4));
}

static enum ak_sim_token_state judge(const char *audience, int64_t expires, int64_t now)
{
    uint64_t random = 7;
    struct ak_sim_token_claims claims = {
        .tenant = "t", .audience = audience, .client = "c", .issued = 1000, .expires = expires};
    char *token = ak_sim_token_make(&claims, &random);
    enum ak_sim_token_state verdict = ak_sim_token_check(token, now);
    free(token);
    return verdict;
}

static void our_own_token_is_good_until_it_expires(void **state)
{
    (void)state;
    assert_int_equal(judge("https://management.azure.com/", 2000, 1500), AK_SIM_TOKEN_GOOD);
    assert_int_equal(judge("https://localhost:8443/", 2000, 2000), AK_SIM_TOKEN_GOOD);
    assert_int_equal(judge("https://management.azure.com", 2000, 2001), AK_SIM_TOKEN_EXPIRED);
    assert_int_equal(judge("https://vault.azure.net", 2000, 1500), AK_SIM_TOKEN_OTHER_AUDIENCE);
}

static void a_token_of_another_form_is_malformed(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       "x",         "a.b",     "..",      "a..c",
                                      "a.e30.", "a.e30.c.d", "a.%%%.c", "a.W10.c", "a.eyJ.c"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(ak_sim_token_check(bad[i], 0), AK_SIM_TOKEN_MALFORMED);
    }
    assert_int_equal(ak_sim_token_check("a.e30.c", 0), AK_SIM_TOKEN_GOOD);
}

static void ids_are_the_same_for_the_same_seed(void **state)
{
    (void)state;
    uint64_t one = 42;
    uint64_t two = 42;
    char first[AK_SIM_GUID_SIZE];
    char second[AK_SIM_GUID_SIZE];
    assert_string_equal(ak_sim_random_guid(&one, first), ak_sim_random_guid(&two, second));
    assert_int_equal(strlen(first), AK_SIM_GUID_SIZE - 1);
    assert_int_equal(first[14], '4');
    assert_string_not_equal(ak_sim_random_guid(&one, second), first);
}

static void a_next_link_carries_its_token_twice(void **state)
{
    (void)state;
    char *link = ak_sim_page_link("https://localhost:1", "/subscriptions/s", "2025-10-01", 200);
    assert_string_equal(link, "https://localhost:1/subscriptions/s?%24skipToken=896200&"
                              "api-version=2025-10-01&skipToken=896200");
    free(link);
    size_t offset = 0;
    assert_true(ak_sim_page_token_parse("896200", &offset));
    assert_int_equal(offset, 200);
}

static void a_foreign_page_token_is_refused(void **state)
{
    (void)state;
    size_t offset = 77;
    static const char *const bad[] = {"", "0", "895999", "-1", "abc", "896200x", "99999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(ak_sim_page_token_parse(bad[i], &offset));
    }
    assert_int_equal(offset, 77);
}

static void reads_run_out_and_come_back(void **state)
{
    (void)state;
    struct ak_sim_meter *meter = ak_sim_meter_new(2, 1500);
    int64_t left = -1;
    assert_true(ak_sim_meter_take(meter, "s1", 0, &left));
    assert_int_equal(left, 1);
    assert_true(ak_sim_meter_take(meter, "S1", 0, &left));
    assert_int_equal(left, 0);
    assert_false(ak_sim_meter_take(meter, "s1", 0, &left));
    assert_int_equal(left, 1);
    assert_true(ak_sim_meter_take(meter, "s2", 0, &left));
    assert_true(ak_sim_meter_take(meter, "s1", 40, &left));
    assert_false(ak_sim_meter_take(meter, "s1", 41, &left));
    assert_true(ak_sim_meter_take(meter, "s1", 1000000, &left));
    assert_int_equal(left, 1);
    ak_sim_meter_free(meter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64url_is_that_of_the_standard),
        cmocka_unit_test(our_own_token_is_good_until_it_expires),
        cmocka_unit_test(a_token_of_another_form_is_malformed),
        cmocka_unit_test(ids_are_the_same_for_the_same_seed),
        cmocka_unit_test(a_next_link_carries_its_token_twice),
        cmocka_unit_test(a_foreign_page_token_is_refused),
        cmocka_unit_test(reads_run_out_and_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
