/* sim_cassettes.h: the recorded traffic (AKSCOPE_SHARED/arm-traffic/cassettes), file by file. */
#ifndef AKSCOPE_TESTS_SIM_CASSETTES_H
#define AKSCOPE_TESTS_SIM_CASSETTES_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

/* `path` is the file's, `interactions` what it holds in order. */
typedef void sim_cassette_visit(const char *path, const cJSON *interactions, void *context);

/* Visits every cassette; skips the test when there are none. */
void sim_cassettes_visit(sim_cassette_visit *visit, void *context);

#endif
