/* document_html.c: the report as one HTML file for who decides: it needs nothing else, no script,
 * no network. What it looks like is in report.css. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "document_int.h"

extern const unsigned char ak_embed_report_css[];

/* ---- small parts ---- */

static void put_text(struct ak__writer *writer, const char *before, const char *text,
                     const char *after)
{
    ak__puts(writer, before);
    ak__put_xml(writer, text != NULL ? text : "");
    ak__puts(writer, after);
}

/* The facts have phrases: here they stand as sentences. */
static void put_sentence(struct ak__writer *writer, const char *before, const char *text,
                         const char *after)
{
    size_t len = strlen(text);
    char first[2] = {text[0], '\0'};

    if (first[0] >= 'a' && first[0] <= 'z')
        first[0] = (char)(first[0] - 'a' + 'A');
    put_text(writer, before, first, "");
    put_text(writer, "", len > 0 ? text + 1 : "", "");
    ak__puts(writer, len > 0 && text[len - 1] != '.' ? "." : "");
    ak__puts(writer, after);
}

/* A person's own facts may have any text there: what is no web address is no link. */
static void put_source(struct ak__writer *writer, const struct ak_source *source)
{
    ak__puts(writer, "<p class=\"source\">Source: ");
    if (ak__is_web_link(source->link)) {
        put_text(writer, "<a rel=\"noreferrer\" href=\"", source->link, "\">");
        put_text(writer, "", source->name, "</a>");
    } else {
        put_text(writer, "", source->name, "");
    }
    if (source->as_of != NULL)
        put_text(writer, ", as of ", source->as_of, "");
    ak__puts(writer, "</p>\n");
}

/* ---- head ---- */

static void put_head(struct ak__writer *writer, const struct ak_report_document *document)
{
    char day[AK_DATE_TEXT_SIZE];

    ak__puts(writer,
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
             "'unsafe-inline'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n");
    ak__printf(writer, "<title>AKS node pools: what retires, %s</title>\n<style>\n",
               ak_date_words(document->fleet->today, day));
    ak__puts(writer, (const char *)ak_embed_report_css);
    ak__puts(writer, "</style>\n</head>\n<body>\n");
}

static void put_count(struct ak__writer *writer, const char *before, int64_t count,
                      const char *noun)
{
    char words[AK__COUNT_SIZE];

    ak__puts(writer, before);
    ak__puts(writer, ak__count_words(count, noun, words));
}

enum { WITHIN_SIZE = 32 };

/* "within 120 days": what soon means. */
static const char *within(const struct ak_report_document *document, char out[WITHIN_SIZE])
{
    snprintf(out, WITHIN_SIZE, "within %d days", document->fleet->facts->soon_days);
    return out;
}

/* What there is to say of the pools as a whole, each by its worst deadline. */
static void put_lede(struct ak__writer *writer, const struct ak_report_document *document)
{
    const struct ak_fleet_sums *sums = &document->fleet->sums;
    char soon[WITHIN_SIZE];
    const struct {
        size_t count;
        const char *one, *many;
        const char *when;
    } parts[] = {
        {sums->removed, "has lost its node images and can\xE2\x80\x99t scale",
         "have lost their node images and can\xE2\x80\x99t scale", ""},
        {sums->ended, "is out of support", "are out of support", ""},
        {sums->soon, "has its next deadline ", "have their next deadline ", within(document, soon)},
        {sums->cvm_conflict, "has a CVM conflict", "have a CVM conflict", ""},
    };
    bool is_first = true;

    ak__puts(writer, "<p class=\"lede\">");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count == 0)
            continue;
        ak__printf(writer, "%s<strong>%zu</strong> %s%s%s", is_first ? "" : ", ", parts[i].count,
                   is_first ? (parts[i].count == 1 ? "node pool " : "node pools ") : "",
                   parts[i].count == 1 ? parts[i].one : parts[i].many, parts[i].when);
        is_first = false;
    }
    if (is_first)
        ak__printf(writer, "No node pool has a deadline %s", within(document, soon));
    ak__puts(writer, ".</p>\n");
}

