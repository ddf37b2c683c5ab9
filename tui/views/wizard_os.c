/* wizard_os.c: OS SKUs with the version that each gives, whether it has an image for Confidential
 * VMs and when it retires; versions of Kubernetes; the preview feature that a choice needs. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/rights.h"
#include "cells_int.h"
#include "operation_int.h"
#include "wizard_int.h"

enum { YEAR_DAYS = 365, OS_WIDTH = 16, DAYS_WIDTH = 7, FULL = 100, NEARLY = 95, BAR_WIDTH = 16 };

/* ---- OS SKUs ---- */

/* What an OS SKU gives here. */
struct gives {
    struct ak_pool_os os;
    struct ak_retirement end;
    const char *obstacle; /* NULL: none */
};

static struct gives look_at(const struct ak__wizard *wizard, const struct ak_os_sku *sku,
                            const struct ak_view_input *input)
{
    const struct ak_pool_outlook *outlook = &wizard->plan->outlook;
    bool is_fips = ak_pool_wish_is_on(&wizard->wish, AK_POOL_FIELD_FIPS);
    const struct ak_pool pool = {.fips = is_fips ? AK_YES : AK_NO};
    struct gives gives = {.os = ak_os_of_sku(sku->name, ak_minor_parse(outlook->version),
                                             outlook->is_confidential, is_fips, input->facts)};

    gives.end = ak_os_retirement(gives.os, &pool, outlook->is_confidential, input->facts,
                                 ak_clock_today(input->clock));
    if (wizard->around.cluster != NULL)
        gives.obstacle =
            ak_pool_os_sku_obstacle(sku, &wizard->intent, &wizard->around, wizard->arena);
    return gives;
}

static bool ends_within_a_year(const struct ak_retirement *end)
{
    return end->severity > AK_SEVERITY_NONE && (!end->has_days || end->days <= YEAR_DAYS);
}

/* Text and blanks up to so many columns, and one. */
static const char *padded(struct ak_arena *arena, const char *text, int columns)
{
    int blanks = columns - ak_text_width(text);

    return ak_arena_printf(arena, "%s%*s", text, (blanks > 0 ? blanks : 0) + 1, "");
}

/* "▲114 d", as columns of lists have it; "–" where nothing ends. */
static const char *days_left(const struct ak_retirement *end, struct ak_arena *arena)
{
    if (end->severity == AK_SEVERITY_NONE || !end->has_days)
        return ak_glyph_text(AK_GLYPH_NOTHING, false);
    return ak_arena_printf(arena, "%s%d d", ak_glyph_text(ak__severity_glyph(end->severity), false),
                           (int)end->days);
}

static const char *end_words(const struct ak_retirement *end, struct ak_arena *arena)
{
    char day[AK_DATE_TEXT_SIZE];

    if (end->severity == AK_SEVERITY_NONE)
        return "no end announced";
    if (!ak_date_is_set(end->end_of_support))
        return "retired";
    return ak_arena_printf(arena, "%s %s", end->days < 0 ? "ended" : "ends",
                           ak_date_words(end->end_of_support, day));
}

/* "Ubuntu 20.04     ▲114 d  ends 17 Mar 2027, CVM", or why it can't be: what counts comes first,
 * for there may be no room for all. What it would give is of no use then. */
static const char *note_of(const struct ak__wizard *wizard, const struct gives *gives,
                           const struct ak_os_sku *sku)
{
    struct ak_arena *arena = wizard->arena;
    const char *os;

    if (gives->obstacle != NULL)
        return ak_arena_printf(arena, "%s %s", ak_glyph_text(AK_GLYPH_NO, false), gives->obstacle);
    os = padded(arena, gives->os.release != NULL ? gives->os.release->name : "not certain",
                OS_WIDTH);
    return ak_arena_printf(arena, "%s%s%s%s", os,
                           padded(arena, days_left(&gives->end, arena), DAYS_WIDTH),
                           end_words(&gives->end, arena), sku->cvm == AK_YES ? ", CVM" : "");
}

