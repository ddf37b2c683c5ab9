/* way_property_test.c: of ten thousand random pools each way out ends in a supported state, keeps
 * what the pool is, goes by allowed moves alone, and no shorter one is found by brute force; and of
 * random lists of VM sizes the one that follows is the one that brute force has. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/rules/built_in.h"
#include "unit/rules/way_oracle.h"

enum { POOLS = 10000, SEED = 20261123, LEAST_FOUND = 2000, SIZE_LISTS = 2000 };

/* ---- random pools ---- */

static uint64_t random_state = SEED;

static unsigned roll(unsigned sides)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % sides;
}

static const char *roll_sku(const struct ak_facts *facts)
{
    const struct ak_os_sku *sku;

    do
        sku = &facts->os_skus[roll((unsigned)facts->os_sku_count)];
    while (sku->alias_of != NULL);
    return sku->name;
}

/* Two in three are on Ubuntu or Azure Linux, as fleets are. */
static struct oracle_pool roll_pool(const struct ak_facts *facts)
{
    static const char *const usual[] = {"Ubuntu", "Ubuntu", "Ubuntu2204", "AzureLinux"};
    struct oracle_pool pool = {.os_sku = roll(3) > 0 ? usual[roll(4)] : roll_sku(facts)};

    pool.minor = 1024 + (int)roll(14);
    pool.control_plane = pool.minor + (int)roll(2) * (int)roll(4);
    if (pool.control_plane > 1037)
        pool.control_plane = 1037;
    pool.is_windows = strncmp(pool.os_sku, "Windows", 7) == 0;
    pool.is_lts = roll(4) == 0;
    pool.is_by_channel = roll(5) == 0;
    pool.today = ak_date_from_days(ak_date_to_days((struct ak_date){2023, 1, 1}) + (int)roll(2300));
    if (pool.is_windows)
        return pool;
    pool.is_cvm = roll(4) == 0;
    pool.is_arm64 = !pool.is_cvm && roll(5) == 0;
    pool.is_fips = !pool.is_cvm && roll(4) == 0;
    pool.is_trusted = !pool.is_cvm && roll(6) == 0;
    pool.is_kata = !pool.is_cvm && !pool.is_fips && !pool.is_trusted && roll(6) == 0;
    return pool;
}

/* ---- the same pool for the product ---- */

struct world {
    char version[16], plane[16];
    char offers[4][16];
    struct ak_upgrade upgrades[4];
    struct ak_cluster_upgrades profile;
    struct ak_pool pool;
    struct ak_cluster cluster;
    struct ak_pool_surroundings around;
};

static void make_world(struct world *world, const struct oracle_pool *given,
                       const struct ak_facts *facts)
{
    static const struct ak_vm_size rows[] = {
        {.name = "Standard_DC4as_v5", .confidential_type = "SNP", .architecture = "x64"},
        {.name = "Standard_D4s_v5", .architecture = "x64"},
        {.name = "Standard_D4ps_v5", .architecture = "Arm64"},
    };
    static const struct ak_vm_sizes sizes = {rows, 3};

    *world = (struct world){0};
    (void)snprintf(world->version, sizeof world->version, "1.%d.3", given->minor % 1000);
    (void)snprintf(world->plane, sizeof world->plane, "1.%d.3", given->control_plane % 1000);
    world->pool = (struct ak_pool){.name = "p",
                                   .os_sku = given->os_sku,
                                   .os_type = given->is_windows ? "Windows" : "Linux",
                                   .mode = "User",
                                   .vm_size = given->is_cvm     ? "Standard_DC4as_v5"
                                              : given->is_arm64 ? "Standard_D4ps_v5"
                                                                : "Standard_D4s_v5",
                                   .workload_runtime = given->is_kata ? "KataVmIsolation" : NULL,
                                   .kubernetes_version = world->version,
                                   .fips = given->is_fips ? AK_YES : AK_NO,
                                   .secure_boot = given->is_trusted ? AK_YES : AK_NO,
                                   .vtpm = given->is_trusted ? AK_YES : AK_NO};
    world->cluster =
        (struct ak_cluster){.id = "/c",
                            .kubernetes_version = world->plane,
                            .support_plan = given->is_lts ? "AKSLongTermSupport" : NULL,
                            .upgrade_channel = given->is_by_channel ? "rapid" : "none",
                            .pools = &world->pool,
                            .pool_count = 1};
    for (size_t i = 0; i < given->offer_count; i++) {
        (void)snprintf(world->offers[i], sizeof world->offers[i], "1.%d.1",
                       given->offers[i] % 1000);
        world->upgrades[i].version = world->offers[i];
    }
    world->profile.control_plane.upgrades = world->upgrades;
    world->profile.control_plane.upgrade_count = given->offer_count;
    world->around = (struct ak_pool_surroundings){
        .cluster = &world->cluster,
        .pool = &world->pool,
        .sizes = &sizes,
        .cluster_upgrades = given->offers != NULL ? &world->profile : NULL,
        .facts = facts,
        .today = given->today};
}

