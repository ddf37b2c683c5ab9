/* api_int.h: the resource types that the simulator knows, each with the api-versions it takes. Both
 * the check of `api-version` and the providers' own lists come from the one table in api.c. */
#ifndef AKSCOPE_SIM_API_INT_H
#define AKSCOPE_SIM_API_INT_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"

enum ak_sim_api {
    AK_SIM_API_NONE, /* not ARM: no api-version is asked for */
    AK_SIM_API_METADATA,
    AK_SIM_API_SUBSCRIPTIONS,
    AK_SIM_API_LOCATIONS,
    AK_SIM_API_TENANTS,
    AK_SIM_API_GROUPS,
    AK_SIM_API_PROVIDERS,
    AK_SIM_API_PERMISSIONS,
    AK_SIM_API_FEATURES,
    AK_SIM_API_ROLE_ASSIGNMENTS,
    AK_SIM_API_ROLE_DEFINITIONS,
    AK_SIM_API_SKUS,
    AK_SIM_API_USAGES,
    AK_SIM_API_CLUSTERS,
    AK_SIM_API_POOLS,
    AK_SIM_API_VERSIONS,
    AK_SIM_API_ORCHESTRATORS,
    AK_SIM_API_OPERATIONS,
    AK_SIM_API_COUNT
};

/* Who answers, and so what its answers look like. */
enum ak_sim_owner {
    AK_SIM_OWNER_GATEWAY,  /* ARM itself: unknown versions are InvalidApiVersionParameter */
    AK_SIM_OWNER_PROVIDER, /* a resource provider behind ARM */
    AK_SIM_OWNER_AKS,      /* one whose content type has no charset, and whose errors are bare */
};

struct ak_sim_api_row {
    const char *provider;        /* "Microsoft.ContainerService"; NULL: not under a provider */
    const char *type;            /* "managedClusters/agentPools" */
    const char *const *versions; /* newest last, NULL at the end */
    enum ak_sim_owner owner;
};

const struct ak_sim_api_row *ak_sim_api_row(enum ak_sim_api api);

/* "YYYY-MM-DD", with or without "-preview" (or another word); anything else is malformed. */
AK_NONNULL bool ak_sim_api_version_is_date(const char *version);

AK_NONNULL bool ak_sim_api_takes(const struct ak_sim_api_row *row, const char *version);

/* All versions with `separator` between them; the caller frees. */
AK_NONNULL char *ak_sim_api_versions(const struct ak_sim_api_row *row, const char *separator);

/* Provider i (0, 1, …) in its canonical spelling, or NULL beyond the last. */
const char *ak_sim_api_provider(size_t i);

#endif
