/* requests_test.c: the request that each credential sends, field by field, beside what Microsoft
 * documents. Each row names the document; nothing else may be in the request. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "tests/unit/auth/identity_bench.h"

enum { MOST = 12 };

/* {"access_token":{"xms_cc":{"values":["CP1"]}}}: documented in "Claims challenges, claims
 * requests, and client capabilities" as what a client sends that can be challenged. */
#define CAPABLE                                                                                    \
    "claims=%7B%22access_token%22%3A%7B%22xms_cc%22%3A%7B%22values%22%3A%5B%22CP1%22%5D%7D%7D%7D"
#define SCOPE "scope=https%3A%2F%2Fmanagement.azure.com%2F%2F.default"
#define RESOURCE "resource=https%3A%2F%2Fmanagement.azure.com%2F"
#define TENANT "AZURE_TENANT_ID=11112222-bbbb-3333-cccc-4444dddd5555"
#define TOKEN_PATH "/11112222-bbbb-3333-cccc-4444dddd5555/oauth2/v2.0/token"
#define JWT_BEARER                                                                                 \
    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

struct row {
    const char *what;
    const char *document; /* of learn.microsoft.com, where it names no other site */
    const char *credential;
    const char *identity;          /* --identity, or NULL */
    const char *environment[MOST]; /* NULL at the end */
    unsigned number;               /* of the request, from 0 */
    const char *method;
    const char *path;
    const char *fields[MOST];  /* of the form or the query; "NAME=" stands for any value */
    const char *headers[MOST]; /* lines that must be there */
    const char *no_header;     /* a name that must not; NULL: none */
};

