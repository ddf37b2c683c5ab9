/* alloc_test.c: memory is there, or the program ends with a word. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "support/forked.h"

static void memory_is_zeroed_and_never_null(void **state)
{
    unsigned char *bytes = ak_alloc(7, 11);
    void *nothing = ak_alloc(0, 8);
    void *no_size = ak_alloc(8, 0);

    (void)state;
    for (size_t i = 0; i < 77; i++)
        assert_int_equal(bytes[i], 0);
    assert_non_null(nothing);
    assert_non_null(no_size);
    free(bytes);
    free(nothing);
    free(no_size);
}

static void growing_keeps_what_was_there(void **state)
{
    char *bytes = ak_realloc(NULL, 4, 1);

    (void)state;
    memcpy(bytes, "abc", 4);
    bytes = ak_realloc(bytes, 1000, 1000);
    assert_string_equal(bytes, "abc");
    memset(bytes, 'x', 1000 * 1000);
    bytes = ak_realloc(bytes, 0, 1);
    assert_non_null(bytes);
    free(bytes);
}

static void copies_are_the_callers_own(void **state)
{
    static const struct {
        const char *text;
        size_t len;
        const char *copy;
    } cases[] = {
        {"", 0, ""}, {"abc", 0, ""}, {"abc", 2, "ab"}, {"abc", 3, "abc"}, {"abc", SIZE_MAX, "abc"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *copy = ak_strndup(cases[i].text, cases[i].len);

        assert_string_equal(copy, cases[i].copy);
        assert_ptr_not_equal(copy, cases[i].text);
        free(copy);
    }
    char *whole = ak_strdup("a b");
    assert_string_equal(whole, "a b");
    free(whole);
    whole = ak_strdup_or_null("a b");
    assert_string_equal(whole, "a b");
    free(whole);
    assert_null(ak_strdup_or_null(NULL));
}

static void a_copy_reads_no_further_than_its_length(void **state)
{
    char *text = malloc(3); /* no NUL: a sanitizer and valgrind see a read behind it */

    (void)state;
    assert_non_null(text);
    memcpy(text, "abc", 3);
    char *copy = ak_strndup(text, 3);
    assert_string_equal(copy, "abc");
    free(copy);
    free(text);
}

static void formatted_text_has_any_length(void **state)
{
    char *text = ak_asprintf("%s:%05d:%s", "a", 42, "");

    (void)state;
    assert_string_equal(text, "a:00042:");
    free(text);
    text = ak_asprintf("%*s", 100000, "x");
    assert_int_equal(strlen(text), 100000);
    assert_string_equal(text + 99999, "x");
    free(text);
}

static void alloc_overflowing(void)
{
    free(ak_alloc(SIZE_MAX / 2 + 1, 2));
}

static void realloc_overflowing(void)
{
    free(ak_realloc(NULL, 3, SIZE_MAX / 2));
}

static void alloc_too_much(void)
{
    free(ak_alloc(1, SIZE_MAX / 2));
}

static void realloc_too_much(void)
{
    free(ak_realloc(NULL, SIZE_MAX / 2, 1));
}

static void what_can_not_be_had_ends_the_program(void **state)
{
    (void)state;
    assert_aborts(alloc_overflowing, "akscope: out of memory\n");
    assert_aborts(realloc_overflowing, "akscope: out of memory\n");
    assert_aborts(alloc_too_much, "akscope: out of memory\n");
    assert_aborts(realloc_too_much, "akscope: out of memory\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_never_null),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(copies_are_the_callers_own),
        cmocka_unit_test(a_copy_reads_no_further_than_its_length),
        cmocka_unit_test(formatted_text_has_any_length),
        cmocka_unit_test(what_can_not_be_had_ends_the_program),
    };

    return cmocka_run_group_tests_name("base/alloc", tests, NULL, NULL);
}
