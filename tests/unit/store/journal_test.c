/* journal_test.c: what was asked for is on disk before it is sent, and is found again after any
 * end. */
#include "config.h"

#include <ftw.h>
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
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "akscope/store/journal.h"

#define SCOPE "https://management.azure.com"
#define POOL                                                                                       \
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c/"    \
    "agentPools/p"
#define URL SCOPE POOL "?api-version=2025-05-01"
#define POLLING SCOPE "/subscriptions/s/operations/1?t=%2B&c=abc"

enum { NOW = 1764000000 };

static int set_up(void **state)
{
    char folder[] = "/tmp/akscope-journal-test-XXXXXX";

    if (mkdtemp(folder) == NULL)
        return -1;
    *state = ak_strdup(folder);
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int tear_down(void **state)
{
    int failed = nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return failed;
}

/* ---- one akscope ---- */

struct open_end {
    char id[64];
    char etag[16];
    char polling_url[256];
    enum ak_intent_kind kind;
};

struct session {
    struct ak_loop *loop;
    struct ak_clock clock;
    struct ak_store *store;
    struct ak_journal *journal;
    struct open_end open_ends[8];
    size_t open_end_count;
    bool is_ready;
    struct ak_err ready_err;
    char written_id[64];
    int written; /* lines told to be on disk */
    struct ak_err written_err;
};

static void on_open_end(const struct ak_journal_open_end *open_end, void *context)
{
    struct session *session = context;
    struct open_end *kept = &session->open_ends[session->open_end_count++];

    assert_true(session->open_end_count <= 8);
    assert_false(session->is_ready);
    ak_text_copy(kept->id, sizeof kept->id, open_end->id);
    ak_text_copy(kept->etag, sizeof kept->etag, open_end->etag != NULL ? open_end->etag : "none");
    ak_text_copy(kept->polling_url, sizeof kept->polling_url,
                 open_end->polling_url != NULL ? open_end->polling_url : "none");
    kept->kind = open_end->kind;
    assert_string_equal(open_end->target, POOL);
    assert_string_equal(open_end->url, URL);
    assert_string_equal(open_end->method, "PUT");
}

static void on_ready(const struct ak_err *err, void *context)
{
    struct session *session = context;

    assert_false(session->is_ready);
    session->is_ready = true;
    if (err != NULL)
        session->ready_err = *err;
    ak_loop_stop(session->loop);
}

static void on_written(const char *id, const struct ak_err *err, void *context)
{
    struct session *session = context;

    ak_text_copy(session->written_id, sizeof session->written_id, id);
    session->written++;
    session->written_err = err != NULL ? *err : ak_err_none();
    ak_loop_stop(session->loop);
}

static void open_session(struct session *session, const char *folder, const char *scope)
{
    struct ak_journal_options options = {.folder = folder, .scope = scope};

    *session = (struct session){.clock = ak_clock_manual(NOW), .ready_err = ak_err_none()};
    session->loop = ak_loop_new();
    session->store = ak_store_new(&session->clock, NULL, NULL);
    options.loop = session->loop;
    options.store = session->store;
    options.clock = &session->clock;
    session->journal = ak_journal_new(&options, on_open_end, on_ready, session);
    assert_false(session->is_ready);
    ak_loop_run(session->loop);
    assert_true(session->is_ready);
}

static void close_session(struct session *session)
{
    ak_journal_close(session->journal);
    ak_loop_free(session->loop);
    ak_store_free(session->store);
}

static struct ak_journal_begin begin_of(enum ak_intent_kind kind)
{
    return (struct ak_journal_begin){.kind = kind,
                                     .title = "scale p of c",
                                     .target = POOL,
                                     .summary = "3 to 5 nodes",
                                     .method = "PUT",
                                     .url = URL,
                                     .etag = "e1",
                                     .who = "ada@contoso.com"};
}

/* Begins an operation and waits for the disk; its id stands in session->written_id. */
static void begin(struct session *session, enum ak_intent_kind kind)
{
    struct ak_journal_begin what = begin_of(kind);
    int before = session->written;

    ak_journal_begin(session->journal, &what, on_written, session);
    assert_int_equal(session->written, before);
    while (session->written == before)
        ak_loop_run(session->loop);
}

static char *read_text(const char *folder, const char *name)
{
    char *path = ak_asprintf("%s/%s", folder, name);
    char *text = NULL;
    size_t len;
    struct ak_err err = ak_err_none();

    if (access(path, F_OK) == 0)
        assert_int_equal(ak_file_read(path, AK_LIMIT_JOURNAL, &text, &len, &err), 0);
    free(path);
    return text != NULL ? text : ak_strdup("");
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

/* Runs `body` in a process of its own, which is then killed; its operations have lost their owner.
 */
static void in_killed_process(const char *folder, void (*body)(struct session *session))
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct session session;

        open_session(&session, folder, SCOPE);
        body(&session);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* ---- cases ---- */

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

static void begin_one(struct session *session)
{
    begin(session, AK_INTENT_POOL_SCALE);
}

static void begin_and_accept(struct session *session)
{
    begin(session, AK_INTENT_POOL_ADD);
    ak_journal_accepted(session->journal, session->written_id, POLLING, "r", "InProgress");
    begin(session, AK_INTENT_POOL_SCALE); /* on disk together with the line before */
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
    for (size_t len = 0; len <= strlen(text); len += 7) {
        size_t whole = 0;

        for (size_t i = 0; i < len; i++)
            whole += text[i] == '\n';
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_change_is_on_disk_before_it_may_be_sent),
        CASE(an_operation_is_shown_from_its_beginning_to_its_end),
        CASE(the_store_gets_the_operations_as_a_slot),
        CASE(what_ended_is_found_again_as_it_ended),
        CASE(what_a_dead_process_left_open_is_taken_up_once),
        CASE(what_a_living_process_follows_is_left_to_it),
        CASE(operations_of_another_endpoint_are_left_alone),
        CASE(a_damaged_line_costs_only_itself),
        CASE(every_prefix_of_the_file_can_be_read),
        CASE(without_a_disk_nothing_is_sent),
        CASE(without_a_folder_nothing_is_sent),
        CASE(how_long_a_kind_takes_is_learned),
        CASE(the_audit_log_says_who_did_what_and_how_it_ended),
        CASE(a_second_request_of_an_operation_goes_to_disk_too),
        CASE(a_long_journal_is_shortened_and_keeps_what_is_open),
        CASE(texts_of_the_file_can_not_drive_a_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
