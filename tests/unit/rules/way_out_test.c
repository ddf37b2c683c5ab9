/* way_out_test.c: ways out, as sentences beside golden ones, and as intents that the rules take. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/buf.h"
#include "support/golden.h"
#include "unit/rules/built_in.h"
#include "unit/rules/way_cases.h"

/* ---- as a person reads them ---- */

static void put(struct ak_buf *out, const char *label, const char *text)
{
    if (text != NULL)
        assert_true(ak_buf_printf(out, "  %-10s %s\n", label, text));
}

static void put_way(struct ak_buf *out, const struct ak_way *way)
{
    char date[AK_DATE_TEXT_SIZE];

    put(out, "way", way->summary);
    for (size_t i = 0; i < way->step_count; i++)
        assert_true(ak_buf_printf(out, "    %zu %-14s %s\n", i + 1,
                                  ak_way_step_kind_name(way->steps[i].kind),
                                  way->steps[i].sentence));
    if (ak_date_is_set(way->open_until))
        assert_true(ak_buf_printf(out, "    open until %s: %s\n",
                                  ak_date_iso(way->open_until, date), way->closes));
    if (way->next != NULL)
        assert_true(ak_buf_printf(out, "    next: %s\n", way->next));
    if (way->changes_distribution)
        assert_true(ak_buf_puts(out, "    another distribution\n"));
    if (way->is_by_calendar)
        assert_true(ak_buf_puts(out, "    by the calendar\n"));
    if (way->gives_up != NULL)
        assert_true(ak_buf_printf(out, "    gives up: %s\n", way->gives_up));
    if (way->uncertain != NULL)
        assert_true(ak_buf_printf(out, "    uncertain: %s\n", way->uncertain));
}

static void put_outcome(struct ak_buf *out, const struct ak_way_out *way_out)
{
    put(out, "reason", way_out->reason);
    put(out, "kept", way_out->kept);
    put(out, "uncertain", way_out->uncertain);
    for (size_t i = 0; i < way_out->way_count; i++)
        put_way(out, &way_out->ways[i]);
    assert_true(ak_buf_printf(out, "  summary    %s\n\n", way_out->summary));
}

static void put_case(struct ak_buf *out, const struct way_case *given, const struct ak_facts *facts)
{
    static const char *const aims[] = {"to what is supported", "from the OS", "from Kubernetes",
                                       "from the VM size"};
    struct ak_arena *arena = ak_arena_new(0);
    struct way_world world;
    struct ak_way_out way_out;

    way_world_make(&world, given, facts, arena);
    way_out = ak_way_out_find(&world.around, given->aim, arena);
    assert_true(ak_buf_printf(out, "%s\n  (%s%s%s, %s): %s\n", given->about, given->pool,
                              given->today != NULL ? ", on " : "",
                              given->today != NULL ? given->today : "", aims[given->aim],
                              ak_way_status_name(way_out.status)));
    put_outcome(out, &way_out);
    ak_arena_free(arena);
}

/* Two pools, p and q. */
static const struct way_case clusters[] = {
    {.about = "a cluster whose version ends in a week", .pool = "Ubuntu2404 1.34.1"},
    {.about = "one whose pools are at different versions",
     .pool = "Ubuntu2404 1.34.1",
     .other = "1.33.5"},
    {.about = "one whose second pool would be left too far behind",
     .pool = "Ubuntu2404 1.34.1",
     .other = "1.31.9"},
    {.about = "one that is out of support for long", .pool = "Ubuntu 1.28.9"},
    {.about = "one that an upgrade channel upgrades",
     .pool = "Ubuntu2404 1.34.1",
     .channel = "stable"},
    {.about = "one whose upgrade profile offers two minors",
     .pool = "Ubuntu2404 1.34.1",
     .offers = "1.34.3 1.35.1 1.36.1"},
    {.about = "one whose upgrade profile offers nothing",
     .pool = "Ubuntu2404 1.34.1",
     .offers = ""},
    {.about = "one with a pool for which the next version has no OS",
     .pool = "Windows2019 1.32.9 windows",
     .plan = "AKSLongTermSupport"},
    {.about = "one that reports no version", .pool = "Ubuntu -"},
};

static void put_cluster(struct ak_buf *out, const struct way_case *given,
                        const struct ak_facts *facts)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct way_world world;
    struct ak_way_out way_out;

    way_world_make(&world, given, facts, arena);
    way_out = ak_way_out_find_cluster(&world.around, arena);
    assert_true(ak_buf_printf(out, "%s\n  (%s, q %s): %s\n", given->about, given->pool,
                              given->other != NULL ? given->other : "likewise",
                              ak_way_status_name(way_out.status)));
    put_outcome(out, &way_out);
    ak_arena_free(arena);
}

