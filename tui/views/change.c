/* change.c: the dialog that asks for a change, shows what it comes to while it is filled in, and
 * sends it. What Azure refuses stands in it, with what was filled in. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/rules/fleet.h"
#include "akscope/views/views.h"
#include "change_int.h"

enum { COLUMNS = 90, HELP_ROWS = 2, GAP_ROWS = 1, FORM_MOST = 14 };

/* ---- life ---- */

static struct ak__change_target *push_target(struct ak__change *change, const char *id)
{
    struct ak__change_target *target = ak_vec_push(&change->targets);

    target->id = ak_strdup(id);
    return target;
}

/* What the pool has, for the fields to begin with. */
static void read_pool(struct ak__change *change, const struct ak_view_input *input)
{
    const struct ak_fleet_pool *pool =
        change->targets.len == 1 ? ak_fleet_find_pool(input->fleet, ak__change_at(change, 0)->id)
                                 : NULL;

    ak_pool_wish_release(&change->now);
    if (pool != NULL)
        ak_pool_wish_from(&change->now, pool->pool);
}

/* The field to begin with: what is filled in; the word that confirms; with the autoscaler on, its
 * bounds. */
static size_t first_field(const struct ak__change *change)
{
    bool is_scaled = ak_pool_wish_is_on(&change->now, AK_POOL_FIELD_AUTOSCALER);
    const struct ak__question *asked;

    for (size_t i = 0; (asked = ak__change_question(change, i)) != NULL; i++) {
        if (asked->kind == AK__ASK_FIELD && ak_pool_wish_has(&change->wish, asked->field))
            return i;
    }
    for (size_t i = 0; (asked = ak__change_question(change, i)) != NULL; i++) {
        if (asked->kind == AK__ASK_CONFIRM || (is_scaled && change->kind == AK_INTENT_POOL_SCALE &&
                                               asked->field == AK_POOL_FIELD_MIN_NODES))
            return i;
    }
    return 0;
}

/* With what it opens, over what was filled in before. */
static void fill_in(struct ak__change *change, const struct ak_intent *intent)
{
    if (intent == NULL)
        return;
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        if (intent->wish.values[i] != NULL)
            ak_pool_wish_set(&change->wish, (enum ak_pool_field)i, intent->wish.values[i]);
    }
    free(change->version);
    change->version = ak_strdup_or_null(intent->version);
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct ak__change *change = state;

    change->kind = ak_intent_find(argument);
    change->targets = ak_vec_init(sizeof(struct ak__change_target));
    change->form = ak_form_init();
    for (size_t i = 0; i < input->targets.count; i++)
        push_target(change, input->targets.items[i]);
    read_pool(change, input);
    fill_in(change, input->intent);
    ak_form_focus(&change->form, first_field(change));
}

static void release(void *state)
{
    struct ak__change *change = state;

    for (size_t i = 0; i < change->targets.len; i++) {
        free(ak__change_at(change, i)->id);
        ak_plan_free(ak__change_at(change, i)->plan);
    }
    ak_vec_release(&change->targets);
    ak_pool_wish_release(&change->wish);
    ak_pool_wish_release(&change->now);
    free(change->version);
    ak_form_release(&change->form);
    ak_arena_free(change->arena);
}

static bool is_about_the_same(const struct ak__change *change, const struct ak_view_input *input,
                              const char *argument)
{
    if (change->kind != ak_intent_find(argument) || change->targets.len != input->targets.count)
        return false;
    for (size_t i = 0; i < input->targets.count; i++) {
        if (!ak_text_caseeq(ak__change_at(change, i)->id, input->targets.items[i]))
            return false;
    }
    return true;
}

/* The same change goes on where it was left; but for the word that confirms it. */
static void reopen(void *state, const struct ak_view_input *input, const char *argument)
{
    struct ak__change *change = state;

    if (is_about_the_same(change, input, argument)) {
        change->confirm[0] = '\0';
        fill_in(change, input->intent);
        return;
    }
    release(state);
    *change = (struct ak__change){0};
    init(state, input, argument);
}

static bool keeps(const void *state)
{
    const struct ak__change *change = state;
    bool has_wish = false;

    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++)
        has_wish = has_wish || change->wish.values[i] != NULL;
    return has_wish || change->sent.state == AK__SENT_WAITING;
}

