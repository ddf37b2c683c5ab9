/* change_ask.c: what each kind of change asks, and what the answers come to. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/fleet.h"
#include "cells_int.h"
#include "change_int.h"

/* What each kind asks, its rows beside each other. */
static const struct {
    enum ak_intent_kind kind;
    struct ak__question question;
} rows[] = {
    {AK_INTENT_POOL_DELETE, {AK__ASK_PDB, AK_POOL_FIELD_COUNT}},
    {AK_INTENT_POOL_DELETE, {AK__ASK_CONFIRM, AK_POOL_FIELD_COUNT}},
    {AK_INTENT_POOL_SCALE, {AK__ASK_FIELD, AK_POOL_FIELD_NODES}},
    {AK_INTENT_POOL_SCALE, {AK__ASK_FIELD, AK_POOL_FIELD_AUTOSCALER}},
    {AK_INTENT_POOL_SCALE, {AK__ASK_FIELD, AK_POOL_FIELD_MIN_NODES}},
    {AK_INTENT_POOL_SCALE, {AK__ASK_FIELD, AK_POOL_FIELD_MAX_NODES}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_LABELS}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_TAINTS}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_TAGS}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_MAX_SURGE}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_MAX_UNAVAILABLE}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_DRAIN_TIMEOUT}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_NODE_SOAK}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_MODE}},
    {AK_INTENT_POOL_UPDATE, {AK__ASK_FIELD, AK_POOL_FIELD_OS_SKU}},
    {AK_INTENT_POOL_UPGRADE, {AK__ASK_VERSION, AK_POOL_FIELD_COUNT}},
    {AK_INTENT_CLUSTER_UPGRADE, {AK__ASK_VERSION, AK_POOL_FIELD_COUNT}},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct ak__question *ak__change_question(const struct ak__change *change, size_t n)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].kind == change->kind && n-- == 0)
            return &rows[i].question;
    }
    return NULL;
}

struct ak__change_target *ak__change_at(const struct ak__change *change, size_t i)
{
    return ak_vec_at(&change->targets, i);
}

const struct ak_plan *ak__change_plan(const struct ak__change *change)
{
    return change->targets.len == 1 ? ak__change_at(change, 0)->plan : NULL;
}

/* ---- intents ---- */

static struct ak_intent feature_intent(const char *id)
{
    struct ak_intent intent = ak_intent_init(AK_INTENT_FEATURE_REGISTER, id, NULL);

    free(intent.cluster_id);
    intent.cluster_id = NULL;
    intent.feature = ak_strdup(ak_id_name(id));
    return intent;
}

struct ak_intent ak__change_intent(const struct ak__change *change, const char *id)
{
    char *cluster = ak_strndup(id, ak_id_cluster_len(id));
    struct ak_intent intent;

    if (change->kind == AK_INTENT_FEATURE_REGISTER)
        intent = feature_intent(id);
    else
        intent = ak_intent_init(change->kind, cluster, ak_id_is_pool(id) ? ak_id_name(id) : NULL);
    free(cluster);
    if (change->kind == AK_INTENT_POOL_UPGRADE && change->version == NULL)
        intent.kind = AK_INTENT_POOL_UPGRADE_IMAGE;
    else if (change->version != NULL)
        intent.version = ak_strdup(change->version);
    intent.ignores_disruption_budgets = change->ignores_disruption_budgets;
    ak_pool_wish_copy(&intent.wish, &change->wish);
    return intent;
}

/* ---- versions ---- */

struct offers {
    const struct ak_upgrade *items;
    size_t count;
};

static struct offers find_offers(const struct ak__change *change, const struct ak_view_input *input)
{
    bool is_pool = change->kind == AK_INTENT_POOL_UPGRADE;
    const struct ak_payload *payload =
        ak_snap_payload(input->snap, is_pool ? AK_TOPIC_POOL_UPGRADES : AK_TOPIC_CLUSTER_UPGRADES,
                        ak__change_at(change, 0)->id);

    if (payload == NULL || change->targets.len != 1)
        return (struct offers){0};
    if (is_pool)
        return (struct offers){payload->as.pool_upgrades.upgrades,
                               payload->as.pool_upgrades.upgrade_count};
    return (struct offers){payload->as.cluster_upgrades.control_plane.upgrades,
                           payload->as.cluster_upgrades.control_plane.upgrade_count};
}

/* "; ends: Ubuntu 20.04, in 114 d" where the upgrade leaves behind what retires. */
static const char *ends_words(const struct ak_retirement *now, const char *then,
                              struct ak_arena *arena)
{
    char days[32];

