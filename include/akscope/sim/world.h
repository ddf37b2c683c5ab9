/* world.h: what the simulator pretends exists: subscriptions, clusters, node pools, and what a
 * region offers. Bodies are kept as the JSON that ARM would answer, so that imported recordings are
 * served verbatim. The simulator shares no decoding and no rules with the product: errors can't
 * cancel out.
 *
 * One thread: the simulator's own. Everything is owned by the world; borrowed pointers live until
 * the next change of the same object. Names and ids are found without regard to case, as ARM does.
 */
#ifndef AKSCOPE_SIM_WORLD_H
#define AKSCOPE_SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "akscope/base/err.h"

struct ak_sim_tables; /* tui/sim/data_int.h */

/* An agent pool in ARM's resource form {id, name, type, properties}. */
struct ak_sim_pool {
    char *name;
    cJSON *body;
    int count_running; /* of a stopped pool: the machines that starting brings back */
};

/* A managed cluster. `body.properties.agentPoolProfiles` is kept in step with `pools` by
 * ak_sim_cluster_refresh: the flat form of each pool's properties with its name. */
struct ak_sim_cluster {
    char *name;
    char *resource_group;
    char *subscription_id;
    cJSON *body;
    cJSON
        *upgrade_profile; /* an imported managedClusters/upgradeProfiles body, or NULL: computed */
    struct ak_sim_pool **pools;
    size_t pool_count;
    size_t pool_capacity;
    bool is_changed; /* since the fleet was made: what a state keeps */
};

struct ak_sim_subscription {
    char *id;
    char *display_name;
    char *state; /* "Enabled", "Disabled", "Warned" */
    struct ak_sim_cluster **clusters;
    size_t cluster_count;
    size_t cluster_capacity;
    cJSON
        *features; /* object: lower-case feature name → state ("Registered", "NotRegistered", …) */
    cJSON *waiting;   /* object: lower-case names of features that were registered here, but whose
                         provider wasn't refreshed since: they aren't in force yet */
    cJSON *providers; /* object: namespaces of resource providers that aren't registered → their
                         state */
    cJSON *removed;   /* object: "group/cluster" of those that were deleted → their location */
    bool is_changed;  /* features and providers, since the fleet was made */
};

/* A resource group: where a cluster is or was. The name is borrowed, and not terminated. */
struct ak_sim_group {
    const char *name;
    size_t name_len;
    const char *location; /* of its first cluster */
};

struct ak_sim_world {
    char *tenant_id;
    char *tenant_name;
    int64_t now; /* seconds since the epoch at start, from --now */
    struct ak_sim_subscription **subscriptions;
    size_t subscription_count;
    size_t subscription_capacity;
    cJSON *pool_upgrade_profiles; /* imported: lower-case pool id → body; NULL when none */
    struct ak_sim_tables *tables; /* what answers look up */
    cJSON *shapes; /* templates of bodies, NULL until needed: made bodies borrow member names */
};

/* ---- life (tui/sim/world.c) ---- */
struct ak_sim_world *ak_sim_world_new(int64_t now);
void ak_sim_world_free(struct ak_sim_world *world);

struct ak_sim_subscription *ak_sim_world_add_subscription(struct ak_sim_world *world,
                                                          const char *id, const char *name);

/* Adds a cluster; takes `body` over. The body must carry id, name, location and properties. */
struct ak_sim_cluster *ak_sim_subscription_add_cluster(struct ak_sim_subscription *subscription,
                                                       const char *resource_group, const char *name,
                                                       cJSON *body);

/* Deletes the cluster and its pools, and remembers that it was there: its group stays. */
void ak_sim_subscription_remove_cluster(struct ak_sim_subscription *subscription,
                                        struct ak_sim_cluster *cluster);

/* Adds a pool, or replaces the body of the pool of that name; takes `body` over. */
struct ak_sim_pool *ak_sim_cluster_put_pool(struct ak_sim_cluster *cluster, const char *name,
                                            cJSON *body);
