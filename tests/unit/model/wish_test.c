/* wish_test.c: what was typed into a field, read as numbers, lists and pairs. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "akscope/model/intent.h"

/* "[a][b]", or "[key→value]" for pairs. */
static void expect_items(const char *typed, const char *texts, const char *pairs)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_pool_wish wish = {0};
    struct ak_buf out = ak_buf_init(1024);

    ak_pool_wish_set(&wish, AK_POOL_FIELD_LABELS, typed);
    struct ak_texts list = ak_pool_wish_texts(&wish, AK_POOL_FIELD_LABELS, arena);
    for (size_t i = 0; i < list.count; i++)
        assert_true(ak_buf_printf(&out, "[%s]", list.items[i]));
    assert_string_equal(ak_buf_text(&out), texts);

    ak_buf_clear(&out);
    struct ak_pairs map = ak_pool_wish_pairs(&wish, AK_POOL_FIELD_LABELS, arena);
    for (size_t i = 0; i < map.count; i++)
        assert_true(ak_buf_printf(&out, "[%s→%s]", map.items[i].key, map.items[i].value));
    assert_string_equal(ak_buf_text(&out), pairs);
    ak_buf_release(&out);
    ak_pool_wish_release(&wish);
    ak_arena_free(arena);
}

static void lists_and_pairs(void **state)
{
    static const struct {
        const char *typed, *texts, *pairs;
    } cases[] = {
        {NULL, "", ""},
        {"", "", ""},
        {" , ,", "", ""},
        {"1,2,3", "[1][2][3]", "[1→][2→][3→]"},
        {" 1 ,\t2,,3 , ", "[1][2][3]", "[1→][2→][3→]"},
        {"env=prod", "[env=prod]", "[env→prod]"},
        {"a=b=c,d=", "[a=b=c][d=]", "[a→b=c][d→]"},
        {"=x", "[=x]", "[→x]"},
        {"who=Ann\\, Bob,b=1", "[who=Ann, Bob][b=1]", "[who→Ann, Bob][b→1]"},
        {"path=C:\\dir\\\\,b=1", "[path=C:\\dir\\][b=1]", "[path→C:\\dir\\][b→1]"},
        {"end\\", "[end\\]", "[end\\→]"},
        {"gpu=yes:NoSchedule", "[gpu=yes:NoSchedule]", "[gpu→yes:NoSchedule]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_items(cases[i].typed, cases[i].texts, cases[i].pairs);
}

static void numbers(void **state)
{
    static const struct {
        const char *typed;
        struct ak_number number;
    } cases[] = {
        {NULL, {false, 0}},
        {"", {false, 0}},
        {" ", {false, 0}},
        {"0", {true, 0}},
        {" 12 ", {true, 12}},
        {"-3", {true, -3}},
        {"1.5", {false, 0}},
        {"1e3", {false, 0}},
        {"three", {false, 0}},
        {"1 2", {false, 0}},
        {"9223372036854775807", {true, INT64_MAX}},
        {"9223372036854775808", {false, 0}},
        {"0000000000000000000000000001", {false, 0}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_pool_wish wish = {0};

        ak_pool_wish_set(&wish, AK_POOL_FIELD_NODES, cases[i].typed);
        struct ak_number number = ak_pool_wish_number(&wish, AK_POOL_FIELD_NODES);
        assert_int_equal(number.is_set, cases[i].number.is_set);
        assert_int_equal(number.value, cases[i].number.value);
        ak_pool_wish_release(&wish);
    }
}

static void decimals(void **state)
{
    static const struct {
        const char *typed;
        bool is_number;
        double value;
    } cases[] = {
        {"-1", true, -1},
        {"0.98765", true, 0.98765},
        {" 12.5 ", true, 12.5},
        {"7", true, 7},
        {"0.1", true, 0.1},
        {"-0.00001", true, -0.00001},
        {"", false, 0},
        {".5", false, 0},
        {"5.", false, 0},
        {"-.5", false, 0},
        {"1.-5", false, 0},
        {"1.2.3", false, 0},
        {"1,5", false, 0},
        {"1e3", false, 0},
        {"nan", false, 0},
        {"--1", false, 0},
        {"123456789012345.6", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_pool_wish wish = {0};
        double value = 4711;

        ak_pool_wish_set(&wish, AK_POOL_FIELD_SPOT_PRICE, cases[i].typed);
        bool is_number = ak_pool_wish_decimal(&wish, AK_POOL_FIELD_SPOT_PRICE, &value);
        if (is_number != cases[i].is_number)
            fail_msg("\"%s\" was %staken", cases[i].typed, is_number ? "" : "not ");
        assert_memory_equal(&value, is_number ? &cases[i].value : &(double){4711}, sizeof value);
        ak_pool_wish_release(&wish);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_and_pairs),
        cmocka_unit_test(numbers),
        cmocka_unit_test(decimals),
    };

    return cmocka_run_group_tests_name("model/wish", tests, NULL, NULL);
}
