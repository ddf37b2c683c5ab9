/* credentials_test.c: what each credential makes of answers: success, renewal, refusals, endpoints
 * that are busy, and which of them are asked at all. */
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
static const char *const arc[] = {"IDENTITY_ENDPOINT=ORIGIN/arc", "IMDS_ENDPOINT=ORIGIN", NULL};

/* ---- one request, one answer ---- */

static const struct {
    const char *what;
    const char *credential;
    const char *const *environment;
    struct tiny_answer answer;
    enum ak_err_kind kind; /* NONE: it serves "good" */
    const char *text;
    const char *code;
    enum ak_attempt_outcome outcome;
    unsigned requests;
} answers[] = {
    {"a token",
     "environment",
     principal,
     {.body = TOKEN("good", "3600")},
     AK_ERR_NONE,
     "",
     "",
     AK_ATTEMPT_SERVED,
     1},
    {"a wrong secret",
     "environment",
     principal,
     {.status = 401, .body = REFUSAL("invalid_client", "AADSTS7000215: Invalid client secret.")},
     AK_ERR_SIGN_IN,
     "the client secret is wrong; put the secret's value",
     "AADSTS7000215",
     AK_ATTEMPT_FAILED,
     1},
    {"an expired secret",
     "environment",
     principal,
     {.status = 401, .body = REFUSAL("invalid_client", "AADSTS7000222: The keys are expired.")},
     AK_ERR_SIGN_IN,
     "the client secret has expired; make a new one",
     "AADSTS7000222",
     AK_ATTEMPT_FAILED,
     1},
    {"another tenant",
     "environment",
     principal,
     {.status = 400, .body = REFUSAL("invalid_request", "AADSTS90002: Tenant not found.")},
     AK_ERR_SIGN_IN,
     "the tenant does not exist in this cloud",
     "AADSTS90002",
     AK_ATTEMPT_FAILED,
     1},
    {"conditional access",
     "environment",
     principal,
     {.status = 400, .body = REFUSAL("interaction_required", "AADSTS53003: Blocked.")},
     AK_ERR_SIGN_IN,
     "conditional access blocks",
     "AADSTS53003",
     AK_ATTEMPT_FAILED,
     1},
    {"a number that nobody knows",
     "environment",
     principal,
     {.status = 400, .body = REFUSAL("invalid_grant", "AADSTS4711: Something else.")},
     AK_ERR_SIGN_IN,
     "Something else.",
     "AADSTS4711",
     AK_ATTEMPT_FAILED,
     1},
    {"a web page",
     "environment",
     principal,
     {.status = 403, .body = "<html>"},
     AK_ERR_MALFORMED,
     "web page",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"no JSON",
     "environment",
     principal,
     {.body = "token"},
     AK_ERR_MALFORMED,
     "not JSON",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"no token",
     "environment",
     principal,
     {.body = "{}"},
     AK_ERR_MALFORMED,
     "access_token",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a token with a line break",
     "environment",
     principal,
     {.body = "{\"access_token\":\"a\\r\\nb\"}"},
     AK_ERR_MALFORMED,
     "characters that no token has",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a server in trouble is asked three times",
     "environment",
     principal,
     {.status = 503},
     AK_ERR_UNAVAILABLE,
     "503",
     "",
     AK_ATTEMPT_FAILED,
     3},
    {"a busy one too",
     "environment",
     principal,
     {.status = 429, .headers = "retry-after: 1\r\n"},
     AK_ERR_THROTTLED,
     "429",
     "",
     AK_ATTEMPT_FAILED,
     3},
    {"one that wants to be left alone is left alone",
     "environment",
     principal,
     {.status = 429, .headers = "retry-after: 60\r\n"},
     AK_ERR_THROTTLED,
     "429",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a connection that breaks",
     "environment",
     principal,
     {.end = TINY_RESET, .cut = 0},
     AK_ERR_NETWORK,
     "127.0.0.1",
     "",
     AK_ATTEMPT_FAILED,
     3},
    {"a VM's token",
     "managed-identity",
     machine,
     {.body = "{\"access_token\":\"good\",\"expires_on\":\"1764003600\",\"client_id\":\"c\"}"},
     AK_ERR_NONE,
     "",
     "",
     AK_ATTEMPT_SERVED,
     1},
    {"a VM without identity",
     "managed-identity",
     machine,
     {.status = 400,
      .body = "{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}"},
     AK_ERR_SIGN_IN,
     "Identity not found",
     "invalid_request",
     AK_ATTEMPT_UNAVAILABLE,
     1},
    {"a metadata service that is being updated",
     "managed-identity",
     machine,
     {.status = 410},
     AK_ERR_SIGN_IN,
     "410",
     "",
     AK_ATTEMPT_FAILED,
     6},
    {"one that is busy",
     "managed-identity",
     machine,
     {.status = 429},
     AK_ERR_THROTTLED,
     "429",
     "",
     AK_ATTEMPT_FAILED,
     6},
    {"one that refuses",
     "managed-identity",
     machine,
     {.status = 403},
     AK_ERR_FORBIDDEN,
     "403",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"App Service's token",
     "managed-identity",
     app,
     {.body = "{\"access_token\":\"good\",\"expires_on\":\"11/24/2025 17:00:00 +00:00\"}"},
     AK_ERR_NONE,
     "",
     "",
     AK_ATTEMPT_SERVED,
     1},
    {"App Service without identity",
     "managed-identity",
     app,
     {.status = 400, .body = "{\"statusCode\":400,\"message\":\"No Managed Identity found\"}"},
     AK_ERR_SIGN_IN,
     "No Managed Identity found",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"App Service in trouble",
     "managed-identity",
     app,
     {.status = 500},
     AK_ERR_UNAVAILABLE,
     "500",
     "",
     AK_ATTEMPT_FAILED,
     4},
    {"Azure Arc without a challenge",
     "managed-identity",
     arc,
     {.status = 401, .body = "{}"},
     AK_ERR_SIGN_IN,
     "without a challenge",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a key elsewhere",
     "managed-identity",
     arc,
     {.status = 401, .headers = "www-authenticate: Basic realm=/etc/shadow\r\n"},
     AK_ERR_UNTRUSTED,
     "not a key in /arc-keys",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a key out of its folder",
     "managed-identity",
     arc,
     {.status = 401, .headers = "www-authenticate: Basic realm=/arc-keys/../etc/x.key\r\n"},
     AK_ERR_UNTRUSTED,
     "not a key in /arc-keys",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a file that is no key",
     "managed-identity",
     arc,
     {.status = 401, .headers = "www-authenticate: Basic realm=/arc-keys/shadow\r\n"},
     AK_ERR_UNTRUSTED,
     "not a key in /arc-keys",
     "",
     AK_ATTEMPT_FAILED,
     1},
    {"a key that can't be read",
     "managed-identity",
     arc,
     {.status = 401, .headers = "www-authenticate: Basic realm=/arc-keys/none.key\r\n"},
     AK_ERR_FILE,
     "/arc-keys/none.key",
     "",
     AK_ATTEMPT_FAILED,
     1},
};

