/* rows.c: choosing rows. */
#include "config.h"

#include "rows_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { LOCATION_SIZE = 96, CANDIDATES_MOST = 3, CANDIDATE_SIZE = 96 };

static const struct {
    enum ak_report_kind kind;
    enum ak_topic topic;
    bool is_single;
} plans[AK_COMMAND_COUNT] = {
    [AK_COMMAND_GET_CLUSTERS] = {AK_REPORT_CLUSTERS, AK_TOPIC_CLUSTERS, false},
    [AK_COMMAND_GET_POOLS] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, false},
    [AK_COMMAND_GET_SIZES] = {AK_REPORT_SIZES, AK_TOPIC_VM_SIZES, false},
    [AK_COMMAND_GET_VERSIONS] = {AK_REPORT_VERSIONS, AK_TOPIC_VERSIONS, false},
    [AK_COMMAND_GET_FEATURES] = {AK_REPORT_FEATURES, AK_TOPIC_FEATURES, false},
    [AK_COMMAND_SHOW_CLUSTER] = {AK_REPORT_CLUSTERS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_SHOW_POOL] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_REPORT] = {AK_REPORT_FINDINGS, AK_TOPIC_CLUSTERS, false},
    [AK_COMMAND_POOL_ADD] = {AK_REPORT_CLUSTERS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_DELETE] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_SCALE] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_UPDATE] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_UPGRADE] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_START] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_STOP] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_ABORT] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_RECONCILE] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_POOL_VERIFY] = {AK_REPORT_POOLS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_CLUSTER_UPGRADE] = {AK_REPORT_CLUSTERS, AK_TOPIC_CLUSTERS, true},
    [AK_COMMAND_FEATURE_SHOW] = {AK_REPORT_FEATURES, AK_TOPIC_FEATURES, true},
    [AK_COMMAND_FACTS_SHOW] = {AK_REPORT_FACTS, AK_TOPIC_SUBSCRIPTIONS, false},
    [AK_COMMAND_FACTS_COMPARE] = {AK_REPORT_DISAGREEMENTS, AK_TOPIC_VERSIONS, false},
    [AK_COMMAND_CONFIG_SHOW] = {AK_REPORT_SETTINGS, AK_TOPIC_SUBSCRIPTIONS, false},
    [AK_COMMAND_GET_OPERATIONS] = {AK_REPORT_OPERATIONS, AK_TOPIC_OPERATIONS, false},
    [AK_COMMAND_OPERATIONS_LIST] = {AK_REPORT_OPERATIONS, AK_TOPIC_OPERATIONS, false},
    [AK_COMMAND_OPERATIONS_SHOW] = {AK_REPORT_OPERATIONS, AK_TOPIC_OPERATIONS, true},
    [AK_COMMAND_OPERATIONS_WAIT] = {AK_REPORT_OPERATIONS, AK_TOPIC_OPERATIONS, false},
};

enum ak_report_kind ak__command_kind(enum ak_command command)
{
    return plans[command].kind;
}

enum ak_topic ak__command_topic(enum ak_command command)
{
    return plans[command].topic;
}

bool ak__command_is_single(enum ak_command command)
{
    return plans[command].is_single;
}

/* ---- names ---- */

/* Is `asked` OUTER/INNER, with its slash at `slash`? */
static bool is_pair(const char *asked, const char *slash, const char *outer, const char *inner)
{
    return outer != NULL && strlen(outer) == (size_t)(slash - asked) &&
           ak_text_has_prefix(asked, outer, true) && ak_text_caseeq(slash + 1, inner);
}

/* NAME, GROUP/NAME, or a resource id. */
static bool is_cluster(const char *asked, const struct ak_cluster *cluster)
{
    const char *slash = strchr(asked, '/');

    if (slash == asked)
        return ak_text_caseeq(asked, cluster->id);
    if (slash != NULL)
        return is_pair(asked, slash, cluster->resource_group, cluster->name);
    return ak_text_caseeq(asked, cluster->name);
}

/* NAME, CLUSTER/NAME, or a resource id. */
static bool is_pool(const char *asked, const struct ak_fleet_pool *row)
{
    const char *slash = strchr(asked, '/');

    if (slash == asked)
        return ak_text_caseeq(asked, row->pool->id);
    if (slash != NULL)
        return is_pair(asked, slash, row->cluster->cluster->name, row->pool->name);
    return ak_text_caseeq(asked, row->pool->name);
}

