/* simulator_int.h: the simulator without its sockets, put together from its options, and taken
 * apart. */
#ifndef AKSCOPE_SIM_SIMULATOR_INT_H
#define AKSCOPE_SIM_SIMULATOR_INT_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "call_int.h"
#include "options_int.h"

/* Builds the world, and reads what else the options name. Release it in any case. */
AK_NONNULL AK_MUST_USE int ak_sim_init(struct ak_sim *sim, const struct ak_sim_options *options,
                                       struct ak_err *err);

/* Writes the state; AK_ERR_MALFORMED when a replay is not as recorded, its report then is on
 * standard error. */
AK_NONNULL AK_MUST_USE int ak_sim_finish(struct ak_sim *sim, struct ak_err *err);
AK_NONNULL void ak_sim_release(struct ak_sim *sim);

#endif
