/* data_int.h: the tables that the simulator carries in itself (tui/sim/data/), parsed anew for each
 * caller: nothing is kept between calls, so nothing can be changed behind anyone's back. */
#ifndef AKSCOPE_SIM_DATA_INT_H
#define AKSCOPE_SIM_DATA_INT_H

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

enum ak_sim_data {
#define AK_SIM_TABLE(symbol, name) AK_SIM_DATA_##symbol,
#include "data.def"
#undef AK_SIM_TABLE
};

/* The whole table; the caller deletes it. */
AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_data_read(enum ak_sim_data which);

/* One array of a table, detached from the rest; the caller deletes it. */
AK_MUST_USE AK_RETURNS_NONNULL AK_NONNULL cJSON *ak_sim_data_list(enum ak_sim_data which,
                                                                  const char *name);

/* The region of that name in a regions list, or NULL. Names are found without regard to case. */
AK_NONNULL const cJSON *ak_sim_data_region(const cJSON *regions, const char *location);

#endif
