/* pool_rules_label.c: labels, taints and tags. Of many that are wrong the first is told. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

static const char *quote(const struct ak__check *check, const char *text)
{
    return ak__quote(check->out->arena, text);
}

static struct ak_pairs wished_pairs(const struct ak__check *check, enum ak_pool_field field)
{
    return ak_pool_wish_pairs(&check->intent->wish, field, check->out->arena);
}

/* ---- labels ---- */

/* True when it is well-formed; else it is told. */
static bool check_label(struct ak__check *check, const struct ak_pair *label)
{
    const struct ak_pool_rule *rule = check->rule;
    struct ak_arena *arena = check->out->arena;
    const char *slash = strchr(label->key, '/');
    const char *name = slash != NULL ? slash + 1 : label->key;
    const char *prefix =
        slash != NULL ? ak_arena_strndup(arena, label->key, (size_t)(slash - label->key)) : NULL;
    const char *misfit = prefix != NULL ? ak__misfit(&rule->shape, prefix, arena) : NULL;
    const char *part = "prefix";

    if (misfit == NULL) {
        misfit = ak__misfit(&rule->key_shape, name, arena);
        part = "name";
    }
    if (misfit == NULL) {
        misfit = ak__misfit(&rule->value_shape, label->value, arena);
        part = "value";
    }
    if (misfit != NULL)
        ak__break(check, AK_POOL_FIELD_LABELS, "the %s of the label %s %s", part,
                  quote(check, ak_arena_printf(arena, "%s=%s", label->key, label->value)), misfit);
    return misfit == NULL;
}

void ak__rule_labels_syntax(struct ak__check *check)
{
    struct ak_pairs labels = wished_pairs(check, AK_POOL_FIELD_LABELS);

    for (size_t i = 0; i < labels.count; i++) {
        if (!check_label(check, &labels.items[i]))
            return;
    }
}

static bool is_reserved(const struct ak_pool_rule *rule, const char *key)
{
    if (ak__has_exactly(&rule->others, key))
        return false;
    for (size_t i = 0; i < rule->values.count; i++) {
        const char *reserved = rule->values.items[i];
        size_t len = strlen(reserved);
        bool is_prefix = len > 0 && reserved[len - 1] == '/';

        if (is_prefix ? strncmp(key, reserved, len) == 0 : strcmp(key, reserved) == 0)
            return true;
    }
    return false;
}

/* What the pool has already is not set anew. */
static bool has_label(const struct ak__check *check, const struct ak_pair *label)
{
    const struct ak_pool *pool = check->around->pool;

    for (size_t i = 0; pool != NULL && i < pool->labels.count; i++) {
        if (strcmp(pool->labels.items[i].key, label->key) == 0 &&
            strcmp(pool->labels.items[i].value, label->value) == 0)
            return true;
    }
    return false;
}

void ak__rule_labels_reserved(struct ak__check *check)
{
    struct ak_pairs labels = wished_pairs(check, AK_POOL_FIELD_LABELS);

    for (size_t i = 0; i < labels.count; i++) {
        if (!is_reserved(check->rule, labels.items[i].key) || has_label(check, &labels.items[i]))
            continue;
        ak__break(check, AK_POOL_FIELD_LABELS, "the label %s is AKS's own",
                  quote(check, labels.items[i].key));
        return;
    }
}

/* ---- taints ---- */

/* "key=value:Effect" in parts; value NULL without "=", effect NULL without ":". */
struct taint {
    const char *key;
    const char *value;
    const char *effect;
};

static struct taint cut_taint(const char *text, struct ak_arena *arena)
{
    const char *colon = strrchr(text, ':');
    size_t len = colon != NULL ? (size_t)(colon - text) : strlen(text);
    char *head = ak_arena_strndup(arena, text, len);
    char *equals = strchr(head, '=');
    struct taint taint = {.key = head, .effect = colon != NULL ? colon + 1 : NULL};

    if (equals != NULL) {
        *equals = '\0';
        taint.value = equals + 1;
    }
    return taint;
}

static bool check_taint(struct ak__check *check, const char *text)
{
    const struct ak_pool_rule *rule = check->rule;
    struct ak_arena *arena = check->out->arena;
    struct taint taint = cut_taint(text, arena);
    const char *key_misfit = ak__misfit(&rule->key_shape, taint.key, arena);
    bool has_value = taint.value != NULL && taint.value[0] != '\0';
    const char *value_misfit =
        has_value ? ak__misfit(&rule->value_shape, taint.value, arena) : NULL;
    const char *quoted = quote(check, text);

    if (taint.effect == NULL)
        ak__break(check, AK_POOL_FIELD_TAINTS, "the taint %s has no effect", quoted);
    else if (!ak__has_exactly(&rule->values, taint.effect))
        ak__break(check, AK_POOL_FIELD_TAINTS, "the effect of the taint %s is not known", quoted);
    else if (key_misfit != NULL)
        ak__break(check, AK_POOL_FIELD_TAINTS, "the key of the taint %s %s", quoted, key_misfit);
    else if (value_misfit != NULL)
        ak__break(check, AK_POOL_FIELD_TAINTS, "the value of the taint %s %s", quoted,
                  value_misfit);
    else if (!has_value)
        ak__warn(check, AK_POOL_FIELD_TAINTS,
                 "the taint %s has no value, which Kubernetes takes and the Azure CLI does not",
                 quoted);
    else
        return true;
    return false;
}

