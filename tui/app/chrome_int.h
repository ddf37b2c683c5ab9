/* chrome_int.h: what stands around the views: header, tabs, banner, footer. Pure drawing. */
#ifndef AKSCOPE_APP_CHROME_INT_H
#define AKSCOPE_APP_CHROME_INT_H

#include "desk_int.h"

struct ak_chrome {
    const struct ak_desk *desk;
    const struct ak_view_class *top; /* the view that keys go to */
    int refresh_seconds;
    unsigned pending;      /* requests under way */
    int64_t clock_ahead_s; /* of Azure's; 0 where that is meant (AKSCOPE_NOW), or not known */
};

/* True when the banner has something to say. */
bool ak__chrome_has_banner(const struct ak_chrome *chrome);

/* Draws all four into their places of desk->layout; the cursor of an open prompt goes to *cursor_x
 * and *cursor_y, which are -1 otherwise. */
void ak__chrome_draw(const struct ak_chrome *chrome, const struct ak_canvas *screen, int *cursor_x,
                     int *cursor_y);

/* The line of the prompt, or the keys that mean something here; the prompt's cursor, or -1.
 * (footer.c) */
int ak__footer_draw(const struct ak_chrome *chrome, const struct ak_canvas *line);
/* What was said last, over the footer and what is above it. (footer.c) */
void ak__footer_draw_toast(const struct ak_desk *desk, const struct ak_canvas *screen);

/* The whole screen when the terminal is too small. */
void ak__chrome_too_small(const struct ak_canvas *screen);

#endif
