/* form_draw.c: a form as cells. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/ui/line.h"
#include "form_int.h"

enum { LABEL_X = 3, LABEL_WIDTH = 17, LEAST_VALUE = 24, HELP_ROWS = 2 };

/* Where fields are drawn. */
struct pen {
    struct ak_form *form;
    struct ak_canvas canvas;
    int value_x;
    int y; /* of the next row, in the canvas */
    bool is_focused;
};

static const struct {
    enum ak_role role;
    enum ak_glyph mark;
} looks[] = {
    [AK_FORM_FINE] = {AK_ROLE_TEXT, AK_GLYPH_NOTHING},
    [AK_FORM_NOTE] = {AK_ROLE_DIM, AK_GLYPH_LATER},
    [AK_FORM_WARNING] = {AK_ROLE_SOON, AK_GLYPH_SOON},
    [AK_FORM_WRONG] = {AK_ROLE_PAST, AK_GLYPH_NO},
};

/* Labels give way where values would have no room. */
static int value_column(int width)
{
    int most = width - LEAST_VALUE - 1;
    int label = LABEL_WIDTH;

    if (label > most)
        label = most > 8 ? most : 8;
    return LABEL_X + label;
}

static int room(const struct pen *pen)
{
    return pen->canvas.area.width - pen->value_x - 1;
}

/* ---- values ---- */

static void draw_text(struct pen *pen, const struct ak_form_field *field,
                      const struct ak_canvas *row, bool is_edited)
{
    bool is_set = field->value[0] != '\0';
    struct ak_field place = {
        .x = pen->value_x, .columns = room(pen), .role = is_set ? AK_ROLE_STRONG : AK_ROLE_DIM};
    const char *shown = is_set ? field->value : field->preset;
    char text[1024];

    if (is_edited) {
        struct ak_canvas part =
            ak_canvas_part(row, (struct ak_rect){pen->value_x, 0, room(pen) + 1, 1});
        struct ak_line_place at = ak_line_draw(pen->form->text, pen->form->cursor, &part);

        pen->form->cursor_x = pen->value_x + at.cursor;
        pen->form->cursor_y = pen->y;
        return;
    }
    if (shown == NULL || shown[0] == '\0')
        shown = ak_glyph_text(AK_GLYPH_NOTHING, row->surface->is_ascii);
    snprintf(text, sizeof text, "%s", shown);
    ak_canvas_field(row, &place, text);
    if (field->was != NULL)
        ak_canvas_printf(row, pen->value_x + ak_text_width(text) + 2, 0, AK_ROLE_DIM, "was %s",
                         field->was);
}

/* What was typed, and behind it the word that is wanted, or a sign that it is there. */
static void draw_confirm(struct pen *pen, const struct ak_form_field *field,
                         const struct ak_canvas *row, bool is_edited)
{
    bool is_right = strncmp(field->value, field->wanted, strlen(field->value)) == 0;
    enum ak_role role = is_right ? AK_ROLE_STRONG : AK_ROLE_PAST;
    int x = pen->value_x;

    if (ak_form_is_confirmed(field))
        role = AK_ROLE_GOOD;
    x += ak_canvas_text(row, x, 0, role, field->value);
    if (is_edited) {
        char before[256];

        snprintf(before, sizeof before, "%.*s", (int)pen->form->cursor, field->value);
        pen->form->cursor_x = pen->value_x + ak_text_width(before);
        pen->form->cursor_y = pen->y;
    }
    if (ak_form_is_confirmed(field))
        ak_canvas_glyph(row, x + 1, 0, AK_ROLE_GOOD, AK_GLYPH_YES);
    else
        ak_canvas_printf(row, x + 2, 0, AK_ROLE_DIM, "(type %s)", field->wanted);
}

static enum ak_role choice_role(const struct ak_form_choice *choice, bool is_chosen)
{
    return is_chosen && choice->role == AK_ROLE_TEXT ? AK_ROLE_STRONG : choice->role;
}

static int draw_choice(const struct ak_canvas *row, int x, const struct ak_form_choice *choice,
                       bool is_chosen, bool is_held)
{
    ak_canvas_glyph(row, x, 0, is_chosen ? AK_ROLE_ACCENT : AK_ROLE_DIM,
                    is_chosen || is_held ? AK_GLYPH_CHOSEN : AK_GLYPH_OPTION);
    return AK__FORM_MARK + ak_canvas_text(row, x + AK__FORM_MARK, 0, choice_role(choice, is_chosen),
                                          ak__form_label(choice));
}

