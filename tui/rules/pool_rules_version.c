/* pool_rules_version.c: Kubernetes versions: of a new pool, and of upgrades. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"
#include "pool_check_int.h"

/* The version that is asked for; NULL when none is. */
static const char *target_of(const struct ak__check *check)
{
    switch (check->intent->kind) {
    case AK_INTENT_POOL_UPGRADE:
    case AK_INTENT_CLUSTER_UPGRADE:
        return check->intent->version != NULL ? check->intent->version : "";
    case AK_INTENT_POOL_UPDATE:
        return ak__changes(check, AK_POOL_FIELD_VERSION)
                   ? ak_pool_wish_text(&check->intent->wish, AK_POOL_FIELD_VERSION)
                   : NULL;
    case AK_INTENT_POOL_ADD:
        return ak__wishes(check, AK_POOL_FIELD_VERSION)
                   ? ak_pool_wish_text(&check->intent->wish, AK_POOL_FIELD_VERSION)
                   : NULL;
    case AK_INTENT_POOL_DELETE:
    case AK_INTENT_POOL_SCALE:
    case AK_INTENT_POOL_UPGRADE_IMAGE:
    case AK_INTENT_POOL_START:
    case AK_INTENT_POOL_STOP:
    case AK_INTENT_POOL_ABORT:
    case AK_INTENT_POOL_RECONCILE:
    case AK_INTENT_FEATURE_REGISTER:
    case AK_INTENT_COUNT:
        break;
    }
    return NULL;
}

static bool is_cluster(const struct ak__check *check)
{
    return check->intent->kind == AK_INTENT_CLUSTER_UPGRADE;
}

static const char *control_plane(const struct ak__check *check)
{
    return check->around->cluster->kubernetes_version;
}

/* What is to be upgraded runs this. */
static const char *current_of(const struct ak__check *check)
{
    if (is_cluster(check) || check->around->pool == NULL)
        return control_plane(check);
    return check->around->pool->kubernetes_version;
}

/* -1, 0, 1; by minor where either has no patch, since a minor alone stands for a patch that fits.
 */
static int compare(const char *a, const char *b)
{
    bool a_has_patch = false;
    bool b_has_patch = false;
    int order;

    if (!ak__is_version(a, &a_has_patch) || !ak__is_version(b, &b_has_patch))
        return 0;
    if (!a_has_patch || !b_has_patch)
        return (ak_minor_parse(a) > ak_minor_parse(b)) - (ak_minor_parse(a) < ak_minor_parse(b));
    order = ak_version_compare(a, b);
    return (order > 0) - (order < 0);
}

/* The target, when it is one that can be read; NULL: none, or version.format speaks of it. */
static const char *readable_target(const struct ak__check *check)
{
    const char *target = target_of(check);
    bool has_patch;

    return target != NULL && ak__is_version(target, &has_patch) ? target : NULL;
}

void ak__rule_version_format(struct ak__check *check)
{
    const char *target = target_of(check);
    bool has_patch;

    if (target != NULL && target[0] == '\0')
        ak__break(check, AK_POOL_FIELD_VERSION, "no Kubernetes version is chosen");
    else if (target != NULL && !ak__is_version(target, &has_patch))
        ak__break(check, AK_POOL_FIELD_VERSION, "%s is no Kubernetes version",
                  ak__quote(check->out->arena, target));
}

/* ---- skew ---- */

int64_t ak__allowed_skew(const struct ak_facts *facts, ak_minor control_plane)
{
    const struct ak_pool_rule *rule = facts->pool_rule_of[AK_POOL_RULE_VERSION_SKEW];

    return control_plane >= rule->from ? rule->max.value : rule->max_before.value;
}

int ak__minors_behind(ak_minor older, ak_minor newer)
{
    if (older == 0 || newer == 0 || older / 1000 != newer / 1000)
        return 0;
    return newer - older;
}

/* Pools that the control plane would leave too far behind. */
static void check_pools_behind(struct ak__check *check, ak_minor target)
{
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    for (size_t i = 0; i < count; i++) {
        ak_minor minor = ak_minor_parse(pools[i].kubernetes_version);

        if (ak__minors_behind(minor, target) > ak__allowed_skew(check->around->facts, target))
            ak__break(check, AK_POOL_FIELD_VERSION,
                      "the node pool %s runs %s, %d minor versions behind", pools[i].name,
                      pools[i].kubernetes_version, ak__minors_behind(minor, target));
    }
}

