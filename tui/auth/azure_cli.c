/* azure_cli.c: whoever `az login` signed in. az keeps its own cache and renews what has expired:
 * asking it anew is all there is to do. Source: `az account get-access-token --help`. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/wire/errors.h"
#include "auth_int.h"

enum { ARGUMENTS_MOST = 12 };

static const char *const signs[] = {"az login", "AADSTS", NULL};

static const struct ak__tool az = {
    .program = "az",
    .label = "the Azure CLI",
    .sign_in = "run `az login`",
    .signs = signs,
    .read = ak_wire_read_az_token,
};

static void refuse_challenge(void *context)
{
    struct ak__ask *ask = context;
    struct ak_buf encoded = ak_buf_init(AK_ADVICE_SIZE);
    struct ak_err err = ak_err_none();
    const char *challenge = ask->entry->challenge;

    if (!ak__base64(&encoded, challenge, strlen(challenge)))
        ak_buf_clear(&encoded);
    ak_err_set(&err, AK_ERR_NOT_SIGNED_IN,
               "Azure wants to be shown more than `az` can without asking you: run `az login%s%s`",
               encoded.len > 0 ? " --claims-challenge " : "", ak_buf_text(&encoded));
    free(ask->entry->challenge);
    ask->entry->challenge = NULL; /* after that, az may well give a token that will do */
    ak_buf_release(&encoded);
    ak__ask_pass(ask, &err, "run `az login` as it says");
}

static void start(struct ak__ask *ask)
{
    char *resource = ak__ask_resource(ask);
    const char *tenant = ask->entry->tenant_id;
    const char *arguments[ARGUMENTS_MOST] = {
        "az", "account", "get-access-token", "--output", "json", "--resource", resource};
    size_t count = 7;

    if (ask->entry->challenge != NULL) {
        free(resource);
        ak_loop_later(ask->auth->loop, refuse_challenge, ask);
        return;
    }
    /* az takes the one or the other: a subscription implies its tenant */
    if (tenant != NULL) {
        arguments[count++] = "--tenant";
        arguments[count++] = tenant;
    } else if (ask->auth->subscription_id != NULL) {
        arguments[count++] = "--subscription";
        arguments[count++] = ask->auth->subscription_id;
    }
    ak__tool_start(ask, &az, arguments);
    free(resource);
}

const struct ak__credential ak__azure_cli_credential = {
    .is_offered = ak__tool_is_offered,
    .start = start,
};
