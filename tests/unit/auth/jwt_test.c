/* jwt_test.c: reading when a token ends, from tokens good and bad. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "auth_int.h"

enum { LONGEST = 1024 };

/* "header.<claims as base64url>.signature" */
static void make_token(const char *claims, char token[LONGEST])
{
    unsigned char encoded[LONGEST];
    int len = EVP_EncodeBlock(encoded, (const unsigned char *)claims, (int)strlen(claims));
    for (int i = 0; i < len; i++) {
        if (encoded[i] == '+')
            encoded[i] = '-';
        if (encoded[i] == '/')
            encoded[i] = '_';
        if (encoded[i] == '=')
            encoded[i] = '\0';
    }
    (void)snprintf(token, LONGEST, "eyJhbGciOiJub25lIn0.%.900s.c2ln", (const char *)encoded);
}

static void test_the_expiry_is_read_from_the_claims(void **state)
{
    static const struct {
        const char *claims;
        int64_t expiry;
    } cases[] = {
        {"{\"exp\":1764000000}", 1764000000},
        {"{\"aud\":\"https://management.azure.com\",\"exp\":1764000000,\"nbf\":1}", 1764000000},
        {" { \"a\" : 1 , \"exp\" : 1764000001 } ", 1764000001},
        {"{\"a\":{\"exp\":5,\"b\":[1,{\"exp\":6}]},\"exp\":7}", 7},
        {"{\"a\":\"\\\"exp\\\":5,\",\"exp\":8}", 8},
        {"{\"name\":\"\xC3\xBF\xC3\xBE\xC3\xBB?>~\",\"exp\":9}", 9},
        {"{\"exp\":1764000000.25}", 1764000000},
        {"{\"a\":\"exp\",\"b\":1}", 0},
        {"{\"exp\":\"1764000000\"}", 0},
        {"{\"exp\":-5}", 0},
        {"{\"exp\":99999999999999999999}", 0},
        {"{\"exp\":null}", 0},
        {"{\"EXP\":5}", 0},
        {"{\"expiry\":5}", 0},
        {"{\"a\":{\"exp\":5}}", 0},
        {"{\"a\":\"never ends", 0},
        {"{\"a\":\"ends in a backslash\\", 0},
        {"{\"a\":[[[", 0},
        {"{\"a\"", 0},
        {"{\"a\":", 0},
        {"{\"a\":1,", 0},
        {"{\"exp\"", 0},
        {"{\"exp\":", 0},
        {"{", 0},
        {"{}", 0},
        {"[\"exp\",5]", 0},
        {"\"exp\":5", 0},
    };
    char token[LONGEST];
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_token(cases[i].claims, token);
        int64_t expiry = ak__jwt_expiry(token, strlen(token));
        if (expiry != cases[i].expiry)
            fail_msg("%s: %lld", cases[i].claims, (long long)expiry);
    }
}

static void test_what_is_no_jwt_has_no_expiry(void **state)
{
    static const char *const cases[] = {
        "",      ".",      "..",      "...",          "opaque",     "a.b",
        "a.b.",  "a..c",   "a.e30.c", "a.e30=.c",     "a.!!!!.c",   "a.eyJleHAiOjV9",
        "a.e.c", "a.ey.c", "a.eyJ.c", "a.\xC3\xBF.c", "a.eyJleH.c", "a.    .c",
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (ak__jwt_expiry(cases[i], strlen(cases[i])) != 0)
            fail_msg("%s", cases[i]);
}

static void test_only_the_given_length_is_looked_at(void **state)
{
    char token[LONGEST];
    (void)state;

    make_token("{\"exp\":1764000000}", token);
    for (size_t len = 0; len <= strlen(token); len++) {
        char *exact = malloc(len + 1);
        memcpy(exact, token, len);
        int64_t expiry = ak__jwt_expiry(exact, len);
        assert_true(expiry == 0 || expiry == 1764000000);
        free(exact);
    }
}

static void test_a_name_is_read_from_the_claims(void **state)
{
    static const struct {
        const char *claims;
        const char *upn; /* NULL: none */
    } cases[] = {
        {"{\"upn\":\"ada@contoso.com\"}", "ada@contoso.com"},
        {"{\"a\":{\"upn\":\"b\"}, \"upn\" : \"c\"}", "c"},
        {"{\"upn\":\"a\x1b[31mb\"}", "a\xEF\xBF\xBD[31mb"},
        {"{\"upn\":\"a\\u001bb\"}", NULL},
        {"{\"upn\":\"\"}", NULL},
        {"{\"upn\":5}", NULL},
        {"{\"upn\":\"never ends", NULL},
        {"{\"exp\":1}", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char token[LONGEST];
        char found[64] = "untouched";

        make_token(cases[i].claims, token);
        assert_int_equal(ak__jwt_text(token, strlen(token), "upn", found, sizeof found),
                         cases[i].upn != NULL);
        assert_string_equal(found, cases[i].upn != NULL ? cases[i].upn : "untouched");
    }
    char unused[8];
    assert_false(ak__jwt_text("no token", 8, "upn", unused, sizeof unused));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_expiry_is_read_from_the_claims),
        cmocka_unit_test(test_a_name_is_read_from_the_claims),
        cmocka_unit_test(test_what_is_no_jwt_has_no_expiry),
        cmocka_unit_test(test_only_the_given_length_is_looked_at),
    };
    return cmocka_run_group_tests_name("auth jwt", tests, NULL, NULL);
}
