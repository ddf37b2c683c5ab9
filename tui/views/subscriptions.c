/* subscriptions.c: a line a subscription: what it holds and how far its data can be trusted. */
#include "config.h"

#include <stdio.h>

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
};

struct subscriptions {
    struct ak__list list;
    struct ak_vec all; /* struct subscription_row */
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

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = 0,
    .empty = "no subscriptions",
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

static bool is_listed(const struct subscriptions *subscriptions, const char *id)
{
    for (size_t i = 0; i < subscriptions->all.len; i++) {
        const struct subscription_row *row = ak_vec_at(&subscriptions->all, i);

        if (ak_text_caseeq(row->id, id))
            return true;
    }
    return false;
}

/* Those that Azure lists, and those that were named but are not listed. */
static void sync(void *state, const struct ak_view_input *input)
{
    struct subscriptions *subscriptions = state;
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_SUBSCRIPTIONS, "");
    size_t first;
    size_t count = ak_snap_topic(input->snap, AK_TOPIC_CLUSTERS, &first);

    ak_vec_clear(&subscriptions->all);
    ak__list_clear(&subscriptions->list);
    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (item->id != NULL)
            add(subscriptions, input,
                &(struct subscription_row){
                    .id = item->id, .name = item->name, .state = item->state});
    }
    for (size_t i = first; i < first + count; i++) {
        if (!is_listed(subscriptions, input->snap->slots[i]->key))
            add(subscriptions, input, &(struct subscription_row){.id = input->snap->slots[i]->key});
    }
    for (size_t i = 0; i < subscriptions->all.len; i++)
        ak__list_push(&subscriptions->list, ak_vec_at(&subscriptions->all, i));
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

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct subscriptions *subscriptions = state;
    const struct subscription_row *row = ak_table_selected(&subscriptions->list.table);

    (void)input;
    if (event->action == AK_ACTION_SUBSCRIPTIONS)
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (row != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", row->id);
    return ak__list_act(&subscriptions->list, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Subscriptions");
}

const struct ak_view_class ak_view_subscriptions = {
    .name = "subscriptions",
    .state_size = sizeof(struct subscriptions),
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
};
