#include "config.h"

#include "tests/unit/auth/identity_bench.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"

enum { WATCHDOG_S = 60 };

/* Every variable that a credential looks at. */
static const char *const variables[] = {
    "AKSCOPE_TOKEN",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_AUTHORITY_HOST",
    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    "AZURE_TOKEN_CREDENTIALS",
    "AZURE_CONFIG_DIR",
    "AZURE_CLOUD_NAME",
    "AZURE_USERNAME",
    "AZURE_PASSWORD",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "IMDS_ENDPOINT",
};

static void begin(struct identity_bench *bench, struct tiny_server *server)
{
    char folder[] = "/tmp/akscope-identity-XXXXXX";
    struct ak_err err = ak_err_none();
    struct ak_http_options http = {.user_agent = "akscope/test"};

    alarm(WATCHDOG_S);
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        unsetenv(variables[i]);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("AZURE_CONFIG_DIR", folder, 1);
    setenv("PATH", folder, 1);
    *bench = (struct identity_bench){.folder = ak_strdup(folder),
                                     .clock = ak_clock_manual(BENCH_NOW),
                                     .loop = ak_loop_new(),
                                     .server = server};
    assert_int_equal(ak_http_new(bench->loop, &http, &bench->http, &err), 0);
    ak_cloud_init(&bench->cloud, AK_CLOUD_PUBLIC);
    free(bench->cloud.authority);
    bench->cloud.authority = ak_strdup(tiny_server_url(server, ""));
}

void bench_play_script(struct identity_bench *bench, const struct tiny_answer *answers,
                       size_t count)
{
    begin(bench, tiny_server_start(answers, count));
}

void bench_play_with(struct identity_bench *bench, tiny_on_request *on_request, void *context)
{
    begin(bench, tiny_server_start_with(on_request, context));
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void bench_end(struct identity_bench *bench)
{
    if (bench->auth != NULL)
        ak_auth_close(bench->auth);
    ak_http_close(bench->http);
    ak_loop_free(bench->loop);
    ak_cloud_release(&bench->cloud);
    tiny_server_stop(bench->server);
    assert_int_equal(nftw(bench->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    free(bench->folder);
    alarm(0);
}

/* The text with `word` replaced, once; the caller frees. */
static char *replaced(const char *text, const char *word, const char *by)
{
    const char *at = strstr(text, word);

    if (at == NULL)
        return ak_strdup(text);
    return ak_asprintf("%.*s%s%s", (int)(at - text), text, by, at + strlen(word));
}

void bench_set(const struct identity_bench *bench, const char *const *assignments)
{
    for (; *assignments != NULL; assignments++) {
        const char *equals = strchr(*assignments, '=');
        char *name = ak_strndup(*assignments, (size_t)(equals - *assignments));
        char *half = replaced(equals + 1, "ORIGIN", tiny_server_url(bench->server, ""));
        char *value = replaced(half, "FOLDER", bench->folder);

        setenv(name, value, 1);
        free(value);
        free(half);
        free(name);
    }
}

char *bench_path(const struct identity_bench *bench, const char *name)
{
    return ak_asprintf("%s/%s", bench->folder, name);
}

void bench_write(const struct identity_bench *bench, const char *name, const char *text)
{
    char *path = bench_path(bench, name);
    struct ak_err err = ak_err_none();

    if (ak_file_replace(path, text, strlen(text), &err) != 0)
        fail_msg("%s", err.text);
    free(path);
}

void bench_open_auth(struct identity_bench *bench, const struct ak_auth_options *options)
{
    struct ak_auth_options all = {0};
    struct ak_err err = ak_err_none();

    if (options != NULL)
        all = *options;
    all.http = bench->http;
    all.cloud = &bench->cloud;
    all.first_wait_ms = 1;
    if (all.arc_agent == NULL)
        all.arc_agent = "/nonexistent";
    if (all.imds_host == NULL)
        all.imds_host = "http://127.0.0.1:1";
    if (ak_auth_new(bench->loop, &bench->clock, &all, &bench->auth, &err) != 0)
        fail_msg("%s", err.text);
}

void bench_open_one(struct identity_bench *bench, const char *credential)
{
    bench_open_auth(bench, &(struct ak_auth_options){.credential = credential});
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct bench_answer *answer = context;

    assert_true((token == NULL) != (err == NULL));
    answer->completions++;
    if (token != NULL)
        (void)ak_text_copy(answer->token, sizeof answer->token, ak_secret_reveal(token));
    else
        answer->err = *err;
}

struct bench_answer bench_ask(struct identity_bench *bench)
{
    struct bench_answer answer = {.err = ak_err_none()};

    (void)ak_auth_get_token(bench->auth, on_token, &answer);
    assert_int_equal(answer.completions, 0);
    ak_loop_run(bench->loop);
    assert_int_equal(answer.completions, 1);
    return answer;
}

void bench_assert_served(struct identity_bench *bench, const char *token)
{
    struct bench_answer answer = bench_ask(bench);

    if (answer.err.kind != AK_ERR_NONE)
        fail_msg("%s: %s", ak_err_kind_name(answer.err.kind), answer.err.text);
    assert_string_equal(answer.token, token);
}

void bench_assert_refused(struct identity_bench *bench, enum ak_err_kind kind, const char *text)
{
    struct bench_answer answer = bench_ask(bench);

    assert_string_equal(answer.token, "");
    if (answer.err.kind != kind || strstr(answer.err.text, text) == NULL)
        fail_msg("%s \"%s\" is not %s with \"%s\"", ak_err_kind_name(answer.err.kind),
                 answer.err.text, ak_err_kind_name(kind), text);
}

const struct ak_attempt *bench_attempt(const struct identity_bench *bench,
                                       enum ak_credential credential)
{
    return &ak_auth_attempts(bench->auth)[credential];
}
