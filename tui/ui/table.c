/* table.c: rows of a list and the selection in them. Filtering and order are in order.c, drawing is
 * in table_draw.c. */
#include "config.h"

#include "akscope/ui/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "order_int.h"
#include "table_int.h"

struct ak_table ak_table_init(const struct ak_table_class *class)
{
    if (class->column_count > AK_TABLE_COLUMNS_MAX)
        AK_BUG("a table of %zu columns", class->column_count);
    struct ak_table table = {.class = class,
                             .rows = ak_vec_init(sizeof(const void *)),
                             .marks = ak_vec_init(sizeof(char *)),
                             .sort = class->default_sort,
                             .descending = class->default_descending,
                             .page = 1};

    ak_table_choose_columns(&table, &(struct ak_texts){0});
    return table;
}

void ak_table_release(struct ak_table *table)
{
    ak_table_unmark_all(table);
    ak_vec_release(&table->marks);
    ak_vec_release(&table->rows);
    ak_filter_unref(table->filter);
    table->filter = NULL;
}

const void *ak__table_row(const struct ak_table *table, size_t index)
{
    return *(const void *const *)ak_vec_at(&table->rows, index);
}

/* The row at `index`, or the last one before it. */
static void put_selection(struct ak_table *table, size_t index)
{
    size_t count = table->rows.len;

    table->selected = index < count ? index : count > 0 ? count - 1 : 0;
    if (count > 0)
        ak_text_copy(table->selected_id, sizeof table->selected_id,
                     table->class->id(ak__table_row(table, table->selected)));
}

static bool find_id(const struct ak_table *table, const char *id, size_t *index)
{
    for (size_t i = 0; i < table->rows.len; i++) {
        if (ak_text_caseeq(table->class->id(ak__table_row(table, i)), id)) {
            *index = i;
            return true;
        }
    }
    return false;
}

/* Where the selection goes: to its row, which the order has looked for unless another was chosen
 * meanwhile; else it stays where it was. */
static size_t place_selection(const struct ak_table *table, const struct ak_order *order)
{
    size_t index = table->is_filter_new ? 0 : table->selected;

    if (!table->is_chosen)
        return 0;
    if (strcmp(order->wanted_id, table->selected_id) != 0)
        (void)find_id(table, table->selected_id, &index);
    else if (order->is_found)
        index = order->found;
    return index;
}

void ak_table_take_order(struct ak_table *table, struct ak_order *order)
{
    ak_vec_release(&table->rows);
    table->rows.items = order->rows;
    table->rows.len = order->count;
    table->rows.cap = order->count;
    table->total = order->total;
    memcpy(table->widest, order->widest, sizeof table->widest);
    memcpy(table->usual, order->usual, sizeof table->usual);
    order->rows = NULL;
    put_selection(table, place_selection(table, order));
    table->is_filter_new = false;
    ak_order_free(order);
}

void ak_table_set_rows(struct ak_table *table, const void *const *rows, size_t count,
                       const void *context)
{
    struct ak_order *order = ak_order_new(table, rows, count, context);

    ak_order_run(order);
    ak_table_take_order(table, order);
}

const void *ak_table_selected(const struct ak_table *table)
{
    return table->selected < table->rows.len ? ak__table_row(table, table->selected) : NULL;
}

void ak_table_select(struct ak_table *table, size_t index)
{
    table->is_chosen = true;
    put_selection(table, index);
}

bool ak_table_select_id(struct ak_table *table, const char *id)
{
    size_t index;

    if (!find_id(table, id, &index))
        return false;
    ak_table_select(table, index);
    return true;
}

void ak_table_choose(struct ak_table *table, const char *id)
{
    table->is_chosen = true;
    ak_text_copy(table->selected_id, sizeof table->selected_id, id);
}

void ak_table_unselect(struct ak_table *table)
{
    table->is_chosen = false;
    table->selected = 0;
}

int ak_table_set_filter(struct ak_table *table, const char *text, struct ak_err *err)
{
    struct ak_filter *filter = NULL;
    int failed = ak_filter_new(table->class, text, &filter, err);

    if (failed)
        return failed;
    ak_filter_unref(table->filter);
    table->filter = filter;
    ak_text_copy(table->filter_text, sizeof table->filter_text, text);
    table->is_filter_new = true;
    table->asked++;
    /* Who asks for something has chosen what is found, also when the filter is taken away again. */
    table->is_chosen = table->is_chosen || text[0] != '\0';
    return 0;
}

int ak_table_set_sort(struct ak_table *table, const char *column, struct ak_err *err)
{
    size_t index = 0;
    int failed = ak__table_find_column(table->class, column, &index, err);

    if (failed)
        return failed;
    table->sort = index;
    table->descending = false;
    table->asked++;
    return 0;
}

static void move(struct ak_table *table, int64_t by)
{
    int64_t to = (int64_t)table->selected + by;

    ak_table_select(table, to < 0 ? 0 : (size_t)to);
}

static void sort_by(struct ak_table *table, size_t column)
{
    if (column == table->sort) {
        table->descending = !table->descending;
    } else {
        table->sort = column;
        table->descending = false;
    }
    table->asked++;
}

