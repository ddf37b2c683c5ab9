#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/sim/api_int.h"
#include "tui/sim/filter_int.h"
#include "tui/sim/route_int.h"
#include "tui/sim/target_int.h"

static const char pool_path[] = "/subscriptions/{subscription}/resourceGroups/{group}/providers/"
                                "Microsoft.ContainerService/managedClusters/{cluster}/agentPools/"
                                "{pool}";

static void a_target_is_taken_apart(void **state)
{
    (void)state;
    struct ak_sim_target target;
    ak_sim_target_init(&target, "//a%20b/c/?api-version=2024-01-01&%24filter=x%20eq+'y'&&flag");
    assert_string_equal(ak_sim_target_segment(&target, 0), "a b");
    assert_string_equal(ak_sim_target_segment(&target, 1), "c");
    assert_null(ak_sim_target_segment(&target, 2));
    assert_string_equal(target.path, "//a%20b/c/");
    assert_string_equal(ak_sim_target_query(&target, "API-Version"), "2024-01-01");
    assert_string_equal(ak_sim_target_query(&target, "$filter"), "x eq 'y'");
    assert_string_equal(ak_sim_target_query(&target, "flag"), "");
    assert_null(ak_sim_target_query(&target, "other"));
    ak_sim_target_release(&target);
}

static void broken_escapes_stay_as_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const char *segment;
    } cases[] = {{"/%", "%"}, {"/%4", "%4"}, {"/%zz", "%zz"}, {"/%00x", "%00x"}, {"/%41", "A"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ak_sim_target target;
        ak_sim_target_init(&target, cases[i].raw);
        assert_string_equal(ak_sim_target_segment(&target, 0), cases[i].segment);
        ak_sim_target_release(&target);
    }
}

static bool matches(const char *path, const char *raw, struct ak_sim_parameters *parameters)
{
    struct ak_sim_target target;
    ak_sim_target_init(&target, raw);
    bool found = ak_sim_route_match(path, &target, parameters);
    ak_sim_target_release(&target);
    return found;
}

static void a_path_fits_whatever_its_letter_case(void **state)
{
    (void)state;
    struct ak_sim_target target;
    struct ak_sim_parameters parameters;
    ak_sim_target_init(&target, "/SUBSCRIPTIONS/s1/resourcegroups/RG/providers/"
                                "microsoft.containerservice/MANAGEDCLUSTERS/c1/agentpools/Pool");
    assert_true(ak_sim_route_match(pool_path, &target, &parameters));
    assert_string_equal(ak_sim_parameters_find(&parameters, "subscription"), "s1");
    assert_string_equal(ak_sim_parameters_find(&parameters, "group"), "RG");
    assert_string_equal(ak_sim_parameters_find(&parameters, "cluster"), "c1");
    assert_string_equal(ak_sim_parameters_find(&parameters, "pool"), "Pool");
    assert_null(ak_sim_parameters_find(&parameters, "location"));
    ak_sim_target_release(&target);
}

static void a_path_that_is_longer_or_shorter_does_not_fit(void **state)
{
    (void)state;
    struct ak_sim_parameters parameters;
    assert_true(matches("/tenants", "/tenants/", &parameters));
    assert_false(matches("/tenants", "/tenants/x", &parameters));
    assert_false(matches("/tenants", "/tenant", &parameters));
    assert_false(matches("/tenants", "/", &parameters));
    assert_false(matches(pool_path, "/subscriptions/s/resourceGroups/g", &parameters));
}

static void no_two_rows_answer_the_same_request(void **state)
{
    (void)state;
    size_t count = 0;
    const struct ak_sim_route *rows = ak_sim_routes(&count);
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        struct ak_sim_parameters parameters;
        for (size_t j = 0; j < count; j++) {
            bool same_method = strcmp(rows[i].method, rows[j].method) == 0;
            if (i != j && same_method && matches(rows[j].path, rows[i].path, &parameters)) {
                fail_msg("%s is answered by %s too", rows[i].path, rows[j].path);
            }
        }
    }
}

