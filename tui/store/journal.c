/* journal.c: what is written when. Memory is ahead of the disk: a line is applied at once and
 * written by the next job; jobs run one at a time, and what comes meanwhile is written by one job
 * together. */
#include "config.h"

#include "akscope/store/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/io/file.h"
#include "journal_int.h"

enum { ID_SIZE = 40, LOOK_EVERY_MS = 1000, ORPHANS_EVERY_MS = 20000 };

/* Somebody who waits until a line is on disk. */
struct waiter {
    char id[ID_SIZE];
    ak_journal_on_written *on_written;
    void *context;
};

struct ak_journal {
    struct ak_journal_options options;
    char *folder; /* with a slash at its end; NULL: there is none */
    char *scope;
    char self[AK__OWNER_SIZE];
    ak_journal_on_open_end *on_open_end;
    ak_journal_on_ready *on_ready;
    void *context;
    struct ak__book book;
    bool is_ready; /* on_ready was called */
    bool is_closing;
    bool is_running;
    bool wants_load;
    struct ak_buf lines, audit; /* to be written */
    bool is_too_long;           /* something to be written did not fit */
    struct ak_vec waiters;      /* struct waiter */
    struct ak_file_watch *watch;
    struct ak_timer *orphans;
    struct ak_timer *publishing; /* NULL: nobody to show them to */
};

/* What one job off the thread owns. */
struct job {
    struct ak_journal *journal;
    struct ak__journal_load load;
    bool is_load;
    struct ak_buf lines, audit;
    struct ak_vec waiters;
    int failed;
    struct ak_err err;
};

static void start_next(struct ak_journal *journal);

/* ---- what is shown ---- */

static struct ak_operation show_record(const struct ak_journal *journal,
                                       const struct ak__record *record, struct ak_arena *arena)
{
    struct ak_operation operation = record->operation;
    int learned = ak__book_usual_seconds(&journal->book, operation.kind);

    operation.id = ak_arena_strdup(arena, operation.id);
    operation.title = ak_arena_strdup(arena, operation.title);
    operation.target = ak_arena_strdup(arena, operation.target);
    operation.summary = ak_arena_strdup(arena, operation.summary);
    operation.note = ak_arena_strdup(arena, operation.note);
    operation.request_id = ak_arena_strdup(arena, operation.request_id);
    operation.is_learned = learned > 0;
    operation.usual_seconds = learned > 0 ? learned : ak_intent_get(operation.kind)->usual_seconds;
    operation.is_ours = record->owner != NULL && strcmp(record->owner, journal->self) == 0;
    return operation;
}

struct ak_payload *ak_journal_payload(const struct ak_journal *journal)
{
    size_t count = journal->book.records.len;
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_OPERATIONS, 0);
    struct ak_operation *items = ak_arena_alloc(payload->arena, count, sizeof *items);
    size_t used = 0;

    for (size_t i = count; i-- > 0;) {
        const struct ak__record *record = ak__book_at(&journal->book, i);

        if (record->begin.scope != NULL && strcmp(record->begin.scope, journal->scope) == 0)
            items[used++] = show_record(journal, record, payload->arena);
    }
    payload->as.operations = (struct ak_operations){.items = items, .count = used};
    return payload;
}

static void on_publish_timer(void *context)
{
    const struct ak_journal *journal = context;
    struct ak_delta delta = {.topic = AK_TOPIC_OPERATIONS,
                             .key = "",
                             .fetched_at = ak_clock_now(journal->options.clock)};

    delta.payload = ak_journal_payload(journal);
    ak_store_apply(journal->options.store, &delta);
}

/* Many changes of one turn are one for the store. */
static void publish(const struct ak_journal *journal)
{
    if (journal->publishing != NULL)
        ak_timer_start(journal->publishing, 0, 0);
}

/* ---- life ---- */

static void free_journal(struct ak_journal *journal)
{
    ak__book_release(&journal->book);
    ak_buf_release(&journal->lines);
    ak_buf_release(&journal->audit);
    ak_vec_release(&journal->waiters);
    free(journal->folder);
    free(journal->scope);
    free(journal);
}

static void tell_waiters(struct ak_journal *journal, struct ak_vec *waiters,
                         const struct ak_err *err)
{
    for (size_t i = 0; i < waiters->len; i++) {
        const struct waiter *waiter = ak_vec_at(waiters, i);

        if (!journal->is_closing && waiter->on_written != NULL)
            waiter->on_written(waiter->id, err, waiter->context);
    }
}

/* ---- reading ---- */

/* Notes are kept in memory only: what is known of an operation goes on in the book that was read.
 */
