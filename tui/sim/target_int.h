/* target_int.h: a request target ("/subscriptions?api-version=…") taken apart. ARM compares paths
 * and query names without regard to case, so that look-ups here do too. Pure; one thread. */
#ifndef AKSCOPE_SIM_TARGET_INT_H
#define AKSCOPE_SIM_TARGET_INT_H

#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"

/* A name and a value, both owned; a query parameter or a header. */
struct ak_sim_pair {
    char *name;
    char *value;
};

struct ak_sim_target {
    char *raw;              /* as it came, owned */
    char *path;             /* the part before "?", still encoded, owned */
    struct ak_vec segments; /* of char *: decoded, owned, empty ones left out */
    struct ak_vec query;    /* of struct ak_sim_pair, decoded, in order */
};

/* Parses; never fails, since ARM answers every target with something. Release it. */
AK_NONNULL void ak_sim_target_init(struct ak_sim_target *target, const char *raw);
AK_NONNULL void ak_sim_target_release(struct ak_sim_target *target);

/* Segment i, or NULL beyond the last; borrowed. */
AK_NONNULL const char *ak_sim_target_segment(const struct ak_sim_target *target, size_t i);

/* The first query parameter of that name, or NULL; borrowed. */
AK_NONNULL const char *ak_sim_target_query(const struct ak_sim_target *target, const char *name);

/* Parses "a=1&b=2" (a query, or a form body) and appends to `pairs` (of struct ak_sim_pair). */
AK_NONNULL void ak_sim_pairs_parse(struct ak_vec *pairs, const char *text);
AK_NONNULL void ak_sim_pairs_release(struct ak_vec *pairs);
AK_NONNULL const char *ak_sim_pairs_find(const struct ak_vec *pairs, const char *name);
AK_NONNULL void ak_sim_pairs_add(struct ak_vec *pairs, const char *name, const char *value);

#endif
