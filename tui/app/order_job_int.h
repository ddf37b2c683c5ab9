/* order_job_int.h: puts the rows of a long list in order on a worker, and hands them back to the
 * desk.
 */
#ifndef AKSCOPE_APP_ORDER_JOB_INT_H
#define AKSCOPE_APP_ORDER_JOB_INT_H

#include "akscope/io/loop.h"
#include "desk_int.h"

/* Takes the order over; the desk gets it back on the loop thread, also when it was closed meanwhile
 * (it must stay in its place until the loop is dry). `on_shown` when the screen may have changed.
 */
void ak__order_job_start(struct ak_loop *loop, struct ak_desk *desk, struct ak_desk_order *order,
                         void (*on_shown)(void *context), void *context);

#endif
