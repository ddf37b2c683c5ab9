/* document_json.c: the report as JSON, of which a baseline is read, and as SARIF 2.1.0, which code
 * scanning of GitHub and others read. */
#include "config.h"

#include <string.h>

#include "document_int.h"

static void put_member(struct ak__writer *writer, const char *before, const char *text)
{
    ak__puts(writer, before);
    if (text != NULL)
        ak__put_json(writer, text);
    else
        ak__puts(writer, "null");
}

static void put_unread(struct ak__writer *writer, const struct ak_report_document *document)
{
    ak__puts(writer, "[");
    for (size_t i = 0; i < document->unread_count; i++)
        put_member(writer, i > 0 ? ", " : "", document->unread[i]);
    ak__puts(writer, "]");
}

/* ---- JSON ---- */

static void put_summary(struct ak__writer *writer, const struct ak_report_document *document)
{
    const struct ak_fleet_sums *sums = &document->fleet->sums;
    size_t counts[AK_FINDING_SEVERITY_COUNT];

    ak__document_tally(document, counts);
    ak__printf(
        writer,
        "  \"summary\": {\n    \"clusters\": %zu,\n    \"pools\": %zu,\n    \"nodes\": %lld,\n"
        "    \"cvm\": {\"confirmed\": %zu, \"byName\": %zu, \"conflict\": %zu, \"unknown\": "
        "%zu},\n    \"findings\": {",
        sums->clusters, sums->pools, (long long)sums->nodes, sums->cvm_confirmed, sums->cvm_by_name,
        sums->cvm_conflict, sums->cvm_unknown);
    for (int i = AK_FINDING_SEVERITY_COUNT - 1; i >= 0; i--)
        ak__printf(writer, "\"%s\": %zu%s",
                   ak_finding_severity_get((enum ak_finding_severity)i)->name, counts[i],
                   i > 0 ? ", " : "");
    ak__printf(writer, "},\n    \"known\": %zu,\n    \"failing\": %zu\n  },\n",
               document->known_count, ak_report_document_failing(document));
}

static void put_group(struct ak__writer *writer, const char *name,
                      const struct ak_what_if_group *group)
{
    ak__printf(writer, "\"%s\": {\"clusters\": %zu, \"pools\": %zu, \"nodes\": %lld}, ", name,
               group->cluster_count, group->pool_count, (long long)group->node_count);
}

static void put_cliffs(struct ak__writer *writer, const struct ak_report_document *document)
{
    ak__puts(writer, "  \"whatIf\": [");
    for (size_t i = 0; i < document->cliff_count; i++) {
        const struct ak_what_if *cliff = &document->cliffs[i];
        char day[AK_DATE_TEXT_SIZE];

        ak__printf(writer, "%s\n    {\"day\": \"%s\", ", i > 0 ? "," : "",
                   ak_date_iso(cliff->day, day));
        put_group(writer, "cannotScale", &cliff->cannot_scale);
        put_group(writer, "osEnded", &cliff->os_ended);
        put_group(writer, "kubernetesEnded", &cliff->kubernetes_ended);
        put_group(writer, "unsupported", &cliff->unsupported);
        ak__printf(writer, "\"clustersEnded\": %zu, \"clustersRetired\": %zu, ",
                   cliff->clusters_ended, cliff->clusters_retired);
        put_member(writer, "\"sentence\": ", cliff->sentence);
        ak__puts(writer, "}");
    }
    ak__puts(writer, document->cliff_count > 0 ? "\n  ],\n" : "],\n");
}

void ak__write_document_json(struct ak__writer *writer, const struct ak_report_document *document,
                             const struct ak_report_style *style)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_report_rows rows = ak__document_rows(document, arena);
    char time[32];

    (void)style;
    put_member(writer, "{\n  \"program\": \"akscope\",\n  \"version\": ", document->version);
    ak__printf(writer, ",\n  \"generatedAt\": \"%s\",\n  \"isComplete\": %s,\n  \"unread\": ",
               ak_time_iso(document->now, time, sizeof time),
               document->unread_count == 0 ? "true" : "false");
    put_unread(writer, document);
    put_member(writer, ",\n  \"scope\": ", document->scope);
    ak__puts(writer, ",\n");
    put_summary(writer, document);
    put_cliffs(writer, document);
    ak__puts(writer, "  \"findings\": ");
    ak__put_json_rows(writer, &rows, "    ");
    ak__puts(writer, "\n}\n");
    ak_arena_free(arena);
}

/* ---- SARIF ---- */

static const char *sarif_level(const struct ak_finding *finding)
{
    return ak_finding_level_name(ak_finding_severity_get(finding->severity)->level);
}

static void put_rule(struct ak__writer *writer, enum ak_finding_rule rule)
{
    static const enum ak_finding_level usual[AK_FINDING_RULE_COUNT] = {
        [AK_FINDING_OS] = AK_FINDING_WARNING,        [AK_FINDING_KUBERNETES] = AK_FINDING_WARNING,
        [AK_FINDING_CLUSTER] = AK_FINDING_WARNING,   [AK_FINDING_POOL] = AK_FINDING_WARNING,
        [AK_FINDING_IMAGE_AGE] = AK_FINDING_WARNING, [AK_FINDING_CVM_CONFLICT] = AK_FINDING_ERROR,
    };
    const struct ak_finding_rule_info *info = ak_finding_rule_get(rule);

    put_member(writer, "            {\"id\": ", info->id);
    put_member(writer, ", \"shortDescription\": {\"text\": ", info->title);
    put_member(writer, "},\n             \"fullDescription\": {\"text\": ", info->meaning);
    put_member(writer, "},\n             \"help\": {\"text\": ", info->remedy);
    put_member(writer, "},\n             \"defaultConfiguration\": {\"level\": ",
               ak_finding_level_name(usual[rule]));
    ak__puts(writer, "}}");
}

