/* fields_azure.c: the fields of VM sizes, Kubernetes versions and preview features. */
#include "config.h"

#include "report_int.h"

/* ---- sizes ---- */

static const struct ak_report_size *as_size(const void *row)
{
    return row;
}

static void set_scaled(struct ak__value *out, struct ak_number number, double unit)
{
    out->kind = number.is_set ? AK__VALUE_REAL : AK__VALUE_NULL;
    out->real = (double)number.value / unit;
}

static void size_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->size->name);
}

static void size_family(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->size->family);
}

static void size_location(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->location);
}

static void size_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->subscription_id);
}

static void size_vcpus(const void *row, struct ak__value *out)
{
    ak__set_number(out, as_size(row)->size->vcpus);
}

static void size_memory(const void *row, struct ak__value *out)
{
    set_scaled(out, as_size(row)->size->memory_mib, 1024);
}

static void size_disk(const void *row, struct ak__value *out)
{
    set_scaled(out, as_size(row)->size->local_disk_mib, 1024);
}

static void size_tee(const void *row, struct ak__value *out)
{
    ak__set_text(out, ak_tee_name(as_size(row)->tee));
}

static void size_type(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->size->confidential_type);
}

static void size_architecture(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->size->architecture);
}

static void size_zones(const void *row, struct ak__value *out)
{
    ak__set_texts(out, as_size(row)->size->zones);
}

static void size_network(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_size(row)->size->accelerated_networking);
}

static void size_restriction(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_size(row)->size->restriction);
}

static void size_used(const void *row, struct ak__value *out)
{
    const struct ak_usage *usage = as_size(row)->usage;

    ak__set_number(out, usage != NULL ? usage->used : (struct ak_number){.is_set = false});
}

static void size_limit(const void *row, struct ak__value *out)
{
    const struct ak_usage *usage = as_size(row)->usage;

    ak__set_number(out, usage != NULL ? usage->limit : (struct ak_number){.is_set = false});
}

static const struct ak__field_row size_fields[] = {
    {.name = "name", .heading = "NAME", .value = size_name},
    {.name = "location", .heading = "LOCATION", .value = size_location},
    {.name = "subscriptionId",
     .heading = "SUBSCRIPTION",
     .only_if_varied = true,
     .value = size_subscription},
    {.name = "vCPUs", .heading = "VCPU", .is_right = true, .value = size_vcpus},
    {.name = "memoryGiB", .heading = "GIB", .is_right = true, .value = size_memory},
    {.name = "tee", .heading = "TEE", .value = size_tee},
    {.name = "confidentialComputingType", .value = size_type},
    {.name = "localDiskGiB", .heading = "LOCAL GIB", .is_right = true, .value = size_disk},
    {.name = "architecture", .value = size_architecture},
    {.name = "zones", .heading = "ZONES", .value = size_zones},
    {.name = "acceleratedNetworking", .value = size_network},
    {.name = "family", .heading = "FAMILY", .value = size_family},
    {.name = "quotaUsed", .heading = "USED", .is_right = true, .value = size_used},
    {.name = "quotaLimit", .heading = "LIMIT", .is_right = true, .value = size_limit},
    {.name = "restriction", .heading = "RESTRICTION", .value = size_restriction},
};

const struct ak__kind ak__kind_sizes = {.fields = size_fields,
                                        .field_count = sizeof size_fields / sizeof size_fields[0]};

/* ---- versions ---- */

static const struct ak_report_version *as_version(const void *row)
{
    return row;
}

static void version_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_version(row)->version->minor);
}

static void version_location(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_version(row)->location);
}

static void version_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_version(row)->subscription_id);
}

static void version_default(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_version(row)->version->is_default);
}

static void version_preview(const void *row, struct ak__value *out)
{
    ak__set_answer(out, as_version(row)->version->is_preview);
}

static void version_plans(const void *row, struct ak__value *out)
{
    ak__set_texts(out, as_version(row)->version->support_plans);
}

static void version_patches(const void *row, struct ak__value *out)
{
    ak__set_texts(out, as_version(row)->version->patches);
}

static void version_end(const void *row, struct ak__value *out)
{
    ak__set_date(out, as_version(row)->end.end_of_support);
}

static const struct ak__field_row version_fields[] = {
    {.name = "version", .heading = "VERSION", .value = version_name},
    {.name = "location", .heading = "LOCATION", .value = version_location},
    {.name = "subscriptionId", .value = version_subscription},
    {.name = "isDefault", .heading = "DEFAULT", .value = version_default},
    {.name = "isPreview", .heading = "PREVIEW", .value = version_preview},
    {.name = "endOfLife", .heading = "END OF LIFE", .value = version_end},
    {.name = "supportPlans", .heading = "SUPPORT PLANS", .value = version_plans},
    {.name = "patchVersions", .heading = "PATCHES", .value = version_patches},
};

const struct ak__kind ak__kind_versions = {
    .fields = version_fields, .field_count = sizeof version_fields / sizeof version_fields[0]};

/* ---- features ---- */

static const struct ak_report_feature *as_feature(const void *row)
{
    return row;
}

static void feature_name(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_feature(row)->feature->name);
}

static void feature_state(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_feature(row)->feature->state);
}

static void feature_subscription(const void *row, struct ak__value *out)
{
    ak__set_text(out, as_feature(row)->subscription_id);
}

static const struct ak__field_row feature_fields[] = {
    {.name = "name", .heading = "NAME", .value = feature_name},
    {.name = "state", .heading = "STATE", .value = feature_state},
    {.name = "subscriptionId", .heading = "SUBSCRIPTION", .value = feature_subscription},
};

const struct ak__kind ak__kind_features = {
    .fields = feature_fields, .field_count = sizeof feature_fields / sizeof feature_fields[0]};
