/* snap_test.c: snapshots share their slots, and give everything back. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/model/snap.h"
#include "support/forked.h"

static struct ak_slot slot_of(enum ak_topic topic, char *key, struct ak_payload *payload)
{
    return (struct ak_slot){
        .topic = topic, .key = key, .status = AK_SLOT_OK, .payload = payload, .fetched_at = 7};
}

/* The next snapshot with one more slot; gives `snap` back. */
static struct ak_snap *put(struct ak_snap *snap, enum ak_topic topic, const char *key)
{
    char *copy = strdup(key);
    struct ak_slot slot = slot_of(topic, copy, NULL);
    struct ak_snap *next = ak_snap_with_slot(snap, &slot);

    free(copy);
    ak_snap_unref(snap);
    return next;
}

static void a_new_snapshot_is_empty(void **state)
{
    struct ak_snap *snap = ak_snap_new();
    size_t first = 99;

    (void)state;
    assert_int_equal(snap->version, 1);
    assert_int_equal(snap->slot_count, 0);
    assert_null(ak_snap_find(snap, AK_TOPIC_CLUSTERS, "x"));
    assert_null(ak_snap_payload(snap, AK_TOPIC_CLUSTERS, "x"));
    assert_int_equal(ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first), 0);
    assert_int_equal(first, 0);
    ak_snap_unref(snap);
    ak_snap_unref(NULL);
}

static void replacing_a_slot_leaves_the_old_snapshot_alone_and_shares_the_rest(void **state)
{
    struct ak_snap *old = put(put(ak_snap_new(), AK_TOPIC_CLUSTERS, "a"), AK_TOPIC_POOLS, "b");
    char key[] = "A";
    struct ak_slot changed = slot_of(AK_TOPIC_CLUSTERS, key, NULL);

    (void)state;
    changed.status = AK_SLOT_STALE;
    struct ak_snap *new = ak_snap_with_slot(old, &changed);
    assert_int_equal(new->version, old->version + 1);
    assert_int_equal(old->slot_count, 2);
    assert_int_equal(new->slot_count, 2);
    assert_int_equal(ak_snap_find(old, AK_TOPIC_CLUSTERS, "a")->status, AK_SLOT_OK);
    assert_int_equal(ak_snap_find(new, AK_TOPIC_CLUSTERS, "a")->status, AK_SLOT_STALE);
    assert_ptr_equal(ak_snap_find(old, AK_TOPIC_POOLS, "b"),
                     ak_snap_find(new, AK_TOPIC_POOLS, "b"));
    assert_int_equal(ak_snap_find(new, AK_TOPIC_POOLS, "b")->references, 2);
    ak_snap_unref(old);
    assert_int_equal(ak_snap_find(new, AK_TOPIC_POOLS, "b")->references, 1);
    assert_string_equal(ak_snap_find(new, AK_TOPIC_CLUSTERS, "a")->key, "A");
    ak_snap_unref(new);
}

static void a_slot_copies_its_key_and_references_its_payload(void **state)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_RESOURCE, 100);
    struct ak_snap *empty = ak_snap_new();
    char key[] = "/subscriptions/1";
    struct ak_slot slot = slot_of(AK_TOPIC_RESOURCE, key, payload);

    (void)state;
    payload->as.raw.json = ak_arena_strdup(payload->arena, "{}");
    struct ak_snap *snap = ak_snap_with_slot(empty, &slot);
    key[1] = 'X';
    assert_int_equal(payload->references, 2);
    ak_payload_unref(payload);
    assert_ptr_equal(ak_snap_payload(snap, AK_TOPIC_RESOURCE, "/SUBSCRIPTIONS/1"), payload);
    assert_string_equal(payload->as.raw.json, "{}");
    struct ak_snap *frame = ak_snap_ref(snap);
    ak_snap_unref(snap);
    assert_non_null(ak_snap_find(frame, AK_TOPIC_RESOURCE, "/subscriptions/1"));
    ak_snap_unref(frame);
    ak_snap_unref(empty);
}

static void a_slot_without_a_key_is_found_by_the_empty_key(void **state)
{
    struct ak_snap *empty = ak_snap_new();
    struct ak_slot slot = slot_of(AK_TOPIC_SUBSCRIPTIONS, NULL, NULL);
    struct ak_snap *snap = ak_snap_with_slot(empty, &slot);

    (void)state;
    assert_non_null(ak_snap_find(snap, AK_TOPIC_SUBSCRIPTIONS, ""));
    ak_snap_unref(snap);
    ak_snap_unref(empty);
}

