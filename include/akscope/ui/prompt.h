/* prompt.h: one line being typed: the command line and the filter, with history and completion.
 * Edited as every line (line.h). */
#ifndef AKSCOPE_UI_PROMPT_H
#define AKSCOPE_UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "akscope/base/attributes.h"
#include "akscope/base/vec.h"
#include "akscope/ui/key.h"
#include "akscope/ui/surface.h"

enum { AK_PROMPT_SIZE = 256 };

/* Offers completions of the text so far: fills `out` with the n-th (whole line), false after the
 * last. */
typedef bool ak_prompt_complete(const char *text, size_t n, char out[AK_PROMPT_SIZE],
                                const void *context);

enum ak_prompt_result { AK_PROMPT_GOES_ON, AK_PROMPT_CHANGED, AK_PROMPT_ACCEPTED, AK_PROMPT_LEFT };

struct ak_prompt {
    bool is_open;
    char mark[4]; /* ":" or "/" */
    char text[AK_PROMPT_SIZE];
    size_t cursor;             /* byte offset */
    char stem[AK_PROMPT_SIZE]; /* what completion started from */
    size_t completion;         /* the next to offer */
    bool is_completing;
    struct ak_vec history; /* char *: oldest first; a line said twice in a row is there once */
    size_t history_at;
    char draft[AK_PROMPT_SIZE]; /* what was typed before the history was looked at */
};

AK_NONNULL struct ak_prompt ak_prompt_init(void);
AK_NONNULL void ak_prompt_release(struct ak_prompt *prompt);
AK_NONNULL void ak_prompt_open(struct ak_prompt *prompt, const char *mark, const char *text);
AK_NONNULL void ak_prompt_close(struct ak_prompt *prompt);

AK_NONNULL_ARGS(1, 2)
AK_MUST_USE enum ak_prompt_result ak_prompt_key(struct ak_prompt *prompt, const struct ak_key *key,
                                                ak_prompt_complete *complete, const void *context);

/* Draws the line and returns the column of the cursor. `hint` stands dim behind the text. */
AK_NONNULL int ak_prompt_draw(const struct ak_prompt *prompt, const struct ak_canvas *canvas,
                              const char *hint);

#endif
