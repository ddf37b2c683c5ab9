/* skin_int.h: themes and keys: files, by the same parser for what is built in and what is the
 * person's. */
#ifndef AKSCOPE_APP_SKIN_INT_H
#define AKSCOPE_APP_SKIN_INT_H

#include "akscope/base/err.h"
#include "akscope/conf/conf.h"
#include "akscope/ui/key.h"
#include "akscope/ui/theme.h"

/* The theme of that name: a path when it has a slash, else the person's file
 * ($XDG_CONFIG_HOME/akscope/themes/NAME.theme), else a built-in one. AK_ERR_CONFIG names the themes
 * that there are. Reads a small file. */
int ak__skin_theme(const char *name, struct ak_theme *out, struct ak_err *err);

/* The name of built-in theme n, or NULL after the last. */
const char *ak__skin_theme_name(size_t n);

/* The built-in keys, then those of the configuration file, then those of the file that the setting
 * names. AK_ERR_CONFIG, AK_ERR_FILE. */
int ak__skin_keys(const struct ak_conf *conf, struct ak_keymap *out, struct ak_err *err);
/* Are those of the configuration file right? AK_ERR_CONFIG. */
int ak__skin_check_keys(const struct ak_conf *conf, struct ak_err *err);

#endif