static struct ak_texts taints_after(const struct ak__check *check)
{
    const struct ak_pool *pool = check->around->pool;

    if (ak__wishes(check, AK_POOL_FIELD_TAINTS) || pool == NULL)
        return ak_pool_wish_texts(&check->intent->wish, AK_POOL_FIELD_TAINTS, check->out->arena);
    return pool->taints;
}

void ak__rule_taints_syntax(struct ak__check *check)
{
    struct ak_texts taints =
        ak_pool_wish_texts(&check->intent->wish, AK_POOL_FIELD_TAINTS, check->out->arena);

    for (size_t i = 0; i < taints.count; i++) {
        if (!check_taint(check, taints.items[i]))
            return;
    }
}

/* Also when a pool that has such taints becomes a System pool. */
void ak__rule_taints_system(struct ak__check *check)
{
    const struct ak_pool_rule *rule = check->rule;
    struct ak_texts taints = taints_after(check);
    bool is_touched =
        ak__changes(check, AK_POOL_FIELD_TAINTS) || ak__changes(check, AK_POOL_FIELD_MODE);

    for (size_t i = 0;
         is_touched && ak__choice_is(&check->after, AK_POOL_TRAIT_SYSTEM) && i < taints.count;
         i++) {
        struct taint taint = cut_taint(taints.items[i], check->out->arena);

        if (taint.effect == NULL || ak__has_exactly(&rule->values, taint.key) ||
            ak__has_exactly(&rule->others, taint.effect))
            continue;
        ak__break(check, AK_POOL_FIELD_TAINTS, "the taint %s", quote(check, taints.items[i]));
        return;
    }
}

void ak__rule_taints_spot(struct ak__check *check)
{
    struct ak_texts taints = taints_after(check);

    if (!ak__choice_is(&check->after, AK_POOL_TRAIT_SPOT))
        return;
    for (size_t i = 0; i < taints.count; i++) {
        if (ak__has_exactly(&check->rule->values, taints.items[i]))
            return;
    }
    ak__break(check, AK_POOL_FIELD_TAINTS, "a Spot pool");
}

/* ---- tags ---- */

static int compare_keys(const void *a, const void *b)
{
    const struct ak_pair *const *x = a;
    const struct ak_pair *const *y = b;

    return ak_text_casecmp((*x)->key, (*y)->key);
}

/* A key that stands twice, but for letter case; NULL when there is none. */
static const char *find_twin(const struct ak_pairs *tags, struct ak_arena *arena)
{
    const struct ak_pair **sorted =
        ak_arena_alloc(arena, tags->count + 1, sizeof(const struct ak_pair *));

    for (size_t i = 0; i < tags->count; i++)
        sorted[i] = &tags->items[i];
    qsort(sorted, tags->count, sizeof(const struct ak_pair *), compare_keys);
    for (size_t i = 1; i < tags->count; i++) {
        if (ak_text_caseeq(sorted[i - 1]->key, sorted[i]->key))
            return sorted[i]->key;
    }
    return NULL;
}

static bool check_tag(struct ak__check *check, const struct ak_pair *tag)
{
    struct ak_arena *arena = check->out->arena;
    const char *misfit = ak__misfit(&check->rule->key_shape, tag->key, arena);
    const char *part = "name";

    if (misfit == NULL) {
        misfit = ak__misfit(&check->rule->value_shape, tag->value, arena);
        part = "value";
    }
    if (misfit != NULL)
        ak__break(check, AK_POOL_FIELD_TAGS, "the %s of the tag %s %s", part,
                  quote(check, ak_arena_printf(arena, "%s=%s", tag->key, tag->value)), misfit);
    return misfit == NULL;
}

void ak__rule_tags(struct ak__check *check)
{
    struct ak_pairs tags = wished_pairs(check, AK_POOL_FIELD_TAGS);
    const char *twin = find_twin(&tags, check->out->arena);

    if (check->rule->max.is_set && (int64_t)tags.count > check->rule->max.value)
        ak__break(check, AK_POOL_FIELD_TAGS, "%zu tags", tags.count);
    if (twin != NULL)
        ak__warn(check, AK_POOL_FIELD_TAGS,
                 "the tag %s is there twice (letter case does not count)", quote(check, twin));
    for (size_t i = 0; i < tags.count; i++) {
        if (!check_tag(check, &tags.items[i]))
            return;
    }
}
