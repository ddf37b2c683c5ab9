/* gate.c: when a subscription may be asked again. */
#include "config.h"

#include "akscope/arm/gate.h"

enum {
    FIRST_WAIT_MS = 2000,
    LONGEST_WAIT_MS = 300000,
    LOW_READS = 100, /* below: the wall is near */
    LOW_READS_WAIT_MS = 1000,
};

bool ak_gate_is_open(const struct ak_gate *gate, int64_t now_ms)
{
    return now_ms >= gate->open_at_ms;
}

void ak_gate_on_success(struct ak_gate *gate, struct ak_number reads_left, int64_t now_ms)
{
    gate->failures = 0;
    if (reads_left.is_set && reads_left.value < LOW_READS)
        gate->open_at_ms = now_ms + LOW_READS_WAIT_MS;
}

static int64_t growing_wait(unsigned failures)
{
    int64_t wait = FIRST_WAIT_MS;

    for (unsigned i = 1; i < failures && wait < LONGEST_WAIT_MS; i++)
        wait *= 2;
    return wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS;
}

void ak_gate_on_failure(struct ak_gate *gate, const struct ak_err *err, double jitter,
                        int64_t now_ms)
{
    int64_t wait;

    if (ak_err_kind_retry(err->kind) == AK_RETRY_NEVER)
        return;
    gate->failures++;
    wait = err->retry_after_s >= 0 ? err->retry_after_s * 1000 : growing_wait(gate->failures);
    gate->open_at_ms = now_ms + wait + (int64_t)((double)wait * jitter / 4);
}
