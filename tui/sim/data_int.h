/* data_int.h: the tables that the simulator carries in itself (tui/sim/data/): parsed anew for a
 * caller who changes what he gets, or once for a world whose answers only look things up. */
#ifndef AKSCOPE_SIM_DATA_INT_H
#define AKSCOPE_SIM_DATA_INT_H

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

enum ak_sim_data {
#define AK_SIM_TABLE(symbol, name) AK_SIM_DATA_##symbol,
#include "data.def"
#undef AK_SIM_TABLE
    AK_SIM_DATA_COUNT
};

/* The whole table; the caller deletes it. */
AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_data_read(enum ak_sim_data which);

/* One array of a table, detached from the rest; the caller deletes it. */
AK_MUST_USE AK_RETURNS_NONNULL AK_NONNULL cJSON *ak_sim_data_list(enum ak_sim_data which,
                                                                  const char *name);

/* Tables as they were needed first, kept as long as they. */
struct ak_sim_tables;

AK_MUST_USE AK_RETURNS_NONNULL struct ak_sim_tables *ak_sim_tables_new(void);
void ak_sim_tables_free(struct ak_sim_tables *tables); /* NULL allowed */

/* One array of a table; borrowed. */
AK_NONNULL AK_RETURNS_NONNULL const cJSON *
ak_sim_tables_list(struct ak_sim_tables *tables, enum ak_sim_data which, const char *name);
/* The whole of it. */
AK_NONNULL AK_RETURNS_NONNULL const cJSON *ak_sim_tables_get(struct ak_sim_tables *tables,
                                                             enum ak_sim_data which);

/* The region of that name in a regions list, or NULL. Names are found without regard to case. */
AK_NONNULL const cJSON *ak_sim_data_region(const cJSON *regions, const char *location);

#endif
