/* operations.c: pane 5: changes that were asked for here, as the journal has them, and those that
 * somebody else started, as the provisioning states of clusters and pools tell them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"
#include "operation_int.h"

enum { FULL = 100, NEARLY = 95, RECENT_S = 3600 };

static const int64_t PLACE = (int64_t)1 << 40; /* seconds: longer than all that ever began */

/* An operation of the journal, or a cluster or one of its pools that is changing or failed. */
struct change {
    const struct ak_operation *operation;   /* NULL: told by the server alone */
    const struct ak_fleet_cluster *cluster; /* NULL: not (or no more) in the fleet */
    const struct ak_fleet_pool *pool;       /* NULL: the cluster itself, or not there */
};

struct operations {
    struct ak__list list;
    struct ak_vec all;    /* struct change */
    struct ak_vec newest; /* const struct ak_operation *: of each target the newest, by target */
};

/* ---- what a change is ---- */

static const char *server_state(const struct change *change)
{
    return change->pool != NULL ? change->pool->pool->provisioning_state
                                : change->cluster->cluster->provisioning_state;
}

static bool is_failed(const struct change *change)
{
    if (change->operation != NULL)
        return change->operation->state == AK_OPERATION_FAILED ||
               change->operation->state == AK_OPERATION_LOST;
    return change->pool != NULL ? change->pool->is_failed : change->cluster->is_failed;
}

static bool is_running(const struct change *change)
{
    if (change->operation != NULL)
        return !ak_operation_is_over(change->operation->state);
    return !is_failed(change);
}

static const char *id_of(const struct change *change)
{
    if (change->operation != NULL)
        return change->operation->target;
    return change->pool != NULL ? change->pool->pool->id : change->cluster->cluster->id;
}

static enum ak_role role_of(const struct change *change)
{
    if (change->operation != NULL)
        return ak__operation_role(change->operation->state);
    return is_failed(change) ? AK_ROLE_PAST : AK_ROLE_CHANGING;
}

/* ---- columns ---- */

static void title_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;

    (void)context;
    if (change->operation != NULL) {
        ak__cell_set(cell, role_of(change), "%s", change->operation->title);
        ak__cell_mark(cell, ak__operation_glyph(change->operation->state));
        return;
    }
    ak__cell_set(cell, role_of(change), "%s%s%s",
                 change->pool != NULL ? change->pool->pool->name : change->cluster->cluster->name,
                 change->pool != NULL ? " of " : "",
                 change->pool != NULL ? change->cluster->cluster->name : "");
    ak__cell_mark(cell, is_failed(change) ? AK_GLYPH_NO : AK_GLYPH_CHANGING);
}

static void state_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;

    (void)context;
    ak__cell_set(cell, role_of(change), "%s",
                 change->operation != NULL ? ak__operation_word(change->operation->state)
                                           : server_state(change));
}

/* The person's own first, then what others do, then what the server alone tells, then what was. */
static int place_of(const struct change *change)
{
    const struct ak_operation *operation = change->operation;

    if (operation == NULL)
        return is_running(change) ? 3 : 4;
    if (is_running(change))
        return operation->is_ours ? 0 : 1;
    return operation->is_ours ? 2 : 5;
}

/* In their places, the newest first. */
static int64_t state_rank(const void *row, const void *context)
{
    const struct change *change = row;
    const struct ak_operation *operation = change->operation;

    (void)context;
    return place_of(change) * PLACE - (operation != NULL ? operation->started_at : 0);
}

/* How far it is, if it takes as long as usual: never full before it has ended. */
static void progress_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;
    const struct ak_view_input *input = context;
    char span[32];
    int64_t seconds;

    if (change->operation == NULL)
        return;
    seconds = ak__operation_seconds(change->operation, input);
    ak_span_words(seconds, span, sizeof span);
    ak__cell_set(cell, is_running(change) ? AK_ROLE_GAUGE_FULL : AK_ROLE_DIM, "%s", span);
    if (!is_running(change) || change->operation->usual_seconds <= 0)
        return;
    cell->whole = FULL;
    cell->part = seconds * FULL / change->operation->usual_seconds;
    cell->part = cell->part < NEARLY ? cell->part : NEARLY;
}

static void usual_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;
    char words[48];

    (void)context;
    if (change->operation != NULL && is_running(change))
        ak__cell_set(cell, AK_ROLE_DIM, "%s",
                     ak__operation_usual(change->operation, words, sizeof words));
}

static void note_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;
    const struct ak_operation *operation = change->operation;

    (void)context;
    if (operation == NULL)
        return;
    if (operation->err.kind != AK_ERR_NONE)
        ak__cell_set(cell, AK_ROLE_ERROR, "%s%s%s", operation->err.code,
                     operation->err.code[0] != '\0' ? ": " : "", operation->err.text);
    else if (operation->note != NULL)
        ak__cell_set(cell, AK_ROLE_TEXT, "%s", operation->note);
    else if (operation->summary != NULL)
        ak__cell_set(cell, AK_ROLE_DIM, "%s", operation->summary);
}

