/* wizard.c: the wizard's life and its keys. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/fleet.h"
#include "akscope/rules/rights.h"
#include "akscope/views/views.h"
#include "wizard_int.h"

enum { WATCH_S = 10 };

/* ---- what it is about ---- */

static const char *target_of(const struct ak_view_input *input)
{
    return input->targets.count > 0 ? input->targets.items[0] : input->cluster_id;
}

/* The cluster of the first target, and the pool that is cloned. */
static void take_target(struct ak__wizard *wizard, const struct ak_view_input *input,
                        const char *argument)
{
    const char *id = target_of(input);

    snprintf(wizard->cluster_id, sizeof wizard->cluster_id, "%.*s", (int)ak_id_cluster_len(id), id);
    ak_text_copy(wizard->source_id, sizeof wizard->source_id,
                 strcmp(argument, "clone") == 0 ? id : "");
}

static bool is_about_the_same(const struct ak__wizard *wizard, const struct ak_view_input *input,
                              const char *argument)
{
    const char *id = target_of(input);
    size_t len = strlen(wizard->cluster_id);

    if (strcmp(argument, "clone") == 0)
        return ak_text_caseeq(wizard->source_id, id);
    return wizard->source_id[0] == '\0' && ak_text_has_prefix(id, wizard->cluster_id, true) &&
           (id[len] == '\0' || id[len] == '/');
}

/* What is known of the pool that is cloned, or what the intent with which it opens makes of that; a
 * confidential one is meant to be. */
static void fill_from_source(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, wizard->source_id);

    if (pool == NULL)
        return;
    if (input->intent != NULL)
        ak_pool_wish_copy(&wizard->wish, &input->intent->wish);
    else
        ak_pool_wish_from(&wizard->wish, pool->pool);
    if (pool->cvm.status != AK_CVM_NO && pool->cvm.status != AK_CVM_UNKNOWN)
        ak_pool_wish_set(&wizard->wish, AK_POOL_FIELD_CONFIDENTIAL, "yes");
}

static void start_anew(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    ak_pool_wish_release(&wizard->wish);
    wizard->step = AK_STEP_PURPOSE;
    wizard->seen = 0;
    wizard->is_resumed = false;
    wizard->sent = (struct ak__sent){.err = ak_err_none()};
    wizard->refused_field = AK_POOL_FIELD_COUNT;
    memset(wizard->focus, 0, sizeof wizard->focus);
    ak_form_focus(&wizard->form, 0);
    fill_from_source(wizard, input);
}

/* ---- life ---- */

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct ak__wizard *wizard = state;

    wizard->drafts = ak_vec_init(sizeof(struct ak__wizard_draft));
    wizard->form = ak_form_init();
    ak__wizard_sizes_init(&wizard->sizes);
    take_target(wizard, input, argument);
    start_anew(wizard, input);
}

static void release(void *state)
{
    struct ak__wizard *wizard = state;

    ak__wizard_release_drafts(wizard);
    ak_pool_wish_release(&wizard->wish);
    ak_intent_release(&wizard->intent);
    ak_plan_free(wizard->plan);
    ak_form_release(&wizard->form);
    ak__wizard_sizes_release(&wizard->sizes);
    ak_arena_free(wizard->arena);
}

/* An intent with which it opens goes before a draft that it would not lead to. */
static bool asks_for_another_os(const struct ak__wizard *wizard, const struct ak_view_input *input)
{
    return input->intent != NULL &&
           !ak_text_caseeq(ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_OS_SKU),
                           ak_pool_wish_text(&input->intent->wish, AK_POOL_FIELD_OS_SKU));
}

/* Likewise where it has another VM size than the pool that it is to be like: one that retires is
 * left by its size. */
static bool asks_for_another_size(const struct ak__wizard *wizard,
                                  const struct ak_view_input *input)
{
    const struct ak_fleet_pool *source = ak_fleet_find_pool(input->fleet, wizard->source_id);
    const char *size =
        input->intent != NULL ? ak_pool_wish_text(&input->intent->wish, AK_POOL_FIELD_VM_SIZE) : "";

    return size[0] != '\0' && source != NULL && !ak_text_caseeq(size, source->pool->vm_size) &&
           !ak_text_caseeq(size, ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_VM_SIZE));
}

