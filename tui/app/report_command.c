/* report_command.c: `akscope report`: what is asked for is read as for a list, the fleet in scope
 * is searched for findings, and the document goes to standard output or to a file. */
#include "config.h"

#include "report_command_int.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "akscope/report/document.h"
#include "akscope/wire/baseline.h"
#include "cli_int.h"
#include "complain_int.h"
#include "errand_int.h"
#include "rows_int.h"

enum {
    FINDING = 1, /* exit status */
    PROFILES_MOST = 500,
};

struct reporting {
    struct ak__errand errand; /* first: steps get it */
    struct ak_arena *arena;
    struct ak_fail_on fail_on;
    struct ak_known_finding *known;
    size_t known_count;
    bool has_lists;  /* all but the upgrade profiles is there */
    bool is_cut_off; /* nobody reads standard output any more */
};

/* ---- what is in scope ---- */

/* KEY or KEY=VALUE. Azure's tag names have no letter case; their values have. */
static bool has_tag(const struct ak_pairs *tags, const char *asked)
{
    const char *equals = strchr(asked, '=');
    size_t len = equals != NULL ? (size_t)(equals - asked) : strlen(asked);

    for (size_t i = 0; i < tags->count; i++) {
        const struct ak_pair *tag = &tags->items[i];

        if (strlen(tag->key) == len && ak_text_has_prefix(asked, tag->key, true) &&
            (equals == NULL || strcmp(tag->value, equals + 1) == 0))
            return true;
    }
    return false;
}

/* An ak_fleet_wants. A tag of the cluster is one of its pools too. */
static bool is_in_scope(const struct ak_fleet_cluster *cluster, const struct ak_fleet_pool *pool,
                        const void *context)
{
    const struct ak_options *options = context;
    bool has_all = ak__rows_include(options, cluster->cluster);

    for (size_t i = 0; i < options->tags.len && has_all; i++) {
        const char *asked = *(const char **)ak_vec_at(&options->tags, i);

        has_all = has_tag(&cluster->cluster->tags, asked) ||
                  (pool != NULL && has_tag(&pool->pool->tags, asked));
    }
    return has_all;
}

static void add_names(struct ak_buf *text, const char *noun, const struct ak_vec *names)
{
    for (size_t i = 0; i < names->len; i++)
        (void)!ak_buf_printf(text, "%s%s %s", text->len > 0 ? ", " : "", noun,
                             *(const char **)ak_vec_at(names, i));
}

static void add_name(struct ak_buf *text, const char *noun, const char *name)
{
    if (name != NULL)
        (void)!ak_buf_printf(text, "%s%s %s", text->len > 0 ? ", " : "", noun, name);
}

/* What the report is of, in words; NULL for all. The command line is text from outside too. */
static const char *scope_words(const struct reporting *reporting)
{
    const struct ak_options *options = reporting->errand.options;
    const struct ak_conf *conf = reporting->errand.core.conf;
    struct ak_buf text = ak_buf_init(AK_LIMIT_URL);
    const char *words = NULL;
    const char *subscription;

    for (size_t i = 0; (subscription = ak_conf_item(conf, AK_SETTING_ID_SUBSCRIPTIONS, i)) != NULL;
         i++)
        add_name(&text, "subscription", subscription);
    add_names(&text, "cluster", &options->clusters);
    add_name(&text, "resource group", options->resource_group);
    add_name(&text, "region", options->location);
    add_names(&text, "tag", &options->tags);
    add_names(&text, "filter", &options->filters);
    if (text.len > 0)
        words = ak_text_sanitise_in(reporting->arena, ak_buf_text(&text), text.len);
    ak_buf_release(&text);
    return words;
}

/* ---- what is needed ---- */

/* An ak__core_wants. */
static bool is_region_of_rows(const char *location, const void *context)
{
    const struct reporting *reporting = context;

    return ak__rows_are_in(reporting->errand.core.fleet, reporting->errand.options, location);
}

/* What Azure supports in the regions of the clusters: the way out goes through these versions. They
 * are the same for all subscriptions. */
static void demand_versions(struct reporting *reporting, struct ak_demands *demands)
{
    const struct ak_fleet *fleet = reporting->errand.core.fleet;

    for (size_t i = 0; i < fleet->cluster_count; i++) {
        const struct ak_cluster *cluster = fleet->clusters[i].cluster;

        if (cluster->location != NULL && cluster->subscription_id != NULL &&
            ak__rows_include(reporting->errand.options, cluster))
            ak__demand_versions(demands, cluster->subscription_id, cluster->location);
    }
}

