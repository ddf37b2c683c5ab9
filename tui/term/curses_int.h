/* curses_int.h: the terminal of curses: curses.c (life and picture), keys.c (input) and restore.c
 * (leaving in good order). The only files that see curses. */
#ifndef AKSCOPE_TERM_CURSES_INT_H
#define AKSCOPE_TERM_CURSES_INT_H

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "term_int.h"

/* ---- keys ---- */

/* Own key codes for the brackets of a paste. */
enum { AK__KEY_PASTE_BEGIN = KEY_MAX + 1, AK__KEY_PASTE_END };

/* What decoding remembers from one key to the next. */
struct ak__keys {
    bool is_pasting;
    int64_t last_press_ms; /* for double clicks; 0: none */
    int last_press_x, last_press_y;
    struct ak_key pushed_back; /* read ahead after Escape */
    bool has_pushed_back;
};

/* Registers the key codes that terminfo does not know, with the current screen. */
void ak__keys_define(void);

/* What get_wch gave (kind: OK or KEY_CODE_YES) as a key; false for what means nothing. */
bool ak__keys_decode(struct ak__keys *keys, int kind, wint_t value, struct ak_key *key);

/* The same for a mouse event at a monotonic time. */
bool ak__keys_decode_mouse(struct ak__keys *keys, const MEVENT *event, int64_t now_ms,
                           struct ak_key *key);

/* The next key that waits in curses; false when there is none. */
bool ak__keys_read(struct ak__keys *keys, struct ak_key *key);

/* ---- restoring ---- */

/* Remembers how the terminal was, and how to bring it back from a fatal path; and forgets it. */
void ak__term_arm_restore(void);
void ak__term_disarm_restore(void);

/* Writes all bytes to the terminal, past curses (after its own output was flushed). */
void ak__term_write(const char *bytes, size_t len);

#endif