static void region_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;

    (void)context;
    if (change->cluster != NULL && change->cluster->cluster->location != NULL)
        ak__cell_set(cell, AK_ROLE_TEXT, "%s", change->cluster->cluster->location);
}

static void subscription_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    const struct change *change = row;

    (void)context;
    if (change->cluster != NULL)
        ak__cell_set(cell, AK_ROLE_DIM, "%s", change->cluster->subscription_name);
}

enum { STATE_COLUMN = 1 };

static const struct ak_column columns[] = {
    {.id = "change",
     .heading = "CHANGE",
     .min_width = 34,
     .weight = 2,
     .has_mark = true,
     .value = title_value},
    {.id = "state", .heading = "STATE", .min_width = 10, .value = state_value, .rank = state_rank},
    {.id = "progress",
     .heading = "TIME",
     .min_width = 18,
     .weight = 1,
     .align = AK_ALIGN_RIGHT,
     .value = progress_value},
    {.id = "usual", .heading = "ESTIMATE", .min_width = 15, .drop = 5, .value = usual_value},
    {.id = "note", .heading = "NOTE", .min_width = 14, .weight = 2, .drop = 4, .value = note_value},
    {.id = "region", .heading = "REGION", .min_width = 14, .drop = 8, .value = region_value},
    {.id = "subscription",
     .heading = "SUBSCRIPTION",
     .min_width = 16,
     .drop = 9,
     .value = subscription_value},
};

static const char *row_id(const void *row)
{
    const struct change *change = row;

    return change->operation != NULL ? change->operation->id : id_of(change);
}

static bool is_ready(const void *row, enum ak_action action, int64_t argument, const void *context)
{
    const struct change *change = row;

    (void)argument;
    (void)context;
    if (action == AK_ACTION_READY_CHANGES)
        return change->operation != NULL && change->operation->is_ours;
    return action != AK_ACTION_READY_FAILED || is_failed(change);
}

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = STATE_COLUMN,
    .empty = "",
    .id = row_id,
    .ready = is_ready,
};

/* ---- rows ---- */

static const struct ak_operations *journal_of(const struct ak_view_input *input)
{
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_OPERATIONS, "");

    return payload != NULL ? &payload->as.operations : NULL;
}

static int compare_operations(const void *a, const void *b)
{
    const struct ak_operation *left = *(const struct ak_operation *const *)a;
    const struct ak_operation *right = *(const struct ak_operation *const *)b;
    int order = ak_text_casecmp(left->target, right->target);

    return order != 0 ? order : (left > right) - (left < right); /* the newest come first */
}

static int compare_target(const void *id, const void *item)
{
    return ak_text_casecmp(id, (*(const struct ak_operation *const *)item)->target);
}

/* Thousands may be changing, and the journal is long: each is looked up, not searched for. */
static void find_newest(struct ak_vec *newest, const struct ak_operations *journal)
{
    const struct ak_operation **items;
    size_t count = 0;

    ak_vec_clear(newest);
    if (journal == NULL || journal->count == 0)
        return;
    items = ak_vec_push_many(newest, journal->count);
    for (size_t i = 0; i < journal->count; i++)
        items[i] = &journal->items[i];
    qsort(items, newest->len, sizeof *items, compare_operations);
    for (size_t i = 0; i < newest->len; i++) {
        if (count == 0 || !ak_text_caseeq(items[count - 1]->target, items[i]->target))
            items[count++] = items[i];
    }
    newest->len = count;
}

/* What the journal tells of already is not told twice. */
static bool is_told(const struct ak_vec *newest, const struct change *change)
{
    const struct ak_operation *const *found =
        newest->len > 0
            ? bsearch(id_of(change), newest->items, newest->len, newest->item_size, compare_target)
            : NULL;

    if (found == NULL)
        return false;
    if (is_failed(change))
        return (*found)->state == AK_OPERATION_FAILED;
    return !ak_operation_is_over((*found)->state);
}

static void push(struct operations *operations, const struct change *change)
{
    *(struct change *)ak_vec_push(&operations->all) = *change;
}

static void collect_server(struct operations *operations, const struct ak_view_input *input)
{
    find_newest(&operations->newest, journal_of(input));
    for (size_t i = 0; i < input->fleet->change_count; i++) {
        const struct ak_fleet_change *told = &input->fleet->changes[i];
        struct change change = {.cluster = told->cluster, .pool = told->pool};

        if (!is_told(&operations->newest, &change))
            push(operations, &change);
    }
}

