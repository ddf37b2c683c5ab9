/* Microsoft.Compute: VM sizes and quota. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "filter_int.h"
#include "handlers_int.h"
#include "page_int.h"

void ak_sim_list_skus(struct ak_sim_call *call)
{
    const char *filter = ak_sim_call_query(call, "$filter");
    char *location = NULL;
    if (filter != NULL && *filter != '\0' && !ak_sim_filter_location(filter, &location)) {
        ak_sim_reply_error(call, 400, "InvalidParameter",
                           "The value of parameter $filter is invalid: %s", filter);
        return;
    }
    ak_sim_reply_list(call, ak_sim_catalogue_skus(call->sim->world, location));
    free(location);
}

void ak_sim_list_usages(struct ak_sim_call *call)
{
    cJSON *usages = ak_sim_catalogue_usages(call->sim->world, call->subscription,
                                            ak_sim_call_parameter(call, "location"));
    ak_sim_reply_list(call, usages != NULL ? usages : cJSON_CreateArray());
}
