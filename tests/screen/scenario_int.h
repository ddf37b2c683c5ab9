/* scenario_int.h: a scenario under way, as its steps see it. */
#ifndef TESTS_SCREEN_SCENARIO_INT_H
#define TESTS_SCREEN_SCENARIO_INT_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/screen/sandbox.h"
#include "tests/screen/scenario.h"
#include "tests/screen/session.h"
#include "tests/screen/simulator.h"
#include "tests/screen/tap.h"

enum { SCENARIO_WORDS = 64 };

struct scenario {
    const struct scenario_places *places;
    const char *name;
    int line;
    struct tap tap;
    struct sandbox sandbox;
    struct simulator simulator;
    char *sim_words[SCENARIO_WORDS]; /* the arguments of the last `sim`, NULL-terminated */
    struct session *session;         /* NULL before `run` */
    int cols;
    int rows;
    bool is_skipped; /* a `require` was not met */
};

/* The words of one line; words[0] is the step. NULL-terminated. */
struct scenario_line {
    char *words[SCENARIO_WORDS + 1];
    size_t count;
};

/* Does one step; false when the scenario can't go on. */
bool scenario_step(struct scenario *scenario, const struct scenario_line *line);

/* A test point about the step in `line`; a failure explains itself with `why` and the screen. */
bool scenario_point(struct scenario *scenario, const struct scenario_line *line, bool is_ok,
                    const char *why);

#endif
