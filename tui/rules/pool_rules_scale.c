/* pool_rules_scale.c: counts, the autoscaler, zones, Spot, disks, pods, upgrade settings. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

static const char *wish_text(const struct ak__check *check, enum ak_pool_field field)
{
    return ak_pool_wish_text(&check->intent->wish, field);
}

static const char *quote(const struct ak__check *check, enum ak_pool_field field)
{
    return ak__quote(check->out->arena, wish_text(check, field));
}

static const char *label(enum ak_pool_field field)
{
    return ak_pool_field_get(field)->label;
}

static bool is(const struct ak__check *check, enum ak_pool_trait trait)
{
    return ak__choice_is(&check->after, trait);
}

/* ---- numbers within bounds ---- */

static bool is_beyond(int64_t value, struct ak_number low, struct ak_number high)
{
    return (low.is_set && value < low.value) || (high.is_set && value > high.value);
}

/* "1 node", "a drain timeout of 5 minutes". */
static const char *amount(const struct ak__check *check, enum ak_pool_field field, int64_t value)
{
    static const struct {
        const char *before, *unit, *after;
    } words[AK_POOL_FIELD_COUNT] = {
        [AK_POOL_FIELD_NODES] = {"", "node", ""},
        [AK_POOL_FIELD_MIN_NODES] = {"a minimum of ", "node", ""},
        [AK_POOL_FIELD_MAX_NODES] = {"a maximum of ", "node", ""},
        [AK_POOL_FIELD_MAX_PODS] = {"", "pod", " a node"},
        [AK_POOL_FIELD_DISK_SIZE] = {"an OS disk of ", "GiB", ""},
        [AK_POOL_FIELD_DRAIN_TIMEOUT] = {"a drain timeout of ", "minute", ""},
        [AK_POOL_FIELD_NODE_SOAK] = {"a node soak of ", "minute", ""},
    };
    const char *unit = words[field].unit;
    bool is_plural = value != 1 && field != AK_POOL_FIELD_DISK_SIZE;

    if (unit == NULL)
        AK_BUG("there are no words for an amount of %s", label(field));
    return ak_arena_printf(check->out->arena, "%s%lld %s%s%s", words[field].before,
                           (long long)value, unit, is_plural ? "s" : "", words[field].after);
}

/* A number that is there against the rule's bounds, the strictest last. */
static void judge(struct ak__check *check, enum ak_pool_field field, int64_t value)
{
    const struct ak_pool_rule *rule = check->rule;

    if (is_beyond(value, rule->min, rule->max))
        ak__break(check, field, "%s", amount(check, field, value));
    else if (is_beyond(value, rule->warn_below, rule->warn_above))
        ak__warn(check, field, "%s", amount(check, field, value));
    else if (is_beyond(value, rule->advise_below, rule->advise_above))
        ak__remark(check, field, "%s", amount(check, field, value));
}

/* The number that was typed; false after telling that it is none. */
static bool read_number(struct ak__check *check, enum ak_pool_field field, int64_t *out)
{
    struct ak_number number = ak_pool_wish_number(&check->intent->wish, field);

    if (!number.is_set)
        ak__break(check, field, "%s %s is no whole number", label(field), quote(check, field));
    *out = number.value;
    return number.is_set;
}

/* A field that the wish has. */
static void check_number(struct ak__check *check, enum ak_pool_field field)
{
    int64_t value;

    if (ak__wishes(check, field) && read_number(check, field, &value))
        judge(check, field, value);
}

void ak__rule_range(struct ak__check *check)
{
    check_number(check, ak__field(check));
}

void ak__rule_disk_size(struct ak__check *check)
{
    struct ak_number size = ak_pool_wish_number(&check->intent->wish, AK_POOL_FIELD_DISK_SIZE);

    if (!size.is_set || size.value != 0) /* 0 stands for the size's own */
        check_number(check, AK_POOL_FIELD_DISK_SIZE);
}

/* ---- counts ---- */

/* What a count rule looks at: a count, mode or bound that the change touches. */
static bool touches_counts(const struct ak__check *check)
{
    return !check->has_before || ak__wishes(check, AK_POOL_FIELD_NODES) ||
           ak__wishes(check, AK_POOL_FIELD_AUTOSCALER) ||
           ak__wishes(check, AK_POOL_FIELD_MIN_NODES) || ak__changes(check, AK_POOL_FIELD_MODE);
}

/* With the autoscaler the fewest nodes count as much as those at first. */
static void check_count(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    int64_t value = after->nodes.value;

    if (ak__wishes(check, AK_POOL_FIELD_NODES) && !read_number(check, AK_POOL_FIELD_NODES, &value))
        return;
    if (!ak__wishes(check, AK_POOL_FIELD_NODES) && !after->nodes.is_set)
        return;
    if (after->has_autoscaler && after->min_nodes.is_set && after->min_nodes.value < value)
        judge(check, AK_POOL_FIELD_MIN_NODES, after->min_nodes.value);
    else
        judge(check, AK_POOL_FIELD_NODES, value);
}

