/* complain_int.h: what went wrong, on standard error, and the exit code that it means. */
#ifndef AKSCOPE_APP_COMPLAIN_INT_H
#define AKSCOPE_APP_COMPLAIN_INT_H

#include "akscope/base/err.h"
#include "akscope/model/snap.h"

/* One line: "akscope: …". */
void ak__complain(const struct ak_err *err);

/* A line for each kind of failure of each topic, naming whose lists could not be read. The result
 * is the exit code: 0 when all were, that of the first failure when none was, else that of
 * AK_ERR_INCOMPLETE; *has_data whether anything but the list of subscriptions was read. */
int ak__complain_of_slots(const struct ak_snap *snap, bool *has_data);

#endif
