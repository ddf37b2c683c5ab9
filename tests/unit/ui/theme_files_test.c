/* The themes that akscope carries: complete, readable, and telling nothing by colour alone. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/ui/theme.h"
#include "unit/ui/pairs.h"

static const struct {
    const char *name;
    bool is_light;
    bool is_of_rgb; /* else of the terminal's own palette, whose contrast nobody knows */
} files[] = {
    {"dark", false, true},
    {"light", true, true},
    {"contrast", false, true},
    {"basic", false, false},
};

enum { FILE_COUNT = sizeof files / sizeof files[0] };

/* What WCAG 2 asks of text (4.5) and of signs and large shapes (3); less important text may be as
 * faint as signs. `in_rows` where the role occurs in rows of lists, and so on their grounds. */
static const struct {
    enum ak_role role;
    double least;
    bool in_rows;
} required[] = {
    {AK_ROLE_TEXT, 4.5, true},
    {AK_ROLE_DIM, 3.0, true},
    {AK_ROLE_STRONG, 4.5, true},
    {AK_ROLE_BORDER, 3.0, false},
    {AK_ROLE_BORDER_FOCUSED, 3.0, false},
    {AK_ROLE_TITLE, 4.5, false},
    {AK_ROLE_TITLE_FOCUSED, 4.5, true},
    {AK_ROLE_HEADER, 4.5, false},
    {AK_ROLE_BRAND, 4.5, false},
    {AK_ROLE_HEADING, 3.0, true},
    {AK_ROLE_HEADING_SORTED, 4.5, true},
    {AK_ROLE_GOOD, 4.5, true},
    {AK_ROLE_LATER, 4.5, true},
    {AK_ROLE_SOON, 4.5, true},
    {AK_ROLE_PAST, 4.5, true},
    {AK_ROLE_CHANGING, 4.5, true},
    {AK_ROLE_STALE, 3.0, true},
    {AK_ROLE_ACCENT, 4.5, true},
    {AK_ROLE_MATCH, 4.5, true},
    {AK_ROLE_KEY, 4.5, true},
    {AK_ROLE_KEY_HELP, 4.5, true},
    {AK_ROLE_INPUT, 4.5, true},
    {AK_ROLE_BANNER, 4.5, true},
    {AK_ROLE_ERROR, 4.5, true},
    {AK_ROLE_BADGE, 4.5, true},
    {AK_ROLE_GAUGE_FULL, 3.0, true},
    {AK_ROLE_GAUGE_EMPTY, 3.0, true},
};

enum { REQUIRED_COUNT = sizeof required / sizeof required[0], GROUND_COUNT = 4 };

static const enum ak_role grounds[GROUND_COUNT] = {
    AK_ROLE_TEXT, AK_ROLE_GROUND_SELECTED, AK_ROLE_GROUND_UNFOCUSED, AK_ROLE_GROUND_OVERLAY};

static void on_role(const char *section, const char *name, const char *value, void *context)
{
    struct ak_err err = ak_err_none();

    assert_string_equal(section, "");
    if (ak_theme_set(context, name, value, &err))
        fail_msg("%s", err.text);
}

static struct ak_theme read_theme(const char *name)
{
    struct ak_theme theme = ak_theme_init(name);
    char path[64];

    snprintf(path, sizeof path, "themes/%s.theme", name);
    assert_int_not_equal(pairs_read(path, on_role, &theme), 0);
    return theme;
}

static void every_theme_gives_every_role_a_look(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct ak_theme theme = read_theme(files[i].name);

        for (int role = 0; role < AK_ROLE_COUNT; role++) {
            if (!theme.entries[role].is_set)
                fail_msg("%s has no %s", files[i].name, ak_role_name((enum ak_role)role));
        }
    }
}

static void every_role_has_a_required_contrast(void **state)
{
    (void)state;
    assert_int_equal(REQUIRED_COUNT, AK_ROLE_GROUND_SELECTED);
    for (size_t i = 0; i < REQUIRED_COUNT; i++)
        assert_int_equal(required[i].role, i);
}

static void check_contrast(const struct ak_theme *theme, size_t row, bool is_light)
{
    for (size_t i = 0; i < GROUND_COUNT; i++) {
        enum ak_role role = required[row].role;
        double ratio = ak_theme_contrast(theme, role, grounds[i], is_light);

        if (grounds[i] != AK_ROLE_TEXT && !required[row].in_rows)
            continue;
        if (ratio < required[row].least)
            fail_msg("%s: %s on %s has a contrast of %.2f, not %.1f", theme->name,
                     ak_role_name(role), ak_role_name(grounds[i]), ratio, required[row].least);
    }
}

