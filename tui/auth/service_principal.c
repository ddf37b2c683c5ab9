/* service_principal.c: an application with a client secret or a certificate, named in the
 * environment. */
#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "assertion_int.h"
#include "entra_int.h"

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    const struct ak__variables *variables = &ask->auth->variables;

    if (variables->client_secret == NULL && variables->certificate_path == NULL) {
        ak_err_set(why, AK_ERR_NOT_SIGNED_IN,
                   "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set%s",
                   variables->has_user_name
                       ? " (AZURE_USERNAME is not used: passwords are no way to sign in any more)"
                       : "");
        return false;
    }
    return ak__ask_has_ids(ask, ", though a secret or certificate of an application is", why);
}

/* Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow, "First
 * case: access token request with a shared secret". */
static void send_secret(struct ak__ask *ask)
{
    const struct ak__variables *variables = &ask->auth->variables;
    struct ak_buf form = ak__entra_ask_form(ask, variables->client_id);

    ak__form_add(&form, "grant_type", "client_credentials");
    ak__form_add(&form, "client_secret", ak_secret_reveal(variables->client_secret));
    ak__entra_send(ask, ak__ask_tenant(ask), &form, ak__entra_on_token);
    ak_buf_release(&form);
}

/* ---- the certificate: read and signed with off the thread ---- */

struct job {
    struct ak__ask *ask;
    struct ak__assertion assertion;
    char *path;
    char *password;
    char *client_id;
    char *audience;
    char *jwt; /* NULL: it failed */
    struct ak_err err;
};

static void sign(void *context)
{
    struct job *job = context;

    (void)!ak__assertion_make(&job->assertion, &job->jwt, &job->err);
}

static void on_signed(void *context, bool is_cancelled)
{
    struct job *job = context;
    struct ak__ask *ask = job->ask;

    ask->work = NULL;
    if (is_cancelled)
        ak_err_set(&job->err, AK_ERR_CANCELLED, "signing in");
    if (job->jwt != NULL && !ask->auth->is_closing)
        ak__entra_send_assertion(ask, job->jwt);
    else
        ak__ask_fail(ask, &job->err, NULL);
    free(job->path);
    ak_secret_free(job->password);
    free(job->client_id);
    free(job->audience);
    ak_secret_free(job->jwt);
    free(job);
}

static void send_certificate(struct ak__ask *ask)
{
    const struct ak__variables *variables = &ask->auth->variables;
    struct job *job = ak_alloc(1, sizeof *job);

    job->ask = ask;
    job->err = ak_err_none();
    job->path = ak_strdup(variables->certificate_path);
    job->password = variables->certificate_password != NULL
                        ? ak_strdup(ak_secret_reveal(variables->certificate_password))
                        : NULL;
    job->client_id = ak_strdup(variables->client_id);
    job->audience = ak__entra_url(&ask->auth->cloud, ak__ask_tenant(ask), "token");
    job->assertion = (struct ak__assertion){
        .path = job->path,
        .password = job->password,
        .client_id = job->client_id,
        .audience = job->audience,
        .now = ak_clock_now(ask->auth->clock),
        .uses_ps256 = ask->auth->cloud.takes_ps256,
        .sends_chain = variables->sends_chain,
    };
    ask->work = ak_work_start_now(ask->auth->loop, sign, on_signed, job);
}

static void start(struct ak__ask *ask)
{
    bool has_secret = ask->auth->variables.client_secret != NULL;

    ak__ask_detail(ask, has_secret ? "client secret" : "client certificate");
    if (!ak__entra_check_ids(ask, ak__ask_tenant(ask), ask->auth->variables.client_id))
        return;
    if (has_secret)
        send_secret(ask);
    else
        send_certificate(ask);
}

const struct ak__credential ak__service_principal_credential = {
    .is_offered = is_offered,
    .start = start,
};
