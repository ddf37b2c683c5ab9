/* arm_int.h: the client's parts.
 *
 *   ops.c       the table of operations and their URLs
 *   gate.c      when a subscription may be asked again
 *   lro.c       long-running operations as a state machine
 *   exchange.c  one request with a token, and again with a new one when that is refused
 *   arm.c       the client: its life, its gates
 *   read.c      one read: its turn, requests, pages, retries
 *   write.c     the driver that feeds lro.c
 */
#ifndef AKSCOPE_ARM_ARM_INT_H
#define AKSCOPE_ARM_ARM_INT_H

#include <sys/queue.h>

#include "akscope/arm/arm.h"
#include "akscope/arm/gate.h"
#include "akscope/base/buf.h"
#include "akscope/base/vec.h"

struct ak_lro_call;

TAILQ_HEAD(ak__calls, ak_arm_call);
TAILQ_HEAD(ak__writes, ak_lro_call);

struct ak_arm {
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    const struct ak_clock *clock;
    char *endpoint; /* without a slash at its end */
    int max_tries;
    int64_t first_wait_ms;
    bool is_closing;
    unsigned reads;          /* not completed */
    unsigned requests;       /* of reads, on the network */
    unsigned write_requests; /* of writes, on the network */
    struct ak__calls calls;  /* all reads that have not completed */
    struct ak__calls queue;  /* reads whose next request waits for its turn, longest first */
    struct ak__writes writes;
    struct ak_vec gates; /* struct ak__gate_entry; entries never go, so indices stay */
    uint64_t random;     /* state of the jitter */
    int64_t clock_ahead_s;
};

/* ---- ops.c ---- */
struct ak__op_info {
    const char *method;
    const char *path;
    const char *version;
    enum ak_codec codec;
    unsigned flags;
};

const struct ak__op_info *ak__op_get(enum ak_op op);

/* The absolute URL, appended to out. False when it does not fit or a parameter is missing or can't
 * be one: an id without a leading slash, with an empty or "." or ".." segment, another parameter
 * that is one of these or has a quote. */
AK_NONNULL AK_MUST_USE bool ak__op_url(const char *endpoint, enum ak_op op,
                                       const struct ak_arm_target *target, struct ak_buf *out);

/* ---- arm.c ---- */
struct ak__gate_entry {
    char *subscription_id; /* "" for what belongs to none */
    struct ak_gate gate;
    struct ak_err last; /* what closed it last */
};

/* Tells a gate of a failure, which it may close on. */
void ak__arm_gate_fail(struct ak_arm *arm, size_t index, const struct ak_err *err);

/* What closed a gate last. */
const struct ak_err *ak__arm_gate_error(const struct ak_arm *arm, size_t index);

/* The gate of the target's subscription: its index in arm->gates, made when there is none. */
size_t ak__arm_gate_index(struct ak_arm *arm, const struct ak_arm_target *target);
struct ak_gate *ak__arm_gate(const struct ak_arm *arm, size_t index);

/* In [0, 1); spreads waits, nothing else. */
double ak__arm_jitter(struct ak_arm *arm);

/* Frees a closing client when nothing is left. The last thing that a completion does. */
void ak__arm_finish_close(struct ak_arm *arm);

/* ---- exchange.c ---- */
struct ak__exchange;

/* What to ask; the strings must last until the completion. */
struct ak__request {
    const char *method;
    const char *url;
    const char *body;          /* JSON or NULL */
    const char *if_match;      /* or NULL */
    const char *if_none_match; /* or NULL */
};

struct ak__answer {
    const struct ak_http_response *response; /* NULL: none came, see err */
    struct ak_err err;     /* AK_ERR_NONE exactly when the status is 2xx; else with all details */
    int64_t retry_after_s; /* -1: none */
    char request_id[AK_ERR_ID_SIZE]; /* the service's, else ours */
};

/* Valid during the call. */
typedef void ak__exchange_on_done(const struct ak__answer *answer, void *context);

/* One completion, never inside the call. */
struct ak__exchange *ak__exchange_start(struct ak_arm *arm, const struct ak__request *request,
                                        ak__exchange_on_done *on_done, void *context);

/* The completion comes later, with AK_ERR_CANCELLED. Not for one whose completion has begun. */
void ak__exchange_cancel(struct ak__exchange *exchange);

/* ---- read.c, write.c ---- */
void ak__arm_cancel_reads(struct ak_arm *arm);
void ak__arm_cancel_writes(struct ak_arm *arm);

#endif
