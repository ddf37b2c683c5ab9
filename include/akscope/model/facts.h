/* facts.h: dated facts about AKS: which OS versions, Kubernetes versions and sizes there are, what
 * they support and when they end. Embedded as JSON (tui/rules/data), each with its source and as-of
 * date; decoded once at start (wire/facts.h) together with the person's own file, then read-only
 * and shared by all threads. No date and no version range is an `if` in C. */
#ifndef AKSCOPE_MODEL_FACTS_H
#define AKSCOPE_MODEL_FACTS_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/date.h"
#include "akscope/model/pool_rules.h"
#include "akscope/model/value.h"

/* Reads "1.33" at the beginning of `text`; *rest is what follows, "" or the patch version. 0, and
 * *rest untouched, when there is none. */
AK_NONNULL ak_minor ak_minor_read(const char *text, const char **rest);

/* An OS version that node images run, with its two dates. Unset date: none announced. */
struct ak_os_release {
    const char *id;                 /* "ubuntu-20.04" */
    const char *name;               /* "Ubuntu 20.04" */
    const char *distribution;       /* "Ubuntu": releases of one are kin; NULL: of none */
    struct ak_texts image_prefixes; /* "AKSUbuntu-2004" */
    struct ak_date end_of_support;
    struct ak_date images_removed;
    struct ak_date no_new_pools;
    const char *stops;            /* what stops working, one sentence, or NULL */
    const char *action;           /* what to do, one sentence, or NULL */
    const char *action_cvm;       /* for a confidential pool where that differs, or NULL */
    const char *action_fips;      /* for a FIPS pool where that differs, or NULL */
    bool is_retired_without_date; /* known to be long gone though no date is published */
    struct ak_source source;
};

/* Kubernetes minors [from, to] give an OS version. */
struct ak_os_range {
    ak_minor from;    /* 0: from the beginning */
    ak_minor to;      /* 0: open */
    const char *os;   /* id of an ak_os_release; NULL: sources differ, not predictable */
    const char *note; /* why it is uncertain, or NULL */
};

struct ak_os_ranges {
    const struct ak_os_range *items;
    size_t count;
};

/* An OS SKU and what it gives. */
struct ak_os_sku {
    const char *name; /* "Ubuntu2404" as ARM spells it */
    const char *os_type;
    const char *alias_of; /* "AzureLinux" for the deprecated "Mariner", or NULL */
    ak_minor from, to;    /* Kubernetes minors that take it */
    enum ak_answer cvm;   /* does it support Confidential VMs */
    const char *cvm_note; /* the sentence of the OS table, or NULL */
    struct ak_os_ranges plain;
    struct ak_os_ranges confidential;
    struct ak_os_ranges fips;
    struct ak_source source;
};

struct ak_kubernetes_release {
    const char *name;      /* "1.33" */
    const char *title;     /* "Kubernetes 1.33" */
    const char *id;        /* "kubernetes-1.33" */
    const char *lts_title; /* "Kubernetes 1.33 LTS" */
    const char *lts_id;    /* "kubernetes-1.33-lts" */
    ak_minor minor;
    struct ak_date ga;
    struct ak_date end_of_life;
    struct ak_date lts_end_of_life;
    const char *platform_support_until; /* "1.37 GA", or NULL */
    struct ak_source source;
};

enum ak_tee { AK_TEE_NONE, AK_TEE_SEV_SNP, AK_TEE_TDX };

/* Reads a size's name where the SKU list can't be had; tried in order (facts/cvm-sizes.json). */
struct ak_size_rule {
    const char *id;
    const char *pattern; /* POSIX extended regular expression on the name without "Standard_" */
    enum ak_tee tee;
    bool is_confidential;
    bool is_verified;      /* false: a guess about a generation that no source names */
    enum ak_tee successor; /* what sizes of a kind without successors are followed by; NONE: sizes
                              of the same kind */
    const char *meaning;   /* one sentence */
};

struct ak_size_family {
    const char *series;
    const char *quota_family;
    const char *kind; /* "cvm", "sgx", … */
    enum ak_tee tee;
    struct ak_texts sizes;
    const char *aks_status; /* "documented", "not-named", "unverified" */
    const char *aks_note;
};

/* A preview feature of Microsoft.ContainerService that a choice needs or needed: an OS SKU of the
 * list, on the Kubernetes minors, confidential or not where that matters, on the days from `from`
 * up to the day before `until`. */
struct ak_preview_feature {
    const char *name;
    const char *purpose;
    struct ak_texts os_skus;
    /* Only for confidential pools, only for others; unknown: both. */
    enum ak_answer is_confidential;
    ak_minor kubernetes_from, kubernetes_to; /* 0: open */
    struct ak_date from, until;              /* unset: open */
    bool is_optional; /* gives something else, but is needed by no choice that can be made here */
    struct ak_texts unverified_regions; /* prefixes: whether it is still needed there after `until`
                                           is told by no source */
    const char *note;                   /* how sure the dates are, or NULL */
    struct ak_source source;
};

