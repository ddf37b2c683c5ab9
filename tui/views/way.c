/* way.c: the way out of what retires, step by step: each step opens what does it. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "page_int.h"
#include "ways_int.h"

enum { COLUMNS = 94, NUMBER_X = 3, SENTENCE_X = 6 };

struct way {
    struct ak__page page;
    char pool_id[AK_ID_SIZE];
    struct ak__ways ways;
    size_t selected; /* of the steps of all ways, one after the other */
};

/* A step among those of all ways. */
struct place_of_step {
    const struct ak_way *way;
    const struct ak_way_step *step; /* NULL: there is none */
};

static struct place_of_step step_at(const struct way *way, size_t at)
{
    for (size_t i = 0; i < way->ways.out.way_count; i++) {
        const struct ak_way *one = &way->ways.out.ways[i];

        if (at < one->step_count)
            return (struct place_of_step){one, &one->steps[at]};
        at -= one->step_count;
    }
    return (struct place_of_step){NULL, NULL};
}

static size_t count_steps(const struct way *way)
{
    size_t count = 0;

    for (size_t i = 0; i < way->ways.out.way_count; i++)
        count += way->ways.out.ways[i].step_count;
    return count;
}

/* ---- life ---- */

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct way *way = state;
    const char *id = input->targets.count > 0 ? input->targets.items[0] : argument;

    ak_text_copy(way->pool_id, sizeof way->pool_id, id);
}

static void release(void *state)
{
    struct way *way = state;

    ak__ways_release(&way->ways);
}

/* What was read meanwhile may have made the list shorter. */
static void sync(void *state, const struct ak_view_input *input)
{
    struct way *way = state;
    size_t count;

    ak__ways_find(&way->ways, input, way->pool_id);
    count = count_steps(way);
    if (way->selected >= count)
        way->selected = count > 0 ? count - 1 : 0;
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct way *way = state;
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, way->pool_id);
    char key[AK_DEMAND_KEY_SIZE];

    ak__ways_demand(way->pool_id, input, demands);
    if (pool != NULL && pool->cluster->cluster->subscription_id != NULL &&
        pool->cluster->cluster->location != NULL)
        ak_demands_add(demands, AK_TOPIC_VM_SIZES,
                       ak_region_key(pool->cluster->cluster->subscription_id,
                                     pool->cluster->cluster->location, key, sizeof key),
                       0);
}

/* ---- the picture ---- */

/* What paint needs; it writes down where the selected step is. */
struct picture {
    const struct way *way;
    const struct ak_view_input *input;
    struct spot {
        int first, last; /* lines of the page */
    } * spot;
};

static void paint_end(struct ak__pen *pen, const char *label,
                      const struct ak_retirement *retirement, const struct picture *picture)
{
    char words[AK_RETIREMENT_WORDS_SIZE];
    char text[AK_RETIREMENT_WORDS_SIZE + 64];

    if (retirement->severity == AK_SEVERITY_NONE)
        return;
    snprintf(text, sizeof text, "%s: %s", retirement->what,
             ak_retirement_words(retirement, picture->input->fleet->today, true, words));
    ak__pen_marked(pen, label, ak__severity_role(retirement->severity),
                   ak__severity_glyph(retirement->severity), text);
}

/* The number, then the sentence beside it; the selected one lies on a ground of its own. */
static void paint_step(struct ak__pen *pen, const struct ak_way_step *step, size_t number,
                       bool is_selected, const struct picture *picture)
{
    int y = pen->line - pen->top;
    int columns = pen->canvas.area.width - SENTENCE_X;
    int rows = ak_paragraph_rows(step->sentence, columns > 0 ? columns : 1);
    struct ak_canvas canvas = pen->canvas;
    char text[32];

    if (is_selected) {
        struct ak_rect strip = {0, y, canvas.area.width, rows};

        *picture->spot = (struct spot){pen->line, pen->line + rows - 1};
        canvas = ak_canvas_on(&pen->canvas, AK_ROLE_GROUND_SELECTED);
        struct ak_canvas lines = ak_canvas_part(&canvas, strip);
        ak_canvas_clear(&lines);
        for (int i = 0; i < rows; i++)
            ak_canvas_glyph(&canvas, 0, y + i, AK_ROLE_ACCENT, AK_GLYPH_SELECTED);
    }
    snprintf(text, sizeof text, "%zu", number);
    ak_canvas_text(&canvas, NUMBER_X, y, AK_ROLE_DIM, text);
    struct ak_canvas page = pen->canvas;
    pen->canvas = canvas;
    ak__pen_paragraph(pen, SENTENCE_X, is_selected ? AK_ROLE_STRONG : AK_ROLE_TEXT, step->sentence);
    pen->canvas = page;
}

