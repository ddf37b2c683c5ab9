/* attempt.c: the table of credentials, and words about failures. */
#include "config.h"

#include "akscope/auth/attempt.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

static const struct ak_credential_info rows[AK_CREDENTIAL_COUNT] = {
#define AK_CREDENTIAL(symbol, key, words, set, sentence)                                           \
    [AK_CREDENTIAL_##symbol] = {.name = key, .label = words, .group = set, .help = sentence},
#include "akscope/auth/credentials.def"
#undef AK_CREDENTIAL
};

/* As AZURE_TOKEN_CREDENTIALS writes them. Source: learn.microsoft.com/azure/developer/
 * intro/passwordless-overview, "Customize the DefaultAzureCredential". */
static const char *const azure_names[AK_CREDENTIAL_COUNT] = {
    [AK_CREDENTIAL_ENVIRONMENT] = "EnvironmentCredential",
    [AK_CREDENTIAL_WORKLOAD_IDENTITY] = "WorkloadIdentityCredential",
    [AK_CREDENTIAL_MANAGED_IDENTITY] = "ManagedIdentityCredential",
    [AK_CREDENTIAL_AZURE_CLI] = "AzureCliCredential",
    [AK_CREDENTIAL_AZD] = "AzureDeveloperCliCredential",
};

const struct ak_credential_info *ak_credential_get(enum ak_credential which)
{
    return &rows[which];
}

static void list_names(char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < AK_CREDENTIAL_COUNT && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", rows[i].name);
}

int ak_credential_find(const char *name, enum ak_credential *out, struct ak_err *err)
{
    char names[256];

    for (size_t i = 0; i < AK_CREDENTIAL_COUNT; i++) {
        if (ak_text_caseeq(name, rows[i].name) ||
            (azure_names[i] != NULL && ak_text_caseeq(name, azure_names[i]))) {
            *out = (enum ak_credential)i;
            return 0;
        }
    }
    list_names(names, sizeof names);
    return ak_err_set(err, AK_ERR_CONFIG, "there is no credential \"%.60s\" (there are %s)", name,
                      names);
}

const char *ak_attempt_outcome_name(enum ak_attempt_outcome outcome)
{
    static const char *const names[] = {
        [AK_ATTEMPT_NONE] = "none",
        [AK_ATTEMPT_ABSENT] = "absent",
        [AK_ATTEMPT_UNAVAILABLE] = "unavailable",
        [AK_ATTEMPT_FAILED] = "failed",
        [AK_ATTEMPT_SERVED] = "served",
    };

    return names[outcome];
}

struct ak_entra_help ak_entra_help(const char *code)
{
    static const struct {
        int64_t number;
        struct ak_entra_help help;
    } known[] = {
#define AK_ENTRA(digits, words, todo) {digits, {.meaning = words, .advice = todo}},
#include "akscope/auth/entra.def"
#undef AK_ENTRA
    };
    static const char prefix[] = "AADSTS";
    int64_t number;

    if (ak_text_has_prefix(code, prefix, false) &&
        ak_text_to_int(code + sizeof prefix - 1, 0, INT64_MAX, &number)) {
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            if (known[i].number == number)
                return known[i].help;
        }
    }
    return (struct ak_entra_help){"", ""};
}
