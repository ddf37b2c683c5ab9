/* built_in.h: the built-in facts for test programs of every kind; snapshots piece by piece. */
#ifndef AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H
#define AKSCOPE_TESTS_UNIT_RULES_BUILT_IN_H

#include "akscope/model/facts.h"
#include "akscope/model/snap.h"
#include "akscope/wire/facts.h"

/* Room for one file more than are built in. */
enum { BUILT_IN_FILES_MOST = 16 };

/* The files that are built in; returns how many. */
size_t built_in_files(struct ak_facts_file files[BUILT_IN_FILES_MOST]);

/* Decoded; the caller frees them with ak_facts_free. Facts that can't be read end the program. */
struct ak_facts *built_in_facts(void);

/* cmocka group set-up and tear-down: *state is the facts. */
int built_in_setup(void **state);
int built_in_teardown(void **state);

/* The snapshot with one more list that was read; takes the references of both. */
struct ak_snap *snap_with(struct ak_snap *snap, enum ak_topic topic, const char *key,
                          struct ak_payload *payload);

#endif
