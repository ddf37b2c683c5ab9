/* date.h: calendar days, without clocks and time zones. A lifecycle deadline is a day; a month
 * without a day means its last day (facts: kubernetes_calendar.rule). */
#ifndef AKSCOPE_BASE_DATE_H
#define AKSCOPE_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"

/* A day of the proleptic Gregorian calendar; year 0 means "no date". */
struct ak_date {
    int16_t year;
    int8_t month; /* 1 to 12 */
    int8_t day;   /* 1 to 31 */
};

enum { AK_DATE_TEXT_SIZE = 16 };

bool ak_date_is_set(struct ak_date date);
bool ak_date_is_valid(int year, int month, int day);

/* Days since 1970-01-01; undefined for an unset date. Days before 0001-01-01 and after 9999-12-31
 * become these two. */
int32_t ak_date_to_days(struct ak_date date);
struct ak_date ak_date_from_days(int32_t days);

/* The UTC day of a time in seconds since the epoch; as above beyond the calendar. */
struct ak_date ak_date_from_time(int64_t seconds);

/* Whole days from `from` to `to` (negative when `to` is earlier). Both must be set. */
int32_t ak_date_between(struct ak_date from, struct ak_date to);

/* -1, 0, 1; an unset date sorts after every date. */
int ak_date_compare(struct ak_date a, struct ak_date b);

/* The date is set, and is `day` or earlier. */
bool ak_date_is_reached(struct ak_date date, struct ak_date day);

int ak_date_days_in_month(int year, int month);

/* Parses "YYYY-MM-DD", or "YYYY-MM" (its last day); false and *out untouched otherwise. */
AK_NONNULL AK_MUST_USE bool ak_date_parse(const char *text, struct ak_date *out);

/* Parses an RFC 3339 instant ("2026-11-23T14:05:00Z", offsets allowed, fractions cut off), or a
 * bare date (midnight UTC), into seconds since the epoch. */
AK_NONNULL AK_MUST_USE bool ak_time_parse(const char *text, int64_t *seconds);

/* Parses an HTTP date (RFC 9110: IMF-fixdate, and the two obsolete forms; a year of two digits is
 * one from 1969 to 2068). */
AK_NONNULL AK_MUST_USE bool ak_time_parse_http(const char *text, int64_t *seconds);

/* "2027-03-17", or "" when unset; and "17 Mar 2027" (English, whatever the locale). Return out. */
AK_NONNULL const char *ak_date_iso(struct ak_date date, char out[AK_DATE_TEXT_SIZE]);
AK_NONNULL const char *ak_date_words(struct ak_date date, char out[AK_DATE_TEXT_SIZE]);

/* "2026-11-23T14:05:00Z" into out (at least 21 bytes); a time beyond the years 1 to 9999 is the
 * first or the last second of these. Returns out. */
AK_NONNULL const char *ak_time_iso(int64_t seconds, char *out, size_t size);

/* Three-letter English names: month 1 to 12, weekday 0 (Sunday) to 6. Static. */
const char *ak_date_month_name(int month);
const char *ak_date_weekday_name(struct ak_date date);

/* A span for a person: "12s", "3m12s", "2h05m", "9 d". Returns out. */
AK_NONNULL const char *ak_span_words(int64_t seconds, char *out, size_t size);

#endif
