/* surface.c: cells and the drawing of text into them. */
#include "config.h"

#include "akscope/ui/surface.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { ZERO_WIDTH_JOINER = 0x200D, LEAST_NOTE = 8 };

static const struct ak_cell blank_cell = {
    .text = " ", .width = 1, .role = AK_ROLE_TEXT, .ground = AK_ROLE_TEXT};

static const struct {
    const char *utf8;
    const char *ascii;
} glyphs[AK_GLYPH_COUNT] = {
#define AK_GLYPH(symbol, utf8, ascii) [AK_GLYPH_##symbol] = {utf8, ascii},
#include "akscope/ui/glyphs.def"
#undef AK_GLYPH
};

const char *ak_glyph_text(enum ak_glyph glyph, bool is_ascii)
{
    return is_ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}

struct ak_surface ak_surface_init(int width, int height, bool is_ascii)
{
    struct ak_surface surface = {.is_ascii = is_ascii};

    ak_surface_resize(&surface, width, height);
    return surface;
}

void ak_surface_release(struct ak_surface *surface)
{
    free(surface->cells);
    *surface = (struct ak_surface){0};
}

void ak_surface_resize(struct ak_surface *surface, int width, int height)
{
    surface->width = width > 0 ? width : 0;
    surface->height = height > 0 ? height : 0;
    surface->cells =
        ak_realloc(surface->cells, (size_t)surface->width * (size_t)surface->height + 1,
                   sizeof *surface->cells);
    ak_surface_clear(surface);
}

void ak_surface_clear(struct ak_surface *surface)
{
    size_t count = (size_t)surface->width * (size_t)surface->height;

    for (size_t i = 0; i < count; i++)
        surface->cells[i] = blank_cell;
}

static struct ak_cell *cell_at(const struct ak_surface *surface, int x, int y)
{
    return &surface->cells[(size_t)y * (size_t)surface->width + (size_t)x];
}

const struct ak_cell *ak_surface_cell(const struct ak_surface *surface, int x, int y)
{
    if (x < 0 || y < 0 || x >= surface->width || y >= surface->height)
        return &blank_cell;
    return cell_at(surface, x, y);
}

/* Overwriting one half of a wide cluster leaves the other half blank, as terminals do. */
static void blank_other_half(struct ak_surface *surface, int x, int y)
{
    struct ak_cell *cell = cell_at(surface, x, y);

    if (cell->width == 0 && x > 0) {
        struct ak_cell *left = cell_at(surface, x - 1, y);
        memcpy(left->text, " ", 2);
        left->width = 1;
    } else if (cell->width == 2 && x + 1 < surface->width) {
        struct ak_cell *right = cell_at(surface, x + 1, y);
        memcpy(right->text, " ", 2);
        right->width = 1;
    }
}

/* What stands for a character where only ASCII may be drawn. */
static const char *ascii_of(const char *text, size_t len)
{
    for (size_t i = 0; i < AK_GLYPH_COUNT; i++) {
        if (strlen(glyphs[i].utf8) == len && memcmp(glyphs[i].utf8, text, len) == 0)
            return glyphs[i].ascii;
    }
    return "?";
}

/* A cluster that is longer than a cell loses its last marks, never a half of one. Joiners at the
 * end go with what they joined. */
static void set_cell_text(struct ak_cell *cell, const char *text, size_t len)
{
    size_t used = 0;
    size_t kept = 0;

    while (used < len) {
        uint32_t point;
        size_t step = ak_utf8_decode(text + used, len - used, &point);

        if (used + step >= sizeof cell->text)
            break;
        used += step;
        if (point != ZERO_WIDTH_JOINER)
            kept = used;
    }
    memcpy(cell->text, text, kept);
    cell->text[kept] = '\0';
}

/* A user-perceived character. */
struct cluster {
    const char *text;
    size_t len;
    int width;
};

/* One cluster at surface coordinates that were checked by the caller. */
static void put_whole(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                      const struct cluster *cluster)
{
    struct ak_surface *surface = canvas->surface;
    struct ak_cell *cell = cell_at(surface, x, y);

    blank_other_half(surface, x, y);
    if (cluster->width == 2)
        blank_other_half(surface, x + 1, y);
    set_cell_text(cell, cluster->text, cluster->len);
    cell->width = (uint8_t)cluster->width;
    cell->role = (uint8_t)role;
    cell->ground = canvas->ground;
    if (cluster->width == 2) {
        struct ak_cell *right = cell_at(surface, x + 1, y);
        *right = (struct ak_cell){.role = (uint8_t)role, .ground = canvas->ground};
    }
}

/* The same; in ASCII a wide one is two narrow ones. */
static void put_cluster(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                        const struct cluster *cluster)
{
    struct cluster half = *cluster;

    if (!canvas->surface->is_ascii || cluster->width < 2) {
        put_whole(canvas, x, y, role, cluster);
        return;
    }
    half.width = 1;
    put_whole(canvas, x, y, role, &half);
    put_whole(canvas, x + 1, y, role, &half);
}

