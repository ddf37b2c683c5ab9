/* pool_outlook_test.c: what a choice comes to, over all OS SKUs and versions, against the tables;
 * quota; features by date; sizes and OS SKUs that a choice leaves. */
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
#include "unit/rules/pool_bench.h"

enum { FIRST_MINOR = 1024, LAST_MINOR = 1038 };

#define PLAIN_SIZE "Standard_D4s_v5"
#define CVM_SIZE "Standard_DC4as_v5"

static bool is_refused(const struct bench *bench, const char *rule)
{
    const struct ak_violation *found = bench_find(bench, rule);

    return found != NULL && found->weight == AK_VIOLATION_REFUSED;
}

/* ---- OS SKU × Kubernetes × CVM × FIPS ---- */

struct combination {
    const struct ak_os_sku *sku;
    ak_minor minor;
    bool is_cvm, is_fips;
};

static void choose(struct bench *bench, const struct combination *given,
                   const struct ak_facts *facts)
{
    bench_open(bench, AK_INTENT_POOL_ADD, facts);
    bench->cluster.kubernetes_version =
        ak_arena_printf(bench->arena, "%d.%d.2", given->minor / 1000, given->minor % 1000);
    ak_pool_wish_set(&bench->intent.wish, AK_POOL_FIELD_OS_TYPE, given->sku->os_type);
    ak_pool_wish_set(&bench->intent.wish, AK_POOL_FIELD_OS_SKU, given->sku->name);
    ak_pool_wish_set(&bench->intent.wish, AK_POOL_FIELD_VM_SIZE,
                     given->is_cvm ? CVM_SIZE : PLAIN_SIZE);
    ak_pool_wish_set(&bench->intent.wish, AK_POOL_FIELD_FIPS, given->is_fips ? "yes" : "no");
    bench_check(bench);
}

static bool covers(const struct ak_os_ranges *ranges, ak_minor minor)
{
    for (size_t i = 0; i < ranges->count; i++) {
        if ((ranges->items[i].from == 0 || ranges->items[i].from <= minor) &&
            (ranges->items[i].to == 0 || minor <= ranges->items[i].to))
            return true;
    }
    return false;
}

static bool takes(const struct ak_os_sku *sku, ak_minor minor)
{
    return (sku->from == 0 || sku->from <= minor) && (sku->to == 0 || minor <= sku->to);
}

static bool is_windows(const struct ak_os_sku *sku)
{
    return strcmp(sku->os_type, "Windows") == 0;
}

static bool lacks_cvm(const struct combination *given)
{
    const struct ak_os_sku *sku = given->sku;

    return given->is_cvm && !is_windows(sku) && takes(sku, given->minor) &&
           (sku->cvm != AK_YES || !covers(&sku->confidential, given->minor));
}

static bool lacks_fips(const struct combination *given)
{
    const char *name = given->sku->name;

    if (!given->is_fips)
        return strcmp(name, "Windows2025") == 0;
    return strcmp(name, "Ubuntu2404") == 0 || strcmp(name, "Ubuntu2604") == 0 ||
           strcmp(name, "Flatcar") == 0;
}

/* The tables read once more, by hand. */
static void expect_refusals(const struct bench *bench, const struct combination *given)
{
    const struct {
        const char *rule;
        bool is_broken;
    } expected[] = {
        {"ossku.version", !takes(given->sku, given->minor)},
        {"cvm.os", lacks_cvm(given)},
        {"fips.os", lacks_fips(given)},
        {"cvm.exclusions", given->is_cvm && (given->is_fips || is_windows(given->sku))},
    };

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        if (is_refused(bench, expected[i].rule) != expected[i].is_broken)
            fail_msg("%s at 1.%d%s%s: %s", given->sku->name, given->minor % 1000,
                     given->is_cvm ? ", CVM" : "", given->is_fips ? ", FIPS" : "",
                     expected[i].rule);
    }
}

static void check_combination(const struct combination *given, const struct ak_facts *facts)
{
    struct ak_pool_os os =
        ak_os_of_sku(given->sku->name, given->minor, given->is_cvm, given->is_fips, facts);
    struct ak_pool_outlook outlook;
    struct bench bench;

    choose(&bench, given, facts);
    expect_refusals(&bench, given);
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_int_equal(outlook.is_confidential, given->is_cvm);
    assert_int_equal(outlook.tee, given->is_cvm ? AK_TEE_SEV_SNP : AK_TEE_NONE);
    assert_string_equal(outlook.os_sku, given->sku->name);
    assert_int_equal(outlook.os.basis, os.basis);
    assert_ptr_equal(outlook.os.release, os.release);
    assert_ptr_equal(outlook.os_end.id, os.release != NULL ? os.release->id : NULL);
    bench_close(&bench);
}

