/* conf.c: the table of settings and their values. */
#include "config.h"

#include "akscope/conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/base/vec.h"

#define ORIGIN_DEFAULT "default"
#define SECTION_SETTINGS "akscope"
#define SECTION_KEYS "keys"

enum { ORIGIN_SIZE = 256 };

/* What numbers may be. */
static const struct range {
    int least, most;
} ranges[AK_SETTING_COUNT] = {
    [AK_SETTING_ID_REFRESH] = {5, 3600},       [AK_SETTING_ID_IMAGE_OLD] = {1, 3650},
    [AK_SETTING_ID_IMAGE_TOO_OLD] = {1, 3650}, [AK_SETTING_ID_SOON] = {1, 3650},
    [AK_SETTING_ID_TIMEOUT] = {1, 600},
};

struct value {
    char *text;
    int64_t number; /* of a number; 0 or 1 of a switch */
    char origin[ORIGIN_SIZE];
    char **items; /* of a list, without blanks around them */
    size_t item_count;
};

struct binding {
    char *scope;
    char *key;
    char *action;
    char origin[ORIGIN_SIZE];
};

struct ak_conf {
    struct value values[AK_SETTING_COUNT];
    struct ak_vec bindings; /* struct binding */
};

static const struct ak_setting_info settings[AK_SETTING_COUNT] = {
#define AK_SETTING(symbol, key, env, flag, kind, preset, sentence)                                 \
    [AK_SETTING_ID_##symbol] = {.name = key,                                                       \
                                .variable = env,                                                   \
                                .option = flag,                                                    \
                                .type = kind,                                                      \
                                .fallback = preset,                                                \
                                .help = sentence},
#include "akscope/conf/settings.def"
#undef AK_SETTING
};

const struct ak_setting_info *ak_setting_get(enum ak_setting setting)
{
    return &settings[setting];
}

bool ak_setting_find_option(const char *option, enum ak_setting *out)
{
    for (size_t i = 0; i < AK_SETTING_COUNT; i++) {
        if (strcmp(option, settings[i].option) == 0) {
            *out = (enum ak_setting)i;
            return true;
        }
    }
    return false;
}

static bool parse_switch(const char *text, int64_t *out)
{
    static const char *const words[][2] = {
        {"no", "yes"}, {"off", "on"}, {"false", "true"}, {"0", "1"}};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (int64_t truth = 0; truth < 2; truth++) {
            if (ak_text_caseeq(text, words[i][truth])) {
                *out = truth;
                return true;
            }
        }
    }
    return false;
}

static int check(enum ak_setting setting, const char *text, const char *origin, int64_t *number,
                 struct ak_err *err)
{
    const struct range *range = &ranges[setting];

    switch (settings[setting].type) {
    case AK_SETTING_TEXT:
    case AK_SETTING_LIST:
        return 0;
    case AK_SETTING_NUMBER:
        if (ak_text_to_int(text, range->least, range->most, number))
            return 0;
        return ak_err_set(err, AK_ERR_CONFIG, "%s: \"%s\" is not a number from %d to %d", origin,
                          text, range->least, range->most);
    case AK_SETTING_SWITCH:
        if (parse_switch(text, number))
            return 0;
        return ak_err_set(err, AK_ERR_CONFIG, "%s: \"%s\" is neither yes nor no", origin, text);
    }
    return 0;
}

static void release_items(struct value *value)
{
    for (size_t i = 0; i < value->item_count; i++)
        free(value->items[i]);
    free(value->items);
    value->items = NULL;
    value->item_count = 0;
}

/* Between commas or tabs; a blank within an item is part of it, as in names of subscriptions. Empty
 * items do not count. */
static void split_items(struct value *value)
{
    const char *rest = value->text;
    size_t len;

    release_items(value);
    while (rest += strspn(rest, ", \t"), (len = strcspn(rest, ",\t")) > 0) {
        const char *next = rest + len;

        while (rest[len - 1] == ' ')
            len--;
        value->items = ak_realloc(value->items, value->item_count + 1, sizeof *value->items);
        value->items[value->item_count++] = ak_strndup(rest, len);
        rest = next;
    }
}

