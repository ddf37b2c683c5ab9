/* operation.c: the states of an operation. */
#include "config.h"

#include "akscope/model/operation.h"

const char *ak_operation_state_name(enum ak_operation_state state)
{
    static const char *const names[AK_OPERATION_STATE_COUNT] = {
        [AK_OPERATION_REQUESTED] = "requested", [AK_OPERATION_ACCEPTED] = "accepted",
        [AK_OPERATION_DONE] = "done",           [AK_OPERATION_FAILED] = "failed",
        [AK_OPERATION_CANCELLED] = "cancelled", [AK_OPERATION_LOST] = "lost",
    };

    if ((unsigned)state >= AK_OPERATION_STATE_COUNT)
        AK_BUG("there is no state %d", (int)state);
    return names[state];
}

bool ak_operation_is_over(enum ak_operation_state state)
{
    return state != AK_OPERATION_REQUESTED && state != AK_OPERATION_ACCEPTED;
}
