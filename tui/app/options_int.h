/* options_int.h: the command line as a value. */
#ifndef AKSCOPE_APP_OPTIONS_INT_H
#define AKSCOPE_APP_OPTIONS_INT_H

#include <stdio.h>

#include "akscope/base/date.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/conf/conf.h"
#include "akscope/model/intent.h"
#include "akscope/report/report.h"

enum ak_command {
#define AK_COMMAND(symbol, verb, noun, argument, takes, help) AK_COMMAND_##symbol,
#include "commands.def"
#undef AK_COMMAND
    AK_COMMAND_COUNT
};

/* Options that mean something to a command. */
enum ak_takes {
    AK_TAKES_DUMP = 1 << 0,
    AK_TAKES_CLUSTERS = 1 << 1, /* --cluster, --resource-group, --location */
    AK_TAKES_FORMAT = 1 << 2,
    AK_TAKES_FILTERS = 1 << 3,
    AK_TAKES_SENDING = 1 << 4, /* --yes, --dry-run, --no-wait */
    AK_TAKES_IGNORE_PDB = 1 << 5,
    AK_TAKES_NO_AUTOSCALER = 1 << 6,
    AK_TAKES_IMAGE_ONLY = 1 << 7,
    AK_TAKES_REPORTING = 1 << 8, /* --tag, --fail-on, --baseline, --on, --output-file, all
                                    formats */
    AK_TAKES_ORIGIN = 1 << 9,
    AK_TAKES_LIST = AK_TAKES_FORMAT | AK_TAKES_FILTERS,
    AK_TAKES_REPORT = AK_TAKES_LIST | AK_TAKES_CLUSTERS | AK_TAKES_REPORTING,
    AK_TAKES_CHANGE = AK_TAKES_FORMAT | AK_TAKES_CLUSTERS | AK_TAKES_SENDING,
};

struct ak_options {
    enum ak_command command;
    enum ak_report_format format;
    bool has_format;        /* it was asked for */
    struct ak_vec clusters; /* const char *: names asked for */
    struct ak_vec filters;  /* const char * */
    struct ak_vec tags;     /* const char *: KEY or KEY=VALUE */
    struct ak_vec fail_on;  /* const char * */
    const char *baseline;
    struct ak_date on; /* unset: none was asked for */
    const char *output_file;
    const char *resource_group;
    const char *location;
    const char *name;         /* the one that a command is about; NULL: none was given */
    struct ak_pool_wish wish; /* of a node pool that is added or changed */
    bool shows_origin;
    bool says_yes;
    bool is_dry_run;
    bool no_wait;
    bool node_image_only;
    bool ignores_disruption_budgets;
    bool disables_autoscaler;
    const char *fleet;
    int dump_width, dump_height; /* of --dump; 0 without */
    bool is_demo;
    bool no_colour;
    bool no_cache;
    bool wants_help;
    bool wants_version;
};

/* Reads arguments into options and, where they are settings, into conf (later than the file and the
 * environment, so call it last). AK_ERR_USAGE says what is wrong and the nearest right word. Texts
 * are borrowed from `arguments`. */
int ak__options_read(struct ak_options *options, struct ak_conf *conf, int count,
                     char *const *arguments, struct ak_err *err);
void ak__options_release(struct ak_options *options);

/* The text of --help. */
void ak__options_help(FILE *out);

#endif
