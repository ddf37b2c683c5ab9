/* agree_questions.c: the tables of questions. */
#include "config.h"

#include "tests/conform/agree_questions.h"

#define ANSWERS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const char *const minors[] = {
    "",         "minor=24", "minor=25", "minor=26", "minor=27", "minor=28", "minor=29", "minor=30",
    "minor=31", "minor=32", "minor=33", "minor=35", "minor=36", "minor=37", "minor=38", NULL};

static const char *const systems[] = {"",
                                      "os-sku=Ubuntu",
                                      "os-sku=Ubuntu2204",
                                      "os-sku=Ubuntu2404",
                                      "os-sku=Ubuntu2604",
                                      "os-sku=AzureLinux",
                                      "os-sku=AzureLinux3",
                                      "os-sku=AzureLinuxOSGuard",
                                      "os-sku=AzureContainerLinux",
                                      "os-sku=Flatcar",
                                      "os-sku=Mariner",
                                      "os-sku=Windows2019",
                                      "os-sku=Windows2022",
                                      "os-sku=Windows2025",
                                      "os-sku=WindowsAnnual",
                                      "os-sku=Debian",
                                      NULL};

/* The same, each with the OS type that it has. */
static const char *const typed_systems[] = {"",
                                            "os-sku=Ubuntu",
                                            "os-sku=Ubuntu2204",
                                            "os-sku=Ubuntu2404",
                                            "os-sku=Ubuntu2604",
                                            "os-sku=AzureLinux",
                                            "os-sku=AzureLinux3",
                                            "os-sku=AzureLinuxOSGuard",
                                            "os-sku=AzureContainerLinux",
                                            "os-sku=Flatcar",
                                            "os-type=Windows",
                                            "os-type=Windows; os-sku=Windows2019",
                                            "os-type=Windows; os-sku=Windows2022",
                                            "os-type=Windows; os-sku=Windows2025",
                                            "os-type=Windows; os-sku=WindowsAnnual",
                                            NULL};

static const char *const sizes[] = {
    "",
    "node-vm-size=Standard_D4ds_v5",
    "node-vm-size=Standard_DC4as_v5",         /* SEV-SNP */
    "node-vm-size=Standard_DC4ads_v5",        /* SEV-SNP with a local disk */
    "node-vm-size=Standard_DC4as_v6",         /* SEV-SNP, newer */
    "node-vm-size=Standard_DC4es_v6",         /* TDX */
    "node-vm-size=Standard_DC4as_cc_v5",      /* may hold confidential children */
    "node-vm-size=Standard_DC4s_v3",          /* SGX */
    "node-vm-size=Standard_D4ps_v5",          /* Arm64 */
    "node-vm-size=Standard_DS2_v2",           /* generation 1 too */
    "node-vm-size=Standard_NC4as_T4_v3",      /* GPU */
    "node-vm-size=Standard_NCC40ads_H100_v5", /* confidential GPU */
    "node-vm-size=Standard_B4ms",
    "node-vm-size=Standard_F1s",
    "node-vm-size=Standard_None",
    NULL};

