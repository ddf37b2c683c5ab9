/* date_test.c: the calendar, day by day, and the spellings of days and instants. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "akscope/base/date.h"

static struct ak_date day(int year, int month, int day_of_month)
{
    return (struct ak_date){
        .year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day_of_month};
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month == 2 && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)))
        return 29;
    return days[month - 1];
}

/* 1 January of the year 1 was 719,162 days before the epoch: 1969 years with 477 leap days. */
static void every_day_of_ten_thousand_years_has_its_number(void **state)
{
    int32_t number = -(1969 * 365 + 477);

    (void)state;
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            int days = days_of(year, month);

            if (ak_date_days_in_month(year, month) != days)
                fail_msg("%d-%d has %d days", year, month, ak_date_days_in_month(year, month));
            for (int i = 1; i <= days; i++, number++) {
                struct ak_date back = ak_date_from_days(number);

                if (ak_date_to_days(day(year, month, i)) != number || back.year != year ||
                    back.month != month || back.day != i)
                    fail_msg("%d-%d-%d is not day %d", year, month, i, (int)number);
            }
        }
    }
    assert_int_equal(number, 2932897); /* 1 January 10000 */
}

static void months_that_are_none_have_no_days(void **state)
{
    (void)state;
    assert_int_equal(ak_date_days_in_month(2026, 0), 0);
    assert_int_equal(ak_date_days_in_month(2026, 13), 0);
    assert_int_equal(ak_date_days_in_month(2026, -1), 0);
}

