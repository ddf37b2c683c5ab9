/* table_marks.c: rows that are marked for an action on many, by their ids: marks stay while rows
 * move, come and go. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "table_int.h"

enum { SLOTS_LEAST = 64 };

static char *mark_at(const struct ak_table *table, size_t i)
{
    return *(char **)ak_vec_at(&table->marks, i);
}

/* ---- finding: thousands may be marked, and each drawing asks for each row in sight ---- */

static size_t hash_id(const char *id)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (; *id != '\0'; id++)
        hash =
            (hash ^ (unsigned char)(*id >= 'A' && *id <= 'Z' ? *id | 0x20 : *id)) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32);
}

/* The slot of an id: its own, or the free one where it would go. */
static size_t *find_slot(const struct ak_table *table, const char *id)
{
    size_t at = hash_id(id) & (table->mark_slot_count - 1);

    while (table->mark_slots[at] != 0 &&
           !ak_text_caseeq(mark_at(table, table->mark_slots[at] - 1), id))
        at = (at + 1) & (table->mark_slot_count - 1);
    return &table->mark_slots[at];
}

/* All marks anew, so that half of the slots stay free with one more. */
static void set_slots(struct ak_table *table)
{
    size_t count = SLOTS_LEAST;

    while (count < 2 * (table->marks.len + 1))
        count *= 2;
    free(table->mark_slots);
    table->mark_slots = ak_alloc(count, sizeof *table->mark_slots);
    table->mark_slot_count = count;
    for (size_t i = 0; i < table->marks.len; i++)
        *find_slot(table, mark_at(table, i)) = i + 1;
}

/* The place of an id among the marks; their number when it has none. */
static size_t find_mark(const struct ak_table *table, const char *id)
{
    size_t found = table->marks.len > 0 ? *find_slot(table, id) : 0;

    return found > 0 ? found - 1 : table->marks.len;
}

bool ak_table_is_marked(const struct ak_table *table, const char *id)
{
    return find_mark(table, id) < table->marks.len;
}

/* ---- marking ---- */

static const char *id_of_row(const struct ak_table *table, size_t index)
{
    return table->class->id(ak__table_row(table, index));
}

static void mark(struct ak_table *table, const char *id)
{
    if (2 * (table->marks.len + 1) > table->mark_slot_count)
        set_slots(table);
    *(char **)ak_vec_push(&table->marks) = ak_strdup(id);
    *find_slot(table, id) = table->marks.len;
}

static void unmark(struct ak_table *table, size_t i)
{
    free(mark_at(table, i));
    ak_vec_remove(&table->marks, i);
    set_slots(table);
}

static bool can_mark(const struct ak_table *table, size_t index)
{
    return table->class->can_mark_row == NULL ||
           table->class->can_mark_row(ak__table_row(table, index));
}

static bool are_all_marked(const struct ak_table *table)
{
    for (size_t i = 0; i < table->rows.len; i++) {
        if (can_mark(table, i) && !ak_table_is_marked(table, id_of_row(table, i)))
            return false;
    }
    return true;
}

static void unmark_rows(struct ak_table *table)
{
    char **marks = table->marks.items;
    size_t kept = 0;

    for (size_t i = 0; i < table->rows.len; i++) {
        size_t at = find_mark(table, id_of_row(table, i));

        if (at < table->marks.len) {
            free(marks[at]);
            marks[at] = NULL;
        }
    }
    for (size_t i = 0; i < table->marks.len; i++) {
        if (marks[i] != NULL)
            marks[kept++] = marks[i];
    }
    table->marks.len = kept;
    set_slots(table);
}

void ak_table_mark(struct ak_table *table)
{
    size_t at;

    if (table->rows.len == 0)
        return;
    at = find_mark(table, id_of_row(table, table->selected));
    if (at < table->marks.len)
        unmark(table, at);
    else if (can_mark(table, table->selected))
        mark(table, id_of_row(table, table->selected));
    if (table->selected + 1 < table->rows.len)
        ak_table_select(table, table->selected + 1);
}

void ak_table_mark_all(struct ak_table *table)
{
    if (are_all_marked(table)) {
        unmark_rows(table);
        return;
    }
    for (size_t i = 0; i < table->rows.len; i++) {
        if (can_mark(table, i))
            ak_table_mark_id(table, id_of_row(table, i));
    }
}

void ak_table_mark_id(struct ak_table *table, const char *id)
{
    if (!ak_table_is_marked(table, id))
        mark(table, id);
}

void ak_table_unmark_all(struct ak_table *table)
{
    for (size_t i = 0; i < table->marks.len; i++)
        free(mark_at(table, i));
    ak_vec_clear(&table->marks);
    free(table->mark_slots);
    table->mark_slots = NULL;
    table->mark_slot_count = 0;
}

void ak_table_chosen(const struct ak_table *table, struct ak_vec *ids)
{
    for (size_t i = 0; i < table->marks.len; i++)
        *(const char **)ak_vec_push(ids) = mark_at(table, i);
    if (table->marks.len == 0 && table->rows.len > 0)
        *(const char **)ak_vec_push(ids) = id_of_row(table, table->selected);
}
