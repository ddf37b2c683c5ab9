/* pool_delete.c: a node pool and all its nodes. */
#include "config.h"

#include <inttypes.h>

#include "akscope/base/text.h"
#include "plan_int.h"

static void say_loss(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;

    if (pool->count.is_set)
        draft->plan->summary = ak__nodes(draft, pool->count.value);
    if (!pool->count.is_set)
        ak__say(draft, AK_PLAN_LOSS,
                "All its nodes go, with every pod and all local data on them.");
    else if (pool->count.value == 0)
        ak__say(draft, AK_PLAN_PLAIN, "It has no nodes now; its settings go.");
    else
        ak__say(draft, AK_PLAN_LOSS, "%s %s, with every pod and all local data on %s.",
                draft->plan->summary, pool->count.value == 1 ? "goes" : "go",
                pool->count.value == 1 ? "it" : "them");
    ak__say(draft, AK_PLAN_LOSS, "It can't be undone.");
    if (draft->intent->ignores_disruption_budgets)
        ak__say(draft, AK_PLAN_LOSS,
                "PodDisruptionBudgets are ignored: pods go even where a budget forbids it.");
    else
        ak__say(draft, AK_PLAN_PLAIN,
                "PodDisruptionBudgets are kept: one that allows no eviction makes it fail.");
}

/* A pool may be confidential unless its image says that it is not. */
static bool may_be_confidential(const struct ak_pool *pool)
{
    struct ak_node_image image = ak_node_image_parse(pool->node_image_version);

    return image.is_confidential || !image.is_known;
}

static void say_last_confidential(struct ak__draft *draft)
{
    if (!draft->plan->outlook.is_confidential)
        return;
    for (size_t i = 0; i < draft->around.pool_count; i++) {
        const struct ak_pool *other = &draft->around.pools[i];

        if (!ak_text_caseeq(other->name, draft->around.pool->name) && may_be_confidential(other))
            return;
    }
    ak__say(draft, AK_PLAN_WARNING,
            "It is the only confidential pool of %s: pods that need one stay pending.",
            draft->around.cluster->name);
}

static void say_rest(struct ak__draft *draft)
{
    size_t pools = 0;
    int64_t nodes = 0;

    for (size_t i = 0; i < draft->around.pool_count; i++) {
        const struct ak_pool *pool = &draft->around.pools[i];

        if (ak_text_caseeq(pool->name, draft->around.pool->name))
            continue;
        pools++;
        nodes += pool->count.is_set ? pool->count.value : 0;
    }
    ak__say(draft, AK_PLAN_PLAIN, "%s keeps %zu node %s with %s.", draft->around.cluster->name,
            pools, pools == 1 ? "pool" : "pools", ak__nodes(draft, nodes));
}

void ak__plan_pool_delete(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;
    bool ignores = draft->intent->ignores_disruption_budgets;

    say_loss(draft);
    say_rest(draft);
    say_last_confidential(draft);
    draft->plan->confirm = ak_arena_strdup(draft->arena, pool->name);
    ak__request(draft,
                &(struct ak_request){.change = AK_CHANGE_DELETE_POOL,
                                     .id = draft->plan->target,
                                     .query = ignores ? "ignore-pod-disruption-budget=true" : NULL,
                                     .if_match = ak_arena_strdup(draft->arena, pool->etag)});
    if (pool->etag == NULL)
        ak__say(draft, AK_PLAN_WARNING,
                "Azure gave no etag: a change that someone else makes meanwhile is not noticed.");
    ak__az(draft, "aks nodepool delete", AK__AZ_POOL);
    if (ignores)
        ak__az_option(draft, "ignore-pdb", NULL);
}
