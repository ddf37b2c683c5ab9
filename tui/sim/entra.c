/* entra.c: Microsoft Entra ID's endpoints of a tenant: tokens for applications (secret,
 * certificate, federation) and for people (device code, refresh token). Source:
 * learn.microsoft.com/entra/ identity-platform: v2-oauth2-client-creds-grant-flow,
 * v2-oauth2-device-code, claims-challenge. */
#include "config.h"

#include "entra_int.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/clock.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "assertion_int.h"
#include "call_int.h"
#include "handlers_int.h"
#include "random_int.h"
#include "token_int.h"

enum {
    DEVICE_SECONDS = 900,
    POLL_SECONDS = 5,
    AUTHORIZATION_PENDING = 70016,
    BAD_CODE = 70018,
    CODE_EXPIRED = 70020,
    BAD_REFRESH_TOKEN = 700082,
    WRONG_SECRET = 7000215,
    NO_PROOF = 7000218,
    NO_PARAMETER = 900144,
    UNSUPPORTED_GRANT = 70003,
};

static const char person[] = "kim@contoso.example";
static const char wanted_context[] = "c1";

/* A code that was given out, until its token was. */
struct device {
    char *code;
    char *client;
    int64_t since_ms;
};

/* A refresh token, good once and again as in Entra ID, which has no end of its own here. */
struct refresh {
    char *token;
    char *client;
};

struct ak_sim_entra {
    const struct ak_sim_options *options;
    struct ak_sim_issuer *issuer;
    struct ak_vec devices;   /* of struct device */
    struct ak_vec refreshes; /* of struct refresh */
};

int ak_sim_entra_open(const struct ak_sim_options *options, struct ak_sim_entra **out,
                      struct ak_err *err)
{
    struct ak_sim_entra *entra = ak_alloc(1, sizeof *entra);
    entra->options = options;
    entra->devices = ak_vec_init(sizeof(struct device));
    entra->refreshes = ak_vec_init(sizeof(struct refresh));
    *out = entra;
    return ak_sim_issuer_open(options->certificate, &entra->issuer, err);
}

void ak_sim_entra_free(struct ak_sim_entra *entra)
{
    if (entra == NULL) {
        return;
    }
    for (size_t i = 0; i < entra->devices.len; i++) {
        struct device *device = ak_vec_at(&entra->devices, i);
        free(device->code);
        free(device->client);
    }
    for (size_t i = 0; i < entra->refreshes.len; i++) {
        struct refresh *refresh = ak_vec_at(&entra->refreshes, i);
        free(refresh->token);
        free(refresh->client);
    }
    ak_vec_release(&entra->devices);
    ak_vec_release(&entra->refreshes);
    ak_sim_issuer_free(entra->issuer);
    free(entra);
}

/* ---- refusals ---- */

struct refusal_row {
    int number;
    int status;
    const char *error;
    const char *description;
};

