/* Microsoft.Features, and the resource providers themselves. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "operation_int.h"
#include "page_int.h"

static const char feature_provider[] = "Microsoft.ContainerService";

/* Features are kept by their names in lower case; the caller frees. */
static char *feature_key(const char *name)
{
    char *key = ak_strdup(name);
    for (char *at = key; *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
    return key;
}

static const char *feature_state(const struct ak_sim_subscription *subscription, const char *name)
{
    char *key = feature_key(name);
    const char *state =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(subscription->features, key));
    free(key);
    return state != NULL ? state : "NotRegistered";
}

static cJSON *feature_json(const struct ak_sim_subscription *subscription, const char *name)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    (void)cJSON_AddStringToObject(properties, "state", feature_state(subscription, name));
    char *id =
        ak_asprintf("/subscriptions/%s/providers/Microsoft.Features/providers/%s/features/%s",
                    subscription->id, feature_provider, name);
    char *full_name = ak_asprintf("%s/%s", feature_provider, name);
    (void)cJSON_AddStringToObject(json, "id", id);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Features/providers/features");
    (void)cJSON_AddStringToObject(json, "name", full_name);
    free(full_name);
    free(id);
    return json;
}

/* Whether {namespace} is the one that has features here, or wasn't given: all of them. */
static bool asks_for_aks(const struct ak_sim_call *call)
{
    const char *provider = ak_sim_call_parameter(call, "namespace");
    return provider == NULL || ak_text_caseeq(provider, feature_provider);
}

void ak_sim_list_features(struct ak_sim_call *call)
{
    cJSON *items = cJSON_CreateArray();
    cJSON *names = ak_sim_catalogue_feature_names();
    cJSON *name = NULL;
    cJSON_ArrayForEach(name, names)
    {
        if (asks_for_aks(call) && cJSON_IsString(name)) {
            (void)cJSON_AddItemToArray(items, feature_json(call->subscription, name->valuestring));
        }
    }
    cJSON_Delete(names);
    ak_sim_reply_list(call, items);
}

/* The asked feature's name as it is spelled, or NULL after it has answered; the caller frees. */
static char *asked_feature(struct ak_sim_call *call)
{
    const char *wanted = ak_sim_call_parameter(call, "feature");
    cJSON *names = ak_sim_catalogue_feature_names();
    char *found = NULL;
    const cJSON *name = NULL;
    cJSON_ArrayForEach(name, names)
    {
        if (found == NULL && asks_for_aks(call) &&
            ak_text_caseeq(cJSON_GetStringValue(name), wanted)) {
            found = ak_strdup(name->valuestring);
        }
    }
    cJSON_Delete(names);
    if (found == NULL) {
        ak_sim_reply_error(call, 404, "FeatureNotFound", "The feature '%s' could not be found.",
                           wanted);
    }
    return found;
}

void ak_sim_get_feature(struct ak_sim_call *call)
{
    char *name = asked_feature(call);
    if (name != NULL) {
        ak_sim_reply_json(call, 200, feature_json(call->subscription, name));
    }
    free(name);
}

/* Starts what leads from the present state to another one, unless it is on its way already. */
static void start_feature(struct ak_sim_call *call, const char *name,
                          enum ak_sim_operation_kind kind)
{
    char *key = feature_key(name);
    struct ak_sim_scope scope = {
        .subscription = call->subscription->id, .pool = key, .location = ""};
    struct ak_sim_operation *running = ak_sim_operations_running(call->sim->operations, &scope);
    if (running == NULL || running->kind != kind) {
        struct ak_sim_operation_fault fault = ak_sim_call_operation_fault(call);
        if (running != NULL) {
            ak_sim_operation_end(call->sim, running, AK_SIM_CANCELED, NULL);
        }
        (void)ak_sim_operation_start(call->sim, kind, &scope, 0, &fault);
        ak_sim_json_set_text(call->subscription->features, key, ak_sim_operation_row(kind)->state);
        call->subscription->is_changed = true;
        call->has_changed = true;
    }
    free(key);
}

void ak_sim_register_feature(struct ak_sim_call *call)
{
    char *name = asked_feature(call);
    if (name == NULL) {
        return;
    }
    if (!ak_text_caseeq(feature_state(call->subscription, name), "Registered")) {
        start_feature(call, name,
                      ak_sim_json_lists(call->sim->book->approvals, name)
                          ? AK_SIM_OPERATION_FEATURE_APPROVE
                          : AK_SIM_OPERATION_FEATURE_REGISTER);
    }
    ak_sim_reply_json(call, 200, feature_json(call->subscription, name));
    free(name);
}

void ak_sim_unregister_feature(struct ak_sim_call *call)
{
    static const char *const gone[] = {"NotRegistered", "Unregistered"};
    char *name = asked_feature(call);
    if (name == NULL) {
        return;
    }
    const char *state = feature_state(call->subscription, name);
    if (!ak_text_caseeq(state, gone[0]) && !ak_text_caseeq(state, gone[1])) {
        start_feature(call, name, AK_SIM_OPERATION_FEATURE_UNREGISTER);
    }
    ak_sim_reply_json(call, 200, feature_json(call->subscription, name));
    free(name);
}

