/* identity_bench.h: what tests of credentials work on: endpoints that a tiny server plays, an auth
 * that knows no others, an environment in which nothing is set, and a folder. For cmocka tests. */
#ifndef TESTS_UNIT_AUTH_IDENTITY_BENCH_H
#define TESTS_UNIT_AUTH_IDENTITY_BENCH_H

#include "akscope/auth/auth.h"
#include "akscope/base/clock.h"
#include "akscope/io/http.h"
#include "tests/support/tiny_server.h"

enum { BENCH_NOW = 1764000000 };

/* The folder of the bench stands for FOLDER, the server's origin for ORIGIN, in values of the
 * environment. */
struct identity_bench {
    char *folder;
    struct ak_clock clock;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth; /* NULL until bench_open_auth */
    struct tiny_server *server;
    struct ak_cloud cloud; /* whose authority is the server; release it */
};

struct bench_answer {
    int completions;
    char token[256]; /* "" when it failed */
    struct ak_err err;
};

/* A server that plays a script, or a function. */
void bench_play_script(struct identity_bench *bench, const struct tiny_answer *answers,
                       size_t count);
void bench_play_with(struct identity_bench *bench, tiny_on_request *on_request, void *context);
void bench_end(struct identity_bench *bench);

/* Sets variables "NAME=VALUE", NULL at the end. */
void bench_set(const struct identity_bench *bench, const char *const *variables);

/* The path of a file in the folder; the caller frees. */
char *bench_path(const struct identity_bench *bench, const char *name);
void bench_write(const struct identity_bench *bench, const char *name, const char *text);

/* `options` may be NULL; cloud, http and waits are filled in. */
void bench_open_auth(struct identity_bench *bench, const struct ak_auth_options *options);
/* The same with a credential of that name alone. */
void bench_open_one(struct identity_bench *bench, const char *credential);

struct bench_answer bench_ask(struct identity_bench *bench);
void bench_assert_served(struct identity_bench *bench, const char *token);
void bench_assert_refused(struct identity_bench *bench, enum ak_err_kind kind, const char *text);

/* The attempt at a credential. */
const struct ak_attempt *bench_attempt(const struct identity_bench *bench,
                                       enum ak_credential credential);

#endif
