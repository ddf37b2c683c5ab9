/* fleet_test.c: a snapshot assessed as a whole. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/rules/fleet.h"
#include "unit/rules/built_in.h"

static const struct ak_pool ledger_pools[] = {
    {.id = "/c/ledger/p/system",
     .name = "system",
     .vm_size = "Standard_D4s_v5",
     .os_sku = "Ubuntu",
     .node_image_version = "AKSUbuntu-2204gen2containerd-202611.09.0",
     .kubernetes_version = "1.34.1",
     .provisioning_state = "Succeeded",
     .count = {true, 3}},
    {.id = "/c/ledger/p/cvm",
     .name = "cvm",
     .vm_size = "standard_dc4as_V5",
     .os_sku = "Ubuntu",
     .node_image_version = "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .kubernetes_version = "1.34.1",
     .provisioning_state = "Failed",
     .count = {true, 4}},
};

static const struct ak_pool legacy_pools[] = {
    {.id = "/c/legacy/p/al2",
     .name = "al2",
     .vm_size = "Standard_D4s_v5",
     .os_sku = "AzureLinux",
     .node_image_version = "AKSAzureLinux-V2gen2-202512.06.0",
     .kubernetes_version = "1.31.9",
     .provisioning_state = "Updating",
     .power_state = "Stopped",
     .count = {true, 5}},
};

static const struct ak_cluster clusters[] = {
    {.id = "/c/ledger",
     .name = "ledger",
     .subscription_id = "s1",
     .location = "westeurope",
     .kubernetes_version = "1.34.1",
     .provisioning_state = "Succeeded",
     .pools = ledger_pools,
     .pool_count = 2},
    {.id = "/C/Legacy",
     .name = "legacy",
     .subscription_id = "s1",
     .location = "West Europe",
     .kubernetes_version = "1.31.9",
     .support_plan = "AKSLongTermSupport",
     .node_provisioning_mode = "Auto",
     .provisioning_state = "Succeeded",
     .pools = legacy_pools,
     .pool_count = 1},
    {.id = "/c/empty", .name = "empty", .subscription_id = "s1", .kubernetes_version = "1.37.1"},
};

static const struct ak_vm_size sizes[] = {
    {.name = "Standard_D4s_v5"},
    {.name = "Standard_DC4as_v5", .confidential_type = "SNP"},
};

/* Three clusters of subscription s1, whose sizes subscription s2 has listed. */
static struct ak_fleet *build(const struct ak_facts *facts)
{
    struct ak_payload *list = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_payload *skus = ak_payload_new(AK_TOPIC_VM_SIZES, 0);
    struct ak_date today = {2026, 11, 23};
    struct ak_snap *snap;
    struct ak_fleet *fleet;

    list->as.clusters = (struct ak_clusters){.items = clusters, .count = 3};
    skus->as.vm_sizes = (struct ak_vm_sizes){.items = sizes, .count = 2};
    snap = snap_with(snap_with(ak_snap_new(), AK_TOPIC_CLUSTERS, "s1", list), AK_TOPIC_VM_SIZES,
                     "s2/westeurope", skus);
    fleet = ak_fleet_build(snap, facts, today);
    ak_fleet_adopt(fleet);
    return fleet;
}

static void test_sums_count_what_the_header_says(void **state)
{
    struct ak_fleet *fleet = build(*state);
    const struct ak_fleet_sums *sums = &fleet->sums;

    assert_int_equal(sums->clusters, 3);
    assert_int_equal(sums->pools, 3);
    assert_int_equal(sums->nodes, 12);
    assert_int_equal(sums->cvm_confirmed, 1);
    assert_int_equal(sums->cvm_conflict, 0);
    assert_int_equal(sums->failed, 1);
    assert_int_equal(sums->removed, 1);
    assert_int_equal(sums->soon, 2);
    assert_int_equal(sums->auto_provisioned_clusters, 1);
    ak_fleet_unref(fleet);
}

