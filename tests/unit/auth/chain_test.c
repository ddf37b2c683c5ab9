/* chain_test.c: which credentials are asked, in which order; how long a token is kept; claims
 * challenges; and the end. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "tests/unit/auth/identity_bench.h"

enum { MOST = 8, HOUR = 3600 };

#define TENANT "AZURE_TENANT_ID=tenant-1"
#define CLIENT "AZURE_CLIENT_ID=client-1"
#define SECRET "AZURE_CLIENT_SECRET=hush"
#define TOKEN(name, life)                                                                          \
    "{\"access_token\":\"" name "\",\"expires_in\":" life ",\"token_type\":\"Bearer\"}"
#define REFUSAL(code, text)                                                                        \
    "{\"error\":\"" code "\",\"error_description\":\"" text                                        \
    " Trace ID: 1 Correlation ID: 2 Timestamp: 3\",\"error_codes\":[7]}"

static const char *const principal[] = {TENANT, CLIENT, SECRET, NULL};
static const char *const machine[] = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=ORIGIN", NULL};
static const char *const app[] = {"IDENTITY_ENDPOINT=ORIGIN/MSI/token", "IDENTITY_HEADER=s", NULL};

/* ---- renewal ---- */

static void numbered_tokens(const struct tiny_request *request, struct tiny_answer *answer,
                            void *context)
{
    static const char *const bodies[] = {TOKEN("t0", "3600"), TOKEN("t1", "3600"),
                                         TOKEN("t2", "3600"), TOKEN("t3", "3600")};

    (void)context;
    answer->body = bodies[request->number % 4];
}

static void a_token_is_kept_and_renewed_before_it_ends(void **state)
{
    struct identity_bench bench;

    (void)state;
    bench_play_with(&bench, numbered_tokens, NULL);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "t0");
    bench_assert_served(&bench, "t0");
    bench.clock.fixed_seconds += HOUR - 361;
    bench_assert_served(&bench, "t0");
    bench.clock.fixed_seconds += 61;
    bench_assert_served(&bench, "t1");
    assert_int_equal(tiny_server_request_count(bench.server), 2);
    assert_string_equal(ak_auth_source(bench.auth), "service principal");
    bench_end(&bench);
}

static void a_federated_token_is_read_anew_each_time(void **state)
{
    struct identity_bench bench;

    (void)state;
    bench_play_with(&bench, numbered_tokens, NULL);
    bench_set(&bench, (const char *const[]){TENANT, CLIENT,
                                            "AZURE_FEDERATED_TOKEN_FILE=FOLDER/federated", NULL});
    bench_write(&bench, "federated", "first.one.x");
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "t0");
    bench_write(&bench, "federated", "second.one.x");
    bench.clock.fixed_seconds += HOUR;
    bench_assert_served(&bench, "t1");
    assert_non_null(strstr(tiny_server_request(bench.server, 0)->body, "=first.one.x"));
    assert_non_null(strstr(tiny_server_request(bench.server, 1)->body, "=second.one.x"));
    bench_end(&bench);
}

/* A managed identity's token lasts a day; it is renewed at half of that. */
static void a_long_life_is_renewed_at_its_half(void **state)
{
    static const struct tiny_answer script[] = {{.body = TOKEN("long", "86400")},
                                                {.body = TOKEN("next", "86400")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 2);
    bench_set(&bench, machine);
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "long");
    bench.clock.fixed_seconds += 12 * HOUR - 1;
    bench_assert_served(&bench, "long");
    bench.clock.fixed_seconds += 1;
    bench_assert_served(&bench, "next");
    bench_end(&bench);
}

