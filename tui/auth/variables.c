/* variables.c: the environment, read once. Secrets are taken out of it. */
#include "config.h"

#include "auth_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

static char *copy_of(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? ak_strdup(value) : NULL;
}

/* In place: unsetenv alone would leave it to be read in /proc/<pid>/environ. `trims` leaves blanks
 * around it out, which a file that was read into a variable brings with it. */
static struct ak_secret *take(const char *name, bool trims)
{
    char *value = getenv(name);
    struct ak_secret *secret = NULL;

    if (value == NULL)
        return NULL;
    size_t whole = strlen(value);
    const char *text = trims ? value + strspn(value, " \t\r\n") : value;
    size_t len = trims ? strcspn(text, " \t\r\n") : strlen(text);
    if (len > 0)
        secret = ak_secret_new(text, len);
    ak_secret_wipe(value, whole);
    unsetenv(name);
    return secret;
}

static bool is_true(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && (ak_text_caseeq(value, "true") || strcmp(value, "1") == 0);
}

void ak__variables_read(struct ak__variables *variables)
{
    const char *user = getenv("AZURE_USERNAME");

    *variables = (struct ak__variables){
        .tenant_id = copy_of("AZURE_TENANT_ID"),
        .client_id = copy_of("AZURE_CLIENT_ID"),
        .client_secret = take("AZURE_CLIENT_SECRET", false),
        .certificate_path = copy_of("AZURE_CLIENT_CERTIFICATE_PATH"),
        .certificate_password = take("AZURE_CLIENT_CERTIFICATE_PASSWORD", false),
        .sends_chain = is_true("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"),
        .federated_token_file = copy_of("AZURE_FEDERATED_TOKEN_FILE"),
        .oidc_url = copy_of("ACTIONS_ID_TOKEN_REQUEST_URL"),
        .oidc_token = take("ACTIONS_ID_TOKEN_REQUEST_TOKEN", true),
        .identity_endpoint = copy_of("IDENTITY_ENDPOINT"),
        .identity_header = take("IDENTITY_HEADER", false),
        .imds_endpoint = copy_of("IMDS_ENDPOINT"),
        .pod_identity_host = copy_of("AZURE_POD_IDENTITY_AUTHORITY_HOST"),
        .credentials = copy_of("AZURE_TOKEN_CREDENTIALS"),
        .token = take("AKSCOPE_TOKEN", true),
        .has_user_name = user != NULL && user[0] != '\0',
    };
    /* Of no use to us, and to none of our children. */
    ak_secret_unref(take("AZURE_PASSWORD", false));
}

void ak__variables_release(struct ak__variables *variables)
{
    free(variables->tenant_id);
    free(variables->client_id);
    ak_secret_unref(variables->client_secret);
    free(variables->certificate_path);
    ak_secret_unref(variables->certificate_password);
    free(variables->federated_token_file);
    free(variables->oidc_url);
    ak_secret_unref(variables->oidc_token);
    free(variables->identity_endpoint);
    ak_secret_unref(variables->identity_header);
    free(variables->imds_endpoint);
    free(variables->pod_identity_host);
    free(variables->credentials);
    ak_secret_unref(variables->token);
}

bool ak__is_plain_id(const char *text)
{
    if (text == NULL || text[0] == '\0' || strlen(text) > 253)
        return false;
    for (; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && *text != '-' && *text != '.')
            return false;
    }
    return true;
}