/* While the answer to a request is awaited the wizard is about that; what Azure refused meanwhile
 * stands where it is. */
static void reopen(void *state, const struct ak_view_input *input, const char *argument)
{
    struct ak__wizard *wizard = state;

    if (wizard->sent.state == AK__SENT_WAITING)
        return;
    if (is_about_the_same(wizard, input, argument) && !asks_for_another_os(wizard, input) &&
        !asks_for_another_size(wizard, input)) {
        wizard->is_resumed = !ak__wizard_is_empty(wizard) && wizard->sent.state != AK__SENT_REFUSED;
        return;
    }
    ak__wizard_put_away(wizard);
    take_target(wizard, input, argument);
    start_anew(wizard, input);
    if (input->intent == NULL)
        ak__wizard_take_up(wizard);
}

static bool keeps(const void *state)
{
    const struct ak__wizard *wizard = state;

    return wizard->sent.state == AK__SENT_WAITING || wizard->drafts.len > 0 ||
           !ak__wizard_is_empty(wizard);
}

static bool is_done(const void *state)
{
    const struct ak__wizard *wizard = state;

    return wizard->sent.state == AK__SENT_ACCEPTED;
}

/* ---- data ---- */

static struct ak_plan_input known_of(const struct ak_view_input *input)
{
    return (struct ak_plan_input){.snap = input->snap,
                                  .facts = input->facts,
                                  .today = ak_clock_today(input->clock),
                                  .now = ak_clock_now(input->clock)};
}

static void plan_anew(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    struct ak_plan_input known = known_of(input);

    ak_plan_free(wizard->plan);
    ak_intent_release(&wizard->intent);
    wizard->intent = ak_intent_init(AK_INTENT_POOL_ADD, wizard->cluster_id, NULL);
    ak_pool_wish_copy(&wizard->intent.wish, &wizard->wish);
    wizard->plan = ak_plan_make(&wizard->intent, &known);
    wizard->around = ak_plan_surroundings(&wizard->intent, &known);
}

/* Where Azure says what is wrong, there one can mend it; else all is on the review. */
static void land(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    wizard->refused_field = ak_pool_field_of_target(wizard->sent.err.target);
    wizard->page.top = 0;
    ak__wizard_go_to_field(wizard, input, wizard->refused_field);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct ak__wizard *wizard = state;
    bool is_refused = ak__sent_look(&wizard->sent, input) && wizard->sent.state == AK__SENT_REFUSED;

    ak_arena_free(wizard->arena);
    wizard->arena = ak_arena_new(0);
    plan_anew(wizard, input);
    if (is_refused)
        land(wizard, input);
    ak__wizard_make_fields(wizard, input);
    ak__wizard_make_rows(wizard, input);
    if (wizard->step == AK_STEP_SIZE)
        ak__wizard_sizes_sync(wizard, input);
}

static bool is_registering(const struct ak__wizard *wizard)
{
    const char *state = wizard->plan->outlook.feature_state;

    return wizard->plan->outlook.feature != NULL &&
           (ak_text_caseeq(state, "Registering") || ak_text_caseeq(state, "Pending"));
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct ak__wizard *wizard = state;
    char id[AK_ID_SIZE];

    ak_plan_demand(&wizard->intent, input->snap, demands);
    if (ak__wizard_feature_id(wizard, id, sizeof id)[0] != '\0')
        ak_rights_demand(AK_INTENT_FEATURE_REGISTER, id, demands);
    if (is_registering(wizard))
        ak_demands_add(demands, AK_TOPIC_FEATURES, wizard->intent.subscription_id, WATCH_S);
}

/* ---- steps ---- */

static struct ak_reaction go(struct ak__wizard *wizard, int step)
{
    if (step < 0 || step >= AK_STEP_COUNT)
        return ak_reaction_moved();
    ak__wizard_go(wizard, (enum ak_step)step);
    return ak_reaction_done();
}

static struct ak_reaction send(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    struct ak_reaction reaction = {.kind = AK_REACTION_SEND,
                                   .plans = ak_vec_init(sizeof(struct ak_plan *))};

    ak__sent_start(&wizard->sent, wizard->plan, input);
    *(struct ak_plan **)ak_vec_push(&reaction.plans) = wizard->plan;
    wizard->plan = NULL;
    plan_anew(wizard, input);
    return reaction;
}