/* ---- checks ---- */

static const char *describe(const struct oracle_pool *given)
{
    static char text[256];
    char date[AK_DATE_TEXT_SIZE];

    (void)snprintf(text, sizeof text, "%s on 1.%d under 1.%d on %s:%s%s%s%s%s%s%s%s", given->os_sku,
                   given->minor % 1000, given->control_plane % 1000,
                   ak_date_iso(given->today, date), given->is_cvm ? " cvm" : "",
                   given->is_fips ? " fips" : "", given->is_arm64 ? " arm64" : "",
                   given->is_kata ? " kata" : "", given->is_trusted ? " trusted" : "",
                   given->is_lts ? " lts" : "", given->is_by_channel ? " channel" : "",
                   given->offers != NULL ? " profile" : "");
    return text;
}

static int index_of_minor(const struct oracle *oracle, ak_minor minor)
{
    int i = 0;

    while (i < oracle->minor_count && oracle->minors[i] != minor)
        i++;
    assert_true(i < oracle->minor_count);
    return i;
}

static int index_of_sku(const struct oracle *oracle, const struct ak_os_sku *sku)
{
    int i = 0;

    while (i < oracle->sku_count && oracle->skus[i] != sku)
        i++;
    assert_true(i < oracle->sku_count);
    return i;
}

/* Follows a way in place, move by move. */
static void check_moves(const struct oracle *oracle, const struct ak_way *way)
{
    struct oracle_state at = oracle->start;

    for (size_t i = 0; i < way->step_count; i++) {
        const struct ak_way_step *step = &way->steps[i];
        struct oracle_state to = {index_of_minor(oracle, step->control_plane),
                                  index_of_minor(oracle, step->kubernetes),
                                  index_of_sku(oracle, step->os_sku)};

        if (!oracle_leads(oracle, at, to))
            fail_msg("%s: step %zu is not allowed: %s", describe(oracle->given), i + 1,
                     step->sentence);
        at = to;
    }
    if (oracle_grade(oracle, at) == ORACLE_BAD)
        fail_msg("%s: %s does not end where it should", describe(oracle->given), way->summary);
}

static void check_way(struct oracle *oracle, const struct ak_way *way, bool is_first)
{
    enum oracle_grade grade;
    struct oracle_state end = {
        index_of_minor(oracle, way->steps[way->step_count - 1].control_plane),
        index_of_minor(oracle, way->kubernetes), index_of_sku(oracle, way->os_sku)};
    int shortest;

    oracle->keeps_distribution = !way->changes_distribution;
    grade = oracle_grade(oracle, end);
    if (grade == ORACLE_BAD)
        fail_msg("%s: %s ends badly", describe(oracle->given), way->summary);
    if (!way->is_in_place) /* what its OS SKU needs beside, it gets */
        return;
    check_moves(oracle, way);
    if (!oracle_is_fit(oracle, end.pool, end.sku))
        fail_msg("%s: %s loses what the pool is", describe(oracle->given), way->summary);
    if (!is_first)
        return;
    shortest = oracle_search(oracle, ORACLE_GOOD);
    if (grade == ORACLE_SOON && shortest < 0)
        shortest = oracle_search(oracle, ORACLE_SOON);
    if (shortest != (int)way->step_count)
        fail_msg("%s: %zu steps (%s), brute force has %d", describe(oracle->given), way->step_count,
                 way->summary, shortest);
}

