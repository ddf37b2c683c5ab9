/* conf_test.c: settings, where they come from, and what is said when they are wrong. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "akscope/conf/conf.h"
#include "support/forked.h"
#include "support/signs.h"

static void forget_environment(void)
{
    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const char *variable = ak_setting_get((enum ak_setting)i)->variable;

        if (variable != NULL)
            unsetenv(variable);
    }
}

static int set_up(void **state)
{
    forget_environment();
    *state = ak_conf_new();
    return 0;
}

static int tear_down(void **state)
{
    ak_conf_free(*state);
    forget_environment();
    return 0;
}

static void read_file(struct ak_conf *conf, const char *path, const char *text)
{
    struct ak_err err = ak_err_none();

    if (ak_conf_read(conf, path, text, &err))
        fail_msg("%s", err.text);
}

static void read_environment(struct ak_conf *conf)
{
    struct ak_err err = ak_err_none();

    if (ak_conf_read_environment(conf, &err))
        fail_msg("%s", err.text);
}

static void set(struct ak_conf *conf, enum ak_setting setting, const char *value,
                const char *origin)
{
    struct ak_err err = ak_err_none();

    if (ak_conf_set(conf, setting, value, origin, &err))
        fail_msg("%s", err.text);
}

/* The items of the list of subscriptions, with a bar behind each. */
static const char *items_of(const struct ak_conf *conf, char out[256])
{
    size_t used = 0;
    const char *item;

    out[0] = '\0';
    for (size_t n = 0; (item = ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, n)) != NULL; n++) {
        assert_true(used + strlen(item) + 1 < 256);
        memcpy(out + used, item, strlen(item));
        used += strlen(item);
        memcpy(out + used++, "|", 2);
    }
    return out;
}

static void every_setting_begins_with_its_default(void **state)
{
    const struct ak_conf *conf = *state;

    for (int i = 0; i < AK_SETTING_COUNT; i++)
        assert_string_equal(ak_conf_origin(conf, (enum ak_setting)i), "default");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_ARM_ENDPOINT), "");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_THEME), "dark");
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 30);
    assert_false(ak_conf_switch(conf, AK_SETTING_ID_MOUSE));
    assert_null(ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, 0));
    ak_conf_free(NULL);
}

static void names_variables_and_options_are_said_once(void **state)
{
    (void)state;
    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const struct ak_setting_info *a = ak_setting_get((enum ak_setting)i);
        enum ak_setting found = AK_SETTING_COUNT;

        assert_true(ak_setting_find_option(a->option, &found));
        assert_int_equal(found, i);
        assert_true(strlen(a->help) > 0);
        assert_true(a->variable == NULL || ak_text_has_prefix(a->variable, "AKSCOPE_", false));
        for (int j = 0; j < i; j++) {
            const struct ak_setting_info *b = ak_setting_get((enum ak_setting)j);

            assert_string_not_equal(a->name, b->name);
            assert_true(a->variable == NULL || b->variable == NULL ||
                        strcmp(a->variable, b->variable) != 0);
        }
    }
    enum ak_setting untouched = AK_SETTING_ID_KEYS;
    assert_false(ak_setting_find_option("nonsense", &untouched));
    assert_false(ak_setting_find_option("--theme", &untouched));
    assert_int_equal(untouched, AK_SETTING_ID_KEYS);
}

static void a_file_sets_and_says_where(void **state)
{
    struct ak_conf *conf = *state;

    read_file(conf, "/home/x/config.ini",
              "; mine\n[akscope]\ntheme = light\n\nRefresh = 60\nmouse = on\n"
              "arm-endpoint = https://management.usgovcloudapi.net\n");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_THEME), "light");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_THEME), "/home/x/config.ini:3");
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 60);
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_REFRESH), "/home/x/config.ini:5");
    assert_true(ak_conf_switch(conf, AK_SETTING_ID_MOUSE));
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_ARM_ENDPOINT),
                        "https://management.usgovcloudapi.net");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_KEYS), "default");
    /* Without a section, and said again. */
    read_file(conf, "b.ini", "theme = basic\ntheme = contrast\n");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_THEME), "contrast");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_THEME), "b.ini:2");
}

