/* filter_int.h: the OData filters that are taken: of Compute's skus "location eq 'westeurope'", of
 * role assignments "assignedTo('ID')", "principalId eq 'ID'" and "atScope()". Pure. */
#ifndef AKSCOPE_SIM_FILTER_INT_H
#define AKSCOPE_SIM_FILTER_INT_H

#include <stdbool.h>

#include "akscope/base/attributes.h"

/* True, and *location (the caller frees) is set, when `filter` has that form, in any letter case.
 */
AK_NONNULL bool ak_sim_filter_location(const char *filter, char **location);

/* True when `filter` has one of the forms for role assignments, in any letter case; *principal (the
 * caller frees) is NULL when it names nobody. Source: learn.microsoft.com/azure/
 * role-based-access-control/role-assignments-list-rest. */
AK_NONNULL bool ak_sim_filter_principal(const char *filter, char **principal);

#endif
