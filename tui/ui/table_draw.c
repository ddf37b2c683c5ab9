/* table_draw.c: a table as cells: which columns fit, how wide they are, and the rows in sight. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "table_int.h"

enum { GAP = 1, MARKER = 1, MARK = 2, LEAST_BAR = 4, LEAST_LABEL = 8, ROOMY = 18 };

/* Columns of this drop number and above are given up where others would be cut, until those have so
 * many columns beyond their least. */
enum { GIVEN_UP = 6, GIVEN_UP_FOR_NAMES = 3, WORTH = 8, DROP_MAX = 24 };

/* Where each column goes; width 0: left out. */
struct plan {
    int x[AK_TABLE_COLUMNS_MAX];
    int width[AK_TABLE_COLUMNS_MAX];
};

static int mark_width(const struct ak_column *column)
{
    return column->has_mark ? MARK : 0;
}

static int own_width(const struct ak_column *column)
{
    return column->min_width + mark_width(column);
}

static int needed_width(const struct ak_table_class *class, const bool *is_left_out)
{
    int width = MARKER;

    for (size_t i = 0; i < class->column_count; i++) {
        if (!is_left_out[i])
            width += own_width(&class->columns[i]) + GAP;
    }
    return width - GAP;
}

/* The column to leave out next: the highest drop number, or -1 when all others must stay; one
 * always does. */
static int next_to_drop(const struct ak_table_class *class, const bool *is_left_out)
{
    int chosen = -1;
    size_t left = 0;

    for (size_t i = 0; i < class->column_count; i++)
        left += !is_left_out[i];
    for (size_t i = 0; left > 1 && i < class->column_count; i++) {
        if (is_left_out[i] || class->columns[i].drop == 0)
            continue;
        if (chosen < 0 || class->columns[i].drop > class->columns[chosen].drop)
            chosen = (int)i;
    }
    return chosen;
}

static void choose_columns(const struct ak_table *table, int width, bool *is_left_out)
{
    int drop;

    for (size_t i = 0; i < table->class->column_count; i++)
        is_left_out[i] = ak__table_is_hidden(table, i);
    while (needed_width(table->class, is_left_out) > width &&
           (drop = next_to_drop(table->class, is_left_out)) >= 0)
        is_left_out[drop] = true;
}

/* How wide a column would like to be: as its widest text, but one endless text must not take all.
 */
static int wish_width(const struct ak_table *table, size_t i)
{
    const struct ak_column *column = &table->class->columns[i];
    int most = column->min_width + WORTH;

    return (table->widest[i] < most ? table->widest[i] : most) + mark_width(column);
}

/* Gives what is left over to columns that would be cut, those that are never left out before the
 * others, up to their wish or up to their widest text. Returns what is still left. */
static int mend_cuts(const struct ak_table *table, bool up_to_wish, int spare, struct plan *plan)
{
    const struct ak_table_class *class = table->class;

    for (int drop = 0; spare > 0 && drop <= DROP_MAX; drop++) {
        for (size_t i = 0; i < class->column_count; i++) {
            int wanted = up_to_wish ? wish_width(table, i)
                                    : table->widest[i] + mark_width(&class->columns[i]);
            int lack = wanted - plan->width[i];

            if (plan->width[i] == 0 || class->columns[i].drop != drop || lack <= 0)
                continue;
            lack = lack < spare ? lack : spare;
            plan->width[i] += lack;
            spare -= lack;
        }
    }
    return spare;
}

/* Shares the rest by weight; the last weighted column takes the remainder. */
static void share_rest(const struct ak_table_class *class, int spare, struct plan *plan)
{
    int weights = 0;

    for (size_t i = 0; i < class->column_count; i++)
        weights += plan->width[i] > 0 ? class->columns[i].weight : 0;
    for (size_t i = 0; i < class->column_count; i++) {
        const struct ak_column *column = &class->columns[i];

        if (plan->width[i] == 0 || column->weight == 0 || spare <= 0 || weights <= 0)
            continue;
        int extra = spare * column->weight / weights;

        plan->width[i] += extra;
        spare -= extra;
        weights -= column->weight;
    }
}

/* True when a column that is not given up is cut where giving up another would help. */
static bool cuts_what_counts(const struct ak_table *table, const struct plan *plan)
{
    for (size_t i = 0; i < table->class->column_count; i++) {
        if (table->class->columns[i].drop < GIVEN_UP && plan->width[i] > 0 &&
            plan->width[i] < wish_width(table, i))
            return true;
    }
    return false;
}

/* The same for columns that are never left out, which tell rows apart, in most rows. */
static bool cuts_names(const struct ak_table *table, const struct plan *plan)
{
    for (size_t i = 0; i < table->class->column_count; i++) {
        const struct ak_column *column = &table->class->columns[i];

        if (column->drop == 0 && plan->width[i] > 0 &&
            plan->width[i] < table->usual[i] + mark_width(column))
            return true;
    }
    return false;
}

