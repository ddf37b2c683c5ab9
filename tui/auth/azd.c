/* azd.c: whoever `azd auth login` signed in. Source: learn.microsoft.com/azure/developer/
 * azure-developer-cli/reference, "azd auth token". */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "auth_int.h"

enum { ARGUMENTS_MOST = 14 };

static const char *const signs[] = {
    "azd auth login", "azd login", "AADSTS", "reauthentication required", "multi-factor", NULL};

static const struct ak__tool azd = {
    .program = "azd",
    .label = "the Azure Developer CLI",
    .sign_in = "run `azd auth login`",
    .signs = signs,
    .read = ak_wire_read_azd_token,
};

static void start(struct ak__ask *ask)
{
    char *scope = ak__ask_scope(ask);
    struct ak_buf claims = ak_buf_init((size_t)AK_LIMIT_CLAIMS * 2);
    const char *arguments[ARGUMENTS_MOST] = {"azd",  "auth",        "token",   "--output",
                                             "json", "--no-prompt", "--scope", scope};
    const char *challenge = ask->entry->challenge;
    size_t count = 8;

    if (ask->entry->tenant_id != NULL) {
        arguments[count++] = "--tenant-id";
        arguments[count++] = ask->entry->tenant_id;
    }
    if (challenge != NULL && ak__base64(&claims, challenge, strlen(challenge))) {
        arguments[count++] = "--claims";
        arguments[count++] = ak_buf_text(&claims);
    }
    ak__tool_start(ask, &azd, arguments);
    ak_buf_release(&claims);
    free(scope);
}

const struct ak__credential ak__azd_credential = {
    .is_offered = ak__tool_is_offered,
    .start = start,
};
