/* screen.c: which terminal, which theme. */
#include "config.h"

#include "screen_int.h"

#include <stdlib.h>
#include <string.h>

#include "skin_int.h"

enum { FEW_COLOURS = 8, MANY_COLOURS = 256 };

static int open_real(struct ak__screen *screen, const struct ak_options *options,
                     const struct ak_conf *conf, struct ak_err *err)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *fences = getenv("AKSCOPE_FENCE");
    struct ak_term_options wanted = {.uses_mouse = ak_conf_switch(conf, AK_SETTING_ID_MOUSE),
                                     .no_colour = options->no_colour ||
                                                  (no_colour != NULL && no_colour[0] != '\0'),
                                     .fences = fences != NULL && strcmp(fences, "1") == 0};

    return ak_term_open(&wanted, &screen->term, err);
}

/* The default theme tells selected rows by shades that few colours do not have. */
static int fit_theme(struct ak__screen *screen, const struct ak_conf *conf, struct ak_err *err)
{
    bool is_default = strcmp(ak_conf_origin(conf, AK_SETTING_ID_THEME), "default") == 0;
    int colours = ak_term_colours(screen->term);

    if (colours < FEW_COLOURS) {
        screen->theme = ak_theme_monochrome();
        return 0;
    }
    return colours < MANY_COLOURS && is_default ? ak__skin_theme("basic", &screen->theme, err) : 0;
}

int ak__screen_open(struct ak__screen *screen, const struct ak_options *options,
                    const struct ak_conf *conf, struct ak_err *err)
{
    int failed = ak__skin_theme(ak_conf_text(conf, AK_SETTING_ID_THEME), &screen->theme, err);
    int width, height;

    if (failed)
        return ak_conf_blame(conf, AK_SETTING_ID_THEME, err);
    if (options->dump_width > 0)
        screen->term = ak_term_open_headless(options->dump_width, options->dump_height);
    else
        failed = open_real(screen, options, conf, err);
    if (failed)
        return failed;
    failed = fit_theme(screen, conf, err);
    if (failed)
        return failed;
    ak_term_size(screen->term, &width, &height);
    screen->surface = ak_surface_init(
        width, height, ak_conf_switch(conf, AK_SETTING_ID_ASCII) || !ak_term_is_utf8(screen->term));
    return 0;
}

void ak__screen_close(struct ak__screen *screen)
{
    if (screen->term != NULL)
        ak_term_close(screen->term);
    screen->term = NULL;
    ak_surface_release(&screen->surface);
}

void ak__screen_resize(struct ak__screen *screen)
{
    int width, height;

    ak_term_size(screen->term, &width, &height);
    ak_surface_resize(&screen->surface, width, height);
}

int ak__screen_set_theme(struct ak__screen *screen, const char *name, struct ak_err *err)
{
    struct ak_theme theme;
    int failed = ak__skin_theme(name, &theme, err);

    if (failed)
        return failed;
    if (ak_term_colours(screen->term) < FEW_COLOURS)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "there are no colours here, so themes change nothing");
    screen->theme = theme;
    ak_term_forget(screen->term);
    return 0;
}
