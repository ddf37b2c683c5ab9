#include "config.h"

#include "akscope/io/http.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/date.h"

enum { LONGEST_WAIT_S = 24 * 60 * 60 };

static int64_t at_most_a_day(int64_t seconds)
{
    if (seconds < 0)
        return 0;
    return seconds < LONGEST_WAIT_S ? seconds : LONGEST_WAIT_S;
}

int64_t ak_http_retry_after(const char *value, int64_t now)
{
    int64_t when = 0;

    if (!value)
        return -1;
    value += strspn(value, " \t");
    size_t digits = strspn(value, "0123456789");
    if (digits > 0 && value[digits + strspn(value + digits, " \t")] == '\0') {
        int64_t seconds = 0;
        for (size_t i = 0; i < digits; i++)
            seconds = at_most_a_day(seconds * 10 + (value[i] - '0'));
        return seconds;
    }
    if (ak_time_parse_http(value, &when))
        return at_most_a_day(when - now);
    return -1;
}

void ak_http_uuid(char out[AK_UUID_SIZE])
{
    unsigned char random[16];
    char *end = out;

    if (getentropy(random, sizeof random) != 0)
        AK_BUG("getentropy: the system has no random numbers");
    /* RFC 9562: version 4, variant 10 */
    random[6] = (unsigned char)((random[6] & 0x0F) | 0x40);
    random[8] = (unsigned char)((random[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < sizeof random; i++) {
        bool dash = i == 4 || i == 6 || i == 8 || i == 10;
        end +=
            snprintf(end, (size_t)(out + AK_UUID_SIZE - end), dash ? "-%02x" : "%02x", random[i]);
    }
}
