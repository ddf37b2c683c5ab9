/* pool_obstacle_test.c: which VM sizes and OS SKUs a choice leaves, and that a list that was not
 * read refuses nothing. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/rules/built_in.h"
#include "unit/rules/pool_bench.h"

static const struct ak_vm_size *find_size(const struct bench *bench, const char *name)
{
    for (size_t i = 0; i < bench->size_list.count; i++) {
        if (strcmp(bench->sizes[i].name, name) == 0)
            return &bench->sizes[i];
    }
    fail_msg("there is no size %s", name);
    return NULL;
}

static void expect(const char *obstacle, const char *expected, const char *what)
{
    if (strcmp(obstacle != NULL ? obstacle : "", expected) != 0)
        fail_msg("%s: \"%s\" instead of \"%s\"", what, obstacle != NULL ? obstacle : "", expected);
}

static void test_sizes_have_their_reason(void **state)
{
    static const struct {
        const char *size, *wish, *knobs, *obstacle;
    } given[] = {
        {"Standard_D4s_v5", "", "", ""},
        {"Standard_F1s", "", "", "too small for AKS"},
        {"Standard_D96s_v5", "", "", "not offered in this subscription"},
        {"Standard_D4s_v5", "confidential=yes", "", "no confidential VM"},
        {"Standard_DC4as_v5", "confidential=yes", "", ""},
        {"Standard_DC4as_v5", "enable-fips-image=yes", "", "no FIPS"},
        {"Standard_DC4as_v5", "os-type=Windows", "", "no Windows"},
        {"Standard_DC4as_v5", "os-sku=Ubuntu2204", "", "no CVM image of Ubuntu2204"},
        {"Standard_DC4as_v5", "confidential=yes; os-sku=Ubuntu2204", "",
         "no CVM image of Ubuntu2204"},
        {"Standard_DC4x_v9", "", "", "no Arm64 with CVM"},
        {"Standard_D4ps_v5", "os-type=Windows", "", "no Windows on Arm64"},
        {"Standard_D4_v2", "enable-vtpm=yes", "", "generation 1 only"},
        {"Standard_D4_v2", "priority=Spot", "", "no Spot"},
        {"Standard_D4s_v5", "node-osdisk-type=Ephemeral", "", "no ephemeral OS disk"},
        {"Standard_L1s", "mode=System", "", "System pools need 2 vCPUs"},
        {"Standard_L4s", "mode=System", "", "System pools need 4 GB"},
        {"Standard_B4ms", "mode=System", "", "not for System pools"},
        {"Standard_D4ps_v5", "zones=1,3", "", "not in zone 3"},
        {"Standard_DC4as_v5", "zones=1", "", "not in zone 1"},
        {"Standard_DC4as_v5", "node-count=12", "", "quota: 44 of 48 vCPUs left, needs 48"},
        {"Standard_DC4as_v5", "node-count=11", "", ""},
        {"Standard_D4s_v5", "node-count=2", "cores.used=393",
         "quota: 7 of 400 vCPUs left, needs 8"},
        {"Standard_D4s_v5", "node-count=2; priority=Spot", "spot.used=93 cores.used=400",
         "quota: 7 of 100 vCPUs left, needs 8"},
        /* a wrong choice of something else is not the size's fault */
        {"Standard_D4s_v5", "os-sku=Ubuntu2404; enable-fips-image=yes", "", ""},
        {"Standard_D4s_v5", "mode=System; os-type=Windows", "", ""},
        {"Standard_DC4es_v5", "", "", ""},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, given[i].knobs);
        expect(ak_pool_size_obstacle(find_size(&bench, given[i].size), &bench.intent, &bench.around,
                                     bench.arena),
               given[i].obstacle, given[i].size);
        bench_close(&bench);
    }
}

/* The nodes that a pool has are in use already. */
static void test_only_new_nodes_need_quota(void **state)
{
    struct bench bench;
    const struct ak_vm_size *size;

    bench_open(&bench, AK_INTENT_POOL_SCALE, *state);
    bench_wish(&bench, "node-count=6");
    bench_turn(&bench, "family.used=342");
    size = find_size(&bench, "Standard_D4s_v5");
    expect(ak_pool_size_obstacle(size, &bench.intent, &bench.around, bench.arena), "", size->name);
    bench_wish(&bench, "node-count=7");
    expect(ak_pool_size_obstacle(size, &bench.intent, &bench.around, bench.arena),
           "quota: 8 of 350 vCPUs left, needs 12", size->name);
    bench_close(&bench);
}