static void test_every_os_sku_at_every_version_against_the_tables(void **state)
{
    const struct ak_facts *facts = *state;

    for (size_t i = 0; i < facts->os_sku_count; i++) {
        for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
            for (int bits = 0; bits < 4; bits++) {
                const struct combination given = {&facts->os_skus[i], minor, (bits & 1) != 0,
                                                  (bits & 2) != 0};

                if (given.sku->alias_of == NULL)
                    check_combination(&given, facts);
            }
        }
    }
}

/* The table of the seed, as it stands there. */
static const struct seed_row {
    const char *sku;
    ak_minor from, to;
    const char *os; /* NULL: not supported; "": sources differ */
} seed[] = {
    {"Ubuntu", 1024, 1033, "ubuntu-20.04"},
    {"Ubuntu", 1034, 1034, ""},
    {"Ubuntu", 1035, 1038, "ubuntu-24.04"},
    {"Ubuntu2204", 1025, 1036, NULL},
    {"Ubuntu2404", 1032, 1038, "ubuntu-24.04"},
    {"AzureLinux", 1028, 1036, "azurelinux-3.0"},
    {"AzureLinux", 1024, 1027, NULL},
    {"AzureLinux", 1037, 1038, NULL},
    {"Flatcar", 1024, 1038, NULL},
    {"AzureLinuxOSGuard", 1032, 1038, NULL},
    {"Windows2022", 1024, 1036, NULL},
    {"Windows2025", 1032, 1038, NULL},
};

static void check_seed_row(const struct seed_row *row, ak_minor minor, const struct ak_facts *facts)
{
    const struct combination given = {ak_facts_os_sku(facts, row->sku), minor, true, false};
    struct ak_pool_outlook outlook;
    struct bench bench;

    choose(&bench, &given, facts);
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    if (row->os == NULL) {
        assert_true(is_refused(&bench, "cvm.os") || is_refused(&bench, "cvm.exclusions"));
    } else {
        assert_false(is_refused(&bench, "cvm.os") || is_refused(&bench, "cvm.exclusions"));
        assert_string_equal(outlook.os.release != NULL ? outlook.os.release->id : "", row->os);
    }
    bench_close(&bench);
}

static void test_the_table_of_the_seed(void **state)
{
    for (size_t i = 0; i < sizeof seed / sizeof seed[0]; i++) {
        for (ak_minor minor = seed[i].from; minor <= seed[i].to; minor++)
            check_seed_row(&seed[i], minor, *state);
    }
}

/* ---- defaults ---- */

static void test_what_nobody_chose_is_as_the_service_takes_it(void **state)
{
    static const struct {
        const char *wish, *knobs, *sku, *os;
    } given[] = {
        {"", "", "Ubuntu", "ubuntu-22.04"},
        {"", "cluster.version=1.35.1", "Ubuntu", "ubuntu-24.04"},
        {"node-vm-size=" CVM_SIZE, "", "Ubuntu", "ubuntu-20.04"},
        {"confidential=yes", "", "Ubuntu", "ubuntu-20.04"},
        {"enable-fips-image=yes", "", "Ubuntu", "ubuntu-20.04"},
        {"kubernetes-version=1.24", "", "Ubuntu", "ubuntu-18.04"},
        {"os-type=Windows", "cluster.version=1.24.9", "Windows2019", "windows-2019"},
        {"os-type=Windows", "", "Windows2022", "windows-2022"},
        {"os-type=Windows", "cluster.version=1.36.1", NULL, NULL},
        {"os-type=Windows", "cluster.version=1.37.1", "Windows2025", "windows-2025"},
        {"os-type=Windows", "cluster.version=-", NULL, ""},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_pool_outlook outlook;
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, given[i].knobs);
        outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
        if (given[i].sku == NULL) {
            assert_null(outlook.os_sku);
            assert_int_equal(outlook.os.basis,
                             given[i].os == NULL ? AK_OS_SOURCES_DIFFER : AK_OS_UNKNOWN);
            assert_non_null(outlook.os.note);
        } else {
            assert_string_equal(outlook.os_sku, given[i].sku);
            assert_string_equal(outlook.os.release->id, given[i].os);
        }
        bench_close(&bench);
    }
}

/* ---- quota ---- */

