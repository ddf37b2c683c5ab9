/* Roles at scopes: what the caller may do, what lists show, and how Azure refuses. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "tests/unit/sim/sim_fixture.h"

#define PERMISSIONS "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"
#define SUBSCRIPTIONS "/subscriptions?api-version=2022-12-01"
#define CLUSTERS SIM_CONTOSO "/providers/Microsoft.ContainerService/managedClusters" SIM_VERSION
#define LEDGER_GROUP SIM_CONTOSO_GROUPS "rg-ledger-neu"
#define SEAL SIM_LEDGER "/agentPools/seal"
#define FEATURE                                                                                    \
    SIM_CONTOSO "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/"     \
                "Ubuntu2604Preview"
#define KUBE "Microsoft.ContainerService/managedClusters/"

static void open_with(struct sim_fixture *fixture, const char *role)
{
    const char *const arguments[] = {"--fleet", "contoso", "--now", "2026-11-23", "--seed",
                                     "1",       "--role",  role,    NULL};
    sim_fixture_open(fixture, arguments);
}

static int count_of(struct sim_fixture *fixture, const char *target)
{
    assert_int_equal(sim_fixture_get(fixture, target), 200);
    return cJSON_GetArraySize(sim_fixture_at(fixture, "value"));
}

/* ---- actions ---- */

static void a_refusal_names_client_action_and_scope(void **state)
{
    static const struct {
        const char *method, *target, *action, *scope;
    } cases[] = {
        {"PUT", SEAL SIM_VERSION, KUBE "agentPools/write", SEAL},
        {"DELETE", SEAL SIM_VERSION, KUBE "agentPools/delete", SEAL},
        {"POST", SEAL "/abort" SIM_VERSION, KUBE "agentPools/abort/action", SEAL},
        {"POST", SEAL "/upgradeNodeImageVersion" SIM_VERSION,
         KUBE "agentPools/upgradeNodeImageVersion/action", SEAL},
        {"GET", SEAL SIM_VERSION, KUBE "agentPools/read", SEAL},
        {"GET", SIM_LEDGER "/agentPools" SIM_VERSION, KUBE "agentPools/read", SIM_LEDGER},
        {"GET", SIM_LEDGER "/upgradeProfiles/default" SIM_VERSION, KUBE "upgradeProfiles/read",
         SIM_LEDGER "/upgradeProfiles/default"},
        {"PATCH", SIM_LEDGER SIM_VERSION, KUBE "write", SIM_LEDGER},
        {"POST", SIM_LEDGER "/stop" SIM_VERSION, KUBE "stop/action", SIM_LEDGER},
        {"GET", SIM_LEDGER PERMISSIONS, "Microsoft.Authorization/permissions/read", SIM_LEDGER},
        {"GET", LEDGER_GROUP "?api-version=2021-04-01",
         "Microsoft.Resources/subscriptions/resourceGroups/read", LEDGER_GROUP},
        {"GET", CLUSTERS, KUBE "read", SIM_CONTOSO},
        {"GET",
         SIM_CONTOSO "/providers/Microsoft.Compute/locations/northeurope/"
                     "usages?api-version=2024-07-01",
         "Microsoft.Compute/locations/usages/read",
         SIM_CONTOSO "/providers/Microsoft.Compute/locations/northeurope"},
        {"GET", SIM_CONTOSO "/providers/Microsoft.Compute/skus?api-version=2021-07-01",
         "Microsoft.Compute/skus/read", SIM_CONTOSO},
        {"POST", FEATURE "/register?api-version=2021-07-01",
         "Microsoft.Features/providers/features/register/action", FEATURE},
        {"POST",
         SIM_CONTOSO "/providers/Microsoft.ContainerService/register?api-version=2021-04-01",
         "Microsoft.ContainerService/register/action", SIM_CONTOSO},
        /* who may do nothing there does not learn what there is */
        {"GET",
         SIM_CONTOSO_GROUPS "none"
                            "?api-version=2021-04-01",
         "Microsoft.Resources/subscriptions/resourceGroups/read", SIM_CONTOSO_GROUPS "none"},
    };
    struct sim_fixture fixture;

    (void)state;
    open_with(&fixture, "network-contributor@/subscriptions/another");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[2048];
        (void)snprintf(message, sizeof message,
                       "The client 'c' with object id 'c' does not have authorization to perform "
                       "action '%s' over scope '%s' or the scope is invalid. If access was "
                       "recently granted, please refresh your credentials.",
                       cases[i].action, cases[i].scope);
        assert_int_equal(sim_fixture_send(&fixture, cases[i].method, cases[i].target, "{}", NULL),
                         403);
        assert_string_equal(sim_fixture_text(&fixture, "error.code"), "AuthorizationFailed");
        assert_string_equal(sim_fixture_text(&fixture, "error.message"), message);
    }
    sim_fixture_close(&fixture);
}