/* One choice at a time, where not all have room. */
static void draw_turning(struct pen *pen, const struct ak_form_field *field,
                         const struct ak_canvas *row)
{
    size_t chosen = ak__form_chosen(field);
    bool is_set = chosen < field->choice_count;
    bool is_ascii = row->surface->is_ascii;
    int x = pen->value_x;

    ak_canvas_glyph(row, x, 0, AK_ROLE_KEY, AK_GLYPH_LEFT);
    x += 2;
    if (is_set)
        x += ak_canvas_text(row, x, 0, choice_role(&field->choices[chosen], true),
                            ak__form_label(&field->choices[chosen]));
    else
        x += ak_canvas_text(row, x, 0, AK_ROLE_DIM,
                            field->preset != NULL ? field->preset
                                                  : ak_glyph_text(AK_GLYPH_NOTHING, is_ascii));
    ak_canvas_glyph(row, x + 1, 0, AK_ROLE_KEY, AK_GLYPH_BRAND);
    ak_canvas_printf(row, x + 4, 0, AK_ROLE_DIM, "%zu/%zu", is_set ? chosen + 1 : 0,
                     field->choice_count);
}

static void draw_choices(struct pen *pen, const struct ak_form_field *field,
                         const struct ak_canvas *row)
{
    size_t chosen = ak__form_chosen(field);
    size_t held = chosen == field->choice_count ? ak__form_held(field) : field->choice_count;
    int x = pen->value_x;

    if (!ak__form_fits(field, pen->canvas.area.width - pen->value_x)) {
        draw_turning(pen, field, row);
        return;
    }
    for (size_t i = 0; i < field->choice_count; i++)
        x += draw_choice(row, x, &field->choices[i], i == chosen, i == held) + AK__FORM_GAP;
    if (chosen == field->choice_count && held == field->choice_count && field->preset != NULL)
        ak_canvas_printf(row, x, 0, AK_ROLE_DIM, "(%s)", field->preset);
    else if (field->was != NULL)
        ak_canvas_printf(row, x, 0, AK_ROLE_DIM, "was %s", field->was);
}

