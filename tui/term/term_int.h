/* term_int.h: what both kinds of terminal share: term.c does the same for each and leaves the rest
 * to its driver, which is curses.c or headless.c. */
#ifndef AKSCOPE_TERM_TERM_INT_H
#define AKSCOPE_TERM_TERM_INT_H

#include "akscope/term/term.h"

/* What a kind of terminal does. A driver's own state begins with its struct ak_term. */
struct ak__term_driver {
    /* Gives the terminal back and releases the driver's own state, not the memory of `term`. */
    void (*close)(struct ak_term *term);
    /* The size as it is now; false when it can't be told. */
    bool (*find_size)(const struct ak_term *term, int *width, int *height);
    /* Takes over the size that term.c has noted. May be NULL. */
    void (*resize)(struct ak_term *term);
    bool (*read_key)(struct ak_term *term, struct ak_key *key);
    /* A picture: clear (may be NULL) when all of it comes anew, put for each cell, then show. */
    void (*clear)(struct ak_term *term);
    void (*put)(struct ak_term *term, const struct ak_cell *cell, const struct ak_theme *theme,
                int x, int y);
    void (*show)(struct ak_term *term, int cursor_x, int cursor_y);
    /* Bytes past the picture: bell, clipboard, fence. */
    void (*write)(struct ak_term *term, const char *bytes, size_t len);
    /* May be NULL. */
    void (*set_mouse)(struct ak_term *term, bool uses_mouse);
    void (*suspend)(struct ak_term *term);
};

struct ak_term {
    const struct ak__term_driver *driver;
    int descriptor; /* to watch for keys; -1: none */
    int width, height;
    int colours;
    bool is_utf8;
    bool is_gone;
    bool uses_mouse;
    bool fences;
    bool must_redraw;
    struct ak_surface shown; /* what the terminal was last told */
    int cursor_x, cursor_y;  /* where it was last put; below 0: hidden */
    uint64_t keys_read;
};

/* Fills the part that is the same for both kinds. */
void ak__term_init(struct ak_term *term, const struct ak__term_driver *driver, int width,
                   int height);

/* ---- look.c ---- */

/* AK_ERR_TERMINAL: TERM names a type that is not known, or one that can't place the cursor. */
int ak__term_refuse_unknown(struct ak_err *err);
int ak__term_refuse_crude(struct ak_err *err);

#endif
