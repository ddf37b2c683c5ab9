/* workload.c: federation, where the token of somebody else's issuer is what an application shows:
 * a pod's service account (workload identity of AKS), or whatever writes the file. Source:
 * learn.microsoft.com/azure/aks/workload-identity-overview. */
#include "config.h"

#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/limits.h"
#include "entra_int.h"

static bool is_offered(const struct ak__ask *ask, struct ak_err *why)
{
    if (ask->auth->variables.federated_token_file == NULL) {
        ak_err_set(why, AK_ERR_NOT_SIGNED_IN, "AZURE_FEDERATED_TOKEN_FILE is not set");
        return false;
    }
    return ak__ask_has_ids(ask, ", though AZURE_FEDERATED_TOKEN_FILE is", why);
}

static void on_file(struct ak__ask *ask, const char *bytes, size_t len, const struct ak_err *cause)
{
    struct ak_err err = ak_err_none();

    if (bytes == NULL) {
        ak__ask_fail(ask, cause,
                     "check AZURE_FEDERATED_TOKEN_FILE: a pod gets it by the label "
                     "azure.workload.identity/use: \"true\"");
        return;
    }
    size_t start = strspn(bytes, " \t\r\n");
    size_t end = start + strcspn(bytes + start, " \t\r\n");
    if (end == start) {
        ak_err_set(&err, AK_ERR_CONFIG, "%s is empty", ask->auth->variables.federated_token_file);
        ak__ask_fail(ask, &err, NULL);
        return;
    }
    char *assertion = ak_strndup(bytes + start, end - start);
    ak__entra_send_assertion(ask, assertion);
    ak_secret_free(assertion);
    (void)len;
}

/* The file is read each time: what writes it replaces it before it expires. */
static void start(struct ak__ask *ask)
{
    ak__ask_detail(ask, "federated token file");
    if (ak__entra_check_ids(ask, ak__ask_tenant(ask), ask->auth->variables.client_id))
        ak__ask_read_file(ask, ask->auth->variables.federated_token_file, AK_LIMIT_IDENTITY / 4,
                          on_file);
}

const struct ak__credential ak__workload_credential = {
    .is_offered = is_offered,
    .start = start,
};