/* Sets one, or lets a list grow; `subject` is said with errors. */
static int assign(struct value *value, enum ak_setting setting, const char *text, bool grows,
                  const char *subject, struct ak_err *err)
{
    bool is_list = settings[setting].type == AK_SETTING_LIST;
    int64_t number = 0;
    int failed = check(setting, text, subject, &number, err);

    if (failed)
        return failed;
    char *joined = is_list && grows ? ak_asprintf("%s,%s", value->text, text) : ak_strdup(text);
    free(value->text);
    value->text = joined;
    value->number = number;
    if (is_list)
        split_items(value);
    return 0;
}

int ak_conf_set(struct ak_conf *conf, enum ak_setting setting, const char *text, const char *origin,
                struct ak_err *err)
{
    struct value *value = &conf->values[setting];
    int failed = assign(value, setting, text, strcmp(value->origin, origin) == 0, origin, err);

    if (!failed)
        ak_text_copy(value->origin, sizeof value->origin, origin);
    return failed;
}

struct ak_conf *ak_conf_new(void)
{
    struct ak_conf *conf = ak_alloc(1, sizeof *conf);
    struct ak_err err = ak_err_none();

    conf->bindings = ak_vec_init(sizeof(struct binding));
    for (size_t i = 0; i < AK_SETTING_COUNT; i++) {
        conf->values[i].text = ak_strdup("");
        if (ak_conf_set(conf, (enum ak_setting)i, settings[i].fallback, ORIGIN_DEFAULT, &err))
            AK_BUG("the default of %s is wrong: %s", settings[i].name, err.text);
    }
    return conf;
}

void ak_conf_free(struct ak_conf *conf)
{
    if (conf == NULL)
        return;
    for (size_t i = 0; i < AK_SETTING_COUNT; i++) {
        release_items(&conf->values[i]);
        free(conf->values[i].text);
    }
    for (size_t i = 0; i < conf->bindings.len; i++) {
        struct binding *binding = ak_vec_at(&conf->bindings, i);

        free(binding->scope);
        free(binding->key);
        free(binding->action);
    }
    ak_vec_release(&conf->bindings);
    free(conf);
}

static int find_setting(const char *name, enum ak_setting *out, struct ak_err *err)
{
    const char *nearest = settings[0].name;
    int best = ak_text_distance(name, nearest);

    for (size_t i = 0; i < AK_SETTING_COUNT; i++) {
        int distance = ak_text_distance(name, settings[i].name);

        if (distance == 0) {
            *out = (enum ak_setting)i;
            return 0;
        }
        if (distance < best) {
            best = distance;
            nearest = settings[i].name;
        }
    }
    return ak_err_set(err, AK_ERR_CONFIG, "there is no setting \"%s\"; did you mean \"%s\"?", name,
                      nearest);
}

struct file {
    struct ak_conf *conf;
    char name[ORIGIN_SIZE - sizeof ":2147483648"]; /* of origins: the path, cut to fit */
};

static bool is_from(const struct value *value, const struct file *file)
{
    return ak_text_has_prefix(value->origin, file->name, false) &&
           value->origin[strlen(file->name)] == ':';
}

static void say_line(const struct file *file, int line, char origin[ORIGIN_SIZE])
{
    snprintf(origin, ORIGIN_SIZE, "%s:%d", file->name, line);
}

static void add_binding(const struct file *file, const char *scope, const char *key,
                        const char *action, int line)
{
    struct binding *binding = ak_vec_push(&file->conf->bindings);

    binding->scope = ak_strdup(scope);
    binding->key = ak_strdup(key);
    binding->action = ak_strdup(action);
    say_line(file, line, binding->origin);
}

static int set_setting(const struct file *file, const char *name, const char *text, int line,
                       struct ak_err *err)
{
    enum ak_setting setting = AK_SETTING_ID_ARM_ENDPOINT;
    int failed = find_setting(name, &setting, err);

    if (failed)
        return failed;
    struct value *value = &file->conf->values[setting];
    failed = assign(value, setting, text, is_from(value, file), settings[setting].name, err);
    if (!failed)
        say_line(file, line, value->origin);
    return failed;
}

