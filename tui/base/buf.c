/* buf.c: a byte buffer with a maximum. */
#include "config.h"

#include "akscope/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/secret.h"

struct ak_buf ak_buf_init(size_t max)
{
    return (struct ak_buf){.max = max};
}

struct ak_buf ak_buf_init_secret(size_t max)
{
    return (struct ak_buf){.max = max, .is_secret = true};
}

static struct ak_buf emptied(const struct ak_buf *buf)
{
    return (struct ak_buf){.max = buf->max, .is_secret = buf->is_secret};
}

/* Overwrites what is to be left, where it is a secret. */
static void wipe(const struct ak_buf *buf)
{
    if (buf->is_secret && buf->bytes != NULL)
        ak_secret_wipe(buf->bytes, buf->cap);
}

void ak_buf_release(struct ak_buf *buf)
{
    wipe(buf);
    free(buf->bytes);
    *buf = emptied(buf);
}

void ak_buf_clear(struct ak_buf *buf)
{
    wipe(buf);
    buf->len = 0;
    if (buf->bytes != NULL)
        buf->bytes[0] = '\0';
}

/* Moves the bytes to a place of `cap` bytes. */
static void grow(struct ak_buf *buf, size_t cap)
{
    if (buf->is_secret && buf->bytes != NULL) {
        char *bytes = ak_alloc(cap, 1);

        memcpy(bytes, buf->bytes, buf->len + 1);
        wipe(buf);
        free(buf->bytes);
        buf->bytes = bytes;
    } else {
        buf->bytes = ak_realloc(buf->bytes, cap, 1);
    }
    buf->cap = cap;
}

/* Room for `more` bytes and the NUL; false when that passes the maximum. */
static bool reserve(struct ak_buf *buf, size_t more)
{
    if (more > buf->max - buf->len)
        return false;
    size_t needed = buf->len + more + 1;
    if (needed > buf->cap) {
        size_t cap = buf->cap > 0 ? buf->cap : 64;

        while (cap < needed)
            cap *= 2;
        grow(buf, cap);
    }
    return true;
}

bool ak_buf_append(struct ak_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return false;
    memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
    buf->bytes[buf->len] = '\0';
    return true;
}

bool ak_buf_puts(struct ak_buf *buf, const char *text)
{
    return ak_buf_append(buf, text, strlen(text));
}

bool ak_buf_printf(struct ak_buf *buf, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    bool fits = len >= 0 && reserve(buf, (size_t)len);
    if (fits) {
        vsnprintf(buf->bytes + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    return fits;
}

const char *ak_buf_text(const struct ak_buf *buf)
{
    return buf->bytes != NULL ? buf->bytes : "";
}

char *ak_buf_take(struct ak_buf *buf, size_t *len)
{
    char *bytes = buf->bytes != NULL ? buf->bytes : ak_strdup("");

    *len = buf->len;
    *buf = emptied(buf);
    return bytes;
}
