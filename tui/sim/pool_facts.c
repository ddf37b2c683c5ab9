/* What the rules ask about a node pool's settings and its cluster, as one flat object. */
#include "config.h"

#include "pool_change_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "book_int.h"
#include "call_int.h"
#include "json_int.h"

void ak_sim_facts_append(cJSON *facts, const char *name, const char *text)
{
    cJSON *list = ak_sim_json_get(facts, name);
    if (list == NULL) {
        list = cJSON_AddArrayToObject(facts, name);
    }
    cJSON_AddItemToArray(list, cJSON_CreateString(text));
}

void ak_sim_facts_bool(cJSON *facts, const char *name, bool value)
{
    ak_sim_json_set(facts, name, cJSON_CreateBool(value));
}

/* "upgradeSettings": {"maxSurge": …} becomes "upgradeSettings.maxSurge"; labels and tags have names
 * of the person's own, and facts of their own. */
static void flatten_below(cJSON *facts, const char *prefix, const cJSON *object)
{
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, object)
    {
        char *name = ak_asprintf("%s%s%s", prefix, *prefix == '\0' ? "" : ".", member->string);
        bool is_named_by_person = strcmp(name, "nodeLabels") == 0 || strcmp(name, "tags") == 0;
        if (cJSON_IsObject(member) && !is_named_by_person) {
            flatten_below(facts, name, member);
        } else if (!cJSON_IsObject(member) && !cJSON_IsNull(member)) {
            ak_sim_json_set(facts, name, ak_sim_json_copy(member));
        }
        free(name);
    }
}

void ak_sim_facts_flatten(cJSON *facts, const cJSON *properties)
{
    flatten_below(facts, "", properties);
}

/* "CriticalAddonsOnly=true:NoSchedule" and soft effects are for every pool. */
static bool is_hard_taint(const char *taint)
{
    static const char soft[] = ":PreferNoSchedule";
    size_t len = strlen(taint);
    bool is_soft = len >= strlen(soft) && strcmp(taint + len - strlen(soft), soft) == 0;
    return !is_soft && !ak_text_has_prefix(taint, "CriticalAddonsOnly", false);
}

static void add_taints(cJSON *facts, const cJSON *taints)
{
    const cJSON *taint = NULL;
    cJSON_ArrayForEach(taint, taints)
    {
        if (cJSON_IsString(taint) && is_hard_taint(taint->valuestring)) {
            ak_sim_facts_append(facts, "taints.hard", taint->valuestring);
        }
    }
}

/* True when a label's prefix is `domain` or below it. */
static bool is_within(const char *prefix, const char *domain)
{
    size_t len = strlen(prefix);
    size_t tail = strlen(domain);
    return len >= tail && ak_text_caseeq(prefix + len - tail, domain) &&
           (len == tail || prefix[len - tail - 1] == '.');
}

static void add_label_prefix(cJSON *facts, const cJSON *label, const char *prefix,
                             const cJSON *spot)
{
    static const char *const domains[] = {"kubernetes.io", "k8s.io"};
    static const char *const allowed[] = {"kubelet.kubernetes.io", "node.kubernetes.io"};
    bool is_own = strcmp(label->string, ak_sim_json_text(spot, "label")) == 0;
    bool is_reserved = false;
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        is_reserved = is_reserved || is_within(prefix, domains[i]);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        is_reserved = is_reserved && !is_within(prefix, allowed[i]);
    }
    ak_sim_facts_append(facts, "labels.prefixes", prefix);
    if (is_reserved) {
        ak_sim_facts_append(facts, "labels.kubernetes", label->string);
    }
    if (is_within(prefix, "kubernetes.azure.com") && !is_own) {
        ak_sim_facts_append(facts, "labels.azure", label->string);
    }
}

static void add_labels(cJSON *facts, const cJSON *labels, const cJSON *spot)
{
    const cJSON *label = NULL;
    cJSON_ArrayForEach(label, labels)
    {
        const char *slash = strchr(label->string, '/');
        if (slash != NULL) {
            char *prefix = ak_strndup(label->string, (size_t)(slash - label->string));
            add_label_prefix(facts, label, prefix, spot);
            free(prefix);
        }
        ak_sim_facts_append(facts, "labels.names", slash != NULL ? slash + 1 : label->string);
        ak_sim_facts_append(facts, "labels.values",
                            cJSON_IsString(label) ? label->valuestring : "?");
    }
}

static void add_tags(cJSON *facts, const cJSON *tags)
{
    const cJSON *tag = NULL;
    ak_sim_json_set_int(facts, "tags.count", cJSON_GetArraySize(tags));
    cJSON_ArrayForEach(tag, tags)
    {
        ak_sim_facts_append(facts, "tags.names", tag->string);
        ak_sim_facts_append(facts, "tags.values", cJSON_IsString(tag) ? tag->valuestring : "");
    }
}

