/* conf.h: settings with their origin. Later sources win: defaults, the configuration file
 * ($XDG_CONFIG_HOME/akscope/config.ini), environment variables, options of the command line. An
 * unknown or wrong setting is AK_ERR_CONFIG naming where it stands and the nearest right name. One
 * thread. */
#ifndef AKSCOPE_CONF_CONF_H
#define AKSCOPE_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

enum ak_setting {
#define AK_SETTING(symbol, name, variable, option, type, fallback, help) AK_SETTING_ID_##symbol,
#include "akscope/conf/settings.def"
#undef AK_SETTING
    AK_SETTING_COUNT
};

enum ak_setting_type {
    AK_SETTING_TEXT,
    AK_SETTING_LIST,
    AK_SETTING_NUMBER,
    AK_SETTING_SWITCH,
};

struct ak_setting_info {
    const char *name;
    const char *variable; /* or NULL */
    const char *option;
    enum ak_setting_type type;
    const char *fallback;
    const char *help;
};

AK_RETURNS_NONNULL const struct ak_setting_info *ak_setting_get(enum ak_setting setting);

/* The setting with that option name; false when there is none. */
AK_NONNULL AK_MUST_USE bool ak_setting_find_option(const char *option, enum ak_setting *out);

struct ak_conf;

/* All settings at their defaults. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_conf *ak_conf_new(void);
void ak_conf_free(struct ak_conf *conf); /* NULL allowed */

/* Reads config.ini text; `path` is for messages and origins. A list on several lines grows. A
 * wrong line is told, and the others are taken. Beside the settings there are keys, as in a keys
 * file: [keys] holds those of its section [any], [keys.list] those of [list], and so on. */
AK_NONNULL AK_MUST_USE int ak_conf_read(struct ak_conf *conf, const char *path, const char *text,
                                        struct ak_err *err);

/* Takes what the environment variables say. A wrong one is told, and the others are taken. */
AK_NONNULL AK_MUST_USE int ak_conf_read_environment(struct ak_conf *conf, struct ak_err *err);

/* Sets one; `origin` is said with errors ("--refresh"). A list given twice by one origin
 * grows. */
AK_NONNULL AK_MUST_USE int ak_conf_set(struct ak_conf *conf, enum ak_setting setting,
                                       const char *value, const char *origin, struct ak_err *err);

/* Values: the setting must be of that type (AK_BUG otherwise). Borrowed until the next set. */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_conf_text(const struct ak_conf *conf,
                                                       enum ak_setting setting);
AK_NONNULL int64_t ak_conf_number(const struct ak_conf *conf, enum ak_setting setting);
AK_NONNULL bool ak_conf_switch(const struct ak_conf *conf, enum ak_setting setting);
/* Item n of a list, or NULL after the last. */
AK_NONNULL const char *ak_conf_item(const struct ak_conf *conf, enum ak_setting setting, size_t n);
/* Where the value comes from: "default", "config.ini:3", "AKSCOPE_REFRESH", "--refresh". */
AK_NONNULL AK_RETURNS_NONNULL const char *ak_conf_origin(const struct ak_conf *conf,
                                                         enum ak_setting setting);

/* Puts before the error's text where the setting comes from that is to blame for it; nothing where
 * it has its default. Returns the kind. For what only those can tell who use a setting. */
AK_NONNULL int ak_conf_blame(const struct ak_conf *conf, enum ak_setting setting,
                             struct ak_err *err);

/* A line of a section of keys, as it is written; borrowed. */
struct ak_conf_key {
    const char *scope; /* "any", "list", … */
    const char *key;
    const char *action;
    const char *origin; /* "config.ini:7" */
};
/* Key n, in the order of the file; false after the last. */
AK_NONNULL AK_MUST_USE bool ak_conf_key(const struct ak_conf *conf, size_t n,
                                        struct ak_conf_key *out);

/* Any ini text, for themes and keys files: `on_pair` gets each pair with its section ("" before the
 * first) and line. A line that is no pair, or longer than 199 bytes, is AK_ERR_CONFIG with file and
 * line. The first failure is returned, of `on_pair` or of a line; the pairs behind it are given all
 * the same, but for those behind a line that is too long. */
typedef int ak_ini_on_pair(const char *section, const char *name, const char *value, int line,
                           void *context, struct ak_err *err);
AK_NONNULL_ARGS(1, 2, 3, 5)
AK_MUST_USE int ak_ini_read(const char *path, const char *text, ak_ini_on_pair *on_pair,
                            void *context, struct ak_err *err);

#endif
