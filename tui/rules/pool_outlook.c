/* pool_outlook.c: what a choice comes to, and which sizes and OS SKUs it leaves. */
#include "config.h"

#include <string.h>

#include "akscope/base/text.h"
#include "pool_check_int.h"

/* The pool that changes, or none. */
static struct ak__choice make_choice(const struct ak_intent *intent,
                                     const struct ak_pool_surroundings *around,
                                     struct ak__choice *before, bool *has_before)
{
    *has_before = around->pool != NULL && intent->kind != AK_INTENT_POOL_ADD;
    *before = *has_before ? ak__choice_before(around) : (struct ak__choice){.nodes = {true, 0}};
    return ak__choice_after(intent, around, *has_before ? before : NULL);
}

static int64_t above_zero(int64_t value)
{
    return value > 0 ? value : 0;
}

struct ak_pool_outlook ak_pool_look_ahead(const struct ak_intent *intent,
                                          const struct ak_pool_surroundings *around)
{
    struct ak__choice before;
    bool has_before;
    struct ak__choice choice = make_choice(intent, around, &before, &has_before);
    struct ak__quota quota = ak__quota_find(&choice, around);
    int64_t most = ak__most_nodes(&choice);
    struct ak_pool_outlook outlook = {
        .is_confidential = ak__choice_is(&choice, AK_POOL_TRAIT_CVM),
        .tee = choice.tee,
        .os_sku = choice.os_sku,
        .version = choice.version,
        .os = choice.os,
        .os_end = ak__choice_os_end(&choice, around),
        .kubernetes_end = ak_kubernetes_retirement(
            choice.version, ak_cluster_is_lts(around->cluster), around->facts, around->today),
        .nodes = most,
        .surge = ak__choice_surge(&choice, around->facts, most),
        .vcpus = {.is_set = quota.vcpus > 0, .value = quota.vcpus},
        .family_usage = quota.family,
        .region_usage = quota.region,
        .vcpus_wanted = above_zero(most - before.nodes.value) * quota.vcpus,
    };

    if (choice.os.basis == AK_OS_UNKNOWN && choice.os_note != NULL) {
        outlook.os.basis = AK_OS_SOURCES_DIFFER;
        outlook.os.note = choice.os_note;
    }
    outlook.feature = ak__feature_needed(&choice, around, &outlook.feature_state);
    return outlook;
}

/* ---- combinations ---- */

/* The phrase of the first combination that refuses `choice` and not `without`; NULL when there is
 * none. */
static const char *find_combination(const struct ak__choice *choice,
                                    const struct ak__choice *without, const struct ak_facts *facts,
                                    struct ak_arena *arena)
{
    for (size_t i = 0; i < facts->pool_combination_count; i++) {
        const struct ak_pool_combination *combination = &facts->pool_combinations[i];
        const struct ak_pool_rule *rule = facts->pool_rule_of[combination->rule];

        if (rule->weight == AK_VIOLATION_REFUSED && ak__combination_holds(combination, choice) &&
            !ak__combination_holds(combination, without))
            return ak__say_combination(arena, combination->phrase, combination, choice);
    }
    return NULL;
}

/* ---- sizes ---- */

static bool is_below(struct ak_number value, const struct ak_pool_rule *rule, int64_t parts)
{
    return value.is_set && rule->min.is_set && value.value < rule->min.value * parts;
}

static const char *system_obstacle(const struct ak_vm_size *size, const struct ak_facts *facts,
                                   struct ak_arena *arena)
{
    const struct ak_pool_rule *vcpus = facts->pool_rule_of[AK_POOL_RULE_MODE_SYSTEM_SIZE];
    const struct ak_pool_rule *memory = facts->pool_rule_of[AK_POOL_RULE_MODE_SYSTEM_MEMORY];
    const struct ak_pool_rule *series = facts->pool_rule_of[AK_POOL_RULE_MODE_SYSTEM_SERIES];

    if (is_below(size->vcpus, vcpus, 1))
        return ak_arena_printf(arena, "System pools need %lld vCPUs", (long long)vcpus->min.value);
    if (is_below(size->memory_mib, memory, 1024))
        return ak_arena_printf(arena, "System pools need %lld GB", (long long)memory->min.value);
    for (size_t i = 0; i < series->values.count; i++) {
        if (series->weight == AK_VIOLATION_REFUSED &&
            ak_text_has_prefix(size->name, series->values.items[i], true))
            return "not for System pools";
    }
    return NULL;
}

static const char *zone_obstacle(const struct ak_vm_size *size, const struct ak_intent *intent,
                                 struct ak_arena *arena)
{
    struct ak_texts zones = ak_pool_wish_texts(&intent->wish, AK_POOL_FIELD_ZONES, arena);

    for (size_t i = 0; i < zones.count; i++) {
        if (!ak__has_text(&size->zones, zones.items[i]) ||
            ak__has_text(&size->restricted_zones, zones.items[i]))
            return ak_arena_printf(
                arena, "not in zone %s",
                ak_text_sanitise_in(arena, zones.items[i], strlen(zones.items[i])));
    }
    return NULL;
}

static const char *usage_obstacle(const struct ak_usage *usage, int64_t needed,
                                  struct ak_arena *arena)
{
    int64_t left;

    if (!ak__usage_left(usage, &left) || needed <= left)
        return NULL;
    return ak_arena_printf(arena, "quota: %lld of %lld vCPUs left, needs %lld", (long long)left,
                           (long long)usage->limit.value, (long long)needed);
}

