/* pool_power.c: starting and stopping a node pool, which is a PUT with another powerState. */
#include "config.h"

#include "plan_int.h"

static void put_power_state(struct ak__draft *draft, const char *code)
{
    ak__body_put_text(draft, AK_CHANGE_PUT_POOL, "properties.powerState.code", code);
}

/* A stopped pool has no count: how many nodes it had is Azure's to know. */
void ak__plan_pool_start(struct ak__draft *draft)
{
    ak__say(draft, AK_PLAN_PLAIN,
            "As many nodes as it had start again, with the node image and version they had.");
    put_power_state(draft, "Running");
    ak__az(draft, "aks nodepool start", AK__AZ_POOL);
}

void ak__plan_pool_stop(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;

    ak__say(draft, AK_PLAN_WARNING,
            "All nodes stop%s%s%s: every pod on them is evicted and needs room elsewhere.",
            pool->count.is_set ? " (" : "",
            pool->count.is_set ? ak__nodes(draft, pool->count.value) : "",
            pool->count.is_set ? ")" : "");
    ak__say(draft, AK_PLAN_LOSS, "Data on temporary disks and ephemeral OS disks is lost.");
    ak__say(draft, AK_PLAN_PLAIN,
            "The pool and its settings stay; it can be started again as long as its images are "
            "there.");
    if (draft->plan->outlook.os_end.severity >= AK_SEVERITY_SOON)
        ak__say(draft, AK_PLAN_WARNING, "%s.", ak__end_words(draft, &draft->plan->outlook.os_end));
    put_power_state(draft, "Stopped");
    ak__az(draft, "aks nodepool stop", AK__AZ_POOL);
}
