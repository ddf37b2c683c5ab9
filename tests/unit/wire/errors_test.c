/* errors_test.c: every shape in which Azure, or something on the way, refuses. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "akscope/wire/errors.h"

static struct ak_err read_error(int status, const char *body)
{
    struct ak_err err = ak_err_none();

    ak_wire_read_error(status, body, strlen(body), &err);
    return err;
}

static const struct {
    int status;
    const char *body;
    enum ak_err_kind kind;
    const char *code, *target, *text;
} shapes[] = {
    {404,
     "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"The Resource 'x' was not "
     "found.\"}}",
     AK_ERR_NOT_FOUND, "ResourceNotFound", "", "The Resource 'x' was not found."},
    {400,
     "{\"code\":\"InvalidParameter\",\"details\":null,\"message\":\"bad "
     "mode\",\"subcode\":\"\","
     "\"target\":\"localDNSProfile\"}",
     AK_ERR_REFUSED, "InvalidParameter", "localDNSProfile", "bad mode"},
    {400, "{\"code\":\"NotFound\",\"details\":null,\"message\":\"gone\",\"subcode\":\"\"}",
     AK_ERR_REFUSED, "NotFound", "", "gone"},
    {409,
     "{\"error\":{\"code\":\"Conflict\",\"message\":\"\",\"details\":[{\"code\":\"Inner\","
     "\"message\":\"busy\"}]}}",
     AK_ERR_CONFLICT, "Conflict", "", "busy"},
    {500, "{\"error\":{\"code\":\"X\",\"innererror\":{\"innererror\":{\"message\":\"deep\"}}}}",
     AK_ERR_UNAVAILABLE, "X", "", "deep"},
    {400, "{\"error\":{\"message\":\"\",\"details\":[]}}", AK_ERR_REFUSED, "", "",
     "HTTP 400 without an explanation"},
    {400, "{\"error\":{\"details\":{\"code\":\"Only\",\"message\":\"m\"}}}", AK_ERR_REFUSED, "Only",
     "", "m"},
    {400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS70043: expired\"}",
     AK_ERR_REFUSED, "invalid_grant", "", "AADSTS70043: expired"},
    {400, "{\"odata.error\":{\"code\":\"C\",\"message\":{\"lang\":\"en\",\"value\":\"v\"}}}",
     AK_ERR_REFUSED, "C", "", "v"},
    {404, "{\"Message\":\"No HTTP resource was found\"}", AK_ERR_NOT_FOUND, "", "",
     "No HTTP resource was found"},
    {404, "{\"error\":{\"code\":\"NoRegisteredProviderFound\",\"message\":\"m\"}}",
     AK_ERR_NO_PROVIDER, "NoRegisteredProviderFound", "", "m"},
    {400,
     "{\"error\":{\"code\":\"NoRegisteredProviderFound\",\"message\":\"No registered resource "
     "provider found for location 'mars' and API version '1' for type 'usages'. The supported "
     "api-versions are '1, 2'. The supported locations are 'westeurope'.\"}}",
     AK_ERR_NO_PROVIDER, "NoRegisteredProviderFound", "",
     "No registered resource provider found for location 'mars' and API version '1' for type "
     "'usages'."},
    {409, "{\"error\":{\"code\":\"MissingSubscriptionRegistration\",\"message\":\"m\"}}",
     AK_ERR_NO_PROVIDER, "MissingSubscriptionRegistration", "", "m"},
    {400, "{\"error\":{\"code\":\"InvalidApiVersionParameter\",\"message\":\"m\"}}",
     AK_ERR_NO_PROVIDER, "InvalidApiVersionParameter", "", "m"},
    {401, "{\"error\":{\"code\":\"ExpiredAuthenticationToken\",\"message\":\"m\"}}",
     AK_ERR_NOT_SIGNED_IN, "ExpiredAuthenticationToken", "", "m"},
    {403, "{\"error\":{\"code\":\"RequestDisallowedByPolicy\",\"message\":\"m\"}}", AK_ERR_REFUSED,
     "RequestDisallowedByPolicy", "", "m"},
    {404, "{\"error\":{\"code\":7,\"message\":true,\"target\":null}}", AK_ERR_NOT_FOUND, "", "",
     "HTTP 404 without an explanation"},
    {400, "{\"error\":{\"code\":\"A\",\"message\":\"red \\u001b[31m \\u202e text\\nnext\"}}",
     AK_ERR_REFUSED, "A", "", "red \xEF\xBF\xBD[31m \xEF\xBF\xBD text next"},
    {200, "{}", AK_ERR_REFUSED, "", "", "HTTP 200 without an explanation"},
};

static void every_shape_of_error_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        struct ak_err err = read_error(shapes[i].status, shapes[i].body);

        assert_string_equal(err.text, shapes[i].text);
        assert_string_equal(err.code, shapes[i].code);
        assert_string_equal(err.target, shapes[i].target);
        assert_int_equal(err.kind, shapes[i].kind);
        assert_int_equal(err.http_status, shapes[i].status);
        assert_int_equal(err.retry_after_s, -1);
    }
}

static void the_status_decides_where_the_body_says_nothing(void **state)
{
    static const struct {
        int status;
        enum ak_err_kind kind;
    } cases[] = {
        {302, AK_ERR_MALFORMED},   {400, AK_ERR_REFUSED},     {401, AK_ERR_NOT_SIGNED_IN},
        {403, AK_ERR_FORBIDDEN},   {404, AK_ERR_NOT_FOUND},   {405, AK_ERR_REFUSED},
        {407, AK_ERR_NETWORK},     {408, AK_ERR_TIMEOUT},     {409, AK_ERR_CONFLICT},
        {410, AK_ERR_NOT_FOUND},   {412, AK_ERR_CHANGED},     {422, AK_ERR_REFUSED},
        {429, AK_ERR_THROTTLED},   {500, AK_ERR_UNAVAILABLE}, {502, AK_ERR_UNAVAILABLE},
        {503, AK_ERR_UNAVAILABLE}, {511, AK_ERR_NETWORK},     {599, AK_ERR_UNAVAILABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[64];

        snprintf(text, sizeof(text), "HTTP %d without an explanation", cases[i].status);
        assert_int_equal(read_error(cases[i].status, "").kind, cases[i].kind);
        assert_int_equal(read_error(cases[i].status, "{}").kind, cases[i].kind);
        assert_string_equal(read_error(cases[i].status, " \r\n").text, text);
    }
}

static void a_web_page_is_told_from_a_server_in_trouble(void **state)
{
    static const char page[] = "\n<!DOCTYPE html><html><title>Sign in</title></html>";
    static const struct {
        int status;
        enum ak_err_kind kind;
    } cases[] = {
        {200, AK_ERR_MALFORMED},   {302, AK_ERR_MALFORMED},   {401, AK_ERR_MALFORMED},
        {403, AK_ERR_MALFORMED},   {511, AK_ERR_MALFORMED},   {429, AK_ERR_THROTTLED},
        {502, AK_ERR_UNAVAILABLE}, {503, AK_ERR_UNAVAILABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ak_err err = read_error(cases[i].status, page);

        assert_int_equal(err.kind, cases[i].kind);
        assert_non_null(strstr(err.text, "web page"));
        assert_int_equal(err.http_status, cases[i].status);
    }
}

static void text_that_is_not_json_is_quoted_harmlessly(void **state)
{
    static const char *const bodies[] = {"upstream\x1b[2J down", "[1]", "\"x\"",
                                         "{\"a\":", "\xff\xfe"};

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct ak_err err = read_error(500, bodies[i]);

        assert_int_equal(err.kind, AK_ERR_UNAVAILABLE);
        assert_non_null(strstr(err.text, "not JSON"));
        assert_null(strchr(err.text, 0x1b));
    }
}

static void polls_are_read(void **state)
{
    static const struct {
        const char *body;
        const char *status;
        bool has_error;
        const char *code;
        int percent;
    } cases[] = {
        {"{\"name\":\"n\",\"status\":\"InProgress\",\"startTime\":\"t\"}", "InProgress", false, "",
         -1},
        {"{\"status\":\"CreatingAgentPool: 2/3 nodes completed\"}",
         "CreatingAgentPool: 2/3 nodes completed", false, "", -1},
        {"{\"status\":\"Succeeded\",\"error\":{\"code\":\"NotLatestOperation\",\"message\":\"m\"}}",
         "Succeeded", true, "NotLatestOperation", -1},
        {"{\"status\":\"Failed\",\"error\":{\"code\":\"QuotaExceeded\",\"message\":\"\"},"
         "\"percentComplete\":40}",
         "Failed", true, "QuotaExceeded", 40},
        {"{\"status\":\"Failed\",\"error\":null,\"percentComplete\":1e300}", "Failed", false, "",
         -1},
        {"{\"status\":\"a\\u001bb\"}",
         "a\xEF\xBF\xBD"
         "b",
         false, "", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ak_operation_status out;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_wire_read_operation(cases[i].body, strlen(cases[i].body), &out, &err),
                         0);
        assert_string_equal(out.status, cases[i].status);
        assert_int_equal(out.has_error, cases[i].has_error);
        assert_string_equal(out.error.code, cases[i].code);
        assert_int_equal((int)out.percent, cases[i].percent);
    }
}

static void a_poll_without_a_status_is_malformed(void **state)
{
    static const char *const bodies[] = {
        "",     "{}",    "[]", "{\"status\":3}", "{\"status\":null}", "{\"status\":\"\"}",
        "null", "<html>"};

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct ak_operation_status out = {.status = "before"};
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_wire_read_operation(bodies[i], strlen(bodies[i]), &out, &err),
                         AK_ERR_MALFORMED);
        assert_string_equal(out.status, "before");
        assert_string_not_equal(err.text, "");
    }
}

static void the_state_of_a_resource_is_read(void **state)
{
    static const struct {
        const char *body, *state;
    } cases[] = {
        {"{\"properties\":{\"provisioningState\":\"Creating\"}}", "Creating"},
        {"{\"provisioningState\":\"Succeeded\"}", "Succeeded"},
        {"{\"properties\":{}}", ""},
        {"{}", ""},
        {"{\"properties\":{\"provisioningState\":4}}", ""},
        {"{\"properties\":{\"provisioningState\":\"UpgradingNodeImageVersion\"}}",
         "UpgradingNodeImageV"},
    };
    char out[20];
    struct ak_err err = ak_err_none();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(
            ak_wire_read_state(cases[i].body, strlen(cases[i].body), out, sizeof(out), &err), 0);
        assert_string_equal(out, cases[i].state);
    }
    assert_int_equal(ak_wire_read_state("x", 1, out, sizeof(out), &err), AK_ERR_MALFORMED);
}

static void the_token_of_az_is_read_with_its_expiry(void **state)
{
    static const struct {
        const char *body;
        int64_t expires_at;
    } cases[] = {
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\",\"expiresOn\":\"2030-01-02 03:04:05.000000\","
         "\"expires_on\":1893553445,\"tokenType\":\"Bearer\"}",
         1893553445},
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\",\"expires_on\":\"1893553445\"}", 1893553445},
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\",\"expiresOn\":\"2030-01-02 03:04:05.000000\"}",
         1893553445},
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\",\"expiresOn\":\"2030-01-02 03:04:05\"}", 1893553445},
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\",\"expiresOn\":\"soon\"}", 0},
        {"{\"accessToken\":\"eyJ0.eyJ1.sig-_\"}", 0},
    };

    (void)state;
    setenv("TZ", "UTC", 1);
    tzset();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ak_err err = ak_err_none();
        char *token = NULL;
        int64_t expires_at = -1;

        assert_int_equal(
            ak_wire_read_az_token(cases[i].body, strlen(cases[i].body), &token, &expires_at, &err),
            0);
        assert_string_equal(token, "eyJ0.eyJ1.sig-_");
        assert_int_equal(expires_at, cases[i].expires_at);
        free(token);
    }
}

static void an_answer_without_a_usable_token_is_refused_and_never_quoted(void **state)
{
    static const char *const bodies[] = {
        "",
        "ERROR: s3cret",
        "{\"accessToken\":\"\"}",
        "{\"accessToken\":3}",
        "{}",
        "[]",
        "\"s3cret\"",
        "{\"accessToken\":\"s3cret\\r\\nX-Evil: 1\"}",
        "{\"accessToken\":\"s3cret \"}",
        "{\"accessToken\":\"s3cret\\u0000\"}",
        "{\"accessToken\":\"s3cret\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        struct ak_err err = ak_err_none();
        char *token = NULL;
        int64_t expires_at = -1;

        assert_int_equal(
            ak_wire_read_az_token(bodies[i], strlen(bodies[i]), &token, &expires_at, &err),
            AK_ERR_MALFORMED);
        assert_null(token);
        assert_int_equal(expires_at, -1);
        assert_null(strstr(err.text, "s3cret"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_error_is_read),
        cmocka_unit_test(the_status_decides_where_the_body_says_nothing),
        cmocka_unit_test(a_web_page_is_told_from_a_server_in_trouble),
        cmocka_unit_test(text_that_is_not_json_is_quoted_harmlessly),
        cmocka_unit_test(polls_are_read),
        cmocka_unit_test(a_poll_without_a_status_is_malformed),
        cmocka_unit_test(the_state_of_a_resource_is_read),
        cmocka_unit_test(the_token_of_az_is_read_with_its_expiry),
        cmocka_unit_test(an_answer_without_a_usable_token_is_refused_and_never_quoted),
    };

    return cmocka_run_group_tests_name("wire/errors", tests, NULL, NULL);
}