static cJSON *type_json(const struct ak_sim_api_row *row, const cJSON *locations)
{
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "resourceType", row->type);
    cJSON *names = cJSON_AddArrayToObject(json, "locations");
    const cJSON *location = NULL;
    cJSON_ArrayForEach(location, locations)
    {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(location, "displayName");
        if (row->owner != AK_SIM_OWNER_GATEWAY && cJSON_IsString(name)) {
            (void)cJSON_AddItemToArray(names, cJSON_CreateString(name->valuestring));
        }
    }
    size_t count = 0;
    while (row->versions[count] != NULL) {
        count++;
    }
    cJSON *versions = cJSON_AddArrayToObject(json, "apiVersions");
    for (size_t i = count; i > 0; i--) { /* newest first, as ARM lists them */
        (void)cJSON_AddItemToArray(versions, cJSON_CreateString(row->versions[i - 1]));
    }
    (void)cJSON_AddStringToObject(json, "capabilities", "None");
    return json;
}

static const char *provider_state(const struct ak_sim_subscription *subscription,
                                  const char *provider)
{
    const char *state = ak_sim_json_text(subscription->providers, provider);
    return *state != '\0' ? state : "Registered";
}

/* Within a subscription a provider has an id and a registration, at tenant level neither. */
static cJSON *provider_json(const struct ak_sim_call *call, const char *provider)
{
    const char *subscription = call->subscription != NULL ? call->subscription->id : NULL;
    cJSON *json = cJSON_CreateObject();
    if (subscription != NULL) {
        char *id = ak_asprintf("/subscriptions/%s/providers/%s", subscription, provider);
        (void)cJSON_AddStringToObject(json, "id", id);
        free(id);
    }
    (void)cJSON_AddStringToObject(json, "namespace", provider);
    cJSON *types = cJSON_AddArrayToObject(json, "resourceTypes");
    cJSON *locations = ak_sim_catalogue_locations(subscription != NULL ? subscription : "");
    for (int i = 0; i < AK_SIM_API_COUNT; i++) {
        const struct ak_sim_api_row *row = ak_sim_api_row((enum ak_sim_api)i);
        if (row->provider != NULL && strcmp(row->provider, provider) == 0) {
            (void)cJSON_AddItemToArray(types, type_json(row, locations));
        }
    }
    cJSON_Delete(locations);
    if (subscription != NULL) {
        (void)cJSON_AddStringToObject(json, "registrationState",
                                      provider_state(call->subscription, provider));
        (void)cJSON_AddStringToObject(json, "registrationPolicy", "RegistrationRequired");
    }
    return json;
}

void ak_sim_list_providers(struct ak_sim_call *call)
{
    cJSON *items = cJSON_CreateArray();
    for (size_t i = 0; ak_sim_api_provider(i) != NULL; i++) {
        (void)cJSON_AddItemToArray(items, provider_json(call, ak_sim_api_provider(i)));
    }
    ak_sim_reply_list(call, items);
}

/* The asked provider as it is spelled; NULL after it has answered. */
static const char *asked_provider(struct ak_sim_call *call)
{
    const char *wanted = ak_sim_call_parameter(call, "namespace");
    for (size_t i = 0; ak_sim_api_provider(i) != NULL; i++) {
        if (ak_text_caseeq(ak_sim_api_provider(i), wanted)) {
            return ak_sim_api_provider(i);
        }
    }
    ak_sim_reply_error(call, 404, "InvalidResourceNamespace",
                       "The resource namespace '%s' is invalid.", wanted);
    return NULL;
}

void ak_sim_get_provider(struct ak_sim_call *call)
{
    const char *provider = asked_provider(call);
    if (provider != NULL) {
        ak_sim_reply_json(call, 200, provider_json(call, provider));
    }
}

static bool is_registered(const struct ak_sim_call *call, const char *provider)
{
    return strcmp(provider_state(call->subscription, provider), "Registered") == 0;
}

/* Answers that it is under way; whoever asks again finds that it was done. */
static void begin_registration(struct ak_sim_call *call, const char *provider)
{
    ak_sim_json_set_text(call->subscription->providers, provider, "Registering");
    ak_sim_reply_json(call, 200, provider_json(call, provider));
    cJSON_DeleteItemFromObjectCaseSensitive(call->subscription->providers, provider);
    call->subscription->is_changed = true;
    call->has_changed = true;
}

/* Of a provider that is registered this is a refresh (recorded: Registered at once): features that
 * were registered before it are in force from now on. */
void ak_sim_register_provider(struct ak_sim_call *call)
{
    const char *provider = asked_provider(call);
    if (provider == NULL) {
        return;
    }
    if (!is_registered(call, provider)) {
        begin_registration(call, provider);
        return;
    }
    if (strcmp(provider, feature_provider) == 0) {
        cJSON_Delete(call->subscription->waiting);
        call->subscription->waiting = cJSON_CreateObject();
        call->subscription->is_changed = true;
        call->has_changed = true;
    }
    ak_sim_reply_json(call, 200, provider_json(call, provider));
}