void ak__rule_count_user(struct ak__check *check)
{
    if (ak_text_caseeq(check->after.mode, "User") && touches_counts(check))
        check_count(check);
}

void ak__rule_count_system(struct ak__check *check)
{
    if (is(check, AK_POOL_TRAIT_SYSTEM) && touches_counts(check))
        check_count(check);
}

/* Pools of other modes. */
void ak__rule_count_other(struct ak__check *check)
{
    if (!ak_text_caseeq(check->after.mode, "User") && !is(check, AK_POOL_TRAIT_SYSTEM) &&
        touches_counts(check))
        check_count(check);
}

void ak__rule_scale_autoscaler(struct ak__check *check)
{
    if (check->after.has_autoscaler && ak__changes(check, AK_POOL_FIELD_NODES))
        ak__break(check, AK_POOL_FIELD_NODES, "the autoscaler of %s is on",
                  check->around->pool->name);
}

/* ---- the autoscaler ---- */

static void check_bound(struct ak__check *check, enum ak_pool_field field, struct ak_number there)
{
    int64_t value;

    if (ak__wishes(check, field)) {
        if (read_number(check, field, &value))
            judge(check, field, value);
    } else if (!there.is_set) {
        ak__break(check, field, "%s is missing", label(field));
    }
}

static bool touches_autoscaler(const struct ak__check *check)
{
    return ak__wishes(check, AK_POOL_FIELD_AUTOSCALER) ||
           ak__wishes(check, AK_POOL_FIELD_MIN_NODES) || ak__wishes(check, AK_POOL_FIELD_MAX_NODES);
}

void ak__rule_autoscaler_range(struct ak__check *check)
{
    if (!check->after.has_autoscaler || !touches_autoscaler(check))
        return;
    check_bound(check, AK_POOL_FIELD_MIN_NODES, check->after.min_nodes);
    check_bound(check, AK_POOL_FIELD_MAX_NODES, check->after.max_nodes);
}

/* What there is comes to lie between the bounds by itself. */
static void note_adjustment(struct ak__check *check)
{
    const struct ak__choice *before = &check->before;
    const struct ak__choice *after = &check->after;

    if (check->has_before && before->nodes.is_set && before->nodes.value != after->nodes.value)
        ak__note(check, AK_POOL_FIELD_MIN_NODES,
                 "%s has %lld nodes, not between %lld and %lld: it will have %lld",
                 check->around->pool->name, (long long)before->nodes.value,
                 (long long)after->min_nodes.value, (long long)after->max_nodes.value,
                 (long long)after->nodes.value);
}

void ak__rule_autoscaler_order(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    struct ak_number nodes = ak_pool_wish_number(&check->intent->wish, AK_POOL_FIELD_NODES);
    long long low = (long long)after->min_nodes.value;
    long long high = (long long)after->max_nodes.value;
    bool is_touched = touches_autoscaler(check) || ak__wishes(check, AK_POOL_FIELD_NODES);

    if (!after->has_autoscaler || !is_touched || !after->min_nodes.is_set ||
        !after->max_nodes.is_set)
        return;
    if (low > high)
        ak__break(check, AK_POOL_FIELD_MAX_NODES, "the minimum %lld is above the maximum %lld", low,
                  high);
    else if (!nodes.is_set)
        note_adjustment(check);
    else if (is_beyond(nodes.value, after->min_nodes, after->max_nodes))
        ak__break(check, AK_POOL_FIELD_NODES, "%s, not between %lld and %lld",
                  amount(check, AK_POOL_FIELD_NODES, nodes.value), low, high);
}

void ak__rule_autoscaler_off(struct ak__check *check)
{
    bool has_min = ak__wishes(check, AK_POOL_FIELD_MIN_NODES);

    if (!check->after.has_autoscaler && (has_min || ak__wishes(check, AK_POOL_FIELD_MAX_NODES)))
        ak__break(check, has_min ? AK_POOL_FIELD_MIN_NODES : AK_POOL_FIELD_MAX_NODES,
                  "minimum and maximum are given, the autoscaler is off");
}

/* ---- pods and disks ---- */

void ak__rule_max_pods(struct ak__check *check)
{
    const char *plugin = check->around->cluster->network_plugin;

    if (plugin == NULL || ak__has_text(&check->rule->values, plugin))
        check_number(check, AK_POOL_FIELD_MAX_PODS);
}

