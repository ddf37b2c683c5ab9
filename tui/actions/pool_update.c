/* pool_update.c: settings of a node pool that is there. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "change_int.h"

/* When a field takes effect. */
enum effect { AT_ONCE, AT_NEXT_UPGRADE, BY_REIMAGE };

struct effect_row {
    enum ak_pool_field field;
    enum effect effect;
};

/* Sources: azure-aks-docs upgrade-os-version.md, enable-fips-nodes.md, use-labels.md,
 * upgrade-aks-node-pools-rolling.md. What has no row takes effect at once. */
static const struct effect_row effects[] = {
    {AK_POOL_FIELD_OS_SKU, BY_REIMAGE},
    {AK_POOL_FIELD_FIPS, BY_REIMAGE},
    {AK_POOL_FIELD_SECURE_BOOT, BY_REIMAGE},
    {AK_POOL_FIELD_VTPM, BY_REIMAGE},
    {AK_POOL_FIELD_MAX_SURGE, AT_NEXT_UPGRADE},
    {AK_POOL_FIELD_MAX_UNAVAILABLE, AT_NEXT_UPGRADE},
    {AK_POOL_FIELD_DRAIN_TIMEOUT, AT_NEXT_UPGRADE},
    {AK_POOL_FIELD_NODE_SOAK, AT_NEXT_UPGRADE},
};

static enum effect effect_of(enum ak_pool_field field)
{
    for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
        if (effects[i].field == field)
            return effects[i].effect;
    }
    return AT_ONCE;
}

static const char *or_none(const char *text)
{
    return text[0] != '\0' ? text : "none";
}

/* "Max surge: 10% → 33%." False when it is so already. */
static bool say_field(struct ak__draft *draft, enum ak_pool_field field,
                      const struct ak_pool_wish *now)
{
    const char *label = ak_pool_field_get(field)->label;
    const char *before = or_none(ak_pool_wish_text(now, field));
    const char *after = or_none(ak__chosen_text(draft, field));

    if (ak_text_caseeq(before, after)) {
        ak__say(draft, AK_PLAN_PLAIN, "%s: %s, as it is.", label, before);
        return false;
    }
    ak__say(draft, AK_PLAN_PLAIN, "%s: %s → %s.", label, before, after);
    return true;
}

/* The new values, for one line. */
static void summarise(struct ak__draft *draft, enum ak_pool_field field)
{
    const char *before = draft->plan->summary;

    draft->plan->summary = ak_arena_printf(
        draft->arena, "%s%s%s %s", before != NULL ? before : "", before != NULL ? ", " : "",
        ak_pool_field_get(field)->label, or_none(ak__chosen_text(draft, field)));
}

/* Taints of the effect NoExecute that were not there before. */
static bool brings_no_execute(const struct ak__draft *draft, const struct ak_pool_wish *now)
{
    struct ak_texts before = ak_pool_wish_texts(now, AK_POOL_FIELD_TAINTS, draft->arena);
    struct ak_texts after =
        ak_pool_wish_texts(&draft->intent->wish, AK_POOL_FIELD_TAINTS, draft->arena);

    for (size_t i = 0; i < after.count; i++) {
        bool is_new = ak_text_casestr(after.items[i], ":NoExecute") != NULL;

        for (size_t j = 0; j < before.count; j++)
            is_new = is_new && strcmp(before.items[j], after.items[i]) != 0;
        if (is_new)
            return true;
    }
    return false;
}

static void say_effects(struct ak__draft *draft, unsigned seen)
{
    if ((seen & 1u << BY_REIMAGE) != 0) {
        ak__say(draft, AK_PLAN_WARNING, "All its nodes are imaged anew.");
        ak__say_os(draft, draft->plan->outlook.os);
        ak__say_replacement(draft);
    }
    if ((seen & 1u << AT_NEXT_UPGRADE) != 0)
        ak__say(draft, AK_PLAN_PLAIN, "Settings of upgrades count from the next one on.");
    if ((seen & 1u << AT_ONCE) != 0 && (seen & 1u << BY_REIMAGE) == 0)
        ak__say(draft, AK_PLAN_PLAIN, "Nodes that run get the rest without a restart.");
}

void ak__say_settings(struct ak__draft *draft)
{
    struct ak_pool_wish now = {0};
    unsigned seen = 0;

    ak_pool_wish_from(&now, draft->around.pool);
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;

        if (!ak__is_setting(draft, field))
            continue;
        summarise(draft, field);
        if (say_field(draft, field, &now))
            seen |= 1u << effect_of(field);
    }
    if (brings_no_execute(draft, &now))
        ak__say(draft, AK_PLAN_WARNING,
                "A NoExecute taint evicts at once every pod that does not tolerate it.");
    say_effects(draft, seen);
    ak_pool_wish_release(&now);
}

void ak__plan_pool_update(struct ak__draft *draft)
{
    ak__change_pool(draft);
}
