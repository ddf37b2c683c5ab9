/* pool_check.c: the table of rules, and its walk. */
#include "config.h"

#include "akscope/rules/pool_check.h"

#include "pool_check_int.h"

/* Kinds of intents as bits, as pool_rules.def names them. */
enum {
    ADD = 1 << AK_INTENT_POOL_ADD,
    DELETE = 1 << AK_INTENT_POOL_DELETE,
    SCALE = 1 << AK_INTENT_POOL_SCALE,
    UPDATE = 1 << AK_INTENT_POOL_UPDATE,
    IMAGE = 1 << AK_INTENT_POOL_UPGRADE_IMAGE,
    UPGRADE = 1 << AK_INTENT_POOL_UPGRADE,
    CLUSTER = 1 << AK_INTENT_CLUSTER_UPGRADE,
    START = 1 << AK_INTENT_POOL_START,
    STOP = 1 << AK_INTENT_POOL_STOP,
    ABORT = 1 << AK_INTENT_POOL_ABORT,
    RECONCILE = 1 << AK_INTENT_POOL_RECONCILE,
    FEATURE = 1 << AK_INTENT_FEATURE_REGISTER,
    /* those about a pool that is there */
    EXISTING = DELETE | SCALE | UPDATE | IMAGE | UPGRADE | START | STOP | ABORT | RECONCILE,
    /* those with a wish */
    WISHES = ADD | SCALE | UPDATE,
    /* those that choose what kind of pool it is */
    CHOICES = ADD | UPDATE | UPGRADE,
    /* those that may make nodes */
    GROWTH = ADD | SCALE | UPDATE | START | UPGRADE | IMAGE,
    /* those that choose a Kubernetes version */
    VERSIONS = ADD | UPDATE | UPGRADE | CLUSTER,
};

static const struct row {
    int intents;
    void (*check)(struct ak__check *check);
} rows[AK_POOL_RULE_COUNT] = {
#define AK_POOL_RULE(symbol, name, intents, check) [AK_POOL_RULE_##symbol] = {intents, check},
#include "akscope/model/pool_rules.def"
#undef AK_POOL_RULE
};

struct ak_violations ak_violations_init(struct ak_arena *arena)
{
    return (struct ak_violations){.arena = arena,
                                  .items = ak_vec_init(sizeof(struct ak_violation))};
}

void ak_violations_release(struct ak_violations *violations)
{
    ak_vec_release(&violations->items);
}

bool ak_violations_refuse(const struct ak_violations *violations)
{
    const struct ak_violation *first =
        violations->items.len > 0 ? ak_vec_at(&violations->items, 0) : NULL;

    return first != NULL && first->weight == AK_VIOLATION_REFUSED;
}

const struct ak_violation *ak_violations_on(const struct ak_violations *violations,
                                            enum ak_pool_field field)
{
    for (size_t i = 0; i < violations->items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&violations->items, i);

        if (violation->field == field)
            return violation;
    }
    return NULL;
}

/* The gravest first; those of one weight stay in the order of the rules. */
static void sort(struct ak_vec *items)
{
    struct ak_violation *violations = items->items;

    for (size_t i = 1; i < items->len; i++) {
        struct ak_violation item = violations[i];
        size_t at = i;

        for (; at > 0 && violations[at - 1].weight < item.weight; at--)
            violations[at] = violations[at - 1];
        violations[at] = item;
    }
}

static void walk(struct ak__check *check, int intent)
{
    for (int i = 0; i < AK_POOL_RULE_COUNT; i++) {
        bool needs_pool = (intent & EXISTING) != 0 && i != AK_POOL_RULE_POOL_KNOWN;

        if ((rows[i].intents & intent) == 0 || (needs_pool && check->around->pool == NULL))
            continue;
        check->advice = NULL;
        check->rule = check->around->facts->pool_rule_of[i];
        rows[i].check(check);
    }
}

void ak_pool_check(const struct ak_intent *intent, const struct ak_pool_surroundings *around,
                   struct ak_violations *out)
{
    int bit = 1 << intent->kind;
    struct ak__check check = {.intent = intent, .around = around, .out = out};

    if ((bit & EXISTING) != 0 && around->pool != NULL) {
        check.has_before = true;
        check.before = ak__choice_before(around);
        check.after = ak__choice_after(intent, around, &check.before);
    } else if ((bit & ADD) != 0) {
        check.after = ak__choice_after(intent, around, NULL);
    }
    walk(&check, bit);
    sort(&out->items);
}
