/* words.c: the sentences that several actions have in common: nodes, quota, evictions, ends. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "akscope/base/text.h"
#include "plan_int.h"

const char *ak__nodes(const struct ak__draft *draft, int64_t count)
{
    return ak_arena_printf(draft->arena, "%" PRId64 " %s", count, count == 1 ? "node" : "nodes");
}

/* ---- quota ---- */

static void say_usage(struct ak__draft *draft, const struct ak_usage *usage, int64_t more,
                      const char *when)
{
    int64_t after;

    if (usage == NULL || !usage->used.is_set || !usage->limit.is_set)
        return;
    after = usage->used.value + more;
    ak__say(draft, after > usage->limit.value ? AK_PLAN_WARNING : AK_PLAN_PLAIN,
            "Quota %s: %" PRId64 " of %" PRId64 " vCPUs are used, %s %" PRId64 ".",
            usage->label != NULL ? usage->label : usage->name, usage->used.value,
            usage->limit.value, when, after);
}

void ak__say_quota(struct ak__draft *draft, int64_t nodes, const char *when)
{
    const struct ak_pool_outlook *outlook = &draft->plan->outlook;

    if (!outlook->vcpus.is_set || nodes == 0)
        return;
    say_usage(draft, outlook->family_usage, nodes * outlook->vcpus.value, when);
    say_usage(draft, outlook->region_usage, nodes * outlook->vcpus.value, when);
}

/* ---- nodes that are replaced ---- */

static void say_surge(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;
    int64_t surge = draft->plan->outlook.surge;

    if (surge > 0)
        ak__say(draft, AK_PLAN_PLAIN,
                "Its nodes are replaced in turn, with %s more than usual meanwhile.",
                ak__nodes(draft, surge));
    else if (pool->max_unavailable != NULL)
        ak__say(draft, AK_PLAN_WARNING,
                "Its nodes are replaced in turn without extra ones: up to %s of them are missing "
                "meanwhile.",
                pool->max_unavailable);
    else
        ak__say(draft, AK_PLAN_PLAIN, "Its nodes are replaced in turn.");
    ak__say_quota(draft, surge, "meanwhile");
}

void ak__say_replacement(struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;
    struct ak_number preset = draft->input->facts->pool_rule_of[AK_POOL_RULE_DRAIN]->preset;
    struct ak_number minutes = pool->drain_timeout_minutes;

    if (pool->count.is_set && pool->count.value == 0) {
        ak__say(draft, AK_PLAN_PLAIN, "It has no nodes now: nothing is replaced.");
        return;
    }
    say_surge(draft);
    ak__say(
        draft, AK_PLAN_WARNING,
        "Each node is drained first: its pods are evicted. A PodDisruptionBudget that allows no "
        "eviction for %" PRId64 " minutes makes it fail.",
        minutes.is_set ? minutes.value : preset.value);
    if (pool->node_soak_minutes.is_set && pool->node_soak_minutes.value > 0)
        ak__say(draft, AK_PLAN_PLAIN, "Between two nodes it waits for %" PRId64 " minutes.",
                pool->node_soak_minutes.value);
}

/* ---- ends ---- */

const char *ak__end_words(const struct ak__draft *draft, const struct ak_retirement *retirement)
{
    char words[AK_RETIREMENT_WORDS_SIZE];

    return ak_arena_printf(draft->arena, "%s: %s", retirement->what,
                           ak_retirement_words(retirement, draft->input->today, true, words));
}

static void say_next_end(struct ak__draft *draft, const struct ak_retirement *retirement)
{
    bool is_near = retirement->severity >= AK_SEVERITY_SOON;

    if (retirement->what == NULL)
        return;
    if (retirement->severity == AK_SEVERITY_NONE)
        ak__say(draft, AK_PLAN_GOOD, "No end is announced for %s.", retirement->what);
    else
        ak__say(draft, is_near ? AK_PLAN_WARNING : AK_PLAN_PLAIN,
                "Next comes %s. What to do then: %s.", ak__end_words(draft, retirement),
                retirement->action);
}

static void say_end_that_ends(struct ak__draft *draft, const struct ak_retirement *retirement)
{
    if (retirement->severity > AK_SEVERITY_NONE)
        ak__say(draft, AK_PLAN_GOOD, "That leaves an end behind: %s.",
                ak__end_words(draft, retirement));
}

/* ---- operating systems ---- */

static struct ak_pool_os os_now(const struct ak__draft *draft)
{
    const struct ak_pool *pool = draft->around.pool;
    struct ak_node_image image = ak_node_image_parse(pool->node_image_version);

    return ak_pool_os_find(pool, &image, draft->plan->outlook.is_confidential, draft->input->facts);
}

static struct ak_retirement os_end(const struct ak__draft *draft, struct ak_pool_os os)
{
    return ak_os_retirement(os, draft->around.pool, draft->plan->outlook.is_confidential,
                            draft->input->facts, draft->input->today);
}

static void say_same_os(struct ak__draft *draft, struct ak_pool_os os)
{
    struct ak_retirement end = os_end(draft, os);

    if (end.severity == AK_SEVERITY_NONE)
        ak__say(draft, AK_PLAN_PLAIN, "Its OS stays %s.", os.release->name);
    else
        ak__say(draft, end.severity >= AK_SEVERITY_SOON ? AK_PLAN_WARNING : AK_PLAN_PLAIN,
                "Its OS stays %s. What to do: %s.", ak__end_words(draft, &end), end.action);
}

void ak__say_os(struct ak__draft *draft, struct ak_pool_os after)
{
    struct ak_pool_os before = os_now(draft);
    const char *name = before.release != NULL ? before.release->name : "not known";
    struct ak_retirement ended = os_end(draft, before);
    struct ak_retirement next = os_end(draft, after);

    if (after.release == NULL) {
        if (after.note != NULL)
            ak__say(draft, AK_PLAN_WARNING, "OS: %s → not certain: %s.", name, after.note);
    } else if (before.release == after.release) {
        say_same_os(draft, after);
    } else {
        ak__say(draft, AK_PLAN_PLAIN, "OS: %s → %s.", name, after.release->name);
        say_end_that_ends(draft, &ended);
        say_next_end(draft, &next);
    }
}

/* An empty version is refused by the rules. */
const char *ak__chosen_version(struct ak__draft *draft)
{
    const char *version = draft->intent->version;

    if (version == NULL)
        ak__refuse(draft, AK_POOL_FIELD_VERSION, "version.none",
                   "No Kubernetes version is chosen.");
    return version != NULL && version[0] != '\0' ? version : NULL;
}

void ak__say_kubernetes_change(struct ak__draft *draft, const char *from, const char *to)
{
    bool is_lts = ak_cluster_is_lts(draft->around.cluster);
    struct ak_retirement ended =
        ak_kubernetes_retirement(from, is_lts, draft->input->facts, draft->input->today);
    struct ak_retirement next =
        ak_kubernetes_retirement(to, is_lts, draft->input->facts, draft->input->today);

    if (ak_minor_parse(from) == ak_minor_parse(to))
        return;
    say_end_that_ends(draft, &ended);
    say_next_end(draft, &next);
}
