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

static enum ak_view pane_view(int pane)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (ak_view_get((enum ak_view)i)->pane == pane + 1)
            return (enum ak_view)i;
    }
    AK_BUG("there is no pane %d", pane + 1);
}

enum ak_view ak__desk_pane_view(const struct ak_desk *desk)
{
    return pane_view(desk->focus);
}

enum ak_view ak__desk_top_view(const struct ak_desk *desk)
{
    return desk->overlay_count > 0 ? desk->overlays[desk->overlay_count - 1]
                                   : ak__desk_pane_view(desk);
}

struct ak_desk_view *ak__desk_top(struct ak_desk *desk)
{
    return &desk->views[ak__desk_top_view(desk)];
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

/* For good: nothing of it is kept. */
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
    desk->is_read_only_for_good = input->is_read_only;
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

bool ak__desk_is_ordering(const struct ak_desk *desk)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (desk->views[i].ordering != NULL)
            return true;
    }
    return false;
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

/* Takes over a list's selection as the resource in view; what follows it must look again. Each move
 * of the cursor comes here: the others are left alone. */
static void follow(struct ak_desk *desk, enum ak_view from, char id[AK_ID_SIZE])
{
    const struct ak_desk_view *view = &desk->views[from];
    const char *selected = view->info->class->selected(view->state);

    if (ak_text_caseeq(selected, id))
        return;
    ak_text_copy(id, AK_ID_SIZE, selected);
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (i != (size_t)from && desk->views[i].info->class->follows_selection)
            desk->views[i].needs_sync = true;
    }
}

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

/* Views that have done their work go, whatever lies over them. */
static void close_done(struct ak_desk *desk)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        struct ak_desk_view *view = &desk->views[i];
        size_t at;

        if (view->state == NULL || view->info->class->is_done == NULL ||
            !view->info->class->is_done(view->state))
            continue;
        if (is_on_stack(desk, (enum ak_view)i, &at)) {
            desk->overlay_count--;
            memmove(&desk->overlays[at], &desk->overlays[at + 1],
                    (desk->overlay_count - at) * sizeof desk->overlays[0]);
        }
        close_view(view);
    }
}

void ak__desk_sync(struct ak_desk *desk)
{
    desk->input.focus_view = ak_view_get(pane_view(desk->focus))->name;
    sync_view(desk, &desk->views[AK_VIEW_CLUSTERS]);
    follow(desk, AK_VIEW_CLUSTERS, desk->cluster_id);
    sync_view(desk, &desk->views[AK_VIEW_POOLS]);
    follow(desk, AK_VIEW_POOLS, desk->pool_id);
    for (size_t i = 0; i < AK_VIEW_COUNT; i++)
        sync_view(desk, &desk->views[i]);
    close_done(desk);
    if (desk->views[AK_VIEW_HELP].state != NULL)
        ak__desk_note_rights(desk);
}

static bool is_in_sight(const struct ak_desk *desk, const struct ak_desk_view *view)
{
    size_t at;

    if (view->state == NULL)
        return false;
    if (view->info->pane == 0)
        return is_on_stack(desk, view->info->view, &at);
    return desk->layout.panes[view->info->pane - 1].width > 0;
}

void ak__desk_demands(const struct ak_desk *desk, struct ak_demands *demands)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        const struct ak_desk_view *view = &desk->views[i];

        if (is_in_sight(desk, view) && view->info->class->demand != NULL)
            view->info->class->demand(view->state, &desk->input, demands);
    }
    ak__desk_demand_rights(desk, demands);
}

void ak__desk_say(struct ak_desk *desk, enum ak_role role, const char *text)
{
    ak_text_copy(desk->toast, sizeof desk->toast, text);
    desk->toast_role = role;
}

/* ---- overlays and focus ---- */

/* What was filled in stays, out of sight. */
static void leave_view(struct ak_desk_view *view)
{
    const struct ak_view_class *class = view->info->class;

    if (class->keeps == NULL || !class->keeps(view->state))
        close_view(view);
}

void ak__desk_leave(struct ak_desk *desk, size_t depth)
{
    while (desk->overlay_count > depth)
        leave_view(&desk->views[desk->overlays[--desk->overlay_count]]);
}

void ak__desk_close_top(struct ak_desk *desk)
{
    if (desk->overlay_count > 0)
        ak__desk_leave(desk, desk->overlay_count - 1);
}

/* Opening a view that is already open somewhere below goes back to it, anew. */
static void open_overlay(struct ak_desk *desk, enum ak_view view, const char *argument)
{
    struct ak_desk_view *opened = &desk->views[view];
    size_t at;

    if (is_on_stack(desk, view, &at))
        ak__desk_leave(desk, at);
    if (desk->overlay_count == AK__OVERLAY_MAX)
        return;
    desk->overlays[desk->overlay_count++] = view;
    if (opened->state == NULL) {
        open_view(desk, opened, argument);
    } else {
        opened->needs_sync = true;
        opened->info->class->reopen(opened->state, &desk->input, argument);
    }
}

