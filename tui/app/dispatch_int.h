/* dispatch_int.h: where changes go out. A plan that is ready is journalled, sent, followed to its
 * end and shown beside the server's truth; what an earlier process left open is taken up again. One
 * place for the dashboard and the command line.
 *
 * Nothing is sent before the journal has it on disk; nothing is sent twice, but after Azure's own
 * 429, which says that it was not taken. An answer that was lost is settled by reading the
 * resource. Loop thread only. */
#ifndef AKSCOPE_APP_DISPATCH_INT_H
#define AKSCOPE_APP_DISPATCH_INT_H

#include "akscope/actions/plan.h"
#include "akscope/arm/arm.h"
#include "akscope/auth/auth.h"
#include "akscope/store/journal.h"
#include "akscope/store/store.h"
#include "poller_int.h"

struct ak_dispatch;

enum ak_dispatch_event_kind {
    AK_DISPATCH_ACCEPTED, /* Azure took it */
    AK_DISPATCH_DONE,
    AK_DISPATCH_FAILED,     /* refused at once, or failed on the way: see err */
    AK_DISPATCH_LOST,       /* can't be settled: see text */
    AK_DISPATCH_NO_JOURNAL, /* of no operation: nothing will be changed, see err */
};

/* Valid during the call. */
struct ak_dispatch_event {
    enum ak_dispatch_event_kind kind;
    const char *id;    /* of the operation */
    const char *title; /* "scale batch of payments-prod" */
    const char *target;
    const struct ak_plan *plan; /* NULL for what an earlier process began */
    const struct ak_err *err;   /* at FAILED and NO_JOURNAL */
    const char *text; /* what changed since, after a refused If-Match; or why it is lost; "" */
};
typedef void ak_dispatch_on_event(const struct ak_dispatch_event *event, void *context);

/* All borrowed until ak__dispatch_close. */
struct ak_dispatch_options {
    struct ak_loop *loop;
    struct ak_arm *arm;
    struct ak_auth *auth;
    struct ak_store *store;
    struct ak_poller *poller;
    const struct ak_clock *clock;
    const char *endpoint;
    bool follows;   /* shows, and takes up, what other processes do: for a program that stays */
    bool in_memory; /* no journal on disk: see store/journal.h */
    ak_dispatch_on_event *on_event;
    void *context;
};

/* Opens the journal; what an earlier process left open goes on by itself. */
struct ak_dispatch *ak__dispatch_new(const struct ak_dispatch_options *options);

/* Stops following: what runs in Azure goes on there, and the next akscope takes it up. Before the
 * arm client and the store are closed. NULL allowed. */
void ak__dispatch_close(struct ak_dispatch *dispatch);

/* Sends a plan that is ready (AK_BUG otherwise), whose ownership passes. Events follow, never
 * inside the call; the last is DONE, FAILED or LOST. */
void ak__dispatch_send(struct ak_dispatch *dispatch, struct ak_plan *plan);

/* Operations that this process follows and that have not ended. */
size_t ak__dispatch_running(const struct ak_dispatch *dispatch);

/* True once the journal was read (or there is none). */
bool ak__dispatch_is_ready(const struct ak_dispatch *dispatch);
/* Why there is no journal, so that nothing will be changed; kind AK_ERR_NONE when all is well. */
const struct ak_err *ak__dispatch_error(const struct ak_dispatch *dispatch);

#endif
