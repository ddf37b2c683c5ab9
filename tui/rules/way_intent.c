/* way_intent.c: the intents that do the steps; and the names of kinds. */
#include "config.h"

#include "way_out_int.h"

#include <stdio.h>

#include "akscope/base/alloc.h"

const char *ak_way_step_kind_name(enum ak_way_step_kind kind)
{
    static const char *const names[AK_WAY_STEP_KIND_COUNT] = {
        [AK_WAY_OS_SKU] = "os-sku",
        [AK_WAY_CONTROL_PLANE] = "control-plane",
        [AK_WAY_WHOLE_CLUSTER] = "whole-cluster",
        [AK_WAY_OTHER_POOL] = "other-pool",
        [AK_WAY_POOL_VERSION] = "pool-version",
        [AK_WAY_NODE_IMAGE] = "node-image",
        [AK_WAY_NEW_POOL] = "new-pool",
        [AK_WAY_DELETE_POOL] = "delete-pool",
    };

    return names[kind];
}

const char *ak_way_status_name(enum ak_way_status status)
{
    static const char *const names[] = {
        [AK_WAY_NOT_NEEDED] = "not-needed",
        [AK_WAY_FOUND] = "found",
        [AK_WAY_NONE] = "none",
        [AK_WAY_UNKNOWN] = "unknown",
    };

    return names[status];
}

static void switch_on(struct ak_pool_wish *wish, ak_pool_traits adds, enum ak_pool_trait trait,
                      enum ak_pool_field field)
{
    if ((adds >> trait & 1) != 0)
        ak_pool_wish_set(wish, field, "yes");
}

/* The settings of the pool, and over them what the step changes. */
static void wish_for_pool(struct ak_pool_wish *wish, const struct ak_way_step *step,
                          const struct ak_pool *pool)
{
    char minor[16];

    ak_pool_wish_from(wish, pool);
    ak_pool_wish_set(wish, AK_POOL_FIELD_OS_SKU, step->os_sku->name);
    if (step->vm_size != NULL)
        ak_pool_wish_set(wish, AK_POOL_FIELD_VM_SIZE, step->vm_size);
    snprintf(minor, sizeof minor, "%d.%d", step->kubernetes / 1000, step->kubernetes % 1000);
    ak_pool_wish_set(wish, AK_POOL_FIELD_VERSION,
                     step->kubernetes == step->control_plane ? NULL : minor);
    switch_on(wish, step->adds, AK_POOL_TRAIT_CVM, AK_POOL_FIELD_CONFIDENTIAL);
    switch_on(wish, step->adds, AK_POOL_TRAIT_FIPS, AK_POOL_FIELD_FIPS);
    switch_on(wish, step->adds, AK_POOL_TRAIT_SECURE_BOOT, AK_POOL_FIELD_SECURE_BOOT);
    switch_on(wish, step->adds, AK_POOL_TRAIT_VTPM, AK_POOL_FIELD_VTPM);
}

struct ak_intent ak_way_step_intent(const struct ak_way_step *step,
                                    const struct ak_cluster *cluster, const struct ak_pool *pool)
{
    struct ak_intent intent = ak_intent_init(step->intent, cluster->id, step->pool_name);

    if (step->intent == AK_INTENT_POOL_UPGRADE || step->intent == AK_INTENT_CLUSTER_UPGRADE)
        intent.version = ak_strdup(step->target);
    else if (step->intent == AK_INTENT_POOL_UPDATE)
        ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_OS_SKU, step->target);
    else if (step->intent == AK_INTENT_POOL_ADD)
        wish_for_pool(&intent.wish, step, pool);
    return intent;
}
