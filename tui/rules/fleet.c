/* fleet.c: a snapshot assessed: each cluster and pool with its verdict and its deadlines. */
#include "config.h"

#include "akscope/rules/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"
#include "akscope/rules/live.h"
#include "fleet_int.h"
#include "lifecycle_int.h"
#include "surroundings_int.h"

enum { BYTES_PER_POOL = 250 };

/* States that stay; everything else is on its way. */
static bool is_failed(const char *state)
{
    return ak_text_caseeq(state, "Failed") || ak_text_caseeq(state, "Canceled");
}

static bool is_changing(const char *state)
{
    return state != NULL && !ak_text_caseeq(state, "Succeeded") && !is_failed(state);
}

static bool is_stopped(const char *power_state)
{
    return ak_text_caseeq(power_state, "Stopped");
}

/* What is remembered while a fleet is built. */
struct reading {
    struct ak__sizes *sizes;
    struct ak__names *names;
    const struct ak_kubernetes_versions *versions; /* of the cluster's region; NULL: not read */
};

static const struct ak_kubernetes_versions *find_versions(const struct ak_snap *snap,
                                                          const struct ak_cluster *cluster)
{
    const struct ak_payload *payload =
        ak__region_payload(snap, AK_TOPIC_VERSIONS, cluster->subscription_id, cluster->location);

    return payload != NULL ? &payload->as.versions : NULL;
}

/* What the region lists counts more than the calendar. */
static const struct ak_retirement *kubernetes_end(const struct ak_fleet *fleet,
                                                  const struct reading *reading,
                                                  const char *version, bool is_lts)
{
    struct ak_retirement end;

    if (reading->versions == NULL)
        return ak__names_kubernetes(reading->names, version, is_lts);
    end = ak_kubernetes_retirement_live(version, is_lts, reading->versions, fleet->facts,
                                        fleet->today);
    return ak__names_keep_end(reading->names, &end);
}

static void assess_image(struct ak_fleet_pool *row, const struct ak_node_image *image,
                         const struct ak_fleet *fleet)
{
    row->image_date = image->date;
    if (!ak_date_is_set(image->date))
        return;
    row->image_age_days = ak_date_between(image->date, fleet->today);
    row->image_grade = ak_image_age_grade(row->image_age_days, &fleet->facts->image_policy);
}

/* The ends of other things that hit a pool (or, without one, its cluster), and for a pool that of
 * its VM size: kept, in the order of the facts. */
static const struct ak_retirement *const *
find_other_ends(const struct ak_fleet *fleet, const struct reading *reading,
                const struct ak_retirement_subject *subject, const struct ak_vm_size *size,
                size_t *count)
{
    const struct ak_facts *facts = fleet->facts;
    struct ak_vec ends = ak_vec_init(sizeof(void *));
    const void *kept = NULL;

    for (size_t i = 0; i < facts->retirement_count; i++) {
        const struct ak_other_retirement *row = &facts->retirements[i];
        struct ak_retirement end;

        if (row->hits_pools != (subject->pool != NULL) || !ak_other_retirement_hits(row, subject))
            continue;
        end = ak_other_retirement_end(row, fleet->facts, fleet->today);
        *(const struct ak_retirement **)ak_vec_push(&ends) =
            ak__names_keep_end(reading->names, &end);
    }
    if (size != NULL && ak_date_is_set(size->retires))
        *(const struct ak_retirement **)ak_vec_push(&ends) =
            ak__names_size_end(reading->names, size);
    *count = ends.len;
    if (ends.len > 0)
        kept = ak__fleet_keep(fleet->arena, &ends);
    ak_vec_release(&ends);
    return kept;
}

/* AKS chooses the OS of a confidential size by a column of its own. */
static bool has_confidential_size(const struct ak_cvm_verdict *verdict)
{
    return verdict->by_capability == AK_WITNESS_YES ||
           (verdict->by_capability == AK_WITNESS_SILENT && verdict->by_name == AK_WITNESS_YES);
}

static void assess_pool(const struct ak_fleet *fleet, const struct reading *reading,
                        struct ak_fleet_pool *row)
{
    const struct ak_cluster *cluster = row->cluster->cluster;
    const struct ak_pool *pool = row->pool;
    const struct ak__image *image = ak__names_image(reading->names, pool->node_image_version);
    struct ak__cvm_case witness = {.image = &image->parts};
    struct ak_retirement os_end;
    bool is_confidential;

