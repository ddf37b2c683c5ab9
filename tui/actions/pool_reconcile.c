/* pool_reconcile.c: the pool's own body again, so that Azure tries anew to make it so: the known
 * recovery of a pool that Failed. */
#include "config.h"

#include "akscope/base/text.h"
#include "plan_int.h"

void ak__plan_pool_reconcile(struct ak__draft *draft)
{
    const char *state = draft->around.pool->provisioning_state;

    ak__say(draft, AK_PLAN_PLAIN,
            "No setting changes: Azure is asked to bring the nodes to the settings that the pool "
            "has.");
    if (ak_text_caseeq(state, "Succeeded"))
        ak__say(draft, AK_PLAN_PLAIN, "Its state is Succeeded: most likely nothing happens.");
    else if (state != NULL)
        ak__say(draft, AK_PLAN_WARNING,
                "Its state is %s: nodes that an earlier change left behind may be replaced, which "
                "evicts their pods.",
                state);
    ak__body_put(draft, AK_CHANGE_PUT_POOL, ak__body_read(draft));
    ak__az(draft, "resource update", AK__AZ_SUBSCRIPTION);
    ak__az_option(draft, "ids", draft->plan->target);
}
