/* assess_test.c: when a snapshot is assessed. The clock stands still, so that nothing is ever due
 * by itself: what is assessed was due at once. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/arena.h"
#include "assess_int.h"

struct scene {
    struct ak_loop *loop;
    struct ak_clock clock;
    struct ak_facts facts;
    struct ak_store *store;
    struct ak_assessor *assessor;
    int fleets; /* that on_fleet told of */
};

static void on_fleet(void *context)
{
    struct scene *scene = context;

    scene->fleets++;
}

static void on_change(enum ak_topic topic, const char *key, void *context)
{
    struct scene *scene = context;

    (void)topic;
    (void)key;
    ak__assessor_look(scene->assessor);
}

static int open_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    assert_non_null(scene);
    scene->loop = ak_loop_new();
    scene->clock = ak_clock_manual(1795442700);
    scene->store = ak_store_new(&scene->clock, on_change, scene);
    scene->assessor = ak__assessor_new(&(struct ak_assessor_options){.loop = scene->loop,
                                                                     .store = scene->store,
                                                                     .clock = &scene->clock,
                                                                     .facts = &scene->facts,
                                                                     .on_fleet = on_fleet,
                                                                     .context = scene});
    *state = scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;

    ak__assessor_close(scene->assessor);
    ak_loop_free(scene->loop);
    ak_store_free(scene->store);
    free(scene);
    return 0;
}

/* A list of one cluster with one pool of a confidential image. */
static void read_list(struct scene *scene, const char *subscription, const char *location)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_arena *arena = payload->arena;
    struct ak_cluster *cluster = ak_arena_alloc(arena, 1, sizeof *cluster);
    struct ak_pool *pool = ak_arena_alloc(arena, 1, sizeof *pool);

    pool->id = ak_arena_printf(arena, "/subscriptions/%s/clusters/c/agentPools/p", subscription);
    pool->name = "p";
    pool->node_image_version = "AKSUbuntu-2204gen2CVMcontainerd-202607.02.0";
    cluster->id = ak_arena_printf(arena, "/subscriptions/%s/clusters/c", subscription);
    cluster->name = "c";
    cluster->subscription_id = ak_arena_strdup(arena, subscription);
    cluster->location = location;
    cluster->pools = pool;
    cluster->pool_count = 1;
    payload->as.clusters = (struct ak_clusters){.items = cluster, .count = 1};
    ak_store_apply(scene->store, &(struct ak_delta){.topic = AK_TOPIC_CLUSTERS,
                                                    .key = subscription,
                                                    .payload = payload,
                                                    .fetched_at = 1795442700});
}

static void stop_when_done(void *context)
{
    struct scene *scene = context;

    if (ak_loop_pending(scene->loop) == 0)
        ak_loop_stop(scene->loop);
}

/* Runs what is under way to its end; what waits for its time is let be. */
static void finish_jobs(struct scene *scene)
{
    ak_loop_set_on_turn(scene->loop, stop_when_done, scene);
    ak_loop_run(scene->loop);
}

static size_t clusters_of(const struct scene *scene)
{
    return ak__assessor_fleet(scene->assessor)->cluster_count;
}

static void the_first_fleet_is_there_at_once(void **state)
{
    struct scene *scene = *state;

    assert_true(ak__assessor_is_settled(scene->assessor));
    assert_int_equal(clusters_of(scene), 0);
    assert_int_equal(scene->fleets, 0);
}

static void a_list_is_assessed_and_told_of_once(void **state)
{
    struct scene *scene = *state;

    read_list(scene, "s1", "westeurope");
    assert_false(ak__assessor_is_settled(scene->assessor));
    assert_int_equal(scene->fleets, 0);
    finish_jobs(scene);
    assert_true(ak__assessor_is_settled(scene->assessor));
    assert_int_equal(scene->fleets, 1);
    assert_int_equal(clusters_of(scene), 1);
}

static void progress_is_nothing_to_assess(void **state)
{
    struct scene *scene = *state;

    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s1");
    ak_store_on_progress(scene->store, AK_TOPIC_CLUSTERS, "s1", 100);
    ak_store_on_start(scene->store, AK_TOPIC_RESOURCE, "/a");
    assert_int_equal(ak_loop_pending(scene->loop), 0);
    assert_true(ak__assessor_is_settled(scene->assessor));
}