static void every_row_names_what_its_flags_need(void **state)
{
    (void)state;
    static const struct {
        unsigned flag;
        const char *parameter;
    } needs[] = {{AK_SIM_SUBSCRIPTION, "{subscription}"},
                 {AK_SIM_GROUP, "{group}"},
                 {AK_SIM_CLUSTER, "{cluster}"},
                 {AK_SIM_POOL, "{pool}"},
                 {AK_SIM_LOCATION, "{location}"}};
    size_t count = 0;
    const struct ak_sim_route *rows = ak_sim_routes(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(rows[i].handle);
        for (size_t j = 0; j < sizeof needs / sizeof *needs; j++) {
            bool is_named = strstr(rows[i].path, needs[j].parameter) != NULL;
            bool is_needed = (rows[i].flags & needs[j].flag) != 0;
            assert_true(is_named || !is_needed);
            if (strcmp(rows[i].method, "GET") == 0) { /* changes may name what isn't there yet */
                assert_int_equal(is_named, is_needed);
            }
        }
    }
}

static void an_api_version_is_a_date_with_or_without_a_word(void **state)
{
    (void)state;
    assert_true(ak_sim_api_version_is_date("2024-11-01"));
    assert_true(ak_sim_api_version_is_date("2025-09-02-preview"));
    assert_false(ak_sim_api_version_is_date(""));
    assert_false(ak_sim_api_version_is_date("2024-11"));
    assert_false(ak_sim_api_version_is_date("2024-13-01"));
    assert_false(ak_sim_api_version_is_date("20241101xx"));
    assert_false(ak_sim_api_version_is_date("2024-11-01-"));
    assert_false(ak_sim_api_version_is_date("2024-11-01preview"));
}

static void each_type_takes_its_own_api_versions(void **state)
{
    (void)state;
    const struct ak_sim_api_row *clusters = ak_sim_api_row(AK_SIM_API_CLUSTERS);
    assert_true(ak_sim_api_takes(clusters, "2022-11-01"));
    assert_true(ak_sim_api_takes(clusters, "2025-09-02-Preview"));
    assert_false(ak_sim_api_takes(clusters, "2023-10-02-preview"));
    assert_false(ak_sim_api_takes(ak_sim_api_row(AK_SIM_API_ORCHESTRATORS), "2022-11-01"));
    char *versions = ak_sim_api_versions(ak_sim_api_row(AK_SIM_API_FEATURES), ", ");
    assert_string_equal(versions, "2014-08-01-preview, 2015-12-01, 2021-07-01");
    free(versions);
}

static void the_sku_filter_names_one_location(void **state)
{
    (void)state;
    char *location = NULL;
    assert_true(ak_sim_filter_location("location eq 'westeurope'", &location));
    assert_string_equal(location, "westeurope");
    free(location);
    assert_true(ak_sim_filter_location(" Location  EQ  'a b' ", &location));
    assert_string_equal(location, "a b");
    free(location);
    static const char *const bad[] = {"",
                                      "location",
                                      "location eq",
                                      "location eq westeurope",
                                      "location eq ''",
                                      "location eq 'x",
                                      "location ne 'x'",
                                      "location eq 'x' or true"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(ak_sim_filter_location(bad[i], &location));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_taken_apart),
        cmocka_unit_test(broken_escapes_stay_as_they_are),
        cmocka_unit_test(a_path_fits_whatever_its_letter_case),
        cmocka_unit_test(a_path_that_is_longer_or_shorter_does_not_fit),
        cmocka_unit_test(no_two_rows_answer_the_same_request),
        cmocka_unit_test(every_row_names_what_its_flags_need),
        cmocka_unit_test(an_api_version_is_a_date_with_or_without_a_word),
        cmocka_unit_test(each_type_takes_its_own_api_versions),
        cmocka_unit_test(the_sku_filter_names_one_location),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
