/* date.c: days of the Gregorian calendar, and the spellings of instants. */
#include "config.h"

#include "akscope/base/date.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { DAY_SECONDS = 86400, HOUR_SECONDS = 3600, MINUTE_SECONDS = 60 };

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekday_names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int ak_date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool ak_date_is_set(struct ak_date date)
{
    return date.year != 0;
}

bool ak_date_is_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= ak_date_days_in_month(year, month);
}

/* Days from civil: eras of 400 years that begin on 1 March, so that the leap day comes last. */
int32_t ak_date_to_days(struct ak_date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of_era = year - era * 400;
    int month = (date.month + 9) % 12;
    int day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct ak_date ak_date_from_days(int32_t days)
{
    int32_t shifted = days + 719468;
    int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;
    int day = day_of_year - (153 * month + 2) / 5 + 1;

    month = month < 10 ? month + 3 : month - 9;
    int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    return (struct ak_date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
}

struct ak_date ak_date_from_time(int64_t seconds)
{
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0);

    return ak_date_from_days((int32_t)days);
}

int32_t ak_date_between(struct ak_date from, struct ak_date to)
{
    return ak_date_to_days(to) - ak_date_to_days(from);
}

int ak_date_compare(struct ak_date a, struct ak_date b)
{
    if (!ak_date_is_set(a) || !ak_date_is_set(b))
        return ak_date_is_set(b) - ak_date_is_set(a);
    int32_t days = ak_date_between(b, a);
    return days < 0 ? -1 : days > 0;
}

/* Reads exactly `count` digits and moves on. */
static bool read_digits(const char **at, int count, int *out)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        char digit = (*at)[i];

        if (digit < '0' || digit > '9')
            return false;
        value = value * 10 + (digit - '0');
    }
    *at += count;
    *out = value;
    return true;
}

static bool read_sign(const char **at, char sign)
{
    if (**at != sign)
        return false;
    (*at)++;
    return true;
}

static bool read_date(const char **at, struct ak_date *out)
{
    int year, month, day;

    if (!read_digits(at, 4, &year) || !read_sign(at, '-') || !read_digits(at, 2, &month))
        return false;
    if (**at == '-') {
        (*at)++;
        if (!read_digits(at, 2, &day))
            return false;
    } else {
        day = ak_date_days_in_month(year, month);
    }
    if (!ak_date_is_valid(year, month, day))
        return false;
    *out = (struct ak_date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day};
    return true;
}

bool ak_date_parse(const char *text, struct ak_date *out)
{
    struct ak_date date;

    if (!read_date(&text, &date) || *text != '\0')
        return false;
    *out = date;
    return true;
}

static bool read_clock(const char **at, int *seconds)
{
    int hour, minute, second;

    if (!read_digits(at, 2, &hour) || !read_sign(at, ':') || !read_digits(at, 2, &minute) ||
        !read_sign(at, ':') || !read_digits(at, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *seconds = hour * HOUR_SECONDS + minute * MINUTE_SECONDS + second;
    return true;
}

static void skip_fraction(const char **at)
{
    if (**at != '.')
        return;
    (*at)++;
    *at += strspn(*at, "0123456789");
}

static bool read_offset(const char **at, int *seconds)
{
    int hour, minute;
    int sign = **at == '-' ? -1 : 1;

    *seconds = 0;
    if (**at == 'Z' || **at == 'z') {
        (*at)++;
        return true;
    }
    if (**at != '+' && **at != '-')
        return false;
    (*at)++;
    if (!read_digits(at, 2, &hour) || !read_sign(at, ':') || !read_digits(at, 2, &minute) ||
        hour > 23 || minute > 59)
        return false;
    *seconds = sign * (hour * HOUR_SECONDS + minute * MINUTE_SECONDS);
    return true;
}

bool ak_time_parse(const char *text, int64_t *seconds)
{
    struct ak_date date;
    int clock = 0;
    int offset = 0;

    if (!read_date(&text, &date))
        return false;
    if (*text != '\0') {
        if (*text != 'T' && *text != 't' && *text != ' ')
            return false;
        text++;
        if (!read_clock(&text, &clock))
            return false;
        skip_fraction(&text);
        if (!read_offset(&text, &offset) || *text != '\0')
            return false;
    }
    *seconds = (int64_t)ak_date_to_days(date) * DAY_SECONDS + clock - offset;
    return true;
}

static int find_month(const char *name)
{
    for (int i = 0; i < 12; i++) {
        if (strncmp(name, month_names[i], 3) == 0)
            return i + 1;
    }
    return 0;
}

/* Two-digit years of RFC 850 dates: those of this century, as no server of ours predates it. */
static int full_year(int year)
{
    return year < 100 ? year + 2000 : year;
}

/* What an HTTP date says, before it is known to be a date. */
struct http_date {
    char month_name[4];
    int year, day, hour, minute, second;
};

static bool scan_http_date(const char *text, struct http_date *out)
{
    int used = 0;

    if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &out->day,
               out->month_name, &out->year, &out->hour, &out->minute, &out->second, &used) == 6 &&
        used > 0)
        return text[used] == '\0';
    if (sscanf(text, "%*[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &out->day, out->month_name,
               &out->year, &out->hour, &out->minute, &out->second, &used) == 6 &&
        used > 0)
        return text[used] == '\0';
    return sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", out->month_name, &out->day,
                  &out->hour, &out->minute, &out->second, &out->year, &used) == 6 &&
           used > 0 && text[used] == '\0';
}

