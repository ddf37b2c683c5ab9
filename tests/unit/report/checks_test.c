/* checks_test.c: checks as people and programs read them. */
#include "config.h"

#include "report_case.h"

#include "akscope/base/text.h"

static const struct ak_report_check checks[] = {
    {.check = "config", .status = AK_CHECK_OK, .found = "no file"},
    {.check = "clock",
     .status = AK_CHECK_WARNING,
     .found = "6m0s behind Azure's",
     .advice = "set it"},
    {.check = "sign-in",
     .status = AK_CHECK_FAILED,
     .found = "nobody is signed in",
     .advice = "run `az login`",
     .error = "not-signed-in"},
    {.check = "credential",
     .subject = "token",
     .status = AK_CHECK_SKIPPED,
     .found = "AKSCOPE_TOKEN is not set"},
};

enum { COUNT = sizeof checks / sizeof checks[0] };

static char *print(const struct ak_report_check *first, size_t count,
                   const struct ak_report_style *style)
{
    const void *rows[COUNT];

    for (size_t i = 0; i < count; i++)
        rows[i] = &first[i];
    return printed(AK_REPORT_CHECKS, rows, count, style);
}

static void assert_printed(const struct ak_report_style *style, const char *expected)
{
    char *text = print(checks, COUNT, style);

    assert_string_equal(text, expected);
    free(text);
}

static void people_read_a_mark_a_name_what_was_found_and_what_to_do(void **state)
{
    (void)state;
    assert_printed(&(struct ak_report_style){.format = AK_FORMAT_TABLE},
                   "✔ config   no file\n"
                   "▲ clock    6m0s behind Azure's\n"
                   "           → set it\n"
                   "✖ sign-in  nobody is signed in\n"
                   "           → run `az login`\n"
                   "·   token  AKSCOPE_TOKEN is not set\n"
                   "\n"
                   "1 check failed, 1 warning\n");
}

static void without_utf8_all_is_ascii(void **state)
{
    (void)state;
    assert_printed(&(struct ak_report_style){.format = AK_FORMAT_TABLE, .is_ascii = true},
                   "+ config   no file\n"
                   "! clock    6m0s behind Azure's\n"
                   "           > set it\n"
                   "X sign-in  nobody is signed in\n"
                   "           > run `az login`\n"
                   ".   token  AKSCOPE_TOKEN is not set\n"
                   "\n"
                   "1 check failed, 1 warning\n");
}

static void marks_have_colours_where_they_are_wanted(void **state)
{
    (void)state;
    assert_printed(
        &(struct ak_report_style){.format = AK_FORMAT_TABLE, .is_ascii = true, .has_colours = true},
        "\x1b[32m+\x1b[m config   no file\n"
        "\x1b[33m!\x1b[m clock    6m0s behind Azure's\n"
        "           > set it\n"
        "\x1b[31mX\x1b[m sign-in  nobody is signed in\n"
        "           > run `az login`\n"
        "\x1b[2m.   token  AKSCOPE_TOKEN is not set\n"
        "\x1b[m\n"
        "1 check failed, 1 warning\n");
}

static void lines_are_broken_between_words_and_hang(void **state)
{
    (void)state;
    assert_printed(&(struct ak_report_style){.format = AK_FORMAT_TABLE, .width = 33},
                   "✔ config   no file\n"
                   "▲ clock    6m0s behind Azure's\n"
                   "           → set it\n"
                   "✖ sign-in  nobody is signed in\n"
                   "           → run `az login`\n"
                   "·   token  AKSCOPE_TOKEN is not\n"
                   "           set\n"
                   "\n"
                   "1 check failed, 1 warning\n");
}

/* No line is wider than the terminal, whatever the words, as long as it has room for any. */
static void no_line_is_too_wide(void **state)
{
    static const struct ak_report_check row = {
        .check = "network",
        .status = AK_CHECK_FAILED,
        .found = "https://a-very-long-name-without-any-blank.in-a-domain.example/and-a-path "
                 "\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5"
                 "\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83\xE5\xBA\x83 end",
        .advice = "a word  and another, andoneofmorethantwentycolumnsinall"};

    (void)state;
    for (int width = 40; width < 140; width++) {
        struct ak_report_style style = {.format = AK_FORMAT_TABLE, .width = width};
        char *text = print(&row, 1, &style);

        for (char *line = text; *line != '\0';) {
            char *end = line + strcspn(line, "\n");

            *end = '\0';
            assert_in_range(ak_text_width(line), 0, (uintmax_t)width);
            line = end + 1;
        }
        free(text);
    }
}