    if (now->severity == AK_SEVERITY_NONE || now->what == NULL || ak_text_caseeq(now->what, then))
        return "";
    return ak_arena_printf(arena, ", leaves %s (%s%s)", now->what,
                           now->days < 0 ? "ended " : "ends ",
                           now->has_days ? ak_days_words(now->days, days, sizeof days) : "soon");
}

static const char *support_words(const struct ak_retirement *end, struct ak_arena *arena)
{
    char words[AK_DATE_TEXT_SIZE];

    if (!ak_date_is_set(end->end_of_support))
        return "";
    return ak_arena_printf(arena, ", supported until %s",
                           ak_date_words(end->end_of_support, words));
}

/* The OS that the version gives the pool, and what retires no more with it. */
static const char *pool_note(const struct ak_fleet_pool *pool, const char *version,
                             const struct ak_view_input *input, struct ak_arena *arena)
{
    const struct ak_pool *raw = pool->pool;
    bool is_confidential = pool->cvm.status != AK_CVM_NO && pool->cvm.status != AK_CVM_UNKNOWN;
    struct ak_pool_os os =
        ak_os_of_sku(raw->os_sku != NULL ? raw->os_sku : "Ubuntu", ak_minor_parse(version),
                     is_confidential, raw->fips == AK_YES, input->facts);
    struct ak_retirement end = ak_kubernetes_retirement(
        version, ak_cluster_is_lts(pool->cluster->cluster), input->facts, input->fleet->today);
    const char *name = os.release != NULL ? os.release->name : NULL;

    if (name == NULL)
        return ak_arena_printf(arena, "the OS is not certain%s", support_words(&end, arena));
    return ak_arena_printf(arena, "%s%s%s%s", name, ends_words(pool->os_end, name, arena),
                           end.what != NULL ? ends_words(pool->kubernetes_end, end.what, arena)
                                            : "",
                           support_words(&end, arena));
}

static const char *cluster_note(const struct ak_fleet_cluster *cluster, const char *version,
                                const struct ak_view_input *input, struct ak_arena *arena)
{
    struct ak_retirement end = ak_kubernetes_retirement(
        version, ak_cluster_is_lts(cluster->cluster), input->facts, input->fleet->today);
    const char *words = support_words(&end, arena);

    return ak_arena_printf(arena, "%s%s", words[0] != '\0' ? words + 2 : "no end is known",
                           end.what != NULL ? ends_words(cluster->kubernetes_end, end.what, arena)
                                            : "");
}

static const char *version_note(const struct ak__change *change, const char *version,
                                const struct ak_view_input *input)
{
    const char *id = ak__change_at(change, 0)->id;
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, id);
    const struct ak_fleet_cluster *cluster = ak_fleet_find_cluster(input->fleet, id);

    if (change->kind == AK_INTENT_POOL_UPGRADE)
        return pool != NULL ? pool_note(pool, version, input, change->arena) : NULL;
    return cluster != NULL ? cluster_note(cluster, version, input, change->arena) : NULL;
}

static const char *image_note(const struct ak__change *change, const struct ak_view_input *input)
{
    const struct ak_payload *payload =
        ak_snap_payload(input->snap, AK_TOPIC_POOL_UPGRADES, ak__change_at(change, 0)->id);

    if (change->targets.len != 1)
        return "the newest of each pool's own OS and Kubernetes version";
    return payload != NULL ? payload->as.pool_upgrades.latest_node_image_version : NULL;
}

static struct ak_form_field version_field(const struct ak__change *change,
                                          const struct ak_view_input *input)
{
    bool has_image = change->kind == AK_INTENT_POOL_UPGRADE;
    struct offers offers = find_offers(change, input);
    size_t count = offers.count + has_image;
    struct ak_form_choice *choices = ak__choices_new(change->arena, count);

    if (has_image)
        choices[0] = (struct ak_form_choice){
            .value = "", .label = "node image", .note = image_note(change, input)};
    for (size_t i = 0; i < offers.count; i++) {
        const struct ak_upgrade *offer = &offers.items[i];
        struct ak_form_choice *choice = &choices[i + has_image];

        choice->value = offer->version != NULL ? offer->version : "";
        choice->label = offer->is_preview == AK_YES
                            ? ak_arena_printf(change->arena, "%s preview", choice->value)
                            : choice->value;
        choice->note = version_note(change, choice->value, input);
    }
    return (struct ak_form_field){.label = "To",
                                  .kind = AK_FORM_LIST,
                                  .value = change->version != NULL ? change->version : "",
                                  .preset = "no version is offered (yet)",
                                  .help = has_image ? "a node image keeps the Kubernetes version"
                                                    : NULL,
                                  .choices = choices,
                                  .choice_count = count};
}

