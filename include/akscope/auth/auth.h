/* auth.h: bearer tokens for Azure Resource Manager.
 *
 * A chain of credentials (a table, tui/auth/auth_int.h) is asked in order:
 *   environment token  AKSCOPE_TOKEN; when it is set, nothing else is tried
 *   Azure CLI          `az account get-access-token`, signed in by `az login`
 * Tokens are cached, refreshed five minutes before they expire (one refresh at a time, however many
 * wait; a refresh that fails is no failure while the old token lasts), wiped when dropped, and
 * never logged. Loop thread only. */
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
    const char *resource;        /* "https://management.azure.com/": what the token is for */
    const char *subscription_id; /* asked of the Azure CLI, or NULL */
};

/* `token` is borrowed (take a reference to keep it), NULL exactly when `err` is not:
 * AK_ERR_NOT_SIGNED_IN, AK_ERR_CHILD (the Azure CLI failed otherwise), AK_ERR_TIMEOUT,
 * AK_ERR_CANCELLED. */
typedef void ak_auth_on_token(struct ak_secret *token, const struct ak_err *err, void *context);

/* Takes AKSCOPE_TOKEN out of the environment, so that no child inherits it. `clock` must outlive
 * the auth, and be the machine's, not one fixed by AKSCOPE_NOW: tokens expire in real time. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_auth *
ak_auth_new(struct ak_loop *loop, const struct ak_clock *clock,
            const struct ak_auth_options *options);

/* Waiting calls complete as cancelled; the auth is freed after the last of them. */
AK_NONNULL void ak_auth_close(struct ak_auth *auth);

/* Asks for a token: from the cache when it still lasts, else from the chain. One completion, never
 * inside the call. */
AK_NONNULL_ARGS(1, 2)
AK_RETURNS_NONNULL
struct ak_auth_call *ak_auth_get_token(struct ak_auth *auth, ak_auth_on_token *on_token,
                                       void *context);

/* The call completes with AK_ERR_CANCELLED, later, unless its callback has begun. */
AK_NONNULL void ak_auth_cancel(struct ak_auth_call *call);

/* The service refused this token (401): forget it, so that the next call asks anew. Nothing happens
 * when another has come meanwhile. A refused AKSCOPE_TOKEN is not tried again. */
AK_NONNULL void ak_auth_reject(struct ak_auth *auth, const struct ak_secret *token);

/* Who the token in the cache speaks for, by its own word (a person's name, else the application's
 * or the object's id), into out; "" when there is none or it does not say. For logs of what was
 * done, never for a decision: the signature is the service's affair. Source: Microsoft Entra access
 * token claims. Returns out. */
enum { AK_AUTH_WHO_SIZE = 160 };
AK_NONNULL const char *ak_auth_who(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE]);

/* The name of the credential that served last, or NULL. */
AK_NONNULL const char *ak_auth_source(const struct ak_auth *auth);

#endif
