/* subscriptions.c: a line a subscription: what it holds, how far its data can be trusted, and
 * whether it is shown. Marks choose: they are those that are shown until the person changes them.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "list_int.h"

enum { WHY_ROWS = 6 };

struct subscription_row {
    const char *id;
    const char *name;
    const char *state;
    const struct ak_slot *slot; /* its list of clusters; NULL: not asked for */
    size_t clusters;
    bool is_usable; /* listed, and its clusters can be asked for */
};

struct subscriptions {
    struct ak__list list;
    struct ak_vec all; /* struct subscription_row */
    bool is_touched;   /* the marks are the person's */
};

static void name_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;

    (void)context;
    ak__cell_set(cell, AK_ROLE_STRONG, "%s", row->name != NULL ? row->name : row->id);
}

static void id_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;

    (void)context;
    ak__cell_set(cell, AK_ROLE_DIM, "%s", row->id);
}

static void state_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;

    (void)context;
    ak__cell_set(cell, ak_text_caseeq(row->state, "Enabled") ? AK_ROLE_TEXT : AK_ROLE_SOON, "%s",
                 row->state != NULL ? row->state : "?");
}

static void clusters_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;

    (void)context;
    if (row->slot != NULL && row->slot->payload != NULL)
        ak__cell_set(cell, AK_ROLE_TEXT, "%zu", row->clusters);
    else
        ak__cell_set(cell, AK_ROLE_DIM, "?");
}

static int64_t clusters_rank(const void *data, const void *context)
{
    (void)context;
    return (int64_t)((const struct subscription_row *)data)->clusters;
}

static void trust_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    static const struct {
        enum ak_role role;
        enum ak_glyph mark;
        const char *text;
    } looks[] = {
        [AK_SLOT_NEVER] = {AK_ROLE_DIM, AK_GLYPH_NOTHING, "not asked for"},
        [AK_SLOT_LOADING] = {AK_ROLE_CHANGING, AK_GLYPH_CHANGING, "reading"},
        [AK_SLOT_OK] = {AK_ROLE_GOOD, AK_GLYPH_YES, "up to date"},
        [AK_SLOT_STALE] = {AK_ROLE_STALE, AK_GLYPH_SOON, "stale"},
        [AK_SLOT_FAILED] = {AK_ROLE_PAST, AK_GLYPH_NO, "failed"},
        [AK_SLOT_FORBIDDEN] = {AK_ROLE_PAST, AK_GLYPH_NO, "forbidden"},
    };
    const struct subscription_row *row = data;
    enum ak_slot_status status = row->slot != NULL ? row->slot->status : AK_SLOT_NEVER;
    bool is_throttled = row->slot != NULL && row->slot->err.kind == AK_ERR_THROTTLED;

    (void)context;
    ak__cell_set(cell, looks[status].role, "%s", is_throttled ? "throttled" : looks[status].text);
    ak__cell_mark(cell, looks[status].mark);
}

static void age_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;
    const struct ak_view_input *input = context;
    char span[32];

    if (row->slot == NULL || row->slot->fetched_at == 0)
        return;
    int64_t age = ak_clock_now(input->clock) - row->slot->fetched_at;
    if (age < 15)
        ak__cell_set(cell, AK_ROLE_TEXT, "now");
    else
        ak__cell_set(cell, AK_ROLE_TEXT, "%s",
                     ak_span_words(age < 60 ? age / 15 * 15 : age / 60 * 60, span, sizeof span));
}

static void why_value(const void *data, const void *context, struct ak_table_cell *cell)
{
    const struct subscription_row *row = data;

    (void)context;
    if (row->slot == NULL || row->slot->err.kind == AK_ERR_NONE)
        return;
    ak__cell_set(cell, AK_ROLE_SOON, "%s%s%.180s", row->slot->err.code,
                 row->slot->err.code[0] != '\0' ? ": " : "", row->slot->err.text);
}

