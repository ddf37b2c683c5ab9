/* options_int.h: the command line as a value. */
#ifndef AKSCOPE_APP_OPTIONS_INT_H
#define AKSCOPE_APP_OPTIONS_INT_H

#include <stdio.h>

#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "akscope/conf/conf.h"
#include "akscope/report/report.h"

enum ak_command {
#define AK_COMMAND(symbol, verb, noun, argument, help) AK_COMMAND_##symbol,
#include "commands.def"
#undef AK_COMMAND
    AK_COMMAND_COUNT
};

struct ak_options {
    enum ak_command command;
    enum ak_report_format format;
    bool has_format;        /* it was asked for */
    struct ak_vec clusters; /* const char *: names asked for */
    struct ak_vec filters;  /* const char * */
    const char *resource_group;
    const char *location;
    const char *name; /* of show */
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
