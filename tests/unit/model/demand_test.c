/* demand_test.c: the same demand is kept once, with the shorter interval. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/model/demand.h"

static const struct ak_demand *at(const struct ak_demands *demands, size_t i)
{
    return ak_vec_at(&demands->items, i);
}

static void demands_of_one_slot_merge(void **state)
{
    struct ak_demands demands = ak_demands_init();

    (void)state;
    ak_demands_add(&demands, AK_TOPIC_CLUSTERS, "one", 20);
    ak_demands_add(&demands, AK_TOPIC_CLUSTERS, "ONE", 5);
    ak_demands_add(&demands, AK_TOPIC_CLUSTERS, "one", 60);
    ak_demands_add(&demands, AK_TOPIC_POOLS, "one", 60);
    ak_demands_add(&demands, AK_TOPIC_CLUSTERS, "two", 60);
    assert_int_equal(demands.items.len, 3);
    assert_string_equal(at(&demands, 0)->key, "one");
    assert_int_equal(at(&demands, 0)->interval_s, 5);
    assert_int_equal(at(&demands, 1)->topic, AK_TOPIC_POOLS);
    ak_demands_clear(&demands);
    assert_int_equal(demands.items.len, 0);
    ak_demands_release(&demands);
}

static void no_interval_means_the_topics_own(void **state)
{
    struct ak_demands demands = ak_demands_init();

    (void)state;
    ak_demands_add(&demands, AK_TOPIC_VM_SIZES, "k", 0);
    assert_int_equal(at(&demands, 0)->interval_s, ak_topic_refresh_seconds(AK_TOPIC_VM_SIZES));
    ak_demands_add(&demands, AK_TOPIC_VM_SIZES, "k", 10);
    ak_demands_add(&demands, AK_TOPIC_VM_SIZES, "k", 0);
    assert_int_equal(at(&demands, 0)->interval_s, 10);
    ak_demands_release(&demands);
}

static void a_key_that_is_too_long_is_left_out(void **state)
{
    struct ak_demands demands = ak_demands_init();
    char key[AK_DEMAND_KEY_SIZE + 1];

    (void)state;
    memset(key, 'x', sizeof(key));
    key[AK_DEMAND_KEY_SIZE] = '\0';
    ak_demands_add(&demands, AK_TOPIC_POOLS, key, 1);
    assert_int_equal(demands.items.len, 0);
    ak_demands_add(&demands, AK_TOPIC_POOLS, key + 1, 1);
    assert_int_equal(demands.items.len, 1);
    assert_string_equal(at(&demands, 0)->key, key + 1);
    ak_demands_release(&demands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(demands_of_one_slot_merge),
        cmocka_unit_test(no_interval_means_the_topics_own),
        cmocka_unit_test(a_key_that_is_too_long_is_left_out),
    };

    return cmocka_run_group_tests_name("model/demand", tests, NULL, NULL);
}
