/* findings.h: what a fleet has to be told of, one finding for each thing that is wrong or will be
 * with one cluster or node pool: its OS retires, its Kubernetes version ends, it uses something
 * else that retires, its node image is too old by the facts' policy, or it only looks confidential.
 * Each has a rule, a severity, a day, its source and the way out; all faces that tell them tell the
 * same. Pure; any thread.
 *
 * A finding is known again by its fingerprint: the same rule, resource and thing give the same one
 * on every day and in every version. */
#ifndef AKSCOPE_RULES_FINDINGS_H
#define AKSCOPE_RULES_FINDINGS_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/demand.h"
#include "akscope/model/known_finding.h"
#include "akscope/rules/fleet.h"
#include "akscope/rules/image_age.h"
#include "akscope/rules/way_out.h"

enum ak_finding_rule {
#define AK_FINDING_RULE(symbol, id, title, meaning, remedy) AK_FINDING_##symbol,
#include "akscope/rules/findings.def"
#undef AK_FINDING_RULE
    AK_FINDING_RULE_COUNT
};

enum ak_finding_level { AK_FINDING_NOTE, AK_FINDING_WARNING, AK_FINDING_ERROR };

/* Deadlines are later, soon, ended or removed, as their retirement is; an image is old, a
 * confidential pool in conflict. Worse is larger. */
enum ak_finding_severity {
#define AK_FINDING_SEVERITY(symbol, name, level, mark, ascii) AK_FINDING_IS_##symbol,
#include "akscope/rules/findings.def"
#undef AK_FINDING_SEVERITY
    AK_FINDING_SEVERITY_COUNT
};

struct ak_finding_rule_info {
    const char *id;
    const char *title;
    const char *meaning;
    const char *remedy;
};

struct ak_finding_severity_info {
    const char *name;
    enum ak_finding_level level;
    const char *mark;
    const char *ascii_mark;
};

const struct ak_finding_rule_info *ak_finding_rule_get(enum ak_finding_rule rule);
const struct ak_finding_severity_info *ak_finding_severity_get(enum ak_finding_severity severity);
/* "note", "warning", "error". */
const char *ak_finding_level_name(enum ak_finding_level level);

struct ak_finding {
    enum ak_finding_rule rule;
    enum ak_finding_severity severity;
    const struct ak_fleet_cluster *cluster;
    const struct ak_fleet_pool *pool; /* NULL: it is one of the cluster itself */
    const char *resource_id;          /* of the pool, or of the cluster; "" when it has none */
    const char *id;                   /* of the thing: "ubuntu-20.04", "kubenet", "image-age" */
    const char *what;                 /* "Ubuntu 20.04", "kubenet networking" */
    struct ak_date end_of_support;    /* unset: none is announced, or it is no deadline */
    struct ak_date images_removed;    /* likewise */
    struct ak_date when;              /* the day that `days` counts to; unset without has_days */
    int32_t days;                     /* left; negative: since */
    bool has_days;
    bool is_of_size;                /* a deadline of a VM size */
    int64_t nodes;                  /* of the pool, or of all pools of the cluster */
    const char *message;            /* the whole of it in a sentence without its full stop */
    const char *stops;              /* what stops working then, or NULL */
    const char *way_out;            /* what to do, never NULL */
    struct ak_texts steps;          /* the way's steps, sentences; none where it is not computed */
    struct ak_date open_until;      /* the last day on which the way can be begun; unset: no end */
    const struct ak_source *source; /* never NULL */
    const char *fingerprint;        /* 16 hexadecimal digits */
};

struct ak_findings {
    struct ak_finding *items; /* the worst first; those alike in the order of the fleet */
    size_t count;
};

/* All findings of the fleet. `snap` is what is known around it: that of the fleet, or a newer one
 * with upgrade profiles. Lists and texts live in the arena, and in what fleet and snapshot hold. */
AK_NONNULL struct ak_findings ak_findings_collect(const struct ak_fleet *fleet,
                                                  const struct ak_snap *snap,
                                                  struct ak_arena *arena);

/* The upgrade profiles that make the ways out of the fleet certain: of clusters and node pools with
 * a finding that has a computed way or depends on the newest image, the worst first, at most
 * `limit`. Adds them to `demands`. */
AK_NONNULL void ak_findings_demand(const struct ak_fleet *fleet, size_t limit,
                                   struct ak_demands *demands);

/* Drops those that an earlier report has told: the same fingerprint, and no worse since. Returns
 * how many went. Sorts `known`. */
AK_NONNULL_ARGS(1)
size_t ak_findings_drop_known(struct ak_findings *findings, struct ak_known_finding *known,
                              size_t count);

/* Which findings end a command with status 1. Zeroed: none. */
struct ak_fail_on {
    bool severities[AK_FINDING_SEVERITY_COUNT];
    bool has_days;
    int32_t days; /* a deadline that is at most so many days away, or past */
};

/* Adds what `text` asks for: severities or "days=N", with commas between. A severity of deadlines
 * stands for the worse ones too. AK_ERR_USAGE. */
AK_NONNULL AK_MUST_USE int ak_fail_on_add(struct ak_fail_on *fail_on, const char *text,
                                          struct ak_err *err);
AK_NONNULL bool ak_fail_on_is_set(const struct ak_fail_on *fail_on);
AK_NONNULL bool ak_finding_fails(const struct ak_finding *finding,
                                 const struct ak_fail_on *fail_on);

/* Findings that tell the same thing of several pools or clusters. */
struct ak_finding_group {
    const struct ak_finding *first; /* the worst of them; speaks for what they share */
    const struct ak_finding *const *items;
    size_t count;
    size_t cluster_count; /* different ones */
    size_t pool_count;    /* 0 where it is clusters that are hit */
    int64_t nodes;
};

struct ak_finding_groups {
    const struct ak_finding_group *items; /* in the order of their first findings */
    size_t count;
};

AK_NONNULL struct ak_finding_groups ak_findings_group(const struct ak_findings *findings,
                                                      struct ak_arena *arena);

#endif
