/* operation.h: a long-running change and what is known of it: shown beside the server's truth. */
#ifndef AKSCOPE_MODEL_OPERATION_H
#define AKSCOPE_MODEL_OPERATION_H

#include "akscope/base/err.h"
#include "akscope/model/value.h"

enum ak_operation_state {
    AK_OPERATION_REQUESTED,
    AK_OPERATION_ACCEPTED,
    AK_OPERATION_POLLING,
    AK_OPERATION_DONE,
    AK_OPERATION_FAILED,
    AK_OPERATION_CANCELLED,
};

struct ak_operation {
    const char *id;
    const char *kind;   /* "add node pool" */
    const char *target; /* resource id */
    const char *note; /* the service's free-text status: "CreatingAgentPool: 2/3 nodes completed" */
    enum ak_operation_state state;
    int64_t started_at;
    int64_t ended_at; /* 0 while it runs */
    struct ak_err err;
};

#endif