static void days_that_are_none_are_not_valid(void **state)
{
    static const struct {
        int year, month, day;
        bool is_valid;
    } cases[] = {
        {2026, 1, 1, true},   {2024, 2, 29, true},  {2000, 2, 29, true},  {1, 1, 1, true},
        {9999, 12, 31, true}, {2023, 2, 29, false}, {1900, 2, 29, false}, {2100, 2, 29, false},
        {2026, 4, 31, false}, {2026, 0, 1, false},  {2026, 13, 1, false}, {2026, 1, 0, false},
        {2026, 1, 32, false}, {0, 1, 1, false},     {10000, 1, 1, false}, {-1, 1, 1, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (ak_date_is_valid(cases[i].year, cases[i].month, cases[i].day) != cases[i].is_valid)
            fail_msg("%d-%d-%d", cases[i].year, cases[i].month, cases[i].day);
    }
}

static void days_are_read(void **state)
{
    static const struct {
        const char *text, *day;
    } cases[] = {
        {"2026-11-23", "2026-11-23"},
        {"2024-02-29", "2024-02-29"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        /* a month without a day is its last day */
        {"2026-03", "2026-03-31"},
        {"2026-04", "2026-04-30"},
        {"2023-02", "2023-02-28"},
        {"2024-02", "2024-02-29"},
        {"1900-02", "1900-02-28"},
        {"2000-02", "2000-02-29"},
        {"2026-12", "2026-12-31"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_date date = {0};
        char text[AK_DATE_TEXT_SIZE];

        if (!ak_date_parse(cases[i].text, &date))
            fail_msg("%s was refused", cases[i].text);
        assert_string_equal(ak_date_iso(date, text), cases[i].day);
    }
}

static void what_is_no_day_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "2026",
        "2026-",
        "2026-3",
        "2026-03-",
        "2026-3-01",
        "2026-03-1",
        "2026-03-001",
        "2026-13",
        "2026-00",
        "2026-02-29",
        "2026-00-01",
        "2026-01-00",
        "2026-01-32",
        "0000-01-01",
        "26-01-01",
        "02026-01-01",
        "2026/01/01",
        "2026-01/01",
        "20260101",
        " 2026-01-01",
        "2026-01-01 ",
        "+2026-01-01",
        "-2026-01-01",
        "2026-01-01T00:00:00Z",
        "2026-0a-01",
        "2026--1-01",
        "2026-01-+1",
        "March 2026",
        "\xEF\xBC\x92-026-01", /* a wide 2 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_date date = day(1234, 5, 6);

        if (ak_date_parse(cases[i], &date))
            fail_msg("\"%s\" was taken", cases[i]);
        assert_int_equal(ak_date_compare(date, day(1234, 5, 6)), 0);
    }
}

static void instants_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"2026-11-23T14:05:00Z", 1795442700},
        {"2026-11-23t14:05:00z", 1795442700},
        {"2026-11-23 14:05:00Z", 1795442700},
        {"2026-11-23", 1795392000},
        {"2026-11", 1795996800},
        {"2024-02-29T12:00:00Z", 1709208000},
        {"0001-01-01T00:00:00Z", -62135596800},
        {"9999-12-31T23:59:59Z", 253402300799},
        /* fractions are cut off */
        {"2026-11-23T14:05:00.1Z", 1795442700},
        {"2026-11-23T14:05:00.9999999Z", 1795442700},
        {"2026-11-23T14:05:00.123456789012345678901234567890+00:00", 1795442700},
        {"1969-12-31T23:59:59.5Z", -1},
        /* offsets */
        {"2026-11-23T14:05:00+00:00", 1795442700},
        {"2026-11-23T14:05:00-00:00", 1795442700},
        {"2026-11-23T15:05:00+01:00", 1795442700},
        {"2026-11-23T06:05:00-08:00", 1795442700},
        {"2026-11-23T19:50:00+05:45", 1795442700},
        {"2026-11-24T04:04:00+13:59", 1795442700},
        {"2026-11-24T14:04:00+23:59", 1795442700},
        {"2026-11-23T00:30:00.7+00:30", 1795392000},
        {"2027-01-01T00:30:00+01:00", 1798759800},
        /* a leap second is the second after */
        {"2016-12-31T23:59:60Z", 1483228800},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 42;

        if (!ak_time_parse(cases[i].text, &seconds) || seconds != cases[i].seconds)
            fail_msg("%s is %lld", cases[i].text, (long long)seconds);
    }
}

static void what_is_no_instant_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "now",
        "1795442700",
        "2026-11-23T",
        "2026-11-23T14",
        "2026-11-23T14:05",
        "2026-11-23T14:05Z",
        "2026-11-23T14:05:00",
        "2026-11-23T14:05:0Z",
        "2026-11-23T1:05:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T14:60:00Z",
        "2026-11-23T14:05:61Z",
        "2026-11-23T14:05:00Zulu",
        "2026-11-23T14:05:00Z ",
        " 2026-11-23T14:05:00Z",
        "2026-11-23T14:05:00 Z",
        "2026-11-23T14:05:00.Z",
        "2026-11-23T14:05:00.",
        "2026-11-23T14:05:00.5",
        "2026-11-23T14:05:00,5Z",
        "2026-11-23T14:05:00+1:00",
        "2026-11-23T14:05:00+0100",
        "2026-11-23T14:05:00+01",
        "2026-11-23T14:05:00+01:",
        "2026-11-23T14:05:00+24:00",
        "2026-11-23T14:05:00+01:60",
        "2026-11-23T14:05:00+01:00Z",
        "2026-11-23T-1:05:00Z",
        "2026-11-23_14:05:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11T14:05:00Z", /* a month has no time of day */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 42;

        if (ak_time_parse(cases[i], &seconds))
            fail_msg("\"%s\" was taken", cases[i]);
        assert_int_equal(seconds, 42);
    }
}

static void the_time_zone_of_the_machine_does_not_count(void **state)
{
    int64_t seconds = 0;
    char text[32];

    (void)state;
    setenv("TZ", "America/New_York", 1);
    tzset();
    assert_true(ak_time_parse("2026-07-01T00:00:00Z", &seconds));
    assert_int_equal(seconds, 1782864000);
    assert_string_equal(ak_time_iso(seconds, text, sizeof text), "2026-07-01T00:00:00Z");
    assert_true(ak_time_parse_http("Wed, 01 Jul 2026 00:00:00 GMT", &seconds));
    assert_int_equal(seconds, 1782864000);
    setenv("TZ", "UTC", 1);
    tzset();
}

static void http_dates_are_read_in_all_three_forms(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"Mon, 23 Nov 2026 14:05:00 GMT", 1795442700},
        {"Monday, 23-Nov-26 14:05:00 GMT", 1795442700},
        {"Mon Nov 23 14:05:00 2026", 1795442700},
        {"Thu, 29 Feb 2024 12:00:00 GMT", 1709208000},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        /* two digits stand for 1969 to 2068, as for strptime */
        {"Sunday, 01-Jan-68 00:00:00 GMT", 3092601600},
        {"Wednesday, 01-Jan-69 00:00:00 GMT", -31536000},
        /* a day of one digit is written by some */
        {"Sun, 6 Nov 1994 08:49:37 GMT", 784111777},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 42;

        if (!ak_time_parse_http(cases[i].text, &seconds) || seconds != cases[i].seconds)
            fail_msg("%s is %lld", cases[i].text, (long long)seconds);
    }
}

