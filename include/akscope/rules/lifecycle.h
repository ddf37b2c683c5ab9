/* lifecycle.h: how long a pool or cluster has left. Two dates matter: support ends (no more
 * security updates), and images are removed (scaling, repair and surge fail). Dates come from the
 * facts alone, "today" from the injected clock. Pure; any thread. */
#ifndef AKSCOPE_RULES_LIFECYCLE_H
#define AKSCOPE_RULES_LIFECYCLE_H

#include "akscope/base/attributes.h"
#include "akscope/model/cluster.h"
#include "akscope/model/facts.h"
#include "akscope/rules/node_image.h"

/* How urgent; worse is larger. Shown as a mark, never by colour alone. */
enum ak_severity {
    AK_SEVERITY_NONE,    /* no date announced */
    AK_SEVERITY_LATER,   /* announced, more than facts->soon_days away */
    AK_SEVERITY_SOON,    /* within so many */
    AK_SEVERITY_ENDED,   /* support has ended, nodes can still be added */
    AK_SEVERITY_REMOVED, /* images removed: scaling fails */
};

/* Which OS version a pool runs, and how that is known. */
enum ak_os_basis {
    AK_OS_UNKNOWN,
    AK_OS_FROM_IMAGE,    /* the node image name says so */
    AK_OS_FROM_SKU,      /* OS SKU and Kubernetes version, by the facts' table */
    AK_OS_SOURCES_DIFFER /* the table has no single answer: see `note` */
};

struct ak_pool_os {
    enum ak_os_basis basis;
    const struct ak_os_release *release; /* NULL when unknown or not predictable */
    const char *note;                    /* why it is uncertain, or NULL */
};

/* The OS of a pool: from its image, else from OS SKU and Kubernetes version; `is_confidential` and
 * FIPS choose the table's column. */
AK_NONNULL struct ak_pool_os ak_pool_os_find(const struct ak_pool *pool,
                                             const struct ak_node_image *image,
                                             bool is_confidential, const struct ak_facts *facts);

/* Why no OS version is told, a phrase; NULL when one is. */
AK_NONNULL const char *ak_pool_os_reason(const struct ak_pool_os *os);

/* The OS that OS SKU and minor version give; the same table, for wizards and tests. */
AK_NONNULL_ARGS(1, 5)
struct ak_pool_os ak_os_of_sku(const char *os_sku, ak_minor minor, bool is_confidential,
                               bool is_fips, const struct ak_facts *facts);

/* A deadline of one thing. */
struct ak_retirement {
    enum ak_severity severity;
    const char *what; /* "Ubuntu 20.04", "Kubernetes 1.31" */
    const char *id;   /* "ubuntu-20.04", "kubernetes-1.31": groups rows */
    struct ak_date end_of_support;
    struct ak_date images_removed;  /* unset for Kubernetes */
    int32_t days;                   /* to the next date that is still ahead, else since the last
                                       (negative); 0 on the day itself, which still works */
    bool has_days;                  /* false when no date is known */
    bool is_of_size;                /* of a VM size: by a fact that looks at it, or by Azure */
    const char *stops;              /* what stops working */
    const char *action;             /* what to do; never NULL when severity is above NONE */
    const struct ak_source *source; /* NULL when nothing is known */
};

/* Retirement of an OS version; severity NONE and `what` set when none is announced. `os.release`
 * may be NULL. */
AK_NONNULL_ARGS(2, 4)
struct ak_retirement ak_os_retirement(struct ak_pool_os os, const struct ak_pool *pool,
                                      bool is_confidential, const struct ak_facts *facts,
                                      struct ak_date today);

/* End of life of a Kubernetes version ("1.33.5"); LTS clusters follow the LTS date. Unknown
 * versions give severity NONE and no days. */
AK_NONNULL_ARGS(3)
struct ak_retirement ak_kubernetes_retirement(const char *version, bool is_lts,
                                              const struct ak_facts *facts, struct ak_date today);

/* Until when Azure still helps with the platform of a Kubernetes minor (no fixes): the day on which
 * the version that ends it is generally available. Unset when that is not known (yet). */
AK_NONNULL struct ak_date ak_kubernetes_platform_end(const struct ak_facts *facts, ak_minor minor);

/* The deadline of a retirement of something else. */
AK_NONNULL struct ak_retirement
ak_other_retirement_end(const struct ak_other_retirement *retirement, const struct ak_facts *facts,
                        struct ak_date today);

/* What of a pool or cluster such a retirement may look at; pool NULL: the cluster alone. */
struct ak_retirement_subject {
    const struct ak_cluster *cluster;
    const struct ak_pool *pool;
    const char *os; /* id of the pool's OS release; NULL: not told */
};
/* True when all its conditions hold. A retirement of pools never hits without a pool, one that
 * can't be detected never at all. */
AK_NONNULL bool ak_other_retirement_hits(const struct ak_other_retirement *retirement,
                                         const struct ak_retirement_subject *subject);

/* The dates in words: "support ended 30 Nov 2025, 358 d ago; images were removed 31 Mar 2026, 237 d
 * ago"; one sentence where both are the same day; "out of support for long" or "no end is
 * announced" without one. `with_days` adds how far away. Returns out. */
enum { AK_RETIREMENT_WORDS_SIZE = 160 };
AK_NONNULL const char *ak_retirement_words(const struct ak_retirement *retirement,
                                           struct ak_date today, bool with_days,
                                           char out[AK_RETIREMENT_WORDS_SIZE]);
/* "in 114 d", "today", "358 d ago". Returns out. */
AK_NONNULL const char *ak_days_words(int32_t days, char *out, size_t size);

/* The worse of two: by severity, then by fewer days. */
AK_NONNULL const struct ak_retirement *ak_retirement_worse(const struct ak_retirement *a,
                                                           const struct ak_retirement *b);

/* Support plan AKSLongTermSupport. */
AK_NONNULL bool ak_cluster_is_lts(const struct ak_cluster *cluster);

/* "1.33.5" or "1.33" as a minor; 0 when it is neither. NULL gives 0. */
ak_minor ak_minor_parse(const char *version);

/* Orders versions by their numbers ("1.9" before "1.33.5"); NULL first. */
int ak_version_compare(const char *a, const char *b);

/* "none", "later", "soon", "ended", "removed": stable names of the JSON. */
const char *ak_severity_name(enum ak_severity severity);

AK_NONNULL const struct ak_os_release *ak_facts_os(const struct ak_facts *facts, const char *id);
AK_NONNULL const struct ak_os_sku *ak_facts_os_sku(const struct ak_facts *facts,
                                                   const char *name); /* aliases followed */
AK_NONNULL const struct ak_kubernetes_release *ak_facts_kubernetes(const struct ak_facts *facts,
                                                                   ak_minor minor);
AK_NONNULL const struct ak_explanation *ak_facts_explanation(const struct ak_facts *facts,
                                                             const char *id);

#endif
