/* fleet.h: the whole snapshot assessed: every cluster and pool with its verdict and deadlines, the
 * deadlines grouped, and the sums of the header line. Built from one snapshot by ak_fleet_build,
 * which is pure and runs off the UI thread (50,000 pools take a while); the result is immutable.
 *
 * A fleet holds a reference on its snapshot, so that rows may point into it. Counts are not atomic:
 * ref and unref on the loop thread only. */
#ifndef AKSCOPE_RULES_FLEET_H
#define AKSCOPE_RULES_FLEET_H

#include "akscope/base/attributes.h"
#include "akscope/model/facts.h"
#include "akscope/model/snap.h"
#include "akscope/rules/confidential.h"
#include "akscope/rules/image_age.h"
#include "akscope/rules/lifecycle.h"

struct ak_fleet_cluster;

struct ak_fleet_pool {
    const struct ak_pool *pool;
    const struct ak_fleet_cluster *cluster;
    struct ak_cvm_verdict cvm;
    struct ak_pool_os os;
    const struct ak_retirement *os_end; /* never NULL; equal ones are shared, as are those below */
    const struct ak_retirement *kubernetes_end;    /* never NULL */
    const struct ak_retirement *const *other_ends; /* of its VM size, of policies, … */
    size_t other_end_count;
    const struct ak_retirement *worst;   /* over all of them */
    struct ak_date image_date;           /* unset when unknown */
    int32_t image_age_days;              /* meaningful when image_date is set */
    enum ak_image_age_grade image_grade; /* by its days alone */
    const char *team; /* by its own tag, else its cluster's (facts->team_tag); NULL: none */
    bool is_failed;   /* provisioningState Failed or Canceled */
    bool is_stopped;  /* powerState Stopped */
    bool is_changing; /* a provisioningState that is neither final nor missing */
};

struct ak_fleet_cluster {
    const struct ak_cluster *cluster;
    const char *subscription_name;                 /* displayName, else the id */
    const struct ak_retirement *kubernetes_end;    /* never NULL */
    const struct ak_retirement *const *other_ends; /* of its networking, its add-ons, … */
    size_t other_end_count;
    const struct ak_retirement *worst; /* over the cluster and its pools; never NULL */
    const struct ak_fleet_pool *pools;
    size_t pool_count;
    int64_t node_count;
    size_t cvm_pool_count; /* confirmed or by name */
    size_t cvm_conflict_count;
    const char *team; /* by its tag; NULL: none */
    bool is_failed;
    bool is_stopped;
    bool is_changing;
    bool is_auto_provisioned; /* nodes outside pools exist: not covered */
};

/* All pools (or clusters) that share one deadline. */
struct ak_fleet_deadline {
    struct ak_retirement retirement;
    bool is_kubernetes;
    bool is_other;                            /* neither an OS nor a Kubernetes version */
    const struct ak_fleet_pool *const *pools; /* whom it hits; what hits a cluster as a whole has
                                                 all its pools */
    size_t pool_count;
    size_t cluster_count; /* different clusters among them; for Kubernetes the clusters on it */
    int64_t node_count;
};

/* Whom of a group an end hits. */
struct ak_fleet_end {
    const struct ak_retirement *end;
    size_t pool_count; /* 0: clusters alone */
    size_t cluster_count;
    const struct ak_fleet_cluster *cluster; /* the last of them */
    int64_t node_count;
};

/* What ends of one cluster, or of all pools and clusters that one team has. */
struct ak_fleet_group {
    const char *name; /* of the cluster or team; NULL: of those without the tag */
    const struct ak_fleet_cluster *cluster; /* NULL: a team */
    const struct ak_fleet_end *ends;        /* the worst first; at least one */
    size_t end_count;
    size_t pool_count, cluster_count;
    int64_t node_count;
};

/* A cluster or pool that is changing, or has failed. */
struct ak_fleet_change {
    const struct ak_fleet_cluster *cluster;
    const struct ak_fleet_pool *pool; /* NULL: the cluster itself */
};

struct ak_fleet_sums {
    size_t clusters, pools;
    int64_t nodes;
    size_t cvm_confirmed, cvm_by_name, cvm_conflict, cvm_unknown;
    size_t removed, ended, soon; /* pools by the severity of their worst deadline */
    size_t failed, changing;     /* pools and clusters */
    size_t auto_provisioned_clusters;
};

struct ak_fleet {
    size_t references;
    struct ak_arena *arena;
    struct ak_snap *snap;
    const struct ak_facts *facts;
    struct ak_date today;
    const struct ak_fleet_cluster *clusters; /* in the order of the lists */
    size_t cluster_count;
    const struct ak_fleet_pool *pools; /* of all clusters, cluster by cluster */
    size_t pool_count;
    const struct ak_fleet_deadline *deadlines; /* the worst first */
    size_t deadline_count;
    const struct ak_fleet_group *by_cluster; /* the worst first; those of which something ends */
    size_t by_cluster_count;
    const struct ak_fleet_group *by_team; /* likewise */
    size_t by_team_count;
    const struct ak_fleet_change *changes; /* in the order of the lists */
    size_t change_count;
    struct ak_fleet_sums sums;
    bool owns_snap;                                       /* see ak_fleet_adopt */
    const struct ak_fleet_cluster *const *clusters_by_id; /* a hash table, for ak_fleet_find_… */
    size_t id_slots;
};

/* Assesses `snap`. The snapshot must stay referenced by the caller during the build; the fleet does
 * NOT take its own reference here (counts are the loop thread's): ak_fleet_adopt does. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL struct ak_fleet *
ak_fleet_build(struct ak_snap *snap, const struct ak_facts *facts, struct ak_date today);

/* On the loop thread, once after the build: the fleet takes over the reference on its snapshot that
 * the caller held for the build. */
AK_NONNULL void ak_fleet_adopt(struct ak_fleet *fleet);

/* Does a row belong? With pool NULL: does the cluster itself? */
typedef bool ak_fleet_wants(const struct ak_fleet_cluster *cluster,
                            const struct ak_fleet_pool *pool, const void *context);

/* A fleet of the wanted rows alone, with sums, deadlines and changes of its own. A cluster comes
 * along with any of its pools. It borrows what `fleet` holds and must go before it. */
AK_NONNULL_ARGS(1, 2)
AK_MUST_USE AK_RETURNS_NONNULL struct ak_fleet *
ak_fleet_narrow(const struct ak_fleet *fleet, ak_fleet_wants *wants, const void *context);

AK_NONNULL AK_RETURNS_NONNULL struct ak_fleet *ak_fleet_ref(struct ak_fleet *fleet);
void ak_fleet_unref(struct ak_fleet *fleet); /* NULL allowed */

/* The texts that a plain filter looks at, borrowed, some of them NULL; returns how many. */
enum { AK_FLEET_TEXTS = 12 };
AK_NONNULL size_t ak_fleet_pool_texts(const struct ak_fleet_pool *pool,
                                      const char *texts[AK_FLEET_TEXTS]);
AK_NONNULL size_t ak_fleet_cluster_texts(const struct ak_fleet_cluster *cluster,
                                         const char *texts[AK_FLEET_TEXTS]);

/* Found by resource id without case, in a time that does not grow with the fleet; NULL when gone. A
 * pool is looked for in the cluster that its id names. */
AK_NONNULL const struct ak_fleet_cluster *ak_fleet_find_cluster(const struct ak_fleet *fleet,
                                                                const char *id);
AK_NONNULL const struct ak_fleet_pool *ak_fleet_find_pool(const struct ak_fleet *fleet,
                                                          const char *id);

#endif
