/* intent.h: what a person asks for, before anything is checked or sent. An intent is a plain value:
 * the wizard, a dialog, a `:` command and the command line all make the same one, and one action
 * layer (actions/plan.h) turns it into a request. */
#ifndef AKSCOPE_MODEL_INTENT_H
#define AKSCOPE_MODEL_INTENT_H

#include <stdbool.h>

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/value.h"

enum ak_field_kind {
    AK_FIELD_TEXT,
    AK_FIELD_NUMBER,
    AK_FIELD_DECIMAL,
    AK_FIELD_SWITCH,
    AK_FIELD_LIST,
    AK_FIELD_PAIRS,
};

/* Steps of the wizard, in order. */
enum ak_step {
    AK_STEP_PURPOSE,
    AK_STEP_SIZE,
    AK_STEP_OS,
    AK_STEP_SCALING,
    AK_STEP_LABELS,
    AK_STEP_REVIEW,
    AK_STEP_COUNT
};

enum ak_pool_field {
#define AK_POOL_FIELD(symbol, option, path, kind, step, choices, label, help)                      \
    AK_POOL_FIELD_##symbol,
#include "akscope/model/pool_fields.def"
#undef AK_POOL_FIELD
    AK_POOL_FIELD_COUNT /* also: no field in particular */
};

struct ak_pool_field_info {
    const char *option;
    const char *path;
    enum ak_field_kind kind;
    enum ak_step step;
    const char *choices;
    const char *label;
    const char *help;
};

/* The table's row. */
AK_RETURNS_NONNULL const struct ak_pool_field_info *ak_pool_field_get(enum ak_pool_field field);
/* The field of that option, or AK_POOL_FIELD_COUNT. */
AK_NONNULL enum ak_pool_field ak_pool_field_find(const char *option);
/* The field that a `target` of an error of Azure names ("agentPoolProfile.vmSize"), or
 * AK_POOL_FIELD_COUNT. Source: recorded errors of Microsoft.ContainerService. */
AK_NONNULL enum ak_pool_field ak_pool_field_of_target(const char *target);
/* Choice n of a field with choices into out; false after the last. */
AK_NONNULL AK_MUST_USE bool ak_pool_field_choice(enum ak_pool_field field, size_t n, char *out,
                                                 size_t size);

/* What was chosen, as typed; NULL where nothing was: such fields are not sent. An empty text is a
 * choice too ("no labels"). */
struct ak_pool_wish {
    char *values[AK_POOL_FIELD_COUNT]; /* owned */
};

AK_NONNULL void ak_pool_wish_release(struct ak_pool_wish *wish);
/* A copy of all values; *to must be empty. */
AK_NONNULL void ak_pool_wish_copy(struct ak_pool_wish *to, const struct ak_pool_wish *from);
/* Sets a value, or with NULL takes it back. */
AK_NONNULL_ARGS(1)
void ak_pool_wish_set(struct ak_pool_wish *wish, enum ak_pool_field field, const char *text);
/* The value, "" when it is not set. Borrowed until the next change. */
AK_NONNULL const char *ak_pool_wish_text(const struct ak_pool_wish *wish, enum ak_pool_field field);
AK_NONNULL bool ak_pool_wish_has(const struct ak_pool_wish *wish, enum ak_pool_field field);
/* True for a switch that says yes ("yes", "true", "on", "1", without case). */
AK_NONNULL bool ak_pool_wish_is_on(const struct ak_pool_wish *wish, enum ak_pool_field field);
/* The whole number that was typed, blanks round it allowed; is_set false when it is none. */
AK_NONNULL struct ak_number ak_pool_wish_number(const struct ak_pool_wish *wish,
                                                enum ak_pool_field field);
/* The decimal number that was typed ("-1", "0.98765"), with a point whatever the locale; false, and
 * *out untouched, when it is none, or has more than 15 digits. */
AK_NONNULL AK_MUST_USE bool ak_pool_wish_decimal(const struct ak_pool_wish *wish,
                                                 enum ak_pool_field field, double *out);
/* The items of "1,2,3" and of "key=value,key=value" in the arena: blanks round them are taken away,
 * empty ones left out. A comma that belongs to an item is typed as "\,". A pair without "=" has the
 * value "". */
AK_NONNULL struct ak_texts ak_pool_wish_texts(const struct ak_pool_wish *wish,
                                              enum ak_pool_field field, struct ak_arena *arena);
AK_NONNULL struct ak_pairs ak_pool_wish_pairs(const struct ak_pool_wish *wish,
                                              enum ak_pool_field field, struct ak_arena *arena);

enum ak_intent_kind {
#define AK_INTENT(symbol, name, verb, seconds) AK_INTENT_##symbol,
#include "akscope/model/intents.def"
#undef AK_INTENT
    AK_INTENT_COUNT
};

struct ak_intent_info {
    const char *name;
    const char *verb;
    int usual_seconds;
};

AK_RETURNS_NONNULL const struct ak_intent_info *ak_intent_get(enum ak_intent_kind kind);
/* The kind of that name, or AK_INTENT_COUNT. */
AK_NONNULL enum ak_intent_kind ak_intent_find(const char *name);

struct ak_intent {
    enum ak_intent_kind kind;
    char *subscription_id; /* never NULL once it is to be planned; owned, as are the others */
    char *cluster_id;      /* resource id; NULL where no cluster is meant */
    char *pool_name;       /* NULL where no pool is meant; for POOL_ADD the wish has it */
    char *version;         /* of the two Kubernetes upgrades */
    char *feature;         /* of FEATURE_REGISTER, without the provider: "AzureLinuxCVMPreview" */
    struct ak_pool_wish wish;        /* POOL_ADD, POOL_SCALE, POOL_UPDATE */
    bool ignores_disruption_budgets; /* POOL_DELETE */
};

/* An intent about a cluster (and a pool of it; NULL for none); subscription from the id. */
AK_NONNULL_ARGS(2)
struct ak_intent ak_intent_init(enum ak_intent_kind kind, const char *cluster_id,
                                const char *pool_name);
AK_NONNULL void ak_intent_release(struct ak_intent *intent);
AK_NONNULL struct ak_intent ak_intent_copy(const struct ak_intent *intent);

enum ak_change {
#define AK_CHANGE(symbol, method, path, version) AK_CHANGE_##symbol,
#include "akscope/model/changes.def"
#undef AK_CHANGE
    AK_CHANGE_COUNT
};

struct ak_change_info {
    const char *method;
    const char *path;
    const char *version;
};

AK_RETURNS_NONNULL const struct ak_change_info *ak_change_get(enum ak_change change);

/* One request that changes something; arm/arm.h makes the URL of it. */
struct ak_request {
    enum ak_change change;
    const char *id;       /* what {id} stands for */
    const char *query;    /* beside api-version: "ignore-pod-disruption-budget=true"; or NULL */
    const char *body;     /* JSON, or NULL */
    const char *if_match; /* the etag that the person saw, or NULL where none was sent */
    const char *if_none_match; /* "*" where creating must never overwrite, or NULL */
};

#endif
