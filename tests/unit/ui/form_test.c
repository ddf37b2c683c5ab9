/* form_test.c: what keys and the mouse do to the fields of a form, and how it is drawn. */
#include "config.h"

#include "akscope/ui/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "picture_case.h"

enum { WIDTH = 60, HEIGHT = 24, FIELDS = 6 };
enum { NAME, NODES, MODE, SKU, CONFIRM, NOTES };

/* A form whose answers are kept as a caller keeps them. */
struct scene {
    struct ak_form form;
    struct ak_form_field items[FIELDS];
    char values[FIELDS][64];
};

static const struct ak_form_choice modes[] = {{.value = "User"}, {.value = "System"}};
static const struct ak_form_choice skus[] = {
    {.value = "", .label = "Azure's choice", .note = "Ubuntu 20.04"},
    {.value = "Ubuntu2404", .note = "Ubuntu 24.04"},
    {.value = "Flatcar", .note = "no CVM image", .role = AK_ROLE_DIM},
};

static void open_scene(struct scene *scene)
{
    static const struct ak_form_field items[FIELDS] = {
        [NAME] = {.label = "Name", .kind = AK_FORM_TEXT, .help = "1 to 12 letters"},
        [NODES] = {.label = "Nodes", .kind = AK_FORM_NUMBER, .preset = "3"},
        [MODE] = {.label = "Mode", .kind = AK_FORM_CHOICE, .preset = "User"},
        [SKU] = {.label = "OS SKU", .kind = AK_FORM_LIST},
        [CONFIRM] = {.label = "Type it", .kind = AK_FORM_CONFIRM, .wanted = "batch"},
        [NOTES] = {.label = "Notes", .kind = AK_FORM_TEXT, .preset = "none"},
    };

    *scene = (struct scene){.form = ak_form_init()};
    memcpy(scene->items, items, sizeof items);
    scene->items[MODE].choices = modes;
    scene->items[MODE].choice_count = 2;
    scene->items[SKU].choices = skus;
    scene->items[SKU].choice_count = 3;
    for (size_t i = 0; i < FIELDS; i++)
        scene->items[i].value = scene->values[i];
}

static struct ak_form_fields fields_of(const struct scene *scene)
{
    return (struct ak_form_fields){.items = scene->items, .count = FIELDS};
}

static enum ak_form_result take(struct scene *scene, size_t field, enum ak_form_result result)
{
    if (result == AK_FORM_CHANGED)
        ak_text_copy(scene->values[field], sizeof scene->values[field], ak_form_text(&scene->form));
    return result;
}

static enum ak_action action_of(const struct ak_key *key)
{
    switch ((int)key->code) {
    case AK_KEY_UP:
        return AK_ACTION_UP;
    case AK_KEY_DOWN:
        return AK_ACTION_DOWN;
    case AK_KEY_LEFT:
        return AK_ACTION_LEFT;
    case AK_KEY_RIGHT:
        return AK_ACTION_RIGHT;
    case AK_KEY_HOME:
        return AK_ACTION_TOP;
    case AK_KEY_END:
        return AK_ACTION_BOTTOM;
    case AK_KEY_BACKSPACE:
        return AK_ACTION_UNSET;
    default:
        return key->code == AK_KEY_POINT && key->point == ' ' ? AK_ACTION_CHOOSE : AK_ACTION_NONE;
    }
}

/* As a view does: a text first, then the action of the key. */
static enum ak_form_result press(struct scene *scene, const char *name)
{
    struct ak_form_fields fields = fields_of(scene);
    size_t field = scene->form.focus;
    enum ak_form_result result = AK_FORM_NOT_MINE;
    struct ak_key key;

    if (!ak_key_parse(name, &key))
        fail_msg("%s is no key", name);
    if (ak_form_takes_text(&scene->form, &fields))
        result = ak_form_type(&scene->form, &fields, &key);
    if (result == AK_FORM_NOT_MINE)
        result = ak_form_act(&scene->form, &fields, action_of(&key));
    return take(scene, field, result);
}

static void press_all(struct scene *scene, const char *keys)
{
    char copy[128];
    char *rest = copy;
    char *key;

    snprintf(copy, sizeof copy, "%s", keys);
    while ((key = strsep(&rest, " ")) != NULL) {
        if (*key != '\0')
            press(scene, key);
    }
}

/* ---- keys ---- */

