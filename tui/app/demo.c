/* demo.c: starting the simulator and waiting for its port. */
#include "config.h"

#include "demo_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/child.h"
#include "akscope/io/file.h"

enum { LOOK_EVERY_MS = 20, LOOKS_MOST = 500, PATH_SIZE = 4096, PORT_FILE_MAX = 64, EXIT_USAGE = 2 };

/* An unsigned token for Azure Resource Manager that lasts until 2100: what the simulator, which
 * checks no signature, takes from anybody. */
static const char demo_token[] =
    "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    ".eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tLyIsImV4cCI6NDEwMjQ0NDgwMH0"
    ".demo";

struct ak_demo {
    struct ak_service *service;
    struct ak_timer *timer;
    const char *fleet;
    char folder[PATH_SIZE];
    char port_file[PATH_SIZE + 16];
    int looks;
    bool is_over; /* on_ready was called */
    ak_demo_on_ready *on_ready;
    void *context;
};

/* The simulator beside this very program, so that a build tree needs no installation. */
static void find_simulator(char out[PATH_SIZE])
{
    char self[PATH_SIZE - 8];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash;

    snprintf(out, PATH_SIZE, "akscope-sim");
    if (len <= 0)
        return;
    self[len] = '\0';
    slash = strrchr(self, '/');
    if (slash == NULL)
        return;
    *slash = '\0';
    char beside[PATH_SIZE];
    if (snprintf(beside, sizeof beside, "%s/akscope-sim", self) < (int)sizeof beside &&
        access(beside, X_OK) == 0)
        ak_text_copy(out, PATH_SIZE, beside);
}

static void tell(struct ak_demo *demo, const char *endpoint, const struct ak_err *err)
{
    if (demo->is_over)
        return;
    demo->is_over = true;
    ak_timer_stop(demo->timer);
    demo->on_ready(endpoint, err, demo->context);
}

static void on_look(void *context)
{
    struct ak_demo *demo = context;
    struct ak_err err = ak_err_none();
    char *text = NULL;
    char endpoint[64];
    size_t len;
    int64_t port;

    if (ak_file_read(demo->port_file, PORT_FILE_MAX, &text, &len, &err) == 0) {
        text[strcspn(text, "\r\n")] = '\0';
        if (ak_text_to_int(text, 1, 65535, &port)) {
            snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", (int)port);
            tell(demo, endpoint, NULL);
        }
    } else if (++demo->looks > LOOKS_MOST) {
        ak_err_set(&err, AK_ERR_CHILD, "akscope-sim does not answer");
        tell(demo, NULL, &err);
    }
    free(text);
}

static void on_exit_of_simulator(const struct ak_child_result *result, const struct ak_err *err,
                                 void *context)
{
    const struct ak_demo *demo = context;
    struct ak_err why = ak_err_none();

    if (err != NULL)
        why = *err;
    else if (result->exit_status == EXIT_USAGE)
        ak_err_set(&why, AK_ERR_USAGE,
                   "akscope-sim has no fleet \"%.64s\"; `akscope-sim --help` names those it has",
                   demo->fleet);
    else
        ak_err_set(&why, AK_ERR_CHILD, "akscope-sim ended with status %d", result->exit_status);
    tell(context, NULL, &why);
}

static int make_folder(struct ak_demo *demo, struct ak_err *err)
{
    const char *base = getenv("XDG_RUNTIME_DIR");

    if (base == NULL || access(base, W_OK) != 0)
        base = "/tmp";
    snprintf(demo->folder, sizeof demo->folder, "%.4000s/akscope-XXXXXX", base);
    if (mkdtemp(demo->folder) == NULL)
        return ak_err_set(err, AK_ERR_FILE, "no temporary folder can be made in %s", base);
    snprintf(demo->port_file, sizeof demo->port_file, "%s/port", demo->folder);
    return 0;
}

static void remove_folder(const struct ak_demo *demo)
{
    unlink(demo->port_file);
    rmdir(demo->folder);
}

int ak__demo_start(struct ak_loop *loop, const char *fleet, ak_demo_on_ready *on_ready,
                   void *context, struct ak_demo **out, struct ak_err *err)
{
    struct ak_demo *demo = ak_alloc(1, sizeof *demo);
    const char *now = getenv("AKSCOPE_NOW");
    char program[PATH_SIZE];
    int failed = make_folder(demo, err);

    if (failed) {
        free(demo);
        return failed;
    }
    demo->fleet = fleet;
    demo->on_ready = on_ready;
    demo->context = context;
    find_simulator(program);
    const char *arguments[] = {program,   "--quiet",     "--port",
                               "0",       "--port-file", demo->port_file,
                               "--fleet", fleet,         now ? "--now" : NULL,
                               now,       NULL};
    failed = ak_service_start(loop, arguments, on_exit_of_simulator, demo, &demo->service, err);
    if (failed) {
        remove_folder(demo);
        free(demo);
        return failed;
    }
    demo->timer = ak_timer_new(loop, on_look, demo);
    ak_timer_start(demo->timer, LOOK_EVERY_MS, LOOK_EVERY_MS);
    /* A sign-in of the person's must not go to the simulator. */
    setenv("AKSCOPE_TOKEN", demo_token, 1);
    *out = demo;
    return 0;
}

void ak__demo_close(struct ak_demo *demo)
{
    if (demo == NULL)
        return;
    demo->is_over = true;
    ak_timer_close(demo->timer);
    ak_service_close(demo->service);
    remove_folder(demo);
    free(demo);
}
