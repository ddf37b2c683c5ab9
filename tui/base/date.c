/* date.c: days of the Gregorian calendar, and the spellings of instants. */
#include "config.h"

#include "akscope/base/date.h"

#include <stdio.h>
#include <string.h>

enum { DAY_SECONDS = 86400, HOUR_SECONDS = 3600, MINUTE_SECONDS = 60 };
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31 */

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
    int era = year / 400;
    int year_of_era = year - era * 400;
    int month = (date.month + 9) % 12;
    int day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    if (value < least)
        return least;
    return value > most ? most : value;
}

struct ak_date ak_date_from_days(int32_t days)
{
    int32_t shifted = (int32_t)clamp(days, FIRST_DAY, LAST_DAY) + 719468;
    int era = shifted / 146097;
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

    return ak_date_from_days((int32_t)clamp(days, FIRST_DAY, LAST_DAY));
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

bool ak_date_is_reached(struct ak_date date, struct ak_date day)
{
    return ak_date_is_set(date) && ak_date_compare(date, day) <= 0;
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

/* The fraction, if there is one: a point with digits behind it. */
static bool skip_fraction(const char **at)
{
    size_t digits;

    if (**at != '.')
        return true;
    digits = strspn(*at + 1, "0123456789");
    *at += 1 + digits;
    return digits > 0;
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

/* "T14:05:00.5+01:00", the part after the day. */
static bool read_time_of_day(const char **at, int *seconds)
{
    int clock, offset;

    if (**at != 'T' && **at != 't' && **at != ' ')
        return false;
    (*at)++;
    if (!read_clock(at, &clock) || !skip_fraction(at) || !read_offset(at, &offset))
        return false;
    *seconds = clock - offset;
    return true;
}

bool ak_time_parse(const char *text, int64_t *seconds)
{
    enum { DAY_LENGTH = sizeof "2026-11-23" - 1 };
    const char *start = text;
    struct ak_date date;
    int time_of_day = 0;

    if (!read_date(&text, &date))
        return false;
    /* A month alone is a day, but has no time of day. */
    if (*text != '\0' &&
        (text - start != DAY_LENGTH || !read_time_of_day(&text, &time_of_day) || *text != '\0'))
        return false;
    *seconds = (int64_t)ak_date_to_days(date) * DAY_SECONDS + time_of_day;
    return true;
}

/* What an HTTP date says, before it is known to be a date. */
struct http_date {
    int year, month, day, hour, minute, second;
};

static bool read_month_name(const char **at, int *month)
{
    for (int i = 0; i < 12; i++) {
        if (strncmp(*at, month_names[i], 3) == 0) {
            *at += 3;
            *month = i + 1;
            return true;
        }
    }
    return false;
}

/* Whatever it is: the day of the month says it already. */
static bool skip_weekday_name(const char **at)
{
    const char *start = *at;

    while ((**at >= 'A' && **at <= 'Z') || (**at >= 'a' && **at <= 'z'))
        (*at)++;
    return *at > start;
}

/* One digit, also behind a blank, or two. */
static bool read_day(const char **at, int *day)
{
    if (**at == ' ')
        (*at)++;
    return read_digits(at, 2, day) || read_digits(at, 1, day);
}

/* Two digits stand for 1969 to 2068, as POSIX has it. */
static bool read_short_year(const char **at, int *year)
{
    if (!read_digits(at, 2, year))
        return false;
    *year += *year < 69 ? 2000 : 1900;
    return true;
}

/* The field that `letter` of a form stands for; any other letter stands for itself. */
static bool read_http_field(const char **at, char letter, struct http_date *out)
{
    switch (letter) {
    case 'w':
        return skip_weekday_name(at);
    case 'd':
        return read_day(at, &out->day);
    case 'm':
        return read_month_name(at, &out->month);
    case 'y':
        return read_digits(at, 4, &out->year);
    case 's':
        return read_short_year(at, &out->year);
    case 'h':
        return read_digits(at, 2, &out->hour);
    case 'i':
        return read_digits(at, 2, &out->minute);
    case 'c':
        return read_digits(at, 2, &out->second);
    default:
        return read_sign(at, letter);
    }
}

static bool read_http_form(const char *text, const char *form, struct http_date *out)
{
    for (; *form != '\0'; form++) {
        if (!read_http_field(&text, *form, out))
            return false;
    }
    return *text == '\0';
}

/* RFC 9110, 5.6.7: IMF-fixdate, RFC 850, asctime. */
static bool read_http_date(const char *text, struct http_date *out)
{
    static const char *const forms[] = {
        "w, d m y h:i:c GMT",
        "w, d-m-s h:i:c GMT",
        "w m d h:i:c y",
    };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (read_http_form(text, forms[i], out))
            return true;
    }
    return false;
}

bool ak_time_parse_http(const char *text, int64_t *seconds)
{
    struct http_date read = {.year = 0};

    if (!read_http_date(text, &read) || !ak_date_is_valid(read.year, read.month, read.day) ||
        read.hour > 23 || read.minute > 59 || read.second > 60)
        return false;
    struct ak_date date = {
        .year = (int16_t)read.year, .month = (int8_t)read.month, .day = (int8_t)read.day};
    int clock = read.hour * HOUR_SECONDS + read.minute * MINUTE_SECONDS + read.second;
    *seconds = (int64_t)ak_date_to_days(date) * DAY_SECONDS + clock;
    return true;
}

static void put_two_digits(char *out, unsigned number)
{
    out[0] = (char)('0' + number / 10);
    out[1] = (char)('0' + number % 10);
}

const char *ak_date_iso(struct ak_date date, char out[AK_DATE_TEXT_SIZE])
{
    unsigned year = (unsigned)date.year % 10000u;

    out[0] = '\0';
    if (!ak_date_is_set(date))
        return out;
    /* A report of a fleet has a hundred thousand of them. */
    put_two_digits(out, year / 100);
    put_two_digits(out + 2, year % 100);
    out[4] = '-';
    put_two_digits(out + 5, (unsigned)date.month % 100u);
    out[7] = '-';
    put_two_digits(out + 8, (unsigned)date.day % 100u);
    out[10] = '\0';
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
    int64_t known =
        clamp(seconds, (int64_t)FIRST_DAY * DAY_SECONDS, (int64_t)(LAST_DAY + 1) * DAY_SECONDS - 1);
    struct ak_date date = ak_date_from_time(known);
    int64_t rest = known - (int64_t)ak_date_to_days(date) * DAY_SECONDS;

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
