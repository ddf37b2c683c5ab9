#include "config.h"

#include "akscope/sim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

#include "catalogue_int.h"
#include "data_int.h"
#include "json_int.h"

enum { ZONE_TEXT_SIZE = 64 };

char *ak_sim_image_newest(const char *image)
{
    cJSON *images = ak_sim_data_list(AK_SIM_DATA_IMAGES, "images");
    const char *dash = strrchr(image, '-');
    char *definition = ak_strndup(image, dash == NULL ? 0 : (size_t)(dash - image));
    /* The one look-up without regard to case: recorded names are not all spelled alike. */
    const cJSON *newest = cJSON_GetObjectItem(images, definition);
    char *result =
        newest == NULL ? ak_strdup(image) : ak_asprintf("%s-%s", definition, newest->valuestring);
    free(definition);
    cJSON_Delete(images);
    return result;
}

cJSON *ak_sim_catalogue_feature_names(void)
{
    return ak_sim_data_list(AK_SIM_DATA_FEATURES, "features");
}

static void add_location_id(cJSON *object, const char *subscription_id, const char *location)
{
    char *id = ak_asprintf("/subscriptions/%s/locations/%s", subscription_id, location);
    cJSON_AddStringToObject(object, "id", id);
    free(id);
}

static void add_metadata(cJSON *location, const cJSON *region, const char *subscription_id)
{
    static const char *const copied[] = {"geography", "geographyGroup", "longitude", "latitude",
                                         "physicalLocation"};
    cJSON *metadata = cJSON_AddObjectToObject(location, "metadata");
    const char *category = ak_sim_json_text(region, "category");
    cJSON_AddStringToObject(metadata, "regionType", "Physical");
    cJSON_AddStringToObject(metadata, "regionCategory",
                            *category == '\0' ? "Recommended" : category);
    for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
        if (ak_sim_json_get(region, copied[i]) != NULL) {
            cJSON_AddStringToObject(metadata, copied[i], ak_sim_json_text(region, copied[i]));
        }
    }
    cJSON *pairs = cJSON_AddArrayToObject(metadata, "pairedRegion");
    const char *paired = ak_sim_json_text(region, "paired");
    if (*paired != '\0') {
        cJSON *pair = cJSON_CreateObject();
        cJSON_AddStringToObject(pair, "name", paired);
        add_location_id(pair, subscription_id, paired);
        cJSON_AddItemToArray(pairs, pair);
    }
}

static void add_zones(cJSON *location, const cJSON *region)
{
    const cJSON *zones = ak_sim_json_get(region, "zones");
    if (cJSON_GetArraySize(zones) == 0) {
        return;
    }
    cJSON *mappings = cJSON_AddArrayToObject(location, "availabilityZoneMappings");
    const cJSON *zone = NULL;
    cJSON_ArrayForEach(zone, zones)
    {
        char physical[ZONE_TEXT_SIZE];
        (void)snprintf(physical, sizeof physical, "%s-az%s", ak_sim_json_text(region, "name"),
                       zone->valuestring);
        cJSON *mapping = cJSON_CreateObject();
        cJSON_AddStringToObject(mapping, "logicalZone", zone->valuestring);
        cJSON_AddStringToObject(mapping, "physicalZone", physical);
        cJSON_AddItemToArray(mappings, mapping);
    }
}

cJSON *ak_sim_catalogue_locations(const char *subscription_id)
{
    cJSON *regions = ak_sim_data_list(AK_SIM_DATA_REGIONS, "regions");
    cJSON *locations = cJSON_CreateArray();
    const cJSON *region = NULL;
    cJSON_ArrayForEach(region, regions)
    {
        static const char *const copied[] = {"displayName", "regionalDisplayName"};
        const char *name = ak_sim_json_text(region, "name");
        cJSON *location = cJSON_CreateObject();
        add_location_id(location, subscription_id, name);
        cJSON_AddStringToObject(location, "name", name);
        cJSON_AddStringToObject(location, "type", "Region");
        for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
            cJSON_AddStringToObject(location, copied[i], ak_sim_json_text(region, copied[i]));
        }
        add_metadata(location, region, subscription_id);
        add_zones(location, region);
        cJSON_AddItemToArray(locations, location);
    }
    cJSON_Delete(regions);
    return locations;
}
