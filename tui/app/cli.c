/* cli.c: get and show. What a command needs is stated as demands; when each has had an answer and
 * the fleet is assessed, the rows are printed. */
#include "config.h"

#include "cli_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "complain_int.h"
#include "core_int.h"
#include "demo_int.h"

struct cli {
    const struct ak_options *options;
    struct ak_core core;
    struct ak_timer *step; /* decides outside of the store's own call */
    size_t demanded;       /* how many demands stood at the last look */
    struct ak_demo *demo;
    struct ak_err err; /* why nothing could be asked at all */
};

/* What each command reads and lists. */
static const struct {
    enum ak_report_kind kind;
    bool is_single;
} plans[AK_COMMAND_COUNT] = {
    [AK_COMMAND_GET_CLUSTERS] = {AK_REPORT_CLUSTERS, false},
    [AK_COMMAND_GET_POOLS] = {AK_REPORT_POOLS, false},
    [AK_COMMAND_GET_SIZES] = {AK_REPORT_SIZES, false},
    [AK_COMMAND_GET_VERSIONS] = {AK_REPORT_VERSIONS, false},
    [AK_COMMAND_GET_FEATURES] = {AK_REPORT_FEATURES, false},
    [AK_COMMAND_SHOW_CLUSTER] = {AK_REPORT_CLUSTERS, true},
    [AK_COMMAND_SHOW_POOL] = {AK_REPORT_POOLS, true},
};

static enum ak_report_kind kind_of(const struct cli *cli)
{
    return plans[cli->options->command].kind;
}

/* ---- what is needed ---- */

static void demand_region(struct cli *cli, struct ak_demands *demands, const char *subscription,
                          const char *location)
{
    char key[AK_DEMAND_KEY_SIZE];

    ak_region_key(subscription, location, key, sizeof key);
    if (kind_of(cli) == AK_REPORT_VERSIONS) {
        ak_demands_add(demands, AK_TOPIC_VERSIONS, key, 0);
        return;
    }
    ak_demands_add(demands, AK_TOPIC_VM_SIZES, key, 0);
    ak_demands_add(demands, AK_TOPIC_USAGES, key, 0);
}

/* The region that was named, in each subscription; else the regions where there are clusters. */
static void demand_regions(struct cli *cli, struct ak_demands *demands)
{
    const struct ak_fleet *fleet = cli->core.fleet;
    const char *subscription;

    if (cli->options->location == NULL) {
        ak__core_fleet_demands(&cli->core, demands);
        for (size_t i = 0; i < fleet->cluster_count; i++) {
            const struct ak_cluster *cluster = fleet->clusters[i].cluster;

            if (cluster->location != NULL && cluster->subscription_id != NULL)
                demand_region(cli, demands, cluster->subscription_id, cluster->location);
        }
        return;
    }
    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    for (size_t i = 0; (subscription = ak__core_subscription(&cli->core, i)) != NULL; i++)
        demand_region(cli, demands, subscription, cli->options->location);
}

static void demand_features(struct cli *cli, struct ak_demands *demands)
{
    const char *subscription;

    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    for (size_t i = 0; (subscription = ak__core_subscription(&cli->core, i)) != NULL; i++)
        ak_demands_add(demands, AK_TOPIC_FEATURES, subscription, 0);
}

static void state_demands(struct cli *cli, struct ak_demands *demands)
{
    switch (kind_of(cli)) {
    case AK_REPORT_CLUSTERS:
    case AK_REPORT_POOLS:
        ak__core_fleet_demands(&cli->core, demands);
        break;
    case AK_REPORT_SIZES:
    case AK_REPORT_VERSIONS:
        demand_regions(cli, demands);
        break;
    case AK_REPORT_FEATURES:
        demand_features(cli, demands);
        break;
    case AK_REPORT_COUNT:
        break;
    }
}

/* ---- until all is there ---- */

