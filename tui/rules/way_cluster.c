/* way_cluster.c: the way of a whole cluster out of its Kubernetes version: the control plane goes
 * first, the pools follow by the search that each has for itself. */
#include "config.h"

#include "way_out_int.h"

#include "akscope/base/text.h"
#include "akscope/base/vec.h"

/* The minors that the control plane goes through, the first one after where it is. */
struct route {
    size_t stops[AK__WAY_MINORS];
    size_t count;
};

/* A way while it is told. */
struct leading {
    struct ak__way_map map; /* its minors alone */
    struct ak_pool_surroundings around;
    struct ak_arena *arena;
    struct ak_vec steps; /* struct ak_way_step */
    const struct ak_pool *pools;
    size_t pool_count;
    ak_minor *minors;     /* of the pools, as the steps move them */
    const char *why_pool; /* the first pool that has no way: why, a sentence; NULL: all have one */
};

/* ---- where the control plane goes ---- */

struct stop {
    bool is_reached;
    size_t parent;
    size_t depth;
};

/* Nearer, or as near and supported for longer. */
static bool is_better(const struct ak__way_map *map, const struct stop *stops, size_t a, size_t b)
{
    if (stops[a].depth != stops[b].depth)
        return stops[a].depth < stops[b].depth;
    return ak_date_compare(map->minor_ends[a].end_of_support, map->minor_ends[b].end_of_support) >
           0;
}

/* Upgrades only go up: by the time a minor is looked at, all ways to it are known. */
static void reach(const struct leading *leading, struct stop *stops)
{
    const struct ak__way_map *map = &leading->map;
    const struct ak__offers none = {0};
    const struct ak__offers offers = ak__offers_of_control_plane(&leading->around);

    stops[0].is_reached = true;
    for (size_t from = 0; from < map->minor_count; from++) {
        for (size_t to = from + 1; stops[from].is_reached && to < map->minor_count; to++) {
            size_t depth = stops[from].depth + 1;

            if (!ak__way_leads_to(map, from == 0 ? &offers : &none, from, to) ||
                (stops[to].is_reached && stops[to].depth <= depth))
                continue;
            stops[to] = (struct stop){true, from, depth};
        }
    }
}

/* The nearest minor that is good for long, else the nearest that is good for a while; 0: none. */
static size_t choose(const struct ak__way_map *map, const struct stop *stops)
{
    size_t best[AK__WAY_FOR_LONG + 1] = {0};

    for (size_t i = 1; i < map->minor_count; i++) {
        enum ak__way_rank rank = ak__way_rank_minor(map, 0, i);

        if (stops[i].is_reached && (best[rank] == 0 || is_better(map, stops, i, best[rank])))
            best[rank] = i;
    }
    return best[AK__WAY_FOR_LONG] != 0 ? best[AK__WAY_FOR_LONG] : best[AK__WAY_A_WHILE];
}

static bool find_route(const struct leading *leading, struct route *route)
{
    struct stop stops[AK__WAY_MINORS] = {{.is_reached = false}};
    size_t at;

    reach(leading, stops);
    at = choose(&leading->map, stops);
    route->count = stops[at].depth;
    for (size_t i = route->count; i > 0; i--) {
        route->stops[i - 1] = at;
        at = stops[at].parent;
    }
    return route->count > 0;
}

/* ---- steps ---- */

static struct ak_way_step *add_step(struct leading *leading, enum ak_way_step_kind kind,
                                    enum ak_intent_kind intent, const char *target)
{
    struct ak_way_step *step = ak_vec_push(&leading->steps);

    *step = (struct ak_way_step){.kind = kind, .intent = intent, .target = target};
    return step;
}

static const char *cluster_name(const struct leading *leading)
{
    const char *name = leading->around.cluster->name;

    return name != NULL ? name : "the cluster";
}

static bool is_too_far(const struct leading *leading, ak_minor pool, ak_minor control_plane)
{
    return ak__minors_behind(pool, control_plane) >
           ak__allowed_skew(leading->around.facts, control_plane);
}

