#include "config.h"

#include "tests/lint/tokens.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The place in the text while it is cut into tokens. */
struct cursor {
    const char *at;
    int line;
    bool line_start; /* only white space so far on this line */
};

static void step(struct cursor *cursor)
{
    if (*cursor->at == '\n') {
        cursor->line++;
        cursor->line_start = true;
    } else if (!isspace((unsigned char)*cursor->at)) {
        cursor->line_start = false;
    }
    cursor->at++;
}

static void skip(struct cursor *cursor, size_t count)
{
    while (count-- > 0 && *cursor->at)
        step(cursor);
}

static bool starts(const struct cursor *cursor, const char *text)
{
    return strncmp(cursor->at, text, strlen(text)) == 0;
}

static void skip_block_comment(struct cursor *cursor)
{
    bool line_start = cursor->line_start;

    skip(cursor, 2);
    while (*cursor->at && !starts(cursor, "*/"))
        step(cursor);
    skip(cursor, 2);
    cursor->line_start = line_start; /* a comment before `#` changes nothing */
}

/* To the end of the line, over continuations and comments. */
static void skip_directive(struct cursor *cursor)
{
    while (*cursor->at && *cursor->at != '\n') {
        if (starts(cursor, "/*"))
            skip_block_comment(cursor);
        else
            skip(cursor, starts(cursor, "\\\n") ? 2 : 1);
    }
}

/* Passes what is no token; false when a token starts here. */
static bool skip_blank(struct cursor *cursor)
{
    if (isspace((unsigned char)*cursor->at) || starts(cursor, "\\\n"))
        step(cursor);
    else if (starts(cursor, "/*"))
        skip_block_comment(cursor);
    else if (starts(cursor, "//") || (*cursor->at == '#' && cursor->line_start))
        skip_directive(cursor);
    else
        return false;
    return true;
}

static void skip_quoted(struct cursor *cursor)
{
    char quote = *cursor->at;

    step(cursor);
    while (*cursor->at && *cursor->at != quote)
        skip(cursor, *cursor->at == '\\' ? 2 : 1);
    skip(cursor, 1);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static enum token_kind skip_token(struct cursor *cursor)
{
    static const char *const pairs[] = {"->", "&&", "||", "==", "!=", "<=", ">=", "++", "--"};

    if (*cursor->at == '"' || *cursor->at == '\'') {
        skip_quoted(cursor);
        return TOKEN_QUOTED;
    }
    if (is_word(*cursor->at)) {
        bool is_number = isdigit((unsigned char)*cursor->at) != 0;

        while (is_word(*cursor->at) || (is_number && *cursor->at == '.'))
            step(cursor);
        return is_number ? TOKEN_NUMBER : TOKEN_WORD;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (starts(cursor, pairs[i])) {
            skip(cursor, 2);
            return TOKEN_SIGN;
        }
    }
    step(cursor);
    return TOKEN_SIGN;
}

static void add(struct token_list *list, struct token token)
{
    /* full at 0 and at each power of two */
    if ((list->count & (list->count - 1)) == 0) {
        size_t room = list->count ? list->count * 2 : 1;
        struct token *items = realloc(list->items, room * sizeof *items);

        if (!items)
            abort();
        list->items = items;
    }
    list->items[list->count++] = token;
}

static void cut(struct token_list *list)
{
    struct cursor cursor = {.at = list->text, .line = 1, .line_start = true};

    while (*cursor.at) {
        struct token token = {.start = cursor.at, .line = cursor.line};

        if (skip_blank(&cursor))
            continue;
        token.kind = skip_token(&cursor);
        token.len = (size_t)(cursor.at - token.start);
        add(list, token);
    }
    add(list, (struct token){.kind = TOKEN_END, .start = cursor.at, .line = cursor.line});
    list->lines = cursor.line - 1;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file) {
        perror(path);
        return NULL;
    }
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = calloc(1, 1); /* an empty file */
    }
    (void)fclose(file);
    return text;
}

bool token_list_read(struct token_list *list, const char *path)
{
    *list = (struct token_list){.text = read_all(path)};
    if (!list->text)
        return false;
    cut(list);
    return true;
}

void token_list_release(struct token_list *list)
{
    free(list->items);
    free(list->text);
    *list = (struct token_list){0};
}

bool token_is(const struct token *token, const char *text)
{
    return token->kind != TOKEN_QUOTED && token->len == strlen(text) &&
           strncmp(token->start, text, token->len) == 0;
}

char *token_text(const struct token *token)
{
    char *text = strndup(token->start, token->len);

    if (!text)
        abort();
    return text;
}
