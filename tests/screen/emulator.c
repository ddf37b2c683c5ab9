#include "config.h"

#include "tests/screen/emulator.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vterm.h>

struct emulator {
    VTerm *vterm;
    VTermScreen *screen;
    emulator_output *output;
    void *context;
};

static void on_output(const char *bytes, size_t len, void *user)
{
    struct emulator *emulator = user;

    emulator->output(emulator->context, bytes, len);
}

struct emulator *emulator_new(int cols, int rows, emulator_output *output, void *context)
{
    struct emulator *emulator = calloc(1, sizeof *emulator);

    if (!emulator)
        err(EXIT_FAILURE, "emulator");
    *emulator = (struct emulator){
        .vterm = vterm_new(rows, cols),
        .output = output,
        .context = context,
    };
    vterm_set_utf8(emulator->vterm, 1);
    vterm_output_set_callback(emulator->vterm, on_output, emulator);
    emulator->screen = vterm_obtain_screen(emulator->vterm);
    vterm_screen_enable_altscreen(emulator->screen, 1);
    vterm_screen_reset(emulator->screen, 1);
    return emulator;
}

void emulator_free(struct emulator *emulator)
{
    if (emulator)
        vterm_free(emulator->vterm);
    free(emulator);
}

void emulator_feed(struct emulator *emulator, const char *bytes, size_t len)
{
    vterm_input_write(emulator->vterm, bytes, len);
}

void emulator_resize(struct emulator *emulator, int cols, int rows)
{
    vterm_set_size(emulator->vterm, rows, cols);
}

void emulator_size(const struct emulator *emulator, int *cols, int *rows)
{
    vterm_get_size(emulator->vterm, rows, cols);
}

/* Decodes one code point of valid UTF-8 and moves *text behind it; scenarios are our own files. */
static uint32_t take_point(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    uint32_t point = *at++;

    if (point >= 0xc0)
        point &= point >= 0xf0 ? 0x07u : point >= 0xe0 ? 0x0fu : 0x1fu;
    while ((*at & 0xc0) == 0x80)
        point = point << 6 | (*at++ & 0x3fu);
    *text = (const char *)at;
    return point;
}

/* Keys that are not characters. */
struct named_key {
    const char *name;
    VTermKey key;
    VTermModifier modifier;
};

static const struct named_key named_keys[] = {
    {"Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE},
    {"Esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
    {"Tab", VTERM_KEY_TAB, VTERM_MOD_NONE},
    {"BackTab", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
    {"Backspace", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
    {"Up", VTERM_KEY_UP, VTERM_MOD_NONE},
    {"Down", VTERM_KEY_DOWN, VTERM_MOD_NONE},
    {"Left", VTERM_KEY_LEFT, VTERM_MOD_NONE},
    {"Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
    {"Home", VTERM_KEY_HOME, VTERM_MOD_NONE},
    {"End", VTERM_KEY_END, VTERM_MOD_NONE},
    {"PageUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
    {"PageDown", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
    {"Insert", VTERM_KEY_INS, VTERM_MOD_NONE},
    {"Delete", VTERM_KEY_DEL, VTERM_MOD_NONE},
};

/* Takes "Ctrl-", "Alt-" and "Shift-" from the front of *name. */
static VTermModifier take_modifiers(const char **name)
{
    static const struct {
        const char *prefix;
        VTermModifier modifier;
    } rows[] = {{"Ctrl-", VTERM_MOD_CTRL}, {"Alt-", VTERM_MOD_ALT}, {"Shift-", VTERM_MOD_SHIFT}};
    unsigned modifiers = VTERM_MOD_NONE;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0];) {
        size_t len = strlen(rows[i].prefix);

        if (strncmp(*name, rows[i].prefix, len) == 0 && (*name)[len]) {
            modifiers |= rows[i].modifier;
            *name += len;
            i = 0;
        } else {
            i++;
        }
    }
    return (VTermModifier)modifiers;
}

static bool press_named(struct emulator *emulator, const char *name, VTermModifier modifiers)
{
    char *end;
    long number;

    for (size_t i = 0; i < sizeof named_keys / sizeof named_keys[0]; i++) {
        if (strcmp(named_keys[i].name, name) == 0) {
            vterm_keyboard_key(emulator->vterm, named_keys[i].key,
                               (VTermModifier)(modifiers | named_keys[i].modifier));
            return true;
        }
    }
    number = name[0] == 'F' ? strtol(name + 1, &end, 10) : 0;
    if (number < 1 || number > 12 || *end)
        return false;
    vterm_keyboard_key(emulator->vterm, (VTermKey)VTERM_KEY_FUNCTION((int)number), modifiers);
    return true;
}

bool emulator_press(struct emulator *emulator, const char *name)
{
    VTermModifier modifiers = take_modifiers(&name);
    const char *end = name;

    if (press_named(emulator, name, modifiers))
        return true;
    if (strcmp(name, "Space") == 0)
        name = end = " ";
    if (!*name)
        return false;

    uint32_t point = take_point(&end);

    if (*end)
        return false;
    vterm_keyboard_unichar(emulator->vterm, point, modifiers);
    return true;
}

size_t emulator_type(struct emulator *emulator, const char *text)
{
    size_t count = 0;

    for (; *text; count++)
        vterm_keyboard_unichar(emulator->vterm, take_point(&text), VTERM_MOD_NONE);
    return count;
}

size_t emulator_paste(struct emulator *emulator, const char *text)
{
    size_t count = 0;

    vterm_keyboard_start_paste(emulator->vterm);
    emulator->output(emulator->context, text, strlen(text));
    vterm_keyboard_end_paste(emulator->vterm);
    while (*text)
        count += take_point(&text) >= ' ';
    return count;
}

void emulator_click(struct emulator *emulator, enum emulator_button button, int row, int col)
{
    vterm_mouse_move(emulator->vterm, row, col, VTERM_MOD_NONE);
    vterm_mouse_button(emulator->vterm, (int)button, true, VTERM_MOD_NONE);
    if (button == EMULATOR_LEFT)
        vterm_mouse_button(emulator->vterm, (int)button, false, VTERM_MOD_NONE);
}

static size_t put_point(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }

    size_t len = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = len; i-- > 1; point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3f));
    out[0] = (char)((0xf00u >> len & 0xf0u) | point);
    return len;
}

static int32_t colour_of(const VTermColor *colour)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(colour) || VTERM_COLOR_IS_DEFAULT_BG(colour))
        return EMULATOR_DEFAULT;
    if (VTERM_COLOR_IS_INDEXED(colour))
        return colour->indexed.idx;
    return EMULATOR_RGB + (colour->rgb.red << 16 | colour->rgb.green << 8 | colour->rgb.blue);
}

