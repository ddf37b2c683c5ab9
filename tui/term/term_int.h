/* term_int.h: the terminal's own state, shared by term.c (life and picture), keys.c (input) and
 * restore.c (leaving in good order). */
#ifndef AKSCOPE_TERM_TERM_INT_H
#define AKSCOPE_TERM_TERM_INT_H

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "akscope/term/term.h"

struct ak_term {
    SCREEN *screen; /* NULL: headless */
    int width, height;
    int colours;
    bool is_utf8;
    bool is_gone;
    bool uses_mouse;
    bool fences;
    bool is_pasting;
    bool must_redraw;
    struct ak_surface shown; /* what the terminal was last told */
    int shown_cursor_x, shown_cursor_y;
    uint64_t keys_read;
    int64_t last_press_ms; /* for double clicks */
    int last_press_x, last_press_y;
    struct ak_key pushed_back; /* read ahead after Escape */
    bool has_pushed_back;
};

/* Own key codes for the brackets of a paste. */
enum { AK__KEY_PASTE_BEGIN = KEY_MAX + 1, AK__KEY_PASTE_END };

/* Registers the key codes that terminfo does not know. */
void ak__term_define_keys(void);

/* Remembers how the terminal was, and how to bring it back from a fatal path; and forgets it. */
void ak__term_arm_restore(void);
void ak__term_disarm_restore(void);

/* Writes all bytes to the terminal, past curses (after its own output was flushed). */
void ak__term_write(const char *bytes, size_t len);

#endif
