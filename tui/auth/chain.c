/* chain.c: one walk over the credentials. */
#include "config.h"

#include "auth_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/log.h"
#include "akscope/base/text.h"
#include "inquiry_int.h"

/* What was refused is so for a while: a fleet that is polled must not ask for each of its
 * subscriptions, and an account that is asked too often is locked. */
enum { REFUSED_S = 10 };

static const struct ak__credential *const credentials[AK_CREDENTIAL_COUNT] = {
    [AK_CREDENTIAL_TOKEN] = &ak__token_credential,
    [AK_CREDENTIAL_ENVIRONMENT] = &ak__service_principal_credential,
    [AK_CREDENTIAL_WORKLOAD_IDENTITY] = &ak__workload_credential,
    [AK_CREDENTIAL_GITHUB_ACTIONS] = &ak__github_credential,
    [AK_CREDENTIAL_LOGIN] = &ak__login_credential,
    [AK_CREDENTIAL_MANAGED_IDENTITY] = &ak__managed_identity_credential,
    [AK_CREDENTIAL_AZURE_CLI] = &ak__azure_cli_credential,
    [AK_CREDENTIAL_AZD] = &ak__azd_credential,
};

/* ---- the record ---- */

static struct ak_attempt *attempt_of(const struct ak__ask *ask)
{
    return &ask->auth->attempts[ask->credential];
}

static void record(const struct ak__ask *ask, enum ak_attempt_outcome outcome,
                   const struct ak_err *err, const char *advice)
{
    struct ak_attempt *attempt = attempt_of(ask);

    attempt->outcome = outcome;
    attempt->err = err != NULL ? *err : ak_err_none();
    attempt->tried_at = ak_clock_now(ask->auth->clock);
    attempt->expires_at = 0;
    if (advice == NULL && err != NULL)
        advice = ak_entra_help(err->code).advice;
    if (err != NULL && advice[0] == '\0')
        advice = ak_err_kind_advice(err->kind);
    (void)ak_text_copy(attempt->advice, sizeof attempt->advice, advice != NULL ? advice : "");
    if (outcome != AK_ATTEMPT_ABSENT)
        ak_log(AK_LOG_INFO, "auth: %s: %s%s%s", ak_credential_get(ask->credential)->label,
               ak_attempt_outcome_name(outcome), err != NULL ? ": " : "",
               err != NULL ? err->text : "");
}

void ak__ask_detail(struct ak__ask *ask, const char *detail)
{
    struct ak_attempt *attempt = attempt_of(ask);

    (void)ak_text_copy(attempt->detail, sizeof attempt->detail, detail);
}

/* ---- the end ---- */

static void drop_state(struct ak__ask *ask)
{
    if (ask->state != NULL)
        ak_secret_wipe(ask->state, ask->state_size);
    free(ask->state);
    ask->state = NULL;
}

void *ak__ask_state(struct ak__ask *ask, size_t size)
{
    drop_state(ask);
    ask->state = ak_alloc(1, size);
    ask->state_size = size;
    return ask->state;
}

static struct ak__entry *end(struct ak__ask *ask)
{
    struct ak__entry *entry = ask->entry;

    drop_state(ask);
    entry->ask = NULL;
    free(ask);
    return entry;
}

/* Cancelled, because the auth is closed: nobody waits for what was found. */
static bool is_over(const struct ak__ask *ask)
{
    return ask->auth->is_closing;
}

static void end_cancelled(struct ak__ask *ask)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_CANCELLED, "signing in");
    ak__entry_fail(end(ask), &err);
}

/* Which of the failures says most, when none served. What a person set up for this comes first; a
 * program that is not installed last. */