static void a_service_says_itself_when_to_renew(void **state)
{
    static const struct tiny_answer script[] = {
        {.body = "{\"access_token\":\"one\",\"expires_in\":3600,\"refresh_in\":600}"},
        {.body = TOKEN("two", "3600")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 2);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    bench_assert_served(&bench, "one");
    bench.clock.fixed_seconds += 599;
    bench_assert_served(&bench, "one");
    bench.clock.fixed_seconds += 1;
    bench_assert_served(&bench, "two");
    bench_end(&bench);
}

static void a_service_that_asked_to_wait_is_not_asked_before(void **state)
{
    static const struct tiny_answer script[] = {
        {.status = 429, .headers = "retry-after: 60\r\n", .body = "{}"},
        {.body = TOKEN("good", "3600")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 2);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    for (int i = 0; i < 5; i++)
        bench_assert_refused(&bench, AK_ERR_THROTTLED, "429");
    assert_int_equal(tiny_server_request_count(bench.server), 1);
    bench.clock.fixed_seconds += 60;
    bench_assert_served(&bench, "good");
    bench_end(&bench);
}

static void what_was_refused_is_not_asked_again_at_once(void **state)
{
    static const struct tiny_answer script[] = {
        {.status = 401, .body = REFUSAL("invalid_client", "AADSTS7000215: no")},
        {.body = TOKEN("good", "3600")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 2);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    for (int i = 0; i < 5; i++)
        bench_assert_refused(&bench, AK_ERR_SIGN_IN, "the client secret is wrong");
    bench.clock.fixed_seconds += 9;
    bench_assert_refused(&bench, AK_ERR_SIGN_IN, "the client secret is wrong");
    assert_int_equal(tiny_server_request_count(bench.server), 1);
    bench.clock.fixed_seconds += 1;
    bench_assert_served(&bench, "good");
    bench_end(&bench);
}

/* ---- the probe for a machine's identity ---- */

/* Neither a query nor the header, so that nobody takes it for a request for a token. */
static void a_metadata_service_is_probed_for_first(void **state)
{
    static const struct tiny_answer script[] = {
        {.status = 400, .body = "{\"error\":\"invalid_request\"}"},
        {.body = TOKEN("machine", "3600")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 2);
    bench_open_auth(&bench,
                    &(struct ak_auth_options){.imds_host = tiny_server_url(bench.server, "")});
    bench_assert_served(&bench, "machine");
    const struct tiny_request *probe = tiny_server_request(bench.server, 0);
    assert_string_equal(probe->target, "/metadata/identity/oauth2/token");
    assert_null(ak_text_casestr(probe->headers, "metadata:"));
    assert_true(tiny_request_has_header(tiny_server_request(bench.server, 1), "metadata: true"));
    bench_end(&bench);
}

static void what_does_not_answer_like_it_is_none(void **state)
{
    static const struct tiny_answer others[] = {
        {.status = 403, .body = "<html>denied</html>"},
        {.body = "welcome to our guest network"},
        {.status = 403, .body = "{\"e\":\"connecting to a network that is unreachable\"}"},
        {.end = TINY_RESET},
    };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct identity_bench bench;

        bench_play_script(&bench, &others[i], 1);
        bench_open_auth(&bench,
                        &(struct ak_auth_options){.imds_host = tiny_server_url(bench.server, "")});
        bench_assert_refused(&bench, AK_ERR_NOT_SIGNED_IN, "the Azure CLI is not installed");
        assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_MANAGED_IDENTITY)->outcome,
                         AK_ATTEMPT_UNAVAILABLE);
        bench_assert_refused(&bench, AK_ERR_NOT_SIGNED_IN, "the Azure CLI is not installed");
        assert_int_equal(tiny_server_request_count(bench.server), 1);
        bench_end(&bench);
    }
}

/* ---- tokens for others ---- */

static void keep_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    assert_null(err);
    (void)ak_text_copy(context, 64, ak_secret_reveal(token));
}

static void each_tenant_and_scope_has_its_token(void **state)
{
    static const struct ak_auth_target targets[] = {
        {.tenant_id = NULL, .scope = NULL},
        {.tenant_id = "tenant-2", .scope = NULL},
        {.tenant_id = "tenant-2", .scope = "https://graph.microsoft.com/.default"},
    };
    static const char *const paths[] = {"/tenant-1/", "/tenant-2/", "/tenant-2/"};
    struct identity_bench bench;
    char tokens[6][64];

    (void)state;
    bench_play_with(&bench, numbered_tokens, NULL);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    for (int i = 0; i < 6; i++) {
        (void)ak_auth_get_token_for(bench.auth, &targets[i % 3], keep_token, tokens[i]);
        ak_loop_run(bench.loop);
    }
    assert_int_equal(tiny_server_request_count(bench.server), 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_string_equal(tokens[i], tokens[i + 3]);
        assert_true(
            ak_text_has_prefix(tiny_server_request(bench.server, i)->target, paths[i], false));
    }
    assert_string_not_equal(tokens[0], tokens[1]);
    assert_string_not_equal(tokens[1], tokens[2]);
    assert_non_null(strstr(tiny_server_request(bench.server, 2)->body, "graph.microsoft.com"));
    bench_end(&bench);
}

