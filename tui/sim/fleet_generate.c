#include "config.h"

#include "akscope/sim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/err.h"
#include "akscope/base/text.h"

#include "data_int.h"
#include "json_int.h"
#include "random_int.h"
#include "shape_int.h"

/* Azure allows more clusters in a subscription; a fleet owner spreads them long before. */
enum { CLUSTERS_IN_SUBSCRIPTION = 1000, CLUSTERS_IN_GROUP = 10, NAME_SIZE = 64, WORST_COUNT = 24 };

struct generator {
    struct ak_sim_shapes shapes;
    cJSON *mixture;
    uint64_t state;
    size_t pools;
};

/* What the pools of one cluster share. */
struct common {
    struct ak_sim_cluster *cluster;
    int minor;
    const cJSON *patch; /* of every pool's properties; may be NULL */
};

static uint64_t draw_below(struct generator *generator, uint64_t bound)
{
    return ak_sim_random_next(&generator->state) % bound;
}

static int row_weight(const cJSON *row, int minor)
{
    const cJSON *minors = ak_sim_json_get(row, "minors");
    if (minors != NULL && (minor < cJSON_GetArrayItem(minors, 0)->valueint ||
                           minor > cJSON_GetArrayItem(minors, 1)->valueint)) {
        return 0;
    }
    return ak_sim_json_int(row, "weight", 1);
}

/* One row by its weight, among those that fit the Kubernetes minor. */
static const cJSON *draw_row(struct generator *generator, const char *list, int minor)
{
    const cJSON *rows = ak_sim_json_get(generator->mixture, list);
    const cJSON *row = NULL;
    int total = 0;
    cJSON_ArrayForEach(row, rows)
    {
        total += row_weight(row, minor);
    }
    if (total == 0) {
        AK_BUG("no row of %s fits Kubernetes 1.%d", list, minor);
    }
    int left = (int)draw_below(generator, (uint64_t)total);
    cJSON_ArrayForEach(row, rows)
    {
        left -= row_weight(row, minor);
        if (left < 0) {
            break;
        }
    }
    return row;
}

/* A release of the image, the newer the likelier: most pools are kept up to date, some never are.
 */
static void draw_image(struct generator *generator, const cJSON *kind, cJSON *properties)
{
    const cJSON *releases = ak_sim_json_get(ak_sim_json_get(generator->mixture, "releases"),
                                            ak_sim_json_text(kind, "releases"));
    uint64_t count = (uint64_t)cJSON_GetArraySize(releases);
    uint64_t first = draw_below(generator, count);
    uint64_t second = draw_below(generator, count);
    uint64_t third = draw_below(generator, count);
    uint64_t newest = first > second ? first : second;
    newest = newest > third ? newest : third;
    const cJSON *release = cJSON_GetArrayItem(releases, (int)newest);
    char *image = ak_asprintf("%s-%s", ak_sim_json_text(kind, "image"), release->valuestring);
    ak_sim_json_set_text(properties, "nodeImageVersion", image);
    free(image);
}

static void draw_count(struct generator *generator, cJSON *properties)
{
    enum { AUTOSCALING_PERCENT = 35, ZONED_PERCENT = 45 };
    int count = (int)(draw_below(generator, 6) + draw_below(generator, 6));
    ak_sim_json_set_int(properties, "count", count);
    if (draw_below(generator, 100) < AUTOSCALING_PERCENT) {
        ak_sim_json_set_int(properties, "minCount", count / 2);
        ak_sim_json_set_int(properties, "maxCount",
                            count + (int)draw_below(generator, WORST_COUNT) + 1);
        ak_sim_json_set(properties, "enableAutoScaling", cJSON_CreateTrue());
    }
    if (draw_below(generator, 100) < ZONED_PERCENT) {
        static const char *const zones[] = {"1", "2", "3"};
        ak_sim_json_set(properties, "availabilityZones",
                        cJSON_CreateStringArray(zones, (int)(sizeof zones / sizeof zones[0])));
    }
}

