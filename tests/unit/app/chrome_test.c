/* chrome_test.c: what stands around the views: header, tabs, banner, footer, at every width. */
#include "config.h"

#include "unit/app/workbench.h"

#include "akscope/base/text.h"

/* ---- header ---- */

static void the_header_tells_whose_data_how_old_and_how_often(void **state)
{
    static const struct {
        int width;
        const char *first, *second;
    } cases[] = {
        {200,
         " akscope \xE2\x96\xB8 2 subscriptions   \xE2\x86\xBB 1m ago \xC2\xB7 every 30s   reads "
         "left "
         "11 900",
         " 4 clusters \xC2\xB7 8 pools \xC2\xB7 18 nodes   CVM 4 (1 confirmed, 2 by name, 1 "
         "conflict)"
         "   \xE2\x9C\x96 1 past removal   \xE2\x96\xB2 4 under 120 d   \xE2\x97\x8F 4 operations  "
         " "
         "\xE2\x9C\x97 1 failed   1 cluster with nodes outside pools"},
        {160,
         " akscope \xE2\x96\xB8 2 subscriptions   \xE2\x86\xBB 1m ago \xC2\xB7 every 30s   reads "
         "left "
         "11 900",
         " 4 clusters \xC2\xB7 8 pools \xC2\xB7 18 nodes   CVM 4 (1 confirmed, 2 by name, 1 "
         "conflict)"
         "   \xE2\x9C\x96 1 past removal   \xE2\x96\xB2 4 under 120 d   \xE2\x97\x8F 4 operations  "
         " "
         "\xE2\x9C\x97 1 failed"},
        {80,
         " akscope \xE2\x96\xB8 2 subscriptions   \xE2\x86\xBB 1m ago \xC2\xB7 every 30s   reads "
         "left "
         "11 900",
         " 4 clusters \xC2\xB7 8 pools \xC2\xB7 18 nodes   CVM 4 (1 conflict)   \xE2\x9C\x96 1 "
         "removed   \xE2\x96\xB2 4 soon"},
        {40, " akscope \xE2\x96\xB8 2 subscriptions", NULL},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[1024];

        bench->width = cases[i].width;
        see_row(bench, 0, row);
        if (!ak_text_has_prefix(row, cases[i].first, false))
            fail_msg("at %d: %s", cases[i].width, row);
        if (cases[i].second != NULL)
            assert_string_equal(see_row(bench, 1, row), cases[i].second);
        assert_true(ak_text_width(row) <= cases[i].width);
    }
}

static void the_date_stands_at_the_right_where_it_fits(void **state)
{
    static const char date[] = "Mon 23 Nov 2026 14:05 UTC";
    struct workbench *bench = *state;
    char row[1024];

    for (int width = 40; width <= 130; width++) {
        bench->width = width;
        see_row(bench, 0, row);
        const char *at = strstr(row, date);
        if (width >= 100)
            assert_non_null(at);
        if (at != NULL) {
            assert_string_equal(at, date);
            assert_int_equal(ak_text_width(row), width - 1);
        }
    }
}

static void mark_read(struct workbench *bench, const char *key, int64_t age_s)
{
    const struct ak_slot *old = ak_snap_find(bench->fixture.snap, AK_TOPIC_CLUSTERS, key);
    struct ak_slot slot = *old;
    struct ak_snap *next;

    slot.fetched_at = ak_clock_now(&bench->fixture.clock) - age_s;
    slot.key = strdup(key);
    next = ak_snap_with_slot(bench->fixture.snap, &slot);
    ak_snap_unref(bench->fixture.snap);
    bench->fixture.snap = next;
    free(slot.key);
}

