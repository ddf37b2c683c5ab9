/* facts_rules.c: readers of the facts on node pools: rules, combinations, defaults; and what they
 * say of one another. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "facts_int.h"

static struct ak_number number_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);

    return ak__number(&node);
}

/* The index of a member's text in a NULL-ended list; `preset` when missing. */
static int choice_of(const struct ak__node *object, const char *name, const char *const *choices,
                     int preset)
{
    struct ak__node node = ak__member(object, name);
    const char *text = ak__text(&node);

    if (text == NULL)
        return preset;
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], text) == 0)
            return i;
    }
    ak__fail(&node, "there is no such choice");
    return preset;
}

static enum ak_pool_field field_of(const struct ak__node *node)
{
    const char *option = ak__required_text(node);
    enum ak_pool_field field = option != NULL ? ak_pool_field_find(option) : AK_POOL_FIELD_COUNT;

    if (field == AK_POOL_FIELD_COUNT)
        ak__fail(node, "there is no such option of a node pool");
    return field;
}

static void read_fields(struct ak_arena *arena, const struct ak__node *item,
                        struct ak_pool_rule *rule)
{
    struct ak__node list = ak__member(item, "options");
    enum ak_pool_field *fields = ak_arena_alloc(arena, ak__item_count(&list), sizeof *fields);

    for (struct ak__node at = ak__first_item(&list); at.json != NULL; at = ak__next(&at))
        fields[rule->field_count++] = field_of(&at);
    rule->fields = fields;
}

/* Characters and ranges of ASCII, "a-z0-9_.-": a range does not go down. */
static const char *set_of(const struct ak__node *object, const char *name)
{
    struct ak__node node = ak__member(object, name);
    const char *set = ak__text(&node);

    for (size_t i = 0; set != NULL && set[i] != '\0'; i++) {
        bool is_range = i > 0 && set[i] == '-' && set[i + 1] != '\0';

        if (set[i] < ' ' || (is_range && set[i - 1] > set[i + 1])) {
            ak__fail(&node, "expected characters and ranges, for instance \"a-z0-9_\"");
            break;
        }
    }
    return set;
}

static struct ak_text_shape shape_of(const struct ak__node *object, const char *name)
{
    static const char *const known[] = {"first",     "inner", "last", "never",
                                        "separator", "min",   "max",  NULL};
    struct ak__node node = ak__member(object, name);
    const char *separator = ak__fact_text(&node, "separator");

    ak__check_members(&node, known);
    return (struct ak_text_shape){.first = set_of(&node, "first"),
                                  .inner = set_of(&node, "inner"),
                                  .last = set_of(&node, "last"),
                                  .never = ak__fact_text(&node, "never"),
                                  .separator = separator != NULL ? separator[0] : '\0',
                                  .min = number_of(&node, "min").value,
                                  .max = number_of(&node, "max").value};
}

static void read_limits(const struct ak__node *item, struct ak_pool_rule *rule)
{
    rule->min = number_of(item, "min");
    rule->max = number_of(item, "max");
    rule->warn_below = number_of(item, "warnBelow");
    rule->warn_above = number_of(item, "warnAbove");
    rule->advise_below = number_of(item, "adviseBelow");
    rule->advise_above = number_of(item, "adviseAbove");
    rule->preset = number_of(item, "preset");
    rule->max_before = number_of(item, "maxBefore");
    rule->days = number_of(item, "days");
    rule->from = ak__fact_minor(item, "from");
}

static void read_forms(const struct ak__node *item, struct ak_pool_rule *rule)
{
    rule->pattern = ak__fact_text(item, "pattern");
    rule->key_pattern = ak__fact_text(item, "keyPattern");
    rule->value_pattern = ak__fact_text(item, "valuePattern");
    rule->shape = shape_of(item, "shape");
    if (rule->shape.max == 0) {
        rule->shape.min = rule->min.value;
        rule->shape.max = rule->max.value;
    }
    rule->key_shape = shape_of(item, "keyShape");
    rule->value_shape = shape_of(item, "valueShape");
}

