/* wizard_draw.c: the wizard's picture: the steps at the side, or in one line above, and the current
 * one.
 */
#include "config.h"

#include <stdio.h>

#include "akscope/model/id.h"
#include "change_int.h"
#include "wizard_int.h"

enum {
    SIDE_NARROW = 26, /* from SIDE_FROM columns on */
    SIDE_WIDE = 36,   /* from WIDE_FROM on */
    SIDE_FROM = 76,
    WIDE_FROM = 110,
    HEAD_ROWS = 2,
    HELP_ROWS = 3, /* with the gap before it */
    FEATURE_ROWS = 2,
    PROSPECT_FROM = 4, /* rows that are worth it */
};

static void lay_out(struct ak__wizard *wizard, const struct ak_canvas *canvas)
{
    int width = canvas->area.width;
    int height = canvas->area.height;
    int side = width >= WIDE_FROM ? SIDE_WIDE : SIDE_NARROW;

    if (width < SIDE_FROM || height < AK_STEP_COUNT) {
        wizard->side = (struct ak_rect){0, 0, width, 1};
        wizard->content = (struct ak_rect){0, 1, width, height - 1};
        return;
    }
    wizard->side = (struct ak_rect){0, 0, side, height};
    wizard->content = (struct ak_rect){side + 1, 0, width - side - 1, height};
}

static void draw_steps(const struct ak__wizard *wizard, const struct ak_canvas *canvas)
{
    struct ak_stepper stepper = {
        .rows = wizard->rows, .count = AK_STEP_COUNT, .current = wizard->step};
    struct ak_canvas side = ak_canvas_part(canvas, wizard->side);

    if (wizard->side.height == 1) {
        ak_stepper_draw_line(&stepper, &side);
        return;
    }
    ak_stepper_draw(&stepper, &side);
    for (int y = 0; y < canvas->area.height; y++)
        ak_canvas_glyph(canvas, wizard->side.width, y, AK_ROLE_BORDER, AK_GLYPH_VERTICAL);
}

/* Where it is for, or what forbids it whatever one fills in. */
static void draw_head(const struct ak__wizard *wizard, const struct ak_canvas *canvas)
{
    const struct ak_violation *all =
        ak_violations_on(&wizard->plan->violations, AK_POOL_FIELD_COUNT);
    const struct ak_cluster *cluster = wizard->around.cluster;
    struct ak_field place = {.x = 1, .columns = canvas->area.width - 2, .role = AK_ROLE_DIM};
    char text[512];

    if (all != NULL && all->weight == AK_VIOLATION_REFUSED) {
        ak_canvas_glyph(canvas, 1, 0, AK_ROLE_PAST, AK_GLYPH_NO);
        ak_canvas_paragraph(canvas, 3, 0, AK_ROLE_PAST, all->text);
        return;
    }
    if (cluster == NULL) {
        ak_canvas_field(canvas, &place, "the cluster is being read");
        return;
    }
    snprintf(text, sizeof text, "%s%s%s%s%s%s%s", cluster->name,
             cluster->location != NULL ? " \xC2\xB7 " : "",
             cluster->location != NULL ? cluster->location : "",
             cluster->kubernetes_version != NULL ? " \xC2\xB7 Kubernetes " : "",
             cluster->kubernetes_version != NULL ? cluster->kubernetes_version : "",
             wizard->source_id[0] != '\0' ? " \xC2\xB7 like " : "", ak_id_name(wizard->source_id));
    ak_canvas_field(canvas, &place, text);
}

static void paint_prospect(struct ak__pen *pen, const void *context)
{
    const struct ak__wizard *wizard = context;

    ak__pen_heading(pen, "What happens");
    ak__paint_lines(pen, wizard->plan);
}

/* What it comes to so far, in the room that is left. */
static void draw_prospect(const struct ak__wizard *wizard, const struct ak_canvas *canvas)
{
    struct ak__page page = {.top = 0};

    if (wizard->plan->line_count > 0 && canvas->area.height >= PROSPECT_FROM)
        ak__page_draw(&page, canvas, paint_prospect, wizard);
}

static void draw_form(struct ak__wizard *wizard, const struct ak_view_input *input,
                      const struct ak_canvas *canvas, bool is_focused)
{
    struct ak_form_fields fields = ak__wizard_fields(wizard);
    bool has_feature = wizard->step == AK_STEP_OS && wizard->plan->outlook.feature != NULL;
    int width = canvas->area.width;
    int height = canvas->area.height - (has_feature ? FEATURE_ROWS : 0);
    int rows = ak_form_rows(&fields, width) + HELP_ROWS;
    int end = (rows < height ? rows : height) + 1;
    int rest = end + (has_feature ? FEATURE_ROWS : 0);
    struct ak_canvas above = ak_canvas_part(canvas, (struct ak_rect){0, 0, width, height});
    struct ak_canvas feature = ak_canvas_part(canvas, (struct ak_rect){0, end, width, 1});
    struct ak_canvas below =
        ak_canvas_part(canvas, (struct ak_rect){0, rest, width, canvas->area.height - rest});

    ak_form_draw(&wizard->form, &fields, &above, is_focused);
    if (has_feature)
        ak__wizard_draw_feature(wizard, input, &feature);
    draw_prospect(wizard, &below);
}

void ak__wizard_draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                     bool is_focused)
{
    struct ak__wizard *wizard = state;
    struct ak_canvas content;
    struct ak_canvas head;
    struct ak_canvas step;

    lay_out(wizard, canvas);
    draw_steps(wizard, canvas);
    content = ak_canvas_part(canvas, wizard->content);
    head = ak_canvas_part(&content, (struct ak_rect){0, 0, content.area.width - 1, HEAD_ROWS});
    draw_head(wizard, &head);
    step = ak_canvas_part(&content, (struct ak_rect){0, HEAD_ROWS, content.area.width,
                                                     content.area.height - HEAD_ROWS});
    wizard->content.y += HEAD_ROWS;
    wizard->content.height -= HEAD_ROWS;
    if (wizard->step == AK_STEP_REVIEW)
        ak__wizard_review_draw(wizard, input, &step);
    else if (wizard->step == AK_STEP_SIZE)
        ak__wizard_sizes_draw(wizard, input, &step, is_focused);
    else
        draw_form(wizard, input, &step, is_focused);
}

bool ak__wizard_cursor(const void *state, int *x, int *y)
{
    const struct ak__wizard *wizard = state;

    *x = wizard->content.x;
    *y = wizard->content.y;
    if (wizard->step == AK_STEP_SIZE) {
        *x += ak__wizard_sizes_cursor(&wizard->sizes);
        return true;
    }
    *x += wizard->form.cursor_x;
    *y += wizard->form.cursor_y;
    return wizard->step != AK_STEP_REVIEW && wizard->form.is_editing && wizard->form.cursor_x >= 0;
}