static void on_step(void *context)
{
    struct cli *cli = context;
    struct ak_demands demands;
    bool is_new;

    if (cli->core.poller == NULL)
        return;
    demands = ak_demands_init();
    state_demands(cli, &demands);
    is_new = demands.items.len != cli->demanded;
    cli->demanded = demands.items.len;
    if (is_new)
        ak__poller_set_demands(cli->core.poller, &demands);
    ak_demands_release(&demands);
    if (!is_new && ak__poller_is_idle(cli->core.poller) && ak__core_is_settled(&cli->core))
        ak_loop_stop(cli->core.loop);
}

static void on_event(void *context)
{
    struct cli *cli = context;

    ak_timer_start(cli->step, 0, 0);
}

/* ---- rows ---- */

static bool is_named(const struct ak_vec *names, const char *name)
{
    for (size_t i = 0; i < names->len; i++) {
        if (ak_text_caseeq(*(const char **)ak_vec_at(names, i), name))
            return true;
    }
    return names->len == 0;
}

static bool is_asked_for(const struct cli *cli, const struct ak_cluster *cluster)
{
    const char *group = cli->options->resource_group;

    return is_named(&cli->options->clusters, cluster->name) &&
           (group == NULL || ak_text_caseeq(group, cluster->resource_group));
}

/* Does NAME, CLUSTER/NAME or a resource id mean this one? */
static bool has_name(const char *asked, const struct ak_cluster *cluster,
                     const struct ak_pool *pool)
{
    const char *slash = strchr(asked, '/');
    const char *id = pool != NULL ? pool->id : cluster->id;
    const char *name = pool != NULL ? pool->name : cluster->name;

    if (asked[0] == '/')
        return ak_text_caseeq(asked, id);
    if (slash == NULL || pool == NULL)
        return ak_text_caseeq(asked, name);
    return strlen(cluster->name) == (size_t)(slash - asked) &&
           ak_text_has_prefix(asked, cluster->name, true) && ak_text_caseeq(slash + 1, name);
}

static void *arena_row(struct ak_vec *rows, struct ak_arena *arena, size_t size)
{
    void *row = ak_arena_alloc(arena, 1, size);

    *(const void **)ak_vec_push(rows) = row;
    return row;
}

static void collect_clusters(struct cli *cli, struct ak_vec *rows)
{
    const struct ak_fleet *fleet = cli->core.fleet;
    const char *name = cli->options->name;

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_fleet_cluster *row = &fleet->clusters[i];

        if (is_asked_for(cli, row->cluster) && (name == NULL || has_name(name, row->cluster, NULL)))
            *(const void **)ak_vec_push(rows) = row;
    }
}

static void collect_pools(struct cli *cli, struct ak_vec *rows)
{
    const struct ak_fleet *fleet = cli->core.fleet;
    const char *name = cli->options->name;

    for (size_t i = 0; i < fleet->pool_count; i++) {
        const struct ak_fleet_pool *row = &fleet->pools[i];

        if (is_asked_for(cli, row->cluster->cluster) &&
            (name == NULL || has_name(name, row->cluster->cluster, row->pool)))
            *(const void **)ak_vec_push(rows) = row;
    }
}

