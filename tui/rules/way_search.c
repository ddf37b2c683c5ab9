/* way_search.c: breadth first over the places. */
#include "config.h"

#include "way_out_int.h"

#include <string.h>

#include "akscope/base/text.h"

struct seen {
    struct ak__way_move move;
    int parent; /* -1: the start */
    int depth;
};

struct search {
    struct ak__way_map *map;
    const struct ak__way_bounds *bounds;
    unsigned char *visited; /* one a place */
    struct ak_vec places;   /* struct seen, by depth */
    int at;                 /* the one whose moves are walked */
};

/* ---- goals ---- */

static enum ak__way_rank rank_of_end(const struct ak_retirement *end)
{
    if (end->severity >= AK_SEVERITY_ENDED)
        return AK__WAY_NOWHERE;
    return end->severity == AK_SEVERITY_SOON ? AK__WAY_A_WHILE : AK__WAY_FOR_LONG;
}

/* What has ended, or for long without a date, ends before anything that is supported. */
static bool ends_later(const struct ak_retirement *end, const struct ak_retirement *than)
{
    return than->severity >= AK_SEVERITY_ENDED ||
           ak_date_compare(end->end_of_support, than->end_of_support) > 0;
}

static enum ak__way_rank rank_of_os(struct ak__way_map *map, struct ak__way_place place)
{
    const struct ak_os_release *release = ak__way_os(map, place).release;
    const struct ak_retirement *end = ak__way_os_end(map, place);
    bool is_same = release == map->before.os.release;

    if (release == NULL)
        return map->is_supported_only ? AK__WAY_NOWHERE : AK__WAY_FOR_LONG;
    if (!map->leaves_os)
        return is_same ? AK__WAY_FOR_LONG : rank_of_end(end);
    if (is_same || (map->before.os.release != NULL && !ends_later(end, &map->os_end)))
        return AK__WAY_NOWHERE;
    return rank_of_end(end);
}

enum ak__way_rank ak__way_rank_minor(const struct ak__way_map *map, size_t from, size_t to)
{
    const struct ak_retirement *end = &map->minor_ends[to];

    if (to <= from || end->what == NULL || !ends_later(end, &map->minor_ends[from]))
        return AK__WAY_NOWHERE;
    return rank_of_end(end);
}

static enum ak__way_rank rank_of_kubernetes(const struct ak__way_map *map,
                                            struct ak__way_place place)
{
    return map->leaves_kubernetes ? ak__way_rank_minor(map, map->start.pool, place.pool)
                                  : AK__WAY_FOR_LONG;
}

static bool keeps_distribution(struct ak__way_map *map, struct ak__way_place place)
{
    const struct ak_os_release *release = ak__way_os(map, place).release;
    const struct ak_os_release *before = map->before.os.release;

    if (release == NULL || before == NULL)
        return place.sku == map->start.sku || release != NULL;
    return release == before || ak_text_caseeq(release->distribution, before->distribution);
}

/* A size that retires is left by a new pool alone. */
static bool leaves_size(const struct ak__way_map *map, struct ak__way_place place)
{
    return map->next_size == NULL || place.is_new_pool;
}

static enum ak__way_rank rank_of(const struct search *search, struct ak__way_place place)
{
    enum ak__way_rank os = rank_of_os(search->map, place);
    enum ak__way_rank kubernetes = rank_of_kubernetes(search->map, place);

    if (place.is_new_pool != search->bounds->makes_pool || !leaves_size(search->map, place) ||
        (search->bounds->keeps_distribution && !keeps_distribution(search->map, place)))
        return AK__WAY_NOWHERE;
    return os < kubernetes ? os : kubernetes;
}

static int count_bits(ak_pool_traits traits)
{
    int count = 0;

    for (; traits != 0; traits &= traits - 1)
        count++;
    return count;
}

static int count_added(struct ak__way_map *map, struct ak__way_place place)
{
    return count_bits(ak__way_cell(map, place.pool, place.sku, place.is_new_pool)->adds);
}

/* Of two goals at one distance: which keeps the OS SKU when the size alone is to be left; then
 * whose OS ends later, then which adds less, then whose Kubernetes ends later. */
