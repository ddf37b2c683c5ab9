/* kept_login.c: whoever signed in with `akscope login`. Source: learn.microsoft.com/entra/
 * identity-platform/v2-oauth2-auth-code-flow, "Refresh the access token". */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "entra_int.h"
#include "login_int.h"

static const char again[] = "run `akscope login` again, or `akscope logout` to sign in another way";

/* Read in a job, and kept by the ask until the answer comes. */
struct state {
    struct ak_kept_login *login;
};

struct job {
    struct ak__ask *ask;
    struct ak_login_place place;
    char *path;
    char *authority;
    struct ak_kept_login login;
    struct ak_err err;
};

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    const char *path = ask->auth->logins.path;

    if (path != NULL && access(path, F_OK) == 0)
        return true;
    ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "nobody has signed in with `akscope login`");
    return false;
}

static struct ak_kept_login *login_of(struct ak__ask *ask)
{
    return ((struct state *)ask->state)->login;
}

static void free_login(struct ak__ask *ask)
{
    struct ak_kept_login *login = login_of(ask);

    ak_kept_login_release(login);
    free(login);
    ((struct state *)ask->state)->login = NULL;
}

/* Microsoft Entra ID gives a new refresh token with each access token; the old one lasts on for a
 * while, but not for ever. */
static void renew(struct ak__ask *ask, const struct ak_token_answer *answer)
{
    struct ak_kept_login *login = login_of(ask);

    if (answer->refresh_token == NULL || strcmp(answer->refresh_token, login->refresh_token) == 0)
        return;
    ak_secret_free(login->refresh_token);
    login->refresh_token = ak_strdup(answer->refresh_token);
    ak__login_keep_later(ask->auth->loop, &ask->auth->logins, login);
}

static void on_token(const struct ak_http_response *response, const struct ak_err *cause,
                     void *context)
{
    struct ak__ask *ask = context;
    struct ak_token_answer answer;
    struct ak_err err = ak_err_none();
    int failed = ak__entra_read(response, ask->auth->clock, cause, &answer, &err);

    ask->inquiry = NULL;
    if (!failed)
        renew(ask, &answer);
    free_login(ask);
    if (failed)
        ak__ask_fail(ask, &err, err.kind == AK_ERR_SIGN_IN ? again : NULL);
    else
        ak__ask_serve_answer(ask, &answer);
}

static void send(struct ak__ask *ask)
{
    const struct ak_kept_login *login = login_of(ask);
    const char *tenant = ask->entry->tenant_id != NULL ? ask->entry->tenant_id : login->tenant_id;
    char *scope = ak__ask_scope(ask);
    char *scopes = ak_asprintf("%s " AK__LOGIN_SCOPES, scope);

    if (!ak__is_plain_id(tenant))
        tenant = AK__ANY_TENANT;
    struct ak_buf form = ak__entra_form(login->client_id, scopes, ask->entry->challenge);
    ak__form_add(&form, "grant_type", "refresh_token");
    ak__form_add(&form, "refresh_token", login->refresh_token);
    ak__entra_send(ask, tenant, &form, on_token);
    ak_buf_release(&form);
    free(scopes);
    free(scope);
}

static void load(void *context)
{
    struct job *job = context;

    (void)!ak__login_load(&job->place, job->authority, &job->login, &job->err);
}

static void tell_who(struct ak__ask *ask, const struct ak_kept_login *login)
{
    char *detail = ak_asprintf("%s%s%s", login->name,
                               login->name[0] != '\0' && login->is_in_keyring ? ", " : "",
                               login->is_in_keyring ? "in the keyring" : "");

    ak__ask_detail(ask, detail);
    free(detail);
}

static void on_loaded(void *context, bool is_cancelled)
{
    struct job *job = context;
    struct ak__ask *ask = job->ask;
    struct state *state;

    ask->work = NULL;
    if (is_cancelled || ask->auth->is_closing) {
        ak_err_set(&job->err, AK_ERR_CANCELLED, "signing in");
        ak__ask_fail(ask, &job->err, NULL);
        ak_kept_login_release(&job->login);
    } else if (job->err.kind != AK_ERR_NONE) {
        ak__ask_fail(ask, &job->err, job->err.kind == AK_ERR_KEYRING ? NULL : again);
    } else if (job->login.cloud == NULL) {
        ak_err_set(&job->err, AK_ERR_NOT_SIGNED_IN,
                   "nobody has signed in to %s with `akscope login`", ask->auth->cloud.name);
        job->err.system_code = AK__OTHERS_KNOW_MORE;
        ak__ask_pass(ask, &job->err, "run `akscope login`");
    } else {
        state = ak__ask_state(ask, sizeof *state);
        state->login = ak_alloc(1, sizeof *state->login);
        *state->login = job->login;
        tell_who(ask, &job->login);
        send(ask);
    }
    free(job->path);
    free(job->authority);
    free(job);
}

static void start(struct ak__ask *ask)
{
    struct job *job = ak_alloc(1, sizeof *job);

    job->ask = ask;
    job->path = ak_strdup(ask->auth->logins.path);
    job->place = ask->auth->logins;
    job->place.path = job->path;
    job->authority = ak_strdup(ask->auth->cloud.authority);
    job->err = ak_err_none();
    ask->work = ak_work_start_now(ask->auth->loop, load, on_loaded, job);
}

const struct ak__credential ak__login_credential = {
    .is_offered = is_offered,
    .start = start,
};
