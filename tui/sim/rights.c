/* Roles at scopes: what they give, and where. */
#include "config.h"

#include "rights_int.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "data_int.h"
#include "file_int.h"
#include "json_int.h"
#include "random_int.h"

struct assignment {
    char *scope; /* without a slash at its end: "" is everything */
    cJSON *role; /* owned: {name, roleName, type, permissions} */
};

struct ak_sim_rights {
    struct ak_vec assignments; /* of struct assignment */
};

static const struct assignment *assignment_at(const struct ak_sim_rights *rights, size_t i)
{
    return ak_vec_at(&rights->assignments, i);
}

/* ---- what a role gives ---- */

static bool lists(const cJSON *patterns, const char *action)
{
    const cJSON *pattern = NULL;
    cJSON_ArrayForEach(pattern, patterns)
    {
        if (cJSON_IsString(pattern) &&
            fnmatch(pattern->valuestring, action, FNM_CASEFOLD | FNM_NOESCAPE) == 0) {
            return true;
        }
    }
    return false;
}

static const cJSON *permissions_of(const struct assignment *assignment)
{
    return ak_sim_json_get(assignment->role, "permissions");
}

static bool gives(const struct assignment *assignment, const char *action)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, permissions_of(assignment))
    {
        if (lists(ak_sim_json_get(item, "actions"), action) &&
            !lists(ak_sim_json_get(item, "notActions"), action)) {
            return true;
        }
    }
    return false;
}

/* ---- where ---- */

/* Whether `inner` is the scope `outer` or lies in it. */
static bool is_within(const char *inner, const char *outer)
{
    size_t len = strlen(outer);
    return strncasecmp(inner, outer, len) == 0 && (inner[len] == '\0' || inner[len] == '/');
}

bool ak_sim_rights_allow(const struct ak_sim_rights *rights, const char *action, const char *scope)
{
    for (size_t i = 0; i < rights->assignments.len; i++) {
        const struct assignment *assignment = assignment_at(rights, i);
        if (is_within(scope, assignment->scope) && gives(assignment, action)) {
            return true;
        }
    }
    return false;
}

bool ak_sim_rights_allow_below(const struct ak_sim_rights *rights, const char *action,
                               const char *scope)
{
    for (size_t i = 0; i < rights->assignments.len; i++) {
        const struct assignment *assignment = assignment_at(rights, i);
        if (is_within(assignment->scope, scope) && gives(assignment, action)) {
            return true;
        }
    }
    return ak_sim_rights_allow(rights, action, scope);
}

bool ak_sim_rights_next(const struct ak_sim_rights *rights, const char *scope, size_t *i,
                        struct ak_sim_held_role *out)
{
    while (*i < rights->assignments.len) {
        const struct assignment *assignment = assignment_at(rights, (*i)++);
        if (is_within(scope, assignment->scope) || is_within(assignment->scope, scope)) {
            *out = (struct ak_sim_held_role){assignment->role, assignment->scope};
            return true;
        }
    }
    return false;
}

bool ak_sim_rights_reach(const struct ak_sim_rights *rights, const char *scope)
{
    struct ak_sim_held_role held;
    return ak_sim_rights_next(rights, scope, &(size_t){0}, &held);
}

cJSON *ak_sim_rights_list(const struct ak_sim_rights *rights, const char *scope)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < rights->assignments.len; i++) {
        const struct assignment *assignment = assignment_at(rights, i);
        const cJSON *holding =
            is_within(scope, assignment->scope) ? permissions_of(assignment) : NULL;
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, holding)
        {
            (void)cJSON_AddItemToArray(list, ak_sim_json_copy(item));
        }
    }
    return list;
}

/* ---- opening ---- */

static const cJSON *find_built_in(struct ak_sim_tables *tables, const char *wanted)
{
    static const char *const names[] = {"short", "roleName", "name"};
    const cJSON *role = NULL;
    cJSON_ArrayForEach(role, ak_sim_tables_list(tables, AK_SIM_DATA_ROLES, "roles"))
    {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (ak_text_caseeq(ak_sim_json_text(role, names[i]), wanted)) {
                return role;
            }
        }
    }
    return NULL;
}

/* A list of a role's file, which writes "Actions" and "actions" alike. */
static void add_list(cJSON *permission, const cJSON *from, const char *name)
{
    const cJSON *list = cJSON_GetObjectItem(from, name);
    (void)cJSON_AddItemToObject(permission, name,
                                cJSON_IsArray(list) ? ak_sim_json_copy(list) : cJSON_CreateArray());
}

static cJSON *make_permission(const cJSON *from)
{
    static const char *const names[] = {"actions", "notActions", "dataActions", "notDataActions"};
    cJSON *permission = cJSON_CreateObject();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        add_list(permission, from, names[i]);
    }
    return permission;
}

