/* keys_test.c: what terminals send, as keys: through curses, which reads from a pipe here. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "curses_int.h"

/* A terminal whose keyboard is a pipe. */
struct keyboard {
    FILE *input;
    FILE *output;
    int typing; /* the end that a person types into */
    SCREEN *screen;
    struct ak__keys keys;
};

/* False when this machine knows no such terminal. */
static bool plug_in(struct keyboard *keyboard, const char *type)
{
    int ends[2];

    *keyboard = (struct keyboard){.typing = -1};
    assert_int_equal(pipe(ends), 0);
    keyboard->typing = ends[1];
    keyboard->input = fdopen(ends[0], "r");
    keyboard->output = fopen("/dev/null", "w");
    assert_non_null(keyboard->input);
    assert_non_null(keyboard->output);
    keyboard->screen = newterm(type, keyboard->output, keyboard->input);
    if (keyboard->screen == NULL)
        return false;
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    mouseinterval(0);
    mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    ak__keys_define();
    return true;
}

static void pull_out(struct keyboard *keyboard)
{
    if (keyboard->screen != NULL) {
        endwin();
        delscreen(keyboard->screen);
    }
    fclose(keyboard->input);
    fclose(keyboard->output);
    close(keyboard->typing);
}

/* The names of all keys that the bytes are, with blanks between; pasted ones in quotes. */
static void type(struct keyboard *keyboard, const char *bytes, char *names, size_t size)
{
    size_t len = strlen(bytes);
    struct ak_key key;

    names[0] = '\0';
    assert_int_equal(write(keyboard->typing, bytes, len), len);
    while (ak__keys_read(&keyboard->keys, &key)) {
        char name[AK_KEY_NAME_SIZE];
        size_t used = strlen(names);

        snprintf(names + used, size - used, key.is_pasted ? "%s'%s'" : "%s%s", used > 0 ? " " : "",
                 ak_key_name(&key, name));
    }
}

static void bytes_are_keys(void **state)
{
    static const struct {
        const char *what;
        const char *bytes;
        const char *keys;
    } cases[] = {
        {"letters", "jG?", "j G ?"},
        {"signs of keys files", ": ;#=", ": Space ; # ="},
        {"letters of other scripts", "\xC3\xA9\xE6\xB1\xBA", "\xC3\xA9 \xE6\xB1\xBA"},
        {"control characters", "\x01\x02\x1A", "Ctrl-a Ctrl-b Ctrl-z"},
        {"control characters without a letter", "\x1F", ""},
        {"Enter, Tab, Backspace in both spellings", "\r\n\t\b\x7F",
         "Enter Enter Tab Backspace Backspace"},
        {"Escape", "\033", "Esc"},
        {"arrows in normal mode", "\033[A\033[B\033[C\033[D", "Up Down Right Left"},
        {"arrows in application mode", "\033OA\033OB\033OC\033OD", "Up Down Right Left"},
        {"Home and End", "\033OH\033OF", "Home End"},
        {"pages, Insert, Delete", "\033[5~\033[6~\033[2~\033[3~", "PageUp PageDown Insert Delete"},
        {"BackTab", "\033[Z", "BackTab"},
        {"function keys", "\033OP\033[15~\033[24~", "F1 F5 F12"},
        {"Alt", "\033x\033X\033\xC3\xA9", "Alt-x Alt-X Alt-\xC3\xA9"},
        {"Alt with Control", "\033\x06", "Ctrl-Alt-f"},
        {"Escape, then a key that has no Alt", "\033\r", "Esc Enter"},
        {"Escape twice", "\033\033", "Esc Esc"},
        {"a paste is text alone", "\033[200~q\r\n\tZ\x03\xC3\xA9\033[201~q",
         "'q' 'Z' '\xC3\xA9' q"},
        {"a paste with arrows in it", "\033[200~a\033[Bb\x7F\033[201~j", "'a' 'b' j"},
        {"a paste in a paste ends with the first end", "\033[200~a\033[200~b\033[201~c",
         "'a' 'b' c"},
        {"an empty paste", "\033[200~\033[201~", ""},
        {"what turns text round",
         "a\xE2\x80\xAE"
         "b",
         "a b"},
        {"the C1 controls",
         "\xC2\x9B"
         "A",
         "A"},
    };
    struct keyboard keyboard;

    (void)state;
    if (!plug_in(&keyboard, "xterm-256color")) {
        pull_out(&keyboard);
        skip();
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char names[256];

        type(&keyboard, cases[i].bytes, names, sizeof names);
        if (strcmp(names, cases[i].keys) != 0)
            fail_msg("%s: %s, not %s", cases[i].what, names, cases[i].keys);
    }
    pull_out(&keyboard);
}

