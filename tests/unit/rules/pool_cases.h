/* pool_cases.h: the rules on node pools, kept and broken, one line each. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_POOL_CASES_H
#define AKSCOPE_TESTS_UNIT_RULES_POOL_CASES_H

#include <stddef.h>

#include "akscope/rules/pool_check.h"

/* The weight of a case in which the rule has nothing to say. */
enum {
    KEPT = -1,
    REMARK = AK_VIOLATION_REMARK,
    WARNING = AK_VIOLATION_WARNING,
    REFUSED = AK_VIOLATION_REFUSED
};

/* Short names of the kinds of intents. */
enum {
    ADD = AK_INTENT_POOL_ADD,
    DELETE = AK_INTENT_POOL_DELETE,
    SCALE = AK_INTENT_POOL_SCALE,
    UPDATE = AK_INTENT_POOL_UPDATE,
    IMAGE = AK_INTENT_POOL_UPGRADE_IMAGE,
    UPGRADE = AK_INTENT_POOL_UPGRADE,
    CLUSTER = AK_INTENT_CLUSTER_UPGRADE,
    START = AK_INTENT_POOL_START,
    STOP = AK_INTENT_POOL_STOP,
    ABORT = AK_INTENT_POOL_ABORT,
    RECONCILE = AK_INTENT_POOL_RECONCILE,
    FEATURE = AK_INTENT_FEATURE_REGISTER,
};

struct pool_case {
    const char *rule;
    int weight; /* of the rule's gravest finding */
    int kind;
    const char *wish;
    const char *knobs; /* of the world, pool_bench.h */
};

struct pool_cases {
    const struct pool_case *items;
    size_t count;
};

struct pool_cases pool_cases_of_changes(void);
struct pool_cases pool_cases_of_sizes(void);
struct pool_cases pool_cases_of_systems(void);
struct pool_cases pool_cases_of_scaling(void);
struct pool_cases pool_cases_of_labels(void);

#endif
