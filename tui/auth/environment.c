#include "config.h"

#include "auth_int.h"

#include <stdlib.h>
#include <string.h>

static const char variable[] = "AKSCOPE_TOKEN";

/* RFC 6750, 2.1: b64token */
static const char token_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~+/=";

void ak__environment_take(struct ak_auth *auth)
{
    char *value = getenv(variable);
    if (!value)
        return;
    size_t whole = strlen(value);
    const char *token = value + strspn(value, " \t\r\n");
    size_t len = strcspn(token, " \t\r\n");
    if (len > 0)
        auth->environment_token = ak_secret_new(token, len);
    /* In place: unsetenv alone would leave it to be read in /proc/<pid>/environ. */
    ak_secret_wipe(value, whole);
    unsetenv(variable);
}

static bool is_offered(const struct ak_auth *auth)
{
    return auth->environment_token != NULL;
}

static void answer(void *context)
{
    struct ak_auth *auth = context;
    struct ak_err err = ak_err_none();
    const char *value = ak_secret_reveal(auth->environment_token);
    size_t len = ak_secret_length(auth->environment_token);
    int64_t expires_at = ak__jwt_expiry(value, len);

    if (auth->environment_rejected)
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s was refused (expired?)", variable);
    else if (value[strspn(value, token_alphabet)] != '\0')
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s holds characters that no token has", variable);
    else if (expires_at != 0 && expires_at <= ak_clock_now(auth->clock))
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s has expired", variable);
    if (err.kind != AK_ERR_NONE)
        ak__credential_fail(auth, &err);
    else
        ak__credential_serve(auth, ak_secret_ref(auth->environment_token), expires_at);
}

static void start(struct ak_auth *auth)
{
    ak_loop_later(auth->loop, answer, auth);
}

static void on_rejected(struct ak_auth *auth)
{
    auth->environment_rejected = true;
}

const struct ak__credential ak__environment_credential = {
    .name = "environment token",
    .is_offered = is_offered,
    .start = start,
    .on_rejected = on_rejected,
};