static const struct row rows[] = {
    {.what = "a client secret",
     .document = "entra/identity-platform/v2-oauth2-client-creds-grant-flow, First case",
     .credential = "environment",
     .environment = {TENANT, "AZURE_CLIENT_ID=client-1", "AZURE_CLIENT_SECRET=a+b/c=&d é"},
     .method = "POST",
     .path = TOKEN_PATH,
     .fields = {"client_id=client-1", SCOPE, CAPABLE, "grant_type=client_credentials",
                "client_secret=a%2Bb%2Fc%3D%26d%20%C3%A9"},
     .headers = {"content-type: application/x-www-form-urlencoded", "accept: application/json"},
     .no_header = "authorization"},
    {.what = "a federated token",
     .document = "entra/identity-platform/v2-oauth2-client-creds-grant-flow, Third case",
     .credential = "workload-identity",
     .environment = {TENANT, "AZURE_CLIENT_ID=client-1",
                     "AZURE_FEDERATED_TOKEN_FILE=FOLDER/federated"},
     .method = "POST",
     .path = TOKEN_PATH,
     .fields = {"client_id=client-1", SCOPE, CAPABLE, "grant_type=client_credentials", JWT_BEARER,
                "client_assertion=eyJ0.eyJ1.c2ln"},
     .headers = {"content-type: application/x-www-form-urlencoded"},
     .no_header = "authorization"},
    {.what = "GitHub's identity token",
     .document = "docs.github.com: OpenID Connect reference, Methods for requesting the OIDC token",
     .credential = "github-actions",
     .environment = {TENANT, "AZURE_CLIENT_ID=client-1",
                     "ACTIONS_ID_TOKEN_REQUEST_URL=ORIGIN/idtoken/1?api-version=2.0",
                     "ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-secret"},
     .method = "GET",
     .path = "/idtoken/1",
     .fields = {"api-version=2.0", "audience=api%3A%2F%2FAzureADTokenExchange"},
     .headers = {"authorization: Bearer job-secret"}},
    {.what = "what is then shown to Entra ID",
     .document = "entra/identity-platform/v2-oauth2-client-creds-grant-flow, Third case",
     .credential = "github-actions",
     .environment = {TENANT, "AZURE_CLIENT_ID=client-1",
                     "ACTIONS_ID_TOKEN_REQUEST_URL=ORIGIN/idtoken/1?api-version=2.0",
                     "ACTIONS_ID_TOKEN_REQUEST_TOKEN=job-secret"},
     .number = 1,
     .method = "POST",
     .path = TOKEN_PATH,
     .fields = {"client_id=client-1", SCOPE, CAPABLE, "grant_type=client_credentials", JWT_BEARER,
                "client_assertion=github.id.token"},
     .headers = {"content-type: application/x-www-form-urlencoded"},
     .no_header = "authorization"},
    {.what = "a kept sign-in",
     .document = "entra/identity-platform/v2-oauth2-auth-code-flow, Refresh the access token",
     .credential = "login",
     .environment = {"HOME=FOLDER"},
     .method = "POST",
     .path = "/tenant-of-kim/oauth2/v2.0/token",
     .fields = {"client_id=client-of-login",
                "scope=https%3A%2F%2Fmanagement.azure.com%2F%2F.default%20offline_access%20openid%"
                "20profile",
                CAPABLE, "grant_type=refresh_token", "refresh_token=refresh-0"},
     .headers = {"content-type: application/x-www-form-urlencoded"},
     .no_header = "authorization"},
    {.what = "App Service",
     .document = "azure/app-service/overview-managed-identity, REST endpoint reference",
     .credential = "managed-identity",
     .environment = {"IDENTITY_ENDPOINT=ORIGIN/MSI/token", "IDENTITY_HEADER=app-secret"},
     .method = "GET",
     .path = "/MSI/token",
     .fields = {"api-version=2019-08-01", RESOURCE},
     .headers = {"x-identity-header: app-secret"},
     .no_header = "metadata"},
    {.what = "App Service, an identity by client id",
     .document = "azure/app-service/overview-managed-identity, REST endpoint reference",
     .credential = "managed-identity",
     .environment = {"IDENTITY_ENDPOINT=ORIGIN/MSI/token", "IDENTITY_HEADER=app-secret",
                     "AZURE_CLIENT_ID=11112222-bbbb-3333-cccc-4444dddd5555"},
     .method = "GET",
     .path = "/MSI/token",
     .fields = {"api-version=2019-08-01", RESOURCE,
                "client_id=11112222-bbbb-3333-cccc-4444dddd5555"},
     .headers = {"x-identity-header: app-secret"}},
    {.what = "App Service, an identity by resource id",
     .document = "azure/app-service/overview-managed-identity, REST endpoint reference",
     .credential = "managed-identity",
     .identity = "/subscriptions/s/resourceGroups/g",
     .environment = {"IDENTITY_ENDPOINT=ORIGIN/MSI/token", "IDENTITY_HEADER=app-secret"},
     .method = "GET",
     .path = "/MSI/token",
     .fields = {"api-version=2019-08-01", RESOURCE,
                "mi_res_id=%2Fsubscriptions%2Fs%2FresourceGroups%2Fg"}},
    {.what = "a virtual machine",
     .document = "entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
     .credential = "managed-identity",
     .environment = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=ORIGIN/"},
     .method = "GET",
     .path = "/metadata/identity/oauth2/token",
     .fields = {"api-version=2018-02-01", RESOURCE},
     .headers = {"metadata: true"},
     .no_header = "authorization"},
    {.what = "a virtual machine, an identity by client id",
     .document = "entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
     .credential = "managed-identity",
     .identity = "client-2",
     .environment = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=ORIGIN", "AZURE_CLIENT_ID=client-1"},
     .method = "GET",
     .path = "/metadata/identity/oauth2/token",
     .fields = {"api-version=2018-02-01", RESOURCE, "client_id=client-2"},
     .headers = {"metadata: true"}},
    {.what = "a virtual machine, an identity by object id",
     .document = "entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
     .credential = "managed-identity",
     .identity = "object:object-1",
     .environment = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=ORIGIN"},
     .method = "GET",
     .path = "/metadata/identity/oauth2/token",
     .fields = {"api-version=2018-02-01", RESOURCE, "object_id=object-1"},
     .headers = {"metadata: true"}},
    {.what = "a virtual machine, an identity by resource id",
     .document = "entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
     .credential = "managed-identity",
     .identity = "/subscriptions/s/resourceGroups/g",
     .environment = {"AZURE_POD_IDENTITY_AUTHORITY_HOST=ORIGIN"},
     .method = "GET",
     .path = "/metadata/identity/oauth2/token",
     .fields = {"api-version=2018-02-01", RESOURCE,
                "msi_res_id=%2Fsubscriptions%2Fs%2FresourceGroups%2Fg"},
     .headers = {"metadata: true"}},
    {.what = "Azure Arc, before its challenge",
     .document = "azure/azure-arc/servers/managed-identity-authentication",
     .credential = "managed-identity",
     .environment = {"IDENTITY_ENDPOINT=ORIGIN/arc", "IMDS_ENDPOINT=ORIGIN"},
     .method = "GET",
     .path = "/arc",
     .fields = {"api-version=2020-06-01", RESOURCE},
     .headers = {"metadata: true"},
     .no_header = "authorization"},
    {.what = "Azure Arc, with what was challenged for",
     .document = "azure/azure-arc/servers/managed-identity-authentication",
     .credential = "managed-identity",
     .environment = {"IDENTITY_ENDPOINT=ORIGIN/arc", "IMDS_ENDPOINT=ORIGIN"},
     .number = 1,
     .method = "GET",
     .path = "/arc",
     .fields = {"api-version=2020-06-01", RESOURCE},
     .headers = {"metadata: true", "authorization: Basic arc-key"}},
};

