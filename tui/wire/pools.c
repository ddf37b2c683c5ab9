/* pools.c: agent pools, as a resource of their own and as an item of a cluster's
 * agentPoolProfiles. */
#include "config.h"

#include "pools_int.h"

#include <string.h>

#include "akscope/base/text.h"
#include "encode_int.h"

static const struct ak__field pool_fields[] = {
    {"eTag", AK__FIELD_TEXT, offsetof(struct ak_pool, etag)},
    {"mode", AK__FIELD_SHARED, offsetof(struct ak_pool, mode)},
    {"type", AK__FIELD_SHARED, offsetof(struct ak_pool, type)},
    {"vmSize", AK__FIELD_SHARED, offsetof(struct ak_pool, vm_size)},
    {"osType", AK__FIELD_SHARED, offsetof(struct ak_pool, os_type)},
    {"osSKU", AK__FIELD_SHARED, offsetof(struct ak_pool, os_sku)},
    {"nodeImageVersion", AK__FIELD_SHARED, offsetof(struct ak_pool, node_image_version)},
    {"orchestratorVersion", AK__FIELD_SHARED, offsetof(struct ak_pool, requested_version)},
    {"orchestratorVersion", AK__FIELD_SHARED, offsetof(struct ak_pool, kubernetes_version)},
    {"currentOrchestratorVersion", AK__FIELD_SHARED, offsetof(struct ak_pool, kubernetes_version)},
    {"provisioningState", AK__FIELD_SHARED, offsetof(struct ak_pool, provisioning_state)},
    {"powerState.code", AK__FIELD_SHARED, offsetof(struct ak_pool, power_state)},
    {"osDiskType", AK__FIELD_SHARED, offsetof(struct ak_pool, os_disk_type)},
    {"workloadRuntime", AK__FIELD_SHARED, offsetof(struct ak_pool, workload_runtime)},
    {"kubeletDiskType", AK__FIELD_SHARED, offsetof(struct ak_pool, kubelet_disk_type)},
    {"scaleSetPriority", AK__FIELD_SHARED, offsetof(struct ak_pool, scale_set_priority)},
    {"scaleSetEvictionPolicy", AK__FIELD_SHARED, offsetof(struct ak_pool, eviction_policy)},
    {"spotMaxPrice", AK__FIELD_DECIMAL, offsetof(struct ak_pool, spot_max_price)},
    {"scaleDownMode", AK__FIELD_SHARED, offsetof(struct ak_pool, scale_down_mode)},
    {"upgradeSettings.maxSurge", AK__FIELD_SHARED, offsetof(struct ak_pool, max_surge)},
    {"upgradeSettings.maxUnavailable", AK__FIELD_SHARED, offsetof(struct ak_pool, max_unavailable)},
    {"upgradeSettings.drainTimeoutInMinutes", AK__FIELD_NUMBER,
     offsetof(struct ak_pool, drain_timeout_minutes)},
    {"upgradeSettings.nodeSoakDurationInMinutes", AK__FIELD_NUMBER,
     offsetof(struct ak_pool, node_soak_minutes)},
    {"vnetSubnetID", AK__FIELD_SHARED, offsetof(struct ak_pool, vnet_subnet_id)},
    {"podSubnetID", AK__FIELD_SHARED, offsetof(struct ak_pool, pod_subnet_id)},
    {"proximityPlacementGroupID", AK__FIELD_SHARED,
     offsetof(struct ak_pool, proximity_placement_group_id)},
    {"hostGroupID", AK__FIELD_SHARED, offsetof(struct ak_pool, host_group_id)},
    {"capacityReservationGroupID", AK__FIELD_SHARED,
     offsetof(struct ak_pool, capacity_reservation_group_id)},
    {"gpuInstanceProfile", AK__FIELD_SHARED, offsetof(struct ak_pool, gpu_instance_profile)},
    {"count", AK__FIELD_NUMBER, offsetof(struct ak_pool, count)},
    {"minCount", AK__FIELD_NUMBER, offsetof(struct ak_pool, min_count)},
    {"maxCount", AK__FIELD_NUMBER, offsetof(struct ak_pool, max_count)},
    {"maxPods", AK__FIELD_NUMBER, offsetof(struct ak_pool, max_pods)},
    {"osDiskSizeGB", AK__FIELD_NUMBER, offsetof(struct ak_pool, os_disk_size_gb)},
    {"enableAutoScaling", AK__FIELD_ANSWER, offsetof(struct ak_pool, autoscaling)},
    {"enableFIPS", AK__FIELD_ANSWER, offsetof(struct ak_pool, fips)},
    {"enableEncryptionAtHost", AK__FIELD_ANSWER, offsetof(struct ak_pool, encryption_at_host)},
    {"enableNodePublicIP", AK__FIELD_ANSWER, offsetof(struct ak_pool, node_public_ip)},
    {"enableUltraSSD", AK__FIELD_ANSWER, offsetof(struct ak_pool, ultra_ssd)},
    {"enableSecureBoot", AK__FIELD_ANSWER, offsetof(struct ak_pool, secure_boot)},
    {"securityProfile.enableSecureBoot", AK__FIELD_ANSWER, offsetof(struct ak_pool, secure_boot)},
    {"enableVTPM", AK__FIELD_ANSWER, offsetof(struct ak_pool, vtpm)},
    {"securityProfile.enableVTPM", AK__FIELD_ANSWER, offsetof(struct ak_pool, vtpm)},
    {"enableCustomCATrust", AK__FIELD_ANSWER, offsetof(struct ak_pool, custom_ca_trust)},
    {"availabilityZones", AK__FIELD_TEXTS, offsetof(struct ak_pool, zones)},
    {"nodeTaints", AK__FIELD_TEXTS, offsetof(struct ak_pool, taints)},
    {"nodeLabels", AK__FIELD_PAIRS, offsetof(struct ak_pool, labels)},
    {"tags", AK__FIELD_PAIRS, offsetof(struct ak_pool, tags)},
};

