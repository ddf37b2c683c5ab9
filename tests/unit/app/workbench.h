/* workbench.h: the desk with all its views on the fixture's fleet, the built-in keys, and a host
 * that writes down what it is asked for. Keys are pressed by name; what is seen is a text. */
#ifndef TESTS_UNIT_APP_WORKBENCH_H
#define TESTS_UNIT_APP_WORKBENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/model/sign_in.h"
#include "support/fixture.h"
#include "tui/app/frame_int.h"

struct workbench {
    struct fixture fixture;
    struct ak_keymap keymap;
    struct ak_desk desk;
    struct ak_surface surface;
    struct ak_cursor cursor;
    int width, height; /* of the screen; 120x36 until a test says otherwise */
    int refresh_seconds;
    int64_t clock_ahead_s;
    /* what the host was asked for */
    int quits, refreshes, redraws, suspends;
    bool uses_mouse;
    char copied[1024];
    char theme[64];
    int sign_ins;
    struct ak_sign_in sign_in; /* what the host tells of it */
    int choices;               /* of subscriptions */
    char shown[256];           /* the ids of the last one, a blank behind each; "" for all */
    int sends;                 /* plans */
    char sent[256];            /* title of the last one */
};

/* cmocka set-up and tear-down: *state is a workbench on which everything was read, or nothing. */
int workbench_open(void **state);
int workbench_open_empty(void **state);
/* Payments is in view, the pools have the focus, and all is read that changes ask for. */
int workbench_open_for_changes(void **state);
int workbench_close(void **state);

/* The fixture has changed. */
void workbench_update(struct workbench *bench);

/* Keys by their names with blanks between: "2 j Enter"; and each character of a text. As in the
 * program, views are brought up to date by the keys themselves; only `see` paints. */
void press(struct workbench *bench, const char *names);
void type(struct workbench *bench, const char *text);
void paste(struct workbench *bench, const char *text);
void mouse(struct workbench *bench, enum ak_key_code code, int x, int y);

/* Paints; the screen as text until the next painting. */
const char *see(struct workbench *bench);
/* Row y of the screen, without the blanks at its end. */
const char *see_row(struct workbench *bench, int y, char out[1024]);

/* Paints; fails unless `part` is (not) seen. */
void assert_seen(struct workbench *bench, const char *part);
void assert_not_seen(struct workbench *bench, const char *part);

/* The name of the view that keys go to: "pools", "help", … */
const char *focused(struct workbench *bench);

#endif
