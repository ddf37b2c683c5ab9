#include "config.h"

#include "akscope/ui/prompt.h"

#include <stdio.h>
#include <string.h>

#include "picture_case.h"
#include "akscope/base/text.h"

#define WIDE "\xE5\xBA\x83"
#define E_ACUTE "e\xCC\x81" /* two points, one character */

static struct ak_key key_of(const char *name)
{
    struct ak_key key = {.code = AK_KEY_NONE};

    if (!ak_key_parse(name, &key))
        fail_msg("\"%s\" is no key", name);
    return key;
}

static enum ak_prompt_result press(struct ak_prompt *prompt, const char *name)
{
    struct ak_key key = key_of(name);

    return ak_prompt_key(prompt, &key, NULL, NULL);
}

/* Presses the keys named in `keys`, separated by blanks. */
static enum ak_prompt_result press_all(struct ak_prompt *prompt, const char *keys)
{
    enum ak_prompt_result result = AK_PROMPT_GOES_ON;
    char name[32];

    while (*(keys += strspn(keys, " ")) != '\0') {
        size_t len = strcspn(keys, " ");

        snprintf(name, sizeof name, "%.*s", (int)len, keys);
        result = press(prompt, name);
        keys += len;
    }
    return result;
}

static void keys_edit_the_line(void **state)
{
    static const struct {
        const char *text, *keys, *result;
        size_t cursor;
    } cases[] = {
        {"", "a b c", "abc", 3},
        {"ab", "Left x", "axb", 2},
        {"ab", "Left Left Left x", "xab", 1},
        {"ab", "Home x Right y", "xayb", 3},
        {"ab", "Ctrl-a x Ctrl-e y", "xaby", 4},
        {"abc", "Ctrl-b Ctrl-b x Ctrl-f y", "axbyc", 4},
        {"abc", "Backspace", "ab", 2},
        {"abc", "Home Backspace", "abc", 0},
        {"abc", "Home Delete", "bc", 0},
        {"abc", "Delete", "abc", 3},
        {"one two", "Ctrl-w", "one ", 4},
        {"one two  ", "Ctrl-w", "one ", 4},
        {"one two", "Ctrl-w Ctrl-w Ctrl-w", "", 0},
        {"one two", "Alt-b x", "one xtwo", 5},
        {"one two", "Home Alt-f x", "onex two", 4},
        {"one two", "Home Alt-f Alt-f x", "one twox", 8},
        {"one two", "Alt-b Ctrl-u", "two", 0},
        {"one two", "Alt-b Ctrl-k", "one ", 4},
        {"one two", "Home End Left Delete", "one tw", 6},
        {"", "Space a", " a", 2},
        {"", "\xC3\xA9 " WIDE, "\xC3\xA9" WIDE, 5},
        {"a" WIDE "b", "Left Left x", "ax" WIDE "b", 2},
        {"a" WIDE, "Backspace", "a", 1},
        {"x" E_ACUTE "y", "Left Backspace", "xy", 1},
        {"x" E_ACUTE "y", "Home Right Delete", "xy", 1},
        {"x" E_ACUTE, "Left z", "xz" E_ACUTE, 2},
        {"ab", "F1 PageUp Insert BackTab Alt-x Ctrl-x", "ab", 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_prompt prompt = ak_prompt_init();

        ak_prompt_open(&prompt, ":", cases[i].text);
        (void)press_all(&prompt, cases[i].keys);
        if (strcmp(prompt.text, cases[i].result) != 0 || prompt.cursor != cases[i].cursor)
            fail_msg("\"%s\" and %s: \"%s\" at %zu", cases[i].text, cases[i].keys, prompt.text,
                     prompt.cursor);
        ak_prompt_release(&prompt);
    }
}

static void each_key_says_what_it_did(void **state)
{
    static const struct {
        const char *text, *key;
        enum ak_prompt_result result;
    } cases[] = {
        {"ab", "c", AK_PROMPT_CHANGED},        {"ab", "Left", AK_PROMPT_GOES_ON},
        {"ab", "Enter", AK_PROMPT_ACCEPTED},   {"", "Enter", AK_PROMPT_ACCEPTED},
        {"ab", "Esc", AK_PROMPT_LEFT},         {"ab", "Ctrl-c", AK_PROMPT_LEFT},
        {"ab", "Ctrl-g", AK_PROMPT_LEFT},      {"", "Backspace", AK_PROMPT_LEFT},
        {"a", "Backspace", AK_PROMPT_CHANGED}, {"ab", "Delete", AK_PROMPT_GOES_ON},
        {"ab", "Ctrl-k", AK_PROMPT_GOES_ON},   {"ab", "Ctrl-u", AK_PROMPT_CHANGED},
        {"ab", "Up", AK_PROMPT_GOES_ON},       {"ab", "Tab", AK_PROMPT_GOES_ON},
        {"ab", "F5", AK_PROMPT_GOES_ON},       {"", "Ctrl-w", AK_PROMPT_GOES_ON},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_prompt prompt = ak_prompt_init();

        ak_prompt_open(&prompt, ":", cases[i].text);
        if (press(&prompt, cases[i].key) != cases[i].result)
            fail_msg("\"%s\" and %s", cases[i].text, cases[i].key);
        ak_prompt_release(&prompt);
    }
}

static void full_line_takes_no_more_and_stays_text(void **state)
{
    struct ak_prompt prompt = ak_prompt_init();

    (void)state;
    ak_prompt_open(&prompt, "/", "");
    for (int i = 0; i < AK_PROMPT_SIZE; i++)
        (void)press(&prompt, WIDE);
    assert_int_equal(strlen(prompt.text), (AK_PROMPT_SIZE - 1) / 3 * 3);
    assert_true(ak_text_is_clean(prompt.text, strlen(prompt.text)));
    assert_int_equal(press(&prompt, WIDE), AK_PROMPT_GOES_ON);
    ak_prompt_release(&prompt);
}

static void unsafe_characters_are_not_taken(void **state)
{
    static const uint32_t points[] = {0x1B, 0x7F, 0x9B, 0x202E, 0x200B, 0xFEFF};
    struct ak_prompt prompt = ak_prompt_init();

    (void)state;
    ak_prompt_open(&prompt, "/", "a");
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        struct ak_key key = {.code = AK_KEY_POINT, .point = points[i]};

        assert_int_equal(ak_prompt_key(&prompt, &key, NULL, NULL), AK_PROMPT_GOES_ON);
    }
    assert_string_equal(prompt.text, "a");
    ak_prompt_release(&prompt);
}

