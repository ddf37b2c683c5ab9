/* built_in.h: the built-in facts, decoded once for a test program; snapshots piece by piece. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H
#define AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H

#include "akscope/model/facts.h"
#include "akscope/model/snap.h"

/* cmocka group set-up and tear-down: *state is the facts. */
int built_in_setup(void **state);
int built_in_teardown(void **state);

/* The snapshot with one more list that was read; takes the references of both. */
struct ak_snap *snap_with(struct ak_snap *snap, enum ak_topic topic, const char *key,
                          struct ak_payload *payload);

#endif
