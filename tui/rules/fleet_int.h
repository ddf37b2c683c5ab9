/* fleet_int.h: the parts of building a fleet.
 *
 *   fleet.c         clusters and pools, sums, life
 *   fleet_sizes.c   what each VM size is: by its region's list and by its name, each asked once
 *   fleet_names.c   what each node image and Kubernetes version is, each read once
 *   fleet_search.c  the texts that filters look at, and finding by id
 *   fleet_ends.c    deadlines grouped
 *   fleet_narrow.c  a part of a fleet
 *   fleet_groups.c  what ends, by cluster and by team
 */
#ifndef AKSCOPE_RULES_FLEET_INT_H
#define AKSCOPE_RULES_FLEET_INT_H

#include "akscope/base/vec.h"
#include "akscope/rules/fleet.h"
#include "confidential_int.h"

struct ak__sizes;
struct ak__names;

/* Knows the sizes of a snapshot. Lives as long as one build. */
struct ak__sizes *ak__sizes_new(const struct ak_snap *snap, const struct ak_facts *facts);
void ak__sizes_free(struct ak__sizes *sizes);

/* Fills size, tee_of_name and rule of *witness for a size in a region. */
void ak__sizes_look_up(struct ak__sizes *sizes, const char *subscription_id, const char *location,
                       const char *vm_size, struct ak__cvm_case *witness);

/* What a node image name tells. */
struct ak__image {
    struct ak_node_image parts;
    const struct ak_os_release *os; /* NULL: not told */
};

/* Knows what was read before. Lives as long as one build; deadlines are kept in `arena`. */
struct ak__names *ak__names_new(const struct ak_facts *facts, struct ak_date today,
                                struct ak_arena *arena);
void ak__names_free(struct ak__names *names);

/* What the name of a node image (or NULL) means; borrowed. */
const struct ak__image *ak__names_image(struct ak__names *names, const char *image);

/* The kept one that equals `end`: a fleet has a few different ones for all its pools. */
const struct ak_retirement *ak__names_keep_end(struct ak__names *names,
                                               const struct ak_retirement *end);

/* The end of a VM size that has a date, kept. */
const struct ak_retirement *ak__names_size_end(struct ak__names *names,
                                               const struct ak_vm_size *size);

/* As ak_kubernetes_retirement, kept. */
const struct ak_retirement *ak__names_kubernetes(struct ak__names *names, const char *version,
                                                 bool is_lts);

/* Makes the table for ak_fleet_find_… */
void ak__fleet_make_index(struct ak_fleet *fleet);

/* A copy of the vec's items. */
const void *ak__fleet_keep(struct ak_arena *arena, const struct ak_vec *items);

/* What the pools of a cluster add up to, into its row. */
void ak__fleet_sum_pools(struct ak_fleet_cluster *row);

/* Sums, changes, index, deadlines and their groups, once all rows are assessed. */
void ak__fleet_finish(struct ak_fleet *fleet);

/* Groups deadlines into fleet->deadlines. */
void ak__fleet_group_ends(struct ak_fleet *fleet);

/* The teams of a cluster and of its pools, by the tag of the facts. */
void ak__fleet_find_teams(const struct ak_fleet *fleet, struct ak_fleet_cluster *row,
                          struct ak_fleet_pool *pools);

/* Makes fleet->by_cluster and fleet->by_team. */
void ak__fleet_group(struct ak_fleet *fleet);

#endif
