/* change_draw.c: what a change comes to, below what it asks. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "cells_int.h"
#include "change_int.h"

enum { INDENT = 3, MARK_INDENT = 1, SENTENCE_SIZE = 1024 };

static void paint_marked(struct ak__pen *pen, enum ak_role role, enum ak_glyph mark,
                         const char *text)
{
    ak_canvas_glyph(&pen->canvas, MARK_INDENT, pen->line - pen->top, role, mark);
    ak__pen_paragraph(pen, INDENT, role, text);
}

/* ---- what Azure answered ---- */

void ak__paint_refusal(struct ak__pen *pen, const struct ak__sent *sent)
{
    const struct ak_err *err = &sent->err;
    char text[SENTENCE_SIZE];

    if (sent->state != AK__SENT_REFUSED)
        return;
    if (err->kind == AK_ERR_NONE) {
        paint_marked(pen, AK_ROLE_ERROR, AK_GLYPH_NO, sent->note);
    } else {
        paint_marked(pen, AK_ROLE_ERROR, AK_GLYPH_NO, ak_err_sentence(err, text, sizeof text));
        if (sent->note[0] != '\0')
            ak__pen_paragraph(pen, INDENT, AK_ROLE_TEXT, sent->note);
    }
    if (err->target[0] != '\0' || err->request_id[0] != '\0')
        ak__pen_printf(pen, INDENT, AK_ROLE_DIM, "%s%s%s%s%s",
                       err->target[0] != '\0' ? "target " : "", err->target,
                       err->target[0] != '\0' && err->request_id[0] != '\0' ? ", " : "",
                       err->request_id[0] != '\0' ? "request " : "", err->request_id);
    ak__pen_gap(pen);
}

/* ---- one resource ---- */

static bool is_shown_at_field(const struct ak__change *change, enum ak_pool_field field)
{
    const struct ak__question *asked;

    for (size_t i = 0; (asked = ak__change_question(change, i)) != NULL; i++) {
        if (asked->kind == AK__ASK_FIELD && asked->field == field)
            return true;
    }
    return false;
}

/* That nothing would change is no news to a person who has not begun. */
static bool is_no_news(const struct ak__change *change, const struct ak_violation *found)
{
    bool is_empty = true;

    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++)
        is_empty = is_empty && change->wish.values[i] == NULL;
    return is_empty &&
           (strcmp(found->rule, "change.none") == 0 || strcmp(found->rule, "change.nothing") == 0);
}

/* The gravest of a field stands there. */
static void paint_violations(struct ak__pen *pen, const struct ak__change *change,
                             const struct ak_plan *plan)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        if (is_no_news(change, found) ||
            (is_shown_at_field(change, found->field) &&
             ak_violations_on(&plan->violations, found->field) == found))
            continue;
        paint_marked(pen, ak__weight_role(found->weight), ak__weight_glyph(found->weight),
                     found->text);
    }
}

void ak__paint_lines(struct ak__pen *pen, const struct ak_plan *plan)
{
    static const enum ak_glyph marks[] = {
        [AK_PLAN_PLAIN] = AK_GLYPH_LATER,
        [AK_PLAN_GOOD] = AK_GLYPH_YES,
        [AK_PLAN_WARNING] = AK_GLYPH_SOON,
        [AK_PLAN_LOSS] = AK_GLYPH_ENDED,
    };

    for (size_t i = 0; i < plan->line_count; i++) {
        enum ak_role role = ak__tone_role(plan->lines[i].tone);

        paint_marked(pen, role, marks[plan->lines[i].tone], plan->lines[i].text);
    }
}

/* Why it is where it is: what Azure said when the last change of the pool failed. */
static void paint_last_failure(struct ak__pen *pen, const struct ak__change *change,
                               const struct ak_view_input *input)
{
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_OPERATIONS, "");
    const char *id = ak__change_at(change, 0)->id;

    if (change->kind != AK_INTENT_POOL_RECONCILE || payload == NULL)
        return;
    for (size_t i = 0; i < payload->as.operations.count; i++) {
        const struct ak_operation *operation = &payload->as.operations.items[i];
        char text[SENTENCE_SIZE];

        if (operation->err.kind == AK_ERR_NONE || !ak_text_caseeq(operation->target, id))
            continue;
        ak__pen_printf(pen, MARK_INDENT, AK_ROLE_HEADING_SORTED, "What failed: %s",
                       operation->title);
        ak__pen_paragraph(pen, INDENT, AK_ROLE_ERROR,
                          ak_err_sentence(&operation->err, text, sizeof text));
        ak__pen_gap(pen);
        return;
    }
}

