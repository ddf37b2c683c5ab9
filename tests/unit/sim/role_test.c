/* Roles and who has them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "tests/unit/sim/sim_fixture.h"

#define ROLES SIM_CONTOSO "/providers/Microsoft.Authorization"
#define ROLES_VERSION "api-version=2022-04-01"

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* The properties of assignment i of somebody in the first subscription. */
static const cJSON *assignment(struct sim_fixture *fixture, int i)
{
    assert_int_equal(
        sim_fixture_get(fixture, ROLES "/roleAssignments?$filter=assignedTo('p-1')&" ROLES_VERSION),
        200);
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(sim_fixture_at(fixture, "value"), i),
                                            "properties");
}

static void assigned_are_the_roles_that_the_caller_has(void **state)
{
    static const char *const arguments[] = {
        "--fleet", "contoso",
        "--role",  "reader@" SIM_CONTOSO,
        "--role",  "aks-user@" SIM_CONTOSO_GROUPS "rg-ledger-neu",
        "--role",  "owner@/subscriptions/other",
        NULL};
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open(&fixture, arguments);
    const cJSON *first = assignment(&fixture, 0);
    assert_string_equal(text_of(first, "scope"), SIM_CONTOSO);
    assert_string_equal(text_of(first, "roleDefinitionId"),
                        ROLES "/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7");
    assert_string_equal(text_of(assignment(&fixture, 1), "scope"),
                        SIM_CONTOSO_GROUPS "rg-ledger-neu");
    assert_null(assignment(&fixture, 2));
    sim_fixture_close(&fixture);
}

static void a_role_of_ones_own_is_listed_and_found(void **state)
{
    char path[] = "/tmp/role-XXXXXX.json";
    int file = mkstemps(path, 5);
    const char *const arguments[] = {"--fleet", "contoso", "--role", path, NULL};
    static const char text[] = "{\"Name\":\"Pool watcher\",\"Actions\":[\"*/read\"]}";
    struct sim_fixture fixture;

    (void)state;
    assert_int_equal(write(file, text, sizeof text - 1), sizeof text - 1);
    (void)close(file);
    sim_fixture_open(&fixture, arguments);
    char *role =
        ak_asprintf("%s?" ROLES_VERSION, text_of(assignment(&fixture, 0), "roleDefinitionId"));
    assert_int_equal(sim_fixture_get(&fixture, role), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.roleName"), "Pool watcher");
    assert_string_equal(sim_fixture_text(&fixture, "properties.type"), "CustomRole");
    free(role);
    sim_fixture_close(&fixture);
    (void)unlink(path);
}

static void whoever_is_asked_for_has_them(void **state)
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
        assert_string_equal(text_of(properties, "principalId"), "p-1");
        assert_string_equal(text_of(properties, "scope"), "/");
        char *role =
            ak_asprintf("%s?" ROLES_VERSION,
                        cJSON_GetStringValue(cJSON_GetObjectItem(properties, "roleDefinitionId")));
        assert_int_equal(sim_fixture_get(&fixture, role), 200);
        assert_string_equal(sim_fixture_text(&fixture, "properties.roleName"), "Owner");
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
    assert_int_equal(cJSON_GetArraySize(sim_fixture_at(&fixture, "value")), 6);
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
        cmocka_unit_test(assigned_are_the_roles_that_the_caller_has),
        cmocka_unit_test(a_role_of_ones_own_is_listed_and_found),
        cmocka_unit_test(whoever_is_asked_for_has_them),
        cmocka_unit_test(nobody_in_particular_has_none_listed),
        cmocka_unit_test(other_filters_are_refused),
        cmocka_unit_test(roles_are_found_in_any_scope),
    };

    return cmocka_run_group_tests_name("sim roles", tests, NULL, NULL);
}
