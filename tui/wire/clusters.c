/* clusters.c: managed clusters with the node pools that a list carries along. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "decode_int.h"
#include "encode_int.h"
#include "pools_int.h"

static const struct ak__field head_fields[] = {
    {"name", AK__FIELD_TEXT, offsetof(struct ak_cluster, name)},
    {"location", AK__FIELD_SHARED, offsetof(struct ak_cluster, location)},
    {"etag", AK__FIELD_TEXT, offsetof(struct ak_cluster, etag)},
    {"eTag", AK__FIELD_TEXT, offsetof(struct ak_cluster, etag)},
    {"sku.tier", AK__FIELD_SHARED, offsetof(struct ak_cluster, sku_tier)},
    {"sku.name", AK__FIELD_SHARED, offsetof(struct ak_cluster, sku_name)},
    {"tags", AK__FIELD_PAIRS, offsetof(struct ak_cluster, tags)},
};

static const struct ak__field property_fields[] = {
    {"kubernetesVersion", AK__FIELD_SHARED, offsetof(struct ak_cluster, requested_version)},
    {"kubernetesVersion", AK__FIELD_SHARED, offsetof(struct ak_cluster, kubernetes_version)},
    {"currentKubernetesVersion", AK__FIELD_SHARED, offsetof(struct ak_cluster, kubernetes_version)},
    {"provisioningState", AK__FIELD_SHARED, offsetof(struct ak_cluster, provisioning_state)},
    {"powerState.code", AK__FIELD_SHARED, offsetof(struct ak_cluster, power_state)},
    {"supportPlan", AK__FIELD_SHARED, offsetof(struct ak_cluster, support_plan)},
    {"nodeResourceGroup", AK__FIELD_TEXT, offsetof(struct ak_cluster, node_resource_group)},
    {"fqdn", AK__FIELD_TEXT, offsetof(struct ak_cluster, fqdn)},
    {"networkProfile.networkPlugin", AK__FIELD_SHARED, offsetof(struct ak_cluster, network_plugin)},
    {"networkProfile.networkPolicy", AK__FIELD_SHARED, offsetof(struct ak_cluster, network_policy)},
    {"networkProfile.loadBalancerSku", AK__FIELD_SHARED,
     offsetof(struct ak_cluster, load_balancer_sku)},
    {"windowsProfile.adminUsername", AK__FIELD_SHARED, offsetof(struct ak_cluster, windows_admin)},
    {"nodeProvisioningProfile.mode", AK__FIELD_SHARED,
     offsetof(struct ak_cluster, node_provisioning_mode)},
    {"autoUpgradeProfile.upgradeChannel", AK__FIELD_SHARED,
     offsetof(struct ak_cluster, upgrade_channel)},
    {"autoUpgradeProfile.nodeOSUpgradeChannel", AK__FIELD_SHARED,
     offsetof(struct ak_cluster, node_os_upgrade_channel)},
    {"addonProfiles.openServiceMesh.enabled", AK__FIELD_ANSWER,
     offsetof(struct ak_cluster, open_service_mesh)},
    {"addonProfiles.httpApplicationRouting.enabled", AK__FIELD_ANSWER,
     offsetof(struct ak_cluster, http_application_routing)},
    {"ingressProfile.webAppRouting.enabled", AK__FIELD_ANSWER,
     offsetof(struct ak_cluster, app_routing)},
    {"ingressProfile.webAppRouting.nginx.defaultIngressControllerType", AK__FIELD_SHARED,
     offsetof(struct ak_cluster, app_routing_nginx)},
    {"podIdentityProfile.enabled", AK__FIELD_ANSWER, offsetof(struct ak_cluster, pod_identity)},
    {"securityProfile.defender.securityMonitoring.enabled", AK__FIELD_ANSWER,
     offsetof(struct ak_cluster, defender)},
};

const struct ak__fields ak__cluster_fields = {head_fields,
                                              sizeof(head_fields) / sizeof(head_fields[0])};
const struct ak__fields ak__cluster_property_fields = {
    property_fields, sizeof(property_fields) / sizeof(property_fields[0])};

static const char *share_start(struct ak_arena *arena, const char *text, size_t len)
{
    char start[256];

    if (len >= sizeof(start)) /* longer than any name in Azure: nothing that repeats */
        return ak_arena_strndup(arena, text, len);
    memcpy(start, text, len);
    start[len] = '\0';
    return len == 0 ? NULL : ak_arena_intern(arena, start);
}

/* The segment after "/<name>/" of a resource id, as written there; segment names have no case. */
static const char *id_segment(struct ak_arena *arena, const char *id, const char *name)
{
    size_t name_len = strlen(name);

    for (const char *at = strchr(id, '/'); at != NULL; at = strchr(at + 1, '/')) {
        const char *value = at + 1 + name_len + 1;

        if (!ak_text_has_prefix(at + 1, name, true) || at[1 + name_len] != '/')
            continue;
        return share_start(arena, value, strcspn(value, "/"));
    }
    return NULL;
}

static void read_pools(const struct ak__node *list, struct ak_cluster *cluster)
{
    size_t count = ak__item_count(list);
    struct ak_pool *pools;
    size_t used = 0;

    if (count == 0)
        return;
    pools = ak_arena_alloc(list->reader->arena, count, sizeof(*pools));
    for (struct ak__node item = ak__first_item(list); item.json != NULL; item = ak__next(&item))
        ak__read_pool(&item, cluster->id, &pools[used++]);
    cluster->pools = pools;
    cluster->pool_count = used;
}

static bool read_cluster(struct ak__page *page, const struct ak__node *item, void *out)
{
    struct ak_cluster *cluster = out;
    struct ak__node id = ak__member(item, "id");
    struct ak__node properties = ak__member(item, "properties");
    struct ak__node pools = ak__member(&properties, "agentPoolProfiles");

    cluster->id = ak__required_text(&id);
    if (cluster->id == NULL)
        return false;
    cluster->resource_group = id_segment(page->arena, cluster->id, "resourceGroups");
    cluster->subscription_id = id_segment(page->arena, cluster->id, "subscriptions");
    ak__read_fields(item, head_fields, sizeof(head_fields) / sizeof(head_fields[0]), cluster);
    ak__read_fields(&properties, property_fields,
                    sizeof(property_fields) / sizeof(property_fields[0]), cluster);
    read_pools(&pools, cluster);
    return true;
}

void ak__decode_clusters(struct ak__page *page)
{
    ak__read_list(page, "value", read_cluster);
}

void ak__decode_cluster(struct ak__page *page)
{
    ak__read_single(page, read_cluster);
}