/* Words of the service, as reported by those who met them; what is theirs alone is left out. */
static const struct refusal_row refusals[] = {
    {50012, 401, "invalid_client", "Assertion audience claim does not match the realm issuer."},
    {50027, 400, "invalid_request", "JWT token is invalid or malformed."},
    {50076, 400, "interaction_required",
     "Due to a configuration change made by your administrator, or because you moved to a new "
     "location, you must use multi-factor authentication to access the resource."},
    {53003, 400, "interaction_required",
     "Access has been blocked by Conditional Access policies. The access policy does not allow "
     "token issuance."},
    {65001, 400, "invalid_grant",
     "The user or administrator has not consented to use the application."},
    {65004, 400, "authorization_declined", "User declined to consent to access the app."},
    {AUTHORIZATION_PENDING, 400, "authorization_pending",
     "OAuth 2.0 device flow error. Authorization is pending. Continue polling."},
    {BAD_CODE, 400, "bad_verification_code",
     "Invalid verification code due to User typing in wrong user code for device code flow."},
    {CODE_EXPIRED, 400, "expired_token",
     "The provided value for the input parameter 'device_code' is not valid. This device code has "
     "expired."},
    {UNSUPPORTED_GRANT, 400, "unsupported_grant_type",
     "The app requested an unsupported grant type."},
    {70021, 400, "invalid_request",
     "No matching federated identity record found for presented assertion."},
    {700016, 400, "unauthorized_client",
     "Application with identifier was not found in the directory."},
    {700024, 401, "invalid_client", "Client assertion is not within its valid time range."},
    {700027, 401, "invalid_client",
     "The certificate with identifier used to sign the client assertion is not registered on "
     "application."},
    {BAD_REFRESH_TOKEN, 400, "invalid_grant", "The refresh token has expired due to inactivity."},
    {700211, 401, "invalid_client",
     "No matching federated identity record found for presented assertion issuer."},
    {700212, 401, "invalid_client",
     "No matching federated identity record found for presented assertion audience."},
    {700213, 401, "invalid_client",
     "No matching federated identity record found for presented assertion subject."},
    {WRONG_SECRET, 401, "invalid_client",
     "Invalid client secret provided. Ensure the secret being sent in the request is the client "
     "secret value, not the client secret ID, for a secret added to app."},
    {NO_PROOF, 401, "invalid_client",
     "The request body must contain the following parameter: 'client_assertion' or "
     "'client_secret'."},
    {7000222, 401, "invalid_client", "The provided client secret keys for app are expired."},
    {90002, 400, "invalid_request",
     "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the "
     "correct cloud."},
    {NO_PARAMETER, 400, "invalid_request",
     "The request body must contain the following parameter: 'client_id', 'scope' or another that "
     "the grant needs."},
    {0, 400, "invalid_grant", "The request is refused."},
};

void ak_sim_oauth_error(struct ak_sim_call *call, int status, const char *code,
                        const char *description)
{
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "error", code);
    (void)cJSON_AddStringToObject(json, "error_description", description);
    ak_sim_reply_json(call, status, json);
}

void ak_sim_entra_refuse(struct ak_sim_call *call, int number)
{
    const struct refusal_row *row = refusals;
    while (row->number != 0 && row->number != number) {
        row++;
    }
    char trace[AK_SIM_GUID_SIZE];
    char correlation[AK_SIM_GUID_SIZE];
    (void)ak_sim_random_guid(&call->sim->random, trace);
    (void)ak_sim_random_guid(&call->sim->random, correlation);
    char when[24];
    (void)ak_time_iso(ak_sim_now(call->sim), when, sizeof when);
    *strchr(when, 'T') = ' ';
    char *description = ak_asprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
                                    number, row->description, trace, correlation, when);
    double code = number;
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "error", row->error);
    (void)cJSON_AddStringToObject(json, "error_description", description);
    (void)cJSON_AddItemToObject(json, "error_codes", cJSON_CreateDoubleArray(&code, 1));
    (void)cJSON_AddStringToObject(json, "trace_id", trace);
    (void)cJSON_AddStringToObject(json, "correlation_id", correlation);
    free(description);
    ak_sim_reply_json(call, row->status, json);
}

/* ---- claims ---- */

/* {"access_token":{"acrs":{"essential":true,"value":"c1"}}} */
static cJSON *wanted_claims(void)
{
    cJSON *claims = cJSON_CreateObject();
    cJSON *acrs = cJSON_AddObjectToObject(cJSON_AddObjectToObject(claims, "access_token"), "acrs");
    (void)cJSON_AddBoolToObject(acrs, "essential", true);
    (void)cJSON_AddStringToObject(acrs, "value", wanted_context);
    return claims;
}

bool ak_sim_entra_challenges(struct ak_sim_call *call)
{
    const char *shown = ak_sim_call_bearer(call);
    if (shown != NULL && ak_sim_token_has_context(shown, wanted_context)) {
        return false;
    }
    cJSON *claims = wanted_claims();
    char *text = cJSON_PrintUnformatted(claims);
    char *encoded = ak_sim_base64url(text, strlen(text));
    char *challenge =
        ak_asprintf("Bearer realm=\"\", authorization_uri=\"%s://%s/common/oauth2/authorize\", "
                    "error=\"insufficient_claims\", claims=\"%s\"",
                    call->sim->scheme, call->sim->authority, encoded);
    ak_sim_reply_error(call, 401, "InvalidAuthenticationToken",
                       "Continuous access evaluation resulted in challenge with result: "
                       "InteractionRequired and code: InsufficientClaims.");
    ak_sim_reply_header(call, "WWW-Authenticate", challenge);
    free(challenge);
    free(encoded);
    free(text);
    cJSON_Delete(claims);
    return true;
}

