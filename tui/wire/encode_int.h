/* encode_int.h: the tables that reading and writing share, so that what is read is written. */
#ifndef AKSCOPE_WIRE_ENCODE_INT_H
#define AKSCOPE_WIRE_ENCODE_INT_H

#include "json_int.h"

struct ak__fields {
    const struct ak__field *rows;
    size_t count;
};

extern const struct ak__fields ak__subscription_fields;
extern const struct ak__fields ak__cluster_fields;          /* of the resource itself */
extern const struct ak__fields ak__cluster_property_fields; /* of its properties */
extern const struct ak__fields ak__pool_fields;

#endif
