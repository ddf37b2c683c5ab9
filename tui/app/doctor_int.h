/* doctor_int.h: `akscope doctor`: what is in the way, and what to do about it. */
#ifndef AKSCOPE_APP_DOCTOR_INT_H
#define AKSCOPE_APP_DOCTOR_INT_H

#include "akscope/base/err.h"
#include "akscope/conf/conf.h"
#include "options_int.h"

/* Looks at everything and prints what it found; the result is the exit code (exam_int.h).
 * `conf_err` says why settings could not be read, kind NONE: they could. */
int ak__doctor_run(const struct ak_options *options, const struct ak_conf *conf,
                   const struct ak_err *conf_err);

#endif
