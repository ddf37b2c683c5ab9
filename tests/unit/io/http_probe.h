/* http_probe.h: one HTTP call as the tests of io see it: how often it completed, and how. */
#ifndef AKSCOPE_TESTS_UNIT_IO_HTTP_PROBE_H
#define AKSCOPE_TESTS_UNIT_IO_HTTP_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/io/http.h"

struct probe {
    struct ak_http_call *call; /* NULL once it has completed */
    int completions;
    bool answered;
    int status;
    char body[4096];  /* cut */
    size_t body_len;  /* whole */
    char header[256]; /* value of the header "x-probe", or "" */
    struct ak_err err;
    void (*on_done)(struct probe *probe); /* or NULL */
    void *context;
};

/* Starts `request` on `http` into the zeroed `probe`. */
void probe_start(struct probe *probe, struct ak_http *http, const struct ak_http_request *request);

/* GET `url`. */
void probe_get(struct probe *probe, struct ak_http *http, const char *url);

/* GET `url` with a client of its own on a loop of its own; everything is closed again. */
struct probe probe_once(const char *url, const struct ak_http_options *options);

void assert_answered(const struct probe *probe, int status);
void assert_failed(const struct probe *probe, enum ak_err_kind kind);

/* A client with defaults. */
struct ak_http *probe_client(struct ak_loop *loop);

/* Ends the process when a test hangs, instead of the build. */
void probe_set_watchdog(void);

#endif
