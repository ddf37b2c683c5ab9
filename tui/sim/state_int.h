/* state_int.h: what was changed since the fleet was made, in a file: whole clusters that aren't as
 * they were, features, and operations, which go on from where they were. The fleet itself isn't in
 * it: it is made anew, and must be the same one. One thread. */
#ifndef AKSCOPE_SIM_STATE_INT_H
#define AKSCOPE_SIM_STATE_INT_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

struct ak_sim;

/* Reads the file into the world; one that isn't there yet is none. AK_ERR_MALFORMED for a file that
 * isn't ours, AK_ERR_USAGE for one of another fleet. */
AK_NONNULL AK_MUST_USE int ak_sim_state_read(struct ak_sim *sim, const char *path,
                                             struct ak_err *err);

/* Writes it anew, at once or not at all. */
AK_NONNULL AK_MUST_USE int ak_sim_state_write(const struct ak_sim *sim, const char *path,
                                              struct ak_err *err);

/* After a call that has changed the world: writes the file when one is asked for. A failure is
 * reported once, on standard error. */
AK_NONNULL void ak_sim_state_keep(struct ak_sim *sim);

#endif
