#include "config.h"

#include "akscope/sim/world.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

#include "catalogue_int.h"
#include "data_int.h"
#include "json_int.h"

/* What a subscription uses in one region: families' vCPUs by name in `by_family`. */
struct tally {
    const cJSON *families;
    cJSON *by_family;
    int cores;
    int low_priority_cores;
    int machines;
    int scale_sets;
    int availability_sets;
};

static void tally_machines(struct tally *tally, const char *size_name, int count, bool is_spot)
{
    struct ak_sim_size size = ak_sim_size_find(tally->families, size_name);
    int vcpus = size.vcpus * count;
    tally->machines += count;
    if (is_spot) {
        tally->low_priority_cores += vcpus;
        return;
    }
    tally->cores += vcpus;
    if (*size.family != '\0') {
        ak_sim_json_set_int(tally->by_family, size.family,
                            ak_sim_json_int(tally->by_family, size.family, 0) + vcpus);
    }
}

static void tally_pool(struct tally *tally, const cJSON *properties)
{
    const char *type = ak_sim_json_text(properties, "type");
    tally->scale_sets += ak_text_caseeq(type, "VirtualMachineScaleSets");
    tally->availability_sets += ak_text_caseeq(type, "AvailabilitySet");
    if (ak_sim_is_stopped(properties)) {
        return; /* deallocated machines don't count */
    }
    bool is_spot = ak_text_caseeq(ak_sim_json_text(properties, "scaleSetPriority"), "Spot");
    const cJSON *status = ak_sim_json_get(properties, "virtualMachineNodesStatus");
    if (!cJSON_IsArray(status)) {
        tally_machines(tally, ak_sim_json_text(properties, "vmSize"),
                       ak_sim_json_int(properties, "count", 0), is_spot);
        return;
    }
    const cJSON *machines = NULL;
    cJSON_ArrayForEach(machines, status)
    {
        tally_machines(tally, ak_sim_json_text(machines, "size"),
                       ak_sim_json_int(machines, "count", 0), is_spot);
    }
}

static void tally_subscription(struct tally *tally, const struct ak_sim_subscription *subscription,
                               const char *location)
{
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        const struct ak_sim_cluster *cluster = subscription->clusters[i];
        if (!ak_text_caseeq(ak_sim_json_text(cluster->body, "location"), location)) {
            continue;
        }
        for (size_t j = 0; j < cluster->pool_count; j++) {
            tally_pool(tally, ak_sim_json_get(cluster->pools[j]->body, "properties"));
        }
    }
}

/* The limit by the most specific row: the region's, the family's, the default. Use above it can
 * only come from a fleet that knows no limits; Azure would have raised it, just enough. */
static int limit_find(const cJSON *quotas, const char *location, const char *name, int used)
{
    enum { STEP = 50 };
    const cJSON *region = ak_sim_json_get(ak_sim_json_get(quotas, "regions"), location);
    int limit = ak_sim_json_int(quotas, "default", 0);
    limit = ak_sim_json_int(quotas, name, limit);
    limit = ak_sim_json_int(ak_sim_json_get(quotas, "families"), name, limit);
    limit = ak_sim_json_int(region, name, limit);
    return used <= limit ? limit : (used + STEP - 1) / STEP * STEP;
}

static void add_usage(cJSON *usages, int limit, int used, const char *name, const char *localized)
{
    cJSON *usage = cJSON_CreateObject();
    cJSON_AddNumberToObject(usage, "limit", limit);
    cJSON_AddStringToObject(usage, "unit", "Count");
    cJSON_AddNumberToObject(usage, "currentValue", used);
    cJSON *names = cJSON_AddObjectToObject(usage, "name");
    cJSON_AddStringToObject(names, "value", name);
    cJSON_AddStringToObject(names, "localizedValue", localized);
    cJSON_AddItemToArray(usages, usage);
}

/* "standardDCASv5Family" → "Standard DCASv5 Family vCPUs". The caller frees. */
static char *family_words(const char *family)
{
    static const char prefix[] = "standard";
    static const char suffix[] = "Family";
    bool has_prefix = ak_text_has_prefix(family, prefix, true);
    const char *middle = has_prefix ? family + strlen(prefix) : family;
    middle += *middle == ' ';
    size_t len = strlen(middle);
    if (len >= strlen(suffix) && strcmp(middle + len - strlen(suffix), suffix) == 0) {
        len -= strlen(suffix);
    }
    while (len > 0 && middle[len - 1] == ' ') {
        len--;
    }
    return ak_asprintf("%s%.*s Family vCPUs", has_prefix ? "Standard " : "", (int)len, middle);
}

static void add_family_usages(cJSON *usages, const struct tally *tally, const cJSON *quotas,
                              const char *location)
{
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, tally->families)
    {
        const char *family = ak_sim_json_text(row, "family");
        int used = ak_sim_json_int(tally->by_family, family, 0);
        char *words = family_words(family);
        add_usage(usages, limit_find(quotas, location, family, used), used, family, words);
        free(words);
    }
}

cJSON *ak_sim_catalogue_usages(const struct ak_sim_world *world,
                               const struct ak_sim_subscription *subscription, const char *location)
{
    const cJSON *region = ak_sim_data_region(
        ak_sim_tables_list(world->tables, AK_SIM_DATA_REGIONS, "regions"), location);
    if (region == NULL) {
        return NULL;
    }
    const cJSON *families = ak_sim_tables_list(world->tables, AK_SIM_DATA_SKUS, "families");
    const cJSON *quotas = ak_sim_tables_get(world->tables, AK_SIM_DATA_QUOTAS);
    struct tally tally = {.families = families, .by_family = cJSON_CreateObject()};
    const char *name = ak_sim_json_text(region, "name");
    tally_subscription(&tally, subscription, name);
    const struct {
        const char *name;
        const char *words;
        int used;
    } totals[] = {
        {"availabilitySets", "Availability Sets", tally.availability_sets},
        {"cores", "Total Regional vCPUs", tally.cores},
        {"virtualMachines", "Virtual Machines", tally.machines},
        {"virtualMachineScaleSets", "Virtual Machine Scale Sets", tally.scale_sets},
        {"lowPriorityCores", "Total Regional Low-priority vCPUs", tally.low_priority_cores},
    };
    cJSON *usages = cJSON_CreateArray();
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        add_usage(usages, limit_find(quotas, name, totals[i].name, totals[i].used), totals[i].used,
                  totals[i].name, totals[i].words);
    }
    add_family_usages(usages, &tally, quotas, name);
    cJSON_Delete(tally.by_family);
    return usages;
}
