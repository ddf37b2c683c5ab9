/* pool_rules_change.c: what must be there and must not be under way; what can't change; states. */
#include "config.h"

#include "akscope/base/text.h"
#include "pool_check_int.h"

/* A state in which nothing runs; NULL: not reported. */
static bool is_settled(const char *state)
{
    return state == NULL || ak_text_caseeq(state, "Succeeded") || ak_text_caseeq(state, "Failed") ||
           ak_text_caseeq(state, "Canceled");
}

static bool is_stopped(const char *power_state)
{
    return ak_text_caseeq(power_state, "Stopped");
}

static const char *pool_name(const struct ak__check *check)
{
    const struct ak_pool *pool = check->around->pool;

    return pool != NULL && pool->name != NULL ? pool->name : "the pool";
}

static const char *cluster_name(const struct ak__check *check)
{
    const char *name = check->around->cluster->name;

    return name != NULL ? name : "the cluster";
}

/* A cluster always has pools: none means that they were not read. */
void ak__rule_pool_known(struct ak__check *check)
{
    const char *name = check->intent->pool_name;
    const char *quoted = ak__quote(check->out->arena, name != NULL ? name : "");
    size_t count;

    (void)ak__pools(check->around, &count);
    if (check->around->pool != NULL)
        return;
    if (count > 0)
        ak__break(check, AK_POOL_FIELD_COUNT, "%s has no node pool %s", cluster_name(check),
                  quoted);
    else
        ak__note(check, AK_POOL_FIELD_COUNT, "the node pool %s was not checked: it was not read",
                 quoted);
}

void ak__rule_cluster_stopped(struct ak__check *check)
{
    if (is_stopped(check->around->cluster->power_state))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is stopped", cluster_name(check));
}

void ak__rule_state(struct ak__check *check)
{
    const struct ak_pool *pool = check->around->pool;
    const char *state = check->around->cluster->provisioning_state;

    if (!is_settled(state))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is in state %s", cluster_name(check), state);
    else if (pool != NULL && !is_settled(pool->provisioning_state))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is in state %s", pool_name(check),
                  pool->provisioning_state);
}

void ak__rule_abort_state(struct ak__check *check)
{
    const char *state = check->around->pool->provisioning_state;

    if (state != NULL && is_settled(state))
        ak__break(check, AK_POOL_FIELD_COUNT, "nothing runs on %s, its state is %s",
                  pool_name(check), state);
}

void ak__rule_stop_system(struct ak__check *check)
{
    if (ak__choice_is(&check->before, AK_POOL_TRAIT_SYSTEM))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is a System pool", pool_name(check));
}

void ak__rule_stop_state(struct ak__check *check)
{
    const struct ak_pool *pool = check->around->pool;
    const char *state = pool->provisioning_state;

    if (is_stopped(pool->power_state))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is stopped already", pool_name(check));
    else if (state != NULL && is_settled(state) && !ak_text_caseeq(state, "Succeeded"))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is in state %s", pool_name(check), state);
}

void ak__rule_stop_auto_provisioning(struct ak__check *check)
{
    if (ak__has_text(&check->rule->values, check->around->cluster->node_provisioning_mode))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s provisions nodes by itself", cluster_name(check));
}

void ak__rule_start_state(struct ak__check *check)
{
    const char *state = check->around->pool->power_state;

    if (state != NULL && !is_stopped(state))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is not stopped, it is %s", pool_name(check),
                  state);
}

void ak__rule_scale_stopped(struct ak__check *check)
{
    if (is_stopped(check->around->pool->power_state))
        ak__break(check, AK_POOL_FIELD_NODES, "%s is stopped", pool_name(check));
}

/* Another pool that can take the cluster's own pods. */
static bool has_other_system_pool(const struct ak__check *check)
{
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    for (size_t i = 0; i < count; i++) {
        if (ak__has_text(&check->rule->values, pools[i].mode) &&
            !ak_text_caseeq(pools[i].name, check->around->pool->name) &&
            !ak_text_caseeq(pools[i].provisioning_state, "Deleting"))
            return true;
    }
    return false;
}

void ak__rule_last_system(struct ak__check *check)
{
    bool stays = check->intent->kind == AK_INTENT_POOL_UPDATE &&
                 ak__choice_is(&check->after, AK_POOL_TRAIT_SYSTEM);

    if (ak__choice_is(&check->before, AK_POOL_TRAIT_SYSTEM) && !stays &&
        !has_other_system_pool(check))
        ak__break(check, ak__field(check), "%s is the last System pool of %s", pool_name(check),
                  cluster_name(check));
}

void ak__rule_change_nothing(struct ak__check *check)
{
    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        if (ak__changes(check, (enum ak_pool_field)i))
            return;
    }
    ak__break(check, AK_POOL_FIELD_COUNT, "%s is like that already", pool_name(check));
}

void ak__rule_immutable(struct ak__check *check)
{
    const struct ak_pool_rule *rule = check->rule;
    struct ak_arena *arena = check->out->arena;

    for (size_t i = 0; i < rule->field_count; i++) {
        enum ak_pool_field field = rule->fields[i];
        const char *now = ak__pool_text(check->around->pool, field, arena);

        if (ak__changes(check, field))
            ak__break(check, field, "%s of %s is %s, not %s", ak_pool_field_get(field)->label,
                      pool_name(check), now != NULL ? now : "not set",
                      ak__quote(arena, ak_pool_wish_text(&check->intent->wish, field)));
    }
}

void ak__rule_fips_windows_update(struct ak__check *check)
{
    if (ak__changes(check, AK_POOL_FIELD_FIPS) &&
        ak__choice_is(&check->before, AK_POOL_TRAIT_WINDOWS))
        ak__break(check, ak__field(check), "%s runs Windows", pool_name(check));
}

void ak__rule_image_latest(struct ak__check *check)
{
    const struct ak_pool_upgrades *upgrades = check->around->pool_upgrades;
    const char *image = check->around->pool->node_image_version;

    if (upgrades == NULL || upgrades->latest_node_image_version == NULL)
        ak__note(
            check, AK_POOL_FIELD_COUNT,
            "whether there is a newer node image was not checked: the pool's upgrades were not "
            "read");
    else if (ak_text_caseeq(upgrades->latest_node_image_version, image))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s has the newest node image, %s", pool_name(check),
                  image);
}

static const struct ak_feature *find_feature(const struct ak_features *features, const char *name)
{
    for (size_t i = 0; features != NULL && name != NULL && i < features->count; i++) {
        if (ak_text_caseeq(features->items[i].name, name))
            return &features->items[i];
    }
    return NULL;
}

const char *ak__feature_state(const struct ak_features *features, const char *name)
{
    const struct ak_feature *feature = find_feature(features, name);

    return feature != NULL ? feature->state : NULL;
}

void ak__rule_feature_state(struct ak__check *check)
{
    const char *name = check->intent->feature;
    const struct ak_feature *feature = find_feature(check->around->features, name);

    if (feature == NULL && check->around->features != NULL)
        ak__break(check, AK_POOL_FIELD_COUNT, "Microsoft.ContainerService lists no feature %s",
                  ak__quote(check->out->arena, name != NULL ? name : ""));
    else if (feature != NULL && (ak_text_caseeq(feature->state, "Registered") ||
                                 ak_text_caseeq(feature->state, "Registering")))
        ak__break(check, AK_POOL_FIELD_COUNT, "%s is in state %s", feature->name, feature->state);
}