static int unknown_section(const char *section, struct ak_err *err)
{
    static const char *const sections[] = {SECTION_SETTINGS, SECTION_KEYS};

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (ak_text_distance(section, sections[i]) <= ak_text_tolerance(section))
            return ak_err_set(err, AK_ERR_CONFIG, "there is no section [%s]; did you mean [%s]?",
                              section, sections[i]);
    }
    return ak_err_set(
        err, AK_ERR_CONFIG,
        "there is no section [%s]; there are [%s], [%s], [%s.list] and others of keys", section,
        SECTION_SETTINGS, SECTION_KEYS, SECTION_KEYS);
}

static int on_pair(const char *section, const char *name, const char *text, int line, void *context,
                   struct ak_err *err)
{
    const struct file *file = context;

    if (section[0] == '\0' || strcmp(section, SECTION_SETTINGS) == 0)
        return set_setting(file, name, text, line, err);
    if (strcmp(section, SECTION_KEYS) == 0)
        add_binding(file, "any", name, text, line);
    else if (ak_text_has_prefix(section, SECTION_KEYS ".", false))
        add_binding(file, section + strlen(SECTION_KEYS "."), name, text, line);
    else
        return unknown_section(section, err);
    return 0;
}

int ak_conf_read(struct ak_conf *conf, const char *path, const char *text, struct ak_err *err)
{
    struct file file = {.conf = conf};

    ak_text_copy(file.name, sizeof file.name, path);
    return ak_ini_read(path, text, on_pair, &file, err);
}

int ak_conf_read_environment(struct ak_conf *conf, struct ak_err *err)
{
    int failed = 0;

    for (size_t i = 0; i < AK_SETTING_COUNT; i++) {
        const char *variable = settings[i].variable;
        const char *text = variable != NULL ? getenv(variable) : NULL;

        if (text == NULL || text[0] == '\0')
            continue;
        struct ak_err later;
        int wrong = ak_conf_set(conf, (enum ak_setting)i, text, variable, failed ? &later : err);
        failed = failed ? failed : wrong;
    }
    return failed;
}

static const struct value *value_of(const struct ak_conf *conf, enum ak_setting setting,
                                    enum ak_setting_type type)
{
    if (settings[setting].type != type)
        AK_BUG("the setting %s is of another type", settings[setting].name);
    return &conf->values[setting];
}

const char *ak_conf_text(const struct ak_conf *conf, enum ak_setting setting)
{
    return value_of(conf, setting, AK_SETTING_TEXT)->text;
}

int64_t ak_conf_number(const struct ak_conf *conf, enum ak_setting setting)
{
    return value_of(conf, setting, AK_SETTING_NUMBER)->number;
}

bool ak_conf_switch(const struct ak_conf *conf, enum ak_setting setting)
{
    return value_of(conf, setting, AK_SETTING_SWITCH)->number != 0;
}

const char *ak_conf_item(const struct ak_conf *conf, enum ak_setting setting, size_t n)
{
    const struct value *value = value_of(conf, setting, AK_SETTING_LIST);

    return n < value->item_count ? value->items[n] : NULL;
}

const char *ak_conf_origin(const struct ak_conf *conf, enum ak_setting setting)
{
    return conf->values[setting].origin;
}

int ak_conf_blame(const struct ak_conf *conf, enum ak_setting setting, struct ak_err *err)
{
    const char *origin = conf->values[setting].origin;
    bool is_line = strchr(origin, ':') != NULL;
    char text[AK_ERR_TEXT_SIZE];

    ak_text_copy(text, sizeof text, err->text);
    if (strcmp(origin, ORIGIN_DEFAULT) != 0)
        ak_err_detail(err, "%s: %s%s%s", origin, is_line ? settings[setting].name : "",
                      is_line ? ": " : "", text);
    return (int)err->kind;
}

bool ak_conf_key(const struct ak_conf *conf, size_t n, struct ak_conf_key *out)
{
    const struct binding *binding;

    if (n >= conf->bindings.len)
        return false;
    binding = ak_vec_at(&conf->bindings, n);
    *out = (struct ak_conf_key){.scope = binding->scope,
                                .key = binding->key,
                                .action = binding->action,
                                .origin = binding->origin};
    return true;
}
