/* pool_upgrade.c: another Kubernetes version for the nodes of a pool, and the OS that comes with
 * it. */
#include "config.h"

#include "plan_int.h"

static void say_consequences(struct ak__draft *draft, const char *version)
{
    const struct ak_pool *pool = draft->around.pool;
    const char *now = pool->kubernetes_version != NULL ? pool->kubernetes_version : "not known";

    draft->plan->summary = ak_arena_printf(draft->arena, "%s → %s", now, version);
    ak__say(draft, AK_PLAN_PLAIN,
            "Kubernetes %s → %s, with the newest node image for that version.", now, version);
    ak__say_kubernetes_change(draft, pool->kubernetes_version, version);
    ak__say_os(draft, draft->plan->outlook.os);
    ak__say_replacement(draft);
    ak__say(draft, AK_PLAN_LOSS, "It can't be undone: Kubernetes is never downgraded.");
}

void ak__plan_pool_upgrade(struct ak__draft *draft)
{
    const char *version = ak__chosen_version(draft);

    if (version == NULL)
        return;
    say_consequences(draft, version);
    ak__body_put_text(draft, AK_CHANGE_PUT_POOL, "properties.orchestratorVersion", version);
    ak__az(draft, "aks nodepool upgrade", AK__AZ_POOL);
    ak__az_option(draft, "kubernetes-version", version);
}
