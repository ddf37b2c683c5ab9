/* pages_test.c: what keys do in the time line and in the views that are pages to read; and what
 * holds for every view. */
#include "config.h"

#include "unit/views/view_case.h"

/* ---- retirements ---- */

static const struct ak_fleet_deadline *deadline_at(const struct stage *stage, size_t at)
{
    assert_true(at < stage->fixture.fleet->deadline_count);
    return &stage->fixture.fleet->deadlines[at];
}

/* The filter that Enter gives must show exactly the pools that the deadline counts. */
static void enter_shows_the_pools_that_a_deadline_hits(void **state)
{
    struct stage line;
    struct stage pools;

    (void)state;
    view_open(&line, AK_VIEW_RETIREMENTS);
    view_open(&pools, AK_VIEW_POOLS);
    stage_act(&pools, AK_ACTION_ALL_POOLS, "on");
    for (size_t i = 0; i < line.fixture.fleet->deadline_count; i++) {
        const struct ak_fleet_deadline *deadline = deadline_at(&line, i);
        struct ak_reaction reaction = stage_key(&line, "Enter");
        char why[AK_TOAST_SIZE];

        assert_int_equal(reaction.kind, AK_REACTION_OPEN);
        assert_string_equal(reaction.id, "pools");
        assert_int_equal(stage_filter(&pools, reaction.other, why), 0);
        if ((size_t)pools.info->class->wanted_rows(pools.state, &pools.input) !=
            deadline->pool_count)
            fail_msg("%s: %s shows %d pools, not %zu", deadline->retirement.what, reaction.other,
                     pools.info->class->wanted_rows(pools.state, &pools.input),
                     deadline->pool_count);
        assert_int_equal(stage_key(&line, "j").kind, AK_REACTION_DONE);
    }
    stage_release(&pools);
    stage_release(&line);
}

/* "3 pools" at the end of the selected row; 0 where it hits none. */
static int pools_of_row(struct stage *line)
{
    char *picture = stage_picture(line, VIEW_WIDTH, VIEW_HEIGHT);
    char *row = strstr(picture, "\n\xE2\x94\x82\xE2\x96\x8C");
    char *end = row != NULL ? strchr(row + 1, '\n') : NULL;
    char *words;
    int count = 0;

    assert_non_null(end);
    *end = '\0';
    words = strstr(row, " pool");
    if (words != NULL) {
        while (words > row && words[-1] >= '0' && words[-1] <= '9')
            words--;
        count = (int)strtol(words, NULL, 10);
    }
    free(picture);
    return count;
}

/* Unfolds each group on the way down; returns how many rows led to pools. */
static int check_rows(struct stage *line, struct stage *pools)
{
    char before[128] = "";
    char note[128];
    int checked = 0;

    for (;;) {
        int wanted = pools_of_row(line);
        struct ak_reaction reaction = stage_key(line, "Enter");
        char why[AK_TOAST_SIZE];

        if (reaction.kind == AK_REACTION_OPEN) {
            assert_int_equal(stage_filter(pools, reaction.other, why), 0);
            if (pools->info->class->wanted_rows(pools->state, &pools->input) != wanted)
                fail_msg("%s shows %d pools, not %d", reaction.other,
                         pools->info->class->wanted_rows(pools->state, &pools->input), wanted);
            checked++;
        } else {
            assert_true(reaction.kind == AK_REACTION_DONE ||
                        (reaction.kind == AK_REACTION_CLUSTER && wanted == 0));
        }
        stage_key(line, "j");
        line->info->class->note(line->state, &line->input, note, sizeof note);
        if (strcmp(note, before) == 0)
            return checked;
        snprintf(before, sizeof before, "%s", note);
    }
}