    ak__sizes_look_up(reading->sizes, cluster->subscription_id, cluster->location, pool->vm_size,
                      &witness);
    row->cvm = ak__cvm_judge(pool, &witness);
    is_confidential = has_confidential_size(&row->cvm);
    row->os = ak__pool_os(pool, image->os, is_confidential, fleet->facts);
    os_end = ak_os_retirement(row->os, pool, is_confidential, fleet->facts, fleet->today);
    row->os_end = ak__names_keep_end(reading->names, &os_end);
    row->kubernetes_end =
        kubernetes_end(fleet, reading, pool->kubernetes_version, ak_cluster_is_lts(cluster));
    row->other_ends =
        find_other_ends(fleet, reading,
                        &(struct ak_retirement_subject){
                            cluster, pool, row->os.release != NULL ? row->os.release->id : NULL},
                        witness.size, &row->other_end_count);
    row->worst = ak_retirement_worse(row->os_end, row->kubernetes_end);
    for (size_t i = 0; i < row->other_end_count; i++)
        row->worst = ak_retirement_worse(row->worst, row->other_ends[i]);
    assess_image(row, &image->parts, fleet);
    row->is_failed = is_failed(pool->provisioning_state);
    row->is_stopped = is_stopped(pool->power_state);
    row->is_changing = is_changing(pool->provisioning_state);
}

void ak__fleet_sum_pools(struct ak_fleet_cluster *row)
{
    row->worst = row->kubernetes_end;
    for (size_t i = 0; i < row->other_end_count; i++)
        row->worst = ak_retirement_worse(row->worst, row->other_ends[i]);
    row->node_count = 0;
    row->cvm_pool_count = 0;
    row->cvm_conflict_count = 0;
    for (size_t i = 0; i < row->pool_count; i++) {
        const struct ak_fleet_pool *pool = &row->pools[i];

        row->worst = ak_retirement_worse(row->worst, pool->worst);
        row->node_count += pool->pool->count.value;
        row->cvm_pool_count +=
            pool->cvm.status == AK_CVM_CONFIRMED || pool->cvm.status == AK_CVM_BY_NAME;
        row->cvm_conflict_count += pool->cvm.status == AK_CVM_CONFLICT;
    }
}

static const char *subscription_name(const struct ak_snap *snap, const char *id)
{
    const struct ak_payload *payload = ak_snap_payload(snap, AK_TOPIC_SUBSCRIPTIONS, "");

    for (size_t i = 0; payload != NULL && i < payload->as.subscriptions.count; i++) {
        const struct ak_subscription *item = &payload->as.subscriptions.items[i];

        if (item->name != NULL && ak_text_caseeq(item->id, id))
            return item->name;
    }
    return id != NULL ? id : "";
}

/* Assesses one cluster and its pools, which get the next rows of `pools`. */
static void assess_cluster(const struct ak_fleet *fleet, const struct reading *reading,
                           struct ak_fleet_cluster *row, struct ak_fleet_pool *pools)
{
    const struct ak_cluster *cluster = row->cluster;

    for (size_t i = 0; i < cluster->pool_count; i++) {
        pools[i].pool = &cluster->pools[i];
        pools[i].cluster = row;
        assess_pool(fleet, reading, &pools[i]);
    }
    row->pools = pools;
    row->pool_count = cluster->pool_count;
    row->kubernetes_end =
        kubernetes_end(fleet, reading, cluster->kubernetes_version, ak_cluster_is_lts(cluster));
    row->other_ends =
        find_other_ends(fleet, reading, &(struct ak_retirement_subject){.cluster = cluster}, NULL,
                        &row->other_end_count);
    ak__fleet_find_teams(fleet, row, pools);
    ak__fleet_sum_pools(row);
    row->is_failed = is_failed(cluster->provisioning_state);
    row->is_stopped = is_stopped(cluster->power_state);
    row->is_changing = is_changing(cluster->provisioning_state);
    row->is_auto_provisioned = ak_text_caseeq(cluster->node_provisioning_mode, "Auto");
}

static void count_rows(const struct ak_snap *snap, size_t *clusters, size_t *pools)
{
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_CLUSTERS, &first);

    *clusters = 0;
    *pools = 0;
    for (size_t i = first; i < first + count; i++) {
        const struct ak_payload *payload = snap->slots[i]->payload;

        for (size_t j = 0; payload != NULL && j < payload->as.clusters.count; j++) {
            (*clusters)++;
            *pools += payload->as.clusters.items[j].pool_count;
        }
    }
}

/* The rows, in the order of the lists. */
static void assess_all(struct ak_fleet *fleet, struct ak_fleet_cluster *clusters,
                       struct ak_fleet_pool *pools)
{
    struct reading reading = {.sizes = ak__sizes_new(fleet->snap, fleet->facts),
                              .names = ak__names_new(fleet->facts, fleet->today, fleet->arena)};
    size_t first;
    size_t count = ak_snap_topic(fleet->snap, AK_TOPIC_CLUSTERS, &first);
    struct ak_fleet_cluster *row = clusters;