static void check_none(struct oracle *oracle, const struct ak_way_out *out)
{
    oracle->keeps_distribution = false;
    if (oracle_search(oracle, ORACLE_SOON) >= 0)
        fail_msg("%s: nothing found (%s), brute force has %d", describe(oracle->given),
                 out->summary, oracle_search(oracle, ORACLE_SOON));
}

/* The aim as the oracle has it, by the dates of where the pool is. */
static struct oracle_aim aim_of(const struct oracle *oracle, enum ak_way_aim aim,
                                const struct world *world)
{
    struct ak_pool_os os = {.release = oracle->os};
    struct ak_retirement os_end = ak_os_retirement(os, &world->pool, oracle->given->is_cvm,
                                                   oracle->facts, oracle->given->today);
    struct ak_retirement end = ak_kubernetes_retirement(world->version, oracle->given->is_lts,
                                                        oracle->facts, oracle->given->today);
    bool is_open = os_end.severity >= AK_SEVERITY_LATER || oracle->os == NULL;

    switch (aim) {
    case AK_WAY_FROM_OS:
        return (struct oracle_aim){.os = is_open, .is_certain = true};
    case AK_WAY_FROM_KUBERNETES:
        return (struct oracle_aim){.kubernetes = end.severity >= AK_SEVERITY_LATER};
    case AK_WAY_TO_SUPPORTED:
    case AK_WAY_FROM_SIZE:
        break;
    }
    return (struct oracle_aim){
        .os = is_open, .kubernetes = end.severity >= AK_SEVERITY_SOON, .is_certain = true};
}

static bool check_pool(const struct oracle_pool *given, enum ak_way_aim aim,
                       const struct ak_facts *facts)
{
    struct ak_arena *arena = ak_arena_new_scratch(0);
    struct oracle oracle;
    struct world world;
    struct ak_way_out out;

    make_world(&world, given, facts);
    oracle_make(&oracle, given, facts);
    oracle.aim = aim_of(&oracle, aim, &world);
    out = ak_way_out_find(&world.around, aim, arena);
    if ((out.status == AK_WAY_NOT_NEEDED) !=
        (!oracle.aim.os && !oracle.aim.kubernetes && out.status != AK_WAY_UNKNOWN))
        fail_msg("%s: %s", describe(given), ak_way_status_name(out.status));
    if (out.status == AK_WAY_NONE)
        check_none(&oracle, &out);
    for (size_t i = 0; i < out.way_count; i++)
        check_way(&oracle, &out.ways[i], i == 0);
    ak_arena_free(arena);
    return out.status == AK_WAY_FOUND;
}

/* The profile of one in four was read. */
static void roll_offers(struct oracle_pool *given, ak_minor offers[4])
{
    if (roll(4) != 0)
        return;
    given->offers = offers;
    given->offer_count = roll(4);
    for (size_t i = 0; i < given->offer_count; i++)
        offers[i] = given->control_plane + (int)roll(4);
    for (size_t i = 0; i < given->offer_count; i++)
        offers[i] = offers[i] > 1037 ? 1037 : offers[i];
}

static void random_pools_have_the_shortest_way(void **state)
{
    int found = 0;

    for (int i = 0; i < POOLS; i++) {
        struct oracle_pool given = roll_pool(*state);
        ak_minor offers[4];

        roll_offers(&given, offers);
        found += check_pool(&given, (enum ak_way_aim)roll(3), *state);
    }
    print_message("# %d random pools, %d with a way out\n", POOLS, found);
    assert_true(found > LEAST_FOUND);
}

/* ---- clusters ---- */

/* Where control plane and pool are while a cluster's way is followed. */
struct versions {
    int plane;
    ak_minor pool;
    int hops; /* of the control plane */
};

