/* --state: what was changed is there again, what was running goes on, and a file that isn't ours is
 * neither taken nor written over. */
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
#include "tests/unit/sim/sim_fixture.h"
#include "tui/sim/file_int.h"
#include "tui/sim/state_int.h"

static const char ledger[] = SIM_LEDGER SIM_VERSION;
static const char new_pool[] = "{\"properties\":{\"count\":2,\"vmSize\":\"Standard_D4s_v5\"}}";

struct place {
    char folder[64];
    char file[80];
};

static int make_place(void **state)
{
    struct place *place = ak_alloc(1, sizeof *place);
    (void)snprintf(place->folder, sizeof place->folder, "state-test-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    (void)snprintf(place->file, sizeof place->file, "%s/state", place->folder);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    (void)unlink(place->file);
    int failed = rmdir(place->folder); /* also tells of files that were left */
    free(place);
    return failed;
}

static void open_at(struct sim_fixture *fixture, const struct place *place, const char *now)
{
    sim_fixture_open(fixture, (const char *const[]){"--now", now, "--time-scale", "1", "--state",
                                                    place->file, NULL});
}

static void what_was_changed_is_there_again(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200);
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "seal", NULL, NULL), 202);
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    char *etag = ak_strdup(sim_pool_text(&fixture, "api", "eTag"));
    sim_fixture_close(&fixture);

    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), 15);
    assert_string_equal(sim_fixture_text(&fixture, "properties.eTag"), etag);
    assert_int_equal(sim_pool_send(&fixture, "GET", "seal", NULL, NULL), 404);
    assert_string_equal(sim_pool_text(&fixture, "fresh", "provisioningState"), "Succeeded");
    assert_int_equal(sim_pool_number(&fixture, "fresh", "count"), 2);
    free(etag);
    sim_fixture_close(&fixture);
}

static void a_running_operation_goes_on(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_send(&fixture, "PUT", "fresh", new_pool, NULL), 201);
    char *url = ak_strdup(sim_fixture_header(&fixture, "Azure-AsyncOperation"));
    sim_fixture_pass(&fixture, 200); /* of 252 at least */
    assert_string_not_equal(sim_fixture_poll(&fixture, url), "Succeeded");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200); /* which writes it */
    sim_fixture_close(&fixture);

    open_at(&fixture, place, "2026-11-23");
    assert_string_not_equal(sim_fixture_poll(&fixture, url), "Succeeded");
    assert_string_equal(sim_fixture_text(&fixture, "startTime"), "2026-11-23T00:00:00.0000000Z");
    assert_string_equal(sim_pool_text(&fixture, "fresh", "provisioningState"), "Creating");
    assert_int_equal(sim_pool_send(&fixture, "DELETE", "fresh", NULL, NULL), 409);
    sim_fixture_pass(&fixture, 140);
    assert_string_equal(sim_fixture_poll(&fixture, url), "Succeeded");
    assert_string_equal(sim_pool_text(&fixture, "fresh", "provisioningState"), "Succeeded");
    free(url);
    sim_fixture_close(&fixture);
}

static void an_abort_after_a_restart_knows_what_was(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-11-23");
    int count = sim_pool_number(&fixture, "api", "count");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200);
    sim_fixture_close(&fixture);
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_post(&fixture, "api", "/abort", NULL), 202);
    sim_fixture_expect_end(&fixture, 30, "Succeeded");
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), count);
    sim_fixture_close(&fixture);
}

static void stopped_pools_remember_their_count(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-11-23");
    int count = sim_pool_number(&fixture, "api", "count");
    assert_int_equal(sim_pool_put(&fixture, "api", "powerState", "{\"code\":\"Stopped\"}"), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), 0);
    sim_fixture_close(&fixture);
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_put(&fixture, "api", "powerState", "{\"code\":\"Running\"}"), 200);
    assert_int_equal(sim_pool_number(&fixture, "api", "count"), count);
    sim_fixture_close(&fixture);
}

static void clusters_and_features_are_kept_too(void **state)
{
    static const char feature[] =
        SIM_CONTOSO "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/"
                    "AzureLinuxOSGuardPreview%s?api-version=2021-07-01";
    struct place *place = *state;
    struct sim_fixture fixture;
    char *post = ak_asprintf(feature, "/register");
    char *get = ak_asprintf(feature, "");
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_fixture_send(&fixture, "DELETE", ledger, NULL, NULL), 202);
    assert_int_equal(sim_fixture_send(&fixture, "POST", post, NULL, NULL), 200);
    sim_fixture_pass(&fixture, SIM_LONG_ENOUGH);
    assert_int_equal(sim_fixture_get(&fixture, ledger), 404);
    sim_fixture_close(&fixture);
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_fixture_get(&fixture, ledger), 404);
    assert_string_equal(sim_fixture_text(&fixture, "error.code"), "ResourceNotFound");
    assert_int_equal(sim_fixture_get(&fixture, get), 200);
    assert_string_equal(sim_fixture_text(&fixture, "properties.state"), "Registered");
    free(get);
    free(post);
    sim_fixture_close(&fixture);
}

static void time_does_not_go_back(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-12-24");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200);
    sim_fixture_close(&fixture);
    open_at(&fixture, place, "2026-11-23");
    assert_true(ak_sim_now(&fixture.sim) >= 1798070400); /* 2026-12-24 */
    sim_fixture_close(&fixture);
}

