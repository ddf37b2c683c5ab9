/* document_openmetrics.c: the report as metrics, in the part of OpenMetrics that Prometheus' own
 * text format has too: node_exporter's textfile collector reads that. Gauges alone; a sample whose
 * value is not known is left out. */
#include "config.h"

#include "document_int.h"

/* ---- labels ---- */

static void put_label(struct ak__writer *writer, const char *before, const char *text)
{
    ak__puts(writer, before);
    ak__put_label(writer, text != NULL ? text : "");
    ak__puts(writer, "\"");
}

static void put_cluster_labels(struct ak__writer *writer, const struct ak_fleet_cluster *cluster)
{
    put_label(writer, "subscription=\"", cluster->cluster->subscription_id);
    put_label(writer, ",resource_group=\"", cluster->cluster->resource_group);
    put_label(writer, ",cluster=\"", cluster->cluster->name);
}

static void put_pool_labels(struct ak__writer *writer, const struct ak_fleet_pool *pool)
{
    put_cluster_labels(writer, pool->cluster);
    put_label(writer, ",pool=\"", pool->pool->name);
}

/* ---- families of pools ---- */

/* Writes the samples of one pool or cluster. */
typedef void put_samples(struct ak__writer *writer, const char *name,
                         const struct ak_report_document *document, const void *row);

static void put_pool_value(struct ak__writer *writer, const char *name,
                           const struct ak_fleet_pool *pool, int64_t value)
{
    ak__printf(writer, "%s{", name);
    put_pool_labels(writer, pool);
    ak__printf(writer, "} %lld\n", (long long)value);
}

static void pool_nodes(struct ak__writer *writer, const char *name,
                       const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_pool *pool = row;

    (void)document;
    if (pool->pool->count.is_set)
        put_pool_value(writer, name, pool, pool->pool->count.value);
}

static void pool_image_age(struct ak__writer *writer, const char *name,
                           const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_pool *pool = row;

    (void)document;
    if (ak_date_is_set(pool->image_date))
        put_pool_value(writer, name, pool, pool->image_age_days);
}

static void pool_confirmed(struct ak__writer *writer, const char *name,
                           const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_pool *pool = row;

    (void)document;
    put_pool_value(writer, name, pool, pool->cvm.status == AK_CVM_CONFIRMED);
}

static void pool_conflict(struct ak__writer *writer, const char *name,
                          const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_pool *pool = row;

    (void)document;
    put_pool_value(writer, name, pool, pool->cvm.status == AK_CVM_CONFLICT);
}

/* ---- days left ---- */

/* One of the two days of a deadline. */
struct day_left {
    const struct ak_retirement *end;
    struct ak_date day;
    const char *event;
};

static void put_day_left(struct ak__writer *writer, const struct ak_report_document *document,
                         const struct day_left *left)
{
    put_label(writer, ",retirement=\"", left->end->id);
    put_label(writer, ",what=\"", left->end->what);
    put_label(writer, ",event=\"", left->event);
    ak__printf(writer, "} %d\n", ak_date_between(document->fleet->today, left->day));
}

static void put_pool_end(struct ak__writer *writer, const char *name,
                         const struct ak_report_document *document,
                         const struct ak_fleet_pool *pool, const struct ak_retirement *end)
{
    const struct day_left both[] = {{end, end->end_of_support, "support_ends"},
                                    {end, end->images_removed, "images_removed"}};

    for (size_t i = 0; i < 2; i++) {
        if (!ak_date_is_set(both[i].day))
            continue;
        ak__printf(writer, "%s{", name);
        put_pool_labels(writer, pool);
        put_day_left(writer, document, &both[i]);
    }
}

static void pool_days_left(struct ak__writer *writer, const char *name,
                           const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_pool *pool = row;

    put_pool_end(writer, name, document, pool, pool->os_end);
    put_pool_end(writer, name, document, pool, pool->kubernetes_end);
    for (size_t i = 0; i < pool->other_end_count; i++)
        put_pool_end(writer, name, document, pool, pool->other_ends[i]);
}

