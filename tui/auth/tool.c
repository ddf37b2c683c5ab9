/* tool.c: programs that print a token: az and azd. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "auth_int.h"

enum { PATIENCE_MS = 60 * 1000 }; /* az is Python, and may ask the network itself */

/* The program could not be run, or not to its end. */
static void tell_not_run(const struct ak__tool *tool, const struct ak_err *cause,
                         struct ak_err *err)
{
    *err = *cause;
    if (cause->kind != AK_ERR_CHILD || cause->system_code != ENOENT)
        return;
    ak_err_set(err, AK_ERR_NOT_SIGNED_IN, "%s is not installed: %s was not found in PATH",
               tool->label, tool->program);
    err->system_code = ENOENT;
}

static bool is_signed_out(const struct ak__tool *tool, const char *text)
{
    const char *const *sign = tool->signs;

    while (*sign != NULL && strstr(text, *sign) == NULL)
        sign++;
    return *sign != NULL;
}

/* It ran and said no. Its words are the best there are. */
static void tell_refusal(const struct ak__tool *tool, const struct ak_child_result *result,
                         struct ak_err *err)
{
    static const char prefix[] = "ERROR: ";
    const char *text = result->error_text;
    enum ak_err_kind kind = is_signed_out(tool, text) ? AK_ERR_NOT_SIGNED_IN : AK_ERR_CHILD;

    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        text += sizeof prefix - 1;
    if (!*text)
        ak_err_set(err, kind, "%s ended with status %d and said nothing", tool->program,
                   result->exit_status);
    else
        ak_err_set(err, kind, "%s: %s", tool->program, text);
}

/* Reads the token that was printed. */
static struct ak_secret *read_answer(const struct ak__tool *tool,
                                     const struct ak_child_result *result, int64_t *expires_at,
                                     struct ak_err *err)
{
    char *text = NULL;
    struct ak_err cause = ak_err_none();
    struct ak_secret *token;

    if (tool->read(result->output, result->output_len, &text, expires_at, &cause) != 0) {
        ak_err_set(err, AK_ERR_CHILD, "the answer of %s can't be understood: %s", tool->program,
                   cause.text);
        return NULL;
    }
    size_t len = strlen(text);
    if (*expires_at == 0)
        *expires_at = ak__jwt_expiry(text, len);
    token = ak_secret_new(text, len);
    ak_secret_free(text);
    return token;
}

struct state {
    const struct ak__tool *tool;
};

static void on_done(const struct ak_child_result *result, const struct ak_err *cause, void *context)
{
    struct ak__ask *ask = context;
    const struct ak__tool *tool = ((struct state *)ask->state)->tool;
    struct ak_secret *token = NULL;
    struct ak_err err = ak_err_none();
    int64_t expires_at = 0;

    ask->child = NULL;
    if (!result)
        tell_not_run(tool, cause, &err);
    else if (result->exit_status != 0)
        tell_refusal(tool, result, &err);
    else
        token = read_answer(tool, result, &expires_at, &err);
    if (token != NULL)
        ak__ask_serve(ask, token, expires_at, 0);
    else
        ak__ask_pass(ask, &err, err.kind == AK_ERR_NOT_SIGNED_IN ? tool->sign_in : NULL);
}

bool ak__tool_is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    (void)ask;
    (void)why;
    return true;
}

void ak__tool_start(struct ak__ask *ask, const struct ak__tool *tool, const char *const *arguments)
{
    struct state *state = ak__ask_state(ask, sizeof *state);

    state->tool = tool;
    ask->child = ak_child_start(ask->auth->loop, arguments, PATIENCE_MS, on_done, ask);
}
