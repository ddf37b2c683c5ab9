/* retirement.c: the properties that retirements look at. */
#include "config.h"

#include <string.h>

#include "akscope/model/cluster.h"
#include "akscope/model/facts.h"

#define OF_CLUSTER(name, kind, member)                                                             \
    {                                                                                              \
        name, false, AK_RETIREMENT_##kind, offsetof(struct ak_cluster, member)                     \
    }
#define OF_POOL(name, kind, member)                                                                \
    {                                                                                              \
        name, true, AK_RETIREMENT_##kind, offsetof(struct ak_pool, member)                         \
    }

static const struct ak_retirement_property properties[] = {
    OF_CLUSTER("location", TEXT, location),
    OF_CLUSTER("networkProfile.networkPlugin", TEXT, network_plugin),
    OF_CLUSTER("networkProfile.networkPolicy", TEXT, network_policy),
    OF_CLUSTER("networkProfile.loadBalancerSku", TEXT, load_balancer_sku),
    OF_CLUSTER("sku.tier", TEXT, sku_tier),
    OF_CLUSTER("supportPlan", TEXT, support_plan),
    OF_CLUSTER("addonProfiles.openServiceMesh.enabled", ANSWER, open_service_mesh),
    OF_CLUSTER("addonProfiles.httpApplicationRouting.enabled", ANSWER, http_application_routing),
    OF_CLUSTER("ingressProfile.webAppRouting.enabled", ANSWER, app_routing),
    OF_CLUSTER("ingressProfile.webAppRouting.nginx.defaultIngressControllerType", TEXT,
               app_routing_nginx),
    OF_CLUSTER("podIdentityProfile.enabled", ANSWER, pod_identity),
    OF_CLUSTER("securityProfile.defender.securityMonitoring.enabled", ANSWER, defender),
    OF_CLUSTER("cluster.tags.", TAG, tags),
    OF_POOL("type", TEXT, type),
    OF_POOL("vmSize", TEXT, vm_size),
    OF_POOL("osType", TEXT, os_type),
    OF_POOL("osSKU", TEXT, os_sku),
    OF_POOL("nodeImageVersion", TEXT, node_image_version),
    OF_POOL("workloadRuntime", TEXT, workload_runtime),
    OF_POOL("enableFIPS", ANSWER, fips),
    OF_POOL("enableCustomCATrust", ANSWER, custom_ca_trust),
    OF_POOL("tags.", TAG, tags),
    OF_POOL("os", OS, name),
    OF_POOL("kubernetes", KUBERNETES, kubernetes_version),
};

#undef OF_CLUSTER
#undef OF_POOL

const struct ak_retirement_property *ak_retirement_property_get(size_t n)
{
    return n < sizeof properties / sizeof properties[0] ? &properties[n] : NULL;
}

const struct ak_retirement_property *ak_retirement_property_find(const char *name, const char **tag)
{
    const struct ak_retirement_property *property;

    *tag = NULL;
    for (size_t i = 0; (property = ak_retirement_property_get(i)) != NULL; i++) {
        size_t len = strlen(property->name);

        if (property->value != AK_RETIREMENT_TAG && strcmp(name, property->name) == 0)
            return property;
        if (property->value == AK_RETIREMENT_TAG && strncmp(name, property->name, len) == 0 &&
            name[len] != '\0') {
            *tag = name + len;
            return property;
        }
    }
    return NULL;
}