/* Pools that the control plane would leave too far behind come along first. */
static void bring_along(struct leading *leading, ak_minor now, ak_minor next)
{
    for (size_t i = 0; i < leading->pool_count; i++) {
        const char *name = leading->pools[i].name != NULL ? leading->pools[i].name : "the pool";
        struct ak_way_step *step;

        if (leading->minors[i] == now || !is_too_far(leading, leading->minors[i], next))
            continue;
        leading->minors[i] = now;
        step = add_step(leading, AK_WAY_OTHER_POOL, AK_INTENT_POOL_UPGRADE,
                        ak__minor_text(leading->arena, now));
        step->pool_name = leading->pools[i].name;
        step->control_plane = now;
        step->kubernetes = now;
        step->phrase = ak_arena_printf(leading->arena, "%s to %s", name, step->target);
        step->sentence = ak_arena_printf(
            leading->arena,
            "Upgrade the node pool %s to Kubernetes %s: else the control plane would leave it too "
            "far behind.",
            name, step->target);
    }
}

/* What lies around one pool, as if there were no others: those are moved here. */
static void alone(struct ak_pool_surroundings *around, const struct ak_pool *pool)
{
    around->pool = pool;
    around->pools = pool;
    around->pool_count = 1;
    around->pool_upgrades = NULL;
}

/* Pools that can't come along say why. */
static void ask_pools(struct leading *leading)
{
    struct ak_pool_surroundings around = leading->around;

    for (size_t i = 0; i < leading->pool_count && leading->why_pool == NULL; i++) {
        struct ak_way_out out;

        alone(&around, &leading->pools[i]);
        out = ak_way_out_find(&around, AK_WAY_FROM_KUBERNETES, leading->arena);
        leading->why_pool = out.status == AK_WAY_FOUND ? NULL : out.reason;
    }
}

static void move_whole(struct leading *leading, ak_minor next, const char *version)
{
    bool is_by_channel = ak__way_is_by_channel(&leading->map);
    struct ak_way_step *step = add_step(leading, AK_WAY_WHOLE_CLUSTER, AK_INTENT_COUNT, version);

    step->control_plane = next;
    step->phrase = ak_arena_printf(leading->arena, "whole cluster to %s", version);
    step->sentence = ak_arena_printf(
        leading->arena, "Upgrade %s with all its node pools to Kubernetes %s (%s%s%s).",
        cluster_name(leading), version, is_by_channel ? "its upgrade channel " : "",
        is_by_channel ? leading->around.cluster->upgrade_channel : "",
        is_by_channel ? " does it; or az aks upgrade" : "az aks upgrade");
    for (size_t i = 0; i < leading->pool_count; i++)
        leading->minors[i] = next;
}

static void move_control_plane(struct leading *leading, ak_minor now, ak_minor next)
{
    struct ak__offers offers = ak__offers_of_control_plane(&leading->around);
    const char *version = ak_arena_strdup(
        leading->arena, ak__way_version_text(&leading->around, &offers, next, leading->arena));
    struct ak_way_step *step;

    bring_along(leading, now, next);
    if (ak__way_is_by_channel(&leading->map) || is_too_far(leading, now, next)) {
        ask_pools(leading);
        move_whole(leading, next, version);
        return;
    }
    step = add_step(leading, AK_WAY_CONTROL_PLANE, AK_INTENT_CLUSTER_UPGRADE, version);
    step->control_plane = next;
    step->phrase = ak_arena_printf(leading->arena, "control plane to %s", version);
    step->sentence =
        ak_arena_printf(leading->arena, "Upgrade the control plane of %s to Kubernetes %s.",
                        cluster_name(leading), version);
}

/* What a pool does once the control plane is where it goes; a pool that wants it elsewhere has its
 * own finding. */
static void follow(struct leading *leading, size_t at, const struct ak_cluster *moved)
{
    struct ak_pool pool = leading->pools[at];
    struct ak_pool_surroundings around = leading->around;
    struct ak_way_out out;

    if (leading->minors[at] != ak_minor_parse(pool.kubernetes_version)) {
        pool.kubernetes_version = ak__minor_text(leading->arena, leading->minors[at]);
        pool.node_image_version = NULL;
    }
    alone(&around, &pool);
    around.cluster = moved;
    around.cluster_upgrades = NULL;
    out = ak_way_out_find(&around, AK_WAY_FROM_KUBERNETES, leading->arena);
    if (out.way_count == 0 && out.status != AK_WAY_NOT_NEEDED && leading->why_pool == NULL)
        leading->why_pool = out.reason;
    for (size_t i = 0; out.way_count > 0 && i < out.ways[0].step_count; i++) {
        const struct ak_way_step *step = &out.ways[0].steps[i];

        if (step->kind == AK_WAY_CONTROL_PLANE || step->kind == AK_WAY_WHOLE_CLUSTER)
            return;
        *(struct ak_way_step *)ak_vec_push(&leading->steps) = *step;
    }
}