static bool is_done(const void *state)
{
    const struct ak__change *change = state;

    return change->is_done || change->sent.state == AK__SENT_ACCEPTED;
}

/* ---- plans ---- */

static void plan_all(struct ak__change *change, const struct ak_view_input *input)
{
    struct ak_plan_input known = {.snap = input->snap,
                                  .facts = input->facts,
                                  .today = ak_clock_today(input->clock),
                                  .now = ak_clock_now(input->clock)};

    change->ready_count = 0;
    change->az = NULL;
    for (size_t i = 0; i < change->targets.len; i++) {
        struct ak__change_target *target = ak__change_at(change, i);
        struct ak_intent intent = ak__change_intent(change, target->id);

        ak_plan_free(target->plan);
        target->plan = ak_plan_make(&intent, &known);
        ak_intent_release(&intent);
        change->ready_count += ak_plan_is_ready(target->plan);
        if (target->plan->az != NULL)
            change->az = change->az == NULL ? target->plan->az
                                            : ak_arena_printf(change->arena, "%s\n%s", change->az,
                                                              target->plan->az);
    }
}

/* Where Azure says what is wrong, there one can mend it. */
static void go_to_refused_field(struct ak__change *change)
{
    enum ak_pool_field field = ak_pool_field_of_target(change->sent.err.target);
    const struct ak__question *asked;

    change->page.top = 0;
    for (size_t i = 0; (asked = ak__change_question(change, i)) != NULL; i++) {
        if (asked->kind == AK__ASK_FIELD && asked->field == field)
            ak_form_focus(&change->form, i);
    }
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct ak__change *change = state;

    if (ak__sent_look(&change->sent, input) && change->sent.state == AK__SENT_REFUSED)
        go_to_refused_field(change);
    ak_arena_free(change->arena);
    change->arena = ak_arena_new(0);
    read_pool(change, input);
    plan_all(change, input);
    ak__change_make_fields(change, input);
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct ak__change *change = state;

    for (size_t i = 0; i < change->targets.len; i++) {
        struct ak_intent intent = ak__change_intent(change, ak__change_at(change, i)->id);

        ak_plan_demand(&intent, input->snap, demands);
        /* Both are offered, whichever is chosen. */
        if (change->kind == AK_INTENT_POOL_UPGRADE && intent.kind != AK_INTENT_POOL_UPGRADE &&
            change->targets.len == 1) {
            intent.kind = AK_INTENT_POOL_UPGRADE;
            ak_plan_demand(&intent, input->snap, demands);
        }
        ak_intent_release(&intent);
    }
}

/* ---- the picture ---- */

static struct ak_form_fields fields_of(const struct ak__change *change)
{
    return (struct ak_form_fields){.items = change->fields, .count = change->field_count};
}

/* A longer list is scrolled: what a choice comes to has its place beside it. */
static int form_rows(const struct ak__change *change, int width)
{
    struct ak_form_fields fields = fields_of(change);
    int rows = ak_form_rows(&fields, width);

    if (fields.count == 0)
        return 0;
    return (rows < FORM_MOST ? rows : FORM_MOST) + HELP_ROWS;
}

/* As high as it needs. */
static struct ak_rect place(void *state, const struct ak_view_input *input, struct ak_rect body)
{
    const struct ak__change *change = state;
    struct ak__change_page page = {.change = change, .input = input};
    int columns = ak__box_columns(body, COLUMNS);

    return ak__box_place(body, columns,
                         form_rows(change, columns) + GAP_ROWS +
                             ak__page_rows(columns, ak__change_paint, &page));
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct ak__change *change = state;
    struct ak_form_fields fields = fields_of(change);
    struct ak__change_page page = {.change = change, .input = input};
    int width = canvas->area.width;
    int height = canvas->area.height;
    int top = form_rows(change, width);
    int most = height - ak__page_rows(width, ak__change_paint, &page);

