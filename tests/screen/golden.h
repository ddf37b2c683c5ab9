/* golden.h: pictures that were looked at once and are compared ever after. With
 * AKSCOPE_UPDATE_GOLDENS=1 they are written instead: `make update-goldens`, then read the diff. */
#ifndef TESTS_SCREEN_GOLDEN_H
#define TESTS_SCREEN_GOLDEN_H

#include <stdbool.h>
#include <stdio.h>

#include "tests/screen/emulator.h"

/* Compares `text` with the file at `path`; differences go to `diff` line by line. */
bool golden_compare(const char *path, const char *text, FILE *diff);

/* The style of every cell as one letter, blank for the plain one, with a legend below. The caller
 * frees. */
char *golden_styles(const struct emulator *emulator);

#endif