/* In steps, so that an idle screen is not written anew each second. */
static void ages_are_told_in_steps(void **state)
{
    static const struct {
        int64_t age_s;
        const char *words;
    } cases[] = {
        {0, "just now \xC2\xB7"}, {14, "just now \xC2\xB7"}, {15, "15s ago"},
        {29, "15s ago"},          {59, "45s ago"},           {60, "1m ago"},
        {3599, "59m ago"},        {3600, "1h ago"},          {86400 * 3, "72h ago"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mark_read(bench, FIXTURE_PRODUCTION, cases[i].age_s); /* the oldest counts */
        mark_read(bench, FIXTURE_SANDBOX, 0);
        workbench_update(bench);
        assert_seen(bench, cases[i].words);
    }
}

static void what_is_not_there_yet_is_not_counted(void **state)
{
    struct workbench *bench = *state;
    struct ak_slot slot = {.topic = AK_TOPIC_CLUSTERS, .status = AK_SLOT_LOADING};
    char key[] = FIXTURE_PRODUCTION;
    char row[1024];

    assert_seen(bench, "not read yet");
    assert_not_seen(bench, "0 clusters");
    fixture_mark(&bench->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_LOADING,
                 AK_ERR_NONE);
    workbench_update(bench);
    assert_non_null(strstr(see_row(bench, 0, row), "1 subscription   \xE2\x86\xBB reading"));
    slot.key = key;
    slot.in_flight = true;
    slot.progress = 300;
    struct ak_snap *next = ak_snap_with_slot(bench->fixture.snap, &slot);
    ak_snap_unref(bench->fixture.snap);
    bench->fixture.snap = next;
    workbench_update(bench);
    assert_seen(bench, "reading, 300 clusters so far");
}

static void badges_say_that_it_is_not_the_usual(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    assert_not_seen(bench, "DEMO");
    bench->desk.input.is_demo = true;
    bench->desk.input.is_read_only = true;
    assert_non_null(strstr(see_row(bench, 0, row), " DEMO   READ-ONLY "));
}

static void one_subscription_has_its_name(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    fixture_answer(&bench->fixture, AK_CODEC_SUBSCRIPTIONS, "",
                   "{\"value\": [{\"subscriptionId\": \"" FIXTURE_SANDBOX
                   "\", \"displayName\": \"\xE6\xB1\xBA\xE6\xB8\x88\"}]}");
    fixture_read(&bench->fixture, AK_CODEC_CLUSTERS, FIXTURE_SANDBOX, "clusters-sandbox.json");
    workbench_update(bench);
    assert_non_null(strstr(see_row(bench, 0, row), "\xE6\xB1\xBA\xE6\xB8\x88   \xE2\x86\xBB"));
}

/* ---- tabs ---- */

static void tabs_stand_where_not_all_panes_are_seen(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    bench->width = 80;
    bench->height = 24;
    assert_string_equal(see_row(bench, 2, row),
                        " 1 Clusters   2 Node pools   3 Retirements   4 Detail   5 Operations");
    bench->width = 40;
    bench->height = 12;
    press(bench, "3");
    assert_string_equal(see_row(bench, 1, row), " 1   2   3 Retirements   4   5");
}

/* ---- banner ---- */

static void the_banner_says_what_went_wrong_and_when_it_tries_again(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    assert_not_seen(bench, "next try");
    fixture_mark(&bench->fixture, AK_TOPIC_CLUSTERS, FIXTURE_SANDBOX, AK_SLOT_STALE,
                 AK_ERR_THROTTLED);
    workbench_update(bench);
    see_row(bench, 2, row);
    assert_non_null(strstr(row,
                           "\xE2\x96\xB2 clusters of Sandbox: Azure asks to slow down, SomeCode; "
                           "next try in 1m"));
    assert_null(strstr(row, "more"));
    fixture_mark(&bench->fixture, AK_TOPIC_CLUSTERS, FIXTURE_PRODUCTION, AK_SLOT_STALE,
                 AK_ERR_TIMEOUT);
    workbench_update(bench);
    see_row(bench, 2, row);
    assert_non_null(strstr(row, "clusters of Production: no answer in time"));
    assert_non_null(strstr(row, "+1 more"));
    assert_int_equal(ak_text_width(row), bench->width - 1);
    assert_seen(bench, "payments"); /* the data of before stays */
}

static void it_is_said_that_subscriptions_are_left_out(void **state)
{
    static const struct {
        const char *name;
        size_t slots;
        bool is_narrowed;
        const char *said;
    } cases[] = {
        {"all", 2, false, " 2 subscriptions "},
        {"all, by a pattern", 2, true, " 2 subscriptions "},
        {"one is not read yet", 1, false, " Production "},
        {"one is left out", 1, true, " Production (1 of 2) "},
        {"none is shown", 0, true, " 0 of 2 subscriptions "},
    };
    static const char *const ids[] = {FIXTURE_PRODUCTION, FIXTURE_SANDBOX};
    struct workbench *bench = *state;

    fixture_read(&bench->fixture, AK_CODEC_SUBSCRIPTIONS, "", "subscriptions.json");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_snap *before = ak_snap_ref(bench->fixture.snap);

        print_message("%s\n", cases[i].name);
        for (size_t j = 0; j < cases[i].slots; j++)
            fixture_mark(&bench->fixture, AK_TOPIC_CLUSTERS, ids[j], AK_SLOT_LOADING, AK_ERR_NONE);
        bench->desk.input.are_subscriptions_narrowed = cases[i].is_narrowed;
        workbench_update(bench);
        assert_seen(bench, cases[i].said);
        ak_snap_unref(bench->fixture.snap);
        bench->fixture.snap = before;
    }
    assert_seen(bench, "no subscription is shown: :subscriptions chooses them");
    workbench_update(bench);
}