/* What is to be known of a way before one goes it. */
static void paint_terms(struct ak__pen *pen, const struct ak_way *one,
                        const struct picture *picture)
{
    char words[AK__WAY_WORDS_SIZE];

    ak__pen_field(pen, "  How long", AK_ROLE_TEXT,
                  ak__way_open_words(one, picture->input->fleet->today, words));
    ak__pen_field(pen, "  Next end", AK_ROLE_DIM, one->next);
    if (one->changes_distribution)
        ak__pen_marked(pen, "  Changes", AK_ROLE_SOON, AK_GLYPH_SOON,
                       "it is another Linux distribution");
    if (one->gives_up != NULL)
        ak__pen_marked(pen, "  Gives up", AK_ROLE_SOON, AK_GLYPH_SOON, one->gives_up);
    if (one->is_by_calendar)
        ak__pen_field(pen, "  Versions", AK_ROLE_STALE,
                      "by the calendar: what Azure offers was not read (yet)");
    if (one->uncertain != NULL)
        ak__pen_marked(pen, "  Uncertain", AK_ROLE_SOON, AK_GLYPH_SOON, one->uncertain);
}

static void paint_ways(struct ak__pen *pen, const struct picture *picture)
{
    const struct ak_way_out *out = &picture->way->ways.out;
    size_t at = 0;

    for (size_t i = 0; i < out->way_count; i++) {
        const struct ak_way *one = &out->ways[i];
        char heading[256];

        snprintf(heading, sizeof heading, "%s%s", i == 0 ? "" : "Or: ", one->phrase);
        heading[0] = (char)toupper((unsigned char)heading[0]);
        ak__pen_heading(pen, heading);
        for (size_t j = 0; j < one->step_count; j++, at++)
            paint_step(pen, &one->steps[j], j + 1, at == picture->way->selected, picture);
        paint_terms(pen, one, picture);
    }
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct picture *picture = context;
    const struct ak__ways *ways = &picture->way->ways;
    const struct ak_way_out *out = &ways->out;

    if (ways->pool == NULL) {
        ak__pen_line(pen, 1, AK_ROLE_PAST, "there is no such node pool (any more)");
        return;
    }
    paint_end(pen, "OS", ways->pool->os_end, picture);
    paint_end(pen, "Kubernetes", ways->pool->kubernetes_end, picture);
    for (size_t i = 0; i < ways->pool->other_end_count; i++) {
        if (ways->pool->other_ends[i]->is_of_size)
            paint_end(pen, "VM size", ways->pool->other_ends[i], picture);
    }
    ak__pen_field(pen, "Keeps", AK_ROLE_TEXT, out->kept);
    if (out->uncertain != NULL)
        ak__pen_marked(pen, "Not enough", AK_ROLE_SOON, AK_GLYPH_SOON, out->uncertain);
    if (out->status == AK_WAY_NOT_NEEDED)
        ak__pen_marked(pen, "Way out", AK_ROLE_GOOD, AK_GLYPH_YES,
                       "none is needed: nothing that it runs on has to be left behind");
    else if (out->way_count == 0)
        ak__pen_marked(pen, "Way out", AK_ROLE_PAST, AK_GLYPH_NO, out->reason);
    paint_ways(pen, picture);
}

static struct ak_rect place(void *state, const struct ak_view_input *input, struct ak_rect body)
{
    struct spot spot = {0, 0};
    struct picture picture = {.way = state, .input = input, .spot = &spot};
    int columns = ak__box_columns(body, COLUMNS);

    return ak__box_place(body, columns, ak__page_rows(columns, paint, &picture));
}