/* Whether the zones that are overridden have the root among them. */
static void add_local_dns(cJSON *facts, const cJSON *profile)
{
    static const struct {
        const char *fact;
        const char *member;
    } overrides[] = {{"localdns.hasVnetRoot", "vnetDNSOverrides"},
                     {"localdns.hasKubeRoot", "kubeDNSOverrides"}};
    for (size_t i = 0; i < sizeof overrides / sizeof *overrides; i++) {
        const cJSON *zones = ak_sim_json_get(profile, overrides[i].member);
        if (cJSON_IsObject(zones)) {
            ak_sim_facts_bool(facts, overrides[i].fact, ak_sim_json_get(zones, ".") != NULL);
        }
    }
}

/* Zones in another order are the same zones; names of sizes and values are compared without regard
 * to case. */
static bool is_same(const cJSON *a, const cJSON *b)
{
    const char *left = cJSON_GetStringValue(a);
    const char *right = cJSON_GetStringValue(b);
    if (left != NULL && right != NULL) {
        return ak_text_caseeq(left, right);
    }
    if (!cJSON_IsArray(a) || !cJSON_IsArray(b)) {
        return cJSON_Compare(a, b, true);
    }
    bool all = cJSON_GetArraySize(a) == cJSON_GetArraySize(b);
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, a)
    {
        bool found = false;
        const cJSON *other = NULL;
        cJSON_ArrayForEach(other, b)
        {
            found = found || cJSON_Compare(item, other, true);
        }
        all = all && found;
    }
    return all;
}

static void add_changed(struct ak_sim_pool_change *change)
{
    const cJSON *old = ak_sim_json_get(change->pool->body, "properties");
    bool is_by_size = ak_sim_pool_machines(change->wanted) != NULL; /* which has no vmSize */
    const cJSON *name = NULL;
    cJSON_ArrayForEach(name, ak_sim_json_get(change->sim->book->defaults, "immutable"))
    {
        const cJSON *before = ak_sim_json_get(old, name->valuestring);
        const cJSON *after = ak_sim_json_get(change->wanted, name->valuestring);
        /* What older answers don't have counts as unchanged. */
        bool is_known = before != NULL || ak_sim_json_get(old, "eTag") != NULL;
        bool is_absent = (before == NULL || is_by_size) && (after == NULL || cJSON_IsFalse(after));
        if (is_known && !is_absent && !is_same(before, after)) {
            ak_sim_json_set_text(change->facts, "changed", name->valuestring);
            return;
        }
    }
}

static void add_old(struct ak_sim_pool_change *change)
{
    const cJSON *old = ak_sim_json_get(change->pool->body, "properties");
    static const char *const names[] = {"mode", "type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = ak_sim_json_text(old, names[i]);
        char *fact = ak_asprintf("old.%s", names[i]);
        if (*text != '\0') {
            ak_sim_json_set_text(change->facts, fact, text);
        }
        free(fact);
    }
    ak_sim_json_set_text(change->facts, "old.power",
                         ak_sim_json_text(ak_sim_json_get(old, "powerState"), "code"));
    ak_sim_facts_bool(
        change->facts, "count.isNew",
        !is_same(ak_sim_json_get(old, "count"), ak_sim_json_get(change->wanted, "count")));
    add_changed(change);
}

/* How many decimals the number was given with. */
static int decimals_of(double number)
{
    enum { MOST = 9 };
    int decimals = 0;
    double scaled = number;
    while (decimals < MOST && fabs(scaled - round(scaled)) > 1e-6) {
        decimals++;
        scaled = number * pow(10, decimals);
    }
    return decimals;
}

int ak_sim_pool_surge(const cJSON *properties)
{
    enum { PERCENT = 10, WHOLE = 100 };
    const cJSON *settings = ak_sim_json_get(properties, "upgradeSettings");
    const char *text = ak_sim_json_text(settings, "maxSurge");
    int count = ak_sim_json_int(properties, "count", 0);
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (end == text) {
        number = PERCENT;
    } else if (*end != '%') {
        return number < count ? (int)number : count;
    }
    return (int)((number * count + WHOLE - 1) / WHOLE);
}

void ak_sim_facts_settings(struct ak_sim_pool_change *change)
{
    cJSON *facts = change->facts;
    const cJSON *wanted = change->wanted;
    const cJSON *price = ak_sim_json_get(wanted, "spotMaxPrice");
    const char *old_mode =
        change->pool == NULL
            ? ""
            : ak_sim_json_text(ak_sim_json_get(change->pool->body, "properties"), "mode");
    ak_sim_facts_flatten(facts, wanted);
    ak_sim_json_set_text(facts, "name", change->name);
    ak_sim_json_set_text(facts, "action", change->action);
    ak_sim_json_set_text(facts, "subscription", change->subscription->id);
    if (change->pool == NULL) {
        ak_sim_facts_bool(facts, "isNew", true);
        ak_sim_facts_bool(facts, "count.isNew", true);
    } else {
        add_old(change);
    }
    if (!ak_text_caseeq(old_mode, ak_sim_json_text(wanted, "mode"))) {
        ak_sim_facts_bool(facts, "role.isNew", true);
    }
    if (cJSON_IsNumber(price)) {
        ak_sim_json_set_int(facts, "spot.decimals", decimals_of(price->valuedouble));
    }
    ak_sim_json_set_int(facts, "surge.total",
                        ak_sim_json_int(wanted, "count", 0) + ak_sim_pool_surge(wanted));
    add_taints(facts, ak_sim_json_get(wanted, "nodeTaints"));
    add_taints(facts, ak_sim_json_get(wanted, "nodeInitializationTaints"));
    add_local_dns(facts, ak_sim_json_get(wanted, "localDNSProfile"));
    add_labels(facts, ak_sim_json_get(wanted, "nodeLabels"),
               ak_sim_json_get(change->sim->book->defaults, "spot"));
    add_tags(facts, ak_sim_json_get(wanted, "tags"));
}

