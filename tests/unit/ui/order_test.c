/* order_test.c: rows put in order as a job: what it does, and what happens while it is under way.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "animals.h"

enum { HERD = 700 };

/* A herd in which every column has many equal cells. */
struct herd {
    struct animal animals[HERD];
    const void *rows[HERD];
    char ids[HERD][16];
    char names[HERD][16];
};

static int make_herd(void **state)
{
    static const char *const kinds[] = {"mammal", "bird", "Fish", "insect"};
    struct herd *herd = calloc(1, sizeof *herd);
    unsigned random = 7;

    assert_non_null(herd);
    for (int i = 0; i < HERD; i++) {
        random = random * 1103515245u + 12345u;
        snprintf(herd->ids[i], sizeof herd->ids[i], "/a/%d", i);
        snprintf(herd->names[i], sizeof herd->names[i], "%s%u", random >> 16 & 1 ? "cow" : "Ox",
                 random >> 20 & 15);
        herd->animals[i] = (struct animal){.id = herd->ids[i],
                                           .name = herd->names[i],
                                           .kind = kinds[random >> 8 & 3],
                                           .legs = (int64_t)(random >> 12 & 3) - 1,
                                           .eaten = random >> 24 & 3,
                                           .served = 4};
        herd->rows[i] = &herd->animals[i];
    }
    *state = herd;
    return 0;
}

static int free_herd(void **state)
{
    free(*state);
    return 0;
}

/* How two rows compare, the slow way. */
static int compare(const struct ak_column *column, const void *a, const void *b)
{
    struct ak_table_cell left = {.role = AK_ROLE_TEXT};
    struct ak_table_cell right = {.role = AK_ROLE_TEXT};
    int64_t x = column->rank != NULL ? column->rank(a, NULL) : 0;
    int64_t y = column->rank != NULL ? column->rank(b, NULL) : 0;

    if (x != y)
        return x < y ? -1 : 1;
    column->value(a, NULL, &left);
    column->value(b, NULL, &right);
    return ak_text_naturalcmp(left.text, right.text);
}

static const void *row_at(const struct ak_table *table, size_t i)
{
    return *(const void *const *)ak_vec_at(&table->rows, i);
}

static void check_order(const struct ak_table *table)
{
    const struct ak_column *column = &table->class->columns[table->sort];

    for (size_t i = 1; i < table->rows.len; i++) {
        const void *before = row_at(table, i - 1);
        const void *after = row_at(table, i);
        int order = compare(column, before, after);

        if (table->descending)
            order = -order;
        if (order > 0)
            fail_msg("%s: row %zu comes too late", column->id, i);
        /* They came in the order of their addresses. */
        if (order == 0 && before >= after)
            fail_msg("%s: equal rows changed places at %zu", column->id, i);
    }
}

static void set_rows(struct ak_table *table, const struct herd *herd)
{
    struct ak_order *order = ak_order_new(table, herd->rows, HERD, NULL);

    ak_order_run(order);
    ak_table_take_order(table, order);
}

static void every_column_orders_both_ways_and_keeps_equal_rows_in_their_order(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    for (table.sort = 0; table.sort < animal_class.column_count; table.sort++) {
        for (int i = 0; i < 2; i++) {
            table.descending = i > 0;
            set_rows(&table, herd);
            assert_int_equal(table.rows.len, HERD);
            check_order(&table);
        }
    }
    ak_table_release(&table);
}

static void the_largest_and_the_smallest_rank_can_be_turned_round(void **state)
{
    static const struct animal extremes[] = {
        {.id = "/a/1", .name = "a", .kind = "x", .legs = INT64_MIN},
        {.id = "/a/2", .name = "b", .kind = "x", .legs = INT64_MAX},
        {.id = "/a/3", .name = "c", .kind = "x", .legs = 0},
    };
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();
    char order[65];

    (void)state;
    assert_int_equal(ak_table_set_sort(&table, "legs", &err), 0);
    animals_fill(&table, extremes, 3);
    assert_string_equal(animals_order(&table, order), "132");
    table.descending = true;
    animals_fill(&table, extremes, 3);
    assert_string_equal(animals_order(&table, order), "231");
    ak_table_release(&table);
}

static void a_table_shows_what_it_had_until_the_order_is_taken(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    animals_fill(&table, animals, ANIMAL_COUNT);
    struct ak_order *order = ak_order_new(&table, herd->rows, HERD, NULL);
    ak_order_run(order);
    assert_int_equal(table.rows.len, ANIMAL_COUNT);
    assert_int_equal(table.total, ANIMAL_COUNT);
    ak_table_take_order(&table, order);
    assert_int_equal(table.rows.len, HERD);
    assert_int_equal(table.total, HERD);
    ak_table_release(&table);
}

