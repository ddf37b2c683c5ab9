/* document_ics.c: the deadlines as a calendar (RFC 5545): an event a deadline and day, all day
 * long, that takes no time of its reader. An event keeps its UID while its deadline exists: a
 * calendar that reads the file again moves what has moved. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/text.h"
#include "document_int.h"

enum { LINE_OCTETS = 75, NAMES_MOST = 20, LINE_MOST = 64 * 1024 };

/* Content lines are folded at 75 octets, never inside of a character. */
struct calendar {
    struct ak__writer *out;
    const struct ak_report_document *document;
    struct ak_buf line;
};

/* A fold's blank counts as an octet of the line that it begins. */
static void put_line(struct calendar *calendar)
{
    const char *text = ak_buf_text(&calendar->line);
    size_t room = LINE_OCTETS;

    while (*text != '\0') {
        size_t len = strlen(text);

        if (len > room) {
            len = room;
            while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
                len--;
        }
        ak__put(calendar->out, text, len);
        text += len;
        ak__puts(calendar->out, *text != '\0' ? "\r\n " : "\r\n");
        room = LINE_OCTETS - 1;
    }
    ak_buf_clear(&calendar->line);
}

static bool append(const char *bytes, size_t len, void *context)
{
    return ak_buf_append(context, bytes, len);
}

/* Adds text to the line as a value of type TEXT; what is too long for any calendar is left out. */
static void add_text(struct calendar *calendar, const char *text)
{
    struct ak__writer *writer = ak__writer_new(append, &calendar->line);
    struct ak_err ignored = ak_err_none();

    ak__put_ics_text(writer, text);
    (void)ak__written(writer, &ignored);
}

static void add(struct calendar *calendar, const char *text)
{
    (void)!ak_buf_puts(&calendar->line, text);
}

static void put(struct calendar *calendar, const char *text)
{
    add(calendar, text);
    put_line(calendar);
}

static const char *compact_date(struct ak_date date, char out[AK_DATE_TEXT_SIZE])
{
    snprintf(out, AK_DATE_TEXT_SIZE, "%04d%02d%02d", date.year, date.month, date.day);
    return out;
}

/* "20261123T140500Z" of "2026-11-23T14:05:00Z" */
static void put_stamp(struct calendar *calendar)
{
    char iso[32];

    add(calendar, "DTSTAMP:");
    ak_time_iso(calendar->document->now, iso, sizeof iso);
    for (const char *at = iso; *at != '\0'; at++) {
        if (*at != '-' && *at != ':')
            (void)!ak_buf_append(&calendar->line, at, 1);
    }
    put_line(calendar);
}

static void put_day(struct calendar *calendar, const char *name, struct ak_date day)
{
    char text[AK_DATE_TEXT_SIZE];

    add(calendar, name);
    add(calendar, ";VALUE=DATE:");
    put(calendar, compact_date(day, text));
}

/* ---- events ---- */

/* What happens to a deadline's group on a day. */
struct event {
    const struct ak_finding_group *group;
    struct ak_date day;
    const char *id;       /* "ends", "removed": part of the UID */
    const char *sentence; /* "images are removed: no scaling after" */
};

static void put_summary(struct calendar *calendar, const struct event *event)
{
    const struct ak_finding_group *group = event->group;
    char words[AK__COUNT_SIZE];
    char nodes[AK__COUNT_SIZE];

    add(calendar, "SUMMARY:");
    add_text(calendar, group->first->what);
    add_text(calendar, ": ");
    add_text(calendar, event->sentence);
    add_text(calendar, " (");
    add_text(calendar, group->pool_count > 0
                           ? ak__count_words((int64_t)group->pool_count, "node pool", words)
                           : ak__count_words((int64_t)group->count, "cluster", words));
    add_text(calendar, ", ");
    add_text(calendar, ak__count_words(group->nodes, "node", nodes));
    add_text(calendar, ")");
    put_line(calendar);
}

