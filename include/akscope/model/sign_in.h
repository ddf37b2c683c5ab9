/* sign_in.h: a person signing in from the dashboard with a code, as far as it has got. A plain
 * value without secrets: the code serves whoever it was given to, and only together with a
 * password. */
#ifndef AKSCOPE_MODEL_SIGN_IN_H
#define AKSCOPE_MODEL_SIGN_IN_H

#include <stdint.h>

#include "akscope/base/err.h"

enum ak_sign_in_state {
    AK_SIGN_IN_NONE,   /* nobody asked for it */
    AK_SIGN_IN_ASKING, /* for a code */
    AK_SIGN_IN_CODE,   /* the code waits to be entered */
    AK_SIGN_IN_DONE,
    AK_SIGN_IN_FAILED, /* `err` */
};

enum { AK_SIGN_IN_CODE_SIZE = 64, AK_SIGN_IN_URL_SIZE = 512, AK_SIGN_IN_REMARK_SIZE = 256 };

struct ak_sign_in {
    enum ak_sign_in_state state;
    char code[AK_SIGN_IN_CODE_SIZE];     /* "ABCD-EFGH" */
    char url[AK_SIGN_IN_URL_SIZE];       /* where to enter it */
    int64_t expires_ms;                  /* monotonic: a countdown runs to it */
    char name[AK_SIGN_IN_CODE_SIZE * 2]; /* who has signed in: "kim@contoso.com", or "" */
    char remark[AK_SIGN_IN_REMARK_SIZE]; /* why that sign-in is not the one in use, or "" */
    struct ak_err err;
};

#endif