static const struct question every_choice[] = {
    {"Kubernetes", ANSWERS("", "minor=24", "minor=31", "minor=32", "minor=35", "minor=37")},
    {"feature", ANSWERS("", "feature.azurelinuxosguardpreview=Registered",
                        "feature.azurelinuxosguardpreview=Registering")},
    {"version",
     ANSWERS("", "kubernetes-version=1.34", "kubernetes-version=1.33", "kubernetes-version=1.31",
             "kubernetes-version=1.30", "kubernetes-version=1.35", "kubernetes-version=1.33.99",
             "kubernetes-version=latest")},
    {"mode", ANSWERS("", "mode=User", "mode=System", "mode=Main")},
    {"OS type", ANSWERS("", "os-type=Linux", "os-type=Windows", "os-type=BeOS")},
    {"OS SKU", systems},
    {"size", sizes},
    {"FIPS", ANSWERS("", "enable-fips-image=yes", "enable-fips-image=no")},
    {"secure boot", ANSWERS("", "enable-secure-boot=yes", "enable-secure-boot=no")},
    {"vTPM", ANSWERS("", "enable-vtpm=yes", "enable-vtpm=no")},
    {"runtime", ANSWERS("", "workload-runtime=OCIContainer", "workload-runtime=KataVmIsolation",
                        "workload-runtime=WasmWasi")},
    {"priority", ANSWERS("", "priority=Regular", "priority=Spot",
                         "priority=Spot; spot-max-price=0.5; eviction-policy=Deallocate",
                         "priority=Spot; spot-max-price=0", "priority=Low")},
    {"zones", ANSWERS("", "zones=1,2,3", "zones=1", "zones=2", "zones=4")},
    {"host encryption",
     ANSWERS("", "enable-encryption-at-host=yes", "enable-encryption-at-host=no")},
    {"OS disk", ANSWERS("", "node-osdisk-type=Managed", "node-osdisk-type=Ephemeral",
                        "node-osdisk-type=Ephemeral; node-osdisk-size=2048",
                        "node-osdisk-size=2049", "node-osdisk-size=0")},
    {"scaling", ANSWERS("", "node-count=0", "node-count=7", "node-count=200", "node-count=1001",
                        "enable-cluster-autoscaler=yes; min-count=1; max-count=2",
                        "enable-cluster-autoscaler=yes; min-count=0; max-count=1; node-count=0",
                        "enable-cluster-autoscaler=yes; min-count=3; max-count=1",
                        "enable-cluster-autoscaler=yes; min-count=2; max-count=3; node-count=1",
                        "enable-cluster-autoscaler=yes", "min-count=1; max-count=2")},
    {"max pods", ANSWERS("", "max-pods=9", "max-pods=29", "max-pods=30", "max-pods=251")},
    {"surge", ANSWERS("", "max-surge=33%", "max-surge=0", "max-surge=some",
                      "max-surge=0; max-unavailable=1", "max-unavailable=5%")},
    {"drain", ANSWERS("", "drain-timeout=0", "drain-timeout=1440", "drain-timeout=1441")},
    {"soak", ANSWERS("", "node-soak-duration=30", "node-soak-duration=31")},
    {"name", ANSWERS("", "name=sevenes", "name=Upper", "name=twelvechars1x", "name=1st")},
    {"labels",
     ANSWERS("", "labels=a=b", "labels=kubernetes.io/a=b", "labels=node.kubernetes.io/a=b",
             "labels=kubernetes.azure.com/a=b", "labels=a=b c", "labels=-a=b", "labels=A.b/c=d")},
    {"taints", ANSWERS("", "node-taints=a=b:NoSchedule", "node-taints=a:NoSchedule",
                       "node-taints=CriticalAddonsOnly=true:NoSchedule", "node-taints=a=b:Never",
                       "node-taints=a=b:PreferNoSchedule")},
    {"tags", ANSWERS("", "tags=a=b", "tags=a<b=c")},
    {"public IP", ANSWERS("", "enable-node-public-ip=yes")},
};

/* What decides about the node image. */
static const struct question image_choices[] = {
    {"Kubernetes", minors},
    {"OS SKU", typed_systems},
    {"size", ANSWERS("", "node-vm-size=Standard_DC4as_v5", "node-vm-size=Standard_D4ps_v5",
                     "node-vm-size=Standard_DS2_v2")},
    {"settings", ANSWERS("", "enable-fips-image=yes", "enable-secure-boot=yes; enable-vtpm=yes",
                         "enable-fips-image=yes; enable-secure-boot=yes; enable-vtpm=yes",
                         "workload-runtime=KataVmIsolation")},
};

