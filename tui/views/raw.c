/* raw.c: a resource as the JSON that Azure sent. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "page_int.h"

enum { STEP = 8 /* columns to the side */ };

struct raw {
    struct ak__page page;
    char id[AK_ID_SIZE];
    int left;   /* columns scrolled to the right */
    int widest; /* columns of the longest line */
};

/* What paint needs. */
struct sheet {
    const struct raw *raw;
    const struct ak_view_input *input;
};

static const char *json_of(const struct raw *raw, const struct ak_view_input *input)
{
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_RESOURCE, raw->id);

    return payload != NULL ? payload->as.raw.json : NULL;
}

/* The line at *json, which moves past it; the caller frees. */
static char *take_line(const char **json)
{
    size_t len = strcspn(*json, "\n");
    char *line = ak_strndup(*json, len);

    *json += len + ((*json)[len] == '\n');
    return line;
}

static void paint_json(struct ak__pen *pen, const char *json, int left)
{
    while (*json != '\0') {
        char *line = take_line(&json);
        int skipped;

        ak__pen_line(pen, 1, AK_ROLE_TEXT, line + ak_text_fit(line, left, &skipped));
        free(line);
    }
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct sheet *sheet = context;
    const char *json = json_of(sheet->raw, sheet->input);

    ak__pen_paragraph(pen, 1, AK_ROLE_DIM, sheet->raw->id);
    ak__pen_gap(pen);
    if (json != NULL)
        paint_json(pen, json, sheet->raw->left);
    else
        ak__pen_line(
            pen, 1, AK_ROLE_DIM,
            ak__empty_words(sheet->input->snap, AK_TOPIC_RESOURCE, sheet->raw->id, "it is empty"));
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct raw *raw = state;

    (void)input;
    ak_text_copy(raw->id, sizeof raw->id, argument);
}

static void release(void *state)
{
    (void)state;
}

static void sync(void *state, const struct ak_view_input *input)
{
    struct raw *raw = state;
    const char *json = json_of(raw, input);

    raw->widest = 0;
    while (json != NULL && *json != '\0') {
        char *line = take_line(&json);
        int width = ak_text_width(line);

        if (width > raw->widest)
            raw->widest = width;
        free(line);
    }
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct raw *raw = state;

    (void)input;
    ak_demands_add(demands, AK_TOPIC_RESOURCE, raw->id, 0);
}

/* No further to the right than the end of the longest line. */
static void clamp_left(struct raw *raw, int width)
{
    int most = raw->widest > width ? raw->widest - width : 0;

    if (raw->left > most)
        raw->left = most;
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct raw *raw = state;
    struct sheet sheet = {.raw = raw, .input = input};

    (void)is_focused;
    clamp_left(raw, canvas->area.width - 2);
    ak__page_draw(&raw->page, canvas, paint, &sheet);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct raw *raw = state;

    (void)input;
    switch ((int)event->action) {
    case AK_ACTION_RAW:
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    case AK_ACTION_COPY_ID:
        return ak_reaction_say(AK_REACTION_COPY, "%s", raw->id);
    case AK_ACTION_LEFT:
        raw->left = raw->left > STEP ? raw->left - STEP : 0;
        return ak_reaction_done();
    case AK_ACTION_RIGHT:
        if (raw->left < raw->widest)
            raw->left += STEP;
        return ak_reaction_done();
    default:
        return ak__page_act(&raw->page, event);
    }
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    static const char provider[] = "/providers/";
    const struct raw *raw = state;
    const char *found = ak_text_casestr(raw->id, provider);
    const char *slash = found != NULL ? strchr(found + strlen(provider), '/') : NULL;

    (void)input;
    /* "managedClusters/payments-prod/agentPools/cvmpool": the id's end; the id itself is below. */
    snprintf(out, size, "JSON \xC2\xB7 %s", slash != NULL ? slash + 1 : raw->id);
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct raw *raw = state;

    (void)input;
    ak__page_note(&raw->page, out, size);
}

const struct ak_view_class ak_view_raw = {
    .name = "raw",
    .state_size = sizeof(struct raw),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .demand = demand,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
};
