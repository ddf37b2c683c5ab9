/* way_out_int.h: the parts of finding a way out.
 *
 *   way_out.c     what is to be left, which ways are looked for, in which order
 *   way_map.c     where a pool may be: Kubernetes minors, OS SKUs, and what each pair gives
 *   way_moves.c   the moves from one place to the next
 *   way_size.c    the VM size that follows one that retires
 *   way_search.c  breadth first over the places
 *   way_say.c     steps and sentences
 *   way_cluster.c the way of a whole cluster out of its Kubernetes version
 *   way_intent.c  the intents that do the steps; names of kinds
 */
#ifndef AKSCOPE_RULES_WAY_OUT_INT_H
#define AKSCOPE_RULES_WAY_OUT_INT_H

#include "akscope/rules/way_out.h"
#include "pool_check_int.h"

enum { AK__WAY_MINORS = 64, AK__WAY_STEPS = 64 };

/* What a pool would be with an OS SKU at a Kubernetes minor. */
struct ak__way_cell {
    bool is_read;
    bool is_fit;         /* it has an image, and nothing of it is refused */
    bool is_open;        /* pools may change to it: no end to new pools, no preview feature that
                            is not registered */
    ak_pool_traits adds; /* switched on beside, for a new pool; 0 in place */
    struct ak_pool_os os;
    struct ak_retirement end; /* of the OS */
};

/* Where control plane and pool are; indices into the map. */
struct ak__way_place {
    uint8_t control_plane, pool, sku;
    bool is_original; /* the nodes are those of the start: their image tells the OS */
    bool is_new_pool;
};

struct ak__way_map {
    const struct ak_pool_surroundings *around;
    struct ak_arena *scratch;
    bool is_lts;
    ak_minor minors[AK__WAY_MINORS]; /* ascending, from the pool's on */
    struct ak_retirement minor_ends[AK__WAY_MINORS];
    bool is_supported[AK__WAY_MINORS]; /* upgrades may lead there */
    size_t minor_count;
    const struct ak_os_sku *const *skus; /* without aliases */
    size_t sku_count;
    struct ak__choice before;
    struct ak__way_cell *cells[2]; /* minor by OS SKU: in place; of a new pool */
    struct ak__way_place start;
    struct ak__offers pool_offers; /* of the pool where it starts */
    struct ak_retirement os_end;   /* of the start */
    struct ak_retirement size_end; /* of the VM size; severity NONE: none is announced */
    bool leaves_os, leaves_kubernetes, leaves_size;
    const struct ak_vm_size *next_size; /* of a new pool, when the size is to be left */
    const char *no_size;    /* then: why there is none, a sentence; NULL when there is one */
    const char *gives_up;   /* what the new size has no more, a sentence; NULL: nothing */
    bool is_supported_only; /* an OS that can't be told is no end */
};

/* One move: how it got to a place. */
struct ak__way_move {
    enum ak_way_step_kind kind;
    struct ak__way_place to;
};

/* What a search may do. */
struct ak__way_bounds {
    bool makes_pool; /* by a new pool; else in place */
    bool keeps_distribution;
    unsigned forbidden; /* kinds of steps that it does without: bit 1 << kind */
};

struct ak__way_path {
    struct ak__way_move moves[AK__WAY_STEPS];
    size_t count;
};

/* ---- way_map.c ---- */

/* Draws the map; false when where the pool is can't be told: *why a sentence. */
bool ak__way_map_make(struct ak__way_map *map, const struct ak_pool_surroundings *around,
                      struct ak_arena *scratch, const char **why);
/* Which minors there are from `least` on, when they end, which are supported: around and scratch of
 * the map are set. */
void ak__way_read_minors(struct ak__way_map *map, ak_minor least);
/* Of a minor that is there. */
size_t ak__way_index_of_minor(const struct ak__way_map *map, ak_minor minor);
const struct ak__way_cell *ak__way_cell(struct ak__way_map *map, size_t minor, size_t sku,
                                        bool is_new_pool);
/* The OS at a place, and its end. */
struct ak_pool_os ak__way_os(struct ak__way_map *map, struct ak__way_place place);
const struct ak_retirement *ak__way_os_end(struct ak__way_map *map, struct ak__way_place place);

/* ---- way_size.c ---- */

/* When the pool's VM size ends, into the map. */
void ak__way_read_size_end(struct ak__way_map *map);
/* Looks for the size that follows it; its end was read. */
void ak__way_choose_size(struct ak__way_map *map);
/* No way leads to the size: what else there is to leave is left with the old one. */
void ak__way_forget_size(struct ak__way_map *map);

/* ---- way_moves.c ---- */

/* May Kubernetes go from one minor to another, by what is offered where `from` is? */
bool ak__way_leads_to(const struct ak__way_map *map, const struct ak__offers *offers, size_t from,
                      size_t to);

/* The newest offer of a minor that is no preview; NULL: none. */
const char *ak__way_offered(const struct ak__offers *offers, ak_minor minor);
/* The cluster's upgrade channel upgrades control plane and pools together. */
bool ak__way_is_by_channel(const struct ak__way_map *map);

/* Calls `take` for each move from a place within the bounds. */
typedef void ak__way_take(const struct ak__way_move *move, void *context);
void ak__way_moves(struct ak__way_map *map, struct ak__way_place from,
                   const struct ak__way_bounds *bounds, ak__way_take *take, void *context);

/* ---- way_search.c ---- */

/* How good it is to be at a place. */
enum ak__way_rank { AK__WAY_NOWHERE, AK__WAY_A_WHILE, AK__WAY_FOR_LONG };

/* To leave one minor for another. */
enum ak__way_rank ak__way_rank_minor(const struct ak__way_map *map, size_t from, size_t to);

/* The shortest path within the bounds to a place that is good for long, else to one that is good
 * for a while; false when there is none. Of equally short ones that which ends latest. */
bool ak__way_search(struct ak__way_map *map, const struct ak__way_bounds *bounds,
                    struct ak__way_path *out);

/* ---- way_say.c ---- */

/* What to ask for: the newest patch that is offered, else the minor alone, of which Azure takes the
 * newest. */
const char *ak__way_version_text(const struct ak_pool_surroundings *around,
                                 const struct ak__offers *offers, ak_minor minor,
                                 struct ak_arena *arena);

void ak__way_say(struct ak__way_map *map, const struct ak__way_path *path, struct ak_arena *arena,
                 struct ak_way *out);
/* The steps as they are, in the arena. */
const struct ak_way_step *ak__way_keep_steps(const struct ak_vec *steps, struct ak_arena *arena);
/* "CVM, FIPS", or NULL. */
const char *ak__way_kept(const struct ak__way_map *map, struct ak_arena *arena);

#endif
