/* token_int.h: access tokens: three-part JWTs with the claims that clients read. They aren't signed
 * by anyone: the simulator checks their form, audience and expiry, and nobody else may trust them.
 */
#ifndef AKSCOPE_SIM_TOKEN_INT_H
#define AKSCOPE_SIM_TOKEN_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"

enum ak_sim_token_state {
    AK_SIM_TOKEN_GOOD,
    AK_SIM_TOKEN_MALFORMED,
    AK_SIM_TOKEN_EXPIRED,
    AK_SIM_TOKEN_OTHER_AUDIENCE,
};

struct ak_sim_token_claims {
    const char *tenant;
    const char *audience; /* the resource that it was asked for */
    const char *client;   /* application id */
    const char *user;     /* whom it speaks for; NULL: the application itself */
    const char *context;  /* authentication context that it meets (acrs); NULL: none */
    int64_t issued;       /* seconds since the epoch */
    int64_t expires;
};

/* A new token; the caller frees. */
AK_NONNULL char *ak_sim_token_make(const struct ak_sim_token_claims *claims, uint64_t *random);

/* The text of a claim; NULL when there is none. `token` may be NULL; the caller frees. */
AK_NONNULL_ARGS(2) char *ak_sim_token_claim(const char *token, const char *name);

/* True when the token meets that authentication context. */
AK_NONNULL bool ak_sim_token_has_context(const char *token, const char *context);

/* Judges a token at `now`. ARM takes tokens for its own audiences of every cloud, and we take those
 * for any loopback origin too, since that is where we are. */
AK_NONNULL enum ak_sim_token_state ak_sim_token_check(const char *token, int64_t now);

/* Base64url without padding; the caller frees. */
AK_NONNULL char *ak_sim_base64url(const void *bytes, size_t len);
/* The reverse; NULL when it isn't base64url. NUL-terminated; the caller frees. */
AK_NONNULL char *ak_sim_base64url_decode(const char *text, size_t len);

#endif