/* "payments/cvmpool, ledger/system and 12 more" */
static void add_names(struct calendar *calendar, const struct ak_finding_group *group)
{
    for (size_t i = 0; i < group->count && i < NAMES_MOST; i++) {
        const struct ak_finding *finding = group->items[i];
        const char *cluster = finding->cluster->cluster->name;

        add_text(calendar, i > 0 ? "\n- " : "- ");
        add_text(calendar, cluster != NULL ? cluster : "");
        if (finding->pool != NULL && finding->pool->pool->name != NULL) {
            add_text(calendar, "/");
            add_text(calendar, finding->pool->pool->name);
        }
        add_text(calendar, ": ");
        add_text(calendar, finding->way_out);
    }
    if (group->count > NAMES_MOST) {
        char more[AK__COUNT_SIZE];

        snprintf(more, sizeof more, "\n- and %zu more", group->count - NAMES_MOST);
        add_text(calendar, more);
    }
}

static void put_description(struct calendar *calendar, const struct event *event)
{
    const struct ak_finding *first = event->group->first;

    add(calendar, "DESCRIPTION:");
    if (first->stops != NULL) {
        add_text(calendar, first->stops);
        add_text(calendar, "\n\n");
    }
    add_names(calendar, event->group);
    add_text(calendar, "\n\nSource: ");
    add_text(calendar, first->source->name);
    put_line(calendar);
}

static void put_event(struct calendar *calendar, const struct event *event)
{
    const struct ak_finding *first = event->group->first;

    put(calendar, "BEGIN:VEVENT");
    add(calendar, "UID:");
    add_text(calendar, ak_finding_rule_get(first->rule)->id);
    add(calendar, event->group->pool_count > 0 ? ".pool." : ".cluster.");
    add_text(calendar, first->id);
    add(calendar, ".");
    add(calendar, event->id);
    put(calendar, "@akscope");
    put_stamp(calendar);
    put_day(calendar, "DTSTART", event->day);
    put_day(calendar, "DTEND", ak_date_from_days(ak_date_to_days(event->day) + 1));
    put_summary(calendar, event);
    put_description(calendar, event);
    if (ak__is_web_link(first->source->link)) {
        add(calendar, "URL:");
        put(calendar, first->source->link);
    }
    put(calendar, "CATEGORIES:AKS");
    put(calendar, "TRANSP:TRANSPARENT");
    put(calendar, "CLASS:PRIVATE");
    put(calendar, "END:VEVENT");
}

static void put_events(struct calendar *calendar, const struct ak_finding_group *group)
{
    struct ak_date ends = group->first->end_of_support;
    struct ak_date removed = group->first->images_removed;

    if (ak_date_is_set(ends) && ak_date_compare(ends, removed) != 0)
        put_event(calendar, &(struct event){group, ends, "ends", "support ends"});
    if (ak_date_is_set(removed))
        put_event(calendar, &(struct event){group, removed, "removed",
                                            "node images are removed, no scaling after"});
}

void ak__write_document_ics(struct ak__writer *writer, const struct ak_report_document *document,
                            const struct ak_report_style *style)
{
    struct calendar calendar = {
        .out = writer, .document = document, .line = ak_buf_init(LINE_MOST)};
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_finding_groups groups = ak_findings_group(&document->findings, arena);

    (void)style;
    put(&calendar, "BEGIN:VCALENDAR");
    put(&calendar, "VERSION:2.0");
    put(&calendar, "PRODID:-//akscope//akscope//EN");
    put(&calendar, "CALSCALE:GREGORIAN");
    put(&calendar, "METHOD:PUBLISH");
    put(&calendar, "X-WR-CALNAME:AKS retirements");
    for (size_t i = 0; i < groups.count; i++)
        put_events(&calendar, &groups.items[i]);
    put(&calendar, "END:VCALENDAR");
    ak_buf_release(&calendar.line);
    ak_arena_free(arena);
}
