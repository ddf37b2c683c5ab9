/* pool_quota.c: vCPUs that a change takes, and vCPUs that are left. */
#include "config.h"

#include <string.h>

#include "pool_check_int.h"

bool ak__usage_left(const struct ak_usage *usage, int64_t *left)
{
    if (usage == NULL || !usage->used.is_set || !usage->limit.is_set)
        return false;
    *left = usage->limit.value - usage->used.value;
    return true;
}

/* The row that a rule names. */
static const char *row_of(const struct ak_facts *facts, enum ak_pool_rule_id rule)
{
    const struct ak_texts *values = &facts->pool_rule_of[rule]->values;

    return values->count > 0 ? values->items[0] : NULL;
}

struct ak__quota ak__quota_find(const struct ak__choice *choice,
                                const struct ak_pool_surroundings *around)
{
    const struct ak_vm_size *size = choice->size;
    struct ak__quota quota = {0};

    if (size == NULL)
        return quota;
    if (size->vcpus.is_set && size->vcpus.value > 0 && size->vcpus.value <= AK__COUNT_LIMIT)
        quota.vcpus = size->vcpus.value;
    if (ak__choice_is(choice, AK_POOL_TRAIT_SPOT)) {
        quota.region =
            ak_usages_find(around->usages, row_of(around->facts, AK_POOL_RULE_QUOTA_SPOT));
        return quota;
    }
    quota.family = ak_usages_find(around->usages, size->family);
    quota.region = ak_usages_find(around->usages, row_of(around->facts, AK_POOL_RULE_QUOTA_REGION));
    return quota;
}

/* ---- surge ---- */

int64_t ak__surge_of(const char *surge, int64_t nodes)
{
    size_t digits = strspn(surge, "0123456789");
    bool is_percent = strcmp(surge + digits, "%") == 0;
    int64_t value = 0;

    if (digits == 0 || (surge[digits] != '\0' && !is_percent))
        return 0;
    for (size_t i = 0; i < digits && value <= AK__COUNT_LIMIT; i++)
        value = value * 10 + (surge[i] - '0');
    if (is_percent)
        value = (nodes * value + 99) / 100;
    return value < nodes ? value : nodes;
}

int64_t ak__choice_surge(const struct ak__choice *choice, const struct ak_facts *facts,
                         int64_t nodes)
{
    const struct ak_texts *preset = &facts->pool_rule_of[AK_POOL_RULE_SURGE_FORMAT]->values;

    if (choice->surge != NULL)
        return ak__surge_of(choice->surge, nodes);
    return preset->count > 0 ? ak__surge_of(preset->items[0], nodes) : 0;
}

/* ---- the rules ---- */

/* What a change needs of one row. */
struct need {
    int64_t now;     /* vCPUs at once */
    int64_t later;   /* at most, by the autoscaler */
    int64_t upgrade; /* and with the surge of an upgrade */
    int64_t nodes, most, surge;
};

static int64_t more_than(int64_t value, int64_t base)
{
    return value > base ? value - base : 0;
}

/* Nodes beyond those that are there now. */
static struct need need_of(const struct ak__check *check, int64_t vcpus)
{
    const struct ak__choice *after = &check->after;
    bool starts = check->intent->kind == AK_INTENT_POOL_START;
    int64_t there = check->has_before && !starts ? check->before.nodes.value : 0;
    int64_t nodes = after->nodes.value;
    int64_t most = ak__is_upgrade(check) ? nodes : ak__most_nodes(after);
    struct need need = {.nodes = more_than(nodes, there), .most = more_than(most, there)};

    need.surge = ak__choice_surge(after, check->around->facts, most);
    need.now = need.nodes * vcpus;
    need.later = need.most * vcpus;
    need.upgrade = (need.most + need.surge) * vcpus;
    return need;
}

/* An upgrade makes surge nodes only; a pool that starts may have kept its quota: neither is
 * refused. */
static bool is_refusable(const struct ak__check *check)
{
    return check->intent->kind == AK_INTENT_POOL_ADD ||
           check->intent->kind == AK_INTENT_POOL_SCALE ||
           check->intent->kind == AK_INTENT_POOL_UPDATE;
}

