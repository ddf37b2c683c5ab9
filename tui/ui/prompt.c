/* prompt.c: editing one line. */
#include "config.h"

#include "akscope/ui/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

enum { HISTORY_MAX = 100 };

struct ak_prompt ak_prompt_init(void)
{
    return (struct ak_prompt){.history = ak_vec_init(sizeof(char *))};
}

void ak_prompt_release(struct ak_prompt *prompt)
{
    for (size_t i = 0; i < prompt->history.len; i++)
        free(*(char **)ak_vec_at(&prompt->history, i));
    ak_vec_release(&prompt->history);
}

static void set_text(struct ak_prompt *prompt, const char *text)
{
    ak_text_copy(prompt->text, sizeof prompt->text, text);
    prompt->cursor = strlen(prompt->text);
}

void ak_prompt_open(struct ak_prompt *prompt, const char *mark, const char *text)
{
    prompt->is_open = true;
    prompt->is_completing = false;
    prompt->history_at = prompt->history.len;
    ak_text_copy(prompt->mark, sizeof prompt->mark, mark);
    set_text(prompt, text);
}

void ak_prompt_close(struct ak_prompt *prompt)
{
    prompt->is_open = false;
    set_text(prompt, "");
}

static void remember(struct ak_prompt *prompt)
{
    struct ak_vec *history = &prompt->history;

    if (prompt->text[0] == '\0')
        return;
    if (history->len > 0 &&
        strcmp(*(char **)ak_vec_at(history, history->len - 1), prompt->text) == 0)
        return;
    if (history->len == HISTORY_MAX) {
        free(*(char **)ak_vec_at(history, 0));
        ak_vec_remove(history, 0);
    }
    *(char **)ak_vec_push(history) = ak_strdup(prompt->text);
}

static size_t previous_cluster(const struct ak_prompt *prompt)
{
    size_t at = 0;
    size_t before = 0;

    while (at < prompt->cursor) {
        int width;

        before = at;
        at += ak_text_cluster(prompt->text + at, strlen(prompt->text + at), &width);
    }
    return before;
}

static size_t next_cluster(const struct ak_prompt *prompt)
{
    size_t rest = strlen(prompt->text + prompt->cursor);
    int width;

    return rest == 0
               ? prompt->cursor
               : prompt->cursor + ak_text_cluster(prompt->text + prompt->cursor, rest, &width);
}

static size_t previous_word(const struct ak_prompt *prompt)
{
    size_t at = prompt->cursor;

    while (at > 0 && prompt->text[at - 1] == ' ')
        at--;
    while (at > 0 && prompt->text[at - 1] != ' ')
        at--;
    return at;
}

static size_t next_word_end(const struct ak_prompt *prompt)
{
    size_t at = prompt->cursor;

    while (prompt->text[at] == ' ')
        at++;
    while (prompt->text[at] != '\0' && prompt->text[at] != ' ')
        at++;
    return at;
}

static enum ak_prompt_result erase(struct ak_prompt *prompt, size_t from, size_t to)
{
    if (from == to)
        return AK_PROMPT_GOES_ON;
    memmove(prompt->text + from, prompt->text + to, strlen(prompt->text + to) + 1);
    prompt->cursor = from;
    return AK_PROMPT_CHANGED;
}

static enum ak_prompt_result move_to(struct ak_prompt *prompt, size_t at)
{
    prompt->cursor = at;
    return AK_PROMPT_GOES_ON;
}

static enum ak_prompt_result insert(struct ak_prompt *prompt, uint32_t point)
{
    char bytes[4];
    size_t len = ak_utf8_encode(point, bytes);
    size_t used = strlen(prompt->text);

    if (used + len >= sizeof prompt->text || ak_point_is_unsafe(point))
        return AK_PROMPT_GOES_ON;
    memmove(prompt->text + prompt->cursor + len, prompt->text + prompt->cursor,
            used - prompt->cursor + 1);
    memcpy(prompt->text + prompt->cursor, bytes, len);
    prompt->cursor += len;
    return AK_PROMPT_CHANGED;
}

static enum ak_prompt_result browse(struct ak_prompt *prompt, bool older)
{
    size_t count = prompt->history.len;

    if (older ? prompt->history_at == 0 : prompt->history_at >= count)
        return AK_PROMPT_GOES_ON;
    if (prompt->history_at == count)
        ak_text_copy(prompt->draft, sizeof prompt->draft, prompt->text);
    prompt->history_at += older ? (size_t)-1 : 1;
    set_text(prompt, prompt->history_at < count
                         ? *(char **)ak_vec_at(&prompt->history, prompt->history_at)
                         : prompt->draft);
    return AK_PROMPT_CHANGED;
}

