/* encode.c: a payload as JSON, one item of the list at a time, so that a large fleet needs no tree.
 */
#include "config.h"

#include "akscope/wire/encode.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/fatal.h"
#include "encode_int.h"

static void put(cJSON *object, const char *name, cJSON *value)
{
    if (!cJSON_AddItemToObject(object, name, ak__json_made(value)))
        AK_BUG("\"%s\" can't be added", name);
}

static void put_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL)
        put(object, name, cJSON_CreateString(text));
}

/* A decimal is written as it was read. */
static cJSON *text_to_json(const char *text, enum ak__field_kind kind)
{
    if (text == NULL)
        return NULL;
    return ak__json_made(kind == AK__FIELD_DECIMAL ? cJSON_CreateRaw(text)
                                                   : cJSON_CreateString(text));
}

/* The value of a field; NULL when it is empty. */
static cJSON *field_to_json(const struct ak__field *field, const void *item)
{
    const void *at = (const char *)item + field->offset;
    const struct ak_number *number = at;
    const enum ak_answer *answer = at;
    const struct ak_texts *texts = at;
    const struct ak_pairs *pairs = at;

    switch (field->kind) {
    case AK__FIELD_TEXT:
    case AK__FIELD_SHARED:
    case AK__FIELD_DECIMAL:
        return text_to_json(*(const char *const *)at, field->kind);
    case AK__FIELD_NUMBER:
        return number->is_set ? ak__json_made(cJSON_CreateNumber((double)number->value)) : NULL;
    case AK__FIELD_ANSWER:
        return *answer != AK_UNKNOWN ? ak__json_made(cJSON_CreateBool(*answer == AK_YES)) : NULL;
    case AK__FIELD_TEXTS:
        return texts->count > 0 ? ak__json_of_texts(texts) : NULL;
    case AK__FIELD_PAIRS:
        return pairs->count > 0 ? ak__json_of_pairs(pairs) : NULL;
    }
    return NULL;
}

/* Reading, of rows with one offset the last is preferred: so only that one is written. */
static bool is_preferred(const struct ak__fields *fields, size_t row)
{
    for (size_t i = row + 1; i < fields->count; i++) {
        if (fields->rows[i].offset == fields->rows[row].offset)
            return false;
    }
    return true;
}

/* The object that takes the member, made with those above it when it is the first one there; *name
 * its name in it. */
static cJSON *object_of(cJSON *object, const char *path, const char **name)
{
    const char *dot;

    while ((dot = strchr(path, '.')) != NULL) {
        char *outer = ak_strndup(path, (size_t)(dot - path));
        cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, outer);

        if (inner == NULL) {
            inner = ak__json_made(cJSON_CreateObject());
            put(object, outer, inner);
        }
        free(outer);
        object = inner;
        path = dot + 1;
    }
    *name = path;
    return object;
}

static void put_fields(cJSON *object, const struct ak__fields *fields, const void *item)
{
    for (size_t i = 0; i < fields->count; i++) {
        cJSON *value = is_preferred(fields, i) ? field_to_json(&fields->rows[i], item) : NULL;
        const char *name;

        if (value == NULL)
            continue;
        cJSON *owner = object_of(object, fields->rows[i].path, &name);
        put(owner, name, value);
    }
}

static cJSON *subscription_to_json(const void *item)
{
    const struct ak_subscription *subscription = item;
    cJSON *object = ak__json_made(cJSON_CreateObject());

    put_text(object, "subscriptionId", subscription->id);
    put_fields(object, &ak__subscription_fields, subscription);
    return object;
}

/* The id that the decoder makes up for a pool that comes without one need not be written. */
static bool has_own_id(const struct ak_pool *pool, const char *cluster_id)
{
    size_t len = strlen(cluster_id);
    static const char middle[] = "/agentPools/";

    return pool->id != NULL && pool->name != NULL &&
           (strncmp(pool->id, cluster_id, len) != 0 ||
            strncmp(pool->id + len, middle, sizeof middle - 1) != 0 ||
            strcmp(pool->id + len + sizeof middle - 1, pool->name) != 0);
}

static cJSON *pool_to_json(const struct ak_pool *pool, const char *cluster_id)
{
    cJSON *object = ak__json_made(cJSON_CreateObject());

    if (has_own_id(pool, cluster_id))
        put_text(object, "id", pool->id);
    put_text(object, "name", pool->name);
    put_fields(object, &ak__pool_fields, pool);
    return object;
}

static cJSON *cluster_to_json(const void *item)
{
    const struct ak_cluster *cluster = item;
    cJSON *object = ak__json_made(cJSON_CreateObject());
    cJSON *properties = ak__json_made(cJSON_CreateObject());
    cJSON *pools = ak__json_made(cJSON_CreateArray());

    put_text(object, "id", cluster->id);
    put_fields(object, &ak__cluster_fields, cluster);
    put(object, "properties", properties);
    put_fields(properties, &ak__cluster_property_fields, cluster);
    put(properties, "agentPoolProfiles", pools);
    for (size_t i = 0; i < cluster->pool_count; i++)
        cJSON_AddItemToArray(pools, pool_to_json(&cluster->pools[i], cluster->id));
    return object;
}

typedef cJSON *to_json(const void *item);

static bool append_item(struct ak_buf *out, to_json *convert, const void *item)
{
    cJSON *json = convert(item);
    char *text = cJSON_PrintUnformatted(json);
    bool fits;

    cJSON_Delete(json);
    if (text == NULL)
        ak_fatal_die("out of memory");
    fits = ak_buf_puts(out, text);
    cJSON_free(text);
    return fits;
}

static bool append_list(struct ak_buf *out, to_json *convert, const void *items, size_t count,
                        size_t size)
{
    bool fits = ak_buf_puts(out, "{\"value\":[");

    for (size_t i = 0; fits && i < count; i++)
        fits = (i == 0 || ak_buf_puts(out, ",")) &&
               append_item(out, convert, (const char *)items + i * size);
    return fits && ak_buf_puts(out, "]}");
}

bool ak_wire_encode(const struct ak_payload *payload, struct ak_buf *out)
{
    const struct ak_subscriptions *subscriptions = &payload->as.subscriptions;
    const struct ak_clusters *clusters = &payload->as.clusters;
    size_t before = out->len;
    bool fits = false;

    if (payload->topic == AK_TOPIC_SUBSCRIPTIONS)
        fits = append_list(out, subscription_to_json, subscriptions->items, subscriptions->count,
                           sizeof *subscriptions->items);
    else if (payload->topic == AK_TOPIC_CLUSTERS)
        fits = append_list(out, cluster_to_json, clusters->items, clusters->count,
                           sizeof *clusters->items);
    else
        AK_BUG("%s can't be encoded", ak_topic_name(payload->topic));
    if (!fits && out->bytes != NULL) {
        out->len = before;
        out->bytes[before] = '\0';
    }
    return fits;
}
