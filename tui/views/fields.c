/* fields.c: fields of a node pool as fields of a form. */
#include "config.h"

#include "fields_int.h"

#include <inttypes.h>
#include <string.h>

#include "akscope/base/text.h"

enum { CHOICE_SIZE = 32 };

/* What a new pool has where nothing is chosen. Source: Microsoft.ContainerService agentPools. */
static const struct {
    enum ak_pool_field field;
    const char *value;
} presets[] = {
    {AK_POOL_FIELD_CONFIDENTIAL, "no"},
    {AK_POOL_FIELD_MODE, "User"},
    {AK_POOL_FIELD_OS_TYPE, "Linux"},
    {AK_POOL_FIELD_FIPS, "no"},
    {AK_POOL_FIELD_SECURE_BOOT, "no"},
    {AK_POOL_FIELD_VTPM, "no"},
    {AK_POOL_FIELD_WORKLOAD_RUNTIME, "OCIContainer"},
    {AK_POOL_FIELD_AUTOSCALER, "no"},
    {AK_POOL_FIELD_PRIORITY, "Regular"},
    {AK_POOL_FIELD_EVICTION, "Delete"},
    {AK_POOL_FIELD_SPOT_PRICE, "-1"},
    {AK_POOL_FIELD_DISK_TYPE, "by size"},
    {AK_POOL_FIELD_DISK_SIZE, "the size's own"},
    {AK_POOL_FIELD_MAX_PODS, "Azure's choice"},
    {AK_POOL_FIELD_HOST_ENCRYPTION, "no"},
    {AK_POOL_FIELD_MAX_SURGE, "Azure's choice"},
    {AK_POOL_FIELD_MAX_UNAVAILABLE, "0"},
    {AK_POOL_FIELD_DRAIN_TIMEOUT, "Azure's choice"},
    {AK_POOL_FIELD_NODE_SOAK, "0"},
    {AK_POOL_FIELD_PUBLIC_IP, "no"},
    {AK_POOL_FIELD_SUBNET, "the cluster's"},
    {AK_POOL_FIELD_ZONES, "none"},
    {AK_POOL_FIELD_LABELS, "none"},
    {AK_POOL_FIELD_TAINTS, "none"},
    {AK_POOL_FIELD_TAGS, "none"},
};

static const char *preset_of(const struct ak__fields *from, enum ak_pool_field field)
{
    struct ak_number nodes = from->facts->pool_rule_of[AK_POOL_RULE_COUNT_USER]->preset;

    if (from->now != NULL)
        return "none";
    if (field == AK_POOL_FIELD_NODES && nodes.is_set)
        return ak_arena_printf(from->arena, "%" PRId64, nodes.value);
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        if (presets[i].field == field)
            return presets[i].value;
    }
    return NULL;
}

static enum ak_form_kind kind_of(enum ak_pool_field field)
{
    const struct ak_pool_field_info *info = ak_pool_field_get(field);

    if (info->kind == AK_FIELD_SWITCH || info->choices != NULL)
        return AK_FORM_CHOICE;
    return info->kind == AK_FIELD_NUMBER ? AK_FORM_NUMBER : AK_FORM_TEXT;
}

struct ak_form_choice *ak__choices_new(struct ak_arena *arena, size_t count)
{
    return ak_arena_alloc(arena, count, sizeof(struct ak_form_choice));
}

static size_t count_choices(enum ak_pool_field field)
{
    char name[CHOICE_SIZE];
    size_t count = 0;

    while (ak_pool_field_choice(field, count, name, sizeof name))
        count++;
    return count;
}

static void add_choices(const struct ak__fields *from, enum ak_pool_field field,
                        struct ak_form_field *out)
{
    bool is_switch = ak_pool_field_get(field)->kind == AK_FIELD_SWITCH;
    size_t count = is_switch ? 2 : count_choices(field);
    struct ak_form_choice *choices = ak__choices_new(from->arena, count);

    for (size_t i = 0; i < count; i++) {
        char name[CHOICE_SIZE];

        if (is_switch)
            choices[i].value = i == 0 ? "yes" : "no";
        else if (ak_pool_field_choice(field, i, name, sizeof name))
            choices[i].value = ak_arena_strdup(from->arena, name);
    }
    out->choices = choices;
    out->choice_count = count;
}

void ak__field_find(const struct ak__fields *from, enum ak_pool_field field,
                    struct ak_form_field *out)
{
    static const enum ak_form_gravity gravities[] = {
        [AK_VIOLATION_REMARK] = AK_FORM_NOTE,
        [AK_VIOLATION_WARNING] = AK_FORM_WARNING,
        [AK_VIOLATION_REFUSED] = AK_FORM_WRONG,
    };
    const struct ak_violation *found =
        from->plan != NULL ? ak_violations_on(&from->plan->violations, field) : NULL;

    if (found == NULL)
        return;
    out->finding = found->text;
    out->gravity = gravities[found->weight];
    if (from->is_unseen && !ak_pool_wish_has(from->wish, field))
        out->gravity = AK_FORM_NOTE;
}

struct ak_form_field ak__field_make(const struct ak__fields *from, enum ak_pool_field field)
{
    const struct ak_pool_field_info *info = ak_pool_field_get(field);
    bool is_wished = ak_pool_wish_has(from->wish, field);
    struct ak_form_field out = {.label = info->label,
                                .kind = kind_of(field),
                                .value = ak_pool_wish_text(from->wish, field),
                                .preset = preset_of(from, field),
                                .help = info->help};

    if (from->now != NULL && !is_wished)
        out.value = ak_pool_wish_text(from->now, field);
    else if (from->now != NULL)
        out.was = ak_pool_wish_has(from->now, field) ? ak_pool_wish_text(from->now, field) : "none";
    if (out.kind == AK_FORM_CHOICE)
        add_choices(from, field, &out);
    ak__field_find(from, field, &out);
    return out;
}

void ak__field_set(struct ak_pool_wish *wish, const struct ak_pool_wish *now,
                   enum ak_pool_field field, const char *text)
{
    bool is_nothing = text[0] == '\0';

    if (now != NULL)
        is_nothing = strcmp(text, ak_pool_wish_text(now, field)) == 0;
    ak_pool_wish_set(wish, field, is_nothing ? NULL : text);
}

enum ak_role ak__tone_role(enum ak_plan_tone tone)
{
    static const enum ak_role roles[] = {
        [AK_PLAN_PLAIN] = AK_ROLE_TEXT,
        [AK_PLAN_GOOD] = AK_ROLE_GOOD,
        [AK_PLAN_WARNING] = AK_ROLE_SOON,
        [AK_PLAN_LOSS] = AK_ROLE_PAST,
    };

    return roles[tone];
}

enum ak_role ak__weight_role(enum ak_violation_weight weight)
{
    static const enum ak_role roles[] = {
        [AK_VIOLATION_REMARK] = AK_ROLE_DIM,
        [AK_VIOLATION_WARNING] = AK_ROLE_SOON,
        [AK_VIOLATION_REFUSED] = AK_ROLE_PAST,
    };

    return roles[weight];
}

enum ak_glyph ak__weight_glyph(enum ak_violation_weight weight)
{
    static const enum ak_glyph glyphs[] = {
        [AK_VIOLATION_REMARK] = AK_GLYPH_LATER,
        [AK_VIOLATION_WARNING] = AK_GLYPH_SOON,
        [AK_VIOLATION_REFUSED] = AK_GLYPH_NO,
    };

    return glyphs[weight];
}