/* Starts with the file and two more arguments (NULL: none); true when it is refused with a
 * sentence that names the file. */
static bool is_refused(const struct place *place, const char *option, const char *value)
{
    struct sim_fixture fixture;
    struct ak_err err = ak_err_none();
    const char *const arguments[] = {"--state", place->file, option, value, NULL};
    if (sim_fixture_try(&fixture, arguments, &err) == 0) {
        sim_fixture_close(&fixture);
        return false;
    }
    assert_non_null(strstr(err.text, place->file));
    return true;
}

static void another_fleets_state_is_refused(void **state)
{
    struct place *place = *state;
    struct sim_fixture fixture;
    open_at(&fixture, place, "2026-11-23");
    assert_int_equal(sim_pool_put(&fixture, "api", "count", "15"), 200);
    sim_fixture_close(&fixture);
    assert_false(is_refused(place, NULL, NULL));
    assert_true(is_refused(place, "--seed", "2"));
    assert_true(is_refused(place, "--clusters", "3"));
}

static void damaged_files_are_refused_and_left_alone(void **state)
{
    static const char fleet[] =
        "{\"format\":\"akscope-sim-state/1\",\"fleet\":{\"contoso\":true,\"clusters\":0,"
        "\"pools\":3,\"seed\":1,\"import\":[]},%s}";
    static const char *const bad[] = {
        "\"subscriptions\":[{}]",
        "\"subscriptions\":[{\"id\":\"unknown\"}]",
        "\"subscriptions\":[{\"id\":\"5a7b1c3d-0001-4c0d-8e1f-c0de00000001\",\"clusters\":[{}]}]",
        "\"operations\":[{}]",
        "\"operations\":[{\"subscription\":\"s\",\"location\":\"l\",\"kind\":\"pool.boil\","
        "\"status\":\"running\",\"outcome\":\"succeeded\",\"durationMs\":1}]",
        "\"operations\":[{\"subscription\":\"s\",\"location\":\"l\",\"kind\":\"pool.scale\","
        "\"status\":\"running\",\"outcome\":\"succeeded\",\"durationMs\":1e300}]",
        "\"operations\":7",
        "\"subscriptions\":{}",
    };
    static const char *const texts[] = {"", "{", "[]", "{\"format\":\"other/1\"}"};
    struct place *place = *state;
    struct ak_err err = ak_err_none();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(ak_sim_file_write(place->file, texts[i], &err), 0);
        assert_true(is_refused(place, NULL, NULL));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = ak_asprintf(fleet, bad[i]);
        assert_int_equal(ak_sim_file_write(place->file, text, &err), 0);
        assert_true(is_refused(place, NULL, NULL));
        char *after = NULL;
        size_t len = 0;
        assert_int_equal(ak_sim_file_read(place->file, &after, &len, &err), 0);
        assert_string_equal(after, text);
        free(after);
        free(text);
    }
}

/* Operations of what isn't there any more end without an effect. */
static void operations_may_outlive_their_resources(void **state)
{
    static const char text[] =
        "{\"format\":\"akscope-sim-state/1\",\"fleet\":{\"contoso\":true,\"clusters\":0,"
        "\"pools\":3,\"seed\":1,\"import\":[]},\"operations\":["
        "{\"id\":\"1\",\"subscription\":\"s\",\"group\":\"g\",\"cluster\":\"c\",\"pool\":\"p\","
        "\"location\":\"l\",\"kind\":\"pool.scale\",\"status\":\"running\","
        "\"outcome\":\"succeeded\",\"durationMs\":1},"
        "{\"id\":\"2\",\"subscription\":\"s\",\"location\":\"l\",\"pool\":\"f\","
        "\"kind\":\"feature.register\",\"status\":\"running\",\"outcome\":\"failed\","
        "\"durationMs\":1},"
        "{\"id\":\"3\",\"subscription\":\"s\",\"group\":\"g\",\"cluster\":\"c\","
        "\"location\":\"l\",\"kind\":\"cluster.abort\",\"aborts\":\"9\",\"status\":\"running\","
        "\"outcome\":\"succeeded\",\"durationMs\":1}]}";
    struct place *place = *state;
    struct sim_fixture fixture;
    struct ak_err err = ak_err_none();
    assert_int_equal(ak_sim_file_write(place->file, text, &err), 0);
    open_at(&fixture, place, "2026-11-23");
    sim_fixture_pass(&fixture, 60);
    assert_int_equal(sim_fixture_get(&fixture, ledger), 200);
    assert_int_equal(ak_sim_operations_find(fixture.sim.operations, "1")->status, AK_SIM_SUCCEEDED);
    sim_fixture_close(&fixture);
}

#define KEPT(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        KEPT(what_was_changed_is_there_again),
        KEPT(a_running_operation_goes_on),
        KEPT(an_abort_after_a_restart_knows_what_was),
        KEPT(stopped_pools_remember_their_count),
        KEPT(clusters_and_features_are_kept_too),
        KEPT(time_does_not_go_back),
        KEPT(another_fleets_state_is_refused),
        KEPT(damaged_files_are_refused_and_left_alone),
        KEPT(operations_may_outlive_their_resources),
    };
#undef KEPT
    return cmocka_run_group_tests(tests, NULL, NULL);
}