/* "West Europe" is westeurope. */
static bool is_location(const char *a, const char *b)
{
    char keys[2][LOCATION_SIZE];

    return a != NULL && b != NULL &&
           strcmp(ak_region_key("", a, keys[0], LOCATION_SIZE),
                  ak_region_key("", b, keys[1], LOCATION_SIZE)) == 0;
}

static bool is_where_asked(const struct ak_options *options, const struct ak_cluster *cluster)
{
    const char *group = options->resource_group;
    const char *location = options->location;

    return (group == NULL || ak_text_caseeq(group, cluster->resource_group)) &&
           (location == NULL || is_location(location, cluster->location));
}

static const char *cluster_asked_for(const struct ak_options *options, size_t n)
{
    return n < options->clusters.len ? *(const char **)ak_vec_at(&options->clusters, n) : NULL;
}

bool ak__rows_include(const struct ak_options *options, const struct ak_cluster *cluster)
{
    bool is_named = options->clusters.len == 0;
    const char *name;

    for (size_t i = 0; !is_named && (name = cluster_asked_for(options, i)) != NULL; i++)
        is_named = is_cluster(name, cluster);
    return is_named && is_where_asked(options, cluster);
}

static bool is_wanted(const struct ak_options *options, const struct ak_fleet_pool *pool)
{
    const char *name = options->name;
    bool is_named = name == NULL || (ak__command_kind(options->command) == AK_REPORT_POOLS
                                         ? is_pool(name, pool)
                                         : is_cluster(name, pool->cluster->cluster));

    return is_named && ak__rows_include(options, pool->cluster->cluster);
}

bool ak__rows_are_in(const struct ak_fleet *fleet, const struct ak_options *options,
                     const char *location)
{
    for (size_t i = 0; i < fleet->pool_count; i++) {
        if (is_location(location, fleet->pools[i].cluster->cluster->location) &&
            is_wanted(options, &fleet->pools[i]))
            return true;
    }
    return false;
}

static bool is_there(const struct ak_core *core, const struct ak_options *options, const char *name)
{
    for (size_t i = 0; i < core->fleet->cluster_count; i++) {
        const struct ak_cluster *cluster = core->fleet->clusters[i].cluster;

        if (is_cluster(name, cluster) && is_where_asked(options, cluster))
            return true;
    }
    return false;
}

const char *ak__rows_missing(const struct ak_core *core, const struct ak_options *options,
                             size_t *n)
{
    const char *name;

    while ((name = cluster_asked_for(options, (*n)++)) != NULL) {
        if (!is_there(core, options, name))
            return name;
    }
    return NULL;
}

/* ---- rows of the fleet ---- */

static void push(struct ak_vec *rows, const void *row)
{
    *(const void **)ak_vec_push(rows) = row;
}

static void collect_clusters(const struct ak_core *core, const struct ak_options *options,
                             struct ak_vec *rows)
{
    for (size_t i = 0; i < core->fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *row = &core->fleet->clusters[i];

        if (ak__rows_include(options, row->cluster) &&
            (options->name == NULL || is_cluster(options->name, row->cluster)))
            push(rows, row);
    }
}

static void collect_pools(const struct ak_core *core, const struct ak_options *options,
                          struct ak_vec *rows)
{
    for (size_t i = 0; i < core->fleet->pool_count; i++) {
        const struct ak_fleet_pool *row = &core->fleet->pools[i];

        if (ak__rows_include(options, row->cluster->cluster) &&
            (options->name == NULL || is_pool(options->name, row)))
            push(rows, row);
    }
}

/* ---- rows of regions and subscriptions ---- */

static void *push_new(struct ak_vec *rows, struct ak_arena *arena, size_t size)
{
    void *row = ak_arena_alloc(arena, 1, size);

    push(rows, row);
    return row;
}

/* "subscription/location" of a slot, its first part copied. */
static const char *split_key(const char *key, struct ak_arena *arena, const char **subscription)
{
    const char *slash = strchr(key, '/');

    if (slash == NULL)
        slash = key + strlen(key);
    *subscription = ak_arena_strndup(arena, key, (size_t)(slash - key));
    return *slash == '/' ? slash + 1 : slash;
}

