/* alloc.c: memory that is there, or the program ends. */
#include "config.h"

#include "akscope/base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/fatal.h"

static size_t total_size(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        ak_fatal_die("akscope: out of memory");
    return count * size > 0 ? count * size : 1;
}

void *ak_alloc(size_t count, size_t size)
{
    void *bytes = calloc(1, total_size(count, size));

    if (bytes == NULL)
        ak_fatal_die("akscope: out of memory");
    return bytes;
}

void *ak_realloc(void *old, size_t count, size_t size)
{
    void *bytes = realloc(old, total_size(count, size));

    if (bytes == NULL)
        ak_fatal_die("akscope: out of memory");
    return bytes;
}

char *ak_strdup(const char *text)
{
    return ak_strndup(text, strlen(text));
}

char *ak_strdup_or_null(const char *text)
{
    return text != NULL ? ak_strdup(text) : NULL;
}

char *ak_strndup(const char *text, size_t len)
{
    size_t used = strnlen(text, len);
    char *copy = ak_realloc(NULL, used + 1, 1);

    memcpy(copy, text, used);
    copy[used] = '\0';
    return copy;
}

char *ak_asprintf(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0 || text == NULL)
        ak_fatal_die("akscope: out of memory");
    va_end(arguments);
    return text;
}