static void put_unread(struct ak__writer *writer, const struct ak_report_document *document)
{
    if (document->unread_count == 0)
        return;
    ak__puts(writer, "<div class=\"incomplete\" role=\"note\"><strong>This report is not "
                     "complete.</strong>\n");
    for (size_t i = 0; i < document->unread_count; i++)
        put_text(writer, "<p>", document->unread[i], "</p>\n");
    ak__puts(writer, "</div>\n");
}

static void put_header(struct ak__writer *writer, const struct ak_report_document *document)
{
    const struct ak_fleet_sums *sums = &document->fleet->sums;
    char day[AK_DATE_TEXT_SIZE];

    ak__puts(writer, "<header>\n<p class=\"kicker\">Azure Kubernetes Service</p>\n"
                     "<h1>Node pools: what retires, and what to do</h1>\n<p class=\"muted\">");
    ak__puts(writer, ak_date_words(document->fleet->today, day));
    put_count(writer, " \xC2\xB7 ", (int64_t)sums->clusters, "cluster");
    put_count(writer, " \xC2\xB7 ", (int64_t)sums->pools, "node pool");
    put_count(writer, " \xC2\xB7 ", sums->nodes, "node");
    if (document->scope != NULL)
        put_text(writer, " \xC2\xB7 ", document->scope, "");
    ak__puts(writer, "</p>\n");
    put_lede(writer, document);
    put_unread(writer, document);
    ak__puts(writer, "</header>\n");
}

/* ---- cards ---- */

static void put_cards(struct ak__writer *writer, const struct ak_report_document *document)
{
    char soon[WITHIN_SIZE];
    const struct {
        const char *title, *meaning;
    } cards[AK_FINDING_SEVERITY_COUNT] = {
        [AK_FINDING_IS_REMOVED] = {"Images removed", "no scaling, repair or upgrade"},
        [AK_FINDING_IS_ENDED] = {"Support ended", "no more security updates"},
        [AK_FINDING_IS_CONFLICT] = {"CVM conflict", "size and image disagree"},
        [AK_FINDING_IS_SOON] = {"Soon", within(document, soon)},
        [AK_FINDING_IS_OLD] = {"Old images", "older than the policy allows"},
        [AK_FINDING_IS_LATER] = {"Later", "announced"},
    };
    size_t counts[AK_FINDING_SEVERITY_COUNT];

    ak__document_tally(document, counts);
    ak__puts(writer, "<ul class=\"cards\" aria-label=\"Findings by severity\">\n");
    for (int i = AK_FINDING_SEVERITY_COUNT - 1; i >= 0; i--)
        ak__printf(writer,
                   "<li class=\"%s%s\"><strong>%zu</strong> <b>%s</b> <small>%s</small></li>\n",
                   ak_finding_severity_get((enum ak_finding_severity)i)->name,
                   counts[i] == 0 ? " none" : "", counts[i], cards[i].title, cards[i].meaning);
    ak__puts(writer, "</ul>\n");
    if (document->known_count > 0)
        put_count(writer, "<p class=\"muted\">Beside ", (int64_t)document->known_count,
                  "finding that the baseline has already");
    ak__puts(writer, document->known_count > 0 ? ".</p>\n" : "");
}

/* ---- if nothing is done ---- */

static double share(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void put_cliff_words(struct ak__writer *writer, const struct ak_what_if *cliff)
{
    const struct {
        const struct ak_what_if_group *group;
        const char *what;
    } parts[] = {{&cliff->cannot_scale, " can\xE2\x80\x99t scale"},
                 {&cliff->unsupported, " out of support"}};
    const char *comma = "";

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].group->pool_count == 0)
            continue;
        put_count(writer, comma, (int64_t)parts[i].group->pool_count, "pool");
        put_count(writer, " with ", parts[i].group->node_count, "node");
        ak__puts(writer, parts[i].what);
        comma = ", ";
    }
    if (cliff->clusters_retired > 0) {
        put_count(writer, comma, (int64_t)cliff->clusters_retired, "cluster");
        ak__puts(writer, cliff->clusters_retired == 1 ? " uses what Azure has retired"
                                                      : " use what Azure has retired");
        comma = ", ";
    }
    ak__puts(writer, comma[0] == '\0' ? "all pools are supported\n" : "\n");
}

