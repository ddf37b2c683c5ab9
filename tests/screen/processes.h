/* processes.h: what runs in a sandbox: every process that was started with its environment. */
#ifndef TESTS_SCREEN_PROCESSES_H
#define TESTS_SCREEN_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/screen/sandbox.h"

/* Waits until at most `count` processes are left, at most as long as deadline.h allows; *left is
 * how many there were last. True when they are `count`, false also when they are fewer. */
bool processes_wait(const struct sandbox *sandbox, size_t count, size_t *left);

#endif
