/* gate.h: when may a subscription be asked again? A pure state machine: one gate a subscription,
 * closed by Retry-After, by failures (growing waits) and by a low x-ms-ratelimit-remaining count. At
 * most one request a waiting period passes it. Times are monotonic milliseconds. */
#ifndef AKSCOPE_ARM_GATE_H
#define AKSCOPE_ARM_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/value.h"

struct ak_gate {
    int64_t open_at_ms;
    unsigned failures; /* in a row */
};

/* True when a request may go now. */
AK_NONNULL bool ak_gate_is_open(const struct ak_gate *gate, int64_t now_ms);

/* After an answer that worked; a `reads_left` below 100 spaces requests out. */
AK_NONNULL void ak_gate_on_success(struct ak_gate *gate, struct ak_number reads_left,
                                   int64_t now_ms);

/* After a failure: Retry-After when given, else 2 s doubling to 5 min; `jitter` in [0, 1) spreads it
 * by up to a quarter. Errors that waiting can't mend leave the gate open. */
AK_NONNULL void ak_gate_on_failure(struct ak_gate *gate, const struct ak_err *err, double jitter,
                                   int64_t now_ms);

#endif
