/* demo_int.h: `--demo`: the local simulator as a child, and where it listens. The rest of the
 * program sees an endpoint like any other. */
#ifndef AKSCOPE_APP_DEMO_INT_H
#define AKSCOPE_APP_DEMO_INT_H

#include "akscope/base/err.h"
#include "akscope/io/loop.h"

struct ak_demo;

/* `endpoint` is NULL exactly when `err` is not. Comes once. */
typedef void ak_demo_on_ready(const char *endpoint, const struct ak_err *err, void *context);

/* Starts akscope-sim: the one beside this program, else the one in PATH. */
int ak__demo_start(struct ak_loop *loop, const char *fleet, ak_demo_on_ready *on_ready,
                   void *context, struct ak_demo **out, struct ak_err *err);
void ak__demo_close(struct ak_demo *demo); /* NULL allowed; ends the simulator */

#endif