static struct ak_form_choice make_choice(const struct ak__wizard *wizard,
                                         const struct ak_os_sku *sku,
                                         const struct ak_view_input *input)
{
    struct gives gives = look_at(wizard, sku, input);
    enum ak_role role = ends_within_a_year(&gives.end) ? AK_ROLE_SOON : AK_ROLE_TEXT;

    if (gives.end.severity >= AK_SEVERITY_ENDED)
        role = AK_ROLE_PAST;
    if (gives.obstacle != NULL)
        role = AK_ROLE_DIM;
    return (struct ak_form_choice){
        .value = sku->name, .note = note_of(wizard, &gives, sku), .role = role};
}

/* What the choice comes to, in full: both dates, and what to do. */
static const char *os_help(const struct ak__wizard *wizard, const struct ak_view_input *input)
{
    const struct ak_pool_outlook *outlook = &wizard->plan->outlook;
    char words[AK_RETIREMENT_WORDS_SIZE];

    if (outlook->os.release == NULL)
        return ak_pool_os_reason(&outlook->os);
    if (outlook->os_end.severity == AK_SEVERITY_NONE)
        return ak_arena_printf(wizard->arena, "gives %s; no end is announced for it",
                               outlook->os.release->name);
    ak_retirement_words(&outlook->os_end, ak_clock_today(input->clock), true, words);
    return ak_arena_printf(wizard->arena, "gives %s: %s", outlook->os.release->name, words);
}

/* The one that Azure takes where none is chosen. */
static const struct ak_os_sku *find_default(const struct ak__wizard *wizard,
                                            const struct ak_view_input *input)
{
    struct ak_intent intent;
    struct ak_pool_outlook outlook;

    if (wizard->around.cluster == NULL)
        return NULL;
    intent = ak_intent_copy(&wizard->intent);
    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_OS_SKU, NULL);
    outlook = ak_pool_look_ahead(&intent, &wizard->around);
    ak_intent_release(&intent);
    return outlook.os_sku != NULL ? ak_facts_os_sku(input->facts, outlook.os_sku) : NULL;
}

static struct ak_form_choice default_choice(const struct ak__wizard *wizard,
                                            const struct ak_view_input *input)
{
    const struct ak_os_sku *sku = find_default(wizard, input);
    struct ak_form_choice choice = {.note = "which one Azure takes then is not certain"};

    if (sku != NULL)
        choice = make_choice(wizard, sku, input);
    choice.value = "";
    choice.label = "Azure's choice";
    return choice;
}

struct ak_form_field ak__wizard_os_field(const struct ak__wizard *wizard,
                                         const struct ak__fields *from,
                                         const struct ak_view_input *input)
{
    const char *type = ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_OS_TYPE);
    struct ak_form_field field = ak__field_make(from, AK_POOL_FIELD_OS_SKU);
    struct ak_form_choice *choices = ak__choices_new(wizard->arena, field.choice_count + 1);
    size_t count = 0;

    choices[count++] = default_choice(wizard, input);
    for (size_t i = 0; i < field.choice_count; i++) {
        const struct ak_os_sku *sku = ak_facts_os_sku(input->facts, field.choices[i].value);

        if (sku != NULL && ak_text_caseeq(sku->os_type, type[0] != '\0' ? type : "Linux"))
            choices[count++] = make_choice(wizard, sku, input);
    }
    field.kind = AK_FORM_LIST;
    field.choices = choices;
    field.choice_count = count;
    field.help = os_help(wizard, input);
    return field;
}

/* ---- Kubernetes ---- */

/* Nodes may not be newer than the control plane, nor much older. */
static bool is_possible(const char *version, const char *control_plane,
                        const struct ak_facts *facts)
{
    struct ak_number behind = facts->pool_rule_of[AK_POOL_RULE_VERSION_SKEW]->max;

    if (control_plane == NULL)
        return true;
    return ak_version_compare(version, control_plane) <= 0 &&
           (!behind.is_set ||
            ak_minor_parse(control_plane) - ak_minor_parse(version) <= behind.value);
}

static size_t count_patches(const struct ak_kubernetes_versions *versions)
{
    size_t count = 0;

    for (size_t i = 0; i < versions->count; i++)
        count += versions->items[i].patches.count;
    return count;
}

