/* desk_act.c: what actions do to the desk itself. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "desk_int.h"

/* A view that is about no resource in particular. */
static void open_over(struct ak_desk *desk, enum ak_view view, const char *argument)
{
    ak__desk_open(desk, view, argument, &(struct ak_texts){0});
}

typedef void desk_handler(struct ak_desk *desk, const char *argument);

static void do_quit(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.quit(desk->host.context);
}

static void do_help(struct ak_desk *desk, const char *argument)
{
    open_over(desk, AK_VIEW_HELP, argument);
}

static void do_command(struct ak_desk *desk, const char *argument)
{
    desk->prompt_is_filter = false;
    desk->prompt_error[0] = '\0';
    ak_prompt_open(&desk->prompt, ":", argument);
}

static void do_filter(struct ak_desk *desk, const char *argument)
{
    const struct ak_view_class *class = ak__desk_top(desk)->info->class;
    struct ak_err err = ak_err_none();

    if (class->set_filter == NULL) {
        ak__desk_say(desk, AK_ROLE_BANNER, "there is nothing to filter here");
        return;
    }
    if (argument[0] != '\0') {
        if (ak__desk_set_filter(desk, argument, &err))
            ak__desk_say(desk, AK_ROLE_ERROR, err.text);
        return;
    }
    desk->prompt_is_filter = true;
    desk->prompt_error[0] = '\0';
    ak_text_copy(desk->filter_before, sizeof desk->filter_before,
                 class->filter(ak__desk_top(desk)->state));
    ak_prompt_open(&desk->prompt, "/", desk->filter_before);
}

/* Escape undoes one thing at a time: filter, ready filter, overlay, zoom, then the way in. */
static void do_back(struct ak_desk *desk, const char *argument)
{
    static const int outwards[AK_PANE_COUNT] = {0, 0, 0, 1, 0};
    struct ak_desk_view *view = ak__desk_top(desk);
    struct ak_view_event event = {.action = AK_ACTION_BACK, .argument = argument};
    struct ak_err err = ak_err_none();
    struct ak_reaction reaction;

    if (view->info->class->filter != NULL && view->info->class->filter(view->state)[0] != '\0') {
        if (ak__desk_set_filter(desk, "", &err))
            ak__desk_say(desk, AK_ROLE_ERROR, err.text);
        return;
    }
    reaction = view->info->class->act(view->state, &desk->input, &event);
    if (ak__desk_take(desk, view, &reaction))
        return;
    if (desk->overlay_count > 0)
        ak__desk_close_top(desk);
    else if (desk->is_zoomed)
        desk->is_zoomed = false;
    else
        desk->focus = outwards[desk->focus];
}

static void do_focus_next(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    ak__desk_focus(desk, (desk->focus + 1) % AK_PANE_COUNT);
}

static void do_focus_previous(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    ak__desk_focus(desk, (desk->focus + AK_PANE_COUNT - 1) % AK_PANE_COUNT);
}

static void do_clusters(struct ak_desk *desk, const char *argument)
{
    ak__desk_open_named(desk, "clusters", argument);
}

static void do_pools(struct ak_desk *desk, const char *argument)
{
    ak__desk_open_named(desk, "pools", argument);
}

static void do_retirements(struct ak_desk *desk, const char *argument)
{
    ak__desk_open_named(desk, "retirements", argument);
}

static void do_detail(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    ak__desk_focus(desk, 3);
}

static void do_operations(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    ak__desk_focus(desk, 4);
}

/* In the operations, only those of this session, or all again. */
static void do_changes(struct ak_desk *desk, const char *argument)
{
    struct ak_desk_view *view = &desk->views[AK_VIEW_OPERATIONS];
    struct ak_view_event event = {.action = AK_ACTION_READY_CHANGES, .argument = argument};

    ak__desk_focus(desk, view->info->pane - 1);
    view->info->class->act(view->state, &desk->input, &event);
    view->needs_sync = true;
}

/* On the time line, wherever one was; a day that is none changes nothing. */
static void do_what_if(struct ak_desk *desk, const char *argument)
{
    struct ak_desk_view *view = &desk->views[AK_VIEW_RETIREMENTS];
    struct ak_view_event event = {.action = AK_ACTION_WHAT_IF, .argument = argument};
    struct ak_reaction reaction = view->info->class->act(view->state, &desk->input, &event);

    if (reaction.kind != AK_REACTION_ERROR)
        ak__desk_focus(desk, view->info->pane - 1);
    ak__desk_take(desk, view, &reaction);
    view->needs_sync = true;
}

static void do_zoom(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    if (desk->overlay_count == 0)
        desk->is_zoomed = !desk->is_zoomed;
}

static void do_all_pools(struct ak_desk *desk, const char *argument)
{
    struct ak_desk_view *view = &desk->views[AK_VIEW_POOLS];
    struct ak_view_event event = {.action = AK_ACTION_ALL_POOLS, .argument = argument};

    ak__desk_focus(desk, 1);
    view->info->class->act(view->state, &desk->input, &event);
    view->needs_sync = true;
}

static void do_sizes(struct ak_desk *desk, const char *argument)
{
    open_over(desk, AK_VIEW_SIZES, argument);
}

static void do_explain(struct ak_desk *desk, const char *argument)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    const char *topic = argument;

    if (topic[0] == '\0' && view->info->class->topic != NULL)
        topic = view->info->class->topic(view->state, &desk->input);
    open_over(desk, AK_VIEW_EXPLAIN, topic != NULL && topic[0] != '\0' ? topic : "cvm");
}

static void do_refresh(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.refresh(desk->host.context);
    ak__desk_say(desk, AK_ROLE_TEXT, "reading everything anew");
}

