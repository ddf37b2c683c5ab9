/* act_int.h: commands that change something, or that look at changes.
 *
 *   act.c        from the options to a plan, a yes, and the end of the operation
 *   act_show.c   a plan on standard output or error
 *   act_verify.c `pool verify`
 *   act_operations.c  `operations list|show|wait`
 */
#ifndef AKSCOPE_APP_ACT_INT_H
#define AKSCOPE_APP_ACT_INT_H

#include "akscope/actions/plan.h"
#include "errand_int.h"

/* Runs a command that changes something; the result is the exit code. */
int ak__act_run(const struct ak_options *options, const struct ak_conf *conf);
/* True for those commands. */
bool ak__act_is_for(enum ak_command command);

int ak__act_verify(const struct ak_options *options, const struct ak_conf *conf);
int ak__act_operations(const struct ak_options *options, const struct ak_conf *conf);

/* ---- act_show.c ---- */

/* The plan for a person: consequences, violations, and with `in_full` the requests and the az
 * command. */
void ak__act_show_plan(FILE *out, const struct ak_plan *plan, const struct ak_arm *arm,
                       bool in_full);
/* The same as one JSON object. */
void ak__act_print_plan(FILE *out, const struct ak_plan *plan, const struct ak_arm *arm);
/* What refuses the plan, a line each on standard error. */
void ak__act_complain_of_plan(const struct ak_plan *plan);

#endif