static void text_can_be_read_on_every_ground(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct ak_theme theme = read_theme(files[i].name);

        for (size_t row = 0; row < REQUIRED_COUNT && files[i].is_of_rgb; row++)
            check_contrast(&theme, row, files[i].is_light);
    }
}

/* The RGB of one of the 256 colours: a cube of six steps, then 24 greys. */
static struct ak_colour colour_of_256(int index)
{
    static const uint8_t steps[] = {0, 95, 135, 175, 215, 255};
    uint8_t grey = (uint8_t)(8 + 10 * (index - 232));

    if (index < 0)
        return (struct ak_colour){.kind = AK_COLOUR_DEFAULT};
    if (index < 16)
        return (struct ak_colour){.kind = AK_COLOUR_INDEX, .index = (uint8_t)index};
    if (index >= 232)
        return (struct ak_colour){.kind = AK_COLOUR_RGB, .red = grey, .green = grey, .blue = grey};
    return (struct ak_colour){.kind = AK_COLOUR_RGB,
                              .red = steps[(index - 16) / 36],
                              .green = steps[(index - 16) / 6 % 6],
                              .blue = steps[(index - 16) % 6]};
}

/* Most terminals show the nearest of 256 colours: that is what has to be readable. */
static void themes_use_colours_that_terminals_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct ak_theme theme = read_theme(files[i].name);

        for (int role = 0; role < AK_ROLE_COUNT; role++) {
            const struct ak_theme_entry *entry = &theme.entries[role];
            struct ak_look look = ak_theme_look(&theme, (enum ak_role)role, AK_ROLE_TEXT, 256);
            struct ak_colour shown = colour_of_256(look.foreground);

            if (entry->foreground.kind == AK_COLOUR_RGB &&
                (shown.red != entry->foreground.red || shown.green != entry->foreground.green ||
                 shown.blue != entry->foreground.blue))
                fail_msg("%s: %s is shown as #%02x%02x%02x", files[i].name,
                         ak_role_name((enum ak_role)role), shown.red, shown.green, shown.blue);
        }
    }
}

static void text_differs_from_its_ground_on_few_colours(void **state)
{
    static const int terminals[] = {8, 16, 256};

    (void)state;
    for (size_t i = 0; i < FILE_COUNT * 3; i++) {
        struct ak_theme theme = read_theme(files[i / 3].name);

        for (size_t j = 0; j < REQUIRED_COUNT * GROUND_COUNT; j++) {
            struct ak_look look = ak_theme_look(&theme, required[j / GROUND_COUNT].role,
                                                grounds[j % GROUND_COUNT], terminals[i % 3]);

            assert_true(look.foreground != look.background || look.foreground < 0);
        }
    }
}

static bool differ(const struct ak_theme *theme, enum ak_role ground, enum ak_role other)
{
    struct ak_look a = ak_theme_look(theme, AK_ROLE_TEXT, ground, 256);
    struct ak_look b = ak_theme_look(theme, AK_ROLE_TEXT, other, 256);

    return a.background != b.background || a.attributes != b.attributes;
}

static void selected_rows_stand_out_in_every_theme(void **state)
{
    (void)state;
    for (size_t i = 0; i <= FILE_COUNT; i++) {
        struct ak_theme theme = i < FILE_COUNT ? read_theme(files[i].name) : ak_theme_monochrome();

        assert_true(differ(&theme, AK_ROLE_GROUND_SELECTED, AK_ROLE_TEXT));
        assert_true(differ(&theme, AK_ROLE_GROUND_UNFOCUSED, AK_ROLE_TEXT));
        assert_true(differ(&theme, AK_ROLE_GROUND_SELECTED, AK_ROLE_GROUND_UNFOCUSED));
    }
}

/* What a deadline or a verdict is, is said by its sign; the signs differ in both alphabets. */
static void nothing_is_told_by_colour_alone(void **state)
{
    static const enum ak_glyph signs[] = {AK_GLYPH_PAST,     AK_GLYPH_SOON, AK_GLYPH_LATER,
                                          AK_GLYPH_CHANGING, AK_GLYPH_YES,  AK_GLYPH_NO};

    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(ak_glyph_text(signs[i], false), ak_glyph_text(signs[j], false));
            assert_string_not_equal(ak_glyph_text(signs[i], true), ak_glyph_text(signs[j], true));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_theme_gives_every_role_a_look),
        cmocka_unit_test(every_role_has_a_required_contrast),
        cmocka_unit_test(text_can_be_read_on_every_ground),
        cmocka_unit_test(themes_use_colours_that_terminals_have),
        cmocka_unit_test(text_differs_from_its_ground_on_few_colours),
        cmocka_unit_test(selected_rows_stand_out_in_every_theme),
        cmocka_unit_test(nothing_is_told_by_colour_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