static void keep_notes(const struct ak__book *old, struct ak__book *new)
{
    for (size_t i = 0; i < new->records.len; i++) {
        struct ak__record *record = ak__book_at(new, i);
        const struct ak__record *before = ak__book_find(old, record->operation.id);

        if (before != NULL && before->operation.note != NULL &&
            !ak_operation_is_over(record->operation.state))
            record->operation.note = ak_arena_strdup(record->arena, before->operation.note);
    }
}

static void take_book(struct ak_journal *journal, struct ak__book *book)
{
    struct ak__book old = journal->book;

    keep_notes(&old, book);
    journal->book = *book;
    ak__book_release(&old);
    /* Lines that were handed over while the file was read are not in it yet. */
    (void)ak__book_read(&journal->book, ak_buf_text(&journal->lines), journal->lines.len);
}

static void tell_open_end(struct ak_journal *journal, const char *id)
{
    const struct ak__record *record = ak__book_find(&journal->book, id);

    if (record == NULL || journal->on_open_end == NULL)
        return;
    struct ak_journal_open_end open_end = {.id = record->operation.id,
                                           .kind = record->operation.kind,
                                           .target = record->operation.target,
                                           .method = record->begin.method,
                                           .url = record->begin.url,
                                           .etag = record->begin.etag,
                                           .polling_url = record->polling_url};
    journal->on_open_end(&open_end, journal->context);
}

static void on_file_change(void *context)
{
    struct ak_journal *journal = context;

    journal->wants_load = true;
    start_next(journal);
}

/* Somebody else's operation that is still open may have lost its process. */
static void on_orphans_timer(void *context)
{
    struct ak_journal *journal = context;

    for (size_t i = 0; i < journal->book.records.len; i++) {
        const struct ak__record *record = ak__book_at(&journal->book, i);
        bool is_open = !ak_operation_is_over(record->operation.state);

        if (is_open && record->owner != NULL && strcmp(record->owner, journal->self) != 0) {
            on_file_change(journal);
            return;
        }
    }
}

static void follow_file(struct ak_journal *journal)
{
    char *path;

    if (!journal->options.follows || journal->folder == NULL || journal->watch != NULL ||
        journal->is_closing)
        return;
    path = ak_asprintf("%s" AK__JOURNAL_NAME, journal->folder);
    journal->watch =
        ak_file_watch_open(journal->options.loop, path, LOOK_EVERY_MS, on_file_change, journal);
    journal->orphans = ak_timer_new(journal->options.loop, on_orphans_timer, journal);
    ak_timer_start(journal->orphans, ORPHANS_EVERY_MS, ORPHANS_EVERY_MS);
    free(path);
}

static void tell_ready(struct ak_journal *journal, const struct ak_err *err)
{
    if (journal->is_ready || journal->is_closing)
        return;
    journal->is_ready = true;
    if (journal->on_ready != NULL)
        journal->on_ready(err, journal->context);
}

static void finish_load(struct ak_journal *journal, struct ak__journal_load *load)
{
    if (load->failed) {
        ak__book_release(&load->book);
        ak_log(AK_LOG_ERROR, "the journal can't be read: %s", load->err.text);
        tell_ready(journal, &load->err);
    } else {
        take_book(journal, &load->book);
        follow_file(journal);
        for (size_t i = 0; i < load->adopted.len && !journal->is_closing; i++)
            tell_open_end(journal, *(char **)ak_vec_at(&load->adopted, i));
        tell_ready(journal, NULL);
        publish(journal);
    }
    for (size_t i = 0; i < load->adopted.len; i++)
        free(*(char **)ak_vec_at(&load->adopted, i));
    ak_vec_release(&load->adopted);
}

/* ---- writing ---- */

/* A change whose line is not on disk is not sent: it has ended before it began. */
static void forget_unwritten(struct ak_journal *journal, const struct ak_vec *waiters,
                             const struct ak_err *err)
{
    for (size_t i = 0; i < waiters->len; i++) {
        const struct waiter *waiter = ak_vec_at(waiters, i);
        struct ak_journal_line line = {.event = AK_JOURNAL_ENDED,
                                       .id = waiter->id,
                                       .at = ak_clock_now(journal->options.clock),
                                       .state = AK_OPERATION_FAILED,
                                       .err = *err};

        ak__book_apply(&journal->book, &line);
    }
}

static void finish_append(struct ak_journal *journal, struct job *job)
{
    if (job->failed) {
        ak_log(AK_LOG_ERROR, "the journal can't be written: %s", job->err.text);
        forget_unwritten(journal, &job->waiters, &job->err);
        publish(journal);
    }
    tell_waiters(journal, &job->waiters, job->failed ? &job->err : NULL);
}

