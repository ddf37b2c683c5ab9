#include "config.h"

#include "throttle_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "call_int.h"
#include "handlers_int.h"
#include "meter_int.h"

enum { MINUTE = 60 };

/* What a bucket is of: the call's parameters up to this one make its name. */
enum owner { OF_SUBSCRIPTION, OF_GROUP, OF_CLUSTER, OF_POOL };

struct limit {
    void (*handle)(struct ak_sim_call *call); /* NULL: every other operation of AKS */
    enum owner owner;
    int64_t capacity;
    int64_t per_minute;
};

static const struct limit limits[] = {
    {ak_sim_put_pool, OF_POOL, 20, 1},
    {ak_sim_get_cluster, OF_CLUSTER, 60, MINUTE},
    {ak_sim_list_clusters, OF_SUBSCRIPTION, 500, MINUTE},
    {ak_sim_list_group_clusters, OF_GROUP, 60, MINUTE},
    {NULL, OF_SUBSCRIPTION, 60, MINUTE},
};

enum { LIMIT_COUNT = (int)(sizeof limits / sizeof *limits) };

struct ak_sim_throttle {
    struct ak_sim_meter *meters[LIMIT_COUNT]; /* owned */
};

struct ak_sim_throttle *ak_sim_throttle_new(void)
{
    struct ak_sim_throttle *throttle = ak_alloc(1, sizeof *throttle);
    for (int i = 0; i < LIMIT_COUNT; i++) {
        throttle->meters[i] = ak_sim_meter_new(limits[i].capacity, limits[i].per_minute);
    }
    return throttle;
}

void ak_sim_throttle_free(struct ak_sim_throttle *throttle)
{
    if (throttle == NULL) {
        return;
    }
    for (int i = 0; i < LIMIT_COUNT; i++) {
        ak_sim_meter_free(throttle->meters[i]);
    }
    free(throttle);
}

/* "subscription/group/cluster/pool", as far as the owner goes; the caller frees. */
static char *bucket_name(const struct ak_sim_call *call, enum owner owner)
{
    static const char *const parameters[] = {"subscription", "group", "cluster", "pool"};
    char *name = ak_strdup("");
    for (int i = 0; i <= (int)owner; i++) {
        const char *part = ak_sim_call_parameter(call, parameters[i]);
        char *longer = ak_asprintf("%s/%s", name, part != NULL ? part : "");
        free(name);
        name = longer;
    }
    return name;
}

bool ak_sim_throttle_take(struct ak_sim_throttle *throttle, struct ak_sim_call *call)
{
    int i = 0;
    while (limits[i].handle != NULL && limits[i].handle != call->route->handle) {
        i++;
    }
    if (ak_sim_api_row(call->route->api)->owner != AK_SIM_OWNER_AKS) {
        return true;
    }
    char *name = bucket_name(call, limits[i].owner);
    int64_t left = 0;
    bool is_good =
        ak_sim_meter_take(throttle->meters[i], name, ak_sim_elapsed_ms(call->sim), &left);
    free(name);
    if (!is_good) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%lld", (long long)left);
        ak_sim_reply_provider_error(call, 429, "Throttled", NULL,
                                    "The request is throttled. Please try again after %s seconds.",
                                    seconds);
        ak_sim_reply_header(call, "Retry-After", seconds);
    }
    return is_good;
}
