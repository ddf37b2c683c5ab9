/* dash_state_int.h: what the files of the dashboard share.
 *
 *   dash.c       its life: the terminal and its signals, keys in, frames out
 *   dash_host.c  what the desk asks of the program around it
 */
#ifndef AKSCOPE_APP_DASH_STATE_INT_H
#define AKSCOPE_APP_DASH_STATE_INT_H

#include "columns_int.h"
#include "core_int.h"
#include "demo_int.h"
#include "desk_int.h"
#include "options_int.h"
#include "screen_int.h"
#include "sign_in_desk_int.h"

enum { AK__DASH_SIGNALS = 5 };

struct ak_dash {
    const struct ak_options *options;
    const struct ak_conf *conf;
    struct ak_core core;
    struct ak_demo *demo;
    struct ak__screen screen;
    struct ak_keymap keymap;
    struct ak_desk desk;
    struct ak__sign_in_desk sign_in;
    struct ak_columns columns;
    struct ak_vec read_only_clusters; /* const char *: patterns, the settings' */
    struct ak_watch *input;
    struct ak_signal *signals[AK__DASH_SIGNALS];
    struct ak_timer *frame_timer; /* the next frame, when one came just before */
    struct ak_timer *toast_timer;
    struct ak_timer *tick_timer; /* ages and the date move on */
    struct ak_timer *cache_timer;
    bool is_dirty;
    bool answers_key; /* the next frame does */
    bool needs_demands;
    bool wants_fence;
    bool is_leaving;
    uint64_t frame;
    int64_t painted_at_ms;
    int64_t ticked_ms;      /* the last tick, by a clock that does not sleep */
    int64_t answered_at_ms; /* the last frame that answered a key */
    unsigned fenced_pending;
    int exit_code;
    struct ak_err err; /* why it ended, when it did not end well */
};

/* Something on the screen, or of what is asked for, has changed. */
void ak__dash_touch(struct ak_dash *dash);
/* Ends it, after this turn of the loop. */
void ak__dash_leave(struct ak_dash *dash);
/* Says it in the footer for a while. */
void ak__dash_say(struct ak_dash *dash, enum ak_role role, const char *text);
/* Stops the program and gives the terminal back to the shell until it is continued. */
void ak__dash_suspend(struct ak_dash *dash);

/* Sets up signing in, too. */
struct ak_desk_host ak__dash_host(struct ak_dash *dash);

/* Tells the desk which subscriptions are in use, and who says so. */
void ak__dash_look_at_chosen(struct ak_dash *dash);
/* Takes the choice of before, and keeps those to come. */
void ak__dash_remember(struct ak_dash *dash);

#endif
