/* minor.c: Kubernetes minor versions as numbers. */
#include "config.h"

#include <stdbool.h>

#include "akscope/model/facts.h"

enum { DIGITS_MOST = 3 };

static bool read_number(const char **at, int *out)
{
    int number = 0;
    int digits = 0;

    for (; **at >= '0' && **at <= '9' && digits < DIGITS_MOST; (*at)++, digits++)
        number = number * 10 + (**at - '0');
    *out = number;
    return digits > 0;
}

ak_minor ak_minor_read(const char *text, const char **rest)
{
    int major, minor;

    if (!read_number(&text, &major) || *text++ != '.' || !read_number(&text, &minor))
        return 0;
    *rest = text;
    return major * 1000 + minor;
}
