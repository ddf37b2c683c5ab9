/* cluster_upgrade.c: another Kubernetes version for the control plane; node pools stay as they are.
 */
#include "config.h"

#include "plan_int.h"

/* Which pools are behind afterwards: what comes next. */
static void say_pools(struct ak__draft *draft, const char *version)
{
    const char *names = "";
    size_t behind = 0;

    for (size_t i = 0; i < draft->around.pool_count; i++) {
        const struct ak_pool *pool = &draft->around.pools[i];

        if (ak_version_compare(pool->kubernetes_version, version) >= 0)
            continue;
        names = ak_arena_printf(draft->arena, "%s%s%s (%s)", names, behind++ > 0 ? ", " : "",
                                pool->name,
                                pool->kubernetes_version != NULL ? pool->kubernetes_version : "?");
    }
    if (behind > 0)
        ak__say(draft, AK_PLAN_PLAIN,
                "Node pools are not touched. Next, upgrade %zu of %zu of them: %s.", behind,
                draft->around.pool_count, names);
    else
        ak__say(draft, AK_PLAN_PLAIN, "Node pools are not touched.");
}

static void say_consequences(struct ak__draft *draft, const char *version)
{
    const struct ak_cluster *cluster = draft->around.cluster;
    const char *now =
        cluster->kubernetes_version != NULL ? cluster->kubernetes_version : "not known";

    draft->plan->summary = ak_arena_printf(draft->arena, "%s → %s", now, version);
    ak__say(draft, AK_PLAN_PLAIN, "Control plane: Kubernetes %s → %s.", now, version);
    ak__say_kubernetes_change(draft, cluster->kubernetes_version, version);
    say_pools(draft, version);
    ak__say(draft, AK_PLAN_WARNING,
            "The API server may not answer for moments; workloads go on running. APIs that the new "
            "version no longer serves fail.");
    ak__say(draft, AK_PLAN_LOSS, "It can't be undone: Kubernetes is never downgraded.");
}

void ak__plan_cluster_upgrade(struct ak__draft *draft)
{
    const char *version = ak__chosen_version(draft);

    if (version == NULL)
        return;
    say_consequences(draft, version);
    ak__body_put_text(draft, AK_CHANGE_PUT_CLUSTER, "properties.kubernetesVersion", version);
    ak__az(draft, "aks upgrade", AK__AZ_CLUSTER);
    ak__az_option(draft, "control-plane-only", NULL);
    ak__az_option(draft, "kubernetes-version", version);
}
