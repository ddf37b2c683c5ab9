/* cluster_change_int.h: a wanted state of a managed cluster, as pool_change_int.h has it for a
 * pool: what is asked for is merged into the cluster, its pools are planned each, all is judged.
 * One thread. */
#ifndef AKSCOPE_SIM_CLUSTER_CHANGE_INT_H
#define AKSCOPE_SIM_CLUSTER_CHANGE_INT_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "pool_change_int.h"

struct ak_sim_cluster_change {
    struct ak_sim *sim; /* these four are borrowed, and set by the caller */
    struct ak_sim_subscription *subscription;
    struct ak_sim_cluster *cluster;
    const char *features;

    bool is_new;
    cJSON *before; /* owned: bodies as they were: by pool name, "" the cluster's */
    struct ak_sim_pool_change *pools; /* owned */
    size_t pool_count;
    enum ak_sim_operation_kind kind;
    int nodes;
};

/* Merges the request into the cluster's body, plans and judges its pools; false: refused, and the
 * cluster is as it was (a new one is for the caller to remove). */
AK_NONNULL AK_MUST_USE bool ak_sim_cluster_change_plan(struct ak_sim_cluster_change *change,
                                                       const cJSON *request,
                                                       struct ak_sim_refusal *refusal);

/* Puts the pools into the world and sets the states that are shown while the operation runs. */
AK_NONNULL void ak_sim_cluster_change_apply(struct ak_sim_cluster_change *change);
AK_NONNULL void ak_sim_cluster_change_release(struct ak_sim_cluster_change *change);

/* The bodies of a cluster and its pools, to be put back by an abort; the caller owns them. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *
ak_sim_cluster_bodies(const struct ak_sim_cluster *cluster);

/* Sets the state on the cluster and on all its pools. */
AK_NONNULL void ak_sim_cluster_set_state(struct ak_sim_cluster *cluster, const char *state);

/* What the rules ask about the cluster (cluster_facts.c); the caller owns it. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *
ak_sim_cluster_facts(const struct ak_sim_cluster_change *change, const cJSON *request);

/* "1.34" is the newest patch on offer; a whole version is itself. The caller frees. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *
ak_sim_cluster_version(const struct ak_sim *sim, const char *asked, const char *current);

#endif