/* True when the request asks for the context that the challenge wants. */
static bool asks_for_context(const char *claims)
{
    cJSON *root = claims != NULL ? cJSON_Parse(claims) : NULL;
    const cJSON *access = cJSON_GetObjectItemCaseSensitive(root, "access_token");
    const cJSON *acrs = cJSON_GetObjectItemCaseSensitive(access, "acrs");
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(acrs, "value"));
    bool asks = value != NULL && strcmp(value, wanted_context) == 0;
    cJSON_Delete(root);
    return asks;
}

/* ---- the token endpoint ---- */

static const char *field(const struct ak_vec *form, const char *name)
{
    return ak_sim_pairs_find(form, name);
}

/* "https://management.azure.com//.default openid" asks for "https://management.azure.com/". */
static char *resource_of_scope(const char *scope)
{
    static const char suffix[] = "/.default";
    size_t len = strcspn(scope, " ");
    size_t cut = sizeof suffix - 1;
    bool has_suffix = len > cut && strncmp(scope + len - cut, suffix, cut) == 0;
    return ak_strndup(scope, has_suffix ? len - cut : len);
}

static int64_t real_now(const struct ak_sim_call *call)
{
    return ak_clock_now(&call->sim->clock);
}

int64_t ak_sim_token_expiry(const struct ak_sim *sim)
{
    int64_t real = ak_clock_now(&sim->clock);
    int64_t simulated = ak_sim_now(sim);
    return (real > simulated ? real : simulated) + AK_SIM_TOKEN_SECONDS;
}

static void add_refresh_token(struct ak_sim_call *call, const struct ak_vec *form, cJSON *json)
{
    struct refresh *refresh = ak_vec_push(&call->sim->entra->refreshes);
    char first[AK_SIM_GUID_SIZE];
    char second[AK_SIM_GUID_SIZE];
    (void)ak_sim_random_guid(&call->sim->random, first);
    (void)ak_sim_random_guid(&call->sim->random, second);
    refresh->token = ak_asprintf("1.%s.%s", first, second);
    refresh->client = ak_strdup(field(form, "client_id"));
    (void)cJSON_AddStringToObject(json, "refresh_token", refresh->token);
}

/* What people get beside the access token, when they ask for it. */
static void add_for_person(struct ak_sim_call *call, const struct ak_vec *form, cJSON *json,
                           struct ak_sim_token_claims claims)
{
    const char *scope = field(form, "scope");
    bool is_device = field(form, "device_code") != NULL; /* asked for with the code */
    if (is_device || (scope != NULL && strstr(scope, "offline_access") != NULL)) {
        add_refresh_token(call, form, json);
    }
    if (is_device || (scope != NULL && strstr(scope, "openid") != NULL)) {
        claims.audience = claims.client;
        char *token = ak_sim_token_make(&claims, &call->sim->random);
        (void)cJSON_AddStringToObject(json, "id_token", token);
        free(token);
    }
}

static void give_token(struct ak_sim_call *call, const struct ak_vec *form, const char *user)
{
    const char *scope = field(form, "scope");
    char *resource = resource_of_scope(scope != NULL ? scope : "https://management.azure.com/");
    bool has_context = asks_for_context(field(form, "claims"));
    struct ak_sim_token_claims claims = {.tenant = call->sim->world->tenant_id,
                                         .audience = resource,
                                         .client = field(form, "client_id"),
                                         .user = user,
                                         .context = has_context ? wanted_context : NULL,
                                         .issued = ak_sim_now(call->sim),
                                         .expires = ak_sim_token_expiry(call->sim)};
    char *token = ak_sim_token_make(&claims, &call->sim->random);
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "token_type", "Bearer");
    (void)cJSON_AddNumberToObject(json, "expires_in", AK_SIM_TOKEN_SECONDS);
    (void)cJSON_AddNumberToObject(json, "ext_expires_in", AK_SIM_TOKEN_SECONDS);
    (void)cJSON_AddStringToObject(json, "access_token", token);
    if (user != NULL) {
        (void)cJSON_AddStringToObject(json, "scope", scope != NULL ? scope : "");
        add_for_person(call, form, json, claims);
    }
    free(token);
    free(resource);
    ak_sim_reply_json(call, 200, json);
}

