/* pool_rules_os.c: the OS SKU: is there one of that name, what does it give at this Kubernetes
 * version, for how long; and preview features. */
#include "config.h"

#include "akscope/base/text.h"
#include "pool_check_int.h"

/* The OS SKU as it was typed, when it is one that is known: nothing to quote. */
static const char *sku_name(const struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    return after->sku != NULL
               ? after->os_sku
               : ak__quote(check->out->arena, after->os_sku != NULL ? after->os_sku : "");
}

/* The change sets what decides the OS, and the OS SKU is one that is known. */
static bool changes_os(const struct ak__check *check)
{
    return check->after.sku != NULL &&
           (!check->has_before || !ak__gives_same_os(&check->before, &check->after));
}

/* Where a finding on the OS lands: where the person changed something. */
static enum ak_pool_field os_field(const struct ak__check *check)
{
    bool is_version =
        check->intent->kind == AK_INTENT_POOL_UPGRADE ||
        (ak__wishes(check, AK_POOL_FIELD_VERSION) && !ak__wishes(check, AK_POOL_FIELD_OS_SKU));

    return is_version ? AK_POOL_FIELD_VERSION : AK_POOL_FIELD_OS_SKU;
}

static const char *version_of(const struct ak__choice *choice)
{
    return choice->version != NULL ? choice->version : "this version";
}

/* ---- the OS SKU ---- */

void ak__rule_os_sku_known(struct ak__check *check)
{
    const char *text = ak_pool_wish_text(&check->intent->wish, AK_POOL_FIELD_OS_SKU);

    if (ak__wishes(check, AK_POOL_FIELD_OS_SKU) &&
        ak_facts_os_sku(check->around->facts, text) == NULL)
        ak__break(check, AK_POOL_FIELD_OS_SKU, "OS SKU %s is not known",
                  ak__quote(check->out->arena, text));
}

void ak__rule_os_sku_type(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (after->sku != NULL && !ak_text_caseeq(after->sku->os_type, after->os_type))
        ak__break(check, AK_POOL_FIELD_OS_SKU, "the OS SKU %s is of OS type %s, the pool of %s",
                  sku_name(check), after->sku->os_type,
                  ak__quote(check->out->arena, after->os_type));
}

void ak__rule_os_sku_default(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (after->os_sku == NULL && after->os_note != NULL)
        ak__break(check, AK_POOL_FIELD_OS_SKU, "%s", after->os_note);
}

bool ak__sku_takes(const struct ak_os_sku *sku, ak_minor minor)
{
    return minor == 0 ||
           ((sku->from == 0 || minor >= sku->from) && (sku->to == 0 || minor <= sku->to));
}

void ak__rule_os_sku_version(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (changes_os(check) && !ak__sku_takes(after->sku, after->minor))
        ak__break(check, os_field(check), "the OS SKU %s needs %s, not %s", sku_name(check),
                  ak__minors(check->out->arena, after->sku->from, after->sku->to),
                  version_of(after));
}

bool ak__lacks_cvm_image(const struct ak__choice *choice)
{
    const struct ak_os_sku *sku = choice->sku;

    if (!ak__choice_is(choice, AK_POOL_TRAIT_CVM) || sku == NULL || sku->cvm == AK_UNKNOWN)
        return false;
    return sku->cvm == AK_NO || (choice->minor != 0 && choice->os.basis == AK_OS_UNKNOWN);
}

/* Windows has no CVM image either; cvm.exclusions says so. */
void ak__rule_cvm_os(struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    if (!changes_os(check) || !ak__choice_is(after, AK_POOL_TRAIT_CVM) ||
        ak__choice_is(after, AK_POOL_TRAIT_WINDOWS) || !ak__sku_takes(after->sku, after->minor))
        return;
    if (ak__lacks_cvm_image(after) && after->sku->cvm == AK_NO)
        ak__break(check, os_field(check), "the OS SKU %s has no CVM image", sku_name(check));
    else if (ak__lacks_cvm_image(after))
        ak__break(check, os_field(check), "the OS SKU %s has no CVM image for Kubernetes %s",
                  sku_name(check), version_of(after));
    else if (after->os.basis == AK_OS_SOURCES_DIFFER)
        ak__note(check, os_field(check), "%s; OS SKU Ubuntu2404 is certain", after->os.note);
    else if (after->sku->cvm == AK_UNKNOWN)
        ak__note(check, os_field(check),
                 "whether the OS SKU %s has a CVM image is told by no source", sku_name(check));
}

