#include "config.h"

#include "random_int.h"

#include <inttypes.h>
#include <stdio.h>

uint64_t ak_sim_random_next(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

double ak_sim_random_fraction(uint64_t *state)
{
    return (double)(ak_sim_random_next(state) >> 11) / (double)(UINT64_C(1) << 53);
}

const char *ak_sim_random_guid(uint64_t *state, char out[AK_SIM_GUID_SIZE])
{
    uint64_t high = ak_sim_random_next(state);
    uint64_t low = ak_sim_random_next(state);
    (void)snprintf(out, AK_SIM_GUID_SIZE,
                   "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                   high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF, 0x8000 | (low >> 50),
                   low & UINT64_C(0xFFFFFFFFFFFF));
    return out;
}

const char *ak_sim_guid_of(const char *text, char out[AK_SIM_GUID_SIZE])
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    }
    return ak_sim_random_guid(&hash, out);
}
