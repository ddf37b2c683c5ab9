/* retirements.c: pane 3: deadlines on a time line, the worst first, with what they hit: by
 * retirement, by cluster or by team. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/what_if.h"
#include "akscope/views/views.h"
#include "retirements_int.h"

enum {
    SPAN_LEAST = 6, /* months in sight */
    SPAN_MOST = 36,
    SPAN_FIRST = 24,
    HELP_FROM = 90, /* columns from which its own keys are named */
    PAGE = 10,
};

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct ak__retirements *retirements = state;

    (void)input;
    (void)argument;
    retirements->months = SPAN_FIRST;
}

static void release(void *state)
{
    struct ak__retirements *retirements = state;

    ak_arena_free(retirements->arena);
}

/* The selection stays on the same deadline across polls. */
static void sync(void *state, const struct ak_view_input *input)
{
    ak__ends_find_again(state, input->fleet);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    ak__retirements_draw(state, input, canvas, is_focused);
}

/* ---- keys ---- */

static bool has_rows(const struct ak__retirements *retirements, const struct ak_view_input *input)
{
    return retirements->selected < ak__ends_count(retirements, input->fleet);
}

/* A group shows what it has; what ends leads to the pools that it hits, or to the cluster. */
static struct ak_reaction enter(struct ak__retirements *retirements,
                                const struct ak_view_input *input)
{
    struct ak__end_row row;
    char filter[AK_ID_SIZE];

    if (!has_rows(retirements, input))
        return ak_reaction_none();
    row = ak__ends_row(retirements, input->fleet, retirements->selected);
    if (row.group != NULL && row.end == NULL) {
        ak__ends_fold(retirements, input->fleet);
        return ak_reaction_done();
    }
    if (row.end != NULL && row.pool_count == 0)
        return ak_reaction_of(AK_REACTION_CLUSTER, row.end->cluster->cluster->id, "");
    return ak_reaction_of(AK_REACTION_OPEN, "pools", ak__ends_filter(&row, filter));
}

static struct ak_reaction zoom_time(struct ak__retirements *retirements, int months)
{
    if (months < SPAN_LEAST)
        months = SPAN_LEAST;
    if (months > SPAN_MOST)
        months = SPAN_MOST;
    retirements->months = months;
    return ak_reaction_done();
}

static struct ak_reaction group(struct ak__retirements *retirements,
                                const struct ak_view_input *input, const char *argument)
{
    if (argument[0] == '\0') {
        ak__ends_group(retirements, input->fleet,
                       (enum ak__ends_by)((retirements->by + 1) % AK__BY_COUNT));
        return ak_reaction_done();
    }
    for (size_t i = 0; i < AK__BY_COUNT; i++) {
        if (ak_text_caseeq(argument, ak__ends_by_name((enum ak__ends_by)i))) {
            ak__ends_group(retirements, input->fleet, (enum ak__ends_by)i);
            return ak_reaction_done();
        }
    }
    return ak_reaction_say(AK_REACTION_ERROR, "by %.64s? by retirement, cluster or team", argument);
}

static struct ak_reaction turn(struct ak__retirements *retirements,
                               const struct ak_view_input *input, bool is_ahead)
{
    ak__ends_turn(retirements, input->fleet, is_ahead);
    return ak_reaction_done();
}

/* The day that is asked for, under the cursor of the time line and in words. */
static struct ak_reaction show_day(struct ak__retirements *retirements,
                                   const struct ak_view_input *input, const char *text)
{
    struct ak_err err = ak_err_none();
    struct ak_date day;
    struct ak_reaction reaction;
    struct ak_arena *arena;

    if (ak_what_if_read_day(text, input->fleet->today, &day, &err))
        return ak_reaction_say(AK_REACTION_ERROR, ":on %s", err.text);
    retirements->day = day;
    arena = ak_arena_new_scratch(0);
    reaction = ak_reaction_say(AK_REACTION_TOAST, "if nothing is done, %s",
                               ak_fleet_what_if(input->fleet, day, arena).sentence);
    ak_arena_free(arena);
    return reaction;
}

/* Escape folds before it leaves. */
static struct ak_reaction back(struct ak__retirements *retirements,
                               const struct ak_view_input *input)
{
    if (!retirements->is_unfolded)
        return ak_reaction_none();
    ak_text_copy(retirements->selected_group, sizeof retirements->selected_group,
                 retirements->unfolded);
    ak__ends_fold(retirements, input->fleet);
    return ak_reaction_done();
}

static bool move(struct ak__retirements *retirements, const struct ak_view_input *input,
                 enum ak_action action)
{
    int64_t selected = (int64_t)retirements->selected;
    const struct {
        enum ak_action action;
        int64_t to;
    } moves[] = {
        {AK_ACTION_UP, selected - 1},
        {AK_ACTION_DOWN, selected + 1},
        {AK_ACTION_PAGE_UP, selected - PAGE},
        {AK_ACTION_PAGE_DOWN, selected + PAGE},
        {AK_ACTION_TOP, 0},
        {AK_ACTION_BOTTOM, INT32_MAX},
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (moves[i].action == action) {
            ak__ends_select(retirements, input->fleet, moves[i].to);
            return true;
        }
    }
    return false;
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct ak__retirements *retirements = state;

    if (event->key != NULL && event->key->code == AK_KEY_MOUSE_PRESS) {
        ak__ends_select(retirements, input->fleet, (int64_t)retirements->top + event->key->y - 1);
        return ak_reaction_done();
    }
    if (move(retirements, input, event->action))
        return ak_reaction_done();
    switch ((int)event->action) {
    case AK_ACTION_LEFT:
        return turn(retirements, input, false);
    case AK_ACTION_RIGHT:
        return turn(retirements, input, true);
    case AK_ACTION_SHORTER:
        return zoom_time(retirements, retirements->months - SPAN_LEAST);
    case AK_ACTION_LONGER:
        return zoom_time(retirements, retirements->months + SPAN_LEAST);
    case AK_ACTION_GROUP:
        return group(retirements, input, event->argument);
    case AK_ACTION_WHAT_IF:
        return show_day(retirements, input, event->argument);
    case AK_ACTION_BACK:
        return back(retirements, input);
    case AK_ACTION_ENTER:
        return enter(retirements, input);
    default:
        return ak_reaction_none();
    }
}

/* ---- the frame ---- */

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__retirements *retirements = state;
    bool is_grouped = retirements->by != AK__BY_RETIREMENT;

    (void)input;
    snprintf(out, size, "Retirements%s%s \xC2\xB7 %d months", is_grouped ? " by " : "",
             is_grouped ? ak__ends_by_name(retirements->by) : "", retirements->months);
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__retirements *retirements = state;
    size_t count = ak__ends_count(retirements, input->fleet);

    snprintf(out, size, "%s%zu/%zu",
             retirements->width >= HELP_FROM
                 ? "h l days \xC2\xB7 + - months \xC2\xB7 b by cluster, "
                   "team \xC2\xB7 "
                 : "",
             count > 0 ? retirements->selected + 1 : 0, count);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    const struct ak__retirements *retirements = state;
    static const char kubernetes[] = "kubernetes-";

    if (has_rows(retirements, input) &&
        strncmp(ak__ends_row(retirements, input->fleet, retirements->selected).worst->id,
                kubernetes, strlen(kubernetes)) == 0)
        return "kubernetes-support";
    return "retirement";
}

const struct ak_view_class ak_view_retirements = {
    .name = "retirements",
    .state_size = sizeof(struct ak__retirements),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
};
