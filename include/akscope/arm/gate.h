/* gate.h: when may a subscription be asked again? A pure state machine: one gate a subscription,
 * closed by Retry-After, by failures (growing waits) and by a low x-ms-ratelimit-remaining count.
 * After a wait one request goes first; the others follow when it was answered, or one each further
 * waiting period. Times are monotonic milliseconds. */
#ifndef AKSCOPE_ARM_GATE_H
#define AKSCOPE_ARM_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/value.h"

/* A zeroed gate is open. */
struct ak_gate {
    int64_t first_wait_ms; /* after the first failure; 0: 2 s */
    int64_t open_at_ms;
    int64_t period_ms; /* the wait that closed it; 0: it was never closed, or all is well again */
    bool is_probing;   /* a request has gone first after a wait and is not answered yet */
    bool is_told; /* Azure said how long to wait, or that it is too much: nobody hurries that */
    unsigned failures; /* in a row */
};

/* True when a request may go now. */
AK_NONNULL bool ak_gate_is_open(const struct ak_gate *gate, int64_t now_ms);

/* A request goes. After a wait it closes the gate behind it for as long again. */
AK_NONNULL void ak_gate_on_start(struct ak_gate *gate, int64_t now_ms);

/* After an answer that worked; a `reads_left` below 100 spaces requests out, up to 5 s at none. A
 * late answer to a request from before the gate was closed does not open it. */
AK_NONNULL void ak_gate_on_success(struct ak_gate *gate, struct ak_number reads_left,
                                   int64_t now_ms);

/* After a failure: Retry-After when given and not 0, else 2 s doubling to 5 min; `jitter` in [0, 1)
 * adds up to a quarter of it. Failures while it is closed anyway (of requests sent together) count
 * once. Errors that waiting can't mend leave the gate as it was. */
AK_NONNULL void ak_gate_on_failure(struct ak_gate *gate, const struct ak_err *err, double jitter,
                                   int64_t now_ms);

/* The person asks for an answer now: a wait that was our own guess is over. */
AK_NONNULL void ak_gate_hurry(struct ak_gate *gate, int64_t now_ms);

/* True for a failure that a wait may mend: the gate's own test. */
AK_NONNULL bool ak_gate_closes_on(const struct ak_err *err);

#endif
