/* buf_test.c: a buffer grows to its maximum and not a byte beyond. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"

static void an_empty_buffer_is_an_empty_text(void **state)
{
    struct ak_buf buf = ak_buf_init(10);
    size_t len = 99;

    (void)state;
    assert_string_equal(ak_buf_text(&buf), "");
    ak_buf_clear(&buf);
    char *bytes = ak_buf_take(&buf, &len);
    assert_string_equal(bytes, "");
    assert_int_equal(len, 0);
    free(bytes);
    ak_buf_release(&buf);
    ak_buf_release(&buf);
}

static void the_maximum_is_reached_and_not_passed(void **state)
{
    struct ak_buf buf = ak_buf_init(5);

    (void)state;
    assert_true(ak_buf_append(&buf, "abc", 3));
    assert_false(ak_buf_append(&buf, "def", 3));
    assert_false(ak_buf_puts(&buf, "def"));
    assert_false(ak_buf_printf(&buf, "%d", 123));
    assert_string_equal(ak_buf_text(&buf), "abc");
    assert_int_equal(buf.len, 3);
    assert_true(ak_buf_printf(&buf, "%c", 'd'));
    assert_true(ak_buf_puts(&buf, "e"));
    assert_true(ak_buf_puts(&buf, ""));
    assert_false(ak_buf_puts(&buf, "f"));
    assert_false(ak_buf_append(&buf, "x", SIZE_MAX));
    assert_string_equal(ak_buf_text(&buf), "abcde");
    ak_buf_release(&buf);
}

static void a_buffer_of_nothing_takes_nothing(void **state)
{
    struct ak_buf buf = ak_buf_init(0);

    (void)state;
    assert_false(ak_buf_puts(&buf, "a"));
    assert_true(ak_buf_append(&buf, "a", 0));
    assert_string_equal(ak_buf_text(&buf), "");
    ak_buf_release(&buf);
}

static void it_grows_byte_by_byte_and_by_leaps(void **state)
{
    enum { SIZE = 100000 };
    struct ak_buf buf = ak_buf_init(2 * SIZE);
    char *leap = malloc(SIZE);

    (void)state;
    assert_non_null(leap);
    memset(leap, 'y', SIZE);
    for (int i = 0; i < SIZE; i++)
        assert_true(ak_buf_append(&buf, "x", 1));
    assert_true(ak_buf_append(&buf, leap, SIZE));
    assert_int_equal(buf.len, 2 * SIZE);
    assert_int_equal(strlen(ak_buf_text(&buf)), 2 * SIZE);
    assert_int_equal(ak_buf_text(&buf)[SIZE - 1], 'x');
    assert_int_equal(ak_buf_text(&buf)[SIZE], 'y');
    free(leap);
    ak_buf_release(&buf);
}

static void bytes_may_be_nul(void **state)
{
    struct ak_buf buf = ak_buf_init(10);

    (void)state;
    assert_true(ak_buf_append(&buf, "a\0b", 3));
    assert_int_equal(buf.len, 3);
    assert_memory_equal(buf.bytes, "a\0b", 4);
    ak_buf_release(&buf);
}

static void clearing_keeps_the_memory_and_taking_gives_it_away(void **state)
{
    struct ak_buf buf = ak_buf_init(10);
    size_t len = 0;

    (void)state;
    assert_true(ak_buf_puts(&buf, "first"));
    char *before = buf.bytes;
    ak_buf_clear(&buf);
    assert_string_equal(ak_buf_text(&buf), "");
    assert_true(ak_buf_puts(&buf, "second"));
    assert_ptr_equal(buf.bytes, before);
    char *taken = ak_buf_take(&buf, &len);
    assert_ptr_equal(taken, before);
    assert_string_equal(taken, "second");
    assert_int_equal(len, 6);
    assert_int_equal(buf.len, 0);
    assert_true(ak_buf_puts(&buf, "0123456789"));
    assert_false(ak_buf_puts(&buf, "x"));
    assert_string_equal(taken, "second");
    free(taken);
    ak_buf_release(&buf);
    assert_string_equal(ak_buf_text(&buf), "");
    assert_true(ak_buf_puts(&buf, "again"));
    ak_buf_release(&buf);
}

static void a_secret_is_overwritten_where_it_was(void **state)
{
    struct ak_buf buf = ak_buf_init_secret(1000);
    size_t len = 0;

    (void)state;
    for (int i = 0; i < 50; i++)
        assert_true(ak_buf_puts(&buf, "0123456789"));
    assert_int_equal(strlen(ak_buf_text(&buf)), 500);
    size_t cap = buf.cap;
    ak_buf_clear(&buf);
    for (size_t i = 0; i < cap; i++)
        assert_int_equal(buf.bytes[i], 0);
    assert_true(ak_buf_puts(&buf, "again"));
    char *taken = ak_buf_take(&buf, &len);
    assert_string_equal(taken, "again");
    assert_true(buf.is_secret);
    free(taken);
    ak_buf_release(&buf);
    assert_true(buf.is_secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(the_maximum_is_reached_and_not_passed),
        cmocka_unit_test(a_buffer_of_nothing_takes_nothing),
        cmocka_unit_test(it_grows_byte_by_byte_and_by_leaps),
        cmocka_unit_test(bytes_may_be_nul),
        cmocka_unit_test(clearing_keeps_the_memory_and_taking_gives_it_away),
        cmocka_unit_test(a_secret_is_overwritten_where_it_was),
    };

    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
