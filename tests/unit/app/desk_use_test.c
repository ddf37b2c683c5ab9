/* desk_use_test.c: the desk as a person uses it: focus, ways in and out, overlays, filters, the
 * mouse, and what only the program around it can do. */
#include "config.h"

#include "akscope/base/text.h"
#include "unit/app/workbench.h"

/* ---- focus, and the way in and out ---- */

static void keys_lead_from_view_to_view(void **state)
{
    static const struct {
        const char *keys;
        const char *view;
    } steps[] = {
        {"Tab", "pools"},       {"Tab", "retirements"}, {"Tab", "detail"},
        {"Tab", "operations"},  {"Tab", "clusters"},    {"BackTab", "operations"},
        {"1", "clusters"},      {"2", "pools"},         {"3", "retirements"},
        {"4", "detail"},        {"5", "operations"},    {"Esc", "clusters"},
        {"Enter", "pools"},     {"Enter", "detail"},    {"Esc", "pools"},
        {"Esc", "clusters"},    {"Esc", "clusters"},    {"3 Esc", "clusters"},
        {"?", "help"},          {"?", "clusters"},      {"? q", "clusters"},
        {"? Esc", "clusters"},  {"V", "sizes"},         {"V", "clusters"},
        {"S", "subscriptions"}, {"S", "clusters"},      {"i", "explain"},
        {"i", "clusters"},      {"2 y", "raw"},         {"y", "pools"},
        {"V i", "explain"},     {"Esc", "sizes"},       {"?", "help"},
        {"Esc Esc", "pools"},   {"V ? 4", "detail"}, /* a number closes what lies over the panes */
        {"1 ? V S ?", "help"},  {"Esc", "clusters"}, /* what was open below is gone back to */
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        press(bench, steps[i].keys);
        if (strcmp(focused(bench), steps[i].view) != 0)
            fail_msg("step %zu, %s: %s, not %s", i, steps[i].keys, focused(bench), steps[i].view);
    }
    assert_int_equal(bench->quits, 0);
}

static void zoom_gives_a_pane_the_screen(void **state)
{
    struct workbench *bench = *state;

    press(bench, "2 z");
    assert_seen(bench, "2 Node pools");
    assert_not_seen(bench, "1 Clusters");
    press(bench, "? z"); /* an overlay has the screen anyway */
    press(bench, "Esc 3");
    assert_seen(bench, "3 Retirements");
    assert_not_seen(bench, "2 Node pools"); /* the zoom goes with the focus */
    press(bench, "Esc");
    assert_seen(bench, "1 Clusters");
    assert_string_equal(focused(bench), "retirements");
}

static void panes_follow_the_selection(void **state)
{
    struct workbench *bench = *state;

    assert_seen(bench, "Node pools \xC2\xB7 museum");
    assert_seen(bench, "4 al2 \xC2\xB7 museum");
    press(bench, "j j");
    assert_seen(bench, "Node pools \xC2\xB7 payments");
    assert_seen(bench, "4 cvmpool \xC2\xB7 payments");
    press(bench, "2 j");
    assert_seen(bench, "4 system \xC2\xB7 payments");
    press(bench, "1 k");
    assert_seen(bench, "4 system \xC2\xB7 ledger");
    assert_string_equal(bench->desk.cluster_id, FIXTURE_LEDGER);
    assert_string_equal(bench->desk.pool_id, FIXTURE_LEDGER "/agentPools/system");
}

static void a_change_leads_to_its_pool(void **state)
{
    struct workbench *bench = *state;

    press(bench, "5 Enter");
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, "4 newcvm \xC2\xB7 ledger");
    assert_string_equal(bench->desk.pool_id, FIXTURE_LEDGER "/agentPools/newcvm");
    press(bench, "5 j Enter"); /* landing, the cluster itself */
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, "Node pools \xC2\xB7 landing");
    press(bench, "1 /");
    type(bench, "museum");
    press(bench, "Enter 5 g Enter"); /* ledger is hidden by that filter */
    assert_seen(bench, "it is hidden by the filter: Esc clears it");
}

static void a_deadline_leads_to_the_pools_that_it_hits(void **state)
{
    struct workbench *bench = *state;

    press(bench, "3 Enter");
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, "whole fleet");
    assert_seen(bench, " 1/1 of 8 /os:\"Azure Linux 2.0\" ");
    press(bench, "Esc"); /* first the filter */
    assert_seen(bench, " 1/8 ");
    press(bench, "A");
    assert_not_seen(bench, "whole fleet");
}