static void test_os_skus_have_their_reason(void **state)
{
    static const struct {
        const char *sku, *wish, *knobs, *obstacle;
    } given[] = {
        {"Ubuntu", "", "", ""},
        {"Ubuntu2404", "", "", ""},
        {"Ubuntu2404", "", "cluster.version=1.31.1", "needs Kubernetes 1.32 to 1.38"},
        {"AzureContainerLinux", "enable-vtpm=yes; enable-secure-boot=yes", "",
         "needs Kubernetes 1.34 or newer"},
        {"AzureContainerLinux", "", "cluster.version=1.34.1", "needs secure boot"},
        {"Windows2019", "os-type=Windows", "", "needs Kubernetes up to 1.32"},
        {"Windows2022", "", "", "for Windows pools"},
        {"Ubuntu", "os-type=Windows", "", "for Linux pools"},
        {"Ubuntu2204", "node-vm-size=Standard_DC4as_v5", "", "no CVM image"},
        {"Ubuntu2204", "confidential=yes", "", "no CVM image"},
        {"Ubuntu2204", "", "", ""},
        {"AzureLinux", "confidential=yes", "cluster.version=1.27.1",
         "no CVM image but for Kubernetes 1.28 to 1.36"},
        {"Ubuntu2404", "enable-fips-image=yes", "", "no FIPS image"},
        {"Windows2025", "os-type=Windows", "", "needs FIPS"},
        {"Ubuntu", "workload-runtime=KataVmIsolation", "", "no Pod Sandboxing"},
        {"AzureLinux", "workload-runtime=KataVmIsolation", "", ""},
        {"Flatcar", "", "", "no new pools since 8 Jun 2026"},
        {"AzureLinux", "", "cluster.version=1.31.1",
         "images of Azure Linux 2.0 removed on 31 Mar 2026"},
        {"Ubuntu2604", "", "cluster.version=1.36.1", "needs the preview feature Ubuntu2604Preview"},
        {"Ubuntu2604", "", "cluster.version=1.36.1 no=features", ""},
        {"Ubuntu2604", "", "cluster.version=1.36.1 state=Registered", ""},
        {"AzureLinuxOSGuard", "", "state=Registered no=features", ""},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, given[i].knobs);
        expect(ak_pool_os_sku_obstacle(ak_facts_os_sku(*state, given[i].sku), &bench.intent,
                                       &bench.around, bench.arena),
               given[i].obstacle, given[i].sku);
        bench_close(&bench);
    }
}

/* Choices beside size and OS SKU. */
static const char *const others[] = {
    "node-count=1",
    "confidential=yes",
    "enable-fips-image=yes",
    "enable-vtpm=yes; enable-secure-boot=yes",
    "workload-runtime=KataVmIsolation",
    "os-type=Windows",
    "mode=System",
    "priority=Spot",
    "zones=1,3",
    "node-count=15",
    "node-osdisk-type=Ephemeral",
    "enable-encryption-at-host=yes",
};

static size_t count_refusals(struct bench *bench, enum ak_pool_field field, const char *value)
{
    size_t count = 0;

    ak_pool_wish_set(&bench->intent.wish, field, value);
    bench_check(bench);
    for (size_t i = 0; i < bench->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&bench->violations.items, i);

        count += found->weight == AK_VIOLATION_REFUSED;
    }
    return count;
}

/* A size with an obstacle adds a refusal to what is refused without it, and no other does. */
static void test_obstacles_of_sizes_are_what_the_check_refuses(void **state)
{
    for (size_t o = 0; o < sizeof others / sizeof others[0]; o++) {
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_wish(&bench, "name=a");
        bench_wish(&bench, others[o]);
        for (size_t i = 0; i < bench.size_list.count; i++) {
            const struct ak_vm_size *size = &bench.sizes[i];
            size_t without = count_refusals(&bench, AK_POOL_FIELD_VM_SIZE, NULL);
            const char *obstacle =
                ak_pool_size_obstacle(size, &bench.intent, &bench.around, bench.arena);
            size_t with = count_refusals(&bench, AK_POOL_FIELD_VM_SIZE, size->name);

            /* a wish for a confidential pool is refused without a size */
            if (strcmp(others[o], "confidential=yes") == 0)
                without = 0;
            if ((with > without) != (obstacle != NULL))
                fail_msg("%s with %s: %zu refusals after %zu, obstacle %s", size->name, others[o],
                         with, without, obstacle != NULL ? obstacle : "none");
        }
        bench_close(&bench);
    }
}