static struct ak_rect intersect(struct ak_rect a, struct ak_rect b)
{
    int left = a.x > b.x ? a.x : b.x;
    int top = a.y > b.y ? a.y : b.y;
    int right = a.x + a.width < b.x + b.width ? a.x + a.width : b.x + b.width;
    int bottom = a.y + a.height < b.y + b.height ? a.y + a.height : b.y + b.height;

    return (struct ak_rect){.x = left,
                            .y = top,
                            .width = right > left ? right - left : 0,
                            .height = bottom > top ? bottom - top : 0};
}

struct ak_canvas ak_canvas_of(struct ak_surface *surface)
{
    return (struct ak_canvas){.surface = surface,
                              .area = {.width = surface->width, .height = surface->height},
                              .ground = AK_ROLE_TEXT};
}

struct ak_canvas ak_canvas_part(const struct ak_canvas *canvas, struct ak_rect part)
{
    struct ak_canvas result = *canvas;

    part.x += canvas->area.x;
    part.y += canvas->area.y;
    result.area = intersect(canvas->area, part);
    return result;
}

struct ak_canvas ak_canvas_on(const struct ak_canvas *canvas, enum ak_role ground)
{
    struct ak_canvas result = *canvas;

    result.ground = (uint8_t)ground;
    return result;
}

void ak_canvas_clear(const struct ak_canvas *canvas)
{
    const struct cluster blank = {.text = " ", .len = 1, .width = 1};

    for (int y = 0; y < canvas->area.height; y++) {
        for (int x = 0; x < canvas->area.width; x++)
            put_cluster(canvas, canvas->area.x + x, canvas->area.y + y, AK_ROLE_TEXT, &blank);
    }
}

/* The next cluster of text[0..len) as it may be shown: bytes that are no text become U+FFFD, and in
 * ASCII every sign its twin. Returns the bytes it took. */
static size_t next_cluster(const struct ak_surface *surface, const char *text, size_t len,
                           struct cluster *out)
{
    size_t step;

    *out = (struct cluster){.text = text};
    step = ak_text_cluster(text, len, &out->width);
    out->len = step;
    if (step == 1 && (unsigned char)text[0] >= 0x80)
        *out = (struct cluster){.text = AK_TEXT_REPLACEMENT, .len = 3, .width = 1};
    if (surface->is_ascii) {
        if ((unsigned char)out->text[0] >= 0x80)
            out->text = ascii_of(out->text, out->len);
        out->len = 1;
    }
    return step;
}

/* ak_canvas_text for text[0..len). */
static int draw_text(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                     const char *text, size_t len)
{
    int at = x;

    if (y < 0 || y >= canvas->area.height)
        return 0;
    while (len > 0) {
        struct cluster cluster;
        size_t step = next_cluster(canvas->surface, text, len, &cluster);

        if (at + cluster.width > canvas->area.width)
            break;
        if (cluster.width > 0 && at >= 0)
            put_cluster(canvas, canvas->area.x + at, canvas->area.y + y, role, &cluster);
        at += cluster.width;
        text += step;
        len -= step;
    }
    return at - x;
}

int ak_canvas_text(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                   const char *text)
{
    return draw_text(canvas, x, y, role, text, strlen(text));
}

int ak_canvas_printf(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                     const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return ak_canvas_text(canvas, x, y, role, text);
}

void ak_canvas_field(const struct ak_canvas *canvas, const struct ak_field *field, const char *text)
{
    struct ak_canvas part =
        ak_canvas_part(canvas, (struct ak_rect){field->x, field->y, field->columns, 1});
    int width = ak_text_width(text);
    int space = field->columns - width;
    int at = 0;

    ak_canvas_clear(&part);
    if (field->columns <= 0)
        return;
    if (space < 0) {
        size_t fitted = ak_text_fit(text, field->columns - 1, &width);

        at = draw_text(&part, 0, 0, field->role, text, fitted);
        ak_canvas_glyph(&part, at, 0, field->role, AK_GLYPH_ELLIPSIS);
        return;
    }
    if (field->align != AK_ALIGN_LEFT)
        at = field->align == AK_ALIGN_RIGHT ? space : space / 2;
    ak_canvas_text(&part, at, 0, field->role, text);
}

/* Bytes of `text` that go into one line of `columns`: up to the last space that fits, else a hard
 * cut of at least one cluster. */
static size_t line_length(const char *text, int columns)
{
    int width;
    size_t fit = ak_text_fit(text, columns, &width);
    size_t cut = fit;

    if (text[fit] == '\0')
        return fit;
    while (cut > 0 && text[cut] != ' ')
        cut--;
    if (cut > 0)
        return cut;
    if (fit > 0)
        return fit;
    return ak_text_cluster(text, strlen(text), &width);
}

int ak_canvas_paragraph(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                        const char *text)
{
    int columns = canvas->area.width - x;
    int rows = 0;

    if (columns <= 0)
        return 0;
    while (*text != '\0') {
        size_t len = line_length(text, columns);

        draw_text(canvas, x, y + rows, role, text, len);
        rows++;
        text += len;
        while (*text == ' ')
            text++;
    }
    return rows;
}

