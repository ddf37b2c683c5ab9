/* journal_test.c: what was asked for is on disk before it is sent, and is found again after any
 * end. */
#include "config.h"

#include "journal_session.h"

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

int set_up(void **state)
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

int tear_down(void **state)
{
    int failed = nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return failed;
}

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

void on_written(const char *id, const struct ak_err *err, void *context)
{
    struct session *session = context;

    ak_text_copy(session->written_id, sizeof session->written_id, id);
    session->written++;
    session->written_err = err != NULL ? *err : ak_err_none();
    ak_loop_stop(session->loop);
}

void open_session(struct session *session, const char *folder, const char *scope)
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

void close_session(struct session *session)
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
void begin(struct session *session, enum ak_intent_kind kind)
{
    struct ak_journal_begin what = begin_of(kind);
    int before = session->written;

    ak_journal_begin(session->journal, &what, on_written, session);
    assert_int_equal(session->written, before);
    while (session->written == before)
        ak_loop_run(session->loop);
}

char *read_text(const char *folder, const char *name)
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

size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

/* Runs `body` in a process of its own, which is then killed; its operations have lost their owner.
 */
void in_killed_process(const char *folder, void (*body)(struct session *session))
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

void begin_one(struct session *session)
{
    begin(session, AK_INTENT_POOL_SCALE);
}

void begin_and_accept(struct session *session)
{
    begin(session, AK_INTENT_POOL_ADD);
    ak_journal_accepted(session->journal, session->written_id, POLLING, "r", "InProgress");
    begin(session, AK_INTENT_POOL_SCALE); /* on disk together with the line before */
}