/* ---- fields ---- */

static struct ak_form_field pdb_field(const struct ak__change *change)
{
    static const struct ak_form_choice choices[] = {{.value = "keep", .label = "keep them"},
                                                    {.value = "ignore", .label = "ignore them"}};

    return (struct ak_form_field){
        .label = "Pod budgets",
        .kind = AK_FORM_CHOICE,
        .value = change->ignores_disruption_budgets ? "ignore" : "keep",
        .help = "PodDisruptionBudgets can hold the deletion up, or be ignored",
        .choices = choices,
        .choice_count = sizeof choices / sizeof choices[0]};
}

static const char *wanted_word(const struct ak__change *change)
{
    const struct ak_plan *plan = ak__change_plan(change);

    if (change->targets.len > 1)
        return ak_arena_printf(change->arena, "%zu", change->ready_count);
    return plan != NULL && plan->confirm != NULL ? plan->confirm : "";
}

static struct ak_form_field confirm_field(const struct ak__change *change)
{
    bool is_many = change->targets.len > 1;

    return (struct ak_form_field){.label = is_many ? "Type the number" : "Type its name",
                                  .kind = AK_FORM_CONFIRM,
                                  .value = change->confirm,
                                  .wanted = wanted_word(change),
                                  .help = is_many ? "how many node pools are deleted: it confirms"
                                                  : "the name of the node pool: it confirms"};
}

/* Of the OS SKUs only those of the pool's OS type. */
static void keep_os_type(struct ak_form_field *field, const struct ak__change *change,
                         const struct ak_view_input *input)
{
    const char *type = ak_pool_wish_text(&change->now, AK_POOL_FIELD_OS_TYPE);
    struct ak_form_choice *kept = ak__choices_new(change->arena, field->choice_count);
    size_t count = 0;

    for (size_t i = 0; i < field->choice_count; i++) {
        const struct ak_os_sku *sku = ak_facts_os_sku(input->facts, field->choices[i].value);

        if (sku != NULL && (type[0] == '\0' || ak_text_caseeq(sku->os_type, type)))
            kept[count++] = field->choices[i];
    }
    field->choices = kept;
    field->choice_count = count;
}

static struct ak_form_field pool_field(const struct ak__change *change,
                                       const struct ak_view_input *input, enum ak_pool_field field)
{
    struct ak__fields from = {.wish = &change->wish,
                              .now = &change->now,
                              .plan = ak__change_plan(change),
                              .facts = input->facts,
                              .arena = change->arena};
    struct ak_form_field made = ak__field_make(&from, field);

    if (field == AK_POOL_FIELD_OS_SKU)
        keep_os_type(&made, change, input);
    return made;
}

void ak__change_make_fields(struct ak__change *change, const struct ak_view_input *input)
{
    const struct ak__question *asked;
    size_t count = 0;

    for (; (asked = ak__change_question(change, count)) != NULL; count++) {
        struct ak_form_field *field = &change->fields[count];

        switch (asked->kind) {
        case AK__ASK_FIELD:
            *field = pool_field(change, input, asked->field);
            break;
        case AK__ASK_VERSION:
            *field = version_field(change, input);
            break;
        case AK__ASK_PDB:
            *field = pdb_field(change);
            break;
        case AK__ASK_CONFIRM:
            *field = confirm_field(change);
            break;
        }
    }
    change->field_count = count;
}

void ak__change_answer(struct ak__change *change)
{
    const struct ak__question *asked = ak__change_question(change, change->form.focus);
    const char *text = ak_form_text(&change->form);

    switch (asked->kind) {
    case AK__ASK_FIELD:
        ak__field_set(&change->wish, &change->now, asked->field, text);
        break;
    case AK__ASK_VERSION:
        free(change->version);
        change->version = text[0] != '\0' ? ak_strdup(text) : NULL;
        break;
    case AK__ASK_PDB:
        change->ignores_disruption_budgets = strcmp(text, "ignore") == 0;
        break;
    case AK__ASK_CONFIRM:
        ak_text_copy(change->confirm, sizeof change->confirm, text);
        break;
    }
}

bool ak__change_is_confirmed(const struct ak__change *change)
{
    for (size_t i = 0; i < change->field_count; i++) {
        if (change->fields[i].kind == AK_FORM_CONFIRM && !ak_form_is_confirmed(&change->fields[i]))
            return false;
    }
    return true;
}
