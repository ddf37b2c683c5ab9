/* pool_rules_cluster.c: names, accepted values, and what the cluster sets limits to. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

static const char *wish_text(const struct ak__check *check, enum ak_pool_field field)
{
    return ak_pool_wish_text(&check->intent->wish, field);
}

/* ---- names ---- */

static void check_name(struct ak__check *check)
{
    struct ak_arena *arena = check->out->arena;
    const char *name = wish_text(check, AK_POOL_FIELD_NAME);
    const char *misfit = ak__misfit(&check->rule->shape, name, arena);

    if (misfit != NULL && name[0] == '\0')
        ak__break(check, AK_POOL_FIELD_NAME, "the name is missing");
    else if (misfit != NULL)
        ak__break(check, AK_POOL_FIELD_NAME, "the name %s %s", ak__quote(arena, name), misfit);
}

void ak__rule_name_pattern(struct ak__check *check)
{
    check_name(check);
}

/* Only what name.pattern lets through. */
void ak__rule_name_windows(struct ak__check *check)
{
    const struct ak_pool_rule *general =
        check->around->facts->pool_rule_of[AK_POOL_RULE_NAME_PATTERN];

    if (ak__choice_is(&check->after, AK_POOL_TRAIT_WINDOWS) &&
        ak__misfit(&general->shape, wish_text(check, AK_POOL_FIELD_NAME), check->out->arena) ==
            NULL)
        check_name(check);
}

void ak__rule_name_unique(struct ak__check *check)
{
    const char *name = wish_text(check, AK_POOL_FIELD_NAME);
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    for (size_t i = 0; i < count; i++) {
        if (ak_text_caseeq(pools[i].name, name)) {
            ak__break(check, AK_POOL_FIELD_NAME, "the cluster has a node pool \"%s\" already",
                      pools[i].name);
            return;
        }
    }
}

/* ---- accepted values ---- */

void ak__rule_values(struct ak__check *check)
{
    enum ak_pool_field field = ak__field(check);
    const char *text = wish_text(check, field);

    if (ak__wishes(check, field) && !ak__has_text(&check->rule->values, text))
        ak__break(check, field, "%s %s %s", ak_pool_field_get(field)->label,
                  ak__quote(check->out->arena, text),
                  ak__has_text(&check->rule->others, text) ? "is not offered here"
                                                           : "is not known");
}

void ak__rule_switches(struct ak__check *check)
{
    static const char *const words[] = {"yes", "true", "on", "1", "no", "false", "off", "0"};
    static const struct ak_texts known = {.items = words, .count = sizeof words / sizeof words[0]};
    const struct ak_pool_rule *rule = check->rule;

    for (size_t i = 0; i < rule->field_count; i++) {
        enum ak_pool_field field = rule->fields[i];
        const char *text = wish_text(check, field);

        if (ak__wishes(check, field) && !ak__has_text(&known, text))
            ak__break(check, field, "%s %s is neither yes nor no", ak_pool_field_get(field)->label,
                      ak__quote(check->out->arena, text));
    }
}

/* ---- the cluster ---- */

void ak__rule_windows_profile(struct ak__check *check)
{
    const struct ak_cluster *cluster = check->around->cluster;

    if (ak__choice_is(&check->after, AK_POOL_TRAIT_WINDOWS) && cluster->windows_admin == NULL)
        ak__break(check, AK_POOL_FIELD_OS_TYPE, "a Windows pool in %s",
                  cluster->name != NULL ? cluster->name : "this cluster");
}

void ak__rule_windows_not_first(struct ak__check *check)
{
    bool is_empty = check->around->pools != NULL && check->around->pool_count == 0;

    if (ak__choice_is(&check->after, AK_POOL_TRAIT_WINDOWS) && is_empty)
        ak__break(check, AK_POOL_FIELD_OS_TYPE, "the cluster has no node pool yet");
}

void ak__rule_limit_pools(struct ak__check *check)
{
    size_t count;

    (void)ak__pools(check->around, &count);
    if (check->rule->max.is_set && (int64_t)count >= check->rule->max.value)
        ak__break(check, AK_POOL_FIELD_COUNT, "the cluster has %zu node pools", count);
}

static const struct ak_pool *find_type(const struct ak__check *check, const char *type)
{
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    for (size_t i = 0; i < count; i++) {
        if (ak_text_caseeq(pools[i].type, type))
            return &pools[i];
    }
    return NULL;
}

static bool has_basic_balancer(const struct ak__check *check)
{
    return ak_text_caseeq(check->around->cluster->load_balancer_sku, "Basic");
}

void ak__rule_cluster_requirements(struct ak__check *check)
{
    const struct ak_pool *pool = find_type(check, "AvailabilitySet");

    if (pool != NULL)
        ak__break(check, AK_POOL_FIELD_COUNT, "the node pool %s is an availability set",
                  pool->name);
    if (has_basic_balancer(check))
        ak__break(check, AK_POOL_FIELD_COUNT, "the cluster has a Basic load balancer");
}

/* ---- nodes of the cluster ---- */

