/* raw.c: a resource as the JSON that Azure sent. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "page_int.h"

enum { LINE_SIZE = 1024, STEP = 8 };

struct raw {
    struct ak__page page;
    char id[AK_ID_SIZE];
    int left;   /* columns scrolled to the right */
    int widest; /* columns of the longest line */
};

static void draw_json(struct raw *raw, struct ak__pen *pen, const char *json)
{
    raw->widest = 0;
    while (*json != '\0') {
        size_t len = strcspn(json, "\n");
        char line[LINE_SIZE];
        int skipped;
        size_t from;
        int width;

        snprintf(line, sizeof line, "%.*s", (int)(len < LINE_SIZE ? len : LINE_SIZE - 1), json);
        width = ak_text_width(line);
        raw->widest = width > raw->widest ? width : raw->widest;
        from = ak_text_fit(line, raw->left, &skipped);
        ak__pen_line(pen, 1, AK_ROLE_TEXT, line + from);
        json += len + (json[len] == '\n' ? 1 : 0);
    }
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
    (void)state;
    (void)input;
}

static void demand(const void *state, const struct ak_view_input *input, struct ak_demands *demands)
{
    const struct raw *raw = state;

    (void)input;
    ak_demands_add(demands, AK_TOPIC_RESOURCE, raw->id, 0);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct raw *raw = state;
    struct ak__pen pen = ak__page_begin(&raw->page, canvas);
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_RESOURCE, raw->id);

    (void)is_focused;
    if (payload != NULL && payload->as.raw.json != NULL)
        draw_json(raw, &pen, payload->as.raw.json);
    else
        ak__pen_line(&pen, 1, AK_ROLE_DIM,
                     ak__empty_words(input->snap, AK_TOPIC_RESOURCE, raw->id, "it is empty"));
    ak__page_end(&raw->page, &pen);
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
        raw->left += raw->left + STEP < raw->widest ? STEP : 0;
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
