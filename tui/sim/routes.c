#include "config.h"

#include "route_int.h"

#include "handlers_int.h"

#define SUBSCRIPTION "/subscriptions/{subscription}"
#define GROUP SUBSCRIPTION "/resourceGroups/{group}"
#define AKS "/providers/Microsoft.ContainerService"
#define CLUSTER GROUP AKS "/managedClusters/{cluster}"
#define POOL CLUSTER "/agentPools/{pool}"
#define PERMISSIONS "/providers/Microsoft.Authorization/permissions"
#define ROLES "/providers/Microsoft.Authorization"
#define FEATURES SUBSCRIPTION "/providers/Microsoft.Features"

enum {
    IN_SUBSCRIPTION = AK_SIM_SUBSCRIPTION | AK_SIM_CACHED,
    IN_LOCATION = IN_SUBSCRIPTION | AK_SIM_LOCATION,
    IN_GROUP = IN_SUBSCRIPTION | AK_SIM_GROUP,
    IN_CLUSTER = IN_GROUP | AK_SIM_CLUSTER,
    IN_POOL = IN_CLUSTER | AK_SIM_POOL,
    /* Changes, and reads whose answers change by themselves. */
    LIVE_SUBSCRIPTION = AK_SIM_SUBSCRIPTION,
    LIVE_LOCATION = LIVE_SUBSCRIPTION | AK_SIM_LOCATION,
    LIVE_GROUP = LIVE_SUBSCRIPTION | AK_SIM_GROUP,
    LIVE_CLUSTER = LIVE_GROUP | AK_SIM_CLUSTER,
    LIVE_POOL = LIVE_CLUSTER | AK_SIM_POOL,
};

