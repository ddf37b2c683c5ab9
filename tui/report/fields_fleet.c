/* fields_fleet.c: the fields of clusters and node pools. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "report_int.h"

/* ---- shared ---- */

static void show_mark(const struct ak_retirement *retirement, bool is_ascii,
                      char text[AK__VALUE_SIZE])
{
    static const char *const marks[][2] = {
        [AK_SEVERITY_NONE] = {"-", "-"},
        [AK_SEVERITY_LATER] = {"\xC2\xB7", "."},
        [AK_SEVERITY_SOON] = {"\xE2\x96\xB2", "!"},
        [AK_SEVERITY_ENDED] = {"\xE2\x9C\x96", "X"},
        [AK_SEVERITY_REMOVED] = {"\xE2\x9C\x96", "X"},
    };
    const char *mark = marks[retirement->severity][is_ascii];

    if (retirement->severity == AK_SEVERITY_NONE)
        snprintf(text, AK__VALUE_SIZE, "%s", mark);
    else if (retirement->has_days)
        snprintf(text, AK__VALUE_SIZE, "%s %s %d d", mark, retirement->what, retirement->days);
    else
        snprintf(text, AK__VALUE_SIZE, "%s %s", mark, retirement->what);
}

static void set_days(const struct ak_retirement *retirement, struct ak__value *out)
{
    ak__set_number(out,
                   (struct ak_number){.is_set = retirement->has_days, .value = retirement->days});
}

/* ---- pools ---- */

static const struct ak_fleet_pool *as_pool(const void *row)
{
    return row;
}

static void pool_id(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->id);
}

static void pool_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->name);
}

static void pool_cluster(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->cluster->cluster->name);
}

static void pool_group(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->cluster->cluster->resource_group);
}

static void pool_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->cluster->cluster->subscription_id);
}

static void pool_subscription_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->cluster->subscription_name);
}

static void pool_location(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->cluster->cluster->location);
}

static void pool_mode(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->mode);
}

static void pool_count(const void *row, struct ak__value *out)
{
    ak__set_number(out, as_pool(row)->pool->count);
}

static void pool_min(const void *row, struct ak__value *out)
{
    ak__set_number(out, as_pool(row)->pool->min_count);
}

static void pool_max(const void *row, struct ak__value *out)
{
    ak__set_number(out, as_pool(row)->pool->max_count);
}

/* A pool that says nothing of autoscaling has none. */
static void pool_autoscaling(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_pool(row)->pool->autoscaling == AK_YES ? AK_YES : AK_NO);
}

static void pool_size(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->vm_size);
}

static void pool_os_type(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->os_type);
}

static void pool_os_sku(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->os_sku);
}

static void pool_os(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->os.release != NULL ? as_pool(row)->os.release->name : NULL);
}

static void pool_os_reason(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_pool_os_reason(&as_pool(row)->os));
}

static void pool_image(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->node_image_version);
}

static void pool_image_date(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_pool(row)->image_date);
}

static void pool_image_age(const void *row, struct ak__value *out)
{
    ak__set_number(out, (struct ak_number){.is_set = ak_date_is_set(as_pool(row)->image_date),
                                           .value = as_pool(row)->image_age_days});
}

static void pool_kubernetes(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->kubernetes_version);
}

static void pool_state(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->provisioning_state);
}

static void pool_power(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->pool->power_state);
}

static void pool_fips(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_pool(row)->pool->fips);
}

static void pool_cvm(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_cvm_status_name(as_pool(row)->cvm.status));
}

static void pool_tee(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_tee_name(as_pool(row)->cvm.tee));
}

static bool pool_has_no_end(const void *row)
{
    return as_pool(row)->os_end->severity == AK_SEVERITY_NONE;
}

static void end_what(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->os_end->what);
}

static void end_support(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_pool(row)->os_end->end_of_support);
}

static void end_removed(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_pool(row)->os_end->images_removed);
}

static void end_days(const void *row, struct ak__value *out)
{
    set_days(as_pool(row)->os_end, out);
}

static void end_severity(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_severity_name(as_pool(row)->os_end->severity));
}

static void end_action(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_pool(row)->os_end->action);
}

static void pool_kubernetes_end(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_pool(row)->kubernetes_end->end_of_support);
}

static void pool_zones(const void *row, struct ak__value *out)
{
    ak__set_texts(out, as_pool(row)->pool->zones);
}