static void later_sources_win(void **state)
{
    struct ak_conf *conf = *state;

    setenv("AKSCOPE_THEME", "basic", 1);
    setenv("AKSCOPE_REFRESH", "90", 1);
    setenv("AKSCOPE_KEYS", "", 1); /* empty is not set */
    read_file(conf, "c.ini", "theme = light\nrefresh = 60\nkeys = my.keys\nascii = yes\n");
    read_environment(conf);
    set(conf, AK_SETTING_ID_REFRESH, "120", "--refresh");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_THEME), "basic");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_THEME), "AKSCOPE_THEME");
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 120);
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_REFRESH), "--refresh");
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_KEYS), "my.keys");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_KEYS), "c.ini:3");
    assert_true(ak_conf_switch(conf, AK_SETTING_ID_ASCII));
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_MOUSE), "default");
}

static void every_variable_is_read(void **state)
{
    struct ak_conf *conf = *state;

    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const struct ak_setting_info *info = ak_setting_get((enum ak_setting)i);

        if (info->variable != NULL)
            setenv(info->variable, info->type == AK_SETTING_NUMBER ? "77" : "yes", 1);
    }
    read_environment(conf);
    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const char *variable = ak_setting_get((enum ak_setting)i)->variable;

        assert_string_equal(ak_conf_origin(conf, (enum ak_setting)i),
                            variable != NULL ? variable : "default");
    }
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 77);
    assert_true(ak_conf_switch(conf, AK_SETTING_ID_READ_ONLY));
}

static void lists_are_split(void **state)
{
    static const struct {
        const char *text, *items;
    } cases[] = {
        {"", ""},     {"a", "a|"}, {"a,b", "a|b|"}, {" a , b\tc ", "a|b|c|"}, {",,a,,b,,", "a|b|"},
        {" , ,", ""},
    };
    struct ak_conf *conf = *state;
    char items[256];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set(conf, AK_SETTING_ID_SUBSCRIPTIONS, "before", "AKSCOPE_SUBSCRIPTIONS");
        set(conf, AK_SETTING_ID_SUBSCRIPTIONS, cases[i].text, "--subscription");
        assert_string_equal(items_of(conf, items), cases[i].items);
    }
}

static void lists_grow_within_a_source_and_are_replaced_by_the_next(void **state)
{
    struct ak_conf *conf = *state;
    char items[256];

    read_file(conf, "a.ini", "subscriptions = a, b\ntheme = light\nsubscriptions = c\n");
    assert_string_equal(items_of(conf, items), "a|b|c|");
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_SUBSCRIPTIONS), "a.ini:3");
    read_file(conf, "b.ini", "subscriptions = d\n");
    assert_string_equal(items_of(conf, items), "d|");
    setenv("AKSCOPE_SUBSCRIPTIONS", "e", 1);
    read_environment(conf);
    assert_string_equal(items_of(conf, items), "e|");
    set(conf, AK_SETTING_ID_SUBSCRIPTIONS, "f", "--subscription");
    set(conf, AK_SETTING_ID_SUBSCRIPTIONS, "g,h", "--subscription");
    assert_string_equal(items_of(conf, items), "f|g|h|");
    assert_null(ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, 3));
    assert_null(ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, SIZE_MAX));
}

static void numbers_are_in_range(void **state)
{
    static const struct {
        const char *text;
        int64_t number; /* 0: refused */
    } cases[] = {
        {"5", 5},    {"3600", 3600}, {"0060", 60}, {"4", 0},      {"3601", 0},
        {"-5", 0},   {"+5", 0},      {"", 0},      {"30s", 0},    {"3e1", 0},
        {"0x10", 0}, {"1.5", 0},     {" 30", 0},   {"thirty", 0}, {"99999999999999999999", 0},
    };
    struct ak_conf *conf = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();

        set(conf, AK_SETTING_ID_REFRESH, "30", "before");
        int failed = ak_conf_set(conf, AK_SETTING_ID_REFRESH, cases[i].text, "--refresh", &err);
        if ((failed == 0) != (cases[i].number > 0))
            fail_msg("\"%s\": %s", cases[i].text, err.text);
        if (failed) {
            assert_int_equal(failed, AK_ERR_CONFIG);
            assert_non_null(strstr(err.text, "--refresh: \""));
            assert_non_null(strstr(err.text, "is not a number from 5 to 3600"));
            assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 30);
            assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_REFRESH), "before");
        } else {
            assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), cases[i].number);
        }
    }
}

