/* request_text.c: a request as a person reads it: what goes out, but for the token. */
#include "config.h"

#include <string.h>

#include "akscope/actions/plan.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/wire/edit.h"

static const char id_mark[] = "{id}";

static bool put_head(const struct ak_request *request, struct ak_buf *out)
{
    const struct ak_change_info *info = ak_change_get(request->change);
    const char *at = strstr(info->path, id_mark);
    const char *rest = at != NULL ? at + strlen(id_mark) : "";
    size_t before = at != NULL ? (size_t)(at - info->path) : strlen(info->path);

    return ak_buf_printf(out, "%s %.*s%s%s?api-version=%s%s%s\n", info->method, (int)before,
                         info->path, at != NULL ? request->id : "", rest, info->version,
                         request->query != NULL ? "&" : "",
                         request->query != NULL ? request->query : "");
}

static bool put_header(const char *name, const char *value, struct ak_buf *out)
{
    return value == NULL || ak_buf_printf(out, "%s: %s\n", name, value);
}

static bool put_body(const char *body, struct ak_buf *out)
{
    struct ak_edit *edit = NULL;
    struct ak_err err = ak_err_none();
    bool fits;

    if (body == NULL)
        return true;
    if (ak_edit_parse(body, strlen(body), &edit, &err))
        return ak_buf_printf(out, "\n%s\n", body);
    fits = ak_buf_puts(out, "\n") && ak_edit_print(edit, true, out);
    ak_edit_free(edit);
    return fits;
}

const char *ak_plan_request_text(const struct ak_plan *plan, struct ak_arena *arena)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    const char *text;
    bool fits = true;

    for (size_t i = 0; i < plan->request_count && fits; i++) {
        const struct ak_request *request = &plan->requests[i];

        fits =
            ak_buf_puts(&out, i > 0 ? "\n" : "") && put_head(request, &out) &&
            put_header("Content-Type", request->body != NULL ? "application/json" : NULL, &out) &&
            put_header("If-Match", request->if_match, &out) &&
            put_header("If-None-Match", request->if_none_match, &out) &&
            put_body(request->body, &out);
    }
    text = ak_arena_strdup(arena, fits ? ak_buf_text(&out) : "too long to show");
    ak_buf_release(&out);
    return text;
}