static void slots_are_sorted_by_topic_and_key_however_they_come(void **state)
{
    static const char *const keys[] = {"m", "C", "z", "a", "B", "k", "", "d"};
    struct ak_snap *snap = ak_snap_new();
    size_t first = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        snap = put(snap, AK_TOPIC_USAGES, keys[i]);
        snap = put(snap, AK_TOPIC_POOLS, keys[i]);
        snap = put(snap, AK_TOPIC_POOLS, keys[i]);
    }
    assert_int_equal(snap->slot_count, 16);
    assert_int_equal(ak_snap_topic(snap, AK_TOPIC_POOLS, &first), 8);
    assert_int_equal(first, 0);
    assert_int_equal(ak_snap_topic(snap, AK_TOPIC_VM_SIZES, &first), 0);
    assert_int_equal(ak_snap_topic(snap, AK_TOPIC_USAGES, &first), 8);
    assert_int_equal(first, 8);
    for (size_t i = 1; i < 8; i++)
        assert_true(strcasecmp(snap->slots[i - 1]->key, snap->slots[i]->key) < 0);
    assert_null(ak_snap_find(snap, AK_TOPIC_POOLS, "e"));
    assert_null(ak_snap_find(snap, AK_TOPIC_CLUSTERS, "a"));
    ak_snap_unref(snap);
}

static void payloads_are_counted(void **state)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_CLUSTERS, 0);

    (void)state;
    assert_int_equal(payload->references, 1);
    assert_int_equal(payload->topic, AK_TOPIC_CLUSTERS);
    assert_int_equal(payload->as.clusters.count, 0);
    assert_null(payload->as.clusters.items);
    assert_ptr_equal(ak_payload_ref(payload), payload);
    assert_int_equal(payload->references, 2);
    ak_payload_unref(payload);
    ak_payload_unref(payload);
    ak_payload_unref(NULL);
}

/* A list in which single items were replaced lends the rest from the list of before. */
static void a_payload_keeps_those_alive_that_it_lends_from(void **state)
{
    struct ak_payload *old = ak_payload_new(AK_TOPIC_RESOURCE, 0);
    struct ak_payload *new = ak_payload_new(AK_TOPIC_RESOURCE, 0);

    (void)state;
    old->as.raw.json = ak_arena_strdup(old->arena, "{\"of\":\"before\"}");
    new->keeps = ak_arena_alloc(new->arena, 2, sizeof(struct ak_payload *));
    new->keeps[0] = ak_payload_ref(old);
    new->keeps[1] = ak_payload_ref(old);
    new->keep_count = 2;
    new->as.raw.json = old->as.raw.json;
    ak_payload_unref(old);
    assert_int_equal(old->references, 2);
    assert_string_equal(new->as.raw.json, "{\"of\":\"before\"}");
    ak_payload_ref(new);
    ak_payload_unref(new);
    assert_int_equal(old->references, 2);
    /* A sanitizer and valgrind see whether both are freed, and once. */
    ak_payload_unref(new);
}

static void a_slot_without_new_data_keeps_the_version_of_its_data(void **state)
{
    struct ak_payload *first = ak_payload_new(AK_TOPIC_RESOURCE, 0);
    struct ak_payload *second = ak_payload_new(AK_TOPIC_RESOURCE, 0);
    char key[] = "k";
    struct ak_slot slot = slot_of(AK_TOPIC_RESOURCE, key, first);
    struct ak_snap *empty = ak_snap_new();
    struct ak_snap *snap = ak_snap_with_slot(empty, &slot);

    (void)state;
    assert_int_equal(ak_snap_find(snap, AK_TOPIC_RESOURCE, "k")->payload_version, 2);
    slot.status = AK_SLOT_STALE;
    struct ak_snap *stale = ak_snap_with_slot(snap, &slot);
    assert_int_equal(stale->version, 3);
    assert_int_equal(ak_snap_find(stale, AK_TOPIC_RESOURCE, "k")->payload_version, 2);
    slot.payload = second;
    struct ak_snap *fresh = ak_snap_with_slot(stale, &slot);
    assert_int_equal(ak_snap_find(fresh, AK_TOPIC_RESOURCE, "k")->payload_version, 4);
    assert_ptr_equal(ak_snap_payload(stale, AK_TOPIC_RESOURCE, "K"), first);
    ak_snap_unref(empty);
    ak_snap_unref(snap);
    ak_snap_unref(fresh);
    ak_payload_unref(first);
    ak_payload_unref(second);
    ak_snap_unref(stale);
}

