/* journal.c: lines of the journal. One table names every member, for reading and for writing. */
#include "config.h"

#include "akscope/wire/journal.h"

#include <string.h>

#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "json_int.h"

/* What a text may hold: addresses stay as they are or are refused. */
enum text_kind { FREE_TEXT, EXACT_TEXT };

static const struct {
    const char *name;
    enum text_kind kind;
    size_t offset;
} texts[] = {
    {"id", FREE_TEXT, offsetof(struct ak_journal_line, id)},
    {"owner", FREE_TEXT, offsetof(struct ak_journal_line, owner)},
    {"scope", EXACT_TEXT, offsetof(struct ak_journal_line, scope)},
    {"title", FREE_TEXT, offsetof(struct ak_journal_line, title)},
    {"target", FREE_TEXT, offsetof(struct ak_journal_line, target)},
    {"summary", FREE_TEXT, offsetof(struct ak_journal_line, summary)},
    {"who", FREE_TEXT, offsetof(struct ak_journal_line, who)},
    {"method", FREE_TEXT, offsetof(struct ak_journal_line, method)},
    {"url", EXACT_TEXT, offsetof(struct ak_journal_line, url)},
    {"etag", EXACT_TEXT, offsetof(struct ak_journal_line, etag)},
    {"pollingUrl", EXACT_TEXT, offsetof(struct ak_journal_line, polling_url)},
    {"requestId", FREE_TEXT, offsetof(struct ak_journal_line, request_id)},
    {"note", FREE_TEXT, offsetof(struct ak_journal_line, note)},
};

enum { TEXT_COUNT = sizeof texts / sizeof texts[0] };

static const char *const event_names[AK_JOURNAL_EVENT_COUNT] = {
    [AK_JOURNAL_BEGIN] = "begin",       [AK_JOURNAL_NEXT] = "next",
    [AK_JOURNAL_ACCEPTED] = "accepted", [AK_JOURNAL_ADOPTED] = "adopted",
    [AK_JOURNAL_ENDED] = "ended",
};

/* ---- writing ---- */

static void put_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0')
        cJSON_AddItemToObject(object, name, ak__json_made(cJSON_CreateString(text)));
}

static void put_number(cJSON *object, const char *name, int64_t number)
{
    cJSON_AddItemToObject(object, name, ak__json_made(cJSON_CreateNumber((double)number)));
}

static void put_error(cJSON *object, const struct ak_err *err)
{
    cJSON *error;

    if (err->kind == AK_ERR_NONE)
        return;
    error = ak__json_made(cJSON_CreateObject());
    put_text(error, "kind", ak_err_kind_name(err->kind));
    put_text(error, "code", err->code);
    put_text(error, "target", err->target);
    put_text(error, "requestId", err->request_id);
    put_text(error, "message", err->text);
    put_number(error, "httpStatus", err->http_status);
    cJSON_AddItemToObject(object, "error", error);
}

/* Appends the object as one line, and deletes it. */
static bool print_line(cJSON *object, struct ak_buf *out)
{
    char *text = cJSON_PrintUnformatted(object);
    size_t before = out->len;
    bool fits;

    cJSON_Delete(object);
    if (text == NULL)
        AK_BUG("a line of the journal can't be printed");
    fits = ak_buf_puts(out, text) && ak_buf_puts(out, "\n");
    cJSON_free(text);
    if (!fits && out->bytes != NULL) {
        out->len = before;
        out->bytes[before] = '\0';
    }
    return fits;
}

bool ak_wire_write_journal(const struct ak_journal_line *line, struct ak_buf *out)
{
    cJSON *object = ak__json_made(cJSON_CreateObject());

    put_text(object, "event", event_names[line->event]);
    put_number(object, "at", line->at);
    if (line->event == AK_JOURNAL_BEGIN)
        put_text(object, "kind", ak_intent_get(line->kind)->name);
    for (size_t i = 0; i < TEXT_COUNT; i++)
        put_text(object, texts[i].name,
                 *(const char *const *)((const char *)line + texts[i].offset));
    if (line->event == AK_JOURNAL_ENDED) {
        put_text(object, "state", ak_operation_state_name(line->state));
        put_error(object, &line->err);
    }
    return print_line(object, out);
}

bool ak_wire_write_audit(const struct ak_journal_line *line, const char *outcome,
                         struct ak_buf *out)
{
    cJSON *object = ak__json_made(cJSON_CreateObject());
    char at[32];

