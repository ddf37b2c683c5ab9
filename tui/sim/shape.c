#include "config.h"

#include "shape_int.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/err.h"
#include "akscope/base/limits.h"

#include "data_int.h"
#include "json_int.h"

enum { HASH_TEXT_SIZE = 32 };

/* What the placeholders of one body stand for. */
struct filling {
    const struct ak_sim_subject *subject;
    const char *tenant_id;
    const char *domain;
    char *id;
};

uint64_t ak_sim_stable_hash(const char *text)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (const char *byte = text; *byte != '\0'; byte++) {
        hash = (hash ^ (unsigned char)*byte) * UINT64_C(0x100000001B3);
    }
    return ak_sim_random_next(&hash);
}

const char *ak_sim_stable_guid(const char *text, const char *label, char out[AK_SIM_GUID_SIZE])
{
    uint64_t state = ak_sim_stable_hash(text) ^ ak_sim_stable_hash(label);
    return ak_sim_random_guid(&state, out);
}

void ak_sim_shapes_init(struct ak_sim_shapes *shapes, struct ak_sim_world *world)
{
    if (world->shapes == NULL) {
        world->shapes = ak_sim_data_read(AK_SIM_DATA_SHAPES);
    }
    *shapes = (struct ak_sim_shapes){
        .cluster = ak_sim_json_copy_borrowing(ak_sim_json_get(world->shapes, "cluster")),
        .pool = ak_sim_json_copy_borrowing(ak_sim_json_get(world->shapes, "pool")),
        .windows_profile = ak_sim_json_get(world->shapes, "windowsProfile"),
        .regions = ak_sim_tables_list(world->tables, AK_SIM_DATA_REGIONS, "regions"),
        .tenant_id = world->tenant_id,
    };
}

void ak_sim_shapes_release(struct ak_sim_shapes *shapes)
{
    cJSON_Delete(shapes->cluster);
    cJSON_Delete(shapes->pool);
    *shapes = (struct ak_sim_shapes){0};
}

/* What the placeholder key[0..len) stands for; `made` is room for what must be made. */
static const char *filling_find(const struct filling *filling, const char *key, size_t len,
                                char made[AK_SIM_GUID_SIZE])
{
    static const char guid[] = "guid:";
    const struct {
        const char *key;
        const char *value;
    } plain[] = {
        {"id", filling->id},
        {"subscription", filling->subject->subscription_id},
        {"group", filling->subject->resource_group},
        {"name", filling->subject->name},
        {"location", filling->subject->location},
        {"tenant", filling->tenant_id},
        {"domain", filling->domain},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (strlen(plain[i].key) == len && memcmp(plain[i].key, key, len) == 0) {
            return plain[i].value;
        }
    }
    if (len > strlen(guid) && memcmp(key, guid, strlen(guid)) == 0) {
        char *label = ak_strndup(key + strlen(guid), len - strlen(guid));
        ak_sim_stable_guid(filling->id, label, made);
        free(label);
        return made;
    }
    uint64_t hash = ak_sim_stable_hash(filling->id);
    if (len == strlen("short") && memcmp(key, "short", len) == 0) {
        (void)snprintf(made, AK_SIM_GUID_SIZE, "%08" PRIx64, hash >> 32);
        return made;
    }
    (void)snprintf(made, AK_SIM_GUID_SIZE, "%016" PRIx64 "%08" PRIx64, hash,
                   hash >> 7 & 0xFFFFFFFF);
    return made;
}

/* `text` with its placeholders filled in; the caller frees. */
static char *filled_text(const struct filling *filling, const char *text)
{
    struct ak_buf buf = ak_buf_init(AK_LIMIT_HEADERS);
    bool fits = true;
    while (*text != '\0' && fits) {
        const char *open = strchr(text, '{');
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            fits = ak_buf_puts(&buf, text);
            break;
        }
        char made[AK_SIM_GUID_SIZE];
        const char *value = filling_find(filling, open + 1, (size_t)(close - open) - 1, made);
        fits = ak_buf_append(&buf, text, (size_t)(open - text)) && ak_buf_puts(&buf, value);
        text = close + 1;
    }
    if (!fits) {
        AK_BUG("a template grew beyond %d bytes", (int)AK_LIMIT_HEADERS);
    }
    size_t len = 0;
    return ak_buf_take(&buf, &len);
}

static void fill(const struct filling *filling, cJSON *item)
{
    if (cJSON_IsString(item) && strchr(item->valuestring, '{') != NULL) {
        char *text = filled_text(filling, item->valuestring);
        if (cJSON_SetValuestring(item, text) == NULL) {
            AK_BUG("a template's text could not be set");
        }
        free(text);
    }
    cJSON *child = NULL;
    cJSON_ArrayForEach(child, item)
    {
        fill(filling, child);
    }
}

/* The domain under which a region's API servers are reached: sovereign clouds have their own. */
static const char *region_domain(const struct ak_sim_shapes *shapes, const char *location)
{
    const cJSON *region = ak_sim_data_region(shapes->regions, location);
    const char *domain = ak_sim_json_text(region, "clusterDomain");
    return *domain == '\0' ? "azmk8s.io" : domain;
}

cJSON *ak_sim_shape_cluster(const struct ak_sim_shapes *shapes,
                            const struct ak_sim_subject *subject, const cJSON *patch)
{
    struct filling filling = {
        .subject = subject,
        .tenant_id = shapes->tenant_id,
        .domain = region_domain(shapes, subject->location),
        .id = ak_asprintf("/subscriptions/%s/resourcegroups/%s/providers/"
                          "Microsoft.ContainerService/managedClusters/%s",
                          subject->subscription_id, subject->resource_group, subject->name),
    };
    cJSON *body = ak_sim_json_copy(shapes->cluster);
    fill(&filling, body);
    ak_sim_json_merge(body, patch);
    free(filling.id);
    return body;
}

cJSON *ak_sim_shape_pool(const struct ak_sim_shapes *shapes, const struct ak_sim_cluster *cluster,
                         const char *name, const cJSON *patch)
{
    struct ak_sim_subject subject = {
        .subscription_id = cluster->subscription_id,
        .resource_group = cluster->resource_group,
        .name = name,
        .location = ak_sim_json_text(cluster->body, "location"),
    };
    struct filling filling = {
        .subject = &subject,
        .tenant_id = shapes->tenant_id,
        .domain = "",
        .id = ak_asprintf("%s/agentPools/%s", ak_sim_json_text(cluster->body, "id"), name),
    };
    cJSON *body = ak_sim_json_copy(shapes->pool);
    fill(&filling, body);
    cJSON *properties = ak_sim_json_get(body, "properties");
    const cJSON *of_cluster = ak_sim_json_get(cluster->body, "properties");
    ak_sim_json_set_text(properties, "orchestratorVersion",
                         ak_sim_json_text(of_cluster, "kubernetesVersion"));
    ak_sim_json_set_text(properties, "currentOrchestratorVersion",
                         ak_sim_json_text(of_cluster, "currentKubernetesVersion"));
    ak_sim_json_merge(properties, patch);
    free(filling.id);
    return body;
}
