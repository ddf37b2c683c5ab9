/* deadline.h: the hard limit of a wait. A deadline is a time of the monotonic clock in
 * milliseconds. */
#ifndef TESTS_SCREEN_DEADLINE_H
#define TESTS_SCREEN_DEADLINE_H

#include <stdint.h>

/* The longest that a wait for the program takes, in milliseconds: 30 s, or AKSCOPE_TEST_LIMIT
 * seconds, for machines that are slow. */
int64_t deadline_limit(void);

/* The deadline that is `ms` from now. */
int64_t deadline_in(int64_t ms);

/* Milliseconds that are left, 0 when it has passed: what poll(2) takes. */
int deadline_left(int64_t deadline);

#endif
