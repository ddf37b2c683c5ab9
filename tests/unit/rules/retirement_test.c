/* retirement_test.c: retirements of other things than OS and Kubernetes: each row hits what it
 * should, and nothing else; and deadlines in words. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/rules/lifecycle.h"
#include "unit/rules/built_in.h"

static const struct ak_pair certificate_tag[] = {
    {"AKS-disable-kubelet-serving-certificate-rotation", "TRUE"}};
static const struct ak_pair driver_tag[] = {{"SkipGPUDriverInstall", "true"}};
static const struct ak_pair other_tag[] = {{"SkipGPUDriverInstall", "false"}};

static const struct hit {
    const char *id;
    struct ak_cluster cluster;
    struct ak_pool pool;
    bool hits;
} hits[] = {
    {"kubenet", {.network_plugin = "KubeNet"}, {0}, true},
    {"kubenet", {.network_plugin = "azure"}, {0}, false},
    {"kubenet", {0}, {0}, false},
    {"availability-sets", {0}, {.type = "AvailabilitySet"}, true},
    {"availability-sets", {0}, {.type = "VirtualMachines"}, false},
    {"basic-load-balancer", {.load_balancer_sku = "Basic"}, {0}, true},
    {"basic-load-balancer", {.load_balancer_sku = "standard"}, {0}, false},
    {"npm-linux", {.network_policy = "azure"}, {0}, true},
    {"npm-linux", {.network_policy = "cilium"}, {0}, false},
    {"npm-windows", {.network_policy = "azure"}, {.os_type = "Windows"}, true},
    {"npm-windows", {.network_policy = "azure"}, {.os_type = "Linux"}, false},
    {"npm-windows", {.network_policy = "calico"}, {.os_type = "Windows"}, false},
    {"osm", {.open_service_mesh = AK_YES}, {0}, true},
    {"osm", {.open_service_mesh = AK_NO}, {0}, false},
    {"app-routing-nginx", {.app_routing = AK_YES}, {0}, true},
    {"app-routing-nginx",
     {.app_routing = AK_YES, .app_routing_nginx = "AnnotationControlled"},
     {0},
     true},
    {"app-routing-nginx", {.app_routing = AK_YES, .app_routing_nginx = "None"}, {0}, false},
    {"app-routing-nginx", {.app_routing = AK_NO}, {0}, false},
    {"custom-ca-preview", {0}, {.custom_ca_trust = AK_YES}, true},
    {"custom-ca-preview", {0}, {.custom_ca_trust = AK_UNKNOWN}, false},
    {"kubelet-serving-cert-tag", {0}, {.tags = {certificate_tag, 1}}, true},
    {"kubelet-serving-cert-tag", {.tags = {certificate_tag, 1}}, {0}, false},
    {"skip-gpu-driver-tag", {0}, {.tags = {driver_tag, 1}}, true},
    {"skip-gpu-driver-tag", {0}, {.tags = {other_tag, 1}}, false},
    {"pod-identity", {.pod_identity = AK_YES}, {0}, true},
    {"pod-identity", {0}, {0}, false},
    {"wasi-node-pools", {0}, {.workload_runtime = "WasmWasi"}, true},
    {"wasi-node-pools", {0}, {.workload_runtime = "OCIContainer"}, false},
    {"http-application-routing", {.http_application_routing = AK_YES}, {0}, true},
    {"http-application-routing", {0}, {0}, false},
    {"defender-21vianet", {.location = "chinanorth3", .defender = AK_YES}, {0}, true},
    {"defender-21vianet", {.location = "northeurope", .defender = AK_YES}, {0}, false},
    {"dcsv3-sizes", {0}, {.vm_size = "standard_DC8s_v3"}, true},
    {"dcsv3-sizes", {0}, {.vm_size = "Standard_DC48ds_v3"}, true},
    {"dcsv3-sizes", {0}, {.vm_size = "Standard_DC4as_v5"}, false},
    {"dcsv3-sizes", {0}, {.vm_size = "Standard_D4s_v3"}, false},
};

static const struct ak_other_retirement *find(const struct ak_facts *facts, const char *id)
{
    for (size_t i = 0; i < facts->retirement_count; i++) {
        if (strcmp(facts->retirements[i].id, id) == 0)
            return &facts->retirements[i];
    }
    fail_msg("there is no retirement %s", id);
    return NULL;
}

static void each_row_hits_what_it_should(void **state)
{
    for (size_t i = 0; i < sizeof hits / sizeof hits[0]; i++) {
        const struct hit *given = &hits[i];
        const struct ak_other_retirement *row = find(*state, given->id);
        const struct ak_retirement_subject subject = {&given->cluster, &given->pool, NULL};

        if (ak_other_retirement_hits(row, &subject) != given->hits)
            fail_msg("case %zu: %s %s", i, given->id, given->hits ? "does not hit" : "hits");
    }
}

static bool has_case(const char *id, bool is_hit)
{
    for (size_t i = 0; i < sizeof hits / sizeof hits[0]; i++) {
        if (strcmp(hits[i].id, id) == 0 && hits[i].hits == is_hit)
            return true;
    }
    return false;
}

static void each_row_is_a_case_or_says_why_it_cannot_be_told(void **state)
{
    const struct ak_facts *facts = *state;
    const struct ak_cluster cluster = {.network_plugin = "kubenet"};
    const struct ak_pool pool = {.type = "AvailabilitySet"};
    const struct ak_retirement_subject subject = {&cluster, &pool, NULL};

    assert_int_equal(facts->retirement_count, 17);
    for (size_t i = 0; i < facts->retirement_count; i++) {
        const struct ak_other_retirement *row = &facts->retirements[i];

        if (row->undetected != NULL)
            assert_false(ak_other_retirement_hits(row, &subject));
        else if (!has_case(row->id, true) || !has_case(row->id, false))
            fail_msg("%s has no case that it hits, or none that it misses", row->id);
    }
}

static void a_retirement_of_pools_needs_a_pool(void **state)
{
    const struct ak_cluster cluster = {.network_policy = "azure"};
    const struct ak_retirement_subject subject = {.cluster = &cluster};

    assert_false(ak_other_retirement_hits(find(*state, "npm-windows"), &subject));
    assert_true(ak_other_retirement_hits(find(*state, "npm-linux"), &subject));
}

static void the_date_is_counted_like_any_other(void **state)
{
    static const struct {
        struct ak_date today;
        enum ak_severity severity;
        int days;
    } cases[] = {
        {{2027, 12, 2}, AK_SEVERITY_SOON, 120}, {{2027, 12, 1}, AK_SEVERITY_LATER, 121},
        {{2028, 3, 31}, AK_SEVERITY_SOON, 0},   {{2028, 4, 1}, AK_SEVERITY_ENDED, -1},
        {{1, 1, 1}, AK_SEVERITY_LATER, 740436}, {{9999, 12, 31}, AK_SEVERITY_ENDED, -2911622},
        {{2028, 2, 29}, AK_SEVERITY_SOON, 31},
    };
    const struct ak_other_retirement *row = find(*state, "kubenet");

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_retirement end = ak_other_retirement_end(row, *state, cases[i].today);

        if (end.severity != cases[i].severity || end.days != cases[i].days)
            fail_msg("case %zu: %s, %d d", i, ak_severity_name(end.severity), end.days);
        assert_string_equal(end.id, "kubenet");
        assert_non_null(end.stops);
        assert_string_equal(end.action, "move to Azure CNI Overlay");
    }
}

static void platform_support_ends_when_its_version_is_there(void **state)
{
    struct ak_date end = ak_kubernetes_platform_end(*state, 1033); /* until 1.37 GA */

    assert_int_equal(ak_date_compare(end, (struct ak_date){2026, 10, 31}), 0);
    assert_false(ak_date_is_set(ak_kubernetes_platform_end(*state, 1037)));
    assert_false(ak_date_is_set(ak_kubernetes_platform_end(*state, 1030)));
    assert_false(ak_date_is_set(ak_kubernetes_platform_end(*state, 1099)));
}

