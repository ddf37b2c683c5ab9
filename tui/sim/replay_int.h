/* replay_int.h: one recording served in its order (--replay): each request must be the recorded
 * one, and gets the recorded answer, with our own origin in the place of Azure's. The rule of what
 * is the same: the method; the path without regard to case; all query parameters but api-version,
 * which the recording's test-suite wrote anew without recording again; the body as JSON. Polls that
 * were left out of the recording (`collapsed`) aren't asked for. One thread. */
#ifndef AKSCOPE_SIM_REPLAY_INT_H
#define AKSCOPE_SIM_REPLAY_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <cjson/cJSON.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/sim/world.h"

struct ak_sim_call;
struct ak_sim_replay;

/* Reads the recording, and adds its subscription to the world, so that clients find it. Free it on
 * success. */
AK_NONNULL AK_MUST_USE int ak_sim_replay_open(const char *path, struct ak_sim_world *world,
                                              struct ak_sim_replay **out, struct ak_err *err);
void ak_sim_replay_free(struct ak_sim_replay *replay); /* NULL allowed */

/* Answers the call from the recording: as recorded, or 409 ReplayMismatch, which names the first
 * difference and stays where it is. False: the call isn't the recording's business (signing in). */
AK_NONNULL AK_MUST_USE bool ak_sim_replay_answer(struct ak_sim_replay *replay,
                                                 struct ak_sim_call *call);

/* True when all was asked for as recorded; else says on `out` what wasn't. */
AK_NONNULL AK_MUST_USE bool ak_sim_replay_report(const struct ak_sim_replay *replay, FILE *out);

/* The first difference of two JSON values, as a sentence ("properties.count: 3 was recorded, 4 was
 * sent"); NULL when there is none. The caller frees. NULL values are absent ones. */
AK_MUST_USE char *ak_sim_replay_difference(const cJSON *recorded, const cJSON *sent);

#endif
