/* encode.h: model values back to the JSON they are decoded from: the shape of Azure Resource
 * Manager, with exactly the members that the model holds, so that the ordinary decoder reads it
 * back. For files of our own; what is sent to Azure is made elsewhere (actions). Any thread. */
#ifndef AKSCOPE_WIRE_ENCODE_H
#define AKSCOPE_WIRE_ENCODE_H

#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"
#include "akscope/model/snap.h"

/* Appends {"value":[…]} of a payload of subscriptions or clusters (AK_BUG for other topics). False,
 * and nothing is appended, when it does not fit. */
AK_NONNULL AK_MUST_USE bool ak_wire_encode(const struct ak_payload *payload, struct ak_buf *out);

#endif
