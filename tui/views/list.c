/* list.c: what every view that is one table shares. */
#include "config.h"

#include "list_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/model/facts.h"

void ak__list_init(struct ak__list *list, const struct ak_table_class *class)
{
    list->table = ak_table_init(class);
    list->rows = ak_vec_init(sizeof(const void *));
    list->shown = ak_vec_init(sizeof(const void *));
}

void ak__list_choose_columns(struct ak__list *list, const struct ak_view_input *input,
                             const struct ak_view_class *view)
{
    for (size_t i = 0; i < input->column_count; i++) {
        if (strcmp(input->columns[i].view, view->name) == 0)
            ak_table_choose_columns(&list->table, &input->columns[i].names);
    }
}

void ak__list_release(void *state)
{
    struct ak__list *list = state;

    ak_order_free(list->order);
    ak_table_release(&list->table);
    ak_vec_release(&list->rows);
    ak_vec_release(&list->shown);
}

void ak__list_clear(struct ak__list *list)
{
    ak_vec_clear(&list->rows);
}

void ak__list_push(struct ak__list *list, const void *row)
{
    *(const void **)ak_vec_push(&list->rows) = row;
}

void ak__list_push_all(struct ak__list *list, const void *first, size_t count, size_t size)
{
    const void **rows = ak_vec_push_many(&list->rows, count);

    for (size_t i = 0; i < count; i++)
        rows[i] = (const char *)first + i * size;
}

/* ---- rows ---- */

static bool are_same_rows(const struct ak__list *list, const void *source)
{
    return source != NULL && source == list->source && list->rows.len == list->shown.len &&
           (list->rows.len == 0 || memcmp(list->rows.items, list->shown.items,
                                          list->rows.len * list->rows.item_size) == 0);
}

/* What was awaited is not any more: an order that comes back is dropped. */
static void forget_order(struct ak__list *list)
{
    ak_order_free(list->order);
    list->order = NULL;
    list->awaited = NULL;
}

void ak__list_show(struct ak__list *list, const void *source, const void *context)
{
    struct ak_vec before = list->shown;

    if (are_same_rows(list, source) && list->asked == list->table.asked)
        return;
    list->shown = list->rows;
    list->rows = before;
    list->source = source;
    list->asked = list->table.asked;
    forget_order(list);
    if (source == NULL || list->shown.len <= AK__LIST_AT_ONCE) {
        ak_table_set_rows(&list->table, list->shown.items, list->shown.len, context);
        return;
    }
    list->order = ak_order_new(&list->table, list->shown.items, list->shown.len, NULL);
    list->awaited = list->order;
}

bool ak__list_is_waiting(const void *state)
{
    const struct ak__list *list = state;

    return list->awaited != NULL;
}

struct ak_order *ak__list_take_order(void *state)
{
    struct ak__list *list = state;
    struct ak_order *order = list->order;

    list->order = NULL;
    return order;
}

bool ak__list_put_order(void *state, struct ak_order *order)
{
    struct ak__list *list = state;
    bool needs_rows;

    if (order != list->awaited) {
        ak_order_free(order);
        return false;
    }
    list->awaited = NULL;
    ak_table_take_order(&list->table, order);
    if (list->end != AK_ACTION_NONE && !ak_table_act(&list->table, list->end, &needs_rows))
        AK_BUG("a table has no %s", ak_action_get(list->end)->command);
    list->end = AK_ACTION_NONE;
    return true;
}

/* ---- actions ---- */

/* A ready filter switches on, or off when it was on with the same argument. */
static struct ak_reaction set_ready(struct ak_table *table, const struct ak_view_input *input,
                                    const struct ak_view_event *event)
{
    int64_t argument = event->action == AK_ACTION_READY_DUE ? input->facts->soon_days : 0;

    if (table->class->ready == NULL)
        return ak_reaction_none();
    if (event->argument[0] != '\0' && !ak_text_to_int(event->argument, 0, 36500, &argument))
        return ak_reaction_say(AK_REACTION_ERROR, "\"%.64s\" is no number of days",
                               event->argument);
    bool is_same = table->ready == event->action && table->ready_argument == argument;
    ak_table_set_ready(table, is_same ? AK_ACTION_NONE : event->action, argument);
    return ak_reaction_done();
}

