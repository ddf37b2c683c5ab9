/* way_moves.c: the moves from one place to the next that Azure allows. */
#include "config.h"

#include "way_out_int.h"

#include "akscope/base/text.h"

/* ---- Kubernetes ---- */

const char *ak__way_offered(const struct ak__offers *offers, ak_minor minor)
{
    const char *newest = NULL;

    for (size_t i = 0; i < offers->count; i++) {
        const struct ak_upgrade *offer = &offers->items[i];

        if (offer->is_preview != AK_YES && ak_minor_parse(offer->version) == minor &&
            ak_version_compare(offer->version, newest) > 0)
            newest = offer->version;
    }
    return newest;
}

/* One minor version up; from one that can't go on like that to the oldest that is supported.
 * Returns minor_count when there is none. Source: rule upgrade.minor. */
static size_t next_by_calendar(const struct ak__way_map *map, size_t from)
{
    size_t to = from + 1;

    while (to < map->minor_count && !map->is_supported[to])
        to++;
    if (map->is_supported[from] && to < map->minor_count &&
        ak__minors_behind(map->minors[from], map->minors[to]) > 1)
        return map->minor_count;
    return to;
}

bool ak__way_leads_to(const struct ak__way_map *map, const struct ak__offers *offers, size_t from,
                      size_t to)
{
    if (offers->is_known)
        return ak__way_offered(offers, map->minors[to]) != NULL;
    return next_by_calendar(map, from) == to;
}

struct walk {
    struct ak__way_map *map;
    const struct ak__way_bounds *bounds;
    ak__way_take *take;
    void *context;
};

static void go(const struct walk *walk, enum ak_way_step_kind kind, struct ak__way_place to)
{
    const struct ak__way_move move = {.kind = kind, .to = to};

    if ((walk->bounds->forbidden >> kind & 1) == 0)
        walk->take(&move, walk->context);
}

bool ak__way_is_by_channel(const struct ak__way_map *map)
{
    return ak__has_text(&map->around->facts->pool_rule_of[AK_POOL_RULE_UPGRADE_AUTO]->values,
                        map->around->cluster->upgrade_channel);
}

static void move_control_plane(const struct walk *walk, struct ak__way_place from, size_t to)
{
    const struct ak__way_map *map = walk->map;
    struct ak__way_place place = from;
    int behind = ak__minors_behind(map->minors[from.pool], map->minors[to]);

    place.control_plane = (uint8_t)to;
    if (!ak__way_is_by_channel(map) &&
        behind <= ak__allowed_skew(map->around->facts, map->minors[to])) {
        go(walk, AK_WAY_CONTROL_PLANE, place);
        return;
    }
    place.pool = place.control_plane;
    place.is_original = false;
    if (from.pool == from.control_plane && ak__way_cell(walk->map, to, from.sku, false)->is_fit)
        go(walk, AK_WAY_WHOLE_CLUSTER, place);
}

static void move_control_planes(const struct walk *walk, struct ak__way_place from)
{
    struct ak__way_map *map = walk->map;
    struct ak__offers offers = {0};

    if (from.control_plane == map->start.control_plane)
        offers = ak__offers_of_control_plane(map->around);
    for (size_t to = from.control_plane + 1u; to < map->minor_count; to++) {
        if (ak__way_leads_to(map, &offers, from.control_plane, to))
            move_control_plane(walk, from, to);
    }
}

/* The pool's profile tells what is offered up to the control plane as it is. */
static void move_pool(const struct walk *walk, struct ak__way_place from)
{
    struct ak__way_map *map = walk->map;
    const struct ak__offers none = {0};
    const struct ak__offers *offers = from.pool == map->start.pool ? &map->pool_offers : &none;

    for (size_t to = from.pool + 1u; to <= from.control_plane; to++) {
        bool is_told = to <= map->start.control_plane;
        struct ak__way_place place = from;

        place.pool = (uint8_t)to;
        place.is_original = false;
        if (ak__way_leads_to(map, is_told ? offers : &none, from.pool, to) &&
            ak__way_cell(map, to, from.sku, false)->is_fit)
            go(walk, AK_WAY_POOL_VERSION, place);
    }
}

/* ---- OS ---- */

/* There is no way in place to or from it. */
static bool is_fixed(const struct ak__way_map *map, const struct ak_os_sku *sku)
{
    return !ak_text_caseeq(sku->os_type, "Linux") ||
           ak__has_text(&map->around->facts->pool_rule_of[AK_POOL_RULE_OSSKU_UPDATE]->values,
                        sku->name);
}

static void move_os_sku(const struct walk *walk, struct ak__way_place from)
{
    struct ak__way_map *map = walk->map;

    if (is_fixed(map, map->skus[from.sku]))
        return;
    for (size_t to = 0; to < map->sku_count; to++) {
        struct ak__way_place place = from;

        if (to == from.sku || is_fixed(map, map->skus[to]) ||
            !ak__way_cell(map, from.pool, to, false)->is_open)
            continue;
        place.sku = (uint8_t)to;
        place.is_original = false;
        go(walk, AK_WAY_OS_SKU, place);
    }
}

/* Where the pool's nodes are older than what it would get now. */
static void move_image(const struct walk *walk, struct ak__way_place from)
{
    struct ak__way_map *map = walk->map;
    const struct ak__way_cell *cell = ak__way_cell(map, from.pool, from.sku, false);
    struct ak__way_place place = from;

    if (!from.is_original || !cell->is_fit || cell->os.release == NULL ||
        cell->os.release == map->before.os.release)
        return;
    place.is_original = false;
    go(walk, AK_WAY_NODE_IMAGE, place);
}

/* ---- a new pool ---- */

/* A new pool runs the control plane's version, or one that is supported and not too far behind. */
static void make_pool(const struct walk *walk, struct ak__way_place from)
{
    struct ak__way_map *map = walk->map;
    ak_minor newest = map->minors[from.control_plane];

    for (size_t minor = 0; minor <= from.control_plane; minor++) {
        if ((minor != from.control_plane && !map->is_supported[minor]) ||
            ak__minors_behind(map->minors[minor], newest) >
                ak__allowed_skew(map->around->facts, newest))
            continue;
        for (size_t sku = 0; sku < map->sku_count; sku++) {
            struct ak__way_place place = {.control_plane = from.control_plane,
                                          .pool = (uint8_t)minor,
                                          .sku = (uint8_t)sku,
                                          .is_new_pool = true};

            if (ak__way_cell(map, minor, sku, true)->is_open)
                go(walk, AK_WAY_NEW_POOL, place);
        }
    }
}

void ak__way_moves(struct ak__way_map *map, struct ak__way_place from,
                   const struct ak__way_bounds *bounds, ak__way_take *take, void *context)
{
    const struct walk walk = {map, bounds, take, context};

    if (from.is_new_pool)
        return;
    if (bounds->makes_pool) {
        make_pool(&walk, from);
    } else {
        move_image(&walk, from);
        move_os_sku(&walk, from);
        move_pool(&walk, from);
    }
    move_control_planes(&walk, from);
}