void ak__rule_windows_os_sku_update(struct ak__check *check)
{
    if (ak__changes(check, AK_POOL_FIELD_OS_SKU) &&
        ak__choice_is(&check->before, AK_POOL_TRAIT_WINDOWS))
        ak__break(
            check, AK_POOL_FIELD_OS_SKU, "%s has the OS SKU %s, not %s", check->around->pool->name,
            check->before.os_sku != NULL ? check->before.os_sku : "of Windows", sku_name(check));
}

/* True when there is no way to or from the OS SKU in place. */
static bool is_fixed(const struct ak__check *check, const struct ak_os_sku *sku)
{
    return sku != NULL && ak__has_text(&check->rule->values, sku->name);
}

void ak__rule_os_sku_update(struct ak__check *check)
{
    const struct ak__choice *before = &check->before;
    const struct ak__choice *after = &check->after;
    const char *name = check->around->pool->name;

    if (!ak__changes(check, AK_POOL_FIELD_OS_SKU) || after->sku == NULL ||
        ak__choice_is(before, AK_POOL_TRAIT_WINDOWS))
        return;
    if (!ak_text_caseeq(after->sku->os_type, "Linux"))
        ak__break(check, AK_POOL_FIELD_OS_SKU, "%s runs Linux, the OS SKU %s is %s", name,
                  sku_name(check), after->sku->os_type);
    else if (is_fixed(check, before->sku) || is_fixed(check, after->sku))
        ak__break(check, AK_POOL_FIELD_OS_SKU, "there is no way in place from the OS SKU %s to %s",
                  before->os_sku != NULL ? before->os_sku : "of the pool", sku_name(check));
    else
        ak__note(check, AK_POOL_FIELD_OS_SKU, "each node of %s is reimaged for the OS SKU %s", name,
                 sku_name(check));
}

/* ---- how long it has left ---- */

void ak__rule_os_new_pools(struct ak__check *check)
{
    const struct ak_os_release *release = check->after.os.release;

    if (!changes_os(check) || release == NULL ||
        !ak_date_is_reached(release->no_new_pools, check->around->today))
        return;
    check->advice = release->action;
    ak__break(check, os_field(check), "no new pools get %s since %s", release->name,
              ak__date_words(check->out->arena, release->no_new_pools));
}

/* The change makes nodes, or boots them anew, from the pool's image. */
static bool needs_image(const struct ak__check *check)
{
    switch (check->intent->kind) {
    case AK_INTENT_POOL_SCALE:
        return check->after.nodes.value > check->before.nodes.value;
    case AK_INTENT_POOL_UPDATE:
        return changes_os(check) || check->after.nodes.value > check->before.nodes.value;
    case AK_INTENT_POOL_ADD:
    case AK_INTENT_POOL_UPGRADE:
    case AK_INTENT_POOL_UPGRADE_IMAGE:
    case AK_INTENT_POOL_START:
        return true;
    case AK_INTENT_POOL_DELETE:
    case AK_INTENT_CLUSTER_UPGRADE:
    case AK_INTENT_POOL_STOP:
    case AK_INTENT_POOL_ABORT:
    case AK_INTENT_POOL_RECONCILE:
    case AK_INTENT_FEATURE_REGISTER:
    case AK_INTENT_COUNT:
        break;
    }
    return false;
}

/* It may need it later: the autoscaler adds nodes, a reconcile repairs some. */
static bool may_need_image(const struct ak__check *check)
{
    const struct ak__choice *after = &check->after;

    return check->intent->kind == AK_INTENT_POOL_RECONCILE ||
           (after->has_autoscaler && after->max_nodes.value > check->before.nodes.value &&
            check->intent->kind == AK_INTENT_POOL_SCALE);
}

void ak__rule_os_removed(struct ak__check *check)
{
    struct ak_retirement end = ak__choice_os_end(&check->after, check->around);
    bool is_of_nodes = check->intent->kind == AK_INTENT_POOL_SCALE ||
                       (check->intent->kind == AK_INTENT_POOL_UPDATE && !changes_os(check));
    enum ak_pool_field field = is_of_nodes ? AK_POOL_FIELD_NODES : os_field(check);

    check->advice = end.action;
    if (end.severity != AK_SEVERITY_REMOVED)
        return;
    if (!ak_date_is_set(end.images_removed)) {
        if (needs_image(check) || may_need_image(check))
            ak__warn(check, field, "%s ended long ago", end.what);
    } else if (needs_image(check)) {
        ak__break(check, field, "the images of %s were removed on %s", end.what,
                  ak__date_words(check->out->arena, end.images_removed));
    } else if (may_need_image(check)) {
        ak__warn(check, field, "the images of %s were removed on %s", end.what,
                 ak__date_words(check->out->arena, end.images_removed));
    }
}

