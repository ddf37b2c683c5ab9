#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/ui/animals.h"
#include "unit/ui/picture_case.h"

static struct ak_table full_table(void)
{
    struct ak_table table = ak_table_init(&animal_class);

    animals_fill(&table, animals, ANIMAL_COUNT);
    return table;
}

static void assert_order(const struct ak_table *table, const char *expected)
{
    char order[65];

    assert_string_equal(animals_order(table, order), expected);
}

static void sort(struct ak_table *table, const char *column, bool descending)
{
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_table_set_sort(table, column, &err), 0);
    table->descending = descending;
    animals_fill(table, animals, ANIMAL_COUNT);
}

static bool act(struct ak_table *table, enum ak_action action)
{
    bool needs_rows;

    if (!ak_table_act(table, action, &needs_rows))
        return false;
    if (needs_rows)
        animals_fill(table, animals, ANIMAL_COUNT);
    return true;
}

static const char *selected(const struct ak_table *table)
{
    const struct animal *animal = ak_table_selected(table);

    return animal != NULL ? animal->id : "none";
}

/* ---- order ---- */

static void rows_are_in_natural_order_stable_both_ways(void **state)
{
    static const struct {
        const char *column;
        bool descending;
        const char *order;
    } cases[] = {
        {"name", false, "651234"}, /* a:b/c ant cat2 Cat10 eagle, and Chinese last */
        {"name", true, "432156"},
        {"kind", false, "345612"}, /* equal kinds keep the order they came in, */
        {"kind", true, "125643"},  /* both ways */
        {"legs", false, "431256"}, /* by number */
        {"legs", true, "561234"},
        {"meal", false, "621543"}, /* all rank alike: 0/0 0/5 1/2 … by text */
        {"meal", true, "345126"},
    };
    struct ak_table table = full_table();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sort(&table, cases[i].column, cases[i].descending);
        assert_order(&table, cases[i].order);
    }
    ak_table_release(&table);
}

static void sorting_by_an_unknown_column_names_the_nearest(void **state)
{
    struct ak_table table = full_table();
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_table_set_sort(&table, "lags", &err), AK_ERR_USAGE);
    assert_non_null(strstr(err.text, "did you mean \"legs\"?"));
    assert_int_equal(table.sort, 0);
    assert_int_equal(ak_table_set_sort(&table, "LEGS", &err), 0);
    assert_int_equal(table.sort, 2);
    ak_table_release(&table);
}

static void keys_turn_and_change_the_order(void **state)
{
    struct ak_table table = full_table();

    (void)state;
    assert_true(act(&table, AK_ACTION_SORT_NEXT));
    assert_order(&table, "345612");
    assert_true(act(&table, AK_ACTION_SORT_REVERSE));
    assert_order(&table, "125643");
    assert_true(act(&table, AK_ACTION_SORT_PREVIOUS));
    assert_order(&table, "651234");
    assert_true(act(&table, AK_ACTION_SORT_PREVIOUS));
    assert_int_equal(table.sort, 3);
    assert_true(act(&table, AK_ACTION_SORT_NEXT));
    assert_int_equal(table.sort, 0);
    assert_false(act(&table, AK_ACTION_QUIT));
    assert_false(act(&table, AK_ACTION_ENTER));
    ak_table_release(&table);
}

/* ---- selection ---- */

static void selection_moves_and_stays_inside(void **state)
{
    static const struct {
        enum ak_action action;
        size_t selected;
    } steps[] = {
        {AK_ACTION_UP, 0},      {AK_ACTION_DOWN, 1},   {AK_ACTION_PAGE_DOWN, 4},
        {AK_ACTION_DOWN, 5},    {AK_ACTION_DOWN, 5},   {AK_ACTION_PAGE_DOWN, 5},
        {AK_ACTION_PAGE_UP, 2}, {AK_ACTION_BOTTOM, 5}, {AK_ACTION_TOP, 0},
        {AK_ACTION_PAGE_UP, 0},
    };
    struct ak_table table = full_table();

    (void)state;
    table.page = 3;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_true(act(&table, steps[i].action));
        assert_int_equal(table.selected, steps[i].selected);
    }
    ak_table_select(&table, 1000);
    assert_int_equal(table.selected, 5);
    ak_table_release(&table);
}

