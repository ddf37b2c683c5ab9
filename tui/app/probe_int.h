/* probe_int.h: does an address answer, what does it answer, and what time is it there? No token
 * goes along. Loop thread only. */
#ifndef AKSCOPE_APP_PROBE_INT_H
#define AKSCOPE_APP_PROBE_INT_H

#include "akscope/base/clock.h"
#include "exam_int.h"

/* Called once, never inside ak__probe_start; also when the client is closed. */
typedef void ak__probe_on_done(void *context);

/* Asks `url` (which *out keeps: it must last as long) and fills *out. */
void ak__probe_start(struct ak_http *http, const struct ak_clock *clock, const char *url,
                     struct ak__probe_result *out, ak__probe_on_done *told, void *context);

#endif
