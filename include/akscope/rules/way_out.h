/* way_out.h: the way out of a retirement, computed, not written: the shortest list of steps that
 * takes a node pool from where it is to a state that is supported and keeps its properties.
 *
 * It is searched breadth first over the states (Kubernetes of the control plane, Kubernetes of the
 * pool, OS SKU); the moves are those that Azure allows:
 *   OS SKU          in place, Linux only, never from or to what has no way in place (rule
 *                   ossku.update), to one that has an image for version, size, FIPS and so on
 *   control plane   up, to what the cluster's upgrade profile offers where that was read; else one
 *                   minor version at a time through those that are supported (by the region's list
 *                   where that was read, else by the facts' calendar), and from one that is out of
 *                   support to the oldest that is supported
 *   pool            up to the control plane's version, by the pool's profile or likewise
 *   whole cluster   control plane and pools at once, where an upgrade channel does it, or where the
 *                   control plane alone would leave the pool too far behind
 *   node image      where the newest image runs another OS than the pool's
 *   new pool        where there is no way in place: another Windows, a Confidential VM (its size
 *                   can't change), images that are gone, a VM size that retires; then the old one
 *                   is deleted
 * Properties that are kept: VM size (with it CVM, GPU, ARM64), OS type, FIPS, Trusted Launch, Pod
 * Sandboxing. The distribution is kept where that can be; else the way says that it changes.
 *
 * A VM size that retires is followed by the nearest of the region's list that can do what it can:
 * the same TEE, processor and GPU, at least its vCPUs and memory, that does not retire itself and
 * is open to a pool with these settings. SGX enclaves are followed by the TEE that the facts name,
 * and the way says what is given up. Quota is left to the wizard: it can be raised.
 *
 * What sources differ on (Ubuntu on a Confidential VM at Kubernetes 1.34) may be passed through,
 * and is never advised as enough. In place a pool's nodes are replaced by surging, which fails when
 * the images of its OS are gone: the way says until which day it stays open. Pure; any thread. */
#ifndef AKSCOPE_RULES_WAY_OUT_H
#define AKSCOPE_RULES_WAY_OUT_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/model/intent.h"
#include "akscope/rules/lifecycle.h"
#include "akscope/rules/pool_check.h"

/* What is to be left behind. */
enum ak_way_aim {
    AK_WAY_TO_SUPPORTED,    /* whatever has an announced end: the OS, and a Kubernetes version or
                               VM size that ends soon or has ended; a size that ends later, where
                               nothing else has to be left */
    AK_WAY_FROM_OS,         /* the OS release */
    AK_WAY_FROM_KUBERNETES, /* the Kubernetes minor version */
    AK_WAY_FROM_SIZE,       /* the VM size */
};

enum ak_way_status {
    AK_WAY_NOT_NEEDED, /* nothing is to be left behind */
    AK_WAY_FOUND,
    AK_WAY_NONE,    /* there is none that keeps the properties */
    AK_WAY_UNKNOWN, /* where the pool is can't be told */
};

enum ak_way_step_kind {
    AK_WAY_OS_SKU,        /* target: the OS SKU */
    AK_WAY_CONTROL_PLANE, /* target: the version */
    AK_WAY_WHOLE_CLUSTER, /* target: the version */
    AK_WAY_OTHER_POOL,    /* another pool that the control plane would leave too far behind; target:
                             the version */
    AK_WAY_POOL_VERSION,  /* target: the version */
    AK_WAY_NODE_IMAGE,    /* target: the image's name, or the OS that it brings */
    AK_WAY_NEW_POOL,      /* target: the OS SKU, or where that stays the VM size */
    AK_WAY_DELETE_POOL,   /* target: the pool's name; after the workloads moved */
    AK_WAY_STEP_KIND_COUNT
};