/* ---- scopes ---- */

static void a_role_holds_at_its_scope_and_below(void **state)
{
    static const struct {
        const char *role;
        int subscriptions, clusters; /* that are listed; -1: the list is refused */
        int ledger, usages, seal;    /* statuses */
    } cases[] = {
        {"reader", 3, 6, 200, 200, 403},
        {"reader@/", 3, 6, 200, 200, 403},
        {"owner@" SIM_CONTOSO, 1, 6, 200, 200, 202},
        {"Contributor@" SIM_CONTOSO "/", 1, 6, 200, 200, 202},
        {"contributor@" LEDGER_GROUP, 1, 1, 200, 403, 202},
        {"acdd72a7-3385-48ef-bd42-f606fba81ae7@" SIM_LEDGER, 1, 1, 200, 403, 403},
        {"azure kubernetes service contributor role", 3, 6, 200, 403, 403},
        {"aks-user", 3, 6, 200, 403, 403},
        {"network-contributor", 3, -1, 403, 403, 403},
        {"owner@" SIM_CONTOSO_GROUPS "rg-ledger", 1, 0, 403, 403, 403}, /* of another group */
        {"owner@/subscriptions/another", 0, -1, 403, 403, 403},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;

        print_message("# %s\n", cases[i].role);
        open_with(&fixture, cases[i].role);
        assert_int_equal(count_of(&fixture, SUBSCRIPTIONS), cases[i].subscriptions);
        if (cases[i].clusters >= 0) {
            assert_int_equal(count_of(&fixture, CLUSTERS), cases[i].clusters);
        } else {
            assert_int_equal(sim_fixture_get(&fixture, CLUSTERS), 403);
        }
        assert_int_equal(sim_fixture_get(&fixture, SIM_LEDGER SIM_VERSION), cases[i].ledger);
        assert_int_equal(sim_fixture_get(&fixture,
                                         SIM_CONTOSO "/providers/Microsoft.Compute/locations/"
                                                     "northeurope/usages?api-version=2024-07-01"),
                         cases[i].usages);
        assert_int_equal(sim_fixture_send(&fixture, "DELETE", SEAL SIM_VERSION, NULL, NULL),
                         cases[i].seal);
        sim_fixture_close(&fixture);
    }
}

static void an_operation_may_be_followed_with_a_role_on_the_cluster_alone(void **state)
{
    struct sim_fixture fixture;
    char *url;

    (void)state;
    open_with(&fixture, "contributor@" SIM_LEDGER);
    assert_int_equal(sim_fixture_send(&fixture, "DELETE", SEAL SIM_VERSION, NULL, NULL), 202);
    url = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    assert_string_equal(sim_fixture_poll(&fixture, url), "InProgress");
    free(url);
    sim_fixture_close(&fixture);
}

/* ---- permissions ---- */

/* Text j of a list of the i-th permission of the last answer. */
static const char *given(struct sim_fixture *fixture, int i, const char *list, int j)
{
    const cJSON *item = cJSON_GetArrayItem(sim_fixture_at(fixture, "value"), i);

    return cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItem(item, list), j));
}

