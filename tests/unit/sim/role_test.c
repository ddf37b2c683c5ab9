/* Roles and who has them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "tests/unit/sim/sim_fixture.h"

#define ROLES SIM_CONTOSO "/providers/Microsoft.Authorization"
#define ROLES_VERSION "api-version=2022-04-01"

static void whoever_is_asked_for_is_a_contributor(void **state)
{
    static const char *const filters[] = {"assignedTo('p-1')", "principalId%20eq%20'p-1'",
                                          "ASSIGNEDTO(%27p-1%27)"};
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open_contoso(&fixture, NULL);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char *path = ak_asprintf(ROLES "/roleAssignments?$filter=%s&" ROLES_VERSION, filters[i]);
        assert_int_equal(sim_fixture_get(&fixture, path), 200);
        const cJSON *items = sim_fixture_at(&fixture, "value");
        assert_int_equal(cJSON_GetArraySize(items), 1);
        const cJSON *properties =
            cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(items, 0), "properties");
        assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(properties, "principalId")),
                            "p-1");
        assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(properties, "scope")),
                            SIM_CONTOSO);
        char *role =
            ak_asprintf("%s?" ROLES_VERSION,
                        cJSON_GetStringValue(cJSON_GetObjectItem(properties, "roleDefinitionId")));
        assert_int_equal(sim_fixture_get(&fixture, role), 200);
        assert_string_equal(sim_fixture_text(&fixture, "properties.roleName"), "Contributor");
        free(role);
        free(path);
    }
    sim_fixture_close(&fixture);
}

static void nobody_in_particular_has_none_listed(void **state)
{
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(
        sim_fixture_get(&fixture, ROLES "/roleAssignments?$filter=atScope()&" ROLES_VERSION), 200);
    assert_int_equal(cJSON_GetArraySize(sim_fixture_at(&fixture, "value")), 0);
    sim_fixture_close(&fixture);
}

static void other_filters_are_refused(void **state)
{
    static const char *const filters[] = {"assignedTo('p-1'", "assignedTo('p-1') or true",
                                          "assignedTo('')", "principalId ne 'p-1'", "roleName"};
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open_contoso(&fixture, NULL);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char *path = ak_asprintf(ROLES "/roleAssignments?$filter=%s&" ROLES_VERSION, filters[i]);
        assert_int_equal(sim_fixture_get(&fixture, path), 400);
        assert_string_equal(sim_fixture_text(&fixture, "error.code"), "UnsupportedQuery");
        free(path);
    }
    sim_fixture_close(&fixture);
}

static void roles_are_found_in_any_scope(void **state)
{
    static const char reader[] = "/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7?";
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_fixture_get(&fixture, ROLES "/roleDefinitions?" ROLES_VERSION), 200);
    assert_int_equal(cJSON_GetArraySize(sim_fixture_at(&fixture, "value")), 3);
    char *path = ak_asprintf("/providers/Microsoft.Authorization%s" ROLES_VERSION, reader);
    assert_int_equal(sim_fixture_get(&fixture, path), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.roleName"), "Reader");
    free(path);
    assert_int_equal(sim_fixture_get(&fixture, ROLES "/roleDefinitions/none?" ROLES_VERSION), 404);
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "RoleDefinitionDoesNotExist");
    sim_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_asked_for_is_a_contributor),
        cmocka_unit_test(nobody_in_particular_has_none_listed),
        cmocka_unit_test(other_filters_are_refused),
        cmocka_unit_test(roles_are_found_in_any_scope),
    };

    return cmocka_run_group_tests_name("sim roles", tests, NULL, NULL);
}
