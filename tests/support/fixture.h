/* fixture.h: a small fleet for tests of what is above wire and rules: the answers of Azure in
 * tests/support/fleet, decoded as the program would, at a time that stands still
 * (2026-11-23T14:05:00Z). Two subscriptions that answer, and Archive, which is disabled. */
#ifndef TESTS_SUPPORT_FIXTURE_H
#define TESTS_SUPPORT_FIXTURE_H

#include "akscope/base/clock.h"
#include "akscope/model/snap.h"
#include "akscope/rules/fleet.h"
#include "akscope/wire/decode.h"

#define FIXTURE_PRODUCTION "11111111-1111-1111-1111-111111111111"
#define FIXTURE_SANDBOX "22222222-2222-2222-2222-222222222222"
#define FIXTURE_ARCHIVE "33333333-3333-3333-3333-333333333333"
#define FIXTURE_REGION FIXTURE_PRODUCTION "/westeurope"
#define FIXTURE_PAYMENTS                                                                           \
    "/subscriptions/" FIXTURE_PRODUCTION                                                           \
    "/resourcegroups/rg-pay/providers/Microsoft.ContainerService/managedClusters/payments"
#define FIXTURE_LEDGER                                                                             \
    "/subscriptions/" FIXTURE_PRODUCTION                                                           \
    "/resourcegroups/rg-led/providers/Microsoft.ContainerService/managedClusters/ledger"
#define FIXTURE_CVMPOOL FIXTURE_PAYMENTS "/agentPools/cvmpool"

enum { FIXTURE_NOW = 1795442700 /* 2026-11-23T14:05:00Z */ };

struct fixture {
    struct ak_facts *facts;
    struct ak_clock clock;
    struct ak_snap *snap;
    struct ak_fleet *fleet; /* as of the last fixture_assess */
};

/* The built-in facts and a snapshot in which nothing was asked for. */
void fixture_init(struct fixture *fixture);
void fixture_release(struct fixture *fixture);

/* A file of tests/support/fleet as the good answer for (topic of codec, key), read a minute ago. */
void fixture_read(struct fixture *fixture, enum ak_codec codec, const char *key, const char *file);

/* The same for an answer that stands in the test. */
void fixture_answer(struct fixture *fixture, enum ak_codec codec, const char *key,
                    const char *body);

/* A slot without new data: what it had stays. The kind is that of its error, AK_ERR_NONE for none.
 */
void fixture_mark(struct fixture *fixture, enum ak_topic topic, const char *key,
                  enum ak_slot_status status, enum ak_err_kind kind);

/* Makes the fleet of the snapshot as it is now. */
void fixture_assess(struct fixture *fixture);

/* Everything there is: both lists of clusters, sizes and quota of West Europe, upgrades of cvmpool,
 * its JSON; assessed. */
void fixture_read_all(struct fixture *fixture);

/* All that changes of payments ask for beside that: its node pools, versions, features. */
void fixture_read_for_changes(struct fixture *fixture);

/* The operations of the journal, the newest first; they must outlive the fixture. */
void fixture_operate(struct fixture *fixture, const struct ak_operation *items, size_t count);

/* Production has one cluster "many" with this number of pools "p00000"…; assessed. */
void fixture_read_many(struct fixture *fixture, size_t pools);

#endif
