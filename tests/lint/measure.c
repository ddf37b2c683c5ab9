/* measure.c: the limits of architecture section 3, and the banned calls, checked on C sources.
 *
 * measure FILE...: prints "file:line: rule: what" for each finding; exit status 1 when there is
 * one.
 *
 * It reads tokens (comments, strings and preprocessor lines are passed over) and follows statements
 * inside functions. That is enough to count, and needs no compiler flags, so that it also sees what
 * the present configuration does not compile.
 *
 * Where a foreign contract leaves no choice, the comment "lint-allow RULE: why" on the line before
 * the finding lets it pass. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lint/tokens.h"

enum {
    MAX_FILE_LINES = 600,
    MAX_FUNCTION_LINES = 60,
    MAX_NESTING = 4,
    MAX_PARAMETERS = 6,
    MAX_COMPLEXITY = 12,
};

/* Where we are in a file, and what was seen in the function that is being read. */
struct reader {
    const char *path;
    const struct token_list *tokens;
    size_t at;
    int complexity;
    int deepest;
    int deepest_line;
    int findings;
};

/* True when the line before `line`, or the line itself, has the comment "lint-allow RULE: why". */
static bool is_allowed(const struct reader *reader, int line, const char *rule)
{
    const char *text = reader->tokens->text;

    for (int at = 1; text && at <= line; at++) {
        const char *end = strchr(text, '\n');
        const char *mark = strstr(text, "lint-allow ");

        if (at >= line - 1 && end && mark && mark < end &&
            strncmp(mark + strlen("lint-allow "), rule, strlen(rule)) == 0)
            return true;
        text = end ? end + 1 : NULL;
    }
    return false;
}

static void report(struct reader *reader, int line, const char *rule, const char *subject, int is,
                   int limit)
{
    printf("%s:%d: %s: %s: %d, the limit is %d\n", reader->path, line, rule, subject, is, limit);
    reader->findings++;
}

static const struct token *peek(const struct reader *reader)
{
    return &reader->tokens->items[reader->at];
}

static bool at_end(const struct reader *reader)
{
    return peek(reader)->kind == TOKEN_END;
}

static bool next_is(const struct reader *reader, const char *text)
{
    return token_is(peek(reader), text);
}

/* Passes one token; all counting of decisions happens here, so that none is missed in a condition
 * or an initialiser. */
static void pass(struct reader *reader)
{
    static const char *const decisions[] = {"if", "for", "while", "&&", "||", "?"};

    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
        reader->complexity += next_is(reader, decisions[i]);
    if (!at_end(reader))
        reader->at++;
}

static bool opens(const struct token *token)
{
    return token_is(token, "(") || token_is(token, "[") || token_is(token, "{");
}

static bool closes(const struct token *token)
{
    return token_is(token, ")") || token_is(token, "]") || token_is(token, "}");
}

/* Passes a bracketed group with all that is in it. */
static void pass_group(struct reader *reader)
{
    int depth = 0;

    do {
        depth += opens(peek(reader)) - closes(peek(reader));
        pass(reader);
    } while (depth > 0 && !at_end(reader));
}

/* Passes tokens up to and with `text`, brackets whole. Stops before a bracket that closes what is
 * around it. */
static void pass_until(struct reader *reader, const char *text)
{
    while (!at_end(reader) && !next_is(reader, text) && !closes(peek(reader))) {
        if (opens(peek(reader)))
            pass_group(reader);
        else
            pass(reader);
    }
    if (next_is(reader, text))
        pass(reader);
}

static void read_statement(struct reader *reader, int level);

/* The statement that a keyword controls is one level deeper. */
static void read_controlled(struct reader *reader, int level)
{
    if (level > reader->deepest) {
        reader->deepest = level;
        reader->deepest_line = peek(reader)->line;
    }
    read_statement(reader, level);
}

/* Labels in a row lead to one piece of code: they are one decision. */
static void read_labels(struct reader *reader)
{
    if (next_is(reader, "case"))
        reader->complexity++;
    while (next_is(reader, "case") || next_is(reader, "default"))
        pass_until(reader, ":");
}

static void read_if(struct reader *reader, int level)
{
    pass(reader);
    pass_group(reader);
    read_controlled(reader, level + 1);
    if (!next_is(reader, "else"))
        return;
    pass(reader);
    if (next_is(reader, "if"))
        read_statement(reader, level); /* a chain goes on, it does not go deeper */
    else
        read_controlled(reader, level + 1);
}

static void read_do(struct reader *reader, int level)
{
    pass(reader);
    read_controlled(reader, level + 1);
    pass_until(reader, ";");
}

static void read_loop(struct reader *reader, int level)
{
    pass(reader);
    pass_group(reader);
    read_controlled(reader, level + 1);
}

