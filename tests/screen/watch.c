#include "config.h"

#include "tests/screen/watch.h"

#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

enum state { GROUND, ESCAPE, CONTROL, COMMAND, COMMAND_ESCAPE };

static const char BELL = '\a';
static const char ESC = '\x1b';

void watch_init(struct watch *watch)
{
    *watch = (struct watch){.sequence = calloc(WATCH_SEQUENCE + 1, 1)};
    if (!watch->sequence)
        err(EXIT_FAILURE, "watch");
}

void watch_release(struct watch *watch)
{
    free(watch->sequence);
    free(watch->clipboard);
    *watch = (struct watch){0};
}

/* Modes that are on when a terminal starts: autowrap, cursor. */
static bool starts_set(int mode)
{
    return mode == 7 || mode == 25;
}

bool watch_is_set(const struct watch *watch, int mode)
{
    for (size_t i = 0; i < watch->mode_count; i++)
        if (watch->modes[i].number == mode)
            return watch->modes[i].is_set;
    return starts_set(mode);
}

static void set_mode(struct watch *watch, int mode, bool is_set)
{
    size_t i = 0;

    while (i < watch->mode_count && watch->modes[i].number != mode)
        i++;
    if (i == WATCH_MODES)
        errx(EXIT_FAILURE, "the program uses more than %d modes", WATCH_MODES);
    if (i == watch->mode_count)
        watch->mode_count++;
    watch->modes[i] = (struct watch_mode){.number = mode, .is_set = is_set};
}

bool watch_is_restored(const struct watch *watch, FILE *why)
{
    bool is_restored = true;

    for (size_t i = 0; i < watch->mode_count; i++) {
        const struct watch_mode *mode = &watch->modes[i];

        if (mode->is_set == starts_set(mode->number))
            continue;
        fprintf(why, "mode %d was left %s\n", mode->number, mode->is_set ? "set" : "reset");
        is_restored = false;
    }
    return is_restored;
}

/* "?1049;25h" after CSI: private modes. Other control sequences draw. */
static void read_control(struct watch *watch)
{
    char *text = watch->sequence;
    char last = text[watch->sequence_len - 1];

    if (text[0] != '?' || (last != 'h' && last != 'l'))
        return;
    for (char *at = text; *at == '?' || *at == ';';)
        set_mode(watch, (int)strtol(at + 1, &at, 10), last == 'h');
}

/* The value of a base64 digit, -1 for none. */
static int digit_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c ? strchr(digits, c) : NULL;

    return found ? (int)(found - digits) : -1;
}

static char *decode_base64(const char *text)
{
    char *out = calloc(strlen(text) + 1, 1);
    size_t len = 0;
    unsigned bits = 0;
    int bit_count = 0;

    if (!out)
        err(EXIT_FAILURE, "base64");
    for (; digit_value(*text) >= 0; text++) {
        bits = bits << 6 | (unsigned)digit_value(*text);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            out[len++] = (char)(bits >> bit_count & 0xff);
        }
    }
    return out;
}

/* "7777;akscope;FRAME;PENDING;CONSUMED" */
static bool read_fence(const char *text, struct watch_fence *fence)
{
    static const char start[] = "7777;akscope";
    unsigned long numbers[3];
    char *at;

    if (strncmp(text, start, strlen(start)) != 0)
        return false;
    text += strlen(start);
    for (int i = 0; i < 3; i++, text = at) {
        if (text[0] != ';' || !isdigit((unsigned char)text[1]))
            return false;
        numbers[i] = strtoul(text + 1, &at, 10);
    }
    *fence =
        (struct watch_fence){.frame = numbers[0], .pending = numbers[1], .consumed = numbers[2]};
    return *text == '\0';
}

/* Text between OSC and its end; true when it was a fence. */
static bool read_command(struct watch *watch)
{
    struct watch_fence fence;

    if (read_fence(watch->sequence, &fence)) {
        watch->fence = fence;
        watch->has_fence = true;
        return true;
    }
    if (strncmp(watch->sequence, "52;", 3) == 0) {
        const char *data = strchr(watch->sequence + 3, ';');

        free(watch->clipboard);
        watch->clipboard = decode_base64(data ? data + 1 : "");
    }
    return false;
}

static void begin(struct watch *watch, enum state state)
{
    watch->state = (int)state;
    watch->sequence_len = 0;
    watch->sequence[0] = '\0';
}

/* What is longer than any sequence we know is cut: its end still ends it. */
static void collect(struct watch *watch, char c)
{
    if (watch->sequence_len == WATCH_SEQUENCE)
        return;
    watch->sequence[watch->sequence_len++] = c;
    watch->sequence[watch->sequence_len] = '\0';
}

static void after_escape(struct watch *watch, char c)
{
    if (c == '[')
        begin(watch, CONTROL);
    else if (c == ']')
        begin(watch, COMMAND);
    else if (c != ESC)
        begin(watch, GROUND);
    if (c == '=' || c == '>')
        set_mode(watch, WATCH_MODE_KEYPAD, c == '=');
}

static void in_control(struct watch *watch, char c)
{
    collect(watch, c);
    if (c < '@' || c > '~')
        return;
    read_control(watch);
    begin(watch, GROUND);
}

/* Returns true at the end of a fence. */
static bool in_command(struct watch *watch, char c)
{
    bool is_end = c == BELL || (watch->state == COMMAND_ESCAPE && c == '\\');
    bool is_fence = is_end && read_command(watch);

    if (is_end)
        begin(watch, GROUND);
    else if (c == ESC)
        watch->state = COMMAND_ESCAPE;
    else
        collect(watch, c);
    return is_fence;
}

/* Returns true when this byte ends a fence. */
static bool step(struct watch *watch, char c)
{
    switch ((enum state)watch->state) {
    case GROUND:
        if (c == ESC)
            begin(watch, ESCAPE);
        return false;
    case ESCAPE:
        after_escape(watch, c);
        return false;
    case CONTROL:
        in_control(watch, c);
        return false;
    case COMMAND:
    case COMMAND_ESCAPE:
        return in_command(watch, c);
    }
    return false;
}

size_t watch_feed(struct watch *watch, const char *bytes, size_t len, bool *at_fence)
{
    for (size_t i = 0; i < len; i++) {
        if (step(watch, bytes[i])) {
            *at_fence = true;
            return i + 1;
        }
    }
    *at_fence = false;
    return len;
}