static const struct ak_err *telling(const struct ak_auth *auth)
{
    static const enum ak_credential order[] = {
        AK_CREDENTIAL_LOGIN,
        AK_CREDENTIAL_AZURE_CLI,
        AK_CREDENTIAL_AZD,
        AK_CREDENTIAL_TOKEN,
        AK_CREDENTIAL_ENVIRONMENT,
        AK_CREDENTIAL_WORKLOAD_IDENTITY,
        AK_CREDENTIAL_GITHUB_ACTIONS,
        AK_CREDENTIAL_MANAGED_IDENTITY,
    };
    const struct ak_err *best = NULL;
    int best_rank = 0;

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const struct ak_attempt *attempt = &auth->attempts[order[i]];
        int rank = attempt->outcome == AK_ATTEMPT_UNAVAILABLE
                       ? (attempt->err.system_code == 0 ? 3 : 2)
                       : (attempt->outcome == AK_ATTEMPT_ABSENT ? 1 : 0);

        if (rank > best_rank) {
            best = &attempt->err;
            best_rank = rank;
        }
    }
    return best;
}

static void end_unserved(struct ak__ask *ask)
{
    const struct ak_err *best = telling(ask->auth);
    struct ak_err err = ak_err_none();

    if (best != NULL)
        err = *best;
    else
        ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "AZURE_TOKEN_CREDENTIALS leaves nothing to try");
    ak__entry_fail(end(ask), &err);
}

/* ---- the walk ---- */

static bool is_allowed(const struct ak__ask *ask)
{
    return (ask->auth->allowed & (1U << ask->credential)) != 0;
}

static void walk(struct ak__ask *ask);

/* A secret goes to this authority: it must be reached as safely as Resource Manager is. */
static void on_discovered(const struct ak_cloud *cloud, const struct ak_err *err, void *context)
{
    struct ak__ask *ask = context;

    ask->discovery = NULL;
    if (is_over(ask)) {
        end_cancelled(ask);
    } else if (cloud == NULL) {
        ak_log(AK_LOG_INFO, "auth: the cloud is not known: %s", err->text);
        ak__entry_fail(end(ask), err);
    } else {
        ak_cloud_release(&ask->auth->cloud);
        ak_cloud_copy(&ask->auth->cloud, cloud);
        walk(ask);
    }
}

/* Asks for what the credential needs first, or starts it. */
static void start(struct ak__ask *ask)
{
    const struct ak__credential *row = credentials[ask->credential];

    if (row->needs_no_cloud || ak_cloud_is_known(&ask->auth->cloud))
        row->start(ask);
    else
        ask->discovery = ak_discovery_start(ask->auth->http, &ask->auth->cloud, on_discovered, ask);
}

static void walk(struct ak__ask *ask)
{
    struct ak_err why;

    for (; (int)ask->credential < AK_CREDENTIAL_COUNT; ask->credential++) {
        if (!is_allowed(ask))
            continue;
        why = ak_err_none();
        attempt_of(ask)->detail[0] = '\0';
        if (credentials[ask->credential]->is_offered(ask, &why)) {
            start(ask);
            return;
        }
        record(ask, AK_ATTEMPT_ABSENT, &why, NULL);
        if (ask->is_pinned) {
            ask->auth->pinned = AK_CREDENTIAL_COUNT;
            ak__entry_fail(end(ask), &why);
            return;
        }
    }
    end_unserved(ask);
}

static void walk_later(void *context)
{
    struct ak__ask *ask = context;

    if (is_over(ask))
        end_cancelled(ask);
    else
        walk(ask);
}

void ak__ask_start(struct ak__entry *entry)
{
    struct ak_auth *auth = entry->auth;
    struct ak__ask *ask = ak_alloc(1, sizeof *ask);

    ask->auth = auth;
    ask->entry = entry;
    ask->is_pinned = auth->pinned != AK_CREDENTIAL_COUNT;
    ask->credential = ask->is_pinned ? auth->pinned : 0;
    for (size_t i = 0; !ask->is_pinned && i < AK_CREDENTIAL_COUNT; i++)
        auth->attempts[i] = (struct ak_attempt){.err = ak_err_none()};
    entry->ask = ask;
    ak_loop_later(auth->loop, walk_later, ask);
}