static const struct ak_column columns[] = {
    {.id = "name", .heading = "SUBSCRIPTION", .min_width = 18, .weight = 2, .value = name_value},
    {.id = "trust", .heading = "DATA", .min_width = 13, .has_mark = true, .value = trust_value},
    {.id = "age", .heading = "AGE", .min_width = 7, .align = AK_ALIGN_RIGHT, .value = age_value},
    {.id = "clusters",
     .heading = "CLUSTERS",
     .min_width = 9,
     .align = AK_ALIGN_RIGHT,
     .value = clusters_value,
     .rank = clusters_rank},
    {.id = "state", .heading = "STATE", .min_width = 8, .drop = 3, .value = state_value},
    {.id = "why", .heading = "WHY", .min_width = 24, .weight = 4, .drop = 1, .value = why_value},
    {.id = "id", .heading = "ID", .min_width = 36, .drop = 6, .value = id_value},
};

static const char *row_id(const void *row)
{
    return ((const struct subscription_row *)row)->id;
}

static bool can_mark_row(const void *row)
{
    return ((const struct subscription_row *)row)->is_usable;
}

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = 0,
    .empty = "no subscriptions",
    .can_mark = true,
    .can_mark_row = can_mark_row,
    .id = row_id,
};

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct subscriptions *subscriptions = state;

    (void)input;
    (void)argument;
    ak__list_init(&subscriptions->list, &table_class);
    subscriptions->all = ak_vec_init(sizeof(struct subscription_row));
}

static void release(void *state)
{
    struct subscriptions *subscriptions = state;

    ak_vec_release(&subscriptions->all);
    ak__list_release(&subscriptions->list);
}

static void add(struct subscriptions *subscriptions, const struct ak_view_input *input,
                const struct subscription_row *found)
{
    struct subscription_row *row = ak_vec_push(&subscriptions->all);

    *row = *found;
    row->slot = ak_snap_find(input->snap, AK_TOPIC_CLUSTERS, row->id);
    if (row->slot != NULL && row->slot->payload != NULL)
        row->clusters = row->slot->payload->as.clusters.count;
}

static int compare_ids(const void *left, const void *right)
{
    return ak_text_casecmp(*(const char *const *)left, *(const char *const *)right);
}

/* Those that were named but are not listed: a slot of their own tells of them. */
static void add_unlisted(struct subscriptions *subscriptions, const struct ak_view_input *input)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    size_t first;
    size_t count = ak_snap_topic(input->snap, AK_TOPIC_CLUSTERS, &first);

    for (size_t i = 0; i < subscriptions->all.len; i++)
        *(const char **)ak_vec_push(&ids) =
            ((const struct subscription_row *)ak_vec_at(&subscriptions->all, i))->id;
    if (ids.len > 0)
        qsort(ids.items, ids.len, sizeof(const char *), compare_ids);
    for (size_t i = first; i < first + count; i++) {
        const char *key = input->snap->slots[i]->key;

        if (ids.len == 0 ||
            bsearch(&key, ids.items, ids.len, sizeof(const char *), compare_ids) == NULL)
            add(subscriptions, input, &(struct subscription_row){.id = key});
    }
    ak_vec_release(&ids);
}

static void mark_shown(struct subscriptions *subscriptions)
{
    struct ak_table *table = &subscriptions->list.table;

    ak_table_unmark_all(table);
    for (size_t i = 0; i < subscriptions->all.len; i++) {
        const struct subscription_row *row = ak_vec_at(&subscriptions->all, i);

        if (row->slot != NULL && row->is_usable)
            ak_table_mark_id(table, row->id);
    }
}

