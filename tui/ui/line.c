/* line.c: editing one line. */
#include "config.h"

#include "akscope/ui/line.h"

#include <string.h>

#include "akscope/base/text.h"

static size_t previous_cluster(const struct ak_line *line)
{
    size_t at = 0;
    size_t before = 0;

    while (at < line->cursor) {
        int width;

        before = at;
        at += ak_text_cluster(line->text + at, strlen(line->text + at), &width);
    }
    return before;
}

static size_t next_cluster(const struct ak_line *line)
{
    size_t rest = strlen(line->text + line->cursor);
    int width;

    return rest == 0 ? line->cursor
                     : line->cursor + ak_text_cluster(line->text + line->cursor, rest, &width);
}

static size_t previous_word(const struct ak_line *line)
{
    size_t at = line->cursor;

    while (at > 0 && line->text[at - 1] == ' ')
        at--;
    while (at > 0 && line->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t next_word_end(const struct ak_line *line)
{
    size_t at = line->cursor;

    while (line->text[at] == ' ')
        at++;
    while (line->text[at] != '\0' && line->text[at] != ' ')
        at++;
    return at;
}

static enum ak_line_result erase(struct ak_line *line, size_t from, size_t to)
{
    if (from == to)
        return AK_LINE_MOVED;
    memmove(line->text + from, line->text + to, strlen(line->text + to) + 1);
    line->cursor = from;
    return AK_LINE_CHANGED;
}

static enum ak_line_result move_to(struct ak_line *line, size_t at)
{
    line->cursor = at;
    return AK_LINE_MOVED;
}

static enum ak_line_result insert(struct ak_line *line, uint32_t point)
{
    char bytes[4];
    size_t len = ak_utf8_encode(point, bytes);
    size_t used = strlen(line->text);

    if (used + len >= line->size || ak_point_is_unsafe(point))
        return AK_LINE_MOVED;
    memmove(line->text + line->cursor + len, line->text + line->cursor, used - line->cursor + 1);
    memcpy(line->text + line->cursor, bytes, len);
    line->cursor += len;
    return AK_LINE_CHANGED;
}

static enum ak_line_result control_key(struct ak_line *line, uint32_t point)
{
    switch (point) {
    case 'a':
        return move_to(line, 0);
    case 'e':
        return move_to(line, strlen(line->text));
    case 'b':
        return move_to(line, previous_cluster(line));
    case 'f':
        return move_to(line, next_cluster(line));
    case 'w':
        return erase(line, previous_word(line), line->cursor);
    case 'u':
        return erase(line, 0, line->cursor);
    case 'k':
        return erase(line, line->cursor, strlen(line->text));
    default:
        return AK_LINE_NOT_MINE;
    }
}

static enum ak_line_result alt_key(struct ak_line *line, uint32_t point)
{
    switch (point) {
    case 'b':
        return move_to(line, previous_word(line));
    case 'f':
        return move_to(line, next_word_end(line));
    default:
        return AK_LINE_NOT_MINE;
    }
}

static enum ak_line_result editing_key(struct ak_line *line, enum ak_key_code code)
{
    switch ((int)code) {
    case AK_KEY_BACKSPACE:
        return erase(line, previous_cluster(line), line->cursor);
    case AK_KEY_DELETE:
        return erase(line, line->cursor, next_cluster(line));
    case AK_KEY_LEFT:
        return move_to(line, previous_cluster(line));
    case AK_KEY_RIGHT:
        return move_to(line, next_cluster(line));
    case AK_KEY_HOME:
        return move_to(line, 0);
    case AK_KEY_END:
        return move_to(line, strlen(line->text));
    default:
        return AK_LINE_NOT_MINE;
    }
}

enum ak_line_result ak_line_key(struct ak_line *line, const struct ak_key *key)
{
    if (key->code != AK_KEY_POINT)
        return editing_key(line, key->code);
    if (key->is_control)
        return control_key(line, key->point);
    if (key->is_alt)
        return alt_key(line, key->point);
    return insert(line, key->point);
}

/* Columns of text[0..len). */
static int width_of(const char *text, size_t len)
{
    int columns = 0;

    while (len > 0) {
        int width;
        size_t used = ak_text_cluster(text, len, &width);

        columns += width;
        text += used;
        len -= used;
    }
    return columns;
}

struct ak_line_place ak_line_draw(const char *text, size_t cursor, const struct ak_canvas *canvas)
{
    struct ak_canvas row = ak_canvas_part(canvas, (struct ak_rect){0, 0, canvas->area.width, 1});
    int at = width_of(text, cursor);
    int shift = at >= row.area.width ? at - row.area.width + 1 : 0;
    int used = ak_canvas_text(&row, -shift, 0, AK_ROLE_INPUT, text);

    return (struct ak_line_place){.cursor = at - shift, .end = used - shift};
}
