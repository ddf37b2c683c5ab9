/* The vCPUs that a change takes, and those that its family and region have left, as facts. */
#include "config.h"

#include "pool_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "call_int.h"
#include "json_int.h"

static bool is_stopped(const cJSON *properties)
{
    const cJSON *power = ak_sim_json_get(properties, "powerState");
    return ak_text_caseeq(ak_sim_json_text(power, "code"), "Stopped");
}

/* Machines of a VirtualMachines pool, of all its sizes. */
static int machines_by_size(const cJSON *properties)
{
    const cJSON *profile = ak_sim_json_get(properties, "virtualMachinesProfile");
    const cJSON *row = NULL;
    int count = 0;
    cJSON_ArrayForEach(row, ak_sim_json_get(ak_sim_json_get(profile, "scale"), "manual"))
    {
        count += ak_sim_json_int(row, "count", 0);
    }
    return count;
}

/* Machines that must find room now: of a new autoscaling pool its most. */
static int machines_of(const cJSON *properties, bool is_new)
{
    bool scales = cJSON_IsTrue(ak_sim_json_get(properties, "enableAutoScaling"));
    int count = ak_sim_json_int(properties, "count", machines_by_size(properties));
    if (properties == NULL || is_stopped(properties)) {
        return 0;
    }
    return is_new && scales ? ak_sim_json_int(properties, "maxCount", count) : count;
}

/* More machines than before, or those that an upgrade adds for its time. */
static int machines_added(const struct ak_sim_pool_change *change)
{
    if (change->kind == AK_SIM_OPERATION_POOL_UPGRADE ||
        change->kind == AK_SIM_OPERATION_POOL_IMAGE) {
        return ak_sim_pool_surge(change->wanted);
    }
    const cJSON *old =
        change->pool == NULL ? NULL : ak_sim_json_get(change->pool->body, "properties");
    return machines_of(change->wanted, old == NULL) - machines_of(old, false);
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
    int needed = machines_added(change) * ak_sim_json_int(facts, "size.vcpus", 0);
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
