/* types_int.h: what the members of a request must be (data/types.json), before anything is read of
 * it: whatever reads on may rely on it. Pure. */
#ifndef AKSCOPE_SIM_TYPES_INT_H
#define AKSCOPE_SIM_TYPES_INT_H

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

/* Compares the request with the table of that name: NULL when all is right, or else what isn't, as
 * a sentence; the caller frees. Members that are null count as absent. */
AK_NONNULL AK_MUST_USE char *ak_sim_types_complaint(const cJSON *tables, const char *name,
                                                    const cJSON *request);

#endif
