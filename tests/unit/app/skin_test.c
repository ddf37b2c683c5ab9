/* skin_test.c: where themes and keys come from, and what is said of wrong ones. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/io/file.h"
#include "skin_int.h"

/* A home of its own, in which files can be put. */
struct home {
    char folder[64];
    char *path; /* of the last file */
};

static int open_home(void **state)
{
    struct home *home = calloc(1, sizeof *home);

    assert_non_null(home);
    snprintf(home->folder, sizeof home->folder, "/tmp/akscope-skin-test-XXXXXX");
    assert_non_null(mkdtemp(home->folder));
    setenv("XDG_CONFIG_HOME", home->folder, 1);
    *state = home;
    return 0;
}

static int close_home(void **state)
{
    static const char *const names[] = {"/akscope/mine.theme",
                                        "/akscope/my.keys",
                                        "/akscope/themes/dark.theme",
                                        "/akscope/themes/night.theme",
                                        "/akscope/themes",
                                        "/akscope",
                                        ""};
    struct home *home = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[128];

        snprintf(path, sizeof path, "%s%s", home->folder, names[i]);
        (void)remove(path);
    }
    assert_int_not_equal(access(home->folder, F_OK), 0);
    free(home->path);
    free(home);
    return 0;
}

static const char *write_file(struct home *home, const char *name, const char *text)
{
    struct ak_err err = ak_err_none();

    free(home->path);
    home->path = ak_asprintf("%s/akscope/%s", home->folder, name);
    if (ak_file_replace(home->path, text, strlen(text), &err))
        fail_msg("%s", err.text);
    return home->path;
}

/* ---- themes ---- */

static void built_in_themes_are_there(void **state)
{
    struct ak_theme theme;
    struct ak_err err = ak_err_none();
    size_t count = 0;

    (void)state;
    for (; ak__skin_theme_name(count) != NULL; count++) {
        if (ak__skin_theme(ak__skin_theme_name(count), &theme, &err))
            fail_msg("%s: %s", ak__skin_theme_name(count), err.text);
        assert_string_equal(theme.name, ak__skin_theme_name(count));
        assert_true(theme.entries[AK_ROLE_GROUND_SELECTED].is_set);
    }
    assert_int_equal(count, 4);
}

static void an_unknown_theme_is_told_with_those_that_there_are(void **state)
{
    struct ak_theme theme = ak_theme_init("before");
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak__skin_theme("nonsense", &theme, &err), AK_ERR_CONFIG);
    assert_non_null(strstr(err.text, "there is no theme \"nonsense\"; there are dark, light, "));
    assert_string_equal(theme.name, "before");
    assert_int_equal(ak__skin_theme("", &theme, &err), AK_ERR_CONFIG);
    assert_int_equal(ak__skin_theme("/nowhere/at.all", &theme, &err), AK_ERR_FILE);
}

static void a_theme_can_be_a_file_by_its_path(void **state)
{
    struct ak_theme theme;
    struct ak_err err = ak_err_none();
    const char *path = write_file(*state, "mine.theme", "; mine\ntext = red on black bold\n");

    assert_int_equal(ak__skin_theme(path, &theme, &err), 0);
    assert_true(theme.entries[AK_ROLE_TEXT].attributes & AK_ATTRIBUTE_BOLD);
    assert_false(theme.entries[AK_ROLE_DIM].is_set);
}

static void ones_own_theme_wins_over_a_built_in_one(void **state)
{
    struct ak_theme theme;
    struct ak_err err = ak_err_none();

    write_file(*state, "themes/dark.theme", "text = blue\n");
    assert_int_equal(ak__skin_theme("dark", &theme, &err), 0);
    assert_int_equal(theme.entries[AK_ROLE_TEXT].foreground.kind, AK_COLOUR_INDEX);
    assert_false(theme.entries[AK_ROLE_GROUND_SELECTED].is_set);
    write_file(*state, "themes/night.theme", "text = blue\n");
    assert_int_equal(ak__skin_theme("night", &theme, &err), 0);
    assert_int_equal(ak__skin_theme("light", &theme, &err), 0);
    assert_true(theme.entries[AK_ROLE_GROUND_SELECTED].is_set);
}

