/* sent_int.h: what became of a change that a view sent: found among the operations of the snapshot,
 * since a view knows nothing else. */
#ifndef AKSCOPE_VIEWS_SENT_INT_H
#define AKSCOPE_VIEWS_SENT_INT_H

#include "akscope/actions/plan.h"
#include "akscope/ui/view.h"

enum ak__sent_state {
    AK__SENT_NOTHING,
    AK__SENT_WAITING,  /* the answer is not there yet */
    AK__SENT_ACCEPTED, /* Azure took it */
    AK__SENT_REFUSED,  /* it did not: `err`; or whether it did can't be told: `note` */
};

enum { AK__OPERATION_ID_SIZE = 64 };

struct ak__sent {
    enum ak__sent_state state;
    enum ak_intent_kind kind;
    char target[AK_ID_SIZE];
    char before[AK__OPERATION_ID_SIZE]; /* the newest operation like it when it was sent, or "" */
    struct ak_err err;
    char note[AK_TOAST_SIZE];
};

/* The plan is about to be sent. */
void ak__sent_start(struct ak__sent *sent, const struct ak_plan *plan,
                    const struct ak_view_input *input);
/* Looks again; true when the state changed. */
bool ak__sent_look(struct ak__sent *sent, const struct ak_view_input *input);

/* The newest operation of a kind on a resource that this process follows, or NULL. */
const struct ak_operation *ak__find_operation(const struct ak_view_input *input,
                                              enum ak_intent_kind kind, const char *target);

#endif
