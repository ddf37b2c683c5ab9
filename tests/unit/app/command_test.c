/* command_test.c: what can be typed after `:`, what Tab makes of it, and what the footer says of
 * it. */
#include "config.h"

#include "unit/app/workbench.h"

static void run(struct workbench *bench, const char *line)
{
    press(bench, ":");
    type(bench, line);
    press(bench, "Enter");
}

static void commands_lead_where_keys_do(void **state)
{
    static const struct {
        const char *line;
        const char *view; /* that has the focus then */
    } cases[] = {
        {"help", "help"},
        {"h", "help"},
        {"clusters", "clusters"},
        {"pools", "pools"},
        {"nodepools", "pools"},
        {"np", "pools"},
        {"fleet", "pools"},
        {"retirements", "retirements"},
        {"detail", "detail"},
        {"operations", "operations"},
        {"sizes", "sizes"},
        {"skus", "sizes"},
        {"sizes northeurope", "sizes"},
        {"explain", "explain"},
        {"explain quota", "explain"},
        {"subscriptions", "subscriptions"},
        {"subs", "subscriptions"},
        {"raw", "raw"},
        {"json", "raw"},
        {"yaml", "raw"},
        {"  pools  ", "pools"},
        {"focus-next", "pools"},
        {"enter", "pools"},
        {"", "clusters"},
        {"   ", "clusters"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(bench, "1");
        run(bench, cases[i].line);
        if (strcmp(focused(bench), cases[i].view) != 0)
            fail_msg(":%s leads to %s", cases[i].line, focused(bench));
        assert_string_equal(bench->desk.toast, "");
    }
}

static void commands_have_arguments(void **state)
{
    struct workbench *bench = *state;

    run(bench, "sort name");
    assert_seen(bench, "NAME\xE2\x96\xB4");
    run(bench, "filter region:europe");
    assert_seen(bench, " of 4 /region:europe ");
    run(bench, "filter regoin:europe");
    assert_seen(bench, "there is no column \"regoin\"");
    press(bench, "Esc");
    run(bench, "due 10");
    assert_seen(bench, " of 4 :due 10 ");
    run(bench, "due soon");
    assert_seen(bench, "\"soon\" is no number of days");
    run(bench, "theme light");
    assert_string_equal(bench->theme, "light");
    assert_seen(bench, "theme: light");
    run(bench, "colorscheme dark");
    assert_string_equal(bench->theme, "dark");
    run(bench, "theme nonsense");
    assert_seen(bench, "there is no theme \"nonsense\"");
    run(bench, "theme");
    assert_seen(bench, ":theme needs a name: :theme NAME");
    run(bench, "explain quota");
    assert_seen(bench, "Quota of VM sizes");
}

static void commands_switch_and_leave(void **state)
{
    static const char *const words[] = {"q", "q!", "quit", "exit"};
    struct workbench *bench = *state;

    run(bench, "mouse");
    assert_true(bench->uses_mouse);
    assert_seen(bench, "hold Shift to select text");
    run(bench, "mouse");
    assert_false(bench->uses_mouse);
    run(bench, "zoom");
    assert_not_seen(bench, "2 Node pools");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        run(bench, words[i]);
    assert_int_equal(bench->quits, 4);
    press(bench, "?");
    run(bench, "quit"); /* typed, it means the program, whatever lies on top */
    assert_int_equal(bench->quits, 5);
}

static void unknown_commands_are_told_with_what_was_meant(void **state)
{
    static const struct {
        const char *line;
        const char *said;
    } cases[] = {
        {"teme dark", "there is no command :teme; did you mean :theme?"},
        {"clustres", "there is no command :clustres; did you mean :clusters?"},
        {"unicornification", "there is no command :unicornification; ? lists them"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        run(bench, cases[i].line);
        assert_seen(bench, cases[i].said);
    }
}

/* A key that means nothing in a view is silent; a command is not. */
static void commands_that_mean_nothing_here_say_so(void **state)
{
    struct workbench *bench = *state;

    run(bench, "confidential"); /* of VM sizes alone */
    assert_seen(bench, ":confidential means nothing here");
    press(bench, "4");
    run(bench, "sort name");
    assert_seen(bench, ":sort means nothing here");
    press(bench, "3 Y");
    assert_not_seen(bench, "means nothing here");
}

/* Ready filters choose pools of the fleet where the view in focus has none to choose from. */
static void ready_filters_work_from_everywhere(void **state)
{
    struct workbench *bench = *state;

    press(bench, "3");
    run(bench, "failed");
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, "whole fleet");
    assert_seen(bench, " 1/1 of 8 :failed ");
    press(bench, "4");
    run(bench, "due x");
    assert_seen(bench, "\"x\" is no number of days");
    press(bench, "?");
    run(bench, "cvm");
    assert_string_equal(focused(bench), "pools");
    assert_seen(bench, " of 8 :cvm ");
}

/* ---- Tab ---- */

static void tab_offers_what_begins_so(void **state)
{
    static const struct {
        const char *stem;
        const char *offers[6]; /* in their order; ends with NULL */
    } cases[] = {
        {"th", {"theme ", NULL}},
        {"RE", {"reconcile", "register", "retirements", "refresh", "redraw", NULL}},
        {"theme ", {"theme dark", "theme light", "theme contrast", "theme basic", NULL}},
        {"theme l", {"theme light", NULL}},
        {"sizes ",
         {"sizes westeurope", "sizes northeurope", "sizes usgovvirginia", "sizes japaneast", NULL}},
        {"sizes N", {"sizes northeurope", NULL}},
        {"xyz", {NULL}},
        {"theme xyz", {NULL}},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char offer[AK_PROMPT_SIZE];
        size_t n = 0;

        for (; cases[i].offers[n] != NULL; n++) {
            assert_true(ak__desk_complete(cases[i].stem, n, offer, &bench->desk));
            assert_string_equal(offer, cases[i].offers[n]);
            if (n == 4) {
                n++;
                break;
            }
        }
        if (n < 4 && ak__desk_complete(cases[i].stem, n, offer, &bench->desk))
            fail_msg("%s offers %s too", cases[i].stem, offer);
    }
}

static void everything_is_offered_before_anything_is_typed(void **state)
{
    struct workbench *bench = *state;
    char offer[AK_PROMPT_SIZE];
    size_t n = 0;

    while (ak__desk_complete("", n, offer, &bench->desk))
        n++;
    assert_int_equal(n, AK_ACTION_COUNT - 1);
}

static void tab_turns_through_the_offers(void **state)
{
    struct workbench *bench = *state;

    press(bench, ":");
    assert_seen(bench, "Tab completes");
    type(bench, "theme ");
    press(bench, "Tab");
    assert_string_equal(bench->desk.prompt.text, "theme dark");
    press(bench, "Tab Tab");
    assert_string_equal(bench->desk.prompt.text, "theme contrast");
    press(bench, "Enter");
    assert_string_equal(bench->theme, "contrast");
}

static void the_footer_tells_what_a_command_does(void **state)
{
    static const struct {
        const char *typed;
        const char *hint;
    } cases[] = {
        {"", "Tab completes"},
        {"due", "DAYS: only what ends within so many days"},
        {"q", "leave akscope"},
        {"ret", "retirements"},
        {"re", "reconcile  register  retirements  refresh  redraw"},
        {"theme l", "light"},
        {"xyz", ""},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char hint[AK_TOAST_SIZE];

        press(bench, ":");
        type(bench, cases[i].typed);
        ak__desk_command_hint(&bench->desk, hint, sizeof hint);
        assert_string_equal(hint, cases[i].hint);
        if (hint[0] != '\0')
            assert_seen(bench, hint);
        press(bench, "Esc");
    }
}

static void lines_are_remembered(void **state)
{
    struct workbench *bench = *state;

    run(bench, "sort name");
    run(bench, "sort region");
    press(bench, ": Up");
    assert_string_equal(bench->desk.prompt.text, "sort region");
    press(bench, "Up");
    assert_string_equal(bench->desk.prompt.text, "sort name");
    press(bench, "Enter");
    assert_seen(bench, "NAME\xE2\x96\xB4");
}

static void a_day_is_told_from_wherever_it_is_asked_for(void **state)
{
    static const struct {
        const char *keys, *command, *told;
    } given[] = {
        {"1", "on 2027-03-16", "on 2027-03-16: 1 pool, 5 nodes cannot scale"},
        {"2", "on 2027-03-17", "on 2027-03-17: 2 pools, 9 nodes cannot scale"},
        {"4", "on 2028-04", "on 2028-04-30: "},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        press(bench, given[i].keys);
        run(bench, given[i].command);
        assert_seen(bench, given[i].told);
        assert_string_equal(focused(bench), "retirements");
    }
    press(bench, "z");
    run(bench, "on 2027-12-31");
    assert_seen(bench, "If nothing is done, on 31 Dec 2027: ");
}

static void a_day_that_is_none_changes_nothing(void **state)
{
    static const struct {
        const char *command, *told;
    } given[] = {
        {"on", ":on \"\" is no day; write it as 2027-03-17, or 2027-03 for the last of a month"},
        {"on 2027-02-30", ":on \"2027-02-30\" is no day; write it as 2027-03-17"},
        {"on 2026-11-22", ":on 2026-11-22 has passed (today is 2026-11-23)"},
    };
    struct workbench *bench = *state;

    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        press(bench, "2");
        run(bench, given[i].command);
        assert_seen(bench, given[i].told);
        assert_string_equal(focused(bench), "pools");
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, workbench_open, workbench_close)
    const struct CMUnitTest tests[] = {
        CASE(commands_lead_where_keys_do),
        CASE(commands_have_arguments),
        CASE(commands_switch_and_leave),
        CASE(unknown_commands_are_told_with_what_was_meant),
        CASE(commands_that_mean_nothing_here_say_so),
        CASE(ready_filters_work_from_everywhere),
        CASE(tab_offers_what_begins_so),
        CASE(everything_is_offered_before_anything_is_typed),
        CASE(tab_turns_through_the_offers),
        CASE(the_footer_tells_what_a_command_does),
        CASE(lines_are_remembered),
        CASE(a_day_is_told_from_wherever_it_is_asked_for),
        CASE(a_day_that_is_none_changes_nothing),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
