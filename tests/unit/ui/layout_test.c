#include "config.h"

#include "akscope/ui/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    MOST_WIDTH = 220,
    MOST_HEIGHT = 60,
    LEAST_PANE_WIDTH = 40,
    LEAST_PANE_HEIGHT = 3,
    LEAST_TABLE_HEIGHT = 5, /* frame, heading and two rows */
    OPERATIONS = 4,
};

/* How much the panes would like to show. */
static const int wanted[][3] = {{0, 0, 0}, {12, 4, 1}, {1000, 1000, 100}, {3, 200, 0}};

enum { WANTED_COUNT = sizeof wanted / sizeof wanted[0], VARIANTS = WANTED_COUNT * 5 * 4 };

static struct ak_layout_wish wish_of(int width, int height, int variant)
{
    const int *rows = wanted[variant % WANTED_COUNT];

    return (struct ak_layout_wish){.width = width,
                                   .height = height,
                                   .focus = variant / WANTED_COUNT % AK_PANE_COUNT,
                                   .is_zoomed = variant / (WANTED_COUNT * AK_PANE_COUNT) % 2 == 1,
                                   .has_banner = variant / (WANTED_COUNT * AK_PANE_COUNT) >= 2,
                                   .cluster_rows = rows[0],
                                   .pool_rows = rows[1],
                                   .operation_rows = rows[2]};
}

static void on_all(void (*check)(const struct ak_layout_wish *wish, const struct ak_layout *layout))
{
    for (int width = 1; width <= MOST_WIDTH; width++) {
        for (int height = 1; height <= MOST_HEIGHT; height++) {
            for (int variant = 0; variant < VARIANTS; variant++) {
                struct ak_layout_wish wish = wish_of(width, height, variant);
                struct ak_layout layout = ak_layout_make(&wish);

                check(&wish, &layout);
            }
        }
    }
}

static void fail_at(const struct ak_layout_wish *wish, const char *what)
{
    fail_msg("%dx%d, focus %d%s%s, rows %d %d %d: %s", wish->width, wish->height, wish->focus,
             wish->is_zoomed ? ", zoomed" : "", wish->has_banner ? ", banner" : "",
             wish->cluster_rows, wish->pool_rows, wish->operation_rows, what);
}

/* Counts how often each row and column is taken; rectangles that lie outside count as wrong. */
static bool paint(unsigned char cells[MOST_HEIGHT][MOST_WIDTH], struct ak_rect rect, int width,
                  int height)
{
    if (rect.width < 0 || rect.height < 0)
        return false;
    if (rect.width == 0 || rect.height == 0)
        return true;
    if (rect.x < 0 || rect.y < 0 || rect.x + rect.width > width || rect.y + rect.height > height)
        return false;
    for (int y = rect.y; y < rect.y + rect.height; y++) {
        for (int x = rect.x; x < rect.x + rect.width; x++)
            cells[y][x]++;
    }
    return true;
}

static bool is_once_everywhere(unsigned char cells[MOST_HEIGHT][MOST_WIDTH], int width, int height)
{
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            if (cells[y][x] != 1)
                return false;
        }
    }
    return true;
}

static void check_cover(const struct ak_layout_wish *wish, const struct ak_layout *layout)
{
    static const unsigned char none[MOST_HEIGHT][MOST_WIDTH];
    unsigned char cells[MOST_HEIGHT][MOST_WIDTH];
    bool is_inside;

    if (layout->kind == AK_LAYOUT_TOO_SMALL)
        return;
    memcpy(cells, none, sizeof cells);
    is_inside = paint(cells, layout->header, wish->width, wish->height) &&
                paint(cells, layout->tabs, wish->width, wish->height) &&
                paint(cells, layout->banner, wish->width, wish->height) &&
                paint(cells, layout->footer, wish->width, wish->height);
    for (int pane = 0; pane < AK_PANE_COUNT; pane++)
        is_inside = is_inside && paint(cells, layout->panes[pane], wish->width, wish->height);
    if (!is_inside)
        fail_at(wish, "something lies outside the screen");
    if (!is_once_everywhere(cells, wish->width, wish->height))
        fail_at(wish, "the screen is not covered exactly once");
}

static void panes_and_edges_cover_the_screen_exactly_once(void **state)
{
    (void)state;
    on_all(check_cover);
}

