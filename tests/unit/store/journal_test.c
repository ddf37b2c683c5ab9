/* journal_test.c: what was asked for is on disk before it is sent, and is found again. */
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

static void a_change_is_on_disk_before_it_may_be_sent(void **state)
{
    struct session session;
    char *text;
    char *path = ak_asprintf("%s/journal.jsonl", (const char *)*state);
    struct stat status;

    open_session(&session, *state, SCOPE);
    assert_int_equal(session.ready_err.kind, AK_ERR_NONE);
    assert_int_equal(session.open_end_count, 0);
    begin(&session, AK_INTENT_POOL_SCALE);
    assert_int_equal(session.written_err.kind, AK_ERR_NONE);
    text = read_text(*state, "journal.jsonl");
    assert_int_equal(count_of(text, "\n"), 1);
    assert_non_null(strstr(text, "\"event\":\"begin\""));
    assert_non_null(strstr(text, "\"kind\":\"pool-scale\""));
    assert_non_null(strstr(text, session.written_id));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    free(text);
    free(path);
    close_session(&session);
}

static void an_operation_is_shown_from_its_beginning_to_its_end(void **state)
{
    struct session session;
    struct ak_payload *payload;
    const struct ak_operation *operation;
    struct ak_err err = ak_err_none();

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_POOL_ADD);
    begin(&session, AK_INTENT_POOL_SCALE);
    ak_journal_accepted(session.journal, session.written_id, POLLING, "request-1", "InProgress");
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 2);
    operation = &payload->as.operations.items[0]; /* the newest */
    assert_int_equal(operation->kind, AK_INTENT_POOL_SCALE);
    assert_int_equal(operation->state, AK_OPERATION_ACCEPTED);
    assert_string_equal(operation->note, "InProgress");
    assert_string_equal(operation->request_id, "request-1");
    assert_string_equal(operation->title, "scale p of c");
    assert_true(operation->is_ours);
    assert_int_equal(operation->ended_at, 0);
    assert_int_equal(payload->as.operations.items[1].state, AK_OPERATION_REQUESTED);
    ak_payload_unref(payload);

    ak_err_set(&err, AK_ERR_REFUSED, "no room");
    ak_err_set_code(&err, "QuotaExceeded");
    session.clock.fixed_seconds += 60;
    ak_journal_ended(session.journal, session.written_id, AK_OPERATION_FAILED, NULL, &err);
    payload = ak_journal_payload(session.journal);
    operation = &payload->as.operations.items[0];
    assert_int_equal(operation->state, AK_OPERATION_FAILED);
    assert_string_equal(operation->err.code, "QuotaExceeded");
    assert_string_equal(operation->err.text, "no room");
    assert_int_equal(operation->ended_at, NOW + 60);
    ak_payload_unref(payload);
    close_session(&session);
}

static void the_store_gets_the_operations_as_a_slot(void **state)
{
    struct session session;
    const struct ak_payload *payload;

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_POOL_ADD);
    payload = ak_snap_payload(ak_store_snap(session.store), AK_TOPIC_OPERATIONS, "");
    assert_non_null(payload);
    assert_int_equal(payload->as.operations.count, 1);
    close_session(&session);
}

static void what_ended_is_found_again_as_it_ended(void **state)
{
    struct session session;
    struct ak_payload *payload;
    struct ak_err err = ak_err_none();

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_POOL_DELETE);
    ak_journal_accepted(session.journal, session.written_id, POLLING, "r", NULL);
    ak_err_set(&err, AK_ERR_CONFLICT, "busy");
    err.http_status = 409;
    ak_journal_ended(session.journal, session.written_id, AK_OPERATION_FAILED, "a note", &err);
    close_session(&session); /* writes what waits */

    open_session(&session, *state, SCOPE);
    assert_int_equal(session.open_end_count, 0);
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 1);
    assert_int_equal(payload->as.operations.items[0].state, AK_OPERATION_FAILED);
    assert_int_equal(payload->as.operations.items[0].err.kind, AK_ERR_CONFLICT);
    assert_int_equal(payload->as.operations.items[0].err.http_status, 409);
    assert_string_equal(payload->as.operations.items[0].note, "a note");
    assert_string_equal(payload->as.operations.items[0].request_id, "r");
    ak_payload_unref(payload);
    close_session(&session);
}

static void what_a_dead_process_left_open_is_taken_up_once(void **state)
{
    struct session session, other;

    in_killed_process(*state, begin_and_accept);
    open_session(&session, *state, SCOPE);
    assert_int_equal(session.open_end_count, 2);
    assert_int_equal(session.open_ends[0].kind, AK_INTENT_POOL_ADD);
    assert_string_equal(session.open_ends[0].polling_url, POLLING);
    assert_int_equal(session.open_ends[1].kind, AK_INTENT_POOL_SCALE);
    assert_string_equal(session.open_ends[1].polling_url, "none");
    assert_string_equal(session.open_ends[1].etag, "e1");

    /* It is this process's now: nobody else takes it up while it lives. */
    open_session(&other, *state, SCOPE);
    assert_int_equal(other.open_end_count, 0);
    close_session(&other);
    close_session(&session);
}