static bool gives_up(const struct ak_table *table, const struct plan *plan, int drop)
{
    int number = table->class->columns[drop].drop;

    return (number >= GIVEN_UP && cuts_what_counts(table, plan)) ||
           (number >= GIVEN_UP_FOR_NAMES && cuts_names(table, plan));
}

static struct plan share_width(const struct ak_table *table, const bool *is_left_out, int width)
{
    const struct ak_table_class *class = table->class;
    struct plan plan = {{0}, {0}};
    int spare = width - needed_width(class, is_left_out);

    for (size_t i = 0; i < class->column_count; i++)
        plan.width[i] = is_left_out[i] ? 0 : own_width(&class->columns[i]);
    spare = mend_cuts(table, true, spare, &plan);
    spare = mend_cuts(table, false, spare, &plan);
    share_rest(class, spare, &plan);
    return plan;
}

/* True when the column may come back: it fits, and costs no other more than it is worth. */
static bool is_affordable(const struct ak_table *table, const bool *is_left_out, int width,
                          int column)
{
    struct plan plan = share_width(table, is_left_out, width);

    return needed_width(table->class, is_left_out) <= width && !gives_up(table, &plan, column);
}

/* Brings back what was left out where there is room for it after all, the most useful first. */
static void bring_back(const struct ak_table *table, int width, bool *is_left_out)
{
    const struct ak_table_class *class = table->class;

    for (int drop = 1; drop <= DROP_MAX; drop++) {
        for (size_t i = 0; i < class->column_count; i++) {
            if (!is_left_out[i] || class->columns[i].drop != drop || ak__table_is_hidden(table, i))
                continue;
            is_left_out[i] = false;
            is_left_out[i] = !is_affordable(table, is_left_out, width, (int)i);
        }
    }
}

static void place(const struct ak_table *table, int width, struct plan *plan)
{
    int x = MARKER;

    for (size_t at = 0; at < table->order_count; at++) {
        size_t i = table->order[at];

        plan->x[i] = x;
        if (plan->width[i] > 0)
            x += plan->width[i] + GAP;
        /* Columns that must stay but do not fit are cut, so that an ellipsis tells it. */
        if (plan->x[i] + plan->width[i] > width)
            plan->width[i] = width > plan->x[i] ? width - plan->x[i] : 0;
    }
}

static struct plan make_plan(const struct ak_table *table, int width)
{
    const struct ak_table_class *class = table->class;
    bool is_left_out[AK_TABLE_COLUMNS_MAX] = {false};
    struct plan plan;
    int drop;

    choose_columns(table, width, is_left_out);
    plan = share_width(table, is_left_out, width);
    while ((drop = next_to_drop(class, is_left_out)) >= 0 && gives_up(table, &plan, drop)) {
        is_left_out[drop] = true;
        plan = share_width(table, is_left_out, width);
    }
    bring_back(table, width, is_left_out);
    plan = share_width(table, is_left_out, width);
    place(table, width, &plan);
    return plan;
}

int ak__table_column_at(const struct ak_table *table, int x)
{
    struct plan plan = make_plan(table, table->width);

    for (size_t i = 0; i < table->class->column_count; i++) {
        if (plan.width[i] > 0 && x >= plan.x[i] && x < plan.x[i] + plan.width[i])
            return (int)i;
    }
    return -1;
}

/* Headings that stand at the right may reach over the place of the mark. */
static void draw_heading(const struct ak_table *table, const struct ak_canvas *canvas,
                         const struct plan *plan)
{
    for (size_t i = 0; i < table->class->column_count; i++) {
        const struct ak_column *column = &table->class->columns[i];
        bool is_sorted = i == table->sort;
        char heading[64];
        enum ak_glyph arrow = table->descending ? AK_GLYPH_DOWN : AK_GLYPH_UP;
        const char *sign = ak_glyph_text(arrow, canvas->surface->is_ascii);
        int mark = column->has_mark && column->align == AK_ALIGN_LEFT ? MARK : 0;

        if (plan->width[i] <= mark)
            continue;
        bool fits = ak_text_width(column->heading) < plan->width[i] - mark;
        snprintf(heading, sizeof heading, "%s%s", column->heading, is_sorted && fits ? sign : "");
        struct ak_field field = {.x = plan->x[i] + mark,
                                 .columns = plan->width[i] - mark,
                                 .align = column->align,
                                 .role = is_sorted ? AK_ROLE_HEADING_SORTED : AK_ROLE_HEADING};
        ak_canvas_field(canvas, &field, heading);
    }
}

