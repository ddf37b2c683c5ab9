/* github.c: federation with the token that GitHub Actions gives a job. Source: docs.github.com/
 * actions/security-for-github-actions/security-hardening-your-deployments/
 * configuring-openid-connect-in-cloud-providers, and azure/login. */
#include "config.h"

#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "akscope/wire/errors.h"
#include "entra_int.h"

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    const struct ak__variables *variables = &ask->auth->variables;

    if (variables->oidc_url == NULL || variables->oidc_token == NULL) {
        ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "%s is not set",
                   variables->oidc_url == NULL ? "ACTIONS_ID_TOKEN_REQUEST_URL"
                                               : "ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        return false;
    }
    return ak__ask_has_ids(ask, ", though this is a job that may ask for an identity token", why);
}

static void on_id_token(const struct ak_http_response *response, const struct ak_err *cause,
                        void *context)
{
    struct ak__ask *ask = context;
    struct ak_err err = ak_err_none();
    char *assertion = NULL;

    ask->inquiry = NULL;
    if (response == NULL)
        err = *cause;
    else if (response->status != 200)
        ak_wire_read_error(response->status, response->body, response->body_len, &err);
    else
        (void)!ak_wire_read_secret(response->body, response->body_len, "value", &assertion, &err);
    if (assertion == NULL) {
        ak__ask_fail(ask, &err, "give the job `permissions: id-token: write`");
        return;
    }
    ak__entra_send_assertion(ask, assertion);
    ak_secret_free(assertion);
}

/* GitHub's URL has a query already; ours is added to it. */
static void start(struct ak__ask *ask)
{
    const struct ak__variables *variables = &ask->auth->variables;
    struct ak_buf url = ak_buf_init((size_t)AK_LIMIT_URL * 2);

    ak__ask_detail(ask, "identity token of the job");
    if (!ak__entra_check_ids(ask, ak__ask_tenant(ask), variables->client_id))
        return;
    bool fits = ak_buf_puts(&url, variables->oidc_url) &&
                ak_buf_puts(&url, strchr(variables->oidc_url, '?') != NULL ? "&" : "?") &&
                ak_buf_puts(&url, "audience=") &&
                ak_http_encode(&url, ask->auth->cloud.federation_audience);
    struct ak__question question = {
        .method = "GET",
        .url = fits ? ak_buf_text(&url) : "",
        .headers = {{"Accept", "application/json; api-version=2.0"}},
        .bearer = variables->oidc_token,
        .patience = &ak__patience_with_services,
    };
    ak__ask_send(ask, &question, on_id_token);
    ak_buf_release(&url);
}

const struct ak__credential ak__github_credential = {
    .is_offered = is_offered,
    .start = start,
};
