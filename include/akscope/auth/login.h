/* login.h: signing a person in with a code (OAuth 2.0 device authorization grant, RFC 8628), and
 * what is kept of it: the file `login.json` of mode 0600 below the state folder, written atomically
 * under a lock, so that sessions side by side don't lose each other's; and a refresh token per
 * cloud, in the keyring where one can be used without asking anybody, else in that file. It serves
 * as the credential "login" (credentials.def). Loop thread only.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code. */
#ifndef AKSCOPE_AUTH_LOGIN_H
#define AKSCOPE_AUTH_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/auth/cloud.h"
#include "akscope/base/attributes.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/io/http.h"
#include "akscope/io/loop.h"

struct ak_login;
struct ak_keyring;

/* The keyring of the person's session, whether one runs or not; NULL in an akscope that was built
 * without. */
const struct ak_keyring *ak_keyring_system(void);

/* Where sign-ins are kept. */
struct ak_login_place {
    const char *path;                 /* of the file; ak_login_path */
    const struct ak_keyring *keyring; /* NULL: none is ever asked */
    bool prefers_file; /* new refresh tokens go to the file; those in the keyring still serve */
};

struct ak_login_options {
    struct ak_loop *loop;
    struct ak_http *http;         /* borrowed until the end, as is clock */
    const struct ak_clock *clock; /* the machine's */
    const struct ak_cloud *cloud; /* copied; discovered first where it is not known */
    const char *tenant_id;        /* NULL or "": AZURE_TENANT_ID, else any ("organizations") */
    const char *client_id;        /* of the application; NULL or "": the Azure CLI's */
    struct ak_login_place place;  /* its path is copied */
    int64_t unit_ms;              /* what a second of waiting takes; 0: 1000 */
};

/* What the person needs: shown until on_done. All sanitised; borrowed during the callback. */
struct ak_login_code {
    const char *user_code; /* "ABCD-EFGH" */
    const char *url;       /* where to enter it; https, or loopback */
    const char *message;   /* Microsoft's own sentence with both */
    int64_t expires_at;    /* wall seconds: a countdown may run to it */
};
typedef void ak_login_on_code(const struct ak_login_code *code, void *context);

/* Who signed in; borrowed during the callback. */
struct ak_login_account {
    const char *name;      /* "kim@contoso.com", or "" */
    const char *tenant_id; /* or "" */
};

/* `account` is NULL exactly when `err` is not: AK_ERR_SIGN_IN (declined, expired, refused; code and
 * text say which), AK_ERR_FILE (signed in, but it could not be kept), AK_ERR_CANCELLED, and those
 * of ak_discovery_on_done. */
typedef void ak_login_on_done(const struct ak_login_account *account, const struct ak_err *err,
                              void *context);

/* Asks for a code and waits until it was entered: on_code once, unless that fails, then on_done
 * once; neither inside the call. */
AK_NONNULL_ARGS(1, 2, 3)
AK_RETURNS_NONNULL
struct ak_login *ak_login_start(const struct ak_login_options *options, ak_login_on_code *on_code,
                                ak_login_on_done *on_done, void *context);

/* Completes with AK_ERR_CANCELLED, later, unless on_done has begun. */
AK_NONNULL void ak_login_cancel(struct ak_login *login);

/* Where the sign-ins are kept, "$XDG_STATE_HOME/akscope/login.json"; the caller frees. NULL when
 * there is no home. */
AK_MUST_USE char *ak_login_path(void);

/* Forgets the sign-in of a cloud; `cloud_name` NULL: all, with what else of akscope is in the
 * keyring. *count is how many there were. Blocks. AK_ERR_FILE; AK_ERR_KEYRING: all is as on
 * success, but the keyring, which could not be used, still holds a token. */
AK_NONNULL_ARGS(1, 3, 4)
AK_MUST_USE int ak_login_forget(const struct ak_login_place *place, const char *cloud_name,
                                int *count, struct ak_err *err);

#endif
