/* curses.c: the person's terminal: taking and leaving it, and bringing cells to it. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "curses_int.h"

enum {
    ESCAPE_DELAY_MS = 25, /* the default of 1 s would make Escape hang */
    PALETTE_COLOURS = 256,
    CUBE_FIRST = 16, /* of the palette: 6 × 6 × 6 colours */
    GREY_FIRST = 232,
};

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

struct curses {
    struct ak_term term;
    SCREEN *screen;
    struct ak__keys keys;
};

/* ---- size and input ---- */

static bool find_size(const struct ak_term *term, int *width, int *height)
{
    struct winsize size;

    (void)term;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *width = size.ws_col;
    *height = size.ws_row;
    return true;
}

static void resize(struct ak_term *term)
{
    resizeterm(term->height, term->width);
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

static bool read_key(struct ak_term *term, struct ak_key *key)
{
    struct curses *curses = (struct curses *)term;

    if (ak__keys_read(&curses->keys, key))
        return true;
    term->is_gone = has_hung_up();
    return false;
}

/* ---- the picture ---- */

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

static void clear_all(struct ak_term *term)
{
    (void)term;
    clearok(stdscr, TRUE);
}

/* Red, green and blue of one of the 256, as xterm has them. */
static int rgb_of(int index)
{
    static const int levels[] = {0, 95, 135, 175, 215, 255};
    static const int bright[] = {0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

    if (index < CUBE_FIRST)
        return bright[index % 8];
    if (index >= GREY_FIRST)
        return (8 + 10 * (index - GREY_FIRST)) * 0x010101;
    index -= CUBE_FIRST;
    return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}

/* A colour as this terminal numbers it: those with direct colours have the first eight of the
 * palette, and above them numbers are red, green and blue. */
static int own_colour(const struct ak_term *term, int index)
{
    return term->colours > PALETTE_COLOURS && index >= 8 ? rgb_of(index) : index;
}

static void put(struct ak_term *term, const struct ak_cell *cell, const struct ak_theme *theme,
                int x, int y)
{
    struct ak_look look =
        ak_theme_look(theme, (enum ak_role)cell->role, (enum ak_role)cell->ground, term->colours);
    int pair = term->colours > 0 ? alloc_pair(own_colour(term, look.foreground),
                                              own_colour(term, look.background))
                                 : 0;
    wchar_t wide[CCHARW_MAX + 1];
    cchar_t shown;

    to_wide(cell, term->is_utf8, wide);
    setcchar(&shown, wide, curses_attributes(look.attributes), 0, &pair);
    mvadd_wch(y, x, &shown);
}

static void show(struct ak_term *term, int cursor_x, int cursor_y)
{
    (void)term;
    curs_set(cursor_x >= 0);
    if (cursor_x >= 0)
        move(cursor_y, cursor_x);
    refresh();
    fflush(stdout);
}

static void write_past(struct ak_term *term, const char *bytes, size_t len)
{
    (void)term;
    ak__term_write(bytes, len);
}

/* ---- life ---- */

static void set_mouse(struct ak_term *term, bool uses_mouse)
{
    (void)term;
    const mmask_t clicks = BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED;

    mousemask(uses_mouse ? clicks | BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

/* What every taking of the terminal does, the first one and the one after a stop. */
static void take_modes(void)
{
    raw();
    curs_set(0);
    ak__term_write(paste_on, sizeof paste_on - 1);
}

static void give_back(struct ak_term *term)
{
    fflush(stdout);
    ak__term_write(paste_off, sizeof paste_off - 1);
    ak_term_set_mouse(term, false);
    curs_set(1);
    endwin();
}

static void suspend(struct ak_term *term)
{
    bool uses_mouse = term->uses_mouse;

    give_back(term);
    raise(SIGSTOP);
    /* Continued: curses takes its other modes back with the next refresh. */
    take_modes();
    ak_term_set_mouse(term, uses_mouse);
}

static void close_curses(struct ak_term *term)
{
    struct curses *curses = (struct curses *)term;

    give_back(term);
    delscreen(curses->screen);
    ak__term_disarm_restore();
}

static const struct ak__term_driver driver = {
    .close = close_curses,
    .find_size = find_size,
    .resize = resize,
    .read_key = read_key,
    .clear = clear_all,
    .put = put,
    .show = show,
    .write = write_past,
    .set_mouse = set_mouse,
    .suspend = suspend,
};

static void take_terminal(struct ak_term *term, const struct ak_term_options *options)
{
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_DELAY_MS);
    mouseinterval(0);
    leaveok(stdscr, FALSE);
    ak__keys_define();
    if (!options->no_colour && has_colors()) {
        start_color();
        use_default_colors();
        term->colours = COLORS;
    }
    fflush(stdout);
    take_modes();
}

/* A terminal that can place the cursor; NULL with the reason where there is none. */
static SCREEN *new_screen(struct ak_err *err)
{
    SCREEN *screen = newterm(NULL, stdout, stdin);

    if (screen == NULL) {
        (void)ak__term_refuse_unknown(err);
    } else if (tigetstr("cup") == NULL) {
        (void)ak__term_refuse_crude(err);
        endwin();
        delscreen(screen);
        screen = NULL;
    }
    return screen;
}

int ak_term_open(const struct ak_term_options *options, struct ak_term **out, struct ak_err *err)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return ak_err_set(err, AK_ERR_TERMINAL,
                          "the dashboard needs a terminal on standard input and output");
    ak__term_arm_restore();
    SCREEN *screen = new_screen(err);
    if (screen == NULL) {
        ak__term_disarm_restore();
        return AK_ERR_TERMINAL;
    }
    struct curses *curses = ak_alloc(1, sizeof *curses);
    ak__term_init(&curses->term, &driver, COLS, LINES);
    curses->screen = screen;
    curses->term.descriptor = STDIN_FILENO;
    curses->term.fences = options->fences;
    take_terminal(&curses->term, options);
    ak_term_set_mouse(&curses->term, options->uses_mouse);
    *out = &curses->term;
    return 0;
}
