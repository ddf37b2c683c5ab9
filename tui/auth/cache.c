/* cache.c: tokens that are kept, and the calls that wait for one. */
#include "config.h"

#include "auth_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"

enum {
    REFRESH_BEFORE_S = 5 * 60,
    /* Sooner than that by up to so much, so that a fleet of processes that began together does not
     * ask together. */
    JITTER_S = 60,
    /* A token that lives long is renewed at half of its life, as Azure's own libraries do it. */
    LONG_LIFE_S = 2 * 3600,
    /* A token that is short-lived from the start, or a refresh that fails, must not make every call
     * ask anew. */
    ASK_AT_MOST_EVERY_S = 30,
    /* What has just been given out is valid, whatever this machine's clock thinks of its expiry. */
    SHORTEST_LIFE_S = 60
};

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static char *copy_of(const char *text)
{
    return text != NULL && text[0] != '\0' ? ak_strdup(text) : NULL;
}

struct ak__entry *ak__entry_find(struct ak_auth *auth, const char *tenant_id, const char *scope)
{
    const char *client_id = auth->variables.client_id;
    struct ak__entry *entry = NULL;

    if (tenant_id == NULL || tenant_id[0] == '\0')
        tenant_id = auth->tenant_id;
    LIST_FOREACH(entry, &auth->entries, link)
    {
        if (is_same(entry->tenant_id, tenant_id) && is_same(entry->client_id, client_id) &&
            is_same(entry->scope, scope))
            return entry;
    }
    entry = ak_alloc(1, sizeof *entry);
    entry->auth = auth;
    entry->tenant_id = copy_of(tenant_id);
    entry->client_id = copy_of(client_id);
    entry->scope = copy_of(scope);
    entry->last = ak_err_none();
    LIST_INIT(&entry->calls);
    LIST_INSERT_HEAD(&auth->entries, entry, link);
    return entry;
}

void ak__entry_drop(struct ak__entry *entry)
{
    ak_secret_unref(entry->token);
    entry->token = NULL;
}

void ak__entry_free(struct ak__entry *entry)
{
    ak__entry_drop(entry);
    LIST_REMOVE(entry, link);
    free(entry->tenant_id);
    free(entry->client_id);
    free(entry->scope);
    free(entry->challenge);
    free(entry);
}

bool ak__entry_is_usable(const struct ak__entry *entry)
{
    return entry->token != NULL && ak_clock_now(entry->auth->clock) < entry->expires_at;
}

bool ak__entry_is_fresh(const struct ak__entry *entry)
{
    int64_t now = ak_clock_now(entry->auth->clock);

    return ak__entry_is_usable(entry) &&
           (now < entry->refresh_at || now < entry->asked_at + ASK_AT_MOST_EVERY_S);
}

/* ---- calls ---- */

static void deliver(void *context)
{
    struct ak_auth_call *call = context;
    struct ak_auth *auth = call->entry->auth;

    call->state = AK__AUTH_CALL_DELIVERED;
    call->on_token(call->token, call->token ? NULL : &call->err, call->context);
    LIST_REMOVE(call, link);
    ak_secret_unref(call->token);
    free(call);
    ak__auth_free_if_done(auth);
}

void ak__call_end(struct ak_auth_call *call)
{
    call->state = AK__AUTH_CALL_ENDED;
    ak_loop_later(call->entry->auth->loop, deliver, call);
}

static void end_waiting(struct ak__entry *entry, const struct ak_err *err)
{
    struct ak_auth_call *call = NULL;

    LIST_FOREACH(call, &entry->calls, link)
    {
        if (call->state != AK__AUTH_CALL_WAITS)
            continue;
        if (err)
            call->err = *err;
        else
            call->token = ak_secret_ref(entry->token);
        ak__call_end(call);
    }
}

/* ---- the end of a walk ---- */

/* xorshift64: moments need to differ, not to be unpredictable. */
static int64_t jitter(struct ak_auth *auth)
{
    auth->random ^= auth->random << 13;
    auth->random ^= auth->random >> 7;
    auth->random ^= auth->random << 17;
    return (int64_t)(auth->random % JITTER_S);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void ak__entry_serve(struct ak__entry *entry, struct ak_secret *token, int64_t expires_at,
                     int64_t refresh_at)
{
    struct ak_auth *auth = entry->auth;
    int64_t now = ak_clock_now(auth->clock);

    ak__entry_drop(entry);
    entry->token = token;
    entry->expires_at = expires_at == 0 ? INT64_MAX : expires_at;
    if (entry->expires_at < now + SHORTEST_LIFE_S)
        entry->expires_at = now + SHORTEST_LIFE_S;
    entry->refresh_at = entry->expires_at - REFRESH_BEFORE_S - jitter(auth);
    if (expires_at > now + LONG_LIFE_S)
        entry->refresh_at = least(entry->refresh_at, now + (expires_at - now) / 2);
    if (refresh_at > now)
        entry->refresh_at = least(entry->refresh_at, refresh_at);
    entry->asked_at = now;
    entry->not_before = 0;
    free(entry->challenge);
    entry->challenge = NULL;
    auth->newest = entry;
    end_waiting(entry, NULL);
    ak__auth_free_if_done(auth);
}

void ak__entry_hold(struct ak__entry *entry, const struct ak_err *err, int64_t seconds)
{
    entry->not_before = ak_clock_now(entry->auth->clock) + seconds;
    entry->last = *err;
}

void ak__entry_fail(struct ak__entry *entry, const struct ak_err *err)
{
    struct ak_auth *auth = entry->auth;

    entry->asked_at = ak_clock_now(auth->clock);
    if (err->retry_after_s > 0)
        ak__entry_hold(entry, err, err->retry_after_s);
    end_waiting(entry, ak__entry_is_usable(entry) ? NULL : err);
    ak__auth_free_if_done(auth);
}
