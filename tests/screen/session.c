#include "config.h"

#include "tests/screen/session.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/screen/deadline.h"
#include "tests/screen/pty.h"

enum { BUFFER_SIZE = 64 * 1024, TYPED_SIZE = 4096, PROBLEM_SIZE = 512 };

struct session {
    struct pty *pty;
    struct emulator *emulator;
    struct watch watch;
    char buffer[BUFFER_SIZE]; /* read, but behind the last fence */
    size_t buffered;
    FILE *output; /* all that was drawn */
    char *written;
    size_t written_len;
    char typed[TYPED_SIZE]; /* for the program, until flush */
    size_t typed_len;
    unsigned long keys_sent;
    unsigned long frame_floor; /* frames up to this one are too old to settle on */
    bool is_plain;             /* it was met without a fence: it writes lines, like a shell */
    bool has_ended;            /* the program has closed the terminal */
    bool has_left;             /* the program has stopped or ended: `last` says how */
    struct leader_event last;
    char problem[PROBLEM_SIZE];
};

__attribute__((format(printf, 2, 3))) static bool fail(struct session *session, const char *format,
                                                       ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(session->problem, sizeof session->problem, format, arguments);
    va_end(arguments);
    return false;
}

/* Sends what was typed. In one piece, as a terminal does: a program takes ESC and what comes behind
 * it too late for two keys. */
static void flush_typed(struct session *session)
{
    pty_write(session->pty, session->typed, session->typed_len);
    session->typed_len = 0;
}

static void on_typed(void *context, const char *bytes, size_t len)
{
    struct session *session = context;

    for (size_t i = 0; i < len; i++) {
        if (session->typed_len == TYPED_SIZE)
            flush_typed(session);
        session->typed[session->typed_len++] = bytes[i];
    }
}

struct session *session_start(const struct leader_command *command, int cols, int rows)
{
    struct session *session = calloc(1, sizeof *session);

    if (!session)
        err(EXIT_FAILURE, "session");
    session->output = open_memstream(&session->written, &session->written_len);
    if (!session->output)
        err(EXIT_FAILURE, "session");
    watch_init(&session->watch);
    session->emulator = emulator_new(cols, rows, on_typed, session);
    session->pty = pty_open(command, cols, rows);
    return session;
}

void session_end(struct session *session)
{
    if (!session)
        return;
    pty_close(session->pty);
    emulator_free(session->emulator);
    watch_release(&session->watch);
    (void)fclose(session->output);
    free(session->written);
    free(session);
}

const struct emulator *session_screen(const struct session *session)
{
    return session->emulator;
}

const struct watch *session_watch(const struct session *session)
{
    return &session->watch;
}

const char *session_problem(const struct session *session)
{
    return session->problem;
}

/* Draws what is buffered, up to the first fence; true when there was one. */
static bool draw_to_fence(struct session *session)
{
    bool at_fence;
    size_t used = watch_feed(&session->watch, session->buffer, session->buffered, &at_fence);

    emulator_feed(session->emulator, session->buffer, used);
    (void)fwrite(session->buffer, 1, used, session->output);
    flush_typed(session); /* answers to questions of the program */
    session->buffered -= used;
    memmove(session->buffer, session->buffer + used, session->buffered);
    return at_fence;
}

enum news { NEWS_FENCE, NEWS_LINES, NEWS_TIME_LIMIT, NEWS_ENDED };

/* Reads on to the next fence; before the first one, to whatever comes. */
static enum news next_fence(struct session *session, int64_t deadline)
{
    for (;;) {
        size_t drawn = session->buffered;

        if (draw_to_fence(session))
            return NEWS_FENCE;
        if (drawn > 0 && !session->watch.has_fence)
            return NEWS_LINES;
        if (session->has_ended)
            return NEWS_ENDED;

        int count = pty_read(session->pty, session->buffer + session->buffered,
                             sizeof session->buffer - session->buffered, deadline);

        if (count == PTY_TIME_LIMIT)
            return NEWS_TIME_LIMIT;
        if (count == PTY_ENDED)
            session->has_ended = true;
        else
            session->buffered += (size_t)count;
    }
}

