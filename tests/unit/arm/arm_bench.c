/* arm_bench.c: the client under test and its surroundings. */
#include "config.h"

#include "arm_bench.h"

#include <sys/stat.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"

enum { NOW = 1764000000, WATCHDOG_S = 60 };

void bench_open(struct bench *bench, const struct bench_options *options,
                struct tiny_server *server)
{
    struct ak_err err = ak_err_none();
    struct ak_http_options http = {.user_agent = "akscope/test",
                                   .total_timeout_ms = options->total_timeout_ms};
    struct ak_cloud cloud;

    alarm(WATCHDOG_S);
    *bench = (struct bench){.clock = ak_clock_fixed(NOW), .server = server};
    if (options->uses_az)
        unsetenv("AKSCOPE_TOKEN");
    else
        setenv("AKSCOPE_TOKEN", "first-token", 1);
    bench->loop = ak_loop_new();
    assert_int_equal(ak_http_new(bench->loop, &http, &bench->http, &err), 0);
    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    struct ak_auth_options auth = {.http = bench->http,
                                   .cloud = &cloud,
                                   .credential = options->uses_az ? "azure-cli" : "token"};
    assert_int_equal(ak_auth_new(bench->loop, &bench->clock, &auth, &bench->auth, &err), 0);
    ak_cloud_release(&cloud);
    struct ak_arm_options arm = {
        .loop = bench->loop,
        .http = bench->http,
        .auth = bench->auth,
        .clock = &bench->clock,
        .endpoint = tiny_server_url(server, "/"),
        .max_tries = options->max_tries,
        .first_wait_ms = options->first_wait_ms > 0 ? options->first_wait_ms : 1,
    };
    if (ak_arm_new(&arm, &bench->arm, &err) != 0)
        fail_msg("%s", err.text);
}

void bench_play(struct bench *bench, const struct tiny_answer *answers, size_t count)
{
    bench_open(bench, &(struct bench_options){0}, tiny_server_start(answers, count));
}

void bench_close(struct bench *bench)
{
    if (bench->arm != NULL)
        ak_arm_close(bench->arm);
    ak_auth_close(bench->auth);
    ak_http_close(bench->http);
    ak_loop_free(bench->loop);
    tiny_server_stop(bench->server);
    alarm(0);
}

void bench_run(struct bench *bench)
{
    while (bench->awaited > 0)
        ak_loop_run(bench->loop);
}

char *bench_install_az(char *folder)
{
    static const char script[] = "#!/bin/sh\n"
                                 "echo x >> \"$0.runs\"\n"
                                 "echo \"{\\\"accessToken\\\":\\\"token-$(wc -l < \"$0.runs\")\\\","
                                 "\\\"expires_on\\\":1764003600}\"\n";
    char *old_path = ak_strdup(getenv("PATH"));
    char *path, *search;
    struct ak_err err = ak_err_none();

    assert_non_null(mkdtemp(folder));
    path = ak_asprintf("%s/az", folder);
    search = ak_asprintf("%s:%s", folder, old_path);
    assert_int_equal(ak_file_replace(path, script, strlen(script), &err), 0);
    assert_int_equal(chmod(path, 0700), 0);
    setenv("PATH", search, 1);
    free(search);
    free(path);
    return old_path;
}

void bench_remove_az(const char *folder, char *old_path)
{
    static const char *const names[] = {"az", "az.runs"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *path = ak_asprintf("%s/%s", folder, names[i]);

        unlink(path);
        free(path);
    }
    rmdir(folder);
    setenv("PATH", old_path, 1);
    free(old_path);
}

static void on_progress(size_t items, void *context)
{
    struct read *read = context;

    assert_true(items >= read->progress);
    read->progress = items;
    read->progress_calls++;
}

static void on_done(const struct ak_arm_result *result, void *context)
{
    struct read *read = context;

    assert_int_equal((result->payload == NULL) + (result->err == NULL), 1);
    read->call = NULL;
    read->completions++;
    read->payload = result->payload;
    read->err = result->err != NULL ? *result->err : ak_err_none();
    read->reads_left = result->reads_left;
    read->next_try_at = result->next_try_at;
    read->bench->awaited--;
    if (read->on_done != NULL)
        read->on_done(read);
    ak_loop_stop(read->bench->loop);
}

void read_start(struct bench *bench, struct read *read, enum ak_op op,
                const struct ak_arm_target *target)
{
    read->bench = bench;
    bench->awaited++;
    read->call = ak_arm_read(bench->arm, op, target, on_done, on_progress, read);
    assert_int_equal(read->completions, 0);
}

void read_clusters(struct bench *bench, struct read *read)
{
    read_start(bench, read, AK_OP_LIST_CLUSTERS, &(struct ak_arm_target){.subscription_id = "s"});
    bench_run(bench);
    assert_int_equal(read->completions, 1);
}

void assert_read(const struct read *read, size_t clusters)
{
    if (read->payload == NULL)
        fail_msg("%s: %s", ak_err_kind_name(read->err.kind), read->err.text);
    assert_int_equal(read->payload->as.clusters.count, clusters);
}

void assert_failed(const struct read *read, enum ak_err_kind kind, const char *part)
{
    assert_null(read->payload);
    if (read->err.kind != kind || ak_text_casestr(read->err.text, part) == NULL)
        fail_msg("%s: %s", ak_err_kind_name(read->err.kind), read->err.text);
}
