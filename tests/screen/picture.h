/* picture.h: the screen as a web page, so that a browser can make an image of it. Its title is
 * WIDTH,HEIGHT in pixels. */
#ifndef TESTS_SCREEN_PICTURE_H
#define TESTS_SCREEN_PICTURE_H

#include <stdio.h>

#include "tests/screen/emulator.h"

void picture_write(const struct emulator *emulator, FILE *out);

#endif
