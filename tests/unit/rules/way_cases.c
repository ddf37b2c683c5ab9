/* way_cases.c: ways out that a person can read, beside way_out.golden. */
#include "config.h"

#include "unit/rules/way_cases.h"

#include <stdlib.h>
#include <string.h>

static const struct way_case cases[] = {
    {.about = "the example: a Confidential VM pool on 20.04 leaves it in place, or by 1.35",
     .pool = "Ubuntu 1.33.5 cvm AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .aim = AK_WAY_FROM_OS},
    {.about = "the same, to a state that is supported in all",
     .pool = "Ubuntu 1.33.5 cvm AKSUbuntu-2004gen2CVMcontainerd-202607.02.0"},
    {.about = "the same on 1.34, where sources differ: the image tells",
     .pool = "Ubuntu 1.34.1 cvm AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .aim = AK_WAY_FROM_OS},
    {.about = "on 1.34 without an image: not certain, so it is left",
     .pool = "Ubuntu 1.34.1 cvm",
     .aim = AK_WAY_FROM_OS},
    {.about = "on 1.31: 24.04 needs 1.32",
     .pool = "Ubuntu 1.31.9 cvm",
     .aim = AK_WAY_FROM_OS,
     .plan = "AKSLongTermSupport"},
    {.about = "a FIPS pool can't go to 24.04: the nearest is 22.04, with its next deadline",
     .pool = "Ubuntu 1.33.5 fips",
     .aim = AK_WAY_FROM_OS},
    {.about = "FIPS on 22.04: no Ubuntu beyond it, another distribution",
     .pool = "Ubuntu2204 1.35.1 fips",
     .aim = AK_WAY_FROM_OS},
    {.about = "plain 22.04", .pool = "Ubuntu 1.33.5", .aim = AK_WAY_FROM_OS},
    {.about = "22.04 and Kubernetes 1.33 out of support", .pool = "Ubuntu 1.33.5"},
    {.about = "22.04 on a Long Term Support cluster",
     .pool = "Ubuntu 1.31.9",
     .plan = "AKSLongTermSupport"},
    {.about = "FIPS on ARM64 takes Azure Linux 3.0 alone",
     .pool = "AzureLinux 1.31.9 fips arm64 AKSAzureLinux-V2arm64gen2fips-202512.06.0",
     .aim = AK_WAY_FROM_OS,
     .today = "2026-03-01"},
    {.about = "Azure Linux 2.0 while its images are there",
     .pool = "AzureLinux 1.30.9",
     .aim = AK_WAY_FROM_OS,
     .today = "2026-03-01"},
    {.about = "Azure Linux 2.0 after its images are gone",
     .pool = "AzureLinux 1.31.9",
     .aim = AK_WAY_FROM_OS,
     .plan = "AKSLongTermSupport"},
    {.about = "Pod Sandboxing takes the OS SKU AzureLinux alone",
     .pool = "AzureLinux 1.31.9 kata",
     .aim = AK_WAY_FROM_OS,
     .today = "2026-03-01"},
    {.about = "Windows 2019: a new pool",
     .pool = "Windows2019 1.32.9 windows",
     .aim = AK_WAY_FROM_OS,
     .plan = "AKSLongTermSupport"},
    {.about = "Windows 2022: a new pool",
     .pool = "Windows2022 1.34.1 windows",
     .aim = AK_WAY_FROM_OS},
    {.about = "OS Guard has FIPS and Trusted Launch",
     .pool = "AzureLinuxOSGuard 1.35.1 fips trusted",
     .aim = AK_WAY_FROM_OS},
    {.about = "Flatcar has no way in place",
     .pool = "Flatcar 1.34.1",
     .aim = AK_WAY_FROM_OS,
     .today = "2026-07-01"},
    {.about = "Trusted Launch with FIPS takes 22.04 alone",
     .pool = "Ubuntu 1.34.1 fips trusted",
     .aim = AK_WAY_FROM_OS},
    {.about = "18.04 on 1.24: long gone; the whole cluster or nothing", .pool = "Ubuntu 1.24.9"},
    {.about = "an old image of 18.04 on 1.25",
     .pool = "Ubuntu 1.25.11 AKSUbuntu-1804gen2containerd-202306.01.0",
     .aim = AK_WAY_FROM_OS,
     .today = "2023-09-01"},
    {.about = "nothing to leave", .pool = "Ubuntu2404 1.36.1"},
    {.about = "Kubernetes 1.34 ends in a week",
     .pool = "Ubuntu2404 1.34.1",
     .aim = AK_WAY_FROM_KUBERNETES},
    {.about = "the control plane is ahead",
     .pool = "Ubuntu2404 1.33.5",
     .aim = AK_WAY_FROM_KUBERNETES,
     .control_plane = "1.36.2"},
    {.about = "another pool is too far behind for the control plane",
     .pool = "Ubuntu2404 1.34.1",
     .aim = AK_WAY_FROM_KUBERNETES,
     .other = "1.31.9"},
    {.about = "an upgrade channel upgrades the whole",
     .pool = "Ubuntu2404 1.34.1",
     .aim = AK_WAY_FROM_KUBERNETES,
     .channel = "stable"},
    {.about = "the upgrade profile offers patches, and two minors",
     .pool = "Ubuntu 1.33.5 cvm",
     .aim = AK_WAY_FROM_OS,
     .offers = "1.33.6 1.34.1 1.34.2 1.35.1"},
    {.about = "the upgrade profile offers nothing",
     .pool = "Ubuntu2404 1.34.1",
     .aim = AK_WAY_FROM_KUBERNETES,
     .offers = ""},
    {.about = "the newest image tells that 1.34 gives 24.04",
     .pool = "Ubuntu 1.34.1 cvm AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .aim = AK_WAY_FROM_OS,
     .newest = "AKSUbuntu-2404gen2CVMcontainerd-202611.09.0"},
    {.about = "a VM size that retires: the newest of its series that has as much",
     .pool = "Ubuntu2404 1.36.1 Standard_D4s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "the same keeps its OS SKU, though another would end later",
     .pool = "Ubuntu2204 1.35.1 Standard_D4s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "the same with all that ends: one new pool leaves both",
     .pool = "Ubuntu2204 1.35.1 Standard_D4s_v3"},
    {.about = "SGX enclaves are followed by a Confidential VM",
     .pool = "Ubuntu 1.35.1 Standard_DC4s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "a VM size that ends in years: the OS is left first, and in place",
     .pool = "Ubuntu 1.33.5 Standard_DC4s_v3"},
    {.about = "nothing else ends: then the VM size is to be left, in years",
     .pool = "Ubuntu2404 1.36.1 Standard_DC4s_v3"},
    {.about = "a Confidential VM is followed by one with the same TEE",
     .pool = "Ubuntu2404 1.36.1 Standard_DC8ads_v5",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "a GPU is followed by a GPU",
     .pool = "Ubuntu2404 1.36.1 Standard_NC6s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "ARM64 is followed by ARM64",
     .pool = "Ubuntu2404 1.36.1 Standard_D2ps_v4",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "no VM size has as much",
     .pool = "Ubuntu2404 1.36.1 Standard_M416s_v2",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "no VM size has as much: the OS is left all the same",
     .pool = "Ubuntu2204 1.35.1 Standard_M416s_v2"},
    {.about = "the same in its last days: what there is no way for is said beside",
     .pool = "Ubuntu2204 1.36.1 Standard_M416s_v2",
     .today = "2027-05-03"},
    {.about = "a System pool needs a size that takes one",
     .pool = "Ubuntu2404 1.36.1 system Standard_A2_v2",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "the VM sizes were not read",
     .pool = "Ubuntu2404 1.36.1 Standard_DC4s_v3",
     .aim = AK_WAY_FROM_SIZE,
     .has_no_sizes = true},
    {.about = "the VM size is not in the region's list",
     .pool = "Ubuntu2404 1.36.1 Standard_DC16s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "Windows has no image for a Confidential VM: SGX is not left",
     .pool = "Windows2022 1.35.1 windows Standard_DC4s_v3",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "a VM size that does not retire",
     .pool = "Ubuntu2404 1.36.1",
     .aim = AK_WAY_FROM_SIZE},
    {.about = "an OS SKU that no source knows", .pool = "Hurd 1.34.1"},
    {.about = "a pool that reports no version", .pool = "Ubuntu -"},
};

const struct way_case *way_cases(size_t *count)
{
    *count = sizeof cases / sizeof cases[0];
    return cases;
}

/* ---- worlds ---- */

static void read_word(struct way_world *world, const char *word)
{
    struct ak_pool *pool = &world->pools[0];

    if (strcmp(word, "cvm") == 0)
        pool->vm_size = "Standard_DC4as_v5";
    else if (strcmp(word, "fips") == 0)
        pool->fips = AK_YES;
    else if (strcmp(word, "arm64") == 0)
        pool->vm_size = "Standard_D4ps_v5";
    else if (strncmp(word, "Standard_", 9) == 0)
        pool->vm_size = word;
    else if (strcmp(word, "system") == 0)
        pool->mode = "System";
    else if (strcmp(word, "kata") == 0)
        pool->workload_runtime = "KataVmIsolation";
    else if (strcmp(word, "windows") == 0)
        pool->os_type = "Windows";
    else if (strcmp(word, "trusted") == 0)
        pool->secure_boot = pool->vtpm = AK_YES;
    else if (strncmp(word, "AKS", 3) == 0)
        pool->node_image_version = word;
    else if (pool->os_sku == NULL)
        pool->os_sku = word;
    else
        pool->kubernetes_version = strcmp(word, "-") != 0 ? word : NULL;
}

static size_t cut(struct way_world *world, const char *text, const char **words, size_t limit)
{
    size_t count = 0;

    for (char *save = NULL, *word = strtok_r(ak_arena_strdup(world->arena, text), " ", &save);
         word != NULL && count < limit; word = strtok_r(NULL, " ", &save))
        words[count++] = word;
    return count;
}

static void read_offers(struct way_world *world, const char *text)
{
    const char *words[WAY_OFFERS];
    size_t count = cut(world, text, words, WAY_OFFERS);

    for (size_t i = 0; i < count; i++)
        world->offers[i].version = words[i];
    world->cluster_upgrades.control_plane.upgrades = world->offers;
    world->cluster_upgrades.control_plane.upgrade_count = count;
    world->around.cluster_upgrades = &world->cluster_upgrades;
}

enum { MIB_PER_GB = 1024 };

/* A row of the region's list of sizes. */
#define SIZE(size_name, size_vcpus, gigabytes, ...)                                                \
    {                                                                                              \
        .name = "Standard_" size_name, .vcpus = {true, size_vcpus},                                \
        .memory_mib = {true, (gigabytes)*MIB_PER_GB}, __VA_ARGS__                                  \
    }
#define X64 .architecture = "x64", .generations = "V1,V2"
#define ARM64 .architecture = "Arm64", .generations = "V2"
#define SNP .confidential_type = "SNP", .architecture = "x64", .generations = "V2"
#define TDX .confidential_type = "TDX", .architecture = "x64", .generations = "V2"

static const struct ak_vm_size sizes[] = {
    SIZE("DC4as_v5", 4, 16, SNP),
    SIZE("D4s_v5", 4, 16, X64),
    SIZE("D4ps_v5", 4, 16, ARM64),
    SIZE("A2_v2", 2, 4, X64, .retires = {2028, 11, 15}),
    SIZE("B2s", 2, 4, X64),
    SIZE("D2s_v3", 2, 8, X64, .retires = {2027, 1, 31}),
    SIZE("D4s_v3", 4, 16, X64, .retires = {2027, 1, 31}),
    SIZE("B4ms", 4, 16, X64),
    SIZE("D4as_v6", 4, 16, X64),
    SIZE("D4s_v6", 4, 16, X64),
    SIZE("D4s_v7", 4, 16, X64, .restriction = "NotAvailableForSubscription"),
    SIZE("D2ps_v4", 2, 8, ARM64, .retires = {2027, 6, 30}),
    SIZE("DC4s_v3", 4, 32, X64, .accelerated_networking = AK_YES, .premium_io = AK_YES),
    SIZE("DC4s_v2", 4, 32, X64),
    SIZE("DC4es_v6", 4, 32, TDX),
    SIZE("DC8as_v6", 8, 32, SNP),
    SIZE("DC8as_v5", 8, 32, SNP),
    SIZE("EC4as_v5", 4, 32, SNP, .accelerated_networking = AK_NO, .premium_io = AK_YES),
    SIZE("EC4as_v6", 4, 32, SNP, .accelerated_networking = AK_YES, .premium_io = AK_YES),
    SIZE("DC8ads_v5", 8, 32, SNP, .local_disk_mib = {true, 300}, .retires = {2027, 6, 30}),
    SIZE("DC8es_v6", 8, 32, TDX),
    SIZE("NC6s_v3", 6, 112, X64, .gpus = {true, 1}, .retires = {2025, 9, 30}),
    SIZE("NC8as_T4_v3", 8, 56, X64, .gpus = {true, 1}),
    SIZE("NC16as_T4_v3", 16, 110, X64, .gpus = {true, 1}),
    SIZE("NC24ads_A100_v4", 24, 220, X64, .gpus = {true, 1}),
    SIZE("E16s_v5", 16, 128, X64),
    SIZE("M416s_v2", 416, 5700, X64, .retires = {2027, 6, 30}),
};

#undef SIZE
#undef X64
#undef ARM64
#undef SNP
#undef TDX

void way_world_make(struct way_world *world, const struct way_case *given,
                    const struct ak_facts *facts, struct ak_arena *arena)
{
    static const struct ak_vm_sizes list = {sizes, sizeof sizes / sizeof sizes[0]};
    const char *words[8];
    size_t count;

    *world = (struct way_world){.arena = arena};
    world->pools[0] = (struct ak_pool){.id = WAY_CLUSTER "/agentPools/p",
                                       .name = "p",
                                       .mode = "User",
                                       .os_type = "Linux",
                                       .type = "VirtualMachineScaleSets",
                                       .vm_size = "Standard_D4s_v5",
                                       .fips = AK_NO,
                                       .secure_boot = AK_NO,
                                       .vtpm = AK_NO,
                                       .count = {true, 3}};
    count = cut(world, given->pool, words, sizeof words / sizeof words[0]);
    for (size_t i = 0; i < count; i++)
        read_word(world, words[i]);
    world->pools[1] = world->pools[0];
    world->pools[1].name = "q";
    world->pools[1].kubernetes_version =
        given->other != NULL ? given->other : world->pools[0].kubernetes_version;
    world->cluster = (struct ak_cluster){
        .id = WAY_CLUSTER,
        .name = "c",
        .location = "westeurope",
        .network_plugin = "azure",
        .windows_admin = "azureuser",
        .support_plan = given->plan != NULL ? given->plan : "KubernetesOfficial",
        .upgrade_channel = given->channel,
        .kubernetes_version = given->control_plane != NULL ? given->control_plane
                                                           : world->pools[0].kubernetes_version,
        .pools = world->pools,
        .pool_count = 2};
    world->around = (struct ak_pool_surroundings){.cluster = &world->cluster,
                                                  .pool = &world->pools[0],
                                                  .sizes = given->has_no_sizes ? NULL : &list,
                                                  .facts = facts};
    if (!ak_date_parse(given->today != NULL ? given->today : "2026-11-23", &world->around.today))
        abort();
    if (given->offers != NULL)
        read_offers(world, given->offers);
    world->pool_upgrades.latest_node_image_version = given->newest;
    if (given->newest != NULL)
        world->around.pool_upgrades = &world->pool_upgrades;
}
