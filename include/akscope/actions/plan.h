/* plan.h: from what a person asks for to the exact request, its consequences and the rules that it
 * breaks. Planning is pure: nothing is read or sent; it may be done at every key press. The plan is
 * what is shown, confirmed, journalled and sent, by the dashboard and the command line alike.
 *
 * An existing resource is changed as read-modify-write of its whole body as it was read, under
 * `If-Match` with the etag of that reading; creating sends `If-None-Match: *`; what the person did
 * not set is not sent. Sources: Microsoft.ContainerService agentPools and managedClusters
 * (2025-05-01), recorded traffic of the Azure CLI. Any thread. */
#ifndef AKSCOPE_ACTIONS_PLAN_H
#define AKSCOPE_ACTIONS_PLAN_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/model/demand.h"
#include "akscope/model/facts.h"
#include "akscope/model/intent.h"
#include "akscope/model/snap.h"
#include "akscope/rules/pool_check.h"

/* What the plan is made from; borrowed by the plan only during the call. */
struct ak_plan_input {
    const struct ak_snap *snap;
    const struct ak_facts *facts;
    struct ak_date today;
    int64_t now; /* wall seconds: by which permissions count, or are too old */
};

enum ak_plan_tone { AK_PLAN_PLAIN, AK_PLAN_GOOD, AK_PLAN_WARNING, AK_PLAN_LOSS };

/* One consequence, as a sentence. */
struct ak_plan_line {
    enum ak_plan_tone tone;
    const char *text;
};

struct ak_plan {
    struct ak_arena *arena;  /* everything below lives here */
    struct ak_intent intent; /* a copy; released with the plan */
    const char *title;       /* "add node pool cvm2 to payments-prod" */
    const char *target;      /* resource id of what changes */
    const char *summary; /* the values that matter: "3 → 5 nodes"; NULL: the title says it all */
    const struct ak_request *requests; /* in order; the next only after the one before has ended */
    size_t request_count;              /* 0 when the plan is refused or lacks what it needs */
    const struct ak_plan_line *lines;
    size_t line_count;
    struct ak_violations violations;
    bool is_forbidden; /* a right is missing (rules/rights.h); it stands among the violations */
    struct ak_pool_outlook outlook; /* of pool intents; zeroed for others */
    const char *az;                 /* the equivalent Azure CLI commands, one a line */
    const char *confirm;            /* what must be typed to confirm; NULL: a yes is enough */
    const char *missing; /* what had to be read first and is not there yet, a phrase; NULL: all
                            there. Without it nothing can be sent. */
};

/* Plans an intent. Never fails: what is wrong stands in the plan's violations. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_plan *
ak_plan_make(const struct ak_intent *intent, const struct ak_plan_input *input);
void ak_plan_free(struct ak_plan *plan); /* NULL allowed */

/* True when it may be sent: nothing refuses it and nothing is missing. */
AK_NONNULL bool ak_plan_is_ready(const struct ak_plan *plan);

/* What is known around a node pool that is to be added, borrowed from the input: for what the rules
 * say of each size and OS SKU (rules/pool_check.h). `cluster` is NULL where the list of clusters
 * has it not (yet): then the rules can't be asked. */
AK_NONNULL struct ak_pool_surroundings ak_plan_surroundings(const struct ak_intent *intent,
                                                            const struct ak_plan_input *input);

/* What must be read, and kept fresh, to plan this. */
AK_NONNULL void ak_plan_demand(const struct ak_intent *intent, const struct ak_snap *snap,
                               struct ak_demands *demands);

/* The requests of a plan as they go out, each with method, path, headers and indented JSON; the
 * token alone is left out. "" for a plan without any. In the arena. */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_plan_request_text(const struct ak_plan *plan,
                                                               struct ak_arena *arena);

/* The seed's check of a confidential pool as a list: VM size, node image, SKU capability. `size` is
 * the pool's in its region's list; NULL when that was not read or does not have it. */
enum ak_verify_result { AK_VERIFY_FAIL, AK_VERIFY_PASS, AK_VERIFY_UNKNOWN };
enum { AK_VERIFY_COUNT = 3 };
struct ak_verify_line {
    enum ak_verify_result result;
    const char *what; /* "VM size", static */
    char evidence[AK_EVIDENCE_SIZE];
};
AK_NONNULL_ARGS(1, 3, 4)
void ak_verify_pool(const struct ak_pool *pool, const struct ak_vm_size *size,
                    const struct ak_facts *facts, struct ak_verify_line out[AK_VERIFY_COUNT]);

/* What changed between the body that a plan was made from and a newer one, a line each
 * ("properties.count: 3 → 5"); for a refused If-Match. The text lives in the arena. */
AK_NONNULL const char *ak_plan_difference(const char *before, const char *after,
                                          struct ak_arena *arena);

#endif
