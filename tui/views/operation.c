/* operation.c: one operation of the journal in full: what was asked for, how it goes or went, and
 * Azure's error in its own words. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/views/views.h"
#include "operation_int.h"
#include "page_int.h"

enum { BAR_WIDTH = 32, FULL = 100, NEARLY = 95 };

struct operation {
    struct ak__page page;
    char id[AK_ID_SIZE];
};

/* ---- words ---- */

enum ak_role ak__operation_role(enum ak_operation_state state)
{
    static const enum ak_role roles[AK_OPERATION_STATE_COUNT] = {
        [AK_OPERATION_REQUESTED] = AK_ROLE_CHANGING, [AK_OPERATION_ACCEPTED] = AK_ROLE_CHANGING,
        [AK_OPERATION_DONE] = AK_ROLE_GOOD,          [AK_OPERATION_FAILED] = AK_ROLE_PAST,
        [AK_OPERATION_CANCELLED] = AK_ROLE_STALE,    [AK_OPERATION_LOST] = AK_ROLE_SOON,
    };

    return roles[state];
}

enum ak_glyph ak__operation_glyph(enum ak_operation_state state)
{
    static const enum ak_glyph glyphs[AK_OPERATION_STATE_COUNT] = {
        [AK_OPERATION_REQUESTED] = AK_GLYPH_CHANGING, [AK_OPERATION_ACCEPTED] = AK_GLYPH_CHANGING,
        [AK_OPERATION_DONE] = AK_GLYPH_YES,           [AK_OPERATION_FAILED] = AK_GLYPH_NO,
        [AK_OPERATION_CANCELLED] = AK_GLYPH_NOTHING,  [AK_OPERATION_LOST] = AK_GLYPH_SOON,
    };

    return glyphs[state];
}

const char *ak__operation_word(enum ak_operation_state state)
{
    static const char *const words[AK_OPERATION_STATE_COUNT] = {
        [AK_OPERATION_REQUESTED] = "asking",    [AK_OPERATION_ACCEPTED] = "running",
        [AK_OPERATION_DONE] = "done",           [AK_OPERATION_FAILED] = "failed",
        [AK_OPERATION_CANCELLED] = "cancelled", [AK_OPERATION_LOST] = "unclear",
    };

    return words[state];
}

int64_t ak__operation_seconds(const struct ak_operation *operation,
                              const struct ak_view_input *input)
{
    int64_t end = operation->ended_at != 0 ? operation->ended_at : ak_clock_now(input->clock);

    return end > operation->started_at ? end - operation->started_at : 0;
}

const char *ak__operation_usual(const struct ak_operation *operation, char *out, size_t size)
{
    char span[32];

    ak_span_words(operation->usual_seconds, span, sizeof span);
    snprintf(out, size, operation->is_learned ? "~%s (learned)" : "~%s (usual)", span);
    return out;
}

const char *ak__operation_cluster(const struct ak_operation *operation, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)ak_id_cluster_len(operation->target), operation->target);
    return out;
}

/* ---- the view ---- */

static const struct ak_operation *find(const struct operation *state,
                                       const struct ak_view_input *input)
{
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_OPERATIONS, "");

    for (size_t i = 0; payload != NULL && i < payload->as.operations.count; i++) {
        if (strcmp(payload->as.operations.items[i].id, state->id) == 0)
            return &payload->as.operations.items[i];
    }
    return NULL;
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct operation *operation = state;

    (void)input;
    ak_text_copy(operation->id, sizeof operation->id, argument);
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

struct page {
    const struct operation *state;
    const struct ak_view_input *input;
};

/* The day and the time: "23 Nov 2026 14:05:00 UTC". */
static const char *time_words(int64_t seconds, char *out, size_t size)
{
    char day[AK_DATE_TEXT_SIZE];

    snprintf(out, size, "%s %02d:%02d:%02d UTC", ak_date_words(ak_date_from_time(seconds), day),
             (int)(seconds % 86400 / 3600), (int)(seconds % 3600 / 60), (int)(seconds % 60));
    return out;
}

