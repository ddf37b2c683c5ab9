/* config_command_int.h: `akscope config`: nothing is asked of Azure. */
#ifndef AKSCOPE_APP_CONFIG_COMMAND_INT_H
#define AKSCOPE_APP_CONFIG_COMMAND_INT_H

#include "akscope/conf/conf.h"
#include "options_int.h"

/* Where the configuration file is, or would be; the caller frees it. NULL: there is no such place.
 */
char *ak__config_path(void);

/* `config show|path`; the result is the exit code. */
int ak__config_run(const struct ak_options *options, const struct ak_conf *conf);

#endif
