/* pool_check_int.h: the parts of checking a change of a node pool.
 *
 *   pool_check.c      the table of rules and its walk; violations
 *   pool_choice.c     what a wish comes to: settings, size, OS, traits
 *   pool_outlook.c    what a choice comes to, for the wizard; sizes and OS SKUs one by one
 *   pool_quota.c      vCPUs wanted and left
 *   pool_say.c        sentences
 *   pool_shape.c      the form of texts
 *   pool_wish.c       an existing pool's settings as they would be typed
 *   pool_rules_*.c    the rules, small functions by subject
 */
#ifndef AKSCOPE_RULES_POOL_CHECK_INT_H
#define AKSCOPE_RULES_POOL_CHECK_INT_H

#include "akscope/rules/pool_check.h"

/* More nodes or vCPUs than this are counted as this many: nothing overflows. */
enum { AK__COUNT_LIMIT = 1000000 };

/* The settings of a pool, as it is or as it would be. Texts are borrowed from wish, pool, cluster
 * and facts. */
struct ak__choice {
    bool is_new;
    const char *mode; /* of a pool that is there each text may be NULL: not reported */
    const char *os_type;
    const char *os_sku;   /* NULL of a new pool: the service chooses, and sources differ on which */
    const char *os_note;  /* then: how they differ */
    const char *vm_size;  /* NULL: the service chooses */
    const char *version;  /* Kubernetes; NULL: not told */
    const char *priority; /* NULL: Regular */
    const char *type;     /* "VirtualMachineScaleSets", … */
    const char *runtime;
    const char *disk_type;
    const char *surge; /* NULL: the service's own */
    const char *unavailable;
    enum ak_answer fips, secure_boot, vtpm, host_encryption;
    bool has_zones;
    bool has_autoscaler;
    bool wants_confidential;
    struct ak_number nodes; /* made at once; within the autoscaler's bounds */
    struct ak_number min_nodes, max_nodes;
    /* What follows from them. */
    const struct ak_vm_size *size; /* in the region's list; NULL: not there, or not read */
    bool is_confidential_size;     /* by its capability, else by its name */
    enum ak_tee tee;
    const struct ak_os_sku *sku; /* NULL: none of that name */
    ak_minor minor;              /* 0: not told */
    struct ak_pool_os os;
    ak_pool_traits yes, no; /* known to hold, known not to hold */
};

/* A check under way. */
struct ak__check {
    const struct ak_intent *intent;
    const struct ak_pool_surroundings *around;
    const struct ak_pool_rule *rule; /* the one whose turn it is */
    const char *advice;              /* what {advice} of its sentence stands for, or NULL */
    struct ak__choice before;        /* the pool as it is; meaningless when it is added */
    struct ak__choice after;         /* as it would be */
    bool has_before;
    struct ak_violations *out;
};

/* ---- pool_choice.c ---- */

/* The pool as it is: around->pool, which must not be NULL. */
struct ak__choice ak__choice_before(const struct ak_pool_surroundings *around);
/* The pool as the intent would make it. `before` is NULL when it is to be added. */
struct ak__choice ak__choice_after(const struct ak_intent *intent,
                                   const struct ak_pool_surroundings *around,
                                   const struct ak__choice *before);
/* Takes a size; `size` is its row in the list, or NULL. */
void ak__choice_set_size(struct ak__choice *choice, const char *name, const struct ak_vm_size *size,
                         const struct ak_facts *facts);
/* Derives what else follows from the settings once more, after one was changed. */
void ak__choice_derive(struct ak__choice *choice, const struct ak_pool_surroundings *around);
/* What decides the OS of a pool, but for its image, is the same. */
bool ak__gives_same_os(const struct ak__choice *a, const struct ak__choice *b);
bool ak__choice_is(const struct ak__choice *choice, enum ak_pool_trait trait);
bool ak__combination_holds(const struct ak_pool_combination *combination,
                           const struct ak__choice *choice);
/* "1.33", or "1.33.5" when it has a patch: digits and dots alone. */
bool ak__is_version(const char *text, bool *has_patch);
/* The deadlines of the OS that a choice gives. */
struct ak_retirement ak__choice_os_end(const struct ak__choice *choice,
                                       const struct ak_pool_surroundings *around);
/* The cluster's pools: as read, else as the cluster carries them. */
const struct ak_pool *ak__pools(const struct ak_pool_surroundings *around, size_t *count);

/* The most nodes that a choice may come to: the autoscaler's maximum, else the count. */
int64_t ak__most_nodes(const struct ak__choice *choice);
/* An upgrade of the pool: Kubernetes or node image. */
bool ak__is_upgrade(const struct ak__check *check);
/* One of the texts, without case; NULL is none. */
bool ak__has_text(const struct ak_texts *texts, const char *text);
/* One of the texts, letter by letter. */
bool ak__has_exactly(const struct ak_texts *texts, const char *text);

/* Extra nodes during an upgrade of `nodes` nodes: "1" or "33%", rounded up, at most as many as
 * there are; 0 when it can't be read. */
