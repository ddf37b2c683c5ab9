/* act_show.c: a plan as text and as JSON. */
#include "config.h"

#include "act_int.h"

#include <string.h>

#include "akscope/base/limits.h"
#include "akscope/wire/edit.h"

enum { ANSWER_MOST = 1024 * 1024 };

static const char *const marks[] = {
    [AK_PLAN_PLAIN] = " ", [AK_PLAN_GOOD] = "+", [AK_PLAN_WARNING] = "!", [AK_PLAN_LOSS] = "X"};

static const char *const weights[] = {[AK_VIOLATION_REMARK] = "remark",
                                      [AK_VIOLATION_WARNING] = "warning",
                                      [AK_VIOLATION_REFUSED] = "refused"};

static const struct ak_violation *violation_at(const struct ak_plan *plan, size_t i)
{
    return ak_vec_at(&plan->violations.items, i);
}

void ak__act_complain_of_plan(const struct ak_plan *plan)
{
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = violation_at(plan, i);

        if (violation->weight == AK_VIOLATION_REFUSED)
            fprintf(stderr, "akscope: %s (%s)\n", violation->text, violation->source->name);
    }
    fputs("akscope: nothing was sent\n", stderr);
}

/* ---- text ---- */

/* The URL of a request; "" when it can't be made. The buffer is the caller's. */
static const char *url_of(const struct ak_request *request, const struct ak_arm *arm,
                          struct ak_buf *out)
{
    ak_buf_clear(out);
    return ak_arm_change_url(arm, request, out) ? ak_buf_text(out) : "";
}

static void show_header(FILE *out, const char *name, const char *value)
{
    if (value != NULL)
        fprintf(out, "%s: %s\n", name, value);
}

static void show_body(FILE *out, const char *body)
{
    struct ak_edit *edit = NULL;
    struct ak_err err = ak_err_none();
    struct ak_buf text = ak_buf_init(ANSWER_MOST);

    if (body != NULL && ak_edit_parse(body, strlen(body), &edit, &err) == 0 &&
        ak_edit_print(edit, true, &text))
        fprintf(out, "\n%s\n", ak_buf_text(&text));
    ak_edit_free(edit);
    ak_buf_release(&text);
}

static void show_request(FILE *out, const struct ak_request *request, const struct ak_arm *arm)
{
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);

    fprintf(out, "\n%s %s\n", ak_change_get(request->change)->method, url_of(request, arm, &url));
    show_header(out, "Content-Type", request->body != NULL ? "application/json" : NULL);
    show_header(out, "If-Match", request->if_match);
    show_header(out, "If-None-Match", request->if_none_match);
    show_body(out, request->body);
    ak_buf_release(&url);
}

void ak__act_show_plan(FILE *out, const struct ak_plan *plan, const struct ak_arm *arm,
                       bool in_full)
{
    fprintf(out, "%s%s%s\n", plan->title, plan->summary != NULL ? ": " : "",
            plan->summary != NULL ? plan->summary : "");
    for (size_t i = 0; i < plan->line_count; i++)
        fprintf(out, "  %s %s\n", marks[plan->lines[i].tone], plan->lines[i].text);
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *violation = violation_at(plan, i);

        if (violation->weight != AK_VIOLATION_REMARK || in_full)
            fprintf(out, "  %s %s: %s\n", violation->weight == AK_VIOLATION_REFUSED ? "X" : "!",
                    weights[violation->weight], violation->text);
    }
    for (size_t i = 0; i < plan->request_count && in_full; i++)
        show_request(out, &plan->requests[i], arm);
    if (in_full)
        fprintf(out, "\n%s\n", plan->az);
}

/* ---- JSON ---- */

/* Appends an object to a list of them in the making. */
static void append(struct ak_buf *list, const struct ak_edit *item)
{
    struct ak_buf text = ak_buf_init(ANSWER_MOST);
    bool fits = ak_edit_print(item, false, &text) && ak_buf_puts(list, list->len > 1 ? "," : "") &&
                ak_buf_puts(list, text.bytes);

    if (!fits)
        AK_BUG("a plan of more than %d bytes", ANSWER_MOST);
    ak_buf_release(&text);
}