/* Those that Azure lists, and those that were named but are not listed. */
static void sync(void *state, const struct ak_view_input *input)
{
    struct subscriptions *subscriptions = state;
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_SUBSCRIPTIONS, "");

    ak_vec_clear(&subscriptions->all);
    ak__list_clear(&subscriptions->list);
    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (item->id != NULL)
            add(subscriptions, input,
                &(struct subscription_row){.id = item->id,
                                           .name = item->name,
                                           .state = item->state,
                                           .is_usable = ak_subscription_is_usable(item)});
    }
    add_unlisted(subscriptions, input);
    for (size_t i = 0; i < subscriptions->all.len; i++)
        ak__list_push(&subscriptions->list, ak_vec_at(&subscriptions->all, i));
    if (!subscriptions->is_touched)
        mark_shown(subscriptions);
    ak__list_show(&subscriptions->list, NULL, input);
}

/* The error of the selected subscription in full, and what the person can do. */
static void draw_why(const struct ak_canvas *canvas, const struct ak_err *err)
{
    char text[AK_ERR_TEXT_SIZE + 256];
    int y;

    snprintf(text, sizeof text, "%s%s%s%s%s", ak_err_kind_sentence(err->kind),
             err->code[0] != '\0' ? ", " : "", err->code, err->text[0] != '\0' ? ": " : "",
             err->text);
    y = 1 + ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_SOON, text);
    ak_canvas_paragraph(canvas, 1, y, AK_ROLE_ACCENT, ak_err_kind_advice(err->kind));
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct subscriptions *subscriptions = state;

    if (subscriptions->all.len == 0) {
        ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_DIM,
                            ak__empty_words(input->snap, AK_TOPIC_SUBSCRIPTIONS, "",
                                            "this account sees no subscriptions"));
        return;
    }
    struct ak_canvas list = *canvas;
    struct ak_canvas why = *canvas;
    const struct subscription_row *row = ak_table_selected(&subscriptions->list.table);
    bool is_told = row != NULL && row->slot != NULL && row->slot->err.kind != AK_ERR_NONE &&
                   canvas->area.height >= 2 * WHY_ROWS;

    if (is_told) {
        int height = canvas->area.height - WHY_ROWS;

        list = ak_canvas_part(canvas, (struct ak_rect){0, 0, canvas->area.width, height});
        why = ak_canvas_part(canvas, (struct ak_rect){0, height, canvas->area.width, WHY_ROWS});
        draw_why(&why, &row->slot->err);
    }
    ak_table_draw(&subscriptions->list.table, &list, input, is_focused);
}

/* ---- choosing ---- */

static struct ak_reaction refuse(const struct subscription_row *row)
{
    const char *name = row->name != NULL ? row->name : row->id;

    if (row->state == NULL)
        return ak_reaction_say(AK_REACTION_TOAST, "%.80s is not among what this account sees",
                               name);
    return ak_reaction_say(AK_REACTION_TOAST, "%.80s is %.40s: its clusters are not asked for",
                           name, row->state);
}

static struct ak_reaction choose(struct subscriptions *subscriptions)
{
    struct ak_table *table = &subscriptions->list.table;
    const struct subscription_row *row = ak_table_selected(table);

    if (row == NULL)
        return ak_reaction_none();
    if (!row->is_usable)
        return refuse(row);
    subscriptions->is_touched = true;
    ak_table_mark(table);
    return ak_reaction_moved();
}

static struct ak_reaction choose_all(struct subscriptions *subscriptions)
{
    subscriptions->is_touched = true;
    ak_table_mark_all(&subscriptions->list.table);
    return ak_reaction_moved();
}

/* The marked ones; without marks the selected one, as everywhere. */
static struct ak_reaction show_chosen(const struct subscriptions *subscriptions)
{
    const struct ak_table *table = &subscriptions->list.table;
    const struct subscription_row *row = ak_table_selected(table);
    struct ak_vec chosen = ak_vec_init(sizeof(const char *));
    struct ak_reaction reaction = {.kind = AK_REACTION_SHOW, .ids = ak_vec_init(sizeof(char *))};