static void keys_move_between_deadlines(void **state)
{
    static const struct {
        const char *key;
        const char *note;
    } steps[] = {
        {"k", " 1/8 "}, {"j", " 2/8 "}, {"Down", " 3/8 "}, {"Up", " 2/8 "},
        {"G", " 8/8 "}, {"j", " 8/8 "}, {"g", " 1/8 "},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_RETIREMENTS);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(stage_key(&stage, steps[i].key).kind, AK_REACTION_DONE);
        assert_true(view_shows(&stage, steps[i].note));
    }
    assert_int_equal(stage_click(&stage, 4, 3).kind, AK_REACTION_DONE); /* the third line */
    assert_true(view_shows(&stage, " 3/8 "));
    assert_string_equal(stage.info->class->topic(stage.state, &stage.input), "kubernetes-support");
    stage_key(&stage, "g");
    assert_string_equal(stage.info->class->topic(stage.state, &stage.input), "retirement");
    stage_release(&stage);
}

static void the_span_has_its_limits(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_RETIREMENTS);
    assert_true(view_shows(&stage, "24 months"));
    for (int i = 0; i < 5; i++)
        assert_int_equal(stage_key(&stage, "+").kind, AK_REACTION_DONE);
    assert_true(view_shows(&stage, " 6 months"));
    for (int i = 0; i < 9; i++)
        assert_int_equal(stage_key(&stage, "-").kind, AK_REACTION_DONE);
    assert_true(view_shows(&stage, "36 months"));
    stage_release(&stage);
}

/* The day is that of the row, until it is turned to another; never one that is past. */
static void what_has_come_to_pass_follows_the_day(void **state)
{
    static const struct {
        const char *key, *words;
    } steps[] = {
        {"g", "Today: 1 pool, 5 nodes cannot scale"},
        {"h", "Today: "},
        {"l", "If nothing is done, on 30 Nov 2026: 1 pool, 5 nodes cannot scale"},
        {"l", "If nothing is done, on 17 Mar 2027: 2 pools, 9 nodes cannot scale"},
        {"h", "If nothing is done, on 30 Nov 2026: "},
        {"h", "Today: "},
        {"l", "If nothing is done, on 30 Nov 2026: "},
        {"k", "Today: "},
        {"G", "If nothing is done, on "},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_RETIREMENTS);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(stage_key(&stage, steps[i].key).kind, AK_REACTION_DONE);
        if (!view_shows(&stage, steps[i].words))
            fail_msg("step %zu, %s: not %s", i, steps[i].key, steps[i].words);
    }
    for (int i = 0; i < 40; i++) /* the last day is the last */
        stage_key(&stage, "l");
    assert_false(view_shows(&stage, "Today: "));
    stage_release(&stage);
}

/* A cluster shows what it has, and leads to just those of its pools. */
static void groups_are_unfolded_and_lead_to_their_pools(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_RETIREMENTS);
    stage_act(&stage, AK_ACTION_GROUP, "cluster");
    assert_true(view_shows(&stage, "Retirements by cluster"));
    for (int i = 0; i < 9 && !view_shows(&stage, "\xE2\x96\x8C\xE2\x96\xB8 payments"); i++)
        assert_int_equal(stage_key(&stage, "j").kind, AK_REACTION_DONE);
    assert_int_equal(stage_key(&stage, "Enter").kind, AK_REACTION_DONE);
    assert_true(view_shows(&stage, "\xE2\x96\x8C\xE2\x96\xBE payments"));
    stage_key(&stage, "j");
    assert_true(view_shows(&stage, "\xE2\x96\x8C    Ubuntu 20.04"));
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_OPEN, "pools",
                    "cluster:/^payments$/ ends:\"Ubuntu 20.04\"");
    stage_update(&stage); /* a poll leaves it as it is */
    assert_true(view_shows(&stage, "\xE2\x96\x8C    Ubuntu 20.04"));
    assert_int_equal(stage_act(&stage, AK_ACTION_BACK, "").kind, AK_REACTION_DONE);
    assert_true(view_shows(&stage, "\xE2\x96\x8C\xE2\x96\xB8 payments"));
    assert_int_equal(stage_act(&stage, AK_ACTION_BACK, "").kind, AK_REACTION_NONE);
    assert_int_equal(stage_act(&stage, AK_ACTION_GROUP, "colour").kind, AK_REACTION_ERROR);
    stage_release(&stage);
}

