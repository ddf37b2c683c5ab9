/* key.c: the table of actions, the spelling of keys, and which key means which action. */
#include "config.h"

#include "akscope/ui/key.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

static const struct ak_action_info actions[AK_ACTION_COUNT] = {
    [AK_ACTION_NONE] = {.action = AK_ACTION_NONE,
                        .command = "none",
                        .arguments = "",
                        .help = "nothing",
                        .scope = AK_SCOPE_ANY},
#define AK_ACTION(symbol, text, hint, sentence, where, bits)                                       \
    [AK_ACTION_##symbol] = {.action = AK_ACTION_##symbol,                                          \
                            .command = text,                                                       \
                            .arguments = hint,                                                     \
                            .help = sentence,                                                      \
                            .scope = where,                                                        \
                            .flags = bits},
#include "akscope/ui/actions.def"
#undef AK_ACTION
};

static const char *const scope_names[AK_SCOPE_COUNT] = {
    [AK_SCOPE_ANY] = "any",   [AK_SCOPE_LIST] = "list",     [AK_SCOPE_SIZES] = "sizes",
    [AK_SCOPE_FORM] = "form", [AK_SCOPE_PROMPT] = "prompt",
};

/* Keys with names; what is not here is a character or a function key. */
static const struct {
    const char *name;
    enum ak_key_code code;
} named_keys[] = {
    {"Enter", AK_KEY_ENTER},
    {"Esc", AK_KEY_ESCAPE},
    {"Tab", AK_KEY_TAB},
    {"BackTab", AK_KEY_BACK_TAB},
    {"Backspace", AK_KEY_BACKSPACE},
    {"Delete", AK_KEY_DELETE},
    {"Insert", AK_KEY_INSERT},
    {"Up", AK_KEY_UP},
    {"Down", AK_KEY_DOWN},
    {"Left", AK_KEY_LEFT},
    {"Right", AK_KEY_RIGHT},
    {"Home", AK_KEY_HOME},
    {"End", AK_KEY_END},
    {"PageUp", AK_KEY_PAGE_UP},
    {"PageDown", AK_KEY_PAGE_DOWN},
    {"MousePress", AK_KEY_MOUSE_PRESS},
    {"MouseDouble", AK_KEY_MOUSE_DOUBLE},
    {"WheelUp", AK_KEY_WHEEL_UP},
    {"WheelDown", AK_KEY_WHEEL_DOWN},
};

/* Characters that a keys file (ini) can't begin a line with. */
static const struct {
    const char *name;
    uint32_t point;
} named_points[] = {
    {"Space", ' '},  {"Colon", ':'}, {"Semicolon", ';'},
    {"Equals", '='}, {"Hash", '#'},  {"Bracket", '['},
};

enum { NAMED_POINT_COUNT = sizeof named_points / sizeof named_points[0] };

enum { NAMED_KEY_COUNT = sizeof named_keys / sizeof named_keys[0] };

const struct ak_action_info *ak_action_get(enum ak_action action)
{
    return &actions[action];
}

enum ak_action ak_action_find(const char *command)
{
    for (size_t i = 1; i < AK_ACTION_COUNT; i++) {
        if (strcmp(command, actions[i].command) == 0)
            return (enum ak_action)i;
    }
    return AK_ACTION_NONE;
}

static bool parse_named(const char *name, struct ak_key *out)
{
    int64_t number;

    for (size_t i = 0; i < NAMED_POINT_COUNT; i++) {
        if (strcmp(name, named_points[i].name) == 0) {
            out->code = AK_KEY_POINT;
            out->point = named_points[i].point;
            return true;
        }
    }
    if (name[0] == 'F' && ak_text_to_int(name + 1, 1, 12, &number)) {
        out->code = AK_KEY_FUNCTION;
        out->point = (uint32_t)number;
        return true;
    }
    for (size_t i = 0; i < NAMED_KEY_COUNT; i++) {
        if (strcmp(name, named_keys[i].name) == 0) {
            out->code = named_keys[i].code;
            return true;
        }
    }
    return false;
}

static bool parse_character(const char *name, struct ak_key *out)
{
    size_t len = strlen(name);
    uint32_t point;

    if (len == 0 || !ak_text_is_clean(name, len) || ak_utf8_decode(name, len, &point) != len ||
        ak_point_width(point) < 1)
        return false;
    out->code = AK_KEY_POINT;
    out->point = point;
    return true;
}

/* With Ctrl a terminal sends one byte a letter, large or small, and some of them are other keys'.
 */
static void fit_control(struct ak_key *key)
{
    static const struct {
        uint32_t point;
        enum ak_key_code code;
    } twins[] = {
        {'h', AK_KEY_BACKSPACE}, {'i', AK_KEY_TAB},    {'j', AK_KEY_ENTER},
        {'m', AK_KEY_ENTER},     {'[', AK_KEY_ESCAPE},
    };

    if (!key->is_control || key->code != AK_KEY_POINT)
        return;
    if (key->point >= 'A' && key->point <= 'Z')
        key->point = key->point - 'A' + 'a';
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        if (twins[i].point == key->point)
            *key = (struct ak_key){.code = twins[i].code, .is_alt = key->is_alt};
    }
}

bool ak_key_parse(const char *name, struct ak_key *out)
{
    struct ak_key key = {.code = AK_KEY_NONE};

    for (;;) {
        if (ak_text_has_prefix(name, "Ctrl-", false) && name[5] != '\0') {
            key.is_control = true;
            name += 5;
        } else if (ak_text_has_prefix(name, "Alt-", false) && name[4] != '\0') {
            key.is_alt = true;
            name += 4;
        } else {
            break;
        }
    }
    if (!parse_character(name, &key) && !parse_named(name, &key))
        return false;
    fit_control(&key);
    *out = key;
    return true;
}

