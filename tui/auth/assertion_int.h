/* assertion_int.h: a signed word of the application about itself, made with its certificate
 * (RFC 7523). Source: learn.microsoft.com/entra/identity-platform/certificate-credentials. Any
 * thread. */
#ifndef AKSCOPE_AUTH_ASSERTION_INT_H
#define AKSCOPE_AUTH_ASSERTION_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

struct ak__assertion {
    const char *path;      /* PEM with certificate and key, or PFX (PKCS #12) */
    const char *password;  /* of the key; NULL: none */
    const char *client_id; /* plain, as ak__is_plain_id has it */
    const char *audience;  /* the token endpoint's URL */
    int64_t now;           /* wall seconds */
    bool uses_ps256;       /* RSASSA-PSS; else RS256 */
    bool sends_chain;      /* x5c: all certificates of the file, for subject name and issuer */
};

/* The assertion, which the caller wipes and frees. AK_ERR_CONFIG, or AK_ERR_FILE, names the file
 * and what is wrong with it. */
AK_NONNULL AK_MUST_USE int ak__assertion_make(const struct ak__assertion *assertion, char **out,
                                              struct ak_err *err);

#endif
