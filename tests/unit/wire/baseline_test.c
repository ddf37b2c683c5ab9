/* baseline_test.c: what an earlier report found, and files that are none. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/wire/baseline.h"

static void findings_are_read_in_their_order(void **state)
{
    static const char text[] =
        "{\"program\": \"akscope\", \"version\": \"9\", \"findings\": [\n"
        "  {\"severity\": \"soon\", \"fingerprint\": \"0123456789abcdef\", \"days\": null},\n"
        "  {\"fingerprint\": \"fedcba9876543210\", \"severity\": \"removed\", \"new\": [{}]}]}\n";
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_known_finding *known;
    struct ak_err err = ak_err_none();
    size_t count;

    (void)state;
    assert_int_equal(ak_wire_read_baseline(text, strlen(text), arena, &known, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_string_equal(known[0].fingerprint, "0123456789abcdef");
    assert_string_equal(known[0].severity, "soon");
    assert_string_equal(known[1].fingerprint, "fedcba9876543210");
    assert_string_equal(known[1].severity, "removed");
    ak_arena_free(arena);
}

static void a_report_may_have_found_nothing(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_known_finding *known;
    struct ak_err err = ak_err_none();
    size_t count = 7;

    (void)state;
    assert_int_equal(ak_wire_read_baseline("{\"findings\": []}", 16, arena, &known, &count, &err),
                     0);
    assert_int_equal(count, 0);
    ak_arena_free(arena);
}

static void other_files_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } cases[] = {
        {"", ""},
        {"x", ""},
        {"[]", ""},
        {"{}", "findings: missing"},
        {"{\"findings\": null}", "findings: missing"},
        {"{\"findings\": {}}", "findings: expected"},
        {"{\"findings\": [1]}", "findings[0]: expected"},
        {"{\"findings\": [{\"severity\": \"soon\"}]}", "findings[0].fingerprint: "},
        {"{\"findings\": [{\"fingerprint\": \"a\"}]}", "findings[0].severity: "},
        {"{\"findings\": [{\"fingerprint\": \"a\", \"severity\": 1}]}", "findings[0].severity: "},
        {"{\"findings\": [{\"fingerprint\": \"a\", \"severity\": \"soon\"}]", ""},
    };
    static const char begin[] = "it is no report of akscope in JSON: ";

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_arena *arena = ak_arena_new(0);
        struct ak_known_finding *known = NULL;
        struct ak_err err = ak_err_none();
        size_t count = 7;

        assert_int_equal(ak_wire_read_baseline(cases[i].text, strlen(cases[i].text), arena, &known,
                                               &count, &err),
                         AK_ERR_CONFIG);
        assert_null(known);
        assert_int_equal(count, 7);
        if (strncmp(err.text, begin, strlen(begin)) != 0 ||
            strncmp(err.text + strlen(begin), cases[i].why, strlen(cases[i].why)) != 0)
            fail_msg("%s: %s", cases[i].text, err.text);
        ak_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_read_in_their_order),
        cmocka_unit_test(a_report_may_have_found_nothing),
        cmocka_unit_test(other_files_are_refused_with_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
