/* gate.c: when a subscription may be asked again. */
#include "config.h"

#include "akscope/arm/gate.h"

enum {
    FIRST_WAIT_MS = 2000,
    LONGEST_WAIT_MS = 300000,
    LOW_READS = 100,        /* below: the wall is near */
    WAIT_A_LOW_READ_MS = 50 /* for each read below it */
};

/* What passes by itself. Want of permission, of a sign-in or of a provider does not. */
static const bool passes_by_itself[AK_ERR_COUNT] = {
    [AK_ERR_THROTTLED] = true,
    [AK_ERR_UNAVAILABLE] = true,
    [AK_ERR_NETWORK] = true,
    [AK_ERR_TIMEOUT] = true,
    /* somebody between here and Azure: a portal that wants a sign-in first, a proxy */
    [AK_ERR_TLS] = true,
    [AK_ERR_MALFORMED] = true,
};

bool ak_gate_closes_on(const struct ak_err *err)
{
    return passes_by_itself[err->kind];
}

bool ak_gate_is_open(const struct ak_gate *gate, int64_t now_ms)
{
    return now_ms >= gate->open_at_ms;
}

void ak_gate_on_start(struct ak_gate *gate, int64_t now_ms)
{
    if (gate->period_ms == 0)
        return;
    gate->is_probing = true;
    gate->open_at_ms = now_ms + gate->period_ms;
}

static int64_t spacing(struct ak_number reads_left)
{
    if (!reads_left.is_set || reads_left.value >= LOW_READS)
        return 0;
    return (LOW_READS - (reads_left.value > 0 ? reads_left.value : 0)) * WAIT_A_LOW_READ_MS;
}

void ak_gate_on_success(struct ak_gate *gate, struct ak_number reads_left, int64_t now_ms)
{
    bool is_late = !gate->is_probing && gate->failures > 0 && !ak_gate_is_open(gate, now_ms);

    if (is_late)
        return;
    gate->failures = 0;
    gate->is_probing = false;
    gate->period_ms = spacing(reads_left);
    gate->open_at_ms = now_ms + gate->period_ms;
}

static int64_t growing_wait(const struct ak_gate *gate)
{
    int64_t wait = gate->first_wait_ms > 0 ? gate->first_wait_ms : FIRST_WAIT_MS;

    for (unsigned i = 1; i < gate->failures && wait < LONGEST_WAIT_MS; i++)
        wait *= 2;
    return wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS;
}

void ak_gate_on_failure(struct ak_gate *gate, const struct ak_err *err, double jitter,
                        int64_t now_ms)
{
    bool is_counted = gate->is_probing || gate->failures == 0 || ak_gate_is_open(gate, now_ms);
    int64_t wait, open_at;

    if (!ak_gate_closes_on(err))
        return;
    if (is_counted)
        gate->failures++;
    /* "Retry-After: 0" from a service that stays unwell would ask for a storm. */
    wait = err->retry_after_s > 0 ? err->retry_after_s * 1000 : growing_wait(gate);
    wait += (int64_t)((double)wait * jitter / 4);
    open_at = now_ms + wait;
    if (!is_counted && open_at <= gate->open_at_ms)
        return;
    gate->is_probing = false;
    gate->is_told = err->kind == AK_ERR_THROTTLED || err->retry_after_s > 0;
    gate->period_ms = wait;
    gate->open_at_ms = open_at;
}

void ak_gate_hurry(struct ak_gate *gate, int64_t now_ms)
{
    if (gate->failures > 0 && !gate->is_told && gate->open_at_ms > now_ms)
        gate->open_at_ms = now_ms;
}
