/* desk_test.c: views on data that changes below them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/arena.h"
#include "akscope/rules/fleet.h"
#include "akscope/ui/table.h"
#include "desk_int.h"
#include "tui/views/list_int.h"

enum { FEW = 3, MANY = 5000 };

/* A desk on a fleet of FEW clusters, with the clusters in focus. */
struct scene {
    struct ak_facts facts;
    struct ak_clock clock;
    struct ak_keymap keymap;
    struct ak_fleet *fleet;
    struct ak_snap *snap; /* the fleet's own */
    struct ak_desk desk;
    struct ak_desk_order *order; /* under way, or NULL */
};

static struct ak_fleet *make_fleet(const struct ak_facts *facts, size_t count)
{
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_cluster *clusters = ak_arena_alloc(payload->arena, count, sizeof *clusters);
    struct ak_snap *empty = ak_snap_new();
    char key[] = "s";

    for (size_t i = 0; i < count; i++) {
        clusters[i].id = ak_arena_printf(payload->arena, "/subscriptions/s/clusters/%zu", i);
        clusters[i].name = ak_arena_printf(payload->arena, "%zu", i);
    }
    payload->as.clusters = (struct ak_clusters){.items = clusters, .count = count};
    struct ak_slot slot = {.topic = AK_TOPIC_CLUSTERS,
                           .key = key,
                           .status = AK_SLOT_OK,
                           .err = ak_err_none(),
                           .payload = payload};
    struct ak_snap *snap = ak_snap_with_slot(empty, &slot);
    ak_snap_unref(empty);
    ak_payload_unref(payload);
    struct ak_fleet *fleet = ak_fleet_build(snap, facts, (struct ak_date){2026, 11, 23});
    ak_fleet_adopt(fleet);
    return fleet;
}

static void set_fleet(struct scene *scene, struct ak_fleet *fleet)
{
    scene->fleet = fleet;
    scene->snap = fleet->snap;
    ak__desk_set_data(&scene->desk, fleet, fleet->snap);
}

static void keep_order(void *context, struct ak_desk_order *order)
{
    struct scene *scene = context;

    assert_null(scene->order);
    scene->order = order;
}

static bool finish_order(struct scene *scene)
{
    struct ak_desk_order *order = scene->order;

    assert_non_null(order);
    scene->order = NULL;
    ak_order_run(order->order);
    return ak__desk_put_order(&scene->desk, order);
}

static size_t rows_shown(const struct scene *scene)
{
    const struct ak__list *list = scene->desk.views[AK_VIEW_CLUSTERS].state;

    return list->table.rows.len;
}

static int open_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    assert_non_null(scene);
    scene->clock = ak_clock_fixed(1795442700);
    scene->keymap = ak_keymap_init();
    scene->fleet = make_fleet(&scene->facts, FEW);
    struct ak_view_input input = {.fleet = scene->fleet,
                                  .snap = scene->fleet->snap,
                                  .facts = &scene->facts,
                                  .clock = &scene->clock,
                                  .keymap = &scene->keymap};
    ak__desk_init(&scene->desk, &(struct ak_desk_host){.run_order = keep_order, .context = scene},
                  &input);
    set_fleet(scene, scene->fleet);
    ak__desk_sync(&scene->desk);
    *state = scene;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *scene = *state;

    ak__desk_release(&scene->desk);
    ak_fleet_unref(scene->fleet);
    ak_keymap_release(&scene->keymap);
    free(scene);
    return 0;
}

static void a_key_between_two_fleets_finds_the_rows_of_the_first(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;

    set_fleet(scene, make_fleet(&scene->facts, FEW));
    /* Ours is given back; the rows still point into it, until they are others. */
    assert_true(first->references > 1);
    ak_fleet_unref(first);
    ak__desk_act(&scene->desk, AK_ACTION_DOWN, "", NULL);
    ak__desk_sync(&scene->desk);
    assert_string_equal(scene->desk.cluster_id, "/subscriptions/s/clusters/1");
}

static void data_that_nothing_shows_any_more_is_let_go(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;

    set_fleet(scene, make_fleet(&scene->facts, FEW));
    ak__desk_sync(&scene->desk);
    assert_int_equal(first->references, 1);
    ak_fleet_unref(first);
}

