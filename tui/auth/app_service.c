/* app_service.c: the identity of an App Service, a Function or a Container App. Source:
 * learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference". */
#include "config.h"

#include "managed_identity_int.h"

#include <stdlib.h>

static const char version[] = "2019-08-01";
static const char *const names[AK__IDENTITY_KINDS] = {
    [AK__IDENTITY_CLIENT] = "client_id",
    [AK__IDENTITY_OBJECT] = "object_id",
    [AK__IDENTITY_RESOURCE] = "mi_res_id",
};

static bool is_here(const struct ak__ask *ask)
{
    return ask->auth->variables.identity_endpoint != NULL &&
           ask->auth->variables.identity_header != NULL;
}

static void on_token(const struct ak_http_response *response, const struct ak_err *cause,
                     void *context)
{
    struct ak__ask *ask = context;
    struct ak_token_answer answer;
    struct ak_err err = ak_err_none();

    ask->inquiry = NULL;
    if (ak__managed_read(ask, response, cause, &answer, &err) == 0)
        ak__ask_serve_answer(ask, &answer);
    else
        ak__ask_fail(ask, &err,
                     "check that the app has the identity that is asked for (--identity, "
                     "AZURE_CLIENT_ID)");
}

static void start(struct ak__ask *ask)
{
    const struct ak__variables *variables = &ask->auth->variables;
    char *url = ak__managed_url(ask, variables->identity_endpoint, version, names);
    struct ak__question question = {
        .method = "GET",
        .url = url,
        .headers = {{"X-IDENTITY-HEADER", ak_secret_reveal(variables->identity_header)},
                    {"Accept", "application/json"}},
        .patience = &ak__patience_with_agents,
        .is_link_local = true,
    };

    ak__ask_send(ask, &question, on_token);
    free(url);
}

const struct ak__managed_source ak__app_service_source = {
    .detail = "App Service",
    .is_here = is_here,
    .start = start,
};
