/* columns_int.h: the columns that a person wants of the lists in the dashboard. */
#ifndef AKSCOPE_APP_COLUMNS_INT_H
#define AKSCOPE_APP_COLUMNS_INT_H

#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/conf/conf.h"
#include "akscope/ui/view.h"

enum { AK__COLUMNS_LISTS = 3 };

struct ak_columns {
    struct ak_view_columns lists[AK__COLUMNS_LISTS]; /* for ak_view_input */
    size_t count;
    struct ak_vec names[AK__COLUMNS_LISTS]; /* const char *: the settings' */
};

/* What the settings want; release *out. AK_ERR_CONFIG for a column that there is not, with where it
 * is written and the nearest one. */
int ak__columns_read(const struct ak_conf *conf, struct ak_columns *out, struct ak_err *err);
void ak__columns_release(struct ak_columns *columns);

#endif
