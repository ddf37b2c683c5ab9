/* --throttle: each operation of the provider has its bucket, of a pool, a cluster, a group or a
 * subscription, and gets it back with time. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "tests/unit/sim/sim_fixture.h"

#define MANY_CLUSTERS "/providers/Microsoft.ContainerService/managedClusters"

static const char ledger[] = SIM_LEDGER SIM_VERSION;
static const char payments[] =
    SIM_CONTOSO_GROUPS "rg-payments-weu" MANY_CLUSTERS "/payments-prod" SIM_VERSION;

static void open_throttled(struct sim_fixture *fixture)
{
    sim_fixture_open(fixture, (const char *const[]){"--now", "2026-11-23", "--throttle", NULL});
}

/* How many requests pass until one is throttled, 1,000 at the most. */
static int passed(struct sim_fixture *fixture, const char *method, const char *target)
{
    int count = 0;
    while (count < 1000 && sim_fixture_send(fixture, method, target, "{}", NULL) != 429) {
        count++;
    }
    return count;
}

static void each_bucket_has_its_size_and_comes_back(void **state)
{
    (void)state;
    char *pool = sim_pool_path("_", ""); /* a name that is refused: nothing starts */
    const struct {
        const char *method;
        const char *target;
        int size;
        double seconds; /* until there is one again */
    } cases[] = {
        {"PUT", pool, 20, 60},
        {"GET", ledger, 60, 1},
        {"GET", SIM_CONTOSO MANY_CLUSTERS SIM_VERSION, 500, 1},
        {"GET", SIM_CONTOSO_GROUPS "rg-ledger-neu" MANY_CLUSTERS SIM_VERSION, 60, 1},
        {"GET", SIM_LEDGER "/agentPools" SIM_VERSION, 60, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_fixture fixture;
        open_throttled(&fixture);
        assert_int_equal(passed(&fixture, cases[i].method, cases[i].target), cases[i].size);
        assert_string_equal(sim_fixture_text(&fixture, "code"), "Throttled");
        int64_t wait = 0;
        assert_true(ak_text_to_int(sim_fixture_header(&fixture, "Retry-After"), 1, 61, &wait));
        sim_fixture_pass(&fixture, cases[i].seconds);
        assert_int_equal(passed(&fixture, cases[i].method, cases[i].target), 1);
        sim_fixture_close(&fixture);
    }
    free(pool);
}

static void clusters_and_pools_have_buckets_of_their_own(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    char *first = sim_pool_path("_1", "");
    char *second = sim_pool_path("_2", "");
    open_throttled(&fixture);
    (void)passed(&fixture, "GET", ledger);
    assert_int_equal(sim_fixture_get(&fixture, payments), 200);
    (void)passed(&fixture, "PUT", first);
    assert_int_equal(sim_fixture_send(&fixture, "PUT", second, "{}", NULL), 400);
    free(second);
    free(first);
    sim_fixture_close(&fixture);
}

static void signing_in_and_other_providers_are_not_throttled(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    open_throttled(&fixture);
    assert_int_equal(passed(&fixture, "GET", "/subscriptions?api-version=2022-12-01"), 1000);
    assert_int_equal(passed(&fixture, "GET",
                            SIM_CONTOSO "/providers/Microsoft.Compute/locations/northeurope/usages"
                                        "?api-version=2024-07-01"),
                     1000);
    sim_fixture_close(&fixture);
}

static void without_the_option_nothing_is_throttled(void **state)
{
    (void)state;
    struct sim_fixture fixture;
    sim_fixture_open_contoso(&fixture, NULL);
    assert_int_equal(passed(&fixture, "GET", ledger), 1000);
    sim_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bucket_has_its_size_and_comes_back),
        cmocka_unit_test(clusters_and_pools_have_buckets_of_their_own),
        cmocka_unit_test(signing_in_and_other_providers_are_not_throttled),
        cmocka_unit_test(without_the_option_nothing_is_throttled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