static struct ak_reaction set_sort(struct ak_table *table, const char *column)
{
    struct ak_err err = ak_err_none();
    char names[256];

    if (column[0] == '\0')
        return ak_reaction_say(AK_REACTION_ERROR, ":sort needs a column: %s",
                               ak_table_column_names(table->class, names, sizeof names));
    if (ak_table_set_sort(table, column, &err))
        return ak_reaction_say(AK_REACTION_ERROR, "%s", err.text);
    return ak_reaction_done();
}

/* Escape takes marks away first, then a ready filter. */
static struct ak_reaction clear_ready(struct ak_table *table)
{
    if (table->marks.len > 0) {
        ak_table_unmark_all(table);
        return ak_reaction_moved();
    }
    if (table->ready == AK_ACTION_NONE)
        return ak_reaction_none();
    ak_table_set_ready(table, AK_ACTION_NONE, 0);
    return ak_reaction_done();
}

static struct ak_reaction mark(struct ak_table *table, enum ak_action action)
{
    if (!table->class->can_mark)
        return ak_reaction_none();
    if (action == AK_ACTION_MARK)
        ak_table_mark(table);
    else
        ak_table_mark_all(table);
    return ak_reaction_moved();
}

static struct ak_reaction reaction_of(bool is_handled, bool needs_rows)
{
    if (!is_handled)
        return ak_reaction_none();
    return needs_rows ? ak_reaction_done() : ak_reaction_moved();
}

/* The last of the rows that are still being put in order is meant, not the last of those of before.
 */
static void keep_end(struct ak__list *list, enum ak_action action)
{
    list->end = list->awaited != NULL ? action : AK_ACTION_NONE;
}

struct ak_reaction ak__list_act(struct ak__list *list, const struct ak_view_input *input,
                                const struct ak_view_event *event)
{
    bool needs_rows = false;
    bool is_handled;

    if (event->key != NULL && event->key->code == AK_KEY_MOUSE_PRESS) {
        is_handled = ak_table_click(&list->table, event->key->x, event->key->y, &needs_rows);
        return reaction_of(is_handled, needs_rows);
    }
    switch ((int)event->action) {
    case AK_ACTION_MARK:
    case AK_ACTION_MARK_ALL:
        return mark(&list->table, event->action);
    case AK_ACTION_READY_CHANGES:
    case AK_ACTION_READY_CVM:
    case AK_ACTION_READY_DUE:
    case AK_ACTION_READY_FAILED:
        return set_ready(&list->table, input, event);
    case AK_ACTION_SORT:
        return set_sort(&list->table, event->argument);
    case AK_ACTION_BACK:
        return clear_ready(&list->table);
    default:
        if (event->action == AK_ACTION_TOP || event->action == AK_ACTION_BOTTOM)
            keep_end(list, event->action);
        is_handled = ak_table_act(&list->table, event->action, &needs_rows);
        return reaction_of(is_handled, needs_rows);
    }
}

const char *ak__list_filter(const void *state)
{
    const struct ak__list *list = state;

    return list->table.filter_text;
}

int ak__list_set_filter(void *state, const char *text, struct ak_err *err)
{
    struct ak__list *list = state;

    return ak_table_set_filter(&list->table, text, err);
}

const char *ak__list_selected(const void *state)
{
    const struct ak__list *list = state;

    return list->table.rows.len > 0 ? list->table.selected_id : "";
}

bool ak__list_select(void *state, const char *id)
{
    struct ak__list *list = state;

    if (list->awaited == NULL)
        return ak_table_select_id(&list->table, id);
    ak_table_choose(&list->table, id);
    return true;
}

void ak__list_note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct ak__list *list = state;

    (void)input;
    ak_table_note(&list->table, out, size);
}

int ak__list_wanted_rows(const void *state, const struct ak_view_input *input)
{
    const struct ak__list *list = state;

    (void)input;
    return list->table.rows.len < 1000 ? (int)list->table.rows.len : 1000;
}

void ak__list_targets(const void *state, const struct ak_view_input *input, struct ak_vec *ids)
{
    const struct ak__list *list = state;

    (void)input;
    ak_table_chosen(&list->table, ids);
}
