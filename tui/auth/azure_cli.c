#include "config.h"

#include "auth_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/wire/errors.h"

enum { PATIENCE_MS = 60 * 1000 }; /* az is Python, and may ask the network itself */

static bool is_offered(const struct ak_auth *auth)
{
    (void)auth;
    return true;
}

/* az could not be run, or not to its end. */
static void tell_not_run(const struct ak_err *cause, struct ak_err *err)
{
    *err = *cause;
    if (cause->kind == AK_ERR_CHILD && cause->system_code == ENOENT)
        ak_err_set(err, AK_ERR_NOT_SIGNED_IN,
                   "the Azure CLI is not installed: az was not found in PATH");
}

/* az ran and said no. Its words are the best there are. */
static void tell_refusal(const struct ak_child_result *result, struct ak_err *err)
{
    static const char prefix[] = "ERROR: ";
    const char *text = result->error_text;
    enum ak_err_kind kind = AK_ERR_CHILD;

    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        text += sizeof prefix - 1;
    if (strstr(text, "az login") || strstr(text, "AADSTS"))
        kind = AK_ERR_NOT_SIGNED_IN;
    if (!*text)
        ak_err_set(err, kind, "az ended with status %d and said nothing", result->exit_status);
    else
        ak_err_set(err, kind, "az: %s", text);
}

/* Reads the token that az printed. */
static int read_answer(const struct ak_child_result *result, struct ak_secret **token,
                       int64_t *expires_at, struct ak_err *err)
{
    char *text = NULL;
    struct ak_err cause = ak_err_none();

    if (ak_wire_read_az_token(result->output, result->output_len, &text, expires_at, &cause) != 0)
        return ak_err_set(err, AK_ERR_CHILD, "the answer of az can't be understood: %s",
                          cause.text);
    size_t len = strlen(text);
    if (*expires_at == 0)
        *expires_at = ak__jwt_expiry(text, len);
    *token = ak_secret_new(text, len);
    ak_secret_wipe(text, len);
    free(text);
    return 0;
}

static void on_az_done(const struct ak_child_result *result, const struct ak_err *cause,
                       void *context)
{
    struct ak_auth *auth = context;
    struct ak_secret *token = NULL;
    struct ak_err err = ak_err_none();
    int64_t expires_at = 0;

    auth->az = NULL;
    if (!result)
        tell_not_run(cause, &err);
    else if (result->exit_status != 0)
        tell_refusal(result, &err);
    else
        (void)read_answer(result, &token, &expires_at, &err);
    if (token)
        ak__credential_serve(auth, token, expires_at);
    else
        ak__credential_fail(auth, &err);
}

static void start(struct ak_auth *auth)
{
    const char *arguments[] = {
        "az", "account", "get-access-token", "--output", "json", "--resource", auth->resource, NULL,
        NULL, NULL,
    };
    if (auth->subscription_id) {
        arguments[7] = "--subscription";
        arguments[8] = auth->subscription_id;
    }
    auth->az = ak_child_start(auth->loop, arguments, PATIENCE_MS, on_az_done, auth);
}

/* az keeps its own cache and renews what has expired: asking it anew is all there is to do. */
static void on_rejected(struct ak_auth *auth)
{
    (void)auth;
}

const struct ak__credential ak__azure_cli_credential = {
    .name = "Azure CLI",
    .is_offered = is_offered,
    .start = start,
    .on_rejected = on_rejected,
};
