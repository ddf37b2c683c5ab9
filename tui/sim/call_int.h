/* call_int.h: one exchange: what was asked (request), what it is about (route, parameters, objects
 * of the world) and what is answered (reply). Handlers see nothing else; nothing here knows of
 * sockets. One thread: the simulator's own. */
#ifndef AKSCOPE_SIM_CALL_INT_H
#define AKSCOPE_SIM_CALL_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/base/clock.h"
#include "akscope/base/vec.h"
#include "akscope/sim/world.h"
#include "body_int.h"
#include "fault_int.h"
#include "operation_int.h"
#include "options_int.h"
#include "random_int.h"
#include "route_int.h"
#include "target_int.h"

struct ak_sim_book;
struct ak_sim_cache;
struct ak_sim_entra;
struct ak_sim_meter;
struct ak_sim_replay;
struct ak_sim_rights;
struct ak_sim_throttle;

/* The simulator without its sockets. */
struct ak_sim {
    const struct ak_sim_options *options; /* borrowed */
    struct ak_sim_world *world;           /* owned */
    struct ak_sim_book *book;             /* owned */
    struct ak_sim_operations *operations; /* owned */
    struct ak_sim_cache *cache;           /* owned */
    struct ak_sim_entra *entra;           /* owned */
    struct ak_sim_rights *rights;         /* owned */
    struct ak_sim_meter *reads;           /* owned; each of one subscription's buckets */
    struct ak_sim_meter *writes;
    struct ak_sim_meter *deletes;
    struct ak_sim_throttle *throttle; /* owned; NULL: the provider doesn't throttle */
    struct ak_sim_replay *replay;     /* owned; NULL: nothing is replayed */
    struct ak_vec faults;             /* of struct ak_sim_fault, borrowed from the options */
    struct ak_clock clock;
    int64_t started_ms; /* monotonic */
    uint64_t random;
    uint64_t change_random;         /* ids, times and etags: the same for the same changes */
    bool has_state;                 /* --state: the file is ours to write */
    bool has_reported_state;        /* that it can't be written */
    FILE *record;                   /* owned; NULL: nothing is recorded */
    char arc_key[AK_SIM_GUID_SIZE]; /* "": the agent of Azure Arc was not asked yet */
    const char *scheme;
    const char *authority; /* host and port, for requests without a Host; borrowed */
};

struct ak_sim_call {
    struct ak_sim *sim;

    /* The request. */
    char *method; /* owned */
    struct ak_sim_target target;
    struct ak_vec headers; /* of struct ak_sim_pair */
    struct ak_buf body;

    /* What it is about; each is set when the route names it. Borrowed. */
    const struct ak_sim_route *route;
    struct ak_sim_parameters parameters;
    struct ak_sim_subscription *subscription;
    struct ak_sim_cluster *cluster;
    struct ak_sim_pool *pool;
    struct ak_sim_verdict verdict;
    bool has_changed; /* the world is another one after this call */

    /* The reply. */
    int status;
    struct ak_vec reply_headers; /* of struct ak_sim_pair */
    struct ak_sim_body *reply;   /* owned; NULL: an empty body */
};

AK_NONNULL AK_MUST_USE struct ak_sim_call *ak_sim_call_new(struct ak_sim *sim, const char *target);
void ak_sim_call_free(struct ak_sim_call *call); /* NULL allowed */

/* Answers the call: status, reply headers and reply are set afterwards. */
AK_NONNULL void ak_sim_call_answer(struct ak_sim_call *call);

/* Draws the faults of an operation that the call has started. */
AK_NONNULL struct ak_sim_operation_fault ak_sim_call_operation_fault(struct ak_sim_call *call);

/* Seconds since the epoch in the simulated world, which began at --now. */
AK_NONNULL int64_t ak_sim_now(const struct ak_sim *sim);
AK_NONNULL int64_t ak_sim_elapsed_ms(const struct ak_sim *sim);

/* ---- the request; borrowed, NULL when absent ---- */
AK_NONNULL const char *ak_sim_call_header(const struct ak_sim_call *call, const char *name);
AK_NONNULL const char *ak_sim_call_query(const struct ak_sim_call *call, const char *name);
AK_NONNULL const char *ak_sim_call_parameter(const struct ak_sim_call *call, const char *name);

/* The token of "Authorization: Bearer …"; NULL when there is none, or another scheme. */
AK_NONNULL const char *ak_sim_call_bearer(const struct ak_sim_call *call);

/* "https://localhost:8443", as the caller addressed us; the caller frees. */
AK_NONNULL char *ak_sim_call_origin(const struct ak_sim_call *call);

/* ---- the reply ---- */

/* Answers with `json`, which is taken over. */
AK_NONNULL void ak_sim_reply_json(struct ak_sim_call *call, int status, cJSON *json);

/* Answers 200 with a body of the world, which stays the world's. */
AK_NONNULL void ak_sim_reply_copy(struct ak_sim_call *call, const cJSON *json);

/* Answers with text (from malloc, taken over) of that content type. */
AK_NONNULL void ak_sim_reply_text(struct ak_sim_call *call, int status, const char *content_type,
                                  char *text);

/* Answers 200 with JSON that was printed before; takes one reference of `body` over. */
AK_NONNULL void ak_sim_reply_body(struct ak_sim_call *call, struct ak_sim_body *body);

/* Adds a header, or replaces the one of that name. */
AK_NONNULL void ak_sim_reply_header(struct ak_sim_call *call, const char *name, const char *value);

/* The gateway's error: {"error":{"code","message"}} and x-ms-failure-cause. */
AK_NONNULL_ARGS(1, 3, 4)
AK_PRINTF(4, 5)
void ak_sim_reply_error(struct ak_sim_call *call, int status, const char *code, const char *format,
                        ...);

/* The AKS provider's error, bare: {"code","details","message","subcode"[,"target"]}. target may be
 * NULL. */
AK_NONNULL_ARGS(1, 3, 5)
AK_PRINTF(5, 6)
void ak_sim_reply_provider_error(struct ak_sim_call *call, int status, const char *code,
                                 const char *target, const char *format, ...);

#endif
