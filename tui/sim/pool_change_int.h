/* pool_change_int.h: a wanted state of a node pool on its way from a request to the world: planned
 * (the provider's defaults filled in), judged (by data/rules.json), applied (an operation starts).
 * Node pools of a cluster's own PUT go the same way. One thread. */
#ifndef AKSCOPE_SIM_POOL_CHANGE_INT_H
#define AKSCOPE_SIM_POOL_CHANGE_INT_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/sim/world.h"
#include "operation_int.h"

struct ak_sim;

struct ak_sim_pool_change {
    /* Whose: borrowed; set by the caller. */
    struct ak_sim *sim;
    struct ak_sim_subscription *subscription;
    struct ak_sim_cluster *cluster;
    const struct ak_sim_pool *pool; /* NULL: a new one */
    const char *name;
    const char *action;   /* "create", "update", "delete", "image", "machines" */
    const char *features; /* of AKSHTTPCustomFeatures; NULL: none */

    /* What comes of it; owned. */
    cJSON *wanted; /* the pool's properties */
    cJSON *facts;  /* flat, what the rules ask */
    enum ak_sim_operation_kind kind;
    int nodes; /* that the operation goes over */
};

/* Why a change is refused, as the provider says it; texts are owned. */
struct ak_sim_refusal {
    int status;
    const char *rule; /* id of the row; borrowed from the book */
    char *code;
    char *target; /* NULL: none */
    char *message;
};

AK_NONNULL void ak_sim_pool_change_release(struct ak_sim_pool_change *change);
AK_NONNULL void ak_sim_refusal_release(struct ak_sim_refusal *refusal);

/* Fills `wanted` and `facts` from a request's properties (NULL: the pool as it is); then `kind` and
 * `nodes`. (pool_plan.c) */
AK_NONNULL_ARGS(1)
void ak_sim_pool_change_plan(struct ak_sim_pool_change *change, const cJSON *request);

/* True when no rule is broken; else *refusal is the first one's. (rules.c) */
AK_NONNULL AK_MUST_USE bool ak_sim_pool_change_judge(const struct ak_sim_pool_change *change,
                                                     struct ak_sim_refusal *refusal);

/* The rules on any facts, for tests and other actions. (rules.c) */
AK_NONNULL AK_MUST_USE bool ak_sim_rules_judge(const cJSON *rules, const cJSON *facts,
                                               struct ak_sim_refusal *refusal);

/* Puts what is wanted into the world; the pool's body is then as the answer shows it. The caller
 * starts the operation. (pool_change.c) */
AK_NONNULL struct ak_sim_pool *ak_sim_pool_change_apply(struct ak_sim_pool_change *change);

/* ---- facts, each from what is wanted and known so far (pool_facts.c, …) ---- */
AK_NONNULL void ak_sim_facts_cluster(struct ak_sim_pool_change *change);
AK_NONNULL void ak_sim_facts_size(struct ak_sim_pool_change *change);    /* pool_size.c */
AK_NONNULL void ak_sim_facts_version(struct ak_sim_pool_change *change); /* pool_version.c */
AK_NONNULL void ak_sim_facts_system(struct ak_sim_pool_change *change);  /* pool_system.c */
AK_NONNULL void ak_sim_facts_settings(struct ak_sim_pool_change *change);
AK_NONNULL void ak_sim_facts_quota(struct ak_sim_pool_change *change); /* pool_quota.c */

/* The kind of operation that leads from the pool to what is wanted, and over how many nodes. */
AK_NONNULL void ak_sim_pool_change_classify(struct ak_sim_pool_change *change);

/* Nodes that an upgrade adds for its time: maxSurge of `count`, "10%" when it isn't given. */
AK_NONNULL int ak_sim_pool_surge(const cJSON *properties);

/* Whether the pool's machines' image is still there at `now`: without it nothing is added. When it
 * isn't, *removed is the day. (pool_system.c) */
AK_NONNULL bool ak_sim_image_is_there(const struct ak_sim *sim, const char *image,
                                      const char **removed);

/* What an upgrade from `old` to `version` would be, of those that are on offer: also a control
 * plane's. (pool_version.c) */
AK_NONNULL void ak_sim_facts_upgrade(cJSON *facts, const cJSON *offered, const char *version,
                                     const char *old);

/* The sizes and counts of a VirtualMachines pool; NULL of another. `properties` may be NULL. */
const cJSON *ak_sim_pool_machines(const cJSON *properties);

/* Every setting as a fact: "upgradeSettings.maxSurge". */
AK_NONNULL void ak_sim_facts_flatten(cJSON *facts, const cJSON *properties);

/* Appends a text to the list fact of that name. */
AK_NONNULL void ak_sim_facts_append(cJSON *facts, const char *name, const char *text);
AK_NONNULL void ak_sim_facts_bool(cJSON *facts, const char *name, bool value);

#endif