static void an_order_does_what_was_asked_when_it_was_made(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_table_set_filter(&table, "name:cow", &err), 0);
    struct ak_order *order = ak_order_new(&table, herd->rows, HERD, NULL);
    unsigned asked = table.asked;
    assert_int_equal(ak_table_set_filter(&table, "", &err), 0);
    assert_true(table.asked != asked);
    ak_order_run(order);
    ak_table_take_order(&table, order);
    assert_true(table.rows.len > 0 && table.rows.len < HERD);
    for (size_t i = 0; i < table.rows.len; i++) {
        const struct animal *animal = row_at(&table, i);

        assert_non_null(ak_text_casestr(animal->name, "cow"));
    }
    ak_table_release(&table);
}

static void an_order_that_is_not_wanted_is_freed(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_table_set_filter(&table, "/cow/", &err), 0);
    struct ak_order *order = ak_order_new(&table, herd->rows, HERD, NULL);
    ak_order_free(order);
    order = ak_order_new(&table, herd->rows, HERD, NULL);
    ak_order_run(order);
    ak_order_free(order);
    ak_order_free(NULL);
    ak_table_release(&table);
}

/* ---- the selection ---- */

static void the_chosen_row_stays_selected(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    set_rows(&table, herd);
    assert_true(ak_table_select_id(&table, "/A/321"));
    table.descending = !table.descending;
    set_rows(&table, herd);
    assert_string_equal(((const struct animal *)ak_table_selected(&table))->id, "/a/321");
    ak_table_release(&table);
}

static void a_row_that_is_chosen_while_an_order_runs_stays_selected(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    set_rows(&table, herd);
    ak_table_select(&table, 5);
    struct ak_order *order = ak_order_new(&table, herd->rows, HERD, NULL);
    ak_order_run(order);
    assert_true(ak_table_select_id(&table, "/a/500"));
    ak_table_take_order(&table, order);
    assert_string_equal(((const struct animal *)ak_table_selected(&table))->id, "/a/500");
    ak_table_release(&table);
}

static void a_row_can_be_chosen_before_it_comes(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    animals_fill(&table, animals, ANIMAL_COUNT);
    struct ak_order *order = ak_order_new(&table, herd->rows, HERD, NULL);
    ak_order_run(order);
    ak_table_choose(&table, "/a/444");
    ak_table_take_order(&table, order);
    assert_string_equal(((const struct animal *)ak_table_selected(&table))->id, "/a/444");
    ak_table_release(&table);
}

static void until_a_row_is_chosen_the_first_is_selected(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);

    set_rows(&table, herd);
    assert_int_equal(table.selected, 0);
    table.descending = !table.descending;
    set_rows(&table, herd);
    assert_int_equal(table.selected, 0);
    ak_table_release(&table);
}

static void a_new_filter_leads_to_its_first_match_when_the_chosen_row_is_none(void **state)
{
    const struct herd *herd = *state;
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();

    set_rows(&table, herd);
    ak_table_select(&table, 600);
    const struct animal *chosen = ak_table_selected(&table);
    const char *others = ak_text_casestr(chosen->name, "cow") != NULL ? "name:ox" : "name:cow";
    assert_int_equal(ak_table_set_filter(&table, others, &err), 0);
    assert_ptr_equal(ak_table_selected(&table), chosen); /* as long as the rows are there */
    set_rows(&table, herd);
    assert_int_equal(table.selected, 0);
    ak_table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_orders_both_ways_and_keeps_equal_rows_in_their_order),
        cmocka_unit_test(the_largest_and_the_smallest_rank_can_be_turned_round),
        cmocka_unit_test(a_table_shows_what_it_had_until_the_order_is_taken),
        cmocka_unit_test(an_order_does_what_was_asked_when_it_was_made),
        cmocka_unit_test(an_order_that_is_not_wanted_is_freed),
        cmocka_unit_test(the_chosen_row_stays_selected),
        cmocka_unit_test(a_row_that_is_chosen_while_an_order_runs_stays_selected),
        cmocka_unit_test(a_row_can_be_chosen_before_it_comes),
        cmocka_unit_test(until_a_row_is_chosen_the_first_is_selected),
        cmocka_unit_test(a_new_filter_leads_to_its_first_match_when_the_chosen_row_is_none),
    };

    return cmocka_run_group_tests_name("ui/order", tests, make_herd, free_herd);
}
