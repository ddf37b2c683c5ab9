#include "config.h"

#include "book_int.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "data_int.h"

struct ak_sim_book *ak_sim_book_new(void)
{
    struct ak_sim_book *book = ak_alloc(1, sizeof *book);
    *book = (struct ak_sim_book){
        .rules = ak_sim_data_list(AK_SIM_DATA_RULES, "rules"),
        .cluster_rules = ak_sim_data_list(AK_SIM_DATA_RULES, "clusterRules"),
        .systems = ak_sim_data_read(AK_SIM_DATA_SYSTEMS),
        .types = ak_sim_data_read(AK_SIM_DATA_TYPES),
        .defaults = ak_sim_data_read(AK_SIM_DATA_DEFAULTS),
        .families = ak_sim_data_list(AK_SIM_DATA_SKUS, "families"),
        .regions = ak_sim_data_list(AK_SIM_DATA_REGIONS, "regions"),
        .approvals = ak_sim_data_list(AK_SIM_DATA_FEATURES, "approvals"),
    };
    return book;
}

void ak_sim_book_free(struct ak_sim_book *book)
{
    if (book == NULL) {
        return;
    }
    cJSON_Delete(book->rules);
    cJSON_Delete(book->cluster_rules);
    cJSON_Delete(book->systems);
    cJSON_Delete(book->types);
    cJSON_Delete(book->defaults);
    cJSON_Delete(book->families);
    cJSON_Delete(book->regions);
    cJSON_Delete(book->approvals);
    free(book);
}
