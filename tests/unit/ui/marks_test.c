/* marks_test.c: rows that are marked, few and many. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/ui/table.h"

enum { MANY = 3000 };

struct row {
    char id[32];
};

static const char *row_id(const void *row)
{
    return ((const struct row *)row)->id;
}

static void row_value(const void *row, const void *context, struct ak_table_cell *cell)
{
    (void)context;
    snprintf(cell->text, sizeof cell->text, "%s", row_id(row));
}

static const struct ak_column columns[] = {
    {.id = "id", .heading = "ID", .min_width = 8, .value = row_value}};

static const struct ak_table_class class = {
    .columns = columns, .column_count = 1, .empty = "", .id = row_id, .can_mark = true};

/* Rows "/r/0", "/r/1", …, and pointers to them; the table shows the first `shown`. */
struct stage {
    struct ak_table table;
    struct row rows[MANY];
    const void *pointers[MANY];
};

static void show(struct stage *stage, size_t from, size_t count)
{
    ak_table_set_rows(&stage->table, stage->pointers + from, count, NULL);
}

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);

    assert_non_null(stage);
    stage->table = ak_table_init(&class);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(stage->rows[i].id, sizeof stage->rows[i].id, "/r/%zu", i);
        stage->pointers[i] = &stage->rows[i];
    }
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;

    ak_table_release(&stage->table);
    free(stage);
    return 0;
}

/* The marked ids, with a blank behind each. */
static void assert_chosen(const struct stage *stage, const char *expected)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));
    char text[256] = "";

    ak_table_chosen(&stage->table, &ids);
    for (size_t i = 0; i < ids.len; i++) {
        size_t used = strlen(text);

        snprintf(text + used, sizeof text - used, "%s ", *(const char **)ak_vec_at(&ids, i));
    }
    ak_vec_release(&ids);
    assert_string_equal(text, expected);
}

static void marks_come_and_go_in_their_order(void **state)
{
    struct stage *stage = *state;

    show(stage, 0, 5);
    assert_chosen(stage, "/r/0 "); /* the selected one */
    ak_table_select(&stage->table, 3);
    ak_table_mark(&stage->table);
    ak_table_select(&stage->table, 1);
    ak_table_mark(&stage->table);
    ak_table_mark(&stage->table); /* the one below */
    assert_chosen(stage, "/r/3 /r/1 /r/2 ");
    assert_true(ak_table_is_marked(&stage->table, "/R/1"));
    assert_false(ak_table_is_marked(&stage->table, "/r/11"));
    ak_table_select(&stage->table, 1);
    ak_table_mark(&stage->table);
    assert_chosen(stage, "/r/3 /r/2 ");
    assert_false(ak_table_is_marked(&stage->table, "/r/1"));
    ak_table_mark_all(&stage->table);
    assert_chosen(stage, "/r/3 /r/2 /r/0 /r/1 /r/4 ");
    ak_table_unmark_all(&stage->table);
    assert_false(ak_table_is_marked(&stage->table, "/r/0"));
}

static void marks_of_rows_that_are_not_shown_stay(void **state)
{
    struct stage *stage = *state;

    show(stage, 0, 4);
    ak_table_mark_all(&stage->table);
    show(stage, 2, 4);
    ak_table_mark_all(&stage->table);
    assert_chosen(stage, "/r/0 /r/1 /r/2 /r/3 /r/4 /r/5 ");
    ak_table_mark_all(&stage->table); /* all that are shown had one */
    assert_chosen(stage, "/r/0 /r/1 ");
}

static void an_id_that_is_there_twice_is_marked_once(void **state)
{
    struct stage *stage = *state;

    snprintf(stage->rows[2].id, sizeof stage->rows[2].id, "/R/0");
    show(stage, 0, 3);
    ak_table_mark_all(&stage->table);
    assert_chosen(stage, "/r/0 /r/1 ");
    ak_table_mark_all(&stage->table);
    assert_int_equal(stage->table.marks.len, 0);
}

static void thousands_are_marked(void **state)
{
    struct stage *stage = *state;

    show(stage, 0, MANY);
    ak_table_mark_all(&stage->table);
    assert_int_equal(stage->table.marks.len, MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_true(ak_table_is_marked(&stage->table, stage->rows[i].id));
    assert_false(ak_table_is_marked(&stage->table, "/r/3000"));
    show(stage, 0, MANY - 1);
    ak_table_mark_all(&stage->table);
    assert_chosen(stage, "/r/2999 ");
}

static void a_row_can_be_marked_by_its_id(void **state)
{
    struct stage *stage = *state;

    show(stage, 0, 2);
    ak_table_mark_id(&stage->table, "/r/7");
    ak_table_mark_id(&stage->table, "/R/7");
    ak_table_mark_id(&stage->table, "/r/1");
    assert_chosen(stage, "/r/7 /r/1 ");
}

static bool is_even(const void *row)
{
    return (row_id(row)[3] - '0') % 2 == 0;
}

static void rows_that_cannot_be_marked_are_passed_over(void **state)
{
    struct stage *stage = *state;
    struct ak_table_class picky = class;

    picky.can_mark_row = is_even;
    stage->table.class = &picky;
    show(stage, 0, 5);
    ak_table_mark(&stage->table);
    ak_table_mark(&stage->table); /* row 1, which can't */
    ak_table_mark(&stage->table);
    assert_chosen(stage, "/r/0 /r/2 ");
    ak_table_mark_all(&stage->table);
    assert_chosen(stage, "/r/0 /r/2 /r/4 ");
    ak_table_mark_id(&stage->table, "/r/3"); /* who marks by id knows why */
    ak_table_select(&stage->table, 3);
    ak_table_mark(&stage->table);
    assert_chosen(stage, "/r/0 /r/2 /r/4 ");
    ak_table_mark_all(&stage->table); /* all that can be marked are */
    assert_int_equal(stage->table.marks.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marks_come_and_go_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_of_rows_that_are_not_shown_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_id_that_is_there_twice_is_marked_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(thousands_are_marked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_can_be_marked_by_its_id, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rows_that_cannot_be_marked_are_passed_over, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests_name("ui/marks", tests, NULL, NULL);
}
