/* facts_line.c: the line on which a value stands: the text and its tree are walked side by side. */
#include "config.h"

#include <string.h>

#include "facts_int.h"

struct walk {
    const char *at;
    int line;
    const cJSON *wanted;
    int found; /* line, or 0 */
};

static void skip_blanks(struct walk *walk)
{
    for (; *walk->at != '\0' && strchr(" \t\r\n,:", *walk->at) != NULL; walk->at++)
        walk->line += *walk->at == '\n';
}

/* A string, or a number, true, false, null. */
static void skip_plain(struct walk *walk)
{
    if (*walk->at != '"') {
        walk->at += strcspn(walk->at, ",]} \t\r\n");
        return;
    }
    for (walk->at++; *walk->at != '"' && *walk->at != '\0'; walk->at++) {
        if (*walk->at == '\\' && walk->at[1] != '\0')
            walk->at++;
    }
    walk->at += *walk->at == '"';
}

static void walk_value(struct walk *walk, const cJSON *json);

/* The children of an object or array; what the tree has beyond the text is passed over. */
static void walk_children(struct walk *walk, const cJSON *json)
{
    bool is_object = *walk->at++ == '{';
    const cJSON *child = json->child;

    for (skip_blanks(walk); *walk->at != '\0' && *walk->at != '}' && *walk->at != ']' &&
                            child != NULL && walk->found == 0;
         child = child->next, skip_blanks(walk)) {
        if (child == walk->wanted)
            walk->found = walk->line;
        if (is_object)
            skip_plain(walk);
        skip_blanks(walk);
        walk_value(walk, child);
    }
    walk->at += *walk->at != '\0';
}

static void walk_value(struct walk *walk, const cJSON *json)
{
    skip_blanks(walk);
    if (json == walk->wanted && walk->found == 0)
        walk->found = walk->line;
    if (*walk->at == '{' || *walk->at == '[')
        walk_children(walk, json);
    else
        skip_plain(walk);
}

int ak__line_of(const char *text, const cJSON *root, const cJSON *wanted)
{
    struct walk walk = {.at = text, .line = 1, .wanted = wanted};

    walk_value(&walk, root);
    return walk.found != 0 ? walk.found : 1;
}

int ak__line_at(const char *text, size_t byte)
{
    int line = 1;

    for (size_t i = 0; i < byte && text[i] != '\0'; i++)
        line += text[i] == '\n';
    return line;
}
