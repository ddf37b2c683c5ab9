/* retirements_draw.c: deadlines on a time line: what is supported until when, what has ended, whom
 * it hits; and what has come to pass by the day under the cursor, if nothing is done. */
#include "config.h"

#include "retirements_int.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/what_if.h"
#include "cells_int.h"

enum {
    NAME_SHORT = 20,
    NAME_LONG = 30,
    NAME_LONG_FROM = 100, /* columns of the whole */
    DAYS_WIDTH = 8,       /* a mark, blanks, "-237 d" */
    LINE_LEAST = 10,      /* a shorter time line tells nothing */
    LINE_GOOD = 30,
    HITS_WIDTH = 22, /* "10 pools · 48 nodes" */
    HITS_SHORT = 12, /* "10 pools" */
    MONTH_DAYS = 30,
    PAST_SHARE = 4,   /* a quarter of the line lies before today */
    AHEAD_SHARE = 12, /* and so much of it behind the day under the cursor */
    FOLD_WIDTH = 2,
    WIDE = 90,       /* columns from which the what-if is a whole sentence */
    WORDS_TALL = 12, /* rows from which all is said about the selected one */
    WORDS_SHORT = 6,
    SENTENCE_SIZE = 256,
    SENTENCE_ROWS = 2, /* at most */
};

/* Where days lie on the line, and what stands at its sides. */
struct scale {
    int name;      /* columns of names */
    int x, width;  /* width 0: there is no room for a line */
    int hits;      /* columns at the right; 0: no room */
    int32_t first; /* days since the epoch at x */
    int32_t span;  /* days over the whole width */
    int now, day;  /* columns of today, and of the day under the cursor */
};

/* ---- the scale ---- */

static int column_of(const struct scale *scale, struct ak_date date)
{
    int64_t offset = ak_date_to_days(date) - scale->first;
    int64_t column = offset * scale->width / scale->span;

    if (column < 0)
        return 0;
    return column >= scale->width ? scale->width - 1 : (int)column;
}

/* The day under the cursor is always in sight. */
static struct scale make_scale(const struct ak__retirements *retirements,
                               const struct ak_fleet *fleet, int width)
{
    struct scale scale = {.name = width >= NAME_LONG_FROM ? NAME_LONG : NAME_SHORT};
    struct ak_date day = ak__ends_day(retirements, fleet);
    int32_t latest;
    int rest;

    scale.x = 1 + scale.name + 1 + DAYS_WIDTH + 1;
    rest = width - scale.x;
    scale.hits = rest >= HITS_WIDTH + LINE_GOOD ? HITS_WIDTH : rest >= HITS_SHORT ? HITS_SHORT : 0;
    scale.width = rest - scale.hits >= LINE_LEAST ? rest - scale.hits : 0;
    scale.span = retirements->months * MONTH_DAYS * PAST_SHARE / (PAST_SHARE - 1);
    scale.first = ak_date_to_days(fleet->today) - scale.span / PAST_SHARE;
    latest = scale.first + scale.span - scale.span / AHEAD_SHARE;
    if (ak_date_to_days(day) > latest)
        scale.first += ak_date_to_days(day) - latest;
    if (scale.width > 0) {
        scale.now = column_of(&scale, fleet->today);
        scale.day = column_of(&scale, day);
    }
    return scale;
}

static bool is_in_sight(const struct scale *scale, struct ak_date date)
{
    return ak_date_to_days(date) >= scale->first;
}

/* The word stands round its column, or as far to the left as leaves a blank before the mark of the
 * day under the cursor. */
static int column_of_now(const struct scale *scale)
{
    static const int now_columns = 3;
    int x = scale->now - 1;

    if (scale->day > scale->now && scale->day - 1 - now_columns < x)
        x = scale->day - 1 - now_columns;
    return x > 0 ? x : 0;
}

static void draw_axis(const struct ak_canvas *canvas, const struct scale *scale,
                      struct ak_date today)
{
    struct ak_date first = ak_date_from_days(scale->first);
    struct ak_field next = {.x = 1 + scale->name + 1,
                            .columns = DAYS_WIDTH,
                            .align = AK_ALIGN_RIGHT,
                            .role = AK_ROLE_HEADING};

