/* pool_bench.c: a small world round a node pool. */
#include "config.h"

#include "unit/rules/pool_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"

#define CLUSTER_ID                                                                                 \
    "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/"    \
    "payments-prod"
#define NETWORK_ID                                                                                 \
    "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet"

static const char *const all_zones[] = {"1", "2", "3"};
static const char *const two_zones[] = {"1", "2"};
static const char *const patches_137[] = {"1.37.0"};
static const char *const patches_134[] = {"1.34.1", "1.34.0"};
static const char *const patches_133[] = {"1.33.5", "1.33.4"};
static const char *const patches_132[] = {"1.32.9"};
static const char *const patches_131[] = {"1.31.13"};
static const char *const both_plans[] = {"KubernetesOfficial", "AKSLongTermSupport"};
static const char *const long_term[] = {"AKSLongTermSupport"};

static const struct ak_kubernetes_version versions[] = {
    {.minor = "1.37",
     .is_preview = AK_YES,
     .support_plans = {both_plans, 2},
     .patches = {patches_137, 1}},
    {.minor = "1.34",
     .is_preview = AK_NO,
     .support_plans = {both_plans, 2},
     .patches = {patches_134, 2}},
    {.minor = "1.33",
     .is_default = AK_YES,
     .support_plans = {both_plans, 2},
     .patches = {patches_133, 2}},
    {.minor = "1.32", .support_plans = {both_plans, 2}, .patches = {patches_132, 1}},
    {.minor = "1.31", .support_plans = {long_term, 1}, .patches = {patches_131, 1}},
};

static const struct ak_upgrade control_plane_upgrades[] = {
    {.version = "1.33.6"},
    {.version = "1.34.0"},
    {.version = "1.34.1"},
    {.version = "1.35.0", .is_preview = AK_YES}};
static const struct ak_upgrade pool_upgrades[] = {{.version = "1.33.4"}, {.version = "1.33.5"}};

static const struct ak_vm_size sizes[] = {
    {.name = "Standard_D4s_v5",
     .family = "standardDSv5Family",
     .architecture = "x64",
     .generations = "V1,V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384},
     .local_disk_mib = {true, 0},
     .encryption_at_host = AK_YES,
     .ephemeral_os_disk = AK_NO,
     .low_priority = AK_YES},
    {.name = "Standard_D4ds_v5",
     .family = "standardDDSv5Family",
     .architecture = "x64",
     .generations = "V1,V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384},
     .local_disk_mib = {true, 153600},
     .encryption_at_host = AK_YES,
     .ephemeral_os_disk = AK_YES,
     .low_priority = AK_YES},
    {.name = "Standard_DC4as_v5",
     .family = "standardDCASv5Family",
     .confidential_type = "SNP",
     .architecture = "x64",
     .generations = "V1,V2",
     .zones = {all_zones, 3},
     .restricted_zones = {two_zones, 1},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384},
     .ephemeral_os_disk = AK_NO,
     .low_priority = AK_YES},
    {.name = "Standard_DC2as_v5",
     .family = "standardDCASv5Family",
     .confidential_type = "SNP",
     .architecture = "x64",
     .generations = "V1,V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 2},
     .memory_mib = {true, 8192},
     .low_priority = AK_YES},
    {.name = "Standard_DC4es_v5",
     .family = "standardDCEV5Family",
     .confidential_type = "TDX",
     .architecture = "x64",
     .generations = "V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_DC4as_v6",
     .family = "standardDCasv6Family",
     .confidential_type = "SNP",
     .architecture = "x64",
     .generations = "V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_DC4x_v9",
     .family = "standardDSv5Family",
     .confidential_type = "SNP",
     .architecture = "Arm64",
     .generations = "V2",
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_DC4o_v9",
     .family = "standardDSv5Family",
     .confidential_type = "SNP",
     .architecture = "x64",
     .generations = "V1",
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_D4ps_v5",
     .family = "standardDPSv5Family",
     .architecture = "Arm64",
     .generations = "V2",
     .zones = {two_zones, 2},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384},
     .low_priority = AK_YES},
    {.name = "Standard_D4pold_v5",
     .family = "standardDPSv5Family",
     .architecture = "Arm64",
     .generations = "V1",
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_D4_v2",
     .family = "standardDv2Family",
     .architecture = "x64",
     .generations = "V1",
     .zones = {all_zones, 3},
     .vcpus = {true, 8},
     .memory_mib = {true, 28672},
     .encryption_at_host = AK_NO,
     .low_priority = AK_NO},
    {.name = "Standard_D4s_v9",
     .family = "standardDSv5Family",
     .architecture = "x64",
     .generations = "V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 4},
     .memory_mib = {true, 16384},
     .trusted_launch_disabled = AK_YES},
    {.name = "Standard_B4ms",
     .family = "standardBSFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
    {.name = "Standard_D2s_v5",
     .family = "standardDSv5Family",
     .architecture = "x64",
     .generations = "V1,V2",
     .zones = {all_zones, 3},
     .vcpus = {true, 2},
     .memory_mib = {true, 4096}},
    {.name = "Standard_F1s",
     .family = "standardFSFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 1},
     .memory_mib = {true, 2048}},
    {.name = "Standard_L1s",
     .family = "standardFSFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 1},
     .memory_mib = {true, 2048}},
    {.name = "Standard_L2s",
     .family = "standardFSFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 2},
     .memory_mib = {true, 2047}},
    {.name = "Standard_L4s",
     .family = "standardFSFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 4},
     .memory_mib = {true, 3584}},
    {.name = "Standard_D96s_v5",
     .family = "standardDSv5Family",
     .architecture = "x64",
     .generations = "V1,V2",
     .restriction = "NotAvailableForSubscription",
     .vcpus = {true, 96},
     .memory_mib = {true, 393216}},
    {.name = "Standard_Dunknown",
     .family = "noSuchFamily",
     .architecture = "x64",
     .generations = "V1,V2",
     .vcpus = {true, 4},
     .memory_mib = {true, 16384}},
};