static enum ak_credential credential_of(const char *name)
{
    enum ak_credential credential = AK_CREDENTIAL_COUNT;
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_credential_find(name, &credential, &err), 0);
    return credential;
}

static void every_answer_is_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct identity_bench bench;

        bench_play_script(&bench, &answers[i].answer, 1);
        bench_set(&bench, answers[i].environment);
        bench_open_auth(&bench, &(struct ak_auth_options){.credential = answers[i].credential,
                                                          .arc_folder = "/arc-keys"});
        struct bench_answer answer = bench_ask(&bench);
        const struct ak_attempt *attempt =
            bench_attempt(&bench, credential_of(answers[i].credential));
        if (answer.err.kind != answers[i].kind || strcmp(answer.err.code, answers[i].code) != 0 ||
            strstr(answer.err.text, answers[i].text) == NULL)
            fail_msg("%s: %s %s \"%s\"", answers[i].what, ak_err_kind_name(answer.err.kind),
                     answer.err.code, answer.err.text);
        assert_string_equal(answer.token, answers[i].kind == AK_ERR_NONE ? "good" : "");
        if (attempt->outcome != answers[i].outcome)
            fail_msg("%s: %s", answers[i].what, ak_attempt_outcome_name(attempt->outcome));
        if (answers[i].kind != AK_ERR_NONE)
            assert_string_equal(attempt->err.text, answer.err.text);
        if (tiny_server_request_count(bench.server) != answers[i].requests)
            fail_msg("%s: %u requests", answers[i].what, tiny_server_request_count(bench.server));
        bench_end(&bench);
    }
}

/* ---- what is not set, or makes no sense ---- */

