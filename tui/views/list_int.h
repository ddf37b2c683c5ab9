/* list_int.h: what every view that is one table shares: movement, mouse, filter, notes. A list's
 * state begins with a `struct ak__list`. */
#ifndef AKSCOPE_VIEWS_LIST_INT_H
#define AKSCOPE_VIEWS_LIST_INT_H

#include "akscope/ui/table.h"
#include "akscope/ui/view.h"

/* Up to AK__LIST_AT_ONCE rows are filtered and sorted at once, which takes a small part of a frame;
 * more are an order for a worker (table.h), which the desk takes and puts back. */
enum { AK__LIST_AT_ONCE = 4000 };

struct ak__list {
    struct ak_table table;
    struct ak_vec rows;             /* const void *: what is being pushed */
    struct ak_vec shown;            /* all rows, before the filter, of the table or of an order */
    const void *source;             /* what shown points into */
    unsigned asked;                 /* table.asked of then */
    struct ak_order *order;         /* made, not yet taken by the desk; NULL: none */
    const struct ak_order *awaited; /* the newest one, while its rows are not in the table */
    enum ak_action end;             /* top or bottom, asked for while it was awaited; else none */
};

void ak__list_init(struct ak__list *list, const struct ak_table_class *class);
/* Shows the columns that the person wants of the view's list. */
void ak__list_choose_columns(struct ak__list *list, const struct ak_view_input *input,
                             const struct ak_view_class *view);
void ak__list_release(void *state);

/* Empties the rows; push them, then ak__list_show. */
void ak__list_clear(struct ak__list *list);
void ak__list_push(struct ak__list *list, const void *row);
/* Pushes all items of an array of `count` items of `size` bytes. */
void ak__list_push_all(struct ak__list *list, const void *first, size_t count, size_t size);

/* Shows the rows that were pushed. `source` is the data they are in: as long as it is the same, and
 * so are the rows and what was asked of the table, nothing is to be done. NULL: the rows live in
 * the view itself, and are shown anew each time. `context` is for the columns of short lists only.
 */
void ak__list_show(struct ak__list *list, const void *source, const void *context);

/* Movement, sorting, ready filters, the mouse; NONE when the action is none of these. */
struct ak_reaction ak__list_act(struct ak__list *list, const struct ak_view_input *input,
                                const struct ak_view_event *event);

/* Ready-made members of a view class. */
const char *ak__list_filter(const void *state);
int ak__list_set_filter(void *state, const char *text, struct ak_err *err);
const char *ak__list_selected(const void *state);
bool ak__list_select(void *state, const char *id);
void ak__list_note(const void *state, const struct ak_view_input *input, char *out, size_t size);
bool ak__list_is_waiting(const void *state);
struct ak_order *ak__list_take_order(void *state);
bool ak__list_put_order(void *state, struct ak_order *order);
void ak__list_targets(const void *state, const struct ak_view_input *input, struct ak_vec *ids);
int ak__list_wanted_rows(const void *state, const struct ak_view_input *input);

#endif
