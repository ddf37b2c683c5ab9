/* fields_findings.c: the fields of findings. */
#include "config.h"

#include <stdio.h>

#include "akscope/rules/findings.h"
#include "report_int.h"

static const struct ak_finding *as_finding(const void *row)
{
    return row;
}

static const struct ak_cluster *cluster_of(const void *row)
{
    return as_finding(row)->cluster->cluster;
}

static void finding_rule(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_finding_rule_get(as_finding(row)->rule)->id);
}

static void finding_severity(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_finding_severity_get(as_finding(row)->severity)->name);
}

static void finding_level(const void *row, struct ak__value *out)
{
    ak__set_text(out,
                 ak_finding_level_name(ak_finding_severity_get(as_finding(row)->severity)->level));
}

static void finding_fingerprint(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->fingerprint);
}

static void finding_resource(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->resource_id);
}

static void finding_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, cluster_of(row)->subscription_id);
}

static void finding_subscription_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->cluster->subscription_name);
}

static void finding_group(const void *row, struct ak__value *out)
{
    ak__set_text(out, cluster_of(row)->resource_group);
}

static void finding_location(const void *row, struct ak__value *out)
{
    ak__set_text(out, cluster_of(row)->location);
}

static void finding_cluster(const void *row, struct ak__value *out)
{
    ak__set_text(out, cluster_of(row)->name);
}

static void finding_pool(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->pool != NULL ? as_finding(row)->pool->pool->name : NULL);
}

static void finding_nodes(const void *row, struct ak__value *out)
{
    ak__set_count(out, as_finding(row)->nodes);
}

static void finding_what(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->what);
}

static void finding_id(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->id);
}

static void finding_support(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_finding(row)->end_of_support);
}

static void finding_removed(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_finding(row)->images_removed);
}

static void finding_when(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_finding(row)->when);
}

static void finding_days(const void *row, struct ak__value *out)
{
    const struct ak_finding *finding = as_finding(row);

    ak__set_number(out, (struct ak_number){.is_set = finding->has_days, .value = finding->days});
}

static void finding_message(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->message);
}

static void finding_stops(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->stops);
}

static void finding_way(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->way_out);
}

static void finding_steps(const void *row, struct ak__value *out)
{
    ak__set_texts(out, as_finding(row)->steps);
}

static void finding_open_until(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_finding(row)->open_until);
}

static void source_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->source->name);
}

static void source_link(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->source->link);
}

static void source_as_of(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_finding(row)->source->as_of);
}

static void show_severity(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    const struct ak_finding_severity_info *severity =
        ak_finding_severity_get(as_finding(row)->severity);

    snprintf(text, AK__VALUE_SIZE, "%s %s", is_ascii ? severity->ascii_mark : severity->mark,
             severity->name);
}

static const struct ak__field_row finding_fields[] = {
    {.name = "severity", .heading = "SEVERITY", .value = finding_severity, .show = show_severity},
    {.name = "level", .value = finding_level},
    {.name = "rule", .value = finding_rule},
    {.name = "what", .heading = "WHAT", .value = finding_what},
    {.name = "whatId", .value = finding_id},
    {.name = "cluster", .heading = "CLUSTER", .value = finding_cluster},
    {.name = "pool", .heading = "POOL", .value = finding_pool},
    {.name = "nodes", .heading = "NODES", .is_right = true, .value = finding_nodes},
    {.name = "when", .heading = "WHEN", .value = finding_when},
    {.name = "days", .heading = "DAYS", .is_right = true, .value = finding_days},
    {.name = "endOfSupport", .value = finding_support},
    {.name = "imagesRemoved", .value = finding_removed},
    {.name = "message", .value = finding_message},
    {.name = "stops", .value = finding_stops},
    {.name = "wayOut", .heading = "WAY OUT", .value = finding_way},
    {.name = "steps", .value = finding_steps},
    {.name = "wayOpenUntil", .value = finding_open_until},
    {.name = "resourceId", .value = finding_resource},
    {.name = "subscriptionId", .value = finding_subscription},
    {.name = "subscriptionName", .value = finding_subscription_name},
    {.name = "resourceGroup", .value = finding_group},
    {.name = "location", .value = finding_location},
    {.name = "source.name", .value = source_name},
    {.name = "source.link", .value = source_link},
    {.name = "source.asOf", .value = source_as_of},
    {.name = "fingerprint", .value = finding_fingerprint},
};

static const struct ak__object_row finding_objects[] = {{.prefix = "source."}};

const struct ak__kind ak__kind_findings = {
    .fields = finding_fields,
    .field_count = sizeof finding_fields / sizeof finding_fields[0],
    .objects = finding_objects,
    .object_count = sizeof finding_objects / sizeof finding_objects[0],
};
