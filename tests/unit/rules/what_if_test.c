/* what_if_test.c: a fleet by the end of a day, if nothing is done. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/rules/what_if.h"
#include "unit/rules/built_in.h"

static const struct ak_pool first_pools[] = {
    {.name = "cvm1",
     .os_sku = "Ubuntu",
     .vm_size = "Standard_DC4as_v5",
     .node_image_version = "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .kubernetes_version = "1.36.1",
     .count = {true, 20}},
    {.name = "cvm2",
     .os_sku = "Ubuntu",
     .vm_size = "Standard_DC4as_v5",
     .node_image_version = "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
     .kubernetes_version = "1.36.1",
     .count = {true, 14}},
    {.name = "fresh",
     .os_sku = "Ubuntu2404",
     .node_image_version = "AKSUbuntu-2404gen2containerd-202611.09.0",
     .kubernetes_version = "1.36.1",
     .count = {true, 5}},
};

static const struct ak_pool second_pools[] = {
    {.name = "fips",
     .os_sku = "Ubuntu",
     .node_image_version = "AKSUbuntu-2004gen2fipscontainerd-202607.02.0",
     .kubernetes_version = "1.35.1",
     .count = {true, 7}},
    {.name = "old",
     .os_sku = "Ubuntu",
     .node_image_version = "AKSUbuntu-1604-2021.08.14",
     .kubernetes_version = "1.36.1",
     .type = "AvailabilitySet",
     .vm_size = "Standard_A0",
     .count = {true, 1}},
    {.name = "empty",
     .os_sku = "Windows2019",
     .node_image_version = "AKSWindows-2019-containerd-17763.1.250414",
     .kubernetes_version = "1.36.1",
     .count = {true, 0}},
};

static const struct ak_cluster clusters[] = {
    {.id = "/c/a",
     .name = "a",
     .subscription_id = "s",
     .location = "westeurope",
     .kubernetes_version = "1.36.1",
     .pools = first_pools,
     .pool_count = 3},
    {.id = "/c/b",
     .name = "b",
     .subscription_id = "s",
     .location = "westeurope",
     .kubernetes_version = "1.36.1",
     .network_plugin = "kubenet",
     .pools = second_pools,
     .pool_count = 3},
    {.id = "/c/c",
     .name = "c",
     .subscription_id = "s",
     .kubernetes_version = "1.35.2",
     .network_policy = "azure"},
};

static const struct ak_vm_size sizes[] = {
    {.name = "Standard_DC4as_v5", .confidential_type = "SNP"},
    {.name = "Standard_A0", .retires = {2028, 9, 30}},
};

static struct ak_fleet *build(const struct ak_facts *facts)
{
    struct ak_payload *list = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_payload *skus = ak_payload_new(AK_TOPIC_VM_SIZES, 0);
    struct ak_snap *snap;
    struct ak_fleet *fleet;

    list->as.clusters = (struct ak_clusters){clusters, 3};
    skus->as.vm_sizes = (struct ak_vm_sizes){sizes, 2};
    snap = snap_with(snap_with(ak_snap_new(), AK_TOPIC_CLUSTERS, "s", list), AK_TOPIC_VM_SIZES,
                     "s/westeurope", skus);
    fleet = ak_fleet_build(snap, facts, (struct ak_date){2026, 11, 23});
    ak_fleet_adopt(fleet);
    return fleet;
}

static void days_bring_what_was_announced(void **state)
{
    static const struct {
        const char *day;
        size_t stuck, os_ended, kubernetes_ended, unsupported, clusters_ended, clusters_retired;
        const char *sentence;
    } cases[] = {
        /* 16.04 is gone for long, and Windows 2019 without support; azure policy on Windows has no
         * pool in c */
        {"2026-11-23", 1, 2, 0, 2, 0, 0,
         "on 2026-11-23: 1 pool, 1 node cannot scale; 2 pools, 1 node are out of support"},
        {"2027-03-16", 1, 2, 0, 2, 0, 0,
         "on 2027-03-16: 1 pool, 1 node cannot scale; 2 pools, 1 node are out of support"},
        {"2027-03-17", 4, 5, 0, 5, 0, 0,
         "on 2027-03-17: 4 pools, 42 nodes cannot scale; 5 pools, 42 nodes are out of support"},
        {"2027-03-31", 4, 5, 1, 5, 1, 0,
         "on 2027-03-31: 4 pools, 42 nodes cannot scale; 5 pools, 42 nodes are out of support"},
        {"2027-04-01", 5, 5, 1, 5, 1, 0, "on 2027-04-01: 5 pools, 42 nodes cannot scale"},
        {"2028-03-31", 5, 5, 6, 6, 3, 1,
         "on 2028-03-31: 5 pools, 42 nodes cannot scale; 6 pools, 47 nodes are out of support"},
        {"9999-12-31", 5, 5, 6, 6, 3, 2,
         "on 9999-12-31: 5 pools, 42 nodes cannot scale; 6 pools, 47 nodes are out of support"},
        {"0001-01-01", 1, 1, 0, 1, 0, 0, "on 0001-01-01: 1 pool, 1 node cannot scale"},
    };
    struct ak_fleet *fleet = build(*state);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_arena *arena = ak_arena_new(0);
        struct ak_date day;
        struct ak_what_if what_if;

        assert_true(ak_date_parse(cases[i].day, &day));
        what_if = ak_fleet_what_if(fleet, day, arena);
        if (what_if.cannot_scale.pool_count != cases[i].stuck ||
            what_if.os_ended.pool_count != cases[i].os_ended ||
            what_if.kubernetes_ended.pool_count != cases[i].kubernetes_ended ||
            what_if.unsupported.pool_count != cases[i].unsupported ||
            what_if.clusters_ended != cases[i].clusters_ended ||
            what_if.clusters_retired != cases[i].clusters_retired ||
            strcmp(what_if.sentence, cases[i].sentence) != 0)
            fail_msg("%s: %zu stuck, %zu OS, %zu Kubernetes, %zu in all, clusters %zu, %zu: %s",
                     cases[i].day, what_if.cannot_scale.pool_count, what_if.os_ended.pool_count,
                     what_if.kubernetes_ended.pool_count, what_if.unsupported.pool_count,
                     what_if.clusters_ended, what_if.clusters_retired, what_if.sentence);
        ak_arena_free(arena);
    }
    ak_fleet_unref(fleet);
}