static int judge_assertion(struct ak_sim_call *call, const struct ak_vec *form)
{
    char *origin = ak_sim_call_origin(call);
    char *endpoint = ak_asprintf("%s%s", origin, call->target.path);
    struct ak_sim_assertion shown = {.client = field(form, "client_id"),
                                     .endpoint = endpoint,
                                     .origin = origin,
                                     .now = real_now(call)};
    int number =
        ak_sim_assertion_judge(call->sim->entra->issuer, field(form, "client_assertion"), &shown);
    free(endpoint);
    free(origin);
    return number;
}

static void grant_client(struct ak_sim_call *call, const struct ak_vec *form)
{
    static const char jwt_bearer[] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    const char *secret = field(form, "client_secret");
    const char *assertion = field(form, "client_assertion");
    const char *known = call->sim->options->client_secret;
    int number = 0;
    if (field(form, "scope") == NULL) {
        number = NO_PARAMETER;
    } else if (assertion != NULL) {
        const char *type = field(form, "client_assertion_type");
        number = type != NULL && strcmp(type, jwt_bearer) == 0 ? judge_assertion(call, form)
                                                               : NO_PARAMETER;
    } else if (secret == NULL) {
        number = NO_PROOF;
    } else if (known != NULL && strcmp(secret, known) != 0) {
        number = WRONG_SECRET;
    }
    if (number != 0) {
        ak_sim_entra_refuse(call, number);
    } else {
        give_token(call, form, NULL);
    }
}

static void grant_refresh(struct ak_sim_call *call, const struct ak_vec *form)
{
    const char *token = field(form, "refresh_token");
    const struct ak_vec *known = &call->sim->entra->refreshes;
    for (size_t i = 0; token != NULL && i < known->len; i++) {
        const struct refresh *refresh = ak_vec_at(known, i);
        if (strcmp(refresh->token, token) == 0 &&
            strcmp(refresh->client, field(form, "client_id")) == 0) {
            give_token(call, form, person);
            return;
        }
    }
    ak_sim_entra_refuse(call, token == NULL ? NO_PARAMETER : BAD_REFRESH_TOKEN);
}

static struct device *find_device(struct ak_sim_call *call, const struct ak_vec *form)
{
    const char *code = field(form, "device_code");
    for (size_t i = 0; code != NULL && i < call->sim->entra->devices.len; i++) {
        struct device *device = ak_vec_at(&call->sim->entra->devices, i);
        if (strcmp(device->code, code) == 0 &&
            strcmp(device->client, field(form, "client_id")) == 0) {
            return device;
        }
    }
    return NULL;
}

/* The person enters the code --device-seconds after it was given out. */
static void grant_device(struct ak_sim_call *call, const struct ak_vec *form)
{
    const struct device *device = find_device(call, form);
    if (device == NULL) {
        ak_sim_entra_refuse(call, BAD_CODE);
        return;
    }
    int64_t waited = (ak_sim_elapsed_ms(call->sim) - device->since_ms) / 1000;
    if (waited >= DEVICE_SECONDS) {
        ak_sim_entra_refuse(call, CODE_EXPIRED);
    } else if (waited < call->sim->options->device_seconds) {
        ak_sim_entra_refuse(call, AUTHORIZATION_PENDING);
    } else {
        give_token(call, form, person);
    }
}

struct grant_row {
    const char *type;
    void (*grant)(struct ak_sim_call *call, const struct ak_vec *form);
};

static const struct grant_row grants[] = {
    {"client_credentials", grant_client},
    {"refresh_token", grant_refresh},
    {"urn:ietf:params:oauth:grant-type:device_code", grant_device},
    {"device_code", grant_device},
};

void ak_sim_post_token(struct ak_sim_call *call)
{
    struct ak_vec form = ak_vec_init(sizeof(struct ak_sim_pair));
    ak_sim_pairs_parse(&form, ak_buf_text(&call->body));
    const char *type = field(&form, "grant_type");
    const struct grant_row *row = NULL;
    for (size_t i = 0; i < sizeof grants / sizeof *grants && row == NULL; i++) {
        row = ak_text_caseeq(grants[i].type, type) ? &grants[i] : NULL;
    }
    if (row == NULL) {
        ak_sim_entra_refuse(call, UNSUPPORTED_GRANT);
    } else if (field(&form, "client_id") == NULL) {
        ak_sim_entra_refuse(call, NO_PARAMETER);
    } else {
        row->grant(call, &form);
    }
    ak_sim_pairs_release(&form);
}

