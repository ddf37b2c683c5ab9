/* store_test.c: each change makes a new snapshot and is told once; single items are replaced in the
 * lists that hold them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/store/store.h"
#include "akscope/wire/decode.h"

#define SUB "11111111-1111-1111-1111-111111111111"
#define CLUSTERS                                                                                   \
    "/subscriptions/" SUB "/resourceGroups/rg/providers/Microsoft.ContainerService/"               \
    "managedClusters/"
#define A CLUSTERS "a"
#define B CLUSTERS "b"
#define C CLUSTERS "c"
#define POOL "/agentPools/"

enum { NOW = 1764000000 };

struct fixture {
    struct ak_clock clock;
    struct ak_store *store;
    int changes;
    enum ak_topic topic; /* of the last change */
    char key[256];
};

static void on_change(enum ak_topic topic, const char *key, void *context)
{
    struct fixture *fixture = context;

    fixture->changes++;
    fixture->topic = topic;
    assert_true(ak_text_copy(fixture->key, sizeof fixture->key, key));
}

static int set_up(void **state)
{
    struct fixture *fixture = ak_alloc(1, sizeof *fixture);

    fixture->clock = ak_clock_manual(NOW);
    fixture->store = ak_store_new(&fixture->clock, on_change, fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    ak_store_free(fixture->store);
    free(fixture);
    return 0;
}

static struct ak_payload *decode(enum ak_codec codec, const char *context, const char *json)
{
    struct ak_decoder *decoder = ak_decoder_new(codec, context);
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    if (ak_decoder_page(decoder, json, strlen(json), &link, &err) != 0)
        fail_msg("%s", err.text);
    struct ak_payload *payload = ak_decoder_take(decoder);
    ak_decoder_free(decoder);
    return payload;
}

/* Two clusters, a with the pools one and two, b with the pool one; each pool has 3 nodes. */
static struct ak_payload *two_clusters(void)
{
    return decode(AK_CODEC_CLUSTERS, SUB,
                  "{\"value\":["
                  "{\"id\":\"" A "\",\"name\":\"a\",\"location\":\"westeurope\","
                  "\"properties\":{\"agentPoolProfiles\":[{\"name\":\"one\",\"count\":3},"
                  "{\"name\":\"two\",\"count\":3}]}},"
                  "{\"id\":\"" B "\",\"name\":\"b\",\"location\":\"westeurope\","
                  "\"properties\":{\"agentPoolProfiles\":[{\"name\":"
                  "\"one\",\"count\":3}]}}]}");
}

static struct ak_payload *pool_of(const char *id, const char *name, int count)
{
    char *json = ak_asprintf("{\"id\":\"%s\",\"name\":\"%s\",\"properties\":{\"count\":%d}}", id,
                             name, count);
    struct ak_payload *payload = decode(AK_CODEC_POOL, "", json);

    free(json);
    return payload;
}

static void apply(struct fixture *fixture, enum ak_topic topic, const char *key,
                  struct ak_payload *payload)
{
    ak_store_apply(
        fixture->store,
        &(struct ak_delta){.topic = topic, .key = key, .payload = payload, .fetched_at = NOW});
}

static const struct ak_slot *slot_of(const struct fixture *fixture, enum ak_topic topic,
                                     const char *key)
{
    const struct ak_slot *slot = ak_snap_find(ak_store_snap(fixture->store), topic, key);

    assert_non_null(slot);
    return slot;
}

static const struct ak_clusters *clusters_of(const struct fixture *fixture)
{
    return &slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload->as.clusters;
}

static void every_change_is_told_once_with_its_topic_and_key(void **state)
{
    struct fixture *fixture = *state;
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_NETWORK, "no route");
    ak_store_on_start(fixture->store, AK_TOPIC_CLUSTERS, SUB);
    assert_int_equal(fixture->changes, 1);
    assert_int_equal(fixture->topic, AK_TOPIC_CLUSTERS);
    assert_string_equal(fixture->key, SUB);
    ak_store_on_progress(fixture->store, AK_TOPIC_CLUSTERS, SUB, 5);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->progress, 5);
    ak_store_fail(fixture->store, AK_TOPIC_CLUSTERS, SUB, &err, NOW + 30);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->status, AK_SLOT_FAILED);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->next_try_at, NOW + 30);
    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    assert_int_equal(fixture->changes, 4);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->status, AK_SLOT_OK);
}

static void a_frame_in_flight_keeps_its_snapshot(void **state)
{
    struct fixture *fixture = *state;
    struct ak_snap *old;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    old = ak_snap_ref(ak_store_snap(fixture->store));
    ak_store_merge(fixture->store, pool_of(A POOL "two", "two", 9));
    ak_store_drop(fixture->store, AK_TOPIC_CLUSTERS, SUB);
    const struct ak_payload *payload = ak_snap_payload(old, AK_TOPIC_CLUSTERS, SUB);
    assert_int_equal(payload->as.clusters.items[0].pools[1].count.value, 3);
    assert_null(ak_snap_find(ak_store_snap(fixture->store), AK_TOPIC_CLUSTERS, SUB));
    ak_snap_unref(old);
}

