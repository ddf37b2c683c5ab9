/* random_int.h: numbers that look random and are the same on every machine for the same seed
 * (splitmix64). Pure. */
#ifndef AKSCOPE_SIM_RANDOM_INT_H
#define AKSCOPE_SIM_RANDOM_INT_H

#include <stdint.h>

#include "akscope/base/attributes.h"

enum { AK_SIM_GUID_SIZE = 37 };

AK_NONNULL uint64_t ak_sim_random_next(uint64_t *state);

/* A number in [0, 1). */
AK_NONNULL double ak_sim_random_fraction(uint64_t *state);

/* A version 4 GUID in lower case into out. Returns out. */
AK_NONNULL const char *ak_sim_random_guid(uint64_t *state, char out[AK_SIM_GUID_SIZE]);

/* The GUID that stands for a text, the same each time, into out. Returns out. */
AK_NONNULL const char *ak_sim_guid_of(const char *text, char out[AK_SIM_GUID_SIZE]);

#endif
