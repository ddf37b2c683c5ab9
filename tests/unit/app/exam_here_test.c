/* exam_here_test.c: verdicts on what is here: terminal, configuration, facts, journal; and on what
 * rests on what. */
#include "config.h"

#include "exam_case.h"

/* ---- terminal ---- */

static void no_terminal(struct exam_case *c)
{
    c->exam.terminal = (struct ak_term_look){0};
}

static void unknown_terminal(struct exam_case *c)
{
    ak_err_set(&c->exam.terminal_err, AK_ERR_TERMINAL, "TERM=what is unknown");
}

static void other_codeset(struct exam_case *c)
{
    c->exam.codeset = "ISO-8859-1";
}

static void narrow(struct exam_case *c)
{
    c->exam.terminal.width = 79;
}

static void low(struct exam_case *c)
{
    c->exam.terminal.height = 23;
}

static void just_large_enough(struct exam_case *c)
{
    c->exam.terminal.width = 80;
    c->exam.terminal.height = 24;
    c->exam.terminal.colours = 0;
}

static void all_colours(struct exam_case *c)
{
    c->exam.terminal.colours = 1 << 24;
}

static void colours_off(struct exam_case *c)
{
    c->exam.has_no_colour = true;
}

static const struct exam_row terminal_rows[] = {
    {"all is well", NULL, AK__CHECK_TERMINAL, 0, "ok xterm-256color, 120x36, UTF-8, 256 colours"},
    {"none", no_terminal, AK__CHECK_TERMINAL, 0,
     "skipped the output is no terminal: commands need none, the dashboard does"},
    {"of an unknown type", unknown_terminal, AK__CHECK_TERMINAL, 1,
     "failed the terminal can't be used: TERM=what is unknown > run in a terminal, or use `akscope "
     "get clusters`"},
    {"not UTF-8", other_codeset, AK__CHECK_TERMINAL, 0,
     "warning xterm-256color, 120x36, ISO-8859-1, 256 colours > lines and marks are drawn with "
     "ASCII: set LANG to a locale with UTF-8, such as C.UTF-8"},
    {"narrow", narrow, AK__CHECK_TERMINAL, 0,
     "warning xterm-256color, 79x36, UTF-8, 256 colours > 80x24 or more shows all panes at once"},
    {"low", low, AK__CHECK_TERMINAL, 0,
     "warning xterm-256color, 120x23, UTF-8, 256 colours > 80x24 or more shows all panes at once"},
    {"just large enough", just_large_enough, AK__CHECK_TERMINAL, 0,
     "ok xterm-256color, 80x24, UTF-8, no colours"},
    {"direct colours", all_colours, AK__CHECK_TERMINAL, 0,
     "ok xterm-256color, 120x36, UTF-8, all colours"},
    {"NO_COLOR", colours_off, AK__CHECK_TERMINAL, 0,
     "ok xterm-256color, 120x36, UTF-8, colours are off"},
};

static void the_terminal(void **state)
{
    (void)state;
    exam_cases_run(terminal_rows, sizeof terminal_rows / sizeof terminal_rows[0]);
}

/* ---- configuration ---- */

static void set(struct exam_case *c, enum ak_setting setting, const char *value, const char *origin)
{
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_conf_set(c->conf, setting, value, origin, &err), 0);
}

static void settings_of_every_kind(struct exam_case *c)
{
    c->exam.has_config = true;
    set(c, AK_SETTING_ID_REFRESH, "60", "/home/kim/.config/akscope/config.ini:3");
    set(c, AK_SETTING_ID_THEME, "light", "/home/kim/.config/akscope/config.ini:4");
    set(c, AK_SETTING_ID_CLOUD, "AzureCloud", "AKSCOPE_CLOUD");
    set(c, AK_SETTING_ID_ASCII, "yes", "--ascii");
    set(c, AK_SETTING_ID_BELL, "yes", "--bell");
}

static void no_home(struct exam_case *c)
{
    c->exam.config_path = NULL;
}

static void broken_config(struct exam_case *c)
{
    ak_err_set(&c->exam.config_err, AK_ERR_CONFIG, "config.ini:1: there is no setting \"refersh\"");
}

static const struct exam_row config_rows[] = {
    {"no file", NULL, AK__CHECK_CONFIG, 0, "ok no file (~/.config/akscope/config.ini)"},
    {"settings of every kind", settings_of_every_kind, AK__CHECK_CONFIG, 0,
     "ok ~/.config/akscope/config.ini, 2 settings in it, 1 setting by variables, 2 settings by "
     "options"},
    {"nowhere", no_home, AK__CHECK_CONFIG, 0, "ok no file (HOME is not set)"},
    {"broken", broken_config, AK__CHECK_CONFIG, 2,
     "failed the configuration is wrong: config.ini:1: there is no setting \"refersh\" > correct "
     "the named setting"},
    {"the rest is looked at all the same", broken_config, AK__CHECK_SUBSCRIPTIONS, 2,
     "ok 2 subscriptions with 2 clusters"},
};

static void the_configuration(void **state)
{
    (void)state;
    exam_cases_run(config_rows, sizeof config_rows / sizeof config_rows[0]);
}

/* ---- facts ---- */

static void facts_of_today(struct exam_case *c)
{
    c->exam.facts.as_of = (struct ak_date){2026, 11, 23};
}

static void facts_of_yesterday(struct exam_case *c)
{
    c->exam.facts.as_of = (struct ak_date){2026, 11, 22};
    c->exam.facts.own = 3;
}