static void run_job(void *context)
{
    struct job *job = context;

    if (job->load.folder == NULL)
        return; /* in memory only */
    if (job->is_load)
        ak__journal_load(&job->load);
    else if (!job->failed)
        job->failed = ak__journal_append(job->load.folder, &job->lines, &job->audit, &job->err);
}

static void on_job_done(void *context, bool cancelled)
{
    struct job *job = context;
    struct ak_journal *journal = job->journal;

    (void)cancelled; /* nobody cancels these */
    journal->is_running = false;
    if (job->is_load)
        finish_load(journal, &job->load);
    else
        finish_append(journal, job);
    ak_buf_release(&job->lines);
    ak_buf_release(&job->audit);
    ak_vec_release(&job->waiters);
    free(job);
    start_next(journal);
}

/* The job takes over what waits; the journal goes on with empty buffers. */
static struct job *make_append(struct ak_journal *journal)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->lines = journal->lines;
    job->audit = journal->audit;
    job->waiters = journal->waiters;
    job->err = ak_err_none();
    if (journal->is_too_long)
        job->failed = ak_err_set(&job->err, AK_ERR_TOO_LARGE, "too many changes at once");
    journal->is_too_long = false;
    journal->lines = ak_buf_init(AK_LIMIT_JOURNAL);
    journal->audit = ak_buf_init(AK_LIMIT_JOURNAL);
    journal->waiters = ak_vec_init(sizeof(struct waiter));
    return job;
}

static struct job *make_load(struct ak_journal *journal)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->is_load = true;
    job->load = (struct ak__journal_load){.book = ak__book_init(),
                                          .adopted = ak_vec_init(sizeof(char *)),
                                          .err = ak_err_none(),
                                          .scope = journal->scope,
                                          .self = journal->self,
                                          .now = ak_clock_now(journal->options.clock),
                                          .adopts = journal->on_open_end != NULL};
    job->lines = ak_buf_init(0);
    job->audit = ak_buf_init(0);
    job->waiters = ak_vec_init(sizeof(struct waiter));
    journal->wants_load = false;
    return job;
}

static void start_next(struct ak_journal *journal)
{
    bool has_lines = journal->lines.len > 0 || journal->waiters.len > 0;
    struct job *job;

    if (journal->is_running)
        return;
    if (journal->is_closing && !has_lines) {
        free_journal(journal);
        return;
    }
    if (has_lines && (journal->is_ready || journal->is_closing))
        job = make_append(journal);
    else if (journal->wants_load)
        job = make_load(journal);
    else
        return;
    job->journal = journal;
    job->load.folder = journal->folder;
    journal->is_running = true;
    ak_work_start(journal->options.loop, run_job, on_job_done, job);
}

/* ---- from outside ---- */

/* Without a folder nothing can be written: everything is refused, soon. */
static void refuse_all(void *context)
{
    struct ak_journal *journal = context;
    struct ak_err err = ak_err_none();
    struct ak_vec waiters = journal->waiters;

    journal->is_running = false;
    ak_err_set(&err, AK_ERR_FILE, "there is no folder for the journal: set XDG_STATE_HOME or HOME");
    journal->waiters = ak_vec_init(sizeof(struct waiter));
    ak_buf_clear(&journal->lines);
    ak_buf_clear(&journal->audit);
    tell_ready(journal, &err);
    forget_unwritten(journal, &waiters, &err);
    tell_waiters(journal, &waiters, &err);
    ak_vec_release(&waiters);
    if (journal->is_closing)
        free_journal(journal);
}

static void wake(struct ak_journal *journal)
{
    if (journal->folder != NULL || journal->options.in_memory) {
        start_next(journal);
    } else if (!journal->is_running) {
        journal->is_running = true;
        ak_loop_later(journal->options.loop, refuse_all, journal);
    }
}

struct ak_journal *ak_journal_new(const struct ak_journal_options *options,
                                  ak_journal_on_open_end *on_open_end,
                                  ak_journal_on_ready *on_ready, void *context)
{
    struct ak_journal *journal = ak_alloc(1, sizeof *journal);

    journal->options = *options;
    if (!options->in_memory)
        journal->folder = options->folder != NULL ? ak_asprintf("%s/", options->folder)
                                                  : ak_file_user_path("STATE", "");
    journal->scope = ak_strdup(options->scope);
    ak__owner_self(journal->self);
    journal->on_open_end = on_open_end;
    journal->on_ready = on_ready;
    journal->context = context;
    journal->book = ak__book_init();
    journal->lines = ak_buf_init(AK_LIMIT_JOURNAL);
    journal->audit = ak_buf_init(AK_LIMIT_JOURNAL);
    journal->waiters = ak_vec_init(sizeof(struct waiter));
    journal->wants_load = true;
    if (options->store != NULL)
        journal->publishing = ak_timer_new(options->loop, on_publish_timer, journal);
    wake(journal);
    return journal;
}

