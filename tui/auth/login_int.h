/* login_int.h: the sign-ins that are kept, and what a sign-in by code asks for. The functions on
 * what is kept block, for some seconds where a keyring does not answer: they run in jobs. */
#ifndef AKSCOPE_AUTH_LOGIN_INT_H
#define AKSCOPE_AUTH_LOGIN_INT_H

#include "akscope/auth/login.h"
#include "akscope/wire/identity.h"

/* Beside the scope of Resource Manager: a refresh token, and who it is. */
#define AK__LOGIN_SCOPES "offline_access openid profile"

/* The tenant of whoever signs in, where none is named. */
#define AK__ANY_TENANT "organizations"

/* The sign-in at an authority; released by the caller. 0 with out->cloud NULL when there is none. A
 * cloud's name would not do: one that is discovered says its name itself. AK_ERR_KEYRING when the
 * keyring that has its token can't be used, AK_ERR_NOT_SIGNED_IN when it has it no more. */
AK_NONNULL AK_MUST_USE int ak__login_load(const struct ak_login_place *place, const char *authority,
                                          struct ak_kept_login *out, struct ak_err *err);

/* Puts the sign-in in the place of the other one at its authority; its token into the keyring, or
 * into the file where that can't be used or is not wanted. `only_renews`: only where there
 * is one of the same application still, so that a session that goes on does not undo `akscope
 * logout`. */
AK_NONNULL AK_MUST_USE int ak__login_keep(const struct ak_login_place *place,
                                          const struct ak_kept_login *login, bool only_renews,
                                          struct ak_err *err);

/* The same as a job of its own, whose failure is only logged; what `login` holds is taken. */
AK_NONNULL void ak__login_keep_later(struct ak_loop *loop, const struct ak_login_place *place,
                                     struct ak_kept_login *login);

#endif