static void groups_are_in_the_order_of_the_fleet(void **state)
{
    static const char *const names[] = {"cvm1", "cvm2", "fips", "old"};
    struct ak_fleet *fleet = build(*state);
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_what_if what_if = ak_fleet_what_if(fleet, (struct ak_date){2027, 3, 17}, arena);

    assert_int_equal(what_if.cannot_scale.pool_count, 4);
    assert_int_equal(what_if.cannot_scale.cluster_count, 2);
    assert_int_equal(what_if.cannot_scale.node_count, 42);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(what_if.cannot_scale.pools[i]->pool->name, names[i]);
    ak_arena_free(arena);
    ak_fleet_unref(fleet);
}

static void turning_days_are_those_of_the_deadlines(void **state)
{
    static const char *const days[] = {"2027-03-17", "2027-03-31", "2027-04-01", "2027-06-30"};
    struct ak_fleet *fleet = build(*state);
    struct ak_date out[16];
    size_t count = ak_fleet_turning_days(fleet, fleet->today, out, 16);
    char text[AK_DATE_TEXT_SIZE];

    assert_int_equal(count, 6); /* and kubenet; policy manager and VM size on one day */
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(ak_date_iso(out[i], text), days[i]);
    assert_string_equal(ak_date_iso(out[5], text), "2028-09-30");
    assert_int_equal(ak_fleet_turning_days(fleet, fleet->today, out, 2), 2);
    assert_int_equal(ak_fleet_turning_days(fleet, (struct ak_date){2027, 3, 17}, out, 16), 5);
    ak_fleet_unref(fleet);
}