/* Before anything is asked of Azure. */
static bool is_day_past(struct ak__errand *errand)
{
    struct ak_date today = ak_clock_today(&errand->core.clock);
    struct ak_date day = errand->options->on;
    struct ak_err why = ak_err_none();
    char text[AK_DATE_TEXT_SIZE];

    if (!ak_date_is_set(day) || !ak_what_if_read_day(ak_date_iso(day, text), today, &day, &why))
        return false;
    ak_err_set(&errand->err, AK_ERR_USAGE, "--on %s", why.text);
    return true;
}

/* The lists, of all that is in scope. */
static struct ak_demands demand_lists(struct reporting *reporting)
{
    struct ak_demands demands = ak_demands_init();

    ak__core_list_demands(&reporting->errand.core, &demands);
    ak__core_region_demands(&reporting->errand.core, &demands, is_region_of_rows, reporting);
    demand_versions(reporting, &demands);
    return demands;
}

/* Once the lists are there: what Azure offers those clusters and node pools that have a finding, as
 * the dashboard reads it for what is in view. It is one request each, so only of the worst. False
 * when nothing more is to be read. */
static bool ask_for_profiles(struct reporting *reporting)
{
    struct ak_demands demands = demand_lists(reporting);
    struct ak_fleet *fleet =
        ak_fleet_narrow(reporting->errand.core.fleet, is_in_scope, reporting->errand.options);
    size_t lists = demands.items.len;
    bool has_more;

    ak_findings_demand(fleet, PROFILES_MOST, &demands);
    has_more = demands.items.len > lists;
    ak_fleet_unref(fleet);
    (void)ak__errand_has(&reporting->errand, &demands);
    reporting->has_lists = true;
    return has_more;
}

static void on_step(struct ak__errand *errand)
{
    struct reporting *reporting = (struct reporting *)errand;
    bool is_done;

    if (is_day_past(errand)) {
        is_done = true;
    } else if (reporting->has_lists) {
        is_done = ak__errand_is_answered(errand);
    } else {
        struct ak_demands demands = demand_lists(reporting);

        is_done = ak__errand_has(errand, &demands) && !ask_for_profiles(reporting);
    }
    if (is_done)
        ak_loop_stop(errand->core.loop);
}

/* ---- what is told ---- */

static int keep_filtered(const struct ak_options *options, struct ak_findings *findings,
                         struct ak_err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < findings->count; i++) {
        bool matches;

        if (ak__rows_match(options, &findings->items[i], &matches, err))
            return (int)err->kind;
        if (matches)
            findings->items[kept++] = findings->items[i];
    }
    findings->count = kept;
    return 0;
}

static int make_document(struct reporting *reporting, const struct ak_fleet *fleet,
                         struct ak_report_document *document, struct ak_err *err)
{
    const struct ak_core *core = &reporting->errand.core;

    document->fleet = fleet;
    document->on = reporting->errand.options->on;
    document->scope = scope_words(reporting);
    document->fail_on = &reporting->fail_on;
    document->now = ak_clock_now(&core->clock);
    document->version = PACKAGE_VERSION;
    document->unread = ak__complaints(ak_store_snap(core->store), false, reporting->arena,
                                      &document->unread_count);
    document->findings = ak_findings_collect(fleet, ak_store_snap(core->store), reporting->arena);
    if (keep_filtered(reporting->errand.options, &document->findings, err))
        return (int)err->kind;
    document->known_count =
        ak_findings_drop_known(&document->findings, reporting->known, reporting->known_count);
    ak_report_document_look_ahead(document, reporting->arena);
    return 0;
}

static bool write_out(const char *bytes, size_t len, void *context)
{
    (void)context;
    return fwrite(bytes, 1, len, stdout) == len;
}

static bool append(const char *bytes, size_t len, void *context)
{
    return ak_buf_append(context, bytes, len);
}

/* A reader of the file (a textfile collector) sees the old or the new one, never half of it. */
static int write_file(const struct ak_report_document *document,
                      const struct ak_report_style *style, const char *path, struct ak_err *err)
{
    struct ak_buf text = ak_buf_init(AK_LIMIT_CACHE);
    int failed = ak_report_document_print(document, style, append, &text, err);

    if (!failed)
        failed = ak_file_publish(path, ak_buf_text(&text), text.len, err);
    ak_buf_release(&text);
    return failed;
}