int ak_paragraph_rows(const char *text, int columns)
{
    const struct ak_canvas nowhere = {.area = {.width = columns}};

    return ak_canvas_paragraph(&nowhere, 0, 0, AK_ROLE_TEXT, text);
}

void ak_canvas_glyph(const struct ak_canvas *canvas, int x, int y, enum ak_role role,
                     enum ak_glyph glyph)
{
    ak_canvas_text(canvas, x, y, role, ak_glyph_text(glyph, canvas->surface->is_ascii));
}

void ak_canvas_line(const struct ak_canvas *canvas, int x, int y, int count, enum ak_role role,
                    enum ak_glyph glyph)
{
    for (int i = 0; i < count; i++)
        ak_canvas_glyph(canvas, x + i, y, role, glyph);
}

static void draw_edge(const struct ak_canvas *canvas, int y, enum ak_role role, enum ak_glyph left,
                      enum ak_glyph right)
{
    int width = canvas->area.width;

    ak_canvas_glyph(canvas, 0, y, role, left);
    ak_canvas_line(canvas, 1, y, width - 2, role, AK_GLYPH_HORIZONTAL);
    ak_canvas_glyph(canvas, width - 1, y, role, right);
}

/* At the right of the lower edge, cut where it is long: "/text" of a filter may be. */
static void draw_note(const struct ak_canvas *canvas, const struct ak_frame *frame)
{
    enum ak_role role = frame->note_role == AK_ROLE_TEXT ? AK_ROLE_DIM : frame->note_role;
    int width = ak_text_width(frame->note);
    int most = canvas->area.width - 5;
    int y = canvas->area.height - 1;

    if (frame->note[0] == '\0' || (width > most && most < LEAST_NOTE))
        return;
    if (width > most)
        width = most;
    struct ak_field field = {
        .x = canvas->area.width - width - 3, .y = y, .columns = width, .role = role};
    ak_canvas_text(canvas, field.x - 1, y, role, " ");
    ak_canvas_field(canvas, &field, frame->note);
    ak_canvas_text(canvas, field.x + width, y, role, " ");
}

struct ak_canvas ak_canvas_frame(const struct ak_canvas *canvas, const struct ak_frame *frame)
{
    int width = canvas->area.width;
    int height = canvas->area.height;
    enum ak_role border = frame->is_focused ? AK_ROLE_BORDER_FOCUSED : AK_ROLE_BORDER;

    if (width < 2 || height < 2)
        return ak_canvas_part(canvas, (struct ak_rect){0});
    draw_edge(canvas, 0, border, AK_GLYPH_TOP_LEFT, AK_GLYPH_TOP_RIGHT);
    draw_edge(canvas, height - 1, border, AK_GLYPH_BOTTOM_LEFT, AK_GLYPH_BOTTOM_RIGHT);
    for (int y = 1; y < height - 1; y++) {
        ak_canvas_glyph(canvas, 0, y, border, AK_GLYPH_VERTICAL);
        ak_canvas_glyph(canvas, width - 1, y, border, AK_GLYPH_VERTICAL);
    }
    if (frame->title[0] != '\0' && width > 6) {
        struct ak_field field = {.x = 2,
                                 .columns = ak_text_width(frame->title),
                                 .role = frame->is_focused ? AK_ROLE_TITLE_FOCUSED : AK_ROLE_TITLE};
        if (field.columns > width - 4)
            field.columns = width - 4;
        ak_canvas_field(canvas, &field, frame->title);
        ak_canvas_text(canvas, 1, 0, border, " ");
        ak_canvas_text(canvas, 2 + field.columns, 0, border, " ");
    }
    draw_note(canvas, frame);
    return ak_canvas_part(canvas, (struct ak_rect){1, 1, width - 2, height - 2});
}

void ak_canvas_gauge(const struct ak_canvas *canvas, struct ak_rect place, int64_t part,
                     int64_t whole, enum ak_role full)
{
    int filled = 0;

    if (whole > 0 && part > 0) {
        double share = part >= whole ? 1.0 : (double)part / (double)whole;
        filled = (int)(share * place.width + 0.5);
        if (filled == 0 && place.width > 0)
            filled = 1; /* something used is never shown as nothing */
    }
    ak_canvas_line(canvas, place.x, place.y, filled, full, AK_GLYPH_FULL);
    ak_canvas_line(canvas, place.x + filled, place.y, place.width - filled, AK_ROLE_GAUGE_EMPTY,
                   AK_GLYPH_EMPTY);
}

bool ak_surface_print(const struct ak_surface *surface, struct ak_buf *out)
{
    for (int y = 0; y < surface->height; y++) {
        int end = surface->width;

        while (end > 0 && strcmp(cell_at(surface, end - 1, y)->text, " ") == 0)
            end--;
        for (int x = 0; x < end; x++) {
            if (!ak_buf_puts(out, cell_at(surface, x, y)->text))
                return false;
        }
        if (!ak_buf_puts(out, "\n"))
            return false;
    }
    return true;
}
