/* Features and providers: states that take their time, and when a feature is in force. */
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

#define FEATURES                                                                                   \
    SIM_CONTOSO "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/"
#define FEATURES_VERSION "?api-version=2021-07-01"

static const char provider[] =
    SIM_CONTOSO "/providers/Microsoft.ContainerService/register?api-version=2021-04-01";

/* In preview on that day, and not registered in the first subscription. */
static const char guard_feature[] = "AzureLinuxOSGuardPreview";
static const char guard_pool[] = "{\"properties\":{\"count\":1,\"vmSize\":\"Standard_D4s_v5\","
                                 "\"osSKU\":\"AzureLinuxOSGuard\",\"enableFIPS\":true}}";

static int post(struct sim_fixture *fixture, const char *feature, const char *action)
{
    char *path = ak_asprintf(FEATURES "%s/%s" FEATURES_VERSION, feature, action);
    int status = sim_fixture_send(fixture, "POST", path, NULL, NULL);
    free(path);
    return status;
}

static const char *state_of(struct sim_fixture *fixture, const char *feature)
{
    char *path = ak_asprintf(FEATURES "%s" FEATURES_VERSION, feature);
    assert_int_equal(sim_fixture_get(fixture, path), 200);
    free(path);
    return sim_fixture_text(fixture, "properties.state");
}

static void a_feature_is_registering_and_then_registered(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_string_equal(state_of(&fixture, guard_feature), "NotRegistered");
    assert_int_equal(post(&fixture, guard_feature, "register"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.state"), "Registering");
    assert_string_equal(sim_fixture_text(&fixture, "name"),
                        "Microsoft.ContainerService/AzureLinuxOSGuardPreview");
    sim_fixture_pass(&fixture, 500);                                  /* of 540 at least */
    assert_int_equal(post(&fixture, guard_feature, "register"), 200); /* again: no new start */
    assert_string_equal(state_of(&fixture, guard_feature), "Registering");
    sim_fixture_pass(&fixture, 165);
    assert_string_equal(state_of(&fixture, "azurelinuxosguardpreview"), "Registered");
    assert_int_equal(post(&fixture, guard_feature, "register"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.state"), "Registered");
    assert_int_equal(post(&fixture, guard_feature, "unregister"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.state"), "Unregistering");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(state_of(&fixture, guard_feature), "Unregistered");
    sim_fixture_close(&fixture);
}

static void a_registration_can_be_taken_back(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(post(&fixture, guard_feature, "register"), 200);
    assert_int_equal(post(&fixture, guard_feature, "unregister"), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(state_of(&fixture, guard_feature), "Unregistered");
    sim_fixture_close(&fixture);
}

static void some_features_wait_for_approval(void **state)
{
    (void)state;
    static const char name[] = "NRGLockdownPreview";
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(post(&fixture, name, "register"), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.state"), "Pending");
    sim_fixture_pass(&fixture, 3000); /* of 3240 at least */
    assert_string_equal(state_of(&fixture, name), "Pending");
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_string_equal(state_of(&fixture, name), "Registered");
    sim_fixture_close(&fixture);
}

static void a_feature_is_in_force_once_its_provider_was_refreshed(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "guard", guard_pool, NULL), 400);
    assert_non_null(strstr(sim_fixture_text(&fixture, "message"), guard_feature));
    assert_int_equal(post(&fixture, guard_feature, "register"), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "guard", guard_pool, NULL), 400);
    assert_int_equal(sim_fixture_send(&fixture, "POST", provider, NULL, NULL), 200);
    assert_string_equal(sim_fixture_text(&fixture, "registrationState"), "Registered");
    assert_int_equal(sim_pool_send(&fixture, "PUT", "guard", guard_pool, NULL), 201);
    sim_fixture_close(&fixture);
}

static void a_header_switches_a_feature_on_for_its_request(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "guard", guard_pool,
                                   "AKSHTTPCustomFeatures: "
                                   "Microsoft.ContainerService/AzureLinuxOSGuardPreview"),
                     201);
    sim_fixture_close(&fixture);
}

static void unknown_features_and_providers_are_not_found(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(post(&fixture, "Nothing", "register"), 404);
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "FeatureNotFound");
    assert_int_equal(post(&fixture, "Nothing", "unregister"), 404);
    assert_int_equal(sim_fixture_send(&fixture, "POST",
                                      SIM_CONTOSO
                                      "/providers/Nothing/register?api-version=2021-04-01",
                                      NULL, NULL),
                     404);
    sim_fixture_close(&fixture);
}

static const char *compute_state(struct sim_fixture *fixture)
{
    assert_int_equal(sim_fixture_get(fixture, SIM_CONTOSO "/providers/Microsoft.Compute"
                                                          "?api-version=2021-04-01"),
                     200);
    return sim_fixture_text(fixture, "registrationState");
}

static void a_provider_that_nobody_has_registered_is_registered_when_asked(void **state)
{
    static const char *const arguments[] = {"--unregistered", "microsoft.compute", NULL};
    struct sim_fixture fixture;

    (void)state;
    sim_fixture_open(&fixture, arguments);
    assert_string_equal(compute_state(&fixture), "NotRegistered");
    assert_int_equal(sim_fixture_send(&fixture, "POST",
                                      SIM_CONTOSO "/providers/Microsoft.Compute/register"
                                                  "?api-version=2021-04-01",
                                      NULL, NULL),
                     200);
    assert_string_equal(sim_fixture_text(&fixture, "registrationState"), "Registering");
    assert_string_equal(compute_state(&fixture), "Registered");
    sim_fixture_close(&fixture);
}

static void an_unknown_provider_cannot_be_unregistered(void **state)
{
    static const char *const arguments[] = {"--unregistered", "Microsoft.Nothing", NULL};
    struct sim_fixture fixture;
    struct ak_err err = ak_err_none();

    (void)state;
    assert_int_equal(sim_fixture_try(&fixture, arguments, &err), AK_ERR_USAGE);
    assert_non_null(strstr(err.text, "Microsoft.Nothing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feature_is_registering_and_then_registered),
        cmocka_unit_test(a_registration_can_be_taken_back),
        cmocka_unit_test(some_features_wait_for_approval),
        cmocka_unit_test(a_feature_is_in_force_once_its_provider_was_refreshed),
        cmocka_unit_test(a_header_switches_a_feature_on_for_its_request),
        cmocka_unit_test(unknown_features_and_providers_are_not_found),
        cmocka_unit_test(a_provider_that_nobody_has_registered_is_registered_when_asked),
        cmocka_unit_test(an_unknown_provider_cannot_be_unregistered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
