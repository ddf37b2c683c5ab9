/* styles.h: the colours and attributes on a screen as text, for golden files. */
#ifndef TESTS_SCREEN_STYLES_H
#define TESTS_SCREEN_STYLES_H

#include "tests/screen/emulator.h"

/* The style of every cell as one letter, blank for the plain one, with a legend below. The caller
 * frees. */
char *styles_of(const struct emulator *emulator);

#endif
