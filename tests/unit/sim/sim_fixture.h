/* sim_fixture.h: a simulator without sockets for tests: its own clock, which only the test moves,
 * and requests with a token. */
#ifndef AKSCOPE_TESTS_SIM_FIXTURE_H
#define AKSCOPE_TESTS_SIM_FIXTURE_H

#include <stdint.h>

#include <cjson/cJSON.h>

#include "tui/sim/call_int.h"
#include "tui/sim/options_int.h"

/* Of the demonstration fleet. */
#define SIM_CONTOSO "/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001"
#define SIM_CONTOSO_GROUPS SIM_CONTOSO "/resourceGroups/"
#define SIM_LEDGER                                                                                 \
    SIM_CONTOSO_GROUPS                                                                             \
    "rg-ledger-neu/providers/Microsoft.ContainerService/managedClusters/ledger-prod"
#define SIM_VERSION "?api-version=2025-10-01"

struct sim_fixture {
    struct ak_sim_options options;
    struct ak_sim sim;
    char *token;
    struct ak_sim_call *call; /* the last one */
    cJSON *body;              /* its answer, when that is JSON */
};

/* Options as on the command line, NULL at the end; the test fails when they aren't taken. */
void sim_fixture_open(struct sim_fixture *fixture, const char *const *arguments);

/* The same, but for a start that may fail: the reason is in *err. Nothing is open then. */
int sim_fixture_try(struct sim_fixture *fixture, const char *const *arguments, struct ak_err *err);
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

/* The text at a path like "properties.powerState.code" of the last answer; "" when there is none.
 */
const char *sim_fixture_text(const struct sim_fixture *fixture, const char *path);
int sim_fixture_number(const struct sim_fixture *fixture, const char *path);
const cJSON *sim_fixture_at(const struct sim_fixture *fixture, const char *path);

/* Follows Azure-AsyncOperation of an earlier answer, given as a copy: polls once. */
const char *sim_fixture_poll(struct sim_fixture *fixture, const char *url);

/* Polls the operation of the last answer once, time having gone on: its status, which the caller
 * frees, and the code of its error ("": none) into `code` unless NULL, good until the next request.
 */
char *sim_fixture_end(struct sim_fixture *fixture, double seconds, const char **code);
void sim_fixture_expect_end(struct sim_fixture *fixture, double seconds, const char *wanted);

/* ---- the demonstration fleet on 2026-11-23, at --time-scale 1 ---- */

enum { SIM_LONG_ENOUGH = 7200 }; /* seconds: every operation has ended by then */

/* `fault` may be NULL. */
void sim_fixture_open_contoso(struct sim_fixture *fixture, const char *fault);

/* What its first subscription uses in northeurope of "cores", a family, … */
int sim_fixture_usage(struct sim_fixture *fixture, const char *name);

/* The path of a pool of cluster ledger-prod, with an action ("/abort") or "" behind it; the caller
 * frees. Requests to it return their status. */
char *sim_pool_path(const char *pool, const char *action);
int sim_pool_send(struct sim_fixture *fixture, const char *method, const char *pool,
                  const char *body, const char *header);
int sim_pool_post(struct sim_fixture *fixture, const char *pool, const char *action,
                  const char *body);

/* Reads the pool: a text or number at a path below its properties. */
const char *sim_pool_text(struct sim_fixture *fixture, const char *pool, const char *name);
int sim_pool_number(struct sim_fixture *fixture, const char *pool, const char *name);

/* Sends the pool's body back with one of its properties set to a piece of JSON. */
int sim_pool_put(struct sim_fixture *fixture, const char *pool, const char *name,
                 const char *value);

#endif