    ak_canvas_field(canvas, &next, "NEXT");
    if (scale->width == 0)
        return;
    for (int year = first.year + 1; year < first.year + 7; year++) {
        struct ak_date new_year = {.year = (int16_t)year, .month = 1, .day = 1};

        if (ak_date_to_days(new_year) >= scale->first + scale->span)
            break;
        int x = column_of(scale, new_year);
        if (x + 4 <= scale->width && (x > scale->now + 4 || x + 4 < scale->now))
            ak_canvas_printf(canvas, scale->x + x, 0, AK_ROLE_HEADING, "%d", year);
    }
    if (is_in_sight(scale, today))
        ak_canvas_text(canvas, scale->x + column_of_now(scale), 0, AK_ROLE_ACCENT, "now");
    if (scale->day != scale->now)
        ak_canvas_glyph(canvas, scale->x + scale->day, 0, AK_ROLE_KEY, AK_GLYPH_DOWN);
}

/* ---- lines ---- */

static bool is_beyond(const struct scale *scale, struct ak_date date)
{
    return ak_date_to_days(date) >= scale->first + scale->span;
}

/* What ends there; an arrow where it lies further to the left or right than the line goes. */
static void draw_end(const struct ak_canvas *canvas, const struct scale *scale, int y,
                     struct ak_date date, enum ak_role role, enum ak_glyph glyph)
{
    if (is_beyond(scale, date))
        glyph = AK_GLYPH_BEYOND;
    else if (!is_in_sight(scale, date))
        glyph = AK_GLYPH_LEFT;
    ak_canvas_glyph(canvas, scale->x + column_of(scale, date), y, role, glyph);
}

/* Today, and the day under the cursor, behind everything else. */
static void draw_days_behind(const struct ak_canvas *canvas, const struct scale *scale, int y,
                             struct ak_date today)
{
    if (scale->day != scale->now)
        ak_canvas_glyph(canvas, scale->x + scale->day, y, AK_ROLE_KEY, AK_GLYPH_DAY);
    if (is_in_sight(scale, today))
        ak_canvas_glyph(canvas, scale->x + scale->now, y, AK_ROLE_ACCENT, AK_GLYPH_NOW);
}

/* One line: supported up to the end of support, then (dotted) until images are removed. */
static void draw_line(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak_retirement *retirement, struct ak_date today)
{
    enum ak_role role = ak__severity_role(retirement->severity);
    bool has_end = ak_date_is_set(retirement->end_of_support);
    struct ak_date removed = retirement->images_removed;
    struct ak_date ends = has_end ? retirement->end_of_support : removed;
    int end = ak_date_is_set(ends) ? column_of(scale, ends) : 0;
    int removal = ak_date_is_set(removed) ? column_of(scale, removed) : end;

    ak_canvas_line(canvas, scale->x, y, end, role, AK_GLYPH_LINE_PAST);
    if (removal > end)
        ak_canvas_line(canvas, scale->x + end, y, removal - end, role, AK_GLYPH_LINE_ENDED);
    if (is_in_sight(scale, today))
        ak_canvas_glyph(canvas, scale->x + scale->now, y, AK_ROLE_ACCENT,
                        scale->now < end ? AK_GLYPH_LINE_NOW : AK_GLYPH_NOW);
    if (ak_date_is_set(ends))
        draw_end(canvas, scale, y, ends, role, ak__severity_glyph(retirement->severity));
    else
        ak_canvas_glyph(canvas, scale->x, y, role, ak__severity_glyph(retirement->severity));
    if (removal > end)
        draw_end(canvas, scale, y, removed, role, AK_GLYPH_PAST);
}

/* All ends of a group on one line, the worst on top. */
static void draw_marks(const struct ak_canvas *canvas, const struct scale *scale, int y,
                       const struct ak_fleet_group *group)
{
    for (size_t i = group->end_count; i-- > 0;) {
        const struct ak_retirement *end = group->ends[i].end;
        enum ak_role role = ak__severity_role(end->severity);

        if (ak_date_is_set(end->images_removed))
            draw_end(canvas, scale, y, end->images_removed, role, AK_GLYPH_PAST);
        if (ak_date_is_set(end->end_of_support))
            draw_end(canvas, scale, y, end->end_of_support, role,
                     ak__severity_glyph(end->severity));
        else if (!ak_date_is_set(end->images_removed))
            ak_canvas_glyph(canvas, scale->x, y, role, ak__severity_glyph(end->severity));
    }
}

/* ---- rows ---- */