struct ak_form_field ak__wizard_version_field(const struct ak__wizard *wizard,
                                              const struct ak__fields *from)
{
    const struct ak_kubernetes_versions *versions = wizard->around.versions;
    const struct ak_cluster *cluster = wizard->around.cluster;
    const char *newest = cluster != NULL ? cluster->kubernetes_version : NULL;
    struct ak_form_field field = ak__field_make(from, AK_POOL_FIELD_VERSION);
    struct ak_form_choice *choices;
    size_t count = 0;

    field.preset = newest != NULL
                       ? ak_arena_printf(wizard->arena, "%s, the control plane's", newest)
                       : "the control plane's";
    if (versions == NULL)
        return field;
    choices = ak__choices_new(wizard->arena, count_patches(versions) + 1);
    choices[count++] = (struct ak_form_choice){.value = "", .label = field.preset};
    for (size_t i = 0; i < versions->count; i++) {
        const struct ak_texts *patches = &versions->items[i].patches;

        for (size_t j = 0; j < patches->count; j++) {
            if (is_possible(patches->items[j], newest, from->facts))
                choices[count++] = (struct ak_form_choice){.value = patches->items[j]};
        }
    }
    field.kind = AK_FORM_CHOICE;
    field.choices = choices;
    field.choice_count = count;
    return field;
}

/* ---- the preview feature ---- */

const char *ak__wizard_feature_id(const struct ak__wizard *wizard, char *out, size_t size)
{
    const struct ak_preview_feature *feature = wizard->plan->outlook.feature;

    out[0] = '\0';
    if (feature != NULL)
        snprintf(out, size,
                 "/subscriptions/%s/providers/Microsoft.Features/providers/"
                 "Microsoft.ContainerService/features/%s",
                 wizard->intent.subscription_id, feature->name);
    return out;
}

static bool is_on_its_way(const char *state)
{
    return ak_text_caseeq(state, "Registering") || ak_text_caseeq(state, "Pending");
}

static void draw_progress(const struct ak_canvas *canvas, int x,
                          const struct ak_operation *operation, const struct ak_view_input *input)
{
    int64_t seconds = ak__operation_seconds(operation, input);
    int64_t part = operation->usual_seconds > 0 ? seconds * FULL / operation->usual_seconds : 0;
    char span[32];
    char usual[48];

    ak_canvas_gauge(canvas, (struct ak_rect){x, 0, BAR_WIDTH, 1}, part < NEARLY ? part : NEARLY,
                    FULL, AK_ROLE_GAUGE_FULL);
    ak_canvas_printf(canvas, x + BAR_WIDTH + 1, 0, AK_ROLE_DIM, "%s of %s",
                     ak_span_words(seconds, span, sizeof span),
                     ak__operation_usual(operation, usual, sizeof usual));
}

bool ak__wizard_is_refused(const void *state, const struct ak_view_input *input,
                           enum ak_action action)
{
    char id[AK_ID_SIZE];
    struct ak_lack lack;

    return action == AK_ACTION_REGISTER && ak__wizard_feature_id(state, id, sizeof id)[0] != '\0' &&
           ak_rights_lack(input->snap, AK_INTENT_FEATURE_REGISTER, id, ak_clock_now(input->clock),
                          &lack);
}

void ak__wizard_draw_feature(const struct ak__wizard *wizard, const struct ak_view_input *input,
                             const struct ak_canvas *canvas)
{
    const struct ak_pool_outlook *outlook = &wizard->plan->outlook;
    char id[AK_ID_SIZE];
    const struct ak_operation *operation;
    int x = 3;

    if (outlook->feature == NULL)
        return;
    ak__wizard_feature_id(wizard, id, sizeof id);
    operation = ak__find_operation(input, AK_INTENT_FEATURE_REGISTER, id);
    ak_canvas_glyph(canvas, 1, 0, AK_ROLE_CHANGING, AK_GLYPH_CHANGING);
    x += ak_canvas_printf(canvas, x, 0, AK_ROLE_STRONG, "%s", outlook->feature->name);
    x += ak_canvas_printf(canvas, x, 0, AK_ROLE_TEXT, ": %s  ",
                          outlook->feature_state != NULL ? outlook->feature_state : "not read yet");
    if (operation != NULL && !ak_operation_is_over(operation->state))
        draw_progress(canvas, x, operation, input);
    else if (is_on_its_way(outlook->feature_state))
        ak_canvas_text(canvas, x, 0, AK_ROLE_DIM, "this may take minutes");
    else if (!input->is_read_only)
        ak_canvas_text(canvas, x, 0, AK_ROLE_KEY_HELP, "R registers it");
}
