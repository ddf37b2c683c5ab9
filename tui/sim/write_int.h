/* write_int.h: what the handlers of changes share: the body, preconditions, conflicts with what is
 * still going on, and the answers of long-running operations as recorded. Functions that return
 * bool return false after they have answered. One thread. */
#ifndef AKSCOPE_SIM_WRITE_INT_H
#define AKSCOPE_SIM_WRITE_INT_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "operation_int.h"
#include "pool_change_int.h"

struct ak_sim_call;

/* The request's body, an object whose members are as the table of that name in data/types.json has
 * it; the caller deletes it. */
AK_NONNULL AK_MUST_USE bool ak_sim_write_body(struct ak_sim_call *call, const char *table,
                                              cJSON **body);

/* If-None-Match and If-Match against the resource's etag; `etag` is NULL when there is no such
 * resource. 412 when they don't hold. */
AK_NONNULL_ARGS(1)
AK_MUST_USE bool ak_sim_write_matches(struct ak_sim_call *call, const char *etag);

/* 409 while an operation is going on on the cluster, or on the pool of that name; for the cluster
 * itself (pool NULL) while one is going on on any of its pools. */
AK_NONNULL_ARGS(1)
AK_MUST_USE bool ak_sim_write_is_free(struct ak_sim_call *call, const char *pool);

/* Whether a resource's provisioningState is one in which nothing goes on. */
AK_NONNULL bool ak_sim_write_is_terminal(const cJSON *body);

/* The scope of the call's cluster, and of the pool of that name (NULL: the cluster's own). */
AK_NONNULL_ARGS(1)
struct ak_sim_scope ak_sim_write_scope(const struct ak_sim_call *call, const char *pool);

/* Starts an operation of that scope, with the call's operation faults. */
AK_NONNULL_ARGS(1)
AK_RETURNS_NONNULL struct ak_sim_operation *ak_sim_write_start(struct ak_sim_call *call,
                                                               enum ak_sim_operation_kind kind,
                                                               const char *pool, int nodes);

/* How an operation is answered: both a status and whether Location comes with
 * Azure-AsyncOperation. */
enum ak_sim_accepted {
    AK_SIM_ACCEPTED_CREATED, /* 201 */
    AK_SIM_ACCEPTED_UPDATED, /* 200 */
    AK_SIM_ACCEPTED_ACTION,  /* 202, Location too */
};

/* Answers with a body of the world (NULL: an empty one) and the polling headers. */
AK_NONNULL_ARGS(1, 2)
void ak_sim_write_accept(struct ak_sim_call *call, const struct ak_sim_operation *operation,
                         enum ak_sim_accepted how, const cJSON *body);

AK_NONNULL void ak_sim_write_refuse(struct ak_sim_call *call, struct ak_sim_refusal *refusal);

/* Retry-After when --retry-after asks for it. */
AK_NONNULL void ak_sim_write_retry_after(struct ak_sim_call *call);

#endif
