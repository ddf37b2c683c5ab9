/* options_help.c: the text of --help, from the tables. The manual pages are made from it. */
#include "config.h"

#include "options_reader_int.h"

enum { USAGE_SIZE = 96, USAGE_COLUMNS = 36 };

static const struct {
    const char *name;
    char letter;
    const char *argument;
    const char *help;
} option_rows[] = {
#define AK_OPTION(symbol, name, letter, argument, help) {name, letter, argument, help},
#include "options.def"
#undef AK_OPTION
};

enum { OPTION_COUNT = sizeof option_rows / sizeof option_rows[0] };

static void print_row(FILE *out, const char *usage, const char *help)
{
    fprintf(out, "  %-*s %s\n", USAGE_COLUMNS, usage, help);
}

static void print_commands(FILE *out)
{
    for (int i = 0; i < AK_COMMAND_COUNT; i++) {
        const struct ak__command_row *row = ak__command_row((enum ak_command)i);
        char usage[USAGE_SIZE];

        snprintf(usage, sizeof usage, "akscope%s%s%s%s%s%s", row->verb[0] != '\0' ? " " : "",
                 row->verb, row->noun[0] != '\0' ? " " : "", row->noun,
                 row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
        print_row(out, usage, row->help);
    }
}

static void print_options(FILE *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        char usage[USAGE_SIZE];
        char letter[8] = "";

        if (option_rows[i].letter != 0)
            snprintf(letter, sizeof letter, "-%c, ", option_rows[i].letter);
        snprintf(usage, sizeof usage, "%s--%s%s%s", letter, option_rows[i].name,
                 option_rows[i].argument != NULL ? " " : "",
                 option_rows[i].argument != NULL ? option_rows[i].argument : "");
        print_row(out, usage, option_rows[i].help);
    }
}

static void print_pool_fields(FILE *out)
{
    static const char *const arguments[] = {
        [AK_FIELD_TEXT] = " TEXT",    [AK_FIELD_NUMBER] = " N",
        [AK_FIELD_DECIMAL] = " N",    [AK_FIELD_SWITCH] = "",
        [AK_FIELD_LIST] = " A,B,...", [AK_FIELD_PAIRS] = " KEY=VALUE,...",
    };

    /* The name is the command's own argument. */
    for (int i = AK_POOL_FIELD_NAME + 1; i < AK_POOL_FIELD_COUNT; i++) {
        const struct ak_pool_field_info *info = ak_pool_field_get((enum ak_pool_field)i);
        char usage[USAGE_SIZE];

        snprintf(usage, sizeof usage, "--%s%s", info->option, arguments[info->kind]);
        print_row(out, usage, info->help);
    }
}

static void print_settings(FILE *out)
{
    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const struct ak_setting_info *info = ak_setting_get((enum ak_setting)i);
        char usage[USAGE_SIZE];
        char help[2 * USAGE_SIZE];

        snprintf(usage, sizeof usage, "--%s%s", info->option,
                 info->type == AK_SETTING_SWITCH ? "" : " VALUE");
        snprintf(help, sizeof help, "%s%s%s%s", info->help,
                 info->fallback[0] != '\0' ? " (default: " : "", info->fallback,
                 info->fallback[0] != '\0' ? ")" : "");
        print_row(out, usage, help);
    }
}

void ak__options_help(FILE *out)
{
    fputs("akscope: the terminal dashboard of Azure Kubernetes Service node pools\n\nUsage:\n",
          out);
    print_commands(out);
    fputs("\nOptions:\n", out);
    print_options(out);
    fputs("\nNode pool options (of pool add; scale, update and upgrade take those they can "
          "change):\n",
          out);
    print_pool_fields(out);
    fputs("\nSettings (also in $XDG_CONFIG_HOME/akscope/config.ini and as AKSCOPE_… variables):\n",
          out);
    print_settings(out);
    fputs("\nExit codes: 0 ok, 1 a finding, 2 usage or against the rules (nothing was sent),\n"
          "            3 not signed in or forbidden, 4 Azure refused, 5 network,\n"
          "            6 part of what was asked for could not be read\n",
          out);
}
