#include "config.h"

#include "cassette_int.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"

#include "json_int.h"

/* /subscriptions/S/resourceGroups/G/providers/P/managedClusters/N[/agentPools/P][/upgradeProfiles/default]
 */
enum { CLUSTER_SEGMENTS = 8, GROUP_AT = 3, CLUSTER_AT = 7, POOL_AT = 9 };

static const char subscriptions[] = "/subscriptions/";

/* Splits an id that begins with a slash; the pieces point into `text`, which is cut up. */
static struct ak_vec segments_of(char *text)
{
    struct ak_vec segments = ak_vec_init(sizeof(char *));
    while (text != NULL && *text == '/') {
        *text = '\0';
        char **segment = ak_vec_push(&segments);
        *segment = text + 1;
        text = strchr(text + 1, '/');
    }
    return segments;
}

static bool segment_is(const struct ak_vec *segments, size_t i, const char *text)
{
    return i < segments->len && ak_text_caseeq(*(char **)ak_vec_at(segments, i), text);
}

static enum ak_sim_resource_kind kind_of(const struct ak_vec *segments)
{
    bool is_below_cluster = segments->len >= CLUSTER_SEGMENTS &&
                            segment_is(segments, 5, "Microsoft.ContainerService") &&
                            segment_is(segments, 6, "managedClusters");
    if (!is_below_cluster) {
        return AK_SIM_RESOURCE_OTHER;
    }
    bool has_pool = segment_is(segments, CLUSTER_SEGMENTS, "agentPools");
    size_t rest = has_pool ? POOL_AT + 1 : CLUSTER_SEGMENTS;
    if (segments->len == rest) {
        return has_pool ? AK_SIM_RESOURCE_POOL : AK_SIM_RESOURCE_CLUSTER;
    }
    if (segments->len == rest + 2 && segment_is(segments, rest, "upgradeProfiles")) {
        return has_pool ? AK_SIM_RESOURCE_POOL_UPGRADES : AK_SIM_RESOURCE_CLUSTER_UPGRADES;
    }
    return AK_SIM_RESOURCE_OTHER;
}

void ak_sim_resource_init(struct ak_sim_resource *resource, const cJSON *body)
{
    *resource = (struct ak_sim_resource){.kind = AK_SIM_RESOURCE_OTHER};
    char *id = ak_strdup(ak_sim_json_text(body, "id"));
    struct ak_vec segments = segments_of(id);
    bool is_resource = cJSON_IsObject(ak_sim_json_get(body, "properties"));
    resource->kind = is_resource ? kind_of(&segments) : AK_SIM_RESOURCE_OTHER;
    if (resource->kind != AK_SIM_RESOURCE_OTHER) {
        resource->group = ak_strdup(*(char **)ak_vec_at(&segments, GROUP_AT));
        resource->cluster = ak_strdup(*(char **)ak_vec_at(&segments, CLUSTER_AT));
    }
    if (resource->kind == AK_SIM_RESOURCE_POOL || resource->kind == AK_SIM_RESOURCE_POOL_UPGRADES) {
        resource->pool = ak_strdup(*(char **)ak_vec_at(&segments, POOL_AT));
    }
    ak_vec_release(&segments);
    free(id);
}

void ak_sim_resource_release(struct ak_sim_resource *resource)
{
    free(resource->group);
    free(resource->cluster);
    free(resource->pool);
    *resource = (struct ak_sim_resource){.kind = AK_SIM_RESOURCE_OTHER};
}

/* Moves the objects of an answer, which may be a list, to the end of `bodies`. */
static void collect(cJSON *bodies, cJSON *interaction)
{
    enum { FIRST_SUCCESS = 200, FIRST_REDIRECT = 300 };
    int status = ak_sim_json_int(interaction, "status", 0);
    cJSON *answer = ak_sim_json_get(interaction, "response_body");
    if (status < FIRST_SUCCESS || status >= FIRST_REDIRECT || !cJSON_IsObject(answer)) {
        return;
    }
    cJSON *list = ak_sim_json_get(answer, "value");
    if (!cJSON_IsArray(list)) {
        cJSON_AddItemToArray(bodies, cJSON_DetachItemViaPointer(interaction, answer));
        return;
    }
    while (list->child != NULL) {
        cJSON *item = cJSON_DetachItemFromArray(list, 0);
        if (cJSON_IsObject(item)) {
            cJSON_AddItemToArray(bodies, item);
        } else {
            cJSON_Delete(item);
        }
    }
}

cJSON *ak_sim_cassette_bodies(const char *text, size_t len)
{
    cJSON *cassette = ak_sim_json_parse(text, len);
    cJSON *interactions = ak_sim_json_get(cassette, "interactions");
    cJSON *bodies = NULL;
    if (cJSON_IsArray(interactions)) {
        bodies = cJSON_CreateArray();
        cJSON *interaction = NULL;
        cJSON_ArrayForEach(interaction, interactions)
        {
            collect(bodies, interaction);
        }
    }
    cJSON_Delete(cassette);
    return bodies;
}

/* `text` with `to` for every `from` (which both begin "/subscriptions/"); NULL when it has none.
 * The caller frees. */
static char *moved_text(const char *text, const char *from, const char *to)
{
    const char *found = ak_text_casestr(text, from);
    if (found == NULL) {
        return NULL;
    }
    struct ak_buf buf = ak_buf_init(AK_LIMIT_BODY);
    bool fits = true;
    for (; found != NULL; found = ak_text_casestr(text, from)) {
        fits = fits && ak_buf_append(&buf, text, (size_t)(found - text)) && ak_buf_puts(&buf, to);
        text = found + strlen(from);
    }
    if (!fits || !ak_buf_puts(&buf, text)) {
        AK_BUG("an id longer than %d bytes", (int)AK_LIMIT_BODY);
    }
    size_t len = 0;
    return ak_buf_take(&buf, &len);
}

/* Identities are listed by their ids: ids stand in keys as well as in values. */
static void move(cJSON *item, const char *from, const char *to)
{
    char *value = cJSON_IsString(item) ? moved_text(item->valuestring, from, to) : NULL;
    if (value != NULL && cJSON_SetValuestring(item, value) == NULL) {
        AK_BUG("a text of a recording could not be set");
    }
    free(value);
    char *key = item->string == NULL ? NULL : moved_text(item->string, from, to);
    if (key != NULL) {
        cJSON_free(item->string);
        item->string = key;
    }
    cJSON *child = NULL;
    cJSON_ArrayForEach(child, item)
    {
        move(child, from, to);
    }
}

void ak_sim_cassette_move(cJSON *bodies, const char *subscription_id)
{
    char *to = ak_asprintf("%s%s", subscriptions, subscription_id);
    cJSON *body = NULL;
    cJSON_ArrayForEach(body, bodies)
    {
        const char *id = ak_sim_json_text(body, "id");
        if (!ak_text_has_prefix(id, subscriptions, true)) {
            continue;
        }
        size_t len = strlen(subscriptions) + strcspn(id + strlen(subscriptions), "/");
        char *from = ak_strndup(id, len);
        move(body, from, to);
        free(from);
    }
    free(to);
}