/* ---- the order ---- */

static void play_everything(const struct tiny_request *request, struct tiny_answer *answer,
                            void *context)
{
    (void)context;
    answer->body = strstr(request->target, "/oauth2/v2.0/") != NULL ? TOKEN("entra", "3600")
                                                                    : TOKEN("machine", "3600");
}

/* {"oid":"o-1","tid":"t-1","upn":"kim@contoso.example"} */
static void a_token_says_whose_it_is(void **state)
{
    static const char token[] =
        "AKSCOPE_TOKEN=e30.eyJvaWQiOiJvLTEiLCJ0aWQiOiJ0LTEiLCJ1cG4iOiJraW1AY29udG9zby5leGFtcGxlIn0."
        "c2ln";
    struct identity_bench bench;
    char text[AK_AUTH_WHO_SIZE];

    (void)state;
    bench_play_with(&bench, play_everything, NULL);
    bench_set(&bench, (const char *const[]){token, NULL});
    bench_open_auth(&bench, NULL);
    assert_string_equal(ak_auth_principal(bench.auth, text), ""); /* nobody was asked yet */
    bench_assert_served(&bench, token + strlen("AKSCOPE_TOKEN="));
    assert_string_equal(ak_auth_who(bench.auth, text), "kim@contoso.example");
    assert_string_equal(ak_auth_tenant(bench.auth, text), "t-1");
    assert_string_equal(ak_auth_principal(bench.auth, text), "o-1");
    bench_end(&bench);
}

static void the_first_that_serves_is_taken(void **state)
{
    static const struct {
        const char *environment[MOST];
        const char *credential;
        const char *token;
        const char *source;
    } cases[] = {
        {{"AKSCOPE_TOKEN=own", TENANT, CLIENT, SECRET, machine[0]},
         NULL,
         "own",
         "environment token"},
        {{TENANT, CLIENT, SECRET, machine[0]}, NULL, "entra", "service principal"},
        {{TENANT, CLIENT, "AZURE_FEDERATED_TOKEN_FILE=FOLDER/f", machine[0]},
         NULL,
         "entra",
         "workload identity"},
        {{machine[0]}, NULL, "machine", "managed identity"},
        {{TENANT, CLIENT, SECRET, machine[0]}, "managed-identity", "machine", "managed identity"},
        {{TENANT, CLIENT, SECRET, machine[0]},
         "ManagedIdentityCredential",
         "machine",
         "managed identity"},
        {{TENANT, CLIENT, SECRET, machine[0], "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential"},
         NULL,
         "machine",
         "managed identity"},
        {{TENANT, CLIENT, SECRET, "AZURE_TOKEN_CREDENTIALS=prod"},
         NULL,
         "entra",
         "service principal"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct identity_bench bench;

        bench_play_with(&bench, play_everything, NULL);
        bench_set(&bench, cases[i].environment);
        bench_write(&bench, "f", "f.f.f");
        bench_open_one(&bench, cases[i].credential);
        bench_assert_served(&bench, cases[i].token);
        assert_string_equal(ak_auth_source(bench.auth), cases[i].source);
        bench_end(&bench);
    }
}

static void deployed_credentials_are_not_asked_of_a_developer(void **state)
{
    struct identity_bench bench;

    (void)state;
    bench_play_with(&bench, play_everything, NULL);
    bench_set(&bench, principal);
    bench_set(&bench, (const char *const[]){"AZURE_TOKEN_CREDENTIALS=dev", NULL});
    bench_open_auth(&bench, NULL);
    bench_assert_refused(&bench, AK_ERR_NOT_SIGNED_IN, "the Azure CLI is not installed");
    assert_int_equal(tiny_server_request_count(bench.server), 0);
    assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_ENVIRONMENT)->outcome, AK_ATTEMPT_NONE);
    bench_end(&bench);
}