const char *ak_key_name(const struct ak_key *key, char out[AK_KEY_NAME_SIZE])
{
    char name[16] = "?";

    if (key->code == AK_KEY_FUNCTION) {
        snprintf(name, sizeof name, "F%u", (unsigned)key->point);
    } else if (key->code == AK_KEY_POINT && key->point == ' ') {
        snprintf(name, sizeof name, "Space");
    } else if (key->code == AK_KEY_POINT) {
        char bytes[4];
        size_t len = ak_utf8_encode(key->point, bytes);
        snprintf(name, sizeof name, "%.*s", (int)len, bytes);
    }
    for (size_t i = 0; i < NAMED_KEY_COUNT; i++) {
        if (named_keys[i].code == key->code)
            snprintf(name, sizeof name, "%s", named_keys[i].name);
    }
    snprintf(out, AK_KEY_NAME_SIZE, "%s%s%s", key->is_control ? "Ctrl-" : "",
             key->is_alt ? "Alt-" : "", name);
    return out;
}

bool ak_key_equal(const struct ak_key *a, const struct ak_key *b)
{
    bool has_point = a->code == AK_KEY_POINT || a->code == AK_KEY_FUNCTION;

    return a->code == b->code && a->is_control == b->is_control && a->is_alt == b->is_alt &&
           (!has_point || a->point == b->point);
}

struct ak_keymap ak_keymap_init(void)
{
    return (struct ak_keymap){.bindings = ak_vec_init(sizeof(struct ak_key_binding))};
}

void ak_keymap_release(struct ak_keymap *keymap)
{
    ak_vec_release(&keymap->bindings);
}

static const char *nearest_action(const char *name)
{
    const char *nearest = actions[1].command;
    int best = ak_text_distance(name, nearest);

    for (size_t i = 2; i < AK_ACTION_COUNT; i++) {
        int distance = ak_text_distance(name, actions[i].command);

        if (distance < best) {
            best = distance;
            nearest = actions[i].command;
        }
    }
    return nearest;
}

static bool find_scope(const char *name, enum ak_scope *out)
{
    for (size_t i = 0; i < AK_SCOPE_COUNT; i++) {
        if (strcmp(name, scope_names[i]) == 0) {
            *out = (enum ak_scope)i;
            return true;
        }
    }
    return false;
}

static const char *nearest_scope(const char *name)
{
    const char *nearest = scope_names[AK_SCOPE_ANY];

    for (size_t i = 0; i < AK_SCOPE_PROMPT; i++) {
        if (ak_text_distance(name, scope_names[i]) < ak_text_distance(name, nearest))
            nearest = scope_names[i];
    }
    return nearest;
}

int ak_keymap_set(struct ak_keymap *keymap, const char *scope_name, const char *key_name,
                  const char *action_name, struct ak_err *err)
{
    struct ak_key_binding binding = {.action = ak_action_find(action_name)};

    if (!find_scope(scope_name, &binding.scope))
        return ak_err_set(err, AK_ERR_CONFIG,
                          "keys: there is no section [%s]; did you mean [%s]? There are [any], "
                          "[list], [sizes] and [form]",
                          scope_name, nearest_scope(scope_name));
    if (!ak_key_parse(key_name, &binding.key))
        return ak_err_set(err, AK_ERR_CONFIG,
                          "keys: \"%s\" is no key; keys are spelled \"j\", \"Ctrl-c\", \"Enter\", "
                          "\"F5\"",
                          key_name);
    if (binding.action == AK_ACTION_NONE && strcmp(action_name, "none") != 0)
        return ak_err_set(err, AK_ERR_CONFIG,
                          "keys: there is no action \"%s\"; did you mean \"%s\"?", action_name,
                          nearest_action(action_name));
    *(struct ak_key_binding *)ak_vec_push(&keymap->bindings) = binding;
    return 0;
}

static const struct ak_key_binding *find_binding(const struct ak_keymap *keymap,
                                                 enum ak_scope scope, const struct ak_key *key)
{
    for (size_t i = keymap->bindings.len; i > 0; i--) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap->bindings, i - 1);

        if (binding->scope == scope && ak_key_equal(&binding->key, key))
            return binding;
    }
    return NULL;
}

/* From the narrowest scope to the widest: sizes are a list, and so are fields; a list is
 * anything. */
enum ak_action ak_keymap_find(const struct ak_keymap *keymap, enum ak_scope scope,
                              const struct ak_key *key)
{
    static const enum ak_scope wider[AK_SCOPE_COUNT] = {
        [AK_SCOPE_ANY] = AK_SCOPE_ANY,       [AK_SCOPE_LIST] = AK_SCOPE_ANY,
        [AK_SCOPE_SIZES] = AK_SCOPE_LIST,    [AK_SCOPE_FORM] = AK_SCOPE_LIST,
        [AK_SCOPE_PROMPT] = AK_SCOPE_PROMPT,
    };

    for (;;) {
        const struct ak_key_binding *binding = find_binding(keymap, scope, key);

        if (binding != NULL)
            return binding->action;
        if (wider[scope] == scope)
            return AK_ACTION_NONE;
        scope = wider[scope];
    }
}

const char *ak_keymap_key_of(const struct ak_keymap *keymap, enum ak_action action,
                             char out[AK_KEY_NAME_SIZE])
{
    out[0] = '\0';
    for (size_t i = 0; i < keymap->bindings.len; i++) {
        const struct ak_key_binding *binding = ak_vec_at(&keymap->bindings, i);

        if (binding->action == action &&
            ak_keymap_find(keymap, binding->scope, &binding->key) == action)
            return ak_key_name(&binding->key, out);
    }
    return out;
}
