/* way_out.c: what is to be left behind, which ways are looked for, and in which order: in place
 * before a new pool, the same distribution before another. */
#include "config.h"

#include "akscope/rules/way_out.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "way_out_int.h"

/* ---- what is to be left ---- */

static bool is_os_uncertain(const struct ak__way_map *map)
{
    return map->before.os.basis == AK_OS_SOURCES_DIFFER;
}

/* The OS itself is to be supported. */
static bool looks_at_os(enum ak_way_aim aim)
{
    return aim == AK_WAY_TO_SUPPORTED || aim == AK_WAY_FROM_OS;
}

/* A size can be left by a new pool alone: while there is time and something else to do, that comes
 * first. */
static bool leaves_size(const struct ak__way_map *map, enum ak_way_aim aim)
{
    enum ak_severity end = map->size_end.severity;

    if (aim == AK_WAY_TO_SUPPORTED)
        return end >= AK_SEVERITY_SOON ||
               (end >= AK_SEVERITY_LATER && !map->leaves_os && !map->leaves_kubernetes);
    return aim == AK_WAY_FROM_SIZE && end >= AK_SEVERITY_LATER;
}

static void set_aim(struct ak__way_map *map, enum ak_way_aim aim)
{
    enum ak_severity os = map->os_end.severity;
    enum ak_severity kubernetes = map->minor_ends[map->start.pool].severity;

    map->is_supported_only = looks_at_os(aim);
    map->leaves_os = looks_at_os(aim) && (os >= AK_SEVERITY_LATER || is_os_uncertain(map));
    map->leaves_kubernetes = (aim == AK_WAY_FROM_KUBERNETES && kubernetes >= AK_SEVERITY_LATER) ||
                             (aim == AK_WAY_TO_SUPPORTED && kubernetes >= AK_SEVERITY_SOON);
    map->leaves_size = leaves_size(map, aim);
    if (map->leaves_size)
        ak__way_choose_size(map);
}

/* Nothing is to be left but a size, and none follows it. What else there is to leave is left
 * without.
 */
static bool is_stuck(const struct ak__way_map *map)
{
    return map->leaves_size && map->next_size == NULL && !map->leaves_os && !map->leaves_kubernetes;
}

/* ---- ways ---- */

struct finding {
    struct ak__way_map *map;
    struct ak_arena *arena;
    struct ak_way *ways;
    size_t count;
};

static bool find_way(struct finding *finding, const struct ak__way_bounds *bounds)
{
    struct ak__way_path path;

    if (finding->count == AK_WAY_LIMIT || !ak__way_search(finding->map, bounds, &path))
        return false;
    ak__way_say(finding->map, &path, finding->arena, &finding->ways[finding->count++]);
    return true;
}

/* In place or by a new pool; with the same distribution, or where there is none with another. */
static bool find_kind(struct finding *finding, bool makes_pool)
{
    struct ak__way_bounds bounds = {.makes_pool = makes_pool, .keeps_distribution = true};

    /* The pool that is left would be upgraded with the cluster. */
    if (makes_pool && finding->map->os_end.severity == AK_SEVERITY_REMOVED)
        bounds.forbidden = 1u << AK_WAY_WHOLE_CLUSTER;
    if (find_way(finding, &bounds))
        return true;
    bounds.keeps_distribution = false;
    return find_way(finding, &bounds);
}

/* Another way in place, without what the first ends by: beside an OS SKU that changes Kubernetes
 * alone, beside Kubernetes an OS SKU on this one. */
static void find_other_way(struct finding *finding)
{
    const struct ak_way *first = &finding->ways[0];
    const unsigned versions =
        1u << AK_WAY_POOL_VERSION | 1u << AK_WAY_CONTROL_PLANE | 1u << AK_WAY_WHOLE_CLUSTER;
    unsigned last = 1u << first->steps[first->step_count - 1].kind;
    struct ak__way_bounds bounds = {.keeps_distribution = true};

    bounds.forbidden = (last & versions) != 0 ? versions : last;
    if (!first->changes_distribution)
        (void)find_way(finding, &bounds);
}

/* In place nodes are made of the pool's image when something fails midway; without it there is a
 * new pool first. */
static void find_ways(struct finding *finding)
{
    bool is_gone = finding->map->leaves_os && finding->map->os_end.severity == AK_SEVERITY_REMOVED;

    if (finding->map->next_size != NULL) {
        if (find_kind(finding, true))
            return;
        ak__way_forget_size(finding->map);
    }
    if (is_gone && find_kind(finding, true)) {
        (void)find_kind(finding, false);
        return;
    }
    if (find_kind(finding, false))
        find_other_way(finding);
    else if (!is_gone)
        (void)find_kind(finding, true);
}

/* ---- words ---- */