/* Of OS SKUs: one without an obstacle leaves nothing refused that an OS SKU could mend. */
static void test_obstacles_of_os_skus_are_what_the_check_refuses(void **state)
{
    static const char *const rules[] = {"ossku.os", "ossku.version",  "cvm.os",
                                        "fips.os",  "os.new-pools",   "os.removed",
                                        "acl",      "feature.needed", "kata"};
    const struct ak_facts *facts = *state;

    for (size_t i = 0; i < facts->os_sku_count * 30; i++) {
        const struct ak_os_sku *sku = &facts->os_skus[i % facts->os_sku_count];
        int minor = 1024 + (int)(i / facts->os_sku_count) / 2;
        bool is_cvm = i / facts->os_sku_count % 2 == 1;
        bool is_refused = false;
        const char *obstacle;
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, facts);
        bench_wish(&bench, is_cvm ? "name=a; node-vm-size=Standard_DC4as_v5"
                                  : "name=a; node-vm-size=Standard_D4s_v5");
        bench.cluster.kubernetes_version =
            ak_arena_printf(bench.arena, "%d.%d.1", minor / 1000, minor % 1000);
        obstacle = ak_pool_os_sku_obstacle(sku, &bench.intent, &bench.around, bench.arena);
        ak_pool_wish_set(&bench.intent.wish, AK_POOL_FIELD_OS_SKU, sku->name);
        bench_check(&bench);
        for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
            const struct ak_violation *found = bench_find(&bench, rules[r]);

            is_refused |= found != NULL && found->weight == AK_VIOLATION_REFUSED;
        }
        if (is_refused != (obstacle != NULL))
            fail_msg("%s at 1.%d%s: obstacle %s", sku->name, minor % 1000, is_cvm ? ", CVM" : "",
                     obstacle != NULL ? obstacle : "none");
        bench_close(&bench);
    }
}

static void test_nothing_is_refused_when_nothing_was_read(void **state)
{
    static const char unread[] =
        "no=sizes no=usages no=versions no=upgrades no=cluster-upgrades no=features";
    static const struct {
        enum ak_intent_kind kind;
        const char *wish, *knobs;
        const char *remark; /* the rule that says what was not checked; NULL: none needs to */
    } given[] = {
        {AK_INTENT_POOL_ADD, "name=a; node-vm-size=Standard_Anything; zones=1,2,3", "",
         "vmsize.offered"},
        {AK_INTENT_POOL_ADD, "name=a; node-vm-size=Standard_Anything; node-count=900", "",
         "quota.region"},
        {AK_INTENT_POOL_ADD, "name=a; node-vm-size=Standard_Anything; zones=1", "", "zones.size"},
        {AK_INTENT_POOL_ADD,
         "name=a; node-vm-size=Standard_DC4as_v5; confidential=yes; os-sku=Ubuntu2404", "",
         "cvm.size"},
        {AK_INTENT_POOL_ADD, "name=a; os-sku=Ubuntu2604", "cluster.version=1.36.1",
         "feature.needed"},
        {AK_INTENT_POOL_ADD, "name=a; kubernetes-version=1.32.1", "", "version.offered"},
        {AK_INTENT_POOL_ADD, "name=a; mode=System; node-vm-size=Standard_D2s_v3", "",
         "vmsize.offered"},
        {AK_INTENT_POOL_SCALE, "node-count=900", "", "quota.region"},
        {AK_INTENT_POOL_UPGRADE, "", "pool.version=1.32.1 version=1.33.1", "upgrade.profile"},
        {AK_INTENT_CLUSTER_UPGRADE, "", "version=1.34.9", "upgrade.profile"},
        {AK_INTENT_POOL_UPGRADE_IMAGE, "", "", "image.latest"},
        {AK_INTENT_POOL_START, "", "pool.power=Stopped", "quota.region"},
        {AK_INTENT_POOL_DELETE, "", "", NULL},
        {AK_INTENT_POOL_STOP, "", "", NULL},
        {AK_INTENT_POOL_RECONCILE, "", "", NULL},
        {AK_INTENT_FEATURE_REGISTER, "", "feature=AzureLinuxCVMPreview", NULL},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct bench bench;

        bench_open(&bench, given[i].kind, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, unread);
        bench_turn(&bench, given[i].knobs);
        bench_check(&bench);
        if (ak_violations_refuse(&bench.violations))
            fail_msg("case %zu: %s", i,
                     ((const struct ak_violation *)bench.violations.items.items)->text);
        if (given[i].remark != NULL) {
            const struct ak_violation *remark = bench_find(&bench, given[i].remark);

            if (remark == NULL || remark->weight != AK_VIOLATION_REMARK)
                fail_msg("case %zu: %s says nothing", i, given[i].remark);
        }
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_have_their_reason),
        cmocka_unit_test(test_only_new_nodes_need_quota),
        cmocka_unit_test(test_os_skus_have_their_reason),
        cmocka_unit_test(test_obstacles_of_sizes_are_what_the_check_refuses),
        cmocka_unit_test(test_obstacles_of_os_skus_are_what_the_check_refuses),
        cmocka_unit_test(test_nothing_is_refused_when_nothing_was_read),
    };

    return cmocka_run_group_tests_name("rules/pool_obstacle", tests, built_in_setup,
                                       built_in_teardown);
}