static void selection_stays_on_its_resource_while_rows_change(void **state)
{
    struct animal changed[ANIMAL_COUNT + 1];
    struct ak_table table = full_table();

    (void)state;
    assert_true(ak_table_select_id(&table, "/A/3")); /* ids ignore case */
    assert_string_equal(selected(&table), "/a/3");
    assert_true(act(&table, AK_ACTION_SORT_REVERSE));
    assert_string_equal(selected(&table), "/a/3");
    memcpy(changed, animals, sizeof animals);
    changed[ANIMAL_COUNT] = (struct animal){.id = "/a/7", .name = "aardvark", .kind = "mammal"};
    animals_fill(&table, changed, ANIMAL_COUNT + 1);
    assert_string_equal(selected(&table), "/a/3");
    assert_false(ak_table_select_id(&table, "/a/99"));
    assert_string_equal(selected(&table), "/a/3");
    ak_table_release(&table);
}

static void selection_stays_on_the_first_row_until_it_is_moved(void **state)
{
    struct ak_table table = ak_table_init(&animal_class);

    (void)state;
    animals_fill(&table, animals, 2);
    assert_string_equal(selected(&table), "/a/1");
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/6");
    assert_true(act(&table, AK_ACTION_DOWN));
    animals_fill(&table, &animals[1], ANIMAL_COUNT - 1);
    assert_string_equal(selected(&table), "/a/5");
    ak_table_release(&table);
}

static void selection_stays_at_its_place_when_the_resource_is_gone(void **state)
{
    struct ak_table table = full_table();

    (void)state;
    ak_table_select(&table, 1);
    animals_fill(&table, animals, 4); /* 5 and 6, the first two, are gone: 1234 */
    assert_string_equal(selected(&table), "/a/2");
    ak_table_select(&table, 3);
    animals_fill(&table, animals, 2);
    assert_string_equal(selected(&table), "/a/2");
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/2");
    ak_table_release(&table);
}

static void selection_comes_back_after_an_empty_list(void **state)
{
    struct ak_table table = full_table();
    bool needs_rows;

    (void)state;
    assert_true(ak_table_select_id(&table, "/a/3"));
    animals_fill(&table, animals, 0);
    assert_null(ak_table_selected(&table));
    assert_int_equal(table.selected, 0);
    assert_true(ak_table_act(&table, AK_ACTION_DOWN, &needs_rows));
    assert_true(ak_table_act(&table, AK_ACTION_BOTTOM, &needs_rows));
    assert_null(ak_table_selected(&table));
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/3");
    ak_table_release(&table);
}

static void the_first_row_is_selected_until_one_is_chosen(void **state)
{
    struct ak_table table = ak_table_init(&animal_class);

    (void)state;
    animals_fill(&table, animals, 2); /* 12 */
    assert_string_equal(selected(&table), "/a/1");
    animals_fill(&table, animals, ANIMAL_COUNT); /* 651234: what came first is third */
    assert_string_equal(selected(&table), "/a/6");
    assert_true(act(&table, AK_ACTION_SORT_REVERSE)); /* 432156 */
    assert_string_equal(selected(&table), "/a/4");
    assert_true(act(&table, AK_ACTION_DOWN));
    assert_true(act(&table, AK_ACTION_SORT_REVERSE));
    assert_string_equal(selected(&table), "/a/3");
    ak_table_unselect(&table);
    assert_string_equal(selected(&table), "/a/6");
    assert_true(act(&table, AK_ACTION_SORT_REVERSE));
    assert_string_equal(selected(&table), "/a/4");
    ak_table_release(&table);
}

