/* core_int.h: everything below the faces, wired together: settings, facts, loop, client, store,
 * poller and the assessed fleet. The dashboard and the command line each own one. Loop thread only.
 */
#ifndef AKSCOPE_APP_CORE_INT_H
#define AKSCOPE_APP_CORE_INT_H

#include "akscope/arm/arm.h"
#include "akscope/auth/auth.h"
#include "akscope/auth/cloud.h"
#include "akscope/base/clock.h"
#include "akscope/base/err.h"
#include "akscope/conf/conf.h"
#include "akscope/io/http.h"
#include "akscope/io/loop.h"
#include "akscope/model/facts.h"
#include "akscope/rules/fleet.h"
#include "akscope/store/cache.h"
#include "akscope/store/store.h"
#include "assess_int.h"
#include "chosen_int.h"
#include "dispatch_int.h"
#include "poller_int.h"

struct ak_core;

/* Told after each change of the snapshot, and after a new fleet was assessed. */
struct ak_core_events {
    void (*on_change)(void *context);
    void (*on_fleet)(void *context);
    void *context;
};

struct ak_core {
    const struct ak_conf *conf; /* borrowed */
    struct ak_core_events events;
    struct ak_clock clock;
    struct ak_clock machine_clock; /* tokens expire in real time, whatever AKSCOPE_NOW says */
    struct ak_facts *facts;
    struct ak_chosen *chosen; /* which subscriptions are in use */
    struct ak_loop *loop;
    struct ak_cloud cloud; /* where it is connected to */
    struct ak_http *http;
    struct ak_auth *auth;
    struct ak_arm *arm;
    struct ak_store *store;
    struct ak_cache *cache; /* NULL: none */
    struct ak_poller *poller;
    struct ak_dispatch *dispatch; /* NULL: nothing will be changed */
    struct ak_assessor *assessor;
    struct ak_fleet *fleet; /* the newest, the assessor's; never NULL */
    bool is_command; /* set before connecting: all is read once, and no failure waited for long */
};

/* The clock that AKSCOPE_NOW asks for, else the machine's. AK_ERR_CONFIG for a bad one. */
int ak__core_clock(struct ak_clock *out, struct ak_err *err);

/* Opens everything but asks nothing yet. `core` must stay where it is until ak__core_close. */
int ak__core_open(struct ak_core *core, const struct ak_conf *conf,
                  const struct ak_core_events *events, struct ak_err *err);

/* Connects to the cloud of the settings, or to the demo's endpoint (NULL: none) once it is there.
 */
int ak__core_connect(struct ak_core *core, const char *demo_endpoint, bool uses_cache,
                     struct ak_err *err);

/* As in dispatch_int.h and store/journal.h. */
struct ak__core_dispatch {
    bool follows;
    bool in_memory;
    ak_dispatch_on_event *on_event;
    void *context;
};

/* Once connected: opens the journal, so that changes can be sent. */
void ak__core_open_dispatch(struct ak_core *core, const struct ak__core_dispatch *what);

/* The cloud of the settings; release *out. AK_ERR_CONFIG. */
int ak__core_choose_cloud(const struct ak_conf *conf, struct ak_cloud *out, struct ak_err *err);

/* An HTTP client as the settings want it. */
int ak__core_open_http(struct ak_loop *loop, const struct ak_conf *conf, struct ak_http **out,
                       struct ak_err *err);

/* Cancels what runs, runs the loop dry and frees all. */
void ak__core_close(struct ak_core *core);

/* True when the fleet shows the newest snapshot. */
bool ak__core_is_settled(const struct ak_core *core);

/* Requests and jobs under way. */
unsigned ak__core_pending(const struct ak_core *core);

/* What the fleet as a whole needs: subscriptions, their clusters, and the VM sizes of regions with
 * pools that may be confidential. */
void ak__core_fleet_demands(const struct ak_core *core, struct ak_demands *demands);

/* The two parts of that: the lists, and the VM sizes of those regions of which `wants` (NULL: all)
 * says that they matter. */
typedef bool ak__core_wants(const char *location, const void *context);
void ak__core_list_demands(const struct ak_core *core, struct ak_demands *demands);
void ak__core_region_demands(const struct ak_core *core, struct ak_demands *demands,
                             ak__core_wants *wants, const void *context);

/* Forgets lists of subscriptions that were not chosen: the cache may hold some. */
void ak__core_drop_unchosen(struct ak_core *core);

/* Pushes the subscription ids in use, as ak__chosen_ids. */
void ak__core_subscriptions(const struct ak_core *core, struct ak_vec *ids);

#endif
