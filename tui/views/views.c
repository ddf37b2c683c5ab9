/* views.c: the table of views. */
#include "config.h"

#include "akscope/views/views.h"

#include <string.h>

static const struct ak_view_info infos[AK_VIEW_COUNT] = {
#define AK_VIEW(symbol, text, heading, number, table)                                              \
    [AK_VIEW_##symbol] = {.view = AK_VIEW_##symbol,                                                \
                          .name = text,                                                            \
                          .title = heading,                                                        \
                          .pane = number,                                                          \
                          .class = &(table)},
#include "akscope/views/views.def"
#undef AK_VIEW
};

const struct ak_view_info *ak_view_get(enum ak_view view)
{
    return &infos[view];
}

const struct ak_view_info *ak_view_find(const char *name)
{
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        if (strcmp(name, infos[i].name) == 0)
            return &infos[i];
    }
    return NULL;
}