/* Nobody is to act as somebody else because the one who was meant was refused. */
static void a_refusal_ends_the_walk(void **state)
{
    static const struct tiny_answer refusal = {
        .status = 401, .body = REFUSAL("invalid_client", "AADSTS7000215: no")};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &refusal, 1);
    bench_set(&bench, principal);
    bench_set(&bench, machine);
    bench_open_auth(&bench, NULL);
    bench_assert_refused(&bench, AK_ERR_SIGN_IN, "the client secret is wrong");
    assert_int_equal(tiny_server_request_count(bench.server), 1);
    assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_TOKEN)->outcome, AK_ATTEMPT_ABSENT);
    assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_ENVIRONMENT)->outcome, AK_ATTEMPT_FAILED);
    assert_non_null(
        strstr(bench_attempt(&bench, AK_CREDENTIAL_ENVIRONMENT)->advice, "AZURE_CLIENT_SECRET"));
    assert_int_equal(bench_attempt(&bench, AK_CREDENTIAL_MANAGED_IDENTITY)->outcome,
                     AK_ATTEMPT_NONE);
    bench_end(&bench);
}

static void every_attempt_says_what_it_would_take(void **state)
{
    static const struct tiny_answer none = {.status = 400, .body = "{}"};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &none, 1);
    bench_set(&bench, machine);
    bench_open_auth(&bench, NULL);
    bench_assert_refused(&bench, AK_ERR_SIGN_IN, "HTTP 400");
    for (int i = 0; i < AK_CREDENTIAL_COUNT; i++) {
        const struct ak_attempt *attempt = bench_attempt(&bench, (enum ak_credential)i);

        assert_true(attempt->outcome == AK_ATTEMPT_ABSENT ||
                    attempt->outcome == AK_ATTEMPT_UNAVAILABLE);
        assert_string_not_equal(attempt->err.text, "");
        assert_string_not_equal(attempt->advice, "");
    }
    assert_string_equal(bench_attempt(&bench, AK_CREDENTIAL_MANAGED_IDENTITY)->detail, "IMDS");
    bench_end(&bench);
}

static void secrets_are_taken_out_of_the_environment(void **state)
{
    static const char *const names[] = {"AKSCOPE_TOKEN",
                                        "AZURE_CLIENT_SECRET",
                                        "AZURE_CLIENT_CERTIFICATE_PASSWORD",
                                        "AZURE_PASSWORD",
                                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                                        "IDENTITY_HEADER"};
    static const struct tiny_answer none = {.status = 500};
    const char *places[6];
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, &none, 1);
    for (size_t i = 0; i < 6; i++) {
        setenv(names[i], "canary", 1);
        places[i] = getenv(names[i]);
    }
    bench_open_auth(&bench, NULL);
    for (size_t i = 0; i < 6; i++) {
        assert_null(getenv(names[i]));
        assert_null(strstr(places[i], "canary"));
    }
    bench_end(&bench);
}

/* ---- claims challenges ---- */

static void reject_with_claims(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct identity_bench *bench = context;
    char *claims = ak_auth_read_challenge(
        "Bearer authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
        "error=\"insufficient_claims\", "
        "claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNzY0MDAwMDAw"
        "In19fQ==\"");

    assert_null(err);
    assert_string_equal(
        claims, "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1764000000\"}}}");
    ak_auth_reject(bench->auth, token, claims);
    free(claims);
}

static void a_challenge_is_answered_once(void **state)
{
    static const char answered[] =
        "claims=%7B%22access_token%22%3A%7B%22nbf%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%"
        "221764000000%22%7D%2C%22xms_cc%22%3A%7B%22values%22%3A%5B%22CP1%22%5D%7D%7D%7D";
    struct identity_bench bench;

    (void)state;
    bench_play_with(&bench, numbered_tokens, NULL);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    (void)ak_auth_get_token(bench.auth, reject_with_claims, &bench);
    ak_loop_run(bench.loop);
    bench_assert_served(&bench, "t1");
    bench.clock.fixed_seconds += HOUR;
    bench_assert_served(&bench, "t2");
    assert_null(strstr(tiny_server_request(bench.server, 0)->body, "nbf"));
    assert_non_null(strstr(tiny_server_request(bench.server, 1)->body, answered));
    assert_null(strstr(tiny_server_request(bench.server, 2)->body, "nbf"));
    bench_end(&bench);
}

