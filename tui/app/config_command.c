/* config_command.c: settings as they hold here, and where they come from. */
#include "config.h"

#include "config_command_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "cli_int.h"
#include "complain_int.h"

char *ak__config_path(void)
{
    return ak_file_user_path("CONFIG", "config.ini");
}

struct listing {
    struct ak_arena *arena;
    struct ak_vec rows; /* const struct ak_report_setting * */
};

/* Files, variables and options are text from outside. */
static const char *safe(struct listing *listing, const char *text)
{
    return ak_text_sanitise_in(listing->arena, text, strlen(text));
}

static struct ak_report_setting *add(struct listing *listing, const char *name, const char *origin)
{
    struct ak_report_setting *row = ak_arena_alloc(listing->arena, 1, sizeof *row);

    row->name = safe(listing, name);
    row->origin = safe(listing, origin);
    *(const void **)ak_vec_push(&listing->rows) = row;
    return row;
}

static struct ak_texts items_of(struct listing *listing, const struct ak_conf *conf,
                                enum ak_setting setting)
{
    const char **items;
    size_t count = 0;

    while (ak_conf_item(conf, setting, count) != NULL)
        count++;
    items = ak_arena_alloc(listing->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = safe(listing, ak_conf_item(conf, setting, i));
    return (struct ak_texts){.items = items, .count = count};
}

static void add_setting(struct listing *listing, const struct ak_conf *conf,
                        enum ak_setting setting)
{
    const struct ak_setting_info *info = ak_setting_get(setting);
    struct ak_report_setting *row = add(listing, info->name, ak_conf_origin(conf, setting));

    switch (info->type) {
    case AK_SETTING_TEXT:
        row->text = safe(listing, ak_conf_text(conf, setting));
        break;
    case AK_SETTING_NUMBER:
        row->number = (struct ak_number){.is_set = true, .value = ak_conf_number(conf, setting)};
        break;
    case AK_SETTING_SWITCH:
        row->answer = ak_conf_switch(conf, setting) ? AK_YES : AK_NO;
        break;
    case AK_SETTING_LIST:
        row->texts = items_of(listing, conf, setting);
        break;
    }
}

/* "[keys.list] x", as it stands in the file. */
static void add_key(struct listing *listing, const struct ak_conf_key *key)
{
    bool is_any = strcmp(key->scope, "any") == 0;
    const char *name = ak_arena_printf(listing->arena, "[keys%s%s] %s", is_any ? "" : ".",
                                       is_any ? "" : key->scope, key->key);

    add(listing, name, key->origin)->text = safe(listing, key->action);
}

static int show(const struct ak_options *options, const struct ak_conf *conf, struct ak_err *err)
{
    struct listing listing = {.arena = ak_arena_new(0), .rows = ak_vec_init(sizeof(void *))};
    struct ak_conf_key key;
    int failed;

    for (int i = 0; i < AK_SETTING_COUNT; i++)
        add_setting(&listing, conf, (enum ak_setting)i);
    for (size_t i = 0; ak_conf_key(conf, i, &key); i++)
        add_key(&listing, &key);
    failed = ak__cli_print_listing(options->shows_origin ? AK_REPORT_SETTING_ORIGINS
                                                         : AK_REPORT_SETTINGS,
                                   &listing.rows, options, conf, err);
    ak_vec_release(&listing.rows);
    ak_arena_free(listing.arena);
    return failed;
}

static int print_path(struct ak_err *err)
{
    char *path = ak__config_path();

    if (path == NULL)
        return ak_err_set(err, AK_ERR_FILE, "neither XDG_CONFIG_HOME nor HOME is set");
    puts(path);
    free(path);
    return 0;
}

int ak__config_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct ak_err err = ak_err_none();
    int failed =
        options->command == AK_COMMAND_CONFIG_SHOW ? show(options, conf, &err) : print_path(&err);

    if (!failed)
        return ak__end_output();
    ak__complain(&err);
    return ak_err_kind_exit_code(err.kind);
}
