#include "config.h"

#include "akscope/ui/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/ui/pairs.h"

static struct ak_key key_of(const char *name)
{
    struct ak_key key = {.code = AK_KEY_NONE};

    if (!ak_key_parse(name, &key))
        fail_msg("\"%s\" is no key", name);
    return key;
}

static void names_of_keys_go_round(void **state)
{
    static const char *const names[] = {
        "j",           "J",         "?",
        ":",           "=",         "[",
        "-",           "5",         "Space",
        "Enter",       "Esc",       "Tab",
        "BackTab",     "Backspace", "Delete",
        "Insert",      "Up",        "Down",
        "Left",        "Right",     "Home",
        "End",         "PageUp",    "PageDown",
        "F1",          "F12",       "Ctrl-c",
        "Alt-x",       "Alt-X",     "Ctrl-Space",
        "Ctrl-Alt-d",  "Alt-Enter", "MousePress",
        "MouseDouble", "WheelUp",   "WheelDown",
        "Alt--",       "\xC3\xA9",  "\xE5\xBA\x83",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct ak_key key = key_of(names[i]);
        char name[AK_KEY_NAME_SIZE];

        assert_string_equal(ak_key_name(&key, name), names[i]);
        struct ak_key again = key_of(name);
        assert_true(ak_key_equal(&key, &again));
    }
}

static void one_key_may_have_several_names(void **state)
{
    static const char *const pairs[][2] = {
        {"Colon", ":"},
        {"Semicolon", ";"},
        {"Equals", "="},
        {"Hash", "#"},
        {"Bracket", "["},
        {"Ctrl-C", "Ctrl-c"},
        {"Ctrl-m", "Enter"},
        {"Ctrl-i", "Tab"},
        {"Ctrl-h", "Backspace"},
        {"Ctrl-[", "Esc"},
        {"Alt-Ctrl-d", "Ctrl-Alt-d"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct ak_key a = key_of(pairs[i][0]);
        struct ak_key b = key_of(pairs[i][1]);

        assert_true(ak_key_equal(&a, &b));
    }
}

static void what_is_no_key_is_refused(void **state)
{
    static const char *const names[] = {
        "",        "enter",   "jj",      "F0",   "F13",      "F-1",  "Ctrl-",
        "Ctrl-jj", "Shift-a", "Alt-Alt", "\x01", "\xCC\x81", "\xFF", "Ctrl-Nothing",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct ak_key key = {.code = AK_KEY_HOME};

        if (ak_key_parse(names[i], &key))
            fail_msg("\"%s\" was taken for a key", names[i]);
        assert_int_equal(key.code, AK_KEY_HOME);
    }
}

static void keys_with_and_without_control_differ(void **state)
{
    struct ak_key c = key_of("c");
    struct ak_key control_c = key_of("Ctrl-c");
    struct ak_key alt_c = key_of("Alt-c");
    struct ak_key f1 = key_of("F1");
    struct ak_key f2 = key_of("F2");

    (void)state;
    assert_false(ak_key_equal(&c, &control_c));
    assert_false(ak_key_equal(&c, &alt_c));
    assert_false(ak_key_equal(&f1, &f2));
}

static void every_action_is_described_once(void **state)
{
    (void)state;
    for (int i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);

        assert_int_equal(info->action, i);
        assert_int_equal(ak_action_find(info->command), i);
        assert_true(info->help[0] != '\0' && info->help[strlen(info->help) - 1] != '.');
        assert_int_equal(strspn(info->command, "abcdefghijklmnopqrstuvwxyz-"),
                         strlen(info->command));
    }
    assert_int_equal(ak_action_find("nonesuch"), AK_ACTION_NONE);
    assert_int_equal(ak_action_find(""), AK_ACTION_NONE);
}