static void judge(struct ak__check *check, const struct ak_usage *usage, const struct need *need)
{
    const char *row = usage->label != NULL ? usage->label : usage->name;
    const char *size = check->after.size->name;
    long long limit = (long long)usage->limit.value;
    int64_t left;
    enum ak_pool_field field =
        check->intent->kind == AK_INTENT_POOL_ADD ? ak__field(check) : AK_POOL_FIELD_NODES;

    if (!ak__usage_left(usage, &left))
        return;
    if (need->now > left && is_refusable(check))
        ak__break(check, field, "%lld vCPUs for %lld × %s, %lld of %lld are left (%s)",
                  (long long)need->now, (long long)need->nodes, size, (long long)left, limit, row);
    else if (need->now > left)
        ak__warn(check, field, "perhaps %lld vCPUs for %lld × %s, %lld of %lld are left (%s)",
                 (long long)need->now, (long long)need->nodes, size, (long long)left, limit, row);
    else if (need->later > left)
        ak__warn(check, field,
                 "up to %lld vCPUs when the autoscaler adds %lld × %s, %lld of %lld are left (%s)",
                 (long long)need->later, (long long)need->most, size, (long long)left, limit, row);
    else if (need->upgrade > left && need->surge > 0)
        ak__warn(
            check, field,
            "%lld vCPUs for %lld × %s, with %lld more during an upgrade, %lld of %lld are left "
            "(%s)",
            (long long)need->upgrade, (long long)need->most + (long long)need->surge, size,
            (long long)need->surge, (long long)left, limit, row);
}

/* Anything to count: nodes are added, or surge nodes are for a while. */
static bool counts_nodes(const struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (!after->nodes.is_set || after->vm_size == NULL)
        return false;
    if (!check->has_before || ak__is_upgrade(check) || check->intent->kind == AK_INTENT_POOL_START)
        return true;
    return after->nodes.value > check->before.nodes.value ||
           (after->has_autoscaler && (!check->before.has_autoscaler ||
                                      after->max_nodes.value > check->before.max_nodes.value)) ||
           ak__changes(check, AK_POOL_FIELD_MAX_SURGE);
}

static void judge_row(struct ak__check *check, const struct ak_usage *usage, const char *row)
{
    struct ak__quota quota = ak__quota_find(&check->after, check->around);
    int64_t left;

    if (check->around->usages == NULL || row == NULL || quota.vcpus == 0)
        return;
    if (!ak__usage_left(usage, &left)) {
        ak__note(check, ak__field(check),
                 "the quota was not checked: the region's list has no whole row \"%s\"", row);
        return;
    }
    const struct need need = need_of(check, quota.vcpus);
    judge(check, usage, &need);
}

static void check_family(struct ak__check *check, bool is_confidential)
{
    struct ak__quota quota = ak__quota_find(&check->after, check->around);

    if (!counts_nodes(check) || check->after.size == NULL ||
        ak__choice_is(&check->after, AK_POOL_TRAIT_SPOT) ||
        ak__choice_is(&check->after, AK_POOL_TRAIT_CVM) != is_confidential)
        return;
    judge_row(check, quota.family, check->after.size->family);
}

void ak__rule_quota_family(struct ak__check *check)
{
    check_family(check, false);
}

void ak__rule_quota_confidential(struct ak__check *check)
{
    check_family(check, true);
}

void ak__rule_quota_region(struct ak__check *check)
{
    struct ak__quota quota = ak__quota_find(&check->after, check->around);

    if (!counts_nodes(check))
        return;
    if (check->around->usages == NULL)
        ak__note(check, ak__field(check),
                 "the quota was not checked: the region's usage was not read");
    else if (check->after.size == NULL || quota.vcpus == 0)
        ak__note(check, ak__field(check),
                 "the quota was not checked: how many vCPUs the size has is not known");
    else if (!ak__choice_is(&check->after, AK_POOL_TRAIT_SPOT))
        judge_row(check, quota.region, row_of(check->around->facts, AK_POOL_RULE_QUOTA_REGION));
}

void ak__rule_quota_spot(struct ak__check *check)
{
    struct ak__quota quota = ak__quota_find(&check->after, check->around);

    if (counts_nodes(check) && ak__choice_is(&check->after, AK_POOL_TRAIT_SPOT))
        judge_row(check, quota.region, row_of(check->around->facts, AK_POOL_RULE_QUOTA_SPOT));
}
