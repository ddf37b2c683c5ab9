/* desk.c: views, focus, and what actions do to them. */
#include "config.h"

#include "desk_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/rules/fleet.h"
#include "akscope/ui/table.h"

static struct ak_desk_view *pane_view(struct ak_desk *desk, int pane)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (desk->views[i].info->pane == pane + 1)
            return &desk->views[i];
    }
    AK_BUG("there is no pane %d", pane + 1);
}

struct ak_desk_view *ak__desk_top(struct ak_desk *desk)
{
    if (desk->overlay_count > 0)
        return &desk->views[desk->overlays[desk->overlay_count - 1]];
    return pane_view(desk, desk->focus);
}

static void open_view(struct ak_desk *desk, struct ak_desk_view *view, const char *argument)
{
    const struct ak_view_class *class = view->info->class;

    view->state = ak_alloc(1, class->state_size);
    view->needs_sync = true;
    class->init(view->state, &desk->input, argument);
}

/* Holds other data than before; NULL and NULL for none. */
static void hold(struct ak_desk_data *data, struct ak_fleet *fleet, struct ak_snap *snap)
{
    struct ak_desk_data before = *data;

    *data = (struct ak_desk_data){.fleet = fleet != NULL ? ak_fleet_ref(fleet) : NULL,
                                  .snap = snap != NULL ? ak_snap_ref(snap) : NULL};
    ak_fleet_unref(before.fleet);
    ak_snap_unref(before.snap);
}

static void close_view(struct ak_desk_view *view)
{
    if (view->state == NULL)
        return;
    view->info->class->release(view->state);
    free(view->state);
    view->state = NULL;
    view->ordering = NULL;
    hold(&view->synced, NULL, NULL);
    hold(&view->shown, NULL, NULL);
}

void ak__desk_init(struct ak_desk *desk, const struct ak_desk_host *host,
                   const struct ak_view_input *input)
{
    *desk = (struct ak_desk){.host = *host, .input = *input, .prompt = ak_prompt_init()};
    desk->input.cluster_id = desk->cluster_id;
    desk->input.pool_id = desk->pool_id;
    desk->input.focus_view = "";
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        desk->views[i].info = ak_view_get((enum ak_view)i);
        if (desk->views[i].info->pane > 0)
            open_view(desk, &desk->views[i], "");
    }
}

void ak__desk_release(struct ak_desk *desk)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++)
        close_view(&desk->views[i]);
    hold(&desk->data, NULL, NULL);
    ak_prompt_release(&desk->prompt);
}

static void need_sync(struct ak_desk *desk)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++)
        desk->views[i].needs_sync = true;
}

void ak__desk_set_data(struct ak_desk *desk, struct ak_fleet *fleet, struct ak_snap *snap)
{
    hold(&desk->data, fleet, snap);
    desk->input.fleet = fleet;
    desk->input.snap = snap;
    need_sync(desk);
}

/* Sends the rows of a long list to a worker, one order of a view at a time. */
static void start_order(struct ak_desk *desk, struct ak_desk_view *view)
{
    struct ak_order *order =
        view->ordering == NULL ? view->info->class->take_order(view->state) : NULL;
    struct ak_desk_order *job;

    if (order == NULL)
        return;
    job = ak_alloc(1, sizeof *job);
    job->order = order;
    job->view = view->info->view;
    hold(&job->data, view->synced.fleet, view->synced.snap);
    view->ordering = job;
    desk->host.run_order(desk->host.context, job);
}

static bool is_waiting(const struct ak_desk_view *view)
{
    return view->info->class->is_waiting != NULL && view->info->class->is_waiting(view->state);
}

static void sync_view(struct ak_desk *desk, struct ak_desk_view *view)
{
    if (view->state == NULL || !view->needs_sync)
        return;
    view->needs_sync = false;
    view->info->class->sync(view->state, &desk->input);
    hold(&view->synced, desk->data.fleet, desk->data.snap);
    if (is_waiting(view))
        start_order(desk, view);
    else
        hold(&view->shown, desk->data.fleet, desk->data.snap);
}

bool ak__desk_put_order(struct ak_desk *desk, struct ak_desk_order *job)
{
    struct ak_desk_view *view = &desk->views[job->view];
    bool is_shown = false;

    if (view->ordering == job) {
        view->ordering = NULL;
        is_shown = view->info->class->put_order(view->state, job->order);
    } else {
        ak_order_free(job->order);
    }
    if (is_shown)
        hold(&view->shown, job->data.fleet, job->data.snap);
    else if (view->state != NULL && is_waiting(view))
        start_order(desk, view);
    hold(&job->data, NULL, NULL);
    free(job);
    return is_shown;
}

