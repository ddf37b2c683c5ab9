/* requests_reasons.c: the differences between what the Azure CLI sent and what akscope sends. */
#include "config.h"

#include "requests_reasons.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* `command` NULL: any. `what` ending in "*": every member that begins so. Values NULL: any. */
struct reason {
    const char *command;
    const char *what;
    const char *recorded;
    const char *ours;
    const char *why;
};

static const char not_set[] =
    "the CLI writes its default where nothing was chosen; the service has the same one";
static const char preview[] =
    "the CLI's preview extension writes it where nothing was chosen; not in the version we use";
static const char no_field[] = "chosen by an option that akscope does not offer";

static const char stand_in[] =
    "the recording's stand-in for the name of a Windows pool is longer than the name was";

#define POOLS                                                                                      \
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/clitest000001/providers/"  \
    "Microsoft.ContainerService/managedClusters/cliakstest000002/agentPools/"

static const struct reason reasons[] = {
    /* the request */
    {NULL, "api-version", NULL, "2025-05-01", "akscope uses generally available versions"},
    {"aks nodepool add", "If-None-Match", NULL, "*",
     "creating must never overwrite; the CLI looks at the list of pools instead"},
    {NULL, "If-Match", NULL, "the etag",
     "what is changed is what was seen; the CLI takes the last change"},

    {"aks nodepool add", "path", POOLS "c000003", POOLS "c00000", stand_in},
    {"aks nodepool add", "path", POOLS "n000004", POOLS "n00000", stand_in},

    /* what is refused before it is sent */
    {"aks nodepool add", "refused", "mode.values", NULL,
     "pools that Azure manages, or that have machines of their own, are not offered"},
    {"aks nodepool add", "refused", "runtime.values", NULL, "Azure has retired WasmWasi"},
    {"aks upgrade", "refused", "version.format", NULL,
     "no version was given: the command only set overrideSettings, which akscope does not offer"},

    /* a new pool */
    {"aks nodepool add", "properties.osDiskSizeGB", "0", NULL, not_set},
    {"aks nodepool add", "properties.workloadRuntime", "\"OCIContainer\"", NULL, not_set},
    {"aks nodepool add", "properties.osType", "\"Linux\"", NULL, not_set},
    {"aks nodepool add", "properties.osType", "\"windows\"", "\"Windows\"",
     "akscope spells choices as ARM does"},
    {"aks nodepool add", "properties.enableAutoScaling", "false", NULL, not_set},
    {"aks nodepool add", "properties.scaleDownMode", "\"Delete\"", NULL, not_set},
    {"aks nodepool add", "properties.type", "\"VirtualMachineScaleSets\"", NULL, not_set},
    {"aks nodepool add", "properties.upgradeSettings", "{}", NULL, not_set},
    {"aks nodepool add", "properties.enableNodePublicIP", "false", NULL, not_set},
    {"aks nodepool add", "properties.scaleSetPriority", "\"Regular\"", NULL, not_set},
    {"aks nodepool add", "properties.scaleSetEvictionPolicy", "\"Delete\"", NULL, not_set},
    {"aks nodepool add", "properties.spotMaxPrice", "-1", NULL, not_set},
    {"aks nodepool add", "properties.nodeTaints", "[]", NULL, not_set},
    {"aks nodepool add", "properties.enableEncryptionAtHost", "false", NULL, not_set},
    {"aks nodepool add", "properties.enableUltraSSD", "false", NULL, not_set},
    {"aks nodepool add", "properties.enableFIPS", "false", NULL, not_set},
    {"aks nodepool add", "properties.networkProfile", "{}", NULL, not_set},
    {"aks nodepool add", "properties.vmSize", "\"\"", NULL, not_set},
    {"aks nodepool add", "properties.enableCustomCATrust", "false", NULL, preview},
    {"aks nodepool add", "properties.nodeInitializationTaints", "[]", NULL, preview},
    {"aks nodepool add", "properties.upgradeSettingsBlueGreen", "{}", NULL, preview},
    {"aks nodepool add", "properties.securityProfile.sshAccess", "\"localuser\"", NULL, preview},
    {"aks nodepool add", "properties.upgradeStrategy", NULL, NULL, no_field},
    {"aks nodepool add", "properties.upgradeSettingsBlueGreen.*", NULL, NULL, no_field},
    {"aks nodepool add", "properties.upgradeSettings.undrainableNodeBehavior", NULL, NULL,
     no_field},
    {"aks nodepool add", "properties.localDNSProfile.*", NULL, NULL, no_field},
    {"aks nodepool add", "properties.gpuProfile.driverType", NULL, NULL, no_field},
    {"aks nodepool add", "properties.gpuInstanceProfile", NULL, NULL, no_field},
    {"aks nodepool add", "properties.creationData.sourceResourceId", NULL, NULL, no_field},
    {"aks nodepool add", "properties.capacityReservationGroupID", NULL, NULL, no_field},
    {"aks nodepool add", "properties.type", "\"VirtualMachines\"", NULL, no_field},
    {"aks nodepool add", "properties.virtualMachinesProfile.*", NULL, NULL, no_field},
    {"aks nodepool add", "properties.count", NULL, "3",
     "as many as the CLI makes of scale sets; this one is of another type, or managed"},

    /* a pool that is there */
    {"aks nodepool update", "properties.upgradeSettingsBlueGreen.*", NULL, NULL, no_field},
    {"aks nodepool update", "properties.upgradeSettings.undrainableNodeBehavior", NULL, NULL,
     no_field},
    {"aks nodepool update", "properties.securityProfile.sshAccess", NULL, NULL, no_field},
    {"aks nodepool update", "properties.localDNSProfile.*", NULL, NULL, no_field},

    /* a control plane */
    {"aks upgrade", "properties.agentPoolProfiles.*", NULL, NULL,
     "akscope upgrades control plane and pools one at a time, the CLI without "
     "--control-plane-only all at once"},
    {"aks upgrade", "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs.*", NULL,
     NULL, "read-only; newer versions of the CLI leave it out as well"},
    {"aks upgrade", "properties.creationData.sourceResourceId", NULL, NULL, no_field},
};

enum { REASONS = sizeof reasons / sizeof reasons[0] };

static bool used[REASONS];

static bool fits(const char *pattern, const char *text)
{
    size_t len;

    if (pattern == NULL)
        return true;
    if (text == NULL)
        return false;
    len = strlen(pattern);
    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, text, len - 1) == 0;
    return strcmp(pattern, text) == 0;
}

const char *reason_find(const char *command, const char *what, const char *recorded,
                        const char *ours)
{
    for (size_t i = 0; i < REASONS; i++) {
        const struct reason *reason = &reasons[i];

        if (fits(reason->command, command) && fits(reason->what, what) &&
            fits(reason->recorded, recorded) && fits(reason->ours, ours)) {
            used[i] = true;
            return reason->why;
        }
    }
    return NULL;
}

size_t reasons_unused(void)
{
    size_t count = 0;

    for (size_t i = 0; i < REASONS; i++) {
        if (used[i])
            continue;
        printf("# explains nothing: %s\n", reasons[i].what);
        count++;
    }
    return count;
}
