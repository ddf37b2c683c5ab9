/* options.c: reading the command line by tables. getopt_long can't suggest the nearest word, and
 * its state is global: the grammar is small enough to read here. */
#include "config.h"

#include "options_int.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/rules/what_if.h"
#include "options_reader_int.h"

enum { DUMP_MOST = 1000 };

enum option {
#define AK_OPTION(symbol, name, letter, argument, help) OPTION_##symbol,
#include "options.def"
#undef AK_OPTION
    OPTION_COUNT
};

static const struct option_row {
    const char *name;
    char letter;
    const char *argument;
    const char *help;
} option_rows[OPTION_COUNT] = {
#define AK_OPTION(symbol, name, letter, argument, help)                                            \
    [OPTION_##symbol] = {name, letter, argument, help},
#include "options.def"
#undef AK_OPTION
};

/* The word of a list that is nearest to what was typed, as long as it is near at all. */
struct nearest {
    const char *asked;
    const char *best; /* NULL: none is near */
    int distance;
};

static void offer(struct nearest *nearest, const char *word)
{
    int distance = ak_text_distance(nearest->asked, word);

    if (distance <= ak_text_tolerance(nearest->asked) &&
        (nearest->best == NULL || distance < nearest->distance)) {
        nearest->best = word;
        nearest->distance = distance;
    }
}

static int unknown_option(const char *name, struct ak_err *err)
{
    struct nearest nearest = {.asked = name};

    for (size_t i = 0; i < OPTION_COUNT; i++)
        offer(&nearest, option_rows[i].name);
    for (size_t i = 0; i < AK_SETTING_COUNT; i++)
        offer(&nearest, ak_setting_get((enum ak_setting)i)->option);
    for (size_t i = 0; i < AK_POOL_FIELD_COUNT; i++)
        offer(&nearest, ak_pool_field_get((enum ak_pool_field)i)->option);
    if (nearest.best == NULL)
        return ak_err_set(err, AK_ERR_USAGE, "there is no option --%s", name);
    return ak_err_set(err, AK_ERR_USAGE, "there is no option --%s (did you mean --%s?)", name,
                      nearest.best);
}

/* Whether the command can write it is seen once the command is known. */
static int set_format(struct ak_options *options, const char *name, struct ak_err *err)
{
    char names[128];
    size_t used = 0;

    for (int i = 0; i < AK_FORMAT_COUNT; i++) {
        const char *format = ak_report_format_name((enum ak_report_format)i);

        if (ak_text_caseeq(name, format)) {
            options->format = (enum ak_report_format)i;
            options->has_format = true;
            return 0;
        }
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                 i == 0                     ? ""
                                 : i + 1 == AK_FORMAT_COUNT ? " and "
                                                            : ", ",
                                 format);
    }
    return ak_err_set(err, AK_ERR_USAGE, "there is no output \"%s\" (there are %s)", name, names);
}

/* "120x36" */
static int set_dump(struct ak_options *options, const char *size, struct ak_err *err)
{
    char width[8];
    const char *x = strchr(size, 'x');
    int64_t columns, rows;

    snprintf(width, sizeof width, "%.*s", x != NULL ? (int)(x - size) : 0, size);
    if (x == NULL || !ak_text_to_int(width, 1, DUMP_MOST, &columns) ||
        !ak_text_to_int(x + 1, 1, DUMP_MOST, &rows))
        return ak_err_set(err, AK_ERR_USAGE,
                          "--dump %s is no size; write columns and rows (1 to %d) as 120x36", size,
                          DUMP_MOST);
    options->dump_width = (int)columns;
    options->dump_height = (int)rows;
    return 0;
}

/* Whether it is ahead is seen once the clock is known. */
static int set_on(struct ak_options *options, const char *day, struct ak_err *err)
{
    struct ak_err why = ak_err_none();

    if (ak_what_if_read_day(day, (struct ak_date){0}, &options->on, &why))
        return ak_err_set(err, AK_ERR_USAGE, "--on %s", why.text);
    return 0;
}

