/* term.c: what is the same for every kind of terminal: which cells changed, the clipboard, fences.
 */
#include "config.h"

#include "akscope/term/term.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "term_int.h"

enum { COPY_MAX = 74994 /* what xterm takes in one OSC 52, before base64 */, NOTIFY_SIZE = 200 };

void ak__term_init(struct ak_term *term, const struct ak__term_driver *driver, int width,
                   int height)
{
    *term = (struct ak_term){.driver = driver,
                             .descriptor = -1,
                             .width = width,
                             .height = height,
                             .is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                             .must_redraw = true,
                             .shown = ak_surface_init(0, 0, false),
                             .cursor_x = -1,
                             .cursor_y = -1};
}

void ak_term_close(struct ak_term *term)
{
    term->driver->close(term);
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
    int width, height;

    if (!term->driver->find_size(term, &width, &height) ||
        (width == term->width && height == term->height))
        return false;
    term->width = width;
    term->height = height;
    if (term->driver->resize != NULL)
        term->driver->resize(term);
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
    return term->descriptor;
}

bool ak_term_read_key(struct ak_term *term, struct ak_key *key)
{
    if (!term->driver->read_key(term, key))
        return false;
    term->keys_read++;
    return true;
}

bool ak_term_is_gone(const struct ak_term *term)
{
    return term->is_gone;
}

void ak_term_forget(struct ak_term *term)
{
    term->must_redraw = true;
}

static bool is_same_cell(const struct ak_cell *a, const struct ak_cell *b)
{
    return a->width == b->width && a->role == b->role && a->ground == b->ground &&
           strcmp(a->text, b->text) == 0;
}

/* Puts what changed; true when anything did. */
static bool put_changes(struct ak_term *term, const struct ak_surface *surface,
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
                term->driver->put(term, cell, theme, x, y);
        }
    }
    return changed;
}

bool ak_term_flush(struct ak_term *term, const struct ak_surface *surface,
                   const struct ak_theme *theme, int cursor_x, int cursor_y)
{
    bool cursor_moved = cursor_x != term->cursor_x || cursor_y != term->cursor_y;

    if (surface->width != term->shown.width || surface->height != term->shown.height) {
        ak_surface_resize(&term->shown, surface->width, surface->height);
        term->must_redraw = true;
    }
    if (term->must_redraw && term->driver->clear != NULL)
        term->driver->clear(term);
    if (!put_changes(term, surface, theme) && !cursor_moved)
        return false;
    term->must_redraw = false;
    term->cursor_x = cursor_x;
    term->cursor_y = cursor_y;
    term->driver->show(term, cursor_x, cursor_y);
    return true;
}

const struct ak_surface *ak_term_shown(const struct ak_term *term)
{
    return &term->shown;
}

void ak_term_set_mouse(struct ak_term *term, bool uses_mouse)
{
    if (term->uses_mouse == uses_mouse)
        return;
    term->uses_mouse = uses_mouse;
    if (term->driver->set_mouse != NULL)
        term->driver->set_mouse(term, uses_mouse);
}

void ak_term_notify(struct ak_term *term, const char *text)
{
    char clean[NOTIFY_SIZE];
    size_t len = ak_text_sanitise(text, strlen(text), clean, sizeof clean);

    term->driver->write(term, "\033]9;", 4);
    term->driver->write(term, clean, len);
    term->driver->write(term, "\a", 1);
}

void ak_term_bell(struct ak_term *term)
{
    term->driver->write(term, "\a", 1);
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
    encoded = ak_alloc(len / 3 + 2, 4);
    size_t used = encode_base64(text, len, encoded);
    term->driver->write(term, "\033]52;c;", 7);
    term->driver->write(term, encoded, used);
    term->driver->write(term, "\a", 1);
    free(encoded);
    return true;
}

void ak_term_suspend(struct ak_term *term)
{
    term->driver->suspend(term);
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
    term->driver->write(term, fence, (size_t)len);
}
