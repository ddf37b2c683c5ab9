/* columns.c: settings of columns. */
#include "config.h"

#include "columns_int.h"

#include "akscope/ui/table.h"
#include "akscope/views/views.h"

static const struct {
    enum ak_setting setting;
    enum ak_view view;
} lists[AK__COLUMNS_LISTS] = {
    {AK_SETTING_ID_COLUMNS_CLUSTERS, AK_VIEW_CLUSTERS},
    {AK_SETTING_ID_COLUMNS_POOLS, AK_VIEW_POOLS},
    {AK_SETTING_ID_COLUMNS_SIZES, AK_VIEW_SIZES},
};

/* Adds what one setting wants, where it wants anything. */
static int read_list(const struct ak_conf *conf, enum ak_setting setting, enum ak_view view,
                     struct ak_columns *columns, struct ak_err *err)
{
    const struct ak_view_class *class = ak_view_get(view)->class;
    struct ak_vec *names = &columns->names[columns->count];
    struct ak_err why = ak_err_none();
    struct ak_texts texts;
    const char *item;

    for (size_t i = 0; (item = ak_conf_item(conf, setting, i)) != NULL; i++)
        *(const char **)ak_vec_push(names) = item;
    texts = (struct ak_texts){.items = names->items, .count = names->len};
    if (ak_table_check_columns(class->table, &texts, &why)) {
        ak_err_set(err, AK_ERR_CONFIG, "%s", why.text);
        return ak_conf_blame(conf, setting, err);
    }
    if (texts.count > 0)
        columns->lists[columns->count++] =
            (struct ak_view_columns){.view = class->name, .names = texts};
    return 0;
}

int ak__columns_read(const struct ak_conf *conf, struct ak_columns *out, struct ak_err *err)
{
    struct ak_columns columns = {.count = 0};
    int failed = 0;

    for (size_t i = 0; i < AK__COLUMNS_LISTS; i++)
        columns.names[i] = ak_vec_init(sizeof(const char *));
    for (size_t i = 0; i < AK__COLUMNS_LISTS && !failed; i++)
        failed = read_list(conf, lists[i].setting, lists[i].view, &columns, err);
    if (failed)
        ak__columns_release(&columns);
    else
        *out = columns;
    return failed;
}

void ak__columns_release(struct ak_columns *columns)
{
    for (size_t i = 0; i < AK__COLUMNS_LISTS; i++)
        ak_vec_release(&columns->names[i]);
    columns->count = 0;
}