static void what_is_no_http_date_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "0",
        "120",
        "GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 006 Nov 1994 08:49:37 GMT",
        "Sun,06Nov1994 08:49:37GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nob 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 November 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT",
        ", 06 Nov 1994 08:49:37 GMT",
        "06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06-Nov-9 08:49:37 GMT",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT",
        "2026-11-23T14:05:00Z",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 42;

        if (ak_time_parse_http(cases[i], &seconds))
            fail_msg("\"%s\" was taken for %lld", cases[i], (long long)seconds);
        assert_int_equal(seconds, 42);
    }
}

static void a_time_has_its_utc_day_and_its_spelling(void **state)
{
    static const struct {
        int64_t seconds;
        const char *day, *instant;
    } cases[] = {
        {0, "1970-01-01", "1970-01-01T00:00:00Z"},
        {86399, "1970-01-01", "1970-01-01T23:59:59Z"},
        {86400, "1970-01-02", "1970-01-02T00:00:00Z"},
        {-1, "1969-12-31", "1969-12-31T23:59:59Z"},
        {-86400, "1969-12-31", "1969-12-31T00:00:00Z"},
        {-86401, "1969-12-30", "1969-12-30T23:59:59Z"},
        {1795442700, "2026-11-23", "2026-11-23T14:05:00Z"},
        {4102444800, "2100-01-01", "2100-01-01T00:00:00Z"},
        {-62135596800, "0001-01-01", "0001-01-01T00:00:00Z"},
        {253402300799, "9999-12-31", "9999-12-31T23:59:59Z"},
        /* beyond the calendar: its first and its last second */
        {-62135596801, "0001-01-01", "0001-01-01T00:00:00Z"},
        {253402300800, "9999-12-31", "9999-12-31T23:59:59Z"},
        {INT64_MIN, "0001-01-01", "0001-01-01T00:00:00Z"},
        {INT64_MAX, "9999-12-31", "9999-12-31T23:59:59Z"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char date[AK_DATE_TEXT_SIZE], instant[21];

        assert_string_equal(ak_date_iso(ak_date_from_time(cases[i].seconds), date), cases[i].day);
        assert_string_equal(ak_time_iso(cases[i].seconds, instant, sizeof instant),
                            cases[i].instant);
    }
}

static void days_beyond_the_calendar_are_its_ends(void **state)
{
    char text[AK_DATE_TEXT_SIZE];

    (void)state;
    assert_string_equal(ak_date_iso(ak_date_from_days(INT32_MIN), text), "0001-01-01");
    assert_string_equal(ak_date_iso(ak_date_from_days(-719163), text), "0001-01-01");
    assert_string_equal(ak_date_iso(ak_date_from_days(2932897), text), "9999-12-31");
    assert_string_equal(ak_date_iso(ak_date_from_days(INT32_MAX), text), "9999-12-31");
}

static void distances_are_whole_days(void **state)
{
    (void)state;
    assert_int_equal(ak_date_between(day(2026, 11, 23), day(2026, 11, 23)), 0);
    assert_int_equal(ak_date_between(day(2026, 11, 23), day(2027, 3, 17)), 114);
    assert_int_equal(ak_date_between(day(2027, 3, 17), day(2026, 11, 23)), -114);
    assert_int_equal(ak_date_between(day(2024, 2, 28), day(2024, 3, 1)), 2);
    assert_int_equal(ak_date_between(day(2023, 2, 28), day(2023, 3, 1)), 1);
    assert_int_equal(ak_date_between(day(1, 1, 1), day(9999, 12, 31)), 3652058);
}

static void days_sort_and_no_day_comes_last(void **state)
{
    const struct ak_date none = {0};
    const struct ak_date early = day(2026, 11, 23);
    const struct ak_date late = day(2026, 12, 1);

    (void)state;
    assert_true(ak_date_is_set(early));
    assert_false(ak_date_is_set(none));
    assert_int_equal(ak_date_compare(early, late), -1);
    assert_int_equal(ak_date_compare(late, early), 1);
    assert_int_equal(ak_date_compare(early, early), 0);
    assert_int_equal(ak_date_compare(none, late), 1);
    assert_int_equal(ak_date_compare(late, none), -1);
    assert_int_equal(ak_date_compare(none, none), 0);
    assert_int_equal(ak_date_compare(day(1, 1, 1), day(9999, 12, 31)), -1);
    assert_true(ak_date_is_reached(early, late));
    assert_true(ak_date_is_reached(early, early));
    assert_false(ak_date_is_reached(late, early));
    assert_false(ak_date_is_reached(none, late));
}

static void days_are_written_for_machines_and_for_people(void **state)
{
    static const struct {
        struct ak_date date;
        const char *iso, *words, *weekday;
    } cases[] = {
        {{2027, 3, 17}, "2027-03-17", "17 Mar 2027", "Wed"},
        {{2026, 1, 1}, "2026-01-01", "1 Jan 2026", "Thu"},
        {{2024, 2, 29}, "2024-02-29", "29 Feb 2024", "Thu"},
        {{1970, 1, 1}, "1970-01-01", "1 Jan 1970", "Thu"},
        {{1969, 12, 28}, "1969-12-28", "28 Dec 1969", "Sun"},
        {{1, 1, 1}, "0001-01-01", "1 Jan 1", "Mon"},
        {{9999, 12, 31}, "9999-12-31", "31 Dec 9999", "Fri"},
    };
    char text[AK_DATE_TEXT_SIZE] = "x";

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(ak_date_iso(cases[i].date, text), cases[i].iso);
        assert_string_equal(ak_date_words(cases[i].date, text), cases[i].words);
        assert_string_equal(ak_date_weekday_name(cases[i].date), cases[i].weekday);
    }
    assert_string_equal(ak_date_iso((struct ak_date){0}, text), "");
    text[0] = 'x';
    assert_string_equal(ak_date_words((struct ak_date){0}, text), "");
}

