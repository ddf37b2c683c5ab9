/* golden.h: texts that were looked at once and are compared ever after. With
 * AKSCOPE_UPDATE_GOLDENS=1 they are written instead: `make update-goldens`, then read the diff. */
#ifndef TESTS_SUPPORT_GOLDEN_H
#define TESTS_SUPPORT_GOLDEN_H

#include <stdbool.h>
#include <stdio.h>

/* Compares `text` with the file at `path`; differences go to `diff` line by line. */
bool golden_compare(const char *path, const char *text, FILE *diff);

#endif
