/* azure.h: the other resources that akscope reads: subscriptions, VM sizes and quota of a region,
 * Kubernetes versions, upgrade profiles, preview features, permissions, resource providers, roles.
 */
#ifndef AKSCOPE_MODEL_AZURE_H
#define AKSCOPE_MODEL_AZURE_H

#include "akscope/base/date.h"
#include "akscope/model/value.h"

/* Microsoft.Resources/subscriptions */
struct ak_subscription {
    const char *id;    /* the bare GUID: subscriptionId */
    const char *name;  /* displayName */
    const char *state; /* "Enabled", "Disabled", "Warned", "PastDue", "Deleted" */
    const char *tenant_id;
};

struct ak_subscriptions {
    const struct ak_subscription *items;
    size_t count;
};

/* Has it an id, and is it neither disabled nor deleted? Such a one answers reads with errors, or
 * with what was: it is left alone unless somebody names it. */
bool ak_subscription_is_usable(const struct ak_subscription *subscription);

/* Microsoft.Compute/skus, resourceType virtualMachines, in one region */
struct ak_vm_size {
    const char *name;              /* "Standard_DC4as_v5" */
    const char *family;            /* quota family; compare without case (facts/cvm-sizes.json) */
    const char *confidential_type; /* capability ConfidentialComputingType: "SNP", "TDX", or NULL */
    const char *architecture;      /* capability CpuArchitectureType: "x64", "Arm64" */
    const char *generations;       /* capability HyperVGenerations: "V1,V2" */
    const char *restriction;       /* reasonCode of a Location restriction, or NULL */
    struct ak_date retires;        /* capability RetirementDateUtc; unset: none is told */
    struct ak_texts zones;         /* of this region */
    struct ak_texts restricted_zones;
    struct ak_number vcpus;
    struct ak_number memory_mib;     /* capability MemoryGB, which may be fractional, times 1024 */
    struct ak_number local_disk_mib; /* capability MaxResourceVolumeMB */
    struct ak_number gpus;
    enum ak_answer accelerated_networking;
    enum ak_answer encryption_at_host;
    enum ak_answer ephemeral_os_disk;
    enum ak_answer premium_io;
    enum ak_answer low_priority; /* spot */
    enum ak_answer trusted_launch_disabled;
};

struct ak_vm_sizes {
    const struct ak_vm_size *items;
    size_t count;
};

/* The size of that name, without regard to case; NULL when there is none, or no list or name. */
const struct ak_vm_size *ak_vm_sizes_find(const struct ak_vm_sizes *sizes, const char *name);

/* Microsoft.Compute/locations/{location}/usages */
struct ak_usage {
    const char *name;      /* name.value: a family, "cores", "lowPriorityCores", … */
    const char *label;     /* name.localizedValue */
    struct ak_number used; /* currentValue */
    struct ak_number limit;
};

struct ak_usages {
    const struct ak_usage *items;
    size_t count;
};

/* Likewise, by `name`: of a family, or of the region as a whole. */
const struct ak_usage *ak_usages_find(const struct ak_usages *usages, const char *name);

/* Microsoft.ContainerService/locations/{location}/kubernetesVersions: one row a minor version */
struct ak_kubernetes_version {
    const char *minor; /* "1.33" */
    enum ak_answer is_default;
    enum ak_answer is_preview;
    struct ak_texts support_plans; /* capabilities.supportPlan */
    struct ak_texts patches;       /* "1.33.5", newest first */
};

struct ak_kubernetes_versions {
    const struct ak_kubernetes_version *items;
    size_t count;
};

/* One version that an upgrade profile offers. */
struct ak_upgrade {
    const char *version;
    enum ak_answer is_preview;
};

/* managedClusters/{c}/upgradeProfiles/default: the control plane's part, and one row a pool */
struct ak_upgrade_profile {
    const char *name; /* the pool's; NULL for the control plane */
    const char *version;
    const char *os_type;
    const struct ak_upgrade *upgrades;
    size_t upgrade_count;
};

struct ak_cluster_upgrades {
    struct ak_upgrade_profile control_plane;
    const struct ak_upgrade_profile *pools;
    size_t pool_count;
};

/* agentPools/{p}/upgradeProfiles/default */
struct ak_pool_upgrades {
    const char *version;
    const char *latest_node_image_version;
    const struct ak_upgrade *upgrades;
    size_t upgrade_count;
};

/* Microsoft.Features/providers/Microsoft.ContainerService/features */
struct ak_feature {
    const char *name;  /* without the provider's prefix: "AzureLinuxCVMPreview" */
    const char *state; /* "NotRegistered", "Registering", "Registered", "Pending", … */
};

struct ak_features {
    const struct ak_feature *items;
    size_t count;
};

/* Microsoft.Authorization/permissions: what the roles that hold for the caller at a scope give, an
 * object each. Actions are patterns, in which an asterisk stands for any characters. */
struct ak_permission {
    struct ak_texts actions;
    struct ak_texts not_actions; /* taken out of this object's actions, of no other's */
    const char *condition;       /* gives them only where this holds; NULL: everywhere */
};

struct ak_permissions {
    const struct ak_permission *items;
    size_t count;
};

/* A resource provider in a subscription */
struct ak_provider {
    const char *name;  /* "Microsoft.ContainerService" */
    const char *state; /* "Registered", "NotRegistered", "Registering", … */
};

/* Microsoft.Authorization/roleAssignments: a role that somebody has, and where */
struct ak_role_assignment {
    const char *role_id; /* of the role's definition, a resource id */
    const char *scope;   /* a resource id, "/" for the whole tenant */
};

struct ak_role_assignments {
    const struct ak_role_assignment *items;
    size_t count;
};

/* Microsoft.Authorization/roleDefinitions */
struct ak_role_definition {
    const char *name; /* roleName: "Reader" */
};

/* Any resource as its JSON text. */
struct ak_raw {
    const char *json;  /* indented for reading, and safe to show */
    const char *exact; /* as it was sent, never shown: for changing it and writing it back */
    size_t exact_len;
    const char *etag; /* of the resource, or NULL where none was sent */
};

#endif
