/* journal_book.c: operations, as the lines about them tell. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "journal_int.h"

enum { LEARN_FROM = 20 };

struct ak__book ak__book_init(void)
{
    return (struct ak__book){.records = ak_vec_init(sizeof(struct ak__record *))};
}

struct ak__record *ak__book_at(const struct ak__book *book, size_t i)
{
    return *(struct ak__record **)ak_vec_at(&book->records, i);
}

void ak__book_release(struct ak__book *book)
{
    for (size_t i = 0; i < book->records.len; i++) {
        struct ak__record *record = ak__book_at(book, i);

        ak_arena_free(record->arena);
        free(record);
    }
    ak_vec_release(&book->records);
}

struct ak__record *ak__book_find(const struct ak__book *book, const char *id)
{
    for (size_t i = book->records.len; i-- > 0;) {
        if (strcmp(ak__book_at(book, i)->operation.id, id) == 0)
            return ak__book_at(book, i);
    }
    return NULL;
}

static const char *keep(const struct ak__record *record, const char *text)
{
    return ak_arena_strdup(record->arena, text);
}

/* What a request says of itself; a NEXT leaves out what its BEGIN has said. */
static void take_request(struct ak__record *record, const struct ak_journal_line *line)
{
    record->begin.method = keep(record, line->method);
    record->begin.url = keep(record, line->url);
    record->begin.etag = keep(record, line->etag);
    record->owner = keep(record, line->owner);
    record->polling_url = NULL;
    record->operation.state = AK_OPERATION_REQUESTED;
}

static void begin(struct ak__book *book, const struct ak_journal_line *line)
{
    struct ak__record *record = ak_alloc(1, sizeof *record);

    record->arena = ak_arena_new(1024);
    record->begin.event = AK_JOURNAL_BEGIN;
    record->begin.kind = line->kind;
    record->begin.at = line->at;
    record->begin.id = keep(record, line->id);
    record->begin.scope = keep(record, line->scope);
    record->begin.title = keep(record, line->title);
    record->begin.target = keep(record, line->target);
    record->begin.summary = keep(record, line->summary);
    record->begin.who = keep(record, line->who);
    record->begin.err = ak_err_none();
    record->operation = (struct ak_operation){.id = record->begin.id,
                                              .kind = line->kind,
                                              .title = record->begin.title,
                                              .target = record->begin.target,
                                              .summary = record->begin.summary,
                                              .started_at = line->at,
                                              .err = ak_err_none()};
    take_request(record, line);
    *(struct ak__record **)ak_vec_push(&book->records) = record;
}

static void set_note(struct ak__record *record, const char *note)
{
    const char *old = record->operation.note;

    if (note != NULL && (old == NULL || strcmp(old, note) != 0))
        record->operation.note = keep(record, note);
}

static void accepted(struct ak__record *record, const struct ak_journal_line *line)
{
    record->operation.state = AK_OPERATION_ACCEPTED;
    if (line->polling_url != NULL)
        record->polling_url = keep(record, line->polling_url);
    if (line->request_id != NULL)
        record->operation.request_id = keep(record, line->request_id);
    set_note(record, line->note);
}

static void ended(struct ak__record *record, const struct ak_journal_line *line)
{
    record->operation.state = ak_operation_is_over(line->state) ? line->state : AK_OPERATION_LOST;
    record->operation.ended_at = line->at;
    record->operation.err = line->err;
    record->operation.note = NULL;
    set_note(record, line->note);
}

static bool can_begin(const struct ak_journal_line *line)
{
    return line->event == AK_JOURNAL_BEGIN && line->title != NULL && line->target != NULL &&
           line->method != NULL && line->url != NULL;
}

static void go_on(struct ak__record *record, const struct ak_journal_line *line)
{
    switch (line->event) {
    case AK_JOURNAL_NEXT:
        take_request(record, line);
        break;
    case AK_JOURNAL_ACCEPTED:
        accepted(record, line);
        break;
    case AK_JOURNAL_ADOPTED:
        record->owner = keep(record, line->owner);
        break;
    case AK_JOURNAL_ENDED:
        ended(record, line);
        break;
    case AK_JOURNAL_BEGIN: /* an id begins once */
    case AK_JOURNAL_EVENT_COUNT:
        break;
    }
}

void ak__book_apply(struct ak__book *book, const struct ak_journal_line *line)
{
    struct ak__record *record = ak__book_find(book, line->id);

    if (record == NULL && can_begin(line))
        begin(book, line);
    else if (record != NULL && !ak_operation_is_over(record->operation.state))
        go_on(record, line);
}

size_t ak__book_read(struct ak__book *book, const char *text, size_t len)
{
    struct ak_arena *arena = ak_arena_new(0);
    const char *end = text + len;
    size_t damaged = 0;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t size = (size_t)((newline != NULL ? newline : end) - text);
        struct ak_journal_line line;
        struct ak_err err = ak_err_none();

        if (size > 0 && ak_wire_read_journal(text, size, arena, &line, &err) == 0) {
            ak__book_apply(book, &line);
        } else if (size > 0) {
            ak_log(AK_LOG_ERROR, "a line of the journal is passed over: %s", err.text);
            damaged++;
        }
        text += size + 1;
    }
    ak_arena_free(arena);
    return damaged;
}

static int compare_lengths(const void *a, const void *b)
{
    int left = *(const int *)a;
    int right = *(const int *)b;

    return (left > right) - (left < right);
}

int ak__book_usual_seconds(const struct ak__book *book, enum ak_intent_kind kind)
{
    int lengths[LEARN_FROM];
    size_t count = 0;

    for (size_t i = book->records.len; i-- > 0 && count < LEARN_FROM;) {
        const struct ak_operation *operation = &ak__book_at(book, i)->operation;

        if (operation->kind == kind && operation->state == AK_OPERATION_DONE &&
            operation->ended_at > operation->started_at)
            lengths[count++] = (int)(operation->ended_at - operation->started_at);
    }
    if (count == 0)
        return 0;
    qsort(lengths, count, sizeof lengths[0], compare_lengths);
    return lengths[count / 2];
}
