/* dispatch_stage.h: changes sent to the simulator, with a state folder of their own. The simulator
 * answers in this process, behind a real socket, where each case plays its own mishaps; whatever
 * akscope waits for comes at once, and how long it meant to wait is noted. */
#ifndef AKSCOPE_TESTS_UNIT_APP_DISPATCH_STAGE_H
#define AKSCOPE_TESTS_UNIT_APP_DISPATCH_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/base/arena.h"
#include "tui/app/dispatch_int.h"
#include "support/tiny_server.h"
#include "tests/unit/sim/sim_fixture.h"

enum mishap {
    MISHAP_NONE,
    MISHAP_LOST_REQUEST,       /* the connection is reset before anything is done */
    MISHAP_LOST_ANSWER,        /* it is carried out, and the connection reset */
    MISHAP_THROTTLED,          /* 429, Retry-After: 7 */
    MISHAP_SENDER_DIES_BEFORE, /* as LOST_REQUEST, and the process that sent it is killed */
    MISHAP_SENDER_DIES_AFTER,  /* as LOST_ANSWER */
};

/* What strikes the first `times` requests of the method whose target has `part`. */
struct play {
    const char *method;
    const char *part;
    enum mishap mishap;
    int times;
};

enum { EXCHANGES_MOST = 256, WAITS_MOST = 256, EVENTS_MOST = 64 };

struct exchange {
    char method[8];
    char target[512];
    int status;     /* 0: no answer */
    bool was_ready; /* a change: its line was in the journal, and on disk */
};

struct told {
    enum ak_dispatch_event_kind kind;
    char id[64];
    struct ak_err err;
    char *text;
};

struct stage {
    struct sim_fixture sim;
    struct tiny_server *server;
    char folder[64]; /* XDG_STATE_HOME */
    struct play play;
    pid_t sender; /* who may die; 0: nobody */
    struct exchange exchanges[EXCHANGES_MOST];
    size_t exchange_count;
    const char *origin;       /* of the server */
    struct ak_arena *answers; /* texts that the server sends */

    /* One akscope. */
    const struct ak_facts *facts;
    struct ak_clock clock;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    struct ak_arm *arm;
    struct ak_store *store;
    struct ak_poller *poller;
    struct ak_dispatch *dispatch;
    struct told told[EVENTS_MOST];
    size_t told_count;
    size_t ends;
};

/* The simulator's demonstration fleet with `fault` (or NULL), and no akscope yet. */
void stage_open(struct stage *stage, const struct ak_facts *facts, const char *fault);
void stage_close(struct stage *stage);

/* An akscope on it, whose journal was read; `follows` as a dashboard does. */
void stage_start(struct stage *stage, bool follows);
void stage_stop(struct stage *stage);

/* Reads what the intent needs, plans it and sends it. The intent is released. */
void stage_send(struct stage *stage, struct ak_intent intent);
/* Until so many operations have ended. */
void stage_run(struct stage *stage, size_t ends);
/* The same in a process of its own, which is killed by the stage's mishap, or when the journal has
 * `until` (or NULL): this program started anew, with a mark, the origin, `until` and `what` as its
 * arguments, which then is to call stage_become_sender. */
void stage_send_and_die(struct stage *stage, const char *what, const char *until);
bool stage_is_sender(int argc, char **argv);
_Noreturn void stage_become_sender(char **argv, const struct ak_facts *facts,
                                   struct ak_intent intent);

/* Scales pool "seal" of ledger-prod (2 nodes) to three. */
struct ak_intent stage_scale(void);
struct ak_intent stage_intent(enum ak_intent_kind kind, const char *pool);

/* Exchanges of the method whose target has the part. */
size_t stage_count(const struct stage *stage, const char *method, const char *part);
/* A file of the state folder, "" when there is none; the caller frees. */
char *stage_file(const struct stage *stage, const char *name);
/* How many waits of so many milliseconds were asked for since the stage was opened. */
size_t stage_waits(uint64_t wait_ms);

#endif