static void put_cliff(struct ak__writer *writer, const struct ak_report_document *document,
                      const struct ak_what_if *cliff)
{
    int64_t nodes = document->fleet->sums.nodes;
    char day[AK_DATE_TEXT_SIZE];

    ak__printf(writer, "<li><div><b>%s</b> <span class=\"muted\">in %d d</span></div>\n<div>",
               ak_date_words(cliff->day, day), ak_date_between(document->fleet->today, cliff->day));
    put_cliff_words(writer, cliff);
    ak__printf(writer,
               "<svg class=\"bar\" aria-hidden=\"true\"><rect class=\"track\" width=\"100%%\"/>"
               "<rect class=\"fill-ended\" width=\"%.1f%%\"/><rect class=\"fill-removed\" "
               "width=\"%.1f%%\"/></svg></div></li>\n",
               share(cliff->unsupported.node_count, nodes),
               share(cliff->cannot_scale.node_count, nodes));
}

static void put_key(struct ak__writer *writer, const char *fill, const char *meaning)
{
    ak__printf(writer, "<span><svg aria-hidden=\"true\"><rect class=\"%s\"/></svg>%s</span>\n",
               fill, meaning);
}

static void put_cliffs(struct ak__writer *writer, const struct ak_report_document *document)
{
    if (document->cliff_count == 0)
        return;
    ak__puts(writer, "<section>\n<h2>If nothing is done</h2>\n<div class=\"panel\">\n"
                     "<ol class=\"cliffs\">\n");
    for (size_t i = 0; i < document->cliff_count; i++)
        put_cliff(writer, document, &document->cliffs[i]);
    ak__puts(writer, "</ol>\n<p class=\"key\">\n");
    put_key(writer, "fill-removed", "can\xE2\x80\x99t scale");
    put_key(writer, "fill-ended", "out of support");
    put_key(writer, "track", "all nodes as they are now");
    ak__puts(writer, "</p>\n</div>\n</section>\n");
}

static void put_timeline(struct ak__writer *writer, const struct ak_report_document *document)
{
    if (document->fleet->deadline_count == 0)
        return;
    ak__puts(writer, "<section>\n<h2>Timeline</h2>\n<div class=\"panel\">\n");
    ak__put_timeline(writer, document);
    ak__puts(writer, "<p class=\"key\">\n");
    put_key(writer, "fill-ok", "supported");
    put_key(writer, "fill-ended", "support ended");
    put_key(writer, "fill-removed", "node images removed");
    ak__puts(writer, "</p>\n</div>\n</section>\n");
}

/* ---- findings ---- */

static void put_cell(struct ak__writer *writer, const char *label, const char *text)
{
    ak__printf(writer, "<td data-label=\"%s\">", label);
    put_text(writer, "", text, "</td>");
}

static void put_way(struct ak__writer *writer, const struct ak_finding *finding)
{
    ak__puts(writer, "<td data-label=\"Way out\">");
    if (finding->steps.count == 0) {
        put_text(writer, "<span>", finding->way_out, "</span></td>");
        return;
    }
    put_text(writer, "<details><summary>", finding->way_out, "</summary><ol>");
    for (size_t i = 0; i < finding->steps.count; i++)
        put_text(writer, "<li>", finding->steps.items[i], "</li>");
    ak__puts(writer, "</ol></details></td>");
}

static void put_row(struct ak__writer *writer, const struct ak_finding *finding)
{
    const struct ak_cluster *cluster = finding->cluster->cluster;

    put_text(writer, "<tr title=\"", finding->resource_id, "\">");
    put_cell(writer, "Cluster", cluster->name);
    if (finding->pool != NULL)
        put_cell(writer, "Node pool", finding->pool->pool->name);
    put_cell(writer, "Region", cluster->location);
    ak__printf(writer, "<td data-label=\"Nodes\" class=\"number\">%lld</td>",
               (long long)finding->nodes);
    put_way(writer, finding);
    ak__puts(writer, "</tr>\n");
}