static void an_overlay_holds_its_data_until_it_closes(void **state)
{
    struct scene *scene = *state;
    size_t before = scene->fleet->references;

    ak__desk_act(&scene->desk, AK_ACTION_SUBSCRIPTIONS, "", NULL);
    ak__desk_sync(&scene->desk);
    assert_true(scene->fleet->references > before);
    ak__desk_act(&scene->desk, AK_ACTION_BACK, "", NULL);
    assert_int_equal(scene->fleet->references, before);
}

/* Releases the desk before its time; the scene's end may do it again. */
static void forget_desk(struct scene *scene)
{
    ak__desk_release(&scene->desk);
    scene->desk.prompt = ak_prompt_init();
}

static void a_released_desk_holds_nothing(void **state)
{
    struct scene *scene = *state;

    forget_desk(scene);
    assert_int_equal(scene->fleet->references, 1);
    assert_int_equal(scene->snap->references, 1);
}

/* ---- long lists ---- */

static void a_long_list_comes_when_a_worker_has_put_it_in_order(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;

    set_fleet(scene, make_fleet(&scene->facts, MANY));
    ak__desk_sync(&scene->desk);
    assert_int_equal(rows_shown(scene), FEW);
    assert_true(first->references > 1); /* the rows in sight are its */
    assert_true(finish_order(scene));
    assert_int_equal(rows_shown(scene), MANY);
    assert_int_equal(first->references, 1);
    ak_fleet_unref(first);
    ak__desk_sync(&scene->desk);
    assert_null(scene->order);
}

static void rows_in_order_are_of_the_fleet_that_was_sent_not_of_the_newest(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;
    struct ak_fleet *second = make_fleet(&scene->facts, MANY);

    set_fleet(scene, second);
    ak__desk_sync(&scene->desk);
    set_fleet(scene, make_fleet(&scene->facts, MANY + 1));
    ak_fleet_unref(first);
    assert_true(finish_order(scene)); /* the newest was not looked at yet */
    assert_int_equal(rows_shown(scene), MANY);
    assert_true(second->references > 1);
    ak_fleet_unref(second);
    ak__desk_sync(&scene->desk);
    assert_true(finish_order(scene));
    assert_int_equal(rows_shown(scene), MANY + 1);
}

static void one_order_of_a_view_is_under_way_and_the_newest_follows(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;
    struct ak_fleet *second = make_fleet(&scene->facts, MANY);

    set_fleet(scene, second);
    ak__desk_sync(&scene->desk);
    set_fleet(scene, make_fleet(&scene->facts, MANY + 1));
    ak__desk_sync(&scene->desk); /* keep_order refuses a second one */
    ak_fleet_unref(second);
    assert_false(finish_order(scene)); /* overtaken: the next one is on its way */
    assert_int_equal(rows_shown(scene), FEW);
    ak_fleet_unref(first);
    assert_true(finish_order(scene));
    assert_int_equal(rows_shown(scene), MANY + 1);
}

static void an_order_may_come_back_after_the_desk_is_gone(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;

    set_fleet(scene, make_fleet(&scene->facts, MANY));
    ak_fleet_unref(first);
    ak__desk_sync(&scene->desk);
    forget_desk(scene);
    assert_int_equal(scene->fleet->references, 2); /* ours and the order's */
    assert_false(finish_order(scene));
    assert_int_equal(scene->fleet->references, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_between_two_fleets_finds_the_rows_of_the_first,
                                        open_scene, close_scene),
        cmocka_unit_test_setup_teardown(data_that_nothing_shows_any_more_is_let_go, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(an_overlay_holds_its_data_until_it_closes, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(a_released_desk_holds_nothing, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(a_long_list_comes_when_a_worker_has_put_it_in_order,
                                        open_scene, close_scene),
        cmocka_unit_test_setup_teardown(
            rows_in_order_are_of_the_fleet_that_was_sent_not_of_the_newest, open_scene,
            close_scene),
        cmocka_unit_test_setup_teardown(one_order_of_a_view_is_under_way_and_the_newest_follows,
                                        open_scene, close_scene),
        cmocka_unit_test_setup_teardown(an_order_may_come_back_after_the_desk_is_gone, open_scene,
                                        close_scene),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
