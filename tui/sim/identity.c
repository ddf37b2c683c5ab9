/* Signing in: the token endpoints of a managed identity (App Service and VM) and of Entra ID. Any
 * secret will do; what must be there must be there, as with the real ones. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/clock.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "handlers_int.h"
#include "token_int.h"

enum { TOKEN_SECONDS = 24 * 3600 };

static const char client_id[] = "5a1c0de0-0000-4000-8000-00000000a115";

/* The endpoints of App Service, by api-version: the header that carries the secret, and how
 * `expires_on` is written (learn.microsoft.com, "How to use managed identities for App Service").
 */
struct app_service_row {
    const char *version;
    const char *header;
    bool is_epoch;
};

static const struct app_service_row app_service[] = {
    {"2017-09-01", "secret", false},
    {"2019-08-01", "X-IDENTITY-HEADER", true},
};

/* Expiry counts from the later of the two clocks, so that a client that lives in the real year and
 * one that lives in --now both take the token for fresh. */
static int64_t expiry(const struct ak_sim *sim)
{
    struct ak_clock clock = ak_clock_system();
    int64_t real = ak_clock_now(&clock);
    int64_t simulated = ak_sim_now(sim);
    return (real > simulated ? real : simulated) + TOKEN_SECONDS;
}

/* The answer's common part: access_token, resource, token_type, client_id. */
static cJSON *token_json(struct ak_sim_call *call, const char *resource, int64_t expires)
{
    struct ak_sim_token_claims claims = {.tenant = call->sim->world->tenant_id,
                                         .audience = resource,
                                         .client = client_id,
                                         .issued = ak_sim_now(call->sim),
                                         .expires = expires};
    char *token = ak_sim_token_make(&claims, &call->sim->random);
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "access_token", token);
    (void)cJSON_AddStringToObject(json, "resource", resource);
    (void)cJSON_AddStringToObject(json, "token_type", "Bearer");
    (void)cJSON_AddStringToObject(json, "client_id", client_id);
    free(token);
    return json;
}

/* OAuth errors have neither of ARM's shapes. */
static void refuse(struct ak_sim_call *call, int status, const char *code, const char *description)
{
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "error", code);
    (void)cJSON_AddStringToObject(json, "error_description", description);
    ak_sim_reply_json(call, status, json);
}

static void add_number_text(cJSON *json, const char *name, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    (void)cJSON_AddStringToObject(json, name, text);
}

/* "11/24/2026 02:26:58 +00:00", the form of App Service's 2017-09-01. */
static void add_date_text(cJSON *json, const char *name, int64_t seconds)
{
    struct ak_date day = ak_date_from_time(seconds);
    int second = (int)(seconds - (int64_t)ak_date_to_days(day) * 86400);
    char *text = ak_asprintf("%02d/%02d/%04d %02d:%02d:%02d +00:00", day.month, day.day, day.year,
                             second / 3600, second / 60 % 60, second % 60);
    (void)cJSON_AddStringToObject(json, name, text);
    free(text);
}

static const struct app_service_row *find_app_service(const char *version)
{
    for (size_t i = 0; version != NULL && i < sizeof app_service / sizeof *app_service; i++) {
        if (strcmp(app_service[i].version, version) == 0) {
            return &app_service[i];
        }
    }
    return NULL;
}

void ak_sim_get_app_service_token(struct ak_sim_call *call)
{
    const struct app_service_row *row = find_app_service(ak_sim_call_query(call, "api-version"));
    const char *resource = ak_sim_call_query(call, "resource");
    if (row == NULL || resource == NULL || *resource == '\0') {
        refuse(call, 400, "invalid_request",
               "The api-version must be 2017-09-01 or 2019-08-01, and a resource be given.");
        return;
    }
    const char *secret = ak_sim_call_header(call, row->header);
    if (secret == NULL || *secret == '\0') {
        refuse(call, 401, "invalid_request", "The header with the secret is missing.");
        return;
    }
    int64_t expires = expiry(call->sim);
    cJSON *json = token_json(call, resource, expires);
    if (row->is_epoch) {
        add_number_text(json, "expires_on", expires);
        add_number_text(json, "not_before", ak_sim_now(call->sim));
    } else {
        add_date_text(json, "expires_on", expires);
    }
    ak_sim_reply_json(call, 200, json);
}

