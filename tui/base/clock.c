/* clock.c: the machine's clock, and clocks that stand still. */
#include "config.h"

#include "akscope/base/clock.h"

#include <time.h>

static int64_t system_seconds(const struct ak_clock *clock)
{
    (void)clock;
    return (int64_t)time(NULL);
}

static int64_t milliseconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_ms(const struct ak_clock *clock)
{
    (void)clock;
    return milliseconds_of(CLOCK_MONOTONIC);
}

int64_t ak_clock_boot_ms(void)
{
#ifdef CLOCK_BOOTTIME
    return milliseconds_of(CLOCK_BOOTTIME);
#else
    return milliseconds_of(CLOCK_REALTIME);
#endif
}

static int64_t fixed_seconds(const struct ak_clock *clock)
{
    return clock->fixed_seconds;
}

static int64_t fixed_ms(const struct ak_clock *clock)
{
    return clock->fixed_ms;
}

struct ak_clock ak_clock_system(void)
{
    return (struct ak_clock){.wall_seconds = system_seconds, .monotonic_ms = system_ms};
}

struct ak_clock ak_clock_fixed(int64_t seconds)
{
    return (struct ak_clock){
        .wall_seconds = fixed_seconds, .monotonic_ms = system_ms, .fixed_seconds = seconds};
}

struct ak_clock ak_clock_manual(int64_t seconds)
{
    return (struct ak_clock){
        .wall_seconds = fixed_seconds, .monotonic_ms = fixed_ms, .fixed_seconds = seconds};
}

int64_t ak_clock_now(const struct ak_clock *clock)
{
    return clock->wall_seconds(clock);
}

int64_t ak_clock_ms(const struct ak_clock *clock)
{
    return clock->monotonic_ms(clock);
}

struct ak_date ak_clock_today(const struct ak_clock *clock)
{
    return ak_date_from_time(ak_clock_now(clock));
}
