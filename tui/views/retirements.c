/* retirements.c: pane 3: deadlines on a time line, the worst first, with what they hit. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"

enum {
    NAME_WIDTH = 20,
    DAYS_WIDTH = 8,  /* a mark, blanks, "-237 d" */
    LINE_LEAST = 10, /* a shorter time line tells nothing */
    LINE_GOOD = 30,
    HITS_WIDTH = 22, /* "10 pools · 48 nodes" */
    HITS_SHORT = 12, /* "10 pools" */
    SPAN_LEAST = 6,  /* months in sight */
    SPAN_MOST = 36,
    SPAN_FIRST = 24,
    MONTH_DAYS = 30,
    PAST_SHARE = 4, /* a quarter of the line lies before today */
};

struct retirements {
    size_t selected;
    size_t top;
    size_t count;
    int months;
    char selected_id[64];
};

/* Where days lie on the line, and what stands at its right. */
struct scale {
    int x, width;  /* width 0: there is no room for a line */
    int hits;      /* columns at the right; 0: no room */
    int32_t first; /* days since the epoch at x */
    int32_t span;  /* days over the whole width */
};

static int column_of(const struct scale *scale, struct ak_date date)
{
    int64_t offset = ak_date_to_days(date) - scale->first;
    int64_t column = offset * scale->width / scale->span;

    if (column < 0)
        return 0;
    return column >= scale->width ? scale->width - 1 : (int)column;
}

static struct scale make_scale(const struct retirements *retirements, struct ak_date today,
                               int width)
{
    struct scale scale = {.x = 1 + NAME_WIDTH + 1 + DAYS_WIDTH + 1};
    int rest = width - scale.x;

    scale.hits = rest >= HITS_WIDTH + LINE_GOOD ? HITS_WIDTH : rest >= HITS_SHORT ? HITS_SHORT : 0;
    scale.width = rest - scale.hits >= LINE_LEAST ? rest - scale.hits : 0;
    scale.span = retirements->months * MONTH_DAYS * PAST_SHARE / (PAST_SHARE - 1);
    scale.first = ak_date_to_days(today) - scale.span / PAST_SHARE;
    return scale;
}

static void draw_axis(const struct ak_canvas *canvas, const struct scale *scale,
                      struct ak_date today)
{
    struct ak_date first = ak_date_from_days(scale->first);
    struct ak_field next = {.x = 1 + NAME_WIDTH + 1,
                            .columns = DAYS_WIDTH,
                            .align = AK_ALIGN_RIGHT,
                            .role = AK_ROLE_HEADING};
    int now = column_of(scale, today);

    ak_canvas_field(canvas, &next, "NEXT");
    if (scale->width == 0)
        return;
    for (int year = first.year + 1; year < first.year + 6; year++) {
        struct ak_date new_year = {.year = (int16_t)year, .month = 1, .day = 1};

        if (ak_date_to_days(new_year) >= scale->first + scale->span)
            break;
        int x = column_of(scale, new_year);
        if (x + 4 <= scale->width && (x > now + 4 || x + 4 < now))
            ak_canvas_printf(canvas, scale->x + x, 0, AK_ROLE_HEADING, "%d", year);
    }
    ak_canvas_text(canvas, scale->x + now - 1, 0, AK_ROLE_ACCENT, "now");
}

static bool is_beyond(const struct scale *scale, struct ak_date date)
{
    return ak_date_to_days(date) >= scale->first + scale->span;
}

/* What ends there; an arrow where it lies further to the right than the line goes. */
static void draw_end(const struct ak_canvas *canvas, const struct scale *scale, int y,
                     struct ak_date date, enum ak_role role, enum ak_glyph glyph)
{
    ak_canvas_glyph(canvas, scale->x + column_of(scale, date), y, role,
                    is_beyond(scale, date) ? AK_GLYPH_BEYOND : glyph);
}

/* One line: supported up to the end of support, then (dotted) until images are removed. */
static void draw_line(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak_retirement *retirement, struct ak_date today)
{
    enum ak_role role = ak__severity_role(retirement->severity);
    bool has_end = ak_date_is_set(retirement->end_of_support);
    struct ak_date removed = retirement->images_removed;
    struct ak_date ends = has_end ? retirement->end_of_support : removed;
    int now = column_of(scale, today);
    int end = ak_date_is_set(ends) ? column_of(scale, ends) : 0;
    int removal = ak_date_is_set(removed) ? column_of(scale, removed) : end;

    ak_canvas_line(canvas, scale->x, y, end, role, AK_GLYPH_LINE_PAST);
    if (removal > end)
        ak_canvas_line(canvas, scale->x + end, y, removal - end, role, AK_GLYPH_LINE_ENDED);
    ak_canvas_glyph(canvas, scale->x + now, y, AK_ROLE_ACCENT,
                    now < end ? AK_GLYPH_LINE_NOW : AK_GLYPH_NOW);
    if (ak_date_is_set(ends))
        draw_end(canvas, scale, y, ends, role, ak__severity_glyph(retirement->severity));
    else
        ak_canvas_glyph(canvas, scale->x, y, role, ak__severity_glyph(retirement->severity));
    if (removal > end)
        draw_end(canvas, scale, y, removed, role, AK_GLYPH_PAST);
}