static void starting_over_forgets_tokens_and_refusals(void **state)
{
    static const struct tiny_answer script[] = {
        {.status = 401, .body = REFUSAL("invalid_client", "AADSTS7000215: no")},
        {.body = TOKEN("first", "3600")},
        {.body = TOKEN("second", "3600")}};
    struct identity_bench bench;

    (void)state;
    bench_play_script(&bench, script, 3);
    bench_set(&bench, principal);
    bench_open_auth(&bench, NULL);
    bench_assert_refused(&bench, AK_ERR_SIGN_IN, "the client secret is wrong");
    ak_auth_start_over(bench.auth);
    bench_assert_served(&bench, "first");
    bench_assert_served(&bench, "first");
    ak_auth_start_over(bench.auth);
    bench_assert_served(&bench, "second");
    bench_end(&bench);
}

static void what_is_no_challenge_is_none(void **state)
{
    static const char *const headers[] = {"Bearer error=\"invalid_token\"",
                                          "",
                                          "claims=\"",
                                          "claims=\"\"",
                                          "claims=\"!!!!\"",
                                          "claims=\"YQ\"",
                                          "claims=\"A\""};

    (void)state;
    assert_null(ak_auth_read_challenge(NULL));
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        assert_null(ak_auth_read_challenge(headers[i]));
}

/* ---- the end ---- */

static void note_cancelled(struct ak_secret *token, const struct ak_err *err, void *context)
{
    assert_null(token);
    assert_int_equal(err->kind, AK_ERR_CANCELLED);
    ++*(int *)context;
}

static void closing_ends_what_is_under_way(void **state)
{
    static const struct tiny_answer stalls = {.body = TOKEN("x", "1"), .end = TINY_HANG, .cut = 3};
    static const char *const certificate[] = {
        TENANT, CLIENT, "AZURE_CLIENT_CERTIFICATE_PATH=FOLDER/none.pem", NULL};
    const char *const *const environments[] = {principal, machine, app, certificate};

    (void)state;
    for (size_t i = 0; i < sizeof environments / sizeof environments[0]; i++) {
        struct identity_bench bench;
        int cancelled = 0;

        bench_play_script(&bench, &stalls, 1);
        bench_set(&bench, environments[i]);
        bench_open_auth(&bench, NULL);
        for (int call = 0; call < 3; call++)
            (void)ak_auth_get_token(bench.auth, note_cancelled, &cancelled);
        ak_auth_close(bench.auth);
        bench.auth = NULL;
        ak_loop_run(bench.loop);
        assert_int_equal(cancelled, 3);
        bench_end(&bench);
    }
}

#undef TOKEN
#undef REFUSAL

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_kept_and_renewed_before_it_ends),
        cmocka_unit_test(a_federated_token_is_read_anew_each_time),
        cmocka_unit_test(a_long_life_is_renewed_at_its_half),
        cmocka_unit_test(a_service_says_itself_when_to_renew),
        cmocka_unit_test(a_service_that_asked_to_wait_is_not_asked_before),
        cmocka_unit_test(what_was_refused_is_not_asked_again_at_once),
        cmocka_unit_test(a_metadata_service_is_probed_for_first),
        cmocka_unit_test(what_does_not_answer_like_it_is_none),
        cmocka_unit_test(each_tenant_and_scope_has_its_token),
        cmocka_unit_test(a_token_says_whose_it_is),
        cmocka_unit_test(the_first_that_serves_is_taken),
        cmocka_unit_test(deployed_credentials_are_not_asked_of_a_developer),
        cmocka_unit_test(a_refusal_ends_the_walk),
        cmocka_unit_test(every_attempt_says_what_it_would_take),
        cmocka_unit_test(secrets_are_taken_out_of_the_environment),
        cmocka_unit_test(a_challenge_is_answered_once),
        cmocka_unit_test(starting_over_forgets_tokens_and_refusals),
        cmocka_unit_test(what_is_no_challenge_is_none),
        cmocka_unit_test(closing_ends_what_is_under_way),
    };

    return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
