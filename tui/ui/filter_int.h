/* filter_int.h: what the table asks of filters. */
#ifndef AKSCOPE_UI_FILTER_INT_H
#define AKSCOPE_UI_FILTER_INT_H

#include "akscope/ui/table.h"

/* True when the row passes; NULL passes everything. */
bool ak__filter_matches(const struct ak_filter *filter, const struct ak_table_class *class,
                        const void *row, const void *context);

/* The index of a column by its id; AK_ERR_USAGE with the nearest name. */
int ak__table_find_column(const struct ak_table_class *class, const char *id, size_t *out,
                          struct ak_err *err);

/* True for a POSIX extended regular expression that the C library could think about for longer than
 * a person waits. */
bool ak__expression_is_costly(const char *expression);

#endif
