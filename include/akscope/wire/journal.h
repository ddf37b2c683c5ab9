/* journal.h: one line of the journal and of the audit log as JSON, both ways. Addresses are kept as
 * they are (a polling URL is signed: one changed letter and it is worthless), all other texts are
 * sanitised when they are read, since a file can be changed by others. Any thread. */
#ifndef AKSCOPE_WIRE_JOURNAL_H
#define AKSCOPE_WIRE_JOURNAL_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/model/operation.h"

enum ak_journal_event {
    AK_JOURNAL_BEGIN,    /* about to send the first request of an operation */
    AK_JOURNAL_NEXT,     /* about to send another one of it */
    AK_JOURNAL_ACCEPTED, /* Azure took the request, or its polling URL changed */
    AK_JOURNAL_ADOPTED,  /* another process follows it from here on */
    AK_JOURNAL_ENDED,
    AK_JOURNAL_EVENT_COUNT
};

/* NULL and 0 stand for what a line does not say. */
struct ak_journal_line {
    enum ak_journal_event event;
    const char *id;    /* of the operation */
    int64_t at;        /* wall seconds */
    const char *owner; /* the process that wrote the line (store/journal_owner) */
    /* BEGIN */
    enum ak_intent_kind kind;
    const char *scope; /* the ARM endpoint */
    const char *title, *target, *summary, *who;
    /* BEGIN and NEXT */
    const char *method, *url;
    const char *etag; /* of the target when it was planned */
    /* ACCEPTED */
    const char *polling_url, *request_id;
    /* ACCEPTED and ENDED */
    const char *note;
    /* ENDED */
    enum ak_operation_state state;
    struct ak_err err;
};

/* Appends the line, its newline included. False when it does not fit. */
AK_NONNULL AK_MUST_USE bool ak_wire_write_journal(const struct ak_journal_line *line,
                                                  struct ak_buf *out);

/* Reads one line (without its newline) into *out, its texts into the arena. AK_ERR_MALFORMED for
 * what is no line of a journal: such lines are to be passed over. */
AK_NONNULL AK_MUST_USE int ak_wire_read_journal(const char *text, size_t len,
                                                struct ak_arena *arena, struct ak_journal_line *out,
                                                struct ak_err *err);

/* Appends a line of the audit log for a change that is sent (`line` is its BEGIN or NEXT) or has
 * ended (its BEGIN, with state and err of the end): when, who, what, target, request id, outcome.
 */
AK_NONNULL AK_MUST_USE bool ak_wire_write_audit(const struct ak_journal_line *line,
                                                const char *outcome, struct ak_buf *out);

#endif