/* What a pool that is there has, and what is to become of it. */
static const struct question pool_changes[] = {
    {"Kubernetes", ANSWERS("", "minor=30", "minor=31", "minor=32", "minor=33", "minor=35",
                           "minor=36", "minor=37")},
    {"its system",
     ANSWERS("", "pool.osSKU=\"Ubuntu2204\"", "pool.osSKU=\"Ubuntu2404\"",
             "pool.osSKU=\"AzureLinux\"", "pool.osSKU=\"AzureLinux3\"", "pool.osSKU=\"Flatcar\"",
             "pool.osType=\"Windows\"; pool.osSKU=\"Windows2022\"")},
    {"its size", ANSWERS("", "pool.vmSize=\"Standard_DC4as_v5\"",
                         "pool.vmSize=\"Standard_D4ps_v5\"", "pool.vmSize=\"Standard_B4ms\"")},
    {"its settings", ANSWERS("", "pool.enableFIPS=true", "pool.securityProfile.enableVTPM=true",
                             "pool.scaleSetPriority=\"Spot\"",
                             "pool.osSKU=\"AzureLinux\"; pool.workloadRuntime=\"KataVmIsolation\"",
                             "pool.mode=\"System\"; pool.count=3",
                             "pool.enableAutoScaling=true; pool.minCount=1; pool.maxCount=4")},
    {"the change",
     ANSWERS("labels=a=b", "os-sku=Ubuntu", "os-sku=Ubuntu2204", "os-sku=Ubuntu2404",
             "os-sku=AzureLinux", "os-sku=AzureLinux3", "os-sku=AzureLinuxOSGuard",
             "os-sku=AzureContainerLinux", "os-sku=Flatcar", "os-sku=Windows2022",
             "os-sku=Windows2025", "os-sku=Debian", "mode=System", "mode=User", "os-type=Windows",
             "node-vm-size=Standard_D8s_v5", "node-vm-size=Standard_DC4as_v5",
             "enable-fips-image=yes", "enable-secure-boot=yes", "enable-vtpm=yes",
             "workload-runtime=KataVmIsolation", "priority=Spot", "priority=Regular", "zones=1",
             "enable-encryption-at-host=yes", "node-osdisk-type=Ephemeral", "node-osdisk-size=64",
             "max-pods=40", "max-surge=50%", "max-surge=0", "max-surge=0; max-unavailable=1",
             "drain-timeout=0", "node-soak-duration=31", "enable-node-public-ip=yes",
             "labels=kubernetes.azure.com/a=b", "labels=", "node-taints=a=b:NoSchedule",
             "node-taints=CriticalAddonsOnly=true:NoSchedule", "node-taints=a", "tags=a=b",
             "tags=a<b=c")},
};

static const struct question pool_counts[] = {
    {"Kubernetes", ANSWERS("", "minor=31", "minor=35")},
    {"its mode", ANSWERS("", "pool.mode=\"System\"")},
    {"its size",
     ANSWERS("", "pool.vmSize=\"Standard_DC4as_v5\"", "pool.scaleSetPriority=\"Spot\"")},
    {"its scaling",
     ANSWERS("", "pool.count=0", "pool.enableAutoScaling=true; pool.minCount=1; pool.maxCount=4")},
    {"the change",
     ANSWERS("node-count=2", "node-count=0", "node-count=3", "node-count=50", "node-count=1000",
             "node-count=1001", "enable-cluster-autoscaler=yes; min-count=1; max-count=3",
             "enable-cluster-autoscaler=yes; min-count=0; max-count=3",
             "enable-cluster-autoscaler=yes; min-count=3; max-count=2",
             "enable-cluster-autoscaler=yes; min-count=2; max-count=4",
             "enable-cluster-autoscaler=no", "enable-cluster-autoscaler=no; node-count=2",
             "enable-cluster-autoscaler=yes", "min-count=2; max-count=3", "max-count=2000")},
};

static const struct question pool_upgrades[] = {
    {"Kubernetes", ANSWERS("", "minor=31", "minor=33", "minor=36")},
    {"its system",
     ANSWERS("", "pool.osSKU=\"Ubuntu2204\"", "pool.osSKU=\"AzureLinux\"",
             "pool.osSKU=\"AzureLinux3\"", "pool.osType=\"Windows\"; pool.osSKU=\"Windows2022\"")},
    {"its size", ANSWERS("", "pool.vmSize=\"Standard_DC4as_v5\"",
                         "pool.vmSize=\"Standard_D4ps_v5\"", "pool.enableFIPS=true")},
    {"its version", ANSWERS("", "later.minor=31", "later.minor=32", "later.minor=33")},
    {"the change", ANSWERS("version=1.34", "version=1.30", "version=1.31", "version=1.32",
                           "version=1.33", "version=1.35", "version=1.36", "version=1.34.99")},
};

static const struct question pool_itself[] = {
    {"Kubernetes", ANSWERS("", "minor=31", "minor=36")},
    {"its mode", ANSWERS("", "pool.mode=\"System\"", "pool.mode=\"System\"; others.mode=\"User\"")},
    {"its system", ANSWERS("", "pool.osSKU=\"AzureLinux\"",
                           "pool.osType=\"Windows\"; pool.osSKU=\"Windows2022\"")},
    {"its size", ANSWERS("", "pool.vmSize=\"Standard_DC4as_v5\"; pool.count=3")},
    {"its power", ANSWERS("", "later.powerState.code=\"Stopped\"")},
    {"the cluster's power", ANSWERS("", "cluster.powerState.code=\"Stopped\"")},
};

