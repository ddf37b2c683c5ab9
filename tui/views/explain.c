/* explain.c: what a term means, what the evidence for the pool in view is, and where to read on.
 * The texts are facts. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/views/views.h"
#include "cells_int.h"
#include "page_int.h"

struct explain {
    struct ak__page page;
    char topic[64];
};

static size_t find_topic(const struct explain *explain, const struct ak_facts *facts)
{
    for (size_t i = 0; i < facts->explanation_count; i++) {
        if (strcmp(facts->explanations[i].id, explain->topic) == 0)
            return i;
    }
    return 0;
}

static void draw_list(struct ak__pen *pen, const char *heading, const struct ak_texts *texts,
                      enum ak_glyph mark, enum ak_role role)
{
    if (texts->count == 0)
        return;
    ak__pen_heading(pen, heading);
    for (size_t i = 0; i < texts->count; i++) {
        ak_canvas_glyph(&pen->canvas, 3, pen->line - pen->top, role, mark);
        ak__pen_paragraph(pen, 5, AK_ROLE_TEXT, texts->items[i]);
    }
}

/* The OS table of the article, from the facts. */
static void draw_os_table(struct ak__pen *pen, const struct ak_facts *facts)
{
    static const enum ak_role roles[] = {
        [AK_UNKNOWN] = AK_ROLE_STALE, [AK_NO] = AK_ROLE_DIM, [AK_YES] = AK_ROLE_GOOD};
    static const enum ak_glyph marks[] = {
        [AK_UNKNOWN] = AK_GLYPH_NOTHING, [AK_NO] = AK_GLYPH_NO, [AK_YES] = AK_GLYPH_YES};

    ak__pen_heading(pen, "OS SKUs");
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        const struct ak_os_sku *sku = &facts->os_skus[i];
        int y = pen->line - pen->top;

        if (sku->alias_of != NULL)
            continue;
        ak_canvas_glyph(&pen->canvas, 3, y, roles[sku->cvm], marks[sku->cvm]);
        ak_canvas_text(&pen->canvas, 5, y, roles[sku->cvm], sku->name);
        ak__pen_paragraph(pen, 26, AK_ROLE_TEXT, sku->cvm_note != NULL ? sku->cvm_note : "");
    }
}

/* What of the pool in view a topic is about. */
enum { VERDICT = 1, OS = 2, IMAGE = 4, KUBERNETES = 8 };

static unsigned evidence_of(const char *topic)
{
    static const struct {
        const char *topic;
        unsigned evidence;
    } rows[] = {
        {"cvm", VERDICT},
        {"tee", VERDICT},
        {"os-sku", OS},
        {"node-image", IMAGE | OS},
        {"image-age", IMAGE},
        {"retirement", OS},
        {"kubernetes-support", KUBERNETES},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(topic, rows[i].topic) == 0)
            return rows[i].evidence;
    }
    return 0;
}

static void draw_verdict(struct ak__pen *pen, const struct ak_fleet_pool *pool,
                         const struct ak_facts *facts)
{
    char text[AK_EVIDENCE_SIZE];

    ak__pen_field(pen, "Verdict", AK_ROLE_STRONG, ak_cvm_status_name(pool->cvm.status));
    ak__pen_field(pen, "", AK_ROLE_TEXT, ak_cvm_status_meaning(pool->cvm.status));
    ak__pen_field(pen, "Capability", AK_ROLE_TEXT,
                  ak_cvm_evidence_capability(&pool->cvm, pool->pool, text));
    ak__pen_field(pen, "Size name", AK_ROLE_TEXT,
                  ak_cvm_evidence_name(&pool->cvm, pool->pool, facts, text));
    ak__pen_field(pen, "Node image", AK_ROLE_TEXT,
                  ak_cvm_evidence_image(&pool->cvm, pool->pool, text));
}

static void draw_end(struct ak__pen *pen, const char *label, const struct ak_retirement *retirement,
                     struct ak_date today)
{
    enum ak_role role = ak__severity_role(retirement->severity);
    char text[AK_RETIREMENT_WORDS_SIZE];

    ak__pen_field(pen, label, role, ak_retirement_words(retirement, today, true, text));
    ak__pen_field(pen, "", role, retirement->stops);
    ak__pen_field(pen, "What to do", AK_ROLE_ACCENT, retirement->action);
}

/* What is known of the pool in view, for topics that are about a pool. */
static void draw_evidence(struct ak__pen *pen, const char *topic, const struct ak_view_input *input)
{
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(input->fleet, input->pool_id);
    unsigned evidence = evidence_of(topic);
    char text[AK_EVIDENCE_SIZE];

    if (pool == NULL || evidence == 0)
        return;
    snprintf(text, sizeof text, "This pool: %s \xC2\xB7 %s", pool->pool->name,
             pool->cluster->cluster->name);
    ak__pen_heading(pen, text);
    if (evidence & VERDICT)
        draw_verdict(pen, pool, input->facts);
    if (evidence & IMAGE)
        ak__pen_field(pen, "Node image", AK_ROLE_TEXT, pool->pool->node_image_version);
    if (evidence & OS) {
        ak__pen_field(pen, "OS SKU", AK_ROLE_TEXT, pool->pool->os_sku);
        ak__pen_field(pen, "OS", AK_ROLE_STRONG,
                      pool->os.release != NULL ? pool->os.release->name
                                               : ak_pool_os_reason(&pool->os));
        draw_end(pen, "Retires", pool->os_end, input->fleet->today);
    }
    if (evidence & KUBERNETES) {
        ak__pen_field(pen, "Kubernetes", AK_ROLE_STRONG, pool->pool->kubernetes_version);
        draw_end(pen, "Retires", pool->kubernetes_end, input->fleet->today);
    }
}

