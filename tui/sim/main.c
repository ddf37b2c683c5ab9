/* akscope-sim: a local Azure Resource Manager for AKS. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "book_int.h"
#include "cache_int.h"
#include "call_int.h"
#include "meter_int.h"
#include "operation_int.h"
#include "server_int.h"
#include "tls_int.h"

enum {
    EXIT_USAGE = 2,
    CACHE_MAX = 256 * 1024 * 1024,
    READS_PER_MINUTE = 25 * 60,
    WRITES = 801, /* recorded: 800 and less are left */
    WRITES_PER_MINUTE = 10 * 60,
};

static int build_world(struct ak_sim_world *world, const struct ak_sim_options *options,
                       struct ak_err *err)
{
    if (options->is_contoso) {
        ak_sim_fleet_contoso(world);
    }
    if (options->clusters > 0) {
        ak_sim_fleet_generate(world, (size_t)options->clusters, (size_t)options->pools,
                              (uint64_t)options->seed);
    }
    int failed = 0;
    for (size_t i = 0; i < options->import.len && failed == 0; i++) {
        failed = ak_sim_fleet_import(world, *(const char **)ak_vec_at(&options->import, i), err);
    }
    return failed;
}

/* Appears whole under its name, so that whoever waits for it never reads half a number. */
static int write_port_file(const char *path, unsigned port, struct ak_err *err)
{
    char *draft = ak_asprintf("%s.new", path);
    FILE *file = fopen(draft, "we");
    bool is_good = file != NULL;
    if (is_good) {
        is_good = fprintf(file, "%u\n", port) > 0;
        is_good = fclose(file) == 0 && is_good && rename(draft, path) == 0;
    }
    free(draft);
    return is_good ? 0 : ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
}

static int announce(const struct ak_sim_server *server, const struct ak_sim_options *options,
                    struct ak_err *err)
{
    if (!options->is_quiet) {
        (void)printf("%s://%s\n", server->sim->scheme, server->authority);
        (void)fflush(stdout);
    }
    return options->port_file != NULL ? write_port_file(options->port_file, server->port, err) : 0;
}

static int open_record(struct ak_sim *sim, const char *path, struct ak_err *err)
{
    if (path == NULL) {
        return 0;
    }
    sim->record = fopen(path, "ae");
    return sim->record != NULL ? 0 : ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
}

static int serve(struct ak_sim *sim, const struct ak_sim_options *options, struct ak_err *err)
{
    struct ak_sim_tls tls = {0};
    struct ak_sim_server server;
    int failed = options->tls != NULL ? ak_sim_tls_open(options->tls, &tls, err) : 0;
    if (failed != 0) {
        return failed;
    }
    failed = ak_sim_server_open(&server, sim, (uint16_t)options->port,
                                options->tls != NULL ? &tls : NULL, err);
    if (failed == 0) {
        failed = announce(&server, options, err);
        failed = failed != 0 ? failed : ak_sim_server_run(&server, err);
        ak_sim_server_close(&server);
    }
    ak_sim_tls_release(&tls);
    return failed;
}

static int simulate(const struct ak_sim_options *options, struct ak_err *err)
{
    struct ak_sim sim = {.options = options,
                         .world = ak_sim_world_new(options->now),
                         .cache = ak_sim_cache_new(CACHE_MAX),
                         .book = ak_sim_book_new(),
                         .operations = ak_sim_operations_new(),
                         .reads = ak_sim_meter_new(options->reads, READS_PER_MINUTE),
                         .writes = ak_sim_meter_new(WRITES, WRITES_PER_MINUTE),
                         .deletes = ak_sim_meter_new(WRITES, WRITES_PER_MINUTE),
                         .faults = options->faults,
                         .clock = ak_clock_system(),
                         .random = (uint64_t)options->seed,
                         .change_random = ~(uint64_t)options->seed,
                         .scheme = "http",
                         .authority = "127.0.0.1"};
    sim.started_ms = ak_clock_ms(&sim.clock);
    int failed = build_world(sim.world, options, err);
    failed = failed != 0 ? failed : open_record(&sim, options->record, err);
    failed = failed != 0 ? failed : serve(&sim, options, err);
    if (sim.record != NULL) {
        (void)fclose(sim.record);
    }
    ak_sim_meter_free(sim.reads);
    ak_sim_meter_free(sim.writes);
    ak_sim_meter_free(sim.deletes);
    ak_sim_cache_free(sim.cache);
    ak_sim_operations_free(sim.operations);
    ak_sim_book_free(sim.book);
    ak_sim_world_free(sim.world);
    return failed;
}

int main(int argc, char **argv)
{
    struct ak_sim_options options;
    struct ak_err err = ak_err_none();
    int failed = ak_sim_options_parse(argc, argv, &options, &err);
    if (failed == 0 && options.is_help) {
        (void)fputs(ak_sim_options_help(), stdout);
    } else if (failed == 0 && options.is_version) {
        (void)puts("akscope-sim " PACKAGE_VERSION);
    } else if (failed == 0) {
        failed = simulate(&options, &err);
    }
    ak_sim_options_release(&options);
    if (failed == 0) {
        return EXIT_SUCCESS;
    }
    (void)fprintf(stderr, "akscope-sim: %s\n", err.text);
    return err.kind == AK_ERR_USAGE ? EXIT_USAGE : EXIT_FAILURE;
}
