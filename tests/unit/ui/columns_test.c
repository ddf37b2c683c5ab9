/* columns_test.c: the columns of a list that a person wants. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "animals.h"
#include "picture_case.h"

enum { WANTED_MOST = 4 };

static struct ak_texts texts_of(const char *const names[WANTED_MOST])
{
    struct ak_texts texts = {.items = names};

    while (texts.count < WANTED_MOST && names[texts.count] != NULL)
        texts.count++;
    return texts;
}

/* A table of all animals with these columns; none: as they are. */
static struct ak_table table_with(const char *const names[WANTED_MOST])
{
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_texts texts = texts_of(names);

    ak_table_choose_columns(&table, &texts);
    animals_fill(&table, animals, ANIMAL_COUNT);
    return table;
}

static void draw_heading(struct ak_table *table, int width, const char *expected)
{
    struct ak_surface surface = ak_surface_init(width, 1, true);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    ak_table_draw(table, &canvas, NULL, true);
    assert_picture(&surface, expected);
    ak_surface_release(&surface);
}

static void columns_stand_in_the_order_that_is_wanted(void **state)
{
    static const struct {
        const char *name;
        const char *wanted[WANTED_MOST];
        int width;
        const char *heading;
    } cases[] = {
        {"as they are", {NULL}, 60, " NAME^                     KIND            LEGS MEAL\n"},
        {"another order",
         {"meal", "legs", "kind", "name"},
         60,
         " MEAL           LEGS   KIND          NAME^\n"},
        {"some, in any case", {"LEGS", "Name"}, 60, "   LEGS NAME^\n"},
        {"one", {"legs"}, 60, "   LEGS\n"},
        {"what counts least goes first, wherever it stands",
         {"meal", "legs", "name"},
         24,
         "   LEGS NAME^\n"},
        {"likewise, narrower", {"meal", "legs", "name"}, 12, " NAME^\n"},
        {"one is always left", {"meal", "legs"}, 5, " LEGS\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_table table = table_with(cases[i].wanted);

        print_message("%s\n", cases[i].name);
        draw_heading(&table, cases[i].width, cases[i].heading);
        ak_table_release(&table);
    }
}

/* The ids of columns by which one sorts one after the other. */
static void assert_sorts(struct ak_table *table, enum ak_action action, const char *expected)
{
    char sorts[128] = "";

    for (int i = 0; i < 4; i++) {
        bool needs_rows = false;
        size_t used = strlen(sorts);

        assert_true(ak_table_act(table, action, &needs_rows));
        snprintf(sorts + used, sizeof sorts - used, "%s ", animal_columns[table->sort].id);
    }
    assert_string_equal(sorts, expected);
}

static void sorting_goes_from_column_to_column_as_they_stand(void **state)
{
    static const struct {
        const char *wanted[WANTED_MOST];
        const char *next, *previous;
    } cases[] = {
        {{NULL}, "kind legs meal name ", "meal legs kind name "},
        {{"meal", "name", "kind"}, "kind meal name kind ", "meal kind name meal "},
        /* the table is sorted by its name, which is not seen */
        {{"legs", "kind"}, "legs kind legs kind ", "kind legs kind legs "},
        {{"legs"}, "legs legs legs legs ", "legs legs legs legs "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_table table = table_with(cases[i].wanted);

        assert_sorts(&table, AK_ACTION_SORT_NEXT, cases[i].next);
        ak_table_release(&table);
        table = table_with(cases[i].wanted);
        assert_sorts(&table, AK_ACTION_SORT_PREVIOUS, cases[i].previous);
        ak_table_release(&table);
    }
}

static void a_heading_is_clicked_where_it_stands(void **state)
{
    static const char *const wanted[WANTED_MOST] = {"legs", "name"};
    struct ak_table table = table_with(wanted);
    bool needs_rows = false;

    (void)state;
    draw_heading(&table, 40, "   LEGS NAME^\n");
    assert_true(ak_table_click(&table, 3, 0, &needs_rows));
    assert_string_equal(animal_columns[table.sort].id, "legs");
    assert_true(ak_table_click(&table, 12, 0, &needs_rows));
    assert_string_equal(animal_columns[table.sort].id, "name");
    ak_table_release(&table);
}

static void columns_that_are_not_shown_are_still_known(void **state)
{
    static const char *const wanted[WANTED_MOST] = {"legs"};
    struct ak_table table = table_with(wanted);
    struct ak_err err = ak_err_none();
    char order[65];

    (void)state;
    assert_int_equal(ak_table_set_filter(&table, "kind:bird", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(animals_order(&table, order), "3");
    assert_int_equal(ak_table_set_sort(&table, "meal", &err), 0);
    ak_table_release(&table);
}

static void what_the_view_hides_stays_hidden(void **state)
{
    static const char *const wanted[WANTED_MOST] = {"kind", "name"};
    struct ak_table table = table_with(wanted);

    (void)state;
    table.hidden = 1u << 1;
    draw_heading(&table, 40, " NAME^\n");
    assert_sorts(&table, AK_ACTION_SORT_NEXT, "name name name name ");
    ak_table_release(&table);
}

static void wrong_columns_are_told(void **state)
{
    static const struct {
        const char *names[WANTED_MOST];
        const char *why; /* "": they are right */
    } cases[] = {
        {{NULL}, ""},
        {{"name", "meal"}, ""},
        {{"name", "mael"}, "there is no column \"mael\"; did you mean \"meal\"?"},
        {{"kinds"}, "there is no column \"kinds\"; did you mean \"kind\"?"},
        {{"name", "legs", "Name"}, "the column \"Name\" is there twice"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_texts texts = texts_of(cases[i].names);
        struct ak_err err = ak_err_none();
        int failed = ak_table_check_columns(&animal_class, &texts, &err);

        assert_int_equal(failed, cases[i].why[0] == '\0' ? 0 : AK_ERR_USAGE);
        assert_string_equal(err.text, cases[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_stand_in_the_order_that_is_wanted),
        cmocka_unit_test(sorting_goes_from_column_to_column_as_they_stand),
        cmocka_unit_test(a_heading_is_clicked_where_it_stands),
        cmocka_unit_test(columns_that_are_not_shown_are_still_known),
        cmocka_unit_test(what_the_view_hides_stays_hidden),
        cmocka_unit_test(wrong_columns_are_told),
    };

    return cmocka_run_group_tests_name("ui/columns", tests, NULL, NULL);
}
