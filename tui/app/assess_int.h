/* assess_int.h: the newest snapshot assessed off the loop thread. While more lists are on their way
 * it waits for them, for a moment that grows with the fleet: ten subscriptions that answer one
 * after the other are not worth ten assessments. Loop thread only. */
#ifndef AKSCOPE_APP_ASSESS_INT_H
#define AKSCOPE_APP_ASSESS_INT_H

#include "akscope/base/clock.h"
#include "akscope/io/loop.h"
#include "akscope/model/demand.h"
#include "akscope/model/facts.h"
#include "akscope/rules/fleet.h"
#include "akscope/store/store.h"

struct ak_assessor;

/* All borrowed until ak__assessor_close. */
struct ak_assessor_options {
    struct ak_loop *loop;
    const struct ak_store *store;
    const struct ak_clock *clock;
    const struct ak_facts *facts;
    void (*on_fleet)(void *context); /* there is a new fleet */
    void *context;
};

/* Begins with the fleet of the store's snapshot, made on the spot: of an empty one, as a rule. */
struct ak_assessor *ak__assessor_new(const struct ak_assessor_options *options);

/* Cancels what runs; freed when that has come back (ak_loop_free waits for it). */
void ak__assessor_close(struct ak_assessor *assessor);

/* Looks whether there is something to assess: after each change of the store. */
void ak__assessor_look(struct ak_assessor *assessor);

/* The newest fleet; borrowed until on_fleet. */
struct ak_fleet *ak__assessor_fleet(const struct ak_assessor *assessor);

/* Demands of VM sizes for the regions of pools that may be confidential, one key a region, without
 * regard to whether a list is already there; borrowed until on_fleet. */
const struct ak_demands *ak__assessor_regions(const struct ak_assessor *assessor);

/* True when the fleet shows the newest snapshot. */
bool ak__assessor_is_settled(const struct ak_assessor *assessor);

#endif
