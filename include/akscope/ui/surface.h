/* surface.h: the picture as cells, before any terminal. Views write cells; term/ shows them. A cell
 * says what it means (a role, and the ground behind it), never a colour.
 *
 * Drawing goes through a canvas: a surface with a clipping rectangle whose top left is (0, 0).
 * Nothing is ever drawn outside it; wide characters that do not fit are left out whole. */
#ifndef AKSCOPE_UI_SURFACE_H
#define AKSCOPE_UI_SURFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "akscope/base/attributes.h"
#include "akscope/base/buf.h"

enum ak_role {
#define AK_ROLE(symbol, name, parent, help) AK_ROLE_##symbol,
#include "akscope/ui/roles.def"
#undef AK_ROLE
    AK_ROLE_COUNT
};

enum ak_glyph {
#define AK_GLYPH(symbol, utf8, ascii) AK_GLYPH_##symbol,
#include "akscope/ui/glyphs.def"
#undef AK_GLYPH
    AK_GLYPH_COUNT
};

enum { AK_CELL_TEXT_SIZE = 20 };

/* One column of one row. The second column of a wide cluster has width 0 and no text. */
struct ak_cell {
    char text[AK_CELL_TEXT_SIZE]; /* one cluster, NUL-terminated; a longer one loses marks */
    uint8_t width;
    uint8_t role;   /* enum ak_role: what the text means */
    uint8_t ground; /* enum ak_role: what it lies on; AK_ROLE_TEXT for the plain ground */
};

struct ak_surface {
    int width, height;
    bool is_ascii;         /* cells are ASCII: glyphs as their twins, other signs as "?" */
    struct ak_cell *cells; /* height rows of width; owned */
};

struct ak_rect {
    int x, y, width, height;
};

struct ak_canvas {
    struct ak_surface *surface;
    struct ak_rect area; /* in surface coordinates, inside the surface */
    uint8_t ground;      /* what everything drawn here lies on */
};

enum ak_align { AK_ALIGN_LEFT, AK_ALIGN_RIGHT, AK_ALIGN_CENTRE };

/* An empty surface; width and height may be 0. */
struct ak_surface ak_surface_init(int width, int height, bool is_ascii);
AK_NONNULL void ak_surface_release(struct ak_surface *surface);
/* New size; contents are blank afterwards. */
AK_NONNULL void ak_surface_resize(struct ak_surface *surface, int width, int height);
AK_NONNULL void ak_surface_clear(struct ak_surface *surface);
AK_NONNULL const struct ak_cell *ak_surface_cell(const struct ak_surface *surface, int x, int y);

/* The whole surface, and a part of a canvas (clipped to it). */
AK_NONNULL struct ak_canvas ak_canvas_of(struct ak_surface *surface);
AK_NONNULL struct ak_canvas ak_canvas_part(const struct ak_canvas *canvas, struct ak_rect part);
AK_NONNULL struct ak_canvas ak_canvas_on(const struct ak_canvas *canvas, enum ak_role ground);

/* Blanks the canvas with its ground. */
AK_NONNULL void ak_canvas_clear(const struct ak_canvas *canvas);

/* Text at (x, y); stops at the right edge. Bytes that are no UTF-8 show as U+FFFD, control
 * characters not at all. Returns the columns used. */
AK_NONNULL int ak_canvas_text(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                              const char *text);
AK_NONNULL AK_PRINTF(5, 6) int ak_canvas_printf(const struct ak_canvas *canvas, int x, int y,
                                                enum ak_role role, const char *format, ...);

/* Text in a field of `columns`, padded and aligned, ended by an ellipsis when it does not fit. */
struct ak_field {
    int x, y, columns;
    enum ak_align align;
    enum ak_role role;
};
AK_NONNULL void ak_canvas_field(const struct ak_canvas *canvas, const struct ak_field *field,
                                const char *text);

/* Text broken at spaces over lines of the canvas's width from row y on; returns the rows used.
 * Words that are too long are cut hard. Draws nothing when `canvas` has no height, but still
 * counts. */
AK_NONNULL int ak_canvas_paragraph(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                                   const char *text);

/* Rows that a paragraph takes in so many columns. */
AK_NONNULL int ak_paragraph_rows(const char *text, int columns);

/* A glyph, and the same repeated `count` times to the right. */
AK_NONNULL void ak_canvas_glyph(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                                enum ak_glyph glyph);
AK_NONNULL void ak_canvas_line(const struct ak_canvas *canvas, int x, int y, int count,
                               enum ak_role role, enum ak_glyph glyph);

/* The glyph's text, for building strings. Static. */
const char *ak_glyph_text(enum ak_glyph glyph, bool is_ascii);

/* A frame around the canvas with a title in its upper edge and a note in its lower edge (either may
 * be
 * ""); returns the canvas inside. */
struct ak_frame {
    const char *title;
    const char *note;
    enum ak_role note_role; /* AK_ROLE_TEXT counts as AK_ROLE_DIM */
    bool is_focused;
};
AK_NONNULL struct ak_canvas ak_canvas_frame(const struct ak_canvas *canvas,
                                            const struct ak_frame *frame);

/* A horizontal bar of `columns`: `part` of `whole` filled. */
AK_NONNULL void ak_canvas_gauge(const struct ak_canvas *canvas, struct ak_rect place, int64_t part,
                                int64_t whole, enum ak_role full);

/* The surface as text, a line a row, trailing blanks removed: for tests and --dump. */
AK_NONNULL AK_MUST_USE bool ak_surface_print(const struct ak_surface *surface, struct ak_buf *out);

#endif
