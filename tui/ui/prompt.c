/* prompt.c: the command line and the filter while they are typed. */
#include "config.h"

#include "akscope/ui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/ui/line.h"

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

static enum ak_prompt_result edit(struct ak_prompt *prompt, const struct ak_key *key)
{
    struct ak_line line = {
        .text = prompt->text, .size = sizeof prompt->text, .cursor = prompt->cursor};
    enum ak_line_result result = ak_line_key(&line, key);

    prompt->cursor = line.cursor;
    return result == AK_LINE_CHANGED ? AK_PROMPT_CHANGED : AK_PROMPT_GOES_ON;
}

static enum ak_prompt_result control_key(struct ak_prompt *prompt, const struct ak_key *key)
{
    switch (key->point) {
    case 'c':
    case 'g':
        return AK_PROMPT_LEFT;
    case 'p':
        return browse(prompt, true);
    case 'n':
        return browse(prompt, false);
    default:
        return edit(prompt, key);
    }
}

enum ak_prompt_result ak_prompt_key(struct ak_prompt *prompt, const struct ak_key *key,
                                    ak_prompt_complete *complete, const void *context)
{
    if (key->code == AK_KEY_TAB)
        return complete_line(prompt, complete, context);
    prompt->is_completing = false;
    switch ((int)key->code) {
    case AK_KEY_ESCAPE:
        return AK_PROMPT_LEFT;
    case AK_KEY_ENTER:
        remember(prompt);
        return AK_PROMPT_ACCEPTED;
    case AK_KEY_UP:
        return browse(prompt, true);
    case AK_KEY_DOWN:
        return browse(prompt, false);
    case AK_KEY_BACKSPACE:
        return prompt->text[0] == '\0' ? AK_PROMPT_LEFT : edit(prompt, key);
    default:
        return key->is_control ? control_key(prompt, key) : edit(prompt, key);
    }
}

int ak_prompt_draw(const struct ak_prompt *prompt, const struct ak_canvas *canvas, const char *hint)
{
    struct ak_canvas line = ak_canvas_part(canvas, (struct ak_rect){0, 0, canvas->area.width, 1});
    int start = ak_canvas_text(&line, 0, 0, AK_ROLE_KEY, prompt->mark);
    struct ak_canvas rest =
        ak_canvas_part(&line, (struct ak_rect){start, 0, line.area.width - start, 1});
    struct ak_line_place place = ak_line_draw(prompt->text, prompt->cursor, &rest);

    ak_canvas_printf(&rest, place.end + 2, 0, AK_ROLE_DIM, "%s", hint);
    return start + place.cursor;
}
