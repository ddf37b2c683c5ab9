/* cli.c: get and show. What a command needs is stated as demands; when each has had an answer and
 * the fleet is assessed, the rows are printed. */
#include "config.h"

#include "cli_int.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain_int.h"
#include "errand_int.h"
#include "rows_int.h"

struct cli {
    struct ak__errand errand; /* first: steps get it */
    bool is_cut_off;          /* nobody reads standard output any more */
};

static enum ak_report_kind kind_of(const struct cli *cli)
{
    return ak__command_kind(cli->errand.options->command);
}

/* ---- what is needed ---- */

static bool has_versions_of(const struct ak_demands *demands, const char *key)
{
    const char *location = strchr(key, '/');

    for (size_t i = 0; i < demands->items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands->items, i);
        const char *slash = strchr(demand->key, '/');

        if (demand->topic == AK_TOPIC_VERSIONS && slash != NULL && strcmp(slash, location) == 0)
            return true;
    }
    return false;
}

void ak__demand_versions(struct ak_demands *demands, const char *subscription, const char *location)
{
    char key[AK_DEMAND_KEY_SIZE];

    ak_region_key(subscription, location, key, sizeof key);
    if (!has_versions_of(demands, key))
        ak_demands_add(demands, AK_TOPIC_VERSIONS, key, 0);
}

/* Versions are the same for all subscriptions; sizes and quota are not. */
static void demand_region(struct cli *cli, struct ak_demands *demands, const char *subscription,
                          const char *location)
{
    char key[AK_DEMAND_KEY_SIZE];

    if (kind_of(cli) != AK_REPORT_SIZES) {
        ak__demand_versions(demands, subscription, location);
        return;
    }
    ak_region_key(subscription, location, key, sizeof key);
    ak_demands_add(demands, AK_TOPIC_VM_SIZES, key, 0);
    ak_demands_add(demands, AK_TOPIC_USAGES, key, 0);
}

/* The regions where there are clusters, of those that are asked for. */
static void demand_regions_of_clusters(struct cli *cli, struct ak_demands *demands)
{
    const struct ak_fleet *fleet = cli->errand.core.fleet;

    ak__core_list_demands(&cli->errand.core, demands);
    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_cluster *cluster = fleet->clusters[i].cluster;

        if (cluster->location != NULL && cluster->subscription_id != NULL &&
            ak__rows_include(cli->errand.options, cluster))
            demand_region(cli, demands, cluster->subscription_id, cluster->location);
    }
}

/* The region that was named, in each subscription; else those of clusters. */
static void demand_regions(struct cli *cli, struct ak_demands *demands)
{
    const struct ak_options *options = cli->errand.options;
    struct ak_vec ids = ak_vec_init(sizeof(const char *));

    if (options->location == NULL || options->clusters.len > 0 || options->resource_group != NULL) {
        demand_regions_of_clusters(cli, demands);
        return;
    }
    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    ak__core_subscriptions(&cli->errand.core, &ids);
    for (size_t i = 0; i < ids.len; i++)
        demand_region(cli, demands, *(const char **)ak_vec_at(&ids, i), options->location);
    ak_vec_release(&ids);
}

static void demand_features(struct cli *cli, struct ak_demands *demands)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));

    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    ak__core_subscriptions(&cli->errand.core, &ids);
    for (size_t i = 0; i < ids.len; i++)
        ak_demands_add(demands, AK_TOPIC_FEATURES, *(const char **)ak_vec_at(&ids, i), 0);
    ak_vec_release(&ids);
}

/* An ak__core_wants. */
static bool is_region_of_rows(const char *location, const void *context)
{
    const struct cli *cli = context;

    return ak__rows_are_in(cli->errand.core.fleet, cli->errand.options, location);
}

