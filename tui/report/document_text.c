/* document_text.c: the report as text for people: a table, or Markdown; as csv and tsv the findings
 * alone. */
#include "config.h"

#include <stdio.h>

#include "document_int.h"

void ak__write_document_rows(struct ak__writer *writer, const struct ak_report_document *document,
                             const struct ak_report_style *style)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_report_rows rows = ak__document_rows(document, arena);

    ak__write_rows(writer, &rows, style);
    ak_arena_free(arena);
}

/* "12 clusters, 42 node pools, 190 nodes" */
static void put_scope(struct ak__writer *writer, const struct ak_report_document *document)
{
    const struct ak_fleet_sums *sums = &document->fleet->sums;
    char words[AK__COUNT_SIZE];

    ak__printf(writer, "%s, ", ak__count_words((int64_t)sums->clusters, "cluster", words));
    ak__printf(writer, "%s, ", ak__count_words((int64_t)sums->pools, "node pool", words));
    ak__puts(writer, ak__count_words(sums->nodes, "node", words));
}

/* "2 removed, 5 ended, 3 soon", the worst first; "nothing found" */
static void put_tally(struct ak__writer *writer, const struct ak_report_document *document)
{
    size_t counts[AK_FINDING_SEVERITY_COUNT];
    char words[AK__COUNT_SIZE];
    const char *comma = "";

    ak__document_tally(document, counts);
    for (int i = AK_FINDING_SEVERITY_COUNT - 1; i >= 0; i--) {
        if (counts[i] == 0)
            continue;
        ak__printf(writer, "%s%zu %s", comma, counts[i],
                   ak_finding_severity_get((enum ak_finding_severity)i)->name);
        comma = ", ";
    }
    if (document->findings.count == 0)
        ak__puts(writer, document->known_count > 0 ? "nothing new" : "nothing found");
    if (document->known_count > 0)
        ak__printf(writer, " (%s in the baseline)",
                   ak__count_words((int64_t)document->known_count, "finding", words));
}

/* ---- table ---- */

void ak__write_document_table(struct ak__writer *writer, const struct ak_report_document *document,
                              const struct ak_report_style *style)
{
    char day[AK_DATE_TEXT_SIZE];

    put_scope(writer, document);
    if (document->scope != NULL) {
        ak__puts(writer, " (");
        ak__puts(writer, document->scope);
        ak__puts(writer, ")");
    }
    ak__printf(writer, " on %s: ", ak_date_iso(document->fleet->today, day));
    put_tally(writer, document);
    ak__puts(writer, "\n");
    for (size_t i = 0; i < document->unread_count; i++) {
        ak__puts(writer, "Not complete: ");
        ak__puts(writer, document->unread[i]);
        ak__puts(writer, "\n");
    }
    if (document->findings.count > 0) {
        ak__puts(writer, "\n");
        ak__write_document_rows(writer, document, style);
    }
    if (document->cliff_count > 0)
        ak__puts(writer, "\nIf nothing is done:\n");
    for (size_t i = 0; i < document->cliff_count; i++) {
        ak__puts(writer, "  ");
        ak__puts(writer, document->cliffs[i].sentence);
        ak__puts(writer, "\n");
    }
}

/* ---- Markdown ---- */

static void put_cliffs(struct ak__writer *writer, const struct ak_report_document *document)
{
    ak__puts(
        writer,
        "\n## If nothing is done\n\n"
        "| Day | Cannot scale | Nodes | Out of support | Nodes | Clusters with what is retired |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |\n");
    for (size_t i = 0; i < document->cliff_count; i++) {
        const struct ak_what_if *cliff = &document->cliffs[i];
        char day[AK_DATE_TEXT_SIZE];

        ak__printf(writer, "| %s | %zu | %lld | %zu | %lld | %zu |\n", ak_date_iso(cliff->day, day),
                   cliff->cannot_scale.pool_count, (long long)cliff->cannot_scale.node_count,
                   cliff->unsupported.pool_count, (long long)cliff->unsupported.node_count,
                   cliff->clusters_retired);
    }
    ak__puts(writer, "\nNode pools and nodes as they are now, by the end of that day.\n");
}

static void put_sources(struct ak__writer *writer, const struct ak_report_document *document)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_finding_groups groups = ak_findings_group(&document->findings, arena);

    ak__puts(writer, "\n## Sources\n\n");
    for (size_t i = 0; i < groups.count; i++) {
        const struct ak_source *source = groups.items[i].first->source;

        ak__puts(writer, "- ");
        ak__put_markdown(writer, ak__group_title(&groups.items[i]));
        ak__puts(writer, ": ");
        ak__put_markdown(writer, source->name);
        if (source->as_of != NULL) {
            ak__puts(writer, ", as of ");
            ak__put_markdown(writer, source->as_of);
        }
        if (ak__is_web_link(source->link)) {
            ak__puts(writer, ", <");
            ak__put_xml(writer, source->link);
            ak__puts(writer, ">");
        }
        ak__puts(writer, "\n");
    }
    ak_arena_free(arena);
}

void ak__write_document_markdown(struct ak__writer *writer,
                                 const struct ak_report_document *document,
                                 const struct ak_report_style *style)
{
    char day[AK_DATE_TEXT_SIZE];

    ak__puts(writer, "# AKS node pools: what retires\n\n");
    put_scope(writer, document);
    ak__printf(writer, " on %s", ak_date_words(document->fleet->today, day));
    if (document->scope != NULL) {
        ak__puts(writer, " (");
        ak__put_markdown(writer, document->scope);
        ak__puts(writer, ")");
    }
    ak__puts(writer, ": **");
    put_tally(writer, document);
    ak__puts(writer, "**.\n");
    for (size_t i = 0; i < document->unread_count; i++) {
        ak__puts(writer, "\n> **Not complete:** ");
        ak__put_markdown(writer, document->unread[i]);
        ak__puts(writer, "\n");
    }
    if (document->cliff_count > 0)
        put_cliffs(writer, document);
    if (document->findings.count == 0)
        return;
    ak__puts(writer, "\n## Findings\n\n");
    ak__write_document_rows(writer, document, style);
    put_sources(writer, document);
}
