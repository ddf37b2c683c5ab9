/* roles.c: Microsoft.Authorization: who has which role. Everybody who signs in is a Contributor of
 * each subscription. Forms as in Microsoft's specification 2022-04-01. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "filter_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "page_int.h"
#include "token_int.h"

/* Built-in roles. Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles. */
struct role_row {
    const char *id;
    const char *name;
    const char *description;
    const char *actions[2];
    const char *not_actions[4];
};

static const struct role_row roles[] = {
    {.id = "b24988ac-6180-42a0-ab88-20f7382dd24c",
     .name = "Contributor",
     .description = "Grants full access to manage all resources, but does not allow you to assign "
                    "roles in Azure RBAC.",
     .actions = {"*"},
     .not_actions = {"Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write",
                     "Microsoft.Authorization/elevateAccess/Action"}},
    {.id = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
     .name = "Owner",
     .description = "Grants full access to manage all resources, including the ability to assign "
                    "roles in Azure RBAC.",
     .actions = {"*"}},
    {.id = "acdd72a7-3385-48ef-bd42-f606fba81ae7",
     .name = "Reader",
     .description = "View all resources, but does not allow you to make any changes.",
     .actions = {"*/read"}},
};

enum { ROLE_COUNT = (int)(sizeof roles / sizeof *roles), TEXTS_MAX = 4 };

static const struct role_row *const everybodys_role = &roles[0];

static char *role_path(const struct ak_sim_call *call, const char *id)
{
    static const char type[] = "providers/Microsoft.Authorization/roleDefinitions";
    return call->subscription != NULL
               ? ak_asprintf("/subscriptions/%s/%s/%s", call->subscription->id, type, id)
               : ak_asprintf("/%s/%s", type, id);
}

static void add_texts(cJSON *object, const char *name, const char *const *texts, size_t most)
{
    cJSON *array = cJSON_AddArrayToObject(object, name);
    for (size_t i = 0; i < most && texts[i] != NULL; i++) {
        (void)cJSON_AddItemToArray(array, cJSON_CreateString(texts[i]));
    }
}

static cJSON *definition_json(const struct ak_sim_call *call, const struct role_row *role)
{
    static const char *const everywhere[] = {"/", NULL};
    static const char *const none[] = {NULL};
    cJSON *json = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    char *path = role_path(call, role->id);
    (void)cJSON_AddStringToObject(properties, "roleName", role->name);
    (void)cJSON_AddStringToObject(properties, "type", "BuiltInRole");
    (void)cJSON_AddStringToObject(properties, "description", role->description);
    add_texts(properties, "assignableScopes", everywhere, 1);
    cJSON *permission = cJSON_CreateObject();
    add_texts(permission, "actions", role->actions, sizeof role->actions / sizeof *role->actions);
    add_texts(permission, "notActions", role->not_actions,
              sizeof role->not_actions / sizeof *role->not_actions);
    add_texts(permission, "dataActions", none, 1);
    add_texts(permission, "notDataActions", none, 1);
    (void)cJSON_AddItemToArray(cJSON_AddArrayToObject(properties, "permissions"), permission);
    (void)cJSON_AddStringToObject(json, "id", path);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Authorization/roleDefinitions");
    (void)cJSON_AddStringToObject(json, "name", role->id);
    free(path);
    return json;
}

void ak_sim_list_role_definitions(struct ak_sim_call *call)
{
    cJSON *items = cJSON_CreateArray();
    for (int i = 0; i < ROLE_COUNT; i++) {
        (void)cJSON_AddItemToArray(items, definition_json(call, &roles[i]));
    }
    ak_sim_reply_list(call, items);
}

void ak_sim_get_role_definition(struct ak_sim_call *call)
{
    const char *wanted = ak_sim_call_parameter(call, "role");
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (ak_text_caseeq(roles[i].id, wanted)) {
            ak_sim_reply_json(call, 200, definition_json(call, &roles[i]));
            return;
        }
    }
    ak_sim_reply_error(call, 404, "RoleDefinitionDoesNotExist",
                       "The specified role definition with ID '%s' does not exist.", wanted);
}

/* The same id for the same principal and subscription, as one would find it again. */
static char *assignment_name(const struct ak_sim_call *call, const char *principal)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    const char *const parts[] = {call->subscription->id, principal};
    char guid[AK_SIM_GUID_SIZE];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (const char *at = parts[i]; *at != '\0'; at++) {
            hash = (hash ^ (unsigned char)*at) * 1099511628211u;
        }
    }
    return ak_strdup(ak_sim_random_guid(&hash, guid));
}

static cJSON *assignment_json(const struct ak_sim_call *call, const char *principal)
{
    cJSON *json = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    char *role = role_path(call, everybodys_role->id);
    char *scope = ak_asprintf("/subscriptions/%s", call->subscription->id);
    char *name = assignment_name(call, principal);
    char *id = ak_asprintf("%s/providers/Microsoft.Authorization/roleAssignments/%s", scope, name);
    (void)cJSON_AddStringToObject(properties, "roleDefinitionId", role);
    (void)cJSON_AddStringToObject(properties, "principalId", principal);
    (void)cJSON_AddStringToObject(properties, "principalType", "User");
    (void)cJSON_AddStringToObject(properties, "scope", scope);
    (void)cJSON_AddStringToObject(json, "id", id);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Authorization/roleAssignments");
    (void)cJSON_AddStringToObject(json, "name", name);
    free(id);
    free(name);
    free(scope);
    free(role);
    return json;
}

/* We know no principals: whoever is asked for has the role; all of them nobody can list. */
void ak_sim_list_role_assignments(struct ak_sim_call *call)
{
    const char *filter = ak_sim_call_query(call, "$filter");
    char *principal = NULL;
    if (filter != NULL && !ak_sim_filter_principal(filter, &principal)) {
        ak_sim_reply_error(call, 400, "UnsupportedQuery",
                           "The filter '%s' is not supported. Supported filters are either "
                           "'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.",
                           filter);
        return;
    }
    cJSON *items = cJSON_CreateArray();
    if (principal != NULL) {
        (void)cJSON_AddItemToArray(items, assignment_json(call, principal));
    }
    ak_sim_reply_list(call, items);
    free(principal);
}