/* ---- keys that come faster than frames ---- */

static void a_key_acts_on_what_the_keys_before_it_chose(void **state)
{
    struct workbench *bench = *state;

    press(bench, "/");
    type(bench, "ledger");
    press(bench, "Enter Y"); /* nothing was painted in between */
    assert_string_equal(bench->copied, FIXTURE_LEDGER);
    press(bench, "Enter j Y");
    assert_string_equal(bench->copied, FIXTURE_LEDGER "/agentPools/tdx");
    press(bench, "Enter Y");
    assert_string_equal(bench->copied, FIXTURE_LEDGER "/agentPools/tdx");
}

static void keys_that_mean_nothing_change_nothing(void **state)
{
    static const char *const names[] = {"F9", "x", "Ctrl-x", "Alt-j", "Insert"};
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct ak_key key;

        assert_true(ak_key_parse(names[i], &key));
        assert_false(ak__desk_key(&bench->desk, &key));
    }
}

/* ---- filters ---- */

static void a_filter_works_while_it_is_typed(void **state)
{
    struct workbench *bench = *state;

    press(bench, "/");
    assert_seen(bench, "text, column:value, !not, /regex/");
    assert_int_equal(bench->cursor.y, bench->height - 1);
    assert_int_equal(bench->cursor.x, 1);
    type(bench, "reg");
    assert_seen(bench, "nothing matches the filter");
    type(bench, "ion:north");
    assert_seen(bench, " 1/1 of 4 /region:north ");
    press(bench, "Enter");
    assert_not_seen(bench, "text, column:value");
    assert_int_equal(bench->cursor.x, -1);
    press(bench, "/ Ctrl-u");
    type(bench, "museum");
    assert_seen(bench, " 1/1 of 4 /museum ");
    press(bench, "Esc"); /* as it was before */
    assert_seen(bench, " 1/1 of 4 /region:north ");
    press(bench, "Esc");
    assert_seen(bench, " 2/4 ");
}

static void a_wrong_filter_stays_to_be_corrected(void **state)
{
    struct workbench *bench = *state;

    press(bench, "/");
    type(bench, "regoin:x");
    assert_seen(bench, "there is no column \"regoin\"; did you mean \"region\"?");
    press(bench, "Enter");
    assert_true(bench->desk.prompt.is_open);
    press(bench, "Ctrl-u");
    type(bench, "region:japan");
    press(bench, "Enter");
    assert_false(bench->desk.prompt.is_open);
    assert_seen(bench, " 1/1 of 4 /region:japan ");
}

static void pages_have_nothing_to_filter(void **state)
{
    struct workbench *bench = *state;

    press(bench, "4 /");
    assert_false(bench->desk.prompt.is_open);
    assert_seen(bench, "there is nothing to filter here");
    press(bench, "j"); /* said once */
    assert_not_seen(bench, "there is nothing to filter here");
}

static void what_is_pasted_presses_no_keys(void **state)
{
    struct workbench *bench = *state;

    paste(bench, "qzAj");
    assert_int_equal(bench->quits, 0);
    assert_string_equal(focused(bench), "clusters");
    assert_seen(bench, "what is pasted is text: open / or : or a field for it first");
    press(bench, "/");
    paste(bench, "q ledger");
    press(bench, "Ctrl-u");
    paste(bench, "ledger");
    press(bench, "Enter");
    assert_seen(bench, " 1/1 of 4 /ledger ");
    paste(bench, "x:sort name"); /* the colon opens, the rest is typed; nothing is run */
    assert_true(bench->desk.prompt.is_open);
    assert_string_equal(bench->desk.prompt.text, "sort name");
}

/* ---- the host ---- */

static void the_host_does_what_only_it_can(void **state)
{
    struct workbench *bench = *state;

    press(bench, "r");
    assert_int_equal(bench->refreshes, 1);
    assert_seen(bench, "reading everything anew");
    press(bench, "Ctrl-l Ctrl-z");
    assert_int_equal(bench->redraws, 1);
    assert_int_equal(bench->suspends, 1);
    press(bench, "Y");
    assert_non_null(strstr(bench->copied, "/managedClusters/museum"));
    press(bench, "c");
    assert_string_equal(bench->copied, "az aks show --subscription " FIXTURE_SANDBOX
                                       " --resource-group rg-old --name museum");
    press(bench, "q");
    press(bench, "Ctrl-c");
    assert_int_equal(bench->quits, 2);
}

/* ---- the mouse ---- */