    /* Where there is no room for all, what is asked has what the rest leaves, but at least half. */
    if (most < height / 2)
        most = height / 2;
    if (top > most)
        top = most;
    struct ak_canvas above = ak_canvas_part(canvas, (struct ak_rect){0, 0, width, top});
    struct ak_canvas below =
        ak_canvas_part(canvas, (struct ak_rect){0, top, width, canvas->area.height - top});

    if (fields.count > 0)
        ak_form_draw(&change->form, &fields, &above, is_focused);
    ak__page_draw(&change->page, &below, ak__change_paint, &page);
}

/* Before "6 node pools". Without a version an upgrade is one of the node image. */
static const char *verb_of(const struct ak__change *change)
{
    if (change->kind == AK_INTENT_POOL_DELETE)
        return "delete";
    if (change->kind == AK_INTENT_POOL_UPGRADE && change->version == NULL)
        return ak_intent_get(AK_INTENT_POOL_UPGRADE_IMAGE)->verb;
    return ak_intent_get(change->kind)->verb;
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__change *change = state;
    const struct ak_plan *plan = ak__change_plan(change);

    (void)input;
    if (plan != NULL)
        snprintf(out, size, "%s", plan->title);
    else
        snprintf(out, size, "%s %zu node pools", verb_of(change), change->targets.len);
    out[0] = (char)toupper((unsigned char)out[0]);
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)input;
    ak__change_note(state, out, size);
}

static bool cursor(const void *state, int *x, int *y)
{
    const struct ak__change *change = state;

    *x = change->form.cursor_x;
    *y = change->form.cursor_y;
    return *x >= 0 && change->form.is_editing;
}

/* ---- keys ---- */

/* Hands the plans that are ready over; the dialog waits for the answer to a single one. */
static struct ak_reaction send(struct ak__change *change, const struct ak_view_input *input)
{
    struct ak_reaction reaction = {.kind = AK_REACTION_SEND,
                                   .plans = ak_vec_init(sizeof(struct ak_plan *))};

    for (size_t i = 0; i < change->targets.len; i++) {
        struct ak__change_target *target = ak__change_at(change, i);

        if (!ak_plan_is_ready(target->plan))
            continue;
        if (change->targets.len == 1)
            ak__sent_start(&change->sent, target->plan, input);
        *(struct ak_plan **)ak_vec_push(&reaction.plans) = target->plan;
        target->plan = NULL;
    }
    change->is_done = change->targets.len > 1;
    change->form.is_editing = false;
    return reaction;
}

static struct ak_reaction enter(struct ak__change *change, const struct ak_view_input *input)
{
    struct ak_form_fields fields = fields_of(change);
    const struct ak_plan *plan = ak__change_plan(change);

    if (change->sent.state == AK__SENT_WAITING)
        return ak_reaction_moved();
    if (change->ready_count > 0 && ak__change_is_confirmed(change))
        return send(change, input);
    if (plan != NULL && plan->missing != NULL)
        return ak_reaction_say(AK_REACTION_TOAST, "still to be read: %.200s", plan->missing);
    if (ak_form_next(&change->form, &fields))
        return ak_reaction_moved();
    char why[AK_TOAST_SIZE];
    ak__change_note(change, why, sizeof why);
    return ak_reaction_say(AK_REACTION_ERROR, "%s", why);
}

static struct ak_reaction reaction_of(struct ak__change *change, enum ak_form_result result)
{
    if (result == AK_FORM_NOT_MINE)
        return ak_reaction_none();
    if (result == AK_FORM_MOVED)
        return ak_reaction_moved();
    ak__change_answer(change);
    if (change->sent.state == AK__SENT_REFUSED)
        change->sent.state = AK__SENT_NOTHING;
    return ak_reaction_done();
}

static bool is_waiting(const struct ak__change *change)
{
    return change->sent.state == AK__SENT_WAITING;
}

static bool takes_text(const void *state)
{
    const struct ak__change *change = state;
    struct ak_form_fields fields = fields_of(change);

    return !is_waiting(change) && ak_form_takes_text(&change->form, &fields);
}

static struct ak_reaction type(void *state, const struct ak_view_input *input,
                               const struct ak_key *key)
{
    struct ak__change *change = state;
    struct ak_form_fields fields = fields_of(change);

    (void)input;
    return reaction_of(change, ak_form_type(&change->form, &fields, key));
}

