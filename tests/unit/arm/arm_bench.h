/* arm_bench.h: an ARM client on a loop of its own, with a token, against a server that plays what
 * it is told. */
#ifndef AKSCOPE_TESTS_UNIT_ARM_ARM_BENCH_H
#define AKSCOPE_TESTS_UNIT_ARM_ARM_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/arm/arm.h"
#include "akscope/arm/lro.h"
#include "support/tiny_server.h"

struct bench {
    struct ak_clock clock;
    struct ak_loop *loop;
    struct ak_http *http;
    struct ak_auth *auth;
    struct ak_arm *arm;
    struct tiny_server *server;
    int awaited; /* completions that bench_run waits for */
};

/* How the client differs from its defaults; zeroed: tries again after a millisecond. */
struct bench_options {
    int max_tries;
    int64_t first_wait_ms;
    int64_t total_timeout_ms;
    bool uses_az; /* no AKSCOPE_TOKEN: the `az` in PATH is asked */
};

/* One read, as its caller sees it. */
struct read {
    struct bench *bench;
    struct ak_arm_call *call; /* NULL once it has completed */
    int completions;
    struct ak_payload *payload; /* its reference is the test's */
    struct ak_err err;
    struct ak_number reads_left;
    int64_t next_try_at;
    size_t progress;
    int progress_calls;
    void (*on_done)(struct read *read); /* or NULL */
};

void bench_open(struct bench *bench, const struct bench_options *options,
                struct tiny_server *server);

/* Closes everything, and shows that nothing was left. */
void bench_close(struct bench *bench);

/* Runs until all that was started has completed. */
void bench_run(struct bench *bench);

/* Plays `answers` to one client. */
void bench_play(struct bench *bench, const struct tiny_answer *answers, size_t count);

/* A fake Azure CLI in `folder` (a mkdtemp template), before all else in PATH: it gives out token-1,
 * token-2, … Returns the PATH of before for bench_remove_az. */
char *bench_install_az(char *folder);
void bench_remove_az(const char *folder, char *old_path);

void read_start(struct bench *bench, struct read *read, enum ak_op op,
                const struct ak_arm_target *target);

/* Starts the list of clusters of the subscription "s" and runs to its end. */
void read_clusters(struct bench *bench, struct read *read);
void assert_read(const struct read *read, size_t clusters);
void assert_failed(const struct read *read, enum ak_err_kind kind, const char *part);

#endif
