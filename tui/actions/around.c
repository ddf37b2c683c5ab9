/* around.c: what an intent is about, found in the snapshot, and what of it is not there. */
#include "config.h"

#include <stdio.h>

#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "akscope/rules/rights.h"
#include "akscope/wire/decode.h"
#include "plan_int.h"

enum key_kind { BY_SUBSCRIPTION, BY_CLUSTER, BY_POOL, BY_REGION };

struct need_row {
    enum ak__need need;
    enum ak_topic topic;
    enum key_kind key;
    bool is_essential; /* nothing can be sent without it */
    const char *phrase;
};

static const struct need_row rows[] = {
    {AK__NEED_CLUSTER, AK_TOPIC_CLUSTERS, BY_SUBSCRIPTION, true, "the cluster"},
    {AK__NEED_POOLS, AK_TOPIC_POOLS, BY_CLUSTER, true, "the node pools of the cluster"},
    {AK__NEED_POOL_BODY, AK_TOPIC_RESOURCE, BY_POOL, true, "the node pool as it is now"},
    {AK__NEED_CLUSTER_BODY, AK_TOPIC_RESOURCE, BY_CLUSTER, true, "the cluster as it is now"},
    {AK__NEED_SIZES, AK_TOPIC_VM_SIZES, BY_REGION, false, "the VM sizes of the region"},
    {AK__NEED_USAGES, AK_TOPIC_USAGES, BY_REGION, false, "the quota of the region"},
    {AK__NEED_VERSIONS, AK_TOPIC_VERSIONS, BY_REGION, false,
     "the Kubernetes versions of the region"},
    {AK__NEED_CLUSTER_UPGRADES, AK_TOPIC_CLUSTER_UPGRADES, BY_CLUSTER, false,
     "the versions that the cluster can be upgraded to"},
    {AK__NEED_POOL_UPGRADES, AK_TOPIC_POOL_UPGRADES, BY_POOL, false,
     "the versions and images that the node pool can be upgraded to"},
    {AK__NEED_FEATURES, AK_TOPIC_FEATURES, BY_SUBSCRIPTION, false,
     "the preview features of the subscription"},
    {AK__NEED_POOL_ETAG, AK_TOPIC_POOLS, BY_CLUSTER, false, "the etag of the node pool"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* ---- keys ---- */

static const struct ak_cluster *find_cluster(const struct ak_intent *intent,
                                             const struct ak_snap *snap)
{
    const struct ak_payload *payload =
        ak_snap_payload(snap, AK_TOPIC_CLUSTERS, intent->subscription_id);
    const char *name = ak_id_name(intent->cluster_id);

    for (size_t i = 0; payload != NULL && i < payload->as.clusters.count; i++) {
        const struct ak_cluster *cluster = &payload->as.clusters.items[i];

        /* The names differ at once, the ids only at their ends. */
        if (ak_text_caseeq(cluster->name, name) && ak_text_caseeq(cluster->id, intent->cluster_id))
            return cluster;
    }
    return NULL;
}

/* The slot's key for this intent into out; NULL when it can't be told (yet). */
static const char *key_of(const struct need_row *row, const struct ak_intent *intent,
                          const struct ak_cluster *cluster, char out[AK_DEMAND_KEY_SIZE])
{
    int len = 0;

    switch (row->key) {
    case BY_SUBSCRIPTION:
        return intent->subscription_id;
    case BY_CLUSTER:
        return intent->cluster_id;
    case BY_POOL:
        if (intent->cluster_id == NULL || intent->pool_name == NULL)
            return NULL;
        len = snprintf(out, AK_DEMAND_KEY_SIZE, "%s/agentPools/%s", intent->cluster_id,
                       intent->pool_name);
        return len > 0 && len < AK_DEMAND_KEY_SIZE ? out : NULL;
    case BY_REGION:
        if (cluster == NULL || cluster->location == NULL)
            return NULL;
        return ak_region_key(intent->subscription_id, cluster->location, out, AK_DEMAND_KEY_SIZE);
    }
    return NULL;
}

static void demand_rights(const struct ak_intent *intent, struct ak_demands *demands)
{
    char id[AK_DEMAND_KEY_SIZE];

    snprintf(id, sizeof id, "/subscriptions/%s", intent->subscription_id);
    ak_rights_demand(intent->kind, intent->cluster_id != NULL ? intent->cluster_id : id, demands);
}

void ak_plan_demand(const struct ak_intent *intent, const struct ak_snap *snap,
                    struct ak_demands *demands)
{
    unsigned needs = ak__needs_of(intent->kind);
    const struct ak_cluster *cluster =
        intent->cluster_id != NULL ? find_cluster(intent, snap) : NULL;

    for (size_t i = 0; i < ROWS; i++) {
        char buffer[AK_DEMAND_KEY_SIZE];
        const char *key = NULL;

        if ((needs & rows[i].need) != 0)
            key = key_of(&rows[i], intent, cluster, buffer);
        if (key != NULL)
            ak_demands_add(demands, rows[i].topic, key, 0);
    }
    demand_rights(intent, demands);
}

/* ---- what is there ---- */

/* Lists of the last session are not good enough to act on. */
static const struct ak_payload *fresh_payload(const struct ak_slot *slot)
{
    return slot != NULL && !slot->from_cache ? slot->payload : NULL;
}

static bool has_failed(const struct ak_slot *slot)
{
    return slot != NULL && slot->err.kind != AK_ERR_NONE;
}

static void note_absence(struct ak__draft *draft, const struct need_row *row,
                         const struct ak_slot *slot)
{
    if (!has_failed(slot))
        ak__miss(draft, "%s", row->phrase);
    else if (row->is_essential)
        ak__miss(draft, "%s (%s: %s)", row->phrase, ak_err_kind_sentence(slot->err.kind),
                 slot->err.text);
    else
        ak__say(draft, AK_PLAN_WARNING, "Not checked: %s (%s: %s).", row->phrase,
                ak_err_kind_sentence(slot->err.kind), slot->err.text);
}

/* Puts the payload where the rules and the actions look for it. */
static void place(struct ak__draft *draft, const struct need_row *row,
                  const struct ak_payload *payload)
{
    struct ak_pool_surroundings *around = &draft->around;

    switch (row->need) {
    case AK__NEED_CLUSTER:
    case AK__NEED_POOLS:
    case AK__NEED_POOL_ETAG:
        break; /* see find_pools */
    case AK__NEED_POOL_BODY:
    case AK__NEED_CLUSTER_BODY:
        draft->body = &payload->as.raw;
        break;
    case AK__NEED_SIZES:
        around->sizes = &payload->as.vm_sizes;
        break;
    case AK__NEED_USAGES:
        around->usages = &payload->as.usages;
        break;
    case AK__NEED_VERSIONS:
        around->versions = &payload->as.versions;
        break;
    case AK__NEED_CLUSTER_UPGRADES:
        around->cluster_upgrades = &payload->as.cluster_upgrades;
        break;
    case AK__NEED_POOL_UPGRADES:
        around->pool_upgrades = &payload->as.pool_upgrades;
        break;
    case AK__NEED_FEATURES:
        around->features = &payload->as.features;
        break;
    }
}

static void find_lists(struct ak__draft *draft)
{
    for (size_t i = 0; i < ROWS; i++) {
        char buffer[AK_DEMAND_KEY_SIZE];
        const char *key = NULL;
        const struct ak_slot *slot;

        if ((draft->needs & rows[i].need) != 0)
            key = key_of(&rows[i], draft->intent, draft->around.cluster, buffer);
        if (key == NULL)
            continue;
        slot = ak_snap_find(draft->input->snap, rows[i].topic, key);
        if (fresh_payload(slot) != NULL)
            place(draft, &rows[i], slot->payload);
        else
            note_absence(draft, &rows[i], slot);
    }
}

/* The cluster's pools as the list of them tells, or as the list of clusters does when that is
 * newer. */
static void find_pools(struct ak__draft *draft)
{
    const struct ak_snap *snap = draft->input->snap;
    const struct ak_intent *intent = draft->intent;
    const struct ak_slot *pools = ak_snap_find(snap, AK_TOPIC_POOLS, intent->cluster_id);
    const struct ak_slot *clusters = ak_snap_find(snap, AK_TOPIC_CLUSTERS, intent->subscription_id);
    const struct ak_payload *payload = fresh_payload(pools);

    draft->around.pools = draft->around.cluster->pools;
    draft->around.pool_count = draft->around.cluster->pool_count;
    if (payload != NULL && (draft->around.pool_count == 0 || (draft->needs & AK__NEED_POOLS) != 0 ||
                            pools->fetched_at >= clusters->fetched_at)) {
        draft->around.pools = payload->as.pools.items;
        draft->around.pool_count = payload->as.pools.count;
    }
    for (size_t i = 0; i < draft->around.pool_count; i++) {
        if (ak_text_caseeq(draft->around.pools[i].name, intent->pool_name))
            draft->around.pool = &draft->around.pools[i];
    }
}

/* The pool as the body has it: what is shown and checked is what the etag stands for. */
static void decode_pool(struct ak__draft *draft)
{
    struct ak_decoder *decoder = ak_decoder_new(AK_CODEC_POOL, draft->intent->cluster_id);
    struct ak_err err = ak_err_none();
    const char *link = NULL;

    if (ak_decoder_page(decoder, draft->body->exact, draft->body->exact_len, &link, &err) == 0) {
        draft->decoded = ak_decoder_take(decoder);
        draft->around.pool = draft->decoded->as.pools.items;
    } else {
        ak__miss(draft, "the node pool as it is now (%s)", err.text);
        draft->body = NULL;
    }
    ak_decoder_free(decoder);
}

static void look_for_pool(struct ak__draft *draft)
{
    const struct ak_intent *intent = draft->intent;

    find_pools(draft);
    if (intent->pool_name == NULL || intent->kind == AK_INTENT_POOL_ADD) {
        draft->around.pool = NULL;
        return;
    }
    if ((draft->needs & AK__NEED_POOL_BODY) != 0 && draft->body != NULL)
        decode_pool(draft);
}

/* The list was read and the cluster is not in it. */
static bool is_cluster_gone(const struct ak__draft *draft)
{
    return (draft->needs & AK__NEED_CLUSTER) != 0 &&
           fresh_payload(ak_snap_find(draft->input->snap, AK_TOPIC_CLUSTERS,
                                      draft->intent->subscription_id)) != NULL;
}

void ak__look_around(struct ak__draft *draft)
{
    const struct ak_intent *intent = draft->intent;

    draft->around.facts = draft->input->facts;
    draft->around.today = draft->input->today;
    if (intent->cluster_id != NULL)
        draft->around.cluster = find_cluster(intent, draft->input->snap);
    find_lists(draft);
    if (draft->around.cluster != NULL)
        look_for_pool(draft);
    else if (is_cluster_gone(draft))
        ak__refuse(draft, AK_POOL_FIELD_COUNT, "cluster.gone",
                   "There is no cluster %s in the subscription (any more).",
                   ak_id_name(intent->cluster_id));
}