void ak_journal_close(struct ak_journal *journal)
{
    if (journal == NULL)
        return;
    journal->is_closing = true;
    ak_file_watch_close(journal->watch);
    ak_timer_close(journal->orphans);
    ak_timer_close(journal->publishing);
    journal->watch = NULL;
    journal->orphans = NULL;
    journal->publishing = NULL;
    if (!journal->is_running)
        start_next(journal);
}

static void make_id(const struct ak_journal *journal, char out[ID_SIZE])
{
    uint32_t random = 0;

    /* Enough to tell operations of one second apart; where it fails, the count does. */
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        random = (uint32_t)journal->book.records.len;
    snprintf(out, ID_SIZE, "%010" PRIx64 "-%08" PRIx32,
             (uint64_t)ak_clock_now(journal->options.clock) & 0xffffffffff, random);
}

static void wait_for_disk(struct ak_journal *journal, const char *id,
                          ak_journal_on_written *on_written, void *context)
{
    struct waiter *waiter = ak_vec_push(&journal->waiters);

    snprintf(waiter->id, sizeof waiter->id, "%s", id);
    waiter->on_written = on_written;
    waiter->context = context;
}

/* Applies a line and hands it to the next job, with what the audit log says of it ("": nothing). */
static void put_line(struct ak_journal *journal, const struct ak_journal_line *line,
                     const char *outcome)
{
    const struct ak__record *record;
    bool fits = ak_wire_write_journal(line, &journal->lines);

    ak__book_apply(&journal->book, line);
    record = ak__book_find(&journal->book, line->id);
    if (outcome[0] != '\0' && record != NULL) {
        struct ak_journal_line audit = record->begin;

        audit.at = line->at;
        audit.err = line->err;
        audit.request_id = record->operation.request_id;
        fits = ak_wire_write_audit(&audit, outcome, &journal->audit) && fits;
    }
    journal->is_too_long = journal->is_too_long || !fits;
    publish(journal);
    wake(journal);
}

static struct ak_journal_line line_of(const struct ak_journal *journal, enum ak_journal_event event,
                                      const char *id)
{
    return (struct ak_journal_line){
        .event = event, .id = id, .at = ak_clock_now(journal->options.clock), .err = ak_err_none()};
}

void ak_journal_begin(struct ak_journal *journal, const struct ak_journal_begin *begin,
                      ak_journal_on_written *on_written, void *context)
{
    char id[ID_SIZE];
    struct ak_journal_line line;

    make_id(journal, id);
    line = line_of(journal, AK_JOURNAL_BEGIN, id);
    line.owner = journal->self;
    line.kind = begin->kind;
    line.scope = journal->scope;
    line.title = begin->title;
    line.target = begin->target;
    line.summary = begin->summary;
    line.who = begin->who;
    line.method = begin->method;
    line.url = begin->url;
    line.etag = begin->etag;
    wait_for_disk(journal, id, on_written, context);
    put_line(journal, &line, "requested");
}

void ak_journal_next(struct ak_journal *journal, const char *id,
                     const struct ak_journal_begin *next, ak_journal_on_written *on_written,
                     void *context)
{
    struct ak_journal_line line = line_of(journal, AK_JOURNAL_NEXT, id);

    line.owner = journal->self;
    line.method = next->method;
    line.url = next->url;
    line.etag = next->etag;
    wait_for_disk(journal, id, on_written, context);
    put_line(journal, &line, "requested");
}

void ak_journal_accepted(struct ak_journal *journal, const char *id, const char *polling_url,
                         const char *request_id, const char *note)
{
    struct ak_journal_line line = line_of(journal, AK_JOURNAL_ACCEPTED, id);
    const struct ak__record *record = ak__book_find(&journal->book, id);
    bool is_news = record != NULL &&
                   (record->operation.state != AK_OPERATION_ACCEPTED ||
                    (polling_url != NULL && (record->polling_url == NULL ||
                                             strcmp(record->polling_url, polling_url) != 0)));

    if (record == NULL)
        return;
    line.polling_url = polling_url;
    line.request_id = request_id;
    line.note = note;
    if (is_news) {
        put_line(journal, &line, "");
    } else {
        ak__book_apply(&journal->book, &line);
        publish(journal);
    }
}

void ak_journal_ended(struct ak_journal *journal, const char *id, enum ak_operation_state state,
                      const char *note, const struct ak_err *err)
{
    struct ak_journal_line line = line_of(journal, AK_JOURNAL_ENDED, id);

    line.state = state;
    line.note = note;
    if (err != NULL)
        line.err = *err;
    put_line(journal, &line, ak_operation_state_name(state));
}
