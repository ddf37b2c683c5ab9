/* rights.h: would Azure let the person do this? A change needs actions (rights.def); roles give
 * actions by pattern, and Azure Resource Manager tells the caller which patterns hold at a scope.
 * Those at a cluster hold for its node pools.
 *
 * Unknown is an answer and refuses nothing: permissions that were not read (perhaps it is one of
 * the actions that are missing), are not of this session or not of these minutes, or that depend on
 * a condition. Azure has the last word. Pure; any thread.
 *
 * Sources: learn.microsoft.com/azure/role-based-access-control, role-definitions (an asterisk
 * stands for any characters; what a role gives is its actions without its notActions) and overview
 * (the roles of all assignments add up); Microsoft.Authorization 2022-04-01, Permissions. */
#ifndef AKSCOPE_RULES_RIGHTS_H
#define AKSCOPE_RULES_RIGHTS_H

#include "akscope/base/attributes.h"
#include "akscope/model/demand.h"
#include "akscope/model/intent.h"
#include "akscope/model/snap.h"

/* Seconds for which permissions count: Azure gives and takes roles within minutes. */
enum { AK_RIGHTS_COUNT_S = 300, AK_SCOPE_ID_SIZE = AK_DEMAND_KEY_SIZE, AK_RIGHT_WORDS_SIZE = 1024 };

/* One row of rights.def. */
struct ak_right {
    const char *action;
    const char *role;
    enum ak_intent_kind kind;
    bool is_on_subscription;
};

/* Do these permissions give the action? AK_UNKNOWN without any. */
AK_NONNULL_ARGS(2)
enum ak_answer ak_permissions_allow(const struct ak_permissions *permissions, const char *action);

/* The n-th right that a change needs; NULL after the last. */
const struct ak_right *ak_right_get(enum ak_intent_kind kind, size_t n);

/* What a change of the resource `id` (a cluster, a node pool, a feature) must know to tell. */
AK_NONNULL void ak_rights_demand(enum ak_intent_kind kind, const char *id,
                                 struct ak_demands *demands);

/* A right that is not there. */
struct ak_lack {
    const struct ak_right *right;
    char scope[AK_SCOPE_ID_SIZE]; /* resource id */
};

/* True when Azure would refuse the change of that resource, by what the snapshot knows at `now`
 * (wall seconds); *out is then the first right that is not there. */
AK_NONNULL bool ak_rights_lack(const struct ak_snap *snap, enum ak_intent_kind kind, const char *id,
                               int64_t now, struct ak_lack *out);

/* The sentence about it: which action, where, which role gives it. Returns out. */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_lack_say(const struct ak_lack *lack, char *out,
                                                      size_t size);

#endif
