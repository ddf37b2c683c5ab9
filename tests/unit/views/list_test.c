/* list_test.c: when the rows of a list are put in order anew, and by whom. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "tui/views/list_int.h"

enum { FEW = 10, MANY = AK__LIST_AT_ONCE + 1 };

/* Rows are numbers; `numbers` is one source of them and `others` another. */
struct scene {
    struct ak__list list;
    int numbers[MANY];
    int others[MANY];
};

static void show_number(const void *row, const void *context, struct ak_table_cell *cell)
{
    (void)context;
    snprintf(cell->text, sizeof cell->text, "%d", *(const int *)row);
}

static const char *id_of(const void *row)
{
    static char id[24]; /* the table copies it */

    snprintf(id, sizeof id, "/%d", *(const int *)row);
    return id;
}

static const struct ak_column columns[] = {{.id = "number", .heading = "N", .value = show_number}};
static const struct ak_table_class class = {
    .columns = columns, .column_count = 1, .empty = "", .id = id_of};

static int open_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    assert_non_null(scene);
    for (int i = 0; i < MANY; i++) {
        scene->numbers[i] = MANY - i;
        scene->others[i] = 2 * MANY - i;
    }
    ak__list_init(&scene->list, &class);
    *state = scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;

    ak__list_release(&scene->list);
    free(scene);
    return 0;
}

static void show(struct scene *scene, const int *source, size_t count)
{
    ak__list_clear(&scene->list);
    ak__list_push_all(&scene->list, source, count, sizeof *source);
    ak__list_show(&scene->list, source, NULL);
}

static int first_of(const struct scene *scene)
{
    return **(const int *const *)ak_vec_at(&scene->list.table.rows, 0);
}

/* Spoils the order, so that a look tells whether it was made anew. */
static void swap_ends(struct scene *scene)
{
    const void **rows = scene->list.table.rows.items;
    size_t last = scene->list.table.rows.len - 1;
    const void *first = rows[0];

    rows[0] = rows[last];
    rows[last] = first;
}

static void finish_order(struct scene *scene, bool is_shown)
{
    struct ak_order *order = ak__list_take_order(&scene->list);

    assert_non_null(order);
    ak_order_run(order);
    assert_int_equal(ak__list_put_order(&scene->list, order), is_shown);
}

static void a_short_list_is_in_order_at_once(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, FEW);
    assert_false(ak__list_is_waiting(&scene->list));
    assert_null(ak__list_take_order(&scene->list));
    assert_int_equal(first_of(scene), MANY - FEW + 1);
    show(scene, scene->numbers, AK__LIST_AT_ONCE);
    assert_false(ak__list_is_waiting(&scene->list));
}

static void what_is_shown_already_is_not_put_in_order_again(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, FEW);
    swap_ends(scene);
    show(scene, scene->numbers, FEW);
    assert_int_equal(first_of(scene), MANY);
}

static void other_rows_another_source_or_another_wish_are(void **state)
{
    struct scene *scene = *state;
    bool needs_rows;

    show(scene, scene->numbers, FEW);
    swap_ends(scene);
    show(scene, scene->numbers, FEW - 1);
    assert_int_equal(first_of(scene), MANY - FEW + 2);
    show(scene, scene->others, FEW - 1);
    assert_int_equal(first_of(scene), 2 * MANY - FEW + 2);
    assert_true(ak_table_act(&scene->list.table, AK_ACTION_SORT_REVERSE, &needs_rows));
    show(scene, scene->others, FEW - 1);
    assert_int_equal(first_of(scene), 2 * MANY);
}

static void moving_asks_for_nothing(void **state)
{
    struct scene *scene = *state;
    bool needs_rows;

    show(scene, scene->numbers, FEW);
    swap_ends(scene);
    assert_true(ak_table_act(&scene->list.table, AK_ACTION_DOWN, &needs_rows));
    show(scene, scene->numbers, FEW);
    assert_int_equal(first_of(scene), MANY);
}

static void rows_of_the_views_own_are_always_put_in_order(void **state)
{
    struct scene *scene = *state;

    for (int i = 0; i < 2; i++) {
        ak__list_clear(&scene->list);
        ak__list_push_all(&scene->list, scene->numbers, MANY, sizeof(int));
        ak__list_show(&scene->list, NULL, NULL);
        assert_false(ak__list_is_waiting(&scene->list));
        assert_int_equal(first_of(scene), 1);
        swap_ends(scene);
    }
}

static void a_long_list_is_an_order(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->others, FEW);
    show(scene, scene->numbers, MANY);
    assert_true(ak__list_is_waiting(&scene->list));
    assert_int_equal(scene->list.table.rows.len, FEW);
    finish_order(scene, true);
    assert_false(ak__list_is_waiting(&scene->list));
    assert_int_equal(scene->list.table.rows.len, MANY);
    assert_int_equal(first_of(scene), 1);
    show(scene, scene->numbers, MANY);
    assert_false(ak__list_is_waiting(&scene->list));
}

static void an_order_is_handed_over_once(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, MANY);
    struct ak_order *order = ak__list_take_order(&scene->list);
    assert_non_null(order);
    assert_null(ak__list_take_order(&scene->list));
    show(scene, scene->numbers, MANY); /* nothing new: the one under way will do */
    assert_null(ak__list_take_order(&scene->list));
    ak_order_run(order);
    assert_true(ak__list_put_order(&scene->list, order));
}

static void an_order_that_something_newer_overtook_is_dropped(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, MANY);
    struct ak_order *order = ak__list_take_order(&scene->list);
    ak_order_run(order);
    show(scene, scene->others, MANY);
    assert_false(ak__list_put_order(&scene->list, order));
    assert_true(ak__list_is_waiting(&scene->list));
    finish_order(scene, true);
    assert_int_equal(first_of(scene), MANY + 1);
}

static void a_short_list_overtakes_an_order(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, MANY);
    struct ak_order *order = ak__list_take_order(&scene->list);
    ak_order_run(order);
    show(scene, scene->others, FEW);
    assert_false(ak__list_is_waiting(&scene->list));
    assert_false(ak__list_put_order(&scene->list, order));
    assert_int_equal(scene->list.table.rows.len, FEW);
}

static void a_row_is_selected_when_it_comes(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->others, FEW);
    assert_false(ak__list_select(&scene->list, "/7"));
    show(scene, scene->numbers, MANY);
    assert_true(ak__list_select(&scene->list, "/7"));
    finish_order(scene, true);
    assert_int_equal(*(const int *)ak_table_selected(&scene->list.table), 7);
}

static void a_list_is_released_with_an_order_in_it(void **state)
{
    struct scene *scene = *state;

    show(scene, scene->numbers, MANY);
    assert_true(ak__list_is_waiting(&scene->list));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_short_list_is_in_order_at_once),
        CASE(what_is_shown_already_is_not_put_in_order_again),
        CASE(other_rows_another_source_or_another_wish_are),
        CASE(moving_asks_for_nothing),
        CASE(rows_of_the_views_own_are_always_put_in_order),
        CASE(a_long_list_is_an_order),
        CASE(an_order_is_handed_over_once),
        CASE(an_order_that_something_newer_overtook_is_dropped),
        CASE(a_short_list_overtakes_an_order),
        CASE(a_row_is_selected_when_it_comes),
        CASE(a_list_is_released_with_an_order_in_it),
    };

    return cmocka_run_group_tests_name("views/list", tests, NULL, NULL);
}

#undef CASE
