/* change_int.h: what scaling and updating a node pool have in common: both send the whole pool back
 * with the chosen fields in it. */
#ifndef AKSCOPE_ACTIONS_CHANGE_INT_H
#define AKSCOPE_ACTIONS_CHANGE_INT_H

#include "plan_int.h"

/* The autoscaler before and afterwards. */
struct ak__autoscaling {
    bool was_on;
    bool is_on;
    bool has_new_bounds;
    struct ak_number least, most; /* afterwards */
};

AK_NONNULL struct ak__autoscaling ak__autoscaling_of(const struct ak__draft *draft);

/* True for a field that was chosen and has nothing to do with the number of nodes. */
AK_NONNULL bool ak__is_setting(const struct ak__draft *draft, enum ak_pool_field field);

/* Sentences and summary: of nodes and autoscaler (pool_scale.c), of all else (pool_update.c). */
AK_NONNULL void ak__say_scaling(struct ak__draft *draft);
AK_NONNULL void ak__say_settings(struct ak__draft *draft);

/* All of it: the sentences, the request, the commands. */
AK_NONNULL void ak__change_pool(struct ak__draft *draft);

#endif
