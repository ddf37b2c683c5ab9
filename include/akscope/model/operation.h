/* operation.h: a change that was asked for and what is known of it: shown beside the server's
 * truth. Kept by the journal (store/journal.h), so that it survives a restart and a crash. */
#ifndef AKSCOPE_MODEL_OPERATION_H
#define AKSCOPE_MODEL_OPERATION_H

#include "akscope/base/err.h"
#include "akscope/model/intent.h"
#include "akscope/model/value.h"

enum ak_operation_state {
    AK_OPERATION_REQUESTED, /* in the journal; the answer to the request is not there yet */
    AK_OPERATION_ACCEPTED,  /* Azure took it; being followed */
    AK_OPERATION_DONE,
    AK_OPERATION_FAILED,
    AK_OPERATION_CANCELLED, /* by somebody, in Azure */
    AK_OPERATION_LOST,      /* can't be settled: see `note` */
    AK_OPERATION_STATE_COUNT
};

/* "requested", "accepted", …: stable names of journal and JSON. */
const char *ak_operation_state_name(enum ak_operation_state state);
/* True when it will not change any more. */
bool ak_operation_is_over(enum ak_operation_state state);

struct ak_operation {
    const char *id; /* of the journal: sorts by time */
    enum ak_intent_kind kind;
    const char *title;   /* "add node pool cvm2 to payments-prod" */
    const char *target;  /* resource id */
    const char *summary; /* the values that matter: "3 → 5 nodes"; or NULL */
    const char *note; /* the service's free-text status ("CreatingAgentPool: 2/3 nodes completed"),
                         a remark, or NULL */
    const char *request_id; /* x-ms-request-id or client request id of the request, or NULL */
    enum ak_operation_state state;
    int64_t started_at; /* wall seconds */
    int64_t ended_at;   /* 0 while it runs */
    int usual_seconds;  /* an estimate: how long this kind usually takes */
    bool is_learned;    /* the estimate comes from the journal, not from the table */
    bool is_ours;       /* this very process started or follows it */
    struct ak_err err;  /* of a failed one: code, message, details, request id */
};

struct ak_operations {
    const struct ak_operation *items; /* the newest first */
    size_t count;
};

#endif