/* Where the value of an option goes: one of the four is set. */
static const struct {
    size_t
        switch_offset;  /* of a bool; 0: none (the first member of the options is none of these) */
    size_t text_offset; /* of a const char * */
    size_t list_offset; /* of a struct ak_vec of const char * */
    int (*set)(struct ak_options *options, const char *value, struct ak_err *err);
} places[OPTION_COUNT] = {
    [OPTION_OUTPUT] = {.set = set_format},
    [OPTION_DUMP] = {.set = set_dump},
    [OPTION_ON] = {.set = set_on},
    [OPTION_CLUSTER] = {.list_offset = offsetof(struct ak_options, clusters)},
    [OPTION_FILTER] = {.list_offset = offsetof(struct ak_options, filters)},
    [OPTION_TAG] = {.list_offset = offsetof(struct ak_options, tags)},
    [OPTION_FAIL_ON] = {.list_offset = offsetof(struct ak_options, fail_on)},
    [OPTION_BASELINE] = {.text_offset = offsetof(struct ak_options, baseline)},
    [OPTION_OUTPUT_FILE] = {.text_offset = offsetof(struct ak_options, output_file)},
    [OPTION_RESOURCE_GROUP] = {.text_offset = offsetof(struct ak_options, resource_group)},
    [OPTION_LOCATION] = {.text_offset = offsetof(struct ak_options, location)},
    [OPTION_FLEET] = {.text_offset = offsetof(struct ak_options, fleet)},
    [OPTION_ORIGIN] = {.switch_offset = offsetof(struct ak_options, shows_origin)},
    [OPTION_YES] = {.switch_offset = offsetof(struct ak_options, says_yes)},
    [OPTION_DRY_RUN] = {.switch_offset = offsetof(struct ak_options, is_dry_run)},
    [OPTION_NO_WAIT] = {.switch_offset = offsetof(struct ak_options, no_wait)},
    [OPTION_NODE_IMAGE_ONLY] = {.switch_offset = offsetof(struct ak_options, node_image_only)},
    [OPTION_IGNORE_PDB] = {.switch_offset =
                               offsetof(struct ak_options, ignores_disruption_budgets)},
    [OPTION_DISABLE_AUTOSCALER] = {.switch_offset =
                                       offsetof(struct ak_options, disables_autoscaler)},
    [OPTION_DEMO] = {.switch_offset = offsetof(struct ak_options, is_demo)},
    [OPTION_NO_COLOR] = {.switch_offset = offsetof(struct ak_options, no_colour)},
    [OPTION_NO_CACHE] = {.switch_offset = offsetof(struct ak_options, no_cache)},
    [OPTION_HELP] = {.switch_offset = offsetof(struct ak_options, wants_help)},
    [OPTION_VERSION] = {.switch_offset = offsetof(struct ak_options, wants_version)},
};

static int apply_option(struct ak_options *options, enum option option, const char *value,
                        struct ak_err *err)
{
    char *base = (char *)options;

    if (places[option].set != NULL)
        return places[option].set(options, value, err);
    if (places[option].switch_offset != 0)
        *(bool *)(base + places[option].switch_offset) = true;
    else if (places[option].text_offset != 0)
        *(const char **)(void *)(base + places[option].text_offset) = value;
    else
        *(const char **)ak_vec_push((struct ak_vec *)(void *)(base + places[option].list_offset)) =
            value;
    return 0;
}

/* The value after `=`, else the next argument. */
static int take_value(struct ak__reader *reader, const char *name, const char *attached,
                      const char **out, struct ak_err *err)
{
    if (attached != NULL) {
        *out = attached;
        return 0;
    }
    if (reader->left == 0)
        return ak_err_set(err, AK_ERR_USAGE, "--%s needs a value", name);
    *out = *reader->rest++;
    reader->left--;
    return 0;
}

/* A script whose variable is unset must not be taken to mean everything. */
static int empty_value(const char *name, struct ak_err *err)
{
    return ak_err_set(err, AK_ERR_USAGE, "--%s needs a value that is not empty", name);
}

static int read_setting(struct ak__reader *reader, enum ak_setting setting, const char *attached,
                        struct ak_err *err)
{
    const struct ak_setting_info *info = ak_setting_get(setting);
    const char *value = attached != NULL ? attached : "yes";
    char origin[64];
    int failed = 0;

    if (info->type != AK_SETTING_SWITCH)
        failed = take_value(reader, info->option, attached, &value, err);
    if (failed)
        return failed;
    if (info->type == AK_SETTING_LIST && value[0] == '\0')
        return empty_value(info->option, err);
    snprintf(origin, sizeof origin, "--%s", info->option);
    failed = ak_conf_set(reader->conf, setting, value, origin, err);
    if (failed)
        err->kind = AK_ERR_USAGE;
    return failed ? (int)AK_ERR_USAGE : 0;
}