static void follow_step(const struct oracle *oracle, const struct ak_way_step *step,
                        struct versions *at)
{
    bool is_whole = step->kind == AK_WAY_WHOLE_CLUSTER;

    if (is_whole || step->kind == AK_WAY_CONTROL_PLANE) {
        int to = index_of_minor(oracle, step->control_plane);

        if (!oracle_leads_plane(oracle, at->plane, to))
            fail_msg("%s: %s is not allowed", describe(oracle->given), step->sentence);
        if (!is_whole && step->control_plane - at->pool > oracle_skew(step->control_plane))
            fail_msg("%s: %s leaves the pool too far behind", describe(oracle->given),
                     step->sentence);
        at->plane = to;
        at->pool = is_whole ? step->control_plane : at->pool;
        at->hops++;
    } else {
        assert_true(step->kubernetes <= oracle->minors[at->plane]);
        if (step->kind == AK_WAY_OTHER_POOL || step->kind == AK_WAY_POOL_VERSION)
            assert_true(step->kubernetes > at->pool);
        at->pool = step->kubernetes;
    }
}

static bool check_cluster(const struct oracle_pool *given, const struct ak_facts *facts)
{
    struct ak_arena *arena = ak_arena_new_scratch(0);
    struct oracle oracle;
    struct world world;
    struct ak_way_out out;
    struct versions at = {.pool = given->minor};
    int distance;

    make_world(&world, given, facts);
    oracle_make(&oracle, given, facts);
    at.plane = oracle.start.control_plane;
    distance = oracle_plane_distance(&oracle);
    out = ak_way_out_find_cluster(&world.around, arena);
    if ((out.status == AK_WAY_FOUND) != (distance > 0))
        fail_msg("%s: %s, brute force has %d", describe(given), out.summary, distance);
    for (size_t i = 0; distance > 0 && i < out.ways[0].step_count; i++)
        follow_step(&oracle, &out.ways[0].steps[i], &at);
    if (distance > 0 && (at.hops != distance || oracle.minors[at.plane] != out.ways[0].kubernetes))
        fail_msg("%s: %s in %d upgrades, brute force has %d", describe(given), out.summary, at.hops,
                 distance);
    /* A pool that stays behind has its reason. */
    if (distance > 0 && at.pool == given->minor && given->minor < oracle.minors[at.plane])
        assert_true(out.ways[0].uncertain != NULL || oracle.minors[at.plane] - at.pool < 4);
    ak_arena_free(arena);
    return distance > 0;
}

static void random_clusters_have_the_fewest_upgrades(void **state)
{
    int found = 0;

    for (int i = 0; i < POOLS; i++) {
        struct oracle_pool given = roll_pool(*state);
        ak_minor offers[4];

        roll_offers(&given, offers);
        found += check_cluster(&given, *state);
    }
    print_message("# %d random clusters, %d with a way out\n", POOLS, found);
    assert_true(found > LEAST_FOUND);
}

/* ---- VM sizes ---- */

/* Two of one name would be one size. */
static bool is_new_name(const struct oracle_size *sizes, int count)
{
    char name[40], other[40];

    for (int i = 0; i < count; i++) {
        if (strcmp(oracle_size_name(&sizes[i], other), oracle_size_name(&sizes[count], name)) == 0)
            return false;
    }
    return true;
}

static struct oracle_size roll_size(void)
{
    static const struct {
        const char *head, *features;
        enum oracle_kind kind;
        int gpus, disk_gb;
    } series[] = {
        {"D", "s", ORACLE_X64, 0, 0},     {"D", "as", ORACLE_X64, 0, 0},
        {"D", "ds", ORACLE_X64, 0, 75},   {"E", "s", ORACLE_X64, 0, 0},
        {"F", "s", ORACLE_X64, 0, 16},    {"D", "ps", ORACLE_ARM64, 0, 0},
        {"E", "ps", ORACLE_ARM64, 0, 0},  {"DC", "as", ORACLE_SNP, 0, 0},
        {"DC", "ads", ORACLE_SNP, 0, 75}, {"EC", "as", ORACLE_SNP, 0, 0},
        {"DC", "es", ORACLE_TDX, 0, 0},   {"EC", "eds", ORACLE_TDX, 0, 75},
        {"NC", "s", ORACLE_X64, 1, 0},    {"ND", "as", ORACLE_X64, 2, 0},
    };
    unsigned at = roll(sizeof series / sizeof series[0]);
    int vcpus = 4 << roll(3);

