/* auth.h: bearer tokens for Azure.
 *
 * The credentials of credentials.def are asked in their order. One that nothing here asks for is
 * passed over, as is one that turns out to have nothing to sign in with; one that was refused ends
 * the walk, so that nobody acts as somebody else by accident (tools, az and azd, are passed over in
 * any case). The one that served is asked again until it has nothing to sign in with any more.
 *
 * Tokens are cached by cloud, tenant, client and scope, refreshed before they expire (at a moment
 * that differs from process to process; one refresh at a time, however many wait; a refresh that
 * fails is no failure while the old token lasts), wiped when dropped, and never logged. What was
 * tried is kept for whoever asks why. Loop thread only. */
#ifndef AKSCOPE_AUTH_AUTH_H
#define AKSCOPE_AUTH_AUTH_H

#include <stddef.h>

#include "akscope/auth/attempt.h"
#include "akscope/auth/cloud.h"
#include "akscope/auth/login.h"
#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/base/secret.h"
#include "akscope/io/http.h"
#include "akscope/io/loop.h"

struct ak_auth;
struct ak_auth_call;

struct ak_auth_options {
    struct ak_http *http;         /* borrowed until ak_auth_close */
    const struct ak_cloud *cloud; /* copied; one that is not known yet is discovered when needed */
    const char *credential;       /* --auth, as ak_credential_find takes it; NULL or "": all */
    const char *tenant_id;       /* --tenant; NULL or "": AZURE_TENANT_ID, else what is signed in */
    const char *subscription_id; /* asked of the Azure CLI, or NULL */
    const char *identity; /* --identity: which managed identity; NULL or "": AZURE_CLIENT_ID */
    const char
        *arc_folder; /* where challenges of Azure Arc may be; NULL: where its agent puts them */
    const char *arc_agent; /* the file that tells of that agent; NULL: where it is installed */
    const char *imds_host; /* of the instance metadata service; NULL: Azure's address */
    struct ak_login_place logins; /* its path is copied; NULL: ak_login_path */
    int64_t first_wait_ms;        /* after an endpoint's first failure; it doubles; 0: 1 s */
};

/* `token` is borrowed (take a reference to keep it), NULL exactly when `err` is not:
 * AK_ERR_NOT_SIGNED_IN (nothing here can sign in, or the sign-in has ended), AK_ERR_SIGN_IN
 * (refused; `code` is Microsoft Entra ID's), AK_ERR_CONFIG (an unusable variable or option),
 * AK_ERR_CHILD (a tool failed otherwise), AK_ERR_FILE, AK_ERR_KEYRING, AK_ERR_CANCELLED, and those
 * of ak_http_on_done and ak_wire_read_error. */
typedef void ak_auth_on_token(struct ak_secret *token, const struct ak_err *err, void *context);

/* Reads the environment; what is secret in it is taken out, so that no child inherits it. `clock`
 * must outlive the auth, and be the machine's, not one fixed by AKSCOPE_NOW: tokens expire in real
 * time. AK_ERR_CONFIG for a credential that does not exist. */
AK_NONNULL AK_MUST_USE int ak_auth_new(struct ak_loop *loop, const struct ak_clock *clock,
                                       const struct ak_auth_options *options, struct ak_auth **out,
                                       struct ak_err *err);

/* Waiting calls complete as cancelled; the auth is freed after the last of them. */
AK_NONNULL void ak_auth_close(struct ak_auth *auth);

/* Asks for a token for Azure Resource Manager: from the cache when it still lasts, else from the
 * credentials. One completion, never inside the call. */
AK_NONNULL_ARGS(1, 2)
AK_RETURNS_NONNULL
struct ak_auth_call *ak_auth_get_token(struct ak_auth *auth, ak_auth_on_token *on_token,
                                       void *context);

/* What a token is for, where it is not Azure Resource Manager in the tenant that is signed in. */
struct ak_auth_target {
    const char *tenant_id; /* NULL: as in the options */
    const char *scope;     /* "https://graph.microsoft.com/.default"; NULL: Resource Manager's */
};
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_auth_call *ak_auth_get_token_for(struct ak_auth *auth,
                                           const struct ak_auth_target *target,
                                           ak_auth_on_token *on_token, void *context);

/* The call completes with AK_ERR_CANCELLED, later, unless its callback has begun. */
AK_NONNULL void ak_auth_cancel(struct ak_auth_call *call);

/* The service refused this token (401): forget it, so that the next call asks anew. Nothing happens
 * when another has come meanwhile. A refused AKSCOPE_TOKEN is not tried again. `claims` is the
 * challenge that came with the refusal (JSON, decoded), which the next request answers, or NULL.
 * Source: learn.microsoft.com/entra/identity-platform/claims-challenge. */
AK_NONNULL_ARGS(1, 2)
void ak_auth_reject(struct ak_auth *auth, const struct ak_secret *token, const char *claims);

/* Somebody has signed in meanwhile: all tokens and refusals are forgotten, so that the next call
 * asks all credentials in their order again. */
AK_NONNULL void ak_auth_start_over(struct ak_auth *auth);

/* The claims challenge of a WWW-Authenticate header (its base64 undone), which the caller frees;
 * NULL when there is none that can be understood. */
char *ak_auth_read_challenge(const char *www_authenticate);

/* What was tried at the last walk, one for each credential; borrowed until the next call of a
 * function of auth or the next turn of the loop. */
AK_NONNULL AK_RETURNS_NONNULL const struct ak_attempt *ak_auth_attempts(const struct ak_auth *auth);

/* The cloud, as far as it is known; borrowed likewise. */
AK_NONNULL AK_RETURNS_NONNULL const struct ak_cloud *ak_auth_cloud(const struct ak_auth *auth);

/* Who the token in the cache speaks for, by its own word (a person's name, else the application's
 * or the object's id), into out; "" when there is none or it does not say. For logs of what was
 * done, never for a decision: the signature is the service's affair. Source: Microsoft Entra access
 * token claims. Returns out. */
enum { AK_AUTH_WHO_SIZE = 160 };
AK_NONNULL const char *ak_auth_who(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE]);

/* The tenant of that token (its claim `tid`), likewise. */
AK_NONNULL const char *ak_auth_tenant(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE]);

/* The object of that token in its tenant (its claim `oid`): what roles are given to; likewise. */
AK_NONNULL const char *ak_auth_principal(const struct ak_auth *auth, char out[AK_AUTH_WHO_SIZE]);

/* The label of the credential that served last, or NULL. */
AK_NONNULL const char *ak_auth_source(const struct ak_auth *auth);

#endif