static void keys_fill_in_the_focused_field(void **state)
{
    static const struct {
        size_t field;
        const char *before, *keys, *after;
        size_t focus; /* afterwards */
    } cases[] = {
        {NAME, "", "a b Left x", "axb", NAME},
        {NAME, "ab", "c", "abc", NAME},
        {NAME, "ab", "Backspace", "a", NAME},
        {NAME, "", "Space a Space b", "a b", NAME},
        {NAME, "", "a Down", "a", NODES},
        {NAME, "ab", "End", "ab", NOTES}, /* nobody is in the text yet */
        {NAME, "ab", "x Home y", "yabx", NAME},
        {NODES, "12", "5", "5", NODES}, /* a number is rather replaced */
        {NODES, "12", "5 0", "50", NODES},
        {NODES, "", "+ +", "5", NODES}, /* from what holds without a choice */
        {NODES, "1", "- -", "0", NODES},
        {NODES, "4", "x", "4", NODES},
        {MODE, "", "Space", "System", MODE},
        {MODE, "System", "Space", "User", MODE},
        {MODE, "", "Left", "System", MODE},
        {MODE, "System", "Backspace", "", MODE},
        {MODE, "", "x", "", MODE},
        {SKU, "", "Down", "Ubuntu2404", SKU},
        {SKU, "", "Down Down Down", "Flatcar", CONFIRM}, /* at its end one goes on */
        {SKU, "Flatcar", "Up", "Ubuntu2404", SKU},
        {SKU, "", "Up", "", MODE},
        {CONFIRM, "", "b a", "ba", CONFIRM},
        {NOTES, "", "Down", "", NOTES},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t field = cases[i].field;
        struct scene scene;

        open_scene(&scene);
        ak_text_copy(scene.values[field], sizeof scene.values[field], cases[i].before);
        ak_form_focus(&scene.form, field);
        press_all(&scene, cases[i].keys);
        if (strcmp(scene.values[field], cases[i].after) != 0 || scene.form.focus != cases[i].focus)
            fail_msg("%s in field %zu: \"%s\", then at field %zu", cases[i].keys, field,
                     scene.values[field], scene.form.focus);
        ak_form_release(&scene.form);
    }
}

static void only_texts_take_letters(void **state)
{
    static const bool takes[FIELDS] = {true, true, false, false, true, true};
    struct scene scene;

    (void)state;
    open_scene(&scene);
    for (size_t i = 0; i < FIELDS; i++) {
        struct ak_form_fields fields = fields_of(&scene);

        ak_form_focus(&scene.form, i);
        assert_int_equal(ak_form_takes_text(&scene.form, &fields), takes[i]);
    }
    ak_form_release(&scene.form);
}

static void the_word_must_be_typed_as_it_is(void **state)
{
    static const struct {
        const char *typed;
        bool is_confirmed;
    } cases[] = {
        {"", false}, {"batc", false}, {"batch", true}, {"Batch", false}, {"batchx", false}};
    struct scene scene;

    (void)state;
    open_scene(&scene);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ak_text_copy(scene.values[CONFIRM], sizeof scene.values[CONFIRM], cases[i].typed);
        assert_int_equal(ak_form_is_confirmed(&scene.items[CONFIRM]), cases[i].is_confirmed);
    }
    ak_form_release(&scene.form);
}

static void enter_goes_on_up_to_the_last(void **state)
{
    struct scene scene;

    (void)state;
    open_scene(&scene);
    struct ak_form_fields fields = fields_of(&scene);
    for (size_t i = 1; i < FIELDS; i++) {
        assert_true(ak_form_next(&scene.form, &fields));
        assert_int_equal(scene.form.focus, i);
    }
    assert_false(ak_form_next(&scene.form, &fields));
    ak_form_release(&scene.form);
}

static void an_empty_form_answers_nothing(void **state)
{
    struct ak_form_fields none = {.items = NULL, .count = 0};
    struct ak_form form = ak_form_init();
    struct ak_key key = {.code = AK_KEY_POINT, .point = 'a'};

    (void)state;
    assert_false(ak_form_takes_text(&form, &none));
    assert_int_equal(ak_form_type(&form, &none, &key), AK_FORM_NOT_MINE);
    assert_int_equal(ak_form_act(&form, &none, AK_ACTION_DOWN), AK_FORM_NOT_MINE);
    assert_int_equal(ak_form_click(&form, &none, 1, 1), AK_FORM_NOT_MINE);
    assert_false(ak_form_next(&form, &none));
    ak_form_release(&form);
}

/* ---- the picture ---- */

static struct ak_surface draw(struct scene *scene, int width, int height)
{
    struct ak_surface surface = ak_surface_init(width, height, true);
    struct ak_canvas canvas = ak_canvas_of(&surface);
    struct ak_form_fields fields = fields_of(scene);

    ak_form_draw(&scene->form, &fields, &canvas, true);
    return surface;
}