static void lists_that_arrive_during_an_assessment_are_assessed_together(void **state)
{
    struct scene *scene = *state;

    read_list(scene, "s1", "westeurope");
    read_list(scene, "s2", "westeurope");
    read_list(scene, "s3", "westeurope");
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
    assert_int_equal(clusters_of(scene), 3);
}

static void the_first_list_does_not_wait_for_others(void **state)
{
    struct scene *scene = *state;

    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s2");
    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 1);
}

static void the_first_clusters_do_not_wait_after_lists_without_any(void **state)
{
    struct scene *scene = *state;

    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s1");
    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s2");
    ak_store_apply(scene->store,
                   &(struct ak_delta){.topic = AK_TOPIC_SUBSCRIPTIONS,
                                      .key = "",
                                      .payload = ak_payload_new(AK_TOPIC_SUBSCRIPTIONS, 0),
                                      .fetched_at = 1795442700});
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 1);
    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
    assert_int_equal(clusters_of(scene), 1);
}

static void while_more_is_coming_a_list_waits_and_the_last_brings_all(void **state)
{
    struct scene *scene = *state;

    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s2");
    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s3");
    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    read_list(scene, "s2", "westeurope");
    assert_int_equal(ak_loop_pending(scene->loop), 0);
    assert_false(ak__assessor_is_settled(scene->assessor));
    read_list(scene, "s3", "westeurope");
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
    assert_int_equal(clusters_of(scene), 3);
}

static void a_list_that_fails_is_not_waited_for(void **state)
{
    struct scene *scene = *state;
    struct ak_err err = ak_err_none();

    (void)ak_err_set(&err, AK_ERR_NETWORK, "gone");
    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s2");
    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    read_list(scene, "s1", "westeurope");
    assert_int_equal(ak_loop_pending(scene->loop), 0);
    ak_store_fail(scene->store, AK_TOPIC_CLUSTERS, "s2", &err, 0);
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
}

static void a_list_waits_no_longer_than_its_time(void **state)
{
    struct scene *scene = *state;

    ak_store_on_start(scene->store, AK_TOPIC_CLUSTERS, "s2");
    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    read_list(scene, "s1", "westeurope");
    assert_int_equal(ak_loop_pending(scene->loop), 0);
    scene->clock.fixed_ms += 250;
    ak__assessor_look(scene->assessor);
    assert_int_equal(ak_loop_pending(scene->loop), 1);
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
}

static void a_new_day_is_assessed_anew(void **state)
{
    struct scene *scene = *state;

    read_list(scene, "s1", "westeurope");
    finish_jobs(scene);
    scene->clock.fixed_seconds += 86400;
    assert_false(ak__assessor_is_settled(scene->assessor));
    ak__assessor_look(scene->assessor);
    finish_jobs(scene);
    assert_int_equal(scene->fleets, 2);
    assert_int_equal(ak__assessor_fleet(scene->assessor)->today.day, 24);
}

static void each_region_is_named_once(void **state)
{
    struct scene *scene = *state;
    const struct ak_vec *regions;

    read_list(scene, "s1", "westeurope");
    read_list(scene, "s2", "West Europe");
    read_list(scene, "s3", "eastus");
    finish_jobs(scene);
    regions = &ak__assessor_regions(scene->assessor)->items;
    assert_int_equal(regions->len, 2);
    assert_string_equal(((const struct ak_demand *)ak_vec_at(regions, 0))->key, "s1/westeurope");
    assert_string_equal(((const struct ak_demand *)ak_vec_at(regions, 1))->key, "s3/eastus");
}

static void it_can_be_closed_with_a_job_under_way(void **state)
{
    struct scene *scene = *state;

    read_list(scene, "s1", "westeurope");
    assert_int_equal(ak_loop_pending(scene->loop), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_fleet_is_there_at_once, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_list_is_assessed_and_told_of_once, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(progress_is_nothing_to_assess, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(
            lists_that_arrive_during_an_assessment_are_assessed_together, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(the_first_list_does_not_wait_for_others, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(the_first_clusters_do_not_wait_after_lists_without_any,
                                        open_scene, close_scene),
        cmocka_unit_test_setup_teardown(while_more_is_coming_a_list_waits_and_the_last_brings_all,
                                        open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_list_that_fails_is_not_waited_for, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(a_list_waits_no_longer_than_its_time, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(a_new_day_is_assessed_anew, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(each_region_is_named_once, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(it_can_be_closed_with_a_job_under_way, open_scene,
                                        close_scene),
    };

    return cmocka_run_group_tests_name("app/assess", tests, NULL, NULL);
}