static bool is_between(int value, int least, int most)
{
    return value >= least && value <= most;
}

bool ak_time_parse_http(const char *text, int64_t *seconds)
{
    struct http_date read = {.month_name = ""};

    if (!scan_http_date(text, &read))
        return false;

    int year = full_year(read.year);
    int month = find_month(read.month_name);

    if (!ak_date_is_valid(year, month, read.day) || !is_between(read.hour, 0, 23) ||
        !is_between(read.minute, 0, 59) || !is_between(read.second, 0, 60))
        return false;
    struct ak_date date = {.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)read.day};
    *seconds = (int64_t)ak_date_to_days(date) * DAY_SECONDS + read.hour * HOUR_SECONDS +
               read.minute * MINUTE_SECONDS + read.second;
    return true;
}

const char *ak_date_iso(struct ak_date date, char out[AK_DATE_TEXT_SIZE])
{
    out[0] = '\0';
    if (ak_date_is_set(date))
        snprintf(out, AK_DATE_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)date.year % 10000u,
                 (unsigned)date.month % 100u, (unsigned)date.day % 100u);
    return out;
}

const char *ak_date_words(struct ak_date date, char out[AK_DATE_TEXT_SIZE])
{
    out[0] = '\0';
    if (ak_date_is_set(date))
        snprintf(out, AK_DATE_TEXT_SIZE, "%d %s %d", date.day, ak_date_month_name(date.month),
                 date.year);
    return out;
}

const char *ak_time_iso(int64_t seconds, char *out, size_t size)
{
    struct ak_date date = ak_date_from_time(seconds);
    int64_t rest = seconds - (int64_t)ak_date_to_days(date) * DAY_SECONDS;

    snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month, date.day,
             (int)(rest / HOUR_SECONDS), (int)(rest / MINUTE_SECONDS % 60), (int)(rest % 60));
    return out;
}

const char *ak_date_month_name(int month)
{
    return month >= 1 && month <= 12 ? month_names[month - 1] : "";
}

const char *ak_date_weekday_name(struct ak_date date)
{
    int32_t days = ak_date_to_days(date);

    return weekday_names[((days + 4) % 7 + 7) % 7]; /* 1970-01-01 was a Thursday */
}

const char *ak_span_words(int64_t seconds, char *out, size_t size)
{
    long long whole = seconds < 0 ? 0 : (long long)seconds;

    if (whole < MINUTE_SECONDS)
        snprintf(out, size, "%llds", whole);
    else if (whole < HOUR_SECONDS)
        snprintf(out, size, "%lldm%02llds", whole / MINUTE_SECONDS, whole % MINUTE_SECONDS);
    else if (whole < 2LL * DAY_SECONDS)
        snprintf(out, size, "%lldh%02lldm", whole / HOUR_SECONDS,
                 whole % HOUR_SECONDS / MINUTE_SECONDS);
    else
        snprintf(out, size, "%lld d", whole / DAY_SECONDS);
    return out;
}
