/* cassette_int.h: reading a recording of ARM traffic: an object whose `interactions` each have
 * `status` and `response_body`. Only what was answered with 2xx counts, items of lists as well as
 * single resources, in the order of the recording. */
#ifndef AKSCOPE_SIM_CASSETTE_INT_H
#define AKSCOPE_SIM_CASSETTE_INT_H

#include <stddef.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

enum ak_sim_resource_kind {
    AK_SIM_RESOURCE_OTHER,
    AK_SIM_RESOURCE_CLUSTER,
    AK_SIM_RESOURCE_POOL,
    AK_SIM_RESOURCE_CLUSTER_UPGRADES,
    AK_SIM_RESOURCE_POOL_UPGRADES,
};

/* What a body is about, by its id: some recorded pools have no type. Owned; NULL where the kind has
 * no such part. */
struct ak_sim_resource {
    enum ak_sim_resource_kind kind;
    char *group;
    char *cluster;
    char *pool;
};

AK_NONNULL void ak_sim_resource_init(struct ak_sim_resource *resource, const cJSON *body);
AK_NONNULL void ak_sim_resource_release(struct ak_sim_resource *resource);

/* The bodies that are objects, as an array that the caller deletes; NULL when text[0..len) is no
 * recording. */
AK_NONNULL AK_MUST_USE cJSON *ak_sim_cassette_bodies(const char *text, size_t len);

/* Puts `subscription_id` in the place of each body's own subscription, in every id, key and value.
 */
AK_NONNULL void ak_sim_cassette_move(cJSON *bodies, const char *subscription_id);

#endif