static void test_nodes_surge_and_vcpus_are_counted(void **state)
{
    static const struct {
        enum ak_intent_kind kind;
        const char *wish, *knobs;
        int64_t nodes, surge, wanted;
    } given[] = {
        /* three nodes where nobody chose, as az does */
        {AK_INTENT_POOL_ADD, "", "", 3, 1, 0},
        {AK_INTENT_POOL_ADD, "node-vm-size=" PLAIN_SIZE, "", 3, 1, 12},
        {AK_INTENT_POOL_ADD, "node-vm-size=" PLAIN_SIZE, "no=sizes", 3, 1, 0},
        {AK_INTENT_POOL_ADD, "node-vm-size=Standard_DC2as_v5; node-count=5", "", 5, 1, 10},
        {AK_INTENT_POOL_ADD, "node-vm-size=" PLAIN_SIZE "; node-count=0", "", 0, 0, 0},
        /* a percentage is rounded up, a number is at most the nodes */
        {AK_INTENT_POOL_ADD, "node-vm-size=" PLAIN_SIZE "; node-count=10; max-surge=33%", "", 10, 4,
         40},
        {AK_INTENT_POOL_ADD, "node-count=10; max-surge=100%", "", 10, 10, 0},
        {AK_INTENT_POOL_ADD, "node-count=10; max-surge=30%", "", 10, 3, 0},
        {AK_INTENT_POOL_ADD, "node-count=2; max-surge=5", "", 2, 2, 0},
        {AK_INTENT_POOL_ADD, "node-count=10; max-surge=0; max-unavailable=1", "", 10, 0, 0},
        {AK_INTENT_POOL_ADD, "node-count=11", "", 11, 2, 0},
        {AK_INTENT_POOL_ADD, "node-count=9; max-surge=99999999999999999999%", "", 9, 9, 0},
        {AK_INTENT_POOL_ADD, "node-count=9; max-surge=2x", "", 9, 0, 0},
        /* the most that the autoscaler may make */
        {AK_INTENT_POOL_ADD,
         "node-vm-size=" PLAIN_SIZE "; enable-cluster-autoscaler=yes; min-count=1; max-count=12",
         "", 12, 2, 48},
        {AK_INTENT_POOL_ADD, "min-count=5; max-count=12", "", 3, 1, 0},
        /* a pool that was not read counts as a new one */
        {AK_INTENT_POOL_SCALE, "node-count=7", "no=pool", 7, 1, 0},
        /* what a pool has already is not wanted once more */
        {AK_INTENT_POOL_SCALE, "node-count=7", "", 7, 1, 12},
        {AK_INTENT_POOL_SCALE, "node-count=3", "", 3, 1, 0},
        {AK_INTENT_POOL_SCALE, "node-count=7", "pool.count=-", 7, 1, 28},
        {AK_INTENT_POOL_SCALE, "enable-cluster-autoscaler=yes; min-count=1; max-count=20", "", 20,
         2, 64},
        {AK_INTENT_POOL_SCALE, "node-count=99999999999", "", 1000000, 100000, 3999984},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_pool_outlook outlook;
        struct bench bench;

        bench_open(&bench, given[i].kind, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, given[i].knobs);
        outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
        if (outlook.nodes != given[i].nodes || outlook.surge != given[i].surge ||
            outlook.vcpus_wanted != given[i].wanted)
            fail_msg("case %zu: %d nodes, surge %d, %d vCPUs", i, (int)outlook.nodes,
                     (int)outlook.surge, (int)outlook.vcpus_wanted);
        bench_close(&bench);
    }
}

static void test_the_rows_of_the_quota_are_found(void **state)
{
    struct ak_pool_outlook outlook;
    struct bench bench;

    bench_open(&bench, AK_INTENT_POOL_ADD, *state);
    bench_wish(&bench, "node-vm-size=" CVM_SIZE);
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_true(outlook.vcpus.is_set);
    assert_int_equal(outlook.vcpus.value, 4);
    assert_string_equal(outlook.family_usage->name, "StandardDCASv5Family");
    assert_string_equal(outlook.region_usage->name, "cores");

    bench_wish(&bench, "priority=Spot");
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_null(outlook.family_usage);
    assert_string_equal(outlook.region_usage->name, "lowPriorityCores");

    bench_turn(&bench, "no=usages no=sizes");
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_null(outlook.family_usage);
    assert_null(outlook.region_usage);
    assert_false(outlook.vcpus.is_set);
    assert_true(outlook.is_confidential);
    bench_close(&bench);
}

/* ---- deadlines and features ---- */

static void test_deadlines_of_the_choice(void **state)
{
    struct ak_pool_outlook outlook;
    struct bench bench;

    bench_open(&bench, AK_INTENT_POOL_ADD, *state);
    bench_wish(&bench, "node-vm-size=" CVM_SIZE);
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_string_equal(outlook.version, "1.33.5");
    assert_string_equal(outlook.os_end.what, "Ubuntu 20.04");
    assert_int_equal(outlook.os_end.days, 113);
    assert_non_null(strstr(outlook.os_end.action, "Ubuntu2404"));
    assert_string_equal(outlook.kubernetes_end.what, "Kubernetes 1.33");
    assert_int_equal(outlook.kubernetes_end.severity, AK_SEVERITY_ENDED);
    bench_turn(&bench, "cluster.plan=AKSLongTermSupport");
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_string_equal(outlook.kubernetes_end.what, "Kubernetes 1.33 LTS");
    bench_close(&bench);
}