/* ---- the other endpoints ---- */

static void reply_code(struct ak_sim_call *call, const char *device_code)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    char user_code[10] = {0};
    for (size_t i = 0; i < sizeof user_code - 1; i++) {
        user_code[i] = letters[ak_sim_random_next(&call->sim->random) % (sizeof letters - 1)];
    }
    char *origin = ak_sim_call_origin(call);
    char *page = ak_asprintf("%s/devicelogin", origin);
    char *message = ak_asprintf("To sign in, use a web browser to open the page %s and enter the "
                                "code %s to authenticate.",
                                page, user_code);
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "user_code", user_code);
    (void)cJSON_AddStringToObject(json, "device_code", device_code);
    (void)cJSON_AddStringToObject(json, "verification_uri", page);
    (void)cJSON_AddNumberToObject(json, "expires_in", DEVICE_SECONDS);
    (void)cJSON_AddNumberToObject(json, "interval",
                                  call->sim->options->device_interval > 0
                                      ? (double)call->sim->options->device_interval
                                      : POLL_SECONDS);
    (void)cJSON_AddStringToObject(json, "message", message);
    free(message);
    free(page);
    free(origin);
    ak_sim_reply_json(call, 200, json);
}

void ak_sim_post_device_code(struct ak_sim_call *call)
{
    struct ak_vec form = ak_vec_init(sizeof(struct ak_sim_pair));
    ak_sim_pairs_parse(&form, ak_buf_text(&call->body));
    if (field(&form, "client_id") == NULL || field(&form, "scope") == NULL) {
        ak_sim_entra_refuse(call, NO_PARAMETER);
    } else {
        struct device *device = ak_vec_push(&call->sim->entra->devices);
        char guid[AK_SIM_GUID_SIZE];
        device->code = ak_asprintf("GAQ%s", ak_sim_random_guid(&call->sim->random, guid));
        device->client = ak_strdup(field(&form, "client_id"));
        device->since_ms = ak_sim_elapsed_ms(call->sim);
        reply_code(call, device->code);
    }
    ak_sim_pairs_release(&form);
}

void ak_sim_get_openid_configuration(struct ak_sim_call *call)
{
    static const struct {
        const char *name;
        const char *path; /* behind the tenant */
    } rows[] = {
        {"issuer", "v2.0"},
        {"token_endpoint", "oauth2/v2.0/token"},
        {"authorization_endpoint", "oauth2/v2.0/authorize"},
        {"device_authorization_endpoint", "oauth2/v2.0/devicecode"},
        {"jwks_uri", "discovery/v2.0/keys"},
    };
    const char *tenant = ak_sim_call_parameter(call, "tenant");
    char *origin = ak_sim_call_origin(call);
    cJSON *json = cJSON_CreateObject();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *url = ak_asprintf("%s/%s/%s", origin, tenant, rows[i].path);
        (void)cJSON_AddStringToObject(json, rows[i].name, url);
        free(url);
    }
    free(origin);
    ak_sim_reply_json(call, 200, json);
}

/* A token of the pipeline that we play beside Azure, as GitHub Actions gives it to a job: the
 * bearer is the job's own secret, of which any will do. */
void ak_sim_get_identity_token(struct ak_sim_call *call)
{
    const char *job = ak_sim_call_bearer(call);
    const char *audience = ak_sim_call_query(call, "audience");
    if (job == NULL || *job == '\0') {
        ak_sim_oauth_error(call, 401, "unauthorized", "The job's token is missing.");
        return;
    }
    char *origin = ak_sim_call_origin(call);
    char *token = ak_sim_issuer_token(call->sim->entra->issuer, origin,
                                      audience != NULL ? audience : origin, real_now(call));
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddNumberToObject(json, "count", 1);
    (void)cJSON_AddStringToObject(json, "value", token);
    free(token);
    free(origin);
    ak_sim_reply_json(call, 200, json);
}
