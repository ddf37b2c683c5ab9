/* simulator.h: akscope-sim, run for one scenario on a port of its own. */
#ifndef TESTS_SCREEN_SIMULATOR_H
#define TESTS_SCREEN_SIMULATOR_H

#include <stdbool.h>
#include <sys/types.h>

#include "tests/screen/sandbox.h"

struct simulator {
    pid_t process; /* 0: not running */
    int port;
};

/* Starts `program` with `--port PORT --port-file FILE` and the arguments (NULL-terminated), and
 * waits until it has written its port. PORT is 0 for any, or what `simulator` had before, so that
 * one that was stopped comes back where it was. Its output goes to sim.log in the sandbox. False
 * when it does not start. */
bool simulator_start(struct simulator *simulator, const struct sandbox *sandbox, char *program,
                     char *const *arguments);

/* Ends it and keeps its port for the next start. Allowed when it does not run. */
void simulator_stop(struct simulator *simulator);

#endif