/* The mark and the days to the next date, as lists show them. */
static void draw_days(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak_retirement *retirement)
{
    struct ak_table_cell cell = {.role = AK_ROLE_TEXT};
    struct ak_field field = {
        .x = 1 + scale->name + 1, .y = y, .columns = DAYS_WIDTH, .align = AK_ALIGN_RIGHT};

    ak__cell_deadline(retirement, &cell);
    field.role = cell.role;
    ak_canvas_field(canvas, &field, cell.text);
    ak_canvas_glyph(canvas, field.x + DAYS_WIDTH - ak_text_width(cell.text) - 1, y, cell.role,
                    cell.mark);
}

static void draw_hits(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak__end_row *row)
{
    char text[64];
    struct ak_field field = {.x = canvas->area.width - scale->hits,
                             .y = y,
                             .columns = scale->hits - 1,
                             .align = AK_ALIGN_RIGHT,
                             .role = AK_ROLE_DIM};

    if (row->pool_count == 0)
        snprintf(text, sizeof text, "%zu cluster%s", row->cluster_count,
                 row->cluster_count == 1 ? "" : "s");
    else if (scale->hits < HITS_WIDTH)
        snprintf(text, sizeof text, "%zu pool%s", row->pool_count, row->pool_count == 1 ? "" : "s");
    else
        snprintf(text, sizeof text, "%zu pool%s \xC2\xB7 %lld node%s", row->pool_count,
                 row->pool_count == 1 ? "" : "s", (long long)row->node_count,
                 row->node_count == 1 ? "" : "s");
    ak_canvas_field(canvas, &field, text);
}

/* Groups have a sign that they can be unfolded; what they have stands further in. */
static void draw_name(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak__end_row *row, bool is_unfolded)
{
    int indent = row->group == NULL ? 0 : row->end == NULL ? FOLD_WIDTH : 2 * FOLD_WIDTH;
    struct ak_field name = {.x = 1 + indent,
                            .y = y,
                            .columns = scale->name - indent,
                            .role = ak__severity_role(row->worst->severity)};

    if (row->group != NULL && row->end == NULL)
        ak_canvas_glyph(canvas, 1, y, AK_ROLE_DIM,
                        is_unfolded ? AK_GLYPH_UNFOLDED : AK_GLYPH_FOLDED);
    ak_canvas_field(canvas, &name, row->name);
}

static void draw_row(const struct ak_canvas *canvas, const struct scale *scale, int y,
                     const struct ak__end_row *row, struct ak_date today)
{
    draw_days(canvas, scale, y, row->worst);
    if (scale->width > 0) {
        draw_days_behind(canvas, scale, y, today);
        if (row->group != NULL && row->end == NULL)
            draw_marks(canvas, scale, y, row->group);
        else
            draw_line(canvas, scale, y, row->worst, today);
    }
    if (scale->hits > 0)
        draw_hits(canvas, scale, y, row);
}

static void draw_rows(const struct ak__retirements *retirements, const struct ak_fleet *fleet,
                      const struct ak_canvas *canvas, const struct scale *scale, bool is_focused)
{
    size_t count = ak__ends_count(retirements, fleet);

    for (int y = 1; y < canvas->area.height; y++) {
        size_t at = retirements->top + (size_t)y - 1;
        struct ak_canvas line = *canvas;
        struct ak__end_row row;

        if (at >= count)
            break;
        if (at == retirements->selected) {
            struct ak_canvas strip =
                ak_canvas_part(canvas, (struct ak_rect){0, y, canvas->area.width, 1});
            line = ak_canvas_on(canvas,
                                is_focused ? AK_ROLE_GROUND_SELECTED : AK_ROLE_GROUND_UNFOCUSED);
            strip.ground = line.ground;
            ak_canvas_clear(&strip);
            ak_canvas_glyph(&line, 0, y, is_focused ? AK_ROLE_ACCENT : AK_ROLE_DIM,
                            AK_GLYPH_SELECTED);
        }
        row = ak__ends_row(retirements, fleet, at);
        draw_name(&line, scale, y, &row,
                  retirements->is_unfolded && at == retirements->unfolded_at);
        draw_row(&line, scale, y, &row, fleet->today);
    }
}

/* ---- words ---- */

