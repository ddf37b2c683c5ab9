/* keyring_int.h: the person's keyring, as sign-ins use it: one secret for each authority.
 *
 * Behind pointers, so that tests bring a keyring of their own. The functions block, for some
 * seconds at most: they run in jobs. None ever asks the person for anything: a keyring that is
 * locked can't be used. All fail with AK_ERR_KEYRING, and say why. */
#ifndef AKSCOPE_AUTH_KEYRING_INT_H
#define AKSCOPE_AUTH_KEYRING_INT_H

#include "akscope/auth/login.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

struct ak_keyring {
    /* Puts the token in the place of the other one of this authority. */
    int (*store)(const struct ak_keyring *keyring, const char *authority, const char *token,
                 struct ak_err *err);
    /* The token, which the caller frees by ak_secret_free; NULL when there is none. */
    int (*look_up)(const struct ak_keyring *keyring, const char *authority, char **token,
                   struct ak_err *err);
    /* Removes the token of the authority; NULL: of all. *count is how many there were. */
    int (*clear)(const struct ak_keyring *keyring, const char *authority, int *count,
                 struct ak_err *err);
};

#endif
