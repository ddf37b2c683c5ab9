/* pool_wish_test.c: an existing pool's settings as a wish: whole, and taken again by the rules. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/rules/built_in.h"
#include "unit/rules/pool_bench.h"

static const char *const zones[] = {"1", "3"};
static const char *const taints[] = {"sku=gpu:NoSchedule", "a=b,c:NoExecute"};
static const struct ak_pair labels[] = {{"team", "payments"}, {"env", "prod"}};
static const struct ak_pair tags[] = {{"owner", "Ann, Bob"}, {"path", "C:\\dir"}, {"empty", ""}};

static const struct ak_pool whole = {
    .name = "gpu",
    .mode = "User",
    .vm_size = "Standard_D4s_v5",
    .os_type = "Linux",
    .os_sku = "Ubuntu2204",
    .requested_version = "1.33",
    .kubernetes_version = "1.33.5",
    .workload_runtime = "OCIContainer",
    .scale_set_priority = "Spot",
    .eviction_policy = "Deallocate",
    .spot_max_price = "0.25",
    .os_disk_type = "Managed",
    .max_surge = "33%",
    .max_unavailable = "0",
    .vnet_subnet_id = "/subscriptions/s/x/subnets/a",
    .count = {true, 4},
    .min_count = {true, 2},
    .max_count = {true, 9},
    .max_pods = {true, 60},
    .os_disk_size_gb = {true, 128},
    .drain_timeout_minutes = {true, 45},
    .node_soak_minutes = {true, 5},
    .autoscaling = AK_YES,
    .fips = AK_NO,
    .secure_boot = AK_YES,
    .vtpm = AK_YES,
    .encryption_at_host = AK_YES,
    .node_public_ip = AK_NO,
    .zones = {zones, 2},
    .taints = {taints, 2},
    .labels = {labels, 2},
    .tags = {tags, 3},
};

static void test_every_setting_is_taken_over_but_the_name(void **state)
{
    static const struct {
        enum ak_pool_field field;
        const char *text;
    } expected[] = {
        {AK_POOL_FIELD_NAME, NULL},
        {AK_POOL_FIELD_CONFIDENTIAL, NULL},
        {AK_POOL_FIELD_MODE, "User"},
        {AK_POOL_FIELD_OS_TYPE, "Linux"},
        {AK_POOL_FIELD_VM_SIZE, "Standard_D4s_v5"},
        {AK_POOL_FIELD_OS_SKU, "Ubuntu2204"},
        {AK_POOL_FIELD_VERSION, "1.33"},
        {AK_POOL_FIELD_FIPS, "no"},
        {AK_POOL_FIELD_SECURE_BOOT, "yes"},
        {AK_POOL_FIELD_VTPM, "yes"},
        {AK_POOL_FIELD_WORKLOAD_RUNTIME, "OCIContainer"},
        {AK_POOL_FIELD_NODES, "4"},
        {AK_POOL_FIELD_AUTOSCALER, "yes"},
        {AK_POOL_FIELD_MIN_NODES, "2"},
        {AK_POOL_FIELD_MAX_NODES, "9"},
        {AK_POOL_FIELD_ZONES, "1,3"},
        {AK_POOL_FIELD_PRIORITY, "Spot"},
        {AK_POOL_FIELD_EVICTION, "Deallocate"},
        {AK_POOL_FIELD_SPOT_PRICE, "0.25"},
        {AK_POOL_FIELD_MAX_PODS, "60"},
        {AK_POOL_FIELD_DISK_SIZE, "128"},
        {AK_POOL_FIELD_DISK_TYPE, "Managed"},
        {AK_POOL_FIELD_HOST_ENCRYPTION, "yes"},
        {AK_POOL_FIELD_MAX_SURGE, "33%"},
        {AK_POOL_FIELD_MAX_UNAVAILABLE, "0"},
        {AK_POOL_FIELD_DRAIN_TIMEOUT, "45"},
        {AK_POOL_FIELD_NODE_SOAK, "5"},
        {AK_POOL_FIELD_PUBLIC_IP, "no"},
        {AK_POOL_FIELD_SUBNET, "/subscriptions/s/x/subnets/a"},
        {AK_POOL_FIELD_LABELS, "team=payments,env=prod"},
        {AK_POOL_FIELD_TAINTS, "sku=gpu:NoSchedule,a=b\\,c:NoExecute"},
        {AK_POOL_FIELD_TAGS, "owner=Ann\\, Bob,path=C:\\\\dir,empty="},
    };
    struct ak_pool_wish wish = {0};

    (void)state;
    assert_int_equal(sizeof expected / sizeof expected[0], AK_POOL_FIELD_COUNT);
    ak_pool_wish_set(&wish, AK_POOL_FIELD_NAME, "old");
    ak_pool_wish_from(&wish, &whole);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const char *text = wish.values[expected[i].field];

        if (expected[i].text == NULL)
            assert_null(text);
        else
            assert_string_equal(text, expected[i].text);
    }
    ak_pool_wish_release(&wish);
}

static void test_lists_come_back_as_they_were(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_pool_wish wish = {0};
    struct ak_pairs pairs;
    struct ak_texts texts;

    (void)state;
    ak_pool_wish_from(&wish, &whole);
    pairs = ak_pool_wish_pairs(&wish, AK_POOL_FIELD_TAGS, arena);
    assert_int_equal(pairs.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(pairs.items[i].key, tags[i].key);
        assert_string_equal(pairs.items[i].value, tags[i].value);
    }
    texts = ak_pool_wish_texts(&wish, AK_POOL_FIELD_TAINTS, arena);
    assert_int_equal(texts.count, 2);
    assert_string_equal(texts.items[1], taints[1]);
    ak_pool_wish_release(&wish);
    ak_arena_free(arena);
}

static void test_what_is_not_told_is_not_chosen(void **state)
{
    const struct ak_pool bare = {.name = "p", .min_count = {true, 1}, .max_count = {true, 3}};
    struct ak_pool_wish wish = {0};

    (void)state;
    ak_pool_wish_from(&wish, &bare);
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++)
        assert_null(wish.values[i]); /* no bounds without an autoscaler either */
    ak_pool_wish_release(&wish);
}

