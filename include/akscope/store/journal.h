/* journal.h: changes that were asked for, on disk before they are sent. One file of JSON lines in
 * $XDG_STATE_HOME/akscope (mode 0600), appended and fsynced; a line that a crash cut short is
 * passed over. Several akscopes may write it at once. Beside it the audit log: one line for every
 * change that was sent, never shortened.
 *
 * The order that makes a crash harmless: begin (on disk) → the request goes out → accepted (on
 * disk, with its polling URL) → ended. Whoever finds `begin` without `accepted` reads the resource,
 * and never sends again. An operation of a process that still runs is that process's own.
 *
 * Reading and writing happen off the loop thread; the functions are for the loop thread. */
#ifndef AKSCOPE_STORE_JOURNAL_H
#define AKSCOPE_STORE_JOURNAL_H

#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/io/loop.h"
#include "akscope/model/intent.h"
#include "akscope/model/operation.h"
#include "akscope/store/store.h"

struct ak_journal;

struct ak_journal_options {
    struct ak_loop *loop;
    struct ak_store *store; /* gets the operations as a slot (AK_TOPIC_OPERATIONS, ""); or NULL */
    const struct ak_clock *clock;
    const char *folder; /* NULL: $XDG_STATE_HOME/akscope */
    bool in_memory;     /* no files at all: for a demo, whose Azure ends with it */
    const char *scope;  /* the ARM endpoint: operations of other endpoints are left alone */
    bool follows;       /* what other processes write is shown, and taken up when they die */
};

/* An operation that has to be taken up again: what the journal knows of it. Borrowed during the
 * call. */
struct ak_journal_open_end {
    const char *id;
    enum ak_intent_kind kind;
    const char *target;
    const char *method; /* of the request that was sent, or was about to be */
    const char *url;
    const char *etag;        /* of the target when the change was planned, or NULL */
    const char *polling_url; /* NULL: the answer was lost, or there was none to poll */
};
typedef void ak_journal_on_open_end(const struct ak_journal_open_end *open_end, void *context);

/* Called once when the file was read, never inside the call: first each open end of this scope that
 * no living process follows (it is this process's from now on), then on_ready. `err` says why there
 * is no journal; changes are then refused, since they could be forgotten. */
typedef void ak_journal_on_ready(const struct ak_err *err, void *context);

/* `on_open_end` may be NULL: then nothing is taken up. */
AK_NONNULL_ARGS(1, 3)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_journal *
ak_journal_new(const struct ak_journal_options *options, ak_journal_on_open_end *on_open_end,
               ak_journal_on_ready *on_ready, void *context);
/* No callback comes any more; what was handed over is still written, then it is freed. ak_loop_free
 * waits for that. */
void ak_journal_close(struct ak_journal *journal); /* NULL allowed */

struct ak_journal_begin {
    enum ak_intent_kind kind;
    const char *title, *target, *summary; /* summary may be NULL */
    const char *method, *url;
    /* Of the target as it was seen, or NULL: tells later whether anything happened. */
    const char *etag;
    const char *who; /* as the token says, or NULL: for the audit log */
};
/* `err` is NULL when the line is on disk, and then only may the request go out. */
typedef void ak_journal_on_written(const char *id, const struct ak_err *err, void *context);
AK_NONNULL_ARGS(1, 2, 3)
void ak_journal_begin(struct ak_journal *journal, const struct ak_journal_begin *begin,
                      ak_journal_on_written *on_written, void *context);

/* The next request of the same operation (registering a provider after its feature): as begin. */
AK_NONNULL_ARGS(1, 2, 3, 4)
void ak_journal_next(struct ak_journal *journal, const char *id,
                     const struct ak_journal_begin *next, ak_journal_on_written *on_written,
                     void *context);

/* Azure took it. `polling_url` and `note` may be NULL. Repeated calls tell of progress: only a new
 * polling URL is written, a new note is kept in memory. */
AK_NONNULL_ARGS(1, 2)
void ak_journal_accepted(struct ak_journal *journal, const char *id, const char *polling_url,
                         const char *request_id, const char *note);
/* It is over; `err` is NULL when it went well. Teaches how long this kind takes. */
AK_NONNULL_ARGS(1, 2)
void ak_journal_ended(struct ak_journal *journal, const char *id, enum ak_operation_state state,
                      const char *note, const struct ak_err *err);

/* The operations of this scope, the newest first, as a fresh payload of AK_TOPIC_OPERATIONS. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_payload *
ak_journal_payload(const struct ak_journal *journal);

/* How it is with the file, as it stands; nothing is changed, taken up or waited for. */
struct ak_journal_look {
    char *path;
    bool is_there;     /* false: nothing was ever asked for, and all else is 0 */
    unsigned mode;     /* permission bits */
    size_t changes;    /* of all scopes */
    size_t unfinished; /* of these */
    size_t abandoned;  /* of these: no living process follows them */
    size_t damaged_lines;
};

/* Looks at the journal in `folder` (NULL: $XDG_STATE_HOME/akscope); free out->path. Any thread;
 * blocks. AK_ERR_FILE when there is no folder, or the file can't be read or written. */
AK_NONNULL_ARGS(2, 3)
AK_MUST_USE int ak_journal_look(const char *folder, struct ak_journal_look *out,
                                struct ak_err *err);

#endif