static void do_subscriptions(struct ak_desk *desk, const char *argument)
{
    char said[AK_TOAST_SIZE];

    if (strcmp(argument, "all") == 0) {
        desk->host.show_subscriptions(desk->host.context, &(struct ak_texts){0});
        return;
    }
    if (argument[0] != '\0') {
        snprintf(said, sizeof said, ":subscriptions takes \"all\", not \"%.64s\"", argument);
        ak__desk_say(desk, AK_ROLE_ERROR, said);
        return;
    }
    open_over(desk, AK_VIEW_SUBSCRIPTIONS, argument);
}

static void do_features(struct ak_desk *desk, const char *argument)
{
    open_over(desk, AK_VIEW_FEATURES, argument);
}

static void do_login(struct ak_desk *desk, const char *argument)
{
    if (desk->input.sign_in == NULL) {
        ak__desk_say(desk, AK_ROLE_BANNER, "the demo brings its own sign-in");
        return;
    }
    desk->host.sign_in(desk->host.context);
    open_over(desk, AK_VIEW_SIGN_IN, argument);
}

static void do_theme(struct ak_desk *desk, const char *argument)
{
    struct ak_err err = ak_err_none();
    char said[AK_TOAST_SIZE];

    if (desk->host.set_theme(desk->host.context, argument, &err)) {
        ak__desk_say(desk, AK_ROLE_ERROR, err.text);
        return;
    }
    snprintf(said, sizeof said, "theme: %s", argument);
    ak__desk_say(desk, AK_ROLE_TEXT, said);
}

static void do_mouse(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->uses_mouse = !desk->uses_mouse;
    desk->host.set_mouse(desk->host.context, desk->uses_mouse);
    ak__desk_say(desk, AK_ROLE_TEXT,
                 desk->uses_mouse ? "the mouse is used; hold Shift to select text"
                                  : "the mouse is the terminal's again");
}

static void do_redraw(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.redraw(desk->host.context);
}

static void do_suspend(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.suspend(desk->host.context);
}

static desk_handler *const handlers[AK_ACTION_COUNT] = {
    [AK_ACTION_QUIT] = do_quit,
    [AK_ACTION_HELP] = do_help,
    [AK_ACTION_COMMAND] = do_command,
    [AK_ACTION_FILTER] = do_filter,
    [AK_ACTION_BACK] = do_back,
    [AK_ACTION_FOCUS_NEXT] = do_focus_next,
    [AK_ACTION_FOCUS_PREVIOUS] = do_focus_previous,
    [AK_ACTION_CLUSTERS] = do_clusters,
    [AK_ACTION_POOLS] = do_pools,
    [AK_ACTION_RETIREMENTS] = do_retirements,
    [AK_ACTION_DETAIL] = do_detail,
    [AK_ACTION_OPERATIONS] = do_operations,
    [AK_ACTION_ZOOM] = do_zoom,
    [AK_ACTION_ALL_POOLS] = do_all_pools,
    [AK_ACTION_VM_SIZES] = do_sizes,
    [AK_ACTION_EXPLAIN] = do_explain,
    [AK_ACTION_REFRESH] = do_refresh,
    [AK_ACTION_SUBSCRIPTIONS] = do_subscriptions,
    [AK_ACTION_FEATURES] = do_features,
    [AK_ACTION_LOGIN] = do_login,
    [AK_ACTION_READY_CHANGES] = do_changes,
    [AK_ACTION_WHAT_IF] = do_what_if,
    [AK_ACTION_READ_ONLY] = ak__desk_set_read_only,
    [AK_ACTION_THEME] = do_theme,
    [AK_ACTION_MOUSE] = do_mouse,
    [AK_ACTION_REDRAW] = do_redraw,
    [AK_ACTION_SUSPEND] = do_suspend,
};

/* A ready filter where there is nothing that it could choose from chooses from all pools. */
static void ask_all_pools(struct ak_desk *desk, const struct ak_view_event *event)
{
    struct ak_desk_view *view = &desk->views[AK_VIEW_POOLS];

    do_all_pools(desk, "on");
    struct ak_reaction reaction = view->info->class->act(view->state, &desk->input, event);
    ak__desk_take(desk, view, &reaction);
}

/* What neither the view nor the desk knows. A key is silent; who types a command is told. */
static void fall_through(struct ak_desk *desk, const struct ak_view_event *event)
{
    char said[AK_TOAST_SIZE];

    if (event->action == AK_ACTION_READY_CVM || event->action == AK_ACTION_READY_DUE ||
        event->action == AK_ACTION_READY_FAILED) {
        ask_all_pools(desk, event);
    } else if (!ak__desk_change(desk, event->action) && event->key == NULL) {
        snprintf(said, sizeof said, ":%s means nothing here",
                 ak_action_get(event->action)->command);
        ak__desk_say(desk, AK_ROLE_BANNER, said);
    }
}

void ak__desk_act(struct ak_desk *desk, enum ak_action action, const char *argument,
                  const struct ak_key *key)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    struct ak_view_event event = {.action = action, .argument = argument, .key = key};
    struct ak_reaction reaction = ak_reaction_none();

    if (action == AK_ACTION_NONE)
        return;
    if (desk->input.is_read_only && (ak_action_get(action)->flags & AK_ACTION_MUTATES)) {
        ak__desk_say(desk, AK_ROLE_BANNER, "read-only: nothing is changed");
        return;
    }
    /* Overlays may give an action a meaning of their own; the panes leave the desk's to the desk.
     */
    if (handlers[action] == NULL || desk->overlay_count > 0)
        reaction = view->info->class->act(view->state, &desk->input, &event);
    if (ak__desk_take(desk, view, &reaction))
        return;
    if (handlers[action] != NULL)
        handlers[action](desk, argument);
    else
        fall_through(desk, &event);
}
