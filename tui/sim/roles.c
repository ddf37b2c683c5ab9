/* roles.c: Microsoft.Authorization: the definitions of roles, and who has which: everybody who
 * signs in has those of --role. Forms as in Microsoft's specification 2022-04-01. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "data_int.h"
#include "filter_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "page_int.h"
#include "rights_int.h"

static const char definitions[] = "providers/Microsoft.Authorization/roleDefinitions";

/* Below the subscription, or of the tenant where there is none. */
static char *role_path(const char *subscription, const cJSON *role)
{
    const char *id = ak_sim_json_text(role, "name");
    return subscription != NULL
               ? ak_asprintf("/subscriptions/%s/%s/%s", subscription, definitions, id)
               : ak_asprintf("/%s/%s", definitions, id);
}

static const char *asked_subscription(const struct ak_sim_call *call)
{
    return call->subscription != NULL ? call->subscription->id : NULL;
}

static cJSON *definition_json(const struct ak_sim_call *call, const cJSON *role)
{
    static const char *const everywhere[] = {"/"};
    const char *type = ak_sim_json_text(role, "type");
    cJSON *json = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    char *path = role_path(asked_subscription(call), role);
    (void)cJSON_AddStringToObject(properties, "roleName", ak_sim_json_text(role, "roleName"));
    (void)cJSON_AddStringToObject(properties, "type", *type != '\0' ? type : "BuiltInRole");
    (void)cJSON_AddItemToObject(properties, "assignableScopes",
                                cJSON_CreateStringArray(everywhere, 1));
    (void)cJSON_AddItemToObject(properties, "permissions",
                                ak_sim_json_copy(ak_sim_json_get(role, "permissions")));
    (void)cJSON_AddStringToObject(json, "id", path);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Authorization/roleDefinitions");
    (void)cJSON_AddStringToObject(json, "name", ak_sim_json_text(role, "name"));
    free(path);
    return json;
}

/* All that are built in, and behind them those of the caller's that are not. */
static cJSON *list_roles(const struct ak_sim_call *call)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *role = NULL;
    struct ak_sim_held_role held;
    cJSON_ArrayForEach(role,
                       ak_sim_tables_list(call->sim->world->tables, AK_SIM_DATA_ROLES, "roles"))
    {
        (void)cJSON_AddItemToArray(list, definition_json(call, role));
    }
    for (size_t i = 0; ak_sim_rights_next(call->sim->rights, "", &i, &held);) {
        if (strcmp(ak_sim_json_text(held.definition, "type"), "CustomRole") == 0) {
            (void)cJSON_AddItemToArray(list, definition_json(call, held.definition));
        }
    }
    return list;
}

void ak_sim_list_role_definitions(struct ak_sim_call *call)
{
    ak_sim_reply_list(call, list_roles(call));
}

void ak_sim_get_role_definition(struct ak_sim_call *call)
{
    const char *wanted = ak_sim_call_parameter(call, "role");
    cJSON *list = list_roles(call);
    cJSON *role = NULL;
    cJSON_ArrayForEach(role, list)
    {
        if (ak_text_caseeq(ak_sim_json_text(role, "name"), wanted)) {
            break;
        }
    }
    if (role != NULL) {
        ak_sim_reply_json(call, 200, cJSON_DetachItemViaPointer(list, role));
    } else {
        ak_sim_reply_error(call, 404, "RoleDefinitionDoesNotExist",
                           "The specified role definition with ID '%s' does not exist.", wanted);
    }
    cJSON_Delete(list);
}

/* The same id for the same assignment, wherever it is listed. */
static char *assignment_name(const struct ak_sim_held_role *held, const char *principal)
{
    char guid[AK_SIM_GUID_SIZE];
    char *text =
        ak_asprintf("%s %s %s", held->scope, ak_sim_json_text(held->definition, "name"), principal);
    (void)ak_sim_guid_of(text, guid);
    free(text);
    return ak_strdup(guid);
}

static cJSON *assignment_json(const struct ak_sim_call *call, const struct ak_sim_held_role *held,
                              const char *principal)
{
    bool is_of_tenant = *held->scope == '\0';
    cJSON *json = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    char *role = role_path(is_of_tenant ? NULL : asked_subscription(call), held->definition);
    char *name = assignment_name(held, principal);
    char *id =
        ak_asprintf("%s/providers/Microsoft.Authorization/roleAssignments/%s", held->scope, name);
    (void)cJSON_AddStringToObject(properties, "roleDefinitionId", role);
    (void)cJSON_AddStringToObject(properties, "principalId", principal);
    (void)cJSON_AddStringToObject(properties, "principalType", "User");
    (void)cJSON_AddStringToObject(properties, "scope", is_of_tenant ? "/" : held->scope);
    (void)cJSON_AddStringToObject(json, "id", id);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Authorization/roleAssignments");
    (void)cJSON_AddStringToObject(json, "name", name);
    free(id);
    free(name);
    free(role);
    return json;
}

static cJSON *list_assignments(const struct ak_sim_call *call, const char *principal)
{
    cJSON *items = cJSON_CreateArray();
    char *scope = ak_asprintf("/subscriptions/%s", call->subscription->id);
    struct ak_sim_held_role held;
    for (size_t i = 0; ak_sim_rights_next(call->sim->rights, scope, &i, &held);) {
        (void)cJSON_AddItemToArray(items, assignment_json(call, &held, principal));
    }
    free(scope);
    return items;
}

/* We know no principals: whoever is asked for has the roles; all of them nobody can list. */
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
    ak_sim_reply_list(call,
                      principal != NULL ? list_assignments(call, principal) : cJSON_CreateArray());
    free(principal);
}