#define GOOD                                                                                       \
    "minor=34; name=fine; node-count=1; node-vm-size=Standard_D4s_v5; "                            \
    "feature.ubuntu2604preview=NotRegistered; feature.azurelinuxosguardpreview=NotRegistered"
#define THERE                                                                                      \
    "minor=34; others.mode=\"System\"; cluster.powerState.code=\"Running\"; "                      \
    "pool.osType=\"Linux\"; pool.osSKU=\"Ubuntu\"; pool.vmSize=\"Standard_D4s_v5\"; "              \
    "pool.mode=\"User\"; pool.count=1"
#define EVERY(name, day, base, most)                                                               \
    {                                                                                              \
        name, AK_INTENT_POOL_ADD, day, GOOD base, every_choice, COUNT(every_choice), most, ""      \
    }

static const struct study studies[] = {
    {"a new pool: all pairs", AK_INTENT_POOL_ADD, "2026-11-24", GOOD, every_choice,
     COUNT(every_choice), 2, ""},
    {"a new pool: Kubernetes x OS SKU x size x image settings", AK_INTENT_POOL_ADD, "2026-11-24",
     GOOD "; node-count=0", image_choices, COUNT(image_choices), COUNT(image_choices),
     "version.offered"},
    EVERY("a confidential pool", "2026-11-24",
          "; node-vm-size=Standard_DC4as_v5; os-sku=Ubuntu2404", 1),
    EVERY("an Arm64 pool", "2026-11-24", "; node-vm-size=Standard_D4ps_v5", 1),
    EVERY("a Windows pool", "2026-11-24", "; os-type=Windows", 1),
    EVERY("a system pool", "2026-11-24", "; mode=System; node-count=3", 1),
    EVERY("a Spot pool", "2026-11-24", "; priority=Spot", 1),
    EVERY("a pool with Pod Sandboxing", "2026-11-24",
          "; os-sku=AzureLinux; workload-runtime=KataVmIsolation", 1),
    EVERY("a pool with Trusted Launch", "2026-11-24", "; enable-secure-boot=yes; enable-vtpm=yes",
          1),
    EVERY("a pool with FIPS", "2026-11-24", "; enable-fips-image=yes", 1),
    {"an update", AK_INTENT_POOL_UPDATE, "2026-11-24", THERE, pool_changes, COUNT(pool_changes), 2,
     ""},
    {"an update in July 2027", AK_INTENT_POOL_UPDATE, "2027-07-02", THERE "; minor=36",
     pool_changes, COUNT(pool_changes), 2, ""},
    {"a scaling", AK_INTENT_POOL_SCALE, "2026-11-24", THERE, pool_counts, COUNT(pool_counts),
     COUNT(pool_counts), ""},
    {"an upgrade", AK_INTENT_POOL_UPGRADE, "2026-11-24", THERE, pool_upgrades, COUNT(pool_upgrades),
     COUNT(pool_upgrades), ""},
    {"a new node image", AK_INTENT_POOL_UPGRADE_IMAGE, "2026-11-24", THERE, pool_itself,
     COUNT(pool_itself), COUNT(pool_itself), ""},
    {"a deletion", AK_INTENT_POOL_DELETE, "2026-11-24", THERE, pool_itself, COUNT(pool_itself),
     COUNT(pool_itself), ""},
    {"a stop", AK_INTENT_POOL_STOP, "2026-11-24", THERE, pool_itself, COUNT(pool_itself),
     COUNT(pool_itself), ""},
    {"a start", AK_INTENT_POOL_START, "2026-11-24", THERE, pool_itself, COUNT(pool_itself),
     COUNT(pool_itself), ""},
    {"a reconcile", AK_INTENT_POOL_RECONCILE, "2026-11-24", THERE, pool_itself, COUNT(pool_itself),
     COUNT(pool_itself), ""},
    EVERY("a pool in July 2027", "2027-07-02", "; minor=36", 1),
};

const struct study *agree_studies(size_t *count)
{
    *count = COUNT(studies);
    return studies;
}

#undef ANSWERS
#undef COUNT
#undef EVERY
