#include "config.h"

#include "akscope/sim/world.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"

#include "catalogue_int.h"
#include "data_int.h"
#include "json_int.h"

static const char size_prefix[] = "Standard_";

/* The first run of digits: the vCPUs in every size name that Azure makes today. */
static int vcpus_by_name(const char *name)
{
    const char *digits = strpbrk(name, "0123456789");
    return digits == NULL ? 0 : (int)strtol(digits, NULL, 10);
}

struct ak_sim_size ak_sim_size_find(const cJSON *families, const char *name)
{
    const cJSON *family = NULL;
    cJSON_ArrayForEach(family, families)
    {
        const cJSON *size = NULL;
        cJSON_ArrayForEach(size, ak_sim_json_get(family, "sizes"))
        {
            if (ak_text_caseeq(ak_sim_json_text(size, "name"), name)) {
                const cJSON *capabilities = ak_sim_json_get(size, "capabilities");
                return (struct ak_sim_size){
                    .family = ak_sim_json_text(family, "family"),
                    .vcpus = (int)strtol(ak_sim_json_text(capabilities, "vCPUs"), NULL, 10),
                };
            }
        }
    }
    return (struct ak_sim_size){.family = "", .vcpus = vcpus_by_name(name)};
}

/* A family without a list of regions is offered in all of them. */
static bool is_offered(const cJSON *family, const char *location)
{
    const cJSON *regions = ak_sim_json_get(family, "regions");
    return regions == NULL || ak_sim_json_lists(regions, location);
}

static void add_location_info(cJSON *sku, const cJSON *region, const char *family)
{
    const cJSON *few = ak_sim_json_get(ak_sim_json_get(region, "familyZones"), family);
    const cJSON *zones = few != NULL ? few : ak_sim_json_get(region, "zones");
    cJSON *info = cJSON_CreateObject();
    cJSON_AddStringToObject(info, "location", ak_sim_json_text(region, "name"));
    cJSON_AddItemToObject(info, "zones", ak_sim_json_copy(zones));
    cJSON_AddItemToObject(info, "zoneDetails", cJSON_CreateArray());
    cJSON_AddItemToArray(cJSON_AddArrayToObject(sku, "locationInfo"), info);
}

static cJSON *location_list(const cJSON *region)
{
    cJSON *list = cJSON_CreateArray();
    cJSON_AddItemToArray(list, cJSON_CreateString(ak_sim_json_text(region, "name")));
    return list;
}

/* A restriction of the whole region, or of some zones only, in Azure's form. */
static cJSON *restriction_new(const cJSON *rule, const cJSON *region)
{
    const cJSON *zones = ak_sim_json_get(rule, "zones");
    cJSON *restriction = cJSON_CreateObject();
    cJSON_AddStringToObject(restriction, "type", zones == NULL ? "Location" : "Zone");
    cJSON_AddItemToObject(restriction, "values", location_list(region));
    cJSON *info = cJSON_AddObjectToObject(restriction, "restrictionInfo");
    cJSON_AddItemToObject(info, "locations", location_list(region));
    if (zones != NULL) {
        cJSON_AddItemToObject(info, "zones", ak_sim_json_copy(zones));
    }
    cJSON_AddStringToObject(restriction, "reasonCode", ak_sim_json_text(rule, "reason"));
    return restriction;
}

static void add_restrictions(cJSON *sku, const cJSON *region, const char *family)
{
    cJSON *restrictions = cJSON_AddArrayToObject(sku, "restrictions");
    const cJSON *rule = NULL;
    cJSON_ArrayForEach(rule, ak_sim_json_get(region, "restrictions"))
    {
        if (ak_text_caseeq(ak_sim_json_text(rule, "family"), family)) {
            cJSON_AddItemToArray(restrictions, restriction_new(rule, region));
        }
    }
}

static void add_capabilities(cJSON *sku, const cJSON *capabilities)
{
    cJSON *list = cJSON_AddArrayToObject(sku, "capabilities");
    const cJSON *capability = NULL;
    cJSON_ArrayForEach(capability, capabilities)
    {
        cJSON *pair = cJSON_CreateObject();
        cJSON_AddStringToObject(pair, "name", capability->string);
        cJSON_AddStringToObject(pair, "value", capability->valuestring);
        cJSON_AddItemToArray(list, pair);
    }
}

static cJSON *sku_new(const cJSON *size, const char *family, const cJSON *region)
{
    const char *name = ak_sim_json_text(size, "name");
    cJSON *sku = cJSON_CreateObject();
    cJSON_AddStringToObject(sku, "resourceType", "virtualMachines");
    cJSON_AddStringToObject(sku, "name", name);
    cJSON_AddStringToObject(sku, "tier", "Standard");
    cJSON_AddStringToObject(sku, "size", name + strlen(size_prefix));
    cJSON_AddStringToObject(sku, "family", family);
    cJSON_AddItemToObject(sku, "locations", location_list(region));
    add_location_info(sku, region, family);
    add_capabilities(sku, ak_sim_json_get(size, "capabilities"));
    add_restrictions(sku, region, family);
    return sku;
}

/* A managed disk: the list is not of VM sizes alone, and a client that thinks so should find out.
 */
static cJSON *disk_sku_new(const cJSON *region)
{
    cJSON *sku = cJSON_CreateObject();
    cJSON_AddStringToObject(sku, "resourceType", "disks");
    cJSON_AddStringToObject(sku, "name", "Premium_LRS");
    cJSON_AddStringToObject(sku, "tier", "Premium");
    cJSON_AddStringToObject(sku, "size", "P10");
    cJSON_AddItemToObject(sku, "locations", location_list(region));
    add_location_info(sku, region, "");
    cJSON_AddItemToObject(sku, "capabilities", cJSON_CreateArray());
    cJSON_AddItemToObject(sku, "restrictions", cJSON_CreateArray());
    return sku;
}

static void add_region(cJSON *skus, const cJSON *families, const cJSON *region)
{
    const cJSON *family = NULL;
    cJSON_AddItemToArray(skus, disk_sku_new(region));
    cJSON_ArrayForEach(family, families)
    {
        if (!is_offered(family, ak_sim_json_text(region, "name"))) {
            continue;
        }
        const cJSON *size = NULL;
        cJSON_ArrayForEach(size, ak_sim_json_get(family, "sizes"))
        {
            cJSON_AddItemToArray(skus, sku_new(size, ak_sim_json_text(family, "family"), region));
        }
    }
}

cJSON *ak_sim_catalogue_skus(const struct ak_sim_world *world, const char *location)
{
    const cJSON *regions = ak_sim_tables_list(world->tables, AK_SIM_DATA_REGIONS, "regions");
    const cJSON *families = ak_sim_tables_list(world->tables, AK_SIM_DATA_SKUS, "families");
    cJSON *skus = cJSON_CreateArray();
    const cJSON *region = NULL;
    cJSON_ArrayForEach(region, regions)
    {
        if (location == NULL || ak_text_caseeq(ak_sim_json_text(region, "name"), location)) {
            add_region(skus, families, region);
        }
    }
    return skus;
}