static const struct ak_usage usages[BENCH_USAGES] = {
    {.name = "cores", .label = "Total Regional vCPUs", .used = {true, 40}, .limit = {true, 400}},
    {.name = "standardDSv5Family",
     .label = "Standard DSv5 Family vCPUs",
     .used = {true, 0},
     .limit = {true, 350}},
    {.name = "StandardDCASv5Family",
     .label = "Standard DCASv5 Family vCPUs",
     .used = {true, 4},
     .limit = {true, 48}},
    {.name = "lowPriorityCores",
     .label = "Total Regional Spot vCPUs",
     .used = {true, 0},
     .limit = {true, 100}},
    {.name = "standardDDSv5Family",
     .label = "Standard DDSv5 Family vCPUs",
     .used = {true, 12},
     .limit = {true, 350}},
};

static const struct ak_pool system_pool = {
    .id = CLUSTER_ID "/agentPools/system",
    .name = "system",
    .mode = "System",
    .type = "VirtualMachineScaleSets",
    .vm_size = "Standard_D4ds_v5",
    .os_type = "Linux",
    .os_sku = "Ubuntu",
    .node_image_version = "AKSUbuntu-2204gen2containerd-202611.09.0",
    .requested_version = "1.33",
    .kubernetes_version = "1.33.5",
    .provisioning_state = "Succeeded",
    .power_state = "Running",
    .max_surge = "10%",
    .max_unavailable = "0",
    .count = {true, 3},
    .max_pods = {true, 110},
    .os_disk_size_gb = {true, 128},
};

static const struct ak_pool work_pool = {
    .id = CLUSTER_ID "/agentPools/work",
    .name = "work",
    .mode = "User",
    .type = "VirtualMachineScaleSets",
    .vm_size = "Standard_D4s_v5",
    .os_type = "Linux",
    .os_sku = "Ubuntu",
    .node_image_version = "AKSUbuntu-2204gen2containerd-202611.02.0",
    .requested_version = "1.33",
    .kubernetes_version = "1.33.5",
    .provisioning_state = "Succeeded",
    .power_state = "Running",
    .os_disk_type = "Managed",
    .workload_runtime = "OCIContainer",
    .max_surge = "10%",
    .max_unavailable = "0",
    .count = {true, 4},
    .max_pods = {true, 110},
    .os_disk_size_gb = {true, 128},
    .autoscaling = AK_NO,
    .fips = AK_NO,
    .encryption_at_host = AK_NO,
    .node_public_ip = AK_NO,
    .secure_boot = AK_NO,
    .vtpm = AK_NO,
    .zones = {two_zones, 2},
};

