/* identity_test.c: answers of identity endpoints: every way in which they write a moment, what they
 * may leave out, and what is refused. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/wire/identity.h"

enum { NOW = 1764000000 };

static void moments_are_read_however_they_are_written(void **state)
{
    static const struct {
        const char *members; /* beside the token */
        int64_t expires_at;
        int64_t refresh_at;
    } cases[] = {
        {"", 0, 0},
        {",\"expires_in\":3600", NOW + 3600, 0},
        {",\"expires_in\":\"3600\"", NOW + 3600, 0},
        {",\"expires_in\":-5", 0, 0},
        {",\"expires_in\":\"soon\"", 0, 0},
        {",\"expires_in\":99999999999", NOW + 400 * 86400, 0},
        {",\"expires_on\":1764003600", 1764003600, 0},
        {",\"expires_on\":\"1764003600\",\"expires_in\":60", 1764003600, 0},
        {",\"expires_on\":\"11/24/2025 17:00:00 +00:00\"", 1764003600, 0},
        {",\"expires_on\":\"11/24/2025 17:00:00 +01:00\"", 0, 0},
        {",\"expires_on\":\"13/24/2025 17:00:00 +00:00\"", 0, 0},
        {",\"expires_on\":\"2025-11-24T17:00:00Z\"", 1764003600, 0},
        {",\"expires_on\":\"2025-11-24T17:00:00+00:00\"", 1764003600, 0},
        {",\"expires_in\":3600,\"refresh_in\":\"1800\"", NOW + 3600, NOW + 1800},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char body[256];
        struct ak_token_answer answer;
        struct ak_err err = ak_err_none();
        int len = snprintf(body, sizeof body, "{\"access_token\":\"t\"%s}", cases[i].members);

        assert_int_equal(ak_wire_read_token(body, (size_t)len, NOW, &answer, &err), 0);
        if (answer.expires_at != cases[i].expires_at || answer.refresh_at != cases[i].refresh_at)
            fail_msg("%s: %lld, %lld", body, (long long)answer.expires_at,
                     (long long)answer.refresh_at);
        ak_token_answer_release(&answer);
    }
}

static void what_comes_beside_a_token_is_kept(void **state)
{
    static const char body[] =
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"id_token\":\"i\",\"client_id\":\"c\","
        "\"object_id\":\"o\",\"mi_res_id\":\"/subscriptions/s\",\"expires_in\":1}";
    struct ak_token_answer answer;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_wire_read_token(body, strlen(body), NOW, &answer, &err), 0);
    assert_string_equal(answer.access_token, "a");
    assert_string_equal(answer.refresh_token, "r");
    assert_string_equal(answer.id_token, "i");
    assert_string_equal(answer.client_id, "c");
    assert_string_equal(answer.object_id, "o");
    assert_string_equal(answer.resource_id, "/subscriptions/s");
    ak_token_answer_release(&answer);
    assert_null(answer.refresh_token);
}

static void what_is_no_answer_is_refused_without_quoting_it(void **state)
{
    static const char *const bodies[] = {
        "",
        "secret",
        "[\"secret\"]",
        "\"secret\"",
        "{\"token\":\"secret\"}",
        "{\"access_token\":7,\"x\":\"secret\"}",
        "{\"access_token\":\"\",\"x\":\"secret\"}",
        "{\"access_token\":\"sec ret\"}",
        "{\"access_token\":\"secret\\u0000\"}",
        "{\"access_token\":\"secret\",\"access_token\":\"secret\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct ak_token_answer answer = {0};
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_wire_read_token(bodies[i], strlen(bodies[i]), NOW, &answer, &err),
                         AK_ERR_MALFORMED);
        assert_null(answer.access_token);
        assert_null(strstr(err.text, "sec"));
    }
}

static void claims_of_a_challenge_are_joined_with_the_capability(void **state)
{
    static const char alone[] = "{\"access_token\":{\"xms_cc\":{\"values\":[\"CP1\"]}}}";
    static const struct {
        const char *challenge;
        const char *claims;
    } cases[] = {
        {NULL, alone},
        {"", alone},
        {"no json", alone},
        {"[1]", alone},
        {"{}", alone},
        {"{\"access_token\":7}", alone},
        {"{\"access_token\":{\"xms_cc\":{\"values\":[\"other\"]}}}", alone},
        {"{\"id_token\":{\"a\":null},\"access_token\":{\"acrs\":{\"value\":\"c1\"}}}",
         "{\"id_token\":{\"a\":null},\"access_token\":{\"acrs\":{\"value\":\"c1\"},\"xms_cc\":{"
         "\"values\":[\"CP1\"]}}}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *claims = ak_wire_write_claims(cases[i].challenge);

        assert_string_equal(claims, cases[i].claims);
        free(claims);
    }
}

static void secrets_of_others_are_read_by_name(void **state)
{
    struct ak_err err = ak_err_none();
    char *text = NULL;
    int64_t expires_at = 0;

    (void)state;
    assert_int_equal(ak_wire_read_secret("{\"value\":\"a.b\"}", 15, "value", &text, &err), 0);
    assert_string_equal(text, "a.b");
    free(text);
    assert_int_equal(ak_wire_read_secret("{\"value\":\"a b\"}", 15, "value", &text, &err),
                     AK_ERR_MALFORMED);
    static const char azd[] = "{\"token\":\"t\",\"expiresOn\":\"2025-11-24T17:00:00Z\"}";
    assert_int_equal(ak_wire_read_azd_token(azd, strlen(azd), &text, &expires_at, &err), 0);
    assert_string_equal(text, "t");
    assert_int_equal(expires_at, 1764003600);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read_however_they_are_written),
        cmocka_unit_test(what_comes_beside_a_token_is_kept),
        cmocka_unit_test(what_is_no_answer_is_refused_without_quoting_it),
        cmocka_unit_test(claims_of_a_challenge_are_joined_with_the_capability),
        cmocka_unit_test(secrets_of_others_are_read_by_name),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