static void wrong_lines_are_told(void **state)
{
    static const struct {
        const char *scope, *key, *action, *says;
    } cases[] = {
        {"lists", "j", "down", "no section [lists]; did you mean [list]?"},
        {"from", "j", "down", "no section [from]; did you mean [form]?"},
        {"", "j", "down", "no section []"},
        {"any", "jj", "down", "\"jj\" is no key"},
        {"any", "j", "donw", "did you mean \"down\"?"},
        {"any", "j", "refersh", "did you mean \"refresh\"?"},
        {"any", "j", "", "no action \"\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_keymap keymap = ak_keymap_init();
        struct ak_err err = ak_err_none();

        assert_int_equal(
            ak_keymap_set(&keymap, cases[i].scope, cases[i].key, cases[i].action, &err),
            AK_ERR_CONFIG);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("[%s] %s = %s says: %s", cases[i].scope, cases[i].key, cases[i].action,
                     err.text);
        assert_int_equal(keymap.bindings.len, 0);
        ak_keymap_release(&keymap);
    }
}

static void bind(struct ak_keymap *keymap, const char *scope, const char *key, const char *action)
{
    struct ak_err err = ak_err_none();

    if (ak_keymap_set(keymap, scope, key, action, &err))
        fail_msg("%s", err.text);
}

static void narrow_scope_wins_and_the_last_line_wins(void **state)
{
    static const struct {
        enum ak_scope scope;
        const char *key;
        enum ak_action action;
    } cases[] = {
        {AK_SCOPE_ANY, "a", AK_ACTION_QUIT},       {AK_SCOPE_LIST, "a", AK_ACTION_DOWN},
        {AK_SCOPE_SIZES, "a", AK_ACTION_RAW},      {AK_SCOPE_PROMPT, "a", AK_ACTION_NONE},
        {AK_SCOPE_ANY, "b", AK_ACTION_NONE},       {AK_SCOPE_LIST, "b", AK_ACTION_UP},
        {AK_SCOPE_SIZES, "b", AK_ACTION_UP},       {AK_SCOPE_ANY, "c", AK_ACTION_HELP},
        {AK_SCOPE_SIZES, "c", AK_ACTION_HELP},     {AK_SCOPE_ANY, "d", AK_ACTION_ZOOM},
        {AK_SCOPE_LIST, "d", AK_ACTION_NONE},      {AK_SCOPE_SIZES, "d", AK_ACTION_NONE},
        {AK_SCOPE_LIST, "Ctrl-a", AK_ACTION_NONE}, {AK_SCOPE_LIST, "e", AK_ACTION_NONE},
    };
    struct ak_keymap keymap = ak_keymap_init();

    (void)state;
    bind(&keymap, "any", "a", "quit");
    bind(&keymap, "list", "a", "down");
    bind(&keymap, "sizes", "a", "raw");
    bind(&keymap, "list", "b", "up");
    bind(&keymap, "any", "c", "quit");
    bind(&keymap, "any", "c", "help");
    bind(&keymap, "any", "d", "zoom");
    bind(&keymap, "list", "d", "none");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_key key = key_of(cases[i].key);

        assert_int_equal(ak_keymap_find(&keymap, cases[i].scope, &key), cases[i].action);
    }
    ak_keymap_release(&keymap);
}

static void key_of_an_action_is_the_first_that_still_does_it(void **state)
{
    struct ak_keymap keymap = ak_keymap_init();
    char name[AK_KEY_NAME_SIZE];

    (void)state;
    bind(&keymap, "any", "q", "quit");
    bind(&keymap, "any", "Ctrl-c", "quit");
    assert_string_equal(ak_keymap_key_of(&keymap, AK_ACTION_QUIT, name), "q");
    bind(&keymap, "any", "q", "help");
    assert_string_equal(ak_keymap_key_of(&keymap, AK_ACTION_QUIT, name), "Ctrl-c");
    assert_string_equal(ak_keymap_key_of(&keymap, AK_ACTION_HELP, name), "q");
    bind(&keymap, "any", "Ctrl-c", "none");
    assert_string_equal(ak_keymap_key_of(&keymap, AK_ACTION_QUIT, name), "");
    ak_keymap_release(&keymap);
}

/* ---- themes/keys/default.keys ---- */

