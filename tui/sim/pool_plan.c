/* From a request to a node pool as the provider would have it: what is empty goes, what is missing
 * is filled in, as recorded answers show it beside their requests. */
#include "config.h"

#include "pool_change_int.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "catalogue_int.h"
#include "condition_int.h"
#include "json_int.h"
#include "shape_int.h"

/* Null, "", [], {} and the zeros that mean "as you like": answers don't show them. */
static bool is_empty(const cJSON *value)
{
    bool is_zero =
        cJSON_IsNumber(value) && value->valueint == 0 &&
        (strcmp(value->string, "osDiskSizeGB") == 0 || strcmp(value->string, "maxPods") == 0);
    return cJSON_IsNull(value) || is_zero ||
           (cJSON_IsString(value) && *value->valuestring == '\0') ||
           ((cJSON_IsArray(value) || cJSON_IsObject(value)) && value->child == NULL);
}

/* "localuser" is answered as "LocalUser"; what the table doesn't have stays, to be refused. */
static void spell(const cJSON *spellings, cJSON *value)
{
    const cJSON *good = NULL;
    cJSON_ArrayForEach(good, ak_sim_json_get(spellings, value->string))
    {
        if (cJSON_IsString(value) && ak_text_caseeq(good->valuestring, value->valuestring)) {
            (void)cJSON_SetValuestring(value, good->valuestring);
        }
    }
    cJSON *child = NULL;
    cJSON_ArrayForEach(child, value)
    {
        if (cJSON_IsObject(value)) {
            spell(spellings, child);
        }
    }
}

static cJSON *cleaned(const cJSON *request, const cJSON *defaults)
{
    cJSON *wanted = cJSON_CreateObject();
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, request)
    {
        if (!is_empty(member) &&
            !ak_sim_json_lists(ak_sim_json_get(defaults, "readOnly"), member->string)) {
            cJSON *copy = ak_sim_json_copy(member);
            cJSON_AddItemToObject(wanted, member->string, copy);
            spell(ak_sim_json_get(defaults, "spellings"), copy);
        }
    }
    return wanted;
}

static void add_missing(cJSON *wanted, const cJSON *from, const cJSON *names)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, from)
    {
        bool is_asked = names == NULL || ak_sim_json_lists(names, member->string);
        if (is_asked && ak_sim_json_get(wanted, member->string) == NULL) {
            cJSON_AddItemToObject(wanted, member->string, ak_sim_json_copy(member));
        }
    }
}

/* Priority Regular isn't shown, nor what is for Spot only. */
static void settle_priority(cJSON *wanted, const cJSON *spot)
{
    static const char *const names[] = {"scaleSetPriority", "scaleSetEvictionPolicy",
                                        "spotMaxPrice"};
    const char *priority = ak_sim_json_text(wanted, "scaleSetPriority");
    if (*priority == '\0' || ak_text_caseeq(priority, "Regular")) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            cJSON_DeleteItemFromObjectCaseSensitive(wanted, names[i]);
        }
        return;
    }
    if (!ak_text_caseeq(priority, "Spot")) {
        return;
    }
    if (ak_sim_json_get(wanted, "scaleSetEvictionPolicy") == NULL) {
        ak_sim_json_set_text(wanted, "scaleSetEvictionPolicy", "Delete");
    }
    if (ak_sim_json_get(wanted, "spotMaxPrice") == NULL) {
        ak_sim_json_set_int(wanted, "spotMaxPrice", -1);
    }
    if (ak_sim_json_get(wanted, "nodeLabels") == NULL) {
        cJSON_AddObjectToObject(wanted, "nodeLabels");
    }
    ak_sim_json_set_text(ak_sim_json_get(wanted, "nodeLabels"), ak_sim_json_text(spot, "label"),
                         ak_sim_json_text(spot, "value"));
    if (ak_sim_json_get(wanted, "nodeTaints") == NULL) {
        cJSON_AddArrayToObject(wanted, "nodeTaints");
    }
    cJSON *taints = ak_sim_json_get(wanted, "nodeTaints");
    if (cJSON_IsArray(taints) && !ak_sim_json_lists(taints, ak_sim_json_text(spot, "taint"))) {
        cJSON_AddItemToArray(taints, cJSON_CreateString(ak_sim_json_text(spot, "taint")));
    }
}