static void a_banner_fits_whatever_the_width(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    fixture_mark(&bench->fixture, AK_TOPIC_CLUSTERS, FIXTURE_SANDBOX, AK_SLOT_STALE,
                 AK_ERR_NETWORK);
    fixture_mark(&bench->fixture, AK_TOPIC_SUBSCRIPTIONS, "", AK_SLOT_STALE, AK_ERR_NETWORK);
    workbench_update(bench);
    for (int width = 40; width <= 200; width += 3) {
        bench->width = width;
        see(bench);
        see_row(bench, bench->desk.layout.banner.y, row);
        assert_true(ak_text_width(row) <= width);
        assert_non_null(strstr(row, "subscriptions: the "));
        assert_non_null(strstr(row, "+1 more"));
    }
}

static void a_clock_that_is_wrong_is_told(void **state)
{
    static const struct {
        int64_t ahead_s;
        const char *says; /* NULL: nothing */
    } cases[] = {
        {0, NULL},
        {300, NULL},
        {-300, NULL},
        {420, "this machine's clock is 7m00s ahead of Azure's: ages are wrong"},
        {-7200, "this machine's clock is 2h00m behind Azure's: ages are wrong"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bench->clock_ahead_s = cases[i].ahead_s;
        if (cases[i].says != NULL)
            assert_seen(bench, cases[i].says);
        else
            assert_not_seen(bench, "this machine's clock");
    }
    /* What could not be read comes first. */
    fixture_mark(&bench->fixture, AK_TOPIC_SUBSCRIPTIONS, "", AK_SLOT_STALE, AK_ERR_NETWORK);
    workbench_update(bench);
    assert_seen(bench, "subscriptions: the network failed");
    assert_seen(bench, "+1 more");
}

/* ---- footer ---- */

static void the_footer_offers_whole_keys_only(void **state)
{
    static const char edge[] = "  ? help  q quit";
    struct workbench *bench = *state;
    char row[1024];

    for (int width = 40; width <= 200; width++) {
        bench->width = width;
        see_row(bench, bench->height - 1, row);
        assert_true(ak_text_width(row) <= width);
        /* The way on from everywhere has its place at any width. */
        assert_string_equal(row + strlen(row) - strlen(edge), edge);
        for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
            const struct ak_action_info *info = ak_action_get((enum ak_action)i);
            char key[AK_KEY_NAME_SIZE];
            char offer[96];

            /* "z zo" at the edge would offer what is not there. */
            ak_keymap_key_of(&bench->keymap, info->action, key);
            snprintf(offer, sizeof offer, "  %s ", key);
            const char *at = key[0] != '\0' ? strstr(row, offer) : NULL;
            if (at != NULL && (info->flags & AK_ACTION_FOOTER) && info->scope != AK_SCOPE_FORM)
                assert_true(ak_text_has_prefix(at + strlen(offer), info->command, false));
        }
    }
}