void ak_table_set_ready(struct ak_table *table, enum ak_action ready, int64_t argument)
{
    table->ready = ready;
    table->ready_argument = argument;
    table->asked++;
}

static bool move_act(struct ak_table *table, enum ak_action action)
{
    int64_t count = (int64_t)table->rows.len;
    const struct {
        enum ak_action action;
        int64_t by;
    } moves[] = {
        {AK_ACTION_UP, -1},
        {AK_ACTION_DOWN, 1},
        {AK_ACTION_PAGE_UP, -table->page},
        {AK_ACTION_PAGE_DOWN, table->page},
        {AK_ACTION_TOP, -count},
        {AK_ACTION_BOTTOM, count},
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (moves[i].action == action) {
            move(table, moves[i].by);
            return true;
        }
    }
    return false;
}

/* ---- columns ---- */

static bool is_named_before(const struct ak_texts *names, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (ak_text_caseeq(names->items[i], names->items[at]))
            return true;
    }
    return false;
}

int ak_table_check_columns(const struct ak_table_class *class, const struct ak_texts *names,
                           struct ak_err *err)
{
    for (size_t i = 0; i < names->count; i++) {
        size_t ignored;

        if (ak__table_find_column(class, names->items[i], &ignored, err))
            return (int)err->kind;
        if (is_named_before(names, i))
            return ak_err_set(err, AK_ERR_USAGE, "the column \"%s\" is there twice",
                              names->items[i]);
    }
    return 0;
}

void ak_table_choose_columns(struct ak_table *table, const struct ak_texts *names)
{
    struct ak_err err = ak_err_none();

    if (ak_table_check_columns(table->class, names, &err))
        AK_BUG("columns that were not checked: %s", err.text);
    table->has_own_columns = names->count > 0;
    table->order_count = table->has_own_columns ? names->count : table->class->column_count;
    for (size_t i = 0; i < table->order_count; i++) {
        table->order[i] = i;
        if (table->has_own_columns &&
            ak__table_find_column(table->class, names->items[i], &table->order[i], &err))
            AK_BUG("%s", err.text);
    }
}

/* Where a column stands from the left; the number of columns when it does not. */
static size_t place_of(const struct ak_table *table, size_t column)
{
    size_t place = 0;

    while (place < table->order_count && table->order[place] != column)
        place++;
    return place;
}

bool ak__table_is_hidden(const struct ak_table *table, size_t column)
{
    return (table->hidden >> column & 1) != 0 || place_of(table, column) == table->order_count;
}

/* The column to sort by next, to the right or to the left: one that is seen. */
static size_t next_shown(const struct ak_table *table, bool is_leftwards)
{
    size_t count = table->order_count;
    size_t step = is_leftwards ? count - 1 : 1;
    size_t place = place_of(table, table->sort);

    /* From one that is not there the first or the last is next. */
    if (place == count)
        place = is_leftwards ? 0 : count - 1;
    for (size_t i = 0; i < count; i++) {
        place = (place + step) % count;
        if (!ak__table_is_hidden(table, table->order[place]))
            return table->order[place];
    }
    return table->sort;
}

/* ---- actions ---- */

bool ak_table_act(struct ak_table *table, enum ak_action action, bool *needs_rows)
{
    *needs_rows = false;
    if (move_act(table, action))
        return true;
    if (action == AK_ACTION_SORT_NEXT)
        sort_by(table, next_shown(table, false));
    else if (action == AK_ACTION_SORT_PREVIOUS)
        sort_by(table, next_shown(table, true));
    else if (action == AK_ACTION_SORT_REVERSE)
        sort_by(table, table->sort);
    else
        return false;
    *needs_rows = true;
    return true;
}

bool ak_table_click(struct ak_table *table, int x, int y, bool *needs_rows)
{
    *needs_rows = false;
    if (y == 0) {
        int column = ak__table_column_at(table, x);

        if (column < 0)
            return false;
        sort_by(table, (size_t)column);
        *needs_rows = true;
        return true;
    }
    if (y < 0 || y > table->page || table->top + (size_t)y - 1 >= table->rows.len)
        return false;
    ak_table_select(table, table->top + (size_t)y - 1);
    return true;
}

/* Appends to the text in out; what does not fit is cut. */
AK_PRINTF(3, 4) static void append(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + used, size - used, format, arguments);
    va_end(arguments);
}

const char *ak_table_note(const struct ak_table *table, char *out, size_t size)
{
    size_t at = table->rows.len > 0 ? table->selected + 1 : 0;

    out[0] = '\0';
    if (table->total > 0 || table->filter_text[0] != '\0')
        snprintf(out, size, "%zu/%zu", at, table->rows.len);
    if (table->rows.len != table->total)
        append(out, size, " of %zu", table->total);
    if (table->marks.len > 0)
        append(out, size, " \xC2\xB7 %zu marked", table->marks.len);
    if (table->ready != AK_ACTION_NONE)
        append(out, size, " :%s", ak_action_get(table->ready)->command);
    if (table->ready != AK_ACTION_NONE && table->ready_argument > 0)
        append(out, size, " %lld", (long long)table->ready_argument);
    if (table->filter_text[0] != '\0')
        append(out, size, " /%s", table->filter_text);
    return out;
}