    if (row == NULL && table->marks.len == 0)
        return ak_reaction_none();
    if (!subscriptions->is_touched)
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (table->marks.len == 0 && !row->is_usable)
        return refuse(row);
    ak_table_chosen(table, &chosen);
    for (size_t i = 0; i < chosen.len; i++)
        *(char **)ak_vec_push(&reaction.ids) = ak_strdup(*(const char **)ak_vec_at(&chosen, i));
    ak_vec_release(&chosen);
    return reaction;
}

/* `:subscriptions` again closes; "all" is the way back to all. */
static struct ak_reaction act_again(const char *argument)
{
    if (argument[0] == '\0')
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (strcmp(argument, "all") == 0)
        return (struct ak_reaction){.kind = AK_REACTION_SHOW};
    return ak_reaction_none();
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct subscriptions *subscriptions = state;
    const struct subscription_row *row = ak_table_selected(&subscriptions->list.table);

    switch ((int)event->action) {
    case AK_ACTION_SUBSCRIPTIONS:
        return act_again(event->argument);
    case AK_ACTION_CHOOSE:
        return choose(subscriptions);
    case AK_ACTION_CHOOSE_ALL:
        return choose_all(subscriptions);
    case AK_ACTION_ENTER:
        return ak_event_is_click(event) ? choose(subscriptions) : show_chosen(subscriptions);
    case AK_ACTION_BACK: /* marks are no trouble to be taken away first */
        return ak_reaction_none();
    case AK_ACTION_COPY_ID:
        return row != NULL ? ak_reaction_say(AK_REACTION_COPY, "%s", row->id) : ak_reaction_none();
    default:
        return ak__list_act(&subscriptions->list, input, event);
    }
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    const struct subscriptions *subscriptions = state;
    const struct ak_table *table = &subscriptions->list.table;
    const struct subscription_row *row = ak_table_selected(table);

    (void)input;
    switch ((int)action) {
    case AK_ACTION_CHOOSE:
        if (row == NULL || !row->is_usable)
            return NULL;
        return ak_table_is_marked(table, row->id) ? "unmark" : "mark";
    case AK_ACTION_CHOOSE_ALL:
        return "all";
    case AK_ACTION_ENTER:
        if (!subscriptions->is_touched)
            return NULL;
        return table->marks.len > 0 ? "show the marked" : "show this one";
    case AK_ACTION_FILTER:
    case AK_ACTION_REFRESH:
    case AK_ACTION_COPY_ID:
        return "";
    default:
        return NULL;
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    struct ak_subscription_count count = ak_views_subscriptions(input->snap);
    const char *by = input->subscriptions_by != NULL ? input->subscriptions_by : "";

    (void)state;
    if (count.all == 0)
        snprintf(out, size, "Subscriptions");
    else
        snprintf(out, size, "Subscriptions \xC2\xB7 %zu of %zu shown%s%s", count.shown, count.all,
                 by[0] != '\0' ? ", " : "", by);
}

struct ak_subscription_count ak_views_subscriptions(const struct ak_snap *snap)
{
    const struct ak_payload *payload = ak_snap_payload(snap, AK_TOPIC_SUBSCRIPTIONS, "");
    struct ak_subscription_count count = {.first = NULL};
    size_t first;
    size_t slots = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    for (size_t i = first; i < first + slots; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (slot->payload == NULL && slot->err.kind == AK_ERR_NOT_FOUND)
            continue;
        if (count.shown++ == 0)
            count.first = slot->key;
    }
    count.all = count.shown;
    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (ak_subscription_is_usable(item) &&
            ak_snap_find(snap, AK_TOPIC_CLUSTERS, item->id) == NULL)
            count.all++;
    }
    return count;
}

const struct ak_view_class ak_view_subscriptions = {
    .name = "subscriptions",
    .state_size = sizeof(struct subscriptions),
    .scope = AK_SCOPE_FORM,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = ak__list_note,
    .filter = ak__list_filter,
    .set_filter = ak__list_set_filter,
    .offers = offers,
};