/* The instance metadata service (learn.microsoft.com, "How to use managed identities on an Azure VM
 * to acquire an access token"): numbers are texts. */
void ak_sim_get_vm_token(struct ak_sim_call *call)
{
    const char *metadata = ak_sim_call_header(call, "Metadata");
    const char *resource = ak_sim_call_query(call, "resource");
    if (!ak_text_caseeq(metadata, "true")) {
        refuse(call, 400, "invalid_request", "Required metadata header not specified");
        return;
    }
    if (resource == NULL || *resource == '\0' || ak_sim_call_query(call, "api-version") == NULL) {
        refuse(call, 400, "invalid_request", "Required audience parameter not specified");
        return;
    }
    int64_t expires = expiry(call->sim);
    cJSON *json = token_json(call, resource, expires);
    add_number_text(json, "expires_in", TOKEN_SECONDS);
    add_number_text(json, "ext_expires_in", TOKEN_SECONDS);
    add_number_text(json, "expires_on", expires);
    add_number_text(json, "not_before", ak_sim_now(call->sim));
    ak_sim_reply_json(call, 200, json);
}

/* "https://management.azure.com//.default" asks for "https://management.azure.com/". */
static char *resource_of_scope(const char *scope)
{
    static const char suffix[] = "/.default";
    size_t len = strlen(scope);
    size_t cut = sizeof suffix - 1;
    bool has_suffix = len > cut && strcmp(scope + len - cut, suffix) == 0;
    return ak_strndup(scope, has_suffix ? len - cut : len);
}

/* Entra ID's token endpoint, client credentials only: a secret or an assertion. */
void ak_sim_post_token(struct ak_sim_call *call)
{
    struct ak_vec form = ak_vec_init(sizeof(struct ak_sim_pair));
    ak_sim_pairs_parse(&form, ak_buf_text(&call->body));
    const char *grant = ak_sim_pairs_find(&form, "grant_type");
    const char *scope = ak_sim_pairs_find(&form, "scope");
    bool has_proof = ak_sim_pairs_find(&form, "client_secret") != NULL ||
                     ak_sim_pairs_find(&form, "client_assertion") != NULL;
    if (!ak_text_caseeq(grant, "client_credentials")) {
        refuse(call, 400, "unsupported_grant_type",
               "AADSTS70003: The app requested an unsupported grant type.");
    } else if (ak_sim_pairs_find(&form, "client_id") == NULL || scope == NULL) {
        refuse(call, 400, "invalid_request",
               "AADSTS900144: The request body must contain client_id and scope.");
    } else if (!has_proof) {
        refuse(call, 401, "invalid_client",
               "AADSTS7000218: The request body must contain the following parameter: "
               "'client_assertion' or 'client_secret'.");
    } else {
        char *resource = resource_of_scope(scope);
        cJSON *json = token_json(call, resource, expiry(call->sim));
        (void)cJSON_AddNumberToObject(json, "expires_in", TOKEN_SECONDS);
        (void)cJSON_AddNumberToObject(json, "ext_expires_in", TOKEN_SECONDS);
        free(resource);
        ak_sim_reply_json(call, 200, json);
    }
    ak_sim_pairs_release(&form);
}

void ak_sim_get_openid_configuration(struct ak_sim_call *call)
{
    char *origin = ak_sim_call_origin(call);
    const char *tenant = call->sim->world->tenant_id;
    char *issuer = ak_asprintf("%s/%s/v2.0", origin, tenant);
    char *token = ak_asprintf("%s/%s/oauth2/v2.0/token", origin, tenant);
    char *authorize = ak_asprintf("%s/%s/oauth2/v2.0/authorize", origin, tenant);
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "issuer", issuer);
    (void)cJSON_AddStringToObject(json, "token_endpoint", token);
    (void)cJSON_AddStringToObject(json, "authorization_endpoint", authorize);
    free(authorize);
    free(token);
    free(issuer);
    free(origin);
    ak_sim_reply_json(call, 200, json);
}