static struct emulator_style style_of(const VTermScreenCell *cell)
{
    const struct {
        bool is_set;
        enum emulator_style_flag flag;
    } rows[] = {
        {cell->attrs.bold, EMULATOR_BOLD},       {cell->attrs.italic, EMULATOR_ITALIC},
        {cell->attrs.blink, EMULATOR_BLINK},     {cell->attrs.underline != 0, EMULATOR_UNDERLINE},
        {cell->attrs.reverse, EMULATOR_REVERSE}, {cell->attrs.strike, EMULATOR_STRIKE},
    };
    struct emulator_style style = {
        .foreground = colour_of(&cell->fg),
        .background = colour_of(&cell->bg),
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].is_set)
            style.flags |= rows[i].flag;
    return style;
}

struct emulator_cell emulator_cell(const struct emulator *emulator, int row, int col)
{
    struct emulator_cell out = {.text = " ", .width = 1};
    VTermScreenCell cell;
    size_t len = 0;

    if (!vterm_screen_get_cell(emulator->screen, (VTermPos){.row = row, .col = col}, &cell))
        errx(EXIT_FAILURE, "cell %d,%d is not on the screen", row, col);
    out.style = style_of(&cell);
    if (cell.chars[0] == (uint32_t)-1) {
        out.text[0] = '\0';
        out.width = 0;
        return out;
    }
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
        len += put_point(out.text + len, cell.chars[i]);
    if (len > 0)
        out.text[len] = '\0';
    out.width = cell.width;
    return out;
}

uint32_t emulator_palette(const struct emulator *emulator, int index)
{
    VTermColor colour;

    vterm_state_get_palette_color(vterm_obtain_state(emulator->vterm), index, &colour);
    return (uint32_t)(colour.rgb.red << 16 | colour.rgb.green << 8 | colour.rgb.blue);
}

static bool stands_at(const struct emulator *emulator, const char *text, int row, int col)
{
    int cols;
    int rows;

    emulator_size(emulator, &cols, &rows);
    for (; *text && col < cols; col++) {
        struct emulator_cell cell = emulator_cell(emulator, row, col);
        size_t len = strlen(cell.text);

        if (strncmp(text, cell.text, len) != 0)
            return false;
        text += len;
    }
    return !*text;
}

bool emulator_find(const struct emulator *emulator, const char *text, int *row, int *col)
{
    int cols;
    int rows;

    emulator_size(emulator, &cols, &rows);
    for (*row = 0; *row < rows; (*row)++)
        for (*col = 0; *col < cols; (*col)++)
            if (stands_at(emulator, text, *row, *col))
                return true;
    return false;
}

static void write_row(const struct emulator *emulator, int row, FILE *out)
{
    int cols;
    int rows;
    int blanks = 0;

    emulator_size(emulator, &cols, &rows);
    for (int col = 0; col < cols; col++) {
        struct emulator_cell cell = emulator_cell(emulator, row, col);

        if (strcmp(cell.text, " ") == 0) {
            blanks++;
            continue;
        }
        fprintf(out, "%*s%s", blanks, "", cell.text);
        blanks = 0;
    }
}

/* The rows [from, to), each but a lone one with a line feed. */
static char *rows_text(const struct emulator *emulator, int from, int to)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        err(EXIT_FAILURE, "screen");
    for (int row = from; row < to; row++) {
        write_row(emulator, row, out);
        if (to - from > 1)
            fputc('\n', out);
    }
    if (fclose(out) != 0)
        err(EXIT_FAILURE, "screen");
    return text;
}

char *emulator_row_text(const struct emulator *emulator, int row)
{
    return rows_text(emulator, row, row + 1);
}

char *emulator_text(const struct emulator *emulator)
{
    int cols;
    int rows;

    emulator_size(emulator, &cols, &rows);
    return rows_text(emulator, 0, rows);
}

void emulator_cursor(const struct emulator *emulator, int *row, int *col)
{
    VTermPos position;

    vterm_state_get_cursorpos(vterm_obtain_state(emulator->vterm), &position);
    *row = position.row;
    *col = position.col;
}