void ak__read_pool_rule(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {
        "id",           "field",     "options",   "sentence",   "enforced",    "weight",
        "min",          "max",       "warnBelow", "warnAbove",  "adviseBelow", "adviseAbove",
        "preset",       "maxBefore", "days",      "from",       "pattern",     "keyPattern",
        "valuePattern", "shape",     "keyShape",  "valueShape", "values",      "others",
        "undecided",    "note",      "conflict",  "confidence", "source",      NULL};
    static const char *const enforcements[] = {"server", "client", "advice", NULL};
    static const char *const weights[] = {"remark", "warning", "refused", NULL};
    struct ak_pool_rule *rule = out;

    ak__check_members(item, known);
    rule->id = ak__fact_required(item, "id");
    rule->field = ak__fact_required(item, "field");
    read_fields(arena, item, rule);
    rule->sentence = ak__fact_required(item, "sentence");
    rule->enforced = (enum ak_enforcement)choice_of(item, "enforced", enforcements, 0);
    rule->weight = (enum ak_violation_weight)choice_of(item, "weight", weights, 0);
    read_limits(item, rule);
    read_forms(item, rule);
    rule->values = ak__fact_texts(item, "values");
    rule->others = ak__fact_texts(item, "others");
    rule->undecided = ak__fact_text(item, "undecided");
    rule->note = ak__fact_text(item, "note");
    rule->conflict = ak__fact_text(item, "conflict");
    rule->confidence = ak__fact_text(item, "confidence");
    rule->source = ak__fact_source(item);
}

static enum ak_pool_rule_id rule_of(const struct ak__node *item)
{
    struct ak__node node = ak__member(item, "rule");
    const char *name = ak__required_text(&node);
    enum ak_pool_rule_id id = name != NULL ? ak_pool_rule_find(name) : AK_POOL_RULE_COUNT;

    if (id == AK_POOL_RULE_COUNT)
        ak__fail(&node, "there is no such rule");
    return id;
}

static ak_pool_traits traits_of(const struct ak__node *item, const char *name)
{
    struct ak__node list = ak__member(item, name);
    ak_pool_traits traits = 0;

    for (struct ak__node at = ak__first_item(&list); at.json != NULL; at = ak__next(&at)) {
        const char *text = ak__required_text(&at);
        enum ak_pool_trait trait = text != NULL ? ak_pool_trait_find(text) : AK_POOL_TRAIT_COUNT;

        if (trait == AK_POOL_TRAIT_COUNT)
            ak__fail(&at, "there is no such trait");
        else
            traits |= (ak_pool_traits)1 << trait;
    }
    return traits;
}

void ak__read_pool_combination(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"rule",   "option",       "all",      "none",
                                        "osSkus", "exceptOsSkus", "exceptOs", "below",
                                        "says",   "phrase",       NULL};
    struct ak_pool_combination *combination = out;
    struct ak__node option = ak__member(item, "option");

    (void)arena;
    ak__check_members(item, known);
    combination->rule = rule_of(item);
    combination->field = field_of(&option);
    combination->all = traits_of(item, "all");
    combination->none = traits_of(item, "none");
    combination->os_skus = ak__fact_texts(item, "osSkus");
    combination->except_os_skus = ak__fact_texts(item, "exceptOsSkus");
    combination->except_os = ak__fact_texts(item, "exceptOs");
    combination->below = ak__fact_text(item, "below");
    combination->says = ak__fact_required(item, "says");
    combination->phrase = ak__fact_required(item, "phrase");
    if (combination->all == 0 && combination->none == 0)
        ak__fail(item, "a combination needs a trait");
}