/* Each row of each group gives a filter that finds as many pools as the row counts. */
static void the_pools_of_each_row_are_found(void **state)
{
    static const char *const groups[] = {"retirement", "cluster", "team"};
    struct stage line;
    struct stage pools;

    (void)state;
    view_open(&line, AK_VIEW_RETIREMENTS);
    line.fixture.facts->team_tag = "OWNER";
    stage_update(&line);
    view_open(&pools, AK_VIEW_POOLS);
    pools.fixture.facts->team_tag = "OWNER";
    stage_update(&pools);
    stage_act(&pools, AK_ACTION_ALL_POOLS, "on");
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        stage_act(&line, AK_ACTION_GROUP, groups[i]);
        assert_true(check_rows(&line, &pools) > 4);
    }
    stage_release(&pools);
    stage_release(&line);
}

static void the_selection_stays_on_its_deadline(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_RETIREMENTS);
    for (int i = 0; i < 3; i++)
        stage_key(&stage, "j");
    assert_true(view_shows(&stage, "\xE2\x96\x8CUbuntu 20.04"));
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "{\"value\": []}");
    stage_update(&stage);
    assert_true(view_shows(&stage, "\xE2\x96\x8CUbuntu 20.04"));
    assert_true(view_shows(&stage, " 2/5 "));
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "{\"value\": []}");
    stage_update(&stage);
    assert_int_equal(stage_key(&stage, "Enter").kind, AK_REACTION_NONE);
    stage_release(&stage);
}

/* As in every list, the worst is what one looks at until one chose another: lists come one after
 * the other. */
static void the_worst_is_selected_until_another_is_chosen(void **state)
{
    struct stage stage;

    (void)state;
    stage_init(&stage);
    fixture_read(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_PRODUCTION, "clusters-production.json");
    fixture_assess(&stage.fixture);
    stage_open(&stage, AK_VIEW_RETIREMENTS, "");
    assert_true(view_shows(&stage, " 1/5 "));
    fixture_read(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-sandbox.json");
    stage_update(&stage);
    assert_true(view_shows(&stage, " 1/8 "));
    stage_key(&stage, "l"); /* looking ahead chooses no row */
    fixture_answer(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "{\"value\": []}");
    stage_update(&stage);
    fixture_read(&stage.fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-sandbox.json");
    stage_update(&stage);
    assert_true(view_shows(&stage, " 1/8 "));
    stage_release(&stage);
}

/* ---- detail ---- */

static void detail_asks_for_the_upgrades_of_its_pool(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_DETAIL);
    assert_demands(&stage, "pool-upgrades " FIXTURE_CVMPOOL "\n"
                           "cluster-upgrades " FIXTURE_PAYMENTS "\n"
                           "versions " FIXTURE_REGION "\n");
    stage_look_at(&stage, FIXTURE_PAYMENTS, "");
    assert_demands(&stage, "");
    assert_true(view_shows(&stage, "no node pool is selected"));
    assert_int_equal(stage_key(&stage, "y").kind, AK_REACTION_NONE);
    stage_release(&stage);
}

static void detail_shows_all_that_is_told(void **state)
{
    static const char *const parts[] = {
        "confirmed, SEV-SNP",
        "Ubuntu 20.04 (OS SKU Ubuntu, Kubernetes 1.33.5; by its image)",
        "17 Mar 2027, in 114 d",
        "OS SKU Ubuntu2404 in place",
        "or Kubernetes 1.35",
        "open until 17 Mar 2027, in 114 d: then the images of Ubuntu 20.04 are removed; keeps CVM",
        "AKSUbuntu-2004gen2CVMcontainerd-202607.02.0",
        "144 d old, ",
        "releases behind; too old from 90 d on",
        "newest: AKSUbuntu-2004gen2CVMcontainerd-202611.09.0",
        "1.33.7, 1.34.2, 1.35.0 (preview)",
        "4, autoscaled between 3 and 12",
        "Max surge        10%",
        "Drain timeout    30 min",
        "OS disk size     128 GiB",
        "FIPS             no",
        "workload = card-vault",
        "empty = ",
        "confidential=true:NoSchedule",
        "cost-center = 4711",
        FIXTURE_CVMPOOL,
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_DETAIL);
    char *picture = stage_picture(&stage, VIEW_WIDTH, 70);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(picture, parts[i]) == NULL)
            fail_msg("%s is not shown", parts[i]);
    }
    free(picture);
    stage_release(&stage);
}

