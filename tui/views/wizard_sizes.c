/* wizard_sizes.c: the wizard's list of VM sizes: those that can be used first, the others dimmed
 * with their reason; what is typed filters. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/ui/line.h"
#include "cells_int.h"
#include "size_rows_int.h"
#include "wizard_int.h"

enum { TOP_ROWS = 1, BOTTOM_ROWS = 3, FILTER_X = 9, LEAST_FILTER = 12, WORDS_SIZE = 256 };

static const struct ak_column columns[] = {
    {.id = "size",
     .heading = "VM SIZE",
     .min_width = 19,
     .weight = 1,
     .has_mark = true,
     .value = ak__size_name,
     .rank = ak__rank_size_usable},
    {.id = "vcpus",
     .heading = "VCPU",
     .min_width = 5,
     .align = AK_ALIGN_RIGHT,
     .value = ak__size_vcpus,
     .rank = ak__rank_size_vcpus},
    {.id = "memory",
     .heading = "GiB",
     .min_width = 6,
     .align = AK_ALIGN_RIGHT,
     .drop = 4,
     .value = ak__size_memory,
     .rank = ak__rank_size_memory},
    {.id = "tee", .heading = "TEE", .min_width = 4, .value = ak__size_tee},
    {.id = "zones", .heading = "ZONES", .min_width = 6, .drop = 3, .value = ak__size_zones},
    {.id = "quota",
     .heading = "QUOTA",
     .min_width = 10,
     .weight = 1,
     .align = AK_ALIGN_RIGHT,
     .drop = 1,
     .value = ak__size_quota,
     .rank = ak__rank_size_quota},
    {.id = "reason",
     .heading = "CAN'T BE USED",
     .min_width = 16,
     .weight = 2,
     .drop = 2,
     .value = ak__size_reason},
};

static const struct ak_table_class table_class = {
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .default_sort = 0,
    .empty = "no size comes into question",
    .id = ak__size_id,
};

void ak__wizard_sizes_init(struct ak__wizard_sizes *sizes)
{
    sizes->table = ak_table_init(&table_class);
    sizes->all = ak_vec_init(sizeof(struct ak__size_row));
    sizes->shown = ak_vec_init(sizeof(const void *));
}

void ak__wizard_sizes_release(struct ak__wizard_sizes *sizes)
{
    ak_table_release(&sizes->table);
    ak_vec_release(&sizes->all);
    ak_vec_release(&sizes->shown);
}

/* ---- rows ---- */

static void make_rows(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    const struct ak_vm_sizes *list = wizard->around.sizes;
    const char *chosen = ak_pool_wish_text(&wizard->wish, AK_POOL_FIELD_VM_SIZE);

    ak_vec_clear(&wizard->sizes.all);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ak__size_row *row = ak_vec_push(&wizard->sizes.all);
        const char *obstacle =
            ak_pool_size_obstacle(&list->items[i], &wizard->intent, &wizard->around, wizard->arena);

        *row = ak__size_row_make(&list->items[i], wizard->around.usages, input->facts);
        ak_text_copy(row->reason, sizeof row->reason, obstacle != NULL ? obstacle : "");
        row->is_chosen = ak_text_caseeq(list->items[i].name, chosen);
    }
}

/* Choosing a Confidential VM narrows the list to them. */
static void show_rows(struct ak__wizard *wizard)
{
    struct ak__wizard_sizes *sizes = &wizard->sizes;
    bool confidential_only = ak_pool_wish_is_on(&wizard->wish, AK_POOL_FIELD_CONFIDENTIAL);

    ak_vec_clear(&sizes->shown);
    sizes->usable = 0;
    for (size_t i = 0; i < sizes->all.len; i++) {
        const struct ak__size_row *row = ak_vec_at(&sizes->all, i);

        if (confidential_only && !row->is_confidential)
            continue;
        *(const void **)ak_vec_push(&sizes->shown) = row;
        sizes->usable += row->reason[0] == '\0';
    }
    ak_table_set_rows(&sizes->table, sizes->shown.items, sizes->shown.len, NULL);
}

void ak__wizard_sizes_sync(struct ak__wizard *wizard, const struct ak_view_input *input)
{
    make_rows(wizard, input);
    show_rows(wizard);
}

/* ---- the picture ---- */

static void draw_filter(const struct ak__wizard_sizes *sizes, const struct ak_canvas *line)
{
    char counts[64];
    int width = snprintf(counts, sizeof counts, "%zu of %zu, %zu can be used",
                         sizes->table.rows.len, sizes->table.total, sizes->usable);
    int room = line->area.width - FILTER_X - width - 2;
    struct ak_canvas text = ak_canvas_part(
        line, (struct ak_rect){FILTER_X, 0, room > LEAST_FILTER ? room : line->area.width, 1});

    ak_canvas_text(line, 1, 0, AK_ROLE_DIM, "Filter");
    ak_line_draw(sizes->filter, sizes->cursor, &text);
    if (room > LEAST_FILTER && sizes->all.len > 0)
        ak_canvas_text(line, line->area.width - width - 1, 0, AK_ROLE_DIM, counts);
}

/* How far the family's quota is used; why the size can't be, where it can't. */
static void draw_size_words(const struct ak__size_row *row, const struct ak_canvas *canvas)
{
    const struct ak_usage *usage = row->usage;
    char text[WORDS_SIZE];

    if (row->reason[0] != '\0') {
        snprintf(text, sizeof text, "%s: %s", row->size->name, row->reason);
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_SOON, text);
    } else if (usage != NULL) {
        snprintf(text, sizeof text, "%s: %" PRId64 " of %" PRId64 " vCPUs are used",
                 usage->label != NULL ? usage->label : usage->name, usage->used.value,
                 usage->limit.value);
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_DIM, text);
    }
}