static void mistakes_in_a_theme_are_told_by_line(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"text = red\nheding = blue\n", "mine.theme:2"},
        {"text = red\nheding = blue\n", "did you mean \"heading\""},
        {"text = rde\n", "mine.theme:1"},
        {"text = red on blue on green\n", "mine.theme:1"},
        {"[colours]\ntext = red\n", "a theme has no sections, but here is [colours]"},
        {"text\n", "mine.theme:1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_theme theme = ak_theme_init("before");
        struct ak_err err = ak_err_none();
        const char *path = write_file(*state, "mine.theme", cases[i].text);

        assert_int_equal(ak__skin_theme(path, &theme, &err), AK_ERR_CONFIG);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_string_equal(theme.name, "before");
    }
}

/* ---- keys ---- */

/* As the program begins, with that text as its config.ini, and `--keys path`. */
static int read_keys(const char *config, const char *path, struct ak_keymap *out,
                     struct ak_err *err)
{
    struct ak_conf *conf = ak_conf_new();
    int failed = ak_conf_read(conf, "config.ini", config, err) ||
                 ak_conf_set(conf, AK_SETTING_ID_KEYS, path, "--keys", err) ||
                 ak__skin_keys(conf, out, err);

    ak_conf_free(conf);
    return failed ? (int)err->kind : 0;
}

static enum ak_action action_of(const struct ak_keymap *keymap, enum ak_scope scope,
                                const char *name)
{
    struct ak_key key;

    assert_true(ak_key_parse(name, &key));
    return ak_keymap_find(keymap, scope, &key);
}

static void the_built_in_keys_are_those_that_people_know(void **state)
{
    static const struct {
        enum ak_scope scope;
        const char *key;
        enum ak_action action;
    } cases[] = {
        {AK_SCOPE_LIST, "j", AK_ACTION_DOWN},
        {AK_SCOPE_LIST, "Down", AK_ACTION_DOWN},
        {AK_SCOPE_LIST, "k", AK_ACTION_UP},
        {AK_SCOPE_LIST, "/", AK_ACTION_FILTER},
        {AK_SCOPE_LIST, "Enter", AK_ACTION_ENTER},
        {AK_SCOPE_LIST, "Esc", AK_ACTION_BACK},
        {AK_SCOPE_LIST, "q", AK_ACTION_QUIT},
        {AK_SCOPE_SIZES, "C", AK_ACTION_CONFIDENTIAL_ONLY},
        {AK_SCOPE_SIZES, "j", AK_ACTION_DOWN},
        {AK_SCOPE_LIST, "C", AK_ACTION_CLONE},
        {AK_SCOPE_LIST, "a", AK_ACTION_ADD},
        {AK_SCOPE_LIST, "d", AK_ACTION_DELETE},
        {AK_SCOPE_ANY, "C", AK_ACTION_NONE},
        {AK_SCOPE_ANY, "d", AK_ACTION_NONE},
        {AK_SCOPE_LIST, "Tab", AK_ACTION_FOCUS_NEXT},
        {AK_SCOPE_FORM, "Tab", AK_ACTION_NEXT_STEP},
        {AK_SCOPE_FORM, "Down", AK_ACTION_DOWN},
        {AK_SCOPE_ANY, ":", AK_ACTION_COMMAND},
        {AK_SCOPE_ANY, "?", AK_ACTION_HELP},
    };
    struct ak_keymap keymap;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(read_keys("", "", &keymap, &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (action_of(&keymap, cases[i].scope, cases[i].key) != cases[i].action)
            fail_msg("%s means something else", cases[i].key);
    }
    ak_keymap_release(&keymap);
}

static void ones_own_keys_win(void **state)
{
    struct ak_keymap keymap;
    struct ak_err err = ak_err_none();
    const char *path = write_file(*state, "my.keys",
                                  "[any]\nq = none\nCtrl-q = quit\n[list]\nx = down\nColon = up\n");

    assert_int_equal(read_keys("", path, &keymap, &err), 0);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "q"), AK_ACTION_NONE);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "Ctrl-q"), AK_ACTION_QUIT);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "x"), AK_ACTION_DOWN);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, ":"), AK_ACTION_UP);
    assert_int_equal(action_of(&keymap, AK_SCOPE_ANY, ":"), AK_ACTION_COMMAND);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "j"), AK_ACTION_DOWN); /* the others stay */
    ak_keymap_release(&keymap);
}

