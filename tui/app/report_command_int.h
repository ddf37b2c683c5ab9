/* report_command_int.h: the command that tells what retires: no terminal, no curses. */
#ifndef AKSCOPE_APP_REPORT_COMMAND_INT_H
#define AKSCOPE_APP_REPORT_COMMAND_INT_H

#include "akscope/conf/conf.h"
#include "options_int.h"

/* Runs `report`; the result is the exit code: 1 for a finding that --fail-on is for, 6 when a part
 * could not be read. Messages go to standard error. */
int ak__report_run(const struct ak_options *options, const struct ak_conf *conf);

#endif