/* Also when a pool that allows fewer becomes a System pool. */
void ak__rule_max_pods_system(struct ak__check *check)
{
    struct ak_number wished = ak_pool_wish_number(&check->intent->wish, AK_POOL_FIELD_MAX_PODS);
    const struct ak_pool *pool = check->around->pool;
    bool is_touched =
        ak__wishes(check, AK_POOL_FIELD_MAX_PODS) || ak__changes(check, AK_POOL_FIELD_MODE);

    if (!is(check, AK_POOL_TRAIT_SYSTEM) || !is_touched)
        return;
    if (wished.is_set)
        judge(check, AK_POOL_FIELD_MAX_PODS, wished.value);
    else if (pool != NULL && pool->max_pods.is_set)
        judge(check, AK_POOL_FIELD_MAX_PODS, pool->max_pods.value);
}

void ak__rule_max_pods_windows(struct ak__check *check)
{
    struct ak_number pods = ak_pool_wish_number(&check->intent->wish, AK_POOL_FIELD_MAX_PODS);

    if (is(check, AK_POOL_TRAIT_WINDOWS) && pods.is_set)
        judge(check, AK_POOL_FIELD_MAX_PODS, pods.value);
}

/* The combination tells that a size has no room at all; how large its cache is, no list tells. */
void ak__rule_disk_ephemeral(struct ak__check *check)
{
    const struct ak_vm_size *size = check->after.size;
    struct ak_number disk = ak_pool_wish_number(&check->intent->wish, AK_POOL_FIELD_DISK_SIZE);

    ak__rule_combinations(check);
    if (!is(check, AK_POOL_TRAIT_EPHEMERAL) || is(check, AK_POOL_TRAIT_EPHEMERAL_INCAPABLE))
        return;
    if (size == NULL)
        ak__note(check, AK_POOL_FIELD_DISK_TYPE,
                 "whether the size has room for an ephemeral OS disk was not checked");
    else if (disk.is_set && disk.value > 0 && disk.value <= AK__COUNT_LIMIT &&
             size->local_disk_mib.is_set && disk.value * 1024 > size->local_disk_mib.value)
        ak__note(check, AK_POOL_FIELD_DISK_SIZE,
                 "the temporary disk of %s has %lld GiB, less than the OS disk's %lld; whether its "
                 "cache is larger was not checked",
                 size->name, (long long)(size->local_disk_mib.value / 1024), (long long)disk.value);
}

/* ---- zones ---- */

/* The zones of the region in which the size may be used. */
static struct ak_texts open_zones(const struct ak_vm_size *size, struct ak_arena *arena)
{
    const char **items = ak_arena_alloc(arena, size->zones.count + 1, sizeof *items);
    struct ak_texts zones = {.items = items};

    for (size_t i = 0; i < size->zones.count; i++) {
        if (!ak__has_text(&size->restricted_zones, size->zones.items[i]))
            items[zones.count++] = size->zones.items[i];
    }
    return zones;
}

static void check_zones_of_size(struct ak__check *check, const struct ak_texts *wished)
{
    const struct ak_vm_size *size = check->after.size;
    struct ak_arena *arena = check->out->arena;
    struct ak_texts zones = open_zones(size, arena);
    const char *region = check->around->cluster->location;

    for (size_t i = 0; i < wished->count; i++) {
        if (ak__has_text(&zones, wished->items[i]))
            continue;
        ak__break(check, AK_POOL_FIELD_ZONES, "%s is not offered in zone %s of %s, it is in %s",
                  size->name, ak__quote(arena, wished->items[i]),
                  region != NULL ? region : "the region",
                  zones.count > 0 ? ak__list(arena, &zones, " and ") : "none");
        return;
    }
}

void ak__rule_zones(struct ak__check *check)
{
    struct ak_texts wished =
        ak_pool_wish_texts(&check->intent->wish, AK_POOL_FIELD_ZONES, check->out->arena);

    for (size_t i = 0; i < wished.count; i++) {
        if (ak__has_text(&check->rule->values, wished.items[i]))
            continue;
        ak__break(check, AK_POOL_FIELD_ZONES, "there is no zone %s",
                  ak__quote(check->out->arena, wished.items[i]));
        return;
    }
}

void ak__rule_zones_of_size(struct ak__check *check)
{
    struct ak_texts wished =
        ak_pool_wish_texts(&check->intent->wish, AK_POOL_FIELD_ZONES, check->out->arena);

    if (wished.count == 0)
        return;
    if (check->after.size != NULL)
        check_zones_of_size(check, &wished);
    else
        ak__note(check, AK_POOL_FIELD_ZONES,
                 "whether the size is offered in these zones was not checked");
}

/* ---- Spot ---- */

