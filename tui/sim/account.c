/* Subscriptions, tenants, locations and resource groups. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "call_int.h"
#include "handlers_int.h"
#include "page_int.h"
#include "rights_int.h"

static cJSON *subscription_json(const struct ak_sim_world *world,
                                const struct ak_sim_subscription *subscription)
{
    cJSON *json = cJSON_CreateObject();
    char *id = ak_asprintf("/subscriptions/%s", subscription->id);
    (void)cJSON_AddStringToObject(json, "id", id);
    (void)cJSON_AddStringToObject(json, "authorizationSource", "RoleBased");
    (void)cJSON_AddItemToObject(json, "managedByTenants", cJSON_CreateArray());
    (void)cJSON_AddStringToObject(json, "subscriptionId", subscription->id);
    (void)cJSON_AddStringToObject(json, "tenantId", world->tenant_id);
    (void)cJSON_AddStringToObject(json, "displayName", subscription->display_name);
    (void)cJSON_AddStringToObject(json, "state", subscription->state);
    cJSON *policies = cJSON_AddObjectToObject(json, "subscriptionPolicies");
    (void)cJSON_AddStringToObject(policies, "locationPlacementId", "Public_2014-09-01");
    (void)cJSON_AddStringToObject(policies, "quotaId", "EnterpriseAgreement_2014-09-01");
    (void)cJSON_AddStringToObject(policies, "spendingLimit", "Off");
    free(id);
    return json;
}

void ak_sim_list_subscriptions(struct ak_sim_call *call)
{
    const struct ak_sim_world *world = call->sim->world;
    cJSON *items = cJSON_CreateArray();
    for (size_t i = 0; i < world->subscription_count; i++) {
        char *scope = ak_asprintf("/subscriptions/%s", world->subscriptions[i]->id);
        if (ak_sim_rights_reach(call->sim->rights, scope)) {
            (void)cJSON_AddItemToArray(items, subscription_json(world, world->subscriptions[i]));
        }
        free(scope);
    }
    ak_sim_reply_list(call, items);
}

void ak_sim_get_subscription(struct ak_sim_call *call)
{
    ak_sim_reply_json(call, 200, subscription_json(call->sim->world, call->subscription));
}

void ak_sim_list_locations(struct ak_sim_call *call)
{
    ak_sim_reply_list(call, ak_sim_catalogue_locations(call->subscription->id));
}

void ak_sim_list_tenants(struct ak_sim_call *call)
{
    const struct ak_sim_world *world = call->sim->world;
    cJSON *tenant = cJSON_CreateObject();
    char *id = ak_asprintf("/tenants/%s", world->tenant_id);
    (void)cJSON_AddStringToObject(tenant, "id", id);
    (void)cJSON_AddStringToObject(tenant, "tenantId", world->tenant_id);
    (void)cJSON_AddStringToObject(tenant, "displayName", world->tenant_name);
    (void)cJSON_AddStringToObject(tenant, "tenantCategory", "Home");
    (void)cJSON_AddStringToObject(tenant, "tenantType", "AAD");
    free(id);
    cJSON *items = cJSON_CreateArray();
    (void)cJSON_AddItemToArray(items, tenant);
    ak_sim_reply_list(call, items);
}

static cJSON *group_json(const struct ak_sim_subscription *subscription,
                         const struct ak_sim_group *group)
{
    cJSON *json = cJSON_CreateObject();
    char *name = ak_strndup(group->name, group->name_len);
    char *id = ak_asprintf("/subscriptions/%s/resourceGroups/%s", subscription->id, name);
    (void)cJSON_AddStringToObject(json, "id", id);
    (void)cJSON_AddStringToObject(json, "name", name);
    (void)cJSON_AddStringToObject(json, "type", "Microsoft.Resources/resourceGroups");
    (void)cJSON_AddStringToObject(json, "location", group->location);
    cJSON *properties = cJSON_AddObjectToObject(json, "properties");
    (void)cJSON_AddStringToObject(properties, "provisioningState", "Succeeded");
    free(id);
    free(name);
    return json;
}

/* Adds the group of that name, unless it was found at another place before: `place` is where its
 * first one stands. */
static void add_group(cJSON *items, const struct ak_sim_subscription *subscription,
                      const char *name, const char *place)
{
    struct ak_sim_group group;
    if (ak_sim_find_group(subscription, name, &group) && group.name == place) {
        (void)cJSON_AddItemToArray(items, group_json(subscription, &group));
    }
}

void ak_sim_list_groups(struct ak_sim_call *call)
{
    const struct ak_sim_subscription *subscription = call->subscription;
    cJSON *items = cJSON_CreateArray();
    for (size_t i = 0; i < subscription->cluster_count; i++) {
        const char *name = subscription->clusters[i]->resource_group;
        add_group(items, subscription, name, name);
    }
    const cJSON *removed = NULL;
    cJSON_ArrayForEach(removed, subscription->removed)
    {
        char *name = ak_strndup(removed->string, strcspn(removed->string, "/"));
        add_group(items, subscription, name, removed->string);
        free(name);
    }
    ak_sim_reply_list(call, items);
}

void ak_sim_get_group(struct ak_sim_call *call)
{
    struct ak_sim_group group;
    if (!ak_sim_find_group(call->subscription, ak_sim_call_parameter(call, "group"), &group)) {
        return;
    }
    if (strcmp(call->method, "HEAD") == 0) {
        call->status = 204; /* "does it exist?", as `az group exists` asks */
    } else {
        ak_sim_reply_json(call, 200, group_json(call->subscription, &group));
    }
}