static void paint_one(struct ak__pen *pen, const struct ak__change_page *page)
{
    const struct ak_plan *plan = ak__change_plan(page->change);

    if (plan == NULL)
        return;
    paint_last_failure(pen, page->change, page->input);
    paint_violations(pen, page->change, plan);
    ak__paint_lines(pen, plan);
    if (plan->missing != NULL) {
        char text[SENTENCE_SIZE];

        snprintf(text, sizeof text, "still to be read: %s", plan->missing);
        paint_marked(pen, AK_ROLE_CHANGING, AK_GLYPH_REFRESH, text);
    }
}

/* ---- many ---- */

static const char *first_refusal(const struct ak_plan *plan)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        if (found->weight == AK_VIOLATION_REFUSED)
            return found->text;
    }
    return NULL;
}

static void paint_target(struct ak__pen *pen, const struct ak_plan *plan)
{
    const char *refusal = first_refusal(plan);
    char text[SENTENCE_SIZE];

    if (refusal != NULL) {
        snprintf(text, sizeof text, "%s: left out. %s", plan->title, refusal);
        paint_marked(pen, AK_ROLE_PAST, AK_GLYPH_NO, text);
    } else if (plan->missing != NULL) {
        snprintf(text, sizeof text, "%s: still to be read: %s", plan->title, plan->missing);
        paint_marked(pen, AK_ROLE_CHANGING, AK_GLYPH_REFRESH, text);
    } else {
        snprintf(text, sizeof text, "%s%s%s", plan->title, plan->summary != NULL ? ": " : "",
                 plan->summary != NULL ? plan->summary : "");
        paint_marked(pen, AK_ROLE_TEXT, AK_GLYPH_YES, text);
    }
}

/* First what counts: the list may be longer than the screen. */
static void paint_many(struct ak__pen *pen, const struct ak__change *change)
{
    ak__pen_printf(pen, MARK_INDENT, AK_ROLE_STRONG, "%zu of %zu are sent, one after the other.",
                   change->ready_count, change->targets.len);
    if (change->kind == AK_INTENT_POOL_DELETE)
        paint_marked(pen, AK_ROLE_PAST, AK_GLYPH_ENDED,
                     "Their nodes go, with every pod and all local data. It can't be undone.");
    ak__pen_gap(pen);
    for (size_t i = 0; i < change->targets.len; i++) {
        if (ak__change_at(change, i)->plan != NULL)
            paint_target(pen, ak__change_at(change, i)->plan);
    }
}

/* ---- all ---- */

void ak__paint_commands(struct ak__pen *pen, const char *az)
{
    if (az == NULL || az[0] == '\0')
        return;
    ak__pen_gap(pen);
    while (*az != '\0') {
        size_t len = strcspn(az, "\n");
        char line[SENTENCE_SIZE];

        snprintf(line, sizeof line, "%.*s", (int)(len < sizeof line ? len : sizeof line - 1), az);
        ak__pen_paragraph(pen, INDENT, AK_ROLE_DIM, line);
        az += len + (az[len] == '\n');
    }
}

void ak__change_paint(struct ak__pen *pen, const void *context)
{
    const struct ak__change_page *page = context;

    ak__paint_refusal(pen, &page->change->sent);
    if (page->change->targets.len > 1)
        paint_many(pen, page->change);
    else
        paint_one(pen, page);
    if (page->change->targets.len == 1)
        ak__paint_commands(pen, page->change->az);
}

static size_t count_refusals(const struct ak__change *change, const struct ak_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        count += found->weight == AK_VIOLATION_REFUSED && !is_no_news(change, found);
    }
    return count;
}

void ak__change_note(const struct ak__change *change, char *out, size_t size)
{
    const struct ak_plan *plan = ak__change_plan(change);
    size_t refusals = plan != NULL ? count_refusals(change, plan) : 0;

    if (change->sent.state == AK__SENT_WAITING)
        snprintf(out, size, "asking Azure\xE2\x80\xA6");
    else if (change->ready_count > 0)
        snprintf(out, size,
                 ak__change_is_confirmed(change) ? "Enter sends it"
                                                 : "type the word to confirm it");
    else if (refusals > 0)
        snprintf(out, size, "can't be sent: %zu thing%s to mend", refusals,
                 refusals == 1 ? "" : "s");
    else if (plan != NULL && plan->missing == NULL)
        snprintf(out, size, "fill in what is to change");
    else
        snprintf(out, size, "reading\xE2\x80\xA6");
}
