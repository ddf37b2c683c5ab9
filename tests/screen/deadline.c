#include "config.h"

#include "tests/screen/deadline.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

enum { USUAL_LIMIT_SECONDS = 30, LONGEST_LIMIT_SECONDS = 3600 };

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t deadline_limit(void)
{
    const char *text = getenv("AKSCOPE_TEST_LIMIT");
    long seconds = text ? strtol(text, NULL, 10) : 0;

    if (seconds <= 0 || seconds > LONGEST_LIMIT_SECONDS)
        seconds = USUAL_LIMIT_SECONDS;
    return (int64_t)seconds * 1000;
}

int64_t deadline_in(int64_t ms)
{
    return now_ms() + ms;
}

int deadline_left(int64_t deadline)
{
    int64_t left = deadline - now_ms();

    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}