static void a_day_is_read_or_one_sentence_says_why_not(void **state)
{
    static const struct {
        const char *text, *day, *why;
    } given[] = {
        {"2027-03-17", "2027-03-17", NULL},
        {"2027-02", "2027-02-28", NULL},
        {"2028-02", "2028-02-29", NULL},
        {"2026-11-23", "2026-11-23", NULL},
        {"9999-12-31", "9999-12-31", NULL},
        {"2026-11-22", NULL,
         "2026-11-22 has passed (today is 2026-11-23): what comes to pass is told "
         "from today on"},
        {"2027-02-29", NULL,
         "\"2027-02-29\" is no day; write it as 2027-03-17, or 2027-03 for the last of a month"},
        {"tomorrow", NULL,
         "\"tomorrow\" is no day; write it as 2027-03-17, or 2027-03 for the last of a month"},
        {"", NULL, "\"\" is no day; write it as 2027-03-17, or 2027-03 for the last of a month"},
        {"2027-03-17 ", NULL,
         "\"2027-03-17 \" is no day; write it as 2027-03-17, or 2027-03 for the last of a month"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        struct ak_date day = {0};
        struct ak_err err = ak_err_none();
        char text[AK_DATE_TEXT_SIZE];
        int failed = ak_what_if_read_day(given[i].text, (struct ak_date){2026, 11, 23}, &day, &err);

        assert_int_equal(failed, given[i].why != NULL ? AK_ERR_USAGE : 0);
        assert_string_equal(ak_date_iso(day, text), given[i].day != NULL ? given[i].day : "");
        if (failed)
            assert_string_equal(err.text, given[i].why);
    }
}

static void without_today_any_day_will_do(void **state)
{
    struct ak_date day = {0};
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(ak_what_if_read_day("1999-12-31", (struct ak_date){0}, &day, &err), 0);
    assert_int_equal(day.year, 1999);
}

static const struct ak_fleet_deadline *find_deadline(const struct ak_fleet *fleet, const char *id)
{
    for (size_t i = 0; i < fleet->deadline_count; i++) {
        if (strcmp(fleet->deadlines[i].retirement.id, id) == 0)
            return &fleet->deadlines[i];
    }
    fail_msg("there is no deadline %s", id);
    return NULL;
}

static void other_retirements_are_deadlines_like_any_other(void **state)
{
    struct ak_fleet *fleet = build(*state);
    const struct ak_fleet_deadline *kubenet = find_deadline(fleet, "kubenet");
    const struct ak_fleet_deadline *sets = find_deadline(fleet, "availability-sets");
    const struct ak_fleet_deadline *policy = find_deadline(fleet, "npm-linux");
    const struct ak_fleet_deadline *size = find_deadline(fleet, "Standard_A0");
    const struct ak_fleet_pool *old = &fleet->pools[4];

    assert_true(kubenet->is_other);
    assert_int_equal(kubenet->pool_count, 3); /* all of its cluster */
    assert_int_equal(kubenet->node_count, 8);
    assert_int_equal(kubenet->cluster_count, 1);
    assert_int_equal(sets->pool_count, 1);
    assert_int_equal(sets->retirement.severity, AK_SEVERITY_ENDED);
    assert_int_equal(policy->pool_count, 0); /* a cluster without pools */
    assert_int_equal(policy->cluster_count, 1);
    assert_string_equal(size->retirement.what, "VM size Standard_A0");
    assert_int_equal(size->pool_count, 1);
    assert_int_equal(old->other_end_count, 2);
    assert_int_equal(old->worst->severity, AK_SEVERITY_REMOVED);
    assert_int_equal(fleet->clusters[1].other_end_count, 1);
    assert_string_equal(fleet->clusters[1].worst->id, old->worst->id);
    assert_false(find_deadline(fleet, "ubuntu-20.04")->is_other);
    ak_fleet_unref(fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_bring_what_was_announced),
        cmocka_unit_test(groups_are_in_the_order_of_the_fleet),
        cmocka_unit_test(turning_days_are_those_of_the_deadlines),
        cmocka_unit_test(a_day_is_read_or_one_sentence_says_why_not),
        cmocka_unit_test(without_today_any_day_will_do),
        cmocka_unit_test(other_retirements_are_deadlines_like_any_other),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
