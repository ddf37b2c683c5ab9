/* layout.h: where the panes go, as a pure function of the terminal's size. */
#ifndef AKSCOPE_UI_LAYOUT_H
#define AKSCOPE_UI_LAYOUT_H

#include "akscope/base/attributes.h"
#include "akscope/ui/surface.h"

enum {
    AK_LAYOUT_MIN_WIDTH = 40, /* below: the "too small" line */
    AK_LAYOUT_MIN_HEIGHT = 12,
    AK_LAYOUT_NARROW = 80, /* below: one pane and a tab line */
    AK_LAYOUT_SHORT = 20,  /* the same for the height: two panes would show no rows */
    AK_LAYOUT_WIDE = 120,  /* from here, and from AK_LAYOUT_TALL: all five panes */
    AK_LAYOUT_TALL = 30,
    AK_PANE_COUNT = 5,
};

enum ak_layout_kind { AK_LAYOUT_TOO_SMALL, AK_LAYOUT_ONE, AK_LAYOUT_TWO, AK_LAYOUT_ALL };

struct ak_layout {
    enum ak_layout_kind kind;
    struct ak_rect header;               /* one or two lines */
    struct ak_rect tabs;                 /* height 0 where all panes are seen */
    struct ak_rect banner;               /* height 0 when there is nothing to say */
    struct ak_rect panes[AK_PANE_COUNT]; /* width 0: not shown */
    struct ak_rect body;                 /* where overlays and zoomed panes go */
    struct ak_rect footer;               /* one line */
};

struct ak_layout_wish {
    int width, height;
    int focus; /* 0 to 4 */
    bool is_zoomed;
    bool has_banner;
    int cluster_rows, pool_rows, operation_rows; /* what the panes would like to show */
};

AK_NONNULL struct ak_layout ak_layout_make(const struct ak_layout_wish *wish);

#endif