/* Returns an exit code, 0 when the document is where it should be. */
static int write_document(struct reporting *reporting, const struct ak_report_document *document)
{
    const struct ak_options *options = reporting->errand.options;
    struct ak_report_style style = {.format = options->format,
                                    .is_ascii = ak__cli_is_ascii(reporting->errand.core.conf)};
    struct ak_err err = ak_err_none();

    if (options->output_file != NULL) {
        if (write_file(document, &style, options->output_file, &err) == 0)
            return 0;
        ak__complain(&err);
        return ak_err_kind_exit_code(err.kind);
    }
    if (ak_report_document_print(document, &style, write_out, NULL, &err) == 0 &&
        fflush(stdout) == 0)
        return 0;
    reporting->is_cut_off = errno == EPIPE;
    return reporting->is_cut_off ? 0 : ak__complain_of_output(errno);
}

/* ---- the end ---- */

/* Writes the report of what is in scope; the exit code, without regard to what is missing. */
static int report(struct reporting *reporting)
{
    const struct ak_core *core = &reporting->errand.core;
    struct ak_fleet *fleet = ak_fleet_narrow(core->fleet, is_in_scope, reporting->errand.options);
    struct ak_report_document document = {.now = 0};
    struct ak_err err = ak_err_none();
    int code;

    if (make_document(reporting, fleet, &document, &err)) {
        ak__complain(&err);
        code = ak_err_kind_exit_code(err.kind);
    } else {
        code = write_document(reporting, &document);
        if (code == 0 && ak_report_document_failing(&document) > 0)
            code = FINDING;
    }
    ak_fleet_unref(fleet);
    return code;
}

/* A finding that fails is certain, whatever is missing; what was not found may be in what could not
 * be read. */
static int finish(struct reporting *reporting)
{
    const struct ak_core *core = &reporting->errand.core;
    struct ak_err err = ak_err_none();
    bool has_data;
    int incomplete =
        ak__complain_of_slots(ak_store_snap(core->store), AK_TOPIC_CLUSTERS, &has_data);
    int code;

    if (incomplete != 0 && !has_data)
        return incomplete;
    code = report(reporting);
    if (ak__cli_complain_of_missing(core, reporting->errand.options, &err))
        ak__complain(&err);
    if (code == 0)
        code = incomplete;
    return code != 0 ? code : ak_err_kind_exit_code(err.kind);
}

/* ---- before anything is asked ---- */

static int read_fail_on(struct reporting *reporting, struct ak_err *err)
{
    const struct ak_vec *words = &reporting->errand.options->fail_on;
    int failed = 0;

    for (size_t i = 0; i < words->len && !failed; i++)
        failed = ak_fail_on_add(&reporting->fail_on, *(const char **)ak_vec_at(words, i), err);
    return failed;
}

static int read_baseline(struct reporting *reporting, struct ak_err *err)
{
    const char *path = reporting->errand.options->baseline;
    struct ak_err failure = ak_err_none();
    char *text = NULL;
    size_t len;
    int failed;

    if (path == NULL)
        return 0;
    failed = ak_file_read(path, AK_LIMIT_BODY, &text, &len, err);
    if (!failed && ak_wire_read_baseline(text, len, reporting->arena, &reporting->known,
                                         &reporting->known_count, &failure))
        failed = ak_err_set(err, failure.kind, "%s: %s", path, failure.text);
    free(text);
    return failed;
}

int ak__report_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct reporting reporting = {
        .errand = {.options = options, .on_step = on_step, .err = ak_err_none()},
        .arena = ak_arena_new(0)};
    struct ak_err *err = &reporting.errand.err;
    int code;

    if (ak__rows_check(options, err) == 0 && read_fail_on(&reporting, err) == 0 &&
        read_baseline(&reporting, err) == 0)
        ak__errand_run(&reporting.errand, conf);
    if (err->kind != AK_ERR_NONE) {
        ak__complain(err);
        code = ak_err_kind_exit_code(err->kind);
    } else {
        code = finish(&reporting);
    }
    ak__errand_close(&reporting.errand);
    ak_arena_free(reporting.arena);
    return reporting.is_cut_off ? ak__cli_end_by_pipe() : code;
}
