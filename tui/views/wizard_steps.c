/* wizard_steps.c: what each step asks, and what the sidebar says of it. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "wizard_int.h"

enum { CHOSEN_SIZE = 160 };

static const char *const titles[AK_STEP_COUNT] = {
    [AK_STEP_PURPOSE] = "Purpose", [AK_STEP_SIZE] = "VM size",
    [AK_STEP_OS] = "OS",           [AK_STEP_SCALING] = "Count and scaling",
    [AK_STEP_LABELS] = "Labels",   [AK_STEP_REVIEW] = "Review",
};

const char *ak__wizard_step_title(enum ak_step step)
{
    return titles[step];
}

struct ak_form_fields ak__wizard_fields(const struct ak__wizard *wizard)
{
    return (struct ak_form_fields){.items = wizard->fields, .count = wizard->field_count};
}

/* ---- fields ---- */

static bool says(const struct ak_pool_wish *wish, enum ak_pool_field field, const char *text)
{
    return ak_text_caseeq(ak_pool_wish_text(wish, field), text);
}

/* What only counts with something else is asked once that is chosen; what was filled in stays. */
static bool is_asked(const struct ak_pool_wish *wish, enum ak_pool_field field)
{
    if (ak_pool_wish_has(wish, field))
        return true;
    switch ((int)field) {
    case AK_POOL_FIELD_MIN_NODES:
    case AK_POOL_FIELD_MAX_NODES:
        return ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER);
    case AK_POOL_FIELD_EVICTION:
    case AK_POOL_FIELD_SPOT_PRICE:
        return says(wish, AK_POOL_FIELD_PRIORITY, "Spot");
    case AK_POOL_FIELD_SECURE_BOOT:
    case AK_POOL_FIELD_VTPM:
    case AK_POOL_FIELD_WORKLOAD_RUNTIME:
        return !says(wish, AK_POOL_FIELD_OS_TYPE, "Windows");
    default:
        return true;
    }
}

/* Of the chosen size, where it is known. */
static const char *zones_help(const struct ak__wizard *wizard)
{
    const char *name = ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_VM_SIZE);
    const struct ak_vm_size *size = ak_vm_sizes_find(wizard->around.sizes, name);
    const char *zones = "";

    if (size == NULL)
        return ak_pool_field_get(AK_POOL_FIELD_ZONES)->help;
    for (size_t i = 0; i < size->zones.count; i++)
        zones =
            ak_arena_printf(wizard->arena, "%s%s%s", zones, i > 0 ? "," : "", size->zones.items[i]);
    return ak_arena_printf(wizard->arena, "availability zones; %s %s%s", name,
                           zones[0] != '\0' ? "is in " : "has none here", zones);
}

static struct ak_form_field make_field(const struct ak__wizard *wizard,
                                       const struct ak__fields *from,
                                       const struct ak_view_input *input, enum ak_pool_field field)
{
    struct ak_form_field made;

    if (field == AK_POOL_FIELD_OS_SKU)
        return ak__wizard_os_field(wizard, from, input);
    if (field == AK_POOL_FIELD_VERSION)
        return ak__wizard_version_field(wizard, from);
    made = ak__field_make(from, field);
    if (field == AK_POOL_FIELD_ZONES)
        made.help = zones_help(wizard);
    return made;
}

/* What Azure said of the field stands where our own rules would. */
static void put_refusal(const struct ak__wizard *wizard, struct ak_form_field *field)
{
    const struct ak_err *err = &wizard->sent.err;

    field->finding = ak_arena_printf(wizard->arena, "Azure refused: %s%s%s", err->code,
                                     err->code[0] != '\0' ? ": " : "", err->text);
    field->gravity = AK_FORM_WRONG;
}

void ak__wizard_make_fields(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    struct ak__fields from = {.wish = &wizard->wish,
                              .plan = wizard->plan,
                              .facts = input->facts,
                              .is_unseen = (wizard->seen >> wizard->step & 1) == 0,
                              .arena = wizard->arena};

    wizard->field_count = 0;
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;

        if (ak_pool_field_get(field)->step != wizard->step || wizard->step == AK_STEP_SIZE ||
            !is_asked(&wizard->wish, field))
            continue;
        struct ak_form_field *made = &wizard->fields[wizard->field_count];
        *made = make_field(wizard, &from, input, field);
        if (wizard->sent.state == AK__SENT_REFUSED && wizard->refused_field == field)
            put_refusal(wizard, made);
        wizard->asked[wizard->field_count++] = field;
    }
    if (wizard->form.focus >= wizard->field_count)
        ak_form_focus(&wizard->form, 0);
}

/* ---- findings ---- */

