/* term_test.c: what is the same for every terminal, with the headless one. */
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

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "akscope/term/term.h"

enum { WIDTH = 12, HEIGHT = 3, CELLS = WIDTH * HEIGHT };

struct scene {
    struct ak_term *term;
    struct ak_surface surface;
    struct ak_theme theme;
};

static int open_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    assert_non_null(scene);
    scene->term = ak_term_open_headless(WIDTH, HEIGHT);
    scene->surface = ak_surface_init(WIDTH, HEIGHT, false);
    scene->theme = ak_theme_monochrome();
    *state = scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;

    ak_term_close(scene->term);
    ak_surface_release(&scene->surface);
    free(scene);
    return 0;
}

static void flush(struct scene *scene, int cursor_x, int cursor_y)
{
    ak_term_flush(scene->term, &scene->surface, &scene->theme, cursor_x, cursor_y);
}

static void put(struct scene *scene, int x, int y, enum ak_role role, const char *text)
{
    struct ak_canvas canvas = ak_canvas_of(&scene->surface);

    ak_canvas_text(&canvas, x, y, role, text);
}

static void assert_traffic(struct scene *scene, size_t pictures, size_t cells)
{
    struct ak_term_traffic traffic = ak_term_traffic(scene->term);

    assert_int_equal(traffic.pictures, pictures);
    assert_int_equal(traffic.cells, cells);
}

static void only_cells_that_changed_are_written(void **state)
{
    struct scene *scene = *state;

    flush(scene, -1, -1);
    assert_traffic(scene, 1, CELLS); /* nothing is known of the screen before */
    flush(scene, -1, -1);
    assert_traffic(scene, 1, CELLS);
    put(scene, 2, 1, AK_ROLE_TEXT, "abc");
    flush(scene, -1, -1);
    assert_traffic(scene, 2, CELLS + 3);
    put(scene, 2, 1, AK_ROLE_TEXT, "abd");
    flush(scene, -1, -1);
    assert_traffic(scene, 3, CELLS + 4);
    put(scene, 2, 1, AK_ROLE_STRONG, "abd"); /* the same text, but it means something else */
    flush(scene, -1, -1);
    assert_traffic(scene, 4, CELLS + 7);
    put(scene, 0, 0, AK_ROLE_TEXT, "\xE6\xB1\xBA"); /* one cell that covers two columns */
    flush(scene, -1, -1);
    assert_traffic(scene, 5, CELLS + 8);
    ak_term_forget(scene->term);
    flush(scene, -1, -1);
    assert_traffic(scene, 6, 2 * CELLS + 8 - 1);
}

static void a_cursor_that_moves_is_a_change(void **state)
{
    struct scene *scene = *state;

    flush(scene, 3, 2);
    assert_traffic(scene, 1, CELLS);
    flush(scene, 3, 2);
    assert_traffic(scene, 1, CELLS);
    flush(scene, 4, 2);
    assert_traffic(scene, 2, CELLS);
    flush(scene, -1, -1);
    assert_traffic(scene, 3, CELLS);
}

static void the_picture_shown_is_kept(void **state)
{
    struct scene *scene = *state;
    struct ak_buf text = ak_buf_init(1000);

    assert_int_equal(ak_term_shown(scene->term)->height, 0);
    put(scene, 1, 1, AK_ROLE_TEXT, "hello");
    flush(scene, -1, -1);
    put(scene, 1, 1, AK_ROLE_TEXT, "there"); /* drawn, but not shown yet */
    assert_true(ak_surface_print(ak_term_shown(scene->term), &text));
    assert_string_equal(ak_buf_text(&text), "\n hello\n\n");
    ak_buf_release(&text);
}

static void a_new_size_is_noticed_once_and_drawn_whole(void **state)
{
    struct scene *scene = *state;
    int width, height;

    flush(scene, -1, -1);
    assert_false(ak_term_resized(scene->term));
    ak_term_set_size(scene->term, 20, 2);
    ak_term_size(scene->term, &width, &height);
    assert_int_equal(width, WIDTH); /* not before it is asked for */
    assert_true(ak_term_resized(scene->term));
    assert_false(ak_term_resized(scene->term));
    ak_term_size(scene->term, &width, &height);
    assert_int_equal(width, 20);
    assert_int_equal(height, 2);
    ak_surface_resize(&scene->surface, 20, 2);
    flush(scene, -1, -1);
    assert_traffic(scene, 2, CELLS + 40);
    assert_int_equal(ak_term_shown(scene->term)->width, 20);
}

