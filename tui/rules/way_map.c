/* way_map.c: where a pool may be: Kubernetes minors from its own on, OS SKUs, and what each pair
 * gives it. What a pair gives is worked out when it is first asked for. */
#include "config.h"

#include "way_out_int.h"

#include <stdlib.h>

#include "akscope/base/text.h"
#include "lifecycle_int.h"

/* ---- Kubernetes ---- */

static void add_minor(struct ak__way_map *map, ak_minor minor, ak_minor least)
{
    if (minor < least || minor == 0 || map->minor_count == AK__WAY_MINORS)
        return;
    for (size_t i = 0; i < map->minor_count; i++) {
        if (map->minors[i] == minor)
            return;
    }
    map->minors[map->minor_count++] = minor;
}

static void add_offers(struct ak__way_map *map, struct ak__offers offers, ak_minor least)
{
    for (size_t i = 0; i < offers.count; i++)
        add_minor(map, ak_minor_parse(offers.items[i].version), least);
}

static int compare_minors(const void *a, const void *b)
{
    return *(const ak_minor *)a - *(const ak_minor *)b;
}

/* The minor's time has come by the calendar and has not passed. */
static bool is_in_calendar(const struct ak__way_map *map, ak_minor minor)
{
    const struct ak_kubernetes_release *release = ak_facts_kubernetes(map->around->facts, minor);
    struct ak_date end;

    if (release == NULL || !ak_date_is_reached(release->ga, map->around->today))
        return false;
    end = map->is_lts && ak_date_is_set(release->lts_end_of_life) ? release->lts_end_of_life
                                                                  : release->end_of_life;
    return !ak_date_is_set(end) || ak_date_compare(end, map->around->today) >= 0;
}

/* A minor is an aim of upgrades when the region offers it for the cluster's plan, or, where that
 * was not read, by the calendar. */
static bool is_supported(const struct ak__way_map *map, ak_minor minor)
{
    const struct ak_kubernetes_version *offer = ak__find_listed(map->around->versions, minor);

    if (map->around->versions == NULL)
        return is_in_calendar(map, minor);
    return offer != NULL && offer->is_preview != AK_YES && ak__has_plan(offer, map->is_lts);
}

void ak__way_read_minors(struct ak__way_map *map, ak_minor least)
{
    const struct ak_pool_surroundings *around = map->around;

    map->is_lts = ak_cluster_is_lts(around->cluster);
    add_minor(map, least, least);
    add_minor(map, ak_minor_parse(around->cluster->kubernetes_version), least);
    for (size_t i = 0; i < around->facts->kubernetes_count; i++)
        add_minor(map, around->facts->kubernetes[i].minor, least);
    for (size_t i = 0; around->versions != NULL && i < around->versions->count; i++)
        add_minor(map, ak_minor_parse(around->versions->items[i].minor), least);
    add_offers(map, ak__offers_of_control_plane(around), least);
    qsort(map->minors, map->minor_count, sizeof map->minors[0], compare_minors);
    for (size_t i = 0; i < map->minor_count; i++) {
        map->minor_ends[i] = ak_kubernetes_retirement(ak__minor_text(map->scratch, map->minors[i]),
                                                      map->is_lts, around->facts, around->today);
        map->is_supported[i] = is_supported(map, map->minors[i]);
    }
}

size_t ak__way_index_of_minor(const struct ak__way_map *map, ak_minor minor)
{
    size_t i = 0;

    while (i < map->minor_count && map->minors[i] != minor)
        i++;
    return i;
}

/* ---- OS SKUs ---- */

static void read_skus(struct ak__way_map *map)
{
    const struct ak_facts *facts = map->around->facts;
    const struct ak_os_sku **skus =
        ak_arena_alloc(map->scratch, facts->os_sku_count, sizeof(void *));

    for (size_t i = 0; i < facts->os_sku_count; i++) {
        if (facts->os_skus[i].alias_of == NULL)
            skus[map->sku_count++] = &facts->os_skus[i];
    }
    map->skus = skus;
}

static size_t index_of_sku(const struct ak__way_map *map, const struct ak_os_sku *sku)
{
    size_t i = 0;

    while (i < map->sku_count && map->skus[i] != sku)
        i++;
    return i;
}

/* ---- what a pair gives ---- */

/* The first combination that refuses `choice`, or that it can't be without, and that is no matter
 * of the pool as it is; NULL: none. */
static const struct ak_pool_combination *find_refusal(const struct ak__way_map *map,
                                                      const struct ak__choice *choice)
{
    const struct ak_facts *facts = map->around->facts;

    for (size_t i = 0; i < facts->pool_combination_count; i++) {
        const struct ak_pool_combination *combination = &facts->pool_combinations[i];
        const struct ak_pool_rule *rule = facts->pool_rule_of[combination->rule];

        if ((rule->weight == AK_VIOLATION_REFUSED || combination->none != 0) &&
            ak__combination_holds(combination, choice) &&
            !ak__combination_holds(combination, &map->before))
            return combination;
    }
    return NULL;
}

/* A new pool may get beside what its OS SKU always has: FIPS, secure boot, vTPM. */
static bool add_traits(struct ak__way_map *map, struct ak__choice *choice, ak_pool_traits *adds)
{
    const ak_pool_traits can_add = (ak_pool_traits)1 << AK_POOL_TRAIT_FIPS |
                                   (ak_pool_traits)1 << AK_POOL_TRAIT_SECURE_BOOT |
                                   (ak_pool_traits)1 << AK_POOL_TRAIT_VTPM;
    const struct ak_pool_combination *refusal;

    while ((refusal = find_refusal(map, choice)) != NULL) {
        ak_pool_traits wanted = refusal->none & can_add;

        if (wanted == 0 || wanted != refusal->none || (wanted & *adds) != 0)
            return false;
        *adds |= wanted;
        if ((wanted >> AK_POOL_TRAIT_FIPS & 1) != 0)
            choice->fips = AK_YES;
        if ((wanted >> AK_POOL_TRAIT_SECURE_BOOT & 1) != 0)
            choice->secure_boot = AK_YES;
        if ((wanted >> AK_POOL_TRAIT_VTPM & 1) != 0)
            choice->vtpm = AK_YES;
        ak__choice_derive(choice, map->around);
    }
    return true;
}