static void keys_stand_in_the_configuration_file_too(void **state)
{
    struct ak_keymap keymap;
    struct ak_err err = ak_err_none();
    const char *path = write_file(*state, "my.keys", "[list]\nx = up\n");

    assert_int_equal(read_keys("theme = light\n[keys]\nCtrl-q = quit\nq = none\n"
                               "[keys.list]\nx = down\nt = top\n[keys.form]\nx = unset\n",
                               path, &keymap, &err),
                     0);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "Ctrl-q"), AK_ACTION_QUIT);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "q"), AK_ACTION_NONE);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "t"), AK_ACTION_TOP);
    assert_int_equal(action_of(&keymap, AK_SCOPE_FORM, "x"), AK_ACTION_UNSET);
    assert_int_equal(action_of(&keymap, AK_SCOPE_LIST, "x"), AK_ACTION_UP); /* the file's wins */
    ak_keymap_release(&keymap);
}

static void mistakes_in_the_configuration_file_are_told_by_line(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"[keys]\nq = qiut\n",
         "config.ini:2: keys: there is no action \"qiut\"; did you mean \"quit\"?"},
        {"\n[keys]\nj = down\nCtrl-Shift-q = quit\n", "config.ini:4: keys: \"Ctrl-Shift-q\" is no"},
        {"[keys.lists]\nq = quit\n",
         "config.ini:2: keys: there is no section [lists]; did you mean [list]?"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_keymap keymap;
        struct ak_conf *conf = ak_conf_new();
        struct ak_err err = ak_err_none();

        assert_int_equal(read_keys(cases[i].text, "", &keymap, &err), AK_ERR_CONFIG);
        assert_non_null(strstr(err.text, cases[i].why));
        err = ak_err_none();
        assert_int_equal(ak_conf_read(conf, "config.ini", cases[i].text, &err), 0);
        assert_int_equal(ak__skin_check_keys(conf, &err), AK_ERR_CONFIG);
        assert_non_null(strstr(err.text, cases[i].why));
        ak_conf_free(conf);
    }
}

static void mistakes_in_keys_are_told_by_line(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"[any]\nq = qiut\n", "my.keys:2"},     {"[any]\nq = qiut\n", "did you mean \"quit\""},
        {"[anywhere]\nq = quit\n", "anywhere"}, {"[any]\nCtrl-Shift-q = quit\n", "Ctrl-Shift-q"},
        {"[any]\nq quit\n", "my.keys:2"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_keymap keymap;
        struct ak_err err = ak_err_none();
        const char *path = write_file(*state, "my.keys", cases[i].text);

        assert_int_equal(read_keys("", path, &keymap, &err), AK_ERR_CONFIG);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("%s: %s", cases[i].text, err.text);
    }
}

static void a_keys_file_that_is_not_there_is_an_error(void **state)
{
    struct ak_keymap keymap;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(read_keys("", "/nowhere/my.keys", &keymap, &err), AK_ERR_FILE);
    assert_non_null(strstr(err.text, "/nowhere/my.keys"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_home, close_home)
    const struct CMUnitTest tests[] = {
        CASE(built_in_themes_are_there),
        CASE(an_unknown_theme_is_told_with_those_that_there_are),
        CASE(a_theme_can_be_a_file_by_its_path),
        CASE(ones_own_theme_wins_over_a_built_in_one),
        CASE(mistakes_in_a_theme_are_told_by_line),
        CASE(the_built_in_keys_are_those_that_people_know),
        CASE(ones_own_keys_win),
        CASE(keys_stand_in_the_configuration_file_too),
        CASE(mistakes_in_the_configuration_file_are_told_by_line),
        CASE(mistakes_in_keys_are_told_by_line),
        CASE(a_keys_file_that_is_not_there_is_an_error),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
