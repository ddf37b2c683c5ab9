/* tap.h: test points in the Test Anything Protocol. */
#ifndef TESTS_SCREEN_TAP_H
#define TESTS_SCREEN_TAP_H

#include <stdbool.h>
#include <stdio.h>

struct tap {
    FILE *out;
    int points;
    int failures;
};

/* Reports one point and returns is_ok. */
__attribute__((format(printf, 3, 4))) bool tap_point(struct tap *tap, bool is_ok,
                                                     const char *format, ...);

/* A point that can't be tested here, with the reason. */
void tap_skip(struct tap *tap, const char *what, const char *why);

/* Explains: each line of `text` becomes a comment. */
void tap_note(struct tap *tap, const char *text);

/* Says how many points there were. */
void tap_end(struct tap *tap);

#endif