static void collect_journal(struct operations *operations, const struct ak_view_input *input)
{
    const struct ak_operations *journal = journal_of(input);

    for (size_t i = 0; journal != NULL && i < journal->count; i++) {
        const struct ak_operation *operation = &journal->items[i];
        struct change change = {.operation = operation,
                                .pool = ak_fleet_find_pool(input->fleet, operation->target)};
        char cluster[AK_ID_SIZE];

        ak__operation_cluster(operation, cluster, sizeof cluster);
        change.cluster = ak_fleet_find_cluster(input->fleet, cluster);
        push(operations, &change);
    }
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct operations *operations = state;

    (void)input;
    (void)argument;
    ak__list_init(&operations->list, &table_class);
    operations->all = ak_vec_init(sizeof(struct change));
    operations->newest = ak_vec_init(sizeof(const struct ak_operation *));
}

static void release(void *state)
{
    struct operations *operations = state;

    ak_vec_release(&operations->all);
    ak_vec_release(&operations->newest);
    ak__list_release(&operations->list);
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct operations *operations = state;

    ak__list_clear(&operations->list);
    ak_vec_clear(&operations->all);
    collect_journal(operations, input);
    collect_server(operations, input);
    for (size_t i = 0; i < operations->all.len; i++)
        ak__list_push(&operations->list, ak_vec_at(&operations->all, i));
    ak__list_show(&operations->list, NULL, input);
}

size_t ak_views_running(const struct ak_view_input *input)
{
    const struct ak_operations *journal = journal_of(input);
    size_t count = input->fleet->sums.changing;

    for (size_t i = 0; journal != NULL && i < journal->count; i++) {
        const struct ak_operation *operation = &journal->items[i];
        const struct ak_fleet_pool *pool;
        const struct ak_fleet_cluster *cluster;

        if (ak_operation_is_over(operation->state))
            continue;
        pool = ak_fleet_find_pool(input->fleet, operation->target);
        cluster = ak_fleet_find_cluster(input->fleet, operation->target);
        /* The server tells of it too: once is enough. */
        if ((pool == NULL || !pool->is_changing) && (cluster == NULL || !cluster->is_changing))
            count++;
    }
    return count;
}

/* ---- the picture, and keys ---- */

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct operations *operations = state;

    if (operations->all.len == 0) {
        ak_canvas_paragraph(
            canvas, 1, 0, AK_ROLE_DIM,
            ak__no_clusters_words(input, "no changes are under way, and none has failed"));
        return;
    }
    ak_table_draw(&operations->list.table, canvas, input, is_focused);
}

/* In full where the journal knows it, else to what is changing. */
static struct ak_reaction enter(const struct change *change)
{
    if (change->operation != NULL)
        return ak_reaction_of(AK_REACTION_OPEN, "operation", change->operation->id);
    if (change->pool != NULL)
        return ak_reaction_of(AK_REACTION_POOL, change->pool->pool->id,
                              change->cluster->cluster->id);
    return ak_reaction_of(AK_REACTION_CLUSTER, change->cluster->cluster->id, "");
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct operations *operations = state;
    const struct change *change = ak_table_selected(&operations->list.table);

    if (change != NULL && event->action == AK_ACTION_ENTER)
        return enter(change);
    if (change != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", id_of(change));
    if (change != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", id_of(change));
    return ak__list_act(&operations->list, input, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct operations *operations = state;

    (void)input;
    snprintf(out, size, "Operations%s",
             operations->list.table.ready == AK_ACTION_READY_CHANGES ? " \xC2\xB7 of this session"
                                                                     : "");
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "provisioning-state";
}

/* What a person wants to see without looking for it: what runs, what failed, what is of this
 * session or just over. The headings too, where there is anything below them. */
static int wanted_rows(const void *state, const struct ak_view_input *input)
{
    const struct operations *operations = state;
    int64_t now = ak_clock_now(input->clock);
    int rows = 0;

    for (size_t i = 0; i < operations->all.len && rows < 1000; i++) {
        const struct change *change = ak_vec_at(&operations->all, i);
        const struct ak_operation *operation = change->operation;

        rows += operation == NULL || operation->is_ours || is_running(change) ||
                now - operation->ended_at < RECENT_S;
    }
    return rows > 0 ? rows + 1 : 0;
}

/* What is changed is there to be changed again: aborted, or reconciled. */
static void targets(const void *state, const struct ak_view_input *input, struct ak_vec *ids)
{
    const struct operations *operations = state;
    const struct change *change = ak_table_selected(&operations->list.table);

    (void)input;
    if (change != NULL && change->pool != NULL)
        *(const char **)ak_vec_push(ids) = change->pool->pool->id;
    else if (change != NULL && change->cluster != NULL)
        *(const char **)ak_vec_push(ids) = change->cluster->cluster->id;
}

const struct ak_view_class ak_view_operations = {
    .name = "operations",
    .state_size = sizeof(struct operations),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
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
    .targets = targets,
};
