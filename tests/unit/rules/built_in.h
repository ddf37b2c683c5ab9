/* built_in.h: the built-in facts, decoded once for a test program. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H
#define AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H

#include "akscope/model/facts.h"

/* cmocka group set-up and tear-down: *state is the facts. */
int built_in_setup(void **state);
int built_in_teardown(void **state);

#endif
