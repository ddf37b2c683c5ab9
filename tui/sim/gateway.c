#include "config.h"

#include "gateway_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "entra_int.h"
#include "token_int.h"

bool ak_sim_gateway_has_version(struct ak_sim_call *call)
{
    if (call->route != NULL && call->route->api == AK_SIM_API_NONE) {
        return true;
    }
    const char *version = ak_sim_call_query(call, "api-version");
    if (version == NULL || *version == '\0') {
        ak_sim_reply_error(call, 400, "MissingApiVersionParameter",
                           "The api-version query parameter (?api-version=) is required for all "
                           "requests.");
        return false;
    }
    if (!ak_sim_api_version_is_date(version)) {
        ak_sim_reply_error(call, 400, "InvalidApiVersionParameter",
                           "The api-version '%s' is invalid. The api-version should be in the "
                           "format 'yyyy-MM-dd' or 'yyyy-MM-dd-preview'.",
                           version);
        return false;
    }
    return true;
}

static void refuse_token(struct ak_sim_call *call, const char *code, const char *message)
{
    char *challenge =
        ak_asprintf("Bearer authorization_uri=\"%s://%s/%s\", error=\"invalid_token\", "
                    "error_description=\"%s\"",
                    call->sim->scheme, call->sim->authority, call->sim->world->tenant_id,
                    strcmp(code, "AuthenticationFailed") == 0
                        ? "The authentication failed because of missing 'Authorization' header."
                        : "The access token is invalid.");
    ak_sim_reply_error(call, 401, code, "%s", message);
    ak_sim_reply_header(call, "WWW-Authenticate", challenge);
    free(challenge);
}

bool ak_sim_gateway_is_signed_in(struct ak_sim_call *call)
{
    if (call->route != NULL && (call->route->flags & AK_SIM_OPEN) != 0) {
        return true;
    }
    const char *header = ak_sim_call_header(call, "Authorization");
    const char *token = ak_sim_call_bearer(call);
    if (header == NULL || *header == '\0') {
        refuse_token(call, "AuthenticationFailed",
                     "Authentication failed. The 'Authorization' header is missing.");
        return false;
    }
    if (token == NULL) {
        refuse_token(call, "AuthenticationFailed",
                     "Authentication failed. The 'Authorization' header is provided in an invalid "
                     "format.");
        return false;
    }
    switch (ak_sim_token_check(token, ak_sim_now(call->sim))) {
    case AK_SIM_TOKEN_GOOD:
        return true;
    case AK_SIM_TOKEN_MALFORMED:
        refuse_token(call, "InvalidAuthenticationToken", "The access token is invalid.");
        break;
    case AK_SIM_TOKEN_EXPIRED:
        refuse_token(call, "ExpiredAuthenticationToken",
                     "The access token expiry UTC time is earlier than current UTC time.");
        break;
    case AK_SIM_TOKEN_OTHER_AUDIENCE:
        refuse_token(call, "InvalidAuthenticationTokenAudience",
                     "The access token has been obtained for wrong audience or resource. It "
                     "should exactly match with one of the allowed audiences "
                     "'https://management.core.windows.net/','https://management.azure.com/'.");
        break;
    }
    return false;
}

static bool is_guid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (strlen(text) != sizeof shape - 1) {
        return false;
    }
    for (size_t i = 0; shape[i] != '\0'; i++) {
        bool fits = shape[i] == 'x' ? isxdigit((unsigned char)text[i]) != 0 : text[i] == '-';
        if (!fits) {
            return false;
        }
    }
    return true;
}

bool ak_sim_gateway_find_subscription(struct ak_sim_call *call)
{
    if ((call->route->flags & AK_SIM_SUBSCRIPTION) == 0) {
        return true;
    }
    const char *id = ak_sim_call_parameter(call, "subscription");
    if (!is_guid(id)) {
        ak_sim_reply_error(call, 400, "InvalidSubscriptionId",
                           "The provided subscription identifier '%s' is malformed or invalid.",
                           id);
        return false;
    }
    call->subscription = ak_sim_find_subscription(call->sim->world, id);
    if (call->subscription == NULL) {
        ak_sim_reply_error(call, 404, "SubscriptionNotFound",
                           "The subscription '%s' could not be found.", id);
        return false;
    }
    return true;
}

