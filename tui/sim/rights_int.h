/* rights_int.h: who may do what: the roles that the caller has, each at a scope, as Azure Resource
 * Manager looks at them before anything else. The roles that Azure has built in are in
 * data/roles.json; others come from files as `az role definition create` takes them. One thread. */
#ifndef AKSCOPE_SIM_RIGHTS_INT_H
#define AKSCOPE_SIM_RIGHTS_INT_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"

struct ak_sim_call;
struct ak_sim_rights;
struct ak_sim_tables;

/* `specs` (of const char *): "ROLE[@SCOPE]" each: a built-in role by its name, short name or GUID,
 * or a file; a resource id, by default "/". None at all: the caller owns everything. AK_ERR_USAGE
 * and those of ak_sim_file_read; *out is NULL then. */
AK_NONNULL AK_MUST_USE int ak_sim_rights_open(const struct ak_vec *specs,
                                              struct ak_sim_tables *tables,
                                              struct ak_sim_rights **out, struct ak_err *err);
void ak_sim_rights_free(struct ak_sim_rights *rights); /* NULL allowed */

/* May the caller do this at the scope (a resource id)? */
AK_NONNULL bool ak_sim_rights_allow(const struct ak_sim_rights *rights, const char *action,
                                    const char *scope);
/* At the scope or anywhere below: then a list shows what may be read of it. */
AK_NONNULL bool ak_sim_rights_allow_below(const struct ak_sim_rights *rights, const char *action,
                                          const char *scope);
/* True when some role holds at the scope, above it or below it. */
AK_NONNULL bool ak_sim_rights_reach(const struct ak_sim_rights *rights, const char *scope);
/* The permissions at the scope, as GET …/Microsoft.Authorization/permissions lists them: an array,
 * the caller's. */
AK_NONNULL AK_RETURNS_NONNULL cJSON *ak_sim_rights_list(const struct ak_sim_rights *rights,
                                                        const char *scope);

/* A role that the caller has: its definition {name, roleName, type, permissions}, and where it
 * holds, "" for everywhere. Borrowed. */
struct ak_sim_held_role {
    const cJSON *definition;
    const char *scope;
};
/* The next from *i on that holds at the scope, above it or below it; false after the last. */
AK_NONNULL bool ak_sim_rights_next(const struct ak_sim_rights *rights, const char *scope, size_t *i,
                                   struct ak_sim_held_role *out);

/* The action that a request needs, and over which scope; the caller frees both. False, and nothing
 * to free, for one that needs none: of the tenant, or about an operation. */
AK_NONNULL AK_MUST_USE bool ak_sim_rights_of_call(const struct ak_sim_call *call, char **action,
                                                  char **scope);

#endif
