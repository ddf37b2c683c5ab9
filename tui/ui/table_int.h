/* table_int.h: between table.c and table_draw.c. */
#ifndef AKSCOPE_UI_TABLE_INT_H
#define AKSCOPE_UI_TABLE_INT_H

#include "akscope/ui/table.h"

const void *ak__table_row(const struct ak_table *table, size_t index);

/* Is the column kept from being shown, by the view or by the person's choice? */
bool ak__table_is_hidden(const struct ak_table *table, size_t column);

/* The column at x of the last drawing, or -1. */
int ak__table_column_at(const struct ak_table *table, int x);

#endif