static void say(struct ak_prompt *prompt, const char *text)
{
    ak_prompt_open(prompt, ":", text);
    assert_int_equal(press(prompt, "Enter"), AK_PROMPT_ACCEPTED);
    assert_string_equal(prompt->text, text);
    ak_prompt_close(prompt);
    assert_false(prompt->is_open);
}

static void history_goes_back_and_returns_to_what_was_typed(void **state)
{
    static const struct {
        const char *key, *text;
    } steps[] = {
        {"Up", "three"}, {"Ctrl-p", "two"}, {"Up", "one"},   {"Up", "one"},
        {"Down", "two"}, {"Down", "three"}, {"Down", "dra"}, {"Ctrl-n", "dra"},
        {"Up", "three"}, {"x", "threex"},   {"Down", "dra"},
    };
    struct ak_prompt prompt = ak_prompt_init();

    (void)state;
    say(&prompt, "one");
    say(&prompt, "");
    say(&prompt, "two");
    say(&prompt, "two");
    say(&prompt, "three");
    assert_int_equal(prompt.history.len, 3);
    ak_prompt_open(&prompt, ":", "dra");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        (void)press(&prompt, steps[i].key);
        assert_string_equal(prompt.text, steps[i].text);
        assert_int_equal(prompt.cursor, strlen(prompt.text));
    }
    ak_prompt_release(&prompt);
}

static void history_forgets_the_oldest(void **state)
{
    struct ak_prompt prompt = ak_prompt_init();
    char line[16];

    (void)state;
    for (int i = 0; i < 150; i++) {
        snprintf(line, sizeof line, "line %d", i);
        say(&prompt, line);
    }
    assert_int_equal(prompt.history.len, 100);
    assert_string_equal(*(char **)ak_vec_at(&prompt.history, 0), "line 50");
    ak_prompt_release(&prompt);
}

