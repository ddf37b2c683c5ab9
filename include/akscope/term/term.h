/* term.h: the terminal. The only module that touches curses, in two forms with one face: the curses
 * terminal, and a headless twin for tests and --dump. Loop thread only, except that the fatal hook
 * it registers may run anywhere.
 *
 * Between open and close the terminal belongs to us: alternate screen, no echo, bracketed paste; it
 * is restored on close, on suspend, and on every fatal path by prepared bytes (base/fatal.h). */
#ifndef AKSCOPE_TERM_TERM_H
#define AKSCOPE_TERM_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"
#include "akscope/ui/theme.h"

struct ak_term;

struct ak_term_options {
    bool uses_mouse;
    bool no_colour; /* NO_COLOR or --no-color */
    bool fences;    /* AKSCOPE_FENCE=1: see ak_term_fence */
};

/* Takes the terminal on standard input and output. AK_ERR_TERMINAL when it is none, or TERM is
 * unknown or names one that can't place the cursor. */
AK_NONNULL AK_MUST_USE int ak_term_open(const struct ak_term_options *options, struct ak_term **out,
                                        struct ak_err *err);

/* A terminal of that size that nobody sees: see its part below. */
AK_MUST_USE AK_RETURNS_NONNULL struct ak_term *ak_term_open_headless(int width, int height);

/* What standard output is, without taking it. */
struct ak_term_look {
    bool is_terminal;  /* false: all else is 0 */
    int width, height; /* 0: it does not say */
    int colours;       /* 0: none */
};

/* AK_ERR_TERMINAL as ak_term_open for a TERM that won't do; what was found out stands in *out in
 * any case. */
AK_NONNULL AK_MUST_USE int ak_term_look(struct ak_term_look *out, struct ak_err *err);

/* Restores the terminal and frees. */
AK_NONNULL void ak_term_close(struct ak_term *term);

/* Current size; ak_term_resized asks the kernel anew and tells whether it changed. */
AK_NONNULL void ak_term_size(const struct ak_term *term, int *width, int *height);
AK_NONNULL AK_MUST_USE bool ak_term_resized(struct ak_term *term);

/* True when the locale's encoding is UTF-8. */
AK_NONNULL bool ak_term_is_utf8(const struct ak_term *term);
AK_NONNULL int ak_term_colours(const struct ak_term *term);

/* The descriptor to watch for keys; -1 when headless. */
AK_NONNULL int ak_term_descriptor(const struct ak_term *term);

/* The next key that is waiting, without blocking; false when there is none. A paste arrives as
 * characters, control characters left out. */
AK_NONNULL AK_MUST_USE bool ak_term_read_key(struct ak_term *term, struct ak_key *key);

/* True when the terminal is gone (end of file or error on input). */
AK_NONNULL bool ak_term_is_gone(const struct ak_term *term);

/* Shows the surface: only cells that changed are written, nothing at all when none did. cursor_x <
 * 0 hides the cursor. True when anything was written. */
AK_NONNULL bool ak_term_flush(struct ak_term *term, const struct ak_surface *surface,
                              const struct ak_theme *theme, int cursor_x, int cursor_y);
/* The picture that it was last told to show; no cells before the first flush. */
AK_NONNULL const struct ak_surface *ak_term_shown(const struct ak_term *term);
/* Forgets what the screen shows, so that the next flush writes all. */
AK_NONNULL void ak_term_forget(struct ak_term *term);

AK_NONNULL void ak_term_set_mouse(struct ak_term *term, bool uses_mouse);
AK_NONNULL void ak_term_bell(struct ak_term *term);
/* Asks the terminal for a notification of the desktop (OSC 9), cut to a length that terminals take.
 * One that does not know it shows nothing. */
AK_NONNULL void ak_term_notify(struct ak_term *term, const char *text);

/* Puts text into the clipboard with OSC 52 (base64); false when it is too long for terminals. */
AK_NONNULL AK_MUST_USE bool ak_term_copy(struct ak_term *term, const char *text);

/* Gives the terminal back and stops the process (SIGTSTP's default); returns after SIGCONT with the
 * terminal taken again. */
AK_NONNULL void ak_term_suspend(struct ak_term *term);

/* With options.fences: after a flush (and after keys that changed nothing) one OSC sequence
 * `ESC ] 7777 ; akscope ; FRAME ; PENDING ; CONSUMED BEL` for test harnesses: frame number,
 * requests and jobs outstanding, keys read so far. */
AK_NONNULL void ak_term_fence(struct ak_term *term, uint64_t frame, unsigned pending);

/* ---- the headless twin: what a person and a screen would do ---- */

/* A key that ak_term_read_key will give, after those pressed before. */
AK_NONNULL void ak_term_press(struct ak_term *term, const struct ak_key *key);

/* The size that ak_term_resized will find. */
AK_NONNULL void ak_term_set_size(struct ak_term *term, int width, int height);

/* What went to the screen so far. `written` is what passed beside the picture: bell, clipboard and
 * fences; borrowed until more is written. */
struct ak_term_traffic {
    size_t pictures; /* shown, those in which nothing changed not counted */
    size_t cells;    /* of all of them: only what changed */
    const char *written;
};
AK_NONNULL struct ak_term_traffic ak_term_traffic(struct ak_term *term);

#endif