static void paint_progress(struct ak__pen *pen, const struct ak_operation *operation,
                           const struct ak_view_input *input)
{
    int64_t seconds = ak__operation_seconds(operation, input);
    char span[32];
    char usual[48];
    char text[128];
    struct ak_rect bar = {1 + pen->label_width, pen->line - pen->top, BAR_WIDTH, 1};

    ak_span_words(seconds, span, sizeof span);
    if (ak_operation_is_over(operation->state)) {
        ak__pen_field(pen, "Took", AK_ROLE_TEXT, span);
        return;
    }
    if (pen->label_width > 0 && operation->usual_seconds > 0) {
        int64_t part = seconds * FULL / operation->usual_seconds;

        ak_canvas_text(&pen->canvas, 1, bar.y, AK_ROLE_DIM, "Progress");
        ak_canvas_gauge(&pen->canvas, bar, part < NEARLY ? part : NEARLY, FULL, AK_ROLE_GAUGE_FULL);
        pen->line++;
    }
    snprintf(text, sizeof text, "%s so far; an estimate: %s", span,
             ak__operation_usual(operation, usual, sizeof usual));
    ak__pen_field(pen, "Time", AK_ROLE_TEXT, text);
}

static void paint_error(struct ak__pen *pen, const struct ak_operation *operation)
{
    const struct ak_err *err = &operation->err;

    if (err->kind == AK_ERR_NONE)
        return;
    ak__pen_heading(pen, "Error");
    ak__pen_field(pen, "What", AK_ROLE_ERROR, ak_err_kind_sentence(err->kind));
    ak__pen_field(pen, "Code", AK_ROLE_STRONG, err->code);
    ak__pen_field(pen, "Message", AK_ROLE_TEXT, err->text);
    ak__pen_field(pen, "Target", AK_ROLE_TEXT, err->target);
    ak__pen_field(pen, "Request id", AK_ROLE_TEXT, err->request_id);
    ak__pen_field(pen, "What to do", AK_ROLE_ACCENT, ak_err_kind_advice(err->kind));
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct page *page = context;
    const struct ak_operation *operation = find(page->state, page->input);
    char text[64];

    if (operation == NULL) {
        ak__pen_line(pen, 1, AK_ROLE_DIM, "the journal does not have it any more");
        return;
    }
    ak__pen_field(pen, "Change", AK_ROLE_STRONG, operation->title);
    ak__pen_field(pen, "Values", AK_ROLE_TEXT, operation->summary);
    ak__pen_marked(pen, "State", ak__operation_role(operation->state),
                   ak__operation_glyph(operation->state), ak__operation_word(operation->state));
    paint_progress(pen, operation, page->input);
    ak__pen_field(pen, "Azure says", AK_ROLE_TEXT, operation->note);
    ak__pen_field(pen, "Began", AK_ROLE_TEXT, time_words(operation->started_at, text, sizeof text));
    if (operation->ended_at != 0)
        ak__pen_field(pen, "Ended", AK_ROLE_TEXT,
                      time_words(operation->ended_at, text, sizeof text));
    ak__pen_field(pen, "Begun by", AK_ROLE_TEXT,
                  operation->is_ours ? "this akscope" : "another akscope");
    ak__pen_field(pen, "Request id", AK_ROLE_DIM, operation->request_id);
    ak__pen_field(pen, "Journal id", AK_ROLE_DIM, operation->id);
    paint_error(pen, operation);
    ak__pen_heading(pen, "Resource id");
    ak__pen_paragraph(pen, 3, AK_ROLE_DIM, operation->target);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct operation *operation = state;
    struct page page = {.state = operation, .input = input};

    (void)is_focused;
    ak__page_draw(&operation->page, canvas, paint, &page);
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct operation *operation = state;
    const struct ak_operation *found = find(operation, input);

    if (event->action == AK_ACTION_QUIT && event->key != NULL)
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (found != NULL && event->action == AK_ACTION_RAW)
        return ak_reaction_of(AK_REACTION_OPEN, "raw", found->target);
    if (found != NULL && event->action == AK_ACTION_COPY_ID)
        return ak_reaction_say(AK_REACTION_COPY, "%s", found->target);
    return ak__page_act(&operation->page, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct operation *operation = state;
    const struct ak_operation *found = find(operation, input);

    snprintf(out, size, "Operation%s%s", found != NULL ? " \xC2\xB7 " : "",
             found != NULL ? found->title : "");
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct operation *operation = state;

    (void)input;
    ak__page_note(&operation->page, out, size);
}

static const char *topic(const void *state, const struct ak_view_input *input)
{
    (void)state;
    (void)input;
    return "provisioning-state";
}

const struct ak_view_class ak_view_operation = {
    .name = "operation",
    .state_size = sizeof(struct operation),
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
