/* tokens.h: a C source as a list of words, numbers, strings and signs. Comments, preprocessor lines
 * and white space are left out. */
#ifndef TESTS_LINT_TOKENS_H
#define TESTS_LINT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_QUOTED, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    int line;
    const char *start; /* in the text of the list */
    size_t len;
};

/* The last item is always one of kind TOKEN_END. */
struct token_list {
    char *text;
    struct token *items;
    size_t count;
    int lines;
};

/* Reads the file `path`; false with a message on standard error when it can't be read. */
bool token_list_read(struct token_list *list, const char *path);
void token_list_release(struct token_list *list);

/* True for a word or sign that reads `text`; never for a quoted one. */
bool token_is(const struct token *token, const char *text);

/* A copy of the token; the caller frees. */
char *token_text(const struct token *token);

#endif