/* Tab walks through the offers and comes back to what was typed. */
static enum ak_prompt_result complete_line(struct ak_prompt *prompt, ak_prompt_complete *complete,
                                           const void *context)
{
    char offer[AK_PROMPT_SIZE];

    if (complete == NULL)
        return AK_PROMPT_GOES_ON;
    if (!prompt->is_completing) {
        ak_text_copy(prompt->stem, sizeof prompt->stem, prompt->text);
        prompt->completion = 0;
        prompt->is_completing = true;
    }
    if (complete(prompt->stem, prompt->completion, offer, context)) {
        prompt->completion++;
        set_text(prompt, offer);
    } else if (prompt->completion > 0) {
        prompt->completion = 0;
        set_text(prompt, prompt->stem);
    }
    return AK_PROMPT_CHANGED;
}

static enum ak_prompt_result control_key(struct ak_prompt *prompt, uint32_t point)
{
    switch (point) {
    case 'a':
        return move_to(prompt, 0);
    case 'e':
        return move_to(prompt, strlen(prompt->text));
    case 'b':
        return move_to(prompt, previous_cluster(prompt));
    case 'f':
        return move_to(prompt, next_cluster(prompt));
    case 'w':
        return erase(prompt, previous_word(prompt), prompt->cursor);
    case 'u':
        return erase(prompt, 0, prompt->cursor);
    case 'k':
        return erase(prompt, prompt->cursor, strlen(prompt->text));
    case 'c':
    case 'g':
        return AK_PROMPT_LEFT;
    case 'p':
        return browse(prompt, true);
    case 'n':
        return browse(prompt, false);
    default:
        return AK_PROMPT_GOES_ON;
    }
}

static enum ak_prompt_result alt_key(struct ak_prompt *prompt, uint32_t point)
{
    switch (point) {
    case 'b':
        return move_to(prompt, previous_word(prompt));
    case 'f':
        return move_to(prompt, next_word_end(prompt));
    default:
        return AK_PROMPT_GOES_ON;
    }
}

static enum ak_prompt_result editing_key(struct ak_prompt *prompt, enum ak_key_code code)
{
    switch ((int)code) {
    case AK_KEY_BACKSPACE:
        if (prompt->text[0] == '\0')
            return AK_PROMPT_LEFT;
        return erase(prompt, previous_cluster(prompt), prompt->cursor);
    case AK_KEY_DELETE: {
        size_t at = prompt->cursor;
        size_t to = next_cluster(prompt);
        return erase(prompt, at, to);
    }
    case AK_KEY_LEFT:
        return move_to(prompt, previous_cluster(prompt));
    case AK_KEY_RIGHT:
        return move_to(prompt, next_cluster(prompt));
    case AK_KEY_HOME:
        return move_to(prompt, 0);
    case AK_KEY_END:
        return move_to(prompt, strlen(prompt->text));
    case AK_KEY_UP:
        return browse(prompt, true);
    case AK_KEY_DOWN:
        return browse(prompt, false);
    default:
        return AK_PROMPT_GOES_ON;
    }
}

enum ak_prompt_result ak_prompt_key(struct ak_prompt *prompt, const struct ak_key *key,
                                    ak_prompt_complete *complete, const void *context)
{
    if (key->code == AK_KEY_TAB)
        return complete_line(prompt, complete, context);
    prompt->is_completing = false;
    if (key->code == AK_KEY_ESCAPE)
        return AK_PROMPT_LEFT;
    if (key->code == AK_KEY_ENTER) {
        remember(prompt);
        return AK_PROMPT_ACCEPTED;
    }
    if (key->code != AK_KEY_POINT)
        return editing_key(prompt, key->code);
    if (key->is_control)
        return control_key(prompt, key->point);
    if (key->is_alt)
        return alt_key(prompt, key->point);
    return insert(prompt, key->point);
}

int ak_prompt_draw(const struct ak_prompt *prompt, const struct ak_canvas *canvas, const char *hint)
{
    struct ak_canvas line = ak_canvas_part(canvas, (struct ak_rect){0, 0, canvas->area.width, 1});
    int start = ak_canvas_text(&line, 0, 0, AK_ROLE_KEY, prompt->mark);
    char before[AK_PROMPT_SIZE];

    snprintf(before, sizeof before, "%.*s", (int)prompt->cursor, prompt->text);
    int cursor = start + ak_text_width(before);
    /* A line longer than the screen is shifted so that the cursor stays in sight. */
    int shift = cursor >= line.area.width ? cursor - line.area.width + 1 : 0;
    struct ak_canvas rest =
        ak_canvas_part(&line, (struct ak_rect){start, 0, line.area.width - start, 1});
    int used = ak_canvas_text(&rest, -shift, 0, AK_ROLE_INPUT, prompt->text);
    ak_canvas_printf(&rest, used - shift + 2, 0, AK_ROLE_DIM, "%s", hint);
    return cursor - shift;
}