/* A clone of any pool that is there is taken, and so is a change to what it has. */
static void test_a_clone_is_taken_by_the_rules(void **state)
{
    static const char *const knobs[] = {
        "",
        "pool.size=Standard_DC4as_v5 pool.zones=-",
        ("pool.priority=Spot pool.eviction=Delete pool.price=-1 "
         "pool.taint=kubernetes.azure.com/scalesetpriority=spot:NoSchedule"),
        "pool.autoscaling=yes pool.min=1 pool.max=5",
        "pool.mode=System pool.count=3",
        "pool.fips=yes",
        "pool.subnet=NET/subnets/a system.subnet=NET/subnets/a",
    };

    for (size_t i = 0; i < sizeof knobs / sizeof knobs[0]; i++) {
        struct bench bench;

        bench_open(&bench, AK_INTENT_POOL_ADD, *state);
        bench_turn(&bench, knobs[i]);
        ak_pool_wish_from(&bench.intent.wish, &bench.pools[1]);
        bench_wish(&bench, "name=clone");
        bench_check(&bench);
        if (ak_violations_refuse(&bench.violations))
            fail_msg("%s: %s", knobs[i],
                     ((const struct ak_violation *)bench.violations.items.items)->text);
        bench_close(&bench);

        bench_open(&bench, AK_INTENT_POOL_UPDATE, *state);
        bench_turn(&bench, knobs[i]);
        ak_pool_wish_from(&bench.intent.wish, &bench.pools[1]);
        bench_check(&bench);
        assert_false(ak_violations_refuse(&bench.violations));
        assert_non_null(bench_find(&bench, "change.nothing"));
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_setting_is_taken_over_but_the_name),
        cmocka_unit_test(test_lists_come_back_as_they_were),
        cmocka_unit_test(test_what_is_not_told_is_not_chosen),
        cmocka_unit_test(test_a_clone_is_taken_by_the_rules),
    };

    return cmocka_run_group_tests_name("rules/pool_wish", tests, built_in_setup, built_in_teardown);
}
