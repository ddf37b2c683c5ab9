/* rows_int.h: what a command lists: the rows of what was read, narrowed down by the options. Loop
 * thread only. */
#ifndef AKSCOPE_APP_ROWS_INT_H
#define AKSCOPE_APP_ROWS_INT_H

#include "core_int.h"
#include "options_int.h"

/* What get and show list, where it is read from, and whether it is the one row that was named. */
enum ak_report_kind ak__command_kind(enum ak_command command);
enum ak_topic ak__command_topic(enum ak_command command);
bool ak__command_is_single(enum ak_command command);

/* AK_ERR_USAGE when a filter names a field that the rows don't have: known before anything is
 * asked. */
int ak__rows_check(const struct ak_options *options, struct ak_err *err);

/* True for a cluster that --cluster, --resource-group and --location leave. */
bool ak__rows_include(const struct ak_options *options, const struct ak_cluster *cluster);

/* True when a node pool in that region is listed, or part of what is. */
bool ak__rows_are_in(const struct ak_fleet *fleet, const struct ak_options *options,
                     const char *location);

/* Appends the rows, `const void *` of the command's kind, to `rows`; they last as long as the
 * core's fleet and snapshot, and the arena. Where one row is to be shown: AK_ERR_NOT_FOUND without
 * any, AK_ERR_USAGE with several. */
int ak__rows_collect(const struct ak_core *core, const struct ak_options *options,
                     struct ak_arena *arena, struct ak_vec *rows, struct ak_err *err);

/* The first name of --cluster from number *n on that no cluster has, and *n moved behind it; NULL:
 * none is missing. */
const char *ak__rows_missing(const struct ak_core *core, const struct ak_options *options,
                             size_t *n);

/* Does a row pass every filter? AK_ERR_USAGE for a filter that can't be understood. */
int ak__rows_match(const struct ak_options *options, const void *row, bool *matches,
                   struct ak_err *err);

#endif
