/* errors_int.h: errors also occur inside other answers. */
#ifndef AKSCOPE_WIRE_ERRORS_INT_H
#define AKSCOPE_WIRE_ERRORS_INT_H

#include "json_int.h"

/* Fills *err from a JSON object in any of the shapes of errors.h; http_status 0: none was involved.
 */
AK_NONNULL void ak__read_error_object(const cJSON *root, int http_status, struct ak_err *err);

#endif
