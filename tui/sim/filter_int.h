/* filter_int.h: the one OData filter that Compute's skus take: "location eq 'westeurope'". Pure. */
#ifndef AKSCOPE_SIM_FILTER_INT_H
#define AKSCOPE_SIM_FILTER_INT_H

#include <stdbool.h>

#include "akscope/base/attributes.h"

/* True, and *location (the caller frees) is set, when `filter` has that form, in any letter case.
 */
AK_NONNULL bool ak_sim_filter_location(const char *filter, char **location);

#endif
