/* list_int.h: what every view that is one table shares: movement, mouse, filter, notes. A list's
 * state begins with a `struct ak__list`. */
#ifndef AKSCOPE_VIEWS_LIST_INT_H
#define AKSCOPE_VIEWS_LIST_INT_H

#include "akscope/ui/table.h"
#include "akscope/ui/view.h"

struct ak__list {
    struct ak_table table;
    struct ak_vec rows; /* const void *: all rows, before the filter */
};

void ak__list_init(struct ak__list *list, const struct ak_table_class *class);
void ak__list_release(void *state);

/* Empties the rows; push them, then ak__list_show. */
void ak__list_clear(struct ak__list *list);
void ak__list_push(struct ak__list *list, const void *row);
void ak__list_show(struct ak__list *list, const void *context);

/* Movement, sorting, ready filters, the mouse; NONE when the action is none of these. */
struct ak_reaction ak__list_act(struct ak__list *list, const struct ak_view_event *event);

/* Ready-made members of a view class. */
const char *ak__list_filter(const void *state);
int ak__list_set_filter(void *state, const char *text, struct ak_err *err);
const char *ak__list_selected(const void *state);
bool ak__list_select(void *state, const char *id);
void ak__list_note(const void *state, const struct ak_view_input *input, char *out, size_t size);
int ak__list_wanted_rows(const void *state, const struct ak_view_input *input);

#endif