static void facts_of_180_days(struct exam_case *c)
{
    c->exam.facts.as_of = (struct ak_date){2026, 5, 27};
}

static void facts_of_181_days(struct exam_case *c)
{
    c->exam.facts.as_of = (struct ak_date){2026, 5, 26};
}

static void broken_facts(struct exam_case *c)
{
    ak_err_set(&c->exam.facts_err, AK_ERR_CONFIG, "facts.json:1: not JSON");
}

static const struct exam_row facts_rows[] = {
    {"all is well", NULL, AK__CHECK_FACTS, 0, "ok built in: as of 11 Sep 2026, 73 days old"},
    {"of today", facts_of_today, AK__CHECK_FACTS, 0, "ok built in: as of 23 Nov 2026"},
    {"of yesterday, and own ones", facts_of_yesterday, AK__CHECK_FACTS, 0,
     "ok built in: as of 22 Nov 2026, 1 day old; 3 of your own"},
    {"just not old", facts_of_180_days, AK__CHECK_FACTS, 0,
     "ok built in: as of 27 May 2026, 180 days old"},
    {"old", facts_of_181_days, AK__CHECK_FACTS, 0,
     "warning built in: as of 26 May 2026, 181 days old > AKS has announced more since: update "
     "akscope; `akscope facts compare` says where Azure knows better"},
    {"own ones that are wrong", broken_facts, AK__CHECK_FACTS, 2,
     "failed the configuration is wrong: facts.json:1: not JSON > correct the file; `akscope facts "
     "validate` says all of it"},
};

static void the_facts(void **state)
{
    (void)state;
    exam_cases_run(facts_rows, sizeof facts_rows / sizeof facts_rows[0]);
}

/* ---- journal ---- */

static struct ak_journal_look *journal(struct exam_case *c)
{
    c->exam.journal.is_there = true;
    c->exam.journal.mode = 0600;
    c->exam.journal.changes = 12;
    return &c->exam.journal;
}

static void some_changes(struct exam_case *c)
{
    (void)journal(c);
}

static void one_under_way(struct exam_case *c)
{
    journal(c)->unfinished = 1;
}

static void much_wrong(struct exam_case *c)
{
    journal(c)->mode = 0640;
    c->exam.journal.damaged_lines = 1;
    c->exam.journal.unfinished = 3;
    c->exam.journal.abandoned = 2;
}

static void two_damaged_lines(struct exam_case *c)
{
    journal(c)->damaged_lines = 2;
}

static void unreadable_journal(struct exam_case *c)
{
    ak_err_set(&c->exam.journal_err, AK_ERR_FILE, "/j.jsonl: is a directory");
}

static const struct exam_row journal_rows[] = {
    {"none yet", NULL, AK__CHECK_JOURNAL, 0, "ok nothing was changed from here yet"},
    {"some changes", some_changes, AK__CHECK_JOURNAL, 0, "ok 12 changes, none under way"},
    {"one under way", one_under_way, AK__CHECK_JOURNAL, 0, "ok 12 changes, 1 under way"},
    {"mode, damage, abandoned changes", much_wrong, AK__CHECK_JOURNAL, 0,
     "warning others can read ~/j.jsonl (mode 0640) > chmod 600 ~/j.jsonl\n"
     "warning 1 damaged line in ~/j.jsonl is passed over > what they told of is lost; look at the "
     "resources of your last changes, and check the disk\n"
     "warning 2 changes nobody follows any more > `akscope operations wait` takes them up again"},
    {"two damaged lines", two_damaged_lines, AK__CHECK_JOURNAL, 0,
     "warning 2 damaged lines in ~/j.jsonl are passed over > what they told of is lost; look at "
     "the resources of your last changes, and check the disk"},
    {"unreadable", unreadable_journal, AK__CHECK_JOURNAL, 1,
     "failed a file can't be read or written: /j.jsonl: is a directory > nothing can be changed "
     "without it: check the path and its permissions"},
};

static void the_journal(void **state)
{
    (void)state;
    exam_cases_run(journal_rows, sizeof journal_rows / sizeof journal_rows[0]);
}

/* ---- the exit code ---- */

static void terminal_and_network(struct exam_case *c)
{
    unknown_terminal(c);
    ak_err_set(&c->exam.arm.err, AK_ERR_NETWORK, "gone");
}

static void config_and_network(struct exam_case *c)
{
    broken_config(c);
    ak_err_set(&c->exam.arm.err, AK_ERR_NETWORK, "gone");
}

static void network_and_facts(struct exam_case *c)
{
    broken_facts(c);
    ak_err_set(&c->exam.arm.err, AK_ERR_NETWORK, "gone");
}

static const struct exam_row code_rows[] = {
    {"one that has no code of its own waits", terminal_and_network, AK__CHECK_CONFIG, 5,
     "ok no file (~/.config/akscope/config.ini)"},
    {"the first counts", config_and_network, AK__CHECK_CLOUD, 2,
     "ok AzureCloud, https://management.azure.com (by default)"},
    {"whichever it is", network_and_facts, AK__CHECK_CLOUD, 5,
     "ok AzureCloud, https://management.azure.com (by default)"},
};

static void the_exit_code(void **state)
{
    (void)state;
    exam_cases_run(code_rows, sizeof code_rows / sizeof code_rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal),  cmocka_unit_test(the_configuration),
        cmocka_unit_test(the_facts),     cmocka_unit_test(the_journal),
        cmocka_unit_test(the_exit_code),
    };

    return cmocka_run_group_tests_name("app exam of what is here", tests, NULL, NULL);
}