/* What a retirement can look at to tell whom it hits. */
enum ak_retirement_value {
    AK_RETIREMENT_TEXT,
    AK_RETIREMENT_ANSWER,     /* "true", "false" */
    AK_RETIREMENT_OS,         /* the id of the OS release that a pool runs */
    AK_RETIREMENT_KUBERNETES, /* the minor version of a pool */
    AK_RETIREMENT_TAG,        /* a tag's value */
};

struct ak_retirement_property {
    const char *name; /* as ARM calls it below `properties`; "os" and "kubernetes" are told by the
                         rules; "tags." and "cluster.tags." begin the names of tags */
    bool is_of_pool;  /* else of a cluster */
    enum ak_retirement_value value;
    size_t offset; /* in struct ak_pool or struct ak_cluster */
};

/* Property n, NULL after the last; static. */
const struct ak_retirement_property *ak_retirement_property_get(size_t n);
/* The property of that name; *tag is what follows "tags." or NULL. NULL: there is none. */
AK_NONNULL const struct ak_retirement_property *ak_retirement_property_find(const char *name,
                                                                            const char **tag);

/* A property has a value; texts compare without case. What Azure does not tell has none. */
struct ak_retirement_condition {
    const struct ak_retirement_property *property;
    const char *tag;     /* the name of a tag, else NULL */
    const char *equals;  /* it is this; or NULL */
    const char *differs; /* it is not this, or not told; or NULL */
    const char *matches; /* it has this form, "*" and "?" as in a shell; or NULL */
};

/* A retirement of something else than an OS or Kubernetes version: networking, add-ons, VM size
 * series, a policy of one's own. It hits a cluster, or with a condition on pools each pool, for
 * which all conditions hold. */
struct ak_other_retirement {
    const char *id;   /* "kubenet" */
    const char *name; /* "kubenet networking" */
    struct ak_date date;
    const char *stops;  /* what stops working, or NULL */
    const char *action; /* what to do */
    const struct ak_retirement_condition *conditions;
    size_t condition_count;
    const char *undetected; /* why whom it hits can't be told from what ARM reports; NULL: it can */
    bool hits_pools;        /* a condition is one on pools */
    const char *note;       /* or NULL */
    struct ak_source source;
};

/* The versions of node images of an OS type that were released, the oldest first. */
struct ak_image_releases {
    const char *os_type;      /* "Linux", "Windows" */
    struct ak_texts versions; /* "202507.02.0"; Windows: the date alone, "250714" */
    struct ak_source source;
};

/* From which age on a node image is old, and too old; days. Settings, with these defaults. */
enum { AK_IMAGE_OLD_DAYS = 30, AK_IMAGE_TOO_OLD_DAYS = 90 };
struct ak_image_policy {
    int old_days;
    int too_old_days;
};

/* Up to how many days before its next date something counts as soon: a setting, with this default.
 */
enum { AK_SOON_DAYS = 120 };

/* A text of the `i` key and of `akscope` explanations: what a term means. */
struct ak_explanation {
    const char *id; /* "cvm", "tee", "os-sku", "node-image", "retirement", … */
    const char *title;
    struct ak_texts paragraphs;
    struct ak_texts gives;    /* a list, or empty */
    struct ak_texts excludes; /* a list, or empty */
    struct ak_source source;
};

struct ak_facts {
    struct ak_arena *arena;
    const struct ak_os_release *os_releases;
    size_t os_release_count;
    const struct ak_os_sku *os_skus;
    size_t os_sku_count;
    const struct ak_kubernetes_release *kubernetes; /* newest first */
    size_t kubernetes_count;
    const struct ak_size_rule *size_rules;
    size_t size_rule_count;
    const struct ak_size_family *size_families;
    size_t size_family_count;
    const struct ak_preview_feature *features;
    size_t feature_count;
    const struct ak_other_retirement *retirements;
    size_t retirement_count;
    const struct ak_image_releases *image_releases;
    size_t image_release_count;
    struct ak_image_policy image_policy; /* the defaults, or what the settings say */
    int soon_days;                       /* likewise */
    const char *team_tag; /* whose value names the team of a pool or cluster: the setting; NULL or
                             "": none */
    const struct ak_explanation *explanations;
    size_t explanation_count;
    const struct ak_pool_rule *pool_rules; /* all, also those that are not decided here */
    size_t pool_rule_count;
    const struct ak_pool_rule *pool_rule_of[AK_POOL_RULE_COUNT]; /* those that are; never NULL */
    const struct ak_pool_combination *pool_combinations;
    size_t pool_combination_count;
    const struct ak_os_sku_default *os_sku_defaults;
    size_t os_sku_default_count;
};

#endif