static void keys_come_in_the_order_they_were_pressed(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"j", "Ctrl-f", "Enter"};
    struct ak_key key;
    char name[AK_KEY_NAME_SIZE];

    assert_int_equal(ak_term_descriptor(scene->term), -1);
    assert_false(ak_term_read_key(scene->term, &key));
    for (size_t i = 0; i < 3; i++) {
        assert_true(ak_key_parse(names[i], &key));
        ak_term_press(scene->term, &key);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_true(ak_term_read_key(scene->term, &key));
        assert_string_equal(ak_key_name(&key, name), names[i]);
    }
    assert_false(ak_term_read_key(scene->term, &key));
    assert_false(ak_term_is_gone(scene->term));
}

/* RFC 4648, and what terminals take. */
static void text_is_copied_as_base64(void **state)
{
    static const struct {
        const char *text;
        const char *base64;
    } cases[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"\xFF\xFE\xFD", "//79"},
        {"\xE6\xB1\xBA", "5rG6"},
    };
    struct scene *scene = *state;
    char expected[512] = "";

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t used = strlen(expected);

        snprintf(expected + used, sizeof expected - used, "\033]52;c;%s\a", cases[i].base64);
        assert_true(ak_term_copy(scene->term, cases[i].text));
        assert_string_equal(ak_term_traffic(scene->term).written, expected);
    }
}

static void what_terminals_would_not_take_is_not_copied(void **state)
{
    enum { MOST = 74994 };
    struct scene *scene = *state;
    char *text = ak_alloc(MOST + 2, 1);

    memset(text, 'x', MOST + 1);
    assert_false(ak_term_copy(scene->term, text));
    assert_string_equal(ak_term_traffic(scene->term).written, "");
    text[MOST] = '\0';
    assert_true(ak_term_copy(scene->term, text));
    assert_int_equal(strlen(ak_term_traffic(scene->term).written), 8 + MOST / 3 * 4);
    free(text);
}

static void bell_and_mouse(void **state)
{
    struct scene *scene = *state;

    ak_term_bell(scene->term);
    ak_term_set_mouse(scene->term, true);
    ak_term_set_mouse(scene->term, false);
    ak_term_fence(scene->term, 1, 2); /* nobody asked for fences */
    assert_string_equal(ak_term_traffic(scene->term).written, "\a");
}

static void a_notification_is_one_line_without_control_characters(void **state)
{
    struct scene *scene = *state;
    char text[300];

    ak_term_notify(scene->term, "done: \x1b]52;c;eA==\a\nscale batch");
    assert_string_equal(ak_term_traffic(scene->term).written,
                        "\x1b]9;done: " AK_TEXT_REPLACEMENT "]52;c;eA==" AK_TEXT_REPLACEMENT
                        " scale batch\a");
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ak_term_notify(scene->term, text);
    assert_true(strlen(ak_term_traffic(scene->term).written) < 300);
}

static void utf8_is_the_locales(void **state)
{
    struct ak_term *plain;

    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    struct ak_term *wide = ak_term_open_headless(1, 1);
    setlocale(LC_CTYPE, "C");
    plain = ak_term_open_headless(1, 1);
    assert_true(ak_term_is_utf8(wide));
    assert_false(ak_term_is_utf8(plain));
    assert_int_equal(ak_term_colours(plain), 256);
    ak_term_close(wide);
    ak_term_close(plain);
}

/* Standard input is what it may be in a script: no terminal. */
static void without_a_terminal_there_is_no_dashboard(void **state)
{
    struct ak_term_options options = {.uses_mouse = false};
    struct ak_term *term = NULL;
    struct ak_err err = ak_err_none();
    int kept = dup(STDIN_FILENO);
    int nothing = open("/dev/null", O_RDONLY);

    (void)state;
    assert_int_not_equal(nothing, -1);
    assert_int_equal(dup2(nothing, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(ak_term_open(&options, &term, &err), AK_ERR_TERMINAL);
    assert_null(term);
    assert_non_null(strstr(err.text, "needs a terminal"));
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    close(nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_cells_that_changed_are_written, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(a_cursor_that_moves_is_a_change, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(the_picture_shown_is_kept, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_new_size_is_noticed_once_and_drawn_whole, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(keys_come_in_the_order_they_were_pressed, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(text_is_copied_as_base64, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(what_terminals_would_not_take_is_not_copied, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(bell_and_mouse, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_notification_is_one_line_without_control_characters,
                                        open_scene, close_scene),
        cmocka_unit_test(utf8_is_the_locales),
        cmocka_unit_test(without_a_terminal_there_is_no_dashboard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
