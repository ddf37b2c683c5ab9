/* sign_in_desk_int.h: signing in from the dashboard. What was begun goes on while nobody looks: the
 * code is entered in a browser, elsewhere. Loop thread only. */
#ifndef AKSCOPE_APP_SIGN_IN_DESK_INT_H
#define AKSCOPE_APP_SIGN_IN_DESK_INT_H

#include "akscope/auth/login.h"
#include "akscope/model/sign_in.h"
#include "core_int.h"

struct ak__sign_in_desk {
    struct ak_sign_in shown;
    const struct ak_core *core; /* borrowed, as is what the functions get */
    struct ak_login *login;     /* NULL: none is under way */
    bool is_closing;
    void (*on_change)(void *context); /* `shown` is another; DONE: from now on it is in use */
    void *context;
};

/* Asks for a code, unless one waits to be entered already. */
void ak__sign_in_desk_start(struct ak__sign_in_desk *desk);

/* Gives up what is under way; it ends before ak_loop_free does, in silence. */
void ak__sign_in_desk_close(struct ak__sign_in_desk *desk);

#endif
