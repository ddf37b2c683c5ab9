/* table_marks.c: rows that are marked for an action on many, by their ids: marks stay while rows
 * move, come and go. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "table_int.h"

static char *mark_at(const struct ak_table *table, size_t i)
{
    return *(char **)ak_vec_at(&table->marks, i);
}

/* The place of an id among the marks; their number when it has none. */
static size_t find_mark(const struct ak_table *table, const char *id)
{
    size_t i = 0;

    while (i < table->marks.len && !ak_text_caseeq(mark_at(table, i), id))
        i++;
    return i;
}

bool ak_table_is_marked(const struct ak_table *table, const char *id)
{
    return find_mark(table, id) < table->marks.len;
}

static void unmark(struct ak_table *table, size_t i)
{
    free(mark_at(table, i));
    ak_vec_remove(&table->marks, i);
}

static void toggle(struct ak_table *table, size_t index)
{
    const char *id = table->class->id(ak__table_row(table, index));
    size_t at = find_mark(table, id);

    if (at < table->marks.len)
        unmark(table, at);
    else
        *(char **)ak_vec_push(&table->marks) = ak_strdup(id);
}

static bool are_all_marked(const struct ak_table *table)
{
    for (size_t i = 0; i < table->rows.len; i++) {
        if (!ak_table_is_marked(table, table->class->id(ak__table_row(table, i))))
            return false;
    }
    return true;
}

void ak_table_mark(struct ak_table *table)
{
    if (table->rows.len == 0)
        return;
    toggle(table, table->selected);
    if (table->selected + 1 < table->rows.len)
        ak_table_select(table, table->selected + 1);
}

void ak_table_mark_all(struct ak_table *table)
{
    bool were_all = are_all_marked(table);

    for (size_t i = 0; i < table->rows.len; i++) {
        if (were_all || !ak_table_is_marked(table, table->class->id(ak__table_row(table, i))))
            toggle(table, i);
    }
}

void ak_table_unmark_all(struct ak_table *table)
{
    while (table->marks.len > 0)
        unmark(table, table->marks.len - 1);
}

void ak_table_chosen(const struct ak_table *table, struct ak_vec *ids)
{
    for (size_t i = 0; i < table->marks.len; i++)
        *(const char **)ak_vec_push(ids) = mark_at(table, i);
    if (table->marks.len == 0 && table->rows.len > 0)
        *(const char **)ak_vec_push(ids) = table->class->id(ak__table_row(table, table->selected));
}