struct ak_way_step {
    enum ak_way_step_kind kind;
    enum ak_intent_kind intent;     /* what does it; AK_INTENT_COUNT: nothing that can be asked for
                                       here, the sentence says who does it */
    const char *pool_name;          /* whom it changes; NULL: the control plane */
    const char *target;             /* see the kind; never NULL */
    const char *phrase;             /* "OS SKU Ubuntu2404 in place" */
    const char *sentence;           /* the whole of it */
    ak_minor control_plane;         /* after the step */
    ak_minor kubernetes;            /* of the pool, after the step; of a new pool its own */
    const struct ak_os_sku *os_sku; /* after the step; NULL: not known */
    struct ak_pool_os os;           /* after the step */
    const char *vm_size;            /* of a new pool; NULL: that of the old one */
    ak_pool_traits adds;            /* traits that a new pool gets beside those of the old one */
};

struct ak_way {
    const struct ak_way_step *steps;
    size_t step_count;
    bool is_in_place;
    bool changes_distribution; /* Ubuntu to Azure Linux, for instance */
    struct ak_date open_until; /* the last day on which it can be begun; unset: nothing announced
                                  closes it */
    const char *closes;        /* what closes it: "the images of Ubuntu 20.04 are removed"; NULL */
    ak_minor kubernetes;       /* where it ends */
    const struct ak_os_sku *os_sku;
    struct ak_pool_os os;
    struct ak_retirement os_end; /* the end state's next deadlines */
    struct ak_retirement kubernetes_end;
    const char *next; /* the nearer of the two in words: "Ubuntu 22.04: support ends 30 Jun 2027" */
    bool is_by_calendar;   /* a version was allowed by the facts' calendar: neither the upgrade
                              profile nor the region's list was read */
    const char *adds;      /* what a new pool gets beside, since its OS SKU needs it: "FIPS"; or
                              NULL */
    const char *gives_up;  /* what the pool's new VM size has no more, a sentence; NULL: nothing */
    const char *uncertain; /* what is not certain of it, a sentence; NULL: nothing */
    const char *phrase;    /* "OS SKU Ubuntu2404 in place" */
    const char *summary; /* "OS SKU Ubuntu2404 in place by 17 Mar 2027, then …": until when it is
                            open, and which end comes next */
};

enum { AK_WAY_LIMIT = 3 };

struct ak_way_out {
    enum ak_way_aim aim;
    enum ak_way_status status;
    const char *reason;        /* why there is none, a sentence; NULL when there is one */
    const struct ak_way *ways; /* the one to take first; those after it go another way */
    size_t way_count;          /* at most AK_WAY_LIMIT */
    const char *kept;          /* properties that it keeps: "CVM, FIPS"; NULL: none to speak of */
    const char *uncertain; /* what is shown beside: "Kubernetes 1.34 is not enough: sources differ
                              …"; NULL: nothing */
    const char *summary;   /* one line for lists and reports: the first way, "or" the second; or the
                              reason; never NULL, "" when not needed */
};

/* The way out for around->pool (never NULL; nor is around->cluster). Whether it is confidential is
 * told by the size's row of around->sizes, else by its name. Texts live in the arena and in what
 * `around` borrows. */
AK_NONNULL struct ak_way_out ak_way_out_find(const struct ak_pool_surroundings *around,
                                             enum ak_way_aim aim, struct ak_arena *arena);

/* The way of the whole cluster out of its Kubernetes version: the control plane's upgrades, with
 * those of pools that it would leave too far behind, then each pool's own way after it.
 * around->pool does not matter. One way at most. */
AK_NONNULL struct ak_way_out ak_way_out_find_cluster(const struct ak_pool_surroundings *around,
                                                     struct ak_arena *arena);

/* The intent that does the step; the caller releases it. step->intent must be one. For NEW_POOL it
 * has the settings of the pool and no name yet. */
AK_NONNULL AK_MUST_USE struct ak_intent ak_way_step_intent(const struct ak_way_step *step,
                                                           const struct ak_cluster *cluster,
                                                           const struct ak_pool *pool);

/* "os-sku", "control-plane", … */
const char *ak_way_step_kind_name(enum ak_way_step_kind kind);
/* "not-needed", "found", "none", "unknown". */
const char *ak_way_status_name(enum ak_way_status status);

#endif
