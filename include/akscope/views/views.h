/* views.h: all views as one table. */
#ifndef AKSCOPE_VIEWS_VIEWS_H
#define AKSCOPE_VIEWS_VIEWS_H

#include "akscope/base/attributes.h"
#include "akscope/ui/view.h"

enum ak_view {
#define AK_VIEW(symbol, name, title, pane, class) AK_VIEW_##symbol,
#include "akscope/views/views.def"
#undef AK_VIEW
    AK_VIEW_COUNT
};

#define AK_VIEW(symbol, name, title, pane, class) extern const struct ak_view_class class;
#include "akscope/views/views.def"
#undef AK_VIEW

struct ak_view_info {
    const char *name;
    const char *title;
    const struct ak_view_class *class;
    enum ak_view view;
    int pane;
};

AK_RETURNS_NONNULL const struct ak_view_info *ak_view_get(enum ak_view view);
/* The view of that name, or NULL. */
AK_NONNULL const struct ak_view_info *ak_view_find(const char *name);

/* Of the subscriptions that can be read, how many are shown. Those that were named but do not exist
 * do not count. */
struct ak_subscription_count {
    size_t shown, all;
    const char *first; /* the id of one that is shown, or NULL; borrowed from the snapshot */
};
AK_NONNULL struct ak_subscription_count ak_views_subscriptions(const struct ak_snap *snap);

/* Operations under way: those of the journal, and those that somebody else started. */
AK_NONNULL size_t ak_views_running(const struct ak_view_input *input);

#endif