static void switches_take_the_words_that_people_use(void **state)
{
    static const struct {
        const char *text;
        int is_on; /* -1: refused */
    } cases[] = {
        {"yes", 1}, {"no", 0},  {"on", 1},  {"off", 0}, {"true", 1}, {"false", 0}, {"1", 1},
        {"0", 0},   {"YES", 1}, {"Off", 0}, {"", -1},   {"2", -1},   {"y", -1},    {"maybe", -1},
    };
    struct ak_conf *conf = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();
        bool before = cases[i].is_on != 1;

        set(conf, AK_SETTING_ID_MOUSE, before ? "yes" : "no", "before");
        int failed = ak_conf_set(conf, AK_SETTING_ID_MOUSE, cases[i].text, "--mouse", &err);
        if ((failed != 0) != (cases[i].is_on < 0))
            fail_msg("\"%s\": %s", cases[i].text, err.text);
        if (failed)
            assert_non_null(strstr(err.text, "--mouse: \""));
        assert_int_equal(ak_conf_switch(conf, AK_SETTING_ID_MOUSE),
                         failed ? before : cases[i].is_on);
    }
}

static void what_is_wrong_is_said_with_file_line_and_the_nearest_name(void **state)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"[akscope]\nthme = light\n",
         "c.ini:2: there is no setting \"thme\"; did you mean \"theme\"?"},
        {"read_only = yes\n",
         "c.ini:1: there is no setting \"read_only\"; did you mean \"read-only\"?"},
        {"subscription = x\n",
         "c.ini:1: there is no setting \"subscription\"; did you mean \"subscriptions\"?"},
        {"\nrefresh = soon\n", "c.ini:2: refresh: \"soon\" is not a number from 5 to 3600"},
        {"mouse = maybe\n", "c.ini:1: mouse: \"maybe\" is neither yes nor no"},
        {"[colours]\ntext = red\n",
         "c.ini:2: there is no section [colours]; there are [akscope], [keys], [keys.list] and "
         "others of keys"},
        {"[akscop]\ntheme = dark\n",
         "c.ini:2: there is no section [akscop]; did you mean [akscope]?"},
        {"theme = dark\n[key]\nj = down\n",
         "c.ini:3: there is no section [key]; did you mean [keys]?"},
        {"[kyes]\nj = down\n", "c.ini:2: there is no section [kyes]; did you mean [keys]?"},
        {"soon-days = 0\n", "c.ini:1: soon-days: \"0\" is not a number from 1 to 3650"},
        {"theme\n", "c.ini:1: expected `name = value`, `[section]` or a comment"},
        {"theme = \x1b[31m\nx = 1\n", "c.ini:2: there is no setting \"x\"; did you mean \"auth\"?"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_conf_read(*state, "c.ini", cases[i].text, &err), AK_ERR_CONFIG);
        assert_string_equal(err.text, cases[i].said);
    }
}

static void a_wrong_variable_is_named(void **state)
{
    struct ak_conf *conf = *state;
    struct ak_err err = ak_err_none();

    setenv("AKSCOPE_REFRESH", "0", 1);
    setenv("AKSCOPE_TIMEOUT", "0", 1); /* the first is told */
    setenv("AKSCOPE_ASCII", "yes", 1); /* and the others are taken */
    assert_int_equal(ak_conf_read_environment(conf, &err), AK_ERR_CONFIG);
    assert_true(ak_conf_switch(conf, AK_SETTING_ID_ASCII));
    assert_string_equal(err.text, "AKSCOPE_REFRESH: \"0\" is not a number from 5 to 3600");
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 30);
    assert_string_equal(ak_conf_origin(conf, AK_SETTING_ID_REFRESH), "default");
}

static void lines_behind_a_wrong_one_are_taken(void **state)
{
    struct ak_conf *conf = *state;
    struct ak_err err = ak_err_none();

    assert_int_equal(
        ak_conf_read(conf, "c.ini", "refersh = 5\nmouse = perhaps\nrefresh = 60\n", &err),
        AK_ERR_CONFIG);
    assert_string_equal(err.text, "c.ini:1: there is no setting \"refersh\"; did you mean "
                                  "\"refresh\"?");
    assert_int_equal(ak_conf_number(conf, AK_SETTING_ID_REFRESH), 60);
    assert_false(ak_conf_switch(conf, AK_SETTING_ID_MOUSE));
}