static void read_block(struct reader *reader, int level)
{
    pass(reader);
    while (!next_is(reader, "}") && !at_end(reader)) {
        size_t before = reader->at;

        read_statement(reader, level);
        if (reader->at == before)
            pass(reader); /* a bracket that was never opened: go on behind it */
    }
    pass(reader);
}

static void read_statement(struct reader *reader, int level)
{
    read_labels(reader);
    if (next_is(reader, "{"))
        read_block(reader, level);
    else if (next_is(reader, "if"))
        read_if(reader, level);
    else if (next_is(reader, "for") || next_is(reader, "while") || next_is(reader, "switch"))
        read_loop(reader, level);
    else if (next_is(reader, "do"))
        read_do(reader, level);
    else if (!next_is(reader, "}"))
        pass_until(reader, ";");
}

/* Parameters of the group that opens at `at`: its commas outside of inner brackets, and one. */
static int count_parameters(const struct token_list *tokens, size_t at)
{
    const struct token *first = &tokens->items[at + 1];
    int count = 1;
    int depth = 0;

    if (token_is(first, ")") || (token_is(first, "void") && token_is(first + 1, ")")))
        return 0;
    for (; tokens->items[at].kind != TOKEN_END; at++) {
        depth += opens(&tokens->items[at]) - closes(&tokens->items[at]);
        if (depth == 0)
            break;
        count += depth == 1 && token_is(&tokens->items[at], ",");
    }
    return count;
}

static void check_limit(struct reader *reader, int line, const char *rule, const char *subject,
                        int is, int limit)
{
    if (is > limit && !is_allowed(reader, line, rule))
        report(reader, line, rule, subject, is, limit);
}

/* Reads the body that starts here; `name` is the token of the function's name. */
static void read_function(struct reader *reader, size_t name_at)
{
    const struct token *token = &reader->tokens->items[name_at];
    char *name = token_text(token);

    reader->complexity = 1;
    reader->deepest = 0;
    read_block(reader, 0);
    check_limit(reader, token->line, "function-length", name,
                reader->tokens->items[reader->at - 1].line - token->line + 1, MAX_FUNCTION_LINES);
    check_limit(reader, token->line, "parameters", name,
                count_parameters(reader->tokens, name_at + 1), MAX_PARAMETERS);
    check_limit(reader, token->line, "complexity", name, reader->complexity, MAX_COMPLEXITY);
    check_limit(reader, reader->deepest_line, "nesting", name, reader->deepest, MAX_NESTING);
    free(name);
}

/* Outside of functions: a body is a brace after the parameter list of the last name. */
static void read_file(struct reader *reader)
{
    size_t name_at = 0;
    bool has_name = false;
    bool after_list = false;

    while (!at_end(reader)) {
        const struct token *token = peek(reader);

        if (token->kind == TOKEN_WORD && token_is(token + 1, "(")) {
            name_at = reader->at;
            has_name = true;
            pass(reader);
            pass_group(reader);
            after_list = true;
        } else if (token_is(token, "{") && has_name && after_list) {
            read_function(reader, name_at);
            has_name = false;
        } else {
            if (opens(token))
                pass_group(reader);
            else
                pass(reader);
            after_list = false;
            has_name = has_name && !token_is(token, ";");
        }
    }
}

static void check_banned(struct reader *reader)
{
    static const char *const banned[] = {"strcpy", "strcat", "sprintf", "vsprintf", "gets",
                                         "system", "popen",  "tmpnam",  "mktemp",   "strtok",
                                         "atoi",   "atol",   "atof",    "alloca"};
    const struct token *tokens = reader->tokens->items;

    for (size_t i = 0; tokens[i].kind != TOKEN_END; i++) {
        bool is_member = i > 0 && (token_is(&tokens[i - 1], ".") || token_is(&tokens[i - 1], "->"));

        if (is_member || !token_is(&tokens[i + 1], "("))
            continue;
        for (size_t b = 0; b < sizeof banned / sizeof banned[0]; b++) {
            if (!token_is(&tokens[i], banned[b]))
                continue;
            printf("%s:%d: banned-call: %s\n", reader->path, tokens[i].line, banned[b]);
            reader->findings++;
        }
    }
}

static int measure(const char *path)
{
    struct token_list tokens;
    struct reader reader = {.path = path, .tokens = &tokens};

    if (!token_list_read(&tokens, path))
        return 1;
    check_limit(&reader, tokens.lines, "file-length", "lines", tokens.lines, MAX_FILE_LINES);
    check_banned(&reader);
    read_file(&reader);
    token_list_release(&tokens);
    return reader.findings;
}

int main(int argc, char **argv)
{
    int findings = 0;

    for (int i = 1; i < argc; i++)
        findings += measure(argv[i]);
    return findings > 0;
}
