/* dump_int.h: the dashboard's picture as text, for --dump. */
#ifndef AKSCOPE_APP_DUMP_INT_H
#define AKSCOPE_APP_DUMP_INT_H

#include "akscope/base/attributes.h"
#include "akscope/model/snap.h"
#include "akscope/ui/surface.h"

/* Prints the picture, and complains of what could not be read for it. The result is the exit code.
 */
AK_NONNULL int ak__dump_print(const struct ak_surface *picture, const struct ak_snap *snap);

#endif
