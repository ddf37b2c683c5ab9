/* skin.c: where themes and keys come from. */
#include "config.h"

#include "skin_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/conf/conf.h"
#include "akscope/io/file.h"

extern const unsigned char ak_embed_theme_dark[];
extern const unsigned char ak_embed_theme_light[];
extern const unsigned char ak_embed_theme_contrast[];
extern const unsigned char ak_embed_theme_basic[];
extern const unsigned char ak_embed_keys_default[];

static const struct {
    const char *name;
    const unsigned char *text;
} built_in[] = {
    {"dark", ak_embed_theme_dark},
    {"light", ak_embed_theme_light},
    {"contrast", ak_embed_theme_contrast},
    {"basic", ak_embed_theme_basic},
};

enum { BUILT_IN_COUNT = sizeof built_in / sizeof built_in[0] };

const char *ak__skin_theme_name(size_t n)
{
    return n < BUILT_IN_COUNT ? built_in[n].name : NULL;
}

static int on_role(const char *section, const char *name, const char *value, int line,
                   void *context, struct ak_err *err)
{
    (void)line;
    if (section[0] != '\0')
        return ak_err_set(err, AK_ERR_CONFIG, "a theme has no sections, but here is [%s]", section);
    return ak_theme_set(context, name, value, err);
}

static int read_theme(const char *path, const char *text, struct ak_theme *out, struct ak_err *err)
{
    const char *slash = strrchr(path, '/');
    struct ak_theme theme = ak_theme_init(slash != NULL ? slash + 1 : path);
    int failed = ak_ini_read(path, text, on_role, &theme, err);

    if (!failed)
        *out = theme;
    return failed;
}

static int read_theme_file(const char *path, struct ak_theme *out, struct ak_err *err)
{
    char *text = NULL;
    size_t len;
    int failed = ak_file_read(path, AK_LIMIT_CONFIG, &text, &len, err);

    if (!failed)
        failed = read_theme(path, text, out, err);
    free(text);
    return failed;
}

/* The person's own file of that name, when there is one: the caller frees the path. */
static char *find_own_theme(const char *name)
{
    char file[128];
    char *path;

    snprintf(file, sizeof file, "themes/%.100s.theme", name);
    path = ak_file_user_path("CONFIG", file);
    if (path != NULL && access(path, F_OK) != 0) {
        free(path);
        path = NULL;
    }
    return path;
}

static int unknown_theme(const char *name, struct ak_err *err)
{
    char names[128] = "";

    for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "", built_in[i].name);
    }
    return ak_err_set(err, AK_ERR_CONFIG, "there is no theme \"%s\"; there are %s", name, names);
}

int ak__skin_theme(const char *name, struct ak_theme *out, struct ak_err *err)
{
    char *own;
    int failed;

    if (strchr(name, '/') != NULL)
        return read_theme_file(name, out, err);
    own = find_own_theme(name);
    if (own != NULL) {
        failed = read_theme_file(own, out, err);
        free(own);
        return failed;
    }
    for (size_t i = 0; i < BUILT_IN_COUNT; i++) {
        if (strcmp(name, built_in[i].name) == 0)
            return read_theme(name, (const char *)built_in[i].text, out, err);
    }
    return unknown_theme(name, err);
}

static int on_key(const char *section, const char *name, const char *value, int line, void *context,
                  struct ak_err *err)
{
    (void)line;
    return ak_keymap_set(context, section, name, value, err);
}

static int add_configured(const struct ak_conf *conf, struct ak_keymap *keymap, struct ak_err *err)
{
    struct ak_conf_key key;

    for (size_t i = 0; ak_conf_key(conf, i, &key); i++) {
        struct ak_err why = ak_err_none();

        if (ak_keymap_set(keymap, key.scope, key.key, key.action, &why))
            return ak_err_set(err, AK_ERR_CONFIG, "%s: %s", key.origin, why.text);
    }
    return 0;
}

int ak__skin_check_keys(const struct ak_conf *conf, struct ak_err *err)
{
    struct ak_keymap keymap = ak_keymap_init();
    int failed = add_configured(conf, &keymap, err);

    ak_keymap_release(&keymap);
    return failed;
}

static int add_file(const struct ak_conf *conf, struct ak_keymap *keymap, struct ak_err *err)
{
    const char *path = ak_conf_text(conf, AK_SETTING_ID_KEYS);
    char *text = NULL;
    size_t len;
    int failed = ak_file_read(path, AK_LIMIT_CONFIG, &text, &len, err)
                     ? ak_conf_blame(conf, AK_SETTING_ID_KEYS, err)
                     : ak_ini_read(path, text, on_key, keymap, err);

    free(text);
    return failed;
}

int ak__skin_keys(const struct ak_conf *conf, struct ak_keymap *out, struct ak_err *err)
{
    struct ak_keymap keymap = ak_keymap_init();
    bool has_file = ak_conf_text(conf, AK_SETTING_ID_KEYS)[0] != '\0';
    int failed =
        ak_ini_read("default.keys", (const char *)ak_embed_keys_default, on_key, &keymap, err);

    if (!failed)
        failed = add_configured(conf, &keymap, err);
    if (!failed && has_file)
        failed = add_file(conf, &keymap, err);
    if (failed)
        ak_keymap_release(&keymap);
    else
        *out = keymap;
    return failed;
}
