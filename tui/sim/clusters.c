/* Microsoft.ContainerService: clusters, node pools, versions. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "call_int.h"
#include "handlers_int.h"
#include "json_int.h"
#include "page_int.h"
#include "rights_int.h"

static const char cluster_read[] = "Microsoft.ContainerService/managedClusters/read";

static cJSON *cluster_item(const void *list, size_t i)
{
    const struct ak_sim_cluster *const *clusters = list;
    return clusters[i]->body;
}

static cJSON *pool_item(const void *list, size_t i)
{
    const struct ak_sim_pool *const *pools = list;
    return pools[i]->body;
}

/* Those of a group (NULL: all) that the caller may read. */
static void list_clusters(struct ak_sim_call *call, const char *group)
{
    struct ak_vec found = ak_vec_init(sizeof(struct ak_sim_cluster *));
    for (size_t i = 0; i < call->subscription->cluster_count; i++) {
        struct ak_sim_cluster *cluster = call->subscription->clusters[i];
        if ((group == NULL || ak_text_caseeq(cluster->resource_group, group)) &&
            ak_sim_rights_allow(call->sim->rights, cluster_read,
                                ak_sim_json_text(cluster->body, "id"))) {
            *(struct ak_sim_cluster **)ak_vec_push(&found) = cluster;
        }
    }
    ak_sim_reply_page(call, found.items, found.len, cluster_item);
    ak_vec_release(&found);
}

void ak_sim_list_clusters(struct ak_sim_call *call)
{
    list_clusters(call, NULL);
}

void ak_sim_list_group_clusters(struct ak_sim_call *call)
{
    list_clusters(call, ak_sim_call_parameter(call, "group"));
}

void ak_sim_get_cluster(struct ak_sim_call *call)
{
    ak_sim_reply_copy(call, call->cluster->body);
}

void ak_sim_list_pools(struct ak_sim_call *call)
{
    ak_sim_reply_page(call, call->cluster->pools, call->cluster->pool_count, pool_item);
}

void ak_sim_get_pool(struct ak_sim_call *call)
{
    ak_sim_reply_copy(call, call->pool->body);
}

void ak_sim_get_cluster_upgrades(struct ak_sim_call *call)
{
    ak_sim_reply_json(call, 200,
                      ak_sim_catalogue_cluster_upgrades(call->sim->world, call->cluster));
}

void ak_sim_get_pool_upgrades(struct ak_sim_call *call)
{
    ak_sim_reply_json(call, 200,
                      ak_sim_catalogue_pool_upgrades(call->sim->world, call->cluster, call->pool));
}

void ak_sim_get_pool_versions(struct ak_sim_call *call)
{
    ak_sim_reply_json(call, 200, ak_sim_catalogue_pool_versions(call->sim->world, call->cluster));
}

void ak_sim_get_versions(struct ak_sim_call *call)
{
    const char *location = ak_sim_call_parameter(call, "location");
    ak_sim_reply_json(call, 200, ak_sim_catalogue_versions(call->sim->world, location));
}

static cJSON *orchestrator_json(const char *version, bool is_preview)
{
    cJSON *json = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(json, "orchestratorType", "Kubernetes");
    (void)cJSON_AddStringToObject(json, "orchestratorVersion", version);
    if (is_preview) {
        (void)cJSON_AddBoolToObject(json, "isPreview", true);
    }
    return json;
}

/* One minor version in the old form: a row a patch, with the patches that it may go to. */
static void add_orchestrators(cJSON *list, const cJSON *minor)
{
    bool is_preview = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(minor, "isPreview"));
    bool is_default = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(minor, "isDefault"));
    const cJSON *patch = NULL;
    cJSON_ArrayForEach(patch, cJSON_GetObjectItemCaseSensitive(minor, "patchVersions"))
    {
        cJSON *row = orchestrator_json(patch->string, is_preview);
        if (is_default && patch->next == NULL) {
            (void)cJSON_AddBoolToObject(row, "default", true);
        }
        cJSON *upgrades = cJSON_AddArrayToObject(row, "upgrades");
        const cJSON *upgrade = NULL;
        cJSON_ArrayForEach(upgrade, cJSON_GetObjectItemCaseSensitive(patch, "upgrades"))
        {
            (void)cJSON_AddItemToArray(upgrades,
                                       orchestrator_json(cJSON_GetStringValue(upgrade), false));
        }
        (void)cJSON_AddItemToArray(list, row);
    }
}

/* `az aks get-versions` of azure-cli 2.45 asks here; newer ones ask kubernetesVersions. */
void ak_sim_get_orchestrators(struct ak_sim_call *call)
{
    const char *location = ak_sim_call_parameter(call, "location");
    cJSON *versions = ak_sim_catalogue_versions(call->sim->world, location);
    cJSON *body = cJSON_CreateObject();
    char *id = ak_asprintf("/subscriptions/%s/providers/Microsoft.ContainerService/locations/%s/"
                           "orchestrators",
                           call->subscription->id, location);
    (void)cJSON_AddStringToObject(body, "id", id);
    (void)cJSON_AddStringToObject(body, "name", "default");
    (void)cJSON_AddStringToObject(body, "type",
                                  "Microsoft.ContainerService/locations/orchestrators");
    cJSON *properties = cJSON_AddObjectToObject(body, "properties");
    cJSON *list = cJSON_AddArrayToObject(properties, "orchestrators");
    const cJSON *minor = NULL;
    cJSON_ArrayForEach(minor, cJSON_GetObjectItemCaseSensitive(versions, "values"))
    {
        add_orchestrators(list, minor);
    }
    cJSON_Delete(versions);
    free(id);
    ak_sim_reply_json(call, 200, body);
}