static void show_pool_count(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    const struct ak_pool *pool = as_pool(row)->pool;

    (void)is_ascii;
    if (!pool->count.is_set)
        snprintf(text, AK__VALUE_SIZE, "-");
    else if (pool->autoscaling == AK_YES && pool->min_count.is_set && pool->max_count.is_set)
        snprintf(text, AK__VALUE_SIZE, "%lld (%lld..%lld)", (long long)pool->count.value,
                 (long long)pool->min_count.value, (long long)pool->max_count.value);
    else
        snprintf(text, AK__VALUE_SIZE, "%lld", (long long)pool->count.value);
}

static void show_pool_cvm(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    const struct ak_cvm_verdict *cvm = &as_pool(row)->cvm;
    const char *tee = ak_tee_name(cvm->tee);

    (void)is_ascii;
    if (cvm->status == AK_CVM_NO)
        snprintf(text, AK__VALUE_SIZE, "-");
    else
        snprintf(text, AK__VALUE_SIZE, "%s%s%s", ak_cvm_status_name(cvm->status),
                 tee != NULL ? " " : "", tee != NULL ? tee : "");
}

static void show_pool_worst(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    show_mark(as_pool(row)->worst, is_ascii, text);
}

static void show_age(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    (void)is_ascii;
    if (ak_date_is_set(as_pool(row)->image_date))
        snprintf(text, AK__VALUE_SIZE, "%d d", as_pool(row)->image_age_days);
    else
        snprintf(text, AK__VALUE_SIZE, "-");
}

static const struct ak__field_row pool_fields[] = {
    {.name = "id", .value = pool_id},
    {.name = "name", .heading = "NAME", .value = pool_name},
    {.name = "cluster", .heading = "CLUSTER", .value = pool_cluster},
    {.name = "resourceGroup", .value = pool_group},
    {.name = "subscriptionId", .value = pool_subscription},
    {.name = "subscriptionName", .value = pool_subscription_name},
    {.name = "location", .heading = "LOCATION", .value = pool_location},
    {.name = "mode", .heading = "MODE", .value = pool_mode},
    {.name = "count",
     .heading = "NODES",
     .is_right = true,
     .value = pool_count,
     .show = show_pool_count},
    {.name = "minCount", .value = pool_min},
    {.name = "maxCount", .value = pool_max},
    {.name = "autoscaling", .value = pool_autoscaling},
    {.name = "vmSize", .heading = "VM SIZE", .value = pool_size},
    {.name = "osType", .value = pool_os_type},
    {.name = "osSku", .value = pool_os_sku},
    {.name = "os", .heading = "OS", .value = pool_os},
    {.name = "osReason", .value = pool_os_reason},
    {.name = "nodeImageVersion", .value = pool_image},
    {.name = "imageDate", .value = pool_image_date},
    {.name = "imageAgeDays",
     .heading = "IMAGE AGE",
     .is_right = true,
     .value = pool_image_age,
     .show = show_age},
    {.name = "kubernetesVersion", .heading = "K8S", .value = pool_kubernetes},
    {.name = "provisioningState", .heading = "STATE", .value = pool_state},
    {.name = "powerState", .value = pool_power},
    {.name = "fips", .value = pool_fips},
    {.name = "cvm.status", .heading = "CVM", .value = pool_cvm, .show = show_pool_cvm},
    {.name = "cvm.tee", .value = pool_tee},
    {.name = "retirement.what", .heading = "RETIRES", .value = end_what, .show = show_pool_worst},
    {.name = "retirement.endOfSupport", .value = end_support},
    {.name = "retirement.imagesRemoved", .value = end_removed},
    {.name = "retirement.days", .value = end_days},
    {.name = "retirement.severity", .value = end_severity},
    {.name = "retirement.action", .value = end_action},
    {.name = "kubernetesEndOfLife", .value = pool_kubernetes_end},
    {.name = "zones", .value = pool_zones},
};

static const struct ak__object_row pool_objects[] = {
    {.prefix = "cvm."},
    {.prefix = "retirement.", .is_null = pool_has_no_end},
};

const struct ak__kind ak__kind_pools = {
    .fields = pool_fields,
    .field_count = sizeof pool_fields / sizeof pool_fields[0],
    .objects = pool_objects,
    .object_count = sizeof pool_objects / sizeof pool_objects[0],
};

/* ---- clusters ---- */

static const struct ak_fleet_cluster *as_cluster(const void *row)
{
    return row;
}

static void cluster_id(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->id);
}

static void cluster_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->name);
}

static void cluster_group(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->resource_group);
}

static void cluster_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->subscription_id);
}

static void cluster_subscription_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->subscription_name);
}

static void cluster_location(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->location);
}

static void cluster_kubernetes(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->kubernetes_version);
}

static void cluster_state(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->provisioning_state);
}

