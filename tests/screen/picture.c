#include "config.h"

#include "tests/screen/picture.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What a dark terminal calls "default". */
enum { PAPER = 0x16181d, INK = 0xd3d7de };

/* Sizes in pixels; a column of DejaVu Sans Mono at 16 pixels is a bit narrower than this. */
enum { LINE = 19, PADDING = 10, COLUMN_TENTHS = 97 };

static uint32_t rgb_of(const struct emulator *emulator, int32_t colour, uint32_t otherwise)
{
    /* The sixteen named colours, calmer than VGA's, which libvterm has. */
    static const uint32_t named[] = {0x16181d, 0xe06c75, 0x8cc265, 0xd9a25f, 0x61a5ef, 0xc586d9,
                                     0x4fb8c4, 0xb8bec9, 0x6b7280, 0xf08a92, 0xa6d785, 0xebbd7c,
                                     0x84bcf5, 0xd8a5e8, 0x74cfd9, 0xf2f4f8};

    if (colour == EMULATOR_DEFAULT)
        return otherwise;
    if (colour >= EMULATOR_RGB)
        return (uint32_t)(colour - EMULATOR_RGB);
    if (colour < (int32_t)(sizeof named / sizeof named[0]))
        return named[colour];
    return emulator_palette(emulator, colour);
}

static void write_style(const struct emulator *emulator, const struct emulator_style *style,
                        FILE *out)
{
    uint32_t ink = rgb_of(emulator, style->foreground, INK);
    uint32_t paper = rgb_of(emulator, style->background, PAPER);

    if (style->flags & EMULATOR_REVERSE) {
        uint32_t swap = ink;

        ink = paper;
        paper = swap;
    }
    fprintf(out, "color:#%06x;background:#%06x", (unsigned)ink, (unsigned)paper);
    if (style->flags & EMULATOR_BOLD)
        fputs(";font-weight:bold", out);
    if (style->flags & EMULATOR_ITALIC)
        fputs(";font-style:italic", out);
    if (style->flags & (EMULATOR_UNDERLINE | EMULATOR_STRIKE))
        fprintf(out, ";text-decoration:%s",
                style->flags & EMULATOR_UNDERLINE ? "underline" : "line-through");
}

static void write_text(const char *text, FILE *out)
{
    for (; *text; text++) {
        if (*text == '<' || *text == '&')
            fprintf(out, "&#%d;", *text);
        else
            fputc(*text, out);
    }
}

/* A cell outside of ASCII gets a box of its own, since its glyph may come from a font of another
 * width. */
static void write_cell(const struct emulator_cell *cell, FILE *out)
{
    bool is_plain = cell->width == 1 && (unsigned char)cell->text[0] < 0x80;

    if (!is_plain && cell->width > 0)
        fprintf(out, "<i class=w%d>", cell->width);
    write_text(cell->text, out);
    if (!is_plain && cell->width > 0)
        fputs("</i>", out);
}

static void write_row(const struct emulator *emulator, int row, int cols, FILE *out)
{
    struct emulator_style last = {0};

    for (int col = 0; col < cols; col++) {
        struct emulator_cell cell = emulator_cell(emulator, row, col);

        if (col == 0 || memcmp(&last, &cell.style, sizeof last) != 0) {
            fputs(col > 0 ? "</span><span style='" : "<div><span style='", out);
            write_style(emulator, &cell.style, out);
            fputs("'>", out);
            last = cell.style;
        }
        write_cell(&cell, out);
    }
    fputs("</span></div>\n", out);
}

void picture_write(const struct emulator *emulator, FILE *out)
{
    int cols;
    int rows;

    emulator_size(emulator, &cols, &rows);
    fprintf(out, "<!doctype html><meta charset=utf-8><title>%d,%d</title>\n",
            cols * COLUMN_TENTHS / 10 + 2 * PADDING, rows * LINE + 2 * PADDING);
    fprintf(out,
            "<style>\n"
            "html{margin:0;background:#%06x}\n"
            "body{margin:0;padding:10px;font:16px/19px 'DejaVu Sans Mono',monospace}\n"
            "div{white-space:pre;height:19px;overflow:hidden}\n"
            "span{display:inline-block;height:19px;vertical-align:top}\n"
            "i{font-style:inherit;display:inline-block;height:19px;vertical-align:top;"
            "text-align:center}\n"
            ".w1{width:1ch}.w2{width:2ch}\n"
            "</style>\n",
            PAPER);
    for (int row = 0; row < rows; row++)
        write_row(emulator, row, cols, out);
}