    put_text(object, "at", ak_time_iso(line->at, at, sizeof at));
    put_text(object, "who", line->who);
    put_text(object, "operation", line->id);
    put_text(object, "what", ak_intent_get(line->kind)->name);
    put_text(object, "title", line->title);
    put_text(object, "summary", line->summary);
    put_text(object, "target", line->target);
    put_text(object, "method", line->method);
    put_text(object, "endpoint", line->scope);
    put_text(object, "requestId", line->request_id);
    put_text(object, "outcome", outcome);
    put_error(object, &line->err);
    return print_line(object, out);
}

/* ---- reading ---- */

static const char *read_text(const struct ak__node *root, size_t row)
{
    struct ak__node node = ak__member(root, texts[row].name);
    const char *raw;

    if (texts[row].kind == FREE_TEXT)
        return ak__text(&node);
    raw = ak__raw_text(&node);
    if (raw == NULL)
        return NULL;
    if (!ak_text_is_clean(raw, strlen(raw))) {
        ak__fail(&node, "characters that no address has");
        return NULL;
    }
    return ak_arena_strdup(root->reader->arena, raw);
}

/* The index of a name in a table of names; `count` when it is none of them. */
static int find_name(const struct ak__node *root, const char *member,
                     const char *(*name_of)(int index), int count)
{
    struct ak__node node = ak__member(root, member);
    const char *text = ak__raw_text(&node);
    int i = 0;

    while (i < count && (text == NULL || strcmp(text, name_of(i)) != 0))
        i++;
    if (i == count)
        ak__fail(&node, "not one that is known");
    return i;
}

static const char *event_name(int index)
{
    return event_names[index];
}

static const char *state_name(int index)
{
    return ak_operation_state_name((enum ak_operation_state)index);
}

static const char *intent_name(int index)
{
    return ak_intent_get((enum ak_intent_kind)index)->name;
}

static void copy_member(const struct ak__node *object, const char *name, char *out, size_t size)
{
    struct ak__node node = ak__member(object, name);
    const char *text = ak__text(&node);

    ak_text_copy(out, size, text != NULL ? text : "");
}

static void read_error(const struct ak__node *root, struct ak_err *err)
{
    struct ak__node error = ak__member(root, "error");
    struct ak__node kind = ak__member(&error, "kind");
    struct ak__node status = ak__member(&error, "httpStatus");
    const char *name = ak__raw_text(&kind);

    *err = ak_err_none();
    if (error.json == NULL)
        return;
    err->kind = name != NULL ? ak_err_kind_from_name(name) : AK_ERR_NONE;
    if (err->kind == AK_ERR_NONE)
        err->kind = AK_ERR_REFUSED;
    err->http_status = (int)ak__number(&status).value;
    copy_member(&error, "code", err->code, sizeof err->code);
    copy_member(&error, "target", err->target, sizeof err->target);
    copy_member(&error, "requestId", err->request_id, sizeof err->request_id);
    copy_member(&error, "message", err->text, sizeof err->text);
}

static void read_line(const struct ak__node *root, struct ak_journal_line *line)
{
    struct ak__node at = ak__member(root, "at");

    line->event =
        (enum ak_journal_event)find_name(root, "event", event_name, AK_JOURNAL_EVENT_COUNT);
    line->at = ak__number(&at).value;
    for (size_t i = 0; i < TEXT_COUNT; i++)
        *(const char **)((char *)line + texts[i].offset) = read_text(root, i);
    line->err = ak_err_none();
    if (line->event == AK_JOURNAL_BEGIN)
        line->kind = (enum ak_intent_kind)find_name(root, "kind", intent_name, AK_INTENT_COUNT);
    if (line->event == AK_JOURNAL_ENDED) {
        line->state =
            (enum ak_operation_state)find_name(root, "state", state_name, AK_OPERATION_STATE_COUNT);
        read_error(root, &line->err);
    }
    if (line->id == NULL)
        ak__fail(root, "it names no operation");
}

int ak_wire_read_journal(const char *text, size_t len, struct ak_arena *arena,
                         struct ak_journal_line *out, struct ak_err *err)
{
    struct ak_journal_line line = {.id = NULL};
    struct ak__reader reader = {.arena = arena, .err = err};
    cJSON *json = NULL;
    int failed = ak__json_parse(text, len, &json, err);

    if (failed)
        return failed;
    struct ak__node root = ak__root(&reader, json);
    read_line(&root, &line);
    cJSON_Delete(json);
    if (!reader.failed)
        *out = line;
    return reader.failed;
}
