/* theme.h: colours for roles. A theme is lines `role = fg on bg attribute …`; a colour is a name of
 * the sixteen ("red", "bright-blue"), "default", or "#rrggbb"; attributes are bold, dim, italic,
 * underline, reverse. What a terminal can't show is brought to what it can: truecolour to 256, 16
 * or no colours; without colours attributes alone must tell selected rows and headings. */
#ifndef AKSCOPE_UI_THEME_H
#define AKSCOPE_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/ui/surface.h"

enum ak_attribute {
    AK_ATTRIBUTE_BOLD = 1 << 0,
    AK_ATTRIBUTE_DIM = 1 << 1,
    AK_ATTRIBUTE_ITALIC = 1 << 2,
    AK_ATTRIBUTE_UNDERLINE = 1 << 3,
    AK_ATTRIBUTE_REVERSE = 1 << 4,
};

/* A colour before it meets a terminal: default, one of 16, or RGB. */
enum ak_colour_kind { AK_COLOUR_NONE, AK_COLOUR_DEFAULT, AK_COLOUR_INDEX, AK_COLOUR_RGB };

struct ak_colour {
    enum ak_colour_kind kind;
    uint8_t index;
    uint8_t red, green, blue;
};

struct ak_theme_entry {
    bool is_set;
    struct ak_colour foreground, background;
    unsigned attributes;
};

struct ak_theme {
    char name[64];
    struct ak_theme_entry entries[AK_ROLE_COUNT];
};

/* A cell's look on a terminal with `colours` colours: -1 is the terminal's default. */
struct ak_look {
    int16_t foreground, background;
    unsigned attributes;
};

/* A theme without any entry: everything default. */
AK_NONNULL struct ak_theme ak_theme_init(const char *name);

/* One line of a theme file. AK_ERR_CONFIG with the nearest right name for an unknown role, colour
 * or attribute, for more than one colour on either side of `on`, and for none behind it; the theme
 * is then as it was. */
AK_NONNULL AK_MUST_USE int ak_theme_set(struct ak_theme *theme, const char *role, const char *value,
                                        struct ak_err *err);

/* The look of `role` on `ground`: missing entries follow parents; a ground other than AK_ROLE_TEXT
 * gives the background, except to roles with one of their own, and adds its attributes. colours: 0,
 * 8, 16, 256 or more. Never one colour on itself. */
AK_NONNULL struct ak_look ak_theme_look(const struct ak_theme *theme, enum ak_role role,
                                        enum ak_role ground, int colours);

/* A theme for terminals without colours (NO_COLOR): attributes only. */
struct ak_theme ak_theme_monochrome(void);

/* WCAG contrast ratio (1 to 21) of the RGB colours of `role` on `ground`, default taken as white on
 * black (or black on white when `light`); for tests of themes. */
AK_NONNULL double ak_theme_contrast(const struct ak_theme *theme, enum ak_role role,
                                    enum ak_role ground, bool light);

const char *ak_role_name(enum ak_role role);

#endif
