/* journal_file.c: what is done to the file, off the loop thread. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/io/file.h"
#include "journal_int.h"

enum { SHORTEN_ABOVE = 1024 * 1024, KEEP_ENDED = 300 };

static const char lock_name[] = "journal.lock";
static const char audit_name[] = "audit.jsonl";

/* ---- reading ---- */

static int read_file(struct ak__journal_load *load, const char *path, char **text, size_t *len)
{
    struct ak_err err = ak_err_none();

    *text = NULL;
    *len = 0;
    if (access(path, F_OK) != 0)
        return 0; /* nothing was ever asked for */
    if (ak_file_read(path, AK_LIMIT_JOURNAL, text, len, &err) == 0)
        return 0;
    load->failed = true;
    load->err = err;
    return (int)err.kind;
}

/* ---- adopting ---- */

static bool is_orphan(const struct ak__journal_load *load, const struct ak__record *record)
{
    return !ak_operation_is_over(record->operation.state) && record->begin.scope != NULL &&
           strcmp(record->begin.scope, load->scope) == 0 &&
           (record->owner == NULL ||
            (strcmp(record->owner, load->self) != 0 && !ak__owner_is_alive(record->owner)));
}

/* Makes this process the one that follows what nobody does any more. */
static void adopt_orphans(struct ak__journal_load *load, struct ak_buf *lines)
{
    for (size_t i = 0; i < load->book.records.len; i++) {
        const struct ak__record *record = ak__book_at(&load->book, i);
        struct ak_journal_line line = {.event = AK_JOURNAL_ADOPTED,
                                       .id = record->operation.id,
                                       .at = load->now,
                                       .owner = load->self};

        if (!is_orphan(load, record) || !ak_wire_write_journal(&line, lines))
            continue;
        ak__book_apply(&load->book, &line);
        *(char **)ak_vec_push(&load->adopted) = ak_strdup(record->operation.id);
    }
}

/* ---- shortening ---- */

static bool write_record(const struct ak__record *record, struct ak_buf *out)
{
    struct ak_journal_line begin = record->begin;
    struct ak_journal_line accepted = {.event = AK_JOURNAL_ACCEPTED,
                                       .id = begin.id,
                                       .at = begin.at,
                                       .polling_url = record->polling_url,
                                       .request_id = record->operation.request_id};
    struct ak_journal_line ended = {.event = AK_JOURNAL_ENDED,
                                    .id = begin.id,
                                    .at = record->operation.ended_at,
                                    .state = record->operation.state,
                                    .note = record->operation.note,
                                    .err = record->operation.err};

    begin.owner = record->owner;
    return ak_wire_write_journal(&begin, out) &&
           (record->operation.state == AK_OPERATION_REQUESTED ||
            ak_wire_write_journal(&accepted, out)) &&
           (!ak_operation_is_over(record->operation.state) || ak_wire_write_journal(&ended, out));
}

/* Leaves out the oldest of what is over. */
static void shorten(const struct ak__journal_load *load, const char *path)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_JOURNAL);
    struct ak_err err = ak_err_none();
    size_t count = load->book.records.len;
    bool fits = true;

    for (size_t i = 0; i < count && fits; i++) {
        const struct ak__record *record = ak__book_at(&load->book, i);

        if (i + KEEP_ENDED >= count || !ak_operation_is_over(record->operation.state))
            fits = write_record(record, &out);
    }
    if (!fits || ak_file_replace(path, ak_buf_text(&out), out.len, &err) != 0)
        ak_log(AK_LOG_ERROR, "the journal stays as long as it is: %s", err.text);
    ak_buf_release(&out);
}

/* ---- jobs ---- */

static void load_locked(struct ak__journal_load *load, const char *path)
{
    struct ak_buf lines = ak_buf_init(AK_LIMIT_JOURNAL);
    char *text;
    size_t len;

    if (read_file(load, path, &text, &len) != 0)
        return;
    if (text != NULL)
        (void)ak__book_read(&load->book, text, len);
    free(text);
    if (load->adopts)
        adopt_orphans(load, &lines);
    if (lines.len > 0 && ak_file_append(path, lines.bytes, lines.len, &load->err) != 0)
        load->failed = true;
    else if (load->adopts && len > SHORTEN_ABOVE)
        shorten(load, path);
    ak_buf_release(&lines);
}

void ak__journal_load(struct ak__journal_load *load)
{
    char *path = ak_asprintf("%s%s", load->folder, AK__JOURNAL_NAME);
    char *lock_path = ak_asprintf("%s%s", load->folder, lock_name);
    int lock;

    if (ak_file_lock(lock_path, &lock, &load->err) != 0) {
        load->failed = true;
    } else {
        load_locked(load, path);
        ak_file_unlock(lock);
    }
    free(lock_path);
    free(path);
}

static int append_to(const char *folder, const char *name, const struct ak_buf *bytes,
                     struct ak_err *err)
{
    char *path;
    int failed;

    if (bytes->len == 0)
        return 0;
    path = ak_asprintf("%s%s", folder, name);
    failed = ak_file_append(path, bytes->bytes, bytes->len, err);
    free(path);
    return failed;
}

int ak__journal_append(const char *folder, const struct ak_buf *lines, const struct ak_buf *audit,
                       struct ak_err *err)
{
    char *lock_path = ak_asprintf("%s%s", folder, lock_name);
    int lock;
    int failed = ak_file_lock(lock_path, &lock, err);

    if (!failed) {
        failed = append_to(folder, AK__JOURNAL_NAME, lines, err);
        if (!failed)
            failed = append_to(folder, audit_name, audit, err);
        ak_file_unlock(lock);
    }
    free(lock_path);
    return failed;
}
