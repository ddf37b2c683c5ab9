/* frame_int.h: the one painter: panes, the overlay and what stands around them, as cells. Knows no
 * terminal. */
#ifndef AKSCOPE_APP_FRAME_INT_H
#define AKSCOPE_APP_FRAME_INT_H

#include "akscope/ui/surface.h"
#include "chrome_int.h"
#include "desk_int.h"

/* Where the cursor stands; -1 and -1: it is hidden. */
struct ak_cursor {
    int x, y;
};

/* Draws the desk, whose views are up to date (ak__desk_sync), over all of the surface. Leaves the
 * layout that it chose in desk->layout. */
struct ak_cursor ak__frame_draw(struct ak_desk *desk, const struct ak_chrome *chrome,
                                struct ak_surface *surface);

#endif
