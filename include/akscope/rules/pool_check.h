/* pool_check.h: would Azure take this? The seed's limits and the rules of
 * facts/nodepool-rules.json, applied to what a person chose, before anything is sent. Each finding
 * is a sentence with the value, the rule and what would be right, with the rule's source. Limits,
 * patterns, versions and dates come from the facts; pure; any thread.
 *
 * Each rule is a row of model/pool_rules.def: its id, the kinds of intents that can break it and
 * its function; its limits and sentences are in tui/rules/data/pool-rules.json.
 *
 * What can't be known is not refused: a list that could not be read (quota, sizes) leads to a
 * remark that it was not checked, never to a guess. Where sources conflict, the lenient bound
 * refuses and the stricter one warns. Names and values compare without case: whoever sends them
 * spells them as Azure does. */
#ifndef AKSCOPE_RULES_POOL_CHECK_H
#define AKSCOPE_RULES_POOL_CHECK_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"
#include "akscope/model/facts.h"
#include "akscope/model/intent.h"
#include "akscope/rules/confidential.h"
#include "akscope/rules/lifecycle.h"
#include "akscope/rules/surroundings.h"

struct ak_violation {
    enum ak_violation_weight weight;
    enum ak_pool_field
        field;        /* where it lands in the wizard; AK_POOL_FIELD_COUNT: nowhere special */
    const char *rule; /* id of the rule: "name.pattern" */
    const char *text; /* the sentence */
    const struct ak_source *source; /* never NULL */
};

struct ak_violations {
    struct ak_arena *arena; /* texts live here; borrowed */
    struct ak_vec items;    /* struct ak_violation, the gravest first */
};

struct ak_violations ak_violations_init(struct ak_arena *arena);
AK_NONNULL void ak_violations_release(struct ak_violations *violations);
/* True when one of them is REFUSED. */
AK_NONNULL bool ak_violations_refuse(const struct ak_violations *violations);
/* The gravest finding on a field, or NULL. */
AK_NONNULL const struct ak_violation *ak_violations_on(const struct ak_violations *violations,
                                                       enum ak_pool_field field);

/* Every rule that the intent breaks: for POOL_ADD each chosen (and each missing) field, for the
 * others what the change itself may break: last system pool, a running operation, version skew,
 * immutable fields, OS SKU updates, images that are gone (scaling fails), quota. What a pool breaks
 * already is not told again. About half a million instructions with a thousand sizes: fit for each
 * key press. */
AK_NONNULL void ak_pool_check(const struct ak_intent *intent,
                              const struct ak_pool_surroundings *around, struct ak_violations *out);

/* What a choice comes to, for the wizard's steps and the review. */
struct ak_pool_outlook {
    bool is_confidential; /* by the size's capability, else its name; without a size, by the wish */
    enum ak_tee tee;
    const char *os_sku;  /* the chosen one, else the service's default; NULL where sources differ on
                            it (see os.note), or a pool does not report it */
    const char *version; /* Kubernetes of the pool */
    struct ak_pool_os os; /* which OS that gives */
    struct ak_retirement os_end;
    struct ak_retirement kubernetes_end;
    int64_t nodes;          /* count (3 where none is chosen, as az adds), or the most that the
                               autoscaler may make */
    int64_t surge;          /* extra nodes during an upgrade */
    struct ak_number vcpus; /* of one node */
    const struct ak_usage *family_usage, *region_usage; /* NULL when not known */
    int64_t vcpus_wanted; /* nodes × vcpus beyond what the pool has now; 0 when not known */
    const struct ak_preview_feature *feature; /* needed today and not registered, else NULL */
    const char *feature_state;                /* of the feature; NULL when not read */
};
AK_NONNULL struct ak_pool_outlook ak_pool_look_ahead(const struct ak_intent *intent,
                                                     const struct ak_pool_surroundings *around);

/* Can the size be used for this choice? NULL, or the reason why not, a short phrase in the arena:
 * "not offered in this subscription", "no confidential VM", "quota: 4 of 8 vCPUs left, needs 12".
 */
AK_NONNULL const char *ak_pool_size_obstacle(const struct ak_vm_size *size,
                                             const struct ak_intent *intent,
                                             const struct ak_pool_surroundings *around,
                                             struct ak_arena *arena);
/* The same for an OS SKU: "no CVM image", "needs Kubernetes 1.32 to 1.38". */
AK_NONNULL const char *ak_pool_os_sku_obstacle(const struct ak_os_sku *sku,
                                               const struct ak_intent *intent,
                                               const struct ak_pool_surroundings *around,
                                               struct ak_arena *arena);

/* A wish with the settings of an existing pool: for "clone this pool". The name is left out. */
AK_NONNULL void ak_pool_wish_from(struct ak_pool_wish *wish, const struct ak_pool *pool);

#endif
