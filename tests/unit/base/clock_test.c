/* clock_test.c: clocks that stand still do, and the machine's goes on. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "akscope/base/clock.h"

/* Milliseconds since the machine was started. */
static int64_t monotonic_ms(void)
{
    struct timespec now;

    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void the_machines_clock_is_the_systems(void **state)
{
    struct ak_clock clock = ak_clock_system();
    time_t before = time(NULL);
    int64_t now = ak_clock_now(&clock);

    (void)state;
    assert_true(now >= (int64_t)before && now <= (int64_t)time(NULL));
    int64_t least = monotonic_ms();
    int64_t ms = ak_clock_ms(&clock);
    assert_true(ms >= least && ms <= monotonic_ms());
}

static void a_fixed_clock_says_one_time_while_the_monotonic_one_goes_on(void **state)
{
    struct ak_clock fixed = ak_clock_fixed(1795442700);
    struct ak_clock machine = ak_clock_system();
    char day[AK_DATE_TEXT_SIZE];

    (void)state;
    int64_t before = ak_clock_ms(&machine);
    assert_int_equal(ak_clock_now(&fixed), 1795442700);
    assert_true(ak_clock_ms(&fixed) >= before);
    assert_true(ak_clock_ms(&fixed) <= ak_clock_ms(&machine));
    assert_string_equal(ak_date_iso(ak_clock_today(&fixed), day), "2026-11-23");
}

static void a_manual_clock_moves_by_hand_alone(void **state)
{
    struct ak_clock clock = ak_clock_manual(86399);
    char day[AK_DATE_TEXT_SIZE];

    (void)state;
    assert_int_equal(ak_clock_ms(&clock), 0);
    assert_string_equal(ak_date_iso(ak_clock_today(&clock), day), "1970-01-01");
    clock.fixed_seconds++;
    clock.fixed_ms += 1500;
    assert_int_equal(ak_clock_now(&clock), 86400);
    assert_int_equal(ak_clock_ms(&clock), 1500);
    assert_string_equal(ak_date_iso(ak_clock_today(&clock), day), "1970-01-02");
    clock.fixed_seconds = -1;
    assert_string_equal(ak_date_iso(ak_clock_today(&clock), day), "1969-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machines_clock_is_the_systems),
        cmocka_unit_test(a_fixed_clock_says_one_time_while_the_monotonic_one_goes_on),
        cmocka_unit_test(a_manual_clock_moves_by_hand_alone),
    };

    return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
