/* identity_int.h: members of the small objects that identity endpoints answer with. */
#ifndef AKSCOPE_WIRE_IDENTITY_INT_H
#define AKSCOPE_WIRE_IDENTITY_INT_H

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* Parses an object; `what` is said with the error ("the token endpoint"). */
AK_NONNULL AK_MUST_USE int ak__identity_parse(const char *body, size_t len, const char *what,
                                              cJSON **root, struct ak_err *err);

/* A member's text as it was sent, a copy; NULL when it is not there, no text, or empty. */
AK_NONNULL char *ak__identity_raw(const cJSON *object, const char *name);

/* The same, made safe to show; "" when there is none. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__identity_text(const cJSON *object, const char *name);

/* A copy of `raw` that is safe to show. */
AK_NONNULL AK_RETURNS_NONNULL char *ak__identity_safe(const char *raw);

#endif