/* The mark and the days to the next date, as lists show them. */
static void draw_days(const struct ak_canvas *canvas, int y, const struct ak_retirement *retirement)
{
    struct ak_table_cell cell = {.role = AK_ROLE_TEXT};
    struct ak_field field = {
        .x = 1 + NAME_WIDTH + 1, .y = y, .columns = DAYS_WIDTH, .align = AK_ALIGN_RIGHT};

    ak__cell_deadline(retirement, &cell);
    field.role = cell.role;
    ak_canvas_field(canvas, &field, cell.text);
    ak_canvas_glyph(canvas, field.x + DAYS_WIDTH - ak_text_width(cell.text) - 1, y, cell.role,
                    cell.mark);
}

static void draw_hits(const struct ak_canvas *canvas, const struct scale *scale, int y,
                      const struct ak_fleet_deadline *deadline)
{
    char text[64];
    struct ak_field field = {.x = canvas->area.width - scale->hits,
                             .y = y,
                             .columns = scale->hits - 1,
                             .align = AK_ALIGN_RIGHT,
                             .role = AK_ROLE_DIM};

    if (deadline->pool_count == 0)
        snprintf(text, sizeof text, "%zu cluster%s", deadline->cluster_count,
                 deadline->cluster_count == 1 ? "" : "s");
    else if (scale->hits < HITS_WIDTH)
        snprintf(text, sizeof text, "%zu pool%s", deadline->pool_count,
                 deadline->pool_count == 1 ? "" : "s");
    else
        snprintf(text, sizeof text, "%zu pool%s \xC2\xB7 %lld node%s", deadline->pool_count,
                 deadline->pool_count == 1 ? "" : "s", (long long)deadline->node_count,
                 deadline->node_count == 1 ? "" : "s");
    ak_canvas_field(canvas, &field, text);
}

static void draw_deadline(const struct ak_canvas *canvas, const struct scale *scale, int y,
                          const struct ak_fleet_deadline *deadline, struct ak_date today)
{
    struct ak_field name = {.x = 1,
                            .y = y,
                            .columns = NAME_WIDTH,
                            .role = ak__severity_role(deadline->retirement.severity)};

    ak_canvas_field(canvas, &name, deadline->retirement.what);
    draw_days(canvas, y, &deadline->retirement);
    if (scale->width > 0)
        draw_line(canvas, scale, y, &deadline->retirement, today);
    if (scale->hits > 0)
        draw_hits(canvas, scale, y, deadline);
}

/* Two lines about the selected deadline, where there is room. */
static void draw_words(const struct ak_canvas *canvas, int y,
                       const struct ak_fleet_deadline *deadline, struct ak_date today)
{
    const struct ak_retirement *retirement = &deadline->retirement;
    char text[AK_RETIREMENT_WORDS_SIZE];

    ak_retirement_words(retirement, today, false, text);
    ak_canvas_field(
        canvas,
        &(struct ak_field){.x = 1, .y = y, .columns = canvas->area.width - 2, .role = AK_ROLE_TEXT},
        text);
    if (retirement->action != NULL)
        ak_canvas_field(
            canvas,
            &(struct ak_field){
                .x = 1, .y = y + 1, .columns = canvas->area.width - 2, .role = AK_ROLE_ACCENT},
            retirement->action);
}

static void scroll(struct retirements *retirements, size_t page)
{
    if (retirements->selected < retirements->top)
        retirements->top = retirements->selected;
    if (page > 0 && retirements->selected >= retirements->top + page)
        retirements->top = retirements->selected - page + 1;
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct retirements *retirements = state;
    const struct ak_fleet *fleet = input->fleet;
    struct scale scale = make_scale(retirements, fleet->today, canvas->area.width);
    int words = canvas->area.height >= 6 ? 3 : 0;
    int page = canvas->area.height - 1 - words;

    if (fleet->deadline_count == 0) {
        ak_canvas_paragraph(
            canvas, 1, 1, AK_ROLE_DIM,
            ak__no_clusters_words(input, "nothing in this fleet has an announced end"));
        return;
    }
    draw_axis(canvas, &scale, fleet->today);
    scroll(retirements, page > 0 ? (size_t)page : 1);
    for (int row = 0; row < page && retirements->top + (size_t)row < fleet->deadline_count; row++) {
        size_t index = retirements->top + (size_t)row;
        struct ak_canvas line = *canvas;

        if (index == retirements->selected) {
            struct ak_canvas strip =
                ak_canvas_part(canvas, (struct ak_rect){0, row + 1, canvas->area.width, 1});
            line = ak_canvas_on(canvas,
                                is_focused ? AK_ROLE_GROUND_SELECTED : AK_ROLE_GROUND_UNFOCUSED);
            strip.ground = line.ground;
            ak_canvas_clear(&strip);
            ak_canvas_glyph(&line, 0, row + 1, is_focused ? AK_ROLE_ACCENT : AK_ROLE_DIM,
                            AK_GLYPH_SELECTED);
        }
        draw_deadline(&line, &scale, row + 1, &fleet->deadlines[index], fleet->today);
    }
    if (words > 0)
        draw_words(canvas, canvas->area.height - 2, &fleet->deadlines[retirements->selected],
                   fleet->today);
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct retirements *retirements = state;

    (void)input;
    (void)argument;
    retirements->months = SPAN_FIRST;
}

