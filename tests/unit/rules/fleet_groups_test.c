/* fleet_groups_test.c: what ends, by cluster and by team: each group counts what the pools and
 * clusters themselves say, and nobody is left out. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/text.h"
#include "support/fixture.h"

static int open_fleet(void **state)
{
    static struct fixture fixture;

    fixture_init(&fixture);
    fixture.facts->team_tag = "Owner"; /* names of tags have no case */
    fixture_read_all(&fixture);
    *state = &fixture;
    return 0;
}

static int close_fleet(void **state)
{
    fixture_release(*state);
    return 0;
}

static bool hits(const struct ak_retirement *end, const struct ak_retirement *other)
{
    return other->severity > AK_SEVERITY_NONE && strcmp(end->id, other->id) == 0;
}

static bool hits_pool(const struct ak_fleet_pool *pool, const struct ak_retirement *end)
{
    bool found = hits(end, pool->os_end) || hits(end, pool->kubernetes_end);

    for (size_t i = 0; i < pool->other_end_count; i++)
        found = found || hits(end, pool->other_ends[i]);
    for (size_t i = 0; i < pool->cluster->other_end_count; i++)
        found = found || hits(end, pool->cluster->other_ends[i]);
    return found;
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_in(const struct ak_fleet_group *group, const struct ak_fleet_pool *pool)
{
    return group->cluster != NULL ? group->cluster == pool->cluster
                                  : is_same(group->name, pool->team);
}

static void check_group(const struct ak_fleet *fleet, const struct ak_fleet_group *group)
{
    size_t pools = 0;

    assert_true(group->end_count > 0);
    for (size_t i = 0; i < fleet->pool_count; i++)
        pools += is_in(group, &fleet->pools[i]);
    assert_int_equal(group->pool_count, pools);
    for (size_t i = 0; i < group->end_count; i++) {
        size_t hit = 0;
        int64_t nodes = 0;

        for (size_t j = 0; j < fleet->pool_count; j++) {
            const struct ak_fleet_pool *pool = &fleet->pools[j];

            if (is_in(group, pool) && hits_pool(pool, group->ends[i].end)) {
                hit++;
                nodes += pool->pool->count.value;
            }
        }
        assert_int_equal(group->ends[i].pool_count, hit);
        assert_int_equal(group->ends[i].node_count, nodes);
        if (i > 0)
            assert_true(group->ends[i - 1].end->severity >= group->ends[i].end->severity);
    }
}

static void each_group_counts_what_its_pools_say(void **state)
{
    const struct ak_fleet *fleet = ((struct fixture *)*state)->fleet;

    assert_int_equal(fleet->by_cluster_count, 4);
    assert_int_equal(fleet->by_team_count, 2);
    for (size_t i = 0; i < fleet->by_cluster_count; i++) {
        check_group(fleet, &fleet->by_cluster[i]);
        assert_ptr_equal(fleet->by_cluster[i].ends[0].end, fleet->by_cluster[i].cluster->worst);
        assert_int_equal(fleet->by_cluster[i].cluster_count, 1);
    }
    for (size_t i = 0; i < fleet->by_team_count; i++)
        check_group(fleet, &fleet->by_team[i]);
}

static void teams_are_told_by_the_tag(void **state)
{
    const struct ak_fleet *fleet = ((struct fixture *)*state)->fleet;
    const struct ak_fleet_pool *pool = ak_fleet_find_pool(fleet, FIXTURE_CVMPOOL);

    assert_string_equal(pool->team, "team-payments"); /* its cluster's: it has none */
    assert_string_equal(pool->cluster->team, "team-payments");
    assert_null(ak_fleet_find_cluster(fleet, FIXTURE_LEDGER)->team);
    assert_null(fleet->by_team[0].name); /* the worst first: those without a team */
    assert_int_equal(fleet->by_team[0].cluster_count, 3);
    assert_string_equal(fleet->by_team[1].name, "team-payments");
    assert_int_equal(fleet->by_team[1].pool_count, 4);
}

static void a_pool_may_have_a_team_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    const struct ak_fleet_pool *pool;

    fixture->facts->team_tag = "cost-center";
    fixture_assess(fixture);
    pool = ak_fleet_find_pool(fixture->fleet, FIXTURE_CVMPOOL);
    assert_string_equal(pool->team, "4711");
    assert_null(pool->cluster->team);
    fixture->facts->team_tag = NULL;
    fixture_assess(fixture);
    assert_int_equal(fixture->fleet->by_team_count, 1);
    assert_null(fixture->fleet->by_team[0].name);
    assert_int_equal(fixture->fleet->by_team[0].pool_count, fixture->fleet->pool_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_group_counts_what_its_pools_say, open_fleet,
                                        close_fleet),
        cmocka_unit_test_setup_teardown(teams_are_told_by_the_tag, open_fleet, close_fleet),
        cmocka_unit_test_setup_teardown(a_pool_may_have_a_team_of_its_own, open_fleet, close_fleet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
