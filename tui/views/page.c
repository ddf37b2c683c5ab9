/* page.c: pages to read. */
#include "config.h"

#include "page_int.h"

#include <stdarg.h>
#include <stdio.h>

#include "akscope/base/text.h"

enum {
    LABEL_WIDTH = 17,
    MARK_WIDTH = 2,
    NARROW = 50,
    NARROW_INDENT = 3,
    MARGIN = 1,
    BOX_FRAME = 2,
    BOX_MARGIN = 4,
    BOX_TOP_PART = 6
};
enum { END = 1 << 24 /* lines: beyond every page */ };

static struct ak__pen take_pen(const struct ak_canvas *canvas, int top)
{
    return (struct ak__pen){.canvas = *canvas,
                            .top = top,
                            .label_width = canvas->area.width < NARROW ? 0 : LABEL_WIDTH};
}

static int clamp_top(const struct ak__page *page, int top)
{
    int most = page->lines > page->height ? page->lines - page->height : 0;

    /* Keys may come before the first drawing, which then finds the end. */
    if (!page->is_drawn)
        most = END;
    if (top > most)
        top = most;
    return top < 0 ? 0 : top;
}

void ak__page_draw(struct ak__page *page, const struct ak_canvas *canvas, ak__page_paint *paint,
                   const void *context)
{
    /* A margin at the right, as the indent is one at the left. */
    struct ak_rect place = {.width = canvas->area.width - MARGIN, .height = canvas->area.height};
    struct ak_canvas seen = ak_canvas_part(canvas, place);
    struct ak_canvas unseen = seen;

    unseen.area.height = 0;
    struct ak__pen counting = take_pen(&unseen, 0);
    paint(&counting, context);
    page->is_drawn = true;
    page->lines = counting.line;
    page->height = seen.area.height;
    page->top = clamp_top(page, page->top + page->turns * page->height);
    page->turns = 0;
    struct ak__pen pen = take_pen(&seen, page->top);
    paint(&pen, context);
}

int ak__page_rows(int width, ak__page_paint *paint, const void *context)
{
    struct ak_surface surface = ak_surface_init(0, 0, false);
    struct ak_canvas unseen = ak_canvas_of(&surface);

    unseen.area.width = width - MARGIN;
    struct ak__pen pen = take_pen(&unseen, 0);
    paint(&pen, context);
    ak_surface_release(&surface);
    return pen.line;
}

int ak__box_columns(struct ak_rect body, int most)
{
    int room = body.width - BOX_FRAME;

    return room < most + BOX_MARGIN ? room : most;
}

struct ak_rect ak__box_place(struct ak_rect body, int columns, int rows)
{
    int width = columns + BOX_FRAME;
    int height = rows + BOX_FRAME < body.height ? rows + BOX_FRAME : body.height;
    int top = body.height / BOX_TOP_PART;

    if (top + height > body.height)
        top = body.height - height;
    return (struct ak_rect){body.x + (body.width - width) / 2, body.y + top, width, height};
}

void ak__pen_line(struct ak__pen *pen, int indent, enum ak_role role, const char *text)
{
    struct ak_field field = {.x = indent,
                             .y = pen->line - pen->top,
                             .columns = pen->canvas.area.width - indent,
                             .role = role};

    if (field.y >= 0 && field.y < pen->canvas.area.height)
        ak_canvas_field(&pen->canvas, &field, text);
    pen->line++;
}

void ak__pen_printf(struct ak__pen *pen, int indent, enum ak_role role, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ak__pen_line(pen, indent, role, text);
}

void ak__pen_paragraph(struct ak__pen *pen, int indent, enum ak_role role, const char *text)
{
    int rows = ak_canvas_paragraph(&pen->canvas, indent, pen->line - pen->top, role, text);

    pen->line += rows > 0 ? rows : 1;
}

void ak__pen_gap(struct ak__pen *pen)
{
    pen->line++;
}

void ak__pen_heading(struct ak__pen *pen, const char *text)
{
    if (pen->line > 0)
        ak__pen_gap(pen);
    ak__pen_line(pen, 1, AK_ROLE_HEADING_SORTED, text);
}

/* The label of a field; the column where its value starts. */
static int put_label(struct ak__pen *pen, const char *label)
{
    if (pen->label_width > 0) {
        ak_canvas_text(&pen->canvas, 1, pen->line - pen->top, AK_ROLE_DIM, label);
        return 1 + pen->label_width;
    }
    if (label[0] != '\0')
        ak__pen_line(pen, 1, AK_ROLE_DIM, label);
    return NARROW_INDENT;
}

void ak__pen_field(struct ak__pen *pen, const char *label, enum ak_role role, const char *value)
{
    if (value != NULL && value[0] != '\0')
        ak__pen_paragraph(pen, put_label(pen, label), role, value);
}

void ak__pen_marked(struct ak__pen *pen, const char *label, enum ak_role role, enum ak_glyph mark,
                    const char *value)
{
    int x = put_label(pen, label);

    ak_canvas_glyph(&pen->canvas, x, pen->line - pen->top, role, mark);
    ak__pen_paragraph(pen, x + MARK_WIDTH, role, value);
}

struct ak_reaction ak__page_act(struct ak__page *page, const struct ak_view_event *event)
{
    const struct {
        enum ak_action action;
        int to;
    } moves[] = {
        {AK_ACTION_UP, page->top - 1},
        {AK_ACTION_DOWN, page->top + 1},
        {AK_ACTION_PAGE_UP, page->top - page->height},
        {AK_ACTION_PAGE_DOWN, page->top + page->height},
        {AK_ACTION_TOP, 0},
        {AK_ACTION_BOTTOM, END},
    };

    if (!page->is_drawn && event->action == AK_ACTION_PAGE_DOWN)
        page->turns++;
    if (!page->is_drawn && event->action == AK_ACTION_PAGE_UP && page->turns > 0)
        page->turns--;
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (moves[i].action == event->action) {
            page->top = clamp_top(page, moves[i].to);
            return ak_reaction_done();
        }
    }
    return ak_reaction_none();
}

void ak__page_note(const struct ak__page *page, char *out, size_t size)
{
    int last = page->top + page->height;

    out[0] = '\0';
    if (page->lines > page->height)
        snprintf(out, size, "%d/%d", last < page->lines ? last : page->lines, page->lines);
}
