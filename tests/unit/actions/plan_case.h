/* plan_case.h: a cluster with all that is known around it, for the tests of plans: payments-prod in
 * westeurope on 1.33.5 with the pools system (3 nodes), cvmpool (confidential, 4 nodes, autoscaler
 * 3 to 12) and batch (no nodes), on 23 Nov 2026. */
#ifndef AKSCOPE_TESTS_UNIT_ACTIONS_PLAN_CASE_H
#define AKSCOPE_TESTS_UNIT_ACTIONS_PLAN_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/actions/plan.h"
#include "akscope/wire/decode.h"

#define SUBSCRIPTION "11111111-2222-3333-4444-555555555555"
#define CLUSTER                                                                                    \
    "/subscriptions/" SUBSCRIPTION                                                                 \
    "/resourceGroups/rg-payments/providers/Microsoft.ContainerService/managedClusters/"            \
    "payments-prod"
#define POOL CLUSTER "/agentPools/"
/* What every command on a pool says; the pool's name follows. */
#define AZ_POOL                                                                                    \
    "|--subscription|" SUBSCRIPTION                                                                \
    "|--resource-group|rg-payments|--cluster-name|payments-prod|--name|"
#define REGION SUBSCRIPTION "/westeurope"

struct plan_case {
    struct ak_snap *snap;
    const struct ak_facts *facts;
    struct ak_date today;
};

/* Everything is read and well; the caller closes it. */
struct plan_case plan_case_open(const struct ak_facts *facts);
void plan_case_close(struct plan_case *c);

/* A list or object as Azure sends it. */
void plan_case_put(struct plan_case *c, enum ak_codec codec, const char *key, const char *json);
/* Nothing was asked for. */
void plan_case_forget(struct plan_case *c, enum ak_topic topic, const char *key);
/* The last try failed, and there is no data. */
void plan_case_fail(struct plan_case *c, enum ak_topic topic, const char *key,
                    enum ak_err_kind kind, const char *text);
/* Takes part of a fixture's body out, or sets it: `value` is JSON. */
void plan_case_edit(struct plan_case *c, const char *pool, const char *path, const char *value);

/* Plans the intent, which is released; the caller frees the plan. */
struct ak_plan *plan_case_make(const struct plan_case *c, struct ak_intent intent);
/* The same, and then the case is closed: the plan must not need it. */
struct ak_plan *plan_of(struct plan_case *c, struct ak_intent intent);
struct ak_intent change_of(enum ak_intent_kind kind, const char *pool);
/* An intent with one field, two, …: "os-sku", "Ubuntu2404", …, NULL. */
struct ak_intent change_with(enum ak_intent_kind kind, const char *pool, ...);

/* Some sentence has this tone and contains the text; none contains it. */
void expect_line(const struct ak_plan *plan, enum ak_plan_tone tone, const char *part);
void reject_line(const struct ak_plan *plan, const char *part);
/* A refusal by that rule, and nothing to send; the plan is not ready. */
void expect_refused(const struct ak_plan *plan, const char *rule, const char *part);
/* Ready, with one request of that kind on that id. */
const struct ak_request *expect_request(const struct ak_plan *plan, enum ak_change change,
                                        const char *id);
/* The same JSON, whatever the order of members. */
void expect_json(const char *json, const char *wanted);
/* The value at a path of the body, as compact JSON; NULL: it is not there. */
void expect_member(const struct ak_request *request, const char *path, const char *value);
/* Each command split as a shell does, its words between |: "az|aks|upgrade|--name|x\n…". */
void expect_az(const struct ak_plan *plan, const char *words);

#endif
