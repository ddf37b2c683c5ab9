/* cli_int.h: the commands that print and end: no terminal, no curses. */
#ifndef AKSCOPE_APP_CLI_INT_H
#define AKSCOPE_APP_CLI_INT_H

#include "akscope/conf/conf.h"
#include "options_int.h"

/* Runs `get` or `show`; the result is the exit code. Messages go to standard error. */
int ak__cli_run(const struct ak_options *options, const struct ak_conf *conf);

#endif
