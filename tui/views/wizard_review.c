/* wizard_review.c: all that was chosen, what it comes to, and exactly what would be sent. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "cells_int.h"
#include "change_int.h"
#include "wizard_int.h"

enum { LINE_SIZE = 1024, BAR_WIDTH = 24, INDENT = 3 };

struct review {
    const struct ak__wizard *wizard;
    const struct ak_view_input *input;
};

/* ---- what is to be done first ---- */

static void paint_finding(struct ak__pen *pen, const struct ak_violation *found)
{
    char text[LINE_SIZE];

    snprintf(text, sizeof text, "%s: %s", ak__wizard_step_title(ak__wizard_step_of(found->field)),
             found->text);
    ak_canvas_glyph(&pen->canvas, 1, pen->line - pen->top, ak__weight_role(found->weight),
                    ak__weight_glyph(found->weight));
    ak__pen_paragraph(pen, INDENT, ak__weight_role(found->weight),
                      found->field < AK_POOL_FIELD_COUNT ? text : found->text);
}

static void paint_findings(struct ak__pen *pen, const struct ak_plan *plan,
                           enum ak_violation_weight weight, const char *heading)
{
    bool has_heading = false;

    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        if (found->weight != weight)
            continue;
        if (!has_heading)
            ak__pen_heading(pen, heading);
        has_heading = true;
        paint_finding(pen, found);
    }
}

static void paint_missing(struct ak__pen *pen, const struct ak_plan *plan)
{
    if (plan->missing == NULL)
        return;
    ak__pen_heading(pen, "Still to be read");
    ak__pen_paragraph(pen, INDENT, AK_ROLE_CHANGING, plan->missing);
}

/* ---- what was chosen ---- */

static void paint_choices(struct ak__pen *pen, const struct ak_pool_wish *wish)
{
    ak__pen_heading(pen, "Chosen");
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;

        if (ak_pool_wish_has(wish, field))
            ak__pen_field(pen, ak_pool_field_get(field)->label, AK_ROLE_TEXT,
                          ak_pool_wish_text(wish, field));
    }
}

/* ---- what it comes to ---- */

static void paint_end(struct ak__pen *pen, const char *label, const struct ak_retirement *end,
                      struct ak_date today)
{
    enum ak_role role = ak__severity_role(end->severity);
    char words[AK_RETIREMENT_WORDS_SIZE];
    char text[LINE_SIZE];

    if (end->what == NULL)
        return;
    if (end->severity == AK_SEVERITY_NONE) {
        snprintf(text, sizeof text, "%s: no end is announced", end->what);
        ak__pen_marked(pen, label, AK_ROLE_GOOD, AK_GLYPH_YES, text);
        return;
    }
    ak_retirement_words(end, today, true, words);
    snprintf(text, sizeof text, "%s: %s", end->what, words);
    ak__pen_marked(pen, label, role, ak__severity_glyph(end->severity), text);
}

/* "24/200" beside a bar of what is used then. */
static void paint_quota(struct ak__pen *pen, const char *label, const struct ak_usage *usage,
                        int64_t wanted)
{
    int y = pen->line - pen->top;
    int x = 1 + pen->label_width;
    int64_t after;
    char text[LINE_SIZE];

    if (usage == NULL || !usage->limit.is_set || !usage->used.is_set)
        return;
    after = usage->used.value + wanted;
    snprintf(text, sizeof text, "%" PRId64 " of %" PRId64 " vCPUs then, %" PRId64 " now", after,
             usage->limit.value, usage->used.value);
    if (pen->label_width == 0 || pen->canvas.area.width < x + BAR_WIDTH + ak_text_width(text)) {
        ak__pen_field(pen, label, AK_ROLE_TEXT, text);
        return;
    }
    ak_canvas_text(&pen->canvas, 1, y, AK_ROLE_DIM, label);
    ak_canvas_gauge(&pen->canvas, (struct ak_rect){x, y, BAR_WIDTH, 1}, after, usage->limit.value,
                    after > usage->limit.value ? AK_ROLE_PAST : AK_ROLE_GAUGE_FULL);
    ak__pen_line(pen, x + BAR_WIDTH + 1, AK_ROLE_TEXT, text);
}

static void paint_outlook(struct ak__pen *pen, const struct review *review)
{
    const struct ak_pool_outlook *outlook = &review->wizard->plan->outlook;
    struct ak_date today = ak_clock_today(review->input->clock);

    ak__pen_heading(pen, "How long it lasts, and the quota after");
    paint_end(pen, "OS", &outlook->os_end, today);
    paint_end(pen, "Kubernetes", &outlook->kubernetes_end, today);
    paint_quota(pen, "Quota, family", outlook->family_usage, outlook->vcpus_wanted);
    paint_quota(pen, "Quota, region", outlook->region_usage, outlook->vcpus_wanted);
}

/* ---- what is sent ---- */

static void paint_lines(struct ak__pen *pen, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        char line[LINE_SIZE];

        snprintf(line, sizeof line, "%.*s", (int)(len < sizeof line ? len : sizeof line - 1), text);
        if (len > 0)
            ak__pen_paragraph(pen, INDENT, AK_ROLE_TEXT, line);
        else
            ak__pen_gap(pen);
        text += len + (text[len] == '\n');
    }
}

static void paint_request(struct ak__pen *pen, const struct ak__wizard *wizard)
{
    const char *text = ak_plan_request_text(wizard->plan, wizard->arena);

    if (text[0] != '\0') {
        ak__pen_heading(pen, "The request (y copies it)");
        paint_lines(pen, text);
    }
    if (wizard->plan->az != NULL) {
        ak__pen_heading(pen, "The same with the Azure CLI (c copies it)");
        paint_lines(pen, wizard->plan->az);
    }
}

static void paint(struct ak__pen *pen, const void *context)
{
    const struct review *review = context;
    const struct ak_plan *plan = review->wizard->plan;

    ak__paint_refusal(pen, &review->wizard->sent);
    paint_findings(pen, plan, AK_VIOLATION_REFUSED, "To be mended first");
    paint_missing(pen, plan);
    paint_choices(pen, &review->wizard->wish);
    if (plan->line_count > 0) {
        ak__pen_heading(pen, "What happens");
        ak__paint_lines(pen, plan);
    }
    paint_findings(pen, plan, AK_VIOLATION_WARNING, "Warnings");
    paint_findings(pen, plan, AK_VIOLATION_REMARK, "Worth knowing");
    paint_outlook(pen, review);
    paint_request(pen, review->wizard);
}

void ak__wizard_review_draw(struct ak__wizard *wizard, const struct ak_view_input *input,
                            const struct ak_canvas *canvas)
{
    struct review review = {.wizard = wizard, .input = input};

    ak__page_draw(&wizard->page, canvas, paint, &review);
}