/* The first size of the table that the region offers: AKS chooses when none is given. */
static void fill_size(struct ak_sim_pool_change *change)
{
    bool has_machines = ak_sim_json_get(change->wanted, "virtualMachinesProfile") != NULL;
    if (*ak_sim_json_text(change->wanted, "vmSize") != '\0' || has_machines) {
        ak_sim_facts_size(change);
        return;
    }
    cJSON *clean_facts = change->facts;
    const cJSON *size = NULL;
    cJSON_ArrayForEach(size, ak_sim_json_get(change->sim->book->defaults, "sizes"))
    {
        change->facts = ak_sim_json_copy(clean_facts);
        ak_sim_json_set_text(change->wanted, "vmSize", size->valuestring);
        ak_sim_facts_size(change);
        bool is_good = cJSON_IsTrue(ak_sim_json_get(change->facts, "size.isOffered"));
        cJSON_Delete(is_good || size->next == NULL ? clean_facts : change->facts);
        if (is_good || size->next == NULL) {
            return;
        }
    }
}

static void fill_number(cJSON *wanted, const char *name, const cJSON *table, const cJSON *facts)
{
    const cJSON *row = ak_sim_condition_first(table, facts);
    if (ak_sim_json_get(wanted, name) == NULL && row != NULL) {
        ak_sim_json_set_int(wanted, name, ak_sim_json_int(row, "value", 0));
    }
}

/* Without a type the OS disk is ephemeral where a default-sized one fits, managed else. */
static void fill_disk(struct ak_sim_pool_change *change)
{
    const cJSON *defaults = change->sim->book->defaults;
    int room = ak_sim_json_int(change->facts, "size.ephemeralGB", 0);
    int asked = ak_sim_json_int(change->wanted, "osDiskSizeGB", 0);
    int least = asked > 0 ? asked : ak_sim_json_int(defaults, "ephemeralMinGB", 0);
    if (*ak_sim_json_text(change->wanted, "osDiskType") == '\0') {
        ak_sim_json_set_text(change->wanted, "osDiskType", room >= least ? "Ephemeral" : "Managed");
    }
    bool is_ephemeral = ak_text_caseeq(ak_sim_json_text(change->wanted, "osDiskType"), "Ephemeral");
    if (asked == 0 && is_ephemeral) {
        ak_sim_json_set_int(change->wanted, "osDiskSizeGB", room);
    }
    fill_number(change->wanted, "osDiskSizeGB", ak_sim_json_get(defaults, "managedDisk"),
                change->facts);
}

static void fill_pods(struct ak_sim_pool_change *change)
{
    const cJSON *subnet = ak_sim_json_get(change->wanted, "podSubnetID");
    ak_sim_json_set_text(change->facts, "osType", ak_sim_json_text(change->wanted, "osType"));
    if (subnet != NULL) {
        ak_sim_json_set(change->facts, "podSubnetID", ak_sim_json_copy(subnet));
    }
    fill_number(change->wanted, "maxPods", ak_sim_json_get(change->sim->book->defaults, "maxPods"),
                change->facts);
}

/* Into the order of recorded answers, over the template; the state is the operation's to set. */
static void settle_shape(struct ak_sim_pool_change *change)
{
    static const char *const of_scale_sets[] = {"count", "vmSize"};
    struct ak_sim_shapes shapes;
    ak_sim_shapes_init(&shapes, change->sim->world);
    cJSON *body = ak_sim_shape_pool(&shapes, change->cluster, change->name, NULL);
    cJSON *properties = cJSON_DetachItemFromObjectCaseSensitive(body, "properties");
    bool is_spot = ak_text_caseeq(ak_sim_json_text(change->wanted, "scaleSetPriority"), "Spot");
    if (ak_sim_json_get(change->wanted, "virtualMachinesProfile") != NULL) {
        for (size_t i = 0; i < sizeof of_scale_sets / sizeof *of_scale_sets; i++) {
            cJSON_DeleteItemFromObjectCaseSensitive(properties, of_scale_sets[i]);
            cJSON_DeleteItemFromObjectCaseSensitive(change->wanted, of_scale_sets[i]);
        }
    }
    if (is_spot) { /* upgrades of Spot pools have no surge */
        ak_sim_json_set(properties, "upgradeSettings", cJSON_CreateObject());
    }
    if (ak_sim_json_get(change->wanted, "nodeImageVersion") == NULL) { /* not the template's */
        cJSON_DeleteItemFromObjectCaseSensitive(properties, "nodeImageVersion");
    }
    ak_sim_json_merge(properties, change->wanted);
    cJSON_Delete(change->wanted);
    change->wanted = properties;
    cJSON_Delete(body);
    ak_sim_shapes_release(&shapes);
}

