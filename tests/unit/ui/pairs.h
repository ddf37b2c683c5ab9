/* pairs.h: theme and keys files of the source tree as triples, for tests that may not link conf. */
#ifndef TESTS_UNIT_UI_PAIRS_H
#define TESTS_UNIT_UI_PAIRS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void pairs_on_pair(const char *section, const char *name, const char *value, void *context);

/* Removes blanks at both ends, in place. */
static inline char *pairs_trim(char *text)
{
    size_t len;

    text += strspn(text, " \t");
    len = strlen(text);
    while (len > 0 && strchr(" \t\n", text[len - 1]) != NULL)
        len--;
    text[len] = '\0';
    return text;
}

/* Reads `path` below the source folder; returns the number of pairs, 0 when it can't be read. */
static inline size_t pairs_read(const char *path, pairs_on_pair *on_pair, void *context)
{
    const char *folder = getenv("top_srcdir");
    char name[1024];
    char line[512];
    char section[64] = "";
    size_t count = 0;

    snprintf(name, sizeof name, "%s/%s", folder != NULL ? folder : ".", path);
    FILE *file = fopen(name, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *text = pairs_trim(line);
        char *equals = strchr(text, '=');

        if (text[0] == '[')
            snprintf(section, sizeof section, "%.*s", (int)strcspn(text + 1, "]"), text + 1);
        if (text[0] == ';' || text[0] == '[' || equals == NULL)
            continue;
        *equals = '\0';
        on_pair(section, pairs_trim(text), pairs_trim(equals + 1), context);
        count++;
    }
    if (file != NULL)
        fclose(file);
    return count;
}

#endif