/* ---- the server ---- */

struct play {
    char challenge[256];
};

static const char token_answer[] =
    "{\"access_token\":\"served\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";

static void on_request(const struct tiny_request *request, struct tiny_answer *answer,
                       void *context)
{
    const struct play *play = context;

    answer->body = token_answer;
    if (strstr(request->target, "/idtoken/") != NULL) {
        answer->body = "{\"value\":\"github.id.token\"}";
    } else if (strstr(request->target, "/arc") != NULL && request->number == 0) {
        answer->status = 401;
        answer->headers = play->challenge;
        answer->body = "{}";
    }
}

/* ---- comparing ---- */

/* The fields of "a=1&b=2", each counted; fails unless they are exactly the wanted ones. */
static void compare_fields(const struct row *row, const char *text)
{
    size_t wanted = 0, given = text[0] != '\0';

    for (const char *at = text; *at != '\0'; at++)
        given += *at == '&';
    for (; row->fields[wanted] != NULL; wanted++) {
        const char *field = row->fields[wanted];
        size_t len = strlen(field);
        const char *found = text;
        bool is_there = false;

        while (!is_there && (found = strstr(found, field)) != NULL) {
            bool begins = found == text || found[-1] == '&';
            is_there = begins && (found[len] == '&' || found[len] == '\0' || field[len - 1] == '=');
            found++;
        }
        if (!is_there)
            fail_msg("%s (%s): \"%s\" is not in \"%s\"", row->what, row->document, field, text);
    }
    if (wanted != given)
        fail_msg("%s (%s): %zu fields, but %zu are sent: \"%s\"", row->what, row->document, wanted,
                 given, text);
}

static void compare(const struct row *row, const struct tiny_request *request)
{
    const char *query = strchr(request->target, '?');
    size_t path_len = query != NULL ? (size_t)(query - request->target) : strlen(request->target);

    assert_string_equal(request->method, row->method);
    if (strlen(row->path) != path_len || strncmp(request->target, row->path, path_len) != 0)
        fail_msg("%s: %s is not %s", row->what, request->target, row->path);
    compare_fields(row, strcmp(row->method, "POST") == 0 ? request->body
                        : query != NULL                  ? query + 1
                                                         : "");
    for (size_t i = 0; row->headers[i] != NULL; i++) {
        if (!tiny_request_has_header(request, row->headers[i]))
            fail_msg("%s: no \"%s\" in %s", row->what, row->headers[i], request->headers);
    }
    if (row->no_header != NULL) {
        char *line = ak_asprintf("\n%s:", row->no_header);

        if (ak_text_has_prefix(request->headers, row->no_header, true) ||
            ak_text_casestr(request->headers, line) != NULL)
            fail_msg("%s: %s in %s", row->what, row->no_header, request->headers);
        free(line);
    }
}

static void write_files(const struct identity_bench *bench)
{
    char *login = ak_asprintf(
        "{\"version\":1,\"logins\":[{\"cloud\":\"AzureCloud\",\"authority\":\"%s\",\"tenantId\":"
        "\"tenant-of-kim\",\"clientId\":\"client-of-login\",\"name\":\"kim\",\"refreshToken\":"
        "\"refresh-0\"}]}",
        bench->cloud.authority);

    bench_write(bench, "federated", "eyJ0.eyJ1.c2ln\n");
    bench_write(bench, "arc/one.key", "arc-key\n");
    bench_write(bench, "akscope/login.json", login);
    free(login);
}

static void send_row(const struct row *row)
{
    struct identity_bench bench;
    struct play play;
    char *arc;

    bench_play_with(&bench, on_request, &play);
    (void)snprintf(play.challenge, sizeof play.challenge,
                   "www-authenticate: Basic realm=%s/arc/one.key\r\n", bench.folder);
    write_files(&bench);
    arc = bench_path(&bench, "arc");
    bench_set(&bench, row->environment);
    bench_open_auth(&bench, &(struct ak_auth_options){.credential = row->credential,
                                                      .identity = row->identity,
                                                      .arc_folder = arc});
    bench_assert_served(&bench, "served");
    const struct tiny_request *request = tiny_server_request(bench.server, row->number);
    assert_non_null(request);
    compare(row, request);
    free(arc);
    bench_end(&bench);
}

static void every_request_is_as_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        send_row(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_as_documented),
    };

    return cmocka_run_group_tests_name("requests", tests, NULL, NULL);
}