/* A bar with its label at the right; without the bar where there is no room for one. */
static void draw_gauge(const struct ak_canvas *canvas, struct ak_rect at,
                       const struct ak_table_cell *cell)
{
    int text = ak_text_width(cell->text);
    /* Bars of a column are alike where there is room for it. */
    int label = at.width >= ROOMY && text < LEAST_LABEL ? LEAST_LABEL : text;
    int bar = at.width - label - 1;
    struct ak_field field = {
        .x = at.x, .y = at.y, .columns = at.width, .align = AK_ALIGN_RIGHT, .role = cell->role};

    if (bar >= LEAST_BAR) {
        ak_canvas_gauge(canvas, (struct ak_rect){at.x, at.y, bar, 1}, cell->part, cell->whole,
                        cell->role);
        field.x += bar + 1;
        field.columns = label;
    }
    ak_canvas_field(canvas, &field, cell->text);
}

static void draw_cell(const struct ak_canvas *canvas, const struct ak_column *column,
                      struct ak_rect at, const struct ak_table_cell *cell)
{
    int mark = mark_width(column);
    bool is_marked = cell->has_mark && column->has_mark;

    if (is_marked && column->align == AK_ALIGN_LEFT)
        ak_canvas_glyph(canvas, at.x, at.y, cell->role, cell->mark);
    at.x += mark;
    at.width -= mark;
    if (cell->whole > 0) {
        draw_gauge(canvas, at, cell);
        return;
    }
    struct ak_field field = {
        .x = at.x, .y = at.y, .columns = at.width, .align = column->align, .role = cell->role};
    ak_canvas_field(canvas, &field, cell->text);
    if (is_marked && column->align == AK_ALIGN_RIGHT) {
        int text = ak_text_width(cell->text);
        int x = at.x + at.width - (text < field.columns ? text : field.columns) - 1;

        ak_canvas_glyph(canvas, x, at.y, cell->role, cell->mark);
    }
}

static void draw_row(const struct ak_table *table, const struct ak_canvas *canvas,
                     const struct plan *plan, size_t index, int y, const void *context)
{
    const void *row = ak__table_row(table, index);

    for (size_t i = 0; i < table->class->column_count; i++) {
        const struct ak_column *column = &table->class->columns[i];
        struct ak_table_cell cell = {.role = AK_ROLE_TEXT};

        if (plan->width[i] == 0)
            continue;
        column->value(row, context, &cell);
        draw_cell(canvas, column, (struct ak_rect){plan->x[i], y, plan->width[i], 1}, &cell);
    }
}

/* Selected, marked, or both: then the ground tells the selection. */
static void draw_marker(const struct ak_table *table, const struct ak_canvas *line, size_t index,
                        int y, bool is_focused)
{
    bool is_marked = table->marks.len > 0 &&
                     ak_table_is_marked(table, table->class->id(ak__table_row(table, index)));

    if (is_marked)
        ak_canvas_glyph(line, 0, y, AK_ROLE_MATCH, AK_GLYPH_MARKED);
    else if (index == table->selected)
        ak_canvas_glyph(line, 0, y, is_focused ? AK_ROLE_ACCENT : AK_ROLE_DIM, AK_GLYPH_SELECTED);
}

static void scroll_into_sight(struct ak_table *table, int height)
{
    size_t page = (size_t)(height > 0 ? height : 1);

    table->page = (int)page;
    if (table->selected < table->top)
        table->top = table->selected;
    if (table->selected >= table->top + page)
        table->top = table->selected - page + 1;
    if (table->top + page > table->rows.len)
        table->top = table->rows.len > page ? table->rows.len - page : 0;
}

void ak_table_draw(struct ak_table *table, const struct ak_canvas *canvas, const void *context,
                   bool is_focused)
{
    int height = canvas->area.height - 1;
    struct plan plan;

    table->width = canvas->area.width;
    scroll_into_sight(table, height);
    plan = make_plan(table, canvas->area.width);
    draw_heading(table, canvas, &plan);
    if (table->rows.len == 0) {
        bool is_filtered = table->total > 0;
        ak_canvas_paragraph(canvas, 1, 1, AK_ROLE_DIM,
                            is_filtered ? "nothing matches the filter" : table->class->empty);
        return;
    }
    for (int y = 0; y < height && table->top + (size_t)y < table->rows.len; y++) {
        size_t index = table->top + (size_t)y;
        struct ak_canvas line = *canvas;

        if (index == table->selected) {
            struct ak_canvas strip =
                ak_canvas_part(canvas, (struct ak_rect){0, y + 1, canvas->area.width, 1});
            line = ak_canvas_on(canvas,
                                is_focused ? AK_ROLE_GROUND_SELECTED : AK_ROLE_GROUND_UNFOCUSED);
            strip.ground = line.ground;
            ak_canvas_clear(&strip);
        }
        draw_marker(table, &line, index, y + 1, is_focused);
        draw_row(table, &line, &plan, index, y + 1, context);
    }
}
