#include "config.h"

#include "tests/screen/styles.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STYLES = 52, LINE_SIZE = 4096 };

/* The styles that are on a screen, in the order in which they are met. */
struct legend {
    struct emulator_style styles[MAX_STYLES];
    int count;
};

static char letter_of(int index)
{
    return (char)(index < 26 ? 'a' + index : 'A' + index - 26);
}

/* The letter of a style; '?' when there are more than letters. */
static char find_letter(struct legend *legend, const struct emulator_style *style)
{
    int i = 0;

    if (style->foreground == EMULATOR_DEFAULT && style->background == EMULATOR_DEFAULT &&
        style->flags == 0)
        return ' ';
    while (i < legend->count && memcmp(&legend->styles[i], style, sizeof *style) != 0)
        i++;
    if (i == MAX_STYLES)
        return '?';
    if (i == legend->count)
        legend->styles[legend->count++] = *style;
    return letter_of(i);
}

static void write_colour(FILE *out, const char *name, int32_t colour)
{
    if (colour >= EMULATOR_RGB)
        fprintf(out, " %s #%06x", name, (unsigned)(colour - EMULATOR_RGB));
    else if (colour != EMULATOR_DEFAULT)
        fprintf(out, " %s %d", name, (int)colour);
}

static void write_legend(FILE *out, const struct legend *legend)
{
    static const struct {
        enum emulator_style_flag flag;
        const char *name;
    } names[] = {
        {EMULATOR_BOLD, "bold"},   {EMULATOR_ITALIC, "italic"},   {EMULATOR_UNDERLINE, "underline"},
        {EMULATOR_BLINK, "blink"}, {EMULATOR_REVERSE, "reverse"}, {EMULATOR_STRIKE, "strike"},
    };

    for (int i = 0; i < legend->count; i++) {
        const struct emulator_style *style = &legend->styles[i];

        fprintf(out, "%c:", letter_of(i));
        write_colour(out, "fg", style->foreground);
        write_colour(out, "bg", style->background);
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
            if (style->flags & names[n].flag)
                fprintf(out, " %s", names[n].name);
        fputc('\n', out);
    }
}

static void write_style_row(const struct emulator *emulator, struct legend *legend, int row,
                            FILE *out)
{
    int cols;
    int rows;
    int len = 0;
    char line[LINE_SIZE] = "";

    emulator_size(emulator, &cols, &rows);
    for (int col = 0; col < cols && col < LINE_SIZE; col++) {
        struct emulator_cell cell = emulator_cell(emulator, row, col);

        line[col] = find_letter(legend, &cell.style);
        if (line[col] != ' ')
            len = col + 1;
    }
    fprintf(out, "%.*s\n", len, line);
}

char *styles_of(const struct emulator *emulator)
{
    struct legend legend = {.count = 0};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    int cols;
    int rows;

    if (!out)
        err(EXIT_FAILURE, "styles");
    emulator_size(emulator, &cols, &rows);
    for (int row = 0; row < rows; row++)
        write_style_row(emulator, &legend, row, out);
    write_legend(out, &legend);
    if (fclose(out) != 0)
        err(EXIT_FAILURE, "styles");
    return text;
}