static void another_pool_is_read_from_its_top(void **state)
{
    struct stage stage;
    char *picture;

    (void)state;
    view_open(&stage, AK_VIEW_DETAIL);
    stage_key(&stage, "G"); /* before it was ever drawn: it counts all the same */
    picture = stage_picture(&stage, 80, 12);
    assert_non_null(strstr(picture, "Resource id"));
    free(picture);
    assert_reaction(stage_key(&stage, "y"), AK_REACTION_OPEN, "raw", FIXTURE_CVMPOOL);
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, FIXTURE_CVMPOOL);
    stage_update(&stage); /* a poll leaves the place alone */
    picture = stage_picture(&stage, 80, 12);
    assert_null(strstr(picture, "Confidential"));
    free(picture);
    stage_look_at(&stage, FIXTURE_PAYMENTS, FIXTURE_PAYMENTS "/agentPools/batch");
    picture = stage_picture(&stage, 80, 12);
    assert_non_null(strstr(picture, "Confidential"));
    free(picture);
    stage_release(&stage);
}

/* ---- scrolling, as all pages do ---- */

static void pages_scroll_within_their_lines(void **state)
{
    static const struct {
        const char *key;
        int last; /* the last line in sight */
    } steps[] = {
        {"k", 10},  {"j", 11}, {"Down", 12},   {"PageDown", 22}, {"Ctrl-f", 32}, {"PageUp", 22},
        {"Up", 21}, {"g", 10}, {"PageUp", 10}, {"G", -1},        {"j", -1},      {"PageDown", -1},
    };
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_HELP);
    char *picture = stage_picture(&stage, 120, 12);
    int lines = (int)strtol(strstr(picture, " 10/") + 4, NULL, 10);
    free(picture);
    assert_in_range(lines, 40, 140);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        char note[32];

        assert_int_equal(stage_key(&stage, steps[i].key).kind, AK_REACTION_DONE);
        snprintf(note, sizeof note, " %d/%d ", steps[i].last < 0 ? lines : steps[i].last, lines);
        picture = stage_picture(&stage, 120, 12);
        if (strstr(picture, note) == NULL)
            fail_msg("step %zu, %s:\n%s", i, steps[i].key, picture);
        free(picture);
    }
    stage_release(&stage);
}

/* Keys that come before the first drawing, which alone knows how high a page is. */
static void a_page_is_turned_before_it_was_drawn(void **state)
{
    struct stage stage;

    (void)state;
    stage_init(&stage);
    stage_open(&stage, AK_VIEW_HELP, "");
    (void)stage_key(&stage, "PageDown");
    (void)stage_key(&stage, "PageDown");
    (void)stage_key(&stage, "PageUp");
    char *picture = stage_picture(&stage, 120, 12);
    assert_non_null(strstr(picture, " 20/"));
    free(picture);
    stage_release(&stage);
}

/* At the end of a narrow page: made wide it has fewer lines, and still shows a full one. */
static void a_page_that_gets_shorter_is_never_blank(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_DETAIL);
    free(stage_picture(&stage, 40, 12));
    stage_key(&stage, "G");
    free(stage_picture(&stage, 40, 12));
    char *picture = stage_picture(&stage, 120, 12);
    assert_non_null(strstr(picture, "Resource id"));
    assert_non_null(strstr(picture, "cost-center = 4711"));
    free(picture);
    stage_release(&stage);
}