static const struct ak_cluster cluster = {
    .id = CLUSTER_ID,
    .name = "payments-prod",
    .resource_group = "rg",
    .subscription_id = "s1",
    .location = "westeurope",
    .kubernetes_version = "1.33.5",
    .provisioning_state = "Succeeded",
    .power_state = "Running",
    .sku_tier = "Standard",
    .support_plan = "KubernetesOfficial",
    .network_plugin = "azure",
    .load_balancer_sku = "standard",
    .windows_admin = "azureuser",
    .node_provisioning_mode = "Manual",
    .upgrade_channel = "none",
    .node_os_upgrade_channel = "NodeImage",
};

void bench_open(struct bench *bench, enum ak_intent_kind kind, const struct ak_facts *facts)
{
    bool is_new = kind == AK_INTENT_POOL_ADD || kind == AK_INTENT_CLUSTER_UPGRADE;

    memset(bench, 0, sizeof *bench);
    bench->cluster = cluster;
    bench->pools[0] = system_pool;
    bench->pools[1] = work_pool;
    memcpy(bench->sizes, sizes, sizeof sizes);
    memcpy(bench->usages, usages, sizeof usages);
    bench->features[0] = (struct ak_feature){.name = "Ubuntu2604Preview", .state = "NotRegistered"};
    bench->size_list = (struct ak_vm_sizes){bench->sizes, sizeof sizes / sizeof sizes[0]};
    bench->usage_list = (struct ak_usages){bench->usages, BENCH_USAGES};
    bench->version_list =
        (struct ak_kubernetes_versions){versions, sizeof versions / sizeof versions[0]};
    bench->feature_list = (struct ak_features){bench->features, 1};
    bench->cluster_upgrades = (struct ak_cluster_upgrades){
        .control_plane = {.version = "1.33.5",
                          .upgrades = control_plane_upgrades,
                          .upgrade_count =
                              sizeof control_plane_upgrades / sizeof control_plane_upgrades[0]}};
    bench->pool_upgrades = (struct ak_pool_upgrades){
        .version = "1.33.5",
        .latest_node_image_version = "AKSUbuntu-2204gen2containerd-202611.16.0",
        .upgrades = pool_upgrades,
        .upgrade_count = sizeof pool_upgrades / sizeof pool_upgrades[0]};
    bench->around = (struct ak_pool_surroundings){
        .cluster = &bench->cluster,
        .pools = bench->pools,
        .pool_count = 2,
        .pool = is_new ? NULL : &bench->pools[1],
        .sizes = &bench->size_list,
        .usages = &bench->usage_list,
        .versions = &bench->version_list,
        .cluster_upgrades = &bench->cluster_upgrades,
        .pool_upgrades = &bench->pool_upgrades,
        .features = &bench->feature_list,
        .facts = facts,
        .today = {2026, 11, 24},
    };
    bench->intent = ak_intent_init(kind, CLUSTER_ID, is_new ? NULL : "work");
    bench->arena = ak_arena_new(0);
    bench->violations = ak_violations_init(bench->arena);
}

void bench_close(struct bench *bench)
{
    ak_violations_release(&bench->violations);
    ak_arena_free(bench->arena);
    ak_intent_release(&bench->intent);
}

/* "NET/subnets/a" stands for a subnet of the cluster's network. */
static const char *spell_out(struct bench *bench, const char *value)
{
    return strncmp(value, "NET/", 4) == 0
               ? ak_arena_printf(bench->arena, "%s/%s", NETWORK_ID, value + 4)
               : value;
}

/* ---- wishes ---- */

static void set_option(struct bench *bench, char *option)
{
    char *value = strchr(option, '=');
    enum ak_pool_field field;

    assert_non_null(value);
    *value++ = '\0';
    field = ak_pool_field_find(option);
    if (field == AK_POOL_FIELD_COUNT)
        fail_msg("there is no option %s", option);
    ak_pool_wish_set(&bench->intent.wish, field, spell_out(bench, value));
}

void bench_wish(struct bench *bench, const char *wish)
{
    char *copy = ak_arena_strdup(bench->arena, wish);

    for (char *at = copy; at != NULL && *at != '\0';) {
        char *end = strstr(at, "; ");

        if (end != NULL)
            *end = '\0';
        set_option(bench, at);
        at = end != NULL ? end + 2 : NULL;
    }
}

/* ---- knobs ---- */

enum knob_kind { KNOB_TEXT, KNOB_NUMBER, KNOB_ANSWER, KNOB_LIST, KNOB_PAIR };

#define KNOB(name, kind, member)                                                                   \
    {                                                                                              \
        name, kind, offsetof(struct bench, member)                                                 \
    }