void ak__rule_os_retires(struct ak__check *check)
{
    struct ak_retirement end = ak__choice_os_end(&check->after, check->around);
    struct ak_arena *arena = check->out->arena;
    struct ak_date date = end.severity == AK_SEVERITY_ENDED || !ak_date_is_set(end.end_of_support)
                              ? end.images_removed
                              : end.end_of_support;

    if (!changes_os(check) || !end.has_days || end.severity == AK_SEVERITY_REMOVED)
        return;
    check->advice = end.action;
    if (end.severity == AK_SEVERITY_ENDED)
        ak__warn(check, os_field(check), "support of %s ended on %s%s%s", end.what,
                 ak__date_words(arena, end.end_of_support),
                 ak_date_is_set(date) ? ", its images go on " : "", ak__date_words(arena, date));
    else if (check->rule->days.is_set && end.days <= check->rule->days.value)
        ak__break(check, os_field(check), "%s retires on %s, in %d d", end.what,
                  ak__date_words(arena, date), end.days);
}

/* ---- preview features ---- */

/* The choice is one that the feature is (or was) for. */
static bool is_for(const struct ak_preview_feature *feature, const struct ak__choice *choice)
{
    bool is_cvm = ak__choice_is(choice, AK_POOL_TRAIT_CVM);

    if (feature->is_optional || choice->sku == NULL ||
        !ak__has_text(&feature->os_skus, choice->sku->name))
        return false;
    if ((feature->is_confidential == AK_YES && !is_cvm) ||
        (feature->is_confidential == AK_NO && is_cvm))
        return false;
    return choice->minor == 0 ||
           ((feature->kubernetes_from == 0 || choice->minor >= feature->kubernetes_from) &&
            (feature->kubernetes_to == 0 || choice->minor <= feature->kubernetes_to));
}

static bool is_needed_on(const struct ak_preview_feature *feature, struct ak_date today)
{
    return (!ak_date_is_set(feature->from) || ak_date_is_reached(feature->from, today)) &&
           !ak_date_is_reached(feature->until, today);
}

const struct ak_preview_feature *ak__feature_needed(const struct ak__choice *choice,
                                                    const struct ak_pool_surroundings *around,
                                                    const char **state)
{
    const struct ak_facts *facts = around->facts;

    for (size_t i = 0; i < facts->feature_count; i++) {
        const struct ak_preview_feature *feature = &facts->features[i];

        if (!is_for(feature, choice) || !is_needed_on(feature, around->today))
            continue;
        *state = ak__feature_state(around->features, feature->name);
        if (!ak_text_caseeq(*state, "Registered"))
            return feature;
    }
    return NULL;
}

/* Regions of which no source tells whether the feature is still needed there. */
static void note_unverified(struct ak__check *check)
{
    const struct ak_facts *facts = check->around->facts;
    const char *region = check->around->cluster->location;

    for (size_t i = 0; region != NULL && i < facts->feature_count; i++) {
        const struct ak_preview_feature *feature = &facts->features[i];
        const struct ak_texts *starts = &feature->unverified_regions;

        if (!is_for(feature, &check->after) ||
            !ak_date_is_reached(feature->until, check->around->today))
            continue;
        for (size_t j = 0; j < starts->count; j++) {
            if (ak_text_has_prefix(region, starts->items[j], true))
                ak__note(check, AK_POOL_FIELD_OS_SKU,
                         "whether the preview feature %s (for %s) is still needed in %s is told by "
                         "no source",
                         feature->name, feature->purpose, region);
        }
    }
}

void ak__rule_feature_needed(struct ak__check *check)
{
    const char *state = NULL;
    const struct ak_preview_feature *feature;

    if (!changes_os(check))
        return;
    feature = ak__feature_needed(&check->after, check->around, &state);
    if (feature == NULL)
        note_unverified(check);
    else if (check->around->features == NULL)
        ak__note(check, AK_POOL_FIELD_OS_SKU,
                 "whether the preview feature %s (for %s) is registered was not checked",
                 feature->name, feature->purpose);
    else
        ak__break(check, AK_POOL_FIELD_OS_SKU, "the preview feature %s (for %s) is %s",
                  feature->name, feature->purpose,
                  state != NULL ? state : "not in the subscription's list");
}