/* Takes everything but the named members away. */
static void keep_only(cJSON *wanted, const cJSON *names)
{
    cJSON *member = wanted->child;
    while (member != NULL) {
        cJSON *next = member->next;
        if (!ak_sim_json_lists(names, member->string)) {
            cJSON_Delete(cJSON_DetachItemViaPointer(wanted, member));
        }
        member = next;
    }
}

/* What the provider makes of some settings, by the table `derived`. */
static void settle_derived(struct ak_sim_pool_change *change)
{
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, ak_sim_json_get(change->sim->book->defaults, "derived"))
    {
        const cJSON *only = ak_sim_json_get(row, "only");
        cJSON *facts = cJSON_CreateObject();
        ak_sim_facts_flatten(facts, change->wanted);
        if (change->pool == NULL) {
            ak_sim_facts_bool(facts, "isNew", true);
        }
        if (ak_sim_condition_holds(ak_sim_json_get(row, "when"), facts, false)) {
            ak_sim_json_merge(change->wanted, ak_sim_json_get(row, "set"));
            if (only != NULL) {
                keep_only(change->wanted, only);
            }
        }
        cJSON_Delete(facts);
    }
}

/* A range is an autoscaler's: without one it isn't shown. */
static void settle_scaling(cJSON *wanted)
{
    if (!cJSON_IsTrue(ak_sim_json_get(wanted, "enableAutoScaling"))) {
        cJSON_DeleteItemFromObjectCaseSensitive(wanted, "minCount");
        cJSON_DeleteItemFromObjectCaseSensitive(wanted, "maxCount");
    }
}

/* Starting a stopped pool brings its machines back (recorded: asked with count 0, answered with 2).
 */
static void restore_count(struct ak_sim_pool_change *change, const cJSON *old)
{
    static const char running[] = "Running";
    const cJSON *before = ak_sim_json_get(old, "powerState");
    const cJSON *after = ak_sim_json_get(change->wanted, "powerState");
    if (change->pool != NULL && !ak_text_caseeq(ak_sim_json_text(before, "code"), running) &&
        ak_text_caseeq(ak_sim_json_text(after, "code"), running) &&
        ak_sim_json_int(change->wanted, "count", -1) == 0) {
        ak_sim_json_set_int(change->wanted, "count", change->pool->count_running);
    }
}

/* An availability set becomes virtual machines, of the size and as many as it has (recorded with
 * az aks update --migrate-vmas-to-vms). */
static void migrate(cJSON *wanted, const cJSON *old)
{
    bool was_set = ak_text_caseeq(ak_sim_json_text(old, "type"), "AvailabilitySet");
    bool is_machines = ak_text_caseeq(ak_sim_json_text(wanted, "type"), "VirtualMachines");
    if (!was_set || !is_machines || ak_sim_pool_machines(wanted) != NULL) {
        return;
    }
    cJSON *profile = cJSON_CreateObject();
    cJSON *scale = cJSON_AddObjectToObject(profile, "scale");
    cJSON *row = cJSON_CreateObject();
    cJSON_AddStringToObject(row, "size", ak_sim_json_text(old, "vmSize"));
    cJSON_AddNumberToObject(row, "count", ak_sim_json_int(old, "count", 0));
    cJSON_AddItemToArray(cJSON_AddArrayToObject(scale, "manual"), row);
    ak_sim_json_set(wanted, "virtualMachinesProfile", profile);
}

void ak_sim_pool_change_plan(struct ak_sim_pool_change *change, const cJSON *request)
{
    const cJSON *defaults = change->sim->book->defaults;
    const cJSON *old =
        change->pool == NULL ? NULL : ak_sim_json_get(change->pool->body, "properties");
    change->facts = cJSON_CreateObject();
    change->wanted = cleaned(request != NULL ? request : old, defaults);
    add_missing(change->wanted, old, ak_sim_json_get(defaults, "kept"));
    add_missing(change->wanted, ak_sim_json_get(defaults, "values"), NULL);
    settle_priority(change->wanted, ak_sim_json_get(defaults, "spot"));
    settle_scaling(change->wanted);
    restore_count(change, old);
    migrate(change->wanted, old);
    ak_sim_facts_cluster(change);
    ak_sim_facts_version(change);
    fill_size(change);
    fill_disk(change);
    fill_pods(change);
    ak_sim_facts_system(change);
    settle_shape(change);
    settle_derived(change);
    ak_sim_facts_settings(change);
    ak_sim_pool_change_classify(change);
    ak_sim_facts_quota(change);
}

void ak_sim_pool_change_release(struct ak_sim_pool_change *change)
{
    cJSON_Delete(change->wanted);
    cJSON_Delete(change->facts);
    change->wanted = NULL;
    change->facts = NULL;
}