static const struct ak_sim_route routes[] = {
    /* Signing in, and what a client asks before it knows anything. */
    {"GET", "/MSI/token", AK_SIM_API_NONE, AK_SIM_OPEN, ak_sim_get_app_service_token},
    {"GET", "/metadata/identity/oauth2/token", AK_SIM_API_NONE, AK_SIM_OPEN, ak_sim_get_vm_token},
    {"POST", "/{tenant}/oauth2/v2.0/token", AK_SIM_API_NONE, AK_SIM_OPEN, ak_sim_post_token},
    {"POST", "/{tenant}/oauth2/v2.0/devicecode", AK_SIM_API_NONE, AK_SIM_OPEN,
     ak_sim_post_device_code},
    {"GET", "/actions/token", AK_SIM_API_NONE, AK_SIM_OPEN, ak_sim_get_identity_token},
    {"GET", "/{tenant}/v2.0/.well-known/openid-configuration", AK_SIM_API_NONE, AK_SIM_OPEN,
     ak_sim_get_openid_configuration},
    {"GET", "/metadata/endpoints", AK_SIM_API_METADATA, AK_SIM_OPEN, ak_sim_get_metadata_endpoints},

    /* Subscriptions. */
    {"GET", "/tenants", AK_SIM_API_TENANTS, 0, ak_sim_list_tenants},
    {"GET", "/subscriptions", AK_SIM_API_SUBSCRIPTIONS, 0, ak_sim_list_subscriptions},
    {"GET", SUBSCRIPTION, AK_SIM_API_SUBSCRIPTIONS, IN_SUBSCRIPTION, ak_sim_get_subscription},
    {"GET", SUBSCRIPTION "/locations", AK_SIM_API_LOCATIONS, IN_SUBSCRIPTION,
     ak_sim_list_locations},
    {"GET", SUBSCRIPTION "/resourceGroups", AK_SIM_API_GROUPS, IN_SUBSCRIPTION, ak_sim_list_groups},
    {"GET", GROUP, AK_SIM_API_GROUPS, LIVE_GROUP, ak_sim_get_group},

    /* What the caller may do. */
    {"GET", SUBSCRIPTION PERMISSIONS, AK_SIM_API_PERMISSIONS, IN_SUBSCRIPTION,
     ak_sim_list_permissions},
    {"GET", GROUP PERMISSIONS, AK_SIM_API_PERMISSIONS, IN_GROUP, ak_sim_list_permissions},
    {"GET", CLUSTER PERMISSIONS, AK_SIM_API_PERMISSIONS, IN_CLUSTER, ak_sim_list_permissions},
    {"GET", POOL PERMISSIONS, AK_SIM_API_PERMISSIONS, IN_POOL, ak_sim_list_permissions},

    /* Providers and features. */
    {"GET", "/providers", AK_SIM_API_PROVIDERS, 0, ak_sim_list_providers},
    {"GET", "/providers/{namespace}", AK_SIM_API_PROVIDERS, 0, ak_sim_get_provider},
    {"GET", SUBSCRIPTION "/providers", AK_SIM_API_PROVIDERS, IN_SUBSCRIPTION,
     ak_sim_list_providers},
    {"GET", SUBSCRIPTION "/providers/{namespace}", AK_SIM_API_PROVIDERS, IN_SUBSCRIPTION,
     ak_sim_get_provider},
    {"GET", FEATURES "/features", AK_SIM_API_FEATURES, IN_SUBSCRIPTION, ak_sim_list_features},
    {"GET", FEATURES "/providers/{namespace}/features", AK_SIM_API_FEATURES, IN_SUBSCRIPTION,
     ak_sim_list_features},
    {"GET", FEATURES "/providers/{namespace}/features/{feature}", AK_SIM_API_FEATURES,
     IN_SUBSCRIPTION, ak_sim_get_feature},
    {"POST", FEATURES "/providers/{namespace}/features/{feature}/register", AK_SIM_API_FEATURES,
     LIVE_SUBSCRIPTION, ak_sim_register_feature},
    {"POST", FEATURES "/providers/{namespace}/features/{feature}/unregister", AK_SIM_API_FEATURES,
     LIVE_SUBSCRIPTION, ak_sim_unregister_feature},
    {"POST", SUBSCRIPTION "/providers/{namespace}/register", AK_SIM_API_PROVIDERS,
     LIVE_SUBSCRIPTION, ak_sim_register_provider},

    /* Roles. */
    {"GET", SUBSCRIPTION ROLES "/roleAssignments", AK_SIM_API_ROLE_ASSIGNMENTS, LIVE_SUBSCRIPTION,
     ak_sim_list_role_assignments},
    {"GET", SUBSCRIPTION ROLES "/roleDefinitions", AK_SIM_API_ROLE_DEFINITIONS, IN_SUBSCRIPTION,
     ak_sim_list_role_definitions},
    {"GET", SUBSCRIPTION ROLES "/roleDefinitions/{role}", AK_SIM_API_ROLE_DEFINITIONS,
     IN_SUBSCRIPTION, ak_sim_get_role_definition},
    {"GET", ROLES "/roleDefinitions/{role}", AK_SIM_API_ROLE_DEFINITIONS, 0,
     ak_sim_get_role_definition},

    /* Compute. */
    {"GET", SUBSCRIPTION "/providers/Microsoft.Compute/skus", AK_SIM_API_SKUS, IN_SUBSCRIPTION,
     ak_sim_list_skus},
    {"GET", SUBSCRIPTION "/providers/Microsoft.Compute/locations/{location}/usages",
     AK_SIM_API_USAGES, IN_LOCATION, ak_sim_list_usages},

    /* AKS. */
    {"GET", SUBSCRIPTION AKS "/managedClusters", AK_SIM_API_CLUSTERS, IN_SUBSCRIPTION,
     ak_sim_list_clusters},
    {"GET", GROUP AKS "/managedClusters", AK_SIM_API_CLUSTERS, IN_GROUP,
     ak_sim_list_group_clusters},
    {"GET", CLUSTER, AK_SIM_API_CLUSTERS, IN_CLUSTER, ak_sim_get_cluster},
    {"GET", CLUSTER "/upgradeProfiles/default", AK_SIM_API_CLUSTERS, IN_CLUSTER,
     ak_sim_get_cluster_upgrades},
    {"GET", CLUSTER "/availableAgentPoolVersions", AK_SIM_API_CLUSTERS, IN_CLUSTER,
     ak_sim_get_pool_versions},
    {"GET", CLUSTER "/agentPools", AK_SIM_API_POOLS, IN_CLUSTER, ak_sim_list_pools},
    {"GET", POOL, AK_SIM_API_POOLS, IN_POOL, ak_sim_get_pool},
    {"GET", POOL "/upgradeProfiles/default", AK_SIM_API_POOLS, IN_POOL, ak_sim_get_pool_upgrades},
    {"GET", SUBSCRIPTION AKS "/locations/{location}/kubernetesVersions", AK_SIM_API_VERSIONS,
     IN_LOCATION, ak_sim_get_versions},
    {"GET", SUBSCRIPTION AKS "/locations/{location}/orchestrators", AK_SIM_API_ORCHESTRATORS,
     IN_LOCATION, ak_sim_get_orchestrators},

    /* Changes of AKS. A DELETE of what isn't there is 204, so that it needs no pool or cluster. */
    {"PUT", CLUSTER, AK_SIM_API_CLUSTERS, LIVE_GROUP, ak_sim_put_cluster},
    {"PATCH", CLUSTER, AK_SIM_API_CLUSTERS, LIVE_CLUSTER, ak_sim_patch_cluster},
    {"DELETE", CLUSTER, AK_SIM_API_CLUSTERS, LIVE_GROUP, ak_sim_delete_cluster},
    {"POST", CLUSTER "/stop", AK_SIM_API_CLUSTERS, LIVE_CLUSTER, ak_sim_stop_cluster},
    {"POST", CLUSTER "/start", AK_SIM_API_CLUSTERS, LIVE_CLUSTER, ak_sim_start_cluster},
    {"POST", CLUSTER "/abort", AK_SIM_API_CLUSTERS, LIVE_CLUSTER, ak_sim_abort_cluster},
    {"PUT", POOL, AK_SIM_API_POOLS, LIVE_CLUSTER, ak_sim_put_pool},
    {"DELETE", POOL, AK_SIM_API_POOLS, LIVE_CLUSTER, ak_sim_delete_pool},
    {"POST", POOL "/upgradeNodeImageVersion", AK_SIM_API_POOLS, LIVE_POOL,
     ak_sim_upgrade_pool_image},
    {"POST", POOL "/deleteMachines", AK_SIM_API_POOLS, LIVE_POOL, ak_sim_delete_machines},
    {"POST", POOL "/abort", AK_SIM_API_POOLS, LIVE_POOL, ak_sim_abort_pool},

    /* What takes time. */
    {"GET", SUBSCRIPTION AKS "/locations/{location}/operations/{operation}", AK_SIM_API_OPERATIONS,
     LIVE_LOCATION, ak_sim_get_operation},
    {"GET", SUBSCRIPTION AKS "/locations/{location}/operationresults/{operation}",
     AK_SIM_API_OPERATIONS, LIVE_LOCATION, ak_sim_get_operation_result},
    {"GET", CLUSTER "/operations/{operation}", AK_SIM_API_CLUSTERS, LIVE_CLUSTER,
     ak_sim_get_resource_operation},
    {"GET", POOL "/operations/{operation}", AK_SIM_API_POOLS, LIVE_POOL,
     ak_sim_get_resource_operation},
};

const struct ak_sim_route *ak_sim_routes(size_t *count)
{
    *count = sizeof routes / sizeof *routes;
    return routes;
}
