/* intent.c: what was asked for, as a value; and the tables of fields, kinds and changes. */
#include "config.h"

#include "akscope/model/intent.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

static const struct ak_pool_field_info fields[AK_POOL_FIELD_COUNT] = {
#define AK_POOL_FIELD(symbol, option, path, kind, step, choices, label, help)                      \
    [AK_POOL_FIELD_##symbol] = {option, path, kind, step, choices, label, help},
#include "akscope/model/pool_fields.def"
#undef AK_POOL_FIELD
};

static const struct ak_intent_info intents[AK_INTENT_COUNT] = {
#define AK_INTENT(symbol, name, verb, seconds) [AK_INTENT_##symbol] = {name, verb, seconds},
#include "akscope/model/intents.def"
#undef AK_INTENT
};

static const struct ak_change_info changes[AK_CHANGE_COUNT] = {
#define AK_CHANGE(symbol, method, path, version) [AK_CHANGE_##symbol] = {method, path, version},
#include "akscope/model/changes.def"
#undef AK_CHANGE
};

const struct ak_pool_field_info *ak_pool_field_get(enum ak_pool_field field)
{
    if ((unsigned)field >= AK_POOL_FIELD_COUNT)
        AK_BUG("there is no field %d", (int)field);
    return &fields[field];
}

enum ak_pool_field ak_pool_field_find(const char *option)
{
    int i = 0;

    while (i < AK_POOL_FIELD_COUNT && strcmp(fields[i].option, option) != 0)
        i++;
    return (enum ak_pool_field)i;
}

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot != NULL ? dot + 1 : path;
}

/* By the property's own name: what stands before it is told in several ways. */
enum ak_pool_field ak_pool_field_of_target(const char *target)
{
    const char *part = last_part(target);
    int i = 0;

    if (ak_text_caseeq(part, "name"))
        return AK_POOL_FIELD_NAME;
    while (i < AK_POOL_FIELD_COUNT &&
           (fields[i].path[0] == '\0' || !ak_text_caseeq(last_part(fields[i].path), part)))
        i++;
    return (enum ak_pool_field)i;
}

bool ak_pool_field_choice(enum ak_pool_field field, size_t n, char *out, size_t size)
{
    const char *at = ak_pool_field_get(field)->choices;
    size_t len;

    while (at != NULL && n-- > 0) {
        at = strchr(at, '|');
        at = at != NULL ? at + 1 : NULL;
    }
    if (at == NULL || size == 0)
        return false;
    len = strcspn(at, "|");
    if (len >= size)
        len = size - 1;
    memcpy(out, at, len);
    out[len] = '\0';
    return true;
}

/* ---- wishes ---- */

void ak_pool_wish_release(struct ak_pool_wish *wish)
{
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        free(wish->values[i]);
        wish->values[i] = NULL;
    }
}

void ak_pool_wish_copy(struct ak_pool_wish *to, const struct ak_pool_wish *from)
{
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++)
        to->values[i] = ak_strdup_or_null(from->values[i]);
}

void ak_pool_wish_set(struct ak_pool_wish *wish, enum ak_pool_field field, const char *text)
{
    char *copy = ak_strdup_or_null(text); /* first: `text` may be the old value */

    free(wish->values[field]);
    wish->values[field] = copy;
}

const char *ak_pool_wish_text(const struct ak_pool_wish *wish, enum ak_pool_field field)
{
    return wish->values[field] != NULL ? wish->values[field] : "";
}

bool ak_pool_wish_has(const struct ak_pool_wish *wish, enum ak_pool_field field)
{
    return wish->values[field] != NULL;
}

bool ak_pool_wish_is_on(const struct ak_pool_wish *wish, enum ak_pool_field field)
{
    static const char *const words[] = {"yes", "true", "on", "1"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ak_text_caseeq(wish->values[field], words[i]))
            return true;
    }
    return false;
}

/* ---- intents ---- */

const struct ak_intent_info *ak_intent_get(enum ak_intent_kind kind)
{
    if ((unsigned)kind >= AK_INTENT_COUNT)
        AK_BUG("there is no intent %d", (int)kind);
    return &intents[kind];
}

enum ak_intent_kind ak_intent_find(const char *name)
{
    int i = 0;

    while (i < AK_INTENT_COUNT && strcmp(intents[i].name, name) != 0)
        i++;
    return (enum ak_intent_kind)i;
}

const struct ak_change_info *ak_change_get(enum ak_change change)
{
    if ((unsigned)change >= AK_CHANGE_COUNT)
        AK_BUG("there is no change %d", (int)change);
    return &changes[change];
}

/* "/subscriptions/{this}/…" as a copy; NULL when the id has none. */
static char *subscription_of(const char *id)
{
    static const char prefix[] = "/subscriptions/";

    if (!ak_text_has_prefix(id, prefix, true))
        return NULL;
    id += sizeof prefix - 1;
    return ak_strndup(id, strcspn(id, "/"));
}

struct ak_intent ak_intent_init(enum ak_intent_kind kind, const char *cluster_id,
                                const char *pool_name)
{
    return (struct ak_intent){.kind = kind,
                              .subscription_id = subscription_of(cluster_id),
                              .cluster_id = ak_strdup(cluster_id),
                              .pool_name = ak_strdup_or_null(pool_name)};
}

void ak_intent_release(struct ak_intent *intent)
{
    free(intent->subscription_id);
    free(intent->cluster_id);
    free(intent->pool_name);
    free(intent->version);
    free(intent->feature);
    ak_pool_wish_release(&intent->wish);
    *intent = (struct ak_intent){.kind = intent->kind};
}

struct ak_intent ak_intent_copy(const struct ak_intent *intent)
{
    struct ak_intent copy = {
        .kind = intent->kind,
        .subscription_id = ak_strdup_or_null(intent->subscription_id),
        .cluster_id = ak_strdup_or_null(intent->cluster_id),
        .pool_name = ak_strdup_or_null(intent->pool_name),
        .version = ak_strdup_or_null(intent->version),
        .feature = ak_strdup_or_null(intent->feature),
        .ignores_disruption_budgets = intent->ignores_disruption_budgets,
    };

    ak_pool_wish_copy(&copy.wish, &intent->wish);
    return copy;
}