static struct ak_reaction start_over(struct ak__change *change)
{
    ak_pool_wish_release(&change->wish);
    free(change->version);
    change->version = NULL;
    change->ignores_disruption_budgets = false;
    change->confirm[0] = '\0';
    change->sent = (struct ak__sent){.err = ak_err_none()};
    ak_form_focus(&change->form, first_field(change));
    return ak_reaction_done();
}

static struct ak_reaction copy_requests(const struct ak__change *change)
{
    struct ak_arena *arena = ak_arena_new(0);
    const char *text = "";
    struct ak_reaction reaction;

    for (size_t i = 0; i < change->targets.len; i++) {
        const struct ak_plan *plan = ak__change_at(change, i)->plan;

        if (plan != NULL && plan->request_count > 0)
            text = ak_arena_printf(arena, "%s%s%s", text, text[0] != '\0' ? "\n" : "",
                                   ak_plan_request_text(plan, arena));
    }
    reaction = text[0] != '\0' ? ak_reaction_copy(text)
                               : ak_reaction_say(AK_REACTION_ERROR, "there is no request yet");
    ak_arena_free(arena);
    return reaction;
}

static enum ak_action field_action(enum ak_action action)
{
    if (action == AK_ACTION_NEXT_STEP)
        return AK_ACTION_DOWN;
    return action == AK_ACTION_PREVIOUS_STEP ? AK_ACTION_UP : action;
}

/* A letter that was meant for a text, "l" of a name, must not turn a choice: arrows do. */
static bool is_stray_letter(const struct ak_view_event *event)
{
    return (event->action == AK_ACTION_LEFT || event->action == AK_ACTION_RIGHT) &&
           event->key != NULL && event->key->code == AK_KEY_POINT;
}

static struct ak_reaction answer(struct ak__change *change, const struct ak_view_event *event)
{
    struct ak_form_fields fields = fields_of(change);

    if (is_waiting(change) || fields.count == 0)
        return ak_reaction_none();
    if (is_stray_letter(event))
        return ak_reaction_moved();
    if (ak_event_is_click(event))
        return reaction_of(change,
                           ak_form_click(&change->form, &fields, event->key->x, event->key->y));
    return reaction_of(change, ak_form_act(&change->form, &fields, field_action(event->action)));
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct ak__change *change = state;
    struct ak_reaction reaction;

    /* The mouse fills in, but it never sends: that takes the key. */
    if (ak_event_is_click(event))
        return answer(change, event);
    switch ((int)event->action) {
    case AK_ACTION_ENTER:
        return enter(change, input);
    case AK_ACTION_QUIT:
        return event->key != NULL ? ak_reaction_of(AK_REACTION_CLOSE, "", "") : ak_reaction_none();
    case AK_ACTION_COPY_REQUEST:
        return copy_requests(change);
    case AK_ACTION_COPY_COMMAND:
        return change->az != NULL ? ak_reaction_copy(change->az) : ak_reaction_none();
    case AK_ACTION_START_OVER:
        return start_over(change);
    default:
        reaction = answer(change, event);
        return reaction.kind != AK_REACTION_NONE ? reaction : ak__page_act(&change->page, event);
    }
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    const struct ak__change *change = state;

    (void)input;
    if (is_waiting(change))
        return NULL;
    switch ((int)action) {
    case AK_ACTION_ENTER:
        return change->ready_count > 0 && ak__change_is_confirmed(change) ? "send" : NULL;
    case AK_ACTION_CHOOSE:
        return change->field_count > 0 ? "choose" : NULL;
    case AK_ACTION_COPY_REQUEST:
        return change->ready_count > 0 ? "copy request" : NULL;
    case AK_ACTION_COPY_COMMAND:
        return change->az != NULL ? "copy az" : NULL;
    default:
        return NULL;
    }
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "provisioning-state";
}

const struct ak_view_class ak_view_change = {
    .name = "change",
    .state_size = sizeof(struct ak__change),
    .scope = AK_SCOPE_FORM,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .takes_text = takes_text,
    .type = type,
    .cursor = cursor,
    .place = place,
    .offers = offers,
    .is_done = is_done,
    .keeps = keeps,
    .reopen = reopen,
};
