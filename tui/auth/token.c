/* token.c: a token that somebody put into AKSCOPE_TOKEN. */
#include "config.h"

#include "auth_int.h"

static const char variable[] = "AKSCOPE_TOKEN";

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    if (ask->auth->variables.token != NULL)
        return true;
    ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "%s is not set", variable);
    return false;
}

static void answer(void *context)
{
    struct ak__ask *ask = context;
    struct ak_secret *token = ask->auth->variables.token;
    const char *value = ak_secret_reveal(token);
    struct ak_err err = ak_err_none();
    int64_t expires_at = ak__jwt_expiry(value, ak_secret_length(token));

    if (ask->entry->scope != NULL)
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s is for Azure Resource Manager alone", variable);
    else if (ask->auth->token_was_refused)
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s was refused (expired?)", variable);
    else if (!ak_wire_is_token(value))
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s holds characters that no token has", variable);
    else if (expires_at != 0 && expires_at <= ak_clock_now(ask->auth->clock))
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "%s has expired", variable);
    if (err.kind != AK_ERR_NONE)
        ak__ask_fail(ask, &err, "put a new token into AKSCOPE_TOKEN, or leave it out");
    else
        ak__ask_serve(ask, ak_secret_ref(token), expires_at, 0);
}

static void start(struct ak__ask *ask)
{
    ak_loop_later(ask->auth->loop, answer, ask);
}

const struct ak__credential ak__token_credential = {
    .is_offered = is_offered,
    .start = start,
    .needs_no_cloud = true,
};
