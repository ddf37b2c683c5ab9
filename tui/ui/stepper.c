/* stepper.c: steps as cells. */
#include "config.h"

#include "akscope/ui/stepper.h"

#include <stdbool.h>
#include <stdio.h>

#include "akscope/base/text.h"

enum { INDENT = 4, LINE_GAP = 1, TITLE_SIZE = 64 };

static const struct {
    enum ak_role role;
    enum ak_glyph glyph;
} looks[] = {
    [AK_STEPPER_OPEN] = {AK_ROLE_DIM, AK_GLYPH_LATER},
    [AK_STEPPER_FINE] = {AK_ROLE_GOOD, AK_GLYPH_YES},
    [AK_STEPPER_DOUBT] = {AK_ROLE_SOON, AK_GLYPH_SOON},
    [AK_STEPPER_WRONG] = {AK_ROLE_PAST, AK_GLYPH_NO},
};

/* ---- below each other ---- */

/* What there is room for. */
struct fit {
    bool has_chosen, has_wrong;
    int gap;
};

static int rows_of(const struct ak_stepper_row *row, const struct fit *fit)
{
    return 1 + (fit->has_chosen && row->chosen[0] != '\0') +
           (fit->has_wrong && row->wrong[0] != '\0') + fit->gap;
}

static int height_of(const struct ak_stepper *stepper, const struct fit *fit)
{
    int height = -fit->gap;

    for (size_t i = 0; i < stepper->count; i++)
        height += rows_of(&stepper->rows[i], fit);
    return height;
}

static struct fit fit_into(const struct ak_stepper *stepper, int height)
{
    static const struct fit fits[] = {{true, true, 1}, {true, true, 0}, {true, false, 0}};

    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        if (height_of(stepper, &fits[i]) <= height)
            return fits[i];
    }
    return (struct fit){0};
}

static void draw_step(const struct ak_stepper *stepper, size_t i, const struct ak_canvas *canvas,
                      int y, const struct fit *fit)
{
    const struct ak_stepper_row *row = &stepper->rows[i];
    bool is_current = i == stepper->current;
    struct ak_canvas line = ak_canvas_part(canvas, (struct ak_rect){0, y, canvas->area.width, 1});
    struct ak_field place = {
        .x = INDENT, .columns = canvas->area.width - INDENT - 1, .role = AK_ROLE_DIM};
    char title[TITLE_SIZE];

    if (is_current) {
        line = ak_canvas_on(&line, AK_ROLE_GROUND_SELECTED);
        ak_canvas_clear(&line);
        ak_canvas_glyph(&line, 0, 0, AK_ROLE_ACCENT, AK_GLYPH_SELECTED);
    }
    ak_canvas_glyph(&line, 2, 0, looks[row->mark].role, looks[row->mark].glyph);
    snprintf(title, sizeof title, "%zu %s", i + 1, row->title);
    ak_canvas_text(&line, INDENT, 0, is_current ? AK_ROLE_STRONG : AK_ROLE_TEXT, title);
    place.x += 2;
    place.columns -= 2;
    place.y = y + 1;
    if (fit->has_chosen && row->chosen[0] != '\0') {
        ak_canvas_field(canvas, &place, row->chosen);
        place.y++;
    }
    place.role = looks[row->mark].role;
    if (fit->has_wrong && row->wrong[0] != '\0')
        ak_canvas_field(canvas, &place, row->wrong);
}

void ak_stepper_draw(const struct ak_stepper *stepper, const struct ak_canvas *canvas)
{
    struct fit fit = fit_into(stepper, canvas->area.height);
    int y = 0;

    for (size_t i = 0; i < stepper->count; i++) {
        draw_step(stepper, i, canvas, y, &fit);
        y += rows_of(&stepper->rows[i], &fit);
    }
}

size_t ak_stepper_at(const struct ak_stepper *stepper, int height, int y)
{
    struct fit fit = fit_into(stepper, height);

    for (size_t i = 0; i < stepper->count; i++) {
        y -= rows_of(&stepper->rows[i], &fit);
        if (y < 0)
            return i;
    }
    return stepper->count;
}

/* ---- in one line ---- */

/* " ✓ 2 VM size ", without the title where it has no room. */
static int tab_width(const struct ak_stepper *stepper, size_t i, bool has_title)
{
    return 6 + (has_title ? 1 + ak_text_width(stepper->rows[i].title) : 0);
}

static bool all_fit(const struct ak_stepper *stepper, int width)
{
    int sum = 0;

    for (size_t i = 0; i < stepper->count; i++)
        sum += tab_width(stepper, i, true) + LINE_GAP;
    return sum <= width;
}

void ak_stepper_draw_line(const struct ak_stepper *stepper, const struct ak_canvas *canvas)
{
    bool has_all = all_fit(stepper, canvas->area.width);
    int x = 0;

    for (size_t i = 0; i < stepper->count; i++) {
        const struct ak_stepper_row *row = &stepper->rows[i];
        bool is_current = i == stepper->current;
        int width = tab_width(stepper, i, has_all || is_current);
        struct ak_canvas tab = ak_canvas_part(canvas, (struct ak_rect){x, 0, width, 1});

        if (is_current) {
            tab = ak_canvas_on(&tab, AK_ROLE_GROUND_SELECTED);
            ak_canvas_clear(&tab);
        }
        ak_canvas_glyph(&tab, 1, 0, looks[row->mark].role, looks[row->mark].glyph);
        ak_canvas_printf(&tab, 3, 0, is_current ? AK_ROLE_TITLE_FOCUSED : AK_ROLE_TEXT, "%zu %s",
                         i + 1, has_all || is_current ? row->title : "");
        x += width + LINE_GAP;
    }
}

size_t ak_stepper_at_line(const struct ak_stepper *stepper, int width, int x)
{
    bool has_all = all_fit(stepper, width);

    for (size_t i = 0; i < stepper->count; i++) {
        x -= tab_width(stepper, i, has_all || i == stepper->current) + LINE_GAP;
        if (x < 0)
            return i;
    }
    return stepper->count;
}