static int widest_label(const struct ak_form_field *field)
{
    int widest = 0;

    for (size_t i = 0; i < field->choice_count; i++) {
        int width = ak_text_width(ak__form_label(&field->choices[i]));

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* ---- rows ---- */

/* The row at the pen, on the ground of the selection where that is. */
static struct ak_canvas take_row(const struct pen *pen, bool is_selected)
{
    struct ak_rect place = {0, pen->y, pen->canvas.area.width, 1};
    struct ak_canvas row = ak_canvas_part(&pen->canvas, place);

    if (is_selected) {
        row = ak_canvas_on(&row,
                           pen->is_focused ? AK_ROLE_GROUND_SELECTED : AK_ROLE_GROUND_UNFOCUSED);
        ak_canvas_clear(&row);
        ak_canvas_glyph(&row, 0, 0, pen->is_focused ? AK_ROLE_ACCENT : AK_ROLE_DIM,
                        AK_GLYPH_SELECTED);
    }
    return row;
}

static void draw_label(const struct pen *pen, const struct ak_form_field *field,
                       const struct ak_canvas *row, bool is_current)
{
    struct ak_field place = {.x = LABEL_X,
                             .columns = pen->value_x - LABEL_X - 1,
                             .role = is_current ? AK_ROLE_STRONG : AK_ROLE_TEXT};

    ak_canvas_field(row, &place, field->label);
    if (field->gravity > AK_FORM_NOTE)
        ak_canvas_glyph(row, 1, 0, looks[field->gravity].role, looks[field->gravity].mark);
}

/* Below its label, over the whole width: notes need it. */
static void draw_list(struct pen *pen, const struct ak_form_field *field, bool is_current)
{
    size_t chosen = ak__form_chosen(field);
    int note_x = LABEL_X + AK__FORM_MARK + widest_label(field) + AK__FORM_GAP;
    struct ak_canvas head = take_row(pen, false);

    draw_label(pen, field, &head, is_current);
    pen->y++;
    for (size_t i = 0; i < field->choice_count; i++, pen->y++) {
        const struct ak_form_choice *choice = &field->choices[i];
        bool is_here = is_current && (i == chosen || (i == 0 && chosen == field->choice_count));
        struct ak_canvas row = take_row(pen, is_here);
        struct ak_field note = {
            .x = note_x, .columns = pen->canvas.area.width - note_x - 1, .role = choice->role};

        draw_choice(&row, LABEL_X, choice, i == chosen, false);
        if (choice->note != NULL)
            ak_canvas_field(&row, &note, choice->note);
    }
}

static void draw_one_row(struct pen *pen, const struct ak_form_field *field, bool is_current)
{
    struct ak_canvas row = take_row(pen, is_current);
    bool is_edited = is_current && pen->form->is_editing;

    draw_label(pen, field, &row, is_current);
    if (field->kind == AK_FORM_CHOICE)
        draw_choices(pen, field, &row);
    else if (field->kind == AK_FORM_CONFIRM)
        draw_confirm(pen, field, &row, is_edited);
    else
        draw_text(pen, field, &row, is_edited);
    pen->y++;
}

/* Below the value that it is about. */
static int finding_x(const struct ak_form_field *field, int width)
{
    return field->kind == AK_FORM_LIST ? LABEL_X + AK__FORM_MARK : value_column(width);
}

static bool has_finding(const struct ak_form_field *field)
{
    return field->finding != NULL && field->gravity != AK_FORM_FINE;
}

static void draw_field(struct pen *pen, const struct ak_form_field *field, bool is_current)
{
    if (field->kind == AK_FORM_LIST && field->choice_count > 0)
        draw_list(pen, field, is_current);
    else
        draw_one_row(pen, field, is_current);
    if (has_finding(field))
        ak_canvas_paragraph(&pen->canvas, finding_x(field, pen->canvas.area.width), pen->y,
                            looks[field->gravity].role, field->finding);
}

/* ---- places ---- */

static int rows_of(const struct ak_form_field *field, int width)
{
    int rows = 1;

    if (field->kind == AK_FORM_LIST)
        rows += (int)field->choice_count;
    if (has_finding(field))
        rows += ak_paragraph_rows(field->finding, width - finding_x(field, width));
    return rows;
}

int ak_form_rows(const struct ak_form_fields *fields, int width)
{
    int rows = 0;

    for (size_t i = 0; i < fields->count; i++)
        rows += rows_of(&fields->items[i], width);
    return rows;
}

/* Where in its field the focus is. */
static int row_in_sight(const struct ak_form_field *field)
{
    size_t chosen = ak__form_chosen(field);

    return field->kind == AK_FORM_LIST && chosen < field->choice_count ? 1 + (int)chosen : 0;
}

/* Scrolls to the focused row; to the whole field where it has room, else to its beginning. Returns
 * how many rows there are. */
static int scroll_into_sight(struct ak_form *form, const struct ak_form_fields *fields, int height)
{
    int rows = 0;

    for (size_t i = 0; i < fields->count; i++) {
        form->spans[i] = (struct ak_form_span){rows, rows_of(&fields->items[i], form->width)};
        rows += form->spans[i].height;
    }
    if (form->focus < fields->count) {
        int start = form->spans[form->focus].y;
        int row = start + row_in_sight(&fields->items[form->focus]);
        int last = start + form->spans[form->focus].height - 1;

        if (last >= form->top + height)
            form->top = last - height + 1;
        if (row < form->top)
            form->top = row;
        if (start < form->top && row < start + height)
            form->top = start;
        if (row >= form->top + height)
            form->top = row - height + 1;
    }
    if (form->top + height > rows)
        form->top = rows > height ? rows - height : 0;
    return rows;
}

/* Signs at the right edge where there is more than is seen. */
static void draw_more(const struct ak_canvas *canvas, int top, int rows)
{
    int height = canvas->area.height;

    if (top > 0)
        ak_canvas_glyph(canvas, canvas->area.width - 1, 0, AK_ROLE_KEY, AK_GLYPH_UP);
    if (top + height < rows)
        ak_canvas_glyph(canvas, canvas->area.width - 1, height - 1, AK_ROLE_KEY, AK_GLYPH_DOWN);
}

static void draw_help(const struct ak_canvas *canvas, const struct ak_form_field *field)
{
    if (field->help != NULL)
        ak_canvas_paragraph(canvas, LABEL_X, 0, AK_ROLE_DIM, field->help);
}

void ak_form_draw(struct ak_form *form, const struct ak_form_fields *fields,
                  const struct ak_canvas *canvas, bool is_focused)
{
    int width = canvas->area.width;
    int most = canvas->area.height - HELP_ROWS;
    int rows = ak_form_rows(fields, width) + 1;
    int height = rows < most ? rows : most;
    struct ak_canvas above = ak_canvas_part(canvas, (struct ak_rect){0, 0, width, height});
    struct ak_canvas below =
        ak_canvas_part(canvas, (struct ak_rect){0, height, width - 1, HELP_ROWS});
    struct pen pen = {.form = form, .canvas = above, .is_focused = is_focused};

    form->width = width;
    form->value_x = value_column(form->width);
    form->cursor_x = -1;
    form->cursor_y = -1;
    pen.value_x = form->value_x;
    rows = scroll_into_sight(form, fields, height);
    for (size_t i = 0; i < fields->count; i++) {
        form->spans[i].y -= form->top;
        pen.y = form->spans[i].y;
        draw_field(&pen, &fields->items[i], i == form->focus);
    }
    draw_more(&above, form->top, rows);
    if (form->focus < fields->count)
        draw_help(&below, &fields->items[form->focus]);
}
