/* complain_int.h: what went wrong, on standard error, and the exit code that it means. */
#ifndef AKSCOPE_APP_COMPLAIN_INT_H
#define AKSCOPE_APP_COMPLAIN_INT_H

#include "akscope/base/err.h"
#include "akscope/model/snap.h"

/* One line: "akscope: …". */
void ak__complain(const struct ak_err *err);

/* Standard output can't be written for that reason (errno). The result is the exit code. */
int ak__complain_of_output(int problem);
/* Ends what was printed to standard output: 0, or the exit code after such a line. A reader that
 * has seen enough is no failure to speak of. */
int ak__end_output(void);

/* What could not be read, one text for each kind of failure of each topic, in the arena: "can't
 * read clusters of …: …". Upgrade profiles stand beside: without them ways out are by the region's
 * versions, and nothing is missing; `with_beside` tells of them too. */
const char *const *ak__complaints(const struct ak_snap *snap, bool with_beside,
                                  struct ak_arena *arena, size_t *count);

/* A line for each kind of failure of each topic, naming whose lists could not be read. The result
 * is the exit code: 0 when all were read; that of the first failure when nothing of the topic
 * `wanted` was; else that of AK_ERR_INCOMPLETE. What stands beside is told and fails nothing.
 * *has_data: something of that topic was read. */
int ak__complain_of_slots(const struct ak_snap *snap, enum ak_topic wanted, bool *has_data);

#endif
