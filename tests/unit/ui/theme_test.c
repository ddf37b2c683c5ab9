#include "config.h"

#include "akscope/ui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    BOLD = AK_ATTRIBUTE_BOLD,
    DIM = AK_ATTRIBUTE_DIM,
    ITALIC = AK_ATTRIBUTE_ITALIC,
    UNDERLINE = AK_ATTRIBUTE_UNDERLINE,
    REVERSE = AK_ATTRIBUTE_REVERSE,
};

static struct ak_theme theme_of(const char *const (*lines)[2], size_t count)
{
    struct ak_theme theme = ak_theme_init("test");
    struct ak_err err = ak_err_none();

    for (size_t i = 0; i < count && lines[i][0] != NULL; i++)
        assert_int_equal(ak_theme_set(&theme, lines[i][0], lines[i][1], &err), 0);
    return theme;
}

static void wrong_lines_name_the_nearest_right_word(void **state)
{
    static const struct {
        const char *role, *value, *says;
    } cases[] = {
        {"tilte", "red", "there is no role \"tilte\"; did you mean \"title\"?"},
        {"", "red", "there is no role \"\""},
        {"text", "rde", "did you mean \"red\"?"},
        {"text", "bright-bleu", "did you mean \"bright-blue\"?"},
        {"text", "red on defualt", "did you mean \"default\"?"},
        {"text", "red boldd", "did you mean \"bold\"?"},
        {"text", "underlined", "did you mean \"underline\"?"},
        {"dim", "#12345", "\"#12345\" of role dim is no colour; write \"#rrggbb\""},
        {"dim", "#1234567", "no colour"},
        {"dim", "#12345g", "no colour"},
        {"dim", "#", "no colour"},
        {"dim", "# 12345", "no colour"},
        {"dim", "red blue", "one colour too many at \"blue\""},
        {"dim", "red on blue green", "one colour too many at \"green\""},
        {"dim", "red on blue on green", "one colour too many at \"on\""},
        {"dim", "red on", "no colour after \"on\""},
        {"dim", "on bold", "no colour after \"on\""},
        {"dim", "a-word-that-is-far-longer-than-any-word-of-a-theme-may-be", "neither a colour"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_theme theme = ak_theme_init("test");
        const struct ak_theme before = theme;
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_theme_set(&theme, cases[i].role, cases[i].value, &err), AK_ERR_CONFIG);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("\"%s = %s\" says: %s", cases[i].role, cases[i].value, err.text);
        assert_memory_equal(&theme, &before, sizeof theme);
    }
}

/* A theme of up to four lines, and one look in it. */
struct look_case {
    const char *lines[4][2];
    enum ak_role role, ground;
    int colours;
    struct ak_look look;
};

static void check_looks(const struct look_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ak_theme theme = theme_of(cases[i].lines, 4);
        struct ak_look look =
            ak_theme_look(&theme, cases[i].role, cases[i].ground, cases[i].colours);
        const struct ak_look *expected = &cases[i].look;

        if (look.foreground != expected->foreground || look.background != expected->background ||
            look.attributes != expected->attributes)
            fail_msg("case %zu (%s = %s): %d on %d with %u, not %d on %d with %u", i,
                     cases[i].lines[0][0], cases[i].lines[0][1], look.foreground, look.background,
                     look.attributes, expected->foreground, expected->background,
                     expected->attributes);
    }
}