static void a_filter_selects_its_first_match(void **state)
{
    struct ak_table table = full_table();
    struct ak_err err = ak_err_none();

    (void)state;
    ak_table_select(&table, 5); /* the fish */
    assert_int_equal(ak_table_set_filter(&table, "insect", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/6");
    ak_table_select(&table, 1);
    assert_int_equal(ak_table_set_filter(&table, "ant", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/5");
    assert_int_equal(ak_table_set_filter(&table, "", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(selected(&table), "/a/5"); /* it is still there */
    ak_table_release(&table);
}

static void ready_filters_choose_rows_and_are_told(void **state)
{
    struct ak_table table = ak_table_init(&animal_class);
    char note[80];

    (void)state;
    table.ready = AK_ACTION_READY_CVM;
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_order(&table, "3");
    assert_string_equal(ak_table_note(&table, note, sizeof note), "1/1 of 6 :cvm");
    table.ready = AK_ACTION_READY_DUE;
    table.ready_argument = 2;
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_order(&table, "34");
    assert_string_equal(ak_table_note(&table, note, sizeof note), "1/2 of 6 :due 2");
    ak_table_release(&table);
}

static void note_tells_place_count_and_filter(void **state)
{
    struct ak_table table = full_table();
    struct ak_err err = ak_err_none();
    char note[80];
    char small[8];

    (void)state;
    ak_table_select(&table, 1);
    assert_string_equal(ak_table_note(&table, note, sizeof note), "2/6");
    assert_int_equal(ak_table_set_filter(&table, "mammal", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_string_equal(ak_table_note(&table, note, sizeof note), "1/2 of 6 /mammal");
    assert_int_equal(strlen(ak_table_note(&table, small, sizeof small)), sizeof small - 1);
    animals_fill(&table, animals, 0);
    assert_string_equal(ak_table_note(&table, note, sizeof note), "0/0 /mammal");
    assert_int_equal(ak_table_set_filter(&table, "", &err), 0);
    assert_string_equal(ak_table_note(&table, note, sizeof note), "");
    ak_table_release(&table);
}

/* ---- drawing ---- */

static void draw(struct ak_table *table, int width, int height, const char *picture)
{
    struct ak_surface surface = ak_surface_init(width, height, true);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    ak_table_draw(table, &canvas, NULL, true);
    assert_picture(&surface, picture);
    ak_surface_release(&surface);
}

static void columns_are_left_out_by_their_priority(void **state)
{
    static const struct {
        int width;
        const char *heading;
    } cases[] = {
        {60, " NAME^                    KIND             LEGS MEAL\n"},
        {40, " NAME^       KIND      LEGS MEAL\n"},
        {39, " NAME^      KIND      LEGS MEAL\n"},
        {38, " NAME^      KIND     LEGS MEAL\n"},
        {37, " NAME^              KIND         LEGS\n"},
        {36, " NAME^             KIND         LEGS\n"},
        {25, " NAME^      KIND     LEGS\n"},
        {24, " NAME^          KIND\n"},
        {23, " NAME^         KIND\n"},
        {18, " NAME^      KIND\n"},
        {17, " NAME^       LEGS\n"}, /* KIND is too wide, LEGS is not */
        {9, " NAME^\n"},
        {5, " NAME\n"},
        {4, " NA~\n"},
        {1, "\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_table table = ak_table_init(&animal_class);
        struct ak_surface surface = ak_surface_init(cases[i].width, 1, true);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_table_draw(&table, &canvas, NULL, true);
        assert_picture(&surface, cases[i].heading);
        ak_surface_release(&surface);
        ak_table_release(&table);
    }
}

static int count_shown(const struct ak_table *table)
{
    int count = 0;
    int last = -1;

    for (int x = 0; x < table->width; x++) {
        struct ak_table probe = *table;
        bool needs_rows;

        probe.sort = 99;
        if (!ak_table_click(&probe, x, 0, &needs_rows) || (int)probe.sort == last)
            continue;
        last = (int)probe.sort;
        count++;
    }
    return count;
}

static void narrower_never_shows_more_and_never_leaves_the_screen(void **state)
{
    struct ak_table table = full_table();
    int before = 4;

    (void)state;
    for (int width = 200; width >= 1; width--) {
        struct ak_surface surface = ak_surface_init(width, 10, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);

        ak_table_draw(&table, &canvas, NULL, true);
        int shown = count_shown(&table);
        assert_true(shown <= before);
        assert_true(shown >= 1 || width < 2);
        if (width >= 20)
            assert_string_equal(ak_surface_cell(&surface, 1, 1)->text, "a");
        before = shown;
        ak_surface_release(&surface);
    }
    ak_table_release(&table);
}

static void rows_show_marks_bars_and_the_selection(void **state)
{
    struct ak_table table = full_table();

    (void)state;
    draw(&table, 42, 8,
         " NAME^         KIND      LEGS MEAL\n"
         ">a:b/c         insect       6 0/0\n"
         " ant           insect       6 #####... 2/3\n"
         " cat2          mammal       4 ####.... 1/2\n"
         " Cat10         mammal       4 ........ 0/5\n"
         " eagle owl   ! bird        X2 ######## 4/4\n"
         " ?? carp       fish         0 ##..... 3/10\n"
         "\n");
    ak_table_release(&table);
}

/* Room goes to columns that would be cut, to those that always stay before the others; rows that
 * are filtered out count too, so that columns do not jump while one types. */
static void columns_that_would_be_cut_get_room_first(void **state)
{
    static const struct animal rows[] = {
        {"/a/1", "owl", "a bird of the night", 2, 0, 0, false},
        {"/a/2", "long-eared owl", "bird", 2, 0, 0, false},
    };
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();

    (void)state;
    animals_fill(&table, rows, 1);
    draw(&table, 51, 2,
         " NAME^      KIND                  LEGS MEAL\n"
         ">owl        a bird of the night      2 0/0\n");
    animals_fill(&table, rows, 2);
    assert_int_equal(ak_table_set_filter(&table, "name:/^owl/", &err), 0);
    animals_fill(&table, rows, 2);
    draw(&table, 51, 2,
         " NAME^            KIND            LEGS MEAL\n"
         ">owl              a bird of th~      2 0/0\n");
    draw(&table, 39, 2,
         " NAME^       KIND     LEGS MEAL\n"
         ">owl         a bir~      2 0/0\n");
    ak_table_release(&table);
}

/* Where most names would be cut, so that rows look alike, even useful columns are given up. */
static void names_that_are_all_long_are_shown(void **state)
{
    static const struct animal rows[] = {
        {"/a/1", "long-eared owl", "bird", 2, 0, 0, false},
        {"/a/2", "long-tailed tit", "bird", 2, 0, 0, false},
        {"/a/3", "long-legged buzzard", "bird", 2, 0, 0, false},
        {"/a/4", "tit", "bird", 2, 0, 0, false},
    };
    struct ak_table table = ak_table_init(&animal_class);

    (void)state;
    animals_fill(&table, rows, 4);
    draw(&table, 39, 5,
         " NAME^                   KIND      LEGS\n"
         ">long-eared owl          bird         2\n"
         " long-legged buzzard     bird         2\n"
         " long-tailed tit         bird         2\n"
         " tit                     bird         2\n");
    animals_fill(&table, &rows[2], 2); /* one of two is the exception: it is cut */
    draw(&table, 39, 2, " NAME^       KIND     LEGS MEAL\n>long-leg~   bird        2 0/0\n");
    ak_table_release(&table);
}

static void only_the_selected_row_has_another_ground(void **state)
{
    struct ak_table table = full_table();

    (void)state;
    for (int is_focused = 0; is_focused < 2; is_focused++) {
        struct ak_surface surface = ak_surface_init(30, 5, false);
        struct ak_canvas canvas = ak_canvas_of(&surface);
        int ground = is_focused ? AK_ROLE_GROUND_SELECTED : AK_ROLE_GROUND_UNFOCUSED;

        ak_table_select(&table, 1);
        ak_table_draw(&table, &canvas, NULL, is_focused);
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 30; x++)
                assert_int_equal(ak_surface_cell(&surface, x, y)->ground,
                                 y == 2 ? ground : AK_ROLE_TEXT);
        }
        ak_surface_release(&surface);
    }
    ak_table_release(&table);
}

static void list_scrolls_with_the_selection(void **state)
{
    static const struct {
        size_t selected;
        int height;
        const char *picture;
    } steps[] = {
        {0, 4, " NAME^\n>a:b/c\n ant\n cat2\n"},
        {2, 4, " NAME^\n a:b/c\n ant\n>cat2\n"},
        {3, 4, " NAME^\n ant\n cat2\n>Cat10\n"},
        {5, 4, " NAME^\n Cat10\n eagle owl\n>?? carp\n"},
        {4, 4, " NAME^\n Cat10\n>eagle owl\n ?? carp\n"},
        {2, 4, " NAME^\n>cat2\n Cat10\n eagle owl\n"},
        {2, 2, " NAME^\n>cat2\n"},
        {2, 1, " NAME^\n"},
        {2, 8, " NAME^\n a:b/c\n ant\n>cat2\n Cat10\n eagle owl\n ?? carp\n\n"},
    };
    struct ak_table table = full_table();

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        ak_table_select(&table, steps[i].selected);
        draw(&table, 12, steps[i].height, steps[i].picture);
    }
    draw(&table, 12, 0, "");
    draw(&table, 0, 3, "\n\n\n");
    ak_table_release(&table);
}

static void empty_lists_say_why(void **state)
{
    struct ak_table table = ak_table_init(&animal_class);
    struct ak_err err = ak_err_none();

    (void)state;
    draw(&table, 18, 4, " NAME^      KIND\n no animals here\n\n\n");
    assert_int_equal(ak_table_set_filter(&table, "unicorn", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    draw(&table, 18, 4, " NAME^      KIND\n nothing matches\n the filter\n\n");
    ak_table_release(&table);
}

static void hidden_columns_are_not_drawn_but_filter_and_sort(void **state)
{
    struct ak_table table = full_table();
    struct ak_err err = ak_err_none();

    (void)state;
    table.hidden = 1U << 1 | 1U << 3;
    draw(&table, 24, 2, " NAME^              LEGS\n>a:b/c                 6\n");
    assert_int_equal(ak_table_set_filter(&table, "kind:bird", &err), 0);
    animals_fill(&table, animals, ANIMAL_COUNT);
    assert_order(&table, "3");
    assert_int_equal(ak_table_set_filter(&table, "", &err), 0);
    sort(&table, "kind", false);
    assert_order(&table, "345612");
    ak_table_release(&table);
}

/* ---- the mouse ---- */

static void clicks_select_rows_and_sort_by_headings(void **state)
{
    static const struct {
        int x, y;
        bool is_mine, needs_rows;
        size_t selected, sort;
        bool descending;
    } steps[] = {
        {5, 1, true, false, 3, 0, false}, /* the first row in sight is the fourth */
        {5, 3, true, false, 5, 0, false},
        {5, 4, false, false, 5, 0, false}, /* below what is drawn */
        {5, -1, false, false, 5, 0, false},
        {1, 0, true, true, 5, 0, true},
        {1, 0, true, true, 5, 0, false},
        {0, 0, false, false, 5, 0, false},  /* the marker's column */
        {10, 0, false, false, 5, 0, false}, /* a gap */
        {11, 0, true, true, 5, 1, false},
        {200, 0, false, false, 5, 1, false},
    };
    struct ak_table table = full_table();
    struct ak_surface surface = ak_surface_init(40, 4, true);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    (void)state;
    ak_table_select(&table, 5);
    ak_table_draw(&table, &canvas, NULL, true);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        bool needs_rows = false;

        assert_int_equal(ak_table_click(&table, steps[i].x, steps[i].y, &needs_rows),
                         steps[i].is_mine);
        assert_int_equal(needs_rows, steps[i].needs_rows);
        assert_int_equal(table.selected, steps[i].selected);
        assert_int_equal(table.sort, steps[i].sort);
        assert_int_equal(table.descending, steps[i].descending);
    }
    ak_surface_release(&surface);
    ak_table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_in_natural_order_stable_both_ways),
        cmocka_unit_test(sorting_by_an_unknown_column_names_the_nearest),
        cmocka_unit_test(keys_turn_and_change_the_order),
        cmocka_unit_test(selection_moves_and_stays_inside),
        cmocka_unit_test(selection_stays_on_its_resource_while_rows_change),
        cmocka_unit_test(selection_stays_on_the_first_row_until_it_is_moved),
        cmocka_unit_test(selection_stays_at_its_place_when_the_resource_is_gone),
        cmocka_unit_test(selection_comes_back_after_an_empty_list),
        cmocka_unit_test(the_first_row_is_selected_until_one_is_chosen),
        cmocka_unit_test(a_filter_selects_its_first_match),
        cmocka_unit_test(ready_filters_choose_rows_and_are_told),
        cmocka_unit_test(note_tells_place_count_and_filter),
        cmocka_unit_test(columns_are_left_out_by_their_priority),
        cmocka_unit_test(narrower_never_shows_more_and_never_leaves_the_screen),
        cmocka_unit_test(rows_show_marks_bars_and_the_selection),
        cmocka_unit_test(columns_that_would_be_cut_get_room_first),
        cmocka_unit_test(names_that_are_all_long_are_shown),
        cmocka_unit_test(only_the_selected_row_has_another_ground),
        cmocka_unit_test(list_scrolls_with_the_selection),
        cmocka_unit_test(empty_lists_say_why),
        cmocka_unit_test(hidden_columns_are_not_drawn_but_filter_and_sort),
        cmocka_unit_test(clicks_select_rows_and_sort_by_headings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
