/* live_test.c: what Azure says now counts more than the calendar, and each disagreement is told. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/rules/fleet.h"
#include "akscope/rules/live.h"
#include "unit/rules/built_in.h"

static const struct ak_date today = {2026, 11, 23};

static const char *const both[] = {"KubernetesOfficial", "AKSLongTermSupport"};
static const char *const long_term[] = {"AKSLongTermSupport"};

/* 1.33 is still supported here, 1.34 no longer, 1.32 for LTS, 1.36 a preview, 1.38 unheard of. */
static const char *const official[] = {"KubernetesOfficial"};
static const struct ak_kubernetes_version versions[] = {
    {.minor = "1.38", .is_preview = AK_YES, .support_plans = {both, 2}},
    {.minor = "1.37", .support_plans = {official, 1}},
    {.minor = "1.36", .is_preview = AK_YES, .support_plans = {both, 2}},
    {.minor = "1.35"},
    {.minor = "1.33", .support_plans = {both, 2}},
    {.minor = "1.32", .support_plans = {long_term, 1}},
    {.minor = "1.31", .support_plans = {long_term, 1}},
};
static const struct ak_kubernetes_versions list = {versions, 7};

static void standings_are_told_apart(void **state)
{
    static const struct {
        const char *version;
        enum ak_version_standing live, facts;
    } cases[] = {
        {"1.38.0", AK_STANDING_PREVIEW, AK_STANDING_UNKNOWN},
        {"1.37.1", AK_STANDING_SUPPORTED, AK_STANDING_SUPPORTED},
        {"1.36", AK_STANDING_PREVIEW, AK_STANDING_SUPPORTED},
        {"1.35.2", AK_STANDING_SUPPORTED, AK_STANDING_SUPPORTED},
        {"1.34.1", AK_STANDING_GONE, AK_STANDING_SUPPORTED},
        {"1.33.5", AK_STANDING_SUPPORTED, AK_STANDING_LTS_ONLY},
        {"1.32.9", AK_STANDING_LTS_ONLY, AK_STANDING_LTS_ONLY},
        {"1.26.1", AK_STANDING_GONE, AK_STANDING_GONE},
        {"none", AK_STANDING_UNKNOWN, AK_STANDING_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(ak_version_standing_live(&list, cases[i].version), cases[i].live);
        assert_int_equal(ak_version_standing_live(NULL, cases[i].version), AK_STANDING_UNKNOWN);
        assert_int_equal(ak_version_standing_facts(*state, ak_minor_parse(cases[i].version), today),
                         cases[i].facts);
    }
    assert_int_equal(ak_version_standing_facts(*state, 1037, (struct ak_date){2026, 10, 30}),
                     AK_STANDING_PREVIEW);
    assert_int_equal(ak_version_standing_facts(*state, 1037, (struct ak_date){2026, 10, 31}),
                     AK_STANDING_SUPPORTED);
}

static void the_list_corrects_the_end(void **state)
{
    static const struct {
        const char *version;
        bool is_lts;
        enum ak_severity severity;
        bool has_days;
    } cases[] = {
        {"1.33.5", false, AK_SEVERITY_SOON, false},  /* past, and still listed */
        {"1.34.1", false, AK_SEVERITY_ENDED, false}, /* ahead, and no longer listed */
        {"1.35.1", false, AK_SEVERITY_LATER, true},
        {"1.32.1", false, AK_SEVERITY_ENDED, true}, /* for LTS alone, which this is not */
        {"1.32.1", true, AK_SEVERITY_LATER, true},
        {"1.37.1", true, AK_SEVERITY_LATER, true}, /* not for LTS, and supported all the same */
        {"1.31.1", true, AK_SEVERITY_SOON, true},
        {"1.99.1", false, AK_SEVERITY_NONE, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_retirement end =
            ak_kubernetes_retirement_live(cases[i].version, cases[i].is_lts, &list, *state, today);

        if (end.severity != cases[i].severity || end.has_days != cases[i].has_days)
            fail_msg("%s: %s, %d d", cases[i].version, ak_severity_name(end.severity), end.days);
        if (end.severity > AK_SEVERITY_NONE)
            assert_non_null(end.action);
    }
    assert_int_equal(ak_kubernetes_retirement_live("1.34.1", false, NULL, *state, today).severity,
                     AK_SEVERITY_SOON);
}

static struct ak_snap *make_snap(void)
{
    static const struct ak_vm_size sizes[] = {
        {.name = "Standard_D4s_v5"},
        {.name = "Standard_A0", .retires = {2028, 9, 30}},
        {.name = "Standard_DC8s_v3", .retires = {2029, 1, 31}},
        {.name = "Standard_DC4s_v3", .retires = {2029, 10, 31}}};
    static const struct ak_pool pools[] = {{.name = "p", .kubernetes_version = "1.34.1"}};
    static const struct ak_cluster clusters[] = {{.id = "/c/a",
                                                  .name = "a",
                                                  .subscription_id = "s",
                                                  .location = "West Europe",
                                                  .kubernetes_version = "1.34.1",
                                                  .pools = pools,
                                                  .pool_count = 1}};
    struct ak_payload *of_region = ak_payload_new(AK_TOPIC_VERSIONS, 0);
    struct ak_payload *again = ak_payload_new(AK_TOPIC_VERSIONS, 0);
    struct ak_payload *skus = ak_payload_new(AK_TOPIC_VM_SIZES, 0);
    struct ak_payload *fleet = ak_payload_new(AK_TOPIC_CLUSTERS, 0);

    of_region->as.versions = list;
    again->as.versions = list;
    skus->as.vm_sizes = (struct ak_vm_sizes){sizes, 4};
    fleet->as.clusters = (struct ak_clusters){clusters, 1};
    return snap_with(
        snap_with(snap_with(snap_with(ak_snap_new(), AK_TOPIC_VERSIONS, "s/westeurope", of_region),
                            AK_TOPIC_VERSIONS, "t/westeurope", again),
                  AK_TOPIC_VM_SIZES, "s/westeurope", skus),
        AK_TOPIC_CLUSTERS, "s", fleet);
}

static void each_disagreement_is_told_once(void **state)
{
    static const struct {
        const char *subject, *region, *live, *facts;
    } expected[] = {
        {"Kubernetes 1.36", "westeurope", "preview", "supported until 30 Jun 2027"},
        {"Kubernetes 1.34", "westeurope", "not offered", "supported until 30 Nov 2026"},
        {"Kubernetes 1.33", "westeurope", "supported", "LTS only since 31 Jul 2026"},
        {"Kubernetes 1.38", "westeurope", "preview", "not in the calendar"},
        {"Standard_A0", NULL, "retires 30 Sep 2028", "no end is known"},
        {"Standard_DC8s_v3", NULL, "retires 31 Jan 2029", "retires 31 Oct 2029"},
    };
    struct ak_snap *snap = make_snap();
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec found = ak_facts_disagreements(*state, snap, today, arena);

    assert_int_equal(found.len, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < found.len; i++) {
        const struct ak_disagreement *row = ak_vec_at(&found, i);

        assert_string_equal(row->subject, expected[i].subject);
        assert_true((row->region == NULL) == (expected[i].region == NULL));
        if (row->region != NULL)
            assert_string_equal(row->region, expected[i].region);
        assert_string_equal(row->live, expected[i].live);
        assert_string_equal(row->facts, expected[i].facts);
        assert_non_null(row->effect);
    }
    ak_vec_release(&found);
    ak_arena_free(arena);
    ak_snap_unref(snap);
}

static void a_fleet_heeds_the_list_of_its_region(void **state)
{
    struct ak_snap *snap = make_snap();
    struct ak_fleet *fleet = ak_fleet_build(snap, *state, today);

    assert_int_equal(fleet->pools[0].kubernetes_end->severity, AK_SEVERITY_ENDED);
    assert_int_equal(fleet->clusters[0].worst->severity, AK_SEVERITY_ENDED);
    assert_int_equal(fleet->sums.ended, 1);
    ak_fleet_unref(fleet);
    ak_snap_unref(snap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standings_are_told_apart),
        cmocka_unit_test(the_list_corrects_the_end),
        cmocka_unit_test(each_disagreement_is_told_once),
        cmocka_unit_test(a_fleet_heeds_the_list_of_its_region),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
