/* sent.c: what became of a change that was sent. */
#include "config.h"

#include "sent_int.h"

#include <string.h>

#include "akscope/base/text.h"

const struct ak_operation *ak__find_operation(const struct ak_view_input *input,
                                              enum ak_intent_kind kind, const char *target)
{
    const struct ak_payload *payload = ak_snap_payload(input->snap, AK_TOPIC_OPERATIONS, "");

    for (size_t i = 0; payload != NULL && i < payload->as.operations.count; i++) {
        const struct ak_operation *operation = &payload->as.operations.items[i];

        if (operation->is_ours && operation->kind == kind &&
            ak_text_caseeq(operation->target, target))
            return operation;
    }
    return NULL;
}

void ak__sent_start(struct ak__sent *sent, const struct ak_plan *plan,
                    const struct ak_view_input *input)
{
    const struct ak_operation *before = ak__find_operation(input, plan->intent.kind, plan->target);

    *sent = (struct ak__sent){
        .state = AK__SENT_WAITING, .kind = plan->intent.kind, .err = ak_err_none()};
    ak_text_copy(sent->target, sizeof sent->target, plan->target);
    if (before != NULL)
        ak_text_copy(sent->before, sizeof sent->before, before->id);
}

bool ak__sent_look(struct ak__sent *sent, const struct ak_view_input *input)
{
    const struct ak_operation *operation;

    if (sent->state != AK__SENT_WAITING)
        return false;
    operation = ak__find_operation(input, sent->kind, sent->target);
    if (operation == NULL || strcmp(operation->id, sent->before) == 0)
        return false;
    switch (operation->state) {
    case AK_OPERATION_REQUESTED:
    case AK_OPERATION_STATE_COUNT:
        return false;
    case AK_OPERATION_ACCEPTED:
    case AK_OPERATION_DONE:
        sent->state = AK__SENT_ACCEPTED;
        return true;
    case AK_OPERATION_FAILED:
    case AK_OPERATION_CANCELLED:
    case AK_OPERATION_LOST:
        break;
    }
    sent->state = AK__SENT_REFUSED;
    sent->err = operation->err;
    ak_text_copy(sent->note, sizeof sent->note, operation->note != NULL ? operation->note : "");
    return true;
}
