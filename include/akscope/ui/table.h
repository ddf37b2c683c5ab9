/* table.h: lists as data. Columns are rows of a constant table; one widget draws, sorts, filters,
 * scrolls and keeps the selection on the same resource while the rows below it change. */
#ifndef AKSCOPE_UI_TABLE_H
#define AKSCOPE_UI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/model/value.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"

enum {
    AK_TABLE_TEXT_SIZE = 256,
    AK_TABLE_ID_SIZE = 512,
    AK_TABLE_COLUMNS_MAX = 24,
    AK_TABLE_TEXTS = 16
};

/* What a cell shows. */
struct ak_table_cell {
    char text[AK_TABLE_TEXT_SIZE];
    enum ak_role role;
    enum ak_glyph mark; /* drawn before the text when has_mark */
    bool has_mark;
    int64_t part, whole; /* a gauge instead of text when whole > 0 */
};

struct ak_column {
    const char *id; /* for `column:value`, `:sort` and the config */
    const char *heading;
    int min_width;
    int weight; /* share of what is left over once nothing is cut; 0: none */
    enum ak_align align;
    int drop;      /* columns with the highest number are left out first; 0: never */
    bool has_mark; /* keep two columns before the text for a mark */
    /* Fills *cell (which is empty) from a row; `context` is the table's. */
    void (*value)(const void *row, const void *context, struct ak_table_cell *cell);
    /* A number whose order is the rows' order, in which equal means "compare the texts". NULL: by
     * text alone. */
    int64_t (*rank)(const void *row, const void *context);
};

struct ak_table_class {
    const struct ak_column *columns;
    size_t column_count;
    size_t default_sort; /* index of a column */
    bool default_descending;
    const char *empty; /* what to say when there are no rows */
    bool can_mark;     /* rows can be marked for an action on many */
    /* Can this one be marked? NULL: each can. */
    bool (*can_mark_row)(const void *row);
    /* The id by which a row stays selected (resource id); borrowed from the row. */
    const char *(*id)(const void *row);
    /* The texts that plain filters look at, borrowed, some of them NULL; returns how many. NULL:
     * the cells of all columns. */
    size_t (*texts)(const void *row, const char *texts[AK_TABLE_TEXTS]);
    /* Is `row` chosen by the ready filter `action` (AK_ACTION_READY_…) with its argument? NULL: the
     * table has none. */
    bool (*ready)(const void *row, enum ak_action action, int64_t argument, const void *context);
};

/* A compiled filter: words (all must match), `column:value`, `!` inverts, `/…/` a regular
 * expression (POSIX extended, case ignored), `"…"` a text with blanks. What is not yet complete
 * (`!`, `column:`) asks for nothing, so that the list stays while it is typed. */
struct ak_filter;

/* AK_ERR_USAGE for an unknown column or a bad expression, saying which. "" compiles to NULL. */
AK_NONNULL AK_MUST_USE int ak_filter_new(const struct ak_table_class *table, const char *text,
                                         struct ak_filter **out, struct ak_err *err);
AK_NONNULL AK_RETURNS_NONNULL struct ak_filter *ak_filter_ref(struct ak_filter *filter);
void ak_filter_unref(struct ak_filter *filter); /* NULL allowed */

struct ak_table {
    const struct ak_table_class *class;
    struct ak_vec rows; /* const void *: what is shown, filtered and sorted */
    size_t total;       /* rows before the filter */
    size_t selected;    /* index into rows; 0 when empty */
    bool is_chosen;     /* a row was moved to or selected: until then the first one is */
    size_t top;         /* first row on screen */
    int page;           /* rows that fitted at the last drawing */
    int width;          /* columns of the last drawing */
    int widest[AK_TABLE_COLUMNS_MAX]; /* texts of each column, also of rows that a filter hides */
    int usual[AK_TABLE_COLUMNS_MAX];  /* the same for three rows of four */
    char selected_id[AK_TABLE_ID_SIZE];
    size_t sort;
    bool descending;
    struct ak_vec marks; /* char *: ids of rows that are marked; owned */
    size_t *mark_slots;  /* marks by the hash of their ids: a place among them and 1, 0: none */
    size_t mark_slot_count;
    uint32_t hidden; /* bit n: column n is not shown, though filters and sorting know it */
    size_t order[AK_TABLE_COLUMNS_MAX]; /* columns from left to right; others are not shown */
    size_t order_count;
    bool has_own_columns; /* the order is the person's */
    char filter_text[256];
    struct ak_filter *filter;
    bool is_filter_new;   /* since the rows were set: its first match is the best place to be */
    enum ak_action ready; /* AK_ACTION_NONE, or a ready filter */
    int64_t ready_argument;
    unsigned asked; /* grows when another filter or order is asked for */
};

AK_NONNULL struct ak_table ak_table_init(const struct ak_table_class *class);
AK_NONNULL void ak_table_release(struct ak_table *table);

/* New rows (pointers that live until the next call). Filters, sorts (stable), and finds the
 * selected id again; when it is gone the selection stays at the same place. While nobody has chosen
 * a row, it is the first, whatever arrives before it. */