static void the_footer_offers_what_can_be_done_here(void **state)
{
    static const struct {
        const char *keys;
        const char *offered, *not_offered;
    } cases[] = {
        {"1", "/ filter", "C confidential"}, {"1", "a add", "d delete"},
        {"2", "d delete", "Tab next"},       {"3", "z zoom", "a add"},
        {"4", "z zoom", "/ filter"},         {"4", "s scale", "Tab next"},
        {"V", "C confidential", "z zoom"},   {"Esc S", "/ filter", "z zoom"},
        {"Esc ?", "Esc back", "/ filter"},   {"Esc 2 a", "Tab next step", "d delete"},
        {"Esc", "d delete", "Tab next"},     {": r o Enter 2", "v verify", "d delete"},
    };
    struct workbench *bench = *state;
    char row[1024];

    bench->width = 200;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, cases[i].keys);
        see_row(bench, bench->height - 1, row);
        if (strstr(row, cases[i].offered) == NULL || strstr(row, cases[i].not_offered) != NULL)
            fail_msg("after %s: %s", cases[i].keys, row);
    }
}

static void the_footer_shows_keys_as_they_are_bound(void **state)
{
    struct workbench *bench = *state;
    struct ak_err err = ak_err_none();
    char row[1024];

    assert_int_equal(ak_keymap_set(&bench->keymap, "any", "?", "none", &err), 0);
    assert_int_equal(ak_keymap_set(&bench->keymap, "any", "F1", "none", &err), 0);
    assert_int_equal(ak_keymap_set(&bench->keymap, "any", "Ctrl-k", "help", &err), 0);
    assert_non_null(strstr(see_row(bench, bench->height - 1, row), "  Ctrl-k help  "));
}

static void toasts_and_prompts_take_the_footer(void **state)
{
    struct workbench *bench = *state;
    char row[1024];

    ak__desk_say(&bench->desk, AK_ROLE_ERROR, "something happened");
    assert_string_equal(see_row(bench, bench->height - 1, row), " something happened");
    assert_int_equal(bench->cursor.x, -1);
    press(bench, ":");
    assert_true(ak_text_has_prefix(see_row(bench, bench->height - 1, row), ":", false));
    assert_int_equal(bench->cursor.x, 1);
    assert_int_equal(bench->cursor.y, bench->height - 1);
    type(bench, "sort \xE6\xB1\xBA");
    see(bench);
    assert_int_equal(bench->cursor.x, 8); /* wide characters take two columns */
}

static void too_small_a_screen_says_what_it_needs(void **state)
{
    struct workbench *bench = *state;

    bench->width = 39;
    bench->height = 12;
    assert_string_equal(see(bench), "too small: 39\xC3\x97"
                                    "12, needs 40\xC3\x97"
                                    "12\n\n\n\n\n\n\n\n\n\n\n\n");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, workbench_open, workbench_close)
#define EMPTY_CASE(name)                                                                           \
    cmocka_unit_test_setup_teardown(name, workbench_open_empty, workbench_close)
    const struct CMUnitTest tests[] = {
        CASE(the_header_tells_whose_data_how_old_and_how_often),
        EMPTY_CASE(it_is_said_that_subscriptions_are_left_out),
        CASE(the_date_stands_at_the_right_where_it_fits),
        CASE(ages_are_told_in_steps),
        EMPTY_CASE(what_is_not_there_yet_is_not_counted),
        CASE(badges_say_that_it_is_not_the_usual),
        EMPTY_CASE(one_subscription_has_its_name),
        CASE(tabs_stand_where_not_all_panes_are_seen),
        CASE(the_banner_says_what_went_wrong_and_when_it_tries_again),
        CASE(a_banner_fits_whatever_the_width),
        CASE(a_clock_that_is_wrong_is_told),
        CASE(the_footer_offers_whole_keys_only),
        CASE(the_footer_offers_what_can_be_done_here),
        CASE(the_footer_shows_keys_as_they_are_bound),
        CASE(toasts_and_prompts_take_the_footer),
        CASE(too_small_a_screen_says_what_it_needs),
    };
#undef CASE
#undef EMPTY_CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