static void cached_data_gives_way_to_what_was_read(void **state)
{
    struct fixture *fixture = *state;
    const struct ak_delta cached = {
        .topic = AK_TOPIC_CLUSTERS, .key = SUB, .payload = two_clusters(), .fetched_at = NOW - 90};

    ak_store_apply_cached(fixture->store, &cached);
    assert_true(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->from_cache);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->status, AK_SLOT_STALE);
    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    struct ak_delta late = cached;
    late.payload = two_clusters();
    ak_store_apply_cached(fixture->store, &late);
    assert_false(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->from_cache);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->fetched_at, NOW);
}

static void a_pool_read_directly_replaces_it_in_the_cluster_and_in_the_list_of_pools(void **state)
{
    struct fixture *fixture = *state;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    apply(
        fixture, AK_TOPIC_POOLS, A,
        decode(AK_CODEC_POOLS, A, "{\"value\":[{\"name\":\"one\",\"properties\":{\"count\":3}}]}"));
    fixture->changes = 0;
    /* ids have no case */
    ak_store_merge(fixture->store, pool_of(CLUSTERS "A" POOL "ONE", "one", 7));
    assert_int_equal(fixture->changes, 2);
    const struct ak_clusters *clusters = clusters_of(fixture);
    assert_int_equal(clusters->count, 2);
    assert_int_equal(clusters->items[0].pools[0].count.value, 7);
    assert_int_equal(clusters->items[0].pools[1].count.value, 3);
    assert_int_equal(clusters->items[1].pools[0].count.value, 3);
    const struct ak_pools *pools = &slot_of(fixture, AK_TOPIC_POOLS, A)->payload->as.pools;
    assert_int_equal(pools->items[0].count.value, 7);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->fetched_at, NOW);
}

static void a_cluster_read_directly_replaces_it_in_its_list(void **state)
{
    struct fixture *fixture = *state;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    ak_store_merge(
        fixture->store,
        decode(AK_CODEC_CLUSTER, "", "{\"id\":\"" B "\",\"name\":\"b\",\"location\":\"eastus\"}"));
    assert_string_equal(clusters_of(fixture)->items[1].location, "eastus");
    assert_string_equal(clusters_of(fixture)->items[0].location, "westeurope");
    assert_int_equal(clusters_of(fixture)->items[1].pool_count, 0);
}

static void what_no_list_holds_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const ids[] = {A POOL "three", C POOL "one",
                                      "/subscriptions/other/agentPools/x", "nonsense"};

    ak_store_merge(fixture->store, pool_of(A POOL "one", "one", 7)); /* nothing read yet */
    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    fixture->changes = 0;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        ak_store_merge(fixture->store, pool_of(ids[i], "x", 7));
    ak_store_merge(fixture->store, two_clusters());
    ak_store_merge(fixture->store, ak_payload_new(AK_TOPIC_USAGES, 0));
    ak_store_drop(fixture->store, AK_TOPIC_POOLS, A);
    assert_int_equal(fixture->changes, 0);
}

static void replacing_the_same_items_again_and_again_does_not_grow(void **state)
{
    struct fixture *fixture = *state;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    for (int i = 0; i < 50; i++) {
        ak_store_merge(fixture->store, pool_of(A POOL "one", "one", i));
        ak_store_merge(fixture->store, pool_of(B POOL "one", "one", i));
    }
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload->keep_count, 3);
    assert_int_equal(clusters_of(fixture)->items[0].pools[0].count.value, 49);
    assert_int_equal(clusters_of(fixture)->items[1].pools[0].count.value, 49);
    /* the cluster with all its pools makes the pool that was read before superfluous */
    ak_store_merge(fixture->store,
                   decode(AK_CODEC_CLUSTER, "", "{\"id\":\"" A "\",\"name\":\"a\"}"));
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload->keep_count, 3);
}

static void a_key_may_be_borrowed_from_the_slot_that_changes(void **state)
{
    struct fixture *fixture = *state;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    ak_store_on_start(fixture->store, AK_TOPIC_CLUSTERS,
                      slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->key);
    assert_string_equal(fixture->key, SUB);
    ak_store_drop(fixture->store, AK_TOPIC_CLUSTERS, slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->key);
    assert_string_equal(fixture->key, SUB);
    assert_int_equal(ak_store_snap(fixture->store)->slot_count, 0);
}

static void the_version_of_the_data_changes_with_the_data_only(void **state)
{
    struct fixture *fixture = *state;
    uint64_t first;

    apply(fixture, AK_TOPIC_CLUSTERS, SUB, two_clusters());
    first = slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload_version;
    assert_int_equal(first, ak_store_snap(fixture->store)->version);
    ak_store_on_start(fixture->store, AK_TOPIC_CLUSTERS, SUB);
    assert_int_equal(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload_version, first);
    ak_store_merge(fixture->store, pool_of(A POOL "one", "one", 7));
    assert_true(slot_of(fixture, AK_TOPIC_CLUSTERS, SUB)->payload_version > first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_change_is_told_once_with_its_topic_and_key, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_frame_in_flight_keeps_its_snapshot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cached_data_gives_way_to_what_was_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_pool_read_directly_replaces_it_in_the_cluster_and_in_the_list_of_pools, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(a_cluster_read_directly_replaces_it_in_its_list, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_no_list_holds_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replacing_the_same_items_again_and_again_does_not_grow,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_may_be_borrowed_from_the_slot_that_changes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_version_of_the_data_changes_with_the_data_only, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
