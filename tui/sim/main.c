/* akscope-sim: a local Azure Resource Manager for AKS. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "call_int.h"
#include "file_int.h"
#include "server_int.h"
#include "simulator_int.h"
#include "tls_int.h"

enum { EXIT_USAGE = 2 };

static int write_port_file(const char *path, unsigned port, struct ak_err *err)
{
    char *text = ak_asprintf("%u\n", port);
    int failed = ak_sim_file_write(path, text, err);
    free(text);
    return failed;
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

static int serve(struct ak_sim *sim, const struct ak_sim_options *options, struct ak_err *err)
{
    struct ak_sim_tls tls = {0};
    struct ak_sim_server server;
    int failed = options->tls != NULL ? ak_sim_tls_open(options->tls, &tls, err) : 0;
    if (failed != 0) {
        return failed;
    }
    struct ak_sim_place place = {(uint16_t)options->port, options->is_ipv6};
    failed = ak_sim_server_open(&server, sim, &place, options->tls != NULL ? &tls : NULL, err);
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
    struct ak_sim sim;
    int failed = ak_sim_init(&sim, options, err);
    failed = failed != 0 ? failed : serve(&sim, options, err);
    int unfinished = ak_sim_finish(&sim, err);
    ak_sim_release(&sim);
    return failed != 0 ? failed : unfinished;
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
