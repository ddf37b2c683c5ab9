/* vec_test.c: items come zeroed, keep their order, and stay in bounds. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/vec.h"
#include "support/forked.h"

struct item {
    char letter;
    int64_t number;
};

static void push(struct ak_vec *vec, int64_t number)
{
    struct item *item = ak_vec_push(vec);

    assert_int_equal(item->letter, 0);
    assert_int_equal(item->number, 0);
    *item = (struct item){.letter = 'x', .number = number};
}

static int64_t number_at(const struct ak_vec *vec, size_t i)
{
    const struct item *item = ak_vec_at(vec, i);

    return item->number;
}

static void items_are_zeroed_and_keep_their_order(void **state)
{
    enum { ITEMS = 1000 };
    struct ak_vec vec = ak_vec_init(sizeof(struct item));

    (void)state;
    assert_null(vec.items);
    for (int64_t i = 0; i < ITEMS; i++)
        push(&vec, i);
    assert_int_equal(vec.len, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(number_at(&vec, i), i);
    /* Memory that is used again is zeroed again. */
    ak_vec_clear(&vec);
    assert_int_equal(vec.len, 0);
    push(&vec, 7);
    assert_int_equal(number_at(&vec, 0), 7);
    ak_vec_release(&vec);
    assert_null(vec.items);
    assert_int_equal(vec.len, 0);
    push(&vec, 8);
    assert_int_equal(number_at(&vec, 0), 8);
    ak_vec_release(&vec);
}

static void many_items_are_added_at_once(void **state)
{
    struct ak_vec vec = ak_vec_init(sizeof(struct item));

    (void)state;
    assert_null(ak_vec_push_many(&vec, 0));
    push(&vec, 7);
    for (size_t count = 0; count < 100; count += 9) {
        size_t before = vec.len;
        struct item *first = ak_vec_push_many(&vec, count);

        assert_int_equal(vec.len, before + count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(first[i].number, 0);
            assert_ptr_equal(&first[i], ak_vec_at(&vec, before + i));
            first[i].number = -1; /* memory that is grown into must not be read as zero by luck */
        }
    }
    assert_int_equal(number_at(&vec, 0), 7);
    ak_vec_release(&vec);
}

static void many_items_come_at_once(void **state)
{
    static const size_t counts[] = {0, 1, 7, 8, 9, 0, 100, 1};
    struct ak_vec vec = ak_vec_init(sizeof(struct item));
    size_t total = 0;

    (void)state;
    assert_null(ak_vec_push_many(&vec, 0));
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct item *first = ak_vec_push_many(&vec, counts[i]);

        for (size_t j = 0; j < counts[i]; j++) {
            assert_ptr_equal(&first[j], ak_vec_at(&vec, total + j));
            assert_int_equal(first[j].number, 0);
            first[j] = (struct item){.letter = 'x', .number = (int64_t)(total + j)};
        }
        total += counts[i];
        assert_int_equal(vec.len, total);
    }
    for (size_t i = 0; i < total; i++)
        assert_int_equal(number_at(&vec, i), i);
    /* Memory that is used again is zeroed again. */
    ak_vec_clear(&vec);
    struct item *again = ak_vec_push_many(&vec, 2);
    assert_int_equal(again[0].letter + again[1].letter, 0);
    ak_vec_release(&vec);
}

static void removing_closes_the_gap(void **state)
{
    static const struct {
        size_t removed;
        int64_t left[3];
    } cases[] = {{0, {11, 12, 13}}, {1, {10, 12, 13}}, {3, {10, 11, 12}}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_vec vec = ak_vec_init(sizeof(struct item));

        for (int64_t number = 10; number < 14; number++)
            push(&vec, number);
        ak_vec_remove(&vec, cases[i].removed);
        assert_int_equal(vec.len, 3);
        for (size_t j = 0; j < 3; j++)
            assert_int_equal(number_at(&vec, j), cases[i].left[j]);
        ak_vec_release(&vec);
    }
}

/* With the memory full to its last item, a sanitizer sees a move that reads beyond. */
static void removing_from_a_full_vec_stays_in_its_memory(void **state)
{
    struct ak_vec vec = ak_vec_init(sizeof(struct item));

    (void)state;
    for (int64_t number = 0; number == 0 || vec.len < vec.cap; number++)
        push(&vec, number);
    size_t full = vec.len;
    ak_vec_remove(&vec, 0);
    assert_int_equal(vec.len, full - 1);
    assert_int_equal(number_at(&vec, 0), 1);
    assert_int_equal(number_at(&vec, full - 2), full - 1);
    ak_vec_release(&vec);
}

static void taking_leaves_an_empty_vec(void **state)
{
    struct ak_vec vec = ak_vec_init(sizeof(struct item));
    size_t len = 99;

    (void)state;
    assert_null(ak_vec_take(&vec, &len));
    assert_int_equal(len, 0);
    push(&vec, 1);
    push(&vec, 2);
    struct item *items = ak_vec_take(&vec, &len);
    assert_int_equal(len, 2);
    assert_int_equal(items[1].number, 2);
    assert_int_equal(vec.len, 0);
    push(&vec, 3);
    assert_int_equal(number_at(&vec, 0), 3);
    assert_int_equal(items[0].number, 1);
    free(items);
    ak_vec_release(&vec);
}

static void read_beyond(void)
{
    struct ak_vec vec = ak_vec_init(1);

    ak_vec_push(&vec);
    ak_vec_at(&vec, 1);
}

static void remove_beyond(void)
{
    struct ak_vec vec = ak_vec_init(1);

    ak_vec_remove(&vec, 0);
}

static void an_index_beyond_the_end_is_a_bug(void **state)
{
    (void)state;
    assert_aborts(read_beyond, "item 1 of 1");
    assert_aborts(remove_beyond, "item 0 of 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_zeroed_and_keep_their_order),
        cmocka_unit_test(many_items_are_added_at_once),
        cmocka_unit_test(many_items_come_at_once),
        cmocka_unit_test(removing_closes_the_gap),
        cmocka_unit_test(removing_from_a_full_vec_stays_in_its_memory),
        cmocka_unit_test(taking_leaves_an_empty_vec),
        cmocka_unit_test(an_index_beyond_the_end_is_a_bug),
    };

    return cmocka_run_group_tests_name("base/vec", tests, NULL, NULL);
}
