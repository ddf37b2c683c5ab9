/* condition_int.h: the small language in which the tables speak about a node pool. Facts are one
 * flat object ("count", "size.confidential", "kubernetes.minor"); conditions are an object of
 * fact: test, all of which must hold. A test is
 *
 *   "text", 3, true      equal; texts without regard to case
 *   ["a", "b"]           one of them holds
 *   null                 the fact is absent
 *   {"min": 1, "max": 9} a number within; either may be left out
 *   {"atLeast": FACT}, {"atMost": FACT}   compared with another fact
 *   {"pattern": "^…$"}   a text, or every text of a list, matches (POSIX extended)
 *   {"has": "text"}      a list has it
 *   {"not": TEST}        the contrary; holds for absent facts
 *   {"given": true}      the fact is there
 *
 * An absent fact fails every other test where a rule asks whether it applies ("when"), and passes
 * where it says what must be so ("must"). Pure. */
#ifndef AKSCOPE_SIM_CONDITION_INT_H
#define AKSCOPE_SIM_CONDITION_INT_H

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"

/* Whether all hold; NULL conditions do. `absent` is what an absent fact means. */
AK_NONNULL_ARGS(2)
bool ak_sim_condition_holds(const cJSON *conditions, const cJSON *facts, bool absent);

/* The first item of a list of objects whose "when" holds, or NULL. */
AK_NONNULL_ARGS(2)
const cJSON *ak_sim_condition_first(const cJSON *list, const cJSON *facts);

/* `text` with {fact} filled in; lists with ", " between. The caller frees. */
AK_NONNULL AK_MUST_USE AK_RETURNS_NONNULL char *ak_sim_condition_fill(const char *text,
                                                                      const cJSON *facts);

#endif
