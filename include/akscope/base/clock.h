/* clock.h: the time behind a pointer, so that no rule and no test reads the machine's clock.
 *
 * AKSCOPE_NOW (RFC 3339 or a date) fixes the wall clock for the whole program: every date, age and
 * countdown follows it. Monotonic time, for time-outs and animation, is never faked by it. */
#ifndef AKSCOPE_BASE_CLOCK_H
#define AKSCOPE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/date.h"

struct ak_clock {
    int64_t (*wall_seconds)(const struct ak_clock *clock); /* UTC, since the epoch */
    int64_t (*monotonic_ms)(const struct ak_clock *clock);
    int64_t fixed_seconds; /* what a fixed clock says */
    int64_t fixed_ms;      /* monotonic time of a manual clock */
};

/* The machine's clock. */
struct ak_clock ak_clock_system(void);

/* Wall time stands at `seconds`; monotonic time is the machine's. */
struct ak_clock ak_clock_fixed(int64_t seconds);

/* Both stand still until the caller changes the two fields: for tests. */
struct ak_clock ak_clock_manual(int64_t seconds);

/* The machine's milliseconds since it was started, those included in which it slept: to notice that
 * it did. Not a clock for anything else. */
int64_t ak_clock_boot_ms(void);

AK_NONNULL int64_t ak_clock_now(const struct ak_clock *clock);
AK_NONNULL int64_t ak_clock_ms(const struct ak_clock *clock);
AK_NONNULL struct ak_date ak_clock_today(const struct ak_clock *clock); /* the UTC day */

#endif