    return (struct oracle_size){.head = series[at].head,
                                .features = series[at].features,
                                .vcpus = vcpus,
                                .gib = vcpus * (2 << roll(3)),
                                .gpus = series[at].gpus,
                                .disk_gb = series[at].disk_gb,
                                .generation = 5 + (int)roll(2),
                                .kind = series[at].kind,
                                .retires = roll(4) == 0,
                                .is_restricted = roll(6) == 0,
                                .has_network = roll(2) == 0};
}

static struct ak_vm_size size_of(const struct oracle_size *size, char name[40])
{
    static const char *const types[] = {[ORACLE_SNP] = "SNP", [ORACLE_TDX] = "TDX"};

    return (struct ak_vm_size){
        .name = oracle_size_name(size, name),
        .confidential_type = size->kind >= ORACLE_SNP ? types[size->kind] : NULL,
        .architecture = size->kind == ORACLE_ARM64 ? "Arm64" : "x64",
        .generations = "V2",
        .accelerated_networking = size->has_network ? AK_YES : AK_NO,
        .restriction = size->is_restricted ? "NotAvailableForSubscription" : NULL,
        .retires = size->retires ? (struct ak_date){2027, 6, 30} : (struct ak_date){0},
        .vcpus = {true, size->vcpus},
        .memory_mib = {true, (int64_t)size->gib * 1024},
        .local_disk_mib = {true, (int64_t)size->disk_gb * 1024},
        .gpus = {true, size->gpus}};
}

static bool check_size(const struct oracle_size sizes[ORACLE_SIZES], const struct ak_facts *facts)
{
    const struct oracle_pool given = {
        .os_sku = "Ubuntu2404", .minor = 1036, .control_plane = 1036, .today = {2026, 11, 23}};
    struct ak_arena *arena = ak_arena_new_scratch(0);
    struct ak_vm_size rows[ORACLE_SIZES];
    const struct ak_vm_sizes list = {rows, ORACLE_SIZES};
    char names[ORACLE_SIZES][40];
    struct world world;
    struct ak_way_out out;
    int wanted = oracle_next_size(sizes, 0);

    for (int i = 0; i < ORACLE_SIZES; i++)
        rows[i] = size_of(&sizes[i], names[i]);
    make_world(&world, &given, facts);
    world.pool.vm_size = names[0];
    world.around.sizes = &list;
    out = ak_way_out_find(&world.around, AK_WAY_FROM_SIZE, arena);
    if ((out.status == AK_WAY_FOUND) != (wanted >= 0))
        fail_msg("%s: %s, brute force has %s", names[0], out.summary,
                 wanted >= 0 ? names[wanted] : "none");
    if (wanted >= 0 && strcmp(out.ways[0].steps[0].vm_size, names[wanted]) != 0)
        fail_msg("%s: %s, brute force has %s", names[0], out.summary, names[wanted]);
    ak_arena_free(arena);
    return wanted >= 0;
}

static void random_sizes_are_followed_by_the_nearest(void **state)
{
    int found = 0;

    for (int i = 0; i < SIZE_LISTS; i++) {
        struct oracle_size sizes[ORACLE_SIZES];

        for (int j = 0; j < ORACLE_SIZES; j++) {
            do
                sizes[j] = roll_size();
            while (!is_new_name(sizes, j));
        }
        sizes[0].retires = true;
        found += check_size(sizes, *state);
    }
    print_message("# %d random lists of sizes, %d with one that follows\n", SIZE_LISTS, found);
    assert_true(found > SIZE_LISTS / 4 && found < SIZE_LISTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_pools_have_the_shortest_way),
        cmocka_unit_test(random_clusters_have_the_fewest_upgrades),
        cmocka_unit_test(random_sizes_are_followed_by_the_nearest),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
