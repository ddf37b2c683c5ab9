#include "config.h"

#include "akscope/io/child.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/base/secret.h"
#include "akscope/base/text.h"
#include "process_int.h"

enum { FIRST_CAPACITY = 16 * 1024, ERRORS_SIZE = 4096, SCRATCH_SIZE = 1024 };

enum child_state { CHILD_RUNS, CHILD_ENDED, CHILD_DELIVERED };

struct ak_child {
    struct ak__defer defer; /* first: on_deliver finds the child by it */
    struct ak_loop *loop;
    ak_child_on_done *on_done;
    void *context;
    char *name; /* of the program, for messages */
    enum child_state state;
    struct ak_err err; /* kind AK_ERR_NONE while all is well */

    /* each NULL once it is closed */
    uv_process_t *process;
    uv_pipe_t *output_pipe;
    uv_pipe_t *errors_pipe;
    uv_timer_t *timer;

    int group; /* process group; it outlives the program itself as long as a member does */
    int exit_status;
    int term_signal;
    char *output; /* may be a token: wiped whenever it moves and at the end */
    size_t output_len;
    size_t output_cap;
    size_t errors_len;
    char errors[ERRORS_SIZE];
    char scratch[SCRATCH_SIZE];
};

static void close_pipe(struct ak_child *child, uv_pipe_t **pipe)
{
    if (*pipe)
        ak__handle_close(child->loop, *pipe);
    *pipe = NULL;
}

/* A program has ended when it is reaped and no output is to be expected any more. */
static void end_if_over(struct ak_child *child)
{
    if (child->state != CHILD_RUNS || child->process || child->output_pipe || child->errors_pipe)
        return;
    ak__handle_close(child->loop, child->timer);
    child->timer = NULL;
    child->state = CHILD_ENDED;
    ak__loop_defer(child->loop, &child->defer);
}

/* Ends the program for the reason in child->err. Its whole process group dies: `az` is a script
 * whose interpreter does the work. It is reaped as usual, later. */
static void kill_child(struct ak_child *child)
{
    if (child->group > 0)
        (void)uv_kill(-child->group, SIGKILL);
    uv_timer_stop(child->timer);
    close_pipe(child, &child->output_pipe);
    close_pipe(child, &child->errors_pipe);
    end_if_over(child);
}

static void on_timeout(uv_timer_t *timer)
{
    struct ak_child *child = timer->data;
    ak_err_set(&child->err, AK_ERR_TIMEOUT, "%s did not end in time", child->name);
    kill_child(child);
}

static void on_uv_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct ak_child *child = process->data;
    child->exit_status = term_signal ? -1 : (int)exit_status;
    child->term_signal = term_signal;
    ak__handle_close(child->loop, process);
    child->process = NULL;
    end_if_over(child);
}

/* ---- output ---- */

/* Moves the output to a larger place and leaves nothing of it behind. */
static void grow_output(struct ak_child *child)
{
    size_t cap = child->output_cap ? child->output_cap * 2 : FIRST_CAPACITY;
    char *larger = ak_alloc(cap, 1);
    if (child->output) {
        memcpy(larger, child->output, child->output_len);
        ak_secret_wipe(child->output, child->output_cap);
        free(child->output);
    }
    child->output = larger;
    child->output_cap = cap;
}

/* Reads go straight to their place, so that there is no second copy to wipe. One byte is kept for
 * the final NUL. */
static void on_output_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct ak_child *child = handle->data;
    (void)suggested;
    if (child->output_cap - child->output_len < 2)
        grow_output(child);
    buf->base = child->output + child->output_len;
    buf->len = child->output_cap - child->output_len - 1;
}

static void on_output(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct ak_child *child = stream->data;
    (void)buf;
    if (count < 0) {
        close_pipe(child, &child->output_pipe);
        end_if_over(child);
        return;
    }
    child->output_len += (size_t)count;
    if (child->output_len > AK_LIMIT_CHILD_OUTPUT) {
        ak_err_set(&child->err, AK_ERR_TOO_LARGE, "%s wrote more than %d bytes", child->name,
                   AK_LIMIT_CHILD_OUTPUT);
        kill_child(child);
    }
}

static void on_errors_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    struct ak_child *child = handle->data;
    (void)suggested;
    buf->base = child->scratch;
    buf->len = sizeof child->scratch;
}

