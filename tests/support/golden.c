#include "config.h"

#include "support/golden.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_updating(void)
{
    const char *value = getenv("AKSCOPE_UPDATE_GOLDENS");

    return value && *value && strcmp(value, "0") != 0;
}

static bool write_golden(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        err(EXIT_FAILURE, "%s", path);
    return true;
}

/* The whole file, "" with a line in `diff` when it is not there. The caller frees. */
static char *read_golden(const char *path, FILE *diff)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file)
        fprintf(diff, "%s: %s; `make update-goldens' writes it\n", path, strerror(errno));
    else if (getdelim(&text, &size, '\0', file) < 0)
        text = NULL;
    if (file)
        (void)fclose(file);
    return text ? text : calloc(1, 1);
}

/* Passes one line of *text; its length goes to *len. */
static const char *take_line(const char **text, int *len)
{
    const char *line = *text;

    *len = (int)strcspn(line, "\n");
    *text = line + *len + (line[*len] == '\n');
    return line;
}

/* Row by row: in a picture a line that moved is a line that changed. */
static bool write_diff(const char *old, const char *new, FILE *diff)
{
    bool is_same = true;

    for (int row = 1; *old || *new; row++) {
        int old_len;
        int new_len;
        const char *old_line = take_line(&old, &old_len);
        const char *new_line = take_line(&new, &new_len);

        if (old_len == new_len && strncmp(old_line, new_line, (size_t)old_len) == 0)
            continue;
        is_same = false;
        fprintf(diff, "%3d -|%.*s\n%3d +|%.*s\n", row, old_len, old_line, row, new_len, new_line);
    }
    return is_same;
}

bool golden_compare(const char *path, const char *text, FILE *diff)
{
    if (is_updating())
        return write_golden(path, text);

    char *golden = read_golden(path, diff);

    if (!golden)
        err(EXIT_FAILURE, "%s", path);

    bool is_same = strcmp(golden, text) == 0;

    if (!is_same)
        (void)write_diff(golden, text, diff);
    free(golden);
    return is_same;
}
