/* credentials_test.c: what each credential makes of answers: success, refusals, endpoints that are
 * busy; and of what is not set, or makes no sense. */
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

enum { MOST = 8 };

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

static const struct {
    const char *credential;
    const char *environment[MOST];
    enum ak_err_kind kind;
    const char *text;
} missing[] = {
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

static void what_is_missing_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        static const struct tiny_answer none = {.status = 500};
        struct identity_bench bench;

        bench_play_script(&bench, &none, 1);
        bench_set(&bench, missing[i].environment);
        bench_open_one(&bench, missing[i].credential);
        bench_assert_refused(&bench, missing[i].kind, missing[i].text);
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

#undef TOKEN
#undef REFUSAL

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_understood),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(a_credential_that_does_not_exist_is_refused),
    };

    return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