void ak_sim_cluster_remove_pool(struct ak_sim_cluster *cluster, const char *name);

/* Writes agentPoolProfiles of the cluster's body anew from its pools. */
void ak_sim_cluster_refresh(struct ak_sim_cluster *cluster);

/* The same after a change: the cluster isn't as the fleet made it any more. */
void ak_sim_cluster_touch(struct ak_sim_cluster *cluster);

struct ak_sim_subscription *ak_sim_find_subscription(const struct ak_sim_world *world,
                                                     const char *id);
/* resource_group may be NULL: any. */
struct ak_sim_cluster *ak_sim_find_cluster(const struct ak_sim_subscription *subscription,
                                           const char *resource_group, const char *name);
/* True: *group is the resource group of that name. */
bool ak_sim_find_group(const struct ak_sim_subscription *subscription, const char *name,
                       struct ak_sim_group *group);
struct ak_sim_pool *ak_sim_find_pool(const struct ak_sim_cluster *cluster, const char *name);

/* True when these are the properties of a stopped pool or cluster. They may be NULL. */
bool ak_sim_is_stopped(const cJSON *properties);

/* ---- fleets (tui/sim/fleet_*.c) ---- */

/* The demonstration fleet: 3 subscriptions, about 12 clusters and 40 pools that tell the story. */
void ak_sim_fleet_contoso(struct ak_sim_world *world);

/* `clusters` clusters with `pools` pools each over as many subscriptions as one needs (at most
 * 1,000 clusters in one); the same seed gives the same fleet, byte for byte, on every machine. */
void ak_sim_fleet_generate(struct ak_sim_world *world, size_t clusters, size_t pools,
                           uint64_t seed);

/* Every resource body in the 2xx answers of a folder of cassettes (see --import). A file that can't
 * be read or parsed is an error that names it. */
int ak_sim_fleet_import(struct ak_sim_world *world, const char *folder, struct ak_err *err);

/* ---- what a region offers (tui/sim/catalogue.c); the caller owns the result ---- */

/* Compute resource SKUs of a region (all regions when NULL): an array of ARM's ResourceSku. */
cJSON *ak_sim_catalogue_skus(const struct ak_sim_world *world, const char *location);

/* Compute usages of a region: an array of {name:{value,localizedValue}, unit, currentValue, limit};
 * currentValue counts the vCPUs of the subscription's pools there. NULL: no such region. */
cJSON *ak_sim_catalogue_usages(const struct ak_sim_world *world,
                               const struct ak_sim_subscription *subscription,
                               const char *location);

/* The body of locations/{location}/kubernetesVersions, by the world's date. */
cJSON *ak_sim_catalogue_versions(const struct ak_sim_world *world, const char *location);

/* Bodies of managedClusters/upgradeProfiles/default, agentPools/upgradeProfiles/default and
 * managedClusters/availableAgentPoolVersions/default: imported ones where there are, else computed
 * from the versions and the newest node image of the pool's family. */
cJSON *ak_sim_catalogue_cluster_upgrades(const struct ak_sim_world *world,
                                         const struct ak_sim_cluster *cluster);
cJSON *ak_sim_catalogue_pool_upgrades(const struct ak_sim_world *world,
                                      const struct ak_sim_cluster *cluster,
                                      const struct ak_sim_pool *pool);
cJSON *ak_sim_catalogue_pool_versions(const struct ak_sim_world *world,
                                      const struct ak_sim_cluster *cluster);

/* The features of Microsoft.ContainerService as an array of names; their state is the
 * subscription's. */
cJSON *ak_sim_catalogue_feature_names(void);

/* Locations of a subscription, as GET /subscriptions/{id}/locations lists them: an array. */
cJSON *ak_sim_catalogue_locations(const char *subscription_id);

#endif
