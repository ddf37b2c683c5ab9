/* what_if.h: if nothing is done, what has come to pass by the end of a day? "On 2027-03-17: 3
 * pools, 41 nodes cannot scale." Counts what the fleet is now, with the dates as they are announced
 * now. Pure; any thread. */
#ifndef AKSCOPE_RULES_WHAT_IF_H
#define AKSCOPE_RULES_WHAT_IF_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/rules/fleet.h"

/* Pools with something in common, in the order of the fleet. */
struct ak_what_if_group {
    const struct ak_fleet_pool *const *pools;
    size_t pool_count;
    size_t cluster_count; /* different clusters among them */
    int64_t node_count;
};

struct ak_what_if {
    struct ak_date day;
    struct ak_what_if_group cannot_scale; /* images of the OS are gone: no scaling, repair or
                                             surge */
    struct ak_what_if_group os_ended;     /* no more security updates of the OS; these too may be
                                             unable to scale */
    struct ak_what_if_group kubernetes_ended; /* their Kubernetes version is out of support */
    struct ak_what_if_group unsupported;      /* any of the three, each pool once */
    size_t clusters_ended;                    /* whose control plane is out of support */
    size_t clusters_retired; /* that use something else whose end has come: kubenet, … */
    const char *words;       /* the sentence without its day: "3 pools, 41 nodes cannot scale" */
    const char *sentence; /* "on 2027-03-17: 3 pools, 41 nodes cannot scale; 7 pools, 90 nodes are
                             out of support"; "on …: nothing ends" */
};

/* Reads the day that a person asks for: "2027-03-17", or "2027-03" for its last day. AK_ERR_USAGE
 * says in one sentence what is wrong: it is no day, or before `today` (unset: any day will do). */
AK_NONNULL AK_MUST_USE int ak_what_if_read_day(const char *text, struct ak_date today,
                                               struct ak_date *out, struct ak_err *err);

/* The fleet by the end of `day`: a date that is reached has come to pass. Lists and texts live in
 * the arena. */
AK_NONNULL struct ak_what_if ak_fleet_what_if(const struct ak_fleet *fleet, struct ak_date day,
                                              struct ak_arena *arena);

/* The days after `after` on which something changes for this fleet, in order, at most `limit`;
 * into out. Returns how many. */
AK_NONNULL size_t ak_fleet_turning_days(const struct ak_fleet *fleet, struct ak_date after,
                                        struct ak_date *out, size_t limit);

#endif