static const struct ak_usage *find_usage(const struct ak_usages *usages, const char *family)
{
    for (size_t i = 0; usages != NULL && i < usages->count; i++) {
        if (ak_text_caseeq(usages->items[i].name, family))
            return &usages->items[i];
    }
    return NULL;
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

static void collect_sizes(struct cli *cli, const struct ak_slot *slot, struct ak_arena *arena,
                          struct ak_vec *rows)
{
    const struct ak_payload *quota =
        ak_snap_payload(ak_store_snap(cli->core.store), AK_TOPIC_USAGES, slot->key);
    const char *subscription;
    const char *location = split_key(slot->key, arena, &subscription);

    if (quota == NULL && cli->options->location == NULL)
        return; /* read for the verdicts only */
    for (size_t i = 0; i < slot->payload->as.vm_sizes.count; i++) {
        const struct ak_vm_size *size = &slot->payload->as.vm_sizes.items[i];
        struct ak_report_size *row = arena_row(rows, arena, sizeof *row);
        const struct ak_size_rule *rule;

        row->size = size;
        row->subscription_id = subscription;
        row->location = location;
        if (quota != NULL && size->family != NULL)
            row->usage = find_usage(&quota->as.usages, size->family);
        if (size->confidential_type != NULL && size->name != NULL)
            row->tee = ak_text_caseeq(size->confidential_type, "SNP") ? AK_TEE_SEV_SNP
                       : ak_text_caseeq(size->confidential_type, "TDX")
                           ? AK_TEE_TDX
                           : ak_cvm_tee_of_name(size->name, cli->core.facts, &rule);
    }
}

static void collect_versions(struct cli *cli, const struct ak_slot *slot, struct ak_arena *arena,
                             struct ak_vec *rows)
{
    const char *subscription;
    const char *location = split_key(slot->key, arena, &subscription);

    for (size_t i = 0; i < slot->payload->as.versions.count; i++) {
        struct ak_report_version *row = arena_row(rows, arena, sizeof *row);

        row->version = &slot->payload->as.versions.items[i];
        row->subscription_id = subscription;
        row->location = location;
        row->end = ak_kubernetes_retirement(row->version->minor, false, cli->core.facts,
                                            ak_clock_today(&cli->core.clock));
    }
}

static void collect_features(struct cli *cli, const struct ak_slot *slot, struct ak_arena *arena,
                             struct ak_vec *rows)
{
    (void)cli;
    for (size_t i = 0; i < slot->payload->as.features.count; i++) {
        struct ak_report_feature *row = arena_row(rows, arena, sizeof *row);

        row->feature = &slot->payload->as.features.items[i];
        row->subscription_id = slot->key;
    }
}

/* The rows of all slots of a topic. */
static void collect_slots(struct cli *cli, enum ak_topic topic, struct ak_arena *arena,
                          struct ak_vec *rows)
{
    const struct ak_snap *snap = ak_store_snap(cli->core.store);
    size_t first;
    size_t count = ak_snap_topic(snap, topic, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_slot *slot = snap->slots[i];

        if (slot->payload == NULL)
            continue;
        if (topic == AK_TOPIC_VM_SIZES)
            collect_sizes(cli, slot, arena, rows);
        else if (topic == AK_TOPIC_VERSIONS)
            collect_versions(cli, slot, arena, rows);
        else
            collect_features(cli, slot, arena, rows);
    }
}

static void collect(struct cli *cli, struct ak_arena *arena, struct ak_vec *rows)
{
    switch (kind_of(cli)) {
    case AK_REPORT_CLUSTERS:
        collect_clusters(cli, rows);
        break;
    case AK_REPORT_POOLS:
        collect_pools(cli, rows);
        break;
    case AK_REPORT_SIZES:
        collect_slots(cli, AK_TOPIC_VM_SIZES, arena, rows);
        break;
    case AK_REPORT_VERSIONS:
        collect_slots(cli, AK_TOPIC_VERSIONS, arena, rows);
        break;
    case AK_REPORT_FEATURES:
        collect_slots(cli, AK_TOPIC_FEATURES, arena, rows);
        break;
    case AK_REPORT_COUNT:
        break;
    }
}

/* Keeps the rows that pass every filter. */
static int apply_filters(const struct cli *cli, struct ak_vec *rows, struct ak_err *err)
{
    const struct ak_vec *filters = &cli->options->filters;
    size_t kept = 0;

    for (size_t i = 0; i < rows->len; i++) {
        const void *row = *(const void **)ak_vec_at(rows, i);
        bool matches = true;

        for (size_t j = 0; j < filters->len && matches; j++) {
            int failed = ak_report_match(kind_of(cli), row, *(const char **)ak_vec_at(filters, j),
                                         &matches, err);
            if (failed)
                return failed;
        }
        if (matches)
            *(const void **)ak_vec_at(rows, kept++) = row;
    }
    rows->len = kept;
    return 0;
}

/* `show` means exactly one. */
static int check_single(const struct cli *cli, const struct ak_vec *rows, struct ak_err *err)
{
    const char *noun = kind_of(cli) == AK_REPORT_POOLS ? "node pool" : "cluster";

    if (!plans[cli->options->command].is_single || rows->len == 1)
        return 0;
    if (rows->len == 0)
        return ak_err_set(err, AK_ERR_NOT_FOUND, "there is no %s \"%s\" in what can be read", noun,
                          cli->options->name);
    return ak_err_set(err, AK_ERR_USAGE,
                      "%zu are named \"%s\": add --cluster, --resource-group or --subscription, "
                      "or give the resource id",
                      rows->len, cli->options->name);
}

static bool write_out(const char *bytes, size_t len, void *context)
{
    return fwrite(bytes, 1, len, context) == len;
}

static int print_rows(struct cli *cli, struct ak_err *err)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec rows = ak_vec_init(sizeof(const void *));
    struct ak_report_style style = {.format = cli->options->format,
                                    .is_single = plans[cli->options->command].is_single,
                                    .is_ascii =
                                        ak_conf_switch(cli->core.conf, AK_SETTING_ID_ASCII)};
    int failed;

    collect(cli, arena, &rows);
    failed = apply_filters(cli, &rows, err);
    if (!failed)
        failed = check_single(cli, &rows, err);
    if (!failed) {
        struct ak_report_rows report = {
            .kind = kind_of(cli), .rows = rows.items, .count = rows.len};
        failed = ak_report_print(&report, &style, write_out, stdout, err);
    }
    if (!failed && fflush(stdout) != 0)
        failed = ak_err_set(err, AK_ERR_FILE, "standard output can't be written");
    ak_vec_release(&rows);
    ak_arena_free(arena);
    return failed;
}

