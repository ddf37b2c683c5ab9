/* cluster.h: managed clusters and their node pools, as Azure Resource Manager reports them
 * (Microsoft.ContainerService/managedClusters and …/agentPools). Field names follow ARM's; which
 * property each comes from stands beside it. */
#ifndef AKSCOPE_MODEL_CLUSTER_H
#define AKSCOPE_MODEL_CLUSTER_H

#include "akscope/model/value.h"

/* A node pool: an item of a cluster's agentPoolProfiles, or an agentPools resource. */
struct ak_pool {
    const char *id; /* given by the agentPools resource, else made from the cluster's id */
    const char *name;
    const char *etag;    /* eTag; only the agentPools resource carries it */
    const char *mode;    /* "System", "User", "Gateway", … as sent */
    const char *type;    /* "VirtualMachineScaleSets", "VirtualMachines", "AvailabilitySet" */
    const char *vm_size; /* of a pool of VirtualMachines only when all its nodes have the same */
    const char *os_type; /* "Linux" or "Windows", as sent */
    const char *os_sku;
    const char *node_image_version;
    const char *requested_version;  /* orchestratorVersion: may be just "1.33" */
    const char *kubernetes_version; /* currentOrchestratorVersion, else the requested one */
    const char *provisioning_state;
    const char *power_state; /* powerState.code */
    const char *os_disk_type;
    const char *workload_runtime;
    const char *kubelet_disk_type;
    const char *scale_set_priority; /* "Spot" or "Regular" */
    const char *eviction_policy;    /* scaleSetEvictionPolicy */
    const char *spot_max_price;     /* spotMaxPrice in decimal: "-1", "0.25" */
    const char *scale_down_mode;
    const char *max_surge;       /* upgradeSettings.maxSurge */
    const char *max_unavailable; /* upgradeSettings.maxUnavailable */
    const char *vnet_subnet_id;
    const char *pod_subnet_id;
    const char *proximity_placement_group_id;
    const char *host_group_id;
    const char *capacity_reservation_group_id;
    const char *gpu_instance_profile;
    struct ak_number count; /* of a pool of VirtualMachines the sum of virtualMachineNodesStatus */
    struct ak_number min_count;
    struct ak_number max_count;
    struct ak_number max_pods;
    struct ak_number os_disk_size_gb;
    struct ak_number drain_timeout_minutes;
    struct ak_number node_soak_minutes;
    enum ak_answer autoscaling;        /* enableAutoScaling */
    enum ak_answer fips;               /* enableFIPS */
    enum ak_answer encryption_at_host; /* enableEncryptionAtHost */
    enum ak_answer node_public_ip;     /* enableNodePublicIP */
    enum ak_answer ultra_ssd;          /* enableUltraSSD */
    enum ak_answer secure_boot;        /* securityProfile.enableSecureBoot, or enableSecureBoot */
    enum ak_answer vtpm;               /* securityProfile.enableVTPM, or enableVTPM */
    enum ak_answer custom_ca_trust;    /* enableCustomCATrust; preview APIs alone send it */
    struct ak_texts zones;             /* availabilityZones */
    struct ak_texts taints;            /* nodeTaints */
    struct ak_pairs labels;            /* nodeLabels */
    struct ak_pairs tags;
};

struct ak_cluster {
    const char *id;
    const char *name;
    const char *resource_group;  /* from the id, as written there */
    const char *subscription_id; /* from the id */
    const char *location;
    const char *etag;
    const char *requested_version;  /* kubernetesVersion: may be just "1.33" */
    const char *kubernetes_version; /* currentKubernetesVersion, else the requested one */
    const char *provisioning_state;
    const char *power_state;  /* powerState.code */
    const char *sku_tier;     /* "Free", "Standard", "Premium" */
    const char *sku_name;     /* "Base", "Automatic" */
    const char *support_plan; /* "KubernetesOfficial", "AKSLongTermSupport" */
    const char *node_resource_group;
    const char *fqdn;
    const char *network_plugin;
    const char *network_policy;
    const char *load_balancer_sku;
    const char *windows_admin;          /* windowsProfile.adminUsername; NULL: no Windows profile */
    const char *node_provisioning_mode; /* nodeProvisioningProfile.mode: "Auto" or "Manual" */
    const char *upgrade_channel;        /* autoUpgradeProfile.upgradeChannel */
    const char *node_os_upgrade_channel; /* autoUpgradeProfile.nodeOSUpgradeChannel */
    /* ingressProfile.webAppRouting.nginx.defaultIngressControllerType */
    const char *app_routing_nginx;
    enum ak_answer open_service_mesh;        /* addonProfiles.openServiceMesh.enabled */
    enum ak_answer http_application_routing; /* addonProfiles.httpApplicationRouting.enabled */
    enum ak_answer app_routing;              /* ingressProfile.webAppRouting.enabled */
    enum ak_answer pod_identity;             /* podIdentityProfile.enabled */
    enum ak_answer defender; /* securityProfile.defender.securityMonitoring.enabled */
    struct ak_pairs tags;
    const struct ak_pool *pools;
    size_t pool_count;
};

struct ak_clusters {
    const struct ak_cluster *items;
    size_t count;
};

struct ak_pools {
    const struct ak_pool *items;
    size_t count;
};

#endif
