#include "config.h"

#include "tests/screen/tap.h"

#include <stdarg.h>
#include <string.h>

bool tap_point(struct tap *tap, bool is_ok, const char *format, ...)
{
    va_list arguments;

    tap->points++;
    tap->failures += !is_ok;
    fprintf(tap->out, "%s %d - ", is_ok ? "ok" : "not ok", tap->points);
    va_start(arguments, format);
    (void)vfprintf(tap->out, format, arguments);
    va_end(arguments);
    fputc('\n', tap->out);
    (void)fflush(tap->out);
    return is_ok;
}

void tap_skip(struct tap *tap, const char *what, const char *why)
{
    fprintf(tap->out, "ok %d - %s # SKIP %s\n", ++tap->points, what, why);
}

void tap_note(struct tap *tap, const char *text)
{
    while (*text) {
        int len = (int)strcspn(text, "\n");

        fprintf(tap->out, "# %.*s\n", len, text);
        text += len + (text[len] == '\n');
    }
}

void tap_end(struct tap *tap)
{
    fprintf(tap->out, "1..%d\n", tap->points);
    (void)fflush(tap->out);
}