int64_t ak__surge_of(const char *surge, int64_t nodes);
/* The same for a choice: its own surge, else the service's. */
int64_t ak__choice_surge(const struct ak__choice *choice, const struct ak_facts *facts,
                         int64_t nodes);

/* ---- pool_rules_version.c ---- */

/* What Azure offers to upgrade to; is_known false: not read. */
struct ak__offers {
    bool is_known;
    const struct ak_upgrade *items;
    size_t count;
};
struct ak__offers ak__offers_of_control_plane(const struct ak_pool_surroundings *around);
/* Of around->pool, never NULL: its own profile, else its row in the cluster's. */
struct ak__offers ak__offers_of_pool(const struct ak_pool_surroundings *around);
/* Minor versions that a pool may be behind a control plane of that minor. */
int64_t ak__allowed_skew(const struct ak_facts *facts, ak_minor control_plane);
/* How many minors `older` is behind `newer`; 0 when one is not told, or the majors differ. */
int ak__minors_behind(ak_minor older, ak_minor newer);

/* ---- pool_rules_size.c ---- */

/* The series that names the size; NULL: none does. */
const struct ak_size_family *ak__size_family_find(const struct ak_facts *facts, const char *size);

/* ---- pool_quota.c ---- */

struct ak__quota {
    const struct ak_usage *family, *region; /* for Spot the region's row of Spot, and no family */
    int64_t vcpus;                          /* of one node; 0: not known */
};
struct ak__quota ak__quota_find(const struct ak__choice *choice,
                                const struct ak_pool_surroundings *around);
/* vCPUs left; false when the row is not there or not whole. */
bool ak__usage_left(const struct ak_usage *usage, int64_t *left);

/* ---- pool_say.c ---- */

/* Adds a violation: "<lead>: <the rule's sentence>". Broken: with the rule's own weight. */
AK_PRINTF(3, 4)
void ak__break(struct ak__check *check, enum ak_pool_field field, const char *format, ...);
AK_PRINTF(3, 4)
void ak__warn(struct ak__check *check, enum ak_pool_field field, const char *format, ...);
AK_PRINTF(3, 4)
void ak__remark(struct ak__check *check, enum ak_pool_field field, const char *format, ...);
/* A remark that is a whole sentence: something was not checked, or is worth knowing. */
AK_PRINTF(3, 4)
void ak__note(struct ak__check *check, enum ak_pool_field field, const char *format, ...);
/* What a combination says of a choice; `text` is its sentence or its phrase. */
const char *ak__say_combination(struct ak_arena *arena, const char *text,
                                const struct ak_pool_combination *combination,
                                const struct ak__choice *choice);
/* Typed text in quotation marks, safe to show, not too long. */
const char *ak__quote(struct ak_arena *arena, const char *text);
/* "a, b or c". */
const char *ak__list(struct ak_arena *arena, const struct ak_texts *texts, const char *last);
/* "17 Mar 2027", in the arena. */
const char *ak__date_words(struct ak_arena *arena, struct ak_date date);
/* "1.33", in the arena. */
const char *ak__minor_text(struct ak_arena *arena, ak_minor minor);
/* "Kubernetes 1.32 to 1.38", "Kubernetes 1.34 or newer". */
const char *ak__minors(struct ak_arena *arena, ak_minor from, ak_minor to);
/* The field where a rule's findings land. */
enum ak_pool_field ak__field(const struct ak__check *check);

/* ---- pool_shape.c ---- */

/* NULL when the text has the form, else what is wrong with it as a phrase that follows "…": "has
 * capital letters", "is 13 characters long". */
const char *ak__misfit(const struct ak_text_shape *shape, const char *text, struct ak_arena *arena);

/* ---- pool_wish.c ---- */

/* The pool's value of a field as it would be typed, in the arena; NULL where it has none. */
const char *ak__pool_text(const struct ak_pool *pool, enum ak_pool_field field,
                          struct ak_arena *arena);
/* True when the wish has the field and its value is not what the pool has. */
bool ak__changes(const struct ak__check *check, enum ak_pool_field field);

/* ---- pool_rules_os.c, pool_rules_change.c ---- */

/* The first preview feature that the choice needs today and that is not registered; *state its
 * state, NULL when the list was not read or does not have it. */
const struct ak_preview_feature *ak__feature_needed(const struct ak__choice *choice,
                                                    const struct ak_pool_surroundings *around,
                                                    const char **state);
/* The OS SKU is there for the Kubernetes minor; 0: not told, which is no obstacle. */
bool ak__sku_takes(const struct ak_os_sku *sku, ak_minor minor);
/* A confidential choice whose OS SKU has no CVM image, or none at this Kubernetes version. */
bool ak__lacks_cvm_image(const struct ak__choice *choice);
/* The state of a feature; NULL when the list was not read or does not have it. */
const char *ak__feature_state(const struct ak_features *features, const char *name);

/* ---- rules ---- */

bool ak__wishes(const struct ak__check *check, enum ak_pool_field field);

#define AK_POOL_RULE(symbol, name, intents, check_function)                                        \
    void check_function(struct ak__check *check);
#include "akscope/model/pool_rules.def"
#undef AK_POOL_RULE

#endif
