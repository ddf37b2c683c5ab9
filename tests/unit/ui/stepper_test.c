/* stepper_test.c: steps beside a task, and in one line above it. */
#include "config.h"

#include "akscope/ui/stepper.h"

#include <stdio.h>
#include <string.h>

#include "picture_case.h"

static const struct ak_stepper_row rows[] = {
    {"Purpose", AK_STEPPER_FINE, "cvm2", ""},
    {"VM size", AK_STEPPER_WRONG, "Standard_D2s_v5", "1 to mend"},
    {"Review", AK_STEPPER_OPEN, "", ""},
};
static const struct ak_stepper stepper = {.rows = rows, .count = 3, .current = 1};

static void assert_drawn(int width, int height, const char *expected)
{
    struct ak_surface surface = ak_surface_init(width, height, true);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    if (height == 1)
        ak_stepper_draw_line(&stepper, &canvas);
    else
        ak_stepper_draw(&stepper, &canvas);
    assert_picture(&surface, expected);
    ak_surface_release(&surface);
}

/* What there is no room for goes: gaps, then what is wrong, then what was chosen. */
static void steps_fit_the_height(void **state)
{
    (void)state;
    assert_drawn(26, 8,
                 "  + 1 Purpose\n"
                 "      cvm2\n"
                 "\n"
                 "> x 2 VM size\n"
                 "      Standard_D2s_v5\n"
                 "      1 to mend\n"
                 "\n"
                 "  . 3 Review\n");
    assert_drawn(26, 6,
                 "  + 1 Purpose\n"
                 "      cvm2\n"
                 "> x 2 VM size\n"
                 "      Standard_D2s_v5\n"
                 "      1 to mend\n"
                 "  . 3 Review\n");
    assert_drawn(26, 5,
                 "  + 1 Purpose\n"
                 "      cvm2\n"
                 "> x 2 VM size\n"
                 "      Standard_D2s_v5\n"
                 "  . 3 Review\n");
    assert_drawn(26, 3,
                 "  + 1 Purpose\n"
                 "> x 2 VM size\n"
                 "  . 3 Review\n");
}

static void a_line_has_all_titles_or_the_current_one(void **state)
{
    (void)state;
    assert_drawn(60, 1, " + 1 Purpose    x 2 VM size    . 3 Review\n");
    assert_drawn(40, 1, " + 1    x 2 VM size    . 3\n");
}

/* Each row, and each column, belongs to the step that is drawn there. */
static void the_mouse_finds_the_step(void **state)
{
    static const size_t at_rows[] = {0, 0, 0, 1, 1, 1, 1, 2};
    static const struct {
        int x;
        size_t step;
    } at_columns[] = {{0, 0}, {6, 0}, {7, 1}, {21, 1}, {22, 2}, {28, 2}, {29, 3}};

    (void)state;
    for (size_t y = 0; y < sizeof at_rows / sizeof at_rows[0]; y++)
        assert_int_equal(ak_stepper_at(&stepper, 8, (int)y), at_rows[y]);
    for (size_t i = 0; i < sizeof at_columns / sizeof at_columns[0]; i++)
        assert_int_equal(ak_stepper_at_line(&stepper, 40, at_columns[i].x), at_columns[i].step);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_fit_the_height),
        cmocka_unit_test(a_line_has_all_titles_or_the_current_one),
        cmocka_unit_test(the_mouse_finds_the_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