    for (size_t i = first; i < first + count; i++) {
        const struct ak_payload *payload = fleet->snap->slots[i]->payload;
        const char *name = subscription_name(fleet->snap, fleet->snap->slots[i]->key);

        for (size_t j = 0; payload != NULL && j < payload->as.clusters.count; j++) {
            row->cluster = &payload->as.clusters.items[j];
            row->subscription_name = name;
            reading.versions = find_versions(fleet->snap, row->cluster);
            assess_cluster(fleet, &reading, row, pools);
            pools += row->pool_count;
            row++;
        }
    }
    ak__sizes_free(reading.sizes);
    ak__names_free(reading.names);
}

static void sum_severity(struct ak_fleet_sums *sums, enum ak_severity severity)
{
    sums->removed += severity == AK_SEVERITY_REMOVED;
    sums->ended += severity == AK_SEVERITY_ENDED;
    sums->soon += severity == AK_SEVERITY_SOON;
}

static void sum_all(struct ak_fleet *fleet)
{
    struct ak_fleet_sums *sums = &fleet->sums;

    sums->clusters = fleet->cluster_count;
    sums->pools = fleet->pool_count;
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        sums->nodes += fleet->clusters[i].node_count;
        sums->failed += fleet->clusters[i].is_failed;
        sums->changing += fleet->clusters[i].is_changing;
        sums->auto_provisioned_clusters += fleet->clusters[i].is_auto_provisioned;
    }
    for (size_t i = 0; i < fleet->pool_count; i++) {
        const struct ak_fleet_pool *pool = &fleet->pools[i];

        sums->cvm_confirmed += pool->cvm.status == AK_CVM_CONFIRMED;
        sums->cvm_by_name += pool->cvm.status == AK_CVM_BY_NAME;
        sums->cvm_conflict += pool->cvm.status == AK_CVM_CONFLICT;
        sums->cvm_unknown += pool->cvm.status == AK_CVM_UNKNOWN;
        sums->failed += pool->is_failed;
        sums->changing += pool->is_changing;
        sum_severity(sums, pool->worst->severity);
    }
}

static void list_changes(struct ak_fleet *fleet)
{
    struct ak_vec changes = ak_vec_init(sizeof(struct ak_fleet_change));

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *cluster = &fleet->clusters[i];

        if (cluster->is_changing || cluster->is_failed)
            *(struct ak_fleet_change *)ak_vec_push(&changes) =
                (struct ak_fleet_change){.cluster = cluster};
        for (size_t j = 0; j < cluster->pool_count; j++) {
            if (cluster->pools[j].is_changing || cluster->pools[j].is_failed)
                *(struct ak_fleet_change *)ak_vec_push(&changes) =
                    (struct ak_fleet_change){.cluster = cluster, .pool = &cluster->pools[j]};
        }
    }
    fleet->changes = ak__fleet_keep(fleet->arena, &changes);
    fleet->change_count = changes.len;
    ak_vec_release(&changes);
}

void ak__fleet_finish(struct ak_fleet *fleet)
{
    sum_all(fleet);
    list_changes(fleet);
    ak__fleet_make_index(fleet);
    ak__fleet_group_ends(fleet);
    ak__fleet_group(fleet);
}

struct ak_fleet *ak_fleet_build(struct ak_snap *snap, const struct ak_facts *facts,
                                struct ak_date today)
{
    struct ak_fleet *fleet = ak_alloc(1, sizeof *fleet);
    struct ak_fleet_cluster *clusters;
    struct ak_fleet_pool *pools;

    fleet->references = 1;
    fleet->snap = snap;
    fleet->facts = facts;
    fleet->today = today;
    count_rows(snap, &fleet->cluster_count, &fleet->pool_count);
    fleet->arena = ak_arena_new((fleet->pool_count + fleet->cluster_count + 1) * BYTES_PER_POOL);
    clusters = ak_arena_alloc(fleet->arena, fleet->cluster_count, sizeof *clusters);
    pools = ak_arena_alloc(fleet->arena, fleet->pool_count, sizeof *pools);
    fleet->clusters = clusters;
    fleet->pools = pools;
    assess_all(fleet, clusters, pools);
    ak__fleet_finish(fleet);
    return fleet;
}

void ak_fleet_adopt(struct ak_fleet *fleet)
{
    fleet->owns_snap = true;
}

struct ak_fleet *ak_fleet_ref(struct ak_fleet *fleet)
{
    fleet->references++;
    return fleet;
}

void ak_fleet_unref(struct ak_fleet *fleet)
{
    if (fleet == NULL || --fleet->references > 0)
        return;
    if (fleet->owns_snap)
        ak_snap_unref(fleet->snap);
    ak_arena_free(fleet->arena);
    free(fleet);
}