/* The beginning is kept: what comes after the first pages of complaints is not shown anyway. */
static void on_errors(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct ak_child *child = stream->data;
    if (count < 0) {
        close_pipe(child, &child->errors_pipe);
        end_if_over(child);
        return;
    }
    size_t room = sizeof child->errors - child->errors_len;
    size_t kept = (size_t)count < room ? (size_t)count : room;
    memcpy(child->errors + child->errors_len, buf->base, kept);
    child->errors_len += kept;
}

/* ---- life ---- */

static void free_child(struct ak_child *child)
{
    ak_secret_wipe(child->output, child->output_cap);
    free(child->output);
    free(child->name);
    free(child);
}

static void on_deliver(struct ak__defer *defer)
{
    struct ak_child *child = (struct ak_child *)defer;
    char error_text[AK_ERR_TEXT_SIZE];
    bool ended_well = child->err.kind == AK_ERR_NONE;

    (void)ak_text_sanitise(child->errors, child->errors_len, error_text, sizeof error_text);
    child->output[child->output_len] = '\0';
    const struct ak_child_result result = {
        .exit_status = child->exit_status,
        .term_signal = child->term_signal,
        .output = child->output,
        .output_len = child->output_len,
        .error_text = error_text,
    };
    child->state = CHILD_DELIVERED;
    ak__loop_end(child->loop);
    child->on_done(ended_well ? &result : NULL, ended_well ? NULL : &child->err, child->context);
    free_child(child);
}

static uv_pipe_t *new_pipe(struct ak_child *child)
{
    uv_pipe_t *pipe = ak_alloc(1, sizeof *pipe);
    ak__uv_must(uv_pipe_init(&child->loop->uv, pipe, 0), "uv_pipe_init");
    pipe->data = child;
    return pipe;
}

static void spawn(struct ak_child *child, const char *const *arguments)
{
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)child->output_pipe},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
         .data.stream = (uv_stream_t *)child->errors_pipe},
    };
    uv_process_options_t options = {
        .exit_cb = on_uv_exit,

        /* a session of its own: it can be killed whole, and can't ask questions on our terminal */
        .flags = UV_PROCESS_DETACHED,
        .stdio_count = sizeof stdio / sizeof stdio[0],
        .stdio = stdio,
    };
    if (ak__process_spawn(child->loop, child->process, arguments, &options, &child->err) != 0) {
        close_pipe(child, &child->output_pipe);
        close_pipe(child, &child->errors_pipe);
        ak__handle_close(child->loop, child->process);
        child->process = NULL;
        end_if_over(child);
        return;
    }
    child->group = child->process->pid;
    ak__uv_must(uv_read_start((uv_stream_t *)child->output_pipe, on_output_alloc, on_output),
                "uv_read_start");
    ak__uv_must(uv_read_start((uv_stream_t *)child->errors_pipe, on_errors_alloc, on_errors),
                "uv_read_start");
}

struct ak_child *ak_child_start(struct ak_loop *loop, const char *const *arguments,
                                int64_t timeout_ms, ak_child_on_done *on_done, void *context)
{
    struct ak_child *child = ak_alloc(1, sizeof *child);
    child->defer.run = on_deliver;
    child->loop = loop;
    child->on_done = on_done;
    child->context = context;
    child->name = ak_strdup(arguments[0]);
    child->err = ak_err_none();
    grow_output(child);

    child->timer = ak_alloc(1, sizeof *child->timer);
    ak__uv_must(uv_timer_init(&loop->uv, child->timer), "uv_timer_init");
    child->timer->data = child;
    uv_update_time(&loop->uv);
    ak__uv_must(uv_timer_start(child->timer, on_timeout, (uint64_t)timeout_ms, 0),
                "uv_timer_start");

    child->output_pipe = new_pipe(child);
    child->errors_pipe = new_pipe(child);
    child->process = ak_alloc(1, sizeof *child->process);
    child->process->data = child;
    ak__loop_begin(loop);
    spawn(child, arguments);
    return child;
}

void ak_child_cancel(struct ak_child *child)
{
    if (child->state == CHILD_DELIVERED)
        return;
    ak_err_set(&child->err, AK_ERR_CANCELLED, "%s", child->name);
    if (child->state == CHILD_RUNS)
        kill_child(child);
}
