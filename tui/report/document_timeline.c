/* document_timeline.c: the deadlines of the fleet on a line of time, as SVG. Places are shares of
 * the width, so that bars grow with the page while its text does not. */
#include "config.h"

#include <stdio.h>

#include "document_int.h"

enum { DAYS_BACK = 183, DAYS_AHEAD_LEAST = 366, DAYS_AHEAD_MOST = 3 * 366, DAYS_AFTER = 60 };

struct scale {
    int32_t from, to; /* days since the epoch */
    int32_t today;
};

static int32_t clamp(int32_t value, int32_t least, int32_t most)
{
    return value < least ? least : value > most ? most : value;
}

static double place(const struct scale *scale, int32_t day)
{
    return 100.0 * (clamp(day, scale->from, scale->to) - scale->from) / (scale->to - scale->from);
}

static void look_at(int32_t *last, struct ak_date day)
{
    if (ak_date_is_set(day) && ak_date_to_days(day) > *last)
        *last = ak_date_to_days(day);
}

static struct scale make_scale(const struct ak_fleet *fleet)
{
    struct scale scale = {.today = ak_date_to_days(fleet->today)};
    int32_t last = scale.today;

    for (size_t i = 0; i < fleet->deadline_count; i++) {
        look_at(&last, fleet->deadlines[i].retirement.end_of_support);
        look_at(&last, fleet->deadlines[i].retirement.images_removed);
    }
    scale.from = scale.today - DAYS_BACK;
    scale.to =
        scale.today + clamp(last + DAYS_AFTER - scale.today, DAYS_AHEAD_LEAST, DAYS_AHEAD_MOST);
    return scale;
}

/* ---- behind the rows ---- */

static void put_line(struct ak__writer *writer, const struct scale *scale, int32_t day,
                     const char *style, const char *top)
{
    ak__printf(writer, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%s\" y2=\"100%%\"/>",
               style, place(scale, day), place(scale, day), top);
}

/* A text ends at a line that is far to the right. */
static void put_label(struct ak__writer *writer, const struct scale *scale, int32_t day,
                      const char *style, const char *top)
{
    double x = place(scale, day);

    ak__printf(writer, "<text%s x=\"%.2f%%\" y=\"%s\" dx=\"%d\"%s>", style, x, top, x > 85 ? -4 : 4,
               x > 85 ? " text-anchor=\"end\"" : "");
}

static void put_quarters(struct ak__writer *writer, const struct scale *scale)
{
    struct ak_date day = ak_date_from_days(scale->from);

    day.day = 1;
    while (ak_date_to_days(day) < scale->to) {
        int32_t at = ak_date_to_days(day);

        if (at > scale->from && day.month % 3 == 1)
            put_line(writer, scale, at, "grid", day.month == 1 ? "24" : "40");
        if (at > scale->from && day.month == 1) {
            put_label(writer, scale, at, "", "34");
            ak__printf(writer, "%d</text>", day.year);
        }
        day.month = (int8_t)(day.month % 12 + 1);
        day.year = (int16_t)(day.year + (day.month == 1));
    }
}

static void put_grid(struct ak__writer *writer, const struct scale *scale)
{
    char day[AK_DATE_TEXT_SIZE];

    ak__puts(writer, "<svg aria-hidden=\"true\">");
    put_quarters(writer, scale);
    put_line(writer, scale, scale->today, "now", "0");
    put_label(writer, scale, scale->today, " class=\"now-text\"", "12");
    ak__printf(writer, "today, %s</text></svg>\n",
               ak_date_words(ak_date_from_days(scale->today), day));
}

/* ---- rows ---- */

static void put_phase(struct ak__writer *writer, const struct scale *scale, const char *style,
                      int32_t from, int32_t to)
{
    double x = place(scale, from);
    double width = place(scale, to) - x;

    if (width > 0)
        ak__printf(writer, "<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\"/>", style, x, width);
}

/* The day, or one that never comes. */
static int32_t day_or_never(const struct scale *scale, struct ak_date day)
{
    return ak_date_is_set(day) ? ak_date_to_days(day) : scale->to;
}

static void put_bar(struct ak__writer *writer, const struct scale *scale,
                    const struct ak_retirement *end)
{
    int32_t removed = day_or_never(scale, end->images_removed);
    int32_t ended = day_or_never(scale, end->end_of_support);

    /* Nobody tells the day of what is gone for long. */
    if (!end->has_days && end->severity >= AK_SEVERITY_ENDED)
        ended = scale->from;
    if (ended > removed)
        ended = removed;
    ak__puts(writer, "<svg class=\"bar\" aria-hidden=\"true\">");
    put_phase(writer, scale, "fill-ok", scale->from, ended);
    put_phase(writer, scale, "fill-ended", ended, removed);
    put_phase(writer, scale, "fill-removed", removed, scale->to);
    ak__printf(writer, "<rect class=\"mark\" x=\"%.2f%%\" width=\"2\"/></svg>",
               place(scale, scale->today));
}

static void put_row(struct ak__writer *writer, const struct ak_report_document *document,
                    const struct scale *scale, const struct ak_fleet_deadline *deadline)
{
    const struct ak_retirement *end = &deadline->retirement;
    char words[AK_RETIREMENT_WORDS_SIZE];
    char count[AK__COUNT_SIZE];

    ak__puts(writer, "<li><p><span><strong>");
    ak__put_xml(writer, end->what);
    ak__printf(writer, "</strong> <span class=\"muted\">%s</span></span><span class=\"muted\">",
               ak__count_words((int64_t)deadline->pool_count, "pool", count));
    ak__put_xml(writer, ak_retirement_words(end, document->fleet->today, false, words));
    ak__puts(writer, "</span></p>");
    put_bar(writer, scale, end);
    ak__puts(writer, "</li>\n");
}

void ak__put_timeline(struct ak__writer *writer, const struct ak_report_document *document)
{
    const struct ak_fleet *fleet = document->fleet;
    struct scale scale = make_scale(fleet);

    ak__puts(writer, "<div class=\"timeline\">\n");
    put_grid(writer, &scale);
    ak__puts(writer, "<ol>\n");
    for (size_t i = 0; i < fleet->deadline_count; i++)
        put_row(writer, document, &scale, &fleet->deadlines[i]);
    ak__puts(writer, "</ol>\n</div>\n");
}