static void permissions_are_those_of_all_roles_at_the_scope(void **state)
{
    const char *const arguments[] = {"--fleet", "contoso",
                                     "--role",  "reader@" SIM_CONTOSO,
                                     "--role",  "contributor@" LEDGER_GROUP,
                                     NULL};
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open(&fixture, arguments);
    assert_int_equal(count_of(&fixture, SIM_CONTOSO PERMISSIONS), 1);
    assert_string_equal(given(&fixture, 0, "actions", 0), "*/read");
    assert_int_equal(count_of(&fixture, LEDGER_GROUP PERMISSIONS), 2);
    assert_int_equal(count_of(&fixture, SEAL PERMISSIONS), 2);
    assert_int_equal(count_of(&fixture, SIM_LEDGER PERMISSIONS), 2);
    assert_string_equal(given(&fixture, 1, "actions", 0), "*");
    assert_string_equal(given(&fixture, 1, "notActions", 1), "Microsoft.Authorization/*/Write");
    sim_fixture_close(&fixture);
    sim_fixture_open_contoso(&fixture, NULL); /* who says nothing owns everything */
    assert_int_equal(count_of(&fixture, SIM_LEDGER PERMISSIONS), 1);
    assert_string_equal(given(&fixture, 0, "actions", 0), "*");
    sim_fixture_close(&fixture);
}

/* ---- roles of one's own ---- */

static void write_role(const char *text, char path[32])
{
    (void)ak_text_copy(path, 32, "/tmp/akscope-role-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(file), 0);
}

static void a_role_may_come_from_a_file(void **state)
{
    static const char *const texts[] = {
        "{\"Name\":\"x\",\"Actions\":[\"*/Read\",\"*/AgentPools/*\"],"
        "\"NotActions\":[\"*/agentpools/DELETE\"]}",
        "{\"roleName\":\"x\",\"permissions\":[{\"actions\":[\"*/read\"],\"notActions\":[]},"
        "{\"actions\":[\"*/agentPools/*\"],\"notActions\":[\"*/agentPools/delete\"]}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sim_fixture fixture;
        char path[32];

        write_role(texts[i], path);
        open_with(&fixture, path);
        assert_int_equal(sim_fixture_get(&fixture, SEAL SIM_VERSION), 200);
        assert_int_equal(sim_fixture_send(&fixture, "DELETE", SEAL SIM_VERSION, NULL, NULL), 403);
        assert_int_equal(sim_fixture_send(&fixture, "POST",
                                          SEAL "/upgradeNodeImageVersion" SIM_VERSION, NULL, NULL),
                         202);
        sim_fixture_close(&fixture);
        assert_int_equal(unlink(path), 0);
    }
}

static void what_is_no_role_is_said_at_the_start(void **state)
{
    static const struct {
        const char *role, *reason;
        enum ak_err_kind kind;
    } cases[] = {
        {"king", "there is no role \"king\"", AK_ERR_USAGE},
        {"king@/subscriptions/x", "there is no role \"king\"", AK_ERR_USAGE},
        {"/nowhere/role.json", "/nowhere/role.json", AK_ERR_FILE},
        {"/dev/null", "/dev/null: expected a role definition as JSON", AK_ERR_USAGE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const arguments[] = {"--role", "reader", "--role", cases[i].role, NULL};
        struct sim_fixture fixture;
        struct ak_err err = ak_err_none();

        assert_int_equal(sim_fixture_try(&fixture, arguments, &err), cases[i].kind);
        if (strstr(err.text, cases[i].reason) == NULL) {
            fail_msg("%s: %s", cases[i].role, err.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_names_client_action_and_scope),
        cmocka_unit_test(a_role_holds_at_its_scope_and_below),
        cmocka_unit_test(an_operation_may_be_followed_with_a_role_on_the_cluster_alone),
        cmocka_unit_test(permissions_are_those_of_all_roles_at_the_scope),
        cmocka_unit_test(a_role_may_come_from_a_file),
        cmocka_unit_test(what_is_no_role_is_said_at_the_start),
    };

    return cmocka_run_group_tests_name("sim/rights", tests, NULL, NULL);
}
