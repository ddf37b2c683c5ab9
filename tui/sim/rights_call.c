/* Which action a request needs, over which scope; and the refusal, in Azure's own words. Recorded:
 * AuthorizationFailed of Microsoft.Authorization/roleAssignments/write. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "gateway_int.h"
#include "handlers_int.h"
#include "page_int.h"
#include "rights_int.h"
#include "token_int.h"

enum { TEXT_MAX = 8 * 1024 };

static const char *segment(const struct ak_sim_call *call, size_t i)
{
    return ak_sim_target_segment(&call->target, i);
}

/* The place of the namespace of the resource's type: behind the last "providers", which is a type
 * itself below Microsoft.Features. 0: there is none. */
static size_t find_namespace(const struct ak_sim_call *call)
{
    size_t found = 0;
    for (size_t i = 2; segment(call, i) != NULL; i++) {
        const char *next = segment(call, i + 1);
        if (!ak_text_caseeq(segment(call, i), "providers") || next == NULL) {
            continue;
        }
        found = i + 1;
        if (ak_text_caseeq(next, "Microsoft.Features")) {
            break;
        }
    }
    return found;
}

static const char *verb_of(const char *method)
{
    static const struct {
        const char *method;
        const char *verb;
    } rows[] = {{"GET", "read"},    {"HEAD", "read"},     {"PUT", "write"},
                {"PATCH", "write"}, {"DELETE", "delete"}, {"POST", "action"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].method, method) == 0) {
            return rows[i].verb;
        }
    }
    return "action";
}

/* The types on the way, from segment `first`, every other one. */
static char *make_action(const struct ak_sim_call *call, const char *root, size_t first)
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    (void)!ak_buf_puts(&text, root);
    for (size_t i = first; segment(call, i) != NULL; i += 2) {
        (void)!ak_buf_printf(&text, "/%s", segment(call, i));
    }
    (void)!ak_buf_printf(&text, "/%s", verb_of(call->method));
    return ak_buf_take(&text, &(size_t){0});
}

static char *make_scope(const struct ak_sim_call *call, size_t count)
{
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    for (size_t i = 0; i < count; i++) {
        (void)!ak_buf_printf(&text, "/%s", segment(call, i));
    }
    return ak_buf_take(&text, &(size_t){0});
}

/* How many segments name the scope: a list, or an action, is of what stands before it. */
static size_t scope_len(const struct ak_sim_call *call, size_t namespace)
{
    size_t count = 0;
    while (segment(call, count) != NULL) {
        count++;
    }
    size_t first = namespace == 0 ? 0 : namespace + 1;
    if (count <= first) {
        return namespace == 0 ? count : namespace - 1;
    }
    if ((count - first) % 2 == 0) {
        return count;
    }
    return namespace != 0 && count - first == 1 ? namespace - 1 : count - 1;
}

/* Whoever may begin an operation may ask how it goes on, also with a role on the cluster alone. */
static bool is_operation(const struct ak_sim_call *call)
{
    return call->route->api == AK_SIM_API_OPERATIONS ||
           ak_sim_call_parameter(call, "operation") != NULL;
}

bool ak_sim_rights_of_call(const struct ak_sim_call *call, char **action, char **scope)
{
    if ((call->route->flags & AK_SIM_SUBSCRIPTION) == 0 || is_operation(call)) {
        return false;
    }
    size_t namespace = find_namespace(call);
    *scope = make_scope(call, scope_len(call, namespace));
    if (namespace != 0 && segment(call, namespace + 1) != NULL) {
        *action = make_action(call, segment(call, namespace), namespace + 1);
    } else {
        *action = make_action(call, "Microsoft.Resources", 0);
    }
    return true;
}

/* ---- the gateway's step ---- */

/* The first of two claims that the token has; the caller frees. */
static char *claim_of(const struct ak_sim_call *call, const char *first, const char *second)
{
    static const char nobody[] = "00000000-0000-0000-0000-000000000000";
    const char *token = ak_sim_call_bearer(call);
    char *claim = ak_sim_token_claim(token, first);
    claim = claim != NULL ? claim : ak_sim_token_claim(token, second);
    return claim != NULL ? claim : ak_strdup(nobody);
}

static void refuse(struct ak_sim_call *call, const char *action, const char *scope)
{
    char *client = claim_of(call, "upn", "appid");
    char *object = claim_of(call, "oid", "sub");
    ak_sim_reply_error(call, 403, "AuthorizationFailed",
                       "The client '%s' with object id '%s' does not have authorization to "
                       "perform action '%s' over scope '%s' or the scope is invalid. If access "
                       "was recently granted, please refresh your credentials.",
                       client, object, action, scope);
    free(client);
    free(object);
}

/* A list shows what may be read of it; there must be something. */
static bool is_list(const struct ak_sim_call *call)
{
    return strcmp(call->method, "GET") == 0 && call->route->api == AK_SIM_API_CLUSTERS &&
           (call->route->flags & AK_SIM_CLUSTER) == 0;
}

bool ak_sim_gateway_is_allowed(struct ak_sim_call *call)
{
    const struct ak_sim_rights *rights = call->sim->rights;
    char *action = NULL;
    char *scope = NULL;
    if (!ak_sim_rights_of_call(call, &action, &scope)) {
        return true;
    }
    bool is_allowed = is_list(call) ? ak_sim_rights_allow_below(rights, action, scope)
                                    : ak_sim_rights_allow(rights, action, scope);
    if (!is_allowed) {
        refuse(call, action, scope);
    }
    free(action);
    free(scope);
    return is_allowed;
}

/* ---- what the caller may do here ---- */

void ak_sim_list_permissions(struct ak_sim_call *call)
{
    char *scope = make_scope(call, scope_len(call, find_namespace(call)));
    ak_sim_reply_list(call, ak_sim_rights_list(call->sim->rights, scope));
    free(scope);
}