enum ak_step ak__wizard_step_of(enum ak_pool_field field)
{
    return field < AK_POOL_FIELD_COUNT ? ak_pool_field_get(field)->step : AK_STEP_REVIEW;
}

static const struct ak_violation *violation_at(const struct ak__wizard *wizard, size_t i)
{
    return ak_vec_at(&wizard->plan->violations.items, i);
}

/* In the order of the steps: what comes first is mended first. */
const struct ak_violation *ak__wizard_first_refusal(const struct ak__wizard *wizard)
{
    const struct ak_violation *first = NULL;

    for (size_t i = 0; i < wizard->plan->violations.items.len; i++) {
        const struct ak_violation *found = violation_at(wizard, i);

        if (found->weight == AK_VIOLATION_REFUSED &&
            (first == NULL || ak__wizard_step_of(found->field) < ak__wizard_step_of(first->field)))
            first = found;
    }
    return first;
}

size_t ak__wizard_count(const struct ak__wizard *wizard, enum ak_violation_weight weight)
{
    size_t count = 0;

    for (size_t i = 0; i < wizard->plan->violations.items.len; i++)
        count += violation_at(wizard, i)->weight == weight;
    return count;
}

/* ---- movement ---- */

void ak__wizard_go(struct ak__wizard *wizard, enum ak_step step)
{
    wizard->focus[wizard->step] = wizard->form.focus;
    wizard->seen |= 1u << wizard->step;
    wizard->step = step;
    wizard->form.top = 0;
    wizard->page.top = 0;
    ak_form_focus(&wizard->form, wizard->focus[step]);
}

void ak__wizard_go_to_field(struct ak__wizard *wizard, const struct ak_view_input *input,
                            enum ak_pool_field field)
{
    ak__wizard_go(wizard, ak__wizard_step_of(field));
    ak__wizard_make_fields(wizard, input);
    for (size_t i = 0; i < wizard->field_count; i++) {
        if (wizard->asked[i] == field)
            ak_form_focus(&wizard->form, i);
    }
}

/* ---- the sidebar ---- */

/* Parts with a dot between them. */
struct words {
    char text[CHOSEN_SIZE];
};

static void add_word(struct words *words, const char *word)
{
    size_t used = strlen(words->text);

    if (word != NULL && word[0] != '\0')
        snprintf(words->text + used, sizeof words->text - used, "%s%s",
                 used > 0 ? " \xC2\xB7 " : "", word);
}

static void add_count(struct words *words, size_t count, const char *one, const char *many)
{
    char text[48];

    if (count == 0)
        return;
    snprintf(text, sizeof text, "%zu %s", count, count == 1 ? one : many);
    add_word(words, text);
}

static void say_purpose(const struct ak__wizard *wizard, struct words *words)
{
    add_word(words, ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_NAME));
    if (ak_pool_wish_is_on(&wizard->wish, AK_POOL_FIELD_CONFIDENTIAL))
        add_word(words, "CVM");
    add_word(words, ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_MODE));
    add_word(words, ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_OS_TYPE));
}

static void say_size(const struct ak__wizard *wizard, struct words *words)
{
    add_word(words, ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_VM_SIZE));
}

static void say_os(const struct ak__wizard *wizard, struct words *words)
{
    const struct ak_pool_outlook *outlook = &wizard->plan->outlook;
    char version[48];

    if (outlook->os.release != NULL)
        add_word(words, outlook->os.release->name);
    else
        add_word(words, outlook->os_sku);
    if (ak_pool_wish_has(&wizard->wish, AK_POOL_FIELD_VERSION) && outlook->version != NULL) {
        snprintf(version, sizeof version, "K8s %.32s", outlook->version);
        add_word(words, version);
    }
}

static void say_scaling(const struct ak__wizard *wizard, struct words *words)
{
    const struct ak_pool_wish *wish = &wizard->wish;
    char text[64];

    if (ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER))
        snprintf(text, sizeof text, "%.8s\xE2\x80\xA6%.8s nodes",
                 ak_pool_wish_text(wish, AK_POOL_FIELD_MIN_NODES),
                 ak_pool_wish_text(wish, AK_POOL_FIELD_MAX_NODES));
    else
        snprintf(text, sizeof text, "%" PRId64 " node%s", wizard->plan->outlook.nodes,
                 wizard->plan->outlook.nodes == 1 ? "" : "s");
    add_word(words, text);
    if (says(wish, AK_POOL_FIELD_PRIORITY, "Spot"))
        add_word(words, "Spot");
    if (ak_pool_wish_has(wish, AK_POOL_FIELD_ZONES)) {
        snprintf(text, sizeof text, "zones %.32s", ak_pool_wish_text(wish, AK_POOL_FIELD_ZONES));
        add_word(words, text);
    }
}