static void words_of_a_line_make_the_look(void **state)
{
    static const struct look_case cases[] = {
        {{{"text", ""}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {-1, -1, 0}},
        {{{"text", "red"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {1, -1, 0}},
        {{{"text", "  red\ton  blue "}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {1, 4, 0}},
        {{{"text", "on blue"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {-1, 4, 0}},
        {{{"text", "default on default"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {-1, -1, 0}},
        {{{"text", "bright-white on bright-black"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 16, {15, 8, 0}},
        {{{"text", "bold red italic on blue dim"}},
         AK_ROLE_TEXT,
         AK_ROLE_TEXT,
         256,
         {1, 4, BOLD | ITALIC | DIM}},
        {{{"text", "underline reverse"}},
         AK_ROLE_TEXT,
         AK_ROLE_TEXT,
         256,
         {-1, -1, UNDERLINE | REVERSE}},
        {{{"text", "#FF0000 on #00ff00"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {196, 46, 0}},
        {{{"text", "red bold"}, {"text", "blue"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {4, -1, 0}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

static void roles_left_out_look_like_their_parents(void **state)
{
    static const struct look_case cases[] = {
        {{{"text", "red on blue"}}, AK_ROLE_KEY, AK_ROLE_TEXT, 256, {1, 4, 0}},
        {{{"text", "red"}, {"accent", "green bold"}},
         AK_ROLE_KEY,
         AK_ROLE_TEXT,
         256,
         {2, -1, BOLD}},
        {{{"past", "red"}}, AK_ROLE_ERROR, AK_ROLE_TEXT, 256, {1, -1, 0}},
        {{{"dim", "cyan"}}, AK_ROLE_BORDER_FOCUSED, AK_ROLE_TEXT, 256, {6, -1, 0}},
        {{{"text", "red on blue"}, {"good", "green"}}, AK_ROLE_GOOD, AK_ROLE_TEXT, 256, {2, 4, 0}},
        {{{"text", "red on blue"}, {"good", "bold"}},
         AK_ROLE_GOOD,
         AK_ROLE_TEXT,
         256,
         {1, 4, BOLD}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

static void ground_gives_background_and_attributes(void **state)
{
    static const struct look_case cases[] = {
        {{{"good", "green"}, {"ground.selected", "white on blue bold"}},
         AK_ROLE_GOOD,
         AK_ROLE_GROUND_SELECTED,
         256,
         {2, 4, BOLD}},
        {{{"good", "bold"}, {"ground.selected", "white on blue"}},
         AK_ROLE_GOOD,
         AK_ROLE_GROUND_SELECTED,
         256,
         {7, 4, BOLD}},
        {{{"banner", "black on yellow"}, {"ground.selected", "on blue"}},
         AK_ROLE_BANNER,
         AK_ROLE_GROUND_SELECTED,
         256,
         {0, 3, 0}},
        {{{"text", "white on black"}, {"ground.selected", "on blue"}},
         AK_ROLE_STRONG,
         AK_ROLE_GROUND_SELECTED,
         256,
         {7, 4, 0}},
        {{{"banner", "black on yellow"}, {"ground.selected", "reverse"}},
         AK_ROLE_BANNER,
         AK_ROLE_GROUND_SELECTED,
         256,
         {0, 3, REVERSE}},
        {{{"text", "white on black"}, {"good", "green"}},
         AK_ROLE_GOOD,
         AK_ROLE_GROUND_SELECTED,
         256,
         {2, 0, 0}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

static void colours_are_brought_to_what_the_terminal_has(void **state)
{
    static const struct look_case cases[] = {
        {{{"text", "#000000 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {16, 231, 0}},
        {{{"text", "#808080 on #121212"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 256, {244, 233, 0}},
        {{{"text", "#5fafff on #264f78"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 1 << 24, {75, 24, 0}},
        {{{"text", "#ff6b6b"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 88, {9, -1, 0}},
        {{{"text", "#cd0000 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 16, {1, 15, 0}},
        {{{"text", "#cd0000 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {1, 7, 0}},
        {{{"text", "bright-red on bright-blue"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {1, 4, BOLD}},
        {{{"text", "red on blue bold"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 7, {-1, -1, BOLD}},
        {{{"text", "red on blue bold"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 0, {-1, -1, BOLD}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

static void text_never_vanishes_on_few_colours(void **state)
{
    static const struct look_case cases[] = {
        /* both nearest to black, to white, to the same red */
        {{{"text", "#202020 on #000000"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 16, {-1, -1, REVERSE}},
        {{{"text", "#eeeeee on #e0e0e0"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {-1, -1, REVERSE}},
        {{{"text", "red on bright-red"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {-1, -1, REVERSE}},
        /* black on the terminal's own ground, which may be black */
        {{{"text", "#303030"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {-1, -1, 0}},
        {{{"text", "bright-black"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {-1, -1, 0}},
        {{{"text", "bright-black on blue"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {0, 4, 0}},
        /* somebody asked for it */
        {{{"text", "black"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {0, -1, 0}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

static void hues_survive_on_sixteen_colours(void **state)
{
    static const struct look_case cases[] = {
        {{{"past", "#ff6b6b"}}, AK_ROLE_PAST, AK_ROLE_TEXT, 16, {9, -1, 0}},
        {{{"past", "#ff6b6b"}}, AK_ROLE_PAST, AK_ROLE_TEXT, 8, {1, -1, 0}},
        {{{"good", "#5fd787"}}, AK_ROLE_GOOD, AK_ROLE_TEXT, 16, {10, -1, 0}},
        {{{"soon", "#ffaf5f"}}, AK_ROLE_SOON, AK_ROLE_TEXT, 8, {3, -1, 0}},
        {{{"dim", "#8a8f98"}}, AK_ROLE_DIM, AK_ROLE_TEXT, 16, {8, -1, 0}},
        {{{"dim", "#8a8f98"}}, AK_ROLE_DIM, AK_ROLE_TEXT, 8, {7, -1, 0}},
        {{{"dim", "#4a5160"}}, AK_ROLE_DIM, AK_ROLE_TEXT, 8, {-1, -1, 0}},
        {{{"text", "#ffffff on #264f78"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 8, {7, 4, 0}},
        {{{"text", "#ffffff on #1c2128"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, 16, {15, 0, 0}},
    };

    (void)state;
    check_looks(cases, sizeof cases / sizeof cases[0]);
}

/* On every number of colours every possible colour stays in range. */
static void every_colour_has_a_place_on_every_terminal(void **state)
{
    static const int terminals[] = {8, 16, 88, 256, 1 << 24};

    (void)state;
    for (size_t i = 0; i < sizeof terminals / sizeof terminals[0]; i++) {
        int count = terminals[i] < 16 ? 8 : terminals[i] < 256 ? 16 : 256;

        for (unsigned colour = 0; colour < 0x1000000; colour += 0x010305) {
            struct ak_theme theme = ak_theme_init("test");

            theme.entries[AK_ROLE_TEXT] =
                (struct ak_theme_entry){.is_set = true,
                                        .foreground = {.kind = AK_COLOUR_RGB,
                                                       .red = (uint8_t)(colour >> 16),
                                                       .green = (uint8_t)(colour >> 8),
                                                       .blue = (uint8_t)colour}};
            struct ak_look look = ak_theme_look(&theme, AK_ROLE_TEXT, AK_ROLE_TEXT, terminals[i]);
            assert_true(look.foreground >= -1 && look.foreground < count);
        }
    }
}

static void monochrome_tells_by_attributes_alone(void **state)
{
    struct ak_theme theme = ak_theme_monochrome();

    (void)state;
    for (int role = 0; role < AK_ROLE_COUNT; role++) {
        struct ak_look look = ak_theme_look(&theme, (enum ak_role)role, AK_ROLE_TEXT, 256);

        assert_int_equal(look.foreground, -1);
        assert_int_equal(look.background, -1);
    }
    assert_int_not_equal(ak_theme_look(&theme, AK_ROLE_TEXT, AK_ROLE_GROUND_SELECTED, 0).attributes,
                         0);
    assert_int_not_equal(
        ak_theme_look(&theme, AK_ROLE_TEXT, AK_ROLE_GROUND_SELECTED, 0).attributes,
        ak_theme_look(&theme, AK_ROLE_TEXT, AK_ROLE_GROUND_UNFOCUSED, 0).attributes);
    assert_int_not_equal(ak_theme_look(&theme, AK_ROLE_HEADING, AK_ROLE_TEXT, 0).attributes,
                         ak_theme_look(&theme, AK_ROLE_HEADING_SORTED, AK_ROLE_TEXT, 0).attributes);
    assert_int_not_equal(ak_theme_look(&theme, AK_ROLE_TITLE, AK_ROLE_TEXT, 0).attributes,
                         ak_theme_look(&theme, AK_ROLE_TITLE_FOCUSED, AK_ROLE_TEXT, 0).attributes);
}

static void contrast_is_that_of_the_web_guidelines(void **state)
{
    static const struct {
        const char *lines[4][2];
        enum ak_role role, ground;
        bool light;
        double ratio;
    } cases[] = {
        {{{"text", "#000000 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 21.0},
        {{{"text", "#777777 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 4.48},
        {{{"text", "#ff0000 on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 4.00},
        {{{"text", "#ffffff on #ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 1.0},
        {{{"text", "default"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 21.0},
        {{{"text", "default"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, true, 21.0},
        {{{"text", "#ffffff"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, true, 1.0},
        {{{"good", "#000000"}, {"ground.selected", "#ffffff on #ffffff"}},
         AK_ROLE_GOOD,
         AK_ROLE_GROUND_SELECTED,
         false,
         21.0},
        {{{"text", "#777777"}, {"ground.selected", "on #ffffff"}},
         AK_ROLE_GOOD,
         AK_ROLE_GROUND_SELECTED,
         false,
         4.48},
        {{{"text", "red on black"}}, AK_ROLE_TEXT, AK_ROLE_TEXT, false, 3.60},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_theme theme = theme_of(cases[i].lines, 4);
        double ratio = ak_theme_contrast(&theme, cases[i].role, cases[i].ground, cases[i].light);

        if (ratio < cases[i].ratio - 0.01 || ratio > cases[i].ratio + 0.01)
            fail_msg("case %zu: %.3f, not %.2f", i, ratio, cases[i].ratio);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_lines_name_the_nearest_right_word),
        cmocka_unit_test(words_of_a_line_make_the_look),
        cmocka_unit_test(roles_left_out_look_like_their_parents),
        cmocka_unit_test(ground_gives_background_and_attributes),
        cmocka_unit_test(colours_are_brought_to_what_the_terminal_has),
        cmocka_unit_test(text_never_vanishes_on_few_colours),
        cmocka_unit_test(hues_survive_on_sixteen_colours),
        cmocka_unit_test(every_colour_has_a_place_on_every_terminal),
        cmocka_unit_test(monochrome_tells_by_attributes_alone),
        cmocka_unit_test(contrast_is_that_of_the_web_guidelines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