static bool has_read_keys(const struct session *session)
{
    return session->watch.has_fence && session->watch.fence.consumed >= session->keys_sent;
}

static bool is_settled(const struct session *session)
{
    return has_read_keys(session) && session->watch.fence.pending == 0 &&
           session->watch.fence.frame > session->frame_floor;
}

static bool fail_waiting(struct session *session, enum news news, const char *what)
{
    const struct watch_fence *fence = &session->watch.fence;

    if (news == NEWS_ENDED)
        return fail(session, "the program ended while waiting for %s", what);
    if (!session->watch.has_fence)
        return fail(session, "no fence came while waiting for %s", what);
    return fail(session, "time limit waiting for %s: %lu of %lu keys read, %lu pending, frame %lu",
                what, fence->consumed, session->keys_sent, fence->pending, fence->frame);
}

static bool wait_until(struct session *session, bool (*is_so)(const struct session *),
                       const char *what)
{
    int64_t deadline = deadline_in(deadline_limit());

    while (!is_so(session)) {
        enum news news = next_fence(session, deadline);

        if (news == NEWS_TIME_LIMIT || news == NEWS_ENDED)
            return fail_waiting(session, news, what);
    }
    return true;
}

bool session_settle(struct session *session)
{
    if (session->has_left && session->last.change == LEADER_EXITED)
        return true;
    return wait_until(session, is_settled, "all keys read and nothing pending");
}

static bool has_started(const struct session *session)
{
    return session->watch.has_fence || session->is_plain;
}

bool session_press(struct session *session, const char *key)
{
    if (!wait_until(session, has_started, "the first frame"))
        return false;
    if (!emulator_press(session->emulator, key))
        return fail(session, "unknown key %s", key);
    flush_typed(session);
    session->keys_sent++;
    return strcmp(key, "Esc") != 0 || wait_until(session, has_read_keys, "Esc read");
}

bool session_type(struct session *session, const char *text)
{
    if (!wait_until(session, has_started, "the first frame"))
        return false;
    session->keys_sent += emulator_type(session->emulator, text);
    flush_typed(session);
    return true;
}

bool session_paste(struct session *session, const char *text)
{
    if (!wait_until(session, has_started, "the first frame"))
        return false;
    if (watch_is_set(&session->watch, WATCH_MODE_PASTE)) {
        session->keys_sent += emulator_paste(session->emulator, text);
        flush_typed(session);
        return true;
    }
    return session_type(session, text);
}

bool session_click(struct session *session, enum emulator_button button, int times,
                   const char *text)
{
    int row;
    int col;

    if (!session_settle(session))
        return false;
    if (!emulator_find(session->emulator, text, &row, &col))
        return fail(session, "%s is not on the screen", text);
    if (!watch_is_set(&session->watch, WATCH_MODE_MOUSE))
        return true;
    for (int i = 0; i < times; i++)
        emulator_click(session->emulator, button, row, col);
    session->keys_sent += (unsigned long)times;
    flush_typed(session);
    return true;
}

bool session_shows(const struct session *session, const char *text)
{
    char *screen = emulator_text(session->emulator);
    bool is_there = strstr(screen, text) != NULL;

    free(screen);
    return is_there;
}

bool session_expect(struct session *session, const char *text)
{
    int64_t deadline = deadline_in(deadline_limit());

    while (!session_shows(session, text)) {
        enum news news = next_fence(session, deadline);
        /* Its last words come behind the last fence. */
        bool is_last = news == NEWS_ENDED && session_shows(session, text);

        if (news == NEWS_TIME_LIMIT || (news == NEWS_ENDED && !is_last))
            return fail_waiting(session, news, text);
    }
    session->is_plain = !session->watch.has_fence;
    return true;
}

