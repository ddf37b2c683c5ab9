/* sim_fixture.h: a simulator without sockets for tests: its own clock, which only the test moves,
 * and requests with a token. */
#ifndef AKSCOPE_TESTS_SIM_FIXTURE_H
#define AKSCOPE_TESTS_SIM_FIXTURE_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "tui/sim/call_int.h"
#include "tui/sim/options_int.h"

struct sim_fixture {
    struct ak_sim_options options;
    struct ak_sim sim;
    char *token;
    struct ak_sim_call *call; /* the last one */
    cJSON *body;              /* its answer, when that is JSON */
};

/* Options as on the command line, NULL at the end; the test fails when they aren't taken. */
void sim_fixture_open(struct sim_fixture *fixture, const char *const *arguments);
void sim_fixture_close(struct sim_fixture *fixture);

/* Time goes on by so many seconds of the simulator's own clock. */
void sim_fixture_pass(struct sim_fixture *fixture, double seconds);

/* Sends a request; `body` and `headers` ("Name: value" lines, NULL at the end) may be NULL. Returns
 * the status. */
int sim_fixture_send(struct sim_fixture *fixture, const char *method, const char *target,
                     const char *body, const char *const *headers);

int sim_fixture_get(struct sim_fixture *fixture, const char *target);

/* A header of the last answer; NULL: none. */
const char *sim_fixture_header(const struct sim_fixture *fixture, const char *name);

/* The text at a path like "properties.powerState.code" of the last answer; "" when there is none. */
const char *sim_fixture_text(const struct sim_fixture *fixture, const char *path);
int sim_fixture_number(const struct sim_fixture *fixture, const char *path);
const cJSON *sim_fixture_at(const struct sim_fixture *fixture, const char *path);

/* Follows Azure-AsyncOperation of an earlier answer, given as a copy: polls once. */
const char *sim_fixture_poll(struct sim_fixture *fixture, const char *url);

#endif