AK_NONNULL_ARGS(1)
void ak_table_set_rows(struct ak_table *table, const void *const *rows, size_t count,
                       const void *context);

/* ---- the same as a job ----
 *
 * Filtering and sorting fifty thousand rows takes longer than a frame may. An order is what the
 * table asks for now, with the rows to do it to: made and taken on the loop thread, run by a worker
 * in between. Until it is taken the table shows the rows of before. */
struct ak_order;

/* The rows must live until the order is taken or freed, and then until the next ones. `context`
 * too: the functions of the class are called with it on the worker. */
AK_NONNULL_ARGS(1)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_order *ak_order_new(const struct ak_table *table,
                                                             const void *const *rows, size_t count,
                                                             const void *context);
void ak_order_free(struct ak_order *order); /* NULL allowed */

/* Any thread, once. */
AK_NONNULL void ak_order_run(struct ak_order *order);

/* Takes the rows over, and the order: as ak_table_set_rows. */
AK_NONNULL void ak_table_take_order(struct ak_table *table, struct ak_order *order);

/* The selected row, or NULL. */
AK_NONNULL const void *ak_table_selected(const struct ak_table *table);
AK_NONNULL void ak_table_select(struct ak_table *table, size_t index);
/* Selects the row of that id; false when it is not shown. */
AK_NONNULL AK_MUST_USE bool ak_table_select_id(struct ak_table *table, const char *id);
/* Selects it once rows come among which it is. */
AK_NONNULL void ak_table_choose(struct ak_table *table, const char *id);
/* Back to the first row, as if nobody had chosen one, from the next ak_table_set_rows on: it looks
 * at no row, since those that the table has may be gone by now. */
AK_NONNULL void ak_table_unselect(struct ak_table *table);

/* Changes the filter text; takes effect with the next ak_table_set_rows, which selects the first
 * match when the selected row is none. A bad filter leaves the old one in place. */
AK_NONNULL AK_MUST_USE int ak_table_set_filter(struct ak_table *table, const char *text,
                                               struct ak_err *err);
/* A ready filter with its argument, or AK_ACTION_NONE. */
AK_NONNULL void ak_table_set_ready(struct ak_table *table, enum ak_action ready, int64_t argument);
/* Sorts by a column id. AK_ERR_USAGE with the nearest name. */
AK_NONNULL AK_MUST_USE int ak_table_set_sort(struct ak_table *table, const char *column,
                                             struct ak_err *err);

/* "name, kind, legs": the ids of all columns. Returns out. */
AK_NONNULL const char *ak_table_column_names(const struct ak_table_class *class, char *out,
                                             size_t size);
/* AK_ERR_USAGE with the nearest name for a column that there is not, or that is named twice. */
AK_NONNULL AK_MUST_USE int ak_table_check_columns(const struct ak_table_class *class,
                                                  const struct ak_texts *names, struct ak_err *err);
/* Shows these columns from left to right, and no others; all as the class has them without any. The
 * names were checked. Where there is no room for all, some are left out as ever. */
AK_NONNULL void ak_table_choose_columns(struct ak_table *table, const struct ak_texts *names);

/* ---- marks (table_marks.c) ---- */

/* Marks the selected row, or takes its mark away, and goes to the next one. */
AK_NONNULL void ak_table_mark(struct ak_table *table);
/* Marks all rows that are shown and can be marked; takes these marks away when all have one. */
AK_NONNULL void ak_table_mark_all(struct ak_table *table);
AK_NONNULL void ak_table_unmark_all(struct ak_table *table);
/* Marks the row of that id, whether it is shown or not. */
AK_NONNULL void ak_table_mark_id(struct ak_table *table, const char *id);
AK_NONNULL bool ak_table_is_marked(const struct ak_table *table, const char *id);
/* Pushes the ids (const char *, borrowed) of the marked rows, also of those that a filter hides or
 * that are gone; without marks that of the selected one. */
AK_NONNULL void ak_table_chosen(const struct ak_table *table, struct ak_vec *ids);

/* Movement, sorting: true when the action was one of the table's; *needs_rows that rows must be set
 * anew (the order changed). */
AK_NONNULL AK_MUST_USE bool ak_table_act(struct ak_table *table, enum ak_action action,
                                         bool *needs_rows);

/* The mouse: selects the row at canvas row y (0 is the heading line, which sorts by the column at
 * x). As ak_table_act. */
AK_NONNULL AK_MUST_USE bool ak_table_click(struct ak_table *table, int x, int y, bool *needs_rows);

/* Heading line and rows. */
AK_NONNULL_ARGS(1, 2)
void ak_table_draw(struct ak_table *table, const struct ak_canvas *canvas, const void *context,
                   bool is_focused);

/* "2/4", "2/4 of 41 /text", for the pane's frame; "" when there is nothing to count. Returns out.
 */
AK_NONNULL const char *ak_table_note(const struct ak_table *table, char *out, size_t size);

#endif
