/* order_int.h: what an order holds, for the table that takes its rows. */
#ifndef AKSCOPE_UI_ORDER_INT_H
#define AKSCOPE_UI_ORDER_INT_H

#include "filter_int.h"

struct ak_order {
    /* what the table asked for */
    const struct ak_table_class *class;
    const void *context;
    struct ak_filter *filter; /* a reference, or NULL */
    enum ak_action ready;
    int64_t ready_argument;
    size_t sort;
    bool descending;
    char wanted_id[AK_TABLE_ID_SIZE]; /* the chosen row; "" when none is */
    size_t total;
    /* the rows: before ak_order_run all of them, as they came; after it those that are shown */
    const void **rows;
    size_t count;
    int widest[AK_TABLE_COLUMNS_MAX]; /* texts of each column, also of rows that are not shown */
    int usual[AK_TABLE_COLUMNS_MAX];  /* the same for three rows of four */
    bool is_found;                    /* the wanted id is shown, … */
    size_t found;                     /* … in this row */
};

#endif