static void what_a_living_process_follows_is_left_to_it(void **state)
{
    struct session session;
    int pipes[2];
    char byte = 0;
    int status;
    pid_t child;

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    if (child == 0) {
        struct session living;

        open_session(&living, *state, SCOPE);
        begin(&living, AK_INTENT_POOL_ADD);
        (void)!write(pipes[1], "x", 1);
        pause();
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    open_session(&session, *state, SCOPE);
    assert_int_equal(session.open_end_count, 0);
    struct ak_payload *payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 1);
    assert_false(payload->as.operations.items[0].is_ours);
    ak_payload_unref(payload);
    close_session(&session);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    close(pipes[0]);
    close(pipes[1]);
}

static void operations_of_another_endpoint_are_left_alone(void **state)
{
    struct session session;
    struct ak_payload *payload;

    in_killed_process(*state, begin_one);
    open_session(&session, *state, "https://management.usgovcloudapi.net");
    assert_int_equal(session.open_end_count, 0);
    payload = ak_journal_payload(session.journal);
    assert_int_equal(payload->as.operations.count, 0);
    ak_payload_unref(payload);
    close_session(&session);
    open_session(&session, *state, SCOPE);
    assert_int_equal(session.open_end_count, 1);
    close_session(&session);
}

static void how_long_a_kind_takes_is_learned(void **state)
{
    static const int lengths[] = {100, 900, 200, 110, 120};
    struct session session;
    struct ak_payload *payload;

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_POOL_SCALE);
    payload = ak_journal_payload(session.journal);
    assert_false(payload->as.operations.items[0].is_learned);
    assert_int_equal(payload->as.operations.items[0].usual_seconds,
                     ak_intent_get(AK_INTENT_POOL_SCALE)->usual_seconds);
    ak_payload_unref(payload);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        begin(&session, AK_INTENT_POOL_SCALE);
        session.clock.fixed_seconds += lengths[i];
        ak_journal_ended(session.journal, session.written_id, AK_OPERATION_DONE, NULL, NULL);
    }
    payload = ak_journal_payload(session.journal);
    assert_true(payload->as.operations.items[0].is_learned);
    assert_int_equal(payload->as.operations.items[0].usual_seconds, 120);
    ak_payload_unref(payload);
    close_session(&session);
}

static void the_audit_log_says_who_did_what_and_how_it_ended(void **state)
{
    struct session session;
    struct ak_err err = ak_err_none();
    char *text;

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_POOL_DELETE);
    ak_journal_accepted(session.journal, session.written_id, POLLING, "request-9", NULL);
    ak_err_set(&err, AK_ERR_REFUSED, "not now");
    ak_journal_ended(session.journal, session.written_id, AK_OPERATION_FAILED, NULL, &err);
    close_session(&session);
    text = read_text(*state, "audit.jsonl");
    assert_int_equal(count_of(text, "\n"), 2);
    assert_int_equal(count_of(text, "\"who\":\"ada@contoso.com\""), 2);
    assert_int_equal(count_of(text, "\"what\":\"pool-delete\""), 2);
    assert_int_equal(count_of(text, "\"target\":\"" POOL "\""), 2);
    assert_int_equal(count_of(text, "\"outcome\":\"requested\""), 1);
    assert_int_equal(count_of(text, "\"outcome\":\"failed\""), 1);
    assert_int_equal(count_of(text, "\"requestId\":\"request-9\""), 1);
    assert_int_equal(count_of(text, "not now"), 1);
    assert_int_equal(count_of(text, "c=abc"), 0); /* signed addresses are no audit's business */
    free(text);
}

static void a_second_request_of_an_operation_goes_to_disk_too(void **state)
{
    struct session session;
    struct ak_journal_begin next = {.method = "POST", .url = SCOPE "/subscriptions/s/x/register"};
    char *text;
    char id[64];

    open_session(&session, *state, SCOPE);
    begin(&session, AK_INTENT_FEATURE_REGISTER);
    ak_text_copy(id, sizeof id, session.written_id);
    ak_journal_accepted(session.journal, id, NULL, "r", "Registering");
    ak_journal_next(session.journal, id, &next, on_written, &session);
    while (session.written < 2)
        ak_loop_run(session.loop);
    assert_string_equal(session.written_id, id);
    text = read_text(*state, "journal.jsonl");
    assert_int_equal(count_of(text, "\"event\":\"next\""), 1);
    assert_non_null(strstr(text, "/register"));
    free(text);
    close_session(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_change_is_on_disk_before_it_may_be_sent, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_operation_is_shown_from_its_beginning_to_its_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_store_gets_the_operations_as_a_slot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_ended_is_found_again_as_it_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_dead_process_left_open_is_taken_up_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_a_living_process_follows_is_left_to_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(operations_of_another_endpoint_are_left_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(how_long_a_kind_takes_is_learned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_audit_log_says_who_did_what_and_how_it_ended, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_second_request_of_an_operation_goes_to_disk_too, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
