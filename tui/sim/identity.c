/* Signing in as a managed identity: the token endpoints of App Service, of a VM and of a server
 * that Azure Arc manages. Any secret will do; what must be there must be there, as with the real
 * ones. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "entra_int.h"
#include "handlers_int.h"
#include "random_int.h"
#include "token_int.h"

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

/* A user-assigned identity that was asked for by its client id is given; so is one by another id,
 * whose client id nobody asked for. */
static const char *identity_of(const struct ak_sim_call *call)
{
    const char *asked = ak_sim_call_query(call, "client_id");
    return asked != NULL ? asked : client_id;
}

/* The ids that were asked for, said again. */
static void add_identity(const struct ak_sim_call *call, cJSON *json)
{
    static const char *const names[] = {"object_id", "msi_res_id", "mi_res_id"};
    (void)cJSON_AddStringToObject(json, "client_id", identity_of(call));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *asked = ak_sim_call_query(call, names[i]);
        if (asked != NULL) {
            (void)cJSON_AddStringToObject(json, names[i], asked);
        }
    }
}

/* The answer's common part: access_token, resource, token_type, client_id. */
static cJSON *token_json(struct ak_sim_call *call, const char *resource, int64_t expires)
{
    struct ak_sim_token_claims claims = {.tenant = call->sim->world->tenant_id,
                                         .audience = resource,
                                         .client = identity_of(call),
                                         .issued = ak_sim_now(call->sim),
                                         .expires = expires};
    char *token = ak_sim_token_make(&claims, &call->sim->random);
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "access_token", token);
    (void)cJSON_AddStringToObject(json, "resource", resource);
    (void)cJSON_AddStringToObject(json, "token_type", "Bearer");
    add_identity(call, json);
    free(token);
    return json;
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
        ak_sim_oauth_error(
            call, 400, "invalid_request",
            "The api-version must be 2017-09-01 or 2019-08-01, and a resource be given.");
        return;
    }
    const char *secret = ak_sim_call_header(call, row->header);
    if (secret == NULL || *secret == '\0') {
        ak_sim_oauth_error(call, 401, "invalid_request", "The header with the secret is missing.");
        return;
    }
    int64_t expires = ak_sim_token_expiry(call->sim);
    cJSON *json = token_json(call, resource, expires);
    if (row->is_epoch) {
        add_number_text(json, "expires_on", expires);
        add_number_text(json, "not_before", ak_sim_now(call->sim));
    } else {
        add_date_text(json, "expires_on", expires);
    }
    ak_sim_reply_json(call, 200, json);
}

/* ---- Azure Arc ---- */

/* Writes the key that the agent challenges with. The name is new each time, as the agent's. */
static char *write_key(struct ak_sim_call *call, const char *folder)
{
    char guid[AK_SIM_GUID_SIZE];
    char *path = ak_asprintf("%s/%s.key", folder, ak_sim_random_guid(&call->sim->random, guid));
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written = false;
    if (descriptor >= 0) {
        size_t len = strlen(call->sim->arc_key);
        is_written = write(descriptor, call->sim->arc_key, len) == (ssize_t)len;
        (void)close(descriptor);
    }
    if (!is_written) {
        free(path);
        return NULL;
    }
    return path;
}

static bool has_key(const struct ak_sim_call *call)
{
    static const char basic[] = "Basic ";
    const char *header = ak_sim_call_header(call, "Authorization");
    return header != NULL && ak_text_has_prefix(header, basic, true) &&
           strcmp(header + sizeof basic - 1, call->sim->arc_key) == 0;
}

/* The agent of Azure Arc (learn.microsoft.com/azure/azure-arc/servers/
 * managed-identity-authentication): who asks must be able to read a file of ours. True when the
 * call was answered. */
static bool challenges(struct ak_sim_call *call)
{
    static const char arc_version[] = "2020-06-01";
    const char *folder = call->sim->options->arc;
    const char *version = ak_sim_call_query(call, "api-version");
    if (folder == NULL || version == NULL || strcmp(version, arc_version) != 0) {
        return false;
    }
    if (call->sim->arc_key[0] == '\0') {
        (void)ak_sim_random_guid(&call->sim->random, call->sim->arc_key);
    } else if (has_key(call)) {
        return false;
    }
    char *path = write_key(call, folder);
    if (path == NULL) {
        ak_sim_oauth_error(call, 500, "server_error", "The key can't be written.");
        return true;
    }
    char *challenge = ak_asprintf("Basic realm=%s", path);
    ak_sim_oauth_error(call, 401, "unauthorized_client", "Missing Basic Authorization header");
    ak_sim_reply_header(call, "WWW-Authenticate", challenge);
    free(challenge);
    free(path);
    return true;
}

/* ---- virtual machines ---- */

/* The instance metadata service (learn.microsoft.com, "How to use managed identities on an Azure VM
 * to acquire an access token"): numbers are texts. */
void ak_sim_get_vm_token(struct ak_sim_call *call)
{
    const char *metadata = ak_sim_call_header(call, "Metadata");
    const char *resource = ak_sim_call_query(call, "resource");
    if (!ak_text_caseeq(metadata, "true")) {
        ak_sim_oauth_error(call, 400, "invalid_request", "Required metadata header not specified");
        return;
    }
    if (resource == NULL || *resource == '\0' || ak_sim_call_query(call, "api-version") == NULL) {
        ak_sim_oauth_error(call, 400, "invalid_request",
                           "Required audience parameter not specified");
        return;
    }
    if (challenges(call)) {
        return;
    }
    int64_t expires = ak_sim_token_expiry(call->sim);
    cJSON *json = token_json(call, resource, expires);
    add_number_text(json, "expires_in", AK_SIM_TOKEN_SECONDS);
    add_number_text(json, "ext_expires_in", AK_SIM_TOKEN_SECONDS);
    add_number_text(json, "expires_on", expires);
    add_number_text(json, "not_before", ak_sim_now(call->sim));
    ak_sim_reply_json(call, 200, json);
}