static void ways_read_as_they_should(void **state)
{
    const char *source = getenv("top_srcdir");
    struct ak_buf text = ak_buf_init(1 << 20);
    char path[4096];
    size_t count;
    const struct way_case *cases = way_cases(&count);

    for (size_t i = 0; i < count; i++)
        put_case(&text, &cases[i], *state);
    for (size_t i = 0; i < sizeof clusters / sizeof clusters[0]; i++)
        put_cluster(&text, &clusters[i], *state);
    snprintf(path, sizeof path, "%s/tests/unit/rules/way_out.golden",
             source != NULL ? source : ".");
    assert_true(golden_compare(path, ak_buf_text(&text), stderr));
    ak_buf_release(&text);
}

/* ---- as the rules take them ---- */

/* The world after a step, as far as the rules look at it. */
static void follow(struct way_world *world, const struct ak_way_step *step)
{
    char minor[16];
    const char *control_plane;

    snprintf(minor, sizeof minor, "%d.%d", step->control_plane / 1000, step->control_plane % 1000);
    control_plane = ak_arena_strdup(world->arena, minor);
    if (ak_minor_parse(world->cluster.kubernetes_version) != step->control_plane)
        world->cluster.kubernetes_version = control_plane;
    world->around.cluster_upgrades = NULL;
    world->around.pool_upgrades = NULL;
    if (step->kind == AK_WAY_OTHER_POOL) {
        world->pools[1].kubernetes_version = step->target;
        return;
    }
    if (step->kind == AK_WAY_CONTROL_PLANE || step->kind == AK_WAY_NEW_POOL ||
        step->kind == AK_WAY_DELETE_POOL)
        return;
    world->pools[0].node_image_version = NULL;
    world->pools[0].os_sku = step->os_sku->name;
    snprintf(minor, sizeof minor, "%d.%d", step->kubernetes / 1000, step->kubernetes % 1000);
    if (ak_minor_parse(world->pools[0].kubernetes_version) != step->kubernetes)
        world->pools[0].kubernetes_version = ak_arena_strdup(world->arena, minor);
    if (step->kind == AK_WAY_WHOLE_CLUSTER)
        world->pools[1].kubernetes_version = world->pools[0].kubernetes_version;
}

/* The new pool's size is the step's; a Confidential VM in place of enclaves is meant to be one. */
static void check_size(const struct ak_way_step *step, const struct ak_intent *intent,
                       const struct way_world *world)
{
    const char *size = ak_pool_wish_text(&intent->wish, AK_POOL_FIELD_VM_SIZE);
    const struct ak_vm_size *chosen = ak_vm_sizes_find(world->around.sizes, size);

    assert_string_equal(size, step->vm_size != NULL ? step->vm_size : world->pools[0].vm_size);
    if (step->vm_size != NULL && chosen->confidential_type != NULL &&
        strncmp(world->pools[0].vm_size, "Standard_DC4s_v3", 16) == 0)
        assert_true(ak_pool_wish_is_on(&intent->wish, AK_POOL_FIELD_CONFIDENTIAL));
}

static void check_step(struct way_world *world, const struct ak_way_step *step, const char *about)
{
    struct ak_violations violations = ak_violations_init(world->arena);
    struct ak_intent intent;

    if (step->intent == AK_INTENT_COUNT)
        return;
    intent = ak_way_step_intent(step, &world->cluster, &world->pools[0]);
    assert_string_equal(intent.cluster_id, WAY_CLUSTER);
    if (step->intent == AK_INTENT_POOL_ADD) {
        check_size(step, &intent, world);
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_NAME, "fresh");
    }
    for (size_t i = 0; i < 2; i++) {
        if (intent.pool_name != NULL && strcmp(intent.pool_name, world->pools[i].name) == 0)
            world->around.pool = &world->pools[i];
    }
    ak_pool_check(&intent, &world->around, &violations);
    if (ak_violations_refuse(&violations))
        fail_msg("%s: %s is refused: %s", about, step->sentence,
                 ((const struct ak_violation *)ak_vec_at(&violations.items, 0))->text);
    ak_violations_release(&violations);
    ak_intent_release(&intent);
    world->around.pool = &world->pools[0];
}

static void each_step_is_taken_by_the_rules(void **state)
{
    size_t count;
    const struct way_case *cases = way_cases(&count);

    for (size_t i = 0; i < count; i++) {
        struct ak_arena *arena = ak_arena_new(0);
        struct way_world world;
        struct ak_way_out way_out;

        way_world_make(&world, &cases[i], *state, arena);
        way_out = ak_way_out_find(&world.around, cases[i].aim, arena);
        for (size_t w = 0; w < way_out.way_count; w++) {
            way_world_make(&world, &cases[i], *state, arena);
            for (size_t s = 0; s < way_out.ways[w].step_count; s++) {
                check_step(&world, &way_out.ways[w].steps[s], cases[i].about);
                follow(&world, &way_out.ways[w].steps[s]);
            }
        }
        ak_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_read_as_they_should),
        cmocka_unit_test(each_step_is_taken_by_the_rules),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
