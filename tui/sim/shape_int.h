/* shape_int.h: bodies in the form that ARM gives them, made from the templates of data/shapes.json
 * and a patch that says what is special. A fleet's table then holds only its story.
 *
 * Names and ids in templates are placeholders: {id} {subscription} {group} {name} {location}
 * {tenant} {domain}, {short} and {unique} (hexadecimal), and {guid:label}. The last three depend on
 * the id (and label) alone: the same object looks the same on every machine. */
#ifndef AKSCOPE_SIM_SHAPE_INT_H
#define AKSCOPE_SIM_SHAPE_INT_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/sim/world.h"
#include "random_int.h"

struct ak_sim_shapes {
    cJSON *cluster; /* borrows its member names from the world's */
    cJSON *pool;
    const cJSON *regions;         /* the world's */
    const cJSON *windows_profile; /* what a cluster with Windows pools has beside them; borrowed */
    const char *tenant_id;        /* borrowed */
};

/* Whose body is wanted: all borrowed. */
struct ak_sim_subject {
    const char *subscription_id;
    const char *resource_group;
    const char *name;
    const char *location;
};

/* The shapes die before the world, bodies made from them too. */
AK_NONNULL void ak_sim_shapes_init(struct ak_sim_shapes *shapes, struct ak_sim_world *world);
AK_NONNULL void ak_sim_shapes_release(struct ak_sim_shapes *shapes);

/* A managed cluster without pools; its properties are the template's merged with `patch`, a merge
 * patch of the whole body (may be NULL). The caller owns the result. */
AK_NONNULL_ARGS(1, 2)
AK_MUST_USE cJSON *ak_sim_shape_cluster(const struct ak_sim_shapes *shapes,
                                        const struct ak_sim_subject *subject, const cJSON *patch);

/* An agent pool of that cluster: `patch` changes its properties (may be NULL). */
AK_NONNULL_ARGS(1, 2, 3)
AK_MUST_USE cJSON *ak_sim_shape_pool(const struct ak_sim_shapes *shapes,
                                     const struct ak_sim_cluster *cluster, const char *name,
                                     const cJSON *patch);

/* A GUID that depends on the two texts alone. Returns out. */
AK_NONNULL const char *ak_sim_stable_guid(const char *text, const char *label,
                                          char out[AK_SIM_GUID_SIZE]);

/* A number that depends on the text alone (FNV-1a, mixed). */
AK_NONNULL uint64_t ak_sim_stable_hash(const char *text);

#endif
