/* route_int.h: the one table of what the simulator answers: method, path template, API, what the
 * path must name, handler. A new operation is one row in routes.c and one handler. */
#ifndef AKSCOPE_SIM_ROUTE_INT_H
#define AKSCOPE_SIM_ROUTE_INT_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "api_int.h"
#include "target_int.h"

struct ak_sim_call;

enum ak_sim_route_flag {
    AK_SIM_OPEN = 1,         /* no Authorization: tokens and metadata */
    AK_SIM_CACHED = 2,       /* a read that depends only on the target and the world */
    AK_SIM_SUBSCRIPTION = 4, /* {subscription} must exist */
    AK_SIM_GROUP = 8,        /* {group} must exist */
    AK_SIM_CLUSTER = 16,     /* {cluster} must exist */
    AK_SIM_POOL = 32,        /* {pool} must exist */
    AK_SIM_LOCATION = 64,    /* {location} must be a region */
};

enum { AK_SIM_PARAMETERS_MAX = 6 };

/* A path's parameters by name; names borrowed from the template, values from the target. */
struct ak_sim_parameters {
    struct {
        const char *name;
        size_t name_len;
        const char *value;
    } items[AK_SIM_PARAMETERS_MAX];
    size_t count;
};

struct ak_sim_route {
    const char *method;
    const char *path; /* template: "/subscriptions/{subscription}/locations" */
    enum ak_sim_api api;
    unsigned flags;
    void (*handle)(struct ak_sim_call *call);
};

/* True when the target's path fits the template, ignoring case and empty segments; *out is then
 * filled. */
AK_NONNULL bool ak_sim_route_match(const char *path, const struct ak_sim_target *target,
                                   struct ak_sim_parameters *out);

AK_NONNULL const char *ak_sim_parameters_find(const struct ak_sim_parameters *parameters,
                                              const char *name);

/* The table (routes.c). */
const struct ak_sim_route *ak_sim_routes(size_t *count);

#endif
