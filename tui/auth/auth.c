#include "config.h"

#include "akscope/auth/auth.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "auth_int.h"

enum {
    REFRESH_BEFORE_S = 5 * 60,
    /* A token that is short-lived from the start, or a refresh that fails, must not make every call
     * ask anew. */
    ASK_AT_MOST_EVERY_S = 30,
    /* What has just been given out is valid, whatever this machine's clock thinks of its expiry. */
    SHORTEST_LIFE_S = 60
};

static const struct ak__credential *const chain[] = {
    &ak__environment_credential,
    &ak__azure_cli_credential,
};

static const struct ak__credential *first_offered(const struct ak_auth *auth)
{
    for (size_t i = 0; i < sizeof chain / sizeof chain[0]; i++)
        if (chain[i]->is_offered(auth))
            return chain[i];
    AK_BUG("the last credential of the chain must always be offered");
}

struct ak_auth *ak_auth_new(struct ak_loop *loop, const struct ak_clock *clock,
                            const struct ak_auth_options *options)
{
    struct ak_auth *auth = ak_alloc(1, sizeof *auth);
    auth->loop = loop;
    auth->clock = clock;
    auth->resource = ak_strdup(options->resource);
    auth->subscription_id = options->subscription_id ? ak_strdup(options->subscription_id) : NULL;
    LIST_INIT(&auth->calls);
    ak__environment_take(auth);
    return auth;
}

static void drop_token(struct ak_auth *auth)
{
    ak_secret_unref(auth->token);
    auth->token = NULL;
}

static void free_if_done(struct ak_auth *auth)
{
    if (!auth->closing || auth->asking || !LIST_EMPTY(&auth->calls))
        return;
    drop_token(auth);
    ak_secret_unref(auth->environment_token);
    free(auth->resource);
    free(auth->subscription_id);
    free(auth);
}

/* ---- the cache ---- */

static bool is_usable(const struct ak_auth *auth)
{
    return auth->token && ak_clock_now(auth->clock) < auth->expires_at;
}

static bool is_fresh(const struct ak_auth *auth)
{
    int64_t now = ak_clock_now(auth->clock);
    return is_usable(auth) && (now < auth->expires_at - REFRESH_BEFORE_S ||
                               now < auth->asked_at + ASK_AT_MOST_EVERY_S);
}

/* ---- calls ---- */

static void deliver(void *context)
{
    struct ak_auth_call *call = context;
    struct ak_auth *auth = call->auth;

    call->state = AK__AUTH_CALL_DELIVERED;
    call->on_token(call->token, call->token ? NULL : &call->err, call->context);
    LIST_REMOVE(call, link);
    ak_secret_unref(call->token);
    free(call);
    free_if_done(auth);
}

/* Ends a waiting call; its result may still be replaced until it is delivered. */
static void end_call(struct ak_auth_call *call)
{
    call->state = AK__AUTH_CALL_ENDED;
    ak_loop_later(call->auth->loop, deliver, call);
}

static void end_waiting(struct ak_auth *auth, const struct ak_err *err)
{
    struct ak_auth_call *call = NULL;
    LIST_FOREACH(call, &auth->calls, link)
    {
        if (call->state != AK__AUTH_CALL_WAITS)
            continue;
        if (err)
            call->err = *err;
        else
            call->token = ak_secret_ref(auth->token);
        end_call(call);
    }
}

struct ak_auth_call *ak_auth_get_token(struct ak_auth *auth, ak_auth_on_token *on_token,
                                       void *context)
{
    if (auth->closing)
        AK_BUG("ak_auth_get_token on a closed auth");

    struct ak_auth_call *call = ak_alloc(1, sizeof *call);
    call->auth = auth;
    call->on_token = on_token;
    call->context = context;
    LIST_INSERT_HEAD(&auth->calls, call, link);
    if (is_fresh(auth)) {
        call->token = ak_secret_ref(auth->token);
        end_call(call);
    } else if (!auth->asking) {
        auth->asking = first_offered(auth);
        auth->asking->start(auth);
    }
    return call;
}

void ak_auth_cancel(struct ak_auth_call *call)
{
    if (call->state == AK__AUTH_CALL_DELIVERED)
        return;
    ak_secret_unref(call->token);
    call->token = NULL;
    ak_err_set(&call->err, AK_ERR_CANCELLED, "signing in");
    if (call->state == AK__AUTH_CALL_WAITS)
        end_call(call);
}

/* ---- answers of credentials ---- */

void ak__credential_serve(struct ak_auth *auth, struct ak_secret *token, int64_t expires_at)
{
    int64_t now = ak_clock_now(auth->clock);

    drop_token(auth);
    auth->token = token;
    auth->expires_at = expires_at == 0 ? INT64_MAX : expires_at;
    if (auth->expires_at < now + SHORTEST_LIFE_S)
        auth->expires_at = now + SHORTEST_LIFE_S;
    auth->asked_at = now;
    auth->source = auth->asking;
    auth->asking = NULL;
    ak_log(AK_LOG_INFO, "auth: token from %s", auth->source->name);
    end_waiting(auth, NULL);
    free_if_done(auth);
}

void ak__credential_fail(struct ak_auth *auth, const struct ak_err *err)
{
    ak_log(AK_LOG_INFO, "auth: %s: %s", auth->asking->name, err->text);
    auth->asked_at = ak_clock_now(auth->clock);
    auth->asking = NULL;
    end_waiting(auth, is_usable(auth) ? NULL : err);
    free_if_done(auth);
}

void ak_auth_reject(struct ak_auth *auth, const struct ak_secret *token)
{
    if (token != auth->token)
        return;
    drop_token(auth);
    auth->source->on_rejected(auth);
}

const char *ak_auth_who(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE])
{
    static const char *const claims[] = {"upn", "unique_name", "preferred_username", "appid",
                                         "oid"};

    out[0] = '\0';
    for (size_t i = 0; auth->token && i < sizeof claims / sizeof claims[0]; i++) {
        if (ak__jwt_text(ak_secret_reveal(auth->token), ak_secret_length(auth->token), claims[i],
                         out, AK_AUTH_WHO_SIZE))
            break;
    }
    return out;
}

const char *ak_auth_source(const struct ak_auth *auth)
{
    return auth->source ? auth->source->name : NULL;
}

void ak_auth_close(struct ak_auth *auth)
{
    struct ak_auth_call *call = NULL;

    auth->closing = true;
    LIST_FOREACH(call, &auth->calls, link)
    ak_auth_cancel(call);
    if (auth->az)
        ak_child_cancel(auth->az);
    free_if_done(auth);
}
