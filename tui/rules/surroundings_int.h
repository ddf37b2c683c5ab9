/* surroundings_int.h: lists of a region, whose subscription does not matter. */
#ifndef AKSCOPE_RULES_SURROUNDINGS_INT_H
#define AKSCOPE_RULES_SURROUNDINGS_INT_H

#include "akscope/model/snap.h"

/* The subscription's own list of the region, else any other's: what a size can do, and which
 * versions there are, is the same for all. NULL: none was read. */
const struct ak_payload *ak__region_payload(const struct ak_snap *snap, enum ak_topic topic,
                                            const char *subscription_id, const char *location);

#endif