static void a_long_path_is_cut_at_a_character_before_the_line(void **state)
{
    char path[601];
    const char *origin;

    for (size_t i = 0; i < 600; i += 4)
        memcpy(path + i, SIGN_SMILE, 4);
    memcpy(path, "/xxx", 4);
    path[600] = '\0';
    read_file(*state, path + 1, "\ntheme = light\n");
    origin = ak_conf_origin(*state, AK_SETTING_ID_THEME);
    assert_true(ak_text_is_clean(origin, strlen(origin)));
    assert_string_equal(origin + strlen(origin) - 2, ":2");
    assert_true(strlen(origin) > 100);
}

static void read_a_text_as_number(void)
{
    struct ak_conf *conf = ak_conf_new();

    ak_conf_number(conf, AK_SETTING_ID_THEME);
}

static void read_a_list_as_text(void)
{
    struct ak_conf *conf = ak_conf_new();

    ak_conf_text(conf, AK_SETTING_ID_SUBSCRIPTIONS);
}

static void a_setting_has_one_type(void **state)
{
    (void)state;
    assert_aborts(read_a_text_as_number, "the setting theme is of another type");
    assert_aborts(read_a_list_as_text, "the setting subscriptions is of another type");
}

static void an_error_is_blamed_on_the_setting(void **state)
{
    static const struct {
        const char *file;   /* "": none */
        const char *option; /* likewise */
        const char *said;
    } cases[] = {
        {"", "", "it is wrong"},
        {"theme = x\n", "", "c.ini:1: theme: it is wrong"},
        {"theme = x\n", "--theme", "--theme: it is wrong"},
    };
    struct ak_conf *conf = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_err err = ak_err_none();

        assert_int_equal(ak_conf_read(conf, "c.ini", cases[i].file, &err), 0);
        if (cases[i].option[0] != '\0')
            set(conf, AK_SETTING_ID_THEME, "y", cases[i].option);
        ak_err_set(&err, AK_ERR_FILE, "it is wrong");
        assert_int_equal(ak_conf_blame(conf, AK_SETTING_ID_THEME, &err), AK_ERR_FILE);
        assert_string_equal(err.text, cases[i].said);
    }
}

static void keys_are_kept_as_they_are_written(void **state)
{
    static const struct ak_conf_key expected[] = {
        {"any", "q", "none", "c.ini:2"},
        {"list", "Ctrl-x", "down", "c.ini:6"},
        {"nonsense", "x", "no such thing", "c.ini:8"},
        {"any", "Q", "quit", "c.ini:10"},
    };
    struct ak_conf *conf = *state;
    struct ak_err err = ak_err_none();
    struct ak_conf_key key;
    size_t n = 0;

    assert_false(ak_conf_key(conf, 0, &key));
    assert_int_equal(ak_conf_read(conf, "c.ini",
                                  "[keys]\nq = none\n[akscope]\ntheme = light\n[keys.list]\n"
                                  "Ctrl-x = down\n[keys.nonsense]\nx = no such thing\n[keys]\n"
                                  "Q = quit\n",
                                  &err),
                     0);
    for (; ak_conf_key(conf, n, &key); n++) {
        assert_string_equal(key.scope, expected[n].scope);
        assert_string_equal(key.key, expected[n].key);
        assert_string_equal(key.action, expected[n].action);
        assert_string_equal(key.origin, expected[n].origin);
    }
    assert_int_equal(n, sizeof expected / sizeof expected[0]);
    assert_string_equal(ak_conf_text(conf, AK_SETTING_ID_THEME), "light");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys_are_kept_as_they_are_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_error_is_blamed_on_the_setting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_setting_begins_with_its_default, set_up, tear_down),
        cmocka_unit_test(names_variables_and_options_are_said_once),
        cmocka_unit_test_setup_teardown(a_file_sets_and_says_where, set_up, tear_down),
        cmocka_unit_test_setup_teardown(later_sources_win, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_variable_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_are_split, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_grow_within_a_source_and_are_replaced_by_the_next,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_in_range, set_up, tear_down),
        cmocka_unit_test_setup_teardown(switches_take_the_words_that_people_use, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_said_with_file_line_and_the_nearest_name,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_variable_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_behind_a_wrong_one_are_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_path_is_cut_at_a_character_before_the_line, set_up,
                                        tear_down),
        cmocka_unit_test(a_setting_has_one_type),
    };

    return cmocka_run_group_tests_name("conf/conf", tests, NULL, NULL);
}
