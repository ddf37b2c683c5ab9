/* page_int.h: views that are a page to read: lines that are painted from a scroll position. A
 * page's state begins with a `struct ak__page`. A page is painted twice, the first time only to
 * count its lines: so the scroll position is right whatever has changed since. */
#ifndef AKSCOPE_VIEWS_PAGE_INT_H
#define AKSCOPE_VIEWS_PAGE_INT_H

#include "akscope/ui/surface.h"
#include "akscope/ui/view.h"

struct ak__page {
    int top;    /* first line in sight; beyond the end: the last page */
    int lines;  /* of the last drawing */
    int height; /* of the last drawing */
    int turns;  /* pages to turn once it is drawn, and a page has a height */
    bool is_drawn;
};

/* Where the next line of a page goes. */
struct ak__pen {
    struct ak_canvas canvas;
    int line; /* of the page */
    int top;
    int label_width; /* of fields; 0 where there is no room beside the values */
};

/* Paints all lines of a page. */
typedef void ak__page_paint(struct ak__pen *pen, const void *context);

void ak__page_draw(struct ak__page *page, const struct ak_canvas *canvas, ak__page_paint *paint,
                   const void *context);

/* Lines of a page in so many columns. */
int ak__page_rows(int width, ak__page_paint *paint, const void *context);

/* A box over the panes. How many columns it has inside, `most` where there is room; and its place,
 * its frame too, with so many columns and rows inside or as many rows as there is room for: it
 * begins where it began while it grows, as long as there is room below. */
int ak__box_columns(struct ak_rect body, int most);
struct ak_rect ak__box_place(struct ak_rect body, int columns, int rows);

/* One line of text, or a paragraph broken over lines, `indent` columns in. */
void ak__pen_line(struct ak__pen *pen, int indent, enum ak_role role, const char *text);
AK_PRINTF(4, 5)
void ak__pen_printf(struct ak__pen *pen, int indent, enum ak_role role, const char *format, ...);
void ak__pen_paragraph(struct ak__pen *pen, int indent, enum ak_role role, const char *text);
void ak__pen_gap(struct ak__pen *pen);
void ak__pen_heading(struct ak__pen *pen, const char *text);

/* "label   value" with the value in a column of its own (below the label where the page is narrow),
 * broken where it is long; nothing when the value is NULL or "". */
void ak__pen_field(struct ak__pen *pen, const char *label, enum ak_role role, const char *value);
/* The same with a mark before the value. */
void ak__pen_marked(struct ak__pen *pen, const char *label, enum ak_role role, enum ak_glyph mark,
                    const char *value);

/* Scrolls; NONE when the action is no movement. */
struct ak_reaction ak__page_act(struct ak__page *page, const struct ak_view_event *event);

/* "12/80" lines when not all are in sight. */
void ak__page_note(const struct ak__page *page, char *out, size_t size);

#endif
