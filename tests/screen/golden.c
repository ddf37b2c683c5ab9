#include "config.h"

#include "tests/screen/golden.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_STYLES = 52, LINE_SIZE = 4096 };

static bool is_updating(void)
{
    const char *value = getenv("AKSCOPE_UPDATE_GOLDENS");

    return value && *value && strcmp(value, "0") != 0;
}

static bool write_golden(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        err(EXIT_FAILURE, "%s", path);
    return true;
}

/* The whole file, "" with a line in `diff` when it is not there. The caller frees. */
static char *read_golden(const char *path, FILE *diff)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file)
        fprintf(diff, "%s: %s; `make update-goldens' writes it\n", path, strerror(errno));
    else if (getdelim(&text, &size, '\0', file) < 0)
        text = NULL;
    if (file)
        (void)fclose(file);
    return text ? text : calloc(1, 1);
}

/* Passes one line of *text; its length goes to *len. */
static const char *take_line(const char **text, int *len)
{
    const char *line = *text;

    *len = (int)strcspn(line, "\n");
    *text = line + *len + (line[*len] == '\n');
    return line;
}

/* Row by row: in a picture a line that moved is a line that changed. */
static bool write_diff(const char *old, const char *new, FILE *diff)
{
    bool is_same = true;

    for (int row = 1; *old || *new; row++) {
        int old_len;
        int new_len;
        const char *old_line = take_line(&old, &old_len);
        const char *new_line = take_line(&new, &new_len);

        if (old_len == new_len && strncmp(old_line, new_line, (size_t)old_len) == 0)
            continue;
        is_same = false;
        fprintf(diff, "%3d -|%.*s\n%3d +|%.*s\n", row, old_len, old_line, row, new_len, new_line);
    }
    return is_same;
}

bool golden_compare(const char *path, const char *text, FILE *diff)
{
    if (is_updating())
        return write_golden(path, text);

    char *golden = read_golden(path, diff);

    if (!golden)
        err(EXIT_FAILURE, "%s", path);

    bool is_same = strcmp(golden, text) == 0;

    if (!is_same)
        (void)write_diff(golden, text, diff);
    free(golden);
    return is_same;
}

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

char *golden_styles(const struct emulator *emulator)
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
