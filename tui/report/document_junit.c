/* document_junit.c: the report as JUnit's XML, for CI: a suite a cluster, a case for each thing
 * that is looked at. A case fails where --fail-on is for it (without: where it is soon, past, or in
 * conflict); what else was found stands beside a case that passed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "document_int.h"

/* What is looked at, of a cluster or of each of its pools. */
static const enum ak_finding_rule cluster_checks[] = {AK_FINDING_KUBERNETES, AK_FINDING_CLUSTER};
static const enum ak_finding_rule pool_checks[] = {AK_FINDING_OS, AK_FINDING_KUBERNETES,
                                                   AK_FINDING_POOL, AK_FINDING_IMAGE_AGE,
                                                   AK_FINDING_CVM_CONFLICT};

struct test_case {
    enum ak_finding_rule rule;
    const struct ak_fleet_pool *pool;
    const struct ak_finding *finding; /* NULL: there is none */
};

struct junit {
    struct ak__writer *writer;
    struct ak_fail_on fail_on;
    const struct ak_finding **sorted; /* cluster by cluster, pool by pool */
    size_t count;
    size_t next;         /* the first of sorted that no case has yet */
    struct ak_vec cases; /* struct test_case, of the current cluster */
};

/* The order in which cases are made. */
static int compare(const void *a, const void *b)
{
    const struct ak_finding *left = *(const struct ak_finding *const *)a;
    const struct ak_finding *right = *(const struct ak_finding *const *)b;

    if (left->cluster != right->cluster)
        return left->cluster < right->cluster ? -1 : 1;
    if (left->pool != right->pool)
        return left->pool < right->pool ? -1 : 1; /* none comes first */
    if (left->rule != right->rule)
        return left->rule < right->rule ? -1 : 1;
    return strcmp(left->id, right->id);
}

static void add_case(struct junit *junit, enum ak_finding_rule rule,
                     const struct ak_fleet_pool *pool, const struct ak_finding *finding)
{
    *(struct test_case *)ak_vec_push(&junit->cases) =
        (struct test_case){.rule = rule, .pool = pool, .finding = finding};
}

/* The cases of one rule: one for each finding, or one that passed. */
static void add_check(struct junit *junit, enum ak_finding_rule rule,
                      const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool)
{
    size_t before = junit->cases.len;

    while (junit->next < junit->count) {
        const struct ak_finding *finding = junit->sorted[junit->next];

        if (finding->cluster != cluster || finding->pool != pool || finding->rule != rule)
            break;
        add_case(junit, rule, pool, finding);
        junit->next++;
    }
    if (junit->cases.len == before)
        add_case(junit, rule, pool, NULL);
}

static void collect_cases(struct junit *junit, const struct ak_fleet_cluster *cluster)
{
    ak_vec_clear(&junit->cases);
    for (size_t i = 0; i < sizeof cluster_checks / sizeof cluster_checks[0]; i++)
        add_check(junit, cluster_checks[i], cluster, NULL);
    for (size_t i = 0; i < cluster->pool_count; i++) {
        for (size_t j = 0; j < sizeof pool_checks / sizeof pool_checks[0]; j++)
            add_check(junit, pool_checks[j], cluster, &cluster->pools[i]);
    }
}

static bool is_failure(const struct junit *junit, const struct test_case *item)
{
    return item->finding != NULL && ak_finding_fails(item->finding, &junit->fail_on);
}

static void put_attribute(struct ak__writer *writer, const char *name, const char *text)
{
    ak__printf(writer, " %s=\"", name);
    ak__put_xml(writer, text != NULL ? text : "");
    ak__puts(writer, "\"");
}

static void put_finding(struct ak__writer *writer, const struct ak_finding *finding)
{
    ak__put_xml(writer, finding->message);
    ak__puts(writer, ".\nWay out: ");
    ak__put_xml(writer, finding->way_out);
    for (size_t i = 0; i < finding->steps.count; i++) {
        ak__printf(writer, "\n%zu. ", i + 1);
        ak__put_xml(writer, finding->steps.items[i]);
    }
    ak__puts(writer, "\nSource: ");
    ak__put_xml(writer, finding->source->name);
    if (finding->source->link != NULL) {
        ak__puts(writer, " ");
        ak__put_xml(writer, finding->source->link);
    }
    ak__puts(writer, "\nResource: ");
    ak__put_xml(writer, finding->resource_id);
    ak__puts(writer, "\n");
}