void ak__desk_open(struct ak_desk *desk, enum ak_view view, const char *argument,
                   const struct ak_texts *targets)
{
    desk->input.targets = *targets;
    open_overlay(desk, view, argument);
    desk->input.targets = (struct ak_texts){0};
}

void ak__desk_focus(struct ak_desk *desk, int pane)
{
    ak__desk_leave(desk, 0);
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

void ak__desk_open_named(struct ak_desk *desk, const char *name, const char *argument)
{
    const struct ak_view_info *info = ak_view_find(name);

    if (info == NULL)
        return;
    if (info->pane == 0) {
        open_overlay(desk, info->view, argument);
        return;
    }
    ak__desk_focus(desk, info->pane - 1);
    if (argument[0] != '\0')
        filter_fleet(desk, &desk->views[info->view], argument);
}

static void go_to(struct ak_desk *desk, enum ak_view list, const char *id)
{
    struct ak_desk_view *view = &desk->views[list];

    ak__desk_focus(desk, view->info->pane - 1);
    sync_view(desk, view);
    if (!view->info->class->select(view->state, id))
        ak__desk_say(desk, AK_ROLE_BANNER, "it is hidden by the filter: Esc clears it");
}

/* ---- reactions of views ---- */

typedef void reaction_handler(struct ak_desk *desk, struct ak_reaction *reaction);

static void show_cluster(struct ak_desk *desk, const char *id)
{
    go_to(desk, AK_VIEW_CLUSTERS, id);
    ak__desk_sync(desk);
}

static void go_to_cluster(struct ak_desk *desk, struct ak_reaction *reaction)
{
    show_cluster(desk, reaction->id);
    ak__desk_focus(desk, 1);
}

static void go_to_pool(struct ak_desk *desk, struct ak_reaction *reaction)
{
    show_cluster(desk, reaction->other);
    go_to(desk, AK_VIEW_POOLS, reaction->id);
}

static void open_asked(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_open_named(desk, reaction->id, reaction->other);
}

static void close_asked(struct ak_desk *desk, struct ak_reaction *reaction)
{
    (void)reaction;
    ak__desk_close_top(desk);
}

static void copy(struct ak_desk *desk, struct ak_reaction *reaction)
{
    desk->host.copy(desk->host.context, reaction->owned != NULL ? reaction->owned : reaction->text);
    free(reaction->owned);
    reaction->owned = NULL;
}

static void say_toast(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_say(desk, AK_ROLE_TEXT, reaction->text);
}

static void say_error(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_say(desk, AK_ROLE_ERROR, reaction->text);
}

static void send(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_send(desk, &reaction->plans);
}

static void ask_for_change(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_ask(desk, reaction->id, reaction->other);
}

static void fill_in(struct ak_desk *desk, struct ak_reaction *reaction)
{
    ak__desk_fill_in(desk, reaction->intent, reaction->other);
}

static void sign_in(struct ak_desk *desk, struct ak_reaction *reaction)
{
    (void)reaction;
    desk->host.sign_in(desk->host.context);
}

static void show_subscriptions(struct ak_desk *desk, struct ak_reaction *reaction)
{
    const struct ak_texts ids = {.items = reaction->ids.items, .count = reaction->ids.len};

    desk->host.show_subscriptions(desk->host.context, &ids);
    for (size_t i = 0; i < ids.count; i++)
        free(*(char **)ak_vec_at(&reaction->ids, i));
    ak_vec_release(&reaction->ids);
    ak__desk_close_top(desk);
}

static reaction_handler *const reactions[AK_REACTION_COUNT] = {
    [AK_REACTION_CLUSTER] = go_to_cluster,
    [AK_REACTION_POOL] = go_to_pool,
    [AK_REACTION_OPEN] = open_asked,
    [AK_REACTION_CLOSE] = close_asked,
    [AK_REACTION_COPY] = copy,
    [AK_REACTION_TOAST] = say_toast,
    [AK_REACTION_ERROR] = say_error,
    [AK_REACTION_FOCUS] = open_asked,
    [AK_REACTION_SEND] = send,
    [AK_REACTION_CHANGE] = ask_for_change,
    [AK_REACTION_FILL_IN] = fill_in,
    [AK_REACTION_SIGN_IN] = sign_in,
    [AK_REACTION_SHOW] = show_subscriptions,
};

bool ak__desk_take(struct ak_desk *desk, struct ak_desk_view *view, struct ak_reaction *reaction)
{
    if (reaction->kind == AK_REACTION_NONE)
        return false;
    view->needs_sync = view->needs_sync || reaction->kind != AK_REACTION_MOVED;
    if (reactions[reaction->kind] != NULL)
        reactions[reaction->kind](desk, reaction);
    return true;
}

int ak__desk_set_filter(struct ak_desk *desk, const char *text, struct ak_err *err)
{
    struct ak_desk_view *view = ak__desk_top(desk);
    int failed = view->info->class->set_filter(view->state, text, err);

    view->needs_sync = true;
    return failed;
}
