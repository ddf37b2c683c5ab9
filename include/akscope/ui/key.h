/* key.h: what a person pressed, and which action it means. Keys are spelled as in keys files: "j",
 * "Enter", "Ctrl-c", "F5", "PageDown", "Alt-x", "Space". */
#ifndef AKSCOPE_UI_KEY_H
#define AKSCOPE_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"

enum ak_scope {
    AK_SCOPE_ANY,
    AK_SCOPE_LIST,
    AK_SCOPE_SIZES,
    AK_SCOPE_FORM,
    AK_SCOPE_PROMPT,
    AK_SCOPE_COUNT
};

enum ak_action_flags {
    AK_ACTION_FOOTER = 1 << 0,
    AK_ACTION_NEEDS_ROW = 1 << 1,
    AK_ACTION_MUTATES = 1 << 2,
};

enum ak_action {
    AK_ACTION_NONE,
#define AK_ACTION(symbol, command, arguments, help, scope, flags) AK_ACTION_##symbol,
#include "akscope/ui/actions.def"
#undef AK_ACTION
    AK_ACTION_COUNT
};

struct ak_action_info {
    enum ak_action action;
    const char *command;
    const char *arguments;
    const char *help;
    enum ak_scope scope;
    unsigned flags;
};

/* The table's row. */
AK_RETURNS_NONNULL const struct ak_action_info *ak_action_get(enum ak_action action);
/* The action of that command, or AK_ACTION_NONE. */
AK_NONNULL enum ak_action ak_action_find(const char *command);

enum ak_key_code {
    AK_KEY_NONE,
    AK_KEY_POINT, /* a character: `point` */
    AK_KEY_ENTER,
    AK_KEY_ESCAPE,
    AK_KEY_TAB,
    AK_KEY_BACK_TAB,
    AK_KEY_BACKSPACE,
    AK_KEY_DELETE,
    AK_KEY_INSERT,
    AK_KEY_UP,
    AK_KEY_DOWN,
    AK_KEY_LEFT,
    AK_KEY_RIGHT,
    AK_KEY_HOME,
    AK_KEY_END,
    AK_KEY_PAGE_UP,
    AK_KEY_PAGE_DOWN,
    AK_KEY_FUNCTION, /* F1 to F12: `point` */
    AK_KEY_MOUSE_PRESS,
    AK_KEY_MOUSE_DOUBLE,
    AK_KEY_WHEEL_UP,
    AK_KEY_WHEEL_DOWN,
    AK_KEY_RESIZE,
};

struct ak_key {
    enum ak_key_code code;
    uint32_t point;
    bool is_control;
    bool is_alt;
    bool is_pasted; /* not typed: text, which may open a prompt but do nothing else */
    int x, y;       /* of the mouse */
};

enum { AK_KEY_NAME_SIZE = 32 };

/* Both ways of the spelling; ak_key_parse is false for what is no key. What a terminal can't tell
 * apart is one key: Ctrl-C is Ctrl-c, Ctrl-m is Enter. */
AK_NONNULL AK_MUST_USE bool ak_key_parse(const char *name, struct ak_key *out);
AK_NONNULL const char *ak_key_name(const struct ak_key *key, char out[AK_KEY_NAME_SIZE]);
AK_NONNULL bool ak_key_equal(const struct ak_key *a, const struct ak_key *b);

struct ak_key_binding {
    enum ak_scope scope;
    struct ak_key key;
    enum ak_action action;
};

struct ak_keymap {
    struct ak_vec bindings; /* struct ak_key_binding; later ones win */
};

struct ak_keymap ak_keymap_init(void);
AK_NONNULL void ak_keymap_release(struct ak_keymap *keymap);

/* One line of a keys file: section ("any", "list", "sizes", "form"), key, action ("none" takes it
 * away). AK_ERR_CONFIG names what is unknown and the nearest right name. */
AK_NONNULL AK_MUST_USE int ak_keymap_set(struct ak_keymap *keymap, const char *scope,
                                         const char *key, const char *action, struct ak_err *err);

/* The action of a key: the scope's own bindings first, then AK_SCOPE_ANY. */
AK_NONNULL enum ak_action ak_keymap_find(const struct ak_keymap *keymap, enum ak_scope scope,
                                         const struct ak_key *key);

/* The first key bound to an action, spelled; "" when none. Returns out. */
AK_NONNULL const char *ak_keymap_key_of(const struct ak_keymap *keymap, enum ak_action action,
                                        char out[AK_KEY_NAME_SIZE]);

#endif