static void release(void *state)
{
    (void)state;
}

static void select_at(struct retirements *retirements, const struct ak_fleet *fleet, int64_t at)
{
    int64_t last = (int64_t)fleet->deadline_count - 1;

    if (at > last)
        at = last;
    if (at < 0)
        at = 0;
    retirements->selected = (size_t)at;
    if (fleet->deadline_count > 0)
        ak_text_copy(retirements->selected_id, sizeof retirements->selected_id,
                     fleet->deadlines[at].retirement.id);
}

/* The selection stays on the same deadline across polls. */
static void sync(void *state, const struct ak_view_input *input)
{
    struct retirements *retirements = state;

    retirements->count = input->fleet->deadline_count;
    for (size_t i = 0; i < input->fleet->deadline_count; i++) {
        if (ak_text_caseeq(input->fleet->deadlines[i].retirement.id, retirements->selected_id)) {
            retirements->selected = i;
            return;
        }
    }
    select_at(retirements, input->fleet, (int64_t)retirements->selected);
}

/* The filter that shows just the pools that a deadline hits. In the column K8S, long-term support
 * stands as an L behind the version. */
static struct ak_reaction show_pools(const struct ak_fleet_deadline *deadline)
{
    static const char lts[] = " LTS";
    const char *what = deadline->retirement.what;
    const char *version = strchr(what, ' ');
    char filter[128];

    if (deadline->is_kubernetes && version != NULL) {
        size_t len = strcspn(version + 1, " ");
        bool is_lts = strcmp(version + 1 + len, lts) == 0;

        snprintf(filter, sizeof filter, "k8s:/^%.*s(\\.[0-9]+)*%s$/", (int)len, version + 1,
                 is_lts ? " L" : "");
    } else {
        snprintf(filter, sizeof filter, "os:\"%s\"", what);
    }
    return ak_reaction_of(AK_REACTION_OPEN, "pools", filter);
}

static struct ak_reaction zoom_time(struct retirements *retirements, int months)
{
    if (months < SPAN_LEAST)
        months = SPAN_LEAST;
    if (months > SPAN_MOST)
        months = SPAN_MOST;
    retirements->months = months;
    return ak_reaction_done();
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct retirements *retirements = state;
    int64_t selected = (int64_t)retirements->selected;

    if (event->key != NULL && event->key->code == AK_KEY_MOUSE_PRESS) {
        select_at(retirements, input->fleet, (int64_t)retirements->top + event->key->y - 1);
        return ak_reaction_done();
    }
    switch ((int)event->action) {
    case AK_ACTION_UP:
        select_at(retirements, input->fleet, selected - 1);
        return ak_reaction_done();
    case AK_ACTION_DOWN:
        select_at(retirements, input->fleet, selected + 1);
        return ak_reaction_done();
    case AK_ACTION_TOP:
        select_at(retirements, input->fleet, 0);
        return ak_reaction_done();
    case AK_ACTION_BOTTOM:
        select_at(retirements, input->fleet, INT32_MAX);
        return ak_reaction_done();
    case AK_ACTION_LEFT:
        return zoom_time(retirements, retirements->months - SPAN_LEAST);
    case AK_ACTION_RIGHT:
        return zoom_time(retirements, retirements->months + SPAN_LEAST);
    case AK_ACTION_ENTER:
        return input->fleet->deadline_count > 0
                   ? show_pools(&input->fleet->deadlines[retirements->selected])
                   : ak_reaction_none();
    default:
        return ak_reaction_none();
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct retirements *retirements = state;

    (void)input;
    snprintf(out, size, "Retirements \xC2\xB7 %d months", retirements->months);
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct retirements *retirements = state;

    snprintf(out, size, "%zu/%zu", input->fleet->deadline_count > 0 ? retirements->selected + 1 : 0,
             input->fleet->deadline_count);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    const struct retirements *retirements = state;

    if (retirements->selected < input->fleet->deadline_count &&
        input->fleet->deadlines[retirements->selected].is_kubernetes)
        return "kubernetes-support";
    return "retirement";
}

const struct ak_view_class ak_view_retirements = {
    .name = "retirements",
    .state_size = sizeof(struct retirements),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
};
