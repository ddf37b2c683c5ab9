/* limits.h: every maximum of what comes from outside, in one place. Over a limit is an error with
 * kind AK_ERR_TOO_LARGE or AK_ERR_MALFORMED that names the limit, never a crash or a silent cut. */
#ifndef AKSCOPE_BASE_LIMITS_H
#define AKSCOPE_BASE_LIMITS_H

enum {
    AK_LIMIT_BODY = 64 * 1024 * 1024, /* one HTTP body; a page of ARM is below 10 MiB */
    AK_LIMIT_HEADER = 16 * 1024,      /* one header line; recorded polling URLs reach 3,602 bytes */
    AK_LIMIT_HEADERS = 256 * 1024,    /* all headers of an answer */
    AK_LIMIT_URL = 8 * 1024,
    AK_LIMIT_JSON_DEPTH = 64,
    AK_LIMIT_PAGES = 2000,          /* of one list: paging that never ends is an error */
    AK_LIMIT_CLAIMS = 8 * 1024,     /* of a challenge, which travels in a header line */
    AK_LIMIT_IDENTITY = 256 * 1024, /* answers, files and forms of signing in */
    AK_LIMIT_CHILD_OUTPUT = 1024 * 1024,
    AK_LIMIT_CONFIG = 1024 * 1024,
    AK_LIMIT_CACHE = 512 * 1024 * 1024,
    AK_LIMIT_JOURNAL = 64 * 1024 * 1024,
    AK_LIMIT_OPERATION_POLLS = 10000,
};

#endif
