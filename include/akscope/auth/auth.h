/* auth.h: bearer tokens for Azure Resource Manager.
 *
 * A chain of credentials is asked in order; the first that serves is kept. The chain is a table of
 * `struct ak_credential`: new kinds are new rows. Tokens are cached, refreshed before they expire
 * (five minutes, and never more than one refresh at a time however many wait), wiped when dropped,
 * and never logged. Loop thread only. */
#ifndef AKSCOPE_AUTH_AUTH_H
#define AKSCOPE_AUTH_AUTH_H

#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/base/secret.h"
#include "akscope/io/loop.h"

struct ak_auth;
struct ak_auth_call;

struct ak_auth_options {
    const char *resource; /* "https://management.azure.com/": what the token is for */
    const char *subscription_id; /* asked of the Azure CLI, or NULL */
};

/* `token` is borrowed (take a reference to keep it), NULL exactly when `err` is not. */
typedef void ak_auth_on_token(struct ak_secret *token, const struct ak_err *err, void *context);

/* One way to get a token. */
struct ak_credential {
    const char *name; /* "environment token", "Azure CLI" */
    /* Starts asking. Completes through ak_auth_credential_done, never inside the call. */
    void (*start)(struct ak_auth *auth);
};

AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_auth *
ak_auth_new(struct ak_loop *loop, const struct ak_clock *clock,
            const struct ak_auth_options *options);
AK_NONNULL void ak_auth_close(struct ak_auth *auth); /* waiting calls complete as cancelled */

/* Asks for a token: from the cache when it still lasts, else from the chain. One completion, never
 * inside the call. */
AK_NONNULL_ARGS(1, 2) AK_RETURNS_NONNULL struct ak_auth_call *
ak_auth_get_token(struct ak_auth *auth, ak_auth_on_token *on_token, void *context);
AK_NONNULL void ak_auth_cancel(struct ak_auth_call *call);

/* The service refused this token (401): forget it, so that the next call asks anew. */
AK_NONNULL void ak_auth_reject(struct ak_auth *auth, const struct ak_secret *token);

/* The name of the credential that served last, or NULL. */
AK_NONNULL const char *ak_auth_source(const struct ak_auth *auth);

#endif
