/* ways_int.h: the way out of the pool in view, found once for what is known, and kept until that
 * changes: drawing and keys only look at it. Loop thread only. */
#ifndef AKSCOPE_VIEWS_WAYS_INT_H
#define AKSCOPE_VIEWS_WAYS_INT_H

#include "akscope/rules/fleet.h"
#include "akscope/rules/way_out.h"
#include "akscope/ui/view.h"

struct ak__ways {
    struct ak_arena *arena;           /* NULL before the first finding */
    const struct ak_fleet_pool *pool; /* NULL: there is none (any more) */
    struct ak_way_out out;            /* of the pool; NOT_NEEDED without one */
};

/* Finds it anew; for `sync`. What it points into lives as long as the data that was synced. */
AK_NONNULL void ak__ways_find(struct ak__ways *ways, const struct ak_view_input *input,
                              const char *pool_id);
AK_NONNULL void ak__ways_release(struct ak__ways *ways);

/* What Azure offers this pool and its cluster: without it the versions are the calendar's. */
AK_NONNULL void ak__ways_demand(const char *pool_id, const struct ak_view_input *input,
                                struct ak_demands *demands);

/* "open until 17 Mar 2027, in 114 d: then the images of Ubuntu 20.04 are removed". Returns out. */
enum { AK__WAY_WORDS_SIZE = 256 };
AK_NONNULL const char *ak__way_open_words(const struct ak_way *way, struct ak_date today,
                                          char out[AK__WAY_WORDS_SIZE]);

#endif
