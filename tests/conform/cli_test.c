/* cli_test.c: get and show as scripts use them: exit codes, one sentence on standard error, output
 * in every format, rows chosen by options. JSON is read by cJSON, which the product doesn't write
 * with. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/conform/row.h"
#include "tests/conform/site.h"

enum { LONGEST_S = 120, LINE_SIZE = 512 };

/* ---- failures: a status, nothing on standard output, one sentence on standard error ---- */

struct failure {
    const char *line;
    int status;
    const char *says; /* parts of the sentence, separated by | */
};

static bool is_one_sentence(const char *text)
{
    const char *end = strchr(text, '\n');

    return strncmp(text, "akscope: ", strlen("akscope: ")) == 0 && end != NULL && end[1] == '\0';
}

static void expect_failure(const struct command *command, const struct failure *failure)
{
    if (command->status != failure->status)
        fail_msg("akscope %s: ended with %d, wanted %d: %s", failure->line, command->status,
                 failure->status, command->err);
    if (command->out_len > 0)
        fail_msg("akscope %s: printed %s", failure->line, command->out);
    if (!is_one_sentence(command->err) || !has_all(command->err, failure->says))
        fail_msg("akscope %s: wanted one line with %s: %s", failure->line, failure->says,
                 command->err);
}

static void expect_failures(struct site *site, const struct failure *failures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct command command = command_run(site, failures[i].line);

        expect_failure(&command, &failures[i]);
        command_release(&command);
    }
}

/* Nothing listens where the endpoint leads: what is wrong is seen before anything is asked. */
static void what_cannot_be_understood_is_refused_with_2(void **state)
{
    static const struct failure failures[] = {
        {"frobnicate", 2, "no command \"frobnicate\"|get, show|akscope --help"},
        {"get", 2, "needs to know what|clusters, pools, sizes, versions, features"},
        {"get nothing", 2, "knows no \"nothing\"|clusters, pools"},
        {"show pool", 2, "takes exactly one name"},
        {"show pool a b", 2, "takes exactly one name"},
        {"show cluster", 2, "takes exactly one name"},
        {"--frobnicate", 2, "no option --frobnicate"},
        {"get pools --fliter x", 2, "no option --fliter|did you mean --filter?"},
        {"get pools --subscribtion x", 2, "did you mean --subscription?"},
        {"get pools -x", 2, "no option -x"},
        {"get pools -o", 2, "--output needs a value"},
        {"get pools -o yaml", 2, "no output \"yaml\"|table, json, csv, tsv, markdown"},
        {"get pools --help=x", 2, "--help takes no value"},
        {"get pools --cluster=", 2, "--cluster needs a value that is not empty"},
        {"get pools --resource-group=", 2, "--resource-group needs a value"},
        {"get pools --location=", 2, "--location needs a value"},
        {"get pools --subscription=", 2, "--subscription needs a value"},
        {"get pools --output=", 2, "--output needs a value"},
        {"get features --cluster x", 2, "--cluster means nothing to `akscope get features`"},
        {"get features -g x", 2, "--resource-group means nothing"},
        {"get features -l x", 2, "--location means nothing"},
        {"show pool x --filter y", 2, "--filter means nothing to `akscope show pool`"},
        {"-o json", 2, "--output means nothing to `akscope`"},
        {"get pools --dump 80x24", 2, "--dump means nothing to `akscope get pools`"},
        {"get pools colour:red", 2, "no field \"colour\"|there are id, name, cluster,"},
        {"get pools severty:soon", 2, "no field \"severty\"|did you mean retirement.severity?"},
        {"get clusters --filter vmSize:x", 2, "no field \"vmSize\""},
        {"get pools --refresh 1", 2, "--refresh|5 to 3600"},
        {"get pools --refresh soon", 2, "--refresh|\"soon\" is not a number"},
        {"get pools --arm-endpoint http://example.com", 2, "example.com|plain http"},
        {"get pools --arm-endpoint ftp://127.0.0.1", 2, "only https"},
        {"get pools --arm-endpoint https://me:word@127.0.0.1", 2, "without user name"},
        {"get pools --ca-file /nowhere/ca.pem", 2, "/nowhere/ca.pem|no such file"},
    };
    struct site site;

    (void)state;
    site_open(&site, NULL);
    sandbox_set(&site.sandbox, "AKSCOPE_ARM_ENDPOINT", "http://127.0.0.1:1");
    expect_failures(&site, failures, sizeof failures / sizeof failures[0]);
    site_close(&site);
}