/* The newest image of the pool tells what it gets where it is. */
static void heed_newest_image(const struct ak__way_map *map, struct ak__way_cell *cell)
{
    const struct ak_pool_upgrades *upgrades = map->around->pool_upgrades;
    const char *name = upgrades != NULL ? upgrades->latest_node_image_version : NULL;
    struct ak_node_image image = ak_node_image_parse(name);
    const struct ak_os_release *release = ak_node_image_os(&image, name, map->around->facts);

    if (release != NULL)
        cell->os = (struct ak_pool_os){.basis = AK_OS_FROM_IMAGE, .release = release};
}

static bool has_image(const struct ak__choice *choice, const struct ak_retirement *end)
{
    return ak_text_caseeq(choice->sku->os_type, choice->os_type) &&
           ak__sku_takes(choice->sku, choice->minor) && !ak__lacks_cvm_image(choice) &&
           choice->os.basis != AK_OS_UNKNOWN && end->severity != AK_SEVERITY_REMOVED;
}

/* Pools may change to it. */
static bool is_open(const struct ak__choice *choice, const struct ak_pool_surroundings *around)
{
    const struct ak_os_release *release = choice->os.release;
    const char *state = NULL;

    return ak__feature_needed(choice, around, &state) == NULL &&
           (release == NULL || !ak_date_is_reached(release->no_new_pools, around->today));
}

static void read_cell(struct ak__way_map *map, struct ak__way_cell *cell, size_t minor, size_t sku,
                      bool is_new_pool)
{
    const struct ak_pool_surroundings *around = map->around;
    struct ak__choice choice = map->before;
    bool is_refused;

    cell->is_read = true;
    choice.os_sku = map->skus[sku]->name;
    if (is_new_pool && map->next_size != NULL)
        ak__choice_set_size(&choice, map->next_size->name, map->next_size, around->facts);
    if (map->minors[minor] != map->before.minor)
        choice.version = ak__minor_text(map->scratch, map->minors[minor]);
    ak__choice_derive(&choice, around);
    is_refused =
        is_new_pool ? !add_traits(map, &choice, &cell->adds) : find_refusal(map, &choice) != NULL;
    cell->os = choice.os;
    if (!is_new_pool && minor == map->start.pool && sku == map->start.sku)
        heed_newest_image(map, cell);
    choice.os = cell->os;
    cell->end = ak__choice_os_end(&choice, around);
    cell->is_fit = !is_refused && has_image(&choice, &cell->end);
    cell->is_open = cell->is_fit && is_open(&choice, around);
}

const struct ak__way_cell *ak__way_cell(struct ak__way_map *map, size_t minor, size_t sku,
                                        bool is_new_pool)
{
    struct ak__way_cell *cell = &map->cells[is_new_pool][minor * map->sku_count + sku];

    if (!cell->is_read)
        read_cell(map, cell, minor, sku, is_new_pool);
    return cell;
}

struct ak_pool_os ak__way_os(struct ak__way_map *map, struct ak__way_place place)
{
    return place.is_original ? map->before.os
                             : ak__way_cell(map, place.pool, place.sku, place.is_new_pool)->os;
}

const struct ak_retirement *ak__way_os_end(struct ak__way_map *map, struct ak__way_place place)
{
    return place.is_original ? &map->os_end
                             : &ak__way_cell(map, place.pool, place.sku, place.is_new_pool)->end;
}

/* ---- the whole ---- */

static const char *what_is_not_told(const struct ak__way_map *map, ak_minor control_plane)
{
    if (map->before.minor == 0)
        return "Azure does not report the Kubernetes version of the pool.";
    if (control_plane == 0)
        return "Azure does not report the Kubernetes version of the control plane.";
    if (map->before.os_sku == NULL)
        return "Azure does not report the OS SKU of the pool.";
    if (map->before.sku == NULL)
        return "No source tells what the OS SKU of the pool gives.";
    return NULL;
}

bool ak__way_map_make(struct ak__way_map *map, const struct ak_pool_surroundings *around,
                      struct ak_arena *scratch, const char **why)
{
    ak_minor control_plane = ak_minor_parse(around->cluster->kubernetes_version);

    *map = (struct ak__way_map){.around = around, .scratch = scratch};
    map->before = ak__choice_before(around);
    map->os_end = ak__choice_os_end(&map->before, around);
    map->pool_offers = ak__offers_of_pool(around);
    ak__way_read_size_end(map);
    *why = what_is_not_told(map, control_plane);
    if (*why != NULL)
        return false;
    /* A pool is never newer than its control plane; where it seems so, the one is not read yet. */
    if (control_plane < map->before.minor)
        control_plane = map->before.minor;
    ak__way_read_minors(map, map->before.minor);
    read_skus(map);
    map->start =
        (struct ak__way_place){.control_plane = (uint8_t)ak__way_index_of_minor(map, control_plane),
                               .pool = (uint8_t)ak__way_index_of_minor(map, map->before.minor),
                               .sku = (uint8_t)index_of_sku(map, map->before.sku),
                               .is_original = true};
    for (size_t i = 0; i < 2; i++)
        map->cells[i] =
            ak_arena_alloc(scratch, map->minor_count * map->sku_count, sizeof(struct ak__way_cell));
    return true;
}