static void put_cluster_end(struct ak__writer *writer, const char *name,
                            const struct ak_report_document *document,
                            const struct ak_fleet_cluster *cluster, const struct ak_retirement *end)
{
    const struct day_left left = {end, end->end_of_support, "support_ends"};

    if (!ak_date_is_set(left.day))
        return;
    ak__printf(writer, "%s{", name);
    put_cluster_labels(writer, cluster);
    put_day_left(writer, document, &left);
}

static void cluster_days_left(struct ak__writer *writer, const char *name,
                              const struct ak_report_document *document, const void *row)
{
    const struct ak_fleet_cluster *cluster = row;

    put_cluster_end(writer, name, document, cluster, cluster->kubernetes_end);
    for (size_t i = 0; i < cluster->other_end_count; i++)
        put_cluster_end(writer, name, document, cluster, cluster->other_ends[i]);
}

static const struct {
    const char *name;
    const char *help;
    put_samples *put;
    bool is_of_clusters;
} families[] = {
    {"akscope_pool_days_left",
     "Days until support ends or the node images are removed; negative when past.", pool_days_left,
     false},
    {"akscope_cluster_days_left",
     "Days until support of what the cluster uses ends; negative when past.", cluster_days_left,
     true},
    {"akscope_pool_image_age_days", "Age of the node image in days.", pool_image_age, false},
    {"akscope_pool_cvm_confirmed",
     "1 where VM size and node image both say that it is a Confidential VM pool.", pool_confirmed,
     false},
    {"akscope_pool_cvm_conflict",
     "1 where VM size and node image disagree on whether it is a Confidential VM pool.",
     pool_conflict, false},
    {"akscope_pool_nodes", "Nodes of the pool.", pool_nodes, false},
};

static void put_head(struct ak__writer *writer, const char *name, const char *help)
{
    ak__printf(writer, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void put_family(struct ak__writer *writer, const struct ak_report_document *document,
                       size_t family)
{
    const struct ak_fleet *fleet = document->fleet;

    put_head(writer, families[family].name, families[family].help);
    for (size_t i = 0; families[family].is_of_clusters && i < fleet->cluster_count; i++)
        families[family].put(writer, families[family].name, document, &fleet->clusters[i]);
    for (size_t i = 0; !families[family].is_of_clusters && i < fleet->pool_count; i++)
        families[family].put(writer, families[family].name, document, &fleet->pools[i]);
}

/* ---- the whole ---- */

static void put_findings(struct ak__writer *writer, const struct ak_report_document *document)
{
    size_t counts[AK_FINDING_SEVERITY_COUNT];

    ak__document_tally(document, counts);
    put_head(writer, "akscope_findings", "Findings by severity.");
    for (int i = 0; i < AK_FINDING_SEVERITY_COUNT; i++)
        ak__printf(writer, "akscope_findings{severity=\"%s\"} %zu\n",
                   ak_finding_severity_get((enum ak_finding_severity)i)->name, counts[i]);
}

static void put_one(struct ak__writer *writer, const char *name, const char *help, int64_t value)
{
    put_head(writer, name, help);
    ak__printf(writer, "%s %lld\n", name, (long long)value);
}

void ak__write_document_openmetrics(struct ak__writer *writer,
                                    const struct ak_report_document *document,
                                    const struct ak_report_style *style)
{
    const struct ak_fleet_sums *sums = &document->fleet->sums;

    (void)style;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        put_family(writer, document, i);
    put_findings(writer, document);
    put_one(writer, "akscope_clusters", "Clusters in scope.", (int64_t)sums->clusters);
    put_one(writer, "akscope_pools", "Node pools in scope.", (int64_t)sums->pools);
    put_one(writer, "akscope_nodes", "Nodes in scope.", sums->nodes);
    put_one(writer, "akscope_report_complete",
            "1 when everything in scope could be read, 0 when a part is missing.",
            document->unread_count == 0);
    put_one(writer, "akscope_report_timestamp_seconds", "When the report was made.", document->now);
    ak__puts(writer, "# EOF\n");
}