/* Nodes of all pools but the one that changes. */
static int64_t other_nodes(const struct ak__check *check)
{
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);
    const struct ak_pool *changed = check->around->pool;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_counted = pools[i].count.is_set && pools[i].count.value > 0 &&
                          pools[i].count.value <= AK__COUNT_LIMIT;

        if (is_counted && (changed == NULL || !ak_text_caseeq(pools[i].name, changed->name)))
            sum += pools[i].count.value;
    }
    return sum;
}

/* The change makes nodes, for good or (an upgrade) for a while. */
static bool makes_nodes(const struct ak__check *check)
{
    if (ak__is_upgrade(check) || !check->has_before)
        return check->after.nodes.is_set;
    return check->after.nodes.is_set &&
           ak__most_nodes(&check->after) > ak__most_nodes(&check->before);
}

/* True when it said something. */
static bool check_total(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;
    long long others = (long long)other_nodes(check);
    long long limit = (long long)check->rule->max.value;
    long long nodes = (long long)after->nodes.value;
    long long most = (long long)ak__most_nodes(after);
    long long surge = (long long)ak__choice_surge(after, check->around->facts, after->nodes.value);

    if (others + nodes > limit)
        ak__break(check, AK_POOL_FIELD_NODES, "%lld nodes beside the cluster's other %lld", nodes,
                  others);
    else if (ak__is_upgrade(check) && others + nodes + surge > limit)
        ak__break(check, AK_POOL_FIELD_MAX_SURGE,
                  "with a surge of %lld the cluster would have %lld nodes", surge,
                  others + nodes + surge);
    else if (!ak__is_upgrade(check) && others + most > limit)
        ak__warn(check, AK_POOL_FIELD_MAX_NODES, "up to %lld nodes beside the cluster's other %lld",
                 most, others);
    else
        return false;
    return true;
}

void ak__rule_limit_nodes(struct ak__check *check)
{
    const struct ak_cluster *cluster = check->around->cluster;
    const struct ak_number *advised = &check->rule->advise_above;
    int64_t nodes = other_nodes(check) + ak__most_nodes(&check->after);

    if (!makes_nodes(check) || check_total(check) || ak__is_upgrade(check))
        return;
    if (ak_text_caseeq(cluster->sku_tier, "Free") && advised->is_set && nodes > advised->value)
        ak__note(check, AK_POOL_FIELD_NODES,
                 "the cluster would have up to %lld nodes: Microsoft recommends its Free tier for "
                 "at most %lld",
                 (long long)nodes, (long long)advised->value);
}

void ak__rule_limit_availability_set(struct ak__check *check)
{
    if (makes_nodes(check) &&
        (has_basic_balancer(check) || find_type(check, "AvailabilitySet") != NULL))
        (void)check_total(check);
}

/* ---- the subnet ---- */

/* The length of "/subscriptions/…/virtualNetworks/NAME" in a subnet's id; 0 when it is none. */
static size_t network_length(const char *id)
{
    static const char subnets[] = "/subnets/";
    const char *at = ak_text_casestr(id, subnets);
    const char *network = ak_text_casestr(id, "/providers/Microsoft.Network/virtualNetworks/");
    bool is_whole = at != NULL && network != NULL && network < at &&
                    ak_text_has_prefix(id, "/subscriptions/", true) &&
                    at[sizeof subnets - 1] != '\0' && strchr(at + sizeof subnets - 1, '/') == NULL;

    return is_whole ? (size_t)(at - id) : 0;
}

static bool is_same_network(const char *a, const char *b)
{
    size_t len = network_length(a);

    if (len == 0 || len != network_length(b))
        return false;
    for (size_t i = 0; i < len; i++) {
        char x = (char)(a[i] >= 'A' && a[i] <= 'Z' ? a[i] + 32 : a[i]);
        char y = (char)(b[i] >= 'A' && b[i] <= 'Z' ? b[i] + 32 : b[i]);

        if (x != y)
            return false;
    }
    return true;
}

/* A chosen subnet against the one of an existing pool. */
static void compare_subnets(struct ak__check *check, const char *id, const struct ak_pool *pool)
{
    if (pool->vnet_subnet_id == NULL)
        ak__warn(check, AK_POOL_FIELD_SUBNET,
                 "the node pool %s lies in a network that AKS made itself", pool->name);
    else if (!is_same_network(id, pool->vnet_subnet_id))
        ak__break(check, AK_POOL_FIELD_SUBNET, "the node pool %s lies in another virtual network",
                  pool->name);
}

void ak__rule_subnet(struct ak__check *check)
{
    const char *id = wish_text(check, AK_POOL_FIELD_SUBNET);
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    if (!ak__wishes(check, AK_POOL_FIELD_SUBNET)) {
        if (count > 0 && pools[0].vnet_subnet_id != NULL)
            ak__note(check, AK_POOL_FIELD_SUBNET,
                     "no subnet is chosen, though the node pool %s has one: Azure decides",
                     pools[0].name);
        return;
    }
    if (network_length(id) == 0)
        ak__break(check, AK_POOL_FIELD_SUBNET, "%s is no resource id of a subnet",
                  ak__quote(check->out->arena, id));
    else if (count > 0)
        compare_subnets(check, id, &pools[0]);
}
