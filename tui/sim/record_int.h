/* record_int.h: exchanges as lines of JSON, for --record. Authorization and other secrets are
 * redacted; tokens that we hand out are left out as well. */
#ifndef AKSCOPE_SIM_RECORD_INT_H
#define AKSCOPE_SIM_RECORD_INT_H

#include <stdio.h>

#include "akscope/base/attributes.h"

struct ak_sim_call;

/* One line {method, url, requestHeaders, requestBody, status, responseHeaders, responseBody[,
 * fault]}; bodies that are JSON stand there as JSON, others as text. The caller frees. */
AK_NONNULL char *ak_sim_record_line(const struct ak_sim_call *call);

/* Appends the line and flushes. A file that can't be written is reported once, on standard error.
 */
AK_NONNULL void ak_sim_record_write(FILE *file, const struct ak_sim_call *call);

#endif