static bool has_text(const char *const *texts, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (texts[i] != NULL && strcmp(texts[i], wanted) == 0)
            return true;
    }
    return false;
}

static void test_filters_look_at_what_is_known_of_a_row(void **state)
{
    struct ak_fleet *fleet = build(*state);
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(fleet, "/c/ledger/p/cvm");
    const char *texts[AK_FLEET_TEXTS];
    size_t count = ak_fleet_pool_texts(pool, texts);

    assert_true(has_text(texts, count, "cvm"));
    assert_true(has_text(texts, count, "ledger"));
    assert_true(has_text(texts, count, "confirmed"));
    assert_true(has_text(texts, count, "SEV-SNP"));
    assert_true(has_text(texts, count, "Ubuntu 20.04"));
    assert_false(has_text(texts, count, "Ubuntu"));
    count = ak_fleet_cluster_texts(pool->cluster, texts);
    assert_true(has_text(texts, count, "ledger"));
    assert_true(has_text(texts, count, pool->cluster->worst->what));
    ak_fleet_unref(fleet);
}

static void test_a_pool_is_found_by_id_without_case(void **state)
{
    struct ak_fleet *fleet = build(*state);
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(fleet, "/C/LEDGER/P/CVM");

    assert_non_null(pool);
    assert_string_equal(pool->pool->name, "cvm");
    assert_int_equal(pool->cvm.status, AK_CVM_CONFIRMED);
    assert_true(pool->is_failed);
    assert_int_equal(pool->image_age_days, 144);
    assert_ptr_equal(pool->worst, pool->kubernetes_end);
    assert_string_equal(ak_fleet_find_cluster(fleet, "/c/legacy")->cluster->name, "legacy");
    assert_null(ak_fleet_find_pool(fleet, "/c/ledger/p/none"));
    assert_null(ak_fleet_find_cluster(fleet, ""));
    ak_fleet_unref(fleet);
}

static void test_a_cluster_is_as_bad_as_its_worst_part(void **state)
{
    struct ak_fleet *fleet = build(*state);
    const struct ak_fleet_cluster *legacy = ak_fleet_find_cluster(fleet, "/c/legacy");

    assert_string_equal(legacy->worst->what, "Azure Linux 2.0");
    assert_string_equal(legacy->kubernetes_end->what, "Kubernetes 1.31 LTS");
    assert_true(legacy->pools[0].is_changing);
    assert_true(legacy->pools[0].is_stopped);
    assert_true(legacy->is_auto_provisioned);
    assert_int_equal(ak_fleet_find_cluster(fleet, "/c/empty")->pool_count, 0);
    ak_fleet_unref(fleet);
}

static void test_deadlines_are_grouped_the_worst_first(void **state)
{
    struct ak_fleet *fleet = build(*state);

    assert_int_equal(fleet->deadline_count, 6);
    assert_string_equal(fleet->deadlines[0].retirement.what, "Azure Linux 2.0");
    assert_int_equal(fleet->deadlines[0].pool_count, 1);
    assert_int_equal(fleet->deadlines[0].node_count, 5);
    for (size_t i = 0; i + 1 < fleet->deadline_count; i++)
        assert_true(fleet->deadlines[i].retirement.severity >=
                    fleet->deadlines[i + 1].retirement.severity);
    for (size_t i = 0; i < fleet->deadline_count; i++) {
        if (strcmp(fleet->deadlines[i].retirement.what, "Kubernetes 1.37") == 0) {
            assert_int_equal(fleet->deadlines[i].cluster_count, 1);
            assert_int_equal(fleet->deadlines[i].pool_count, 0);
        }
    }
    ak_fleet_unref(fleet);
}

enum { MIXED_POOLS = 32 };