static void collect_sizes(const struct ak_core *core, const struct ak_slot *slot,
                          struct ak_arena *arena, struct ak_vec *rows)
{
    const struct ak_snap *snap = ak_store_snap(core->store);
    const struct ak_slot *quota = ak_snap_find(snap, AK_TOPIC_USAGES, slot->key);
    const char *subscription;
    const char *location = split_key(slot->key, arena, &subscription);

    if (quota == NULL)
        return; /* nobody asked for it here: the sizes were read for the verdicts */
    const struct ak_usages *usages = quota->payload != NULL ? &quota->payload->as.usages : NULL;
    for (size_t i = 0; i < slot->payload->as.vm_sizes.count; i++) {
        const struct ak_vm_size *size = &slot->payload->as.vm_sizes.items[i];
        struct ak_report_size *row = push_new(rows, arena, sizeof *row);

        row->size = size;
        row->subscription_id = subscription;
        row->location = location;
        row->usage = ak_usages_find(usages, size->family);
        row->tee = ak_cvm_tee_of_size(size, core->facts);
    }
}

static void collect_versions(const struct ak_core *core, const struct ak_slot *slot,
                             struct ak_arena *arena, struct ak_vec *rows)
{
    const char *subscription;
    const char *location = split_key(slot->key, arena, &subscription);

    for (size_t i = 0; i < slot->payload->as.versions.count; i++) {
        struct ak_report_version *row = push_new(rows, arena, sizeof *row);

        row->version = &slot->payload->as.versions.items[i];
        row->subscription_id = subscription;
        row->location = location;
        row->end = ak_kubernetes_retirement(row->version->minor, false, core->facts,
                                            ak_clock_today(&core->clock));
    }
}

static void collect_features(const struct ak_core *core, const struct ak_slot *slot,
                             struct ak_arena *arena, struct ak_vec *rows)
{
    (void)core;
    for (size_t i = 0; i < slot->payload->as.features.count; i++) {
        struct ak_report_feature *row = push_new(rows, arena, sizeof *row);

        row->feature = &slot->payload->as.features.items[i];
        row->subscription_id = slot->key;
    }
}

static void collect_disagreements(const struct ak_core *core, struct ak_arena *arena,
                                  struct ak_vec *rows)
{
    struct ak_vec found = ak_facts_disagreements(core->facts, ak_store_snap(core->store),
                                                 ak_clock_today(&core->clock), arena);

    for (size_t i = 0; i < found.len; i++) {
        struct ak_disagreement *row = push_new(rows, arena, sizeof *row);

        *row = *(const struct ak_disagreement *)ak_vec_at(&found, i);
    }
    ak_vec_release(&found);
}

/* The one that is named; all without a name. */
static void keep_feature(const char *name, struct ak_vec *rows)
{
    size_t kept = 0;

    for (size_t i = 0; i < rows->len; i++) {
        const struct ak_report_feature *row = *(const void **)ak_vec_at(rows, i);

        if (name == NULL || ak_text_caseeq(row->feature->name, name))
            *(const void **)ak_vec_at(rows, kept++) = row;
    }
    rows->len = kept;
}

/* The rows of all slots of a topic. */
static void collect_slots(const struct ak_core *core, enum ak_topic topic,
                          void (*collect)(const struct ak_core *, const struct ak_slot *,
                                          struct ak_arena *, struct ak_vec *),
                          struct ak_arena *arena, struct ak_vec *rows)
{
    const struct ak_snap *snap = ak_store_snap(core->store);
    size_t first;
    size_t count = ak_snap_topic(snap, topic, &first);

    for (size_t i = first; i < first + count; i++) {
        if (snap->slots[i]->payload != NULL)
            collect(core, snap->slots[i], arena, rows);
    }
}

/* ---- narrowing down ---- */

int ak__rows_check(const struct ak_options *options, struct ak_err *err)
{
    int failed = 0;

    for (size_t i = 0; i < options->filters.len && !failed; i++)
        failed = ak_report_check_filter(ak__command_kind(options->command),
                                        *(const char **)ak_vec_at(&options->filters, i), err);
    return failed;
}

int ak__rows_match(const struct ak_options *options, const void *row, bool *matches,
                   struct ak_err *err)
{
    int failed = 0;

    *matches = true;
    for (size_t i = 0; i < options->filters.len && *matches && !failed; i++)
        failed = ak_report_match(ak__command_kind(options->command), row,
                                 *(const char **)ak_vec_at(&options->filters, i), matches, err);
    return failed;
}

