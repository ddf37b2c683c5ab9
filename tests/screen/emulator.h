/* emulator.h: the terminal that the program believes to be on: bytes in, cells out; keys in, bytes
 * out. The only place that knows libvterm. */
#ifndef TESTS_SCREEN_EMULATOR_H
#define TESTS_SCREEN_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct emulator;

/* Where bytes for the program go: keys, and answers to its questions. */
typedef void emulator_output(void *context, const char *bytes, size_t len);

struct emulator *emulator_new(int cols, int rows, emulator_output *output, void *context);
void emulator_free(struct emulator *emulator); /* NULL allowed */

void emulator_feed(struct emulator *emulator, const char *bytes, size_t len);
void emulator_resize(struct emulator *emulator, int cols, int rows);
void emulator_size(const struct emulator *emulator, int *cols, int *rows);

/* Presses a key by its name: one character, or Enter Esc Tab BackTab Backspace Space Up Down Left
 * Right Home End PageUp PageDown Insert Delete F1 to F12; before it any of Ctrl- Alt- Shift-.
 * False for an unknown name. */
bool emulator_press(struct emulator *emulator, const char *name);

/* Types text as a person would; returns the number of keys. */
size_t emulator_type(struct emulator *emulator, const char *text);

/* Pastes text, in brackets where the program has asked for them; returns the number of characters
 * that are not control characters. */
size_t emulator_paste(struct emulator *emulator, const char *text);

/* Buttons of the mouse, as terminals number them. */
enum emulator_button { EMULATOR_LEFT = 1, EMULATOR_WHEEL_UP = 4, EMULATOR_WHEEL_DOWN = 5 };

/* Presses a button over a cell, both from 0, and lets it go. */
void emulator_click(struct emulator *emulator, enum emulator_button button, int row, int col);

/* Finds where a text starts on the screen, both from 0. */
bool emulator_find(const struct emulator *emulator, const char *text, int *row, int *col);

enum emulator_style_flag {
    EMULATOR_BOLD = 1,
    EMULATOR_ITALIC = 2,
    EMULATOR_UNDERLINE = 4,
    EMULATOR_BLINK = 8,
    EMULATOR_REVERSE = 16,
    EMULATOR_STRIKE = 32,
};

/* A colour: EMULATOR_DEFAULT, 0 to 255 of the palette, or EMULATOR_RGB + 0xrrggbb. */
enum { EMULATOR_DEFAULT = -1, EMULATOR_RGB = 0x1000000 };

struct emulator_style {
    int32_t foreground;
    int32_t background;
    unsigned flags; /* of emulator_style_flag */
};

enum { EMULATOR_CELL_TEXT = 32 };

struct emulator_cell {
    char text[EMULATOR_CELL_TEXT]; /* UTF-8; " " when empty, "" for the right half of a wide one */
    int width;                     /* 1 or 2; 0 for the right half of a wide one */
    struct emulator_style style;
};

/* The cell at `row` and `col`, both from 0, which must be on the screen. */
struct emulator_cell emulator_cell(const struct emulator *emulator, int row, int col);

/* Red, green and blue of a palette colour, as 0xrrggbb. */
uint32_t emulator_palette(const struct emulator *emulator, int index);

/* One row, or all rows each with a line feed, without blanks at the right; the caller frees. */
char *emulator_row_text(const struct emulator *emulator, int row);
char *emulator_text(const struct emulator *emulator);

/* Where the cursor is, both from 0. */
void emulator_cursor(const struct emulator *emulator, int *row, int *col);

#endif