/* Takes over a list's selection as the resource in view; what follows it must look again. */
static void follow(struct ak_desk *desk, enum ak_view from, char id[AK_ID_SIZE])
{
    const struct ak_desk_view *view = &desk->views[from];
    const char *selected = view->info->class->selected(view->state);

    if (ak_text_caseeq(selected, id))
        return;
    ak_text_copy(id, AK_ID_SIZE, selected);
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (i != (size_t)from)
            desk->views[i].needs_sync = true;
    }
}

void ak__desk_sync(struct ak_desk *desk)
{
    desk->input.focus_view = pane_view(desk, desk->focus)->info->name;
    sync_view(desk, &desk->views[AK_VIEW_CLUSTERS]);
    follow(desk, AK_VIEW_CLUSTERS, desk->cluster_id);
    sync_view(desk, &desk->views[AK_VIEW_POOLS]);
    follow(desk, AK_VIEW_POOLS, desk->pool_id);
    for (size_t i = 0; i < AK_VIEW_COUNT; i++)
        sync_view(desk, &desk->views[i]);
}

static bool is_in_sight(const struct ak_desk *desk, const struct ak_desk_view *view)
{
    if (view->state == NULL)
        return false;
    return view->info->pane == 0 || desk->layout.panes[view->info->pane - 1].width > 0;
}

void ak__desk_demands(const struct ak_desk *desk, struct ak_demands *demands)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        const struct ak_desk_view *view = &desk->views[i];

        if (is_in_sight(desk, view) && view->info->class->demand != NULL)
            view->info->class->demand(view->state, &desk->input, demands);
    }
}

void ak__desk_say(struct ak_desk *desk, enum ak_role role, const char *text)
{
    ak_text_copy(desk->toast, sizeof desk->toast, text);
    desk->toast_role = role;
}

/* ---- overlays and focus ---- */

static bool is_on_stack(const struct ak_desk *desk, enum ak_view view, size_t *at)
{
    for (size_t i = 0; i < desk->overlay_count; i++) {
        if (desk->overlays[i] == view) {
            *at = i;
            return true;
        }
    }
    return false;
}

static void close_overlays_from(struct ak_desk *desk, size_t depth)
{
    while (desk->overlay_count > depth)
        close_view(&desk->views[desk->overlays[--desk->overlay_count]]);
}

/* Opening a view that is already open somewhere below goes back to it, anew. */
static void open_overlay(struct ak_desk *desk, enum ak_view view, const char *argument)
{
    size_t at;

    if (is_on_stack(desk, view, &at))
        close_overlays_from(desk, at);
    if (desk->overlay_count == AK__OVERLAY_MAX)
        return;
    desk->overlays[desk->overlay_count++] = view;
    open_view(desk, &desk->views[view], argument);
}

static void set_focus(struct ak_desk *desk, int pane)
{
    close_overlays_from(desk, 0);
    desk->focus = pane;
}

static void filter_fleet(struct ak_desk *desk, struct ak_desk_view *view, const char *filter)
{
    struct ak_err err = ak_err_none();
    struct ak_view_event event = {.action = AK_ACTION_ALL_POOLS, .argument = "on"};

    view->info->class->act(view->state, &desk->input, &event);
    if (view->info->class->set_filter != NULL &&
        view->info->class->set_filter(view->state, filter, &err))
        ak__desk_say(desk, AK_ROLE_ERROR, err.text);
    view->needs_sync = true;
}

static void open_named(struct ak_desk *desk, const char *name, const char *argument)
{
    const struct ak_view_info *info = ak_view_find(name);

    if (info == NULL)
        return;
    if (info->pane == 0) {
        open_overlay(desk, info->view, argument);
        return;
    }
    set_focus(desk, info->pane - 1);
    if (argument[0] != '\0')
        filter_fleet(desk, &desk->views[info->view], argument);
}

static void go_to(struct ak_desk *desk, enum ak_view list, const char *id)
{
    struct ak_desk_view *view = &desk->views[list];

    set_focus(desk, view->info->pane - 1);
    sync_view(desk, view);
    if (!view->info->class->select(view->state, id))
        ak__desk_say(desk, AK_ROLE_BANNER, "it is hidden by the filter: Esc clears it");
}

/* ---- reactions of views ---- */

void ak__desk_apply(struct ak_desk *desk, const struct ak_reaction *reaction)
{
    switch (reaction->kind) {
    case AK_REACTION_NONE:
    case AK_REACTION_DONE:
    case AK_REACTION_MOVED:
        break;
    case AK_REACTION_CLUSTER:
        go_to(desk, AK_VIEW_CLUSTERS, reaction->id);
        ak__desk_sync(desk);
        set_focus(desk, 1);
        break;
    case AK_REACTION_POOL:
        go_to(desk, AK_VIEW_CLUSTERS, reaction->other);
        ak__desk_sync(desk);
        go_to(desk, AK_VIEW_POOLS, reaction->id);
        break;
    case AK_REACTION_OPEN:
        open_named(desk, reaction->id, reaction->other);
        break;
    case AK_REACTION_CLOSE:
        if (desk->overlay_count > 0)
            close_overlays_from(desk, desk->overlay_count - 1);
        break;
    case AK_REACTION_COPY:
        desk->host.copy(desk->host.context, reaction->text);
        break;
    case AK_REACTION_TOAST:
        ak__desk_say(desk, AK_ROLE_TEXT, reaction->text);
        break;
    case AK_REACTION_ERROR:
        ak__desk_say(desk, AK_ROLE_ERROR, reaction->text);
        break;
    case AK_REACTION_FOCUS:
        open_named(desk, reaction->id, "");
        break;
    }
}