static void on_default(const char *section, const char *name, const char *value, void *context)
{
    bind(context, section, name, value);
}

static struct ak_keymap default_keys(void)
{
    struct ak_keymap keymap = ak_keymap_init();

    assert_int_not_equal(pairs_read("themes/keys/default.keys", on_default, &keymap), 0);
    return keymap;
}

/* Sizes and forms may give a key a meaning of their own; lists have all keys of [any]. */
static bool are_in_force_together(enum ak_scope one, enum ak_scope other)
{
    bool is_wide = one == AK_SCOPE_ANY || one == AK_SCOPE_LIST;

    return one == other || (is_wide && (other == AK_SCOPE_ANY || other == AK_SCOPE_LIST));
}

static void default_keys_bind_no_key_twice(void **state)
{
    struct ak_keymap keymap = default_keys();

    (void)state;
    for (size_t i = 0; i < keymap.bindings.len; i++) {
        const struct ak_key_binding *one = ak_vec_at(&keymap.bindings, i);

        for (size_t j = i + 1; j < keymap.bindings.len; j++) {
            const struct ak_key_binding *other = ak_vec_at(&keymap.bindings, j);
            char name[AK_KEY_NAME_SIZE];

            if (are_in_force_together(one->scope, other->scope) &&
                ak_key_equal(&one->key, &other->key))
                fail_msg("%s is bound to %s and to %s", ak_key_name(&one->key, name),
                         ak_action_get(one->action)->command,
                         ak_action_get(other->action)->command);
        }
    }
    ak_keymap_release(&keymap);
}

static void default_keys_stand_in_the_scope_of_their_action(void **state)
{
    struct ak_keymap keymap = default_keys();

    (void)state;
    for (size_t i = 0; i < keymap.bindings.len; i++) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap.bindings, i);
        const struct ak_action_info *info = ak_action_get(binding->action);

        if (binding->scope != info->scope)
            fail_msg("%s is bound in another section than its own", info->command);
    }
    ak_keymap_release(&keymap);
}

/* What is typed as a `:` command: it takes an argument, or is too rare for a key. */
static void every_action_has_a_key_or_is_a_command(void **state)
{
    static const enum ak_action commands[] = {
        AK_ACTION_START,     AK_ACTION_STOP,         AK_ACTION_SORT,          AK_ACTION_READY_CVM,
        AK_ACTION_READY_DUE, AK_ACTION_READY_FAILED, AK_ACTION_READY_CHANGES, AK_ACTION_READ_ONLY,
        AK_ACTION_THEME,     AK_ACTION_MOUSE,        AK_ACTION_WHAT_IF,
    };
    struct ak_keymap keymap = default_keys();

    (void)state;
    for (int i = 1; i < AK_ACTION_COUNT; i++) {
        char name[AK_KEY_NAME_SIZE];
        bool is_command = false;
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);
        bool has_key = ak_keymap_key_of(&keymap, (enum ak_action)i, name)[0] != '\0';

        for (size_t j = 0; j < sizeof commands / sizeof commands[0]; j++)
            is_command = is_command || (int)commands[j] == i;
        if (has_key == is_command)
            fail_msg("%s %s", info->command,
                     has_key ? "has a key: take it off the list of commands" : "has no key");
        if (info->flags & AK_ACTION_FOOTER)
            assert_true(has_key);
    }
    ak_keymap_release(&keymap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_keys_go_round),
        cmocka_unit_test(one_key_may_have_several_names),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(keys_with_and_without_control_differ),
        cmocka_unit_test(every_action_is_described_once),
        cmocka_unit_test(wrong_lines_are_told),
        cmocka_unit_test(narrow_scope_wins_and_the_last_line_wins),
        cmocka_unit_test(key_of_an_action_is_the_first_that_still_does_it),
        cmocka_unit_test(default_keys_bind_no_key_twice),
        cmocka_unit_test(default_keys_stand_in_the_scope_of_their_action),
        cmocka_unit_test(every_action_has_a_key_or_is_a_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