/* Pools that differ in their OS, whether it is FIPS, and whether their size is confidential. */
static void fill_pools(struct ak_pool *pools, const char *version)
{
    for (size_t i = 0; i < MIXED_POOLS; i++) {
        pools[i] = ledger_pools[0];
        pools[i].kubernetes_version = version;
        pools[i].fips = i & 1 ? AK_YES : AK_NO;
        pools[i].vm_size = i & 2 ? "Standard_DC4as_v5" : "Standard_D4s_v5";
        pools[i].node_image_version = i & 4 ? "AKSUbuntu-2004gen2containerd-202607.02.0"
                                            : "AKSUbuntu-2204gen2containerd-202611.09.0";
    }
}

static void check_ends(const struct ak_fleet *fleet, const struct ak_fleet_pool *row)
{
    struct ak_retirement os = ak_os_retirement(
        row->os, row->pool, row->cvm.by_name == AK_WITNESS_YES, fleet->facts, fleet->today);
    struct ak_retirement kubernetes = ak_kubernetes_retirement(
        row->pool->kubernetes_version, ak_cluster_is_lts(row->cluster->cluster), fleet->facts,
        fleet->today);

    assert_string_equal(row->os_end->what, os.what);
    assert_int_equal(row->os_end->severity, os.severity);
    assert_ptr_equal(row->os_end->action, os.action);
    assert_string_equal(row->kubernetes_end->what, kubernetes.what);
    assert_int_equal(row->kubernetes_end->severity, kubernetes.severity);
    assert_int_equal(row->kubernetes_end->days, kubernetes.days);
}

static void test_equal_deadlines_are_shared_and_no_others(void **state)
{
    struct ak_pool pools[2][MIXED_POOLS];
    struct ak_cluster mixed[] = {clusters[0], clusters[1]};
    struct ak_payload *list = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_date today = {2026, 11, 23};
    struct ak_fleet *fleet;

    for (size_t i = 0; i < 2; i++) {
        fill_pools(pools[i], clusters[1].kubernetes_version);
        mixed[i].pools = pools[i];
        mixed[i].pool_count = MIXED_POOLS;
    }
    list->as.clusters = (struct ak_clusters){.items = mixed, .count = 2};
    fleet = ak_fleet_build(snap_with(ak_snap_new(), AK_TOPIC_CLUSTERS, "s1", list), *state, today);
    ak_fleet_adopt(fleet);
    for (size_t i = 0; i < fleet->pool_count; i++)
        check_ends(fleet, &fleet->pools[i]);
    for (size_t i = 8; i < MIXED_POOLS; i++)
        assert_ptr_equal(fleet->pools[i].os_end, fleet->pools[i - 8].os_end);
    assert_ptr_equal(fleet->pools[0].os_end, fleet->pools[MIXED_POOLS].os_end);
    assert_ptr_not_equal(fleet->pools[0].os_end, fleet->pools[4].os_end);
    assert_ptr_equal(fleet->pools[0].kubernetes_end, fleet->pools[1].kubernetes_end);
    assert_ptr_not_equal(fleet->pools[0].kubernetes_end, fleet->pools[MIXED_POOLS].kubernetes_end);
    ak_fleet_unref(fleet);
}

static void test_an_empty_snapshot_is_an_empty_fleet(void **state)
{
    struct ak_date today = {2026, 11, 23};
    struct ak_fleet *fleet = ak_fleet_build(ak_snap_new(), *state, today);

    ak_fleet_adopt(fleet);
    assert_int_equal(fleet->sums.clusters, 0);
    assert_int_equal(fleet->deadline_count, 0);
    assert_null(ak_fleet_find_pool(fleet, "x"));
    ak_fleet_unref(fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_count_what_the_header_says),
        cmocka_unit_test(test_filters_look_at_what_is_known_of_a_row),
        cmocka_unit_test(test_a_pool_is_found_by_id_without_case),
        cmocka_unit_test(test_a_cluster_is_as_bad_as_its_worst_part),
        cmocka_unit_test(test_deadlines_are_grouped_the_worst_first),
        cmocka_unit_test(test_equal_deadlines_are_shared_and_no_others),
        cmocka_unit_test(test_an_empty_snapshot_is_an_empty_fleet),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