/* The review sends what is ready, and leads to what is not. */
static struct ak_reaction enter_review(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    const struct ak_violation *first = ak__wizard_first_refusal(wizard);
    struct ak_reaction reaction;

    if (ak_plan_is_ready(wizard->plan))
        return send(wizard, input);
    if (first == NULL)
        return ak_reaction_say(AK_REACTION_TOAST, "still to be read: %.200s",
                               wizard->plan->missing != NULL ? wizard->plan->missing : "");
    reaction = ak_reaction_say(AK_REACTION_ERROR, "%.240s", first->text);
    if (first->field < AK_POOL_FIELD_COUNT)
        ak__wizard_go_to_field(wizard, input, first->field);
    return reaction;
}

static struct ak_reaction choose_size(struct ak__wizard *wizard, bool goes_on)
{
    const char *obstacle = ak__wizard_sizes_choose(wizard);

    if (wizard->sent.state == AK__SENT_REFUSED)
        wizard->sent.state = AK__SENT_NOTHING;
    if (obstacle != NULL)
        return ak_reaction_say(AK_REACTION_ERROR, "%s: %s",
                               ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_VM_SIZE), obstacle);
    return goes_on ? go(wizard, AK_STEP_SIZE + 1) : ak_reaction_done();
}

static struct ak_reaction enter(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    struct ak_form_fields fields = ak__wizard_fields(wizard);

    if (wizard->step == AK_STEP_REVIEW)
        return enter_review(wizard, input);
    if (wizard->step == AK_STEP_SIZE)
        return choose_size(wizard, true);
    return ak_form_next(&wizard->form, &fields) ? ak_reaction_moved()
                                                : go(wizard, (int)wizard->step + 1);
}

/* ---- keys ---- */

static struct ak_reaction reaction_of(struct ak__wizard *wizard, enum ak_form_result result)
{
    if (result == AK_FORM_NOT_MINE)
        return ak_reaction_none();
    if (result == AK_FORM_MOVED)
        return ak_reaction_moved();
    ak__field_set(&wizard->wish, NULL, wizard->asked[wizard->form.focus],
                  ak_form_text(&wizard->form));
    wizard->is_resumed = false;
    if (wizard->sent.state == AK__SENT_REFUSED)
        wizard->sent.state = AK__SENT_NOTHING;
    return ak_reaction_done();
}

static bool is_waiting(const struct ak__wizard *wizard)
{
    return wizard->sent.state == AK__SENT_WAITING;
}

static bool takes_text(const void *state)
{
    const struct ak__wizard *wizard = state;
    struct ak_form_fields fields = ak__wizard_fields(wizard);

    if (is_waiting(wizard) || wizard->step == AK_STEP_REVIEW)
        return false;
    return wizard->step == AK_STEP_SIZE || ak_form_takes_text(&wizard->form, &fields);
}

static struct ak_reaction type(void *state, const struct ak_view_input *input,
                               const struct ak_key *key)
{
    struct ak__wizard *wizard = state;
    struct ak_form_fields fields = ak__wizard_fields(wizard);

    (void)input;
    if (wizard->step == AK_STEP_SIZE)
        return ak__wizard_sizes_type(&wizard->sizes, key);
    return reaction_of(wizard, ak_form_type(&wizard->form, &fields, key));
}

static bool contains(struct ak_rect rect, const struct ak_key *key)
{
    return key->x >= rect.x && key->x < rect.x + rect.width && key->y >= rect.y &&
           key->y < rect.y + rect.height;
}

static struct ak_reaction click_side(struct ak__wizard *wizard, const struct ak_key *key)
{
    struct ak_stepper stepper = {
        .rows = wizard->rows, .count = AK_STEP_COUNT, .current = wizard->step};
    bool is_line = wizard->side.height == 1;
    size_t step = is_line ? ak_stepper_at_line(&stepper, wizard->side.width, key->x)
                          : ak_stepper_at(&stepper, wizard->side.height, key->y);

    return go(wizard, (int)step);
}

