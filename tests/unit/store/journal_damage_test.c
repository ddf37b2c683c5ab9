/* journal_damage_test.c: damaged files, missing disks, long journals, hostile texts. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "journal_session.h"

static void a_damaged_line_costs_only_itself(void **state)
{
    static const char *const damages[] = {"{\"event\":\"accepted\",\"id\":\"",
                                          "garbage\n",
                                          "\n\n",
                                          "{\"event\":\"begin\",\"at\":1}\n",
                                          "[]\n",
                                          "{\"event\":\"ended\",\"id\":\"nobody\",\"at\":1,"
                                          "\"state\":\"done\"}\n"};
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct session session;

    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        FILE *file = fopen(path, "a");

        assert_non_null(file);
        fputs(damages[i], file);
        fclose(file);
        in_killed_process(*state, begin_one);
    }
    open_session(&session, *state, SCOPE);
    /* Each process took up what the ones before it had left. */
    assert_int_equal(session.open_end_count, sizeof damages / sizeof damages[0]);
    close_session(&session);
    free(path);
}

static void every_prefix_of_the_file_can_be_read(void **state)
{
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct session session;
    char *text;
    struct ak_err err = ak_err_none();

    in_killed_process(*state, begin_and_accept);
    text = read_text(*state, "journal.jsonl");
    for (size_t len = 0; len < strlen(text); len += 5) {
        size_t whole = 0;

        for (size_t i = 0; i < len; i++)
            whole += text[i] == '\n';
        whole += text[len] == '\n'; /* all of the line but its end */
        assert_int_equal(ak_file_replace(path, text, len, &err), 0);
        open_session(&session, *state, SCOPE);
        assert_int_equal(session.ready_err.kind, AK_ERR_NONE);
        assert_int_equal(session.open_end_count, whole >= 3 ? 2 : whole >= 1 ? 1 : 0);
        close_session(&session);
    }
    free(text);
    free(path);
}

static void without_a_disk_nothing_is_sent(void **state)
{
    struct session session;
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct ak_payload *payload;

    open_session(&session, *state, SCOPE);
    assert_int_equal(mkdir(path, 0700), 0); /* in the file's place */
    begin(&session, AK_INTENT_POOL_ADD);
    assert_int_equal(session.written_err.kind, AK_ERR_FILE);
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.items[0].state, AK_OPERATION_FAILED);
    ak_payload_unref(payload);
    close_session(&session);

    open_session(&session, *state, SCOPE);
    assert_int_equal(session.ready_err.kind, AK_ERR_FILE);
    begin(&session, AK_INTENT_POOL_ADD);
    assert_int_equal(session.written_err.kind, AK_ERR_FILE);
    close_session(&session);
    free(path);
}

static void without_a_folder_nothing_is_sent(void **state)
{
    struct session session;
    char *home = getenv("HOME") != NULL ? ak_strdup(getenv("HOME")) : NULL;

    (void)state;
    unsetenv("HOME");
    unsetenv("XDG_STATE_HOME");
    open_session(&session, NULL, SCOPE);
    assert_int_equal(session.ready_err.kind, AK_ERR_FILE);
    begin(&session, AK_INTENT_POOL_ADD);
    assert_int_equal(session.written_err.kind, AK_ERR_FILE);
    close_session(&session);
    if (home != NULL)
        setenv("HOME", home, 1);
    free(home);
}

