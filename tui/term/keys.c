/* keys.c: what curses reads, as keys. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "akscope/base/text.h"
#include "term_int.h"

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

void ak__term_define_keys(void)
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

static bool decode_mouse(struct ak_term *term, struct ak_key *key)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return false;
    key->x = event.x;
    key->y = event.y;
    if (event.bstate & BUTTON4_PRESSED) {
        key->code = AK_KEY_WHEEL_UP;
    } else if (event.bstate & BUTTON5_PRESSED) {
        key->code = AK_KEY_WHEEL_DOWN;
    } else if (event.bstate & BUTTON1_PRESSED) {
        bool is_double = now_ms() - term->last_press_ms < DOUBLE_CLICK_MS &&
                         event.x == term->last_press_x && event.y == term->last_press_y;
        key->code = is_double ? AK_KEY_MOUSE_DOUBLE : AK_KEY_MOUSE_PRESS;
        term->last_press_ms = is_double ? 0 : now_ms();
        term->last_press_x = event.x;
        term->last_press_y = event.y;
    }
    return key->code != AK_KEY_NONE;
}

/* A key that curses has a code for; false for those that mean nothing here. */
static bool decode_code(struct ak_term *term, wint_t code, struct ak_key *key)
{
    if (code == AK__KEY_PASTE_BEGIN || code == AK__KEY_PASTE_END) {
        term->is_pasting = code == AK__KEY_PASTE_BEGIN;
        return false;
    }
    if (code == KEY_MOUSE)
        return decode_mouse(term, key);
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

static bool decode_character(const struct ak_term *term, wint_t character, struct ak_key *key)
{
    if (character < 32 || character == DELETE)
        return !term->is_pasting && decode_control(character, key);
    if (ak_point_is_unsafe((uint32_t)character))
        return false;
    key->code = AK_KEY_POINT;
    key->point = (uint32_t)character;
    return true;
}

static bool decode(struct ak_term *term, int kind, wint_t value, struct ak_key *key)
{
    *key = (struct ak_key){.code = AK_KEY_NONE};
    return kind == KEY_CODE_YES ? decode_code(term, value, key)
                                : decode_character(term, value, key);
}

/* A terminal that hung up reads as end of file for ever: poll tells it from "no key yet". */
static bool has_hung_up(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    int ready = poll(&input, 1, 0);

    if (ready < 0)
        return errno != EINTR;
    return ready > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

/* Escape and then at once a character: the Alt key. */
static void join_alt(struct ak_term *term, struct ak_key *key)
{
    wint_t value;
    int kind = get_wch(&value);
    struct ak_key next;

    if (kind == ERR || !decode(term, kind, value, &next))
        return;
    if (next.code == AK_KEY_POINT) {
        *key = next;
        key->is_alt = true;
    } else {
        term->pushed_back = next;
        term->has_pushed_back = true;
    }
}

bool ak_term_read_key(struct ak_term *term, struct ak_key *key)
{
    if (term->screen == NULL)
        return false;
    if (term->has_pushed_back) {
        term->has_pushed_back = false;
        *key = term->pushed_back;
        term->keys_read++;
        return true;
    }
    for (;;) {
        wint_t value;
        int kind = get_wch(&value);

        if (kind == ERR) {
            term->is_gone = has_hung_up();
            return false;
        }
        if (!decode(term, kind, value, key))
            continue;
        if (key->code == AK_KEY_ESCAPE)
            join_alt(term, key);
        term->keys_read++;
        return true;
    }
}
