/* retirement_words.c: deadlines in words. */
#include "config.h"

#include "akscope/rules/lifecycle.h"

#include <stdio.h>
#include <string.h>

const char *ak_days_words(int32_t days, char *out, size_t size)
{
    if (days == 0)
        snprintf(out, size, "today");
    else if (days > 0)
        snprintf(out, size, "in %d d", days);
    else
        snprintf(out, size, "%d d ago", -days);
    return out;
}

/* What is told of one date: how it is said while it is ahead, and once it is past. */
struct telling {
    struct ak_date date;
    const char *ahead, *past;
};

/* Adds "; support ended 30 Nov 2025, 358 d ago" to what is in `out`. */
static void add_date(char out[AK_RETIREMENT_WORDS_SIZE], struct telling telling,
                     struct ak_date today, bool with_days)
{
    char words[AK_DATE_TEXT_SIZE];
    char when[32] = "";
    size_t used = strlen(out);
    int32_t days = ak_date_between(today, telling.date);

    if (with_days)
        ak_days_words(days, when, sizeof when);
    snprintf(out + used, AK_RETIREMENT_WORDS_SIZE - used, "%s%s %s%s%s", used > 0 ? "; " : "",
             days < 0 ? telling.past : telling.ahead, ak_date_words(telling.date, words),
             with_days ? ", " : "", when);
}

const char *ak_retirement_words(const struct ak_retirement *retirement, struct ak_date today,
                                bool with_days, char out[AK_RETIREMENT_WORDS_SIZE])
{
    const struct telling both = {retirement->end_of_support, "support ends and images are removed",
                                 "support ended and images were removed"};
    const struct telling end = {retirement->end_of_support, "support ends", "support ended"};
    const struct telling removed = {retirement->images_removed, "images are removed",
                                    "images were removed"};

    out[0] = '\0';
    if (ak_date_is_set(both.date) && ak_date_compare(both.date, removed.date) == 0) {
        add_date(out, both, today, with_days);
        return out;
    }
    if (ak_date_is_set(end.date))
        add_date(out, end, today, with_days);
    if (ak_date_is_set(removed.date))
        add_date(out, removed, today, with_days);
    if (out[0] == '\0')
        snprintf(out, AK_RETIREMENT_WORDS_SIZE, "%s",
                 retirement->severity > AK_SEVERITY_NONE ? "out of support for long"
                                                         : "no end is announced");
    return out;
}