/* A minor on the way up whose OS can't be told. */
static const char *uncertain_words(struct ak__way_map *map, struct ak_arena *arena)
{
    for (size_t i = map->start.pool + 1u; map->leaves_os && i < map->minor_count; i++) {
        const struct ak__way_cell *cell = ak__way_cell(map, i, map->start.sku, false);

        if (cell->is_fit && cell->os.basis == AK_OS_SOURCES_DIFFER && cell->os.note != NULL)
            return ak_arena_printf(arena, "Kubernetes %s is not enough: %s.",
                                   ak__minor_text(arena, map->minors[i]), cell->os.note);
    }
    if (is_os_uncertain(map) && map->before.os.note != NULL)
        return ak_arena_printf(arena, "Its OS is not certain: %s.", map->before.os.note);
    return map->leaves_size && map->no_size != NULL ? ak_arena_strdup(arena, map->no_size) : NULL;
}

/* A list that was read and has none is an answer; else it can't be told. */
static enum ak_way_status stuck_status(const struct ak__way_map *map)
{
    return map->before.size != NULL ? AK_WAY_NONE : AK_WAY_UNKNOWN;
}

static const char *reason_not_needed(const struct ak__way_map *map, enum ak_way_aim aim,
                                     struct ak_arena *arena)
{
    const struct ak_retirement *kubernetes = &map->minor_ends[map->start.pool];
    const char *os = map->before.os.release != NULL ? map->before.os.release->name : "its OS";

    if (aim == AK_WAY_FROM_OS)
        return ak_arena_printf(arena, "No end is announced for %s.", os);
    if (aim == AK_WAY_FROM_SIZE)
        return "No end of its VM size is announced.";
    if (aim == AK_WAY_FROM_KUBERNETES)
        return "No end of its Kubernetes version is known.";
    return ak_arena_printf(arena, "No end is announced for %s, and %s does not end soon.", os,
                           kubernetes->what != NULL ? kubernetes->what : "its Kubernetes version");
}

static const char *reason_for_none(const struct ak__way_map *map, const char *kept,
                                   struct ak_arena *arena)
{
    const struct ak_retirement *kubernetes = &map->minor_ends[map->start.pool];
    const char *from = kubernetes->what != NULL ? kubernetes->what : "its Kubernetes version";

    if (map->leaves_size && !map->leaves_os && !map->leaves_kubernetes)
        from = map->size_end.what;
    else if (map->leaves_os && map->os_end.what != NULL)
        from = ak_arena_printf(arena, "%s on Kubernetes %s", map->os_end.what, map->before.version);
    return ak_arena_printf(arena, "No way is known from %s to what is supported%s%s.", from,
                           kept != NULL ? " that keeps " : "", kept != NULL ? kept : "");
}

static const char *summary_of(const struct ak_way_out *out, struct ak_arena *arena)
{
    if (out->status == AK_WAY_NOT_NEEDED)
        return "";
    if (out->way_count == 0)
        return out->reason;
    if (out->way_count == 1)
        return out->ways[0].summary;
    return ak_arena_printf(arena, "%s (or %s)", out->ways[0].summary, out->ways[1].phrase);
}

static void look_for_ways(struct ak__way_map *map, struct ak_way_out *out, struct ak_arena *arena)
{
    struct finding finding = {.map = map, .arena = arena};

    finding.ways = ak_arena_alloc(arena, AK_WAY_LIMIT, sizeof *finding.ways);
    find_ways(&finding);
    out->ways = finding.ways;
    out->way_count = finding.count;
    out->status = finding.count > 0 ? AK_WAY_FOUND : AK_WAY_NONE;
    out->kept = ak__way_kept(map, arena);
    out->uncertain = uncertain_words(map, arena);
    if (finding.count == 0)
        out->reason = reason_for_none(map, out->kept, arena);
}

static void answer(struct ak__way_map *map, struct ak_way_out *out, struct ak_arena *arena)
{
    set_aim(map, out->aim);
    if (is_stuck(map)) {
        out->status = stuck_status(map);
        out->reason = ak_arena_strdup(arena, map->no_size);
    } else if (map->leaves_os || map->leaves_kubernetes || map->leaves_size) {
        look_for_ways(map, out, arena);
    } else {
        out->status = AK_WAY_NOT_NEEDED;
        out->reason = reason_not_needed(map, out->aim, arena);
    }
}

struct ak_way_out ak_way_out_find(const struct ak_pool_surroundings *around, enum ak_way_aim aim,
                                  struct ak_arena *arena)
{
    struct ak_arena *scratch = ak_arena_new_scratch(0);
    struct ak_way_out out = {.aim = aim, .status = AK_WAY_UNKNOWN};
    struct ak__way_map *map = ak_arena_alloc(scratch, 1, sizeof *map);
    bool is_known = ak__way_map_make(map, around, scratch, &out.reason);

    if (is_known && map->before.os.basis == AK_OS_UNKNOWN && looks_at_os(aim)) {
        is_known = false;
        out.reason = map->before.os.note;
    }
    out.reason = ak_arena_strdup(arena, out.reason);
    if (is_known)
        answer(map, &out, arena);
    out.summary = summary_of(&out, arena);
    ak_arena_free(scratch);
    return out;
}