static void put_text(struct ak_edit *edit, const char *path, const char *text)
{
    if (text != NULL)
        ak_edit_set_text(edit, path, text);
    else
        ak_edit_set_json(edit, path, "null");
}

static void append_request(struct ak_buf *list, const struct ak_request *request,
                           const struct ak_arm *arm)
{
    struct ak_edit *item = ak_edit_new();
    struct ak_buf url = ak_buf_init(AK_LIMIT_URL);

    ak_edit_set_text(item, "method", ak_change_get(request->change)->method);
    ak_edit_set_text(item, "url", url_of(request, arm, &url));
    ak_edit_set_json(item, "headers", "{}");
    if (request->if_match != NULL)
        ak_edit_set_text(item, "headers.If-Match", request->if_match);
    if (request->if_none_match != NULL)
        ak_edit_set_text(item, "headers.If-None-Match", request->if_none_match);
    ak_edit_set_json(item, "body", request->body != NULL ? request->body : "null");
    append(list, item);
    ak_buf_release(&url);
    ak_edit_free(item);
}

static void append_violation(struct ak_buf *list, const struct ak_violation *violation)
{
    struct ak_edit *item = ak_edit_new();

    ak_edit_set_text(item, "weight", weights[violation->weight]);
    put_text(item, "field",
             violation->field < AK_POOL_FIELD_COUNT ? ak_pool_field_get(violation->field)->option
                                                    : NULL);
    ak_edit_set_text(item, "rule", violation->rule);
    ak_edit_set_text(item, "text", violation->text);
    ak_edit_set_text(item, "source", violation->source->name);
    append(list, item);
    ak_edit_free(item);
}

static void set_list(struct ak_edit *edit, const char *path, struct ak_buf *list)
{
    if (!ak_buf_puts(list, "]"))
        AK_BUG("a plan of more than %d bytes", ANSWER_MOST);
    ak_edit_set_json(edit, path, ak_buf_text(list));
    ak_buf_release(list);
}

static struct ak_buf begin_list(void)
{
    struct ak_buf list = ak_buf_init(ANSWER_MOST);

    if (!ak_buf_puts(&list, "["))
        AK_BUG("a list can't begin");
    return list;
}

void ak__act_print_plan(FILE *out, const struct ak_plan *plan, const struct ak_arm *arm)
{
    struct ak_edit *edit = ak_edit_new();
    struct ak_buf text = ak_buf_init((size_t)4 * ANSWER_MOST);
    struct ak_buf requests = begin_list();
    struct ak_buf violations = begin_list();
    const char *lines[AK_LIMIT_JSON_DEPTH];
    struct ak_texts consequences = {.items = lines};

    for (size_t i = 0; i < plan->line_count && i < AK_LIMIT_JSON_DEPTH; i++)
        lines[consequences.count++] = plan->lines[i].text;
    for (size_t i = 0; i < plan->request_count; i++)
        append_request(&requests, &plan->requests[i], arm);
    for (size_t i = 0; i < plan->violations.items.len; i++)
        append_violation(&violations, violation_at(plan, i));
    ak_edit_set_text(edit, "title", plan->title);
    put_text(edit, "summary", plan->summary);
    ak_edit_set_text(edit, "target", plan->target);
    ak_edit_set_bool(edit, "isReady", ak_plan_is_ready(plan));
    put_text(edit, "missing", plan->missing);
    set_list(edit, "requests", &requests);
    ak_edit_set_texts(edit, "consequences", &consequences);
    set_list(edit, "violations", &violations);
    put_text(edit, "az", plan->az);
    if (ak_edit_print(edit, true, &text))
        fprintf(out, "%s\n", ak_buf_text(&text));
    ak_buf_release(&text);
    ak_edit_free(edit);
}