/* The selected step stays in sight, what stands above the first one too. */
static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct way *way = state;
    struct spot spot = {0, 0};
    struct picture picture = {.way = way, .input = input, .spot = &spot};

    (void)is_focused;
    ak__page_rows(canvas->area.width, paint, &picture);
    if (way->selected == 0 && spot.last < canvas->area.height)
        way->page.top = 0;
    else if (spot.first < way->page.top)
        way->page.top = spot.first;
    else if (spot.last >= way->page.top + canvas->area.height)
        way->page.top = spot.last - canvas->area.height + 1;
    ak__page_draw(&way->page, canvas, paint, &picture);
}

/* ---- keys ---- */

/* Whom a step is about, as a resource id: a pool that is added is like the one that it replaces. */
static void target_of(const struct ak_way_step *step, const struct ak_fleet_pool *pool,
                      char out[AK_ID_SIZE])
{
    const char *cluster = pool->cluster->cluster->id;

    if (step->intent == AK_INTENT_POOL_ADD)
        ak_text_copy(out, AK_ID_SIZE, pool->pool->id);
    else if (step->pool_name != NULL)
        snprintf(out, AK_ID_SIZE, "%s/agentPools/%s", cluster, step->pool_name);
    else
        ak_text_copy(out, AK_ID_SIZE, cluster);
}

static struct ak_reaction open_step(const struct way *way)
{
    const struct ak_fleet_pool *pool = way->ways.pool;
    const struct ak_way_step *step = step_at(way, way->selected).step;
    struct ak_reaction reaction = {.kind = AK_REACTION_FILL_IN};

    if (step == NULL)
        return ak_reaction_moved();
    if (step->intent == AK_INTENT_COUNT)
        return ak_reaction_say(AK_REACTION_ERROR, "this can't be asked for here: %.200s",
                               step->sentence);
    target_of(step, pool, reaction.other);
    reaction.intent = ak_alloc(1, sizeof *reaction.intent);
    *reaction.intent = ak_way_step_intent(step, pool->cluster->cluster, pool->pool);
    return reaction;
}

static struct ak_reaction go(struct way *way, size_t to)
{
    size_t count = count_steps(way);

    way->selected = to < count ? to : count > 0 ? count - 1 : 0;
    return ak_reaction_moved();
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct way *way = state;
    size_t before = way->selected > 0 ? way->selected - 1 : 0;

    (void)input;
    switch ((int)event->action) {
    case AK_ACTION_UP:
        return go(way, before);
    case AK_ACTION_DOWN:
        return go(way, way->selected + 1);
    case AK_ACTION_TOP:
        return go(way, 0);
    case AK_ACTION_BOTTOM:
        return go(way, SIZE_MAX);
    case AK_ACTION_ENTER:
        return open_step(way);
    case AK_ACTION_WAY:
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    case AK_ACTION_QUIT:
        return event->key != NULL ? ak_reaction_of(AK_REACTION_CLOSE, "", "") : ak_reaction_none();
    default:
        return ak__page_act(&way->page, event);
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct way *way = state;
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, way->pool_id);

    if (pool != NULL)
        snprintf(out, size, "Way out \xC2\xB7 %s \xC2\xB7 %s", pool->pool->name,
                 pool->cluster->cluster->name);
    else
        snprintf(out, size, "Way out \xC2\xB7 %s", ak_id_name(way->pool_id));
}

static bool can_open(const struct ak_way_step *step, const struct ak_view_input *input)
{
    return step != NULL && step->intent != AK_INTENT_COUNT && !input->is_read_only;
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct way *way = state;
    const struct ak_way_step *step = step_at(way, way->selected).step;

    out[0] = '\0';
    if (step != NULL)
        snprintf(out, size, "step %zu/%zu%s", way->selected + 1, count_steps(way),
                 can_open(step, input) ? " \xC2\xB7 Enter opens it" : "");
}

static const char *offers(const void *state, const struct ak_view_input *input,
                          enum ak_action action)
{
    const struct way *way = state;
    const struct ak_way_step *step = step_at(way, way->selected).step;

    switch ((int)action) {
    case AK_ACTION_ENTER:
        return can_open(step, input) ? "open the step" : NULL;
    case AK_ACTION_EXPLAIN:
        return "";
    default:
        return NULL;
    }
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "retirement";
}

const struct ak_view_class ak_view_way = {
    .name = "way",
    .state_size = sizeof(struct way),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .place = place,
    .offers = offers,
};
