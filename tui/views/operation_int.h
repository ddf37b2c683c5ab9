/* operation_int.h: operations of the journal in words, marks and colours. */
#ifndef AKSCOPE_VIEWS_OPERATION_INT_H
#define AKSCOPE_VIEWS_OPERATION_INT_H

#include "akscope/model/operation.h"
#include "akscope/ui/surface.h"
#include "akscope/ui/view.h"

enum ak_role ak__operation_role(enum ak_operation_state state);
enum ak_glyph ak__operation_glyph(enum ak_operation_state state);
/* "asking", "running", "done", …: for a person. */
const char *ak__operation_word(enum ak_operation_state state);

/* How long it took, or takes so far. */
int64_t ak__operation_seconds(const struct ak_operation *operation,
                              const struct ak_view_input *input);
/* "learned: 4m", "usually 5m". Returns out. */
const char *ak__operation_usual(const struct ak_operation *operation, char *out, size_t size);
/* The id of the cluster that it is about, or of the target itself. Returns out. */
const char *ak__operation_cluster(const struct ak_operation *operation, char *out, size_t size);

#endif
