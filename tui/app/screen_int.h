/* screen_int.h: the terminal of the dashboard, the cells that are drawn on it, and in which theme.
 * Loop thread only. */
#ifndef AKSCOPE_APP_SCREEN_INT_H
#define AKSCOPE_APP_SCREEN_INT_H

#include "akscope/conf/conf.h"
#include "akscope/term/term.h"
#include "akscope/ui/surface.h"
#include "akscope/ui/theme.h"
#include "options_int.h"

struct ak__screen {
    struct ak_term *term; /* NULL: not open */
    struct ak_surface surface;
    struct ak_theme theme;
};

/* Opens the terminal, or for --dump one that is none, with the theme of the settings as far as
 * there are colours. AK_ERR_CONFIG, AK_ERR_TERMINAL. */
AK_NONNULL AK_MUST_USE int ak__screen_open(struct ak__screen *screen,
                                           const struct ak_options *options,
                                           const struct ak_conf *conf, struct ak_err *err);
AK_NONNULL void ak__screen_close(struct ak__screen *screen);

/* The terminal has another size. */
AK_NONNULL void ak__screen_resize(struct ak__screen *screen);

/* AK_ERR_CONFIG where there is no such theme, or no colour to show it in. */
AK_NONNULL AK_MUST_USE int ak__screen_set_theme(struct ak__screen *screen, const char *name,
                                                struct ak_err *err);

#endif
