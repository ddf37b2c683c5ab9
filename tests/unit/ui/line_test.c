/* line_test.c: editing one line; the prompt's tests press the same keys through it. */
#include "config.h"

#include "akscope/ui/line.h"

#include <stdio.h>
#include <string.h>

#include "picture_case.h"

static enum ak_line_result press(struct ak_line *line, const char *name)
{
    struct ak_key key;

    if (!ak_key_parse(name, &key))
        fail_msg("%s is no key", name);
    return ak_line_key(line, &key);
}

/* Whether it was taken, and whether it changed the text, is told. */
static void keys_tell_what_they_did(void **state)
{
    static const struct {
        const char *key;
        enum ak_line_result result;
        const char *text;
        size_t cursor;
    } cases[] = {
        {"x", AK_LINE_CHANGED, "ab cxd", 5},      {"Left", AK_LINE_MOVED, "ab cd", 3},
        {"Right", AK_LINE_MOVED, "ab cd", 5},     {"Home", AK_LINE_MOVED, "ab cd", 0},
        {"End", AK_LINE_MOVED, "ab cd", 5},       {"Backspace", AK_LINE_CHANGED, "ab d", 3},
        {"Delete", AK_LINE_CHANGED, "ab c", 4},   {"Ctrl-w", AK_LINE_CHANGED, "ab d", 3},
        {"Ctrl-u", AK_LINE_CHANGED, "d", 0},      {"Ctrl-k", AK_LINE_CHANGED, "ab c", 4},
        {"Ctrl-a", AK_LINE_MOVED, "ab cd", 0},    {"Ctrl-e", AK_LINE_MOVED, "ab cd", 5},
        {"Alt-b", AK_LINE_MOVED, "ab cd", 3},     {"Alt-f", AK_LINE_MOVED, "ab cd", 5},
        {"Enter", AK_LINE_NOT_MINE, "ab cd", 4},  {"Up", AK_LINE_NOT_MINE, "ab cd", 4},
        {"Ctrl-x", AK_LINE_NOT_MINE, "ab cd", 4}, {"Alt-x", AK_LINE_NOT_MINE, "ab cd", 4},
        {"Tab", AK_LINE_NOT_MINE, "ab cd", 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[16] = "ab cd";
        struct ak_line line = {.text = text, .size = sizeof text, .cursor = 4};

        if (press(&line, cases[i].key) != cases[i].result || strcmp(text, cases[i].text) != 0 ||
            line.cursor != cases[i].cursor)
            fail_msg("%s: \"%s\" at %zu", cases[i].key, text, line.cursor);
    }
}

/* At the ends nothing is erased, and a full line takes no more; the text is never cut. */
static void a_line_keeps_to_its_room(void **state)
{
    char text[4] = "abc";
    struct ak_line line = {.text = text, .size = sizeof text, .cursor = 3};

    (void)state;
    assert_int_equal(press(&line, "d"), AK_LINE_MOVED);
    assert_int_equal(press(&line, "Delete"), AK_LINE_MOVED);
    assert_int_equal(press(&line, "Ctrl-k"), AK_LINE_MOVED);
    line.cursor = 0;
    assert_int_equal(press(&line, "Backspace"), AK_LINE_MOVED);
    assert_int_equal(press(&line, "Ctrl-u"), AK_LINE_MOVED);
    assert_string_equal(text, "abc");
    assert_int_equal(press(&line, "Delete"), AK_LINE_CHANGED);
    struct ak_key wide = {.code = AK_KEY_POINT, .point = 0x5E83}; /* three bytes where one fits */
    assert_int_equal(ak_line_key(&line, &wide), AK_LINE_MOVED);
    assert_string_equal(text, "bc");
}

static void a_long_line_shows_its_cursor(void **state)
{
    static const struct {
        size_t cursor;
        const char *picture;
        int column;
    } cases[] = {{0, "abcdef\n", 0}, {5, "abcdef\n", 5}, {6, "bcdefg\n", 5}, {10, "fghij\n", 5}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_surface surface = ak_surface_init(6, 1, true);
        struct ak_canvas canvas = ak_canvas_of(&surface);
        struct ak_line_place place = ak_line_draw("abcdefghij", cases[i].cursor, &canvas);

        assert_picture(&surface, cases[i].picture);
        assert_int_equal(place.cursor, cases[i].column);
        ak_surface_release(&surface);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_tell_what_they_did),
        cmocka_unit_test(a_line_keeps_to_its_room),
        cmocka_unit_test(a_long_line_shows_its_cursor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
