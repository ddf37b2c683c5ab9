/* entra_int.h: what Microsoft Entra ID remembers between requests, and how it refuses. */
#ifndef AKSCOPE_SIM_ENTRA_INT_H
#define AKSCOPE_SIM_ENTRA_INT_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "options_int.h"

struct ak_sim;
struct ak_sim_call;
struct ak_sim_entra;

AK_NONNULL AK_MUST_USE int ak_sim_entra_open(const struct ak_sim_options *options,
                                             struct ak_sim_entra **out, struct ak_err *err);
void ak_sim_entra_free(struct ak_sim_entra *entra); /* NULL allowed */

/* Answers with the error of that number (AADSTSnnn), as the token endpoint does. A number that the
 * simulator has no words for is refused all the same. */
AK_NONNULL void ak_sim_entra_refuse(struct ak_sim_call *call, int number);

/* OAuth errors have neither of ARM's shapes: {"error","error_description"}. */
AK_NONNULL void ak_sim_oauth_error(struct ak_sim_call *call, int status, const char *code,
                                   const char *description);

/* How long the tokens are good that the simulator gives. */
enum { AK_SIM_TOKEN_SECONDS = 24 * 3600 };

/* When a token that is given now expires, in seconds since the epoch. It counts from the later of
 * the two clocks, so that a client that lives in the real year and one that lives in --now both
 * take the token for fresh. */
AK_NONNULL int64_t ak_sim_token_expiry(const struct ak_sim *sim);

/* The fault `claims`: answers with a claims challenge unless the call's token meets it; true when
 * the call was answered. */
AK_NONNULL bool ak_sim_entra_challenges(struct ak_sim_call *call);

#endif
