/* book_int.h: the tables that a change is judged by, parsed once: nobody changes them afterwards.
 */
#ifndef AKSCOPE_SIM_BOOK_INT_H
#define AKSCOPE_SIM_BOOK_INT_H

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

struct ak_sim_book {
    cJSON *rules;         /* data/rules.json: what is refused of a pool, and in which words */
    cJSON *cluster_rules; /* the same of a cluster */
    cJSON *systems;       /* data/systems.json: OS SKUs, the releases behind them, their images */
    cJSON *types;         /* data/types.json: what the members of requests must be */
    cJSON *defaults;      /* data/defaults.json: what the provider fills in, keeps, or drops */
    cJSON *families;      /* VM sizes, of data/skus.json */
    cJSON *regions;       /* of data/regions.json */
    cJSON *approvals;     /* features that somebody has to approve, of data/features.json */
};

AK_MUST_USE AK_RETURNS_NONNULL struct ak_sim_book *ak_sim_book_new(void);
void ak_sim_book_free(struct ak_sim_book *book); /* NULL allowed */

#endif