/* ---- explain ---- */

static void explanations_are_turned_like_pages(void **state)
{
    struct stage stage;
    char first[160];
    char title[160];

    (void)state;
    view_open(&stage, AK_VIEW_EXPLAIN);
    const struct ak_view_class *class = stage.info->class;
    size_t count = stage.fixture.facts->explanation_count;
    class->title(stage.state, &stage.input, first, sizeof first);
    assert_string_equal(first, stage.fixture.facts->explanations[0].title);
    for (size_t i = 1; i <= count; i++) {
        assert_int_equal(stage_key(&stage, i % 2 == 1 ? "l" : "Tab").kind, AK_REACTION_DONE);
        class->title(stage.state, &stage.input, title, sizeof title);
        assert_string_equal(title, stage.fixture.facts->explanations[i % count].title);
    }
    stage_key(&stage, "h");
    class->title(stage.state, &stage.input, title, sizeof title);
    assert_string_equal(title, stage.fixture.facts->explanations[count - 1].title);
    stage_key(&stage, "BackTab");
    class->title(stage.state, &stage.input, title, sizeof title);
    assert_string_equal(title, stage.fixture.facts->explanations[count - 2].title);
    assert_reaction(stage_key(&stage, "i"), AK_REACTION_CLOSE, "", "");
    assert_int_equal(stage_act(&stage, AK_ACTION_EXPLAIN, "quota").kind, AK_REACTION_NONE);
    stage_release(&stage);
}

static void every_topic_that_a_view_names_is_explained(void **state)
{
    static const char *const topics[] = {"cvm",        "kubernetes-support", "retirement",
                                         "node-image", "provisioning-state", "quota"};

    (void)state;
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        struct stage stage;
        char title[160];

        view_open(&stage, AK_VIEW_EXPLAIN);
        stage_open(&stage, AK_VIEW_EXPLAIN, topics[i]);
        const struct ak_explanation *explanation =
            ak_facts_explanation(stage.fixture.facts, topics[i]);
        assert_string_equal(explanation->id, topics[i]);
        stage.info->class->title(stage.state, &stage.input, title, sizeof title);
        assert_string_equal(title, explanation->title);
        stage_release(&stage);
    }
}

/* ---- raw ---- */

static void json_scrolls_to_the_end_of_its_longest_line(void **state)
{
    struct stage stage;
    char *picture;

    (void)state;
    view_open(&stage, AK_VIEW_RAW);
    stage_open(&stage, AK_VIEW_RAW, FIXTURE_CVMPOOL);
    assert_demands(&stage, "resource " FIXTURE_CVMPOOL "\n");
    for (int i = 0; i < 40; i++)
        assert_int_equal(stage_key(&stage, "l").kind, AK_REACTION_DONE);
    picture = stage_picture(&stage, 80, 30);
    assert_non_null(strstr(picture, "which is: end\","));
    free(picture);
    assert_int_equal(stage_key(&stage, "h").kind, AK_REACTION_DONE);
    picture = stage_picture(&stage, 80, 30);
    assert_null(strstr(picture, "which is: end\",")); /* one step back at once */
    free(picture);
    for (int i = 0; i < 40; i++)
        stage_key(&stage, "h");
    assert_true(view_shows(&stage, "\"name\": \"cvmpool\""));
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, FIXTURE_CVMPOOL);
    assert_reaction(stage_key(&stage, "y"), AK_REACTION_CLOSE, "", "");
    stage_release(&stage);
}

/* ---- help ---- */