/* Where a text begins on the screen; false when it is not there. */
static bool find(struct workbench *bench, const char *text, int *x, int *y)
{
    see(bench);
    for (*y = 0; *y < bench->height; (*y)++) {
        for (*x = 0; *x + (int)strlen(text) <= bench->width; (*x)++) {
            size_t n = 0;

            while (text[n] != '\0' &&
                   ak_surface_cell(&bench->surface, *x + (int)n, *y)->text[0] == text[n])
                n++;
            if (text[n] == '\0')
                return true;
        }
    }
    return false;
}

static void click(struct workbench *bench, enum ak_key_code code, const char *text)
{
    int x, y;

    if (!find(bench, text, &x, &y))
        fail_msg("%s is not there to click on", text);
    mouse(bench, code, x, y);
}

static void the_mouse_focuses_selects_and_enters(void **state)
{
    struct workbench *bench = *state;

    click(bench, AK_KEY_MOUSE_PRESS, "payments");
    assert_seen(bench, "Node pools \xC2\xB7 payments");
    click(bench, AK_KEY_MOUSE_PRESS, "batch");
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, "4 batch \xC2\xB7 payments");
    click(bench, AK_KEY_MOUSE_DOUBLE, "win");
    assert_string_equal(focused(bench), "detail");
    click(bench, AK_KEY_MOUSE_PRESS, "Retirements");
    assert_string_equal(focused(bench), "retirements");
    click(bench, AK_KEY_WHEEL_DOWN, "NAME");
    assert_string_equal(focused(bench), "clusters");
    assert_seen(bench, "Node pools \xC2\xB7 landing");
    click(bench, AK_KEY_WHEEL_UP, "NAME");
    click(bench, AK_KEY_WHEEL_UP, "NAME");
    assert_seen(bench, "Node pools \xC2\xB7 ledger");
    click(bench, AK_KEY_MOUSE_PRESS, "NAME"); /* sorts */
    assert_seen(bench, "NAME\xE2\x96\xB4");
}

static void the_mouse_stays_in_what_lies_on_top(void **state)
{
    struct workbench *bench = *state;
    int x, y;

    press(bench, "j j 3 V");
    click(bench, AK_KEY_MOUSE_PRESS, "Standard_DC8as_v5");
    assert_string_equal(focused(bench), "sizes");
    assert_seen(bench, " 3/6 ");
    mouse(bench, AK_KEY_WHEEL_DOWN, 5, 30);
    assert_seen(bench, " 4/6 ");
    assert_true(find(bench, "akscope", &x, &y));
    mouse(bench, AK_KEY_MOUSE_PRESS, x, y); /* the header is no view */
    assert_seen(bench, " 4/6 ");
    press(bench, "Esc");
    assert_string_equal(focused(bench), "retirements");
}

/* ---- demands ---- */

static void assert_demanded(struct workbench *bench, enum ak_topic topic, const char *key,
                            bool is_wanted)
{
    struct ak_demands demands = ak_demands_init();
    bool is_there = false;

    see(bench);
    ak__desk_demands(&bench->desk, &demands);
    for (size_t i = 0; i < demands.items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands.items, i);

        is_there = is_there || (demand->topic == topic && strcmp(demand->key, key) == 0);
    }
    ak_demands_release(&demands);
    assert_int_equal(is_there, is_wanted);
}

static void only_what_is_seen_is_asked_for(void **state)
{
    struct workbench *bench = *state;

    press(bench, "j j");
    assert_demanded(bench, AK_TOPIC_POOL_UPGRADES, FIXTURE_CVMPOOL, true);
    bench->width = 60; /* one pane */
    assert_demanded(bench, AK_TOPIC_POOL_UPGRADES, FIXTURE_CVMPOOL, false);
    press(bench, "4");
    assert_demanded(bench, AK_TOPIC_POOL_UPGRADES, FIXTURE_CVMPOOL, true);
    assert_demanded(bench, AK_TOPIC_VM_SIZES, FIXTURE_REGION, false);
    press(bench, "V");
    assert_demanded(bench, AK_TOPIC_VM_SIZES, FIXTURE_REGION, true);
    assert_demanded(bench, AK_TOPIC_USAGES, FIXTURE_REGION, true);
    press(bench, "Esc 2 y");
    assert_demanded(bench, AK_TOPIC_RESOURCE, FIXTURE_CVMPOOL, true);
    press(bench, "y");
    assert_demanded(bench, AK_TOPIC_RESOURCE, FIXTURE_CVMPOOL, false);
}

/* ---- signing in ---- */

