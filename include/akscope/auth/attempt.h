/* attempt.h: what was tried to sign in, why it did not serve, and what would help: for
 * `akscope doctor`. A value without secrets. */
#ifndef AKSCOPE_AUTH_ATTEMPT_H
#define AKSCOPE_AUTH_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

enum ak_credential {
#define AK_CREDENTIAL(symbol, name, label, group, help) AK_CREDENTIAL_##symbol,
#include "akscope/auth/credentials.def"
#undef AK_CREDENTIAL
    AK_CREDENTIAL_COUNT
};

enum ak_credential_group { AK_CREDENTIAL_OWN, AK_CREDENTIAL_DEPLOYED, AK_CREDENTIAL_TOOL };

struct ak_credential_info {
    const char *name;
    const char *label;
    enum ak_credential_group group;
    const char *help;
};

AK_RETURNS_NONNULL const struct ak_credential_info *ak_credential_get(enum ak_credential which);

/* The credential of that name: of credentials.def, or as AZURE_TOKEN_CREDENTIALS writes it
 * ("AzureCliCredential"), in any letter case. AK_ERR_CONFIG, with the names that there are. */
AK_NONNULL AK_MUST_USE int ak_credential_find(const char *name, enum ak_credential *out,
                                              struct ak_err *err);

enum ak_attempt_outcome {
    AK_ATTEMPT_NONE,        /* not reached: another had served, or --auth names another */
    AK_ATTEMPT_ABSENT,      /* nothing here asks for it: `err` names what it would take */
    AK_ATTEMPT_UNAVAILABLE, /* it was tried, and there is nothing that could sign in */
    AK_ATTEMPT_FAILED,      /* it was tried, and refused: the ones behind it are not tried */
    AK_ATTEMPT_SERVED,
};

enum { AK_ADVICE_SIZE = 256 };

struct ak_attempt {
    enum ak_attempt_outcome outcome;
    struct ak_err err;             /* kind AK_ERR_NONE for NONE and SERVED */
    char advice[AK_ADVICE_SIZE];   /* what to do; "" where there is nothing to */
    char detail[AK_ERR_CODE_SIZE]; /* which kind served or was tried: "client secret", "IMDS", … */
    int64_t tried_at;              /* wall seconds */
    int64_t expires_at;            /* of the token that it gave; 0: none, or unknown */
};

/* "none", "absent", "unavailable", "failed", "served": for -o json. */
AK_RETURNS_NONNULL const char *ak_attempt_outcome_name(enum ak_attempt_outcome outcome);

/* What Microsoft Entra ID's error means and what to do about it, by its number ("AADSTS7000222").
 * Both "" for one that is not among those that people really meet. Static. */
struct ak_entra_help {
    const char *meaning;
    const char *advice;
};
AK_NONNULL struct ak_entra_help ak_entra_help(const char *code);

#endif