static void follow_all(struct leading *leading, ak_minor last)
{
    struct ak_cluster moved = *leading->around.cluster;

    moved.kubernetes_version = ak__minor_text(leading->arena, last);
    for (size_t i = 0; i < leading->pool_count; i++) {
        if (leading->minors[i] != 0 && leading->minors[i] < last)
            follow(leading, i, &moved);
    }
}

/* ---- the whole ---- */

/* Goes the route; returns where it ends. */
static size_t go(struct leading *leading, const struct route *route)
{
    const struct ak__way_map *map = &leading->map;
    size_t now = 0;

    for (size_t i = 0; i < route->count; i++) {
        move_control_plane(leading, map->minors[now], map->minors[route->stops[i]]);
        now = route->stops[i];
    }
    follow_all(leading, map->minors[now]);
    return now;
}

static void tell(struct leading *leading, const struct route *route, struct ak_way_out *out)
{
    const struct ak_retirement *end = &leading->map.minor_ends[go(leading, route)];
    struct ak_way *way = ak_arena_alloc(leading->arena, 1, sizeof *way);

    *way =
        (struct ak_way){.steps = ak__way_keep_steps(&leading->steps, leading->arena),
                        .step_count = leading->steps.len,
                        .is_in_place = true,
                        .kubernetes = leading->map.minors[route->stops[route->count - 1]],
                        .kubernetes_end = *end,
                        .open_until = end->end_of_support,
                        .closes = ak_arena_printf(leading->arena, "support of %s ends", end->what),
                        .is_by_calendar = leading->around.cluster_upgrades == NULL &&
                                          leading->around.versions == NULL,
                        .uncertain = leading->why_pool};
    way->phrase = ak_arena_printf(leading->arena, "Kubernetes %s",
                                  ak__minor_text(leading->arena, way->kubernetes));
    way->summary = ak_date_is_set(way->open_until)
                       ? ak_arena_printf(leading->arena, "%s by %s", way->phrase,
                                         ak__date_words(leading->arena, way->open_until))
                       : way->phrase;
    out->summary = way->summary;
    out->ways = way;
    out->way_count = 1;
    out->status = AK_WAY_FOUND;
}

static void lead(const struct ak_pool_surroundings *around, ak_minor minor, struct ak_arena *arena,
                 struct ak_way_out *out)
{
    struct ak_arena *scratch = ak_arena_new_scratch(0);
    struct leading *leading = ak_arena_alloc(scratch, 1, sizeof *leading);
    struct route route;

    leading->around = *around;
    leading->around.pool = NULL;
    leading->arena = arena;
    leading->steps = ak_vec_init(sizeof(struct ak_way_step));
    leading->map.around = &leading->around;
    leading->map.scratch = arena;
    ak__way_read_minors(&leading->map, minor);
    leading->pools = ak__pools(around, &leading->pool_count);
    leading->minors = ak_arena_alloc(scratch, leading->pool_count, sizeof *leading->minors);
    for (size_t i = 0; i < leading->pool_count; i++)
        leading->minors[i] = ak_minor_parse(leading->pools[i].kubernetes_version);
    if (find_route(leading, &route)) {
        tell(leading, &route, out);
    } else {
        out->status = AK_WAY_NONE;
        out->reason = ak_arena_printf(arena,
                                      "No way is known from Kubernetes %s to what is "
                                      "supported.",
                                      around->cluster->kubernetes_version);
        out->summary = out->reason;
    }
    ak_vec_release(&leading->steps);
    ak_arena_free(scratch);
}

struct ak_way_out ak_way_out_find_cluster(const struct ak_pool_surroundings *around,
                                          struct ak_arena *arena)
{
    struct ak_way_out out = {.aim = AK_WAY_FROM_KUBERNETES, .status = AK_WAY_UNKNOWN};
    ak_minor minor = ak_minor_parse(around->cluster->kubernetes_version);

    if (minor != 0) {
        lead(around, minor, arena, &out);
    } else {
        out.reason = "Azure does not report the Kubernetes version of the control plane.";
        out.summary = out.reason;
    }
    return out;
}