static void put_tool(struct ak__writer *writer, const struct ak_report_document *document)
{
    ak__puts(writer,
             "      \"tool\": {\n        \"driver\": {\n          \"name\": \"akscope\",\n");
    put_member(writer, "          \"semanticVersion\": ", document->version);
    ak__puts(writer, ",\n          \"rules\": [\n");
    for (int i = 0; i < AK_FINDING_RULE_COUNT; i++) {
        put_rule(writer, (enum ak_finding_rule)i);
        ak__puts(writer, i + 1 < AK_FINDING_RULE_COUNT ? ",\n" : "\n");
    }
    ak__puts(writer, "          ]\n        }\n      },\n");
}

static void put_invocation(struct ak__writer *writer, const struct ak_report_document *document)
{
    char time[32];

    ak__printf(writer,
               "      \"invocations\": [{\"executionSuccessful\": %s, \"endTimeUtc\": \"%s\"",
               document->unread_count == 0 ? "true" : "false",
               ak_time_iso(document->now, time, sizeof time));
    for (size_t i = 0; i < document->unread_count; i++) {
        ak__puts(writer, i == 0 ? ", \"toolExecutionNotifications\": [" : ", ");
        put_member(writer, "{\"level\": \"error\", \"message\": {\"text\": ", document->unread[i]);
        ak__puts(writer, "}}");
    }
    ak__puts(writer, document->unread_count > 0 ? "]}],\n" : "}],\n");
}

/* GitHub wants a file for each finding: the path of the resource stands for it. */
static void put_location(struct ak__writer *writer, const struct ak_finding *finding)
{
    const char *id = finding->resource_id[0] == '/' ? finding->resource_id + 1 : "unknown";

    ak__puts(writer, "         \"locations\": [{\"physicalLocation\": {\"artifactLocation\": "
                     "{\"uri\": \"");
    ak__put_uri_path(writer, id);
    ak__puts(writer, "\"}, \"region\": {\"startLine\": 1}},\n          \"logicalLocations\": [{");
    put_member(writer, "\"name\": ",
               finding->pool != NULL ? finding->pool->pool->name : finding->cluster->cluster->name);
    put_member(writer, ", \"fullyQualifiedName\": ", finding->resource_id);
    ak__puts(writer, ", \"kind\": \"resource\"}]}],\n");
}

static void put_properties(struct ak__writer *writer, const struct ak_finding *finding)
{
    char day[AK_DATE_TEXT_SIZE];

    put_member(writer, "         \"properties\": {\"severity\": ",
               ak_finding_severity_get(finding->severity)->name);
    put_member(writer, ", \"what\": ", finding->what);
    if (finding->has_days)
        ak__printf(writer, ", \"when\": \"%s\", \"days\": %d", ak_date_iso(finding->when, day),
                   finding->days);
    put_member(writer, ", \"wayOut\": ", finding->way_out);
    put_member(writer, ", \"source\": ", finding->source->name);
    if (ak__is_web_link(finding->source->link))
        put_member(writer, ", \"sourceLink\": ", finding->source->link);
    ak__puts(writer, "}}");
}

static void put_result(struct ak__writer *writer, const struct ak_report_document *document,
                       const struct ak_finding *finding)
{
    put_member(writer, "        {\"ruleId\": ", ak_finding_rule_get(finding->rule)->id);
    ak__printf(writer, ", \"ruleIndex\": %d, \"level\": \"%s\",\n", (int)finding->rule,
               sarif_level(finding));
    if (document->known_count > 0)
        ak__puts(writer, "         \"baselineState\": \"new\",\n");
    ak__puts(writer, "         \"message\": {\"text\": ");
    struct ak_arena *arena = ak_arena_new(0);
    ak__put_json(writer,
                 ak_arena_printf(arena, "%s. Way out: %s", finding->message, finding->way_out));
    ak_arena_free(arena);
    ak__puts(writer, "},\n");
    put_location(writer, finding);
    ak__printf(writer, "         \"partialFingerprints\": {\"akscope/v1\": \"%s\"},\n",
               finding->fingerprint);
    put_properties(writer, finding);
}

void ak__write_document_sarif(struct ak__writer *writer, const struct ak_report_document *document,
                              const struct ak_report_style *style)
{
    (void)style;
    ak__puts(writer, "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
                     "  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n");
    put_tool(writer, document);
    put_invocation(writer, document);
    ak__puts(writer, "      \"results\": [");
    for (size_t i = 0; i < document->findings.count; i++) {
        ak__puts(writer, i > 0 ? ",\n" : "\n");
        put_result(writer, document, &document->findings.items[i]);
    }
    ak__puts(writer, document->findings.count > 0 ? "\n      ]\n" : "]\n");
    ak__puts(writer, "    }\n  ]\n}\n");
}
