/* options_test.c: the command line as a value, and what is wrong with it in words. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "options_int.h"

enum { WORDS_MOST = 18 };

/* A command line: words that end with NULL. */
struct line {
    const char *words[WORDS_MOST];
};

struct reading {
    struct ak_conf *conf;
    struct ak_options options;
    struct ak_err err;
    int failed;
};

static void read_line(struct reading *reading, const struct line *line)
{
    char *arguments[WORDS_MOST + 2] = {(char *)(uintptr_t) "akscope"};
    int count = 1;

    while (line->words[count - 1] != NULL) {
        arguments[count] = (char *)(uintptr_t)line->words[count - 1];
        count++;
    }
    reading->conf = ak_conf_new();
    reading->err = ak_err_none();
    reading->failed =
        ak__options_read(&reading->options, reading->conf, count, arguments, &reading->err);
}

static void forget(struct reading *reading)
{
    ak__options_release(&reading->options);
    ak_conf_free(reading->conf);
}

static const char *text_at(const struct ak_vec *texts, size_t at)
{
    return *(const char **)ak_vec_at(texts, at);
}

static void commands_are_found_by_verb_and_noun(void **state)
{
    static const struct {
        struct line line;
        enum ak_command command;
    } cases[] = {
        {{{NULL}}, AK_COMMAND_DASHBOARD},
        {{{"--demo"}}, AK_COMMAND_DASHBOARD},
        {{{"get", "clusters"}}, AK_COMMAND_GET_CLUSTERS},
        {{{"get", "pools"}}, AK_COMMAND_GET_POOLS},
        {{{"get", "sizes"}}, AK_COMMAND_GET_SIZES},
        {{{"get", "versions"}}, AK_COMMAND_GET_VERSIONS},
        {{{"get", "features"}}, AK_COMMAND_GET_FEATURES},
        {{{"show", "cluster", "a"}}, AK_COMMAND_SHOW_CLUSTER},
        {{{"show", "pool", "a/b"}}, AK_COMMAND_SHOW_POOL},
        {{{"-o", "json", "get", "--no-cache", "pools"}}, AK_COMMAND_GET_POOLS},
        {{{"--", "get", "pools"}}, AK_COMMAND_GET_POOLS},
        {{{"report"}}, AK_COMMAND_REPORT},
        {{{"report", "severity=soon"}}, AK_COMMAND_REPORT},
        {{{"-o", "html", "report"}}, AK_COMMAND_REPORT},
        {{{"get", "pool"}}, AK_COMMAND_GET_POOLS}, /* kubectl's users write either */
        {{{"show", "clusters", "a"}}, AK_COMMAND_SHOW_CLUSTER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading reading;

        read_line(&reading, &cases[i].line);
        assert_int_equal(reading.failed, 0);
        assert_int_equal(reading.options.command, cases[i].command);
        forget(&reading);
    }
}

/* Each option in all its spellings leaves the same. */
static void values_stand_behind_equals_or_a_blank_or_the_letter(void **state)
{
    static const struct {
        struct line line;
        enum ak_report_format format;
    } formats[] = {
        {{{"get", "pools"}}, AK_FORMAT_TABLE},
        {{{"get", "pools", "--output", "table"}}, AK_FORMAT_TABLE},
        {{{"get", "pools", "--output", "json"}}, AK_FORMAT_JSON},
        {{{"get", "pools", "--output=json"}}, AK_FORMAT_JSON},
        {{{"get", "pools", "-o", "csv"}}, AK_FORMAT_CSV},
        {{{"get", "pools", "-ocsv"}}, AK_FORMAT_CSV},
        {{{"get", "pools", "-o=tsv"}}, AK_FORMAT_TSV},
        {{{"-o", "json", "get", "pools", "-o", "tsv"}}, AK_FORMAT_TSV}, /* the last one holds */
        {{{"show", "pool", "p", "-o", "markdown"}}, AK_FORMAT_MARKDOWN},
        {{{"report", "-o", "html"}}, AK_FORMAT_HTML},
        {{{"report", "-o", "SARIF"}}, AK_FORMAT_SARIF},
        {{{"report", "-ojunit"}}, AK_FORMAT_JUNIT},
        {{{"report", "-o=ics"}}, AK_FORMAT_ICS},
        {{{"report", "--output=openmetrics"}}, AK_FORMAT_OPENMETRICS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct reading reading;

        read_line(&reading, &formats[i].line);
        assert_int_equal(reading.failed, 0);
        assert_int_equal(reading.options.format, formats[i].format);
        forget(&reading);
    }
}

static void every_option_goes_to_its_place(void **state)
{
    static const struct line line = {{"--cluster", "a", "-cb", "--resource-group=rg", "-l",
                                      "eastus", "--filter", "x:y", "-f!z", "--fleet=f", "get",
                                      "pools"}};
    static const struct line dump = {{"--dump", "120x36"}};
    static const struct line switches = {{"--demo", "--no-color", "--no-cache", "--help", "-V"}};
    struct reading reading;

    (void)state;
    read_line(&reading, &line);
    assert_int_equal(reading.failed, 0);
    assert_int_equal(reading.options.clusters.len, 2);
    assert_string_equal(text_at(&reading.options.clusters, 0), "a");
    assert_string_equal(text_at(&reading.options.clusters, 1), "b");
    assert_string_equal(reading.options.resource_group, "rg");
    assert_string_equal(reading.options.location, "eastus");
    assert_int_equal(reading.options.filters.len, 2);
    assert_string_equal(text_at(&reading.options.filters, 0), "x:y");
    assert_string_equal(text_at(&reading.options.filters, 1), "!z");
    assert_string_equal(reading.options.fleet, "f");
    assert_int_equal(reading.options.dump_width, 0);
    assert_false(reading.options.is_demo || reading.options.no_colour || reading.options.no_cache ||
                 reading.options.wants_help || reading.options.wants_version);
    forget(&reading);
    read_line(&reading, &dump);
    assert_int_equal(reading.options.dump_width, 120);
    assert_int_equal(reading.options.dump_height, 36);
    forget(&reading);
    read_line(&reading, &switches);
    assert_int_equal(reading.failed, 0);
    assert_true(reading.options.is_demo && reading.options.no_colour && reading.options.no_cache &&
                reading.options.wants_help && reading.options.wants_version);
    assert_string_equal(reading.options.fleet, "contoso");
    forget(&reading);
}

static void a_report_has_options_of_its_own(void **state)
{
    static const struct line line = {{"report", "--tag", "team=a", "--tag=env", "--fail-on",
                                      "soon,days=9", "--baseline", "b.json", "--output-file=r.html",
                                      "rule=image-age", "-f", "x", "-c", "a"}};
    struct reading reading;

    (void)state;
    read_line(&reading, &line);
    assert_int_equal(reading.failed, 0);
    assert_int_equal(reading.options.tags.len, 2);
    assert_string_equal(text_at(&reading.options.tags, 0), "team=a");
    assert_string_equal(text_at(&reading.options.tags, 1), "env");
    assert_int_equal(reading.options.fail_on.len, 1);
    assert_string_equal(text_at(&reading.options.fail_on, 0), "soon,days=9");
    assert_string_equal(reading.options.baseline, "b.json");
    assert_string_equal(reading.options.output_file, "r.html");
    assert_int_equal(reading.options.filters.len, 2);
    assert_string_equal(text_at(&reading.options.filters, 1), "rule=image-age");
    assert_string_equal(text_at(&reading.options.clusters, 0), "a");
    forget(&reading);
}

static void words_behind_the_command_are_filters_or_a_name(void **state)
{
    static const struct line get = {{"get", "pools", "mode:user", "-f", "x", "!win"}};
    static const struct line show = {{"show", "pool", "payments/cvm"}};
    static const struct line dashes = {{"get", "pools", "--", "--odd", "-x"}};
    struct reading reading;

    (void)state;
    read_line(&reading, &get);
    assert_int_equal(reading.options.filters.len, 3);
    assert_string_equal(text_at(&reading.options.filters, 0), "x");
    assert_string_equal(text_at(&reading.options.filters, 1), "mode:user");
    assert_string_equal(text_at(&reading.options.filters, 2), "!win");
    assert_null(reading.options.name);
    forget(&reading);
    read_line(&reading, &show);
    assert_string_equal(reading.options.name, "payments/cvm");
    assert_int_equal(reading.options.filters.len, 0);
    forget(&reading);
    read_line(&reading, &dashes);
    assert_int_equal(reading.failed, 0);
    assert_string_equal(text_at(&reading.options.filters, 0), "--odd");
    assert_string_equal(text_at(&reading.options.filters, 1), "-x");
    forget(&reading);
}

/* A resource id says in which subscription to look: the others need not be asked. */
static void the_id_to_show_chooses_its_subscription(void **state)
{
    static const struct line line = {{"show", "pool", "/Subscriptions/abc-1/resourceGroups/g/x"}};
    struct reading reading;

    (void)state;
    read_line(&reading, &line);
    assert_int_equal(reading.failed, 0);
    assert_string_equal(ak_conf_item(reading.conf, AK_SETTING_ID_SUBSCRIPTIONS, 0), "abc-1");
    assert_null(ak_conf_item(reading.conf, AK_SETTING_ID_SUBSCRIPTIONS, 1));
    forget(&reading);
}

static void settings_are_options_too(void **state)
{
    static const struct line line = {{"--refresh", "60", "--ascii", "--mouse=no", "--subscription",
                                      "one", "--subscription=two,three", "--theme=light"}};
    struct reading reading;

    (void)state;
    read_line(&reading, &line);
    assert_int_equal(reading.failed, 0);
    assert_int_equal(ak_conf_number(reading.conf, AK_SETTING_ID_REFRESH), 60);
    assert_string_equal(ak_conf_origin(reading.conf, AK_SETTING_ID_REFRESH), "--refresh");
    assert_true(ak_conf_switch(reading.conf, AK_SETTING_ID_ASCII));
    assert_false(ak_conf_switch(reading.conf, AK_SETTING_ID_MOUSE));
    assert_string_equal(ak_conf_item(reading.conf, AK_SETTING_ID_SUBSCRIPTIONS, 0), "one");
    assert_string_equal(ak_conf_item(reading.conf, AK_SETTING_ID_SUBSCRIPTIONS, 1), "two");
    assert_string_equal(ak_conf_item(reading.conf, AK_SETTING_ID_SUBSCRIPTIONS, 2), "three");
    assert_string_equal(ak_conf_text(reading.conf, AK_SETTING_ID_THEME), "light");
    assert_string_equal(ak_conf_text(reading.conf, AK_SETTING_ID_KEYS), "");
    forget(&reading);
}

/* A line that is refused, and how the message begins. */
struct mistake {
    struct line line;
    const char *why;
};

static void assert_mistakes(const struct mistake *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct reading reading;

        read_line(&reading, &cases[i].line);
        assert_int_equal(reading.failed, AK_ERR_USAGE);
        assert_int_equal(ak_err_kind_exit_code(reading.err.kind), 2);
        if (strncmp(reading.err.text, cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("\"%s\", not \"%s\"", reading.err.text, cases[i].why);
        forget(&reading);
    }
}

static void mistakes_are_told_with_what_was_meant(void **state)
{
    static const struct mistake cases[] = {
        {{{"--outptu", "json"}}, "there is no option --outptu (did you mean --output?)"},
        {{{"--refesh=5"}}, "there is no option --refesh (did you mean --refresh?)"},
        {{{"--unicorn"}}, "there is no option --unicorn"},
        {{{"-x"}}, "there is no option -x"},
        {{{"--output"}}, "--output needs a value"},
        {{{"-o"}}, "--output needs a value"},
        {{{"--output="}}, "--output needs a value that is not empty"},
        {{{"get", "pools", "--cluster"}}, "--cluster needs a value"},
        {{{"--refresh"}}, "--refresh needs a value"},
        {{{"--demo=yes"}}, "--demo takes no value"},
        {{{"-hx"}}, "--help takes no value"},
        {{{"-o", "yaml"}},
         "there is no output \"yaml\" (there are table, json, csv, tsv, markdown, html, sarif, "
         "junit, "
         "ics and openmetrics)"},
        {{{"--refresh", "soon"}}, "--refresh: \"soon\" is not a number from 5 to 3600"},
        {{{"--refresh=4"}}, "--refresh: \"4\" is not a number from 5 to 3600"},
        {{{"--ascii=perhaps"}}, "--ascii: \"perhaps\" is neither yes nor no"},
        {{{"--dump", "80"}}, "--dump 80 is no size; write columns and rows (1 to 1000) as 120x36"},
        {{{"--dump=0x24"}}, "--dump 0x24 is no size"},
        {{{"report", "--on", "2027-13-01"}},
         "--on \"2027-13-01\" is no day; write it as 2027-03-17, or 2027-03 for the last of a "
         "month"},
        {{{"--dump=123456789x2"}}, "--dump 123456789x2 is no size"},
        {{{"get"}}, "`akscope get` needs to know what: clusters, pools, "},
        {{{"get", "poodles"}}, "`akscope get` knows no \"poodles\" (it knows clusters, pools, "},
        {{{"gte", "pools"}}, "there is no command \"gte\" (there are get, show"},
        {{{"show", "pool"}}, "`akscope show pool` takes exactly one name"},
        {{{"show", "cluster", "a", "b"}}, "`akscope show cluster` takes exactly one name"},
        {{{"-c", "a"}}, "--cluster means nothing to `akscope`"},
        {{{"get", "features", "-g", "a"}},
         "--resource-group means nothing to `akscope get features`"},
        {{{"show", "pool", "p", "-f", "a"}}, "--filter means nothing to `akscope show pool`"},
        {{{"-o", "json"}}, "--output means nothing to `akscope`"},
        {{{"get", "pools", "--dump", "9x9"}}, "--dump means nothing to `akscope get pools`"},
    };

    (void)state;
    assert_mistakes(cases, sizeof cases / sizeof cases[0]);
}

static void what_means_something_to_a_report_alone_is_told(void **state)
{
    static const struct mistake cases[] = {
        {{{"get", "pools", "-o", "ics"}},
         "`akscope get pools` can't be written as ics; `akscope report` can"},
        {{{"get", "pools", "--tag", "a"}}, "--tag means nothing to `akscope get pools`"},
        {{{"get", "pools", "--fail-on", "soon"}}, "--fail-on means nothing to `akscope get pools`"},
        {{{"get", "pools", "--baseline", "a"}}, "--baseline means nothing to `akscope get pools`"},
        {{{"get", "pools", "--on", "2027-03"}}, "--on means nothing to `akscope get pools`"},
        {{{"get", "pools", "--output-file", "a"}},
         "--output-file means nothing to `akscope get pools`"},
        {{{"report", "--yes"}}, "--yes means nothing to `akscope report`"},
        {{{"report", "--tag="}}, "--tag needs a value that is not empty"},
    };

    (void)state;
    assert_mistakes(cases, sizeof cases / sizeof cases[0]);
}

/* Someone who asks for help gets it, whatever else the line says. */
static void help_needs_no_command(void **state)
{
    static const struct line lines[] = {{{"--help", "nonsense"}},
                                        {{"nonsense", "-h"}},
                                        {{"get", "--help"}},
                                        {{"show", "pool", "-V"}}};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct reading reading;

        read_line(&reading, &lines[i]);
        assert_int_equal(reading.failed, 0);
        assert_true(reading.options.wants_help || reading.options.wants_version);
        forget(&reading);
    }
}

static void help_names_every_option_setting_and_command(void **state)
{
    static const char *const words[] = {
#define AK_OPTION(symbol, name, letter, argument, help) "--" name,
#include "options.def"
#undef AK_OPTION
#define AK_SETTING(symbol, name, variable, option, type, fallback, help) "--" option,
#include "akscope/conf/settings.def"
#undef AK_SETTING
        "akscope get clusters",   "akscope get pools",
        "akscope get sizes",      "akscope get versions",
        "akscope get features",   "akscope show cluster NAME",
        "akscope show pool NAME", "Exit codes: 0 ok, 1 a finding, 2 usage",
        "-o, --output FORMAT",    "(default: dark)",
    };
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    assert_non_null(out);
    ak__options_help(out);
    assert_int_equal(fclose(out), 0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(text, words[i]) == NULL)
            fail_msg("the help does not say %s", words[i]);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_found_by_verb_and_noun),
        cmocka_unit_test(values_stand_behind_equals_or_a_blank_or_the_letter),
        cmocka_unit_test(every_option_goes_to_its_place),
        cmocka_unit_test(a_report_has_options_of_its_own),
        cmocka_unit_test(words_behind_the_command_are_filters_or_a_name),
        cmocka_unit_test(the_id_to_show_chooses_its_subscription),
        cmocka_unit_test(settings_are_options_too),
        cmocka_unit_test(mistakes_are_told_with_what_was_meant),
        cmocka_unit_test(what_means_something_to_a_report_alone_is_told),
        cmocka_unit_test(help_needs_no_command),
        cmocka_unit_test(help_names_every_option_setting_and_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