/* The virtual network of a subnet's id, its last two segments left out. The caller frees. */
static char *network_of(const char *subnet)
{
    const char *mark = ak_text_casestr(subnet, "/subnets/");
    return ak_strndup(subnet, mark != NULL ? (size_t)(mark - subnet) : strlen(subnet));
}

static bool is_foreign_subnet(const struct ak_sim_pool_change *change)
{
    const char *wanted = ak_sim_json_text(change->wanted, "vnetSubnetID");
    bool is_foreign = false;
    for (size_t i = 0; i < change->cluster->pool_count && *wanted != '\0'; i++) {
        const cJSON *properties = ak_sim_json_get(change->cluster->pools[i]->body, "properties");
        const char *other = ak_sim_json_text(properties, "vnetSubnetID");
        char *network = network_of(wanted);
        char *others = network_of(other);
        is_foreign = is_foreign || !ak_text_caseeq(network, others);
        free(network);
        free(others);
    }
    return is_foreign;
}

/* What the other pools of the cluster are. */
struct others {
    int system;
    int system_running;
    int managed;
    int nodes;
    bool has_availability_set;
};

static struct others others_of(const struct ak_sim_pool_change *change)
{
    struct others others = {0};
    for (size_t i = 0; i < change->cluster->pool_count; i++) {
        const struct ak_sim_pool *pool = change->cluster->pools[i];
        const cJSON *properties = ak_sim_json_get(pool->body, "properties");
        const char *mode = ak_sim_json_text(properties, "mode");
        others.has_availability_set |=
            ak_text_caseeq(ak_sim_json_text(properties, "type"), "AvailabilitySet");
        if (ak_text_caseeq(pool->name, change->name)) {
            continue;
        }
        bool is_managed = ak_text_caseeq(mode, "ManagedSystem");
        bool is_system = is_managed || ak_text_caseeq(mode, "System");
        others.managed += is_managed;
        others.system += is_system;
        others.system_running += is_system && !ak_sim_is_stopped(properties);
        others.nodes += ak_sim_json_int(properties, "count", 0);
    }
    return others;
}

void ak_sim_facts_cluster(struct ak_sim_pool_change *change)
{
    static const struct {
        const char *fact;
        const char *member;
    } of_network[] = {{"cluster.networkPlugin", "networkPlugin"},
                      {"cluster.networkPluginMode", "networkPluginMode"},
                      {"cluster.loadBalancer", "loadBalancerSku"}};
    cJSON *facts = change->facts;
    const cJSON *properties = ak_sim_json_get(change->cluster->body, "properties");
    const cJSON *network = ak_sim_json_get(properties, "networkProfile");
    const char *power = ak_sim_json_text(ak_sim_json_get(properties, "powerState"), "code");
    struct others others = others_of(change);
    for (size_t i = 0; i < sizeof of_network / sizeof *of_network; i++) {
        const char *text = ak_sim_json_text(network, of_network[i].member);
        if (*text != '\0') {
            ak_sim_json_set_text(facts, of_network[i].fact, text);
        }
    }
    ak_sim_json_set_text(facts, "cluster.name", change->cluster->name);
    ak_sim_json_set_text(facts, "cluster.group", change->cluster->resource_group);
    ak_sim_json_set_text(facts, "cluster.location",
                         ak_sim_json_text(change->cluster->body, "location"));
    ak_sim_json_set_text(facts, "cluster.power", *power != '\0' ? power : "Running");
    ak_sim_json_set_int(facts, "cluster.pools", (int)change->cluster->pool_count);
    ak_sim_json_set_int(facts, "cluster.otherSystemPools", others.system);
    ak_sim_json_set_int(facts, "cluster.otherRunningSystemPools", others.system_running);
    ak_sim_json_set_int(facts, "cluster.managedSystemPools", others.managed);
    ak_sim_json_set_int(facts, "cluster.nodes",
                        others.nodes + ak_sim_json_int(change->wanted, "count", 0));
    ak_sim_facts_bool(facts, "cluster.hasAvailabilitySet", others.has_availability_set);
    ak_sim_facts_bool(facts, "cluster.hasWindowsProfile",
                      ak_sim_json_get(properties, "windowsProfile") != NULL);
    ak_sim_facts_bool(facts, "subnet.isForeign", is_foreign_subnet(change));
}
