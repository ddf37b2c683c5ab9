#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "akscope/sim/world.h"
#include "tui/sim/json_int.h"

static const char cluster_text[] =
    "{\"id\":\"/subscriptions/s/resourcegroups/Group/providers/Microsoft.ContainerService/"
    "managedClusters/Alpha\",\"name\":\"Alpha\",\"location\":\"westeurope\","
    "\"properties\":{\"agentPoolProfiles\":[],\"after\":1}}";

struct fixture {
    struct ak_sim_world *world;
    struct ak_sim_subscription *subscription;
    struct ak_sim_cluster *cluster;
};

static cJSON *parsed(const char *text)
{
    cJSON *value = cJSON_Parse(text);
    assert_non_null(value);
    return value;
}

static cJSON *pool_body(int count)
{
    char text[64];
    (void)snprintf(text, sizeof text, "{\"properties\":{\"count\":%d,\"odd\":{\"x\":[1]}}}", count);
    return parsed(text);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.world = ak_sim_world_new(0);
    fixture.subscription = ak_sim_world_add_subscription(fixture.world, "Sub-1", "First");
    fixture.cluster = ak_sim_subscription_add_cluster(fixture.subscription, "Group", "Alpha",
                                                      parsed(cluster_text));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    ak_sim_world_free(fixture->world);
    return 0;
}

static const cJSON *profiles(const struct fixture *fixture)
{
    return ak_sim_json_get(ak_sim_json_get(fixture->cluster->body, "properties"),
                           "agentPoolProfiles");
}

static void things_are_found_without_regard_to_case(void **state)
{
    struct fixture *fixture = *state;
    ak_sim_cluster_put_pool(fixture->cluster, "System", pool_body(1));
    assert_ptr_equal(ak_sim_find_subscription(fixture->world, "SUB-1"), fixture->subscription);
    assert_null(ak_sim_find_subscription(fixture->world, "sub-2"));
    assert_ptr_equal(ak_sim_find_cluster(fixture->subscription, "gROUP", "aLPHA"),
                     fixture->cluster);
    assert_ptr_equal(ak_sim_find_cluster(fixture->subscription, NULL, "alpha"), fixture->cluster);
    assert_null(ak_sim_find_cluster(fixture->subscription, "other", "alpha"));
    assert_non_null(ak_sim_find_pool(fixture->cluster, "SYSTEM"));
    assert_null(ak_sim_find_pool(fixture->cluster, "sys"));
}

static void a_pool_put_again_is_replaced_and_keeps_its_place(void **state)
{
    struct fixture *fixture = *state;
    ak_sim_cluster_put_pool(fixture->cluster, "one", pool_body(1));
    ak_sim_cluster_put_pool(fixture->cluster, "two", pool_body(2));
    struct ak_sim_pool *pool = ak_sim_cluster_put_pool(fixture->cluster, "ONE", pool_body(7));
    assert_int_equal(fixture->cluster->pool_count, 2);
    assert_ptr_equal(pool, fixture->cluster->pools[0]);
    assert_string_equal(pool->name, "one");
    assert_int_equal(ak_sim_json_int(ak_sim_json_get(pool->body, "properties"), "count", 0), 7);
}

static void a_removed_pool_is_gone_and_the_others_stay_in_order(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"one", "two", "three"};
    for (int i = 0; i < 3; i++) {
        ak_sim_cluster_put_pool(fixture->cluster, names[i], pool_body(i));
    }
    ak_sim_cluster_remove_pool(fixture->cluster, "TWO");
    ak_sim_cluster_remove_pool(fixture->cluster, "never was there");
    assert_int_equal(fixture->cluster->pool_count, 2);
    assert_string_equal(fixture->cluster->pools[0]->name, "one");
    assert_string_equal(fixture->cluster->pools[1]->name, "three");
}

static void refreshing_lists_the_pools_in_the_flat_form(void **state)
{
    struct fixture *fixture = *state;
    ak_sim_cluster_put_pool(fixture->cluster, "one", pool_body(1));
    ak_sim_cluster_put_pool(fixture->cluster, "bare", parsed("{\"properties\":{}}"));
    ak_sim_cluster_refresh(fixture->cluster);
    cJSON *expected = parsed("[{\"name\":\"one\",\"count\":1,\"odd\":{\"x\":[1]}},"
                             "{\"name\":\"bare\"}]");
    assert_true(cJSON_Compare(profiles(fixture), expected, true));
    cJSON_Delete(expected);
    assert_string_equal(cJSON_GetArrayItem(profiles(fixture), 0)->child->string, "name");
    const cJSON *properties = ak_sim_json_get(fixture->cluster->body, "properties");
    assert_string_equal(properties->child->string, "agentPoolProfiles");
    ak_sim_cluster_remove_pool(fixture->cluster, "one");
    ak_sim_cluster_refresh(fixture->cluster);
    assert_int_equal(cJSON_GetArraySize(profiles(fixture)), 1);
}

static void a_merge_patch_changes_adds_and_removes(void **state)
{
    (void)state;
    cJSON *target = parsed("{\"a\":1,\"b\":{\"c\":1,\"d\":2},\"e\":[1]}");
    cJSON *patch = parsed("{\"b\":{\"c\":null,\"f\":{\"g\":1}},\"e\":{\"h\":1},\"a\":null}");
    cJSON *expected = parsed("{\"b\":{\"d\":2,\"f\":{\"g\":1}},\"e\":{\"h\":1}}");
    ak_sim_json_merge(target, patch);
    assert_true(cJSON_Compare(target, expected, true));
    ak_sim_json_merge(target, NULL);
    assert_true(cJSON_Compare(target, expected, true));
    cJSON_Delete(target);
    cJSON_Delete(patch);
    cJSON_Delete(expected);
}

static void only_one_whole_value_is_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        bool is_json;
    } cases[] = {
        {"{}", 2, true},        {" [1] \n", 6, true}, {"{} {}", 5, false}, {"{", 1, false},
        {"{}garbage", 2, true}, {"", 0, false},       {"{}x", 3, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *value = ak_sim_json_parse(cases[i].text, cases[i].len);
        assert_int_equal(value != NULL, cases[i].is_json);
        cJSON_Delete(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(things_are_found_without_regard_to_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pool_put_again_is_replaced_and_keeps_its_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_removed_pool_is_gone_and_the_others_stay_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refreshing_lists_the_pools_in_the_flat_form, set_up,
                                        tear_down),
        cmocka_unit_test(a_merge_patch_changes_adds_and_removes),
        cmocka_unit_test(only_one_whole_value_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
