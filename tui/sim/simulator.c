#include "config.h"

#include "simulator_int.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "api_int.h"
#include "book_int.h"
#include "cache_int.h"
#include "entra_int.h"
#include "json_int.h"
#include "meter_int.h"
#include "operation_int.h"
#include "replay_int.h"
#include "rights_int.h"
#include "state_int.h"
#include "throttle_int.h"

enum {
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

static void unregister_everywhere(struct ak_sim_world *world, const char *provider)
{
    for (size_t i = 0; i < world->subscription_count; i++) {
        ak_sim_json_set_text(world->subscriptions[i]->providers, provider, "NotRegistered");
    }
}

static int unregister_providers(struct ak_sim_world *world, const struct ak_sim_options *options,
                                struct ak_err *err)
{
    for (size_t i = 0; i < options->unregistered.len; i++) {
        const char *asked = *(const char **)ak_vec_at(&options->unregistered, i);
        size_t n = 0;
        while (ak_sim_api_provider(n) != NULL && !ak_text_caseeq(ak_sim_api_provider(n), asked)) {
            n++;
        }
        if (ak_sim_api_provider(n) == NULL) {
            return ak_err_set(err, AK_ERR_USAGE, "there is no resource provider \"%s\"", asked);
        }
        unregister_everywhere(world, ak_sim_api_provider(n));
    }
    return 0;
}

static int open_record(struct ak_sim *sim, const char *path, struct ak_err *err)
{
    if (path == NULL) {
        return 0;
    }
    sim->record = fopen(path, "ae");
    return sim->record != NULL ? 0 : ak_err_set(err, AK_ERR_FILE, "%s: %s", path, strerror(errno));
}

int ak_sim_init(struct ak_sim *sim, const struct ak_sim_options *options, struct ak_err *err)
{
    *sim = (struct ak_sim){.options = options,
                           .world = ak_sim_world_new(options->now),
                           .book = ak_sim_book_new(),
                           .operations = ak_sim_operations_new(),
                           .cache = ak_sim_cache_new(CACHE_MAX),
                           .reads = ak_sim_meter_new(options->reads, READS_PER_MINUTE),
                           .writes = ak_sim_meter_new(WRITES, WRITES_PER_MINUTE),
                           .deletes = ak_sim_meter_new(WRITES, WRITES_PER_MINUTE),
                           .throttle = options->is_throttled ? ak_sim_throttle_new() : NULL,
                           .faults = options->faults,
                           .clock = ak_clock_system(),
                           .random = (uint64_t)options->seed,
                           .change_random = ~(uint64_t)options->seed,
                           .scheme = "http",
                           .authority = "127.0.0.1"};
    sim->started_ms = ak_clock_ms(&sim->clock);
    int failed = ak_sim_entra_open(options, &sim->entra, err);
    failed = failed != 0 ? failed : build_world(sim->world, options, err);
    if (failed == 0) {
        failed = ak_sim_rights_open(&options->roles, sim->world->tables, &sim->rights, err);
    }
    failed = failed != 0 ? failed : unregister_providers(sim->world, options, err);
    if (failed == 0 && options->replay != NULL) {
        failed = ak_sim_replay_open(options->replay, sim->world, &sim->replay, err);
    }
    if (failed == 0 && options->state != NULL) {
        failed = ak_sim_state_read(sim, options->state, err);
    }
    return failed != 0 ? failed : open_record(sim, options->record, err);
}

int ak_sim_finish(struct ak_sim *sim, struct ak_err *err)
{
    int failed = 0;
    if (sim->options->state != NULL && sim->has_state) {
        failed = ak_sim_state_write(sim, sim->options->state, err);
    }
    if (sim->replay != NULL && !ak_sim_replay_report(sim->replay, stderr) && failed == 0) {
        failed = ak_err_set(err, AK_ERR_MALFORMED, "%s was not replayed as recorded",
                            sim->options->replay);
    }
    return failed;
}

void ak_sim_release(struct ak_sim *sim)
{
    if (sim->record != NULL) {
        (void)fclose(sim->record);
    }
    ak_sim_meter_free(sim->reads);
    ak_sim_meter_free(sim->writes);
    ak_sim_meter_free(sim->deletes);
    ak_sim_throttle_free(sim->throttle);
    ak_sim_replay_free(sim->replay);
    ak_sim_cache_free(sim->cache);
    ak_sim_entra_free(sim->entra);
    ak_sim_rights_free(sim->rights);
    ak_sim_operations_free(sim->operations);
    ak_sim_book_free(sim->book);
    ak_sim_world_free(sim->world);
}