void ak__read_os_sku_default(struct ak_arena *arena, const struct ak__node *item, void *out)
{
    static const char *const known[] = {"osType", "from", "to", "osSku", "note", NULL};
    struct ak_os_sku_default *preset = out;

    (void)arena;
    ak__check_members(item, known);
    preset->os_type = ak__fact_required(item, "osType");
    preset->from = ak__fact_minor(item, "from");
    preset->to = ak__fact_minor(item, "to");
    preset->os_sku = ak__fact_text(item, "osSku");
    preset->note = ak__fact_text(item, "note");
    if (preset->os_sku == NULL && preset->note == NULL)
        ak__fail(item, "a default without an OS SKU needs a note that says why");
}

/* ---- what they say of one another ---- */

static bool has_os_sku(const struct ak_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        if (strcmp(facts->os_skus[i].name, name) == 0)
            return true;
    }
    return false;
}

static int check_os_skus(const struct ak_facts *facts, const struct ak_texts *names,
                         const char *whose, struct ak_err *err)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!has_os_sku(facts, names->items[i]))
            return ak_err_set(err, AK_ERR_CONFIG, "%s: there is no OS SKU \"%s\"", whose,
                              names->items[i]);
    }
    return 0;
}

static int check_combination(const struct ak_facts *facts,
                             const struct ak_pool_combination *combination, struct ak_err *err)
{
    const char *whose = ak_pool_rule_name(combination->rule);
    int failed = check_os_skus(facts, &combination->os_skus, whose, err);

    if (!failed)
        failed = check_os_skus(facts, &combination->except_os_skus, whose, err);
    for (size_t i = 0; i < combination->except_os.count && !failed; i++) {
        if (!ak__has_os(facts, combination->except_os.items[i]))
            failed = ak_err_set(err, AK_ERR_CONFIG, "%s: there is no OS \"%s\"", whose,
                                combination->except_os.items[i]);
    }
    return failed;
}

/* Each rule that is decided here stands among the facts once, without a reason why it is not; every
 * other has one. */
static int sort_rules(struct ak_facts *facts, struct ak_err *err)
{
    memset(facts->pool_rule_of, 0, sizeof facts->pool_rule_of);
    for (size_t i = 0; i < facts->pool_rule_count; i++) {
        const struct ak_pool_rule *rule = &facts->pool_rules[i];
        enum ak_pool_rule_id id = ak_pool_rule_find(rule->id);

        if (id == AK_POOL_RULE_COUNT && rule->undecided == NULL)
            return ak_err_set(err, AK_ERR_CONFIG, "rule %s: nothing decides it", rule->id);
        if (id == AK_POOL_RULE_COUNT)
            continue;
        if (facts->pool_rule_of[id] != NULL || rule->undecided != NULL)
            return ak_err_set(err, AK_ERR_CONFIG, "rule %s: stands twice, or as undecided",
                              rule->id);
        facts->pool_rule_of[id] = rule;
    }
    for (int id = 0; id < AK_POOL_RULE_COUNT; id++) {
        if (facts->pool_rule_of[id] == NULL)
            return ak_err_set(err, AK_ERR_CONFIG, "rule %s: is missing",
                              ak_pool_rule_name((enum ak_pool_rule_id)id));
    }
    return 0;
}

int ak__check_pool_facts(struct ak_facts *facts, struct ak_err *err)
{
    int failed = sort_rules(facts, err);

    for (size_t i = 0; i < facts->pool_combination_count && !failed; i++)
        failed = check_combination(facts, &facts->pool_combinations[i], err);
    for (size_t i = 0; i < facts->feature_count && !failed; i++)
        failed = check_os_skus(facts, &facts->features[i].os_skus, facts->features[i].name, err);
    for (size_t i = 0; i < facts->os_sku_default_count && !failed; i++) {
        const struct ak_os_sku_default *preset = &facts->os_sku_defaults[i];
        struct ak_texts name = {.items = &preset->os_sku, .count = preset->os_sku != NULL};

        failed = check_os_skus(facts, &name, "default of an OS type", err);
    }
    return failed;
}
