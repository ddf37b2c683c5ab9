/* sign_in_int.h: `akscope login` and `akscope logout`. */
#ifndef AKSCOPE_APP_SIGN_IN_INT_H
#define AKSCOPE_APP_SIGN_IN_INT_H

#include "akscope/auth/login.h"
#include "akscope/conf/conf.h"

#define AK__NO_HOME_FOR_SIGN_IN                                                                    \
    "there is nowhere to keep a sign-in: neither XDG_STATE_HOME nor HOME is set"

/* Where the settings want sign-ins to be kept; path (ak_login_path) may be NULL. */
struct ak_login_place ak__login_place(const struct ak_conf *conf, const char *path);

/* The result is the exit code. Where to enter the code, and what went wrong, go to standard error;
 * who has signed in, to standard output. */
int ak__sign_in(const struct ak_conf *conf);
int ak__sign_out(const struct ak_conf *conf);

#endif
