/* baseline.h: the JSON of an earlier `akscope report` to what it found. Any thread. */
#ifndef AKSCOPE_WIRE_BASELINE_H
#define AKSCOPE_WIRE_BASELINE_H

#include "akscope/base/arena.h"
#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/model/known_finding.h"

/* Reads the report of text[0..len); list and texts live in the arena. AK_ERR_CONFIG, with the place
 * in it, when it is none. */
AK_NONNULL AK_MUST_USE int ak_wire_read_baseline(const char *text, size_t len,
                                                 struct ak_arena *arena,
                                                 struct ak_known_finding **out, size_t *count,
                                                 struct ak_err *err);

#endif
