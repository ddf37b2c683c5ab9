/* dash_int.h: the dashboard: terminal, signals, painting. */
#ifndef AKSCOPE_APP_DASH_INT_H
#define AKSCOPE_APP_DASH_INT_H

#include "akscope/conf/conf.h"
#include "options_int.h"

/* Runs the dashboard until the person leaves; the result is the exit code. */
int ak__dash_run(const struct ak_options *options, const struct ak_conf *conf);

#endif