/* Offers what begins with the text, from the words in the context. */
static bool offer(const char *text, size_t n, char out[AK_PROMPT_SIZE], const void *context)
{
    const char *const *words = context;

    for (size_t i = 0; words[i] != NULL; i++) {
        if (ak_text_has_prefix(words[i], text, false) && n-- == 0) {
            ak_text_copy(out, AK_PROMPT_SIZE, words[i]);
            return true;
        }
    }
    return false;
}

static void tab_walks_through_the_offers_and_back(void **state)
{
    static const char *const words[] = {"sizes", "sort", "sort-next", "theme", NULL};
    static const struct {
        const char *key, *text;
    } steps[] = {
        {"Tab", "sizes"}, {"Tab", "sort"}, {"Tab", "sort-next"}, {"Tab", "s"},
        {"Tab", "sizes"}, {"Tab", "sort"}, {"-", "sort-"},       {"Tab", "sort-next"},
        {"Tab", "sort-"}, {"x", "sort-x"}, {"Tab", "sort-x"},    {"Tab", "sort-x"},
    };
    struct ak_prompt prompt = ak_prompt_init();

    (void)state;
    ak_prompt_open(&prompt, ":", "s");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct ak_key key = key_of(steps[i].key);

        assert_int_equal(ak_prompt_key(&prompt, &key, offer, words), AK_PROMPT_CHANGED);
        assert_string_equal(prompt.text, steps[i].text);
        assert_int_equal(prompt.cursor, strlen(prompt.text));
    }
    ak_prompt_release(&prompt);
}

static void line_shows_its_cursor_at_every_width(void **state)
{
    static const struct {
        const char *text, *keys;
        int width;
        const char *picture;
        int cursor;
    } cases[] = {
        {"abc", "", 12, ":abc  hint\n", 4},
        {"abc", "Home", 12, ":abc  hint\n", 1},
        {"abc", "Left", 12, ":abc  hint\n", 3},
        {"", "", 12, ":  hint\n", 1},
        {"abcdefgh", "", 6, ":efgh\n", 5},
        {"abcdefgh", "Left Left", 6, ":cdefg\n", 5},
        {"abcdefgh", "Home", 6, ":abcde\n", 1},
        {"a" WIDE WIDE "b", "", 6, ": " WIDE "b\n", 5},
        {"a" WIDE WIDE "b", "Left", 6, ":" WIDE WIDE "b\n", 5},
        {"abc", "", 1, ":\n", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_prompt prompt = ak_prompt_init();
        struct ak_surface surface = ak_surface_init(cases[i].width, 1, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_prompt_open(&prompt, ":", cases[i].text);
        (void)press_all(&prompt, cases[i].keys);
        assert_int_equal(ak_prompt_draw(&prompt, &canvas, "hint"), cases[i].cursor);
        assert_picture(&surface, cases[i].picture);
        ak_surface_release(&surface);
        ak_prompt_release(&prompt);
    }
}

static void cursor_is_never_outside_the_line(void **state)
{
    (void)state;
    for (int width = 0; width < 40; width++) {
        struct ak_prompt prompt = ak_prompt_init();
        struct ak_surface surface = ak_surface_init(width, 2, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_prompt_open(&prompt, ":", "one " WIDE WIDE " three " E_ACUTE " four");
        do {
            int cursor = ak_prompt_draw(&prompt, &canvas, "");

            assert_true(cursor < width && cursor >= -1 && (cursor >= 0 || width == 0));
            (void)press(&prompt, "Left");
        } while (prompt.cursor > 0);
        ak_surface_release(&surface);
        ak_prompt_release(&prompt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_edit_the_line),
        cmocka_unit_test(each_key_says_what_it_did),
        cmocka_unit_test(full_line_takes_no_more_and_stays_text),
        cmocka_unit_test(unsafe_characters_are_not_taken),
        cmocka_unit_test(history_goes_back_and_returns_to_what_was_typed),
        cmocka_unit_test(history_forgets_the_oldest),
        cmocka_unit_test(tab_walks_through_the_offers_and_back),
        cmocka_unit_test(line_shows_its_cursor_at_every_width),
        cmocka_unit_test(cursor_is_never_outside_the_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
