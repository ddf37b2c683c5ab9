/* document.c: the report as a whole. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "document_int.h"

enum { CLIFFS_MOST = 8, CLIFF_DAYS = 3 * 366 };

static bool is_near(struct ak_date day, struct ak_date today)
{
    return ak_date_between(today, day) <= CLIFF_DAYS;
}

static size_t find_days(const struct ak_report_document *document, struct ak_date days[CLIFFS_MOST])
{
    const struct ak_fleet *fleet = document->fleet;
    size_t count;
    size_t near = 0;

    if (ak_date_is_set(document->on)) {
        days[0] = document->on;
        return 1;
    }
    count = ak_fleet_turning_days(fleet, fleet->today, days, CLIFFS_MOST);
    while (near < count && is_near(days[near], fleet->today))
        near++;
    return near;
}

void ak_report_document_look_ahead(struct ak_report_document *document, struct ak_arena *arena)
{
    struct ak_date days[CLIFFS_MOST];
    size_t count = find_days(document, days);
    struct ak_what_if *cliffs = ak_arena_alloc(arena, count, sizeof *cliffs);

    for (size_t i = 0; i < count; i++)
        cliffs[i] = ak_fleet_what_if(document->fleet, days[i], arena);
    document->cliffs = cliffs;
    document->cliff_count = count;
}

size_t ak_report_document_failing(const struct ak_report_document *document)
{
    size_t failing = 0;

    for (size_t i = 0; i < document->findings.count; i++)
        failing += ak_finding_fails(&document->findings.items[i], document->fail_on);
    return failing;
}

void ak__document_tally(const struct ak_report_document *document,
                        size_t counts[AK_FINDING_SEVERITY_COUNT])
{
    memset(counts, 0, AK_FINDING_SEVERITY_COUNT * sizeof *counts);
    for (size_t i = 0; i < document->findings.count; i++)
        counts[document->findings.items[i].severity]++;
}

const char *ak__count_words(int64_t count, const char *noun, char out[AK__COUNT_SIZE])
{
    snprintf(out, AK__COUNT_SIZE, "%lld %s%s", (long long)count, noun, count == 1 ? "" : "s");
    return out;
}

bool ak__has_deadline(const struct ak_finding *finding)
{
    return finding->rule != AK_FINDING_IMAGE_AGE && finding->rule != AK_FINDING_CVM_CONFLICT;
}

const char *ak__group_title(const struct ak_finding_group *group)
{
    return ak__has_deadline(group->first) ? group->first->what
                                          : ak_finding_rule_get(group->first->rule)->title;
}

bool ak__is_web_link(const char *link)
{
    return link != NULL && (ak_text_has_prefix(link, "https://", true) ||
                            ak_text_has_prefix(link, "http://", true));
}

struct ak_report_rows ak__document_rows(const struct ak_report_document *document,
                                        struct ak_arena *arena)
{
    const void **rows = ak_arena_alloc(arena, document->findings.count, sizeof *rows);

    for (size_t i = 0; i < document->findings.count; i++)
        rows[i] = &document->findings.items[i];
    return (struct ak_report_rows){
        .kind = AK_REPORT_FINDINGS, .rows = rows, .count = document->findings.count};
}

int ak_report_document_print(const struct ak_report_document *document,
                             const struct ak_report_style *style, ak_report_write *write,
                             void *context, struct ak_err *err)
{
    static ak__write_document *const writers[AK_FORMAT_COUNT] = {
        [AK_FORMAT_TABLE] = ak__write_document_table,
        [AK_FORMAT_JSON] = ak__write_document_json,
        [AK_FORMAT_CSV] = ak__write_document_rows,
        [AK_FORMAT_TSV] = ak__write_document_rows,
        [AK_FORMAT_MARKDOWN] = ak__write_document_markdown,
        [AK_FORMAT_HTML] = ak__write_document_html,
        [AK_FORMAT_SARIF] = ak__write_document_sarif,
        [AK_FORMAT_JUNIT] = ak__write_document_junit,
        [AK_FORMAT_ICS] = ak__write_document_ics,
        [AK_FORMAT_OPENMETRICS] = ak__write_document_openmetrics,
    };
    struct ak__writer *writer = ak__writer_new(write, context);

    writers[style->format](writer, document, style);
    return ak__written(writer, err);
}