static void check_body(const struct ak_layout_wish *wish, const struct ak_layout *layout)
{
    const struct ak_rect *body = &layout->body;

    for (int pane = 0; pane < AK_PANE_COUNT; pane++) {
        const struct ak_rect *place = &layout->panes[pane];

        if (place->width > 0 && (place->x < body->x || place->y < body->y ||
                                 place->x + place->width > body->x + body->width ||
                                 place->y + place->height > body->y + body->height))
            fail_at(wish, "a pane lies outside the body");
    }
}

static void panes_lie_inside_the_body(void **state)
{
    (void)state;
    on_all(check_body);
}

static void check_sizes(const struct ak_layout_wish *wish, const struct ak_layout *layout)
{
    int shown = 0;

    for (int pane = 0; pane < AK_PANE_COUNT; pane++) {
        const struct ak_rect *place = &layout->panes[pane];
        int least = pane == OPERATIONS ? LEAST_PANE_HEIGHT : LEAST_TABLE_HEIGHT;

        if (place->width == 0)
            continue;
        shown++;
        if (place->width < LEAST_PANE_WIDTH || place->height < least)
            fail_at(wish, "a pane is too small to be read");
    }
    if (layout->kind == AK_LAYOUT_TOO_SMALL ? shown != 0 : layout->panes[wish->focus].width == 0)
        fail_at(wish, "the focused pane is not shown");
}

static void panes_are_large_enough_to_be_read(void **state)
{
    (void)state;
    on_all(check_sizes);
}

static void check_kind(const struct ak_layout_wish *wish, const struct ak_layout *layout)
{
    bool is_small = wish->width < AK_LAYOUT_MIN_WIDTH || wish->height < AK_LAYOUT_MIN_HEIGHT;
    int shown = 0;

    for (int pane = 0; pane < AK_PANE_COUNT; pane++)
        shown += layout->panes[pane].width > 0;
    if (is_small != (layout->kind == AK_LAYOUT_TOO_SMALL))
        fail_at(wish, "too small, or not");
    if (wish->width < AK_LAYOUT_NARROW && shown > 1)
        fail_at(wish, "more than one pane where it is narrow");
    if (layout->kind != AK_LAYOUT_TOO_SMALL && shown < AK_PANE_COUNT && layout->tabs.height == 0 &&
        !wish->is_zoomed)
        fail_at(wish, "panes are not shown and there are no tabs");
    if (layout->kind != AK_LAYOUT_TOO_SMALL && wish->has_banner != (layout->banner.height == 1))
        fail_at(wish, "the banner's line");
}

static void width_and_height_decide_what_is_shown(void **state)
{
    (void)state;
    on_all(check_kind);
}

static void sizes_people_use_show_what_is_promised(void **state)
{
    static const struct {
        int width, height, panes;
    } cases[] = {
        {39, 24, 0},  {40, 11, 0},  {40, 12, 1},  {79, 50, 1},  {80, 24, 2},
        {119, 50, 2}, {120, 36, 5}, {220, 60, 5}, {200, 24, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_layout_wish wish = {.width = cases[i].width, .height = cases[i].height};
        struct ak_layout layout = ak_layout_make(&wish);
        int shown = 0;

        for (int pane = 0; pane < AK_PANE_COUNT; pane++)
            shown += layout.panes[pane].width > 0;
        if (shown != cases[i].panes)
            fail_msg("%dx%d shows %d panes", cases[i].width, cases[i].height, shown);
    }
}

static void sizes_without_sense_are_too_small(void **state)
{
    static const int sizes[][2] = {{0, 0}, {-1, 24}, {80, -5}, {1, 1000}, {100000, 3}};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct ak_layout_wish wish = {.width = sizes[i][0], .height = sizes[i][1]};

        assert_int_equal(ak_layout_make(&wish).kind, AK_LAYOUT_TOO_SMALL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panes_and_edges_cover_the_screen_exactly_once),
        cmocka_unit_test(panes_lie_inside_the_body),
        cmocka_unit_test(panes_are_large_enough_to_be_read),
        cmocka_unit_test(width_and_height_decide_what_is_shown),
        cmocka_unit_test(sizes_people_use_show_what_is_promised),
        cmocka_unit_test(sizes_without_sense_are_too_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
