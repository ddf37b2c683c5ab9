/* keys.c: what curses reads, as keys. */
#include "config.h"

#include <stdlib.h>
#include <time.h>
#include <wchar.h>

#include "akscope/base/text.h"
#include "curses_int.h"

enum { ESCAPE = 27, DELETE = 127, DOUBLE_CLICK_MS = 400 };

static const struct {
    int curses;
    enum ak_key_code code;
} code_table[] = {
    {KEY_ENTER, AK_KEY_ENTER},     {KEY_BTAB, AK_KEY_BACK_TAB}, {KEY_BACKSPACE, AK_KEY_BACKSPACE},
    {KEY_DC, AK_KEY_DELETE},       {KEY_IC, AK_KEY_INSERT},     {KEY_UP, AK_KEY_UP},
    {KEY_DOWN, AK_KEY_DOWN},       {KEY_LEFT, AK_KEY_LEFT},     {KEY_RIGHT, AK_KEY_RIGHT},
    {KEY_HOME, AK_KEY_HOME},       {KEY_END, AK_KEY_END},       {KEY_PPAGE, AK_KEY_PAGE_UP},
    {KEY_NPAGE, AK_KEY_PAGE_DOWN},
};

void ak__keys_define(void)
{
    define_key("\033[200~", AK__KEY_PASTE_BEGIN);
    define_key("\033[201~", AK__KEY_PASTE_END);
    /* Terminals in normal cursor mode, whatever terminfo says. */
    define_key("\033[A", KEY_UP);
    define_key("\033[B", KEY_DOWN);
    define_key("\033[C", KEY_RIGHT);
    define_key("\033[D", KEY_LEFT);
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool ak__keys_decode_mouse(struct ak__keys *keys, const MEVENT *event, int64_t now_ms,
                           struct ak_key *key)
{
    *key = (struct ak_key){.code = AK_KEY_NONE, .x = event->x, .y = event->y};
    if (event->bstate & BUTTON4_PRESSED) {
        key->code = AK_KEY_WHEEL_UP;
    } else if (event->bstate & BUTTON5_PRESSED) {
        key->code = AK_KEY_WHEEL_DOWN;
    } else if (event->bstate & (BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED)) {
        /* Two presses that arrived together, as over a slow line: curses made one of them. */
        key->code = AK_KEY_MOUSE_PRESS;
        keys->pushed_back = (struct ak_key){.code = AK_KEY_MOUSE_DOUBLE, .x = key->x, .y = key->y};
        keys->has_pushed_back = true;
        keys->last_press_ms = 0;
    } else if (event->bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) {
        bool is_double = keys->last_press_ms != 0 &&
                         now_ms - keys->last_press_ms < DOUBLE_CLICK_MS &&
                         event->x == keys->last_press_x && event->y == keys->last_press_y;
        key->code = is_double ? AK_KEY_MOUSE_DOUBLE : AK_KEY_MOUSE_PRESS;
        keys->last_press_ms = is_double ? 0 : now_ms;
        keys->last_press_x = event->x;
        keys->last_press_y = event->y;
    }
    return key->code != AK_KEY_NONE;
}

/* A key that curses has a code for; false for those that mean nothing here. */
static bool decode_code(struct ak__keys *keys, wint_t code, struct ak_key *key)
{
    MEVENT event;

    if (code == AK__KEY_PASTE_BEGIN || code == AK__KEY_PASTE_END) {
        keys->is_pasting = code == AK__KEY_PASTE_BEGIN;
        return false;
    }
    if (keys->is_pasting) /* bytes of the text that look like a key */
        return false;
    if (code == KEY_MOUSE)
        return getmouse(&event) == OK && ak__keys_decode_mouse(keys, &event, now_ms(), key);
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        key->code = AK_KEY_FUNCTION;
        key->point = (uint32_t)(code - KEY_F0);
        return true;
    }
    for (size_t i = 0; i < sizeof code_table / sizeof code_table[0]; i++) {
        if ((wint_t)code_table[i].curses == code) {
            key->code = code_table[i].code;
            return true;
        }
    }
    return false;
}

/* Control characters, by what the keyboard calls them. */
static bool decode_control(wint_t character, struct ak_key *key)
{
    switch (character) {
    case '\r':
    case '\n':
        key->code = AK_KEY_ENTER;
        return true;
    case '\t':
        key->code = AK_KEY_TAB;
        return true;
    case '\b':
    case DELETE:
        key->code = AK_KEY_BACKSPACE;
        return true;
    case ESCAPE:
        key->code = AK_KEY_ESCAPE;
        return true;
    default:
        break;
    }
    key->code = AK_KEY_POINT;
    key->is_control = true;
    key->point = character == 0 ? ' ' : (uint32_t)(character + 'a' - 1);
    return character < 27;
}

static bool decode_character(const struct ak__keys *keys, wint_t character, struct ak_key *key)
{
    if (character < 32 || character == DELETE)
        return !keys->is_pasting && decode_control(character, key);
    if (ak_point_is_unsafe((uint32_t)character))
        return false;
    key->code = AK_KEY_POINT;
    key->point = (uint32_t)character;
    key->is_pasted = keys->is_pasting;
    return true;
}

bool ak__keys_decode(struct ak__keys *keys, int kind, wint_t value, struct ak_key *key)
{
    *key = (struct ak_key){.code = AK_KEY_NONE};
    return kind == KEY_CODE_YES ? decode_code(keys, value, key)
                                : decode_character(keys, value, key);
}

/* Escape and then at once a character: the Alt key. */
static void join_alt(struct ak__keys *keys, struct ak_key *key)
{
    wint_t value;
    int kind = get_wch(&value);
    struct ak_key next;

    if (kind == ERR || !ak__keys_decode(keys, kind, value, &next))
        return;
    if (next.code == AK_KEY_POINT) {
        *key = next;
        key->is_alt = true;
    } else {
        keys->pushed_back = next;
        keys->has_pushed_back = true;
    }
}

bool ak__keys_read(struct ak__keys *keys, struct ak_key *key)
{
    wint_t value;
    int kind;

    if (keys->has_pushed_back) {
        keys->has_pushed_back = false;
        *key = keys->pushed_back;
        return true;
    }
    while ((kind = get_wch(&value)) != ERR) {
        if (!ak__keys_decode(keys, kind, value, key))
            continue;
        if (key->code == AK_KEY_ESCAPE)
            join_alt(keys, key);
        return true;
    }
    return false;
}