static void state_demands(struct cli *cli, struct ak_demands *demands)
{
    switch (kind_of(cli)) {
    case AK_REPORT_CLUSTERS:
    case AK_REPORT_POOLS:
        ak__core_list_demands(&cli->errand.core, demands);
        ak__core_region_demands(&cli->errand.core, demands, is_region_of_rows, cli);
        break;
    case AK_REPORT_SIZES:
    case AK_REPORT_VERSIONS:
    case AK_REPORT_DISAGREEMENTS:
        demand_regions(cli, demands);
        break;
    case AK_REPORT_FEATURES:
        demand_features(cli, demands);
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
}

/* ---- until all is there ---- */

static void on_step(struct ak__errand *errand)
{
    struct cli *cli = (struct cli *)errand;
    struct ak_demands demands = ak_demands_init();

    state_demands(cli, &demands);
    if (ak__errand_has(errand, &demands))
        ak_loop_stop(errand->core.loop);
}

/* ---- the end ---- */

static bool write_out(const char *bytes, size_t len, void *context)
{
    (void)context;
    return fwrite(bytes, 1, len, stdout) == len;
}

bool ak__cli_is_ascii(const struct ak_conf *conf)
{
    return ak_conf_switch(conf, AK_SETTING_ID_ASCII) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

int ak__cli_print_styled(const struct ak_report_rows *rows, const struct ak_report_style *style)
{
    struct ak_err ignored;

    return ak_report_print(rows, style, write_out, NULL, &ignored) == 0 && fflush(stdout) == 0
               ? 0
               : errno;
}

int ak__cli_print(const struct ak_report_rows *rows, const struct ak_options *options,
                  const struct ak_conf *conf)
{
    struct ak_report_style style = {.format = options->format,
                                    .is_single = ak__command_is_single(options->command),
                                    .is_ascii = ak__cli_is_ascii(conf)};

    return ak__cli_print_styled(rows, &style);
}

static int keep_matching(enum ak_report_kind kind, const struct ak_options *options,
                         struct ak_vec *rows, struct ak_err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < rows->len; i++) {
        const void *row = *(const void **)ak_vec_at(rows, i);
        bool matches = true;

        for (size_t j = 0; j < options->filters.len && matches; j++) {
            if (ak_report_match(kind, row, *(const char **)ak_vec_at(&options->filters, j),
                                &matches, err))
                return (int)err->kind;
        }
        if (matches)
            *(const void **)ak_vec_at(rows, kept++) = row;
    }
    rows->len = kept;
    return 0;
}

int ak__cli_print_listing(enum ak_report_kind kind, struct ak_vec *rows,
                          const struct ak_options *options, const struct ak_conf *conf,
                          struct ak_err *err)
{
    int problem;

    if (keep_matching(kind, options, rows, err))
        return (int)err->kind;
    problem = ak__cli_print(
        &(struct ak_report_rows){.kind = kind, .rows = rows->items, .count = rows->len}, options,
        conf);
    if (problem != 0 && problem != EPIPE)
        return ak_err_set(err, AK_ERR_FILE, "standard output can't be written: %s",
                          strerror(problem));
    return 0;
}

int ak__cli_print_rows(const struct ak_core *core, const struct ak_options *options, int *problem,
                       struct ak_err *err)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec rows = ak_vec_init(sizeof(const void *));
    int failed = ak__rows_collect(core, options, arena, &rows, err);
    struct ak_report_rows report = {
        .kind = ak__command_kind(options->command), .rows = rows.items, .count = rows.len};

    *problem = failed ? 0 : ak__cli_print(&report, options, core->conf);
    ak_vec_release(&rows);
    ak_arena_free(arena);
    return failed;
}

int ak__cli_complain_of_missing(const struct ak_core *core, const struct ak_options *options,
                                struct ak_err *err)
{
    const char *name;
    size_t n = 0;

    while ((name = ak__rows_missing(core, options, &n)) != NULL) {
        if (err->kind != AK_ERR_NONE)
            ak__complain(err);
        ak_err_set(err, AK_ERR_NOT_FOUND, "there is no cluster \"%s\" in what can be read", name);
    }
    return (int)err->kind;
}

static int finish(struct cli *cli)
{
    struct ak_err err = ak_err_none();
    int problem;
    bool has_data;
    int code = ak__complain_of_slots(ak_store_snap(cli->errand.core.store),
                                     ak__command_topic(cli->errand.options->command), &has_data);

    if (code != 0 && !has_data)
        return code;
    if (ak__cli_print_rows(&cli->errand.core, cli->errand.options, &problem, &err) == 0)
        ak__cli_complain_of_missing(&cli->errand.core, cli->errand.options, &err);
    /* A reader that has seen enough (`akscope get pools | head`) is no failure to speak of. */
    cli->is_cut_off = problem == EPIPE;
    if (problem != 0)
        return cli->is_cut_off ? code : ak__complain_of_output(problem);
    if (err.kind == AK_ERR_NONE)
        return code;
    ak__complain(&err);
    /* What was not found may be in what could not be read. */
    return code != 0 && err.kind == AK_ERR_NOT_FOUND ? code : ak_err_kind_exit_code(err.kind);
}

int ak__cli_end_by_pipe(void)
{
    signal(SIGPIPE, SIG_DFL);
    (void)raise(SIGPIPE);
    return EXIT_FAILURE;
}

int ak__cli_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct cli cli = {.errand = {.options = options, .on_step = on_step, .err = ak_err_none()}};
    struct ak_err *err = &cli.errand.err;
    int code;

    if (ak__rows_check(options, err) == 0)
        ak__errand_run(&cli.errand, conf);
    if (err->kind != AK_ERR_NONE) {
        ak__complain(err);
        code = ak_err_kind_exit_code(err->kind);
    } else {
        code = finish(&cli);
    }
    ak__errand_close(&cli.errand);
    return cli.is_cut_off ? ak__cli_end_by_pipe() : code;
}