static struct ak_reaction click_in_step(struct ak__wizard *wizard,
                                        const struct ak_view_event *event)
{
    struct ak_form_fields fields = ak__wizard_fields(wizard);
    struct ak_key key = *event->key;
    struct ak_view_event inside = {.action = event->action, .argument = "", .key = &key};

    key.code = AK_KEY_MOUSE_PRESS;
    key.x -= wizard->content.x;
    key.y -= wizard->content.y;
    if (wizard->step == AK_STEP_SIZE)
        return ak__wizard_sizes_act(&wizard->sizes, &inside);
    return reaction_of(wizard, ak_form_click(&wizard->form, &fields, key.x, key.y));
}

/* The mouse fills in and moves, but it never sends: that takes the key. A size clicked twice is
 * chosen. */
static struct ak_reaction click(struct ak__wizard *wizard, const struct ak_view_event *event)
{
    bool is_double = event->key->code == AK_KEY_MOUSE_DOUBLE;

    if (contains(wizard->side, event->key))
        return click_side(wizard, event->key);
    if (wizard->step == AK_STEP_REVIEW)
        return ak_reaction_none();
    if (is_double && wizard->step == AK_STEP_SIZE)
        return choose_size(wizard, true);
    return click_in_step(wizard, event);
}

/* What moves within the step. */
static struct ak_reaction act_in_step(struct ak__wizard *wizard, const struct ak_view_event *event)
{
    struct ak_form_fields fields = ak__wizard_fields(wizard);

    if (wizard->step == AK_STEP_REVIEW)
        return ak__page_act(&wizard->page, event);
    if (wizard->step == AK_STEP_SIZE)
        return event->action == AK_ACTION_CHOOSE ? choose_size(wizard, false)
                                                 : ak__wizard_sizes_act(&wizard->sizes, event);
    return reaction_of(wizard, ak_form_act(&wizard->form, &fields, event->action));
}

/* Escape takes the filter away first; then it leaves, and what was filled in stays. */
static struct ak_reaction back(struct ak__wizard *wizard)
{
    struct ak_key clear = {.code = AK_KEY_POINT, .point = 'u', .is_control = true};

    if (wizard->step != AK_STEP_SIZE || wizard->sizes.filter[0] == '\0')
        return ak_reaction_none();
    wizard->sizes.cursor = strlen(wizard->sizes.filter);
    return ak__wizard_sizes_type(&wizard->sizes, &clear);
}

static struct ak_reaction copy(const char *text)
{
    return text != NULL && text[0] != '\0'
               ? ak_reaction_copy(text)
               : ak_reaction_say(AK_REACTION_ERROR, "there is nothing to copy yet");
}

static struct ak_reaction register_feature(const struct ak__wizard *wizard)
{
    char id[AK_ID_SIZE];

    if (ak__wizard_feature_id(wizard, id, sizeof id)[0] == '\0')
        return ak_reaction_say(AK_REACTION_TOAST, "no preview feature is needed for this choice");
    return ak_reaction_of(AK_REACTION_CHANGE, "feature-register", id);
}

static struct ak_reaction act_on_whole(struct ak__wizard *wizard, const struct ak_view_input *input,
                                       const struct ak_view_event *event)
{
    switch ((int)event->action) {
    case AK_ACTION_LEFT:
    case AK_ACTION_PREVIOUS_STEP:
        return go(wizard, (int)wizard->step - 1);
    case AK_ACTION_RIGHT:
    case AK_ACTION_NEXT_STEP:
        return go(wizard, (int)wizard->step + 1);
    case AK_ACTION_BACK:
        return back(wizard);
    case AK_ACTION_QUIT:
        return event->key != NULL ? ak_reaction_of(AK_REACTION_CLOSE, "", "") : ak_reaction_none();
    case AK_ACTION_COPY_REQUEST:
        return copy(ak_plan_request_text(wizard->plan, wizard->arena));
    case AK_ACTION_COPY_COMMAND:
        return copy(wizard->plan->az);
    case AK_ACTION_REGISTER:
        return register_feature(wizard);
    case AK_ACTION_START_OVER:
        start_anew(wizard, input);
        return ak_reaction_done();
    default:
        return ak_reaction_none();
    }
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct ak__wizard *wizard = state;
    struct ak_reaction reaction;

    if (is_waiting(wizard))
        return event->action == AK_ACTION_ENTER ? ak_reaction_moved() : ak_reaction_none();
    if (ak_event_is_click(event))
        return click(wizard, event);
    if (event->action == AK_ACTION_ENTER)
        return enter(wizard, input);
    reaction = act_on_whole(wizard, input, event);
    return reaction.kind != AK_REACTION_NONE ? reaction : act_in_step(wizard, event);
}