static int read_option(struct ak__reader *reader, enum option option, const char *attached,
                       struct ak_err *err)
{
    const struct option_row *row = &option_rows[option];
    const char *value = NULL;

    if (row->argument != NULL) {
        int failed = take_value(reader, row->name, attached, &value, err);

        if (failed)
            return failed;
        if (value == NULL || value[0] == '\0')
            return empty_value(row->name, err);
    } else if (attached != NULL) {
        return ak_err_set(err, AK_ERR_USAGE, "--%s takes no value", row->name);
    }
    return apply_option(reader->options, option, value, err);
}

/* A switch stands for yes; any other field takes a value, which may be empty: "no labels". */
static int read_pool_field(struct ak__reader *reader, enum ak_pool_field field,
                           const char *attached, struct ak_err *err)
{
    const struct ak_pool_field_info *info = ak_pool_field_get(field);
    const char *value = attached != NULL ? attached : "yes";

    if (info->kind != AK_FIELD_SWITCH && take_value(reader, info->option, attached, &value, err))
        return (int)err->kind;
    ak_pool_wish_set(&reader->options->wish, field, value);
    return 0;
}

static int read_long(struct ak__reader *reader, const char *text, struct ak_err *err)
{
    char name[64];
    const char *equals = strchr(text, '=');
    size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);
    enum ak_setting setting;

    snprintf(name, sizeof name, "%.*s", (int)len, text);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(name, option_rows[i].name) == 0)
            return read_option(reader, (enum option)i, equals != NULL ? equals + 1 : NULL, err);
    }
    if (ak_setting_find_option(name, &setting))
        return read_setting(reader, setting, equals != NULL ? equals + 1 : NULL, err);
    if (ak_pool_field_find(name) != AK_POOL_FIELD_COUNT)
        return read_pool_field(reader, ak_pool_field_find(name), equals != NULL ? equals + 1 : NULL,
                               err);
    return unknown_option(name, err);
}

/* -o json, -ojson and, as kubectl's users write it, -o=json. */
static int read_short(struct ak__reader *reader, const char *text, struct ak_err *err)
{
    const char *attached = text[1] == '=' ? text + 2 : text[1] != '\0' ? text + 1 : NULL;

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (option_rows[i].letter != 0 && option_rows[i].letter == text[0])
            return read_option(reader, (enum option)i, attached, err);
    }
    return ak_err_set(err, AK_ERR_USAGE, "there is no option -%c", text[0]);
}

static int read_all(struct ak__reader *reader, struct ak_err *err)
{
    bool only_words = false;
    int failed = 0;

    while (reader->left > 0 && !failed) {
        const char *text = *reader->rest++;

        reader->left--;
        if (!only_words && strcmp(text, "--") == 0)
            only_words = true;
        else if (!only_words && text[0] == '-' && text[1] == '-')
            failed = read_long(reader, text + 2, err);
        else if (!only_words && text[0] == '-' && text[1] != '\0')
            failed = read_short(reader, text + 1, err);
        else
            *(const char **)ak_vec_push(&reader->words) = text;
    }
    return failed;
}

int ak__options_read(struct ak_options *options, struct ak_conf *conf, int count,
                     char *const *arguments, struct ak_err *err)
{
    struct ak__reader reader = {.options = options,
                                .conf = conf,
                                .rest = arguments + 1,
                                .left = count > 0 ? count - 1 : 0,
                                .words = ak_vec_init(sizeof(const char *))};
    int failed;

    *options = (struct ak_options){.clusters = ak_vec_init(sizeof(const char *)),
                                   .filters = ak_vec_init(sizeof(const char *)),
                                   .tags = ak_vec_init(sizeof(const char *)),
                                   .fail_on = ak_vec_init(sizeof(const char *)),
                                   .fleet = "contoso"};
    failed = read_all(&reader, err);
    if (!failed)
        failed = ak__options_read_command(&reader, err);
    ak_vec_release(&reader.words);
    return failed;
}

void ak__options_release(struct ak_options *options)
{
    ak_vec_release(&options->clusters);
    ak_vec_release(&options->filters);
    ak_vec_release(&options->tags);
    ak_vec_release(&options->fail_on);
    ak_pool_wish_release(&options->wish);
}