static void what_is_well_and_what_is_not_asked_for_is_all_well(void **state)
{
    static const struct {
        size_t first, count;
        const char *end;
    } cases[] = {
        {0, 1, "\n\nAll is well.\n"},
        {3, 1, "\n\nAll is well.\n"},
        {1, 1, "\n\n1 warning\n"},
        {2, 2, "\n\n1 check failed\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_report_style style = {.format = AK_FORMAT_TABLE};
        char *text = print(&checks[cases[i].first], cases[i].count, &style);

        assert_string_equal(text + strlen(text) - strlen(cases[i].end), cases[i].end);
        free(text);
    }
}

/* Whatever a check says of its parts: it is one thing to look after. */
static void the_end_counts_checks_not_rows(void **state)
{
    static const struct ak_report_check rows[] = {
        {.check = "sign-in", .status = AK_CHECK_FAILED, .found = "a"},
        {.check = "sign-in", .subject = "login", .status = AK_CHECK_FAILED, .found = "b"},
        {.check = "providers", .status = AK_CHECK_OK, .found = "c"},
        {.check = "providers", .subject = "one", .status = AK_CHECK_WARNING, .found = "d"},
    };
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};
    char *text = print(rows, 4, &style);

    (void)state;
    assert_non_null(strstr(text, "\n\n1 check failed, 1 warning\n"));
    free(text);
}

/* It would leave no room for the text beside it. */
static void a_long_name_stands_alone(void **state)
{
    static const struct ak_report_check rows[] = {
        {.check = "providers", .status = AK_CHECK_OK, .found = "a"},
        {.check = "providers",
         .subject = "A subscription with a long name",
         .status = AK_CHECK_OK,
         .found = "b"},
    };
    struct ak_report_style style = {.format = AK_FORMAT_TABLE};
    char *text = print(rows, 2, &style);

    (void)state;
    assert_string_equal(text, "✔ providers  a\n"
                              "✔   A subscription with a long name\n"
                              "             b\n"
                              "\n"
                              "All is well.\n");
    free(text);
}

static void programs_read_stable_fields(void **state)
{
    (void)state;
    assert_printed(&(struct ak_report_style){.format = AK_FORMAT_CSV},
                   "check,subject,status,found,advice,error\r\n"
                   "config,,ok,no file,,\r\n"
                   "clock,,warning,6m0s behind Azure's,set it,\r\n"
                   "sign-in,,failed,nobody is signed in,run `az login`,not-signed-in\r\n"
                   "credential,token,skipped,AKSCOPE_TOKEN is not set,,\r\n");
    char *text = print(&checks[3], 1, &(struct ak_report_style){.format = AK_FORMAT_JSON});
    assert_non_null(strstr(text, "\"subject\": \"token\""));
    assert_non_null(strstr(text, "\"status\": \"skipped\""));
    assert_non_null(strstr(text, "\"advice\": null"));
    assert_non_null(strstr(text, "\"error\": null"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_read_a_mark_a_name_what_was_found_and_what_to_do),
        cmocka_unit_test(without_utf8_all_is_ascii),
        cmocka_unit_test(marks_have_colours_where_they_are_wanted),
        cmocka_unit_test(lines_are_broken_between_words_and_hang),
        cmocka_unit_test(no_line_is_too_wide),
        cmocka_unit_test(what_is_well_and_what_is_not_asked_for_is_all_well),
        cmocka_unit_test(the_end_counts_checks_not_rows),
        cmocka_unit_test(a_long_name_stands_alone),
        cmocka_unit_test(programs_read_stable_fields),
    };

    return cmocka_run_group_tests_name("report checks", tests, NULL, NULL);
}
