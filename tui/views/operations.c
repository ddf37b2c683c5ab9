/* operations.c: pane 5: changes under way in Azure, and those that failed, as the provisioning
 * states of clusters and pools tell them: also those that someone else started. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

struct operations {
    struct ak__list list; /* of struct ak_fleet_change */
};

static const char *state_of(const struct ak_fleet_change *change)
{
    return change->pool != NULL ? change->pool->pool->provisioning_state
                                : change->cluster->cluster->provisioning_state;
}

static bool is_failed(const struct ak_fleet_change *change)
{
    return change->pool != NULL ? change->pool->is_failed : change->cluster->is_failed;
}

static const char *id_of(const struct ak_fleet_change *change)
{
    return change->pool != NULL ? change->pool->pool->id : change->cluster->cluster->id;
}

static void cluster_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_change *change = row;

    (void)context;
    ak__cell_set(cell, is_failed(change) ? AK_ROLE_PAST : AK_ROLE_CHANGING, "%s",
                 change->cluster->cluster->name);
    ak__cell_mark(cell, is_failed(change) ? AK_GLYPH_NO : AK_GLYPH_CHANGING);
}

static void pool_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_change *change = row;

    (void)context;
    if (change->pool != NULL)
        ak__cell_set(cell, AK_ROLE_STRONG, "%s", change->pool->pool->name);
    else
        ak__cell_set(cell, AK_ROLE_DIM, "the cluster");
}

static void state_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_change *change = row;

    (void)context;
    ak__cell_set(cell, is_failed(change) ? AK_ROLE_PAST : AK_ROLE_CHANGING, "%s", state_of(change));
}

/* What is under way first. */
static int64_t state_rank(const void *row, const void *context)
{
    (void)context;
    return is_failed(row);
}

static void region_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_change *change = row;
    const char *location = change->cluster->cluster->location;

    (void)context;
    ak__cell_set(cell, AK_ROLE_TEXT, "%s", location != NULL ? location : "");
}

static void subscription_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct ak_fleet_change *change = row;

    (void)context;
    ak__cell_set(cell, AK_ROLE_DIM, "%s", change->cluster->subscription_name);
}

static const struct ak_column columns[] = {
    {.id = "cluster",
     .heading = "CLUSTER",
     .min_width = 12,
     .weight = 2,
     .has_mark = true,
     .value = cluster_value},
    {.id = "pool", .heading = "POOL", .min_width = 11, .weight = 1, .value = pool_value},
    {.id = "state",
     .heading = "STATE",
     .min_width = 10,
     .weight = 1,
     .value = state_value,
     .rank = state_rank},
    {.id = "region",
     .heading = "REGION",
     .min_width = 14,
     .weight = 1,
     .drop = 1,
     .value = region_value},
    {.id = "subscription",
     .heading = "SUBSCRIPTION",
     .min_width = 16,
     .weight = 1,
     .drop = 2,
     .value = subscription_value},
};

static const char *row_id(const void *row)
{
    return id_of(row);
}

static bool is_ready(const void *row, enum ak_action action, int64_t argument, const void *context)
{
    (void)argument;
    (void)context;
    return action != AK_ACTION_READY_FAILED || is_failed(row);
}

enum { STATE_COLUMN = 2 };

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = STATE_COLUMN,
    .empty = "",
    .id = row_id,
    .ready = is_ready,
};

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct operations *operations = state;

    (void)input;
    (void)argument;
    ak__list_init(&operations->list, &table_class);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct operations *operations = state;

    ak__list_clear(&operations->list);
    ak__list_push_all(&operations->list, input->fleet->changes, input->fleet->change_count,
                      sizeof *input->fleet->changes);
    ak__list_show(&operations->list, input->fleet, input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct operations *operations = state;

    if (input->fleet->change_count == 0) {
        ak_canvas_paragraph(
            canvas, 1, 0, AK_ROLE_DIM,
            ak__no_clusters_words(input, "no changes are under way, and none has failed"));
        return;
    }
    ak_table_draw(&operations->list.table, canvas, input, is_focused);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct operations *operations = state;
    const struct ak_fleet_change *change = ak_table_selected(&operations->list.table);

    (void)input;
    if (change != NULL && event->action == AK_ACTION_ENTER) {
        if (change->pool != NULL)
            return ak_reaction_of(AK_REACTION_POOL, change->pool->pool->id,
                                  change->cluster->cluster->id);
        return ak_reaction_of(AK_REACTION_CLUSTER, change->cluster->cluster->id, "");
    }
    if (change != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", id_of(change));
    if (change != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", id_of(change));
    return ak__list_act(&operations->list, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Operations");
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "provisioning-state";
}

/* The headings too, where there is anything below them. */
static int wanted_rows(const void *state, const struct ak_view_input *input)
{
    int rows = ak__list_wanted_rows(state, input);

    return rows > 0 ? rows + 1 : 0;
}

const struct ak_view_class ak_view_operations = {
    .name = "operations",
    .state_size = sizeof(struct operations),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = ak__list_release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = ak__list_note,
    .filter = ak__list_filter,
    .set_filter = ak__list_set_filter,
    .topic = topic,
    .is_waiting = ak__list_is_waiting,
    .take_order = ak__list_take_order,
    .put_order = ak__list_put_order,
    .wanted_rows = wanted_rows,
};