static void months_have_english_names(void **state)
{
    static const char all[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    (void)state;
    for (int i = 1; i <= 12; i++) {
        assert_int_equal(strlen(ak_date_month_name(i)), 3);
        assert_memory_equal(ak_date_month_name(i), all + 3 * (i - 1), 3);
    }
    assert_string_equal(ak_date_month_name(0), "");
    assert_string_equal(ak_date_month_name(13), "");
    assert_string_equal(ak_date_month_name(-1), "");
}

static void spans_are_said_as_people_do(void **state)
{
    static const struct {
        int64_t seconds;
        const char *words;
    } cases[] = {
        {0, "0s"},
        {59, "59s"},
        {60, "1m00s"},
        {192, "3m12s"},
        {3599, "59m59s"},
        {3600, "1h00m"},
        {7500, "2h05m"},
        {172799, "47h59m"},
        {172800, "2 d"},
        {9 * 86400 + 86399, "9 d"},
        {-1, "0s"},
        {INT64_MIN, "0s"},
        {INT64_MAX, "106751991167300 d"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];

        assert_string_equal(ak_span_words(cases[i].seconds, text, sizeof text), cases[i].words);
    }
    char small[4];
    assert_string_equal(ak_span_words(7500, small, sizeof small), "2h0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_has_its_number),
        cmocka_unit_test(months_that_are_none_have_no_days),
        cmocka_unit_test(days_that_are_none_are_not_valid),
        cmocka_unit_test(days_are_read),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(the_time_zone_of_the_machine_does_not_count),
        cmocka_unit_test(http_dates_are_read_in_all_three_forms),
        cmocka_unit_test(what_is_no_http_date_is_refused),
        cmocka_unit_test(a_time_has_its_utc_day_and_its_spelling),
        cmocka_unit_test(days_beyond_the_calendar_are_its_ends),
        cmocka_unit_test(distances_are_whole_days),
        cmocka_unit_test(days_sort_and_no_day_comes_last),
        cmocka_unit_test(days_are_written_for_machines_and_for_people),
        cmocka_unit_test(months_have_english_names),
        cmocka_unit_test(spans_are_said_as_people_do),
    };

    return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
