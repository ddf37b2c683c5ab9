/* plan_int.h: the frame that all actions share. around.c finds what an intent is about, plan.c
 * checks the rules; an action (one file each) adds its sentences, its requests and its `az`
 * commands. */
#ifndef AKSCOPE_ACTIONS_PLAN_INT_H
#define AKSCOPE_ACTIONS_PLAN_INT_H

#include "akscope/actions/plan.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"
#include "akscope/wire/edit.h"

/* What an action needs to be read: bits. */
enum ak__need {
    AK__NEED_CLUSTER = 1 << 0,
    AK__NEED_POOLS = 1 << 1, /* the list with its etags */
    AK__NEED_POOL_BODY = 1 << 2,
    AK__NEED_CLUSTER_BODY = 1 << 3,
    AK__NEED_SIZES = 1 << 4,
    AK__NEED_USAGES = 1 << 5,
    AK__NEED_VERSIONS = 1 << 6,
    AK__NEED_CLUSTER_UPGRADES = 1 << 7,
    AK__NEED_POOL_UPGRADES = 1 << 8,
    AK__NEED_FEATURES = 1 << 9,
    AK__NEED_POOL_ETAG = 1 << 10, /* by which a lost answer is settled; in the list of pools */
};

/* A plan that is being made. */
struct ak__draft {
    struct ak_plan *plan;
    struct ak_arena *arena; /* the plan's */
    const struct ak_intent *intent;
    const struct ak_plan_input *input;
    unsigned needs;
    struct ak_pool_surroundings around; /* cluster NULL when there is none */
    const char *pool_id;                /* NULL when no pool is meant */
    const struct ak_raw *body;          /* of what is to be changed; NULL when it was not read */
    struct ak_payload *decoded;         /* of the body: what around.pool points into; or NULL */
    struct ak_vec lines;                /* struct ak_plan_line */
    struct ak_vec requests;             /* struct ak_request */
    struct ak_buf az;
    bool az_is_too_long;
    struct ak_buf missing;
};

typedef void ak__plan_action(struct ak__draft *draft);

ak__plan_action ak__plan_pool_add;
ak__plan_action ak__plan_pool_delete;
ak__plan_action ak__plan_pool_scale;
ak__plan_action ak__plan_pool_update;
ak__plan_action ak__plan_pool_upgrade_image;
ak__plan_action ak__plan_pool_upgrade;
ak__plan_action ak__plan_cluster_upgrade;
ak__plan_action ak__plan_pool_start;
ak__plan_action ak__plan_pool_stop;
ak__plan_action ak__plan_pool_abort;
ak__plan_action ak__plan_pool_reconcile;
ak__plan_action ak__plan_feature_register;

/* ---- plan.c: what is needed, and adding to the plan ---- */

/* What that kind of intent needs: bits of ak__need. */
unsigned ak__needs_of(enum ak_intent_kind kind);

/* A consequence, as a whole sentence. */
AK_NONNULL AK_PRINTF(3, 4) void ak__say(struct ak__draft *draft, enum ak_plan_tone tone,
                                        const char *format, ...);

/* A rule that the action itself knows to be broken, of what Azure told. */
AK_NONNULL AK_PRINTF(4, 5) void ak__refuse(struct ak__draft *draft, enum ak_pool_field field,
                                           const char *rule, const char *format, ...);

/* Something that could not be had: a phrase. */
AK_NONNULL AK_PRINTF(2, 3) void ak__miss(struct ak__draft *draft, const char *format, ...);

/* The next request; what it points to lives in the arena or is static. */
AK_NONNULL void ak__request(struct ak__draft *draft, const struct ak_request *request);

/* ---- around.c: what was read ---- */

/* Fills `around`, `body` and `decoded` from the snapshot; says what is missing. */
AK_NONNULL void ak__look_around(struct ak__draft *draft);

/* ---- body.c: what is sent ---- */

/* The body as it was read, without the members that Azure alone sets; the caller frees it. NULL,
 * and said to be missing, when it can't be had. */
AK_NONNULL struct ak_edit *ak__body_read(struct ak__draft *draft);

/* Puts every chosen field into properties. */
AK_NONNULL void ak__body_choose(const struct ak__draft *draft, struct ak_edit *body);

/* Adds the request with the object as its body. */
AK_NONNULL void ak__body_send(struct ak__draft *draft, const struct ak_edit *body,
                              const struct ak_request *request);

/* A PUT of what ak__body_read gave, which is freed, under the etag of that reading. NULL: nothing.
 */
AK_NONNULL_ARGS(1)
void ak__body_put(struct ak__draft *draft, enum ak_change change, struct ak_edit *body);

/* The same with one text changed. */
AK_NONNULL void ak__body_put_text(struct ak__draft *draft, enum ak_change change, const char *path,
                                  const char *text);

/* Where the number of nodes stands: pools of single machines have it in their scale profile. */
AK_NONNULL const char *ak__count_path(const struct ak_edit *body);

/* The choice as ARM spells it, when it is one of the field's; else as it was typed. */
AK_NONNULL const char *ak__chosen_text(const struct ak__draft *draft, enum ak_pool_field field);

/* ---- az.c: the same as Azure CLI commands ---- */

/* Begins a line: "az VERB --subscription …", and with a cluster --resource-group and
 * --cluster-name, with a pool --name. */
enum ak__az_scope { AK__AZ_SUBSCRIPTION, AK__AZ_CLUSTER, AK__AZ_POOL };
AK_NONNULL void ak__az(struct ak__draft *draft, const char *verb, enum ak__az_scope scope);
/* " --option value", quoted for a shell; " --option" when value is NULL. */
AK_NONNULL_ARGS(1, 2)
void ak__az_option(struct ak__draft *draft, const char *option, const char *value);
/* A chosen number without what was typed round it. */
AK_NONNULL const char *ak__number_text(const struct ak__draft *draft, enum ak_pool_field field);
/* The options of the fields that were chosen, but the name and those in `but` (bits by field). */
AK_NONNULL void ak__az_fields(struct ak__draft *draft, uint64_t but, bool is_update);

/* ---- words.c: what consequences have in common ---- */

/* "3 nodes", "1 node". In the arena. */
AK_NONNULL const char *ak__nodes(const struct ak__draft *draft, int64_t count);
/* Quota of the size's family and the region before and after `nodes` more nodes. */
AK_NONNULL void ak__say_quota(struct ak__draft *draft, int64_t nodes, const char *when);
/* Every node is replaced: extra nodes, their quota, evictions. */
AK_NONNULL void ak__say_replacement(struct ak__draft *draft);
/* The pool's OS now and afterwards: which end that ends, which is next. */
AK_NONNULL void ak__say_os(struct ak__draft *draft, struct ak_pool_os after);
/* The version to upgrade to; NULL, and refused, when none is chosen. */
AK_NONNULL const char *ak__chosen_version(struct ak__draft *draft);
/* Which end of a Kubernetes version the change ends, which is next; `from` NULL where it is not
 * known.
 */
AK_NONNULL_ARGS(1, 3)
void ak__say_kubernetes_change(struct ak__draft *draft, const char *from, const char *to);
/* "Ubuntu 20.04: support ends and images are removed on 17 Mar 2027, in 114 d". In the arena. */
AK_NONNULL const char *ak__end_words(const struct ak__draft *draft,
                                     const struct ak_retirement *retirement);

#endif