static void cluster_power(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->power_state);
}

static void cluster_pools(const void *row, struct ak__value *out)
{
    ak__set_count(out, (int64_t)as_cluster(row)->pool_count);
}

static void cluster_nodes(const void *row, struct ak__value *out)
{
    ak__set_count(out, as_cluster(row)->node_count);
}

static void cluster_cvm(const void *row, struct ak__value *out)
{
    ak__set_count(out, (int64_t)as_cluster(row)->cvm_pool_count);
}

static void cluster_conflicts(const void *row, struct ak__value *out)
{
    ak__set_count(out, (int64_t)as_cluster(row)->cvm_conflict_count);
}

static void cluster_kubernetes_end(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_cluster(row)->kubernetes_end->end_of_support);
}

static bool cluster_has_no_end(const void *row)
{
    return as_cluster(row)->worst->severity == AK_SEVERITY_NONE;
}

static void worst_what(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->worst->what);
}

static void worst_support(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_cluster(row)->worst->end_of_support);
}

static void worst_removed(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_cluster(row)->worst->images_removed);
}

static void worst_days(const void *row, struct ak__value *out)
{
    set_days(as_cluster(row)->worst, out);
}

static void worst_severity(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_severity_name(as_cluster(row)->worst->severity));
}

static void worst_action(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->worst->action);
}

static void cluster_tier(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->sku_tier);
}

static void cluster_plan(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_cluster(row)->cluster->support_plan);
}

static void cluster_auto(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_cluster(row)->is_auto_provisioned ? AK_YES : AK_NO);
}

/* "2 (1 in conflict)": pools that only look confidential are not counted, but told. */
static void show_cluster_cvm(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    const struct ak_fleet_cluster *cluster = as_cluster(row);

    (void)is_ascii;
    if (cluster->cvm_conflict_count > 0)
        snprintf(text, AK__VALUE_SIZE, "%zu (%zu in conflict)", cluster->cvm_pool_count,
                 cluster->cvm_conflict_count);
    else
        snprintf(text, AK__VALUE_SIZE, "%zu", cluster->cvm_pool_count);
}

static void show_cluster_worst(const void *row, bool is_ascii, char text[AK__VALUE_SIZE])
{
    show_mark(as_cluster(row)->worst, is_ascii, text);
}

static const struct ak__field_row cluster_fields[] = {
    {.name = "id", .value = cluster_id},
    {.name = "name", .heading = "NAME", .value = cluster_name},
    {.name = "resourceGroup", .heading = "RESOURCE GROUP", .value = cluster_group},
    {.name = "subscriptionId", .value = cluster_subscription},
    {.name = "subscriptionName", .value = cluster_subscription_name},
    {.name = "location", .heading = "LOCATION", .value = cluster_location},
    {.name = "kubernetesVersion", .heading = "K8S", .value = cluster_kubernetes},
    {.name = "provisioningState", .heading = "STATE", .value = cluster_state},
    {.name = "powerState", .heading = "POWER", .value = cluster_power},
    {.name = "nodePoolCount", .heading = "POOLS", .is_right = true, .value = cluster_pools},
    {.name = "nodeCount", .heading = "NODES", .is_right = true, .value = cluster_nodes},
    {.name = "cvmPoolCount",
     .heading = "CVM",
     .is_right = true,
     .value = cluster_cvm,
     .show = show_cluster_cvm},
    {.name = "cvmConflictCount", .value = cluster_conflicts},
    {.name = "kubernetesEndOfLife", .value = cluster_kubernetes_end},
    {.name = "worstRetirement.what",
     .heading = "WORST",
     .value = worst_what,
     .show = show_cluster_worst},
    {.name = "worstRetirement.endOfSupport", .value = worst_support},
    {.name = "worstRetirement.imagesRemoved", .value = worst_removed},
    {.name = "worstRetirement.days", .value = worst_days},
    {.name = "worstRetirement.severity", .value = worst_severity},
    {.name = "worstRetirement.action", .value = worst_action},
    {.name = "skuTier", .value = cluster_tier},
    {.name = "supportPlan", .value = cluster_plan},
    {.name = "nodeAutoProvisioning", .value = cluster_auto},
};

static const struct ak__object_row cluster_objects[] = {
    {.prefix = "worstRetirement.", .is_null = cluster_has_no_end},
};

const struct ak__kind ak__kind_clusters = {
    .fields = cluster_fields,
    .field_count = sizeof cluster_fields / sizeof cluster_fields[0],
    .objects = cluster_objects,
    .object_count = sizeof cluster_objects / sizeof cluster_objects[0],
};
