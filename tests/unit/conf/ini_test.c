/* ini_test.c: what an ini text says, pair by pair, and where it is wrong. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/conf/conf.h"

enum { LOG_SIZE = 1 << 20, LONGEST_LINE = 199 };

#define NO_PAIR "expected `name = value`, `[section]` or a comment"

/* Writes each pair down as "line:section/name=value;" and refuses the value "wrong". */
static int record(const char *section, const char *name, const char *value, int line, void *context,
                  struct ak_err *err)
{
    struct ak_buf *log = context;

    if (strcmp(value, "wrong") == 0)
        return ak_err_set(err, AK_ERR_USAGE, "%s is wrong", name);
    assert_true(ak_buf_printf(log, "%d:%s/%s=%s;", line, section, name, value));
    return 0;
}

static int read_text(const char *text, struct ak_buf *log, struct ak_err *err)
{
    *log = ak_buf_init(LOG_SIZE);
    *err = ak_err_none();
    return ak_ini_read("x.ini", text, record, log, err);
}

static void pairs_are_read_with_section_and_line(void **state)
{
    static const struct {
        const char *name, *text, *pairs;
    } cases[] = {
        {"nothing", "", ""},
        {"an empty line", "\n", ""},
        {"a pair", "a = b\n", "1:/a=b;"},
        {"no line feed at the end", "a = b", "1:/a=b;"},
        {"no blanks", "a=b\n", "1:/a=b;"},
        {"many blanks", " \t a \t = \t b c \t \n", "1:/a=b c;"},
        {"a colon", "a: b\n", "1:/a=b;"},
        {"an equals sign in the value", "a = b = c\n", "1:/a=b = c;"},
        {"an empty value", "a =\n", "1:/a=;"},
        {"a section", "[s]\na = b\n", "2:s/a=b;"},
        {"two sections", "a=1\n[s]\nb=2\n[t u]\nc=3\n", "1:/a=1;3:s/b=2;5:t u/c=3;"},
        {"comments", "# x\n; y\na = b ; z\n  # w\n", "3:/a=b;"},
        {"a colour is no comment", "a = #ffffff;x\n", "1:/a=#ffffff;x;"},
        {"empty lines count", "\n\n\na = b\n", "4:/a=b;"},
        {"lines of other systems", "[s]\r\na = b\r\n", "2:s/a=b;"},
        {"a byte order mark",
         "\xEF\xBB\xBF"
         "a = b\n",
         "1:/a=b;"},
        {"indented pairs", "[s]\n  a = b\n  c = d\n\te = f\n", "2:s/a=b;3:s/c=d;4:s/e=f;"},
        {"an indented section", "a = b\n  [s]\n  c = d\n", "1:/a=b;3:s/c=d;"},
        {"a name said twice", "a = b\na = c\n", "1:/a=b;2:/a=c;"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf log;
        struct ak_err err;

        if (read_text(cases[i].text, &log, &err))
            fail_msg("%s: %s", cases[i].name, err.text);
        if (strcmp(ak_buf_text(&log), cases[i].pairs) != 0)
            fail_msg("%s: %s", cases[i].name, ak_buf_text(&log));
        ak_buf_release(&log);
    }
}

/* What is behind it is read all the same. */
static void the_first_thing_that_is_wrong_is_said_with_its_line(void **state)
{
    static const struct {
        const char *name, *text;
        enum ak_err_kind kind;
        const char *said, *pairs;
    } cases[] = {
        {"no pair", "a = b\nnonsense\n", AK_ERR_CONFIG, "x.ini:2: " NO_PAIR, "1:/a=b;"},
        {"no end of the section", "[s\n", AK_ERR_CONFIG, "x.ini:1: " NO_PAIR, ""},
        {"an indented word", "a = b\n  c\n", AK_ERR_CONFIG, "x.ini:2: " NO_PAIR, "1:/a=b;"},
        {"a wrong value", "\na = wrong\nb = c\n", AK_ERR_USAGE, "x.ini:2: a is wrong", "3:/b=c;"},
        {"two wrong values", "a = wrong\nb = wrong\n", AK_ERR_USAGE, "x.ini:1: a is wrong", ""},
        {"a pair between", "a = wrong\nb = c\nd = wrong\n", AK_ERR_USAGE, "x.ini:1: a is wrong",
         "2:/b=c;"},
        {"no pair, then a pair", "a\nb = c\n", AK_ERR_CONFIG, "x.ini:1: " NO_PAIR, "2:/b=c;"},
        {"no pair, then a wrong value", "a\nb = wrong\n", AK_ERR_CONFIG, "x.ini:1: " NO_PAIR, ""},
        {"a wrong value, then no pair", "b = wrong\na\n", AK_ERR_USAGE, "x.ini:1: b is wrong", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_buf log;
        struct ak_err err;

        if (read_text(cases[i].text, &log, &err) != (int)cases[i].kind ||
            err.kind != cases[i].kind || strcmp(err.text, cases[i].said) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        if (strcmp(ak_buf_text(&log), cases[i].pairs) != 0)
            fail_msg("%s: %s", cases[i].name, ak_buf_text(&log));
        ak_buf_release(&log);
    }
}

/* "a = xxx…" of `len` bytes on the second line. */
static char *text_with_line(size_t len)
{
    char *text = malloc(len + 3);

    assert_non_null(text);
    memset(text, 'x', len + 3);
    memcpy(text, "\na = ", 5);
    memcpy(text + 1 + len, "\n", 2);
    return text;
}

static void a_line_is_whole_or_refused(void **state)
{
    struct ak_buf log;
    struct ak_err err;
    char *text = text_with_line(LONGEST_LINE);

    (void)state;
    assert_int_equal(read_text(text, &log, &err), 0);
    assert_int_equal(log.len, strlen("2:/a=;") + LONGEST_LINE - 4);
    ak_buf_release(&log);
    free(text);
    text = text_with_line(LONGEST_LINE + 1);
    assert_int_equal(read_text(text, &log, &err), AK_ERR_CONFIG);
    assert_string_equal(err.text, "x.ini:2: the line is longer than 199 bytes");
    assert_int_equal(log.len, 0);
    ak_buf_release(&log);
    free(text);
}

static void a_text_has_any_number_of_lines(void **state)
{
    enum { LINES = 20000 };
    struct ak_buf text = ak_buf_init(LOG_SIZE);
    struct ak_buf log;
    struct ak_err err;

    (void)state;
    for (int i = 0; i < LINES; i++)
        assert_true(ak_buf_puts(&text, "a = b\n"));
    assert_true(ak_buf_puts(&text, "last = wrong\n"));
    assert_int_equal(read_text(ak_buf_text(&text), &log, &err), AK_ERR_USAGE);
    assert_string_equal(err.text, "x.ini:20001: last is wrong");
    ak_buf_release(&log);
    ak_buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_read_with_section_and_line),
        cmocka_unit_test(the_first_thing_that_is_wrong_is_said_with_its_line),
        cmocka_unit_test(a_line_is_whole_or_refused),
        cmocka_unit_test(a_text_has_any_number_of_lines),
    };

    return cmocka_run_group_tests_name("conf/ini", tests, NULL, NULL);
}