static const struct knob {
    const char *name;
    enum knob_kind kind;
    size_t offset;
} knobs[] = {
    KNOB("cluster.power", KNOB_TEXT, cluster.power_state),
    KNOB("cluster.state", KNOB_TEXT, cluster.provisioning_state),
    KNOB("cluster.plugin", KNOB_TEXT, cluster.network_plugin),
    KNOB("cluster.balancer", KNOB_TEXT, cluster.load_balancer_sku),
    KNOB("cluster.windows", KNOB_TEXT, cluster.windows_admin),
    KNOB("cluster.version", KNOB_TEXT, cluster.kubernetes_version),
    KNOB("cluster.plan", KNOB_TEXT, cluster.support_plan),
    KNOB("cluster.tier", KNOB_TEXT, cluster.sku_tier),
    KNOB("cluster.location", KNOB_TEXT, cluster.location),
    KNOB("cluster.channel", KNOB_TEXT, cluster.upgrade_channel),
    KNOB("cluster.os-channel", KNOB_TEXT, cluster.node_os_upgrade_channel),
    KNOB("cluster.provisioning", KNOB_TEXT, cluster.node_provisioning_mode),
    KNOB("system.mode", KNOB_TEXT, pools[0].mode),
    KNOB("system.type", KNOB_TEXT, pools[0].type),
    KNOB("system.state", KNOB_TEXT, pools[0].provisioning_state),
    KNOB("system.count", KNOB_NUMBER, pools[0].count),
    KNOB("system.subnet", KNOB_TEXT, pools[0].vnet_subnet_id),
    KNOB("system.version", KNOB_TEXT, pools[0].kubernetes_version),
    KNOB("pool.mode", KNOB_TEXT, pools[1].mode),
    KNOB("pool.type", KNOB_TEXT, pools[1].type),
    KNOB("pool.size", KNOB_TEXT, pools[1].vm_size),
    KNOB("pool.os", KNOB_TEXT, pools[1].os_type),
    KNOB("pool.sku", KNOB_TEXT, pools[1].os_sku),
    KNOB("pool.image", KNOB_TEXT, pools[1].node_image_version),
    KNOB("pool.version", KNOB_TEXT, pools[1].kubernetes_version),
    KNOB("pool.state", KNOB_TEXT, pools[1].provisioning_state),
    KNOB("pool.power", KNOB_TEXT, pools[1].power_state),
    KNOB("pool.runtime", KNOB_TEXT, pools[1].workload_runtime),
    KNOB("pool.priority", KNOB_TEXT, pools[1].scale_set_priority),
    KNOB("pool.eviction", KNOB_TEXT, pools[1].eviction_policy),
    KNOB("pool.price", KNOB_TEXT, pools[1].spot_max_price),
    KNOB("pool.surge", KNOB_TEXT, pools[1].max_surge),
    KNOB("pool.unavailable", KNOB_TEXT, pools[1].max_unavailable),
    KNOB("pool.subnet", KNOB_TEXT, pools[1].vnet_subnet_id),
    KNOB("pool.count", KNOB_NUMBER, pools[1].count),
    KNOB("pool.min", KNOB_NUMBER, pools[1].min_count),
    KNOB("pool.max", KNOB_NUMBER, pools[1].max_count),
    KNOB("pool.pods", KNOB_NUMBER, pools[1].max_pods),
    KNOB("pool.autoscaling", KNOB_ANSWER, pools[1].autoscaling),
    KNOB("pool.fips", KNOB_ANSWER, pools[1].fips),
    KNOB("pool.secure-boot", KNOB_ANSWER, pools[1].secure_boot),
    KNOB("pool.zones", KNOB_LIST, pools[1].zones),
    KNOB("pool.label", KNOB_PAIR, pools[1].labels),
    KNOB("pool.taint", KNOB_LIST, pools[1].taints),
    KNOB("cores.used", KNOB_NUMBER, usages[0].used),
    KNOB("family.used", KNOB_NUMBER, usages[1].used),
    KNOB("cvm.used", KNOB_NUMBER, usages[2].used),
    KNOB("cvm.limit", KNOB_NUMBER, usages[2].limit),
    KNOB("spot.used", KNOB_NUMBER, usages[3].used),
    KNOB("latest-image", KNOB_TEXT, pool_upgrades.latest_node_image_version),
};
#undef KNOB

/* "key=value" as the only one. */
static struct ak_pairs pair_of(struct bench *bench, const char *text)
{
    struct ak_pair *pair = ak_arena_alloc(bench->arena, 1, sizeof *pair);
    size_t len = strcspn(text, "=");