static void generate_pool(struct generator *generator, const struct common *common, size_t index)
{
    bool is_system = index == 0;
    const cJSON *kind = draw_row(generator, is_system ? "systems" : "pools", common->minor);
    char name[NAME_SIZE];
    if (is_system) {
        (void)ak_text_copy(name, sizeof name, ak_sim_json_text(kind, "name"));
    } else {
        /* The number keeps names apart; a Windows name has room for six characters. */
        (void)snprintf(name, sizeof name, "%.5s%zu", ak_sim_json_text(kind, "name"), index);
    }
    cJSON *body = ak_sim_shape_pool(&generator->shapes, common->cluster, name,
                                    ak_sim_json_get(kind, "patch"));
    cJSON *properties = ak_sim_json_get(body, "properties");
    draw_count(generator, properties);
    draw_image(generator, kind, properties);
    if (is_system) {
        ak_sim_json_set_text(properties, "mode", "System");
        ak_sim_json_set_int(properties, "count", ak_sim_json_int(properties, "count", 0) + 1);
    } else {
        const cJSON *state = draw_row(generator, "poolStates", common->minor);
        ak_sim_json_merge(properties, ak_sim_json_get(state, "patch"));
    }
    ak_sim_json_merge(properties, common->patch);
    ak_sim_cluster_put_pool(common->cluster, name, body);
}

/* The minor of "1.36.4": 36. */
static int version_minor(const char *version)
{
    const char *dot = strchr(version, '.');
    return dot == NULL ? 0 : (int)strtol(dot + 1, NULL, 10);
}

static void generate_cluster(struct generator *generator, struct ak_sim_subscription *subscription,
                             size_t index)
{
    const cJSON *teams = ak_sim_json_get(generator->mixture, "teams");
    const char *team =
        cJSON_GetArrayItem(teams, (int)draw_below(generator, (uint64_t)cJSON_GetArraySize(teams)))
            ->valuestring;
    const char *stage = ak_sim_json_text(draw_row(generator, "stages", 0), "name");
    const cJSON *version = draw_row(generator, "versions", 0);
    const char *location = ak_sim_json_text(draw_row(generator, "regions", 0), "name");
    char name[NAME_SIZE];
    char group[NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s-%s-%05zu", team, stage, index);
    (void)snprintf(group, sizeof group, "rg-%s-%04zu", stage, index / CLUSTERS_IN_GROUP);
    const struct ak_sim_subject subject = {.subscription_id = subscription->id,
                                           .resource_group = group,
                                           .name = name,
                                           .location = location};
    cJSON *body =
        ak_sim_shape_cluster(&generator->shapes, &subject, ak_sim_json_get(version, "patch"));
    const char *number = ak_sim_json_text(version, "version");
    cJSON *properties = ak_sim_json_get(body, "properties");
    ak_sim_json_set_text(properties, "kubernetesVersion", number);
    ak_sim_json_set_text(properties, "currentKubernetesVersion", number);
    ak_sim_json_set_text(ak_sim_json_get(body, "tags"), "env", stage);
    ak_sim_json_set_text(ak_sim_json_get(body, "tags"), "owner", team);
    const cJSON *state = draw_row(generator, "clusterStates", 0);
    ak_sim_json_merge(body, ak_sim_json_get(state, "patch"));
    struct ak_sim_cluster *cluster =
        ak_sim_subscription_add_cluster(subscription, group, name, body);
    const struct common common = {.cluster = cluster,
                                  .minor = version_minor(number),
                                  .patch = ak_sim_json_get(state, "pools")};
    for (size_t i = 0; i < generator->pools; i++) {
        generate_pool(generator, &common, i);
    }
    ak_sim_cluster_refresh(cluster);
}

static struct ak_sim_subscription *generate_subscription(struct generator *generator,
                                                         struct ak_sim_world *world, size_t index)
{
    char id[AK_SIM_GUID_SIZE];
    char name[NAME_SIZE];
    (void)snprintf(name, sizeof name, "Generated %02zu", index + 1);
    return ak_sim_world_add_subscription(world, ak_sim_random_guid(&generator->state, id), name);
}

void ak_sim_fleet_generate(struct ak_sim_world *world, size_t clusters, size_t pools, uint64_t seed)
{
    struct generator generator = {
        .mixture = ak_sim_data_read(AK_SIM_DATA_GENERATE), .state = seed, .pools = pools};
    ak_sim_shapes_init(&generator.shapes, world);
    struct ak_sim_subscription *subscription = NULL;
    for (size_t i = 0; i < clusters; i++) {
        if (i % CLUSTERS_IN_SUBSCRIPTION == 0) {
            subscription = generate_subscription(&generator, world, i / CLUSTERS_IN_SUBSCRIPTION);
        }
        generate_cluster(&generator, subscription, i);
    }
    ak_sim_shapes_release(&generator.shapes);
    cJSON_Delete(generator.mixture);
}
