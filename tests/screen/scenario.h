/* scenario.h: a script that drives a program on a terminal, one step a line; a test point for each
 * step that looks at something. HACKING.md lists the steps; steps.c is their table. */
#ifndef TESTS_SCREEN_SCENARIO_H
#define TESTS_SCREEN_SCENARIO_H

#include <stdbool.h>
#include <stdio.h>

/* Where things are. */
struct scenario_places {
    const char *program;  /* what `run` starts */
    const char *sim;      /* what `sim` starts */
    const char *source;   /* top source folder */
    const char *build;    /* top build folder */
    const char *shared;   /* recorded traffic */
    const char *golden;   /* folder of golden pictures */
    const char *pictures; /* folder for `picture`, or NULL: they are not made */
};

/* Runs the script, of the name `name`, and reports in TAP. True when nothing failed. */
bool scenario_run(FILE *script, const char *name, const struct scenario_places *places, FILE *tap);

#endif
