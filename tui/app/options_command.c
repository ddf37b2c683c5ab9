/* options_command.c: the words of the command line: which command, and what it is about. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"
#include "options_reader_int.h"

static const struct ak__command_row command_rows[AK_COMMAND_COUNT] = {
#define AK_COMMAND(symbol, verb, noun, argument, takes, help)                                      \
    [AK_COMMAND_##symbol] = {verb, noun, argument, takes, help},
#include "commands.def"
#undef AK_COMMAND
};

const struct ak__command_row *ak__command_row(enum ak_command command)
{
    return &command_rows[command];
}

static const char *word_at(const struct ak__reader *reader, size_t i)
{
    return i < reader->words.len ? *(const char **)ak_vec_at(&reader->words, i) : "";
}

/* "pool" for "pools", and the other way round. */
static bool is_noun(const char *asked, const char *noun)
{
    size_t len = strlen(noun);
    size_t stem = len > 0 && noun[len - 1] == 's' ? len - 1 : len;

    return strncmp(asked, noun, stem) == 0 &&
           (asked[stem] == '\0' || strcmp(asked + stem, "s") == 0);
}

/* How many words make the command: some verbs have no noun. */
static size_t command_words(enum ak_command command)
{
    const struct ak__command_row *row = &command_rows[command];

    return (size_t)(row->verb[0] != '\0') + (size_t)(row->noun[0] != '\0');
}

/* The nouns that go with a verb, as "a, b, c". */
static void list_nouns(const char *verb, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < AK_COMMAND_COUNT && used < size; i++) {
        if (strcmp(verb, command_rows[i].verb) == 0)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "",
                                     command_rows[i].noun);
    }
}

/* The verbs, each once, as "a, b, c". */
static void list_verbs(char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 1; i < AK_COMMAND_COUNT && used < size; i++) {
        if (strcmp(command_rows[i - 1].verb, command_rows[i].verb) != 0)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "",
                                     command_rows[i].verb);
    }
}

static int unknown_command(const char *verb, const char *noun, struct ak_err *err)
{
    char words[256];

    list_nouns(verb, words, sizeof words);
    if (words[0] == '\0') {
        list_verbs(words, sizeof words);
        return ak_err_set(err, AK_ERR_USAGE, "there is no command \"%s\" (there are %s)", verb,
                          words);
    }
    if (noun[0] == '\0')
        return ak_err_set(err, AK_ERR_USAGE, "`akscope %s` needs to know what: %s", verb, words);
    return ak_err_set(err, AK_ERR_USAGE, "`akscope %s` knows no \"%s\" (it knows %s)", verb, noun,
                      words);
}

static int find_command(struct ak__reader *reader, struct ak_err *err)
{
    const char *verb = word_at(reader, 0);
    const char *noun = word_at(reader, 1);

    for (size_t i = 0; i < AK_COMMAND_COUNT; i++) {
        const struct ak__command_row *row = &command_rows[i];
        bool is_one_word = row->verb[0] != '\0' && row->noun[0] == '\0';

        if (strcmp(verb, row->verb) != 0 || (!is_one_word && !is_noun(noun, row->noun)))
            continue;
        if (is_one_word && row->argument == NULL && reader->words.len > 1)
            return ak_err_set(err, AK_ERR_USAGE, "`akscope %s` takes no argument: \"%s\"", verb,
                              noun);
        reader->options->command = (enum ak_command)i;
        return 0;
    }
    return unknown_command(verb, noun, err);
}

/* ---- options that a command would silently ignore ---- */

static int means_nothing(const struct ak_options *options, const char *option, struct ak_err *err)
{
    const struct ak__command_row *row = &command_rows[options->command];

    return ak_err_set(err, AK_ERR_USAGE, "--%s means nothing to `akscope%s%s%s%s`", option,
                      row->verb[0] != '\0' ? " " : "", row->verb, row->noun[0] != '\0' ? " " : "",
                      row->noun);
}

static int check_format(const struct ak_options *options, struct ak_err *err)
{
    const struct ak__command_row *row = &command_rows[options->command];

    if (ak_report_format_is_for_lists(options->format) || (row->takes & AK_TAKES_REPORTING) != 0)
        return 0;
    return ak_err_set(err, AK_ERR_USAGE,
                      "`akscope %s %s` can't be written as %s; `akscope report` can", row->verb,
                      row->noun, ak_report_format_name(options->format));
}

static int check_meanings(const struct ak_options *options, struct ak_err *err)
{
    const struct {
        bool is_given;
        unsigned taken_with;
        const char *name;
    } checks[] = {
        {options->clusters.len > 0, AK_TAKES_CLUSTERS, "cluster"},
        {options->resource_group != NULL, AK_TAKES_CLUSTERS, "resource-group"},
        {options->location != NULL, AK_TAKES_CLUSTERS, "location"},
        {options->filters.len > 0, AK_TAKES_FILTERS, "filter"},
        {options->tags.len > 0, AK_TAKES_REPORTING, "tag"},
        {options->fail_on.len > 0, AK_TAKES_REPORTING, "fail-on"},
        {options->baseline != NULL, AK_TAKES_REPORTING, "baseline"},
        {ak_date_is_set(options->on), AK_TAKES_REPORTING, "on"},
        {options->output_file != NULL, AK_TAKES_REPORTING, "output-file"},
        {options->has_format, AK_TAKES_FORMAT, "output"},
        {options->dump_width > 0, AK_TAKES_DUMP, "dump"},
        {options->shows_origin, AK_TAKES_ORIGIN, "origin"},
        {options->says_yes, AK_TAKES_SENDING, "yes"},
        {options->is_dry_run, AK_TAKES_SENDING, "dry-run"},
        {options->no_wait, AK_TAKES_SENDING, "no-wait"},
        {options->node_image_only, AK_TAKES_IMAGE_ONLY, "node-image-only"},
        {options->ignores_disruption_budgets, AK_TAKES_IGNORE_PDB, "ignore-pdb"},
        {options->disables_autoscaler, AK_TAKES_NO_AUTOSCALER, "disable-cluster-autoscaler"},
    };

    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        if (checks[i].is_given &&
            (command_rows[options->command].takes & checks[i].taken_with) == 0)
            return means_nothing(options, checks[i].name, err);
    }
    return check_format(options, err);
}

