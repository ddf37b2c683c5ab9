/* pool_rules.h: what Azure takes of a node pool, as facts (tui/rules/data/pool-rules.json): limits,
 * accepted values, and what does not go together. The rules that are decided here are the rows of
 * pool_rules.def; those that can't be say why. Read-only; see facts.h. */
#ifndef AKSCOPE_MODEL_POOL_RULES_H
#define AKSCOPE_MODEL_POOL_RULES_H

#include "akscope/model/intent.h"
#include "akscope/model/value.h"

/* A minor version "1.33" as a number that sorts: major * 1000 + minor; 0: open end. */
typedef int ak_minor;

/* What a text comes from. */
struct ak_source {
    const char *name; /* document, article or API */
    const char *as_of;
    const char *link; /* or NULL */
};

/* How grave it is to break a rule. */
enum ak_violation_weight {
    AK_VIOLATION_REMARK,  /* worth knowing */
    AK_VIOLATION_WARNING, /* allowed, but asks for trouble */
    AK_VIOLATION_REFUSED, /* Azure would refuse it: nothing is sent */
};

/* Who looks at a rule. */
enum ak_enforcement {
    AK_ENFORCED_BY_SERVICE, /* documented as refused by the service */
    AK_ENFORCED_BY_CLIENT,  /* checked by the Azure CLI only */
    AK_ENFORCED_BY_NOBODY,  /* good practice */
};

/* Rules that are decided here. */
enum ak_pool_rule_id {
#define AK_POOL_RULE(symbol, name, intents, check) AK_POOL_RULE_##symbol,
#include "akscope/model/pool_rules.def"
#undef AK_POOL_RULE
    AK_POOL_RULE_COUNT
};

/* The rule's name: "name.pattern". */
AK_RETURNS_NONNULL const char *ak_pool_rule_name(enum ak_pool_rule_id id);
/* The rule of that name, or AK_POOL_RULE_COUNT. */
AK_NONNULL enum ak_pool_rule_id ak_pool_rule_find(const char *name);

/* The form of a text: its length in bytes, and which characters may stand where. Sets are
 * characters and ranges ("a-z0-9_.-"); without a first or last the inner one holds, without that
 * any. It is the pattern of the source in parts, so that a sentence can tell which character is
 * wrong. */
struct ak_text_shape {
    const char *first, *inner, *last;
    const char *never; /* nowhere, whatever the sets say */
    char separator;    /* cuts the text into parts that each have the form; '\0': none */
    int64_t min, max;
};

struct ak_pool_rule {
    const char *id;
    const char *field; /* ARM property, or what it is about, as the source calls it */
    const enum ak_pool_field *fields; /* of a wish; the first is where findings land */
    size_t field_count;
    const char *sentence; /* what would be right; {min}, {max}, {warn}, {advised}, {maxBefore},
                             {from}, {values}, {choices}, {advice} and {cvmSkus} stand for values */
    enum ak_enforcement enforced;
    enum ak_violation_weight weight;
    struct ak_number min, max;                   /* beyond these the rule is broken */
    struct ak_number warn_below, warn_above;     /* stricter bounds of another source */
    struct ak_number advise_below, advise_above; /* recommended */
    struct ak_number preset;                     /* without a choice */
    struct ak_number max_before;                 /* max before the minor version `from` */
    struct ak_number days;                       /* how early to speak of a date */
    ak_minor from;
    const char *pattern, *key_pattern, *value_pattern; /* as the source has them */
    struct ak_text_shape shape, key_shape, value_shape;
    struct ak_texts values;                   /* the rule's list */
    struct ak_texts others;                   /* its second list */
    const char *undecided;                    /* why it is not decided here; NULL: it is */
    const char *note, *conflict, *confidence; /* each or NULL */
    struct ak_source source;
};

enum ak_pool_trait {
#define AK_POOL_TRAIT(symbol, name) AK_POOL_TRAIT_##symbol,
#include "akscope/model/pool_traits.def"
#undef AK_POOL_TRAIT
    AK_POOL_TRAIT_COUNT
};

/* The trait of that name, or AK_POOL_TRAIT_COUNT. */
AK_NONNULL enum ak_pool_trait ak_pool_trait_find(const char *name);

/* Sets of traits: bit 1 << trait. */
typedef uint32_t ak_pool_traits;

/* What does not go together: it is met when every condition holds, and breaks `rule`. */
struct ak_pool_combination {
    enum ak_pool_rule_id rule;
    enum ak_pool_field field; /* where it lands */
    ak_pool_traits all;       /* all of them hold */
    ak_pool_traits none;      /* all of them are known not to hold */
    struct ak_texts os_skus;  /* one of these, aliases followed; empty: any */
    struct ak_texts except_os_skus;
    struct ak_texts except_os; /* ids of OS releases */
    const char *below;         /* Kubernetes older than this ("1.25.2"); NULL: any */
    /* The sentence; {size}, {osSku}, {os}, {kubernetes} and {below} stand for values. */
    const char *says;
    const char *phrase; /* the same in a few words: "no FIPS image" */
};

/* Which OS SKU the service takes for an OS type where none is chosen. */
struct ak_os_sku_default {
    const char *os_type;
    ak_minor from, to;  /* Kubernetes minors, 0: open */
    const char *os_sku; /* NULL: sources differ */
    const char *note;   /* then: how */
};

#endif
