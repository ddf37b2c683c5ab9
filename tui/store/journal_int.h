/* journal_int.h: the journal's parts.
 *
 *   journal.c        what happens when, on the loop thread; one job at a time off it
 *   journal_book.c   operations in memory, line by line
 *   journal_file.c   the jobs: reading all, adopting, shortening, appending
 *   journal_look.c   how it is with the file, for whoever wants to know only that
 *   journal_owner.c  which process wrote a line, and does it still run
 */
#ifndef AKSCOPE_STORE_JOURNAL_INT_H
#define AKSCOPE_STORE_JOURNAL_INT_H

#include "akscope/base/vec.h"
#include "akscope/store/journal.h"
#include "akscope/wire/journal.h"

/* ---- journal_owner.c ---- */
enum { AK__OWNER_SIZE = 256 };

/* This process, told from every other one on every machine: host, boot, process, its start. */
AK_NONNULL const char *ak__owner_self(char out[AK__OWNER_SIZE]);
/* Does the process that wrote this still run? Of another machine's nobody knows: true. Reads
 * /proc. */
AK_NONNULL bool ak__owner_is_alive(const char *owner);

/* ---- journal_book.c ---- */

/* What the lines about one operation come to. */
struct ak__record {
    struct ak_arena *arena;
    struct ak_journal_line begin;  /* the last BEGIN or NEXT, its texts in the arena */
    struct ak_operation operation; /* what is shown */
    const char *owner;             /* who follows it */
    const char *polling_url;
};

struct ak__book {
    struct ak_vec records; /* struct ak__record *, in the order they began */
};

struct ak__book ak__book_init(void);
AK_NONNULL void ak__book_release(struct ak__book *book);
/* Applies a line; one about an unknown operation is passed over. */
AK_NONNULL void ak__book_apply(struct ak__book *book, const struct ak_journal_line *line);
/* Applies the lines of a text. One that is none (cut short by a crash, or somebody's edit) costs
 * itself, not the journal; how many these are is the result. */
AK_NONNULL size_t ak__book_read(struct ak__book *book, const char *text, size_t len);
AK_NONNULL struct ak__record *ak__book_find(const struct ak__book *book, const char *id);
AK_NONNULL struct ak__record *ak__book_at(const struct ak__book *book, size_t i);
/* Median length of the last successful operations of a kind, in seconds; 0 when there was none. */
AK_NONNULL int ak__book_usual_seconds(const struct ak__book *book, enum ak_intent_kind kind);

/* ---- journal_file.c ---- */

#define AK__JOURNAL_NAME "journal.jsonl"

/* Reads the whole file into a book, whatever is wrong in it. */
struct ak__journal_load {
    const char *folder; /* with a slash at its end */
    const char *scope;
    const char *self;
    int64_t now;
    bool adopts;
    struct ak__book book;  /* out */
    struct ak_vec adopted; /* out: char *, ids */
    bool failed;           /* out */
    struct ak_err err;     /* out */
};
AK_NONNULL void ak__journal_load(struct ak__journal_load *load);

/* Appends to the journal and to the audit log, under the lock. */
AK_NONNULL AK_MUST_USE int ak__journal_append(const char *folder, const struct ak_buf *lines,
                                              const struct ak_buf *audit, struct ak_err *err);

#endif