/* Fields of a node pool that a command sets, ended by AK_POOL_FIELD_COUNT. Adding sets all. */
static const enum ak_pool_field scale_fields[] = {AK_POOL_FIELD_NODES, AK_POOL_FIELD_AUTOSCALER,
                                                  AK_POOL_FIELD_MIN_NODES, AK_POOL_FIELD_MAX_NODES,
                                                  AK_POOL_FIELD_COUNT};
static const enum ak_pool_field update_fields[] = {
    AK_POOL_FIELD_LABELS,        AK_POOL_FIELD_TAINTS,    AK_POOL_FIELD_TAGS,
    AK_POOL_FIELD_MAX_SURGE,     AK_POOL_FIELD_OS_SKU,    AK_POOL_FIELD_MAX_UNAVAILABLE,
    AK_POOL_FIELD_DRAIN_TIMEOUT, AK_POOL_FIELD_NODE_SOAK, AK_POOL_FIELD_MODE,
    AK_POOL_FIELD_COUNT};
static const enum ak_pool_field version_fields[] = {AK_POOL_FIELD_VERSION, AK_POOL_FIELD_COUNT};

static const enum ak_pool_field *const settable[AK_COMMAND_COUNT] = {
    [AK_COMMAND_POOL_SCALE] = scale_fields,
    [AK_COMMAND_POOL_UPDATE] = update_fields,
    [AK_COMMAND_POOL_UPGRADE] = version_fields,
    [AK_COMMAND_CLUSTER_UPGRADE] = version_fields,
};

static bool sets_field(enum ak_command command, enum ak_pool_field field)
{
    const enum ak_pool_field *at = settable[command];

    while (at != NULL && *at != AK_POOL_FIELD_COUNT && *at != field)
        at++;
    return command == AK_COMMAND_POOL_ADD || (at != NULL && *at == field);
}

static int check_fields(const struct ak_options *options, struct ak_err *err)
{
    for (int field = 0; field < AK_POOL_FIELD_COUNT; field++) {
        if (ak_pool_wish_has(&options->wish, (enum ak_pool_field)field) &&
            !sets_field(options->command, (enum ak_pool_field)field))
            return means_nothing(options, ak_pool_field_get((enum ak_pool_field)field)->option,
                                 err);
    }
    return 0;
}

/* ---- words ---- */

/* A resource id says in which subscription to look. */
static int take_name(struct ak__reader *reader, const char *name, struct ak_err *err)
{
    const char *part = strchr(name, '/');
    char subscription[64];

    reader->options->name = name;
    if (part != name || !ak_text_has_prefix(name, "/subscriptions/", true))
        return 0;
    part = strchr(part + 1, '/') + 1;
    snprintf(subscription, sizeof subscription, "%.*s", (int)strcspn(part, "/"), part);
    return ak_conf_set(reader->conf, AK_SETTING_ID_SUBSCRIPTIONS, subscription, "the resource id",
                       err);
}

/* Does a command with this argument take the name of what it is about? "[ID]": it may. */
static bool takes_name(const char *argument)
{
    return argument != NULL && strstr(argument, "FILTER") == NULL;
}

static int check_words(const struct ak__command_row *row, size_t words, struct ak_err *err)
{
    bool is_optional = row->argument[0] == '[';

    if (words == 1 || (words == 0 && is_optional))
        return 0;
    return ak_err_set(err, AK_ERR_USAGE, "`akscope %s %s` takes %s one %s", row->verb, row->noun,
                      is_optional ? "at most" : "exactly",
                      strstr(row->argument, "ID") != NULL ? "id" : "name");
}

/* Words after the command: filters, or the name of what it is about. */
static int take_words(struct ak__reader *reader, struct ak_err *err)
{
    const struct ak__command_row *row = &command_rows[reader->options->command];
    size_t first = command_words(reader->options->command);
    size_t words = reader->words.len > first ? reader->words.len - first : 0;

    if (takes_name(row->argument)) {
        if (check_words(row, words, err))
            return (int)err->kind;
        return words == 1 ? take_name(reader, word_at(reader, first), err) : 0;
    }
    for (size_t i = 0; i < words; i++)
        *(const char **)ak_vec_push(&reader->options->filters) = word_at(reader, i + first);
    return 0;
}

int ak__options_read_command(struct ak__reader *reader, struct ak_err *err)
{
    struct ak_options *options = reader->options;
    const char *verb = word_at(reader, 0);

    options->wants_help = options->wants_help || strcmp(verb, "help") == 0;
    options->wants_version = options->wants_version || strcmp(verb, "version") == 0;
    if (options->wants_help || options->wants_version)
        return 0;
    if (find_command(reader, err) || check_meanings(options, err) || check_fields(options, err) ||
        take_words(reader, err))
        return (int)err->kind;
    return 0;
}