/* What is wrong with the filter or the chosen size; else what the one under the cursor comes to. */
static void draw_words(const struct ak__wizard *wizard, const struct ak_canvas *canvas)
{
    const struct ak__wizard_sizes *sizes = &wizard->sizes;
    const struct ak__size_row *row = ak_table_selected(&sizes->table);
    struct ak__fields from = {.wish = &wizard->wish, .plan = wizard->plan};
    struct ak_form_field found = {.gravity = AK_FORM_FINE};
    bool has_reason = row != NULL && row->reason[0] != '\0';

    ak__field_find(&from, AK_POOL_FIELD_VM_SIZE, &found);
    if (wizard->sent.state == AK__SENT_REFUSED && wizard->refused_field == AK_POOL_FIELD_VM_SIZE)
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_PAST, wizard->sent.err.text);
    else if (sizes->problem[0] != '\0')
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_ERROR, sizes->problem);
    else if (!has_reason && found.gravity == AK_FORM_WRONG &&
             ak_pool_wish_has(&wizard->wish, AK_POOL_FIELD_VM_SIZE))
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_PAST, found.finding);
    else if (!has_reason && found.gravity == AK_FORM_WARNING)
        ak_canvas_paragraph(canvas, 0, 0, AK_ROLE_SOON, found.finding);
    else if (row != NULL)
        draw_size_words(row, canvas);
}

void ak__wizard_sizes_draw(struct ak__wizard *wizard, const struct ak_view_input *input,
                           const struct ak_canvas *canvas, bool is_focused)
{
    struct ak__wizard_sizes *sizes = &wizard->sizes;
    int width = canvas->area.width;
    int height = canvas->area.height - TOP_ROWS - BOTTOM_ROWS;
    struct ak_canvas top = ak_canvas_part(canvas, (struct ak_rect){0, 0, width, 1});
    struct ak_canvas list = ak_canvas_part(canvas, (struct ak_rect){0, TOP_ROWS, width, height});
    struct ak_canvas words = ak_canvas_part(
        canvas, (struct ak_rect){1, TOP_ROWS + height + 1, width - 2, BOTTOM_ROWS - 1});

    draw_filter(sizes, &top);
    if (sizes->all.len > 0) {
        ak_table_draw(&sizes->table, &list, input, is_focused);
        draw_words(wizard, &words);
        return;
    }
    char key[AK_DEMAND_KEY_SIZE] = "";
    const struct ak_cluster *cluster = wizard->around.cluster;
    if (cluster != NULL && cluster->location != NULL)
        ak_region_key(wizard->intent.subscription_id, cluster->location, key, sizeof key);
    ak_canvas_paragraph(
        &list, 1, 1, AK_ROLE_DIM,
        ak__empty_words(input->snap, AK_TOPIC_VM_SIZES, key, "this region offers no sizes"));
}

int ak__wizard_sizes_cursor(const struct ak__wizard_sizes *sizes)
{
    char before[AK__FILTER_SIZE];

    snprintf(before, sizeof before, "%.*s", (int)sizes->cursor, sizes->filter);
    return FILTER_X + ak_text_width(before);
}

/* ---- keys ---- */

static bool is_for_filter(const struct ak_key *key)
{
    if (key->code == AK_KEY_POINT)
        return key->is_control ? key->point == 'u' || key->point == 'w'
                               : !key->is_alt && key->point != ' ';
    return key->code == AK_KEY_BACKSPACE || key->code == AK_KEY_DELETE;
}

struct ak_reaction ak__wizard_sizes_type(struct ak__wizard_sizes *sizes, const struct ak_key *key)
{
    struct ak_line line = {
        .text = sizes->filter, .size = sizeof sizes->filter, .cursor = sizes->cursor};
    struct ak_err err = ak_err_none();
    enum ak_line_result result;

    if (!is_for_filter(key))
        return ak_reaction_none();
    result = ak_line_key(&line, key);
    sizes->cursor = line.cursor;
    if (result != AK_LINE_CHANGED)
        return ak_reaction_moved();
    sizes->problem[0] = '\0';
    if (ak_table_set_filter(&sizes->table, sizes->filter, &err))
        ak_text_copy(sizes->problem, sizeof sizes->problem, err.text);
    ak_table_set_rows(&sizes->table, sizes->shown.items, sizes->shown.len, NULL);
    return ak_reaction_moved();
}

struct ak_reaction ak__wizard_sizes_act(struct ak__wizard_sizes *sizes,
                                        const struct ak_view_event *event)
{
    bool needs_rows = false;
    bool is_mine;

    if (event->key != NULL && event->key->code == AK_KEY_MOUSE_PRESS)
        is_mine =
            ak_table_click(&sizes->table, event->key->x, event->key->y - TOP_ROWS, &needs_rows);
    else
        is_mine = ak_table_act(&sizes->table, event->action, &needs_rows);
    if (needs_rows)
        ak_table_set_rows(&sizes->table, sizes->shown.items, sizes->shown.len, NULL);
    return is_mine ? ak_reaction_moved() : ak_reaction_none();
}

const char *ak__wizard_sizes_choose(struct ak__wizard *wizard)
{
    const struct ak__size_row *row = ak_table_selected(&wizard->sizes.table);

    if (row == NULL || row->size->name == NULL)
        return "no size is under the cursor";
    ak_pool_wish_set(&wizard->wish, AK_POOL_FIELD_VM_SIZE, row->size->name);
    return row->reason[0] != '\0' ? row->reason : NULL;
}
