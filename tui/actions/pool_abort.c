/* pool_abort.c: stopping the operation that runs on a node pool where it is. */
#include "config.h"

#include "plan_int.h"

void ak__plan_pool_abort(struct ak__draft *draft)
{
    const char *state = draft->around.pool->provisioning_state;

    if (state != NULL) {
        draft->plan->summary = ak_arena_strdup(draft->arena, state);
        ak__say(draft, AK_PLAN_PLAIN, "The operation that runs (%s) stops where it is.", state);
    }
    ak__say(draft, AK_PLAN_WARNING,
            "Nothing is taken back: some nodes may be new, others old. The pool ends as Canceled; "
            "a reconcile, or the same change again, brings it in order.");
    ak__request(draft,
                &(struct ak_request){.change = AK_CHANGE_ABORT_POOL, .id = draft->plan->target});
    ak__az(draft, "aks nodepool operation-abort", AK__AZ_POOL);
}
