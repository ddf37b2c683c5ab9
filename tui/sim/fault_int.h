/* fault_int.h: what goes wrong, when and how often: `--fault SPEC`, parsed and drawn. A fault is
 * drawn from its own seeded sequence, so that the same requests in the same order meet the same
 * faults on every machine. Pure; one thread.
 *
 *   SPEC   KIND[:VALUE][:RATE][:RETRY-AFTER][@[METHOD:]PATH]
 *   RATE   0.25, 25%, or xN: only the first N requests that the fault applies to; default: every
 *   PATH   only requests whose path contains it, in any case; without it every ARM request, but
 *          neither tokens nor metadata, so that signing in still works; of aadsts, where tokens are
 *          asked for
 *
 * Kinds that begin with "op:" are of operations: they are drawn when a change is accepted, and show
 * while it is polled. */
#ifndef AKSCOPE_SIM_FAULT_INT_H
#define AKSCOPE_SIM_FAULT_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

enum ak_sim_fault_kind {
    AK_SIM_FAULT_NONE,
    AK_SIM_FAULT_LATENCY,   /* value: milliseconds before the answer */
    AK_SIM_FAULT_STATUS,    /* value: an HTTP status instead of the answer */
    AK_SIM_FAULT_RESET,     /* the connection is reset */
    AK_SIM_FAULT_TRUNCATE,  /* the connection ends in the middle of the body */
    AK_SIM_FAULT_MALFORMED, /* a whole body that isn't JSON */
    AK_SIM_FAULT_STALL,     /* half the body, and then nothing */
    AK_SIM_FAULT_DRIP,      /* the body in small pieces; value: milliseconds between them */
    AK_SIM_FAULT_HTML,      /* a captive portal's page with status 200 */
    AK_SIM_FAULT_LOOP,      /* lists whose nextLink never ends */
    AK_SIM_FAULT_HUGE,      /* a body that never ends */
    AK_SIM_FAULT_LOST,      /* the request is carried out, and then the connection is reset */
    AK_SIM_FAULT_AADSTS,    /* value: the number of an error of Entra ID */
    AK_SIM_FAULT_CLAIMS,    /* a claims challenge, unless the token answers it */
    AK_SIM_FAULT_OP_FAIL,   /* an accepted operation fails midway */
    AK_SIM_FAULT_OP_CANCEL, /* … is canceled midway, by whoever */
    AK_SIM_FAULT_OP_STALL,  /* … never ends */
    AK_SIM_FAULT_OP_REMARK, /* … shows an error beside a status that is none */
};

struct ak_sim_fault {
    enum ak_sim_fault_kind kind;
    int64_t value;
    int64_t retry_after; /* seconds; -1: no header */
    double rate;         /* 0 to 1 */
    int64_t remaining;   /* requests it still applies to; -1: no end */
    char *path;          /* owned; NULL: every ARM request */
    char *method;        /* owned; NULL: every method */
    const char *code;    /* of an operation's error; static */
    const char *message;
    uint64_t random;
};

/* What all faults together do to one request. */
struct ak_sim_verdict {
    enum ak_sim_fault_kind kind; /* NONE, or the first that struck, latency and loop aside */
    int64_t value;
    int64_t retry_after;
    int64_t latency_ms;
    bool is_endless; /* AK_SIM_FAULT_LOOP */
};

/* What is asked for, as far as faults look at it. */
struct ak_sim_fault_request {
    const char *method;
    const char *path;
    bool is_arm;
};

/* What the faults make of an operation. */
struct ak_sim_operation_fault {
    enum ak_sim_fault_kind action; /* NONE, or the first that struck */
    const char *code;              /* static */
    const char *message;
};

/* Parses a SPEC; AK_ERR_USAGE with a sentence. Release on success. */
AK_NONNULL AK_MUST_USE int ak_sim_fault_parse(const char *spec, uint64_t seed,
                                              struct ak_sim_fault *fault, struct ak_err *err);
AK_NONNULL void ak_sim_fault_release(struct ak_sim_fault *fault);

/* Draws every fault once for a request, those of operations left out. No faults may be NULL. */
AK_NONNULL_ARGS(3)
struct ak_sim_verdict ak_sim_fault_draw(struct ak_sim_fault *faults, size_t count,
                                        const struct ak_sim_fault_request *request);

/* Draws those of operations, for one that a request has started. */
AK_NONNULL_ARGS(3)
struct ak_sim_operation_fault
ak_sim_fault_draw_operation(struct ak_sim_fault *faults, size_t count,
                            const struct ak_sim_fault_request *request);

/* "reset", "latency", …; static. */
const char *ak_sim_fault_name(enum ak_sim_fault_kind kind);

#endif