const struct ak__fields ak__pool_fields = {pool_fields,
                                           sizeof(pool_fields) / sizeof(pool_fields[0])};

/* The nodes of a pool of type VirtualMachines, which has neither vmSize nor count: their sum, and
 * their size when they all have the same. */
struct mix {
    const char *size;
    bool is_mixed;
    struct ak_number count;
};

static struct mix read_mix(const struct ak__node *list)
{
    struct mix mix = {0};

    for (struct ak__node item = ak__first_item(list); item.json != NULL; item = ak__next(&item)) {
        struct ak__node size_node = ak__member(&item, "size");
        struct ak__node count_node = ak__member(&item, "count");
        const char *size = ak__shared_text(&size_node);
        struct ak_number count = ak__number(&count_node);

        if (mix.size != NULL && !ak_text_caseeq(mix.size, size))
            mix.is_mixed = true;
        if (mix.size == NULL)
            mix.size = size;
        mix.count.is_set = mix.count.is_set || count.is_set;
        mix.count.value += count.value;
    }
    return mix;
}

/* What runs (virtualMachineNodesStatus), or as long as that is empty what was asked for. */
static void read_virtual_machines(const struct ak__node *properties, struct ak_pool *pool)
{
    struct ak__node status = ak__member(properties, "virtualMachineNodesStatus");
    struct ak__node profile = ak__member(properties, "virtualMachinesProfile");
    struct ak__node scale = ak__member(&profile, "scale");
    struct ak__node manual = ak__member(&scale, "manual");
    struct mix mix = read_mix(ak__item_count(&status) > 0 ? &status : &manual);

    if (pool->vm_size == NULL && !mix.is_mixed)
        pool->vm_size = mix.size;
    if (!pool->count.is_set)
        pool->count = mix.count;
}

static void read_properties(const struct ak__node *properties, struct ak_pool *pool)
{
    ak__read_fields(properties, pool_fields, sizeof(pool_fields) / sizeof(pool_fields[0]), pool);
    read_virtual_machines(properties, pool);
}

bool ak__read_pool(const struct ak__node *node, const char *cluster_id, struct ak_pool *out)
{
    struct ak_arena *arena = node->reader->arena;
    struct ak__node id = ak__member(node, "id");
    struct ak__node name = ak__member(node, "name");
    struct ak__node etag = ak__member(node, "eTag");
    struct ak__node properties = ak__member(node, "properties");

    out->id = ak__text(&id);
    out->name = ak__required_text(&name);
    read_properties(properties.json == NULL ? node : &properties, out);
    if (out->etag == NULL)
        out->etag = ak__text(&etag);
    if (out->id == NULL && out->name != NULL && cluster_id != NULL && cluster_id[0] != '\0')
        out->id = ak_arena_printf(arena, "%s/agentPools/%s", cluster_id, out->name);
    return true;
}

static bool read_item(struct ak__page *page, const struct ak__node *item, void *out)
{
    return ak__read_pool(item, page->context, out);
}

void ak__decode_pools(struct ak__page *page)
{
    ak__read_list(page, "value", read_item);
}

void ak__decode_pool(struct ak__page *page)
{
    ak__read_single(page, read_item);
}
