/* err.h: one failure as a value: what failed, why in Azure's own words, and what to do.
 *
 * A `struct ak_err` has a fixed size and owns nothing, so it crosses threads by assignment. Its
 * text is sanitised when it is set (see text.h): no control character from a server can reach a
 * terminal through it, and callers must never put a secret into it.
 *
 * Convention: a function that can fail returns 0, or the kind (never 0) and fills the
 * `struct ak_err *` that is its last argument. On success that argument is untouched, so calls can
 * be chained with `||`. The pointer is never NULL. Out-parameters are written on success only.
 *
 * Our own mistakes are not errors: AK_BUG aborts. Out of memory is fatal (see alloc.h).
 */
#ifndef AKSCOPE_BASE_ERR_H
#define AKSCOPE_BASE_ERR_H

#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"

enum ak_err_kind {
    AK_ERR_NONE = 0,
#define AK_ERROR(symbol, name, sentence, retry, exit_code, advice) AK_ERR_##symbol,
#include "akscope/base/errors.def"
#undef AK_ERROR
    AK_ERR_COUNT
};

/* When the same thing may be tried again. */
enum ak_retry {
    AK_RETRY_NEVER, /* the answer will be the same */
    AK_RETRY_READ,  /* a read may be repeated soon; a write never blindly */
    AK_RETRY_LATER, /* after a wait, or after something outside has changed */
};

enum { AK_ERR_TEXT_SIZE = 512, AK_ERR_CODE_SIZE = 96, AK_ERR_ID_SIZE = 64 };

struct ak_err {
    enum ak_err_kind kind;
    int http_status;               /* 0 where no HTTP answer was involved */
    int system_code;               /* errno, libuv's or ak_http_failed_step's number; 0 when none */
    int64_t retry_after_s;         /* seconds that the service asks to wait; -1 when it said none */
    char code[AK_ERR_CODE_SIZE];   /* the service's own code ("ResourceNotFound"), or "" */
    char target[AK_ERR_CODE_SIZE]; /* the field that the service names, or "" */
    char request_id[AK_ERR_ID_SIZE]; /* x-ms-request-id or the client request id, or "" */
    char text[AK_ERR_TEXT_SIZE]; /* the detail, one line; the service's message where it gave one */
};

/* An empty error: kind AK_ERR_NONE, retry_after_s -1. */
struct ak_err ak_err_none(void);

/* Fills *err with `kind` and a printf-formatted detail, sanitised and cut to size; everything else
 * is reset. Returns `kind`, so that `return ak_err_set(err, …)` reads well. Any thread. */
AK_NONNULL AK_PRINTF(3, 4) int ak_err_set(struct ak_err *err, enum ak_err_kind kind,
                                          const char *format, ...);

/* Sets the detail only, keeping kind, codes and ids. */
AK_NONNULL AK_PRINTF(2, 3) void ak_err_detail(struct ak_err *err, const char *format, ...);

/* Sets the service's code, target or request id from untrusted text, sanitised and cut. */
AK_NONNULL void ak_err_set_code(struct ak_err *err, const char *code);
AK_NONNULL void ak_err_set_target(struct ak_err *err, const char *target);
AK_NONNULL void ak_err_set_request_id(struct ak_err *err, const char *request_id);

/* Table look-ups. All return static text, never NULL. */
const char *ak_err_kind_name(enum ak_err_kind kind);
const char *ak_err_kind_sentence(enum ak_err_kind kind);
const char *ak_err_kind_advice(enum ak_err_kind kind);
enum ak_retry ak_err_kind_retry(enum ak_err_kind kind);
int ak_err_kind_exit_code(enum ak_err_kind kind);

/* The kind of that name, or AK_ERR_NONE. */
enum ak_err_kind ak_err_kind_from_name(const char *name);

/* The two halves of what a person is told: "<sentence>: <code>: <detail>", leaving out what is
 * empty and the detail's full stop; and what to do, "" where there is nothing to: to wait where the
 * service says how long. Into out (size bytes, not 0; always NUL-terminated, cut at a whole
 * cluster). Return out. */
AK_NONNULL const char *ak_err_reason(const struct ak_err *err, char *out, size_t size);
AK_NONNULL const char *ak_err_advice(const struct ak_err *err, char *out, size_t size);

/* Writes the whole sentence for a person likewise: "<reason>; <advice>". */
AK_NONNULL const char *ak_err_sentence(const struct ak_err *err, char *out, size_t size);

/* Prints file, line and message to standard error, restores the terminal (fatal.h) and aborts. */
AK_NORETURN AK_PRINTF(3, 4) void ak_bug_at(const char *file, int line, const char *format, ...);

/* A broken promise of our own code; never for input. */
#define AK_BUG(...) ak_bug_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