static void a_long_journal_is_shortened_and_keeps_what_is_open(void **state)
{
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct session session;
    struct ak_payload *payload;
    struct stat before, after;
    FILE *file;

    in_killed_process(*state, begin_one);
    file = fopen(path, "a");
    assert_non_null(file);
    for (int i = 0; i < 4000; i++)
        fprintf(
            file,
            "{\"event\":\"begin\",\"at\":%d,\"kind\":\"pool-add\",\"id\":\"x%d\",\"scope\":\"%s\","
            "\"title\":\"t\",\"target\":\"%s\",\"method\":\"PUT\",\"url\":\"%s\"}\n"
            "{\"event\":\"ended\",\"at\":%d,\"id\":\"x%d\",\"state\":\"done\"}\n",
            NOW + i, i, SCOPE, POOL, URL, NOW + i + 5, i);
    fclose(file);
    assert_int_equal(stat(path, &before), 0);
    open_session(&session, *state, SCOPE);
    assert_int_equal(session.open_end_count, 1);
    close_session(&session);
    assert_int_equal(stat(path, &after), 0);
    assert_true(after.st_size < before.st_size / 4);
    assert_int_equal(after.st_mode & 0777, 0600);
    open_session(&session, *state, SCOPE);
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 301);
    assert_int_equal(payload->as.operations.items[300].kind, AK_INTENT_POOL_SCALE);
    assert_int_equal(payload->as.operations.items[300].state, AK_OPERATION_REQUESTED);
    assert_string_equal(payload->as.operations.items[0].id, "x3999");
    ak_payload_unref(payload);
    close_session(&session);
    free(path);
}

static void texts_of_the_file_can_not_drive_a_terminal(void **state)
{
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    FILE *file = fopen(path, "w");
    struct session session;
    struct ak_payload *payload;

    assert_non_null(file);
    fprintf(file,
            "{\"event\":\"begin\",\"at\":1,\"kind\":\"pool-add\",\"id\":\"x\",\"scope\":\"%s\","
            "\"title\":"
            "\"t\\u001b[2J\",\"target\":\"%s\",\"method\":\"PUT\",\"url\":\"%s\"}\n",
            SCOPE, POOL, URL);
    fclose(file);
    open_session(&session, *state, SCOPE);
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 1);
    assert_null(strchr(payload->as.operations.items[0].title, '\x1b'));
    ak_payload_unref(payload);
    close_session(&session);
    free(path);
}

/* ---- looking at it ---- */

static void one_that_is_not_there_is_no_failure(void **state)
{
    struct ak_journal_look look;
    struct ak_err err = ak_err_none();

    assert_int_equal(ak_journal_look(*state, &look, &err), 0);
    assert_false(look.is_there);
    assert_int_equal(look.changes, 0);
    free(look.path);
}

static void a_look_counts_changes_and_damage_and_changes_nothing(void **state)
{
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct ak_journal_look look;
    struct ak_err err = ak_err_none();
    struct session session;
    FILE *file;

    in_killed_process(*state, begin_and_accept); /* two that nobody follows */
    open_session(&session, *state, "https://elsewhere.example");
    begin(&session, AK_INTENT_POOL_ADD); /* one that this process follows */
    file = fopen(path, "a");
    assert_non_null(file);
    fputs("garbage\n\n[]\n", file);
    fclose(file);
    char *before = read_text(*state, "journal.jsonl");
    assert_int_equal(ak_journal_look(*state, &look, &err), 0);
    char *after = read_text(*state, "journal.jsonl");
    assert_string_equal(before, after);
    assert_string_equal(look.path, path);
    assert_true(look.is_there);
    assert_int_equal(look.mode, 0600);
    assert_int_equal(look.changes, 3);
    assert_int_equal(look.unfinished, 3);
    assert_int_equal(look.abandoned, 2);
    assert_int_equal(look.damaged_lines, 2);
    close_session(&session);
    free(look.path);
    free(before);
    free(after);
    free(path);
}

static void one_that_cannot_be_read_is_a_failure(void **state)
{
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct ak_journal_look look;
    struct ak_err err = ak_err_none();

    assert_int_equal(mkdir(path, 0700), 0); /* whoever runs the tests may read any file */
    assert_int_equal(ak_journal_look(*state, &look, &err), AK_ERR_FILE);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(rmdir(path), 0);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_damaged_line_costs_only_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_prefix_of_the_file_can_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_disk_nothing_is_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_folder_nothing_is_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_journal_is_shortened_and_keeps_what_is_open, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(texts_of_the_file_can_not_drive_a_terminal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(one_that_is_not_there_is_no_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_look_counts_changes_and_damage_and_changes_nothing,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_that_cannot_be_read_is_a_failure, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
