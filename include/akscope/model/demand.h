/* demand.h: what a view (or a command) needs to be read and kept fresh. Views state demands; only
 * the poller acts on them. */
#ifndef AKSCOPE_MODEL_DEMAND_H
#define AKSCOPE_MODEL_DEMAND_H

#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"
#include "akscope/model/snap.h"

enum { AK_DEMAND_KEY_SIZE = 512 };

struct ak_demand {
    enum ak_topic topic;
    char key[AK_DEMAND_KEY_SIZE];
    int interval_s; /* at most this old; 0: the topic's own refresh */
};

/* A growing set of demands; the same (topic, key) is kept once with the shorter interval. */
struct ak_demands {
    struct ak_vec items; /* struct ak_demand */
};

struct ak_demands ak_demands_init(void);
AK_NONNULL void ak_demands_release(struct ak_demands *demands);
AK_NONNULL void ak_demands_clear(struct ak_demands *demands);

/* Adds a demand; a key that is too long is left out (no ARM id is). */
AK_NONNULL void ak_demands_add(struct ak_demands *demands, enum ak_topic topic, const char *key,
                               int interval_s);

#endif
