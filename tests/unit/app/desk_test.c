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
#include "desk_int.h"

/* A desk on a fleet of clusters a, b and c, with the clusters in focus. */
struct scene {
    struct ak_facts facts;
    struct ak_clock clock;
    struct ak_keymap keymap;
    struct ak_fleet *fleet;
    struct ak_snap *snap; /* the fleet's own */
    struct ak_desk desk;
};

static struct ak_fleet *make_fleet(const struct ak_facts *facts)
{
    static const char *const names[] = {"a", "b", "c"};
    enum { COUNT = sizeof names / sizeof names[0] };
    struct ak_payload *payload = ak_payload_new(AK_TOPIC_CLUSTERS, 0);
    struct ak_cluster *clusters = ak_arena_alloc(payload->arena, COUNT, sizeof *clusters);
    struct ak_snap *empty = ak_snap_new();
    char key[] = "s";

    for (size_t i = 0; i < COUNT; i++) {
        clusters[i].id = ak_arena_printf(payload->arena, "/subscriptions/s/clusters/%s", names[i]);
        clusters[i].name = ak_arena_strdup(payload->arena, names[i]);
    }
    payload->as.clusters = (struct ak_clusters){.items = clusters, .count = COUNT};
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

static int open_scene(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    assert_non_null(scene);
    scene->clock = ak_clock_fixed(1795442700);
    scene->keymap = ak_keymap_init();
    scene->fleet = make_fleet(&scene->facts);
    struct ak_view_input input = {.fleet = scene->fleet,
                                  .snap = scene->fleet->snap,
                                  .facts = &scene->facts,
                                  .clock = &scene->clock,
                                  .keymap = &scene->keymap};
    ak__desk_init(&scene->desk, &(struct ak_desk_host){.context = scene}, &input);
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

    set_fleet(scene, make_fleet(&scene->facts));
    /* Ours is given back; the rows still point into it, until they are others. */
    assert_true(first->references > 1);
    ak_fleet_unref(first);
    ak__desk_act(&scene->desk, AK_ACTION_DOWN, "", NULL);
    ak__desk_sync(&scene->desk);
    assert_string_equal(scene->desk.cluster_id, "/subscriptions/s/clusters/b");
}

static void data_that_nothing_shows_any_more_is_let_go(void **state)
{
    struct scene *scene = *state;
    struct ak_fleet *first = scene->fleet;

    set_fleet(scene, make_fleet(&scene->facts));
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
    assert_int_equal(scene->fleet->references, before + 1);
    ak__desk_act(&scene->desk, AK_ACTION_BACK, "", NULL);
    assert_int_equal(scene->fleet->references, before);
}

static void a_released_desk_holds_nothing(void **state)
{
    struct scene *scene = *state;

    ak__desk_release(&scene->desk);
    assert_int_equal(scene->fleet->references, 1);
    assert_int_equal(scene->snap->references, 1);
    scene->desk = (struct ak_desk){.prompt = ak_prompt_init()};
    for (size_t i = 0; i < AK_VIEW_COUNT; i++)
        scene->desk.views[i].info = ak_view_get((enum ak_view)i);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
