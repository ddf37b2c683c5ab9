/* facts_app_int.h: the facts with the person's own file: $XDG_CONFIG_HOME/akscope/facts.json. */
#ifndef AKSCOPE_APP_FACTS_APP_INT_H
#define AKSCOPE_APP_FACTS_APP_INT_H

#include "options_int.h"

#include "akscope/model/facts.h"
#include "akscope/wire/facts.h"

/* All facts; the caller frees them with ak_facts_free. AK_ERR_CONFIG says what is wrong with the
 * person's file: file, line, reason. */
AK_MUST_USE int ak__facts_load(struct ak_facts **out, struct ak_err *err);

/* The files that facts are read from: those that are built in, and behind them an own one when
 * `own_path` names one that is there. */
struct ak__facts_files {
    struct ak_facts_file *items;
    size_t count;
    bool has_own;
    char *own_text;
    char own_as_of[AK_DATE_TEXT_SIZE];
};
AK_MUST_USE int ak__facts_files_read(struct ak__facts_files *files, const char *own_path,
                                     struct ak_err *err);
void ak__facts_files_release(struct ak__facts_files *files);

/* Where the person's own file is, or would be; the caller frees it. NULL: there is no such place.
 */
char *ak__facts_own_path(void);

/* How old they are. */
struct ak__facts_age {
    struct ak_date as_of; /* of the newest that is built in */
    size_t own;           /* how many are of the person's own file */
};
AK_NONNULL struct ak__facts_age ak__facts_age(const struct ak_facts *facts);

/* `facts show|validate|schema`; the result is the exit code. */
int ak__facts_run(const struct ak_options *options, const struct ak_conf *conf);

#endif