static void ends_are_told_in_words(void **state)
{
    static const struct {
        struct ak_retirement end;
        bool with_days;
        const char *words;
    } cases[] = {
        {{.end_of_support = {2027, 6, 30}, .images_removed = {2028, 4, 30}},
         true,
         "support ends 30 Jun 2027, in 219 d; images are removed 30 Apr 2028, in 524 d"},
        {{.end_of_support = {2025, 11, 30}, .images_removed = {2026, 3, 31}},
         false,
         "support ended 30 Nov 2025; images were removed 31 Mar 2026"},
        {{.end_of_support = {2026, 11, 23}}, true, "support ends 23 Nov 2026, today"},
        {{.end_of_support = {2026, 11, 22}}, true, "support ended 22 Nov 2026, 1 d ago"},
        {{.end_of_support = {2027, 3, 17}, .images_removed = {2027, 3, 17}},
         true,
         "support ends and images are removed 17 Mar 2027, in 114 d"},
        {{.end_of_support = {2026, 3, 17}, .images_removed = {2026, 3, 17}},
         false,
         "support ended and images were removed 17 Mar 2026"},
        {{.images_removed = {2026, 12, 1}}, true, "images are removed 1 Dec 2026, in 8 d"},
        {{.severity = AK_SEVERITY_REMOVED}, true, "out of support for long"},
        {{0}, true, "no end is announced"},
    };
    const struct ak_date today = {2026, 11, 23};
    char out[AK_RETIREMENT_WORDS_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(ak_retirement_words(&cases[i].end, today, cases[i].with_days, out),
                            cases[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_hits_what_it_should),
        cmocka_unit_test(each_row_is_a_case_or_says_why_it_cannot_be_told),
        cmocka_unit_test(a_retirement_of_pools_needs_a_pool),
        cmocka_unit_test(the_date_is_counted_like_any_other),
        cmocka_unit_test(platform_support_ends_when_its_version_is_there),
        cmocka_unit_test(ends_are_told_in_words),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
