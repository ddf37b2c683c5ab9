/* term.c: taking and leaving the terminal, and bringing a surface to it. */
#include "config.h"

#include "akscope/term/term.h"

#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "term_int.h"

enum {
    ESCAPE_DELAY_MS = 25, /* the default of 1 s would make Escape hang */
    COPY_MAX = 74994,     /* what xterm takes in one OSC 52, before base64 */
};

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

static struct ak_term *new_term(int width, int height)
{
    struct ak_term *term = ak_alloc(1, sizeof *term);

    term->width = width;
    term->height = height;
    term->shown = ak_surface_init(0, 0, false);
    term->must_redraw = true;
    return term;
}

struct ak_term *ak_term_open_headless(int width, int height)
{
    struct ak_term *term = new_term(width, height);

    term->is_utf8 = true;
    term->colours = 256;
    return term;
}

static void take_terminal(struct ak_term *term, const struct ak_term_options *options)
{
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_DELAY_MS);
    mouseinterval(0);
    leaveok(stdscr, FALSE);
    curs_set(0);
    ak__term_define_keys();
    term->colours = 0;
    if (!options->no_colour && has_colors()) {
        start_color();
        use_default_colors();
        term->colours = COLORS;
    }
    fflush(stdout);
    ak__term_write(paste_on, sizeof paste_on - 1);
}

int ak_term_open(const struct ak_term_options *options, struct ak_term **out, struct ak_err *err)
{
    const char *name = getenv("TERM");

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return ak_err_set(err, AK_ERR_TERMINAL,
                          "the dashboard needs a terminal on standard input and output");
    ak__term_arm_restore();
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (screen == NULL) {
        ak__term_disarm_restore();
        return ak_err_set(err, AK_ERR_TERMINAL,
                          "the terminal type TERM=%s is unknown here; try TERM=xterm-256color",
                          name != NULL ? name : "(not set)");
    }
    struct ak_term *term = new_term(COLS, LINES);
    term->screen = screen;
    term->fences = options->fences;
    term->is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    take_terminal(term, options);
    ak_term_set_mouse(term, options->uses_mouse);
    *out = term;
    return 0;
}

void ak_term_close(struct ak_term *term)
{
    if (term->screen != NULL) {
        fflush(stdout);
        ak__term_write(paste_off, sizeof paste_off - 1);
        ak_term_set_mouse(term, false);
        curs_set(1);
        endwin();
        delscreen(term->screen);
        ak__term_disarm_restore();
    }
    ak_surface_release(&term->shown);
    free(term);
}

void ak_term_size(const struct ak_term *term, int *width, int *height)
{
    *width = term->width;
    *height = term->height;
}

bool ak_term_resized(struct ak_term *term)
{
    struct winsize size;

    if (term->screen == NULL || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
        size.ws_row == 0)
        return false;
    if (size.ws_col == term->width && size.ws_row == term->height)
        return false;
    term->width = size.ws_col;
    term->height = size.ws_row;
    resizeterm(term->height, term->width);
    ak_term_forget(term);
    return true;
}

bool ak_term_is_utf8(const struct ak_term *term)
{
    return term->is_utf8;
}

int ak_term_colours(const struct ak_term *term)
{
    return term->colours;
}

int ak_term_descriptor(const struct ak_term *term)
{
    return term->screen == NULL ? -1 : STDIN_FILENO;
}

bool ak_term_is_gone(const struct ak_term *term)
{
    return term->is_gone;
}

void ak_term_forget(struct ak_term *term)
{
    term->must_redraw = true;
}

static attr_t curses_attributes(unsigned attributes)
{
    static const struct {
        unsigned ours;
        attr_t theirs;
    } pairs[] = {
        {AK_ATTRIBUTE_BOLD, A_BOLD},       {AK_ATTRIBUTE_DIM, A_DIM},
        {AK_ATTRIBUTE_ITALIC, A_ITALIC},   {AK_ATTRIBUTE_UNDERLINE, A_UNDERLINE},
        {AK_ATTRIBUTE_REVERSE, A_REVERSE},
    };
    attr_t result = A_NORMAL;

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (attributes & pairs[i].ours)
            result |= pairs[i].theirs;
    }
    return result;
}

/* The cluster as wide characters. Where the C library counts other columns than we do, curses would
 * lose its place: then the replacement stands for it. */
static void to_wide(const struct ak_cell *cell, bool is_utf8, wchar_t out[CCHARW_MAX + 1])
{
    const char *text = cell->text;
    size_t left = strlen(text);
    size_t count = 0;

    while (left > 0 && count < CCHARW_MAX) {
        uint32_t point;
        size_t step = ak_utf8_decode(text, left, &point);

        out[count++] = (wchar_t)point;
        text += step;
        left -= step;
    }
    out[count] = L'\0';
    if (count == 0) {
        wcscpy(out, L" ");
    } else if (!is_utf8 && (out[0] >= 0x7F || count > 1)) {
        wcscpy(out, L"?");
    } else if (wcwidth(out[0]) != cell->width) {
        wcscpy(out, cell->width == 1 && is_utf8 ? L"\uFFFD" : L"?");
    }
}