void ak__rule_version_skew(struct ak__check *check)
{
    const char *target = readable_target(check);
    const char *newest = control_plane(check);
    ak_minor minor = ak_minor_parse(target);
    ak_minor newest_minor = ak_minor_parse(newest);

    if (target == NULL)
        return;
    if (is_cluster(check)) {
        check_pools_behind(check, minor);
        return;
    }
    if (newest == NULL)
        ak__note(check, AK_POOL_FIELD_VERSION,
                 "the version was not compared with the control plane's, which was not told");
    else if (compare(target, newest) > 0)
        ak__break(check, AK_POOL_FIELD_VERSION,
                  "Kubernetes %s is newer than the control plane's %s", target, newest);
    else if (ak__minors_behind(minor, newest_minor) >
             ak__allowed_skew(check->around->facts, newest_minor))
        ak__break(check, AK_POOL_FIELD_VERSION,
                  "Kubernetes %s is %d minor versions behind the control plane's %s", target,
                  ak__minors_behind(minor, newest_minor), newest);
}

/* ---- what the region offers ---- */

static void check_offer(struct ak__check *check, const struct ak_kubernetes_version *offer,
                        const char *target)
{
    const char *plan = check->around->cluster->support_plan;
    bool has_patch = false;

    (void)ak__is_version(target, &has_patch);
    if (has_patch && offer->patches.count > 0 && !ak__has_text(&offer->patches, target))
        ak__break(check, AK_POOL_FIELD_VERSION,
                  "the patch %s is not offered in the region, the newest is %s", target,
                  offer->patches.items[0]);
    else if (plan != NULL && offer->support_plans.count > 0 &&
             !ak__has_text(&offer->support_plans, plan))
        ak__warn(check, AK_POOL_FIELD_VERSION,
                 "Kubernetes %s is offered for the support plan %s, the cluster has %s",
                 offer->minor, ak__list(check->out->arena, &offer->support_plans, " or "), plan);
    else if (offer->is_preview == AK_YES)
        ak__note(check, AK_POOL_FIELD_VERSION, "Kubernetes %s is a preview", offer->minor);
}

/* What the control plane runs a pool may run too, offered or not. */
void ak__rule_version_offered(struct ak__check *check)
{
    const struct ak_kubernetes_versions *versions = check->around->versions;
    const char *target = readable_target(check);
    const struct ak_kubernetes_version *offer;

    if (target == NULL || ak_text_caseeq(target, control_plane(check)))
        return;
    if (versions == NULL) {
        ak__note(check, AK_POOL_FIELD_VERSION,
                 "whether Kubernetes %s is offered was not checked: the region's versions were not "
                 "read",
                 target);
        return;
    }
    offer = ak__find_listed(versions, ak_minor_parse(target));
    if (offer != NULL)
        check_offer(check, offer, target);
    else if (ak_minor_parse(target) != ak_minor_parse(control_plane(check)))
        ak__warn(check, AK_POOL_FIELD_VERSION, "Kubernetes %s is not offered in the region",
                 target);
}

/* ---- upgrades ---- */

void ak__rule_downgrade(struct ak__check *check)
{
    const char *target = readable_target(check);
    const char *current = current_of(check);

    if (target == NULL || current == NULL)
        return;
    if (compare(target, current) < 0)
        ak__break(check, AK_POOL_FIELD_VERSION, "Kubernetes %s is older than the %s that runs",
                  target, current);
    else if (strcmp(target, current) == 0)
        ak__note(check, AK_POOL_FIELD_VERSION, "Kubernetes %s runs already", target);
}

struct ak__offers ak__offers_of_control_plane(const struct ak_pool_surroundings *around)
{
    const struct ak_cluster_upgrades *upgrades = around->cluster_upgrades;

    if (upgrades == NULL)
        return (struct ak__offers){0};
    return (struct ak__offers){true, upgrades->control_plane.upgrades,
                               upgrades->control_plane.upgrade_count};
}

struct ak__offers ak__offers_of_pool(const struct ak_pool_surroundings *around)
{
    const struct ak_cluster_upgrades *upgrades = around->cluster_upgrades;

    if (around->pool_upgrades != NULL)
        return (struct ak__offers){true, around->pool_upgrades->upgrades,
                                   around->pool_upgrades->upgrade_count};
    for (size_t i = 0; upgrades != NULL && i < upgrades->pool_count; i++) {
        if (ak_text_caseeq(upgrades->pools[i].name, around->pool->name))
            return (struct ak__offers){true, upgrades->pools[i].upgrades,
                                       upgrades->pools[i].upgrade_count};
    }
    return (struct ak__offers){0};
}

static struct ak__offers find_offers(const struct ak__check *check)
{
    return is_cluster(check) ? ak__offers_of_control_plane(check->around)
                             : ak__offers_of_pool(check->around);
}

/* The offer that the target names, a minor alone any patch of it. */
static const struct ak_upgrade *find_offer(const struct ak__offers *offers, const char *target)
{
    for (size_t i = 0; i < offers->count; i++) {
        if (offers->items[i].version != NULL &&
            ak_minor_parse(offers->items[i].version) == ak_minor_parse(target) &&
            compare(offers->items[i].version, target) == 0)
            return &offers->items[i];
    }
    return NULL;
}