static bool is_better(struct ak__way_map *map, struct ak__way_place a, struct ak__way_place b)
{
    int order = ak_date_compare(ak__way_os_end(map, a)->end_of_support,
                                ak__way_os_end(map, b)->end_of_support);
    int added = count_added(map, a) - count_added(map, b);

    if (map->next_size != NULL && !map->leaves_os &&
        (a.sku == map->start.sku) != (b.sku == map->start.sku))
        return a.sku == map->start.sku;
    if (order != 0 || added != 0)
        return order != 0 ? order > 0 : added < 0;
    return ak_date_compare(map->minor_ends[a.pool].end_of_support,
                           map->minor_ends[b.pool].end_of_support) > 0;
}

/* ---- the walk ---- */

static size_t number_of(const struct ak__way_map *map, struct ak__way_place place)
{
    size_t number = place.control_plane;

    number = number * map->minor_count + place.pool;
    number = number * map->sku_count + place.sku;
    return (number * 2 + place.is_original) * 2 + place.is_new_pool;
}

/* An ak__way_take. */
static void visit(const struct ak__way_move *move, void *context)
{
    struct search *search = context;
    unsigned char *mark = &search->visited[number_of(search->map, move->to)];
    struct seen *seen;
    int depth;

    if (*mark != 0)
        return;
    *mark = 1;
    depth = ((struct seen *)ak_vec_at(&search->places, (size_t)search->at))->depth + 1;
    seen = ak_vec_push(&search->places);
    *seen = (struct seen){.move = *move, .parent = search->at, .depth = depth};
}

/* Remembers the best goal of each rank: the nearest, of the nearest the best. */
static void consider(const struct search *search, int at, int best[AK__WAY_FOR_LONG + 1])
{
    const struct seen *seen = ak_vec_at(&search->places, (size_t)at);
    enum ak__way_rank rank = rank_of(search, seen->move.to);
    const struct seen *known;

    if (rank == AK__WAY_NOWHERE)
        return;
    known = best[rank] >= 0 ? ak_vec_at(&search->places, (size_t)best[rank]) : NULL;
    if (known == NULL ||
        (seen->depth == known->depth && is_better(search->map, seen->move.to, known->move.to)))
        best[rank] = at;
}

static int depth_at(const struct search *search, int at)
{
    return ((const struct seen *)ak_vec_at(&search->places, (size_t)at))->depth;
}

static int run(struct search *search)
{
    int best[AK__WAY_FOR_LONG + 1] = {-1, -1, -1};

    for (search->at = 0; (size_t)search->at < search->places.len; search->at++) {
        if (best[AK__WAY_FOR_LONG] >= 0 &&
            depth_at(search, search->at) > depth_at(search, best[AK__WAY_FOR_LONG]))
            break;
        if (search->at > 0)
            consider(search, search->at, best);
        ak__way_moves(search->map,
                      ((struct seen *)ak_vec_at(&search->places, (size_t)search->at))->move.to,
                      search->bounds, visit, search);
    }
    return best[AK__WAY_FOR_LONG] >= 0 ? best[AK__WAY_FOR_LONG] : best[AK__WAY_A_WHILE];
}

static void trace(const struct search *search, int goal, struct ak__way_path *out)
{
    const struct seen *seen = ak_vec_at(&search->places, (size_t)goal);

    out->count = (size_t)seen->depth;
    for (size_t i = out->count; i > 0; i--) {
        out->moves[i - 1] = seen->move;
        seen = ak_vec_at(&search->places, (size_t)seen->parent);
    }
}

bool ak__way_search(struct ak__way_map *map, const struct ak__way_bounds *bounds,
                    struct ak__way_path *out)
{
    size_t places = map->minor_count * map->minor_count * map->sku_count * 4;
    struct search search = {.map = map,
                            .bounds = bounds,
                            .visited = ak_arena_alloc(map->scratch, places, 1),
                            .places = ak_vec_init(sizeof(struct seen))};
    struct seen *start = ak_vec_push(&search.places);
    int goal;

    *start = (struct seen){.move = {.to = map->start}, .parent = -1};
    search.visited[number_of(map, map->start)] = 1;
    goal = run(&search);
    if (goal >= 0 && depth_at(&search, goal) <= AK__WAY_STEPS)
        trace(&search, goal, out);
    else
        goal = -1;
    ak_vec_release(&search.places);
    return goal >= 0;
}
