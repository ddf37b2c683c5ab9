/* difference.c: what someone else changed since a plan was made. */
#include "config.h"

#include "akscope/actions/plan.h"

#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "akscope/wire/edit.h"

enum { DIFFERENCE_LIMIT = 64 * 1024 };

static bool is_etag(const char *path)
{
    const char *dot = strrchr(path, '.');

    return ak_text_caseeq(dot != NULL ? dot + 1 : path, "eTag");
}

static void note(const char *path, const char *before, const char *after, void *context)
{
    struct ak_buf *out = context;

    if (is_etag(path))
        return; /* that it differs is known */
    if (!ak_buf_printf(out, "%s%s: %s → %s", out->len > 0 ? "\n" : "", path,
                       before != NULL ? before : "none", after != NULL ? after : "none"))
        return; /* the first ones are shown */
}

const char *ak_plan_difference(const char *before, const char *after, struct ak_arena *arena)
{
    struct ak_buf out = ak_buf_init(DIFFERENCE_LIMIT);
    struct ak_edit *old = NULL;
    struct ak_edit *new = NULL;
    struct ak_err err = ak_err_none();
    const char *text;

    if (ak_edit_parse(before, strlen(before), &old, &err) ||
        ak_edit_parse(after, strlen(after), &new, &err)) {
        text = ak_arena_printf(arena, "it can't be told what changed: %s", err.text);
    } else {
        ak_edit_compare(old, new, note, &out);
        text = ak_arena_strndup(arena, ak_buf_text(&out), out.len);
    }
    ak_edit_free(old);
    ak_edit_free(new);
    ak_buf_release(&out);
    return text;
}
