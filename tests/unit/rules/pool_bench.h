/* pool_bench.h: a small world round a node pool, for the tests of its rules; each test turns a few
 * of its knobs by name. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_POOL_BENCH_H
#define AKSCOPE_TESTS_UNIT_RULES_POOL_BENCH_H

#include "akscope/rules/pool_check.h"

enum {
    BENCH_POOLS = 128,
    BENCH_SIZES = 24,
    BENCH_USAGES = 5,
    BENCH_FEATURES = 4,
};

/* The cluster payments-prod in westeurope, Kubernetes 1.33.5, with the pools "system" and "work";
 * "work" is the one that changes. 24 Nov 2026. */
struct bench {
    struct ak_cluster cluster;
    struct ak_pool pools[BENCH_POOLS];
    struct ak_vm_size sizes[BENCH_SIZES];
    struct ak_usage usages[BENCH_USAGES];
    struct ak_feature features[BENCH_FEATURES];
    struct ak_vm_sizes size_list;
    struct ak_usages usage_list;
    struct ak_kubernetes_versions version_list;
    struct ak_features feature_list;
    struct ak_cluster_upgrades cluster_upgrades;
    struct ak_pool_upgrades pool_upgrades;
    struct ak_pool_surroundings around;
    struct ak_intent intent;
    struct ak_arena *arena;
    struct ak_violations violations;
};

/* An intent of the kind in the world. */
void bench_open(struct bench *bench, enum ak_intent_kind kind, const struct ak_facts *facts);
void bench_close(struct bench *bench);

/* "name=cvm2; os-sku=Ubuntu2404": options of a pool into the wish. */
void bench_wish(struct bench *bench, const char *wish);
/* "cluster.power=Stopped pool.count=0 no=sizes today=2027-03-18": turns knobs. */
void bench_turn(struct bench *bench, const char *knobs);

/* Runs the check. */
void bench_check(struct bench *bench);
/* The finding of a rule, or NULL. */
const struct ak_violation *bench_find(const struct bench *bench, const char *rule);

#endif