/* ---- actions of the desk itself ---- */

typedef void desk_handler(struct ak_desk *desk, const char *argument);

static void do_quit(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.quit(desk->host.context);
}

static void do_help(struct ak_desk *desk, const char *argument)
{
    open_overlay(desk, AK_VIEW_HELP, argument);
}

static void do_command(struct ak_desk *desk, const char *argument)
{
    desk->prompt_is_filter = false;
    desk->prompt_error[0] = '\0';
    ak_prompt_open(&desk->prompt, ":", argument);
}

int ak__desk_set_filter(struct ak_desk *desk, const char *text, struct ak_err *err)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    int failed = view->info->class->set_filter(view->state, text, err);

    view->needs_sync = true;
    return failed;
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

    if (view->info->class->filter != NULL && view->info->class->filter(view->state)[0] != '\0') {
        if (ak__desk_set_filter(desk, "", &err))
            ak__desk_say(desk, AK_ROLE_ERROR, err.text);
    } else if (view->info->class->act(view->state, &desk->input, &event).kind != AK_REACTION_NONE) {
        view->needs_sync = true;
    } else if (desk->overlay_count > 0) {
        close_overlays_from(desk, desk->overlay_count - 1);
    } else if (desk->is_zoomed) {
        desk->is_zoomed = false;
    } else {
        desk->focus = outwards[desk->focus];
    }
}

static void do_focus_next(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    set_focus(desk, (desk->focus + 1) % AK_PANE_COUNT);
}

static void do_focus_previous(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    set_focus(desk, (desk->focus + AK_PANE_COUNT - 1) % AK_PANE_COUNT);
}

static void do_clusters(struct ak_desk *desk, const char *argument)
{
    open_named(desk, "clusters", argument);
}

static void do_pools(struct ak_desk *desk, const char *argument)
{
    open_named(desk, "pools", argument);
}

static void do_retirements(struct ak_desk *desk, const char *argument)
{
    open_named(desk, "retirements", argument);
}

static void do_detail(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    set_focus(desk, 3);
}

static void do_operations(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    set_focus(desk, 4);
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

    set_focus(desk, 1);
    view->info->class->act(view->state, &desk->input, &event);
    view->needs_sync = true;
}

static void do_sizes(struct ak_desk *desk, const char *argument)
{
    open_overlay(desk, AK_VIEW_SIZES, argument);
}

static void do_explain(struct ak_desk *desk, const char *argument)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    const char *topic = argument;

    if (topic[0] == '\0' && view->info->class->topic != NULL)
        topic = view->info->class->topic(view->state, &desk->input);
    open_overlay(desk, AK_VIEW_EXPLAIN, topic != NULL && topic[0] != '\0' ? topic : "cvm");
}

static void do_refresh(struct ak_desk *desk, const char *argument)
{
    (void)argument;
    desk->host.refresh(desk->host.context);
    ak__desk_say(desk, AK_ROLE_TEXT, "reading everything anew");
}

static void do_subscriptions(struct ak_desk *desk, const char *argument)
{
    open_overlay(desk, AK_VIEW_SUBSCRIPTIONS, argument);
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
    ak__desk_apply(desk, &reaction);
}

/* What neither the view nor the desk knows. A key is silent; who types a command is told. */
static void fall_through(struct ak_desk *desk, const struct ak_view_event *event)
{
    char said[AK_TOAST_SIZE];

    if (event->action == AK_ACTION_READY_CVM || event->action == AK_ACTION_READY_DUE ||
        event->action == AK_ACTION_READY_FAILED) {
        ask_all_pools(desk, event);
    } else if (event->key == NULL) {
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
    /* Overlays may give an action a meaning of their own; the panes leave the desk's to the desk.
     */
    if (handlers[action] == NULL || desk->overlay_count > 0)
        reaction = view->info->class->act(view->state, &desk->input, &event);
    if (reaction.kind != AK_REACTION_NONE) {
        view->needs_sync = view->needs_sync || reaction.kind != AK_REACTION_MOVED;
        ak__desk_apply(desk, &reaction);
    } else if (handlers[action] != NULL) {
        handlers[action](desk, argument);
    } else {
        fall_through(desk, &event);
    }
}