/* Counted once for each fleet and day, when it is seen. */
static const char *find_what_if(struct ak__retirements *retirements, const struct ak_fleet *fleet)
{
    struct ak_date day = ak__ends_day(retirements, fleet);
    struct ak_what_if what_if;
    char date[AK_DATE_TEXT_SIZE];

    if (retirements->counted == fleet && ak_date_compare(retirements->counted_day, day) == 0)
        return retirements->what_if;
    ak_arena_free(retirements->arena);
    retirements->arena = ak_arena_new(0);
    what_if = ak_fleet_what_if(fleet, day, retirements->arena);
    retirements->what_if = ak_date_compare(day, fleet->today) == 0
                               ? ak_arena_printf(retirements->arena, "today: %s", what_if.words)
                               : ak_arena_printf(retirements->arena, "on %s: %s",
                                                 ak_date_words(day, date), what_if.words);
    retirements->counted = fleet;
    retirements->counted_day = day;
    return retirements->what_if;
}

/* "If nothing is done, on 17 Mar 2027: 3 pools, 41 nodes cannot scale". Returns out. */
static const char *what_if_words(struct ak__retirements *retirements, const struct ak_fleet *fleet,
                                 int width, char out[SENTENCE_SIZE])
{
    bool is_ahead = ak_date_compare(ak__ends_day(retirements, fleet), fleet->today) > 0;

    snprintf(out, SENTENCE_SIZE, "%s%s", is_ahead && width >= WIDE ? "If nothing is done, " : "",
             find_what_if(retirements, fleet));
    out[0] = (char)toupper((unsigned char)out[0]);
    return out;
}

/* Below the list; the last rows are for the sentence. */
static void draw_words(struct ak__retirements *retirements, const struct ak_fleet *fleet,
                       const char *sentence, int sentence_rows, const struct ak_canvas *canvas)
{
    struct ak__end_row row = ak__ends_row(retirements, fleet, retirements->selected);
    char words[AK_RETIREMENT_WORDS_SIZE];
    char text[AK_RETIREMENT_WORDS_SIZE + 128];
    struct ak_field field = {.x = 1, .y = 1, .columns = canvas->area.width - 2};

    snprintf(text, sizeof text, "%s%s%s", row.group != NULL ? row.worst->what : "",
             row.group != NULL ? ": " : "",
             ak_retirement_words(row.worst, fleet->today, false, words));
    field.role = AK_ROLE_TEXT;
    ak_canvas_field(canvas, &field, text);
    if (canvas->area.height - sentence_rows > 2 && row.worst->action != NULL) {
        field.y++;
        field.role = AK_ROLE_ACCENT;
        ak_canvas_field(canvas, &field, row.worst->action);
    }
    field.y = canvas->area.height - sentence_rows;
    field.role = AK_ROLE_STRONG;
    if (sentence_rows == 1)
        ak_canvas_field(canvas, &field, sentence);
    else
        ak_canvas_paragraph(canvas, field.x, field.y, field.role, sentence);
}

/* ---- the whole ---- */

static void scroll(struct ak__retirements *retirements, size_t page)
{
    if (retirements->selected < retirements->top)
        retirements->top = retirements->selected;
    if (page > 0 && retirements->selected >= retirements->top + page)
        retirements->top = retirements->selected - page + 1;
}

void ak__retirements_draw(struct ak__retirements *retirements, const struct ak_view_input *input,
                          const struct ak_canvas *canvas, bool is_focused)
{
    const struct ak_fleet *fleet = input->fleet;
    int width = canvas->area.width;
    int height = canvas->area.height;
    int words = height >= WORDS_TALL ? 4 : height >= WORDS_SHORT ? 3 : 0;
    int sentence_rows = 1;
    char sentence[SENTENCE_SIZE];
    struct scale scale;

    retirements->width = width;
    if (ak__ends_count(retirements, fleet) == 0) {
        ak_canvas_paragraph(
            canvas, 1, 1, AK_ROLE_DIM,
            ak__no_clusters_words(input, "nothing in this fleet has an announced end"));
        return;
    }
    what_if_words(retirements, fleet, width, sentence);
    if (height >= WORDS_TALL && ak_paragraph_rows(sentence, width - 1) > 1)
        sentence_rows = SENTENCE_ROWS;
    words += sentence_rows - 1;
    scale = make_scale(retirements, fleet, width);
    draw_axis(canvas, &scale, fleet->today);
    scroll(retirements, height - 1 > words ? (size_t)(height - 1 - words) : 1);
    struct ak_canvas rows = ak_canvas_part(canvas, (struct ak_rect){0, 0, width, height - words});
    draw_rows(retirements, fleet, &rows, &scale, is_focused);
    if (words > 0) {
        struct ak_canvas below =
            ak_canvas_part(canvas, (struct ak_rect){0, height - words, width, words});
        draw_words(retirements, fleet, sentence, sentence_rows, &below);
    }
}