    pair->key = ak_arena_strndup(bench->arena, text, len);
    pair->value = text + len + 1;
    return (struct ak_pairs){.items = pair, .count = 1};
}

static enum ak_answer answer_of(const char *value)
{
    return strcmp(value, "yes") == 0 ? AK_YES : AK_NO;
}

static void turn(struct bench *bench, const struct knob *knob, const char *value)
{
    void *at = (char *)bench + knob->offset;
    const char **items = ak_arena_alloc(bench->arena, 1, sizeof *items);
    bool is_unset = strcmp(value, "-") == 0;

    items[0] = value;
    switch (knob->kind) {
    case KNOB_TEXT:
        *(const char **)at = is_unset ? NULL : value;
        break;
    case KNOB_NUMBER:
        *(struct ak_number *)at = (struct ak_number){.is_set = !is_unset, .value = atoll(value)};
        break;
    case KNOB_ANSWER:
        *(enum ak_answer *)at = is_unset ? AK_UNKNOWN : answer_of(value);
        break;
    case KNOB_PAIR:
        *(struct ak_pairs *)at = pair_of(bench, value);
        break;
    case KNOB_LIST:
        *(struct ak_texts *)at = (struct ak_texts){.items = items, .count = !is_unset};
        break;
    }
}

/* Takes a list away, as if it had not been read. */
static void take_away(struct ak_pool_surroundings *around, const char *what)
{
    if (strcmp(what, "sizes") == 0)
        around->sizes = NULL;
    else if (strcmp(what, "usages") == 0)
        around->usages = NULL;
    else if (strcmp(what, "versions") == 0)
        around->versions = NULL;
    else if (strcmp(what, "upgrades") == 0)
        around->pool_upgrades = NULL;
    else if (strcmp(what, "cluster-upgrades") == 0)
        around->cluster_upgrades = NULL;
    else if (strcmp(what, "features") == 0)
        around->features = NULL;
    else if (strcmp(what, "pool") == 0)
        around->pool = NULL;
    else if (strcmp(what, "pools") == 0)
        around->pool_count = 0;
    else
        fail_msg("there is no list of %s", what);
}

/* The knobs that are no member: true when it was one of them. */
static bool turn_special(struct bench *bench, const char *name, const char *value)
{
    if (strcmp(name, "no") == 0)
        take_away(&bench->around, value);
    else if (strcmp(name, "today") == 0)
        assert_true(ak_date_parse(value, &bench->around.today));
    else if (strcmp(name, "version") == 0)
        bench->intent.version = ak_strdup(value);
    else if (strcmp(name, "feature") == 0)
        bench->intent.feature = ak_strdup(value);
    else if (strcmp(name, "state") == 0)
        bench->features[0].state = value;
    else if (strcmp(name, "pools") == 0)
        bench->around.pool_count = (size_t)atoll(value);
    else
        return false;
    return true;
}

static void turn_one(struct bench *bench, char *text)
{
    char *equals = strchr(text, '=');
    const char *value;
    size_t i = 0;

    assert_non_null(equals);
    *equals = '\0';
    value = spell_out(bench, equals + 1);
    if (turn_special(bench, text, value))
        return;
    while (i < sizeof knobs / sizeof knobs[0] && strcmp(knobs[i].name, text) != 0)
        i++;
    if (i == sizeof knobs / sizeof knobs[0])
        fail_msg("there is no knob %s", text);
    turn(bench, &knobs[i], value);
}

void bench_turn(struct bench *bench, const char *text)
{
    char *rest = ak_arena_strdup(bench->arena, text);
    char *save = NULL;

    for (char *at = strtok_r(rest, " ", &save); at != NULL; at = strtok_r(NULL, " ", &save))
        turn_one(bench, at);
    for (size_t i = 2; i < bench->around.pool_count; i++)
        bench->pools[i] = (struct ak_pool){.name = "another", .mode = "User", .count = {true, 0}};
}

void bench_check(struct bench *bench)
{
    ak_vec_clear(&bench->violations.items);
    ak_pool_check(&bench->intent, &bench->around, &bench->violations);
}

const struct ak_violation *bench_find(const struct bench *bench, const char *rule)
{
    for (size_t i = 0; i < bench->violations.items.len; i++) {
        const struct ak_violation *violation = ak_vec_at(&bench->violations.items, i);

        if (strcmp(violation->rule, rule) == 0)
            return violation;
    }
    return NULL;
}
