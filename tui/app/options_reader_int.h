/* options_reader_int.h: what the files that read the command line share.
 *
 *   options.c          options, by tables
 *   options_command.c  words: the command and what it is about
 *   options_help.c     the text of --help
 */
#ifndef AKSCOPE_APP_OPTIONS_READER_INT_H
#define AKSCOPE_APP_OPTIONS_READER_INT_H

#include "options_int.h"

/* The arguments still to be read. */
struct ak__reader {
    struct ak_options *options;
    struct ak_conf *conf;
    char *const *rest;
    int left;
    struct ak_vec words; /* const char *: what is no option */
};

struct ak__command_row {
    const char *verb;
    const char *noun;
    const char *argument;
    unsigned takes;
    const char *help;
};

const struct ak__command_row *ak__command_row(enum ak_command command);

/* Reads the words, once all options were read. AK_ERR_USAGE. */
int ak__options_read_command(struct ak__reader *reader, struct ak_err *err);

#endif
