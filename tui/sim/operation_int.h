/* operation_int.h: what takes time, from its acceptance to its end. An operation belongs to a pool,
 * to a cluster, or to a subscription (features, providers); what it changes stands in the world at
 * once, as AKS shows it, and its end sets the final state. Time is the simulator's own clock:
 * nothing here waits, ends are brought about by ak_sim_operations_advance before each request is
 * answered. One thread. */
#ifndef AKSCOPE_SIM_OPERATION_INT_H
#define AKSCOPE_SIM_OPERATION_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/sim/world.h"
#include "fault_int.h"
#include "random_int.h"

struct ak_sim;

enum ak_sim_operation_kind {
#define AK_SIM_OPERATION(symbol, ...) AK_SIM_OPERATION_##symbol,
#include "operations.def"
#undef AK_SIM_OPERATION
    AK_SIM_OPERATION_COUNT
};

enum ak_sim_operation_status {
    AK_SIM_RUNNING,
    AK_SIM_SUCCEEDED,
    AK_SIM_FAILED,
    AK_SIM_CANCELED,
};

/* What an operation is about; texts are borrowed. */
struct ak_sim_scope {
    const char *subscription;
    const char *group;    /* NULL: the subscription's own (a feature, a provider) */
    const char *cluster;  /* NULL as above */
    const char *pool;     /* NULL: the cluster's own; of a subscription: the feature's name */
    const char *location; /* "" of a subscription */
};

struct ak_sim_operation {
    char id[AK_SIM_GUID_SIZE];
    enum ak_sim_operation_kind kind;
    struct ak_sim_scope scope;
    char *texts; /* owned: what the scope points to */
    int nodes;
    int64_t
        started_ms; /* on the simulator's clock; before its start when it was read from a state */
    int64_t duration_ms;
    int64_t ended_ms; /* meaningful once it isn't running */
    enum ak_sim_operation_status status;
    enum ak_sim_operation_status outcome; /* how it will end; RUNNING: never, unless aborted */
    cJSON *error;  /* {"code", "message"}, owned: of the outcome, or a remark; NULL: none */
    cJSON *before; /* bodies by pool name, "" the cluster's, owned: what an abort puts back */
    char aborts[AK_SIM_GUID_SIZE]; /* the operation that this one aborts, or "" */
};

struct ak_sim_operation_row {
    const char *name;
    const char *state;
    const char *words;
    int seconds;
    int node_seconds;
    const char *statuses;
};

const struct ak_sim_operation_row *ak_sim_operation_row(enum ak_sim_operation_kind kind);

/* The kind of that name; AK_SIM_OPERATION_COUNT when there is none. */
AK_NONNULL enum ak_sim_operation_kind ak_sim_operation_kind_find(const char *name);

/* ---- the table of operations (operations.c); all are borrowed, and stay where they are ---- */
struct ak_sim_operations;

AK_MUST_USE AK_RETURNS_NONNULL struct ak_sim_operations *ak_sim_operations_new(void);
void ak_sim_operations_free(struct ak_sim_operations *operations); /* NULL allowed */

AK_NONNULL size_t ak_sim_operations_count(const struct ak_sim_operations *operations);
AK_NONNULL struct ak_sim_operation *ak_sim_operations_at(const struct ak_sim_operations *operations,
                                                         size_t i);

/* A new one with nothing set but its scope, copied; of the oldest that have ended only some
 * hundreds are kept. */
AK_NONNULL AK_RETURNS_NONNULL struct ak_sim_operation *
ak_sim_operations_add(struct ak_sim_operations *operations, const struct ak_sim_scope *scope);

/* Starts one: its id, its time by --time-scale and seed, how it ends by the call's faults. */
AK_NONNULL AK_RETURNS_NONNULL struct ak_sim_operation *
ak_sim_operation_start(struct ak_sim *sim, enum ak_sim_operation_kind kind,
                       const struct ak_sim_scope *scope, int nodes,
                       const struct ak_sim_operation_fault *fault);

AK_NONNULL struct ak_sim_operation *
ak_sim_operations_find(const struct ak_sim_operations *operations, const char *id);

/* The running operation of exactly that scope (pool NULL: the cluster's own), aborts left out. */
AK_NONNULL struct ak_sim_operation *
ak_sim_operations_running(const struct ak_sim_operations *operations,
                          const struct ak_sim_scope *scope);

/* The newest of that scope; pool NULL: of the cluster or any of its pools. */
AK_NONNULL struct ak_sim_operation *
ak_sim_operations_latest(const struct ak_sim_operations *operations,
                         const struct ak_sim_scope *scope);

/* Ends what is due; true when the world is another one. */
AK_NONNULL bool ak_sim_operations_advance(struct ak_sim *sim);

/* Ends one now. `error` is taken over; NULL keeps what it has. */
AK_NONNULL_ARGS(1, 2)
void ak_sim_operation_end(struct ak_sim *sim, struct ak_sim_operation *operation,
                          enum ak_sim_operation_status status, cJSON *error);

/* What its end does to the world (operation_effects.c). */
AK_NONNULL void ak_sim_operation_effect(struct ak_sim *sim,
                                        const struct ak_sim_operation *operation);

/* ---- what polls say (operation_reply.c) ---- */

/* The free text of `status`: "InProgress", "CreatingAgentPool: 1/3 nodes completed", "Succeeded".
 * The caller frees. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *
ak_sim_operation_status_text(const struct ak_sim_operation *operation, int64_t now_ms);

/* {"name", "status", "startTime"[, "endTime"][, "error"]}; the caller owns it. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *
ak_sim_operation_json(const struct ak_sim *sim, const struct ak_sim_operation *operation);

/* The polling URL on `origin`, 3,000 characters and more as recorded: `endpoint` is "operations" or
 * "operationresults". The caller frees. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *
ak_sim_operation_url(const struct ak_sim *sim, const struct ak_sim_operation *operation,
                     const char *origin, const char *endpoint);

/* {"code", "message"}; the caller owns it. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL cJSON *ak_sim_operation_error(const char *code,
                                                                        const char *message);

/* A fresh etag where the resource has its own: a pool's properties, a cluster's body. */
AK_NONNULL void ak_sim_renew_etag(struct ak_sim *sim, cJSON *etag_owner);

#endif