/* Keeps the rows that pass every filter. */
static int apply_filters(const struct ak_options *options, struct ak_vec *rows, struct ak_err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < rows->len; i++) {
        const void *row = *(const void **)ak_vec_at(rows, i);
        bool matches;

        if (ak__rows_match(options, row, &matches, err))
            return (int)err->kind;
        if (matches)
            *(const void **)ak_vec_at(rows, kept++) = row;
    }
    rows->len = kept;
    return 0;
}

/* What tells a row from its namesakes. */
static void name_candidate(enum ak_report_kind kind, const void *row, char out[CANDIDATE_SIZE])
{
    const struct ak_fleet_pool *pool = row;
    const struct ak_fleet_cluster *cluster = row;
    const struct ak_report_feature *feature = row;

    if (kind == AK_REPORT_FEATURES)
        snprintf(out, CANDIDATE_SIZE, "in %s", feature->subscription_id);
    else if (kind == AK_REPORT_POOLS)
        snprintf(out, CANDIDATE_SIZE, "%s/%s in %s", pool->cluster->cluster->name, pool->pool->name,
                 pool->cluster->subscription_name);
    else
        snprintf(out, CANDIDATE_SIZE, "%s/%s in %s", cluster->cluster->resource_group,
                 cluster->cluster->name, cluster->subscription_name);
}

static int complain_of_several(const struct ak_options *options, const struct ak_vec *rows,
                               struct ak_err *err)
{
    char names[CANDIDATES_MOST * (CANDIDATE_SIZE + 2)] = "";
    size_t used = 0;

    for (size_t i = 0; i < rows->len && i < CANDIDATES_MOST; i++) {
        char name[CANDIDATE_SIZE];

        name_candidate(ak__command_kind(options->command), *(const void **)ak_vec_at(rows, i),
                       name);
        used +=
            (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "", name);
    }
    return ak_err_set(err, AK_ERR_AMBIGUOUS, "%zu are named \"%s\": %s%s", rows->len, options->name,
                      names, rows->len > CANDIDATES_MOST ? " and others" : "");
}

/* `show` means exactly one. */
static int check_single(const struct ak_options *options, const struct ak_vec *rows,
                        struct ak_err *err)
{
    static const char *const nouns[AK_REPORT_COUNT] = {[AK_REPORT_CLUSTERS] = "cluster",
                                                       [AK_REPORT_POOLS] = "node pool",
                                                       [AK_REPORT_FEATURES] = "feature"};
    enum ak_report_kind kind = ak__command_kind(options->command);

    if (kind == AK_REPORT_COUNT || !ak__command_is_single(options->command) || rows->len == 1)
        return 0;
    if (rows->len > 1)
        return complain_of_several(options, rows, err);
    return ak_err_set(err, AK_ERR_NOT_FOUND, "there is no %s \"%s\" in what can be read",
                      nouns[kind] != NULL ? nouns[kind] : "row", options->name);
}

int ak__rows_collect(const struct ak_core *core, const struct ak_options *options,
                     struct ak_arena *arena, struct ak_vec *rows, struct ak_err *err)
{
    int failed;

    switch (ak__command_kind(options->command)) {
    case AK_REPORT_CLUSTERS:
        collect_clusters(core, options, rows);
        break;
    case AK_REPORT_POOLS:
        collect_pools(core, options, rows);
        break;
    case AK_REPORT_SIZES:
        collect_slots(core, AK_TOPIC_VM_SIZES, collect_sizes, arena, rows);
        break;
    case AK_REPORT_VERSIONS:
        collect_slots(core, AK_TOPIC_VERSIONS, collect_versions, arena, rows);
        break;
    case AK_REPORT_FEATURES:
        collect_slots(core, AK_TOPIC_FEATURES, collect_features, arena, rows);
        keep_feature(options->name, rows);
        break;
    case AK_REPORT_DISAGREEMENTS:
        collect_disagreements(core, arena, rows);
        break;
    case AK_REPORT_OPERATIONS: /* act_operations.c */
    case AK_REPORT_FACTS:      /* facts_app.c */
    case AK_REPORT_FINDINGS:   /* report_command.c */
    case AK_REPORT_CHECKS:     /* doctor.c */
    case AK_REPORT_SETTINGS:   /* config_command.c */
    case AK_REPORT_SETTING_ORIGINS:
    case AK_REPORT_COUNT:
        break;
    }
    failed = apply_filters(options, rows, err);
    return failed ? failed : check_single(options, rows, err);
}
