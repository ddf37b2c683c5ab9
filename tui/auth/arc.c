/* arc.c: the identity of a server that Azure Arc manages. Its agent proves that we may ask by a
 * file that only members of its group can read. Source: learn.microsoft.com/azure/azure-arc/
 * servers/managed-identity-authentication. */
#include "config.h"

#include "managed_identity_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { KEY_MAX = 4096 };

static const char version[] = "2020-06-01";
static const char default_endpoint[] = "http://127.0.0.1:40342/metadata/identity/oauth2/token";
static const char *const names[AK__IDENTITY_KINDS] = {
    [AK__IDENTITY_CLIENT] = "client_id",
    [AK__IDENTITY_OBJECT] = "object_id",
    [AK__IDENTITY_RESOURCE] = "msi_res_id",
};

static bool has_endpoint(const struct ak__ask *ask)
{
    return ask->auth->variables.identity_endpoint != NULL &&
           ask->auth->variables.imds_endpoint != NULL;
}

static bool is_here(const struct ak__ask *ask)
{
    return has_endpoint(ask) || access(ask->auth->arc_agent, R_OK) == 0;
}

/* An agent that does not know of identities other than its own answers with that one. */
static bool is_asked_for(const struct ak__ask *ask, const struct ak_token_answer *answer)
{
    const char *id = NULL;

    switch (ak__managed_identity(ask, &id)) {
    case AK__IDENTITY_CLIENT:
        return ak_text_caseeq(answer->client_id, id);
    case AK__IDENTITY_OBJECT:
        return ak_text_caseeq(answer->object_id, id);
    case AK__IDENTITY_RESOURCE:
        return ak_text_caseeq(answer->resource_id, id);
    case AK__IDENTITY_SYSTEM:
    case AK__IDENTITY_KINDS:
        break;
    }
    return true;
}

static void finish(struct ak__ask *ask, const struct ak_http_response *response,
                   const struct ak_err *cause)
{
    struct ak_token_answer answer;
    struct ak_err err = ak_err_none();

    if (ak__managed_read(ask, response, cause, &answer, &err) != 0) {
        ak__ask_fail(ask, &err, NULL);
    } else if (!is_asked_for(ask, &answer)) {
        ak_token_answer_release(&answer);
        ak_err_set(&err, AK_ERR_SIGN_IN,
                   "the agent of Azure Arc gave a token of another identity than was asked for");
        ak__ask_fail(ask, &err,
                     "leave --identity and AZURE_CLIENT_ID out: Azure Arc has the "
                     "identity of the machine alone");
    } else {
        ak__ask_serve_answer(ask, &answer);
    }
}

static void on_token(const struct ak_http_response *response, const struct ak_err *cause,
                     void *context)
{
    struct ak__ask *ask = context;

    ask->inquiry = NULL;
    finish(ask, response, cause);
}

static void ask_for_token(struct ak__ask *ask, const char *authorization,
                          ak__inquiry_on_done *on_done)
{
    char *url = ak__managed_url(
        ask, has_endpoint(ask) ? ask->auth->variables.identity_endpoint : default_endpoint, version,
        names);
    struct ak__question question = {
        .method = "GET",
        .url = url,
        .headers = {{"Metadata", "true"},
                    {"Accept", "application/json"},
                    {authorization != NULL ? "Authorization" : NULL, authorization}},
        .patience = &ak__patience_with_agents,
        .is_link_local = true,
    };

    ak__ask_send(ask, &question, on_done);
    free(url);
}

static void on_key(struct ak__ask *ask, const char *bytes, size_t len, const struct ak_err *cause)
{
    if (bytes == NULL) {
        ak__ask_fail(ask, cause,
                     "let this account read the agent's files: add it to the group "
                     "himds, and sign in to the machine again");
        return;
    }
    size_t key = strcspn(bytes, "\r\n");
    char *authorization = ak_asprintf("Basic %.*s", (int)key, bytes);
    ask_for_token(ask, authorization, on_token);
    ak_secret_free(authorization);
    (void)len;
}

/* The path of the challenge, which the caller frees, as long as it is one that the agent writes: a
 * file NAME.key right in its folder. Whoever answers on the port would else choose which of our
 * files is sent to it. */
static char *challenge_path(const struct ak__ask *ask, const char *challenge, struct ak_err *err)
{
    static const char realm[] = "Basic realm=";
    const char *path = challenge != NULL ? strstr(challenge, realm) : NULL;
    size_t folder_len = strlen(ask->auth->arc_folder), len;

    if (path == NULL) {
        ak_err_set(err, AK_ERR_SIGN_IN, "the agent of Azure Arc answered without a challenge");
        return NULL;
    }
    path += sizeof realm - 1;
    len = strlen(path);
    if (len >= 2 && path[0] == '"' && path[len - 1] == '"') {
        path++;
        len -= 2;
    }
    bool is_inside = len > folder_len + 1 + 4 &&
                     strncmp(path, ask->auth->arc_folder, folder_len) == 0 &&
                     path[folder_len] == '/' &&
                     memchr(path + folder_len + 1, '/', len - folder_len - 1) == NULL &&
                     strncmp(path + len - 4, ".key", 4) == 0;
    if (!is_inside) {
        ak_err_set(err, AK_ERR_UNTRUSTED,
                   "the agent of Azure Arc names a file that is not a key in %s",
                   ask->auth->arc_folder);
        return NULL;
    }
    return ak_strndup(path, len);
}

static void on_challenge(const struct ak_http_response *response, const struct ak_err *cause,
                         void *context)
{
    struct ak__ask *ask = context;
    struct ak_err err = ak_err_none();

    ask->inquiry = NULL;
    if (response == NULL || response->status != 401) {
        finish(ask, response, cause);
        return;
    }
    char *path = challenge_path(ask, ak_http_header_find(response, "www-authenticate"), &err);
    if (path == NULL)
        ak__ask_fail(ask, &err, NULL);
    else
        ak__ask_read_file(ask, path, KEY_MAX, on_key);
    free(path);
}

static void start(struct ak__ask *ask)
{
    ask_for_token(ask, NULL, on_challenge);
}

const struct ak__managed_source ak__arc_source = {
    .detail = "Azure Arc",
    .is_here = is_here,
    .start = start,
};