static void a_slot_is_left_out(void **state)
{
    struct ak_snap *all =
        put(put(put(ak_snap_new(), AK_TOPIC_POOLS, "a"), AK_TOPIC_POOLS, "b"), AK_TOPIC_POOLS, "c");
    struct ak_snap *without = ak_snap_without_slot(all, AK_TOPIC_POOLS, "B");
    struct ak_snap *same = ak_snap_without_slot(without, AK_TOPIC_POOLS, "b");

    (void)state;
    assert_int_equal(all->slot_count, 3);
    assert_int_equal(without->slot_count, 2);
    assert_int_equal(without->version, all->version + 1);
    assert_null(ak_snap_find(without, AK_TOPIC_POOLS, "b"));
    assert_non_null(ak_snap_find(all, AK_TOPIC_POOLS, "b"));
    assert_ptr_equal(ak_snap_find(without, AK_TOPIC_POOLS, "c"),
                     ak_snap_find(all, AK_TOPIC_POOLS, "c"));
    assert_int_equal(same->slot_count, 2);
    assert_null(ak_snap_find(same, AK_TOPIC_USAGES, "a"));
    ak_snap_unref(all);
    ak_snap_unref(without);
    assert_string_equal(ak_snap_find(same, AK_TOPIC_POOLS, "a")->key, "a");
    ak_snap_unref(same);
}

static void name_no_topic(void)
{
    ak_topic_name(AK_TOPIC_COUNT);
}

static void refresh_no_topic(void)
{
    int none = -1;

    ak_topic_refresh_seconds((enum ak_topic)none);
}

static void a_topic_that_is_none_is_a_bug(void **state)
{
    (void)state;
    assert_aborts(name_no_topic, "there is no topic");
    assert_aborts(refresh_no_topic, "there is no topic -1");
}

static void every_topic_has_a_name_of_its_own_and_a_refresh(void **state)
{
    (void)state;
    for (int i = 0; i < AK_TOPIC_COUNT; i++) {
        assert_true(ak_topic_refresh_seconds((enum ak_topic)i) > 0);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(ak_topic_name((enum ak_topic)i),
                                    ak_topic_name((enum ak_topic)j));
    }
}

static void a_region_key_has_neither_case_nor_spaces(void **state)
{
    static const struct {
        const char *subscription, *location;
        size_t size;
        const char *key;
    } cases[] = {
        {"0A-B", "West US 2", 64, "0a-b/westus2"},
        {"0a-b", "westus2", 64, "0a-b/westus2"},
        {"", "", 64, "/"},
        {"abc", "westus", 6, "abc/w"},
        {"abc", "westus", 1, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char out[64] = "?";

        assert_ptr_equal(
            ak_region_key(cases[i].subscription, cases[i].location, out, cases[i].size), out);
        assert_string_equal(out, cases[i].key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_snapshot_is_empty),
        cmocka_unit_test(replacing_a_slot_leaves_the_old_snapshot_alone_and_shares_the_rest),
        cmocka_unit_test(a_slot_copies_its_key_and_references_its_payload),
        cmocka_unit_test(a_slot_without_a_key_is_found_by_the_empty_key),
        cmocka_unit_test(slots_are_sorted_by_topic_and_key_however_they_come),
        cmocka_unit_test(payloads_are_counted),
        cmocka_unit_test(a_payload_keeps_those_alive_that_it_lends_from),
        cmocka_unit_test(a_slot_without_new_data_keeps_the_version_of_its_data),
        cmocka_unit_test(a_slot_is_left_out),
        cmocka_unit_test(a_topic_that_is_none_is_a_bug),
        cmocka_unit_test(every_topic_has_a_name_of_its_own_and_a_refresh),
        cmocka_unit_test(a_region_key_has_neither_case_nor_spaces),
    };

    return cmocka_run_group_tests_name("model/snap", tests, NULL, NULL);
}