static void what_is_missing_is_named(void **state)
{
    static const struct {
        const char *credential;
        const char *environment[MOST];
        enum ak_err_kind kind;
        const char *text;
    } cases[] = {
        {"token", {NULL}, AK_ERR_NOT_SIGNED_IN, "AKSCOPE_TOKEN is not set"},
        {"environment", {TENANT, CLIENT}, AK_ERR_NOT_SIGNED_IN, "AZURE_CLIENT_SECRET"},
        {"environment", {CLIENT, SECRET}, AK_ERR_NOT_SIGNED_IN, "AZURE_TENANT_ID is not set"},
        {"environment", {TENANT, SECRET}, AK_ERR_NOT_SIGNED_IN, "AZURE_CLIENT_ID is not set"},
        {"environment",
         {"AZURE_USERNAME=kim"},
         AK_ERR_NOT_SIGNED_IN,
         "passwords are no way to sign in"},
        {"environment",
         {"AZURE_TENANT_ID=../evil", CLIENT, SECRET},
         AK_ERR_CONFIG,
         "the tenant (AZURE_TENANT_ID) is neither an id nor a domain"},
        {"environment",
         {TENANT, "AZURE_CLIENT_ID=a b", SECRET},
         AK_ERR_CONFIG,
         "the client (AZURE_CLIENT_ID)"},
        {"workload-identity", {TENANT, CLIENT}, AK_ERR_NOT_SIGNED_IN, "AZURE_FEDERATED_TOKEN_FILE"},
        {"workload-identity",
         {TENANT, CLIENT, "AZURE_FEDERATED_TOKEN_FILE=FOLDER/none"},
         AK_ERR_FILE,
         "/none"},
        {"workload-identity",
         {TENANT, CLIENT, "AZURE_FEDERATED_TOKEN_FILE=/dev/null"},
         AK_ERR_CONFIG,
         "is empty"},
        {"github-actions", {TENANT, CLIENT}, AK_ERR_NOT_SIGNED_IN, "ACTIONS_ID_TOKEN_REQUEST_URL"},
        {"github-actions",
         {TENANT, CLIENT, "ACTIONS_ID_TOKEN_REQUEST_URL=ORIGIN"},
         AK_ERR_NOT_SIGNED_IN,
         "ACTIONS_ID_TOKEN_REQUEST_TOKEN"},
        {"github-actions",
         {TENANT, CLIENT, "ACTIONS_ID_TOKEN_REQUEST_URL=http://example.com/",
          "ACTIONS_ID_TOKEN_REQUEST_TOKEN=x"},
         AK_ERR_CONFIG,
         "plain http is for this machine only"},
        {"managed-identity",
         {"IDENTITY_ENDPOINT=http://example.com/", "IDENTITY_HEADER=s"},
         AK_ERR_CONFIG,
         "plain http is for this machine only"},
        {"login", {NULL}, AK_ERR_NOT_SIGNED_IN, "nobody has signed in with `akscope login`"},
        {"azd", {NULL}, AK_ERR_NOT_SIGNED_IN, "the Azure Developer CLI is not installed"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static const struct tiny_answer none = {.status = 500};
        struct identity_bench bench;

        bench_play_script(&bench, &none, 1);
        bench_set(&bench, cases[i].environment);
        bench_open_one(&bench, cases[i].credential);
        bench_assert_refused(&bench, cases[i].kind, cases[i].text);
        assert_int_equal(tiny_server_request_count(bench.server), 0);
        bench_end(&bench);
    }
}

static void a_credential_that_does_not_exist_is_refused(void **state)
{
    struct ak_cloud cloud;
    struct ak_clock clock = ak_clock_manual(BENCH_NOW);
    struct ak_loop *loop = ak_loop_new();
    struct ak_err err = ak_err_none();
    struct ak_auth *auth = NULL;
    struct ak_http *http = NULL;
    struct ak_http_options http_options = {0};

    (void)state;
    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    assert_int_equal(ak_http_new(loop, &http_options, &http, &err), 0);
    struct ak_auth_options options = {.http = http, .cloud = &cloud, .credential = "azure-clu"};
    assert_int_equal(ak_auth_new(loop, &clock, &options, &auth, &err), AK_ERR_CONFIG);
    assert_string_equal(err.text,
                        "there is no credential \"azure-clu\" (there are token, environment, "
                        "workload-identity, github-actions, login, managed-identity, azure-cli, "
                        "azd)");
    ak_http_close(http);
    ak_loop_free(loop);
    ak_cloud_release(&cloud);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_understood),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(a_credential_that_does_not_exist_is_refused),
        cmocka_unit_test(a_token_is_kept_and_renewed_before_it_ends),
        cmocka_unit_test(a_federated_token_is_read_anew_each_time),
        cmocka_unit_test(a_long_life_is_renewed_at_its_half),
        cmocka_unit_test(a_service_says_itself_when_to_renew),
        cmocka_unit_test(a_service_that_asked_to_wait_is_not_asked_before),
        cmocka_unit_test(each_tenant_and_scope_has_its_token),
        cmocka_unit_test(the_first_that_serves_is_taken),
        cmocka_unit_test(deployed_credentials_are_not_asked_of_a_developer),
        cmocka_unit_test(a_refusal_ends_the_walk),
        cmocka_unit_test(every_attempt_says_what_it_would_take),
        cmocka_unit_test(secrets_are_taken_out_of_the_environment),
        cmocka_unit_test(a_challenge_is_answered_once),
        cmocka_unit_test(what_is_no_challenge_is_none),
        cmocka_unit_test(closing_ends_what_is_under_way),
    };

    return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