/* ---- around it ---- */

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__wizard *wizard = state;

    (void)input;
    snprintf(out, size, "Add a node pool to %s \xC2\xB7 %d/%d %s", ak_id_name(wizard->cluster_id),
             (int)wizard->step + 1, AK_STEP_COUNT, ak__wizard_step_title(wizard->step));
}

/* Behind what is said: there may be more below. */
static void add_position(const struct ak__page *page, char *out, size_t size)
{
    size_t used = strlen(out);
    char position[32];

    ak__page_note(page, position, sizeof position);
    if (position[0] != '\0')
        snprintf(out + used, size - used, " \xC2\xB7 %s", position);
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__wizard *wizard = state;
    size_t refused = ak__wizard_count(wizard, AK_VIOLATION_REFUSED);

    (void)input;
    if (is_waiting(wizard))
        snprintf(out, size, "asking Azure\xE2\x80\xA6");
    else if (wizard->is_resumed)
        snprintf(out, size, "your draft; Ctrl-n starts over");
    else if (refused > 0)
        snprintf(out, size, "%zu still to fill in or mend", refused);
    else if (!ak_plan_is_ready(wizard->plan))
        snprintf(out, size, "reading\xE2\x80\xA6");
    else
        snprintf(out, size,
                 wizard->step == AK_STEP_REVIEW ? "ready: Enter sends it"
                                                : "ready: the review sends it");
    if (wizard->step == AK_STEP_REVIEW)
        add_position(&wizard->page, out, size);
}

static const char *enter_label(const struct ak__wizard *wizard)
{
    if (wizard->step == AK_STEP_REVIEW)
        return ak_plan_is_ready(wizard->plan) ? "send" : "mend";
    return wizard->step == AK_STEP_SIZE ? "choose" : "next";
}

/* What makes sense in the steps that are filled in, and on the review. */
static bool is_offered(const struct ak__wizard *wizard, enum ak_action action)
{
    bool is_review = wizard->step == AK_STEP_REVIEW;

    switch ((int)action) {
    case AK_ACTION_NEXT_STEP:
    case AK_ACTION_CHOOSE:
        return !is_review;
    case AK_ACTION_PREVIOUS_STEP:
        return wizard->step != AK_STEP_PURPOSE;
    case AK_ACTION_REGISTER:
        return wizard->plan->outlook.feature != NULL;
    case AK_ACTION_COPY_REQUEST:
        return is_review && wizard->plan->request_count > 0;
    case AK_ACTION_COPY_COMMAND:
        return is_review && wizard->plan->az != NULL;
    default:
        return false;
    }
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    static const char *const labels[AK_ACTION_COUNT] = {
        [AK_ACTION_NEXT_STEP] = "next step",
        [AK_ACTION_PREVIOUS_STEP] = "step before",
        [AK_ACTION_CHOOSE] = "choose",
        [AK_ACTION_REGISTER] = "register",
        [AK_ACTION_COPY_REQUEST] = "copy request",
        [AK_ACTION_COPY_COMMAND] = "copy az",
    };
    const struct ak__wizard *wizard = state;

    (void)input;
    if (is_waiting(wizard))
        return NULL;
    if (action == AK_ACTION_ENTER)
        return enter_label(wizard);
    return is_offered(wizard, action) ? labels[action] : NULL;
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    static const char *const topics[AK_STEP_COUNT] = {
        [AK_STEP_PURPOSE] = "cvm",   [AK_STEP_SIZE] = "quota", [AK_STEP_OS] = "os-sku",
        [AK_STEP_SCALING] = "quota", [AK_STEP_LABELS] = "cvm", [AK_STEP_REVIEW] = "retirement",
    };
    const struct ak__wizard *wizard = state;

    (void)input;
    return topics[wizard->step];
}

const struct ak_view_class ak_view_wizard = {
    .name = "wizard",
    .state_size = sizeof(struct ak__wizard),
    .scope = AK_SCOPE_FORM,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = ak__wizard_draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .takes_text = takes_text,
    .type = type,
    .cursor = ak__wizard_cursor,
    .offers = offers,
    .is_refused = ak__wizard_is_refused,
    .is_done = is_done,
    .keeps = keeps,
    .reopen = reopen,
};
