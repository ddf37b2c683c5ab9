/* poller_int.h: demands → requests. The poller keeps every demanded slot at most as old as asked,
 * one read a slot at a time, the throttled and the failing less often. What nobody demands any more
 * is not asked for again. Loop thread only. */
#ifndef AKSCOPE_APP_POLLER_INT_H
#define AKSCOPE_APP_POLLER_INT_H

#include "akscope/arm/arm.h"
#include "akscope/base/clock.h"
#include "akscope/model/demand.h"
#include "akscope/store/store.h"

struct ak_poller;

struct ak_poller *ak__poller_new(struct ak_loop *loop, struct ak_arm *arm, struct ak_store *store,
                                 const struct ak_clock *clock);
void ak__poller_close(struct ak_poller *poller); /* before the arm client is closed */

/* From now on a demand that had its answer, good or bad, is not asked again by itself: for commands
 * that end. */
void ak__poller_ask_once(struct ak_poller *poller);

/* Replaces what is demanded; starts what is due. */
void ak__poller_set_demands(struct ak_poller *poller, const struct ak_demands *demands);

/* Reads everything demanded now, whatever its age; what was refused for good too. */
void ak__poller_refresh(struct ak_poller *poller);

/* A change of that resource has begun or ended: what is demanded of it and of all below it, and the
 * quota of every region, is read now; what is not demanded now, once it is again; and what is being
 * read, once more. Permissions stay what they are. */
void ak__poller_expedite(struct ak_poller *poller, const char *id);

/* A change of that resource was refused for want of a right: the permissions over it are read now,
 * in the same way. */
void ak__poller_doubt_permissions(struct ak_poller *poller, const char *id);

/* True when every demand has had an answer, good or bad, and none is under way. */
bool ak__poller_is_idle(const struct ak_poller *poller);

#endif
