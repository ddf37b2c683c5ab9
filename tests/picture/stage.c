/* stage.c: one view, seen and used without the program. */
#include "config.h"

#include "picture/stage.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/actions/plan.h"
#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/ui/table.h"
#include "unit/ui/pairs.h"

enum { TEXT_MAX = 1 << 20 };

static void on_binding(const char *section, const char *name, const char *value, void *context)
{
    struct ak_err failure = ak_err_none();

    if (ak_keymap_set(context, section, name, value, &failure))
        errx(EXIT_FAILURE, "%s", failure.text);
}

void stage_init(struct stage *stage)
{
    *stage = (struct stage){.keymap = ak_keymap_init()};
    fixture_init(&stage->fixture);
    if (pairs_read("themes/keys/default.keys", on_binding, &stage->keymap) == 0)
        errx(EXIT_FAILURE, "no keys");
}

static void close_view(struct stage *stage)
{
    if (stage->state == NULL)
        return;
    stage->info->class->release(stage->state);
    free(stage->state);
    stage->state = NULL;
}

void stage_release(struct stage *stage)
{
    close_view(stage);
    ak_keymap_release(&stage->keymap);
    fixture_release(&stage->fixture);
}

static void take_data(struct stage *stage)
{
    stage->input.fleet = stage->fixture.fleet;
    stage->input.snap = stage->fixture.snap;
}

/* The view looks at what there is now; what it leaves to a worker is done here. */
static void look(struct stage *stage)
{
    const struct ak_view_class *class = stage->info->class;

    class->sync(stage->state, &stage->input);
    if (class->is_waiting != NULL && class->is_waiting(stage->state)) {
        struct ak_order *order = class->take_order(stage->state);

        ak_order_run(order);
        if (!class->put_order(stage->state, order))
            errx(EXIT_FAILURE, "the rows were put in order in vain");
    }
}

void stage_open(struct stage *stage, enum ak_view view, const char *argument)
{
    close_view(stage);
    stage->info = ak_view_get(view);
    stage->input = (struct ak_view_input){.facts = stage->fixture.facts,
                                          .clock = &stage->fixture.clock,
                                          .keymap = &stage->keymap,
                                          .cluster_id = stage->cluster_id,
                                          .pool_id = stage->pool_id,
                                          .focus_view = "",
                                          .sign_in = &stage->sign_in,
                                          .targets = stage->targets};
    take_data(stage);
    stage->state = ak_alloc(1, stage->info->class->state_size);
    stage->info->class->init(stage->state, &stage->input, argument);
    look(stage);
}

void stage_look_at(struct stage *stage, const char *cluster_id, const char *pool_id)
{
    ak_text_copy(stage->cluster_id, sizeof stage->cluster_id, cluster_id);
    ak_text_copy(stage->pool_id, sizeof stage->pool_id, pool_id);
    if (stage->state != NULL)
        look(stage);
}

void stage_update(struct stage *stage)
{
    fixture_assess(&stage->fixture);
    take_data(stage);
    look(stage);
}

static struct ak_reaction act(struct stage *stage, const struct ak_view_event *event)
{
    const struct ak_view_class *class = stage->info->class;
    bool is_text =
        event->key != NULL && class->takes_text != NULL && class->takes_text(stage->state);
    struct ak_reaction reaction = ak_reaction_none();

    if (is_text && event->key->code != AK_KEY_MOUSE_PRESS)
        reaction = class->type(stage->state, &stage->input, event->key);
    if (reaction.kind == AK_REACTION_NONE)
        reaction = class->act(stage->state, &stage->input, event);
    if (reaction.kind != AK_REACTION_MOVED)
        look(stage);
    return reaction;
}

struct ak_reaction stage_act(struct stage *stage, enum ak_action action, const char *argument)
{
    struct ak_view_event event = {.action = action, .argument = argument};

    return act(stage, &event);
}

struct ak_reaction stage_key(struct stage *stage, const char *name)
{
    struct ak_key key;

    if (!ak_key_parse(name, &key))
        errx(EXIT_FAILURE, "%s is no key", name);
    struct ak_view_event event = {
        .action = ak_keymap_find(&stage->keymap, stage->info->class->scope, &key),
        .argument = "",
        .key = &key};
    return act(stage, &event);
}

struct ak_reaction stage_click(struct stage *stage, int x, int y)
{
    struct ak_key key = {.code = AK_KEY_MOUSE_PRESS, .x = x, .y = y};
    struct ak_view_event event = {.argument = "", .key = &key};

    return act(stage, &event);
}

void stage_drop(struct ak_reaction *reaction)
{
    for (size_t i = 0; i < reaction->plans.len; i++)
        ak_plan_free(*(struct ak_plan **)ak_vec_at(&reaction->plans, i));
    ak_vec_release(&reaction->plans);
    for (size_t i = 0; i < reaction->ids.len; i++)
        free(*(char **)ak_vec_at(&reaction->ids, i));
    ak_vec_release(&reaction->ids);
    if (reaction->intent != NULL)
        ak_intent_release(reaction->intent);
    free(reaction->intent);
    reaction->intent = NULL;
    free(reaction->owned);
    reaction->owned = NULL;
}

int stage_filter(struct stage *stage, const char *text, char why[AK_TOAST_SIZE])
{
    struct ak_err failure = ak_err_none();
    int failed = stage->info->class->set_filter(stage->state, text, &failure);

    ak_text_copy(why, AK_TOAST_SIZE, failure.text);
    look(stage);
    return failed;
}

struct ak_surface stage_draw(struct stage *stage, int width, int height, bool is_ascii)
{
    struct ak_surface surface = ak_surface_init(width, height, is_ascii);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    ak_view_draw(stage->info->class, stage->state, &stage->input, &canvas, stage->info->pane, true);
    return surface;
}

char *stage_picture(struct stage *stage, int width, int height)
{
    struct ak_surface surface = stage_draw(stage, width, height, false);
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    size_t len;

    if (!ak_surface_print(&surface, &text))
        errx(EXIT_FAILURE, "a picture of %dx%d is too large", width, height);
    ak_surface_release(&surface);
    return ak_buf_take(&text, &len);
}

char *stage_demands(const struct stage *stage)
{
    struct ak_demands demands = ak_demands_init();
    struct ak_buf text = ak_buf_init(TEXT_MAX);
    bool fits = true;
    size_t len;

    if (stage->info->class->demand != NULL)
        stage->info->class->demand(stage->state, &stage->input, &demands);
    for (size_t i = 0; i < demands.items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands.items, i);

        fits = fits && ak_buf_printf(&text, "%s %s\n", ak_topic_name(demand->topic), demand->key);
    }
    if (!fits)
        errx(EXIT_FAILURE, "too many demands");
    ak_demands_release(&demands);
    return ak_buf_take(&text, &len);
}