void ak__ask_send(struct ak__ask *ask, const struct ak__question *question,
                  ak_http_on_done *on_done)
{
    struct ak__inquiry_times times = {ask->auth->clock, ask->auth->first_wait_ms};

    ask->inquiry =
        ak__inquiry_start(ask->auth->loop, ask->auth->http, &times, question, on_done, ask);
}

void ak__ask_cancel(struct ak__ask *ask)
{
    if (ask->inquiry != NULL)
        ak__inquiry_cancel(ask->inquiry);
    else if (ask->child != NULL)
        ak_child_cancel(ask->child);
    else if (ask->discovery != NULL)
        ak_discovery_cancel(ask->discovery);
    else if (ask->work != NULL)
        ak_work_cancel(ask->work);
}

/* ---- answers of credentials ---- */

void ak__ask_serve(struct ak__ask *ask, struct ak_secret *token, int64_t expires_at,
                   int64_t refresh_at)
{
    struct ak_auth *auth = ask->auth;

    record(ask, AK_ATTEMPT_SERVED, NULL, NULL);
    attempt_of(ask)->expires_at = expires_at;
    auth->source = auth->pinned = ask->credential;
    ak__entry_serve(end(ask), token, expires_at, refresh_at);
}

void ak__ask_serve_answer(struct ak__ask *ask, struct ak_token_answer *answer)
{
    size_t len = strlen(answer->access_token);
    struct ak_secret *token = ak_secret_new(answer->access_token, len);
    int64_t expires_at = answer->expires_at;
    int64_t refresh_at = answer->refresh_at;

    if (expires_at == 0)
        expires_at = ak__jwt_expiry(answer->access_token, len);
    ak_token_answer_release(answer);
    ak__ask_serve(ask, token, expires_at, refresh_at);
}

void ak__ask_pass(struct ak__ask *ask, const struct ak_err *err, const char *advice)
{
    struct ak_auth *auth = ask->auth;
    struct ak_err kept = *err;

    if (is_over(ask)) {
        end_cancelled(ask);
        return;
    }
    record(ask, AK_ATTEMPT_UNAVAILABLE, err, advice);
    if (ask->is_pinned) {
        auth->pinned = AK_CREDENTIAL_COUNT;
        ak__entry_fail(end(ask), &kept);
        return;
    }
    drop_state(ask);
    ask->credential++;
    walk(ask);
}

void ak__ask_fail(struct ak__ask *ask, const struct ak_err *err, const char *advice)
{
    struct ak_err kept = *err;

    if (is_over(ask)) {
        end_cancelled(ask);
        return;
    }
    record(ask, AK_ATTEMPT_FAILED, err, advice);
    if (kept.kind == AK_ERR_SIGN_IN || kept.kind == AK_ERR_KEYRING)
        ak__entry_hold(ask->entry, &kept, REFUSED_S);
    ak__entry_fail(end(ask), &kept);
}

/* ---- what an ask wants to know ---- */

const char *ak__ask_tenant(const struct ak__ask *ask)
{
    return ask->entry->tenant_id != NULL ? ask->entry->tenant_id : ask->auth->variables.tenant_id;
}

char *ak__ask_scope(const struct ak__ask *ask)
{
    return ask->entry->scope != NULL ? ak_strdup(ask->entry->scope)
                                     : ak_asprintf("%s/.default", ask->auth->cloud.audience);
}

char *ak__ask_resource(const struct ak__ask *ask)
{
    static const char suffix[] = "/.default";
    char *scope = ak__ask_scope(ask);
    size_t len = strlen(scope), cut = sizeof suffix - 1;

    if (len > cut && strcmp(scope + len - cut, suffix) == 0)
        scope[len - cut] = '\0';
    return scope;
}

bool ak__ask_has_ids(const struct ak__ask *ask, const char *purpose, struct ak_err *why)
{
    const char *const ids[] = {ak__ask_tenant(ask), ask->auth->variables.client_id};
    static const char *const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID"};

    for (size_t i = 0; i < 2; i++) {
        if (ids[i] == NULL) {
            ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "%s is not set%s", names[i], purpose);
            return false;
        }
    }
    return true;
}
