/* date_fuzz.c: what is taken for a day or an instant is one, and is written as it was read. The
 * input is a text; its first eight bytes are also a number of seconds. */
#include "config.h"

#include "akscope/base/date.h"
#include "fuzz.h"

enum { INSTANT_SIZE = 21 };

/* The first and the last second of the years 1 to 9999. */
static const int64_t first_second = -62135596800;
static const int64_t last_second = 253402300799;

static void check_day(const char *text)
{
    struct ak_date date, again;
    char iso[AK_DATE_TEXT_SIZE], words[AK_DATE_TEXT_SIZE];

    if (!ak_date_parse(text, &date))
        return;
    require(ak_date_is_valid(date.year, date.month, date.day));
    require(ak_date_compare(ak_date_from_days(ak_date_to_days(date)), date) == 0);
    ak_date_iso(date, iso);
    require(ak_text_has_prefix(iso, text, false)); /* a month has no day yet */
    require(ak_date_parse(iso, &again) && ak_date_compare(date, again) == 0);
    require(strlen(ak_date_words(date, words)) >= strlen("1 Jan 1"));
    require(strlen(ak_date_weekday_name(date)) == 3);
}

/* An offset may lead out of the calendar by a day. */
static void check_instant(int64_t seconds)
{
    char iso[INSTANT_SIZE];
    int64_t again = 0;

    require(seconds >= first_second - 86400 && seconds <= last_second + 86400);
    require(ak_time_parse(ak_time_iso(seconds, iso, sizeof iso), &again));
    require(again == seconds || seconds < first_second || seconds > last_second);
}

static void check_number(const uint8_t *data, size_t size)
{
    int64_t seconds = 0;
    int64_t again = 0;
    char iso[INSTANT_SIZE], span[32];

    memcpy(&seconds, data, size < sizeof seconds ? size : sizeof seconds);
    require(ak_time_parse(ak_time_iso(seconds, iso, sizeof iso), &again));
    require(again >= first_second && again <= last_second);
    require(again == seconds || seconds < first_second || seconds > last_second);
    require(ak_date_compare(ak_date_from_time(seconds), ak_date_from_time(again)) == 0);
    require(strlen(ak_span_words(seconds, span, sizeof span)) >= 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_of(data, size);
    int64_t seconds;

    check_day(text);
    if (ak_time_parse(text, &seconds))
        check_instant(seconds);
    if (ak_time_parse_http(text, &seconds))
        check_instant(seconds);
    if (size > 0)
        check_number(data, size);
    free(text);
    return 0;
}