/* "cvmpool os-retirement", "kubernetes-end-of-life", "cluster-retirement kubenet": the same on each
 * day, so that CI has a history of it. */
static void put_name(struct ak__writer *writer, const struct test_case *item)
{
    ak__puts(writer, " name=\"");
    if (item->pool != NULL) {
        ak__put_xml(writer, item->pool->pool->name != NULL ? item->pool->pool->name : "");
        ak__puts(writer, " ");
    }
    ak__puts(writer, ak_finding_rule_get(item->rule)->id);
    if (item->finding != NULL &&
        (item->rule == AK_FINDING_CLUSTER || item->rule == AK_FINDING_POOL)) {
        ak__puts(writer, " ");
        ak__put_xml(writer, item->finding->id);
    }
    ak__puts(writer, "\"");
}

static void put_case(const struct junit *junit, const struct ak_fleet_cluster *cluster,
                     const struct test_case *item)
{
    struct ak__writer *writer = junit->writer;
    const char *element = is_failure(junit, item) ? "failure" : "system-out";

    ak__puts(writer, "    <testcase");
    put_attribute(writer, "classname", cluster->cluster->name);
    put_name(writer, item);
    ak__puts(writer, " time=\"0\"");
    if (item->finding == NULL) {
        ak__puts(writer, "/>\n");
        return;
    }
    ak__printf(writer, ">\n      <%s", element);
    if (is_failure(junit, item)) {
        put_attribute(writer, "type", ak_finding_severity_get(item->finding->severity)->name);
        put_attribute(writer, "message", item->finding->message);
    }
    ak__puts(writer, ">");
    put_finding(writer, item->finding);
    ak__printf(writer, "</%s>\n    </testcase>\n", element);
}

static void put_suite(struct junit *junit, const struct ak_fleet_cluster *cluster)
{
    size_t failures = 0;

    collect_cases(junit, cluster);
    for (size_t i = 0; i < junit->cases.len; i++)
        failures += is_failure(junit, ak_vec_at(&junit->cases, i));
    ak__puts(junit->writer, "  <testsuite");
    put_attribute(junit->writer, "name", cluster->cluster->name);
    ak__printf(junit->writer,
               " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
               junit->cases.len, failures);
    for (size_t i = 0; i < junit->cases.len; i++)
        put_case(junit, cluster, ak_vec_at(&junit->cases, i));
    ak__puts(junit->writer, "  </testsuite>\n");
}

/* A suite of one case: was everything read? */
static void put_reading(struct ak__writer *writer, const struct ak_report_document *document)
{
    bool is_complete = document->unread_count == 0;

    ak__printf(writer,
               "  <testsuite name=\"akscope\" tests=\"1\" failures=\"0\" errors=\"%d\" "
               "skipped=\"0\" time=\"0\">\n"
               "    <testcase classname=\"akscope\" name=\"everything was read\" time=\"0\"",
               !is_complete);
    ak__puts(writer, is_complete ? "/>\n" : ">\n      <error type=\"incomplete\">");
    for (size_t i = 0; i < document->unread_count; i++) {
        ak__put_xml(writer, document->unread[i]);
        ak__puts(writer, "\n");
    }
    ak__puts(writer, is_complete ? "" : "</error>\n    </testcase>\n");
    ak__puts(writer, "  </testsuite>\n");
}

void ak__write_document_junit(struct ak__writer *writer, const struct ak_report_document *document,
                              const struct ak_report_style *style)
{
    struct junit junit = {.writer = writer,
                          .fail_on = *document->fail_on,
                          .count = document->findings.count,
                          .cases = ak_vec_init(sizeof(struct test_case))};
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_err ignored = ak_err_none();

    (void)style;
    if (!ak_fail_on_is_set(document->fail_on) &&
        ak_fail_on_add(&junit.fail_on, "soon,conflict", &ignored))
        AK_BUG("%s", ignored.text);
    junit.sorted = ak_arena_alloc(arena, junit.count, sizeof(void *));
    for (size_t i = 0; i < junit.count; i++)
        junit.sorted[i] = &document->findings.items[i];
    if (junit.count > 1)
        qsort(junit.sorted, junit.count, sizeof(void *), compare);
    ak__puts(writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"akscope\">\n");
    put_reading(writer, document);
    for (size_t i = 0; i < document->fleet->cluster_count; i++)
        put_suite(&junit, &document->fleet->clusters[i]);
    ak__puts(writer, "</testsuites>\n");
    ak_vec_release(&junit.cases);
    ak_arena_free(arena);
}
