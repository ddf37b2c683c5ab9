/* operations.c: pane 5: changes under way in Azure, as the provisioning states of clusters and
 * pools tell them: also those that someone else started. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"

enum { NAME_WIDTH = 44, STATE_WIDTH = 10 };

struct operations {
    int top;
};

static size_t count_changing(const struct ak_fleet *fleet)
{
    size_t count = 0;

    for (size_t i = 0; i < fleet->cluster_count; i++)
        count += fleet->clusters[i].is_changing;
    for (size_t i = 0; i < fleet->pool_count; i++)
        count += fleet->pools[i].is_changing;
    return count;
}

/* Draws a row when it is in sight; the row's number among all comes back grown by one. */
static int draw_row(const struct ak_canvas *canvas, int row, const char *target, const char *state)
{
    int room = canvas->area.width - STATE_WIDTH - 5;
    struct ak_field field = {
        .x = 3, .y = row, .columns = room < NAME_WIDTH ? room : NAME_WIDTH, .role = AK_ROLE_TEXT};

    if (row >= 0 && row < canvas->area.height) {
        ak_canvas_glyph(canvas, 1, row, AK_ROLE_CHANGING, AK_GLYPH_CHANGING);
        ak_canvas_field(canvas, &field, target);
        ak_canvas_text(canvas, field.x + field.columns + 2, row, AK_ROLE_CHANGING,
                       state != NULL ? state : "");
    }
    return row + 1;
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct operations *operations = state;
    const struct ak_fleet *fleet = input->fleet;
    int row = -operations->top;
    char target[192];

    (void)is_focused;
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        if (fleet->clusters[i].is_changing)
            row = draw_row(canvas, row, fleet->clusters[i].cluster->name,
                           fleet->clusters[i].cluster->provisioning_state);
    }
    for (size_t i = 0; i < fleet->pool_count; i++) {
        const struct ak_fleet_pool *pool = &fleet->pools[i];

        if (!pool->is_changing)
            continue;
        snprintf(target, sizeof target, "%.80s / %.80s", pool->cluster->cluster->name,
                 pool->pool->name);
        row = draw_row(canvas, row, target, pool->pool->provisioning_state);
    }
    if (count_changing(fleet) == 0)
        ak_canvas_paragraph(canvas, 1, 0, AK_ROLE_DIM, "no changes are under way");
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    (void)state;
    (void)input;
    (void)argument;
}

static void release(void *state)
{
    (void)state;
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct operations *operations = state;
    int most = (int)count_changing(input->fleet) - 1;

    if (operations->top > most)
        operations->top = most > 0 ? most : 0;
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct operations *operations = state;
    int most = (int)count_changing(input->fleet) - 1;

    if (event->action == AK_ACTION_DOWN && operations->top < most)
        operations->top++;
    else if (event->action == AK_ACTION_UP && operations->top > 0)
        operations->top--;
    else
        return ak_reaction_none();
    return ak_reaction_done();
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    (void)state;
    (void)input;
    snprintf(out, size, "Operations");
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    size_t count = count_changing(input->fleet);

    (void)state;
    out[0] = '\0';
    if (count > 0)
        snprintf(out, size, "%zu", count);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "provisioning-state";
}

static int wanted_rows(const void *state, const struct ak_view_input *input)
{
    size_t count = count_changing(input->fleet);

    (void)state;
    return count < 1000 ? (int)count : 1000;
}

const struct ak_view_class ak_view_operations = {
    .name = "operations",
    .state_size = sizeof(struct operations),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
    .topic = topic,
    .wanted_rows = wanted_rows,
};
