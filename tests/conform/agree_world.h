/* agree_world.h: one world in which both are asked whether Azure would take a change: the product's
 * plan (which checks it) and the simulator's rules. The product knows what the simulator answers to
 * its reads, and nothing else. */
#ifndef AKSCOPE_TESTS_CONFORM_AGREE_WORLD_H
#define AKSCOPE_TESTS_CONFORM_AGREE_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/model/facts.h"
#include "akscope/model/intent.h"
#include "akscope/model/snap.h"
#include "tests/unit/sim/sim_fixture.h"

/* The pool that changes. */
#define AGREE_SUBJECT "subject"

enum { OPINION_RULES = 64 };

/* The rules that a change breaks; none: it is taken. Borrowed from facts and book. */
struct opinion {
    const char *rules[OPINION_RULES];
    size_t count;
};

struct agree_world {
    struct sim_fixture fixture;
    const struct ak_facts *facts;
    struct ak_date today;
    struct ak_snap *snap; /* what the product has read */
    struct ak_sim_subscription *subscription;
    struct ak_sim_cluster *cluster;
    char *cluster_id;
    char *region; /* key of its slots */
};

/* The demonstration fleet on that day, about its cluster payments-prod, whose pool "subject" (added
 * to it) is the one that changes. */
void agree_open(struct agree_world *world, const char *day, const struct ak_facts *facts);
void agree_close(struct agree_world *world);

/* Settles the world, the last setting of a kind counts: "minor=34" (control plane and pools),
 * "pool.PATH=JSON" of the subject when it was made, "later.PATH=JSON" and "later.minor=33" of what
 * became of it, "others.PATH=JSON" of the other pool that may be a system pool,
 * "cluster.PATH=JSON", "feature.NAME=STATE". False when the subject can't be so: the simulator
 * would not have made it. */
bool agree_settle(struct agree_world *world, const char *const *settings, size_t count);

/* Asks both. What the product would send goes to the simulator; where it refuses, what was chosen
 * goes there as it is. */
void agree_ask(struct agree_world *world, const struct ak_intent *intent, struct opinion *product,
               struct opinion *simulator);

/* Forgets the rules that `list` names, separated by blanks. */
void opinion_set_aside(struct opinion *opinion, const char *list);
bool opinion_has(const struct opinion *opinion, const char *rule);

#endif