static const char *quota_obstacle(const struct ak__choice *choice, int64_t nodes_there,
                                  const struct ak_pool_surroundings *around, struct ak_arena *arena)
{
    struct ak__quota quota = ak__quota_find(choice, around);
    int64_t needed = above_zero(choice->nodes.value - nodes_there) * quota.vcpus;
    const char *obstacle = usage_obstacle(quota.family, needed, arena);

    return obstacle != NULL ? obstacle : usage_obstacle(quota.region, needed, arena);
}

/* What the size is by itself, whatever else is chosen. */
static const char *own_obstacle(const struct ak_vm_size *size, const struct ak__choice *choice,
                                const struct ak_facts *facts)
{
    const struct ak_texts *restricted =
        &facts->pool_rule_of[AK_POOL_RULE_VMSIZE_RESTRICTED]->values;

    if (size->name != NULL && ak__has_text(restricted, size->name))
        return "too small for AKS";
    if (size->restriction != NULL)
        return "not offered in this subscription";
    if (choice->wants_confidential && !ak__choice_is(choice, AK_POOL_TRAIT_CVM))
        return "no confidential VM";
    return NULL;
}

const char *ak_pool_size_obstacle(const struct ak_vm_size *size, const struct ak_intent *intent,
                                  const struct ak_pool_surroundings *around, struct ak_arena *arena)
{
    struct ak__choice before;
    bool has_before;
    struct ak__choice choice = make_choice(intent, around, &before, &has_before);
    struct ak__choice without;
    const char *obstacle;

    without = choice;
    without.wants_confidential = false;
    ak__choice_set_size(&without, NULL, NULL, around->facts);
    ak__choice_derive(&without, around);
    ak__choice_set_size(&choice, size->name, size, around->facts);
    ak__choice_derive(&choice, around);
    obstacle = own_obstacle(size, &choice, around->facts);
    if (obstacle == NULL)
        obstacle = find_combination(&choice, &without, around->facts, arena);
    if (obstacle == NULL && ak__choice_is(&choice, AK_POOL_TRAIT_SYSTEM))
        obstacle = system_obstacle(size, around->facts, arena);
    if (obstacle == NULL && ak__lacks_cvm_image(&choice))
        obstacle = ak_arena_printf(arena, "no CVM image of %s", choice.sku->name);
    if (obstacle == NULL)
        obstacle = zone_obstacle(size, intent, arena);
    if (obstacle == NULL)
        obstacle = quota_obstacle(&choice, before.nodes.value, around, arena);
    return obstacle;
}

/* ---- OS SKUs ---- */

static const char *version_obstacle(const struct ak__choice *choice, struct ak_arena *arena)
{
    const struct ak_os_sku *sku = choice->sku;

    if (!ak__sku_takes(sku, choice->minor))
        return ak_arena_printf(arena, "needs %s", ak__minors(arena, sku->from, sku->to));
    if (!ak__lacks_cvm_image(choice))
        return NULL;
    if (sku->cvm == AK_NO || sku->confidential.count == 0)
        return "no CVM image";
    return ak_arena_printf(arena, "no CVM image but for %s",
                           ak__minors(arena, sku->confidential.items[0].from,
                                      sku->confidential.items[sku->confidential.count - 1].to));
}

static const char *end_obstacle(const struct ak__choice *choice,
                                const struct ak_pool_surroundings *around, struct ak_arena *arena)
{
    const struct ak_os_release *release = choice->os.release;
    struct ak_retirement end = ak__choice_os_end(choice, around);
    char words[AK_DATE_TEXT_SIZE];

    if (release != NULL && ak_date_is_reached(release->no_new_pools, around->today))
        return ak_arena_printf(arena, "no new pools since %s",
                               ak_date_words(release->no_new_pools, words));
    if (end.severity == AK_SEVERITY_REMOVED && ak_date_is_set(end.images_removed))
        return ak_arena_printf(arena, "images of %s removed on %s", end.what,
                               ak_date_words(end.images_removed, words));
    return NULL;
}

static const char *feature_obstacle(const struct ak__choice *choice,
                                    const struct ak_pool_surroundings *around,
                                    struct ak_arena *arena)
{
    const char *state = NULL;
    const struct ak_preview_feature *feature = ak__feature_needed(choice, around, &state);

    if (feature == NULL || around->features == NULL)
        return NULL;
    return ak_arena_printf(arena, "needs the preview feature %s", feature->name);
}

const char *ak_pool_os_sku_obstacle(const struct ak_os_sku *sku, const struct ak_intent *intent,
                                    const struct ak_pool_surroundings *around,
                                    struct ak_arena *arena)
{
    struct ak__choice before;
    bool has_before;
    struct ak__choice choice = make_choice(intent, around, &before, &has_before);
    struct ak__choice without = choice;
    const char *obstacle;

    without.is_new = false;
    without.os_sku = NULL;
    ak__choice_derive(&without, around);
    choice.os_sku = sku->name;
    ak__choice_derive(&choice, around);
    if (!ak_text_caseeq(sku->os_type, choice.os_type))
        return ak_arena_printf(arena, "for %s pools", sku->os_type);
    obstacle = version_obstacle(&choice, arena);
    if (obstacle == NULL)
        obstacle = find_combination(&choice, &without, around->facts, arena);
    if (obstacle == NULL)
        obstacle = end_obstacle(&choice, around, arena);
    if (obstacle == NULL)
        obstacle = feature_obstacle(&choice, around, arena);
    return obstacle;
}