static int finish(struct cli *cli)
{
    struct ak_err err = ak_err_none();
    bool has_data;
    int code = ak__complain_of_slots(ak_store_snap(cli->core.store), &has_data);

    if (code != 0 && !has_data)
        return code;
    if (print_rows(cli, &err)) {
        ak__complain(&err);
        /* What was not found may be in what could not be read. */
        return code != 0 && err.kind == AK_ERR_NOT_FOUND ? code : ak_err_kind_exit_code(err.kind);
    }
    return code;
}

/* ---- life ---- */

static void end_with(struct cli *cli, const struct ak_err *err)
{
    cli->err = *err;
    ak_loop_stop(cli->core.loop);
}

static int connect_to(struct cli *cli, const char *endpoint, struct ak_err *err)
{
    int failed = ak__core_connect(&cli->core, endpoint, false, err);

    if (!failed)
        ak_timer_start(cli->step, 0, 0);
    return failed;
}

static void on_demo_ready(const char *endpoint, const struct ak_err *err, void *context)
{
    struct cli *cli = context;
    struct ak_err failure = ak_err_none();

    if (err != NULL)
        end_with(cli, err);
    else if (connect_to(cli, endpoint, &failure))
        end_with(cli, &failure);
}

static int begin(struct cli *cli, const struct ak_conf *conf, struct ak_err *err)
{
    struct ak_core_events events = {.on_change = on_event, .on_fleet = on_event, .context = cli};
    int failed = ak__core_open(&cli->core, conf, &events, err);

    if (failed)
        return failed;
    cli->core.is_command = true;
    cli->step = ak_timer_new(cli->core.loop, on_step, cli);
    if (cli->options->is_demo)
        return ak__demo_start(cli->core.loop, cli->options->fleet, on_demo_ready, cli, &cli->demo,
                              err);
    return connect_to(cli, ak_conf_text(conf, AK_SETTING_ID_ARM_ENDPOINT), err);
}

static void end(struct cli *cli)
{
    ak_timer_close(cli->step);
    ak__demo_close(cli->demo);
    ak__core_close(&cli->core);
}

int ak__cli_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct cli cli = {.options = options, .err = ak_err_none()};
    int code;

    if (begin(&cli, conf, &cli.err) == 0)
        ak_loop_run(cli.core.loop);
    if (cli.err.kind != AK_ERR_NONE) {
        ak__complain(&cli.err);
        code = ak_err_kind_exit_code(cli.err.kind);
    } else {
        code = finish(&cli);
    }
    end(&cli);
    return code;
}