/* As `az role definition create` takes it, or as `az role definition list` shows it. */
static cJSON *make_permissions(const cJSON *role)
{
    const cJSON *list = cJSON_GetObjectItem(role, "permissions");
    cJSON *permissions = cJSON_CreateArray();
    const cJSON *item = NULL;
    if (list == NULL) {
        (void)cJSON_AddItemToArray(permissions, make_permission(role));
    }
    cJSON_ArrayForEach(item, list)
    {
        (void)cJSON_AddItemToArray(permissions, make_permission(item));
    }
    return permissions;
}

/* A role of one's own has no GUID until Azure gives it one: the same name, the same GUID. */
static void add_names(cJSON *definition, const cJSON *role)
{
    const char *id = cJSON_GetStringValue(cJSON_GetObjectItem(role, "name"));
    const char *name = ak_sim_json_text(role, "roleName");
    char guid[AK_SIM_GUID_SIZE];
    if (*name == '\0') {
        name = id != NULL ? id : "Custom role";
        id = NULL;
    }
    (void)cJSON_AddStringToObject(definition, "roleName", name);
    (void)cJSON_AddStringToObject(definition, "name", id != NULL ? id : ak_sim_guid_of(name, guid));
}

static cJSON *make_definition(const cJSON *role, const char *type)
{
    cJSON *definition = cJSON_CreateObject();
    add_names(definition, role);
    (void)cJSON_AddStringToObject(definition, "type", type);
    (void)cJSON_AddItemToObject(definition, "permissions", make_permissions(role));
    return definition;
}

static int read_role(const char *path, cJSON **definition, struct ak_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int failed = ak_sim_file_read(path, &text, &len, err);
    if (failed != 0) {
        return failed;
    }
    cJSON *role = cJSON_ParseWithLength(text, len);
    if (!cJSON_IsObject(role)) {
        failed = ak_err_set(err, AK_ERR_USAGE, "%s: expected a role definition as JSON", path);
    } else {
        *definition = make_definition(role, "CustomRole");
    }
    cJSON_Delete(role);
    free(text);
    return failed;
}

static int find_role(const char *name, struct ak_sim_tables *tables, cJSON **definition,
                     struct ak_err *err)
{
    const cJSON *role = find_built_in(tables, name);
    if (role != NULL) {
        *definition = make_definition(role, "BuiltInRole");
        return 0;
    }
    if (strchr(name, '/') != NULL || strstr(name, ".json") != NULL) {
        return read_role(name, definition, err);
    }
    return ak_err_set(err, AK_ERR_USAGE,
                      "there is no role \"%s\": owner, contributor, reader, aks-contributor, "
                      "aks-user, network-contributor, or a file",
                      name);
}

static void add(struct ak_sim_rights *rights, const char *scope, cJSON *role)
{
    struct assignment *assignment = ak_vec_push(&rights->assignments);
    size_t len = strlen(scope);
    while (len > 0 && scope[len - 1] == '/') {
        len--;
    }
    assignment->scope = ak_strndup(scope, len);
    assignment->role = role;
}

/* "ROLE@/subscriptions/…": the scope begins with the last "@/". */
static int open_spec(struct ak_sim_rights *rights, const char *spec, struct ak_sim_tables *tables,
                     struct ak_err *err)
{
    const char *at = strrchr(spec, '@');
    bool has_scope = at != NULL && at[1] == '/';
    char *name = has_scope ? ak_strndup(spec, (size_t)(at - spec)) : ak_strdup(spec);
    cJSON *role = NULL;
    int failed = find_role(name, tables, &role, err);
    if (failed == 0) {
        add(rights, has_scope ? at + 1 : "", role);
    }
    free(name);
    return failed;
}

int ak_sim_rights_open(const struct ak_vec *specs, struct ak_sim_tables *tables,
                       struct ak_sim_rights **out, struct ak_err *err)
{
    struct ak_sim_rights *rights = ak_alloc(1, sizeof *rights);
    int failed = specs->len == 0 ? 0 : -1;
    rights->assignments = ak_vec_init(sizeof(struct assignment));
    if (specs->len == 0) {
        failed = open_spec(rights, "owner", tables, err);
    }
    for (size_t i = 0; i < specs->len; i++) {
        failed = open_spec(rights, *(const char *const *)ak_vec_at(specs, i), tables, err);
        if (failed != 0) {
            break;
        }
    }
    if (failed != 0) {
        ak_sim_rights_free(rights);
        rights = NULL;
    }
    *out = rights;
    return failed;
}

void ak_sim_rights_free(struct ak_sim_rights *rights)
{
    if (rights == NULL) {
        return;
    }
    for (size_t i = 0; i < rights->assignments.len; i++) {
        struct assignment *assignment = ak_vec_at(&rights->assignments, i);
        free(assignment->scope);
        cJSON_Delete(assignment->role);
    }
    ak_vec_release(&rights->assignments);
    free(rights);
}