static void help_lists_every_action_with_its_keys(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_HELP);
    char *picture = stage_picture(&stage, VIEW_WIDTH, 140);
    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);
        char command[64];

        snprintf(command, sizeof command, ":%s", info->command);
        if (strstr(picture, command) == NULL || strstr(picture, info->help) == NULL)
            fail_msg("%s is not in the help", command);
    }
    assert_non_null(strstr(picture, "q, Ctrl-c"));
    assert_non_null(strstr(picture, "Ctrl-f, PageDown"));
    free(picture);
    /* Where nothing may be changed there is no word of it. */
    stage.input.is_read_only = true;
    picture = stage_picture(&stage, VIEW_WIDTH, 140);
    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        const struct ak_action_info *info = ak_action_get((enum ak_action)i);

        if ((info->flags & AK_ACTION_MUTATES) && strstr(picture, info->help) != NULL)
            fail_msg("%s is in the help", info->command);
    }
    assert_non_null(strstr(picture, ":verify"));
    assert_null(strstr(picture, "Changes"));
    free(picture);
    assert_reaction(stage_key(&stage, "?"), AK_REACTION_CLOSE, "", "");
    assert_reaction(stage_key(&stage, "q"), AK_REACTION_CLOSE, "", "");
    stage_release(&stage);
}

/* ---- every view ---- */

static void views_are_found_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < AK_VIEW_COUNT; i++) {
        const struct ak_view_info *info = ak_view_get((enum ak_view)i);

        assert_ptr_equal(ak_view_find(info->name), info);
        assert_string_equal(info->class->name, info->name);
    }
    assert_null(ak_view_find("nonsense"));
}

static void act_and_drop(struct stage *stage, enum ak_action action, const char *argument)
{
    struct ak_reaction reaction = stage_act(stage, action, argument);

    stage_drop(&reaction);
}

/* Any action at any time, with and without data, drawn or not. */
static void every_action_is_answered_in_every_view(void **state)
{
    const char *target = FIXTURE_CVMPOOL;

    (void)state;
    for (size_t i = 0; i < 2 * AK_VIEW_COUNT; i++) {
        struct stage stage;

        stage_init(&stage);
        if (i % 2 == 1) {
            fixture_read_all(&stage.fixture);
            stage_look_at(&stage, FIXTURE_PAYMENTS, FIXTURE_CVMPOOL);
        }
        stage.targets = (struct ak_texts){.items = &target, .count = 1};
        stage_open(&stage, (enum ak_view)(i / 2), i / 2 == AK_VIEW_CHANGE ? "pool-delete" : "");
        for (int action = 1; action < AK_ACTION_COUNT; action++) {
            char title[160] = "";

            act_and_drop(&stage, (enum ak_action)action, "");
            act_and_drop(&stage, (enum ak_action)action, "12");
            stage.info->class->title(stage.state, &stage.input, title, sizeof title);
            assert_string_not_equal(title, "");
            if (action % 2 == 0)
                free(stage_picture(&stage, 50, 10));
        }
        stage_release(&stage);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_shows_the_pools_that_a_deadline_hits),
        cmocka_unit_test(a_page_is_turned_before_it_was_drawn),
        cmocka_unit_test(keys_move_between_deadlines),
        cmocka_unit_test(the_span_has_its_limits),
        cmocka_unit_test(what_has_come_to_pass_follows_the_day),
        cmocka_unit_test(groups_are_unfolded_and_lead_to_their_pools),
        cmocka_unit_test(the_pools_of_each_row_are_found),
        cmocka_unit_test(the_selection_stays_on_its_deadline),
        cmocka_unit_test(the_worst_is_selected_until_another_is_chosen),
        cmocka_unit_test(detail_asks_for_the_upgrades_of_its_pool),
        cmocka_unit_test(detail_shows_all_that_is_told),
        cmocka_unit_test(another_pool_is_read_from_its_top),
        cmocka_unit_test(pages_scroll_within_their_lines),
        cmocka_unit_test(a_page_that_gets_shorter_is_never_blank),
        cmocka_unit_test(explanations_are_turned_like_pages),
        cmocka_unit_test(every_topic_that_a_view_names_is_explained),
        cmocka_unit_test(json_scrolls_to_the_end_of_its_longest_line),
        cmocka_unit_test(help_lists_every_action_with_its_keys),
        cmocka_unit_test(views_are_found_by_name),
        cmocka_unit_test(every_action_is_answered_in_every_view),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