static void show_cell(const struct ak_term *term, const struct ak_cell *cell,
                      const struct ak_theme *theme, int x, int y)
{
    struct ak_look look =
        ak_theme_look(theme, (enum ak_role)cell->role, (enum ak_role)cell->ground, term->colours);
    int pair = term->colours > 0 ? alloc_pair(look.foreground, look.background) : 0;
    wchar_t wide[CCHARW_MAX + 1];
    cchar_t shown;

    to_wide(cell, term->is_utf8, wide);
    setcchar(&shown, wide, curses_attributes(look.attributes), 0, &pair);
    mvadd_wch(y, x, &shown);
}

static bool is_same_cell(const struct ak_cell *a, const struct ak_cell *b)
{
    return a->width == b->width && a->role == b->role && a->ground == b->ground &&
           strcmp(a->text, b->text) == 0;
}

/* Tells curses what changed; true when anything did. */
static bool show_changes(struct ak_term *term, const struct ak_surface *surface,
                         const struct ak_theme *theme)
{
    bool changed = false;

    for (int y = 0; y < surface->height; y++) {
        for (int x = 0; x < surface->width; x++) {
            size_t at = (size_t)y * (size_t)surface->width + (size_t)x;
            const struct ak_cell *cell = &surface->cells[at];

            if (!term->must_redraw && is_same_cell(cell, &term->shown.cells[at]))
                continue;
            changed = true;
            term->shown.cells[at] = *cell;
            if (cell->width > 0)
                show_cell(term, cell, theme, x, y);
        }
    }
    return changed;
}

void ak_term_flush(struct ak_term *term, const struct ak_surface *surface,
                   const struct ak_theme *theme, int cursor_x, int cursor_y)
{
    bool cursor_moved = cursor_x != term->shown_cursor_x || cursor_y != term->shown_cursor_y;

    if (term->screen == NULL)
        return;
    if (surface->width != term->shown.width || surface->height != term->shown.height) {
        ak_surface_resize(&term->shown, surface->width, surface->height);
        term->must_redraw = true;
    }
    if (term->must_redraw)
        clearok(stdscr, TRUE);
    if (!show_changes(term, surface, theme) && !cursor_moved)
        return;
    term->must_redraw = false;
    term->shown_cursor_x = cursor_x;
    term->shown_cursor_y = cursor_y;
    curs_set(cursor_x >= 0);
    if (cursor_x >= 0)
        move(cursor_y, cursor_x);
    refresh();
    fflush(stdout);
}

void ak_term_set_mouse(struct ak_term *term, bool uses_mouse)
{
    if (term->screen == NULL || term->uses_mouse == uses_mouse)
        return;
    term->uses_mouse = uses_mouse;
    mousemask(uses_mouse ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

void ak_term_bell(struct ak_term *term)
{
    if (term->screen != NULL)
        ak__term_write("\a", 1);
}

/* Base64 of `text` into out, which has room for 4 bytes every 3 and the NUL. */
static size_t encode_base64(const char *text, size_t len, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t used = 0;

    for (size_t i = 0; i < len; i += 3) {
        uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

        if (i + 1 < len)
            bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
        if (i + 2 < len)
            bits |= (unsigned char)text[i + 2];
        out[used++] = digits[bits >> 18 & 63];
        out[used++] = digits[bits >> 12 & 63];
        out[used++] = i + 1 < len ? digits[bits >> 6 & 63] : '=';
        out[used++] = i + 2 < len ? digits[bits & 63] : '=';
    }
    out[used] = '\0';
    return used;
}

bool ak_term_copy(struct ak_term *term, const char *text)
{
    size_t len = strlen(text);
    char *encoded;

    if (len > COPY_MAX)
        return false;
    if (term->screen == NULL)
        return true;
    encoded = ak_alloc(len / 3 + 2, 4);
    size_t used = encode_base64(text, len, encoded);
    ak__term_write("\033]52;c;", 7);
    ak__term_write(encoded, used);
    ak__term_write("\a", 1);
    free(encoded);
    return true;
}

void ak_term_suspend(struct ak_term *term)
{
    bool uses_mouse = term->uses_mouse;

    if (term->screen == NULL)
        return;
    ak__term_write(paste_off, sizeof paste_off - 1);
    ak_term_set_mouse(term, false);
    curs_set(1);
    endwin();
    raise(SIGSTOP);
    /* Continued: curses takes its modes back with the next refresh. */
    raw();
    curs_set(0);
    ak__term_write(paste_on, sizeof paste_on - 1);
    ak_term_set_mouse(term, uses_mouse);
    if (!ak_term_resized(term))
        ak_term_forget(term);
}

void ak_term_fence(struct ak_term *term, uint64_t frame, unsigned pending)
{
    char fence[96];

    if (!term->fences)
        return;
    int len = snprintf(fence, sizeof fence, "\033]7777;akscope;%llu;%u;%llu\a",
                       (unsigned long long)frame, pending, (unsigned long long)term->keys_read);
    ak__term_write(fence, (size_t)len);
}