static void wrong_settings_are_refused_with_2_and_their_place(void **state)
{
    static const struct failure bad_file = {"get pools", 2, "config.ini:2|refersh"};
    static const struct failure bad_variable = {"get pools", 2, "AKSCOPE_REFRESH|5 to 3600"};
    static const struct failure bad_time = {"get pools", 2, "AKSCOPE_NOW|2026-11-23T14:05:00Z"};
    struct site site;

    (void)state;
    site_open(&site, NULL);
    sandbox_set(&site.sandbox, "AKSCOPE_ARM_ENDPOINT", "http://127.0.0.1:1");
    sandbox_write(&site.sandbox, "config/akscope/config.ini", "[akscope]\nrefersh = 30\n");
    expect_failures(&site, &bad_file, 1);
    sandbox_write(&site.sandbox, "config/akscope/config.ini", "");
    sandbox_set(&site.sandbox, "AKSCOPE_REFRESH", "1");
    expect_failures(&site, &bad_variable, 1);
    sandbox_set(&site.sandbox, "AKSCOPE_REFRESH", NULL);
    sandbox_set(&site.sandbox, "AKSCOPE_NOW", "soon");
    expect_failures(&site, &bad_time, 1);
    site_close(&site);
}

static void what_is_not_there_ends_with_4(void **state)
{
    static const struct failure failures[] = {
        {"show pool none", 4, "no node pool \"none\""},
        {"show pool payments-prod/none", 4, "no node pool \"payments-prod/none\""},
        {"show pool none/system", 4, "no node pool"},
        {"show cluster none", 4, "no cluster \"none\""},
        {"show cluster payments-prod -g rg-ledger-neu", 4, "no cluster \"payments-prod\""},
        {"show pool /subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001/x", 4, "no node pool"},
        {"get versions -l atlantis", 4,
         "Kubernetes versions|/atlantis|NoRegisteredProviderFound|'atlantis'|check the region"},
        {"get sizes -l atlantis", 4, "the quota|/atlantis|NoRegisteredProviderFound"},
        {"get pools --subscription none", 4, "clusters of none|InvalidSubscriptionId"},
        {"get pools --subscription 00000000-1111-2222-3333-444444444444", 4,
         "clusters of 00000000-1111-2222-3333-444444444444|SubscriptionNotFound"},
    };

    expect_failures(*state, failures, sizeof failures / sizeof failures[0]);
}

static void a_name_that_means_several_ends_with_2_and_names_them(void **state)
{
    static const struct failure failures[] = {
        {"show pool system", 2,
         "means more than one|are named \"system\"|payments-prod/system in Contoso Production|"
         "and others|--cluster"},
    };

    expect_failures(*state, failures, sizeof failures / sizeof failures[0]);
}

/* What is there is printed all the same. */
static void a_cluster_that_is_not_there_ends_with_4_beside_those_that_are(void **state)
{
    struct command command =
        command_run(*state, "get clusters -c none -c payments-prod -c naught -o json");
    cJSON *rows = command_json(&command, "get clusters -c none -c payments-prod -c naught -o json");

    assert_int_equal(command.status, 4);
    assert_int_equal(cJSON_GetArraySize(rows), 1);
    assert_string_equal(json_text_at(rows->child, "name"), "payments-prod");
    assert_true(has_all(command.err, "no cluster \"none\"|no cluster \"naught\""));
    cJSON_Delete(rows);
    command_release(&command);
}

/* ---- signing in ---- */

static void without_a_sign_in_the_status_is_3(void **state)
{
    static const struct failure nobody = {"get clusters", 3, "not signed in|az login"};
    static const struct failure expired = {"get clusters", 3, "AKSCOPE_TOKEN has expired|az login"};
    static const struct failure refused = {"get clusters", 3,
                                           "the subscriptions|AKSCOPE_TOKEN was refused|az login"};
    struct site site;

    (void)state;
    site_open(&site, "");
    sandbox_set(&site.sandbox, "AKSCOPE_TOKEN", "eyJhIjoxfQ.eyJleHAiOjF9.x");
    expect_failures(&site, &expired, 1);
    sandbox_set(&site.sandbox, "AKSCOPE_TOKEN", "word");
    expect_failures(&site, &refused, 1);
    sandbox_set(&site.sandbox, "AKSCOPE_TOKEN", NULL);
    sandbox_set(&site.sandbox, "PATH", "/nowhere"); /* no az there */
    expect_failures(&site, &nobody, 1);
    site_close(&site);
}

static void a_refused_subscription_is_told_and_the_rest_is_printed_with_6(void **state)
{
    struct site site;
    struct command command;
    cJSON *rows;

    (void)state;
    site_open(&site, "--fault status:403@0002-4c0d-8e1f-c0de00000002/providers");
    command = command_run(&site, "get clusters -o json");
    rows = command_json(&command, "get clusters");
    assert_int_equal(command.status, 6);
    assert_true(is_one_sentence(command.err));
    assert_true(has_all(command.err, "clusters of 5a7b1c3d-0002-4c0d-8e1f-c0de00000002|"
                                     "Azure refused access|AuthorizationFailed|ask for a role"));
    assert_int_equal(cJSON_GetArraySize(rows), 7);
    cJSON_Delete(rows);
    command_release(&command);
    /* It may be among what can't be read. */
    command = command_run(&site, "show cluster none");
    assert_int_equal(command.status, 6);
    command_release(&command);
    /* What was asked for is elsewhere. */
    command = command_run_well(&site, "get clusters --subscription \"contoso government\" -o json");
    command_release(&command);
    site_close(&site);
}