static void test_an_existing_pool_keeps_the_os_of_its_image(void **state)
{
    struct ak_pool_outlook outlook;
    struct bench bench;

    bench_open(&bench, AK_INTENT_POOL_UPDATE, *state);
    bench_turn(&bench, "pool.image=AKSUbuntu-2004gen2containerd-202607.02.0");
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_string_equal(outlook.os.release->id, "ubuntu-20.04");
    assert_int_equal(outlook.os.basis, AK_OS_FROM_IMAGE);
    bench_wish(&bench, "os-sku=Ubuntu2404");
    outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
    assert_string_equal(outlook.os.release->id, "ubuntu-24.04");
    assert_int_equal(outlook.os.basis, AK_OS_FROM_SKU);
    bench_close(&bench);
}

static void test_features_are_needed_by_date(void **state)
{
    static const struct {
        const char *wish, *knobs, *feature, *state;
    } given[] = {
        {"node-vm-size=" CVM_SIZE "; os-sku=AzureLinux", "today=2025-07-02", NULL, NULL},
        {"node-vm-size=" CVM_SIZE "; os-sku=AzureLinux", "today=2025-07-03", "AzureLinuxCVMPreview",
         NULL},
        {"node-vm-size=" CVM_SIZE "; os-sku=AzureLinux", "today=2026-06-18", "AzureLinuxCVMPreview",
         NULL},
        {"node-vm-size=" CVM_SIZE "; os-sku=AzureLinux", "today=2026-06-19", NULL, NULL},
        {"node-vm-size=" CVM_SIZE "; os-sku=Mariner", "today=2026-06-18", "AzureLinuxCVMPreview",
         NULL},
        {"os-sku=AzureLinux", "today=2026-06-18", NULL, NULL},
        {"os-sku=Ubuntu2404", "today=2025-06-30", "Ubuntu2404Preview", NULL},
        {"os-sku=Ubuntu2404", "today=2026-01-04", NULL, NULL},
        {"os-sku=Ubuntu2604", "cluster.version=1.36.1", "Ubuntu2604Preview", "NotRegistered"},
        {"os-sku=Ubuntu2604", "cluster.version=1.36.1 no=features", "Ubuntu2604Preview", NULL},
        {"os-sku=Ubuntu2604", "cluster.version=1.36.1 state=Registered", NULL, NULL},
        {"os-sku=AzureLinux", "cluster.version=1.31.1", NULL, NULL},
        {"os-sku=AzureLinuxOSGuard", "today=2026-12-09", "AzureLinuxOSGuardPreview", NULL},
        {"os-sku=AzureLinuxOSGuard", "today=2026-12-10", NULL, NULL},
        {"os-type=Windows; os-sku=Windows2025; enable-fips-image=yes", "today=2026-05-28",
         "AksWindows2025Preview", NULL},
        {"os-type=Windows; os-sku=Windows2025; enable-fips-image=yes", "today=2026-05-29", NULL,
         NULL},
    };

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_pool_outlook outlook;
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_wish(&bench, given[i].wish);
        bench_turn(&bench, given[i].knobs);
        outlook = ak_pool_look_ahead(&bench.intent, &bench.around);
        if (given[i].feature == NULL) {
            assert_null(outlook.feature);
        } else {
            assert_non_null(outlook.feature);
            assert_string_equal(outlook.feature->name, given[i].feature);
            assert_string_equal(outlook.feature_state != NULL ? outlook.feature_state : "",
                                given[i].state != NULL ? given[i].state : "");
        }
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_os_sku_at_every_version_against_the_tables),
        cmocka_unit_test(test_the_table_of_the_seed),
        cmocka_unit_test(test_what_nobody_chose_is_as_the_service_takes_it),
        cmocka_unit_test(test_nodes_surge_and_vcpus_are_counted),
        cmocka_unit_test(test_the_rows_of_the_quota_are_found),
        cmocka_unit_test(test_deadlines_of_the_choice),
        cmocka_unit_test(test_an_existing_pool_keeps_the_os_of_its_image),
        cmocka_unit_test(test_features_are_needed_by_date),
    };

    return cmocka_run_group_tests_name("rules/pool_outlook", tests, built_in_setup,
                                       built_in_teardown);
}