/* What other terminals than xterm send. */
static void terminals_differ(void **state)
{
    static const struct {
        const char *type;
        const char *bytes;
        const char *keys;
    } cases[] = {
        {"screen-256color", "\033OA\033[1~\033[4~\033[5~\x7F", "Up Home End PageUp Backspace"},
        {"tmux-256color", "\033OA\033[1~\033[4~\033[Z", "Up Home End BackTab"},
        {"linux", "\033[A\033[1~\033[[A\033[3~", "Up Home F1 Delete"},
        {"vt100", "\033OA\033[A", "Up Up"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct keyboard keyboard;
        char names[256];

        if (plug_in(&keyboard, cases[i].type)) {
            type(&keyboard, cases[i].bytes, names, sizeof names);
            if (strcmp(names, cases[i].keys) != 0)
                fail_msg("%s: %s, not %s", cases[i].type, names, cases[i].keys);
        }
        pull_out(&keyboard);
    }
}

static void the_mouse_has_places(void **state)
{
    struct keyboard keyboard;
    struct ak_key key;
    static const char press[] = "\033[<0;5;3M\033[<0;5;3m";

    (void)state;
    if (!plug_in(&keyboard, "xterm-256color")) {
        pull_out(&keyboard);
        skip();
    }
    assert_int_equal(write(keyboard.typing, press, sizeof press - 1), sizeof press - 1);
    assert_true(ak__keys_read(&keyboard.keys, &key));
    assert_int_equal(key.code, AK_KEY_MOUSE_PRESS);
    assert_int_equal(key.x, 4);
    assert_int_equal(key.y, 2);
    assert_false(ak__keys_read(&keyboard.keys, &key)); /* letting go is no key */
    pull_out(&keyboard);
}

static void mouse_events_are_decoded_by_place_and_time(void **state)
{
    static const struct {
        mmask_t buttons;
        int x, y;
        int64_t at_ms;
        enum ak_key_code code; /* AK_KEY_NONE: nothing */
    } events[] = {
        {BUTTON4_PRESSED, 1, 1, 1000, AK_KEY_WHEEL_UP},
        {BUTTON5_PRESSED, 1, 1, 1000, AK_KEY_WHEEL_DOWN},
        {BUTTON1_PRESSED, 4, 2, 1000, AK_KEY_MOUSE_PRESS},
        {BUTTON1_PRESSED, 4, 2, 1399, AK_KEY_MOUSE_DOUBLE},
        {BUTTON1_PRESSED, 4, 2, 1500, AK_KEY_MOUSE_PRESS}, /* a third one begins anew */
        {BUTTON1_PRESSED, 4, 2, 1900, AK_KEY_MOUSE_PRESS}, /* too late */
        {BUTTON1_PRESSED, 5, 2, 1950, AK_KEY_MOUSE_PRESS}, /* elsewhere */
        {BUTTON1_PRESSED, 5, 3, 1960, AK_KEY_MOUSE_PRESS},
        {BUTTON2_PRESSED, 5, 3, 1970, AK_KEY_NONE},
        {BUTTON1_RELEASED, 5, 3, 1980, AK_KEY_NONE},
    };
    struct ak__keys keys = {0};

    (void)state;
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        MEVENT event = {.bstate = events[i].buttons, .x = events[i].x, .y = events[i].y};
        struct ak_key key;
        bool is_key = ak__keys_decode_mouse(&keys, &event, events[i].at_ms, &key);

        assert_int_equal(is_key, events[i].code != AK_KEY_NONE);
        assert_int_equal(key.code, events[i].code);
        assert_int_equal(key.x, events[i].x);
        assert_int_equal(key.y, events[i].y);
    }
}

/* Every code that curses can give: none is taken for another key, none crashes. */
static void unknown_codes_mean_nothing(void **state)
{
    struct ak__keys keys = {0};
    size_t known = 0;

    (void)state;
    for (wint_t code = KEY_MIN; code <= KEY_MAX + 8; code++) {
        struct ak_key key;

        if (code != KEY_MOUSE && ak__keys_decode(&keys, KEY_CODE_YES, code, &key)) {
            assert_int_not_equal(key.code, AK_KEY_NONE);
            known++;
        }
    }
    assert_int_equal(known, 13 + 12); /* the table, and F1 to F12 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_keys),
        cmocka_unit_test(terminals_differ),
        cmocka_unit_test(the_mouse_has_places),
        cmocka_unit_test(mouse_events_are_decoded_by_place_and_time),
        cmocka_unit_test(unknown_codes_mean_nothing),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