static void fields_stand_below_each_other(void **state)
{
    struct scene scene;

    (void)state;
    open_scene(&scene);
    ak_text_copy(scene.values[MODE], sizeof scene.values[MODE], "System");
    scene.items[MODE].was = "User";
    scene.items[NODES].finding = "3 nodes are too few: take 4 or more";
    scene.items[NODES].gravity = AK_FORM_WRONG;
    struct ak_surface surface = draw(&scene, WIDTH, 16);
    assert_picture(&surface, ">  Name             -\n"
                             " x Nodes            3\n"
                             "                    3 nodes are too few: take 4 or more\n"
                             "   Mode             o User  * System  was User\n"
                             "   OS SKU\n"
                             "   * Azure's choice  Ubuntu 20.04\n"
                             "   o Ubuntu2404      Ubuntu 24.04\n"
                             "   o Flatcar         no CVM image\n"
                             "   Type it            (type batch)\n"
                             "   Notes            none\n"
                             "\n"
                             "   1 to 12 letters\n"
                             "\n\n\n\n");
    assert_int_equal(scene.form.cursor_x, -1);
    ak_surface_release(&surface);
    press_all(&scene, "a b c Left");
    surface = draw(&scene, WIDTH, 16);
    assert_int_equal(scene.form.cursor_x, 22);
    assert_int_equal(scene.form.cursor_y, 0);
    ak_surface_release(&surface);
    ak_form_release(&scene.form);
}

/* Whatever the height, the focused row is on the screen. */
static void the_focus_is_always_in_sight(void **state)
{
    struct scene scene;

    (void)state;
    open_scene(&scene);
    for (int height = 4; height <= HEIGHT; height++) {
        for (size_t i = 0; i < FIELDS; i++) {
            bool is_seen = false;

            ak_form_focus(&scene.form, i);
            struct ak_surface surface = draw(&scene, WIDTH, height);
            for (int y = 0; y < height; y++)
                is_seen = is_seen || strcmp(ak_surface_cell(&surface, 0, y)->text, ">") == 0;
            if (!is_seen)
                fail_msg("field %zu is not seen in %d rows", i, height);
            ak_surface_release(&surface);
        }
    }
    ak_form_release(&scene.form);
}

static void every_size_can_be_drawn(void **state)
{
    struct scene scene;

    (void)state;
    open_scene(&scene);
    press_all(&scene, "a b c");
    for (int width = 0; width <= WIDTH; width += 3) {
        for (int height = 0; height <= HEIGHT; height += 2) {
            struct ak_surface surface = draw(&scene, width, height);

            ak_surface_release(&surface);
        }
    }
    ak_form_release(&scene.form);
}

/* ---- the mouse ---- */

static void the_mouse_focuses_and_chooses(void **state)
{
    static const struct {
        int x, y;
        enum ak_form_result result;
        size_t focus;
        const char *value; /* of that field */
    } cases[] = {
        {5, 1, AK_FORM_MOVED, NODES, ""},         {21, 2, AK_FORM_CHANGED, MODE, "User"},
        {29, 2, AK_FORM_CHANGED, MODE, "System"}, {5, 2, AK_FORM_MOVED, MODE, ""},
        {55, 2, AK_FORM_MOVED, MODE, ""},         {10, 5, AK_FORM_CHANGED, SKU, "Ubuntu2404"},
        {40, 6, AK_FORM_CHANGED, SKU, "Flatcar"}, {4, 3, AK_FORM_MOVED, SKU, ""},
        {4, 15, AK_FORM_NOT_MINE, NAME, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene scene;

        open_scene(&scene);
        struct ak_surface surface = draw(&scene, WIDTH, 20);
        struct ak_form_fields fields = fields_of(&scene);
        enum ak_form_result result = ak_form_click(&scene.form, &fields, cases[i].x, cases[i].y);
        take(&scene, scene.form.focus, result);
        if (result != cases[i].result || scene.form.focus != cases[i].focus ||
            strcmp(scene.values[cases[i].focus], cases[i].value) != 0)
            fail_msg("at %d, %d: %d, field %zu, \"%s\"", cases[i].x, cases[i].y, (int)result,
                     scene.form.focus, scene.values[scene.form.focus]);
        ak_surface_release(&surface);
        ak_form_release(&scene.form);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_fill_in_the_focused_field),
        cmocka_unit_test(only_texts_take_letters),
        cmocka_unit_test(the_word_must_be_typed_as_it_is),
        cmocka_unit_test(enter_goes_on_up_to_the_last),
        cmocka_unit_test(an_empty_form_answers_nothing),
        cmocka_unit_test(fields_stand_below_each_other),
        cmocka_unit_test(the_focus_is_always_in_sight),
        cmocka_unit_test(every_size_can_be_drawn),
        cmocka_unit_test(the_mouse_focuses_and_chooses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