static void draw_topic(struct ak__pen *pen, const struct ak_explanation *explanation,
                       const struct ak_view_input *input)
{
    for (size_t i = 0; i < explanation->paragraphs.count; i++) {
        if (i > 0)
            ak__pen_gap(pen);
        ak__pen_paragraph(pen, 1, AK_ROLE_TEXT, explanation->paragraphs.items[i]);
    }
    draw_evidence(pen, explanation->id, input);
    draw_list(pen, "It gives", &explanation->gives, AK_GLYPH_YES, AK_ROLE_GOOD);
    draw_list(pen, "It excludes", &explanation->excludes, AK_GLYPH_NO, AK_ROLE_PAST);
    if (strcmp(explanation->id, "cvm") == 0 || strcmp(explanation->id, "os-sku") == 0)
        draw_os_table(pen, input->facts);
    ak__pen_heading(pen, "Read on");
    ak__pen_paragraph(pen, 3, AK_ROLE_DIM, explanation->source.name);
    if (explanation->source.link != NULL)
        ak__pen_paragraph(pen, 3, AK_ROLE_ACCENT, explanation->source.link);
    if (explanation->source.as_of != NULL)
        ak__pen_printf(pen, 3, AK_ROLE_DIM, "as of %s", explanation->source.as_of);
}

static void init(void *state, const struct ak_view_input *input, const char *argument)
{
    struct explain *explain = state;

    (void)input;
    ak_text_copy(explain->topic, sizeof explain->topic, argument);
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

/* What paint needs. */
struct lesson {
    const struct ak_explanation *explanation;
    const struct ak_view_input *input;
};

static void paint(struct ak__pen *pen, const void *context)
{
    const struct lesson *lesson = context;

    draw_topic(pen, lesson->explanation, lesson->input);
}

static void draw(void *state, const struct ak_view_input *input, const struct ak_canvas *canvas,
                 bool is_focused)
{
    struct explain *explain = state;
    struct lesson lesson = {.input = input};

    (void)is_focused;
    if (input->facts->explanation_count == 0)
        return;
    lesson.explanation = &input->facts->explanations[find_topic(explain, input->facts)];
    ak__page_draw(&explain->page, canvas, paint, &lesson);
}

/* Left and right turn to the neighbouring topics. */
static struct ak_reaction turn(struct explain *explain, const struct ak_facts *facts, size_t by)
{
    size_t count = facts->explanation_count;

    if (count == 0)
        return ak_reaction_done();
    ak_text_copy(explain->topic, sizeof explain->topic,
                 facts->explanations[(find_topic(explain, facts) + by) % count].id);
    explain->page.top = 0;
    return ak_reaction_done();
}

static struct ak_reaction act(void *state, const struct ak_view_input *input,
                              const struct ak_view_event *event)
{
    struct explain *explain = state;

    if (event->action == AK_ACTION_EXPLAIN && event->argument[0] == '\0')
        return ak_reaction_of(AK_REACTION_CLOSE, "", "");
    if (event->action == AK_ACTION_RIGHT || event->action == AK_ACTION_FOCUS_NEXT)
        return turn(explain, input->facts, 1);
    if (event->action == AK_ACTION_LEFT || event->action == AK_ACTION_FOCUS_PREVIOUS)
        return turn(explain, input->facts, input->facts->explanation_count - 1);
    return ak__page_act(&explain->page, event);
}

static void title(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct explain *explain = state;

    if (input->facts->explanation_count > 0)
        snprintf(out, size, "%s",
                 input->facts->explanations[find_topic(explain, input->facts)].title);
    else
        snprintf(out, size, "Explain");
}

static void note(const void *state, const struct ak_view_input *input, char *out, size_t size)
{
    const struct explain *explain = state;
    char lines[32];

    ak__page_note(&explain->page, lines, sizeof lines);
    snprintf(out, size, "%s%stopic %zu/%zu, Left and Right turn", lines,
             lines[0] != '\0' ? " \xC2\xB7 " : "", find_topic(explain, input->facts) + 1,
             input->facts->explanation_count);
}

const struct ak_view_class ak_view_explain = {
    .name = "explain",
    .state_size = sizeof(struct explain),
    .scope = AK_SCOPE_LIST,
    .init = init,
    .release = release,
    .sync = sync,
    .draw = draw,
    .act = act,
    .title = title,
    .note = note,
};