bool ak_sim_gateway_find_group(struct ak_sim_call *call)
{
    if ((call->route->flags & AK_SIM_GROUP) == 0) {
        return true;
    }
    const char *group = ak_sim_call_parameter(call, "group");
    struct ak_sim_group found;
    if (ak_sim_find_group(call->subscription, group, &found)) {
        return true;
    }
    ak_sim_reply_error(call, 404, "ResourceGroupNotFound",
                       "Resource group '%s' could not be found.", group);
    return false;
}

bool ak_sim_gateway_find_cluster(struct ak_sim_call *call)
{
    if ((call->route->flags & AK_SIM_CLUSTER) == 0) {
        return true;
    }
    const char *group = ak_sim_call_parameter(call, "group");
    const char *name = ak_sim_call_parameter(call, "cluster");
    call->cluster = ak_sim_find_cluster(call->subscription, group, name);
    if (call->cluster == NULL) {
        ak_sim_reply_error(call, 404, "ResourceNotFound",
                           "The Resource 'Microsoft.ContainerService/managedClusters/%s' under "
                           "resource group '%s' was not found. For more details please go to "
                           "https://aka.ms/ARMResourceNotFoundFix",
                           name, group);
        return false;
    }
    return true;
}

/* Pools are the provider's own: ARM doesn't track them, so the provider says that there is none. */
bool ak_sim_gateway_find_pool(struct ak_sim_call *call)
{
    if ((call->route->flags & AK_SIM_POOL) == 0) {
        return true;
    }
    call->pool = ak_sim_find_pool(call->cluster, ak_sim_call_parameter(call, "pool"));
    if (call->pool == NULL) {
        ak_sim_reply_provider_error(call, 404, "NotFound", NULL, "The entity was not found.");
        return false;
    }
    return true;
}

static cJSON *find_location(struct ak_sim_call *call, cJSON *locations)
{
    const char *wanted = ak_sim_call_parameter(call, "location");
    cJSON *location = NULL;
    cJSON_ArrayForEach(location, locations)
    {
        if (ak_text_caseeq(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(location, "name")),
                           wanted)) {
            return location;
        }
    }
    return NULL;
}

static void refuse_version(struct ak_sim_call *call, const char *location)
{
    const struct ak_sim_api_row *row = ak_sim_api_row(call->route->api);
    char *versions = ak_sim_api_versions(row, ", ");
    cJSON *locations = ak_sim_catalogue_locations(call->subscription->id);
    struct ak_buf names = ak_buf_init((size_t)64 * 1024);
    cJSON *item = NULL;
    cJSON_ArrayForEach(item, locations)
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "name"));
        (void)!ak_buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", name);
    }
    ak_sim_reply_error(call, 400, "NoRegisteredProviderFound",
                       "No registered resource provider found for location '%s' and API version "
                       "'%s' for type '%s'. The supported api-versions are '%s'. The supported "
                       "locations are '%s'.",
                       location, ak_sim_call_query(call, "api-version"), row->type, versions,
                       ak_buf_text(&names));
    ak_buf_release(&names);
    cJSON_Delete(locations);
    free(versions);
}

bool ak_sim_gateway_find_location(struct ak_sim_call *call)
{
    if ((call->route->flags & AK_SIM_LOCATION) == 0) {
        return true;
    }
    cJSON *locations = ak_sim_catalogue_locations(call->subscription->id);
    bool found = find_location(call, locations) != NULL;
    cJSON_Delete(locations);
    if (!found) {
        refuse_version(call, ak_sim_call_parameter(call, "location"));
    }
    return found;
}

/* The region that the request is about, or NULL. */
static const char *location_of(const struct ak_sim_call *call)
{
    if (call->cluster != NULL) {
        return cJSON_GetStringValue(
            cJSON_GetObjectItemCaseSensitive(call->cluster->body, "location"));
    }
    return ak_sim_call_parameter(call, "location");
}

