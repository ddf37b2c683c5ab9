/* pool_scale.c: how many nodes, by hand or between bounds. */
#include "config.h"

#include <inttypes.h>

#include "change_int.h"

static void say_fewer(struct ak__draft *draft, int64_t before, int64_t after)
{
    ak__say(draft, AK_PLAN_WARNING,
            "%s less; Azure chooses which. The pods there are evicted and need room elsewhere.",
            ak__nodes(draft, before - after));
    if (after == 0)
        ak__say(draft, AK_PLAN_WARNING, "No node is left: pods that need this pool stay pending.");
}

static void say_count(struct ak__draft *draft)
{
    struct ak_number before = draft->around.pool->count;
    struct ak_number after = ak_pool_wish_number(&draft->intent->wish, AK_POOL_FIELD_NODES);

    if (!after.is_set)
        return;
    if (!before.is_set) {
        ak__say(draft, AK_PLAN_PLAIN, "Then it has %s.", ak__nodes(draft, after.value));
        return;
    }
    if (before.value == after.value)
        return; /* the rules say so */
    ak__say(draft, AK_PLAN_PLAIN, "%" PRId64 " → %s.", before.value, ak__nodes(draft, after.value));
    if (after.value < before.value)
        say_fewer(draft, before.value, after.value);
    else
        ak__say_quota(draft, after.value - before.value, "then");
}

static const char *bounds(struct ak__draft *draft, struct ak_number least, struct ak_number most)
{
    return ak_arena_printf(draft->arena, "%" PRId64 "…%" PRId64, least.value, most.value);
}

/* What was chosen, else what the pool has. */
static struct ak_number chosen_or(const struct ak__draft *draft, enum ak_pool_field field,
                                  struct ak_number now)
{
    struct ak_number chosen = ak_pool_wish_number(&draft->intent->wish, field);

    return chosen.is_set ? chosen : now;
}

struct ak__autoscaling ak__autoscaling_of(const struct ak__draft *draft)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;
    const struct ak_pool *pool = draft->around.pool;
    struct ak__autoscaling scaling = {
        .was_on = pool->autoscaling == AK_YES,
        .least = chosen_or(draft, AK_POOL_FIELD_MIN_NODES, pool->min_count),
        .most = chosen_or(draft, AK_POOL_FIELD_MAX_NODES, pool->max_count),
    };

    scaling.is_on = ak_pool_wish_has(wish, AK_POOL_FIELD_AUTOSCALER)
                        ? ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER)
                        : scaling.was_on;
    scaling.has_new_bounds = ak_pool_wish_has(wish, AK_POOL_FIELD_MIN_NODES) ||
                             ak_pool_wish_has(wish, AK_POOL_FIELD_MAX_NODES);
    return scaling;
}

/* Bounds against the nodes that are there. */
static void say_new_bounds(struct ak__draft *draft, const struct ak__autoscaling *scaling)
{
    struct ak_number now = draft->around.pool->count;

    if (!now.is_set)
        return;
    if (scaling->most.value < now.value)
        ak__say(draft, AK_PLAN_WARNING,
                "It has %s now, more than the new maximum: the surplus goes, with its pods.",
                ak__nodes(draft, now.value));
    else
        ak__say_quota(draft, scaling->most.value - now.value, "at the maximum");
    if (scaling->least.value > now.value)
        ak__say(draft, AK_PLAN_PLAIN, "It has %s now, fewer than the new minimum: more are made.",
                ak__nodes(draft, now.value));
}

static void say_autoscaling(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;
    struct ak__autoscaling scaling = ak__autoscaling_of(draft);
    bool has_bounds = scaling.least.is_set && scaling.most.is_set;

    if (scaling.was_on && !scaling.is_on)
        ak__say(draft, AK_PLAN_WARNING,
                "The autoscaler is off then: no node comes or goes until someone asks for it.");
    if (!scaling.is_on || !has_bounds || (scaling.was_on && !scaling.has_new_bounds))
        return;
    if (!scaling.was_on)
        ak__say(draft, AK_PLAN_PLAIN,
                "From then on the autoscaler decides how many nodes there are: %s.",
                bounds(draft, scaling.least, scaling.most));
    else
        ak__say(draft, AK_PLAN_PLAIN, "Autoscaler: %s → %s nodes.",
                bounds(draft, pool->min_count, pool->max_count),
                bounds(draft, scaling.least, scaling.most));
    say_new_bounds(draft, &scaling);
}

static const char *summary_of(struct ak__draft *draft)
{
    struct ak_number before = draft->around.pool->count;
    struct ak_number after = ak_pool_wish_number(&draft->intent->wish, AK_POOL_FIELD_NODES);
    struct ak__autoscaling scaling = ak__autoscaling_of(draft);
    bool changes = scaling.has_new_bounds || scaling.is_on != scaling.was_on;

    if (scaling.is_on && changes && scaling.least.is_set && scaling.most.is_set)
        return ak_arena_printf(draft->arena, "autoscaler %s nodes",
                               bounds(draft, scaling.least, scaling.most));
    if (before.is_set && after.is_set)
        return ak_arena_printf(draft->arena, "%" PRId64 " → %s", before.value,
                               ak__nodes(draft, after.value));
    return scaling.was_on && !scaling.is_on ? "autoscaler off" : NULL;
}

void ak__say_scaling(struct ak__draft *draft)
{
    say_count(draft);
    say_autoscaling(draft);
    draft->plan->summary = summary_of(draft);
}

void ak__plan_pool_scale(struct ak__draft *draft)
{
    ak__change_pool(draft);
}
