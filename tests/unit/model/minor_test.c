/* minor_test.c: Kubernetes minor versions, and what is none. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "akscope/model/facts.h"

static void minors_are_read_up_to_what_follows(void **state)
{
    static const struct {
        const char *text;
        ak_minor minor;
        const char *rest;
    } cases[] = {
        {"1.33", 1033, ""},
        {"1.33.5", 1033, ".5"},
        {"1.9", 1009, ""},
        {"0.1", 1, ""},
        {"12.345", 12345, ""},
        {"999.999", 999999, ""},
        {"1.33-beta", 1033, "-beta"},
        {"1.2345", 1234, "5"},
        {"001.005 ", 1005, " "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *rest = NULL;

        assert_int_equal(ak_minor_read(cases[i].text, &rest), cases[i].minor);
        assert_string_equal(rest, cases[i].rest);
    }
}

static void what_is_no_minor_is_none(void **state)
{
    static const char *const cases[] = {
        "",      "1",     "1.",    ".33",   "1.x",    "x.33", "v1.33",
        " 1.33", "1. 33", "-1.33", "1.+33", "1234.5", "1,33",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *rest = "untouched";

        assert_int_equal(ak_minor_read(cases[i], &rest), 0);
        assert_string_equal(rest, "untouched");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minors_are_read_up_to_what_follows),
        cmocka_unit_test(what_is_no_minor_is_none),
    };

    return cmocka_run_group_tests_name("model/minor", tests, NULL, NULL);
}
