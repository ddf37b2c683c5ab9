/* surroundings_test.c: what a snapshot knows around a pool, and what it does not. */
#include "config.h"

#include "akscope/rules/way_out.h"
#include "support/fixture_case.h"

static struct ak_pool_surroundings around(const struct fixture *fixture, const char *pool)
{
    const struct ak_fleet_pool *row = pool_named(fixture, pool);

    return ak_pool_surroundings_find(fixture->snap, fixture->facts, row->cluster->cluster,
                                     row->pool, fixture->fleet->today);
}

static void what_was_read_is_there(void **state)
{
    const struct fixture *fixture = *state;
    const struct ak_fleet_pool *row = pool_named(fixture, "cvmpool");
    struct ak_pool_surroundings found = around(fixture, "cvmpool");

    assert_ptr_equal(found.pool, row->pool);
    assert_ptr_equal(found.cluster, row->cluster->cluster);
    assert_ptr_equal(found.facts, fixture->facts);
    assert_int_equal(ak_date_compare(found.today, fixture->fleet->today), 0);
    assert_ptr_equal(
        found.sizes,
        &ak_snap_payload(fixture->snap, AK_TOPIC_VM_SIZES, FIXTURE_REGION)->as.vm_sizes);
    assert_ptr_equal(found.usages,
                     &ak_snap_payload(fixture->snap, AK_TOPIC_USAGES, FIXTURE_REGION)->as.usages);
    assert_ptr_equal(
        found.pool_upgrades,
        &ak_snap_payload(fixture->snap, AK_TOPIC_POOL_UPGRADES, FIXTURE_CVMPOOL)->as.pool_upgrades);
    assert_null(found.pools); /* those that the cluster carries */
}

static void what_was_not_read_is_not(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_init(&fixture);
    fixture_read(&fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "clusters-production.json");
    fixture_assess(&fixture);
    struct ak_pool_surroundings found = around(&fixture, "cvmpool");
    assert_true(found.sizes == NULL && found.usages == NULL && found.versions == NULL &&
                found.cluster_upgrades == NULL && found.pool_upgrades == NULL &&
                found.features == NULL);
    fixture_release(&fixture);
}

/* Versions and sizes are the same for all subscriptions; quota is each one's own. */
static void lists_of_a_region_may_be_another_subscriptions(void **state)
{
    static const char other[] = FIXTURE_SANDBOX "/westeurope";
    static const char elsewhere[] = FIXTURE_SANDBOX "/westeurope2";
    struct fixture fixture;

    (void)state;
    fixture_init(&fixture);
    fixture_read(&fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "clusters-production.json");
    fixture_read(&fixture, AK_CODEC_VERSIONS, elsewhere, "versions.json");
    fixture_assess(&fixture);
    assert_null(around(&fixture, "cvmpool").versions);
    fixture_read(&fixture, AK_CODEC_VERSIONS, other, "versions.json");
    fixture_read(&fixture, AK_CODEC_VM_SIZES, other, "vm-sizes.json");
    fixture_read(&fixture, AK_CODEC_USAGES, other, "usages.json");
    fixture_assess(&fixture);
    struct ak_pool_surroundings found = around(&fixture, "cvmpool");
    assert_ptr_equal(found.versions,
                     &ak_snap_payload(fixture.snap, AK_TOPIC_VERSIONS, other)->as.versions);
    assert_ptr_equal(found.sizes,
                     &ak_snap_payload(fixture.snap, AK_TOPIC_VM_SIZES, other)->as.vm_sizes);
    assert_null(found.usages);
    fixture_read(&fixture, AK_CODEC_VERSIONS, FIXTURE_REGION, "versions.json");
    fixture_assess(&fixture);
    assert_ptr_equal(
        around(&fixture, "cvmpool").versions,
        &ak_snap_payload(fixture.snap, AK_TOPIC_VERSIONS, FIXTURE_REGION)->as.versions);
    fixture_release(&fixture);
}

static void a_cluster_that_tells_little_has_nothing_around(void **state)
{
    const struct fixture *fixture = *state;
    const struct ak_cluster cluster = {.name = "c"};
    struct ak_pool_surroundings found = ak_pool_surroundings_find(
        fixture->snap, fixture->facts, &cluster, NULL, fixture->fleet->today);

    assert_ptr_equal(found.cluster, &cluster);
    assert_true(found.pool == NULL && found.sizes == NULL && found.versions == NULL &&
                found.features == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_is_there),
        cmocka_unit_test(what_was_not_read_is_not),
        cmocka_unit_test(lists_of_a_region_may_be_another_subscriptions),
        cmocka_unit_test(a_cluster_that_tells_little_has_nothing_around),
    };

    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
