/* subscriptions_test.c: the list of subscriptions, and choosing which are shown. */
#include "config.h"

#include "unit/views/view_case.h"

static void every_subscription_has_a_line(void **state)
{
    struct stage stage;
    char rows[ROWS_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_SUBSCRIPTIONS);
    fixture_mark(&stage.fixture, AK_TOPIC_CLUSTERS, "no-name", AK_SLOT_FORBIDDEN, AK_ERR_FORBIDDEN);
    stage_update(&stage);
    view_rows(&stage, 0, rows);
    assert_non_null(strstr(rows, "Archive"));
    assert_non_null(strstr(rows, "Production"));
    assert_non_null(strstr(rows, "Sandbox"));
    assert_non_null(strstr(rows, "no-name"));
    assert_true(view_shows(&stage, "SomeCode: the detail of it"));
    assert_said(stage_key(&stage, "Y"), AK_REACTION_COPY, FIXTURE_ARCHIVE);
    assert_reaction(stage_key(&stage, "S"), AK_REACTION_CLOSE, "", "");
    stage_release(&stage);
}

/* What is asked for, each id with a blank behind it. */
static void assert_shows(struct ak_reaction reaction, const char *expected)
{
    char ids[256] = "";

    assert_int_equal(reaction.kind, AK_REACTION_SHOW);
    for (size_t i = 0; i < reaction.ids.len; i++) {
        char *id = *(char **)ak_vec_at(&reaction.ids, i);
        size_t used = strlen(ids);

        snprintf(ids + used, sizeof ids - used, "%s ", id);
        free(id);
    }
    ak_vec_release(&reaction.ids);
    assert_string_equal(ids, expected);
}

/* Archive, which is disabled, Production and Sandbox: of these the last two are shown. */
static void marks_choose_the_subscriptions_that_are_shown(void **state)
{
    struct stage stage;
    char why[AK_TOAST_SIZE];

    (void)state;
    view_open(&stage, AK_VIEW_SUBSCRIPTIONS);
    assert_true(view_shows(&stage, "Subscriptions \xC2\xB7 2 of 2 shown"));
    assert_true(view_shows(&stage, "2 marked"));
    assert_reaction(stage_key(&stage, "Enter"), AK_REACTION_CLOSE, "", "");
    assert_said(stage_key(&stage, "Space"), AK_REACTION_TOAST,
                "Archive is Disabled: its clusters are not asked for");
    stage_key(&stage, "j");
    assert_handled(stage_key(&stage, "Space"));
    assert_true(view_shows(&stage, "1 marked"));
    /* What arrives meanwhile changes no mark. */
    fixture_read(&stage.fixture, AK_CODEC_SUBSCRIPTIONS, "", "subscriptions.json");
    stage_update(&stage);
    assert_true(view_shows(&stage, "1 marked"));
    assert_shows(stage_key(&stage, "Enter"), FIXTURE_SANDBOX " ");
    assert_handled(stage_key(&stage, "Ctrl-a"));
    assert_shows(stage_key(&stage, "Enter"), FIXTURE_SANDBOX " " FIXTURE_PRODUCTION " ");
    /* Without marks it is the selected one. */
    assert_handled(stage_key(&stage, "Ctrl-a"));
    stage_key(&stage, "G");
    assert_shows(stage_key(&stage, "Enter"), FIXTURE_SANDBOX " ");
    stage_key(&stage, "g");
    assert_int_equal(stage_key(&stage, "Enter").kind, AK_REACTION_TOAST);
    assert_int_equal(stage_filter(&stage, "nothing-like-it", why), 0);
    assert_int_equal(stage_key(&stage, "Enter").kind, AK_REACTION_NONE);
    /* Marks are no trouble that Esc takes away first. */
    assert_int_equal(stage_key(&stage, "Esc").kind, AK_REACTION_NONE);
    stage_release(&stage);
}

static void a_double_click_marks_a_subscription(void **state)
{
    static const struct ak_key twice = {.code = AK_KEY_MOUSE_DOUBLE, .x = 5, .y = 2};
    static const struct ak_view_event event = {
        .action = AK_ACTION_ENTER, .argument = "", .key = &twice};
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_SUBSCRIPTIONS);
    assert_true(view_shows(&stage, "2 marked"));
    assert_handled(stage_click(&stage, 5, 2));
    assert_handled(stage.info->class->act(stage.state, &stage.input, &event));
    assert_true(view_shows(&stage, "1 marked"));
    stage_release(&stage);
}

static void subscriptions_take_one_word(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_SUBSCRIPTIONS);
    assert_shows(stage_act(&stage, AK_ACTION_SUBSCRIPTIONS, "all"), "");
    assert_int_equal(stage_act(&stage, AK_ACTION_SUBSCRIPTIONS, "some").kind, AK_REACTION_NONE);
    stage_release(&stage);
}

static void who_chose_stands_in_the_frame(void **state)
{
    struct stage stage;

    (void)state;
    view_open(&stage, AK_VIEW_SUBSCRIPTIONS);
    stage.input.subscriptions_by = "by config.ini:3";
    assert_true(view_shows(&stage, "2 of 2 shown, by config.ini:3 "));
    stage_release(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_subscription_has_a_line),
        cmocka_unit_test(marks_choose_the_subscriptions_that_are_shown),
        cmocka_unit_test(a_double_click_marks_a_subscription),
        cmocka_unit_test(subscriptions_take_one_word),
        cmocka_unit_test(who_chose_stands_in_the_frame),
    };

    return cmocka_run_group_tests_name("views/subscriptions", tests, NULL, NULL);
}
