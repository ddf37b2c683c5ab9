/* cli_int.h: the commands that print and end: no terminal, no curses. */
#ifndef AKSCOPE_APP_CLI_INT_H
#define AKSCOPE_APP_CLI_INT_H

#include "akscope/conf/conf.h"
#include "akscope/model/demand.h"
#include "akscope/report/report.h"
#include "core_int.h"
#include "options_int.h"

/* Runs `get` or `show`; the result is the exit code. Messages go to standard error. */
int ak__cli_run(const struct ak_options *options, const struct ak_conf *conf);

/* Prints what the options list and choose, of what was read, to standard output; *problem is why it
 * can't be written (errno; EPIPE when nobody reads it any more), or 0. */
int ak__cli_print_rows(const struct ak_core *core, const struct ak_options *options, int *problem,
                       struct ak_err *err);

/* The same for rows that the caller has; the result is the problem. */
int ak__cli_print(const struct ak_report_rows *rows, const struct ak_options *options,
                  const struct ak_conf *conf);

/* Likewise, in a style of one's own. */
int ak__cli_print_styled(const struct ak_report_rows *rows, const struct ak_report_style *style);

/* Prints those of the rows (const void *) that the filters choose. AK_ERR_USAGE for a filter that
 * can't be understood, AK_ERR_FILE when it can't be written; that nobody reads on is no failure. */
int ak__cli_print_listing(enum ak_report_kind kind, struct ak_vec *rows,
                          const struct ak_options *options, const struct ak_conf *conf,
                          struct ak_err *err);

/* Ends the program as any filter ends whose reader has gone: the shell then sees what it expects
 * (status 141). Returns where that is not to be. */
int ak__cli_end_by_pipe(void);

/* May more than ASCII be written? */
bool ak__cli_is_ascii(const struct ak_conf *conf);

/* Adds the versions of a region, once for all subscriptions. */
void ak__demand_versions(struct ak_demands *demands, const char *subscription,
                         const char *location);

/* Says which clusters that were named are not there; the last of them in *err, whose kind is the
 * result. */
int ak__cli_complain_of_missing(const struct ak_core *core, const struct ak_options *options,
                                struct ak_err *err);

#endif
