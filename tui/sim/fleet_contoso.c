#include "config.h"

#include "akscope/sim/world.h"

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/text.h"

#include "data_int.h"
#include "json_int.h"
#include "shape_int.h"

static void add_pools(const struct ak_sim_shapes *shapes, struct ak_sim_cluster *cluster,
                      const cJSON *pools)
{
    bool has_windows = false;
    const cJSON *pool = NULL;
    cJSON_ArrayForEach(pool, pools)
    {
        const char *name = ak_sim_json_text(pool, "name");
        cJSON *body = ak_sim_shape_pool(shapes, cluster, name, ak_sim_json_get(pool, "body"));
        const cJSON *properties = ak_sim_json_get(body, "properties");
        has_windows |= ak_text_caseeq(ak_sim_json_text(properties, "osType"), "Windows");
        ak_sim_cluster_put_pool(cluster, name, body);
    }
    if (has_windows) {
        ak_sim_json_set(ak_sim_json_get(cluster->body, "properties"), "windowsProfile",
                        ak_sim_json_copy(shapes->windows_profile));
    }
    ak_sim_cluster_refresh(cluster);
}

/* The patch of a cluster's row, with the version that the row gives once written where ARM repeats
 * it; what the row's own patch says of it stands. */
static cJSON *cluster_patch(const cJSON *row)
{
    cJSON *patch = cJSON_CreateObject();
    cJSON *properties = cJSON_AddObjectToObject(patch, "properties");
    ak_sim_json_set_text(properties, "kubernetesVersion", ak_sim_json_text(row, "version"));
    ak_sim_json_set_text(properties, "currentKubernetesVersion", ak_sim_json_text(row, "version"));
    const cJSON *change = NULL;
    cJSON_ArrayForEach(change, ak_sim_json_get(row, "body"))
    {
        /* Not a merge: a null must stay in the patch, to remove what the template has. */
        if (cJSON_IsObject(change) && ak_text_caseeq(change->string, "properties")) {
            const cJSON *property = NULL;
            cJSON_ArrayForEach(property, change)
            {
                ak_sim_json_set(properties, property->string, ak_sim_json_copy(property));
            }
        } else {
            ak_sim_json_set(patch, change->string, ak_sim_json_copy(change));
        }
    }
    return patch;
}

static void add_cluster(const struct ak_sim_shapes *shapes,
                        struct ak_sim_subscription *subscription, const cJSON *row)
{
    const struct ak_sim_subject subject = {
        .subscription_id = subscription->id,
        .resource_group = ak_sim_json_text(row, "resourceGroup"),
        .name = ak_sim_json_text(row, "name"),
        .location = ak_sim_json_text(row, "location"),
    };
    cJSON *patch = cluster_patch(row);
    cJSON *body = ak_sim_shape_cluster(shapes, &subject, patch);
    cJSON_Delete(patch);
    struct ak_sim_cluster *cluster =
        ak_sim_subscription_add_cluster(subscription, subject.resource_group, subject.name, body);
    add_pools(shapes, cluster, ak_sim_json_get(row, "pools"));
}

void ak_sim_fleet_contoso(struct ak_sim_world *world)
{
    struct ak_sim_shapes shapes;
    ak_sim_shapes_init(&shapes, world);
    cJSON *fleet = ak_sim_data_list(AK_SIM_DATA_CONTOSO, "subscriptions");
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, fleet)
    {
        struct ak_sim_subscription *subscription = ak_sim_world_add_subscription(
            world, ak_sim_json_text(row, "id"), ak_sim_json_text(row, "name"));
        ak_sim_json_merge(subscription->features, ak_sim_json_get(row, "features"));
        const cJSON *cluster = NULL;
        cJSON_ArrayForEach(cluster, ak_sim_json_get(row, "clusters"))
        {
            add_cluster(&shapes, subscription, cluster);
        }
    }
    cJSON_Delete(fleet);
    ak_sim_shapes_release(&shapes);
}
