/* line.h: a text in one line that is being edited: of the prompt, of the fields of a form. UTF-8;
 * the cursor moves by clusters. Readline keys: Ctrl-a/e/b/f/w/u/k, Alt-b/f. */
#ifndef AKSCOPE_UI_LINE_H
#define AKSCOPE_UI_LINE_H

#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"

struct ak_line {
    char *text;    /* NUL-terminated; borrowed */
    size_t size;   /* room of the text, its NUL too; what does not fit is not taken */
    size_t cursor; /* byte offset */
};

enum ak_line_result {
    AK_LINE_NOT_MINE, /* no key that edits */
    AK_LINE_MOVED,    /* taken; the text is as it was */
    AK_LINE_CHANGED,
};

AK_NONNULL AK_MUST_USE enum ak_line_result ak_line_key(struct ak_line *line,
                                                       const struct ak_key *key);

/* Draws a text in the first row of the canvas, with the cursor at a byte offset: a text that is
 * longer than the row is shifted so that the cursor stays in sight. */
struct ak_line_place {
    int cursor, end; /* columns: of the cursor, and behind the text */
};
AK_NONNULL struct ak_line_place ak_line_draw(const char *text, size_t cursor,
                                             const struct ak_canvas *canvas);

#endif
