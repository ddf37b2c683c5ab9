/* The vCPUs that a change takes, and those that its family and region have left, as facts. */
#include "config.h"

#include "pool_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "json_int.h"

const cJSON *ak_sim_pool_machines(const cJSON *properties)
{
    const cJSON *profile = ak_sim_json_get(properties, "virtualMachinesProfile");
    return ak_sim_json_get(ak_sim_json_get(profile, "scale"), "manual");
}

/* vCPUs of a VirtualMachines pool, of all its sizes. */
static int vcpus_by_size(const struct ak_sim_pool_change *change, const cJSON *properties)
{
    const cJSON *row = NULL;
    int vcpus = 0;
    cJSON_ArrayForEach(row, ak_sim_pool_machines(properties))
    {
        struct ak_sim_size size =
            ak_sim_size_find(change->sim->book->families, ak_sim_json_text(row, "size"));
        vcpus += ak_sim_json_int(row, "count", 0) * size.vcpus;
    }
    return vcpus;
}

/* vCPUs that must find room now: of a new autoscaling pool its most. */
static int vcpus_of(const struct ak_sim_pool_change *change, const cJSON *properties, bool is_new)
{
    bool scales = cJSON_IsTrue(ak_sim_json_get(properties, "enableAutoScaling"));
    int count = ak_sim_json_int(properties, "count", 0);
    if (properties == NULL || ak_sim_is_stopped(properties)) {
        return 0;
    }
    count = is_new && scales ? ak_sim_json_int(properties, "maxCount", count) : count;
    return count * ak_sim_json_int(change->facts, "size.vcpus", 0) +
           vcpus_by_size(change, properties);
}

/* More than before, or what an upgrade adds for its time. */
static int vcpus_added(const struct ak_sim_pool_change *change)
{
    if (change->kind == AK_SIM_OPERATION_POOL_UPGRADE ||
        change->kind == AK_SIM_OPERATION_POOL_IMAGE) {
        return ak_sim_pool_surge(change->wanted) * ak_sim_json_int(change->facts, "size.vcpus", 0);
    }
    const cJSON *old =
        change->pool == NULL ? NULL : ak_sim_json_get(change->pool->body, "properties");
    return vcpus_of(change, change->wanted, old == NULL) - vcpus_of(change, old, false);
}

static int left_of(const cJSON *usages, const char *name)
{
    const cJSON *usage = NULL;
    cJSON_ArrayForEach(usage, usages)
    {
        if (ak_text_caseeq(ak_sim_json_text(ak_sim_json_get(usage, "name"), "value"), name)) {
            return ak_sim_json_int(usage, "limit", 0) - ak_sim_json_int(usage, "currentValue", 0);
        }
    }
    return 0;
}

void ak_sim_facts_quota(struct ak_sim_pool_change *change)
{
    cJSON *facts = change->facts;
    int needed = vcpus_added(change);
    bool is_spot = ak_text_caseeq(ak_sim_json_text(change->wanted, "scaleSetPriority"), "Spot");
    if (needed <= 0) {
        return;
    }
    cJSON *usages = ak_sim_catalogue_usages(change->sim->world, change->subscription,
                                            ak_sim_json_text(change->cluster->body, "location"));
    if (is_spot) {
        ak_sim_json_set_int(facts, "quota.spot.needed", needed);
        ak_sim_json_set_int(facts, "quota.spot.left", left_of(usages, "lowPriorityCores"));
    } else {
        ak_sim_json_set_int(facts, "quota.family.needed", needed);
        ak_sim_json_set_int(facts, "quota.family.left",
                            left_of(usages, ak_sim_json_text(facts, "size.family")));
        ak_sim_json_set_int(facts, "quota.region.needed", needed);
        ak_sim_json_set_int(facts, "quota.region.left", left_of(usages, "cores"));
    }
    cJSON_Delete(usages);
}