/* "3 node pools of 2 clusters, 41 nodes" */
static void put_hits(struct ak__writer *writer, const struct ak_finding_group *group)
{
    ak__puts(writer, "<span class=\"count\">");
    if (group->pool_count > 0)
        put_count(writer, "", (int64_t)group->pool_count, "node pool");
    put_count(writer, group->pool_count > 0 ? " of " : "", (int64_t)group->cluster_count,
              "cluster");
    put_count(writer, ", ", group->nodes, "node");
    ak__puts(writer, "</span>");
}

static void put_group(struct ak__writer *writer, const struct ak_report_document *document,
                      const struct ak_finding_group *group)
{
    const struct ak_finding *first = group->first;
    const struct ak_finding_severity_info *severity = ak_finding_severity_get(first->severity);
    struct ak_retirement end = {.severity = AK_SEVERITY_ENDED,
                                .end_of_support = first->end_of_support,
                                .images_removed = first->images_removed};
    char words[AK_RETIREMENT_WORDS_SIZE];

    ak__printf(writer, "<article class=\"group %s\">\n<h3><span class=\"badge\">%s %s</span> ",
               severity->name, severity->mark, severity->name);
    put_text(writer, "<span>", ak__group_title(group), "</span> ");
    put_hits(writer, group);
    ak__puts(writer, "</h3>\n<p>");
    if (ak__has_deadline(first))
        put_sentence(writer, "<strong>",
                     ak_retirement_words(&end, document->fleet->today, true, words), "</strong> ");
    put_sentence(writer, "",
                 first->stops != NULL ? first->stops : ak_finding_rule_get(first->rule)->meaning,
                 "</p>\n");
    ak__printf(
        writer,
        "<table>\n<thead><tr><th scope=\"col\">Cluster</th>%s<th scope=\"col\">Region</th><th "
        "scope=\"col\" class=\"number\">Nodes</th><th scope=\"col\">Way "
        "out</th></tr></thead>\n<tbody>\n",
        group->pool_count > 0 ? "<th scope=\"col\">Node pool</th>" : "");
    for (size_t i = 0; i < group->count; i++)
        put_row(writer, group->items[i]);
    ak__puts(writer, "</tbody>\n</table>\n");
    put_source(writer, first->source);
    ak__puts(writer, "</article>\n");
}

static void put_findings(struct ak__writer *writer, const struct ak_report_document *document)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_finding_groups groups = ak_findings_group(&document->findings, arena);

    ak__puts(writer, "<section>\n<h2>Findings</h2>\n");
    for (size_t i = 0; i < groups.count; i++)
        put_group(writer, document, &groups.items[i]);
    if (groups.count == 0)
        ak__printf(writer, "<p>Nothing%s was found.</p>\n",
                   document->known_count > 0 ? " new" : "");
    ak__puts(writer, "</section>\n");
    ak_arena_free(arena);
}

static void put_footer(struct ak__writer *writer, const struct ak_report_document *document)
{
    char time[32];

    ak__printf(writer, "<footer>\n<p>Made by akscope %s at <time datetime=\"%s\">",
               document->version, ak_time_iso(document->now, time, sizeof time));
    ak__printf(writer, "%s</time>. ", time);
    ak__puts(writer,
             "Counts are of the fleet as it is now, dates as they are announced now. What it "
             "says of Confidential VMs is what Azure Resource Manager reports, not an "
             "attestation.</p>\n</footer>\n");
}

void ak__write_document_html(struct ak__writer *writer, const struct ak_report_document *document,
                             const struct ak_report_style *style)
{
    (void)style;
    put_head(writer, document);
    put_header(writer, document);
    ak__puts(writer, "<main>\n");
    put_cards(writer, document);
    put_cliffs(writer, document);
    put_timeline(writer, document);
    put_findings(writer, document);
    ak__puts(writer, "</main>\n");
    put_footer(writer, document);
    ak__puts(writer, "</body>\n</html>\n");
}