static const char *list_offers(const struct ak__offers *offers, struct ak_arena *arena)
{
    const char **names = ak_arena_alloc(arena, offers->count + 1, sizeof *names);
    struct ak_texts list = {.items = names};

    for (size_t i = 0; i < offers->count; i++) {
        if (offers->items[i].version != NULL)
            names[list.count++] = offers->items[i].version;
    }
    return list.count > 0 ? ak__list(arena, &list, " and ") : "nothing";
}

/* An upgrade at all: to something newer, or to a minor alone that may have newer patches. */
static bool goes_up(const struct ak__check *check, const char *target)
{
    const char *current = current_of(check);

    return target != NULL && current != NULL && strcmp(target, current) != 0 &&
           compare(target, current) >= 0;
}

/* A minor alone that runs already may be asked for again: there may be no newer patch. */
void ak__rule_upgrade_profile(struct ak__check *check)
{
    const char *target = readable_target(check);
    struct ak__offers offers;
    const struct ak_upgrade *offer;

    if (!goes_up(check, target))
        return;
    offers = find_offers(check);
    offer = find_offer(&offers, target);
    if (!offers.is_known)
        ak__note(check, AK_POOL_FIELD_VERSION,
                 "whether Azure offers Kubernetes %s was not checked: the upgrade profile was not "
                 "read",
                 target);
    else if (offer == NULL && compare(target, current_of(check)) > 0)
        ak__break(check, AK_POOL_FIELD_VERSION,
                  "Azure does not offer Kubernetes %s after %s, it offers %s", target,
                  current_of(check), list_offers(&offers, check->out->arena));
    else if (offer != NULL && offer->is_preview == AK_YES)
        ak__note(check, AK_POOL_FIELD_VERSION, "Kubernetes %s is a preview", offer->version);
}

/* By the calendar; where the region's list or the profile was read, that decides. */
static bool has_left_support(const struct ak__check *check)
{
    return ak_kubernetes_retirement(current_of(check), ak_cluster_is_lts(check->around->cluster),
                                    check->around->facts, check->around->today)
               .severity >= AK_SEVERITY_ENDED;
}

/* Where the profile is known it decides: Long Term Support, and clusters that left support, may
 * skip. */
void ak__rule_upgrade_minor(struct ak__check *check)
{
    const char *target = readable_target(check);
    int steps = ak__minors_behind(ak_minor_parse(current_of(check)), ak_minor_parse(target));
    struct ak__offers offers;

    if (!goes_up(check, target) || !check->rule->max.is_set || steps <= check->rule->max.value)
        return;
    offers = find_offers(check);
    if (offers.is_known)
        return;
    if (is_cluster(check) && !ak_cluster_is_lts(check->around->cluster) && !has_left_support(check))
        ak__break(check, AK_POOL_FIELD_VERSION, "from Kubernetes %s to %s are %d minor versions",
                  current_of(check), target, steps);
    else
        ak__warn(check, AK_POOL_FIELD_VERSION, "from Kubernetes %s to %s are %d minor versions",
                 current_of(check), target, steps);
}

void ak__rule_upgrade_auto(struct ak__check *check)
{
    const char *channel = check->around->cluster->upgrade_channel;

    if (ak__has_text(&check->rule->values, channel))
        ak__break(check, AK_POOL_FIELD_VERSION, "the cluster has the upgrade channel %s", channel);
}

void ak__rule_spot_upgrade(struct ak__check *check)
{
    size_t count;
    const struct ak_pool *pools = ak__pools(check->around, &count);

    for (size_t i = 0; i < count; i++) {
        if (ak_text_caseeq(pools[i].scale_set_priority, "Spot"))
            ak__note(check, AK_POOL_FIELD_COUNT,
                     "the node pool %s is Spot and stays as it is: upgrade it after the control "
                     "plane",
                     pools[i].name);
    }
}

/* ---- how long it has left ---- */

void ak__rule_kubernetes_retires(struct ak__check *check)
{
    const struct ak_cluster *cluster = check->around->cluster;
    const char *target = readable_target(check);
    const char *version = target != NULL ? target : control_plane(check);
    bool is_chosen = target != NULL || check->intent->kind == AK_INTENT_POOL_ADD;
    struct ak_retirement end = ak_kubernetes_retirement(version, ak_cluster_is_lts(cluster),
                                                        check->around->facts, check->around->today);
    char date[AK_DATE_TEXT_SIZE];

    if (!is_chosen || !end.has_days)
        return;
    ak_date_words(end.end_of_support, date);
    if (end.severity >= AK_SEVERITY_ENDED)
        ak__warn(check, AK_POOL_FIELD_VERSION, "support of %s ended on %s", end.what, date);
    else if (end.severity == AK_SEVERITY_SOON)
        ak__break(check, AK_POOL_FIELD_VERSION, "support of %s ends on %s, in %d d", end.what, date,
                  end.days);
}