static void refusals_alike_share_a_line(void **state)
{
    static const struct failure failure = {
        "get clusters", 3,
        "clusters of 5a7b1c3d-0001-4c0d-8e1f-c0de00000001, 5a7b1c3d-0002-4c0d-8e1f-c0de00000002, "
        "5a7b1c3d-0003-4c0d-8e1f-c0de00000003: Azure refused access: AuthorizationFailed: "};
    struct site site;

    (void)state;
    site_open(&site, "--fault status:403@/managedClusters");
    expect_failures(&site, &failure, 1);
    site_close(&site);
}

/* ---- streams ---- */

static void streams_that_end_are_met_well(void **state)
{
    static const struct {
        const char *script;
        int status;
        const char *says; /* NULL: nothing */
    } cases[] = {
        {"akscope get clusters <&- | grep -q payments-prod", 0, NULL},
        {"akscope get clusters 2>&- | grep -q payments-prod", 0, NULL},
        {"akscope get clusters >&-", 1, "standard output can't be written|Bad file descriptor"},
        {"akscope get clusters >/dev/full", 1, "No space left on device"},
        {"akscope --version >/dev/full", 1, "No space left on device"},
        {"akscope --help >/dev/full", 1, "No space left on device"},
        {"akscope get nothing 2>&-", 2, NULL},
        {"akscope <&- >&- 2>&-", 1, NULL},
        {"trap '' PIPE; akscope get clusters | :", 0, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct command command = command_run_shell(*state, cases[i].script);
        bool is_right = cases[i].says == NULL
                            ? command.err[0] == '\0'
                            : is_one_sentence(command.err) && has_all(command.err, cases[i].says);

        if (command.status != cases[i].status || !is_right)
            fail_msg("%s: ended with %d: %s", cases[i].script, command.status, command.err);
        command_release(&command);
    }
}

/* The reader has gone before the first byte: as any filter, akscope ends without a word. */
static void a_broken_pipe_is_no_failure_to_speak_of(void **state)
{
    struct site *site = *state;
    int ends[2];
    struct command command;
    char script[64];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(close(ends[0]), 0);
    (void)snprintf(script, sizeof script, "exec akscope get pools >&%d", ends[1]);
    command_start_shell(&command, site, script);
    assert_int_equal(close(ends[1]), 0);
    command_wait(&command);
    assert_int_equal(command.status, -SIGPIPE);
    assert_string_equal(command.err, "");
    command_release(&command);
}

static void the_dashboard_needs_a_terminal_and_says_so(void **state)
{
    static const struct failure failure = {"", 1, "needs a terminal|akscope get clusters"};

    expect_failures(*state, &failure, 1);
}

/* ---- help ---- */

static void help_and_version_are_printed(void **state)
{
    static const struct {
        const char *line;
        const char *says;
    } cases[] = {
        {"--version", "akscope " PACKAGE_VERSION "\n"},
        {"-V", "akscope " PACKAGE_VERSION "\n"},
        {"version", "akscope " PACKAGE_VERSION "\n"},
        {"--help", "Usage:|get pools|--output FORMAT|--subscription|Exit codes: 0 ok"},
        {"-h", "Usage:"},
        {"help", "Usage:"},
        {"help get", "Usage:"},
        {"get pools --help", "Usage:"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct command command = command_run_well(*state, cases[i].line);

        if (!has_all(command.out, cases[i].says))
            fail_msg("akscope %s: printed %s", cases[i].line, command.out);
        command_release(&command);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_understood_is_refused_with_2),
        cmocka_unit_test(wrong_settings_are_refused_with_2_and_their_place),
        cmocka_unit_test(what_is_not_there_ends_with_4),
        cmocka_unit_test(a_name_that_means_several_ends_with_2_and_names_them),
        cmocka_unit_test(a_cluster_that_is_not_there_ends_with_4_beside_those_that_are),
        cmocka_unit_test(without_a_sign_in_the_status_is_3),
        cmocka_unit_test(a_refused_subscription_is_told_and_the_rest_is_printed_with_6),
        cmocka_unit_test(refusals_alike_share_a_line),
        cmocka_unit_test(streams_that_end_are_met_well),
        cmocka_unit_test(a_broken_pipe_is_no_failure_to_speak_of),
        cmocka_unit_test(the_dashboard_needs_a_terminal_and_says_so),
        cmocka_unit_test(help_and_version_are_printed),
    };

    alarm(LONGEST_S);
    return cmocka_run_group_tests_name("command line", tests, site_setup, site_teardown);
}