/* Draws all that the program has written, to its end or until it says nothing for now. */
static void drain(struct session *session, int64_t deadline)
{
    enum news news = NEWS_FENCE;

    while (news == NEWS_FENCE || news == NEWS_LINES)
        news = next_fence(session, deadline);
}

bool session_expect_gone(struct session *session, const char *text)
{
    int64_t deadline = deadline_in(deadline_limit());

    if (!wait_until(session, has_started, "the first frame"))
        return false;
    while (session_shows(session, text)) {
        enum news news = next_fence(session, deadline);

        if (news == NEWS_TIME_LIMIT || news == NEWS_ENDED)
            return fail_waiting(session, news, text);
    }
    return true;
}

bool session_is_busy(const struct session *session)
{
    return session->watch.has_fence && session->watch.fence.pending > 0;
}

bool session_wrote(struct session *session, const char *bytes)
{
    drain(session, deadline_in(0));
    (void)fflush(session->output);
    return memmem(session->written, session->written_len, bytes, strlen(bytes)) != NULL;
}

bool session_wait_frame(struct session *session)
{
    session->frame_floor = session->watch.fence.frame;
    return session_settle(session);
}

bool session_resize(struct session *session, int cols, int rows)
{
    if (!session_settle(session))
        return false;
    session->frame_floor = session->watch.fence.frame;
    emulator_resize(session->emulator, cols, rows);
    pty_resize(session->pty, cols, rows);
    return session_settle(session);
}

bool session_is_silent(struct session *session, int64_t ms)
{
    if (!session_settle(session))
        return false;
    if (session->buffered > 0)
        return fail(session, "%zu bytes came after the last fence", session->buffered);

    int count = pty_read(session->pty, session->buffer, sizeof session->buffer, deadline_in(ms));

    if (count == PTY_TIME_LIMIT)
        return true;
    if (count == PTY_ENDED) {
        session->has_ended = true;
        return fail(session, "the program ended instead of staying silent");
    }
    session->buffered = (size_t)count;
    return fail(session, "the program wrote %d bytes although nothing changed", count);
}

void session_signal(struct session *session, int number)
{
    pty_signal(session->pty, number);
}

/* Waits for the program to stop or end. */
static bool wait_left(struct session *session, int64_t deadline)
{
    do {
        if (!pty_wait(session->pty, &session->last, deadline))
            return fail(session, "time limit waiting for the program to stop or end");
    } while (session->last.change == LEADER_CONTINUED);
    session->has_left = true;
    return true;
}

bool session_wait_stopped(struct session *session)
{
    if (!wait_left(session, deadline_in(deadline_limit())))
        return false;
    drain(session, deadline_in(0));
    return session->last.change == LEADER_STOPPED || fail(session, "it ended instead of stopping");
}

bool session_wait_exit(struct session *session, int code)
{
    int64_t deadline = deadline_in(deadline_limit());
    int is;

    drain(session, deadline);
    if (!session->has_ended)
        return fail(session, "time limit waiting for the program to close the terminal");
    do {
        if (!wait_left(session, deadline))
            return false;
    } while (session->last.change == LEADER_STOPPED);
    is = session->last.change == LEADER_KILLED ? -session->last.value : session->last.value;
    return is == code || fail(session, "it ended with %d, expected %d", is, code);
}

bool session_is_restored(struct session *session)
{
    char *why = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&why, &size);
    bool is_restored = out && watch_is_restored(&session->watch, out);

    if (out && !(session->has_left && session->last.is_cooked)) {
        fputs(session->has_left ? "the terminal was left raw\n" : "the program still runs\n", out);
        is_restored = false;
    }
    if (!out || fclose(out) != 0)
        err(EXIT_FAILURE, "session");
    if (!is_restored)
        (void)fail(session, "%s", why);
    free(why);
    return is_restored;
}
