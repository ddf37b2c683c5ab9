/* imds.c: the identity of a virtual machine, by the instance metadata service. Source:
 * learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 * ("Get a token using HTTP", "Retry guidance"); the probe is that of Azure's own libraries. */
#include "config.h"

#include "managed_identity_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { PROBE_MS = 1000, ANSWER_MS = 10000 };

static const char path[] = "/metadata/identity/oauth2/token";
static const char version[] = "2018-02-01";
static const char *const names[AK__IDENTITY_KINDS] = {
    [AK__IDENTITY_CLIENT] = "client_id",
    [AK__IDENTITY_OBJECT] = "object_id",
    [AK__IDENTITY_RESOURCE] = "msi_res_id",
};

/* 404: the service is being updated; 410: so it is for up to 70 seconds; 429: it is busy. */
static const int worth_repeating[] = {404, 410, 429, 0};
static const struct ak__patience patience = {
    .statuses = worth_repeating,
    .server_errors = true,
    .tries = 6,
    .first_ms = 800,
    .gone_ms = 3000,
};

static const int never[] = {0};
static const struct ak__patience once = {.statuses = never, .tries = 1};

static bool is_here(const struct ak__ask *ask)
{
    (void)ask;
    return true;
}

static void pass_without(struct ak__ask *ask, const char *reason)
{
    struct ak_err err = ak_err_none();

    ak_err_set(&err, AK_ERR_NOT_SIGNED_IN, "this machine has no managed identity: %s", reason);
    err.system_code = AK__OTHERS_KNOW_MORE;
    ak__ask_pass(ask, &err, "assign one to the VM, or sign in another way");
}

/* What is there answers with JSON, unless it is in trouble; a proxy that takes all addresses for
 * its own does not. */
static bool is_of_service(const struct ak_http_response *response)
{
    const char *body = response->body + strspn(response->body, " \t\r\n");

    return *body == '{' || *body == '\0' || response->status >= 500;
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
    else if (response == NULL)
        pass_without(ask, err.text);
    else if (!is_of_service(response))
        pass_without(ask, "something else answers in the place of its metadata service");
    else if (response->status == 400)
        ak__ask_pass(ask, &err,
                     ak__managed_identity(ask, &(const char *){NULL}) == AK__IDENTITY_SYSTEM
                         ? "assign a managed identity to the VM, or name one with --identity"
                         : "check --identity and AZURE_CLIENT_ID: no such identity is assigned");
    else
        ak__ask_fail(ask, &err, NULL);
}

static char *endpoint_of(const struct ak__ask *ask)
{
    const char *other = ask->auth->variables.pod_identity_host;
    const char *chosen = other != NULL ? other : ask->auth->imds_host;

    return ak_asprintf("%.*s%s", (int)ak_text_endpoint_len(chosen), chosen, path);
}

static void ask_for_token(struct ak__ask *ask)
{
    char *endpoint = endpoint_of(ask);
    char *url = ak__managed_url(ask, endpoint, version, names);
    struct ak__question question = {
        .method = "GET",
        .url = url,
        .headers = {{"Metadata", "true"}, {"Accept", "application/json"}},
        .patience = &patience,
        .timeout_ms = ANSWER_MS,
        .is_link_local = true,
    };

    ak__ask_send(ask, &question, on_token);
    free(url);
    free(endpoint);
}

/* Any answer will do, but for that of Docker Desktop, which answers for the whole network. */
static void on_probe(const struct ak_http_response *response, const struct ak_err *cause,
                     void *context)
{
    struct ak__ask *ask = context;

    ask->inquiry = NULL;
    if (response == NULL) {
        ask->auth->has_no_imds = cause->kind != AK_ERR_CANCELLED;
        pass_without(ask, "its metadata service does not answer");
    } else if (!is_of_service(response) ||
               (response->status == 403 &&
                ak_text_casestr(response->body, "unreachable") != NULL)) {
        ask->auth->has_no_imds = true;
        pass_without(ask, "something else answers in the place of its metadata service");
    } else {
        ask_for_token(ask);
    }
}

/* A request that the service refuses at once: neither query nor Metadata header. Elsewhere than on
 * Azure nobody answers at all, which a token request would wait for much longer. */
static void start(struct ak__ask *ask)
{
    if (ask->auth->variables.pod_identity_host != NULL || ask->auth->is_only_one) {
        ask_for_token(ask);
        return;
    }
    char *url = endpoint_of(ask);
    struct ak__question question = {
        .method = "GET",
        .url = url,
        .headers = {{"Accept", "application/json"}},
        .patience = &once,
        .timeout_ms = PROBE_MS,
        .is_link_local = true,
    };
    ak__ask_send(ask, &question, on_probe);
    free(url);
}

const struct ak__managed_source ak__imds_source = {
    .detail = "IMDS",
    .is_here = is_here,
    .start = start,
};