static void signing_in_asks_for_a_code_and_shows_it(void **state)
{
    struct workbench *bench = *state;

    press(bench, "L");
    assert_int_equal(bench->sign_ins, 1);
    assert_string_equal(focused(bench), "sign-in");
    assert_seen(bench, "Asking Microsoft Entra ID for a code");
    bench->sign_in.state = AK_SIGN_IN_CODE;
    (void)ak_text_copy(bench->sign_in.code, sizeof bench->sign_in.code, "ABCD-EFGH");
    (void)ak_text_copy(bench->sign_in.url, sizeof bench->sign_in.url, "https://contoso.com/code");
    assert_seen(bench, "ABCD-EFGH");
    press(bench, "c");
    assert_string_equal(bench->copied, "ABCD-EFGH");
    press(bench, "Y");
    assert_string_equal(bench->copied, "https://contoso.com/code");
    press(bench, "r Enter"); /* a code that waits is enough */
    assert_int_equal(bench->sign_ins, 1);
    assert_int_equal(bench->refreshes, 0);
    bench->sign_in.state = AK_SIGN_IN_FAILED;
    press(bench, "r");
    assert_int_equal(bench->sign_ins, 2);
    bench->sign_in.state = AK_SIGN_IN_DONE;
    press(bench, "j"); /* it closes by itself */
    assert_string_equal(focused(bench), "clusters");
}

static void where_nobody_signs_in_it_says_so(void **state)
{
    struct workbench *bench = *state;

    bench->desk.input.sign_in = NULL;
    press(bench, "L");
    assert_int_equal(bench->sign_ins, 0);
    assert_seen(bench, "the demo brings its own sign-in");
}

/* ---- sizes of the screen ---- */

static void every_size_can_be_painted_in_every_state(void **state)
{
    static const char *const keys[] = {"1", "2 z", "z 3", "4",         "5",     "?",
                                       "V", "S",   "i",   "Esc Esc /", "Esc :", "Esc q"};
    static const int sizes[][2] = {{1, 1},   {39, 12}, {40, 11},  {40, 12},  {60, 15},  {79, 24},
                                   {80, 19}, {80, 24}, {119, 40}, {120, 29}, {120, 30}, {250, 70}};
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        press(bench, keys[i]);
        for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
            bench->width = sizes[j][0];
            bench->height = sizes[j][1];
            bool is_too_small = sizes[j][0] < 40 || sizes[j][1] < 12;
            bool says_so =
                strstr(see(bench), is_too_small && bench->width > 8 ? "too small" : "") != NULL;
            assert_true(says_so);
            assert_in_range(bench->cursor.x + 1, 0, bench->width);
        }
    }
}

static void subscriptions_are_chosen_and_all_come_back(void **state)
{
    struct workbench *bench = *state;

    press(bench, "S");
    press(bench, "j Space Enter"); /* Production is not shown any more */
    assert_string_equal(bench->shown, FIXTURE_SANDBOX " ");
    assert_string_equal(focused(bench), "clusters");
    press(bench, ":");
    type(bench, "subscriptions all");
    press(bench, "Enter");
    assert_int_equal(bench->choices, 2);
    assert_string_equal(bench->shown, "");
    press(bench, ":");
    type(bench, "subs some");
    press(bench, "Enter");
    assert_int_equal(bench->choices, 2);
    assert_seen(bench, ":subscriptions takes \"all\", not \"some\"");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, workbench_open, workbench_close)
    const struct CMUnitTest tests[] = {
        CASE(keys_lead_from_view_to_view),
        CASE(subscriptions_are_chosen_and_all_come_back),
        CASE(zoom_gives_a_pane_the_screen),
        CASE(panes_follow_the_selection),
        CASE(a_change_leads_to_its_pool),
        CASE(a_deadline_leads_to_the_pools_that_it_hits),
        CASE(a_key_acts_on_what_the_keys_before_it_chose),
        CASE(keys_that_mean_nothing_change_nothing),
        CASE(a_filter_works_while_it_is_typed),
        CASE(a_wrong_filter_stays_to_be_corrected),
        CASE(pages_have_nothing_to_filter),
        CASE(what_is_pasted_presses_no_keys),
        CASE(the_host_does_what_only_it_can),
        CASE(the_mouse_focuses_selects_and_enters),
        CASE(the_mouse_stays_in_what_lies_on_top),
        CASE(only_what_is_seen_is_asked_for),
        CASE(signing_in_asks_for_a_code_and_shows_it),
        CASE(where_nobody_signs_in_it_says_so),
        CASE(every_size_can_be_painted_in_every_state),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
