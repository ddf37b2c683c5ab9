/* site.h: what a test of the command line works on: a folder and an environment of its own, in it a
 * simulator that records, and akscope run as a script runs it: without a terminal, its output read
 * back. For cmocka tests; what can't be set up ends the program. */
#ifndef AKSCOPE_TESTS_CONFORM_SITE_H
#define AKSCOPE_TESTS_CONFORM_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <cjson/cJSON.h>

#include "tests/screen/sandbox.h"
#include "tests/screen/simulator.h"

struct site {
    struct sandbox sandbox;
    struct simulator simulator; /* process 0: none */
    int commands;               /* how many were started */
};

/* Starts akscope-sim with the words of `options` and --record (NULL: no simulator), and sets the
 * variables that lead akscope to it. */
void site_open(struct site *site, const char *options);
void site_close(struct site *site);

/* Ends the simulator and starts it on the same port with other options and a new record. */
void site_restart(struct site *site, const char *options);

/* cmocka group set-up and tear-down: *state is a site with the usual fleet, on 23 Nov 2026. */
int site_setup(void **state);
int site_teardown(void **state);

/* What the simulator has recorded so far, an array of exchanges in order; the caller deletes it. */
cJSON *site_exchanges(const struct site *site);

/* One run of a program. */
struct command {
    pid_t process;
    char *out_path;
    char *err_path;
    int status;     /* the exit code, or minus the signal that ended it */
    char *out;      /* all of standard output, NUL-terminated */
    char *err;      /* all of standard error, NUL-terminated */
    size_t out_len; /* bytes of out */
};

/* Starts akscope with the words of `line`: `get pools -o json`, with words that hold blanks in
 * double quotes. Its standard input is /dev/null. */
void command_start(struct command *command, struct site *site, const char *line);

/* Starts a shell with that script, in which `akscope` is the program under test. */
void command_start_shell(struct command *command, struct site *site, const char *script);

/* Waits for its end and reads what it wrote. */
void command_wait(struct command *command);
void command_release(struct command *command);

/* Both in one; the caller releases. */
struct command command_run(struct site *site, const char *line);
struct command command_run_shell(struct site *site, const char *script);
/* Fails the test unless it ends with 0 and says nothing on standard error. */
struct command command_run_well(struct site *site, const char *line);

/* True when the text has all `parts`, which are separated by |; no parts: when it is empty. */
bool has_all(const char *text, const char *parts);

/* All of standard output as JSON; the caller deletes it. */
cJSON *command_json(const struct command *command, const char *line);
/* What `akscope LINE -o json` prints, which must end well; the caller deletes it. */
cJSON *site_json(struct site *site, const char *line);

#endif