static void say_labels(const struct ak__wizard *wizard, struct words *words)
{
    const struct ak_pool_wish *wish = &wizard->wish;

    add_count(words, ak_pool_wish_pairs(wish, AK_POOL_FIELD_LABELS, wizard->arena).count, "label",
              "labels");
    add_count(words, ak_pool_wish_texts(wish, AK_POOL_FIELD_TAINTS, wizard->arena).count, "taint",
              "taints");
    add_count(words, ak_pool_wish_pairs(wish, AK_POOL_FIELD_TAGS, wizard->arena).count, "tag",
              "tags");
}

static void say_review(const struct ak__wizard *wizard, struct words *words)
{
    if (ak_plan_is_ready(wizard->plan))
        add_word(words, "ready");
    else if (wizard->plan->missing != NULL && ak__wizard_first_refusal(wizard) == NULL)
        add_word(words, "reading\xE2\x80\xA6");
}

/* How much is wrong in a step, and whether a person could know: missing values of a step where
 * nobody was are no mistakes yet. */
struct wrongs {
    size_t refused, warned;
    bool is_known;
};

static struct wrongs count_wrongs(const struct ak__wizard *wizard, enum ak_step step)
{
    struct wrongs wrongs = {.is_known = (wizard->seen >> step & 1) != 0};

    for (size_t i = 0; i < wizard->plan->violations.items.len; i++) {
        const struct ak_violation *found = violation_at(wizard, i);

        if (ak__wizard_step_of(found->field) != step)
            continue;
        wrongs.refused += found->weight == AK_VIOLATION_REFUSED;
        wrongs.warned += found->weight == AK_VIOLATION_WARNING;
        if (found->weight == AK_VIOLATION_REFUSED &&
            (found->field == AK_POOL_FIELD_COUNT || ak_pool_wish_has(&wizard->wish, found->field)))
            wrongs.is_known = true;
    }
    if (wizard->sent.state == AK__SENT_REFUSED &&
        ak__wizard_step_of(wizard->refused_field) == step) {
        wrongs.refused++;
        wrongs.is_known = true;
    }
    return wrongs;
}

static enum ak_stepper_mark mark_of(const struct ak__wizard *wizard, enum ak_step step,
                                    const struct wrongs *wrongs)
{
    if (wrongs->refused > 0)
        return wrongs->is_known ? AK_STEPPER_WRONG : AK_STEPPER_OPEN;
    if (wrongs->warned > 0)
        return AK_STEPPER_DOUBT;
    if (step == AK_STEP_REVIEW)
        return ak_plan_is_ready(wizard->plan) ? AK_STEPPER_FINE : AK_STEPPER_OPEN;
    return (wizard->seen >> step & 1) != 0 ? AK_STEPPER_FINE : AK_STEPPER_OPEN;
}

static const char *wrong_words(const struct ak__wizard *wizard, enum ak_step step,
                               const struct wrongs *wrongs)
{
    if (step == AK_STEP_REVIEW && wizard->sent.state == AK__SENT_REFUSED &&
        wizard->refused_field == AK_POOL_FIELD_COUNT)
        return "it was not taken";
    if (wrongs->refused > 0 && wrongs->is_known)
        return ak_arena_printf(wizard->arena, "%zu to mend", wrongs->refused);
    if (wrongs->refused > 0)
        return ak_arena_printf(wizard->arena, "%zu to fill in", wrongs->refused);
    if (wrongs->warned > 0)
        return ak_arena_printf(wizard->arena, "%zu warning%s", wrongs->warned,
                               wrongs->warned == 1 ? "" : "s");
    return "";
}

void ak__wizard_make_rows(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    static void (*const say[AK_STEP_COUNT])(const struct ak__wizard *, struct words *) = {
        [AK_STEP_PURPOSE] = say_purpose, [AK_STEP_SIZE] = say_size,
        [AK_STEP_OS] = say_os,           [AK_STEP_SCALING] = say_scaling,
        [AK_STEP_LABELS] = say_labels,   [AK_STEP_REVIEW] = say_review,
    };

    (void)input;
    for (int i = 0; i < AK_STEP_COUNT; i++) {
        enum ak_step step = (enum ak_step)i;
        struct wrongs wrongs = count_wrongs(wizard, step);
        struct words words = {.text = ""};

        say[step](wizard, &words);
        wizard->rows[step] =
            (struct ak_stepper_row){.title = titles[step],
                                    .mark = mark_of(wizard, step, &wrongs),
                                    .chosen = ak_arena_strdup(wizard->arena, words.text),
                                    .wrong = wrong_words(wizard, step, &wrongs)};
    }
}