/* What goes with Spot alone. */
void ak__rule_spot_only(struct ak__check *check)
{
    const struct ak_pool_rule *rule = check->rule;

    for (size_t i = 0; i < rule->field_count; i++) {
        if (ak__wishes(check, rule->fields[i]) && !is(check, AK_POOL_TRAIT_SPOT))
            ak__break(check, rule->fields[i], "%s %s without priority Spot", label(rule->fields[i]),
                      quote(check, rule->fields[i]));
    }
}

/* "-1", or a number above 0 with at most so many decimals. */
static bool is_price(const char *text, int64_t decimals)
{
    size_t whole = strspn(text, "0123456789");
    const char *rest = text + whole;
    size_t fraction = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;

    if (strcmp(text, "-1") == 0)
        return true;
    if (*rest == '.')
        rest += fraction + 1;
    return whole > 0 && *rest == '\0' && (text[whole] != '.' || fraction > 0) &&
           fraction <= (size_t)decimals && text[strspn(text, "0.")] != '\0';
}

void ak__rule_spot_price(struct ak__check *check)
{
    enum ak_pool_field field = AK_POOL_FIELD_SPOT_PRICE;

    if (ak__wishes(check, field) && !is_price(wish_text(check, field), check->rule->max.value))
        ak__break(check, field, "the Spot price %s", quote(check, field));
}

/* ---- upgrade settings ---- */

/* Digits, and perhaps a percent sign. */
static bool is_share(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && (text[digits] == '\0' || strcmp(text + digits, "%") == 0);
}

static bool is_zero(const char *share)
{
    return share[strspn(share, "0")] == '\0' || share[strspn(share, "0")] == '%';
}

/* Above 0; what is not told is the service's 0. */
static bool has_unavailable(const struct ak__check *check)
{
    const char *share = check->after.unavailable;

    return share != NULL && is_share(share) && !is_zero(share);
}

static void check_share(struct ak__check *check)
{
    enum ak_pool_field field = ak__field(check);

    if (ak__wishes(check, field) && !is_share(wish_text(check, field)))
        ak__break(check, field, "%s %s", label(field), quote(check, field));
}

void ak__rule_surge_format(struct ak__check *check)
{
    check_share(check);
}

void ak__rule_unavailable(struct ak__check *check)
{
    check_share(check);
}

void ak__rule_surge_zero(struct ak__check *check)
{
    const char *surge = check->after.surge;
    bool is_touched = ak__wishes(check, AK_POOL_FIELD_MAX_SURGE) ||
                      ak__wishes(check, AK_POOL_FIELD_MAX_UNAVAILABLE);

    if (is_touched && surge != NULL && is_share(surge) && is_zero(surge) && !has_unavailable(check))
        ak__break(check, AK_POOL_FIELD_MAX_SURGE,
                  "with max surge 0 and max unavailable 0 no node could be upgraded");
}

void ak__rule_surge_limit(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    int64_t nodes = ak__is_upgrade(check) ? after->nodes.value : ak__most_nodes(after);
    int64_t surge = ak__choice_surge(after, check->around->facts, nodes);
    int64_t limit = check->rule->max.value;

    /* More nodes than that without any surge break a rule of their own. */
    if (!after->nodes.is_set || nodes > limit || nodes + surge <= limit)
        return;
    if (ak__is_upgrade(check))
        ak__break(check, AK_POOL_FIELD_MAX_SURGE, "%lld nodes and a surge of %lld",
                  (long long)nodes, (long long)surge);
    else
        ak__warn(check, AK_POOL_FIELD_MAX_SURGE,
                 "%lld nodes and a surge of %lld: an upgrade would be refused", (long long)nodes,
                 (long long)surge);
}

void ak__rule_unavailable_both(struct ak__check *check)
{
    const char *surge = check->after.surge;
    bool surges = surge == NULL || !is_share(surge) || !is_zero(surge);
    bool is_touched = ak__wishes(check, AK_POOL_FIELD_MAX_SURGE) ||
                      ak__wishes(check, AK_POOL_FIELD_MAX_UNAVAILABLE);

    if (is_touched && has_unavailable(check) && surges)
        ak__break(check, AK_POOL_FIELD_MAX_UNAVAILABLE, "max unavailable %s beside max surge %s",
                  check->after.unavailable, surge != NULL ? surge : "as Azure sets it");
}

void ak__rule_unavailable_system(struct ak__check *check)
{
    bool is_touched =
        ak__changes(check, AK_POOL_FIELD_MAX_UNAVAILABLE) || ak__changes(check, AK_POOL_FIELD_MODE);

    if (is_touched && is(check, AK_POOL_TRAIT_SYSTEM) && has_unavailable(check))
        ak__break(check, AK_POOL_FIELD_MAX_UNAVAILABLE, "max unavailable %s on a System pool",
                  ak__quote(check->out->arena, check->after.unavailable));
}