bool ak_sim_gateway_takes_version(struct ak_sim_call *call)
{
    const struct ak_sim_api_row *row = ak_sim_api_row(call->route->api);
    if (call->route->api == AK_SIM_API_NONE) {
        return true;
    }
    const char *version = ak_sim_call_query(call, "api-version");
    if (ak_sim_api_takes(row, version)) {
        return true;
    }
    const char *location = location_of(call);
    if (location != NULL) {
        refuse_version(call, location);
        return false;
    }
    char *versions = ak_sim_api_versions(row, ",");
    if (row->owner == AK_SIM_OWNER_GATEWAY) {
        ak_sim_reply_error(call, 400, "InvalidApiVersionParameter",
                           "The api-version '%s' is invalid. The supported versions are '%s'.",
                           version, versions);
    } else {
        ak_sim_reply_error(call, 404, "InvalidResourceType",
                           "The resource type '%s' could not be found in the namespace '%s' for "
                           "api version '%s'. The supported api-versions are '%s'.",
                           row->type, row->provider, version, versions);
    }
    free(versions);
    return false;
}

/* What Azure says with each status when it is unwell. */
struct failure_row {
    int status;
    const char *code;
    const char *cause; /* x-ms-failure-cause */
    const char *message;
};

static const struct failure_row failures[] = {
    {401, "InvalidAuthenticationToken", "gateway", "The access token is invalid."},
    {403, "AuthorizationFailed", "gateway",
     "The client does not have authorization to perform the action over the scope, or the scope is "
     "invalid. If access was recently granted, please refresh your credentials."},
    {404, "ResourceNotFound", "gateway", "The resource was not found."},
    {409, "Conflict", "service", "Another operation is in progress."},
    {429, "TooManyRequests", "gateway",
     "The request is being throttled as the limit has been reached for operation type - Read."},
    {500, "InternalServerError", "service",
     "Encountered internal server error. Please retry the request."},
    {502, "BadGatewayConnection", "service",
     "The network connectivity issue encountered for 'Microsoft.ContainerService'; cannot fulfill "
     "the request."},
    {503, "ServerTimeout", "service",
     "The request timed out. Diagnostic information: the service is busy."},
    {504, "GatewayTimeout", "gateway",
     "The gateway did not receive a response from 'Microsoft.ContainerService' within the "
     "specified time period."},
    {0, "ServiceError", "service", "The service is unavailable."},
};

static const char portal[] = "<!DOCTYPE html>\n<html><head><title>Welcome to our guest "
                             "network</title></head>\n<body><h1>Please sign in to use this "
                             "network</h1><form action=\"/login\"></form></body></html>\n";

bool ak_sim_gateway_breaks(struct ak_sim_call *call)
{
    if (call->verdict.kind == AK_SIM_FAULT_HTML) {
        ak_sim_reply_text(call, 200, "text/html; charset=utf-8", ak_strdup(portal));
        return true;
    }
    if (call->verdict.kind == AK_SIM_FAULT_AADSTS) {
        ak_sim_entra_refuse(call, (int)call->verdict.value);
        return true;
    }
    if (call->verdict.kind == AK_SIM_FAULT_CLAIMS) {
        return ak_sim_entra_challenges(call);
    }
    if (call->verdict.kind != AK_SIM_FAULT_STATUS) {
        return false;
    }
    const struct failure_row *row = failures;
    while (row->status != 0 && row->status != call->verdict.value) {
        row++;
    }
    if (row->status == 401) {
        refuse_token(call, row->code, row->message);
        return true;
    }
    ak_sim_reply_error(call, (int)call->verdict.value, row->code, "%s", row->message);
    ak_sim_reply_header(call, "x-ms-failure-cause", row->cause);
    if (call->verdict.retry_after >= 0) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%lld", (long long)call->verdict.retry_after);
        ak_sim_reply_header(call, "Retry-After", seconds);
    }
    return true;
}
