/* assertion_int.h: client assertions, judged as Microsoft Entra ID judges them: whose they are,
 * what they are for, when they hold, and who signed them. And identity tokens of an issuer of our
 * own, as a cluster or a pipeline has one, which may be shown as assertions. */
#ifndef AKSCOPE_SIM_ASSERTION_INT_H
#define AKSCOPE_SIM_ASSERTION_INT_H

#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

struct ak_sim_issuer;

/* `certificate` is a PEM file with the application's certificate, or NULL: it has none. */
AK_NONNULL_ARGS(2, 3)
AK_MUST_USE int ak_sim_issuer_open(const char *certificate, struct ak_sim_issuer **out,
                                   struct ak_err *err);
void ak_sim_issuer_free(struct ak_sim_issuer *issuer); /* NULL allowed */

/* What an assertion is shown for. */
struct ak_sim_assertion {
    const char *client;   /* the application that shows it */
    const char *endpoint; /* the URL that it was sent to */
    const char *origin;   /* ours: that of the issuer of identity tokens */
    int64_t now;          /* real time: who made it lives in it */
};

/* 0, or the number of the error that Entra ID would give (AADSTSnnn). */
AK_NONNULL int ak_sim_assertion_judge(const struct ak_sim_issuer *issuer, const char *assertion,
                                      const struct ak_sim_assertion *shown);

/* An identity token of our issuer for that audience; the caller frees. */
AK_NONNULL char *ak_sim_issuer_token(struct ak_sim_issuer *issuer, const char *origin,
                                     const char *audience, int64_t now);

#endif
